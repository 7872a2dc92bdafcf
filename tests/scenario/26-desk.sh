# The desk: who may act as which post, what a deputy may do and how it is told, a record handed to several at once, comments that name
# a post, who left and who is missing. Over HTTP, by token and by cookie, on the module of boxes; then the pages of the sample city.

. "$ROOT/tests/boxes/city.sh"
boxes_city
today=$(date -u -d '+8 hours' +%F)
tomorrow=$(date -u -d '+8 hours +1 day' +%F)
yesterday=$(date -u -d '+8 hours -1 day' +%F)
city_row() { # ENTITY FIELD=TEXT…: writes as the city and prints the id
    entity=$1
    shift
    expect_exit 0 change city "$entity" new "$@"
    made
}
id_of() { sqlite3 city/city.db "SELECT id FROM t_core_$1 WHERE $2"; }
clerk_post=$(cat post.clerk)
guest_post=$(cat post.guest)
clerk=$(id_of person "name = '示例·clerk'")
guest=$(id_of person "name = '示例·guest'")

step "a second full holder of one seat is refused with both names and dates"
expect_exit 1 change city core.holding new "post=$clerk_post" "person=$guest" kind=full "from_on=$today" rights=full
expect_contains '示例·clerk' '示例·guest' "$today" 'clerk 的岗位'

step "a guest sees no red box, and has no other post"
api clerk POST /api/v1/shop.box '{"fields":{"code":"R-1","label":"红箱","colour":"red","size":5}}'
box=$(json .id)
session guest
cookie GET "/api/v1/shop.box/$box"
expect_equal "hidden" "$status" 404

curl -s -o "$out" -w '%{http_code}' -b cookies.txt -c cookies.txt -H "Origin: $URL" -d "post=$clerk_post" "$URL/signin/switch" >code
expect_equal "not his post" "$(cat code)" 403

step "a leave with a name in it makes him the deputy, at once"
leave=$(city_row core.leave "person=$clerk" kind=annual "from_on=$today" "to_on=$tomorrow" "handed_to=$guest")
curl -s -o "$out" -w '%{http_code}' -b cookies.txt -c cookies.txt -H "Origin: $URL" -d "post=$clerk_post" "$URL/signin/switch" >code
expect_equal "changed to the post" "$(cat code)" 303
cookie GET /api/v1/session
expect_equal "deputy" "$(json .deputy)" true
expect_equal "in the post" "$(json .post)" "$clerk_post"
expect_equal "from his own" "$(json .own_post)" "$guest_post"
cookie GET "/api/v1/shop.box/$box"
expect_equal "seen for him" "$status" 200

step "what he does names both, in the journal and in words"
cookie PATCH "/api/v1/shop.box/$box" '{"fields":{"label":"代改的红箱"}}'
expect_equal "written" "$status" 200
cookie GET "/api/v1/shop.box/$box/journal"
expect_equal "words" "$(json '.entries[-1].acted.zh')" "guest 的岗位 代 clerk 的岗位 办理"
expect_equal "posts" "$(json '.entries[-1].actor' | cut -d/ -f2,3)" "$guest_post/$clerk_post"

step "a deputy names no deputy and makes no token; what is the absent one's own is not his to see"
cookie POST /api/v1/core.leave "{\"fields\":{\"person\":\"$guest\",\"kind\":\"trip\",\"from_on\":\"$today\",\"to_on\":\"$today\",\"handed_to\":\"$clerk\"}}"
expect_equal "refused" "$status" 403
cookie POST /api/v1/tokens '{"scopes":"*:read","days":1}'
expect_equal "no token" "$status" 403
own=$(city_row shop.box code=O-1 label=本人的 "owner=$clerk")
cookie GET "/api/v1/shop.box/$own"
expect_equal "denied for the represented" "$status" 404

step "the leave is withdrawn: his session in that post is over at once"
expect_exit 0 change city core.leave "$leave" to_on="$yesterday" from_on="$yesterday"
cookie GET /api/v1/session
expect_equal "over" "$status" 401

