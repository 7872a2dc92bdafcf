# The pages that the program renders itself: right numbers, no script, nobody's text as markup, one answer for what is not
# there and what may not be seen, and doors that open only to whom they should.

step "a sample city is served"
sample_city city
hostile="'\"><script>alert(1)</script><img src=x>"
expect_exit 0 metrics city reform_pilot_national_total --period 2017H1 --asof 2017-06-30 --format json
digest=$(json '.[0].digest')
expect_exit 0 trace city reform_pilot_national_total --period 2017H1 --asof 2017-06-30 --format json
pilot=$(json '[.. | objects | select((.entity? // "" | tostring) == "reform.pilot") | .id | tostring][0]')
expect_exit 0 change city reform.pilot "$pilot" "note=$hostile"
start_server city

# page PATH [CURL-OPTION…]: a page that answers 200, holds no script and states the sample.
page() {
    get "$@"
    expect_equal "status of $1" "$status" 200
    ! grep -qiE '<script|javascript:|[ "]on[a-z]+=' "$out" || fail "a script on $1"
    grep -qE '示例城市|Sample city' "$out" || fail "$1 does not say that it is a sample"
}

step "the main pages answer"
for path in / /figures /reviews /definitions /rules /journal /records/reform.pilot /records/core.unit; do page "$path"; done
get /health
expect_contains '"status":"ok"'
get /robots.txt
expect_contains 'Disallow: /'
get /style.css
expect_equal "style sheet" "$status" 200
get /favicon.svg
expect_equal "icon" "$status" 200

step "a figure stands at its own address, with its digest and its records"
page "/figures/reform_pilot_national_total?period=2017H1&asof=2017-06-30"
expect_contains '<span class="big">46</span>' "2017年6月30日" "2017年3月31日" "/records/reform.pilot/$pilot"
first=$(printf '%s' "$digest" | cut -c 1-8)
expect_contains "$first"
page "/figures/reform_pilot_national_done?period=2017H1&asof=2017-03-31"
expect_contains '<span class="big">6</span>'
get "/figures/reform_pilot_national_total/json?period=2017H1&asof=2017-06-30"
expect_equal "value in JSON" "$(json '.figure.value | tostring')" 46
expect_equal "digest in JSON" "$(json .figure.digest)" "$digest"
get "/figures/reform_pilot_national_total/csv?period=2017H1&asof=2017-06-30"
expect_equal "lines of the CSV" "$(wc -l <"$out" | tr -d ' ')" 47

step "whoever downloads the lines gets the digest"
get "/figures/reform_pilot_national_total/lines?period=2017H1&asof=2017-06-30"
expect_equal "lines" "$(wc -l <"$out" | tr -d ' ')" 46
if openssl dgst -sm3 "$out" >"$DIR/sm3" 2>/dev/null; then
    expect_equal "SM3 of the lines" "$(sed 's/.*= //' "$DIR/sm3")" "$digest"
fi

step "a record: fields, slices, journal, and hostile text as text"
page "/records/reform.pilot/$pilot"
expect_contains "&lt;script&gt;alert(1)&lt;/script&gt;" "v1" "/journal/520100/"
expect_lacks "<img src=x>"
entry=$(grep -o '/journal/520100/[0-9]*' "$out" | head -n 1)
page "$entry"
expect_contains "现算的摘要与账本所记一致" "zcj1"
page "/records/reform.pilot?q=%27%22%3E%3Cscript%3E&where=level+%3D+%27national%27"
expect_contains 'value="&#39;&quot;&gt;&lt;script&gt;"'
page "/records/reform.pilot?where=level+%3D+%27national%27&sort=-granted_on"
get "/records/reform.pilot?where=no_such_field+%3D+1"
expect_equal "a wrong condition" "$status" 400
expect_contains 'role="alert"'
get "/records/reform.pilot.csv?where=level+%3D+%27national%27"
expect_equal "status of the CSV" "$status" 200

