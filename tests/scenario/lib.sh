# What a story may say. Sourced by run.sh; a story is plain sh under `set -e`, so the first line that is not so ends it.
#
#   step TEXT…                     what happens next, for the reader of the log
#   zc VERB ARGUMENT…              runs the program; leaves $out and $err (files) and $status; never fails by itself
#   expect_exit CODE VERB ARG…     runs it and expects that exit status
#   expect_contains TEXT…          each TEXT stands in what the program said last (both streams)
#   expect_lacks TEXT…             none of them does
#   expect_equal WHAT CAME WANTED  two values are the same; expect_differ the opposite
#   expect_file FILE…              each exists and is not empty
#   json FILTER                    prints what jq finds in the last standard output; fails if it finds nothing
#   figure FIELD [ID]              FIELD of figure ID (the first without one) in what `metrics --format json` printed last
#   sample_city CITY               a sample city of the story's own, copied from one that is built once for all stories
#   copy_city CITY COPY            a second city that holds the same, its database too; CITY is not served meanwhile
#   to_server CITY                 moves it to the server that the story is told on, if it is told on one
#   small_disk CITY ROOM           mounts ./small, and puts a copy of CITY there as small/city, its database too: ROOM KiB are left. Needs mounts
#                                  of the story's own, and so a server of its own
#   city_keeps CITY TEXT           whether TEXT stands anywhere in its database; dumped CITY prints all of it
#   journal_length CITY [KIND]     entries in its journal, all or of one kind
#   start_server CITY [OPTION…]    serves CITY on a free port of the loopback; leaves $URL (https with --tls); waits until it answers
#   get PATH [CURL-OPTION…]        asks the server; leaves $out (the body) and $status (the HTTP status)
#   hands SCOPES LOGIN…            a token of the city `city` for each, for two days
#   ask WHO METHOD PATH [BODY]     asks with that token, the body as JSON; leaves $out and $status
#   must STATUS WHO METHOD PATH [BODY]   the same, and expects that status
#   totp SECRET [STEPS]            prints the one-time code (RFC 6238) of a secret in base 32, of now or so many steps of 30 s later
#   postgres_begin                 takes the PostgreSQL server that is lent, or starts one of the story's own; skips the story where none is installed
#   postgres_database [FROM [PLACE]]   prints the name of a new database on it, empty or a copy; postgres_restart breaks it off and starts it again
#   stop_server                    ends the server as an administrator would, and expects it to end well
#   skip WHY                       ends the story as skipped
#
# Names that hold the answer of the last call: out, err, status.

out=$DIR/.out
err=$DIR/.err
status=0
: >"$out"
: >"$err"

step() { echo "-- $*"; }

fail() {
    echo "FAILED: $*"
    echo "   last exit or HTTP status: $status"
    echo "   standard output:"
    head -c 4000 "$out" | sed 's/^/      /'
    echo "   standard error:"
    head -c 4000 "$err" | sed 's/^/      /'
    exit 1
}

skip() {
    echo "skipped: $*"
    exit 77
}

zc() {
    status=0
    founded=
    if [ "$1" = init ] && [ "${ENGINE:-}" = postgres ]; then
        founded=$(postgres_database)
        set -- "$@" --database "$founded"
    fi
    # What a verb still holds when it ends goes with its process; looking for it takes a fifth of its time. Servers and unit tests are looked at.
    ASAN_OPTIONS=${ASAN_OPTIONS:-}:detect_leaks=${ZC_ALL:-0} "$ZC" "$@" >"$out" 2>"$err" </dev/null || status=$?
    # A sanitizer's report or a signal is a failure in any story, whatever exit status was expected.
    if [ "$status" -ge 126 ] || grep -qE 'Sanitizer|runtime error:' "$err"; then fail "the program broke down: $*"; fi
    [ -z "$founded" ] || [ "$status" != 0 ] || spread "$founded"
}

# With ENGINE=citus the tables of a city are spread as the declarations say, as far as they fit.
spread() {
    [ -n "${CITUS:-}" ] || return 0
    "$ZC" schema --citus >"$DIR/.spread" && psql -qX -v ON_ERROR_STOP=1 "$1" <"$DIR/.spread" >/dev/null || fail "the tables could not be spread"
}

expect_exit() {
    wanted=$1
    shift
    zc "$@"
    [ "$status" = "$wanted" ] || fail "exit status $wanted expected: $*"
}

expect_contains() {
    for text in "$@"; do
        cat "$out" "$err" | grep -qF -e "$text" || fail "not said: $text"
    done
}

expect_lacks() {
    for text in "$@"; do
        ! cat "$out" "$err" | grep -qF -e "$text" || fail "said, and should not be: $text"
    done
}

expect_equal() { [ "$2" = "$3" ] || fail "$1: came '$2', wanted '$3'"; }
expect_differ() { [ "$2" != "$3" ] || fail "$1: still '$2'"; }

expect_file() {
    for file in "$@"; do
        [ -s "$file" ] || fail "no such file, or empty: $file"
    done
}

