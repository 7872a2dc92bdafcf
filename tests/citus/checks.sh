#!/bin/sh
# The test of the lint: each refusal is recognised in a sample statement, and statements without one pass. Usage: checks.sh LINT
set -u
lint=$1
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
wrong=0

cat >"$work/plan" <<'PLAN'
-- 每台服务器各有一份的表(参考表):1
SELECT create_reference_table('t_core_unit');
SELECT create_reference_table('setting');
SELECT create_distributed_table('journal', 'chain');
SELECT create_distributed_table('head', 'chain', colocate_with => 'journal');
SELECT create_distributed_table('t_x_new', 'area', colocate_with => 'journal');
SELECT create_distributed_table('t_x_part', 'area', colocate_with => 'journal');
-- t_x_task: it has no column area that holds the area
-- SELECT create_distributed_table('t_x_task', 'area', colocate_with => 'journal');
-- SELECT create_distributed_table('h_x_task', 'area', colocate_with => 'journal');
-- SELECT create_distributed_table('t_x_item', 'area', colocate_with => 'journal');
-- SELECT create_distributed_table('s_x_task_0', 'area', colocate_with => 'journal');
-- commit_mark
PLAN

# put STATEMENT…: a log in which the program sent them, in both ways in which a server tells it, and other programs something else.
put() {
    : >"$work/log"
    for statement; do
        printf '2017-06-30 08:00:00.000 UTC [12] [unknown]> LOG:  execute s1: %s\n' "$statement" >>"$work/log"
        printf '2017-06-30 08:00:00.000 UTC [13] psql> LOG:  statement: SELECT 1 FROM journal FOR UPDATE\n' >>"$work/log"
    done
    printf '2017-06-30 08:00:00.000 UTC [12] [unknown]> LOG:  statement: BEGIN\n' >>"$work/log"
    printf '2017-06-30 08:00:00.000 UTC [12] [unknown]> DETAIL:  parameters: $1 = SELECT 1 FROM head FOR UPDATE\n' >>"$work/log"
}
judge() {
    "$lint" "$work/plan" "$work/known" "$work/log" >"$work/said" 2>&1
    came=$?
}
blame() {
    wrong=$((wrong + 1))
    echo "$1"
    cat "$work/said"
}

# finds FINDING STATEMENT: exactly that is found, and when it is known it passes.
finds() {
    : >"$work/known"
    put "$2"
    judge
    if [ $came != 1 ] || [ "$(grep '^new: ' "$work/said")" != "new: $1" ]; then blame "expected '$1': $2"; fi
    echo "$1 | known for this test" >"$work/known"
    judge
    [ $came = 0 ] || blame "known, and not passed: $2"
}
clean() {
    : >"$work/known"
    put "$1"
    judge
    [ $came = 0 ] || blame "nothing was expected: $1"
}

# A primary key, a unique key or a foreign key without the area; a reference to what lies by area.
finds 'key t_* (id)' 'CREATE TABLE "t_x_task" (id bigint PRIMARY KEY, slice bigint NOT NULL)'
finds 'key h_* (id, known_from)' 'CREATE TABLE "h_x_task" (id bigint NOT NULL, known_from bigint, PRIMARY KEY (id, known_from))'
finds 'key t_* (id)' 'CREATE TABLE "t_x_new" (area bigint NOT NULL, id bigint UNIQUE)'
finds 'key t_* (id)' 'CREATE UNIQUE INDEX i ON "t_x_new" (id)'
clean 'CREATE TABLE "t_x_new" (area bigint NOT NULL, id bigint NOT NULL, note text, PRIMARY KEY (area, id))'
clean 'CREATE UNIQUE INDEX i ON "t_x_new" (area, id)'
clean 'CREATE TABLE IF NOT EXISTS journal (chain bigint NOT NULL, seq bigint NOT NULL, PRIMARY KEY (chain, seq))'
clean 'CREATE TABLE "t_core_unit" (id bigint PRIMARY KEY)'
clean 'CREATE INDEX i ON "t_x_task" ("lead", id)'
finds 'foreign everywhere_* to journal' 'CREATE TABLE t_core_unit (id bigint PRIMARY KEY, chain bigint REFERENCES journal (chain))'
finds 'foreign t_* to t_*' 'ALTER TABLE "t_x_item" ADD FOREIGN KEY (task) REFERENCES "t_x_task" (id)'
clean 'ALTER TABLE "t_x_part" ADD FOREIGN KEY (area, task) REFERENCES "t_x_new" (area, id)'
clean 'ALTER TABLE "t_x_part" ADD FOREIGN KEY (unit) REFERENCES "t_core_unit" (id)'
finds 'unclassed parcel' 'CREATE TABLE parcel (id bigint PRIMARY KEY)'
clean 'CREATE TABLE "t_own_module" (id bigint PRIMARY KEY)'

