# The paper of a supervision notice, as a draft and as signed, and the same as a word-processor file, opened by LibreOffice and measured beside.

sample_city city
for who in office director housing guanshanhu; do
    expect_exit 0 user city token "$who" --scopes '*:read|write' --days 2
    cp "city/keys/token-$who.txt" "token.$who"
done
start_server city

# ask STATUS WHO METHOD PATH [BODY]
ask() {
    wanted=$1 who=$2 method=$3 path=$4
    shift 4
    if [ $# -gt 0 ]; then set -- -H 'Content-Type: application/json' -d "$1"; fi
    status=$(curl -s -o "$out" -w '%{http_code}' --max-time 90 -X "$method" -H "Authorization: Bearer $(cat "token.$who")" "$@" "$URL$path") || fail "no answer: $path"
    : >"$err"
    [ "$status" = "$wanted" ] || fail "$wanted expected: $path"
}
paper() { ask 200 "$1" GET "/api/v1/reform.supervision_notice/$one/paper?as=$2"; cp "$out" "$3"; }
text_of() { pdftotext "$1" - | tr -d ' \n'; }
housing=$(sqlite3 city/city.db "SELECT id FROM t_core_unit WHERE code = '031'")
task=$(sqlite3 city/city.db "SELECT id FROM t_reform_task WHERE lead_unit = $housing AND state = 'active' LIMIT 1")

step "a draft says that it is none, and that its number is taken when it is signed; the addressee sees nothing"
ask 201 office POST /api/v1/reform.supervision_notice "$(jq -n --arg unit "$housing" --arg task "$task" '{fields: {title: "关于补齐改革任务完成证明的督办通知", kind: "yellow", to_unit: $unit,
    task: $task, facts: "到期事项未见证明。全市改革任务共{{reform_task_count}}项，[[一项一项|意为逐项]]核对后仍缺。", facts_on: "2017-12-31",
    requirement: "按评估标准补齐证明材料。\n写明没有补齐的原因。", due_on: "2018-02-09", reply_workdays: 8, contact: "改革办督察处"}}')"
one=$(json .id)
paper office pdf draft.pdf
text_of draft.pdf >draft.txt
for words in 签发时取号 144项 按评估标准补齐证明材料 写明没有补齐的原因 2018年2月9日前办结 8个工作日; do grep -qF "$words" draft.txt || fail "the draft lacks: $words"; done
status=$(curl -s -o "$out" -w '%{http_code}' -H "Authorization: Bearer $(cat token.housing)" "$URL/api/v1/reform.supervision_notice/$one/paper?as=pdf")
expect_equal "to the addressee" "$status" 404

step "what is being written is previewed as the page itself: nothing is stored, who may not write it gets none, a number is pending"
before=$(sqlite3 city/city.db 'SELECT count(*) FROM t_reform_supervision_notice')
written=$(jq -n --arg unit "$housing" '{fields: {title: "关于示例事项的督办通知", to_unit: $unit, facts: "全市改革任务共{{reform_task_count}}项，其中3项未见证明。", facts_on: "2017-12-31"}}')
ask 200 office POST /api/v1/reform.supervision_notice/paper "$written"
expect_equal "the naked number is named" "$(json '.naked | join(" ")')" 3项
expect_equal "the picture is that of page 1" "$(json '.layout | "\(.page) \(.svg | startswith("<?xml"))"')" "1 true"
ask 200 office POST /api/v1/reform.supervision_notice/paper "$(printf '%s' "$written" | jq '. + {as: "pdf"}')"
cp "$out" preview.pdf
text_of preview.pdf >preview.txt
for words in 关于示例事项的督办通知 签发时取号 全市改革任务共144项 校样; do grep -qF "$words" preview.txt || fail "the preview lacks: $words"; done
ask 200 office POST /api/v1/reform.supervision_notice/paper "$(jq -n --arg id "$one" '{id: $id, fields: {title: "关于另一标题的督办通知"}, as: "pdf"}')"
text_of "$out" >preview.txt
grep -qF 关于另一标题的督办通知 preview.txt || fail "the record is not shown as it is being written"
grep -qF 按评估标准补齐证明材料 preview.txt || fail "the rest of the record is not shown"
ask 403 housing POST /api/v1/reform.supervision_notice/paper "$written"
ask 400 office POST /api/v1/reform.supervision_notice/paper '{"fields":{"colour":"red"}}'
ask 400 office POST /api/v1/reform.supervision_notice/paper '{"fields":{},"as":"exe"}'
ask 404 office POST /api/v1/reform.task/paper '{"fields":{}}'
ask 404 housing POST /api/v1/reform.supervision_notice/paper "$(jq -n --arg id "$one" '{id: $id, fields: {}}')"
expect_equal "nothing is stored" "$(sqlite3 city/city.db 'SELECT count(*) FROM t_reform_supervision_notice')" "$before"

