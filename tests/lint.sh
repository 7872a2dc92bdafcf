#!/bin/sh
# Lints what the compiler does not know. Run from anywhere:
#   lint.sh [ROOT]     ROOT is the tree to check (this repository by default)
# Prints FILE:LINE: what is wrong; exit 1 if anything is.
#
# 1. Records are read by query/ (and by record/, which reads the slices it is about to change) and changed by record/
#    alone; the store below keeps its own books. No other folder holds a statement.
# 2. No statement uses what Citus refuses, on SQLite either: one set of statements serves every engine.
# 3. No word that one engine alone understands, nor one that it understands otherwise, outside the store: store/words says both.
# 4. No function that cannot know the size of its target, or that reads numbers without saying when it failed.
here=$(cd "$(dirname "$0")" && pwd)
cd "${1:-$here/..}" || exit 2
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
: >"$work/found"

sources=$(find src modules -name '*.[ch]' 2>/dev/null | LC_ALL=C sort)
[ -n "$sources" ] || { echo "no sources found" >&2; exit 2; }
awk -v want=strings -f "$here/literals.awk" $sources >"$work/strings"
awk -v want=code -f "$here/literals.awk" $sources >"$work/code"

# refuse FILE PATTERN WHY [FOLDERS]: every line of FILE whose text matches PATTERN, outside FOLDERS, is a finding.
refuse() {
    awk -v pattern="$2" -v why="$3" -v allowed="${4:-}" '
        BEGIN { count = split(allowed, folder, " ") }
        {
            text = $0
            sub(/^[^:]*:[0-9]+:/, "", text)
            if (text !~ pattern)
                next
            for (i = 1; i <= count; i++)
                if (index($0, folder[i] "/") == 1 || index($0, folder[i] ":") == 1)
                    next
            match($0, /^[^:]*:[0-9]+/)
            print substr($0, 1, RLENGTH) ": " why
        }' "$1" >>"$work/found"
}

edge='(^|[^A-Za-z0-9_])'
end='($|[^A-Za-z0-9_])'

# SQL keywords are written in capitals; the second form catches whole statements in small letters.
refuse "$work/strings" "${edge}SELECT |${edge}select .* from " \
    "only query/ reads records (expressions compile to conditions in model/)" "src/query src/store src/record src/model"
refuse "$work/strings" "${edge}(INSERT( OR [A-Z]+)? INTO|REPLACE INTO|INSERT |DELETE FROM|UPDATE [^ ]+ SET) ?|${edge}(insert( or [a-z]+)? into|delete from) " \
    "only record/ changes records" "src/store src/record"

refuse "$work/strings" "${edge}CREATE( TEMP| TEMPORARY)? TRIGGER${end}" "Citus has no triggers on distributed tables"
refuse "$work/strings" "${edge}WITH RECURSIVE${end}" "Citus refuses recursion over shards: walk trees in C"
refuse "$work/strings" "${edge}MERGE INTO${end}" "Citus refuses MERGE from a literal source"
refuse "$work/strings" "${edge}(ROLLUP|CUBE|GROUPING SETS) ?[(]" "Citus refuses ROLLUP, CUBE and GROUPING SETS"
refuse "$work/strings" "${edge}FOR (NO KEY )?(UPDATE|SHARE)${end}" "Citus refuses row locks over shards"
refuse "$work/strings" "${edge}(LATERAL|FULL OUTER JOIN|CROSS JOIN)${end}" "Citus joins distributed tables on the area alone"
refuse "$work/strings" "${edge}(AUTOINCREMENT|SERIAL PRIMARY KEY|BIGSERIAL|nextval[(])" "serials are handed out by area, never by a table"
refuse "$work/strings" "${edge}(REFERENCES [^ ]+ ?[(]|FOREIGN KEY)" "references are checked by record/: Citus refuses most foreign keys"
refuse "$work/strings" "${edge}UPDATE .* SET (.*, ?)?area ?=" "a row never changes its home area"
refuse "$work/strings" "${edge}UPDATE .*(random[(]|now[(]|clock_timestamp[(]|gen_random_uuid[(]|CURRENT_(TIMESTAMP|TIME|DATE)|datetime[(]'now')" \
    "Citus refuses volatile functions in UPDATE: bind the value"

# Files of the folder beside the database are SQLite on either engine.
files="src/store src/record/ballot_file.c src/record/erasable.c src/record/outbox.c"
refuse "$work/strings" "${edge}INSERT OR [A-Z]+${end}" "SQLite alone: INSERT … ON CONFLICT (key) DO UPDATE SET … = excluded.…" "src/store"
refuse "$work/strings" "${edge}(max|min)[(](coalesce[(]|[a-z_.]+, )" "SQLite alone: max and min of several values are taken over a UNION ALL" "src/store"
refuse "$work/strings" "${edge}WHERE [0-9]+($|[^0-9 =<>]| [^=<>])" "SQLite alone: a number is no condition, write 1 = 0" "src/store"
refuse "$work/strings" "FROM [(]SELECT .*[)]($|[^ a-z])" "PostgreSQL refuses a source without a name: FROM (SELECT …) AS some" "src/store"
refuse "$work/strings" "${edge}(instr|strpos|strftime|to_char|ifnull|iif|group_concat|string_agg|total|typeof|printf)[(]" \
    "one engine alone has this function: take it from store/words" "src/store"
refuse "$work/strings" "${edge}(sqlite_[a-z]+|pragma_[a-z_]+|pg_[a-z_]+|information_schema)${end}" "ask what the engine holds through store/store.h" "src/store"
refuse "$work/strings" "${edge}(rowid|MATCH '?[?]|fts5[(])" "SQLite alone: the search index is asked in the words of store/words" "src/store"
refuse "$work/strings" "${edge}(PRAGMA |WITHOUT ROWID|INTEGER (NOT NULL|PRIMARY KEY)|AS INTEGER${end})" "SQLite alone: types and tables are said in the words of store/words" "$files"
refuse "$work/strings" "${edge}(I?LIKE|GLOB|REGEXP) [?']" "the engines differ about case: only patterns of digits and small letters" "src/store src/query/journal.c"
refuse "$work/strings" "(^|[^A-Za-z0-9_(])sum[(]" "PostgreSQL gives a sum of whole numbers as a decimal: CAST(sum(…) AS bigint)" "src/store"
refuse "$work/code" "${edge}(ZC_SQLITE|ZC_POSTGRES)${end}" "nobody above the store asks which engine runs: take the word from store/words" "src/store"

refuse "$work/code" "${edge}(strcpy|strcat|stpcpy|sprintf|vsprintf|gets|atoi|atol|atoll|atof|strtok|alloca)[ ]*[(]" \
    "banned function: carry the length, or say when a number is none"

cat "$work/found"
[ ! -s "$work/found" ]
