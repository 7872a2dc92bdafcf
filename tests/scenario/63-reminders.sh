# Reminders that really leave: a mail caught by a mail server on the loopback, the robots of WeCom and DingTalk caught by a web server; sent once,
# tried again after a failure, taken up after a kill; refused to go anywhere that the administrator does not allow. And one's deadlines as a
# calendar with a secret address that can be ended.

sample_city city
hands '*:read|write' office housing
catch() { # KIND FILE MESSAGES REFUSALS: leaves $PORT
    "$CATCHER" "$@" >port 2>/dev/null </dev/null &
    until [ -s port ]; do sleep 0.05; done
    PORT=$(cat port)
    : >port
}
conf() { printf '%s\n' "$@" >city/keys/reminders.conf; chmod 600 city/keys/reminders.conf; }
person=$(sqlite3 city/city.db "SELECT person FROM t_core_account WHERE login_name = 'housing'")
outbox() { sqlite3 city/outbox.db "$1"; }

step "without the administrator's file nothing leaves; a file that others may read is refused"
expect_exit 1 remind city
expect_contains 'keys/reminders.conf'
conf 'smtp = smtp://127.0.0.1:9' 'from = ledger@example.org' 'smtp-plain = true'
chmod 644 city/keys/reminders.conf
expect_exit 1 remind city
expect_contains 600

step "a person says where his reminders go; nobody else reads it, and the address lies enciphered"
rm city/keys/reminders.conf
start_server city
must 201 housing POST /api/v1/core.reminder "{\"fields\":{\"person\":\"$person\",\"kind\":\"email\",\"address\":\"housing@example.org\"}}"
mail=$(json .id)
must 403 office POST /api/v1/core.reminder "{\"fields\":{\"person\":\"$person\",\"kind\":\"email\",\"address\":\"spy@example.org\"}}"
must 404 office GET "/api/v1/core.reminder/$mail"
must 200 housing GET "/api/v1/core.reminder/$mail"
expect_equal "his own to read" "$(json .fields.address)" housing@example.org
stop_server
dumped city >dump
! grep -q housing@example.org dump || fail "the address lies open in the database"

step "one mail with all that is on his desk, sample marked, in the letters of the standard"
catch smtp mails 1 1
conf "smtp = smtp://127.0.0.1:$PORT" 'from = ledger@example.org' 'smtp-plain = true'
expect_exit 0 remind city
expect_contains '待重试 1'
grep -q -- '-- refused' mails || fail "the first attempt was not refused"
expect_exit 0 remind city
expect_contains '发出 0'
outbox "UPDATE message SET next = 0"
expect_exit 0 remind city
expect_contains '发出 1'
grep -q '^RCPT TO:<housing@example.org>' mails || fail "not to him"
expect_equal "two attempts, one message" "$(grep -c '^Message-ID' mails) $(grep '^Message-ID' mails | sort -u | wc -l)" '2 1'
sed -n '/^Content-Transfer/,/^-- taken/p' mails | grep -E '^[A-Za-z0-9+/=]+.?$' | tr -d '\r\n' >body.b64
sed '/^-- refused/d' mails | awk '/-- taken/ {exit} /^Date:/ {text = ""} {text = text $0 "\n"} END {printf "%s", text}' | sed '1,/^\r*$/d' | tr -d '\r\n' | base64 -d >body || fail "no base64"
grep -q '示例城市' body && grep -q '完成时限' body || fail "the body says nothing: $(head -c 300 body)"
sed -n 's/^Subject: *=?UTF-8?B?\(.*\)?=.*/\1/p' mails | head -1 | base64 -d | grep -q '示例' || fail "the subject is not marked as a sample"

step "told once: another pass makes no message; a new matter makes one"
expect_exit 0 remind city
expect_contains '新消息 0'
expect_equal "sent" "$(outbox "SELECT group_concat(state) FROM message")" sent

step "a program that is killed while sending tries again when its lease is over, and not before"
outbox "UPDATE message SET state = 'sending', next = $(($(date +%s) + 60))"
expect_exit 0 remind city
expect_contains '发出 0'
catch smtp mails2 1 0
conf "smtp = smtp://127.0.0.1:$PORT" 'from = ledger@example.org' 'smtp-plain = true'
outbox "UPDATE message SET next = 0"
expect_exit 0 remind city
expect_contains '发出 1'
expect_equal "the same Message-ID" "$(grep '^Message-ID' mails2)" "$(grep '^Message-ID' mails | head -1)"