step "one box is handed to a post and to a unit at once, each with its own due date"
api clerk POST "/api/v1/shop.box/$box/assignments" "{\"title\":\"查来历\",\"to\":[{\"post\":\"$guest_post\",\"due_on\":\"$today\"},{\"unit\":\"$unit\",\"due_on\":\"$tomorrow\"}]}"
expect_equal "handed out" "$status" 201
one=$(json '.ids[0]')
two=$(json '.ids[1]')
api guest POST "/api/v1/shop.box/$box/assignments" "{\"title\":\"x\",\"to\":[{\"post\":\"$clerk_post\",\"due_on\":\"$today\"}]}"
expect_equal "a guest hands nothing out" "$status" 404
api clerk POST "/api/v1/shop.box/$box/assignments" "{\"title\":\"x\",\"to\":[{\"post\":\"$guest_post\",\"due_on\":\"$today\"},{\"post\":\"$guest_post\"}]}"
expect_equal "one that is wrong undoes all" "$status" 400
api guest GET /api/v1/desk
expect_equal "on his desk, by clock" "$(json '[.items[] | select(.kind == "assignment") | .id] | join(" ")')" "$one $two"
api clerk2 GET "/api/v1/core.assignment/$one"
expect_equal "nobody else's" "$status" 404

step "the box is not locked before each has answered"
api clerk POST "/api/v1/shop.box/$box/transition/unseal" '{}'
api clerk POST "/api/v1/shop.box/$box/transition/lock" '{}'
expect_equal "still open" "$status" 422
expect_contains "还有交办件没有办结"
api guest POST "/api/v1/core.assignment/$one/transition/finish" '{}'
expect_equal "a result first" "$status" 422
api guest PATCH "/api/v1/core.assignment/$one" "{\"fields\":{\"due_on\":\"$tomorrow\"}}"
expect_equal "his due date is not his to change" "$status" 403
api guest PATCH "/api/v1/core.assignment/$one" '{"fields":{"return_reason":"不归我管"}}'
api guest POST "/api/v1/core.assignment/$one/transition/return" '{}'
expect_equal "returned" "$status" 200
api clerk GET /api/v1/inbox
expect_equal "the giver is told" "$(json '[.items[].fields.reason] | join(" ")')" 退回
api clerk POST "/api/v1/core.assignment/$one/transition/cancel" '{}'
api clerk POST "/api/v1/core.assignment/$two/transition/cancel" '{}'
api clerk POST "/api/v1/shop.box/$box/transition/lock" '{}'
expect_equal "locked" "$status" 200

step "a post named in a comment finds it on its desk"
api clerk POST "/api/v1/shop.box/$box/comments" '{"text":"请 @clerk2 的岗位 复核"}'
expect_equal "written" "$status" 201
api clerk2 GET /api/v1/desk
expect_equal "there" "$(json '[.items[] | select(.kind == "inbox") | .name] | join(" ")')" "clerk 的岗位 在批注中提到您"

step "leaving a post ends its token at once, for good"
api guest GET /api/v1/session
expect_equal "before" "$status" 200
held=$(id_of holding "post = $guest_post AND person = $guest")
expect_exit 0 change city core.holding "$held" "from_on=$yesterday" "to_on=$yesterday"
api guest GET /api/v1/session
expect_equal "after" "$status" 401
expect_exit 0 change city core.holding "$held" "to_on=$tomorrow"
api guest GET /api/v1/session
expect_equal "and not again" "$status" 401
stop_server
expect_exit 0 verify city

step "the sample: a deputy's desk says for whom, and what was handed out is taken on without a script"
unset ZHUCHENG_MODULES
sample_city sample
expect_exit 0 metrics sample deputies_in_force posts_vacant holdings_without_handover --format json
expect_equal "figures" "$(json '[.[].value | tostring] | join(" ")')" "2 0 0"
registrar=$(sqlite3 sample/city.db "SELECT id FROM t_core_post WHERE title = '组织登记岗'")
expect_exit 0 change sample core.post "$registrar" sign_in_order=19
start_server sample
enter() { # TITLE: signs in as the holder of the post
    rm -f cookies.txt
    post=$(sqlite3 sample/city.db "SELECT id FROM t_core_post WHERE title = '$1'")
    status=$(curl -s -o "$out" -w '%{http_code}' -c cookies.txt -H "Origin: $URL" -d "post=$post" "$URL/signin/post")
    expect_equal "entered" "$status" 303
}
page() {
    get "$1" -b cookies.txt
    expect_equal "$1" "$status" 200
}
enter 市住建局联络员
page /desk
expect_contains '代 市住建局主要负责人岗 办理' '补齐地下综合管廊成果文件' '换到代理岗位'
represented=$(sqlite3 sample/city.db "SELECT id FROM t_core_post WHERE title = '市住建局主要负责人岗'")
curl -s -o "$out" -b cookies.txt -c cookies.txt -H "Origin: $URL" -d "post=$represented" "$URL/signin/switch"
page /desk
expect_contains '接办' '退回'
assignment=$(sqlite3 sample/city.db "SELECT id FROM t_core_assignment WHERE code = 'JB-2018-001'")
status=$(curl -s -o "$out" -w '%{http_code}' -b cookies.txt -H "Origin: $URL" -d "entity=core.assignment&id=$assignment&step=accept" "$URL/desk/step")
expect_equal "taken on" "$status" 303
expect_equal "state" "$(sqlite3 sample/city.db "SELECT state FROM t_core_assignment WHERE id = $assignment")" accepted