step "signed: the number has the form of the standard and bears 示例; two pages at most; the text is the one that was frozen"
ask 200 office POST "/api/v1/reform.supervision_notice/$one/transition/check" '{}'
ask 200 director POST "/api/v1/reform.supervision_notice/$one/transition/sign" '{}'
paper office pdf signed.pdf
text_of signed.pdf >signed.txt
number=$(grep -o '示例筑改督〔[0-9]*〕[0-9]*号' signed.txt | head -1)
printf '%s' "$number" | grep -qE '^示例筑改督〔(19|20)[0-9]{2}〕[1-9][0-9]{0,4}号$' || fail "not a document number: $number"
grep -qF '全市改革任务共144项' signed.txt || fail "the frozen facts are not printed"
grep -qF '签收请填回执码' signed.txt || fail "the way to receive it is not printed"
ask 200 office GET "/api/v1/reform.supervision_notice/$one/paper"
[ "$(json .layout.pages)" -le 2 ] || fail "a short notice fills more than two pages"
paper office docx signed.docx

step "issued: the paper is drawn in the transaction of the step and stays as a file of the record, by the digest that the record keeps"
ask 400 office PATCH "/api/v1/reform.supervision_notice/$one" "$(jq -n --arg digest "$(printf %064d 0)" '{fields: {paper_digest: $digest}}')"
ask 200 office POST "/api/v1/reform.supervision_notice/$one/transition/issue/drift" '{}'
expect_equal "only tried" "$(find city/files -type f -size +20k -newer signed.pdf | wc -l)" 0
ask 200 office POST "/api/v1/reform.supervision_notice/$one/transition/issue" '{}'
digest=$(json '.record.fields.paper_digest // .fields.paper_digest')
paper office pdf issued.pdf
expect_equal "SM3 of the file" "$(openssl dgst -sm3 -r issued.pdf | cut -d' ' -f1)" "$digest"
cmp -s issued.pdf "city/files/$(printf %.2s "$digest")/$digest" || fail "the paper is not the file that was stored"
text_of issued.pdf >issued.txt
if grep -qF 校样 issued.txt; then fail "the paper that was issued calls itself a proof"; fi
ask 200 office GET "/api/v1/reform.supervision_notice/$one/paper"
expect_equal "issued" "$(json '.issued | [.digest, .shown] | join(" ")')" "$digest true"
attachment=$(json .issued.attachment) content=$(json .layout.digest)
grep -qF "$(printf %.32s "$content")" issued.txt || fail "the end margin bears another digest than the content has when it is filled again"
ask 200 office GET "/api/v1/core.attachment/$attachment"
expect_equal "as a file of the notice" "$(json '.fields | [.subject_id, .digest, .media_type] | join(" ")')" "$one $digest application/pdf"
tx=$(sqlite3 city/city.db "SELECT group_concat(DISTINCT j.tx) FROM journal AS j JOIN journal_record AS r ON r.chain = j.chain AND r.seq = j.seq
    WHERE (r.record = $one AND (j.payload LIKE '%\"act\":\"issue\"%' OR j.payload LIKE '%paper_digest%$digest%')) OR r.record = $attachment")
expect_equal "one transaction" "$(printf %s "$tx" | grep -c '^[0-9]*$')" 1

step "what becomes of the notice changes nothing on its paper: void, it keeps number and paper; nobody takes the file or the digest away"
ask 409 office POST "/api/v1/core.attachment/$attachment/withdraw" '{}'
expect_contains 成文
ask 200 office POST "/api/v1/reform.supervision_notice/$one/transition/void" '{"fields":{"void_reason":"主送单位写错。"}}'
expect_equal "kept" "$(json '.record.fields // .fields | [.number, .paper_digest] | join(" ")')" "$(printf %s "$number" | sed 's/^示例//') $digest"
paper office pdf void.pdf
cmp -s void.pdf issued.pdf || fail "a void notice has another paper"
ask 200 office GET "/api/v1/reform.supervision_notice/$one/paper?as=pdf&asof=2018-01-05"
cp "$out" now.pdf
text_of now.pdf | grep -qF '（作废）' || fail "asked for by its times of now, it does not say that it is void"
ask 200 office GET "/api/v1/reform.supervision_notice/$one/paper?as=html"
expect_contains "$digest" 作废
ask 404 guanshanhu GET "/api/v1/core.attachment/$attachment/file"

step "while it is drawn others write and are answered; what changes under the drawing is drawn again; what is stored is what the records say at its time"
ask 201 office POST /api/v1/reform.supervision_notice "$(jq -n --arg unit "$housing" --arg task "$task" '{fields: {title: "关于并行办理的督办通知", kind: "yellow", to_unit: $unit, task: $task,
    facts: "到期事项未见证明。", facts_on: "2017-12-31", requirement: "按评估标准补齐证明材料。", due_on: "2018-02-09"}}')"
