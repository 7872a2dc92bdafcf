#!/bin/sh
# A private PostgreSQL server for tests, in a folder of its own, reached through a socket in that folder and by nothing else.
#   postgres.sh start FOLDER [EXTENSION]   makes the folder, a cluster in it and starts the server; exit 77 where no PostgreSQL is installed. EXTENSION: one
#                                     that has to be loaded with the server, and stands in every database made on it; exit 77 where it is not
#   postgres.sh create FOLDER NAME [FROM [PLACE]]   makes a database, empty or a copy of another, in that tablespace; prints what a city names it by
#   postgres.sh place FOLDER PLACE WHERE    makes a tablespace in the folder WHERE, which is there and empty
#   postgres.sh drop FOLDER NAME…     removes databases, whoever is still connected
#   postgres.sh restart FOLDER        stops the server at once and starts it again: every connection is lost
#   postgres.sh standby FOLDER FROM   makes the folder anew as a standby of the server in FROM, which is running, and starts it
#   postgres.sh promote FOLDER        makes a standby a primary
#   postgres.sh halt FOLDER           stops the server at once, as a crash would; begin FOLDER starts it again as it was
#   postgres.sh kill FOLDER           kills it and all that serve its connections, with no time to do anything
#   postgres.sh stop FOLDER           ends the server by its process id and removes the folder
# The server refuses to run as root, so root starts it as the user `postgres` of Debian's package. Its databases have a schema `sqlite` with the
# functions that stories ask a city's file with; a connection has to name it, so the program never meets it.
set -eu
verb=$1 folder=$2
bin=
for found in /usr/lib/postgresql/*/bin; do [ -x "$found/initdb" ] && bin=$found; done
[ -n "$bin" ] || { echo "skipped: no PostgreSQL is installed"; exit 77; }

as_owner() {
    if [ "$(id -u)" = 0 ]; then
        (cd / && setpriv --reuid=postgres --regid=postgres --init-groups "$@")
    else
        "$@"
    fi
}

# The log names the program in front of each line, for who reads what was sent (tests/citus).
begin() {
    loaded=
    [ ! -s "$folder/extension" ] || loaded="-c shared_preload_libraries=$(cat "$folder/extension")"
    as_owner "$bin/pg_ctl" --pgdata="$folder/data" --log="$folder/log" --wait --silent --timeout=60 \
        --options="-c listen_addresses='' -c unix_socket_directories='$folder' -c max_connections=200 -c shared_buffers=64MB -c log_line_prefix='%m [%p] %a> ' $loaded" start
}

add_extension() {
    [ ! -s "$folder/extension" ] ||
        psql -qX --host="$folder" --username=city --dbname="$1" -v ON_ERROR_STOP=1 -c "CREATE EXTENSION IF NOT EXISTS $(cat "$folder/extension")" >/dev/null
}

case $verb in
start)
    if [ -n "${3:-}" ]; then
        version=${bin%/bin}
        [ -f "/usr/share/postgresql/${version##*/}/extension/$3.control" ] || {
            echo "skipped: the extension $3 is not installed for PostgreSQL ${version##*/}"
            exit 77
        }
    fi
    mkdir -p "$folder"
    printf '%s' "${3:-}" >"$folder/extension"
    chmod 711 "$folder"
    [ "$(id -u)" != 0 ] || chown postgres "$folder"
    as_owner "$bin/initdb" --pgdata="$folder/data" --username=city --auth=trust --locale=C --encoding=UTF8 --no-instructions >"$folder/made" 2>&1 || {
        cat "$folder/made"
        exit 1
    }
    begin >/dev/null || { cat "$folder/log"; exit 1; }
    add_extension postgres || { echo "skipped: create extension $3 failed"; as_owner "$bin/pg_ctl" --pgdata="$folder/data" --wait --silent --mode=fast stop; exit 77; }
    psql -qX --host="$folder" --username=city --dbname=template1 -v ON_ERROR_STOP=1 <"$(dirname "$0")/scenario/as_sqlite.sql" >/dev/null
    ;;
create)
    "$bin/createdb" --host="$folder" --username=city --template="${4:-template1}" ${5:+--tablespace="$5"} "$3"
    add_extension "$3"
    echo "postgresql:///$3?host=$folder&user=city"
    ;;
place)
    [ "$(id -u)" != 0 ] || chown postgres "$4"
    psql -qX --host="$folder" --username=city --dbname=postgres -c "CREATE TABLESPACE $3 LOCATION '$4'"
    ;;
drop)
    shift 2
    for name; do "$bin/dropdb" --host="$folder" --username=city --if-exists --force "$name"; done
    ;;
restart)
    as_owner "$bin/pg_ctl" --pgdata="$folder/data" --wait --silent --mode=immediate stop
    begin >/dev/null
    ;;
standby)
    rm -rf "$folder/data"
    mkdir -p "$folder"
    chmod 711 "$folder"
    [ "$(id -u)" != 0 ] || chown postgres "$folder"
    as_owner "$bin/pg_basebackup" --pgdata="$folder/data" --host="$3" --username=city --checkpoint=fast --no-sync --write-recovery-conf
    begin >/dev/null || { cat "$folder/log"; exit 1; }
    ;;
promote)
    as_owner "$bin/pg_ctl" --pgdata="$folder/data" --wait --silent --timeout=60 promote
    ;;
halt)
    as_owner "$bin/pg_ctl" --pgdata="$folder/data" --wait --silent --mode=immediate stop
    ;;
kill)
    main=$(head -1 "$folder/data/postmaster.pid")
    all="$main $(cat "/proc/$main/task/$main/children")" # one that it makes after this ends by itself when it finds nobody above it
    # shellcheck disable=SC2086
    kill -9 $all 2>/dev/null || :
    for one in $all; do while kill -0 "$one" 2>/dev/null && ! grep -q '^State:.Z' "/proc/$one/status" 2>/dev/null; do sleep 0.01; done; done
    rm -f "$folder/data/postmaster.pid" "$folder"/.s.PGSQL.*.lock # where nobody buries the dead their number is still taken
    ;;
begin)
    begin >/dev/null || { cat "$folder/log"; exit 1; }
    ;;
stop)
    as_owner "$bin/pg_ctl" --pgdata="$folder/data" --wait --silent --mode=fast stop || true
    rm -rf "$folder"
    ;;
*)
    echo "postgres.sh start|create|place|drop|restart|standby|promote|halt|begin|kill|stop FOLDER" >&2
    exit 2
    ;;
esac
