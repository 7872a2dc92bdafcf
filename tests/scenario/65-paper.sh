# The official paper of an edition, measured in the PDF by poppler: page, block, grid, mark, red line, page numbers, links, check page.

# Words of page N with their boxes: "xMin yMin xMax yMax text", one line of type a line.
lines_of() {
    pdftotext -f "$2" -l "$2" -bbox-layout "$1" "$DIR/boxes.html"
    # (what stands across the page is ten times as tall as a line)
    awk '/<line /{gsub(/[^0-9. ]/, "", $0); split($0, b, " "); x = b[1]; y = b[2]; X = b[3]; Y = b[4]; text = ""}
         /<word /{t = $0; sub(/^[^>]*>/, "", t); sub(/<.*$/, "", t); text = text t}
         /<\/line>/ && Y - y < 60 {print x, y, X, Y, text}' "$DIR/boxes.html"
}
# Lines of the text block: between its upper and lower edge (104.88 and 742.68 pt).
block_lines() { lines_of "$1" "$2" | awk '($2 + $4) / 2 > 104.8 && ($2 + $4) / 2 < 742.8'; }

step "a review of plain text is published: paragraphs of Chinese letters, a number, a table of two figures"
city=$DIR/c
sample_city "$city"
awk 'BEGIN {
    print "# 关于推进全市全面深化改革重点任务落实情况的综合报告\n"
    print "领导小组召开会议{{reform_leading_group_meetings}}次。\n"
    print "| 层级 | 承担 |\n|---|---:|\n| 国家级 | {{reform_pilot_national_total}} |\n| 省级 | {{reform_pilot_provincial_total}} |\n"
    for (p = 0; p < 6; p++) { line = ""; for (i = 0; i < 110; i++) line = line "改革落实"; print line "\n" }
    print "（本稿为示例）"
}' >"$DIR/long.md"
zc review "$city" --period 2017H1 --template "$DIR/long.md" --report long --publish
expect_equal "exit status" "$status" 0
edition=$(sed -n 's/.*编号 \([0-9]*\)$/\1/p' "$out" | tail -1)

step "its papers are listed, and each is made in every form"
zc paper "$city" core.edition "$edition"
expect_contains "report" "bulletin" "press"
for paper in report bulletin press; do
    for as in pdf docx xlsx html; do
        expect_exit 0 paper "$city" core.edition "$edition" --paper "$paper" --as "$as" --out "$DIR/$paper.$as"
        expect_file "$DIR/$paper.$as"
    done
done
expect_exit 0 paper "$city" core.edition "$edition" --paper report --as pdf --out "$DIR/again.pdf"
cmp "$DIR/report.pdf" "$DIR/again.pdf" || fail "the same paper twice has different bytes"
expect_exit 0 paper "$city" core.edition "$edition" --paper report --as xlsx --out "$DIR/again.xlsx"
cmp "$DIR/report.xlsx" "$DIR/again.xlsx" || fail "the same annex twice has different bytes"
expect_exit 2 paper "$city" core.edition "$edition" --paper nosuch --as pdf --out "$DIR/x.pdf"
expect_exit 2 paper "$city" core.edition "$edition" --as pdf
expect_exit 1 paper "$city" core.edition "$edition" --as svg --page 99 --out "$DIR/x.svg"
expect_contains "99"

step "A4; on page 2 the grid holds 22 lines of 28 letters between the margins"
pdfinfo "$DIR/report.pdf" | grep -q 'Page size: *595.27.* x 841.8' || fail "not A4"
block_lines "$DIR/report.pdf" 2 >"$DIR/two"
expect_equal "lines of page 2" "$(awk '{print int($2 + 0.5)}' "$DIR/two" | sort -u | wc -l)" 22
expect_equal "letters of a full line" "$(($(awk '{print length($5)}' "$DIR/two" | sort -n | tail -1) / 3))" 28 # awk counts bytes, three a letter
awk '{ if ($1 < 79.36 - 0.6 || $3 > 521.6 + 0.6) exit 1 }' "$DIR/two" || fail "a line leaves the block of 156 mm"
pitch=$(awk '{print $2}' "$DIR/two" | sort -n | awk 'NR == 1 {first = $1} {last = $1} END {printf "%.2f", (last - first) / (NR - 1)}')
awk -v p="$pitch" 'BEGIN { exit !(p > 28.96 && p < 29.02) }' || fail "lines are $pitch pt apart, 28.99 expected"