# Triggers.
finds 'trigger t_*' 'CREATE TRIGGER a AFTER INSERT ON "t_x_task" EXECUTE FUNCTION f()'
finds 'trigger setting' 'CREATE OR REPLACE TRIGGER a BEFORE UPDATE ON setting EXECUTE FUNCTION f()'

# The area of a row changes; a row comes without its area.
finds 'moved t_*.area' 'UPDATE "t_x_new" SET note = $1, area = $2 WHERE id = $3 AND area = $4'
finds 'moved head.chain' 'INSERT INTO head (chain, seq) VALUES ($1, $2) ON CONFLICT (chain) DO UPDATE SET chain = excluded.chain'
clean 'INSERT INTO head (chain, seq) VALUES ($1, $2) ON CONFLICT (chain) DO UPDATE SET seq = excluded.seq'
clean 'UPDATE "t_x_new" SET note = $1 WHERE id = $3 AND area = $4'
finds 'insert t_*' 'INSERT INTO "t_x_task" (id, slice) VALUES ($1, $2)'
finds 'insert s_*' 'INSERT INTO "s_x_task_0" (id, tokens) SELECT $1, left(word, 3) FROM unnest(string_to_array($2, $3)) AS word'
clean 'INSERT INTO journal VALUES ($1, $2)'
clean 'INSERT INTO t_core_unit (id) VALUES ($1)'

# Joins, EXISTS and lateral on anything but the area.
finds 'join t_*.id = t_*.ref' 'SELECT i.id FROM "t_x_item" AS i JOIN "t_x_task" AS t ON t.id = i.task'
finds 'join t_* and t_*' 'SELECT i.id FROM "t_x_item" AS i, "t_x_task" AS t'
finds 'join s_*.id = t_*.id' 'SELECT r.id FROM "s_x_task_0" AS f JOIN "t_x_task" AS r ON r.id = +f.id WHERE r.id > $1'
finds 'join head.chain = t_*.id' 'SELECT h.seq FROM head AS h JOIN "t_x_task" AS r ON h.chain = r.id'
finds 'join t_*.id = t_*.ref' 'SELECT 1 FROM "t_x_new" AS r LEFT JOIN "t_x_part" AS p ON p.task = r.id AND coalesce(p.area = r.area, false)'
finds 'inner t_*.id = t_*.ref' 'SELECT r.id FROM "t_x_task" AS r WHERE r.valid_to > $1 AND EXISTS (SELECT 1 FROM "t_x_item" AS x1 WHERE x1."task" = r.id)'
finds 'inner h_*+t_*.ref = t_*.id' 'SELECT r.id FROM "t_x_task" AS r WHERE coalesce((SELECT count(*) FROM (SELECT id, task FROM "t_x_item" UNION ALL SELECT id, task FROM "h_x_task") AS x1 WHERE x1."task" = r.id) > $1, false)'
finds 'inner t_* and t_*' 'SELECT r.id FROM "t_x_task" AS r WHERE (SELECT max(x1.id) FROM "t_x_item" AS x1 WHERE x1.id > r.slice) > 5'
finds 'inner t_*.id = t_*.ref' 'SELECT r.id FROM "t_x_task" AS r, LATERAL (SELECT i.id FROM "t_x_item" AS i WHERE i.task = r.id) AS l'
finds 'outer everywhere_*.id = t_*.ref' 'SELECT u.id FROM t_core_unit AS u WHERE EXISTS (SELECT 1 FROM "t_x_task" AS x1 WHERE x1.lead = u.id)'
finds 'inner t_*.id = t_*.ref' 'DELETE FROM "t_x_task" WHERE EXISTS (SELECT 1 FROM "t_x_item" AS x1 WHERE x1.task = "t_x_task".id)'
clean 'SELECT j.at FROM journal AS j JOIN head AS h ON h.chain = j.chain AND h.seq = j.seq'
clean 'SELECT j.at FROM journal AS j, head AS h WHERE h.seq = j.seq AND j.chain = $1 AND h.chain = $1'
clean 'SELECT 1 FROM "t_x_new" AS r WHERE EXISTS (SELECT 1 FROM "t_x_part" AS p WHERE p.task = r.id AND p.area = r.area)'
clean 'SELECT r.id FROM "t_x_task" AS r WHERE (SELECT x1.name FROM t_core_unit AS x1 WHERE x1.id = r.lead) = $1'
clean 'SELECT r.id FROM (SELECT id FROM "t_x_task" UNION ALL SELECT id FROM "h_x_task") AS r WHERE r.id IN (SELECT p.id FROM "t_x_task" AS p WHERE p.slice > $1)'
clean 'SELECT r.id FROM "t_x_task" AS r JOIN t_core_unit AS u ON u.id = r.lead'

