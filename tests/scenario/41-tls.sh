# The server speaks TLS itself: with a certificate of its own for a trial, with a given one for people.

. "$ROOT/tests/boxes/city.sh"
boxes_city
stop_server
over() { # PATH CURL-OPTION…: asks and leaves the head in headers
    path=$1
    shift
    status=$(curl -s -D headers -o "$out" -w '%{http_code}' --max-time 20 "$@" "$URL$path") || status=none
    : >"$err"
}
head_has() { grep -qi -e "$1" headers || fail "not in the head: $1"; }
head_lacks() { ! grep -qi -e "$1" headers || fail "in the head: $1"; }
sign_in() {
    over /api/v1/session "$@" -c jar -H 'Content-Type: application/json' -d '{"login":"clerk","password":"correct horse battery clerk"}'
    expect_equal "signed in" "$status" 201
}

step "a self-signed certificate is made in the city's keys, for its owner alone"
start_server city --tls self
pem=city/keys/tls-self.pem
expect_equal "mode" "$(stat -c %a $pem)" 600
grep -q "指纹 \([0-9A-F][0-9A-F]:\)\{31\}[0-9A-F][0-9A-F]" "$DIR/.server.out" || fail "no fingerprint was said"
! grep -q PRIVATE "$DIR/.server.out" "$DIR/.server.err" || fail "the key was said"

step "a client that trusts it gets in by every name of this machine; one that does not, none"
over / --cacert $pem
expect_equal "by number" "$status" 200
over / --cacert $pem --resolve "localhost:$port:127.0.0.1" --connect-to "127.0.0.1:$port:localhost:$port"
expect_equal "by name" "$status" 200
over /
expect_equal "not trusted" "$status" none
over / --cacert $pem --tls-max 1.1
expect_equal "an old protocol" "$status" none

step "plain HTTP on the same port is not answered"
status=$(curl -s -o "$out" -w '%{http_code}' --max-time 20 "http://127.0.0.1:$port/") || status=none
expect_equal "plain" "$status" none

step "the cookie is Secure and bound to this host; a trial does not bind the browser for a year"
sign_in --cacert $pem
head_has 'Set-Cookie: __Host-zc=.*HttpOnly.*SameSite=Lax.*Secure'
head_lacks Strict-Transport-Security
over /api/v1/session --cacert $pem -b jar
expect_equal "who is signed in" "$(json .post)" "$(cat post.clerk)"
over /api/v1/session --cacert $pem -b jar -X DELETE -H "Origin: http://127.0.0.1:$port"
expect_equal "an origin without TLS is another site" "$status" 403
stop_server

step "the certificate stays the same at the next start"
was=$(cksum <$pem)
start_server city --tls self
expect_equal "certificate" "$(cksum <$pem)" "$was"
stop_server

step "a key that others may read is refused, not used"
chmod 644 $pem
expect_exit 1 serve city --listen 127.0.0.1:0 --tls self
expect_contains 'chmod 600'
chmod 600 $pem

step "a given certificate: files that do not fit are refused with the reason"
expect_exit 1 serve city --listen 127.0.0.1:0 --tls nothing.pem
expect_contains nothing.pem
printf 'nothing\n' >words.pem
chmod 600 words.pem
expect_exit 1 serve city --listen 127.0.0.1:0 --tls words.pem
expect_contains 没有
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 90 -subj /CN=given -addext subjectAltName=IP:127.0.0.1 -keyout given.key -out given.crt 2>/dev/null
chmod 600 given.key
expect_exit 1 serve city --listen 127.0.0.1:0 --tls given.crt --tls-key $pem
expect_contains 不是一对
expect_exit 2 serve city --listen 127.0.0.1:0 --tls-key given.key
expect_exit 2 serve city --listen 127.0.0.1:0 --tls self --behind-proxy
expect_contains 二者择一

step "a given one is spoken, and browsers are told to come by TLS only"
start_server city --tls given.crt --tls-key given.key
over / --cacert given.crt
expect_equal "given" "$status" 200
head_has 'Strict-Transport-Security: max-age=31536000'
sign_in --cacert given.crt
head -c 3000000 /dev/zero | tr '\0' x >large
over /api/v1/session --cacert given.crt -b jar -H 'Content-Type: application/json' --data-binary @large
expect_equal "limits hold" "$status" 413
stop_server