step "no line begins with a mark that ends a phrase"
for page in 1 2 3; do
    block_lines "$DIR/report.pdf" "$page" | awk '{print $5}' | grep -E '^(，|。|、|；|：|）|》|”)' && fail "page $page: a line begins with a mark" || true
done

step "the ink of the mark begins 72 mm from the edge, the red line is 156 mm long and 4 mm below the line of the signer"
pdftoppm -r 254 -f 1 -l 1 -x 200 -y 600 -W 1700 -H 300 "$DIR/report.pdf" "$DIR/mark"
top=$(tail -c $((1700 * 300 * 3)) "$DIR"/mark-*.ppm | od -An -v -tu1 -w3 | awk '$1 > 150 && $2 < 90 && $3 < 90 {printf "%.1f", 60 + int((NR - 1) / 1700) / 10; exit}')
awk -v t="$top" 'BEGIN { exit !(t >= 71 && t <= 73) }' || fail "the mark begins at $top mm"
pdftocairo -svg -f 1 -l 1 "$DIR/report.pdf" "$DIR/one.svg"
line=$(grep -o 'stroke="rgb(8[0-9.]*%, *[0-9.]*%, *[0-9.]*%)"[^>]* d="M [0-9. ]* L [0-9. ]*"[^>]*' "$DIR/one.svg" | head -1 | sed 's/.* d="M //;s/ L / /;s/ *".*//')
[ -n "$line" ] || line=$(grep -o '<path[^>]*stroke:rgb(8[^>]*d="M [0-9. ]* L [0-9. ]*' "$DIR/one.svg" | head -1 | sed 's/.* d="M //;s/ L / /;s/ *".*//')
echo "$line" | awk '{ w = ($3 - $1) * 25.4 / 72; exit !(w > 155.5 && w < 156.5) }' || fail "the red line is not 156 mm long: $line"
signer=$(lines_of "$DIR/report.pdf" 1 | grep '签发人' | head -1)
[ -n "$signer" ] || fail "a report upward names its signer"
# poppler's box is that of the font's line, 1.437 em high: the em square of 15.75 pt ends (1.437 - 1.151 - 0.12) em above its foot
echo "$signer $line" | awk '{ gap = ($(NF - 2) - ($4 - 0.166 * 15.75)) * 25.4 / 72; exit !(gap > 3.5 && gap < 4.5) }' || fail "the red line is not 4 mm below: $signer | $line"

step "page numbers stand right on odd pages and left on even ones, below the block"
lines_of "$DIR/report.pdf" 1 | grep '— *1 *—$' | awk '{ exit !($1 > 430 && $3 < 521.6 && $2 > 742) }' || fail "page 1"
lines_of "$DIR/report.pdf" 2 | grep '— *2 *—$' | awk '{ exit !($1 > 79 && $3 < 180 && $2 > 742) }' || fail "page 2"

step "示例 stands across every page and in the issuer; the digest and the check page say what is not promised"
pages=$(pdfinfo "$DIR/report.pdf" | awk '/^Pages/{print $2}')
for page in $(seq "$pages"); do
    # its letters stand aslant, so each is a line of its own to poppler
    for letter in 示 例; do
        [ "$(pdftotext -f "$page" -l "$page" "$DIR/report.pdf" - | grep -o "$letter" | wc -l)" -ge 4 ] || fail "page $page lacks 示例"
    done
done
pdftotext "$DIR/report.pdf" - | tr -d ' \n' >"$DIR/text"
grep -q '示例市委全面深化改革领导小组办公室文件' "$DIR/text" || fail "the issuer lacks 示例"
for words in '内容摘要（SM3）' '核对页（不属公文正文）' '数据清单（3个）' '尚未与GB/T9704—2012印本核对' '查询reform_leading_group_meetings'; do
    grep -qF "$words" "$DIR/text" || fail "not printed: $words"
done
grep -a -q 'URI (http://127.0.0.1:8520/figures/reform_leading_group_meetings' "$DIR/report.pdf" || fail "the figure bears no link to its trace"
if command -v zbarimg >/dev/null; then
    last=$(for page in $(seq "$pages"); do pdftotext -f "$page" -l "$page" "$DIR/report.pdf" - | tr -d ' \n' | grep -q '扫码看出处' && echo "$page" || true; done)
    pdftoppm -r 200 -f "$last" -l "$last" -png "$DIR/report.pdf" "$DIR/qr"
    zbarimg -q --raw "$DIR"/qr-*.png >"$DIR/qr.txt" || fail "the QR code cannot be read"
    grep -q "^http://127.0.0.1:8520/papers/core.edition/$edition?paper=report" "$DIR/qr.txt" || fail "the QR code leads elsewhere"
