# A superior's workbook with heads of its own, filled from records: known heads get their column, unknown ones are named, what stands in a
# cell already is not written over, and every other part of the file stays as it was to the byte.

sample_city city
step "a form with heads that the module knows, one that counts rows, and one that nobody knows"
expect_exit 0 export city reform.task blank.xlsx --filter "serial = 998"
"$FORM_FILL" blank.xlsx form.xlsx 0:A1=序号 0:B1=任务名称 0:C1=主办单位 0:D1=办结时限 0:E1=省直部门意见 0:F1=改革领域 0:G1= 0:H1= || fail "no form"
before=$(sha256sum form.xlsx)
expect_exit 0 fill city reform.task form.xlsx filled.xlsx --filter "domain = '06' and serial < 4"
expect_contains '第 1 行是表头，填了 3 条' '不认识的表头：省直部门意见'
expect_lacks '不认识的表头：序号'
expect_equal "the form itself stays" "$(sha256sum form.xlsx)" "$before"

step "each record stands in its row, read back from the file"
mkdir a b
(cd a && unzip -qq ../form.xlsx) && (cd b && unzip -qq ../filled.xlsx)
sheet=$(cd b && find . -name 'sheet1.xml')
matter=$(sqlite3 city/city.db "SELECT matter FROM t_reform_task WHERE domain = '06' AND serial = 2")
due=$(sqlite3 city/city.db "SELECT date(due_on * 86400, 'unixepoch') FROM t_reform_task WHERE domain = '06' AND serial = 2")
grep -q "<c r=\"B3\"[^>]*t=\"inlineStr\"><is><t xml:space=\"preserve\">$matter</t></is></c>" "b/$sheet" || fail "not in B3: $matter"
grep -q "<c r=\"D3\"[^>]*><is><t xml:space=\"preserve\">$due</t>" "b/$sheet" || fail "not in D3: $due"
grep -q '<c r="A4"[^>]*><is><t xml:space="preserve">3</t>' "b/$sheet" || fail "the rows are not counted"
! grep -q '<c r="E2"[^>]*><is>' "b/$sheet" || fail "an unknown column was written"

step "everything else is as it was, to the byte"
for part in $(cd a && find . -type f ! -path "$sheet" | sort); do
    cmp -s "a/$part" "b/$part" || fail "changed: $part"
done
expect_equal "the same parts" "$(cd b && find . -type f | sort)" "$(cd a && find . -type f | sort)"

step "what stands in a cell is not written over, and then nothing is written at all"
expect_exit 1 fill city reform.task filled.xlsx out.xlsx --filter "domain = '06' and serial < 4"
expect_contains A2 已有内容
[ ! -e out.xlsx ] || fail "a file was written"
expect_exit 1 fill city core.leave form.xlsx out.xlsx
expect_contains 没有一行表头
expect_exit 2 fill city reform.task form.xlsx

step "the same over HTTP, for who is signed in and from what he sees: a report first, then the file; a bad file is refused by what is wrong with it"
for who in office guanshanhu; do
    expect_exit 0 user city token "$who" --scopes '*:read' --days 2
    cp "city/keys/token-$who.txt" "token.$who"
done
start_server city
# fill WHO PATH FORM...: leaves the answer in $out, its head in head
fill() {
    who=$1 path=$2
    shift 2
    status=$(curl -s -D head -o "$out" -w '%{http_code}' --max-time 60 -H "Authorization: Bearer $(cat "token.$who")" "$@" "$URL$path")
    : >"$err"
}
fill office '/api/v1/fill?check=true' -F 'file=@form.xlsx' -F entity=reform.task -F "filter=domain = '06' and serial < 4"
expect_equal "report" "$status $(json '[.head_row, .records, .unknown[0]] | join(" ")')" "200 1 3 省直部门意见"
json '.known | join(" ")' >known.txt
grep -q 任务名称 known.txt || fail "a head that is known is not told"
fill office /api/v1/fill -F 'file=@form.xlsx' -F entity=reform.task -F "filter=domain = '06' and serial < 4"
expect_equal "status" "$status" 200
cmp -s "$out" filled.xlsx || fail "over HTTP it is another file than on the command line"
grep -qi '^Zc-Unknown-Heads: .*%E7%9C%81' head || fail "the header names no unknown head"
fill office /api/v1/fill -F 'file=@filled.xlsx' -F entity=reform.task -F "filter=domain = '06' and serial < 4"
expect_equal "cells that are not empty" "$status" 422
expect_contains A2 已有内容
fill office /api/v1/fill -F 'file=@known.txt' -F entity=reform.task
expect_equal "no workbook" "$status" 400
fill office /api/v1/fill -F 'file=@form.xlsx'
expect_equal "of which records" "$status" 400
fill office /api/v1/fill -F 'file=@form.xlsx' -F entity=reform.task -F 'filter=domain ='
expect_equal "a wrong condition" "$status" 400
fill guanshanhu '/api/v1/fill?check=true' -F 'file=@form.xlsx' -F entity=reform.period_figure
expect_equal "of records that one may not see" "$status" 404
status=$(curl -s -o /dev/null -w '%{http_code}' -F 'file=@form.xlsx' -F entity=reform.task "$URL/api/v1/fill")
expect_equal "signed out" "$status" 401
stop_server
