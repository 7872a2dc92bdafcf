#!/bin/sh
# Holds the statements that the stories on a server sent against what Citus would refuse. Usage: run.sh BUILD LOG [TALLY]
# LOG is that of the server on which the stories of the suite scenario-postgres were told, all of them (tests/meson.build has their statements logged).
# Nothing runs on Citus here: what is checked is that no statement does what tests/citus/refusals.c knows to be refused, but for the findings of known.txt.
set -u
build=$1 log=$2 tally=${3:-/dev/null}
here=$(cd "$(dirname "$0")" && pwd)
name="statements held against Citus"
if [ ! -s "$log" ]; then
    echo "skipped: no story was told on a server"
    echo "skipped 1 $name (no story was told on a server)" >>"$tally"
    exit 0
fi
plan=$(mktemp) || exit 2
trap 'rm -f "$plan"' EXIT
if "$build/zhucheng" schema --citus >"$plan" && "$build/tests/citus_lint" "$plan" "$here/known.txt" "$log"; then
    echo "passed 1 $name" >>"$tally"
else
    echo "A new finding: write the statement otherwise, or put it into tests/citus/known.txt with its reason. One that is gone: take it out there;"
    echo "but if a story failed, mend that first: what it did not send is missing here."
    echo "failed 1 $name" >>"$tally"
    exit 1
fi
