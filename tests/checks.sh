#!/bin/sh
# The lints are tests of the tree; this is the test of the lints: small trees with one fault each, which must be found,
# and faultless ones, which must pass. Usage: checks.sh ROOT
set -u
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
wrong=0

# case CHECK good|bad FILE TEXT: lays FILE with TEXT into an otherwise faultless tree and runs CHECK over it.
case_of() {
    rm -rf "$work/tree"
    mkdir -p "$work/tree/src/base" "$work/tree/modules/harmony" "$work/tree/$(dirname "$3")"
    echo '#include "base/arena.h"' >"$work/tree/src/base/arena.c"
    echo 'module: harmony' >"$work/tree/modules/harmony/module.yaml"
    printf '%s\n' "$4" >"$work/tree/$3"
    if "$here/$1.sh" "$work/tree" >"$work/said" 2>&1; then came=good; else came=bad; fi
    if [ $came != "$2" ] || { [ $came = bad ] && ! grep -q "^$3:1: " "$work/said"; }; then
        wrong=$((wrong + 1))
        printf '%s: expected %s, came %s: %s: %s\n' "$1" "$2" "$came" "$3" "$4"
        cat "$work/said"
    fi
}

case_of layers good src/query/a.c '#include "model/model.h"'
case_of layers good src/cli/a.c '#include "http/server.h"'
case_of layers good src/http/a.c '#include <unicode/ucol.h>'
case_of layers good modules/harmony/a.c '#include "lamp.h"'
case_of layers good modules/harmony/a.c '#include "paper/sheet.h"'
case_of layers bad src/base/a.c '#include "model/model.h"'
case_of layers bad src/model/a.c '#include "store/../query/rows.h"'
case_of layers bad src/model/a.c '#  include <record/write.h>'
case_of layers bad src/store/a.h '#include "query/rows.h"'
case_of layers bad src/paper/a.c '#include "http/server.h"'
case_of layers bad modules/harmony/a.c '#include "http/server.h"'
case_of layers bad src/query/a.c '#include "rows.h"'
case_of layers bad src/query/a.c '#include "harmony/lamp.h"'
case_of layers bad src/extra/a.c 'int x;'
case_of layers bad src/query/a.c 'const char *e = "harmony.person";'
case_of layers bad src/query/a.c 'const char *e = "harmony";'
case_of layers bad src/query/a.c 'const char *e = "x" /* joined */ " modules/harmony";'
case_of layers bad src/query/a.c 'int v = zc_harmony_count(1);'
case_of layers good src/query/a.c '/* harmony.person is an example */ const char *e = "in harmony with";'
case_of layers good src/query/a.c 'const char *e = "core.user";'

case_of lint good src/query/a.c 'f("SELECT id FROM t");'
case_of lint good src/record/a.c 'f("INSERT INTO t VALUES (?1)");'
case_of lint good src/http/a.c 'f("please select the unit, update the form"); /* SELECT x */'
case_of lint bad src/http/a.c 'f("SELECT id FROM t");'
case_of lint bad src/paper/a.c 'f("select id from t");'
case_of lint bad modules/harmony/a.c 'f("SELECT " "id FROM t");'
case_of lint bad src/query/a.c 'f("DELETE FROM t");'
case_of lint bad src/query/a.c 'f("UP" "DATE t SET a = 1");'
case_of lint bad src/cli/a.c 'f("INSERT OR REPLACE INTO t");'
case_of lint bad src/store/a.c 'f("CREATE TRIGGER x AFTER INSERT ON t");'
case_of lint bad src/query/a.c 'f("WITH RECURSIVE up AS (");'
case_of lint bad src/query/a.c 'f("SELECT a FROM t GROUP BY ROLLUP (a)");'
case_of lint bad src/record/a.c 'f("SELECT a FROM t FOR UPDATE");'
case_of lint bad src/store/a.c 'f("CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT)");'
case_of lint bad src/store/a.c 'f("CREATE TABLE t (a INTEGER REFERENCES u (id))");'
case_of lint bad src/record/a.c 'f("UPDATE t SET at = now() WHERE id = 1");'
case_of lint bad src/record/a.c 'f("UPDATE t SET x = 1, area = 2");'
case_of lint bad src/record/a.c 'f("INSERT OR REPLACE INTO t (a) VALUES (?1)");'
case_of lint good src/store/a.c 'f("PRAGMA user_version");'
case_of lint bad src/query/a.c 'f("SELECT max(coalesce(a, 0), b) FROM t");'
case_of lint good src/query/a.c 'f("SELECT coalesce(max(a), 0) FROM t");'
case_of lint bad src/query/a.c 'f("SELECT 0 WHERE 0)");'
case_of lint good src/query/a.c 'f("SELECT 0 WHERE 1 = 0)");'
case_of lint bad src/query/a.c 'f("SELECT a FROM (SELECT a FROM t)");'
case_of lint good src/query/a.c 'f("SELECT a FROM (SELECT a FROM t) AS u");'
case_of lint bad src/query/a.c 'f(" AND instr(a, ?1) > 0");'
case_of lint bad src/query/a.c 'f("SELECT name FROM sqlite_master");'
case_of lint bad src/query/a.c 'f("SELECT rowid FROM s");'
case_of lint bad src/query/a.c 'f("SELECT CAST(a AS INTEGER) FROM t");'
case_of lint bad src/record/a.c 'f("CREATE TABLE t (a TEXT PRIMARY KEY) WITHOUT ROWID");'
case_of lint good src/record/outbox.c 'f("CREATE TABLE t (a TEXT PRIMARY KEY) WITHOUT ROWID");'
case_of lint bad src/query/a.c 'f("SELECT a FROM t WHERE b LIKE ?1");'
case_of lint bad src/query/a.c 'f("SELECT sum(a) FROM t");'
case_of lint good src/query/a.c 'f("SELECT CAST(sum(a) AS bigint) FROM t");'
case_of lint bad src/query/a.c 'if (dialect == ZC_SQLITE) x();'
case_of lint bad src/base/a.c 'strcpy(a, b);'
case_of lint bad src/base/a.c 'int n = atoi (text);'
case_of lint bad modules/harmony/a.c 'x = strtok(a, ",");'
case_of lint good src/base/a.c 'snprintf(a, 3, "strcpy("); zc_strcpy(a); // strcpy(a)'
case_of lint good src/base/a.c "char q = '\"'; f(\"\\\"atoi(\");"

[ $wrong = 0 ]
