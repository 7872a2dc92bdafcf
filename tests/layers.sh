#!/bin/sh
# A folder includes only the folders below it, and nothing in src/ names a module. Run from anywhere:
#   layers.sh [ROOT]     ROOT is the tree to check (this repository by default)
# Prints FILE:LINE: what is wrong; exit 1 if anything is.
here=$(cd "$(dirname "$0")" && pwd)
cd "${1:-$here/..}" || exit 2
found=$(mktemp) || exit 2
trap 'rm -f "$found"' EXIT

sources=$(find src modules -name '*.[ch]' 2>/dev/null | LC_ALL=C sort)
[ -n "$sources" ] || { echo "no sources found" >&2; exit 2; }

# Lowest first. modules/ stands where the layer of that name stands.
awk -v layers="base face store model maths geo query record paper modules http cli" '
    BEGIN {
        count = split(layers, name, " ")
        for (i = 1; i <= count; i++)
            rank[name[i]] = i
    }
    FNR == 1 {
        split(FILENAME, part, "/")
        own = part[1] == "modules" ? "modules" : part[2]
        if (!(own in rank))
            printf "%s:1: src/%s is no layer\n", FILENAME, own
    }
    /^[ \t]*#[ \t]*include[ \t]*["<]/ {
        target = $0
        sub(/^[^"<]*["<]/, "", target)
        sub(/[">].*$/, "", target)
        quoted = $0 !~ /include[ \t]*</
        slash = index(target, "/")
        first = substr(target, 1, slash ? slash - 1 : 0)
        if (target ~ /\.\./)
            printf "%s:%d: \"%s\" climbs out of its folder\n", FILENAME, FNR, target
        else if (first in rank) {
            if (rank[first] > rank[own])
                printf "%s:%d: %s/ stands below %s/ and must not include \"%s\"\n", FILENAME, FNR, own, first, target
        } else if (quoted && slash && own != "modules")
            printf "%s:%d: \"%s\" is in no layer\n", FILENAME, FNR, target
        else if (quoted && !slash && own != "modules")
            printf "%s:%d: write \"%s/%s\": an include names its layer\n", FILENAME, FNR, own, target
    }' $sources >"$found"

# The core module is the vocabulary of the kernel itself (people, areas, units, calendars); no other may be known here:
# not as a string ("reform", "reform.task", "reform_pilots", "modules/reform"), nor as a prefix of a C name.
kernel=$(find src -name '*.[ch]' | LC_ALL=C sort)
for folder in modules/*/; do
    module=$(basename "$folder")
    [ -f "$folder/module.yaml" ] && [ "$module" != core ] || continue
    awk -v want=strings -f "$here/literals.awk" $kernel |
        grep -E "^[^:]*:[0-9]+:(.*[^A-Za-z0-9_])?(${module}[._][A-Za-z]|modules/${module})|^[^:]*:[0-9]+:$module\$" |
        sed -E "s/^([^:]*:[0-9]+):.*/\1: names the module $module in a string/" >>"$found"
    awk -v want=code -f "$here/literals.awk" $kernel | grep -E "(^|[^A-Za-z0-9_])zc_${module}_" |
        sed -E "s/^([^:]*:[0-9]+):.*/\1: names the module $module in code/" >>"$found"
done

cat "$found"
[ ! -s "$found" ]