# Recursion, locks and groupings over all areas; with the area they go to one shard.
finds 'recursive journal' 'WITH RECURSIVE up AS (SELECT chain, seq FROM journal UNION ALL SELECT chain, seq - 1 FROM up) SELECT seq FROM up'
clean 'WITH RECURSIVE up AS (SELECT seq FROM journal WHERE chain = $1 UNION ALL SELECT seq - 1 FROM up) SELECT seq FROM up'
clean 'WITH RECURSIVE up AS (SELECT id FROM t_core_unit UNION ALL SELECT id FROM up) SELECT id FROM up'
finds 'lock head' 'SELECT seq FROM head FOR UPDATE'
finds 'lock t_*' 'SELECT id FROM "t_x_task" WHERE id = $1 FOR NO KEY UPDATE'
clean 'SELECT seq FROM head WHERE chain = $1 FOR UPDATE'
finds 'rollup t_*' 'SELECT lead, count(*) FROM "t_x_task" GROUP BY ROLLUP (lead)'
finds 'rollup t_*' 'SELECT lead, count(*) FROM "t_x_task" GROUP BY CUBE (lead)'
finds 'rollup t_*' 'SELECT lead, count(*) FROM "t_x_task" GROUP BY GROUPING SETS ((lead), ())'

# MERGE from a literal, volatile functions.
finds 'merge t_*' 'MERGE INTO "t_x_new" AS t USING (VALUES (1, 2)) AS s (area, id) ON t.area = s.area WHEN MATCHED THEN DELETE'
finds 'merge t_*' 'MERGE INTO "t_x_new" AS t USING (SELECT 1 AS area) AS s ON t.area = s.area WHEN MATCHED THEN DELETE'
clean 'MERGE INTO "t_x_new" AS t USING (SELECT area FROM "t_x_part") AS s ON t.area = s.area WHEN MATCHED THEN DELETE'
finds 'volatile t_* random()' 'UPDATE "t_x_task" SET slice = random() WHERE id = $1'
finds 'volatile setting clock_timestamp()' 'UPDATE setting SET value = clock_timestamp()'
clean 'UPDATE commit_mark SET at = clock_timestamp()'

# Of several statements in one message each is looked at; a text is no statement; cursors hold one; lines go on.
finds 'lock head' 'BEGIN; SELECT 1; SELECT seq FROM head FOR UPDATE'
clean "SELECT 'x FROM head FOR UPDATE; SELECT 1 FROM head FOR UPDATE'"
finds 'inner t_*.id = t_*.ref' 'DECLARE c1 NO SCROLL CURSOR FOR SELECT r.id FROM "t_x_task" AS r WHERE EXISTS (SELECT 1 FROM "t_x_item" AS i WHERE i.task = r.id)'
finds 'lock head' "SELECT seq
	FROM head FOR UPDATE"

# A known one that is no longer there fails, and so do a list without reasons, an empty log and an empty plan.
echo 'lock head | of old' >"$work/known"
put 'SELECT 1'
judge
if [ $came != 1 ] || ! grep -q '^gone: lock head$' "$work/said"; then blame "a finding that is gone"; fi
echo 'lock head' >"$work/known"
judge
[ $came = 2 ] || blame "a finding without a reason"
: >"$work/known"
grep psql "$work/log" >"$work/other" && mv "$work/other" "$work/log"
judge
[ $came = 2 ] || blame "a log without the program"
put 'SELECT 1'
: >"$work/plan"
judge
[ $came = 2 ] || blame "a plan without tables"

[ $wrong = 0 ]