step "what is not there and what may not be seen are told alike"
get /records/reform.pilot/4574847980850999999 -H "X-Request-Id: the-same-for-all"
cp "$out" "$DIR/absent"
expect_equal "unknown record" "$status" 404
for path in /records/core.account/1 /records/core.account /records/no.such/1 /records/reform.pilot/abc /records/core.person /journal/0/999999; do
    get "$path" -H "X-Request-Id: the-same-for-all"
    expect_equal "status of $path" "$status" 404
    cmp -s "$out" "$DIR/absent" || fail "$path is told from an unknown record"
done

step "times that cannot be are refused in words"
get "/figures?asof=2017-06-31"
expect_equal "no such day" "$status" 400
get "/figures?asof=2099-01-01"
expect_equal "a day to come" "$status" 400

step "every answer carries the headers that keep a page from being misused"
curl -s -D "$DIR/headers" -o /dev/null "$URL/"
for header in "Content-Security-Policy: default-src 'none'" "X-Content-Type-Options: nosniff" "Referrer-Policy: same-origin" "Cache-Control: no-store"; do
    grep -qiF "$header" "$DIR/headers" || fail "no header $header"
done

step "English by one link, and it stays"
page "/figures/reform_pilot_national_total?period=2017H1&asof=2017-06-30&lang=en" -c "$DIR/lang"
expect_contains "national reform pilots" "counted from 46 records" "Sample city"
page /definitions -b "$DIR/lang"
expect_contains "Definitions"
page /definitions
expect_contains "口径"

step "signed out, importing is closed"
get /import
expect_equal "import without a session" "$status" 401
get /imports
expect_equal "imports without a session" "$status" 401

step "a post of the sample city is entered with one click, from this site alone"
get /
post=$(grep -o 'name="post" value="[0-9]*" accesskey="6"' "$out" | grep -o '[0-9][0-9]*' | head -n 1)
[ -n "$post" ] || fail "no sixth post on the sign-in page"
get /signin/post -d "post=$post"
expect_equal "without Origin" "$status" 403
get /signin/post -d "post=$post" -H "Origin: http://elsewhere.example"
expect_equal "from another site" "$status" 403
get /signin/post -d "post=1" -H "Origin: $URL"
expect_equal "no such post" "$status" 400
curl -s -D "$DIR/headers" -o /dev/null -c "$DIR/jar" -H "Origin: $URL" -d "post=$post" "$URL/signin/post"
grep -qiE '^Set-Cookie: zc=[0-9A-Z]{52}; Path=/; HttpOnly; SameSite=Lax' "$DIR/headers" || fail "the cookie lacks its flags"
page / -b "$DIR/jar"
expect_contains "综述撰写岗"
page /import -b "$DIR/jar"
page "/figures?period=2017H1&asof=2017-03-31" -b "$DIR/jar"
expect_contains 'class="app past"' "2017年3月31日"

step "a wrong password is refused, and after three there is a pause"
status=403
tries=0
while [ "$status" = 403 ] && [ $tries -lt 8 ]; do
    tries=$((tries + 1))
    get /signin -H "Origin: $URL" -d "login=office&password=wrong-password-$tries"
done
expect_equal "in the end" "$status" 429
[ $tries -ge 4 ] && [ $tries -le 6 ] || fail "the pause came at try $tries"
get "/invite/00000000000000000000000000" -H "Origin: $URL" -d "password=short&again=short"
expect_equal "a short password" "$status" 422
get "/invite/00000000000000000000000000" -H "Origin: $URL" --data-urlencode "password=一个足够长的口令一二三四" --data-urlencode "again=一个足够长的口令一二三四"
expect_equal "a link that was never given" "$status" 403

step "leaving ends the session"
get /signout -b "$DIR/jar" -H "Origin: $URL" -d ""
expect_equal "sign-out" "$status" 303
get /import -b "$DIR/jar"
expect_equal "after leaving" "$status" 401

stop_server
! grep -q "a page asks for" "$err" || fail "a page got the wrong number of values"
