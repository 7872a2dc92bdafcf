#!/bin/sh
# Tells one story to the real program. Usage: ZC=PROGRAM [ENGINE=postgres|citus] run.sh STORY.sh
#
# The story is sourced after lib.sh in a fresh folder, which is removed afterwards (kept, and named, when it fails and
# ZC_KEEP is set). A server that the story left running is stopped by its process id. Exit 77 means skipped.
# With ENGINE=postgres every city of the story stands on a PostgreSQL server: that in the folder ZC_CLUSTER (tests/postgres.sh start), or else one
# of the story's own. ENGINE=citus is the same on a server of its own with Citus, the tables spread as far as they fit; skipped where there is none.
set -u
: "${ZC:?ZC names the program under test}"
[ -x "$ZC" ] || { echo "no program at $ZC"; exit 1; }
ZC=$(cd "$(dirname "$ZC")" && pwd)/$(basename "$ZC")
STORY=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
HERE=$(cd "$(dirname "$0")" && pwd)
ROOT=$(cd "$HERE/../.." && pwd)
CITUS=
case "${ENGINE:-}" in
'' | postgres) ;;
citus) CITUS=yes ENGINE=postgres ZC_CLUSTER= ;; # stories ask whether they are on a server
*) echo "ENGINE is postgres or citus, not $ENGINE"; exit 2 ;;
esac
DIR=$(mktemp -d) || exit 2
SERVER=
POSTGRES=
LSAN_OPTIONS=suppressions=$ROOT/tests/leaks.txt:print_suppressions=0
export ZC ROOT DIR LSAN_OPTIONS LC_ALL=C.UTF-8

leave() {
    left=$?
    trap - EXIT INT TERM
    set +e
    [ -z "$SERVER" ] || { kill "$SERVER" && wait "$SERVER"; } >/dev/null 2>&1
    postgres_end
    [ -z "${ZC_OWN_MOUNTS:-}" ] || umount "$DIR"/* 2>/dev/null
    if [ "$left" != 0 ] && [ "$left" != 77 ] && [ -n "${ZC_KEEP:-}" ]; then
        echo "kept: $DIR"
    else
        cd / && rm -rf "$DIR"
    fi
    exit "$left"
}
trap leave EXIT
trap 'exit 130' INT TERM

. "$HERE/lib.sh"
cd "$DIR" || exit 2
set -e
[ "${ENGINE:-}" != postgres ] || postgres_begin
. "$STORY"
