#!/bin/sh
# Runs the unit tests that start threads under ThreadSanitizer. Usage: threads.sh [TALLY]
# Only those are built: the other tests have nothing to race.
set -u
cd "$(dirname "$0")/.." || exit 2
tally=${1:-/dev/null}
tests=$(grep -lE 'pthread_create|thrd_create|base/threads\.h|zc_thread' tests/unit/test_*.c 2>/dev/null |
    sed -e 's|.*/test_||' -e 's|\.c$||')
if [ -z "$tests" ]; then
    echo "no unit test starts threads"
    echo "skipped 1 races between threads (no unit test starts threads)" >>"$tally"
    exit 0
fi
folder=build-threads
again=
[ ! -f $folder/build.ninja ] || again=--reconfigure
programs=$(for name in $tests; do echo "test_$name"; done)
if ! { meson setup $again $folder -Db_sanitize=thread -Dc_args=-g1 -Dtests=true && ninja -C $folder $programs; } >$folder.log 2>&1; then
    tail -n 30 $folder.log
    mv $folder.log $folder/ 2>/dev/null
    echo "failed 1 races between threads (build)" >>"$tally"
    exit 1
fi
mv $folder.log $folder/
# Side by side: most of them wait more than they compute.
running=
for name in $tests; do
    TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1 $folder/test_"$name" >"$folder/$name.log" 2>&1 &
    running="$running $name:$!"
done
failed=0
for one in $running; do
    name=${one%:*}
    if wait "${one#*:}"; then
        echo "threads $name: ok"
        echo "passed 1 threads/$name" >>"$tally"
    else
        tail -n 60 "$folder/$name.log"
        echo "failed 1 threads/$name" >>"$tally"
        failed=1
    fi
done
exit $failed
