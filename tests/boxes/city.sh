# A real city on the module of boxes, with readers: a clerk and a second one, a guest who may see blue boxes only, and an owner
# who is a clerk but denied his own. Sourced by stories.
#
#   boxes_city                      makes and serves it; tokens of the readers lie in token.NAME, their posts in post.NAME
#   api WHO METHOD PATH [BODY] …    asks as WHO (a token); further words go to curl; leaves $out and $status
#   session WHO; cookie METHOD PATH [BODY]   signs in by password and asks by cookie

cp -r "$ROOT/modules/core" core.module
mkdir modules
mv core.module modules/core
cp -r "$ROOT/tests/boxes" modules/shop
rm modules/shop/city.sh
ZHUCHENG_MODULES=$DIR/modules
export ZHUCHENG_MODULES

made() { sed -n "s/^[^0-9]*\([0-9][0-9]*\).*/\1/p" "$out" | head -1; }

reader() {
    expect_exit 0 change city core.post new "title=$1 的岗位" "unit=$unit" "roles=;$2;"
    made >"post.$1"
    expect_exit 0 user city add "$1" --person "示例·$1" --post "$1 的岗位"
    printf 'correct horse battery %s\n' "$1" >password
    "$ZC" user city password "$1" <password >/dev/null || fail "password of $1"
    expect_exit 0 user city token "$1" --scopes '*:read|write' --days 2
    cp "city/keys/token-$1.txt" "token.$1"
}

boxes_city() {
    expect_exit 0 init city --name 试验市 --name-en Trial
    expect_exit 0 change city core.unit new code=T1 name=试验局 short_name=试验局 system=government
    unit=$(made)
    reader clerk 'core.staff;shop.clerk'
    reader clerk2 'core.staff;shop.clerk'
    reader owner 'core.staff;shop.clerk'
    reader guest 'core.staff;shop.guest'
    start_server city
}

# Two refusals are compared byte for byte, so all requests bear one number.
api() {
    who=$1
    method=$2
    path=$3
    shift 3
    body=
    case "${1:-}" in
    '{'* | '') [ $# -gt 0 ] && { body=$1; shift; } ;;
    esac
    if [ -n "$body" ]; then set -- -H 'Content-Type: application/json' -d "$body" "$@"; fi
    status=$(curl -s -o "$out" -w '%{http_code}' --max-time 60 -X "$method" -H "Authorization: Bearer $(cat "token.$who")" \
        -H 'X-Request-Id: the-same-for-all' "$@" "$URL$path") ||
        fail "no answer: $method $path"
    : >"$err"
}

session() {
    rm -f cookies.txt
    status=$(curl -s -o "$out" -w '%{http_code}' -c cookies.txt -X POST -H 'Content-Type: application/json' "$URL/api/v1/session" -d "{\"login\":\"$1\",\"password\":\"correct horse battery $1\"}")
    expect_equal "signed in" "$status" 201
}

cookie() {
    status=$(curl -s -o "$out" -w '%{http_code}' -b cookies.txt -H "Origin: $URL" -X "$1" -H 'Content-Type: application/json' ${3:+-d "$3"} "$URL$2")
    : >"$err"
}