beside=$(json .id)
ask 201 office POST /api/v1/reform.supervision_notice "$(jq -n --arg unit "$housing" --arg task "$task" '{fields: {title: "关于另一事项的督办通知", kind: "yellow", to_unit: $unit, task: $task, facts: "到期。",
    facts_on: "2017-12-31", requirement: "办理。", due_on: "2018-02-09"}}')"
other=$(json .id)
ask 200 office POST "/api/v1/reform.supervision_notice/$beside/transition/check" '{}'
ask 200 director POST "/api/v1/reform.supervision_notice/$beside/transition/sign" '{}'
# The process that draws for the server, but for the one named first. It lives for a second: it is looked for without starting another.
drawer_is() {
    for listed in /proc/[0-9]*/stat; do
        read -r drawer command drawer_state parent others <"$listed" || continue
        [ "$parent" != "$SERVER" ] || [ "$drawer" = "$first" ] || [ "$drawer_state" = Z ] || return 0
    done 2>/dev/null
    return 1
}
# Stops it before it is done: from then on nothing is answered that waits for it.
drawer_held() {
    until drawer_is && kill -STOP "$drawer" 2>/dev/null; do
        kill -0 "$asking" 2>/dev/null || fail "the paper was drawn before it could be held"
    done
}
first=none
curl -s -o beside.json --max-time 90 -X POST -H "Authorization: Bearer $(cat token.office)" -H 'Content-Type: application/json' -d '{}' \
    "$URL/api/v1/reform.supervision_notice/$beside/transition/issue" &