fi

step "the annex counts by formulas that point into its list"
unzip -p "$DIR/report.xlsx" xl/worksheets/sheet2.xml >"$DIR/sheet.xml"
grep -q "'数据清单'!C3" "$DIR/sheet.xml" || fail "a figure of the table is no formula"
grep -q '<f>SUM(B2:B3)</f><v>101</v>' "$DIR/sheet.xml" || fail "the column has no sum"

step "the address of the city, its own fonts: configured files make the face official"
echo "address = https://city.example" >>"$city/city.conf"
expect_exit 0 paper "$city" core.edition "$edition" --paper press --as pdf --out "$DIR/press.pdf"
grep -a -q 'URI (https://city.example/figures/' "$DIR/press.pdf" || fail "the links lead not to the city's address"
font=$(fc-list 'Noto Serif CJK SC:style=Regular' file 2>/dev/null | head -1 | sed 's/: *$//')
if [ -n "$font" ]; then
    mkdir "$city/fonts"
    for face in fangsong kaiti heiti biaosong songti; do ln -s "$font" "$city/fonts/$face.ttc"; done
    expect_exit 0 paper "$city" core.edition "$edition" --paper press --as json --out "$DIR/state.json"
    expect_equal "conforms" "$(jq -r .conforms "$DIR/state.json")" true
    rm -r "$city/fonts"
fi

step "over HTTP the paper follows the rights of its record, and the server at rest stays small"
start_server "$city"
get "/api/v1/core.edition/$edition/paper"
expect_equal "status" "$status" 200
expect_equal "papers" "$(json '[.papers[].paper] | sort | join(" ")')" "bulletin press report"
expect_equal "conforms" "$(json .layout.conforms)" false
for as in pdf docx xlsx svg html; do
    get "/api/v1/core.edition/$edition/paper?paper=bulletin&as=$as"
    expect_equal "status of $as" "$status" 200
done
get "/api/v1/core.edition/$edition/paper?as=doc"
expect_equal "an unknown form" "$status" 400
get "/api/v1/core.edition/$edition/paper?paper=nosuch&as=pdf"
expect_equal "an unknown paper" "$status" 404
get "/papers/core.edition/$edition?paper=press"
expect_equal "the page of the trace" "$status" 200
expect_contains "数据清单" "字体与标准不一致"
get "/api/v1/reform.meeting"
meeting=$(json '.items[0].id')
get "/api/v1/reform.meeting/$meeting/paper?as=pdf"
case $status in 200 | 403) ;; *) fail "minutes: $status" ;; esac
get "/api/v1/reform.supervision_notice/1/paper"
expect_equal "what may not be seen" "$status" 404
i=0
while [ $i -lt 12 ]; do # eight of one caller are drawn or wait; whoever asks for more at once comes again
    curl -s -o /dev/null -D "$DIR/head.$i" -w '%{http_code}\n' "$URL/api/v1/core.edition/$edition/paper?paper=report&as=pdf" >"$DIR/code.$i" &
    i=$((i + 1))
done
wait_for_all() { for one in "$DIR"/code.*; do until [ -s "$one" ]; do sleep 0.1; done; done; }
wait_for_all
cat "$DIR"/code.* | sort | uniq -c >"$DIR/codes"
expect_equal "nothing but papers and come again" "$(awk '$2 != 200 && $2 != 429' "$DIR/codes")" ""
[ "$(awk '$2 == 200 {print $1}' "$DIR/codes")" -ge 8 ] || fail "fewer than eight were drawn"
[ "$(awk '$2 == 429 {print $1}' "$DIR/codes")" -ge 1 ] || fail "twelve at once were all taken"
grep -qi '^Retry-After: [1-9]' $(grep -l 429 "$DIR"/code.* | sed 's/code/head/' | head -1) || fail "it does not say when to come again"
get "/api/v1/core.edition/$edition/paper?paper=press&as=pdf"
expect_equal "afterwards it is drawn" "$status" 200
kb=$(awk '/^RssAnon/{print $2}' "/proc/$SERVER/status")
case $ZC in */build/*) [ "$kb" -lt 65536 ] || fail "the server holds $kb kB after drawing" ;; esac # sanitizers need their own
stop_server
