# Readers of the sample city for stories over HTTP: a token for whoever holds a post. Sourced by stories.
#
#   post_id TITLE                  the id of a post
#   reader LOGIN TITLE             makes an account where there is none, and a token
#   as LOGIN METHOD PATH [BODY] [CURL-OPTION…]   asks; leaves $out and $status

post_id() { sqlite3 city/city.db "SELECT id FROM t_core_post WHERE title = '$1'"; }
reader() {
    holder=$(sqlite3 city/city.db "SELECT p.name FROM t_core_holding h JOIN t_core_person p ON p.id = h.person WHERE h.post = $(post_id "$2")")
    if [ -z "$(sqlite3 city/city.db "SELECT 1 FROM t_core_account WHERE login_name = '$1'")" ]; then
        expect_exit 0 user city add "$1" --person "$holder" --post "$2"
        printf 'correct horse battery %s\n' "$1" | "$ZC" user city password "$1" >/dev/null || fail "password of $1"
    fi
    expect_exit 0 user city token "$1" --scopes '*:read|write' --days 365
}
as() {
    who=$1 method=$2 path=$3 body=${4:-}
    [ $# -ge 4 ] && shift 4 || shift $#
    set -- -X "$method" -H "Authorization: Bearer $(cat "city/keys/token-$who.txt")" "$@"
    [ -z "$body" ] || set -- -H 'Content-Type: application/json' -d "$body" "$@"
    get "$path" "$@"
}