asking=$!
drawer_held
for n in 1 2 3; do ask 200 office PATCH "/api/v1/reform.supervision_notice/$other" "{\"fields\":{\"contact\":\"改革办督察处$n\"}}"; done
expect_equal "not issued yet" "$(sqlite3 city/city.db "SELECT state FROM t_reform_supervision_notice WHERE id = $beside")" signing
expect_exit 0 change city core.unit --where "code = '031'" name=在画公文时更名的单位
first=$drawer
kill -CONT "$drawer"
drawer_held
ask 200 office PATCH "/api/v1/reform.supervision_notice/$other" '{"fields":{"contact":"改革办督察处4"}}'
kill -CONT "$drawer"
wait "$asking" || fail "no answer"
expect_differ "drawn again" "$drawer" "$first"
digest=$(jq -r '.record.fields.paper_digest // .fields.paper_digest' beside.json)
expect_equal "digest of the file" "$(openssl dgst -sm3 -r "city/files/$(printf %.2s "$digest")/$digest" | cut -d' ' -f1)" "$digest"
text_of "city/files/$(printf %.2s "$digest")/$digest" >beside.txt
grep -qF 在画公文时更名的单位 beside.txt || fail "the paper has what was so before it was drawn"
known=$(sqlite3 city/city.db "SELECT j.at FROM journal AS j JOIN journal_record AS r ON r.chain = j.chain AND r.seq = j.seq WHERE r.record = $beside AND j.payload LIKE '%\"act\":\"issue\"%'")
expect_equal "known times in the order of the journal" "$(sqlite3 city/city.db "SELECT count(*) FROM journal AS a JOIN journal AS b ON a.chain = b.chain AND b.seq = a.seq + 1 WHERE b.at <= a.at")" 0
[ "$(sqlite3 city/city.db "SELECT max(at) FROM journal WHERE payload LIKE '%改革办督察处4%'")" -lt "$known" ] || fail "what was stored before the paper is known after it"
expect_exit 0 change city core.unit --where "code = '031'" name=后来又更名的单位
ask 200 office GET "/api/v1/reform.supervision_notice/$beside/paper"
grep -qF "$(json .layout.digest | cut -c1-32)" beside.txt || fail "filled again at its time it is another paper"

step "killed while the paper is drawn: the number stays, nothing of the step does, and the step is taken again"
ask 201 office POST /api/v1/reform.supervision_notice "$(jq -n --arg unit "$housing" --arg task "$task" '{fields: {title: "关于限期整改的督办通知", kind: "red", to_unit: $unit, task: $task,
    facts: "到期事项未见证明。", facts_on: "2017-12-31", requirement: "按评估标准补齐证明材料。", due_on: "2018-02-09"}}')"
two=$(json .id)
ask 200 office POST "/api/v1/reform.supervision_notice/$two/transition/check" '{}'
ask 200 director POST "/api/v1/reform.supervision_notice/$two/transition/sign" '{}'
next=$(json '.record.fields.number // .fields.number')
curl -s -o /dev/null --max-time 60 -X POST -H "Authorization: Bearer $(cat token.office)" -H 'Content-Type: application/json' -d '{}' \
    "$URL/api/v1/reform.supervision_notice/$two/transition/issue" &
asking=$!
first=none
until drawer_is; do kill -0 "$asking" 2>/dev/null || fail "the paper was drawn before it could be interrupted"; done
kill -9 "$SERVER"
wait "$asking" || true
wait "$SERVER" 2>/dev/null || true
expect_exit 0 verify city
expect_equal "of the step" "$(sqlite3 city/city.db "SELECT number || ' ' || state || ' ' || coalesce(paper_digest, '-') FROM t_reform_supervision_notice WHERE id = $two")" "$next signing -"
start_server city
ask 200 office POST "/api/v1/reform.supervision_notice/$two/transition/issue" '{}'
expect_equal "the same number" "$(json '.record.fields // .fields | [.number, .state, (.paper_digest | length | tostring)] | join(" ")')" "$next signed 64"
stop_server
expect_exit 0 verify city
tx=$(sqlite3 city/city.db "SELECT j.tx FROM journal AS j JOIN journal_record AS r ON r.chain = j.chain AND r.seq = j.seq WHERE r.record = $two AND j.payload LIKE '%\"act\":\"issue\"%'")
expect_exit 1 withdraw city --tx "$tx"
expect_exit 0 paper city reform.supervision_notice "$two" --as pdf --out two.pdf
expect_equal "from the command line, too" "$(openssl dgst -sm3 -r two.pdf | cut -d' ' -f1)" "$(sqlite3 city/city.db "SELECT paper_digest FROM t_reform_supervision_notice WHERE id = $two")"

