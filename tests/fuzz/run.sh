#!/bin/sh
# Builds every tests/fuzz/fuzz_*.c with clang 14 and lets each search for SECONDS, starting from its seeds.
#   run.sh [SECONDS] [TALLY] [NAME…]     30 seconds and every target by default
# Prints a line for each. New inputs stay in build-fuzz/corpus; an input that fails is kept as build-fuzz/NAME-crash-…
set -u
cd "$(dirname "$0")/../.." || exit 2
seconds=${1:-30}
tally=${2:-/dev/null}
[ $# -lt 2 ] || shift
[ $# -lt 1 ] || shift
folder=build-fuzz

names=${*:-$(find tests/fuzz -name 'fuzz_*.c' | sed -e 's|.*/fuzz_||' -e 's|\.c$||' | LC_ALL=C sort)}
[ -n "$names" ] || { echo "no fuzz targets"; exit 0; }
if ! command -v clang-14 >/dev/null 2>&1; then
    echo "clang-14 is not there: fuzzing skipped"
    for name in $names; do echo "skipped 1 fuzz/$name (no clang-14)" >>"$tally"; done
    exit 0
fi

again=
[ ! -f $folder/build.ninja ] || again=--reconfigure
mkdir -p $folder
if ! { CC=clang-14 meson setup $again $folder -Dtests=true -Dfuzz=true -Dwerror=false -Db_sanitize=address,undefined \
    -Dc_args="-fsanitize=fuzzer-no-link -fno-sanitize-recover=all" &&
    ninja -C $folder $(for name in $names; do echo "tests/fuzz_$name"; done); } >$folder/build.log 2>&1; then
    grep -m 20 -E 'error|ERROR' $folder/build.log || tail -n 30 $folder/build.log
    echo "failed 1 fuzz build" >>"$tally"
    exit 1
fi

one() {
    name=$1
    mkdir -p "$folder/corpus/$name"
    seeds=tests/fuzz/corpus/$name
    [ -d "$seeds" ] || seeds=
    # A timeout far above any honest input: a slow machine is no finding, a loop is.
    if $folder/tests/fuzz_"$name" -max_total_time="$seconds" -timeout=25 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="$folder/$name-" "$folder/corpus/$name" $seeds >"$folder/$name.log" 2>&1; then
        runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$folder/$name.log")
        covered=$(sed -n 's/.* cov: \([0-9]*\).*/\1/p' "$folder/$name.log" | tail -n 1)
        echo "fuzz $name: ok, ${runs:-?} inputs in $seconds s, ${covered:-?} edges"
        echo "passed 1 fuzz/$name" >"$folder/$name.tally"
    else
        echo "fuzz $name: FAILED"
        grep -m 1 -A 12 -E 'ERROR|runtime error|libFuzzer: (timeout|out-of-memory)' "$folder/$name.log"
        grep -E 'Test unit written' "$folder/$name.log"
        echo "failed 1 fuzz/$name" >"$folder/$name.tally"
    fi
}

# As many at a time as there are processors.
width=$(nproc)
running=0
for name in $names; do
    rm -f "$folder/$name.tally"
    one "$name" &
    running=$((running + 1))
    if [ $running -ge "$width" ]; then
        wait
        running=0
    fi
done
wait
failed=0
for name in $names; do
    [ -f "$folder/$name.tally" ] || echo "failed 1 fuzz/$name (no result)" >"$folder/$name.tally"
    cat "$folder/$name.tally" >>"$tally"
    ! grep -q '^failed' "$folder/$name.tally" || failed=1
done
exit $failed