step "the office hands a task out from its page"
enter 改革办经办岗
task=$(sqlite3 sample/city.db "SELECT id FROM t_reform_task WHERE code = '2017-02-014'")
page "/records/reform.task/$task"
expect_contains "/desk/dispatch/reform.task/$task"
page "/desk/dispatch/reform.task/$task"
status=$(curl -s -o "$out" -w '%{http_code}' -b cookies.txt -H "Origin: $URL" --data-urlencode 'title=两家一起查' --data-urlencode 'to=市住建局联络员 2018-01-09
市规划局 2018-01-10' "$URL/desk/dispatch/reform.task/$task")
expect_equal "handed out" "$status" 303
expect_equal "two at once" "$(sqlite3 sample/city.db "SELECT count(*) FROM t_core_assignment WHERE record_id = $task")" 2

step "who leaves a post: what would happen is said before, by the write itself, and nothing of it is kept"
post=$(sqlite3 sample/city.db "SELECT id FROM t_core_post WHERE title = '市住建局联络员'")
leaver=$(sqlite3 sample/city.db "SELECT id FROM t_core_holding WHERE post = $post")
person=$(sqlite3 sample/city.db "SELECT person FROM t_core_holding WHERE id = $leaver")
next=$(sqlite3 sample/city.db "SELECT id FROM t_core_person WHERE name = '示例·002'")
enter 市住建局联络员
cookie POST /api/v1/departure/preview "{\"holding\":\"$leaver\",\"to_on\":\"2018-01-05\"}"
expect_equal "his own last day is not his to enter" "$status" 403
cookie POST /api/v1/departure/preview "{\"holding\":\"$leaver\"}"
expect_equal "his own handover is" "$status" 200
expect_equal "no last day yet" "$(json '"\(.to_on) \(.next) \(.handover_made)"')" "null null true"
expect_equal "the assignment of two hands is named to who has it" "$(json '[.goes[] | select(.kind == "assignment") | .items[].name] | contains(["两家一起查"])')" true
enter 组织登记岗
before=$(journal_length sample)
ask="\"holding\":\"$leaver\",\"slice\":\"1\",\"to_on\":\"2018-01-05\",\"basis\":\"示例组〔2018〕1号\""
cookie POST /api/v1/departure/preview "{$ask,\"person\":\"$next\"}"
expect_equal "previewed" "$status" 200
expect_equal "days" "$(json '"\(.to_on) \(.from_on) \(.handover_by)"')" "2018-01-05 2018-01-06 2018-01-12"
expect_equal "counted for the city" "$(json '[.goes[] | select(.kind == "assignment") | .count] | join(" ")')" 1
expect_equal "named to nobody who may not see it" "$(json '[.goes[] | select(.kind == "assignment") | .items[]] | length')" 0
expect_equal "its deputy stays" "$(json '[.deputies[] | .fate] | join(" ")')" stays
expect_equal "no published figure moves" "$(json '.drift | length')" 0
expect_equal "nothing is kept" "$(journal_length sample)" "$before"
cookie POST /api/v1/departure "{$ask,\"person\":\"$person\"}"
expect_equal "not to himself" "$status" 400
cookie POST /api/v1/departure "{$ask,\"person\":\"$next\",\"from_on\":\"2018-01-05\"}"
expect_equal "two on one seat for a day" "$status" 409
expect_contains '示例·014' '示例·002' '职数为 1'
cookie POST /api/v1/departure "{$ask,\"deputy_post\":\"$post\"}"
expect_equal "no post stands in for itself" "$status" 400
cookie POST /api/v1/departure "{\"holding\":\"$leaver\",\"slice\":\"7\",\"to_on\":\"2018-01-05\"}"
expect_equal "another has written meanwhile" "$status" 409
expect_equal "a refusal leaves nothing" "$(journal_length sample)" "$before"

step "done in one transaction: the holding, who follows, the handover with both of them"
cookie POST /api/v1/departure "{$ask,\"person\":\"$next\"}"
expect_equal "done" "$status" 201
follows=$(json .next)
handover=$(json .handover)
expect_equal "one transaction" "$(sqlite3 sample/city.db "SELECT group_concat(e, ' ') FROM (SELECT r.entity AS e FROM journal AS j JOIN journal_record AS r ON r.chain = j.chain AND r.seq = j.seq WHERE j.tx = $(json .tx) ORDER BY e) AS found")" "core.handover core.holding core.holding"
expect_equal "the last day" "$(sqlite3 sample/city.db "SELECT count(*) FROM t_core_holding WHERE id = $leaver AND to_on IS NOT NULL")" 1
cookie GET "/api/v1/core.holding/$follows"
expect_equal "who follows" "$(json '.fields | "\(.person) \(.from_on) \(.basis_doc)"')" "$next 2018-01-06 示例组〔2018〕1号"
cookie GET "/api/v1/core.handover/$handover"
expect_equal "the handover names both" "$(json '.fields | "\(.from_holding) \(.to_holding) \(.state)"')" "$leaver $follows open"
expect_contains '交办件:两家一起查'
cookie POST /api/v1/departure "{\"holding\":\"$leaver\"}"
expect_equal "nothing is left to do" "$status" 400

step "taken back as one: the last day, who follows and the handover go together, whoever may not write them takes nothing back"
left=$(cookie GET "/api/v1/departure/$leaver"; json .tx)
withdraw="/api/v1/departure/$leaver/$left/withdraw"
enter 市住建局联络员
cookie POST "$withdraw" '{}'
expect_equal "not by who left" "$status" 403
enter 组织登记岗
cookie POST "/api/v1/departure/$leaver/1/withdraw" '{}'
expect_equal "another transaction is none" "$status" 404
cookie POST "$withdraw" '{"colour":"red"}'
expect_equal "unknown members" "$status" 400
before=$(sqlite3 sample/city.db "SELECT count(*) FROM t_core_holding")
cookie POST "$withdraw" '{"why":"示例：人事安排有变"}'
expect_equal "taken back" "$status $(json .withdrawn)" "200 $left"
expect_equal "no last day, nobody follows, no handover" "$(sqlite3 sample/city.db "SELECT (SELECT count(*) FROM t_core_holding WHERE id = $leaver AND to_on IS NULL) || ' ' || (SELECT count(*) FROM t_core_holding WHERE id = $follows) || ' ' || (SELECT count(*) FROM t_core_handover WHERE id = $handover)")" "1 0 0"
expect_equal "one holding less" "$(sqlite3 sample/city.db "SELECT count(*) FROM t_core_holding")" "$((before - 1))"
cookie POST "$withdraw" '{}'
expect_equal "not twice" "$status" 404
cookie GET "/api/v1/departure/$leaver"
expect_equal "none stands" "$(json .tx)" null
cookie POST /api/v1/departure "{\"holding\":\"$leaver\",\"to_on\":\"2018-01-05\",\"person\":\"$next\"}"
expect_equal "left again" "$status" 201
again=$(json .tx) handover=$(json .handover) follows=$(json .next)
enter 市住建局联络员
cookie POST "/api/v1/core.handover/$handover/transition/give" '{}'
expect_equal "signed by who leaves" "$status" 200
enter 组织登记岗
before=$(journal_length sample)
cookie POST "/api/v1/departure/$leaver/$again/withdraw" '{}'
expect_equal "what was signed since is settled first, and nothing goes" "$status $(journal_length sample)" "409 $before"
expect_contains 移交签字
cookie GET "/api/v1/departure/$leaver"
expect_equal "it stands" "$(json .tx)" "$again"

step "a post that nobody follows gets a deputy while it is vacant"
post=$(sqlite3 sample/city.db "SELECT id FROM t_core_post WHERE title = '市规划局联络员'")
head=$(sqlite3 sample/city.db "SELECT id FROM t_core_post WHERE title = '市规划局主要负责人岗'")
leaver=$(sqlite3 sample/city.db "SELECT id FROM t_core_holding WHERE post = $post")
cookie POST /api/v1/departure "{\"holding\":\"$leaver\",\"to_on\":\"2018-01-04\",\"deputy_post\":\"$head\"}"
expect_equal "done" "$status" 201
expect_equal "stands in from the day after" "$(json '[.deputies[] | "\(.fate) \(.from_on)"] | join(" ")')" "new 2018-01-05"
stop_server
expect_exit 0 verify sample
