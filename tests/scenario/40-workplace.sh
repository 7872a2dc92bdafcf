# What the program does for the workplace page: serves its files compressed, cached and under a strict policy; offers posts, finds
# records, tells what is due, gives out the text of an edition. The page here is a stand-in of three files.

step "a page stands beside the program"
mkdir -p page/assets
head -c 20000 /dev/zero | tr '\0' a >page/assets/app-1a2b3c4d.js
gzip -9 -k page/assets/app-1a2b3c4d.js
printf '<!doctype html><title>workplace</title><div id="app"></div>' >page/index.html
printf 'no' >page/.hidden.js
printf 'secret' >outside.txt
sample_city city
ZHUCHENG_PAGE=$DIR/page
export ZHUCHENG_PAGE
start_server city

step "the page answers at every address of a screen, and is asked for again each time"
get /app/ -D headers
expect_equal "status" "$status" 200
expect_contains '<title>workplace</title>'
grep -qi '^content-security-policy:.*script-src .self.;' headers || fail "no policy"
! grep -qi 'unsafe' headers || fail "the policy lets something unsafe in"
grep -qi '^cache-control: no-cache' headers || fail "the page itself may be kept"
tag=$(sed -n 's/^[Ee][Tt]ag: *//p' headers | tr -d '\r')
get /app/records/reform.task/42
expect_contains '<title>workplace</title>'
get /app/ -H "If-None-Match: $tag"
expect_equal "the page as it was" "$status" 304
get /app/ -H 'If-None-Match: "other"'
expect_equal "another page" "$status" 200

step "an asset goes out compressed to who takes it, and is kept for good"
get /app/assets/app-1a2b3c4d.js -D headers -H 'Accept-Encoding: gzip, deflate'
grep -qi '^content-encoding: gzip' headers || fail "not compressed"
grep -qi '^cache-control: .*immutable' headers || fail "not kept"
[ "$(wc -c <"$out")" -lt 200 ] || fail "compressed in name only"
get /app/assets/app-1a2b3c4d.js -D headers -H 'Accept-Encoding: br;q=1, gzip;q=0'
! grep -qi '^content-encoding' headers || fail "compressed for who refuses it"
expect_equal "its size" "$(wc -c <"$out")" 20000

step "nothing else is served"
for path in /app/assets/none.js /app/assets/../../outside.txt /app/assets/%2e%2e/%2e%2e/outside.txt /app/assets/.hidden.js; do
    get "$path" --path-as-is
    expect_equal "$path" "$status" 404
    expect_lacks secret
done
get /app/.hidden.js
expect_contains '<title>workplace</title>'

step "the posts of a sample are offered, and one click enters"
get /api/v1/entrance
[ "$(json '.posts | length')" -ge 12 ] || fail "fewer than twelve posts"
expect_equal "the promise" "$(json .promise.value)" 46
post=$(json '.posts[0].post')
other=$(json '.posts[2].post') # the second stands open to the first: its holder is away and has handed it over
get /api/v1/session/post -H 'Content-Type: application/json' -d "{\"post\":\"$post\"}"
expect_equal "without Origin" "$status" 403
get /api/v1/session/post -H "Origin: $URL" -H 'Content-Type: application/json' -d '{"post":"1"}'
expect_equal "a post that is not offered" "$status" 400
get /api/v1/session/post -H "Origin: $URL" -H 'Content-Type: application/json' -d "{\"post\":\"$post\"}" -c jar
expect_equal "entering" "$status" 201
get /api/v1/session -b jar
expect_equal "the post" "$(json .post)" "$post"
get /api/v1/session -b jar -X PATCH -H "Origin: $URL" -H 'Content-Type: application/json' -d "{\"post\":\"$other\"}"
expect_equal "a post of somebody else" "$status" 403

step "one search finds records of every kind that the reader may see"
get '/api/v1/search?q=%E6%B2%B3%E9%95%BF%E5%88%B6' -b jar
[ "$(json '[.found[].entity] | unique | length')" -gt 1 ] || fail "one kind alone"
get /api/v1/search
expect_equal "without words" "$status" 400

step "what is due comes by clock, to who is signed in"
get /api/v1/due
expect_equal "signed out" "$status" 401
get '/api/v1/due?limit=500' -b jar
[ "$(json '.due | length')" -gt 10 ] || fail "hardly anything is due"
expect_equal "in order" "$(json '[.due[].due] == ([.due[].due] | sort)')" true
get '/api/v1/due?until=soon' -b jar
expect_equal "a day that is none" "$status" 400