# Not jq's own -e: it takes an honest `false` for a failure, and an empty answer for none.
json() {
    found=$(jq -r "$1" "$out") && [ -n "$found" ] || fail "JSON without $1" >&2
    printf '%s\n' "$found"
}

figure() {
    if [ $# = 1 ]; then json ".[0].$1 | tostring"; else json ".[] | select(.id == \"$2\") | .$1 | tostring"; fi
}

# The copy is kept beside the program, named by what it was made from; the lock lets one story build it while the others wait.
sample_city() {
    folder=$(dirname "$ZC")/sample-cities
    mkdir -p "$folder"
    made_from=$({ stat -c '%Y %s' "$ZC"; find "$ROOT/modules" "$ROOT/examples/guiyang-2017" -type f -printf '%T@ %s %p\n' |
        LC_ALL=C sort; } | sha256sum | cut -c 1-16)
    (
        flock 9
        if [ ! -f "$folder/$made_from/city.conf" ]; then
            find "$folder" -mindepth 1 -maxdepth 1 -type d -exec rm -rf {} +
            ENGINE='' expect_exit 0 init "$folder/$made_from.part" --sample guiyang-2017
            mv "$folder/$made_from.part" "$folder/$made_from"
        fi
        cp -a "$folder/$made_from" "$1"
    ) 9>"$folder/lock"
    [ "${ENGINE:-}" != postgres ] || sample_on_server "$1"
}

# On a server it is moved once, too, and every story has a copy of that database.
sample_on_server() {
    if [ -n "${CITUS:-}" ]; then # a database with spread tables is not copied
        to_server "$1"
        return 0
    fi
    moved=sample_$made_from
    (
        flock 9
        if [ ! -f "$POSTGRES/$moved/city.conf" ]; then
            cp -a "$1" "$POSTGRES/$moved.part"
            expect_exit 0 move "$POSTGRES/$moved.part" "$("$ROOT/tests/postgres.sh" create "$POSTGRES" "$moved")"
            rm "$POSTGRES/$moved.part/city.db.moved"
            mv "$POSTGRES/$moved.part" "$POSTGRES/$moved"
        fi
        rm -rf "$1"
        cp -a "$POSTGRES/$moved" "$1"
        sed -i '/^database = /d' "$1/city.conf"
        echo "database = $(postgres_database "$moved")" >>"$1/city.conf"
    ) 9>"$POSTGRES/lock"
}

# A server of the story's own has a folder with a short name: that of a socket has an end.
postgres_begin() {
    [ -z "${ZC_CLUSTER:-}" ] || { POSTGRES=$ZC_CLUSTER; return 0; }
    POSTGRES=$(mktemp -d /tmp/zc-pg-XXXXXX)
    ended=0
    "$ROOT/tests/postgres.sh" start "$POSTGRES" ${CITUS:+citus} || ended=$?
    case $ended in 0) ;; 77) exit 77 ;; *) fail "no PostgreSQL server" ;; esac # it has said why
}
postgres_database() {
    named=d$(date +%s%N)_$$
    echo "$named" >>"$DIR/.databases"
    "$ROOT/tests/postgres.sh" create "$POSTGRES" "$named" "$@"
}
postgres_restart() { "$ROOT/tests/postgres.sh" restart "$POSTGRES"; }
postgres_end() {
    [ -n "$POSTGRES" ] || return 0
    if [ -z "${ZC_CLUSTER:-}" ]; then
        "$ROOT/tests/postgres.sh" stop "$POSTGRES" >/dev/null 2>&1
    elif [ -s "$DIR/.databases" ]; then
        # shellcheck disable=SC2046
        "$ROOT/tests/postgres.sh" drop "$POSTGRES" $(cat "$DIR/.databases") >/dev/null 2>&1
    fi
}

# What a story asks of or changes in a city's file, it asks of the server where the city stands there, with the functions of tests/scenario/as_sqlite.sql
# and a condition told as 1 or 0.
if [ "${ENGINE:-}" = postgres ]; then
    sqlite3() {
        named=
        case $1 in */city.db) named=$(sed -n 's/^database = //p' "${1%/*}/city.conf" 2>/dev/null || :) ;; esac
        if [ -z "$named" ]; then
            command sqlite3 "$@"
        else
            PGOPTIONS='-c search_path=public,sqlite -c client_min_messages=warning' psql -XqAt -v ON_ERROR_STOP=1 "$named" -c "$2" >"$DIR/.asked" &&
                awk -F '|' -v OFS='|' '{ for (i = 1; i <= NF; i++) if ($i == "t" || $i == "f") $i = $i == "t" ? 1 : 0; print }' "$DIR/.asked"
        fi
    }
fi

# dumped CITY: all that its database keeps, as text, by what the engine itself says.
dumped() {
    named=$(sed -n 's/^database = //p' "$1/city.conf")
    if [ -z "$named" ]; then command sqlite3 "$1/city.db" .dump; else pg_dump --inserts "$named"; fi
}

# The word for word of a file shows what no query would: what was removed from it or waits in its log.
city_keeps() {
    dumped "$1" >"$DIR/.dumped" && [ -s "$DIR/.dumped" ] || fail "no dump of $1"
    cat "$1/city.db" "$1/city.db-wal" >>"$DIR/.dumped" 2>/dev/null || :
    grep -qaF -e "$2" "$DIR/.dumped"
}

