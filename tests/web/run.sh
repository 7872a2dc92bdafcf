#!/bin/sh
# The tests of the workplace page: its types, its pure functions, its byte budget, and the stories told in Debian's Chromium
# against the real program. Usage: [ONLY=part-of-a-name] run.sh TALLY PROGRAM
# Without Node.js and npm, or without Chromium, what cannot run is counted as skipped, by name. Pictures: out/test/pictures.
set -u
cd "$(dirname "$0")/../.." || exit 2
tally=$1
program=$PWD/$2
logs=$PWD/out/test
mkdir -p "$logs/pictures"
export LSAN_OPTIONS="suppressions=$PWD/tests/leaks.txt:print_suppressions=0"

skip() {
    echo "skipped 1 $1 ($2)" >>"$tally"
    echo "  skipped: $1 ($2)"
}
check() { # check NAME LOG COMMAND…
    name=$1
    log=$logs/$2.log
    shift 2
    if "$@" >"$log" 2>&1; then
        echo "passed 1 $name" >>"$tally"
        echo "  passed: $name"
    else
        echo "failed 1 $name" >>"$tally"
        echo "  FAILED: $name"
        tail -n 30 "$log"
        return 1
    fi
}
in_web() (cd web && "$@")

if ! tools/build-page --able; then
    skip "tests of the page" "no Node.js and npm: tools/packages.page"
    exit 0
fi
check "page: packages by their digests" page-packages tools/build-page --fetch || exit 0
sample=$(mktemp -d) || exit 2
trap 'rm -rf "$sample"' EXIT
check "page: types" page-types in_web npm run --silent check &
check "page: pure functions" page-unit in_web npm run --silent test &
check "page: sample city" page-sample "$program" init "$sample/city" --sample guiyang-2017 || rm -rf "$sample/city" &
check "page: build" page-build tools/build-page || { wait; exit 0; }
wait
[ -d "$sample/city" ] || exit 0

# The headless shell is the same engine without the windows around it: a third less to compute for each story.
chromium=${CHROMIUM:-$(command -v chromium-headless-shell || command -v chromium || true)}
if [ -z "$chromium" ]; then
    skip "page: story in a browser" "no Chromium: tools/packages.browser"
    exit 0
fi
story() { # story FILE: on a copy of the sample city
    copy=$sample/$(basename "$1" .js)
    cp -r "$sample/city" "$copy" || return 1
    CHROMIUM=$chromium timeout 600 node "$1" "$program" "$copy" "$logs/pictures"
    status=$?
    rm -rf "${copy:?}"
    return "$status"
}
# As many at a time as there are processors. A lane takes the next one that no other has taken.
lane() {
    for one in tests/web/stories/*.js; do
        told=$(basename "$one" .js)
        case $told in *${ONLY:-}*) ;; *) continue ;; esac
        mkdir "$sample/taken-$told" 2>/dev/null || continue
        check "page: story $told" "page-story-$told" story "$one"
    done
}
lanes=$(nproc)
while [ $lanes -gt 0 ]; do
    lane &
    lanes=$((lanes - 1))
done
wait