step "a text that is being written is counted, and says what is naked and what it seems to be"
writing='{"period":"2017H1","text":"会议{{reform_leading_group_meetings}}次,国家级改革试点46项,{{nothing}}"}'
get /api/v1/reviews/bind -H "Content-Type: application/json" -d "$writing"
expect_equal "signed out" "$status" 401
get /api/v1/reviews/bind -b jar -H "Origin: $URL" -H "Content-Type: application/json" -d "$writing"
expect_equal "a figure" "$(json '.figures[0].shown')" 7
expect_equal "one that is none" "$(json '.figures[1].wrong.en')" "1:49: there is no metric nothing"
expect_equal "a naked one" "$(json '.naked[0] | [.text, .likely, (.likely_equal | tostring)] | join(" ")')" "46项 reform_pilot_national_total true"
get /api/v1/reviews/bind -b jar -H "Origin: $URL" -H "Content-Type: application/json" -d '{"text":"{{half"}'
expect_equal "a broken text is an answer" "$status" 200
[ "$(json '.unparsed.en')" != null ] || fail "it does not say where it is broken"

step "pasted prose and a word-processor file are proofed, and nothing of them is kept"
get /api/v1/proof -b jar -H "Origin: $URL" -H "Content-Type: application/json" -d '{"period":"2017H1","text":"国家级改革试点47项,已完成12项"}'
expect_equal "each number" "$(json '[.numbers[] | .status + " " + .known] | join(", ")')" "different 46, equal 12"
get /api/v1/proof -b jar -H "Origin: $URL" -F "file=@$ROOT/LICENSE" -F period=2017H1
expect_equal "a file" "$status" 200
get /api/v1/proof/docx -b jar -H "Origin: $URL" -F "file=@$ROOT/LICENSE" -F period=2017H1
expect_equal "a copy of what is no word-processor file" "$status" 400

step "a correction tells which printed figures it would change, and nothing of the trial stays"
get "/api/v1/reform.pilot?limit=1&filter=level%20%3D%20%27national%27%20and%20accepted_on%20%3C%202017-06-30" -b jar
pilot=$(json '.items[0].id')
trial="{\"slice\":\"$(json '.items[0].slice')\",\"valid_from\":\"2017-05-01\",\"fields\":{\"accepted_on\":null}}"
get "/api/v1/reform.pilot/$pilot/drift" -b jar -H "Origin: $URL" -H "Content-Type: application/json" -d "$trial"
expect_equal "the trial" "$status" 200
expect_equal "the figure that drifts" "$(json '[.drift[] | select(.before != .after) | .metric + " " + .printed + " " + .after] | join(", ")')" "reform_pilot_national_done 12 11"
get "/api/v1/reform.pilot/$pilot" -b jar
[ "$(json '.fields.accepted_on')" != null ] || fail "the trial was stored"
get /api/v1/core.edition
edition=$(json '.items[0].id')
get "/api/v1/core.edition/$edition/replay"
expect_equal "the replay" "$(json '[.same_then, .same_now] | map(tostring) | join(" ")')" "51 51"

step "a draft is published as it was read, once"
get /api/v1/core.draft -b jar -H "Origin: $URL" -H "Content-Type: application/json" \
    -d '{"fields":{"title":"简报","report":"brief","period":"2017H1","text":"# 简报\n\n会议{{reform_leading_group_meetings}}次,试点46项。"}}'
expect_equal "a draft" "$status" 201
draft=$(json .id)
get "/api/v1/core.draft/$draft/publish" -b jar -H "Origin: $URL" -H "Content-Type: application/json" -d '{"slice":"1"}'
expect_equal "with a naked figure" "$status" 422
get "/api/v1/core.draft/$draft" -b jar -X PATCH -H "Origin: $URL" -H "Content-Type: application/json" \
    -d '{"slice":"1","fields":{"text":"# 简报\n\n会议{{reform_leading_group_meetings}}次。"}}'
slice=$(json .record.slice)
get "/api/v1/core.draft/$draft/publish" -b jar -H "Origin: $URL" -H "Content-Type: application/json" -d '{"slice":"99"}'
expect_equal "a text that nobody read" "$status" 409
get "/api/v1/core.draft/$draft/publish" -b jar -H "Origin: $URL" -H "Content-Type: application/json" -d "{\"slice\":\"$slice\"}"
expect_equal "published" "$status" 201
brief=$(json .edition)
get "/api/v1/core.edition/$brief/text"
expect_contains '简报'
get "/api/v1/core.draft/$draft/publish" -b jar -H "Origin: $URL" -H "Content-Type: application/json" -d "{\"slice\":\"$slice\"}"
[ "$status" -ge 400 ] || fail "published twice"

step "the text of an edition is given out only as it was published"
get /api/v1/core.edition
edition=$(json '.items[0].id')
digest=$(json '.items[0].fields.html_digest')
get "/api/v1/core.edition/$edition/text"
expect_contains 'class="zc-door"'
file=city/files/$(printf '%s' "$digest" | cut -c 1-2)/$digest
chmod u+w "$file"
printf ' ' >>"$file"
get "/api/v1/core.edition/$edition/text"
expect_equal "a changed file" "$status" 409
expect_lacks 'class="zc-door"'