copy_city() {
    rm -rf "$2"
    cp -a "$1" "$2"
    named=$(sed -n 's/^database = //p' "$1/city.conf")
    [ -n "$named" ] || return 0
    from=${named#postgresql:///}
    sed -i '/^database = /d' "$2/city.conf"
    echo "database = $(postgres_database "${from%%\?*}" ${3:+"$3"})" >>"$2/city.conf"
}

to_server() {
    [ "${ENGINE:-}" = postgres ] || return 0
    moved_to=$(postgres_database)
    expect_exit 0 move "$1" "$moved_to"
    rm "$1/city.db.moved"
    spread "$moved_to"
}

small_disk() {
    mkdir small
    room=$(($(du -sk "$1" | cut -f1) + $2))
    [ "${ENGINE:-}" != postgres ] || room=$((room + $(sqlite3 "$1/city.db" "SELECT pg_database_size(current_database()) / 1024")))
    mount -t tmpfs -o size=${room}k none small
    if [ "${ENGINE:-}" = postgres ]; then
        chmod 711 "$DIR" # the server is another user
        mkdir small/rows
        "$ROOT/tests/postgres.sh" place "$POSTGRES" small "$DIR/small/rows"
        copy_city "$1" small/city small
    else
        copy_city "$1" small/city
    fi
}

journal_length() { sqlite3 "$1/city.db" "SELECT count(*) FROM journal ${2:+WHERE kind = '$2'}"; }

# A port is free when nobody answers on it; the server itself has the last word, and then another is tried.
start_server() {
    city_served=$1
    shift
    case " $* " in *' --tls '*) scheme=https ;; *) scheme=http ;; esac
    tries=0
    while [ $tries -lt 20 ]; do
        tries=$((tries + 1))
        port=$((20000 + $(od -An -N2 -tu2 /dev/urandom) % 30000))
        curl -s -o /dev/null --max-time 1 "http://127.0.0.1:$port/" && continue
        "$ZC" serve "$city_served" --listen "127.0.0.1:$port" "$@" >"$DIR/.server.out" 2>"$DIR/.server.err" </dev/null &
        SERVER=$!
        URL=$scheme://127.0.0.1:$port
        waited=0
        while kill -0 "$SERVER" 2>/dev/null && [ $waited -lt 600 ]; do
            if curl -sk -o /dev/null --max-time 5 "$URL/"; then return 0; fi
            waited=$((waited + 1))
            sleep 0.1
        done
        kill "$SERVER" 2>/dev/null || :
        wait "$SERVER" 2>/dev/null || :
        SERVER=
        grep -qiE 'in use|占用' "$DIR/.server.err" || break
    done
    cp "$DIR/.server.out" "$out"
    cp "$DIR/.server.err" "$err"
    fail "the server did not come up"
}

get() {
    path=$1
    shift
    status=$(curl -s -o "$out" -w '%{http_code}' --max-time 60 "$@" "$URL$path") || fail "no answer: $path"
    : >"$err"
}

hands() {
    scopes=$1
    shift
    for who in "$@"; do expect_exit 0 user city token "$who" --scopes "$scopes" --days 2; done
}

ask() {
    who=$1 method=$2 path=$3
    shift 3
    if [ $# -gt 0 ]; then set -- -H 'Content-Type: application/json' -d "$1"; fi
    get "$path" -X "$method" -H "Authorization: Bearer $(cat "city/keys/token-$who.txt")" "$@"
}

must() {
    wanted=$1
    shift
    ask "$@"
    [ "$status" = "$wanted" ] || fail "$wanted expected: $*"
}

# Computed beside the program: openssl gives the HMAC, the rest is RFC 4226, 5.3.
totp() {
    key=$(printf %s "$1" | base32 -d | od -An -tx1 | tr -d ' \n')
    # A late code is taken for one step: it is not made when that is about to end.
    while [ "${2:-0}" -lt 0 ] && [ $(($(date +%s) % 30)) -gt 20 ]; do sleep 1; done
    counter=$(($(date +%s) / 30 + ${2:-0}))
    mac=$(for shift in 56 48 40 32 24 16 8 0; do printf "\\$(printf %03o $((counter >> shift & 255)))"; done |
        openssl dgst -sha1 -mac HMAC -macopt "hexkey:$key" | sed 's/.*= *//')
    at=$((0x$(printf %s "$mac" | tail -c 1) * 2))
    printf '%06d\n' $(((0x$(printf %s "$mac" | cut -c $((at + 1))-$((at + 8))) & 0x7fffffff) % 1000000))
}

stop_server() {
    [ -n "$SERVER" ] || return 0
    kill "$SERVER"
    ended=0
    wait "$SERVER" || ended=$?
    SERVER=
    cp "$DIR/.server.err" "$err"
    # 143 is a plain end by SIGTERM.
    case "$ended" in
    0 | 143) ! grep -qE 'Sanitizer|runtime error:' "$err" || fail "the server broke down" ;;
    *) fail "the server ended with status $ended" ;;
    esac
}