step "the word-processor file: grid, official fonts, odd and even footers, figures as content controls"
unzip -p signed.docx word/document.xml >document.xml
for words in 'w:top="2098" w:right="1474" w:bottom="1984" w:left="1587"' 'w:line="579" w:lineRule="exact"' 'w:spacing w:val="-5"' '方正小标宋简体' '仿宋_GB2312' 'w:type="even"'; do
    grep -qF "$words" document.xml || fail "document.xml lacks $words"
done
unzip -p signed.docx word/settings.xml | grep -q evenAndOddHeaders || fail "one footer for all pages"
unzip -p signed.docx word/header1.xml | grep -q 'string="示例' || fail "示例 does not stand across the page"
edition=$(sqlite3 city/city.db "SELECT id FROM t_core_edition LIMIT 1")
expect_exit 0 paper city core.edition "$edition" --paper report --as docx --out report.docx
unzip -p report.docx word/document.xml | grep -q '<w:tag w:val="f1"/>' || fail "figures are no content controls"

command -v soffice >/dev/null 2>&1 || skip "LibreOffice is not there"
step "LibreOffice sets what the PDF sets: lines of 28 letters, 28.95 pt apart, page numbers outside, the end block at the foot"
expect_exit 0 paper city core.edition "$edition" --paper report --as pdf --out report.pdf
soffice --headless "-env:UserInstallation=file://$PWD/office" --convert-to pdf --outdir office-out report.docx signed.docx >/dev/null 2>&1 || skip "LibreOffice does not start"
[ -s office-out/report.pdf ] || skip "LibreOffice has no writer"
lines_of() {
    pdftotext -f "$2" -l "$2" -bbox-layout "$1" boxes.html
    awk '/<line /{gsub(/[^0-9. ]/, "", $0); split($0, b, " "); y = b[2]; Y = b[4]; x = b[1]; X = b[3]; text = ""}
         /<word /{t = $0; sub(/^[^>]*>/, "", t); sub(/<.*$/, "", t); text = text t}
         /<\/line>/ && Y - y < 60 {print x, y, X, Y, text}' boxes.html
}
for file in report.pdf office-out/report.pdf; do
    lines_of "$file" 3 | awk '$2 > 100 && $4 < 745 && $1 < 115' >three
    awk '{ if ($1 < 78 || $3 > 540) exit 1 }' three || fail "$file: a line leaves the block"
    lines_of "$file" 3 | grep '— *3 *—' | awk '{ exit !($1 > 420 && $2 > 742) }' || fail "$file: page number of page 3"
    lines_of "$file" 2 | grep '— *2 *—' | awk '{ exit !($3 < 180 && $2 > 742) }' || fail "$file: page number of page 2"
    step_pt=$(awk '{print $2}' three | sort -n | awk 'NR > 1 && $1 - last > 20 && $1 - last < 40 {sum += $1 - last; count++} {last = $1} END {printf "%.2f", sum / count}')
    awk -v p="$step_pt" 'BEGIN { exit !(p > 28.8 && p < 29.1) }' || fail "$file: lines are $step_pt pt apart"
done
last=$(pdfinfo office-out/signed.pdf | awk '/^Pages/{print $2}')
lines_of office-out/signed.pdf "$last" | grep '印发$' | awk '{ exit !($4 > 690 && $4 < 745) }' || fail "the end block does not stand at the foot"