step "robots: WeCom, and DingTalk with its signature, where the administrator allows the host"
catch http posts 2 0
conf "allow = http://127.0.0.1:$PORT"
expect_exit 0 change city core.reminder new "person=$person" kind=wecom "address=http://127.0.0.1:$PORT/cgi-bin/webhook/send?key=KEY-OF-THE-GROUP"
expect_exit 0 change city core.reminder new "person=$person" kind=dingtalk "address=http://127.0.0.1:$PORT/robot/send?access_token=TOKEN-OF-THE-GROUP" secret=SEC123
expect_exit 0 remind city
expect_contains '发出 2'
expect_equal "wecom" "$(grep -A1 '^POST /cgi-bin/webhook/send?key=KEY-OF-THE-GROUP ' posts | tail -1 | jq -r .msgtype)" text
grep -A1 '^POST /cgi-bin' posts | tail -1 | jq -r .text.content | grep -q 完成时限 || fail "nothing told"
request=$(sed -n 's/^POST \(\/robot[^ ]*\) .*/\1/p' posts)
stamp=$(printf %s "$request" | sed 's/.*timestamp=\([0-9]*\).*/\1/')
sign=$(printf '%s\nSEC123' "$stamp" | openssl dgst -sha256 -hmac SEC123 -binary | base64 | sed 's/+/%2B/g; s/\//%2F/g; s/=/%3D/g')
expect_equal "signed" "$(printf %s "$request" | sed 's/.*sign=//')" "$sign"

step "nowhere else: not the metadata of a cloud, not another port, not a name before an @, not without TLS; what went wrong holds no secret"
for address in 'http://169.254.169.254/latest/meta-data' "http://127.0.0.1:1/x?key=KEY-OF-THE-GROUP" "http://127.0.0.1:$PORT@example.org/" 'file:///etc/passwd' 'http://qyapi.example.org/send'; do
    expect_exit 0 change city core.reminder new "person=$person" kind=wecom "address=$address"
done
conf "allow = http://127.0.0.1:$PORT qyapi.example.org"
expect_exit 0 remind city
expect_contains '放弃 5' '发出 0'
outbox .dump >dump
cat "$out" "$err" >>dump
! grep -q 'KEY-OF-THE-GROUP' dump || fail "a secret stands in the outbox or in what was said"

step "stopped by its owner it sends no more"
expect_exit 0 change city core.reminder "$mail" state=stopped
expect_exit 0 remind city
expect_contains '提醒方式 7 个'

step "one's deadlines as a calendar: a secret address, escaped, folded, and ended like any token"
rm city/keys/reminders.conf
start_server city
status=$(curl -s -o "$out" -w '%{http_code}' -c jar -X POST -H 'Content-Type: application/json' -H "Origin: $URL" "$URL/api/v1/session/post" -d "{\"post\":\"$(sqlite3 city/city.db "SELECT id FROM t_core_post WHERE title = '市住建局联络员'")\"}")
expect_equal "in by the entrance" "$status" 201
own() { status=$(curl -s -o "$out" -w '%{http_code}' -b jar -H "Origin: $URL" -H 'Content-Type: application/json' -X "$@") || fail "no answer"; }
own POST "$URL/api/v1/tokens" -d '{"scopes":"calendar:read","days":300}'
expect_equal "made" "$status" 201
token=$(json .secret)
get "/api/v1/calendar/$token.ics"
expect_equal "read" "$status" 200
cp "$out" feed.ics
expect_equal "each line ends in CRLF" "$(grep -vc "$(printf '\r')\$" feed.ics || :)" 0
expect_equal "no line is longer than 75 octets" "$(LC_ALL=C awk '{ if (length($0) > 76) n++ } END { print n + 0 }' feed.ics)" 0
events=$(grep -c '^BEGIN:VEVENT' feed.ics)
[ "$events" -gt 0 ] || fail "no deadline"
expect_equal "each has a day, an id and a stamp" "$(grep -c '^DTSTART;VALUE=DATE:' feed.ics) $(grep -c '^UID:' feed.ics) $(grep -c '^DTSTAMP:20180105T' feed.ics)" "$events $events $events"
expect_equal "ids are told apart" "$(tr -d '\r\n' <feed.ics | sed 's/BEGIN:VEVENT/\n&/g; s/DTSTAMP/\n&/g' | grep -c '^BEGIN:VEVENT')" "$events"
get /api/v1/reform.task -H "Authorization: Bearer $token"
expect_equal "the address opens nothing else" "$status" 403
get "/api/v1/calendar/$(cat city/keys/token-housing.txt).ics"
expect_equal "another token is no calendar" "$status" 404
own GET "$URL/api/v1/tokens"
id=$(json '.tokens[] | select(.scopes == "calendar:read") | .token')
own DELETE "$URL/api/v1/tokens/$id"
get "/api/v1/calendar/$token.ics"
expect_equal "ended" "$status" 404
stop_server