step "a workbook is checked, taken over, and withdrawn by whom the declarations name"
get /api/v1/imports -b jar -H "Origin: $URL" -F dry_run=true -F "file=@$ROOT/examples/guiyang-2017/ledger-2017-bad.xlsx"
expect_equal "the bad ledger is not good" "$status/$(json .good)" 200/false
[ "$(json '[.findings[] | select(.severity == "error")] | length')" -gt 5 ] || fail "hardly any finding"
expect_equal "a cell for each column shown" "$(json '.sheet | .columns as $c | all(.rows[]; (.cells | length) == ($c | length))')" true
expect_equal "it bears a secrecy marking: no copy waits" "$(json .refused)/$(json .upload)" true/null
get /api/v1/imports -b jar -H "Origin: $URL" -F dry_run=true -F "file=@$ROOT/examples/guiyang-2017/plan.csv"
expect_equal "a table without mistakes" "$(json .good)" true
name=$(json .upload)
get /api/v1/imports -H "Origin: $URL" -F "upload=$name" -F name=plan.csv
expect_equal "taken over signed out" "$status" 401
get /api/v1/imports -b jar -H "Origin: $URL" -F "upload=$name" -F name=plan.csv
expect_equal "taken over" "$status/$(json .good)" 200/true
expect_equal "which changes nothing" "$(json .made)/$(json .changed)/$(json .import)" 0/0/null
get /api/v1/imports -b jar -H "Origin: $URL" -F "upload=$name" -F name=plan.csv
expect_equal "a second time" "$status" 404
get /api/v1/core.import?limit=1 -b jar
import=$(json '.items[0].id')
get "/api/v1/imports/$import/withdraw" -b jar -H "Origin: $URL" -H 'Content-Type: application/json' -d '{}'
expect_equal "without a reason" "$status" 400
get "/api/v1/imports/$import/withdraw" -b jar -H "Origin: $URL" -H 'Content-Type: application/json' -d '{"why":"mistaken"}'
[ "$status" -ge 400 ] || fail "withdrawn by who is no registrar"
get "/api/v1/core.import/$import" -b jar
expect_equal "and it stays" "$(json .fields.state)" taken

step "names of many references stand in the order of their ids"
get '/api/v1/reform.task?limit=1&labels=true'
expect_equal "as many names as ids" "$(json '.items[0] | (.fields.area_scope | length) == (.labels.area_scope | length)')" true
stop_server

step "without a page the program says so and points to the pages without scripts"
ZHUCHENG_PAGE=$DIR/none
start_server city
get /app/
expect_equal "no page" "$status" 404
expect_contains 'href="/"'
get /
expect_lacks '/app/'
stop_server

step "in a city with nothing but its ledger a person consents to the names that no register has, and withdraws the whole"
unset ZHUCHENG_PAGE
expect_exit 0 init own
expect_exit 0 change own core.post new "title=组织登记岗" unit=1 "roles=;core.staff;core.registrar;reform.office;"
expect_exit 0 user own add registrar --person 示例·001 --post 组织登记岗
printf 'vrtqm Xwzdp registers 7\n' >password
"$ZC" user own password registrar <password >/dev/null || fail "no password"
start_server own
get /api/v1/entrance
expect_equal "no post is offered where the city is real" "$(json .by_post)/$(json '.posts | length')" false/0
get /api/v1/session -c jar -H "Origin: $URL" -H 'Content-Type: application/json' -d '{"login":"registrar","password":"vrtqm Xwzdp registers 7"}'
expect_equal "signed in" "$status" 201
get /api/v1/imports -b jar -H "Origin: $URL" -F dry_run=true -F "file=@$ROOT/examples/guiyang-2017/ledger-2017.xlsx"
expect_equal "names that no register has" "$(json '.missing.names | length')" 114
expect_equal "what the workbook does not say" "$(json .missing.needs)" approved_task_total
name=$(json .upload)
make=$(json '[.missing.names[] | select(.way == "make") | .answer] | join(";")')
leave=$(json '[.missing.names[] | select(.way == "leave") | .answer] | join(";")')
get /api/v1/imports -b jar -H "Origin: $URL" -F "upload=$name" -F name=ledger.xlsx -F "leave=\"$leave\"" -F given=approved_task_total=144
expect_equal "without consent" "$status" 422
get /api/v1/imports -b jar -H "Origin: $URL" -F "upload=$name" -F name=ledger.xlsx -F "make=\"$make\"" -F "leave=\"$leave\"" -F given=approved_task_total=144
expect_equal "with consent" "$status" 200
import=$(json .import)
get '/api/v1/reform.task?limit=1&count=true' -b jar
expect_equal "tasks" "$(json .total.count)" 144
get "/api/v1/imports/$import/withdraw" -b jar -H "Origin: $URL" -H 'Content-Type: application/json' -d '{"why":"a trial"}'
expect_equal "withdrawn" "$status" 200
get '/api/v1/reform.task?limit=1&count=true' -b jar
expect_equal "tasks after it" "$(json .total.count)" 0
stop_server
