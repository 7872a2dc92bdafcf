#!/bin/sh
# tools/packages.sh in the three situations of a machine, with stand-ins for dpkg-query, id, sudo and apt-get that write
# down how they were called. Usage: packages.sh ROOT
set -u
root=$1
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
wrong=0
mkdir "$work/bin"
for tool in sh sed tr env cat grep; do ln -s "$(command -v $tool)" "$work/bin/$tool"; done
printf '# list\nalpha   # first\nbeta    # second\n' >"$work/list"

stand_in() {
    printf '#!/bin/sh\n%s\n' "$2" >"$work/bin/$1"
    chmod +x "$work/bin/$1"
}
stand_in apt-get "echo apt-get \"\$@\" >>$work/calls"

# ask: runs packages_need with the stand-ins alone; leaves what was said and called, and the exit status.
ask() {
    : >"$work/calls"
    PATH="$work/bin" sh -c ". '$root/tools/packages.sh'; packages_need '$work/list'" >"$work/said" 2>&1 </dev/null
    status=$?
}
expect() {
    if ! eval "$2"; then
        wrong=$((wrong + 1))
        echo "$1: not so: $2"
        cat "$work/said" "$work/calls"
    fi
}

alpha_only='case "$4" in alpha) echo install ok installed;; *) exit 1;; esac'

stand_in dpkg-query 'echo install ok installed'
stand_in id 'echo 1000'
ask
expect 'everything there' '[ $status = 0 ] && [ ! -s "$work/calls" ] && [ ! -s "$work/said" ]'

stand_in dpkg-query "$alpha_only"
ask
expect 'neither root nor sudo: named, and stopped' '[ $status = 1 ] && [ ! -s "$work/calls" ]'
expect 'neither root nor sudo: named, and stopped' 'grep -q "apt-get install --no-install-recommends beta$" "$work/said"'

stand_in sudo "[ \"\$1\" = -n ] && shift; [ \"\$1\" = true ] && exit 0; echo sudo >>$work/calls; exec \"\$@\""
ask
expect 'with sudo' '[ $status = 0 ] && grep -q "^sudo$" "$work/calls" && grep -q "^apt-get.* install .* beta$" "$work/calls"'
expect 'with sudo: only what is missing' '! grep -q "alpha" "$work/calls"'

stand_in sudo 'exit 1'
ask
expect 'a sudo that refuses' '[ $status = 1 ] && [ ! -s "$work/calls" ] && grep -q "apt-get install.* beta$" "$work/said"'

stand_in id 'echo 0'
ask
expect 'as root' '[ $status = 0 ] && ! grep -q sudo "$work/calls" && grep -q "^apt-get.* install .* beta$" "$work/calls"'

stand_in apt-get "echo apt-get \"\$@\" >>$work/calls; case \"\$*\" in *update*) exit 100;; esac"
ask
expect 'package lists that cannot be updated only warn' '[ $status = 0 ] && grep -q " install " "$work/calls"'

stand_in apt-get 'exit 100'
ask
expect 'a failing installation fails' '[ $status != 0 ]'

[ $wrong = 0 ]
