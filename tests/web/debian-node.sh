#!/bin/sh
# Builds the page once with Debian's own nodejs and lets it read the stories, whatever Node.js the machine has: the package and all that it depends on, unpacked
# into a folder that is entered as a root of its own. The packages of web/ are those already fetched. Usage: debian-node.sh TALLY
set -u
cd "$(dirname "$0")/../.." || exit 2
tally=$1
name="page: built with Debian's own nodejs"
skip() {
    echo "skipped 1 $name ($1)" >>"$tally"
    echo "  skipped: $name ($1)"
    exit 0
}
[ "$(id -u)" = 0 ] || skip "entering another root needs to be root"
command -v apt-get >/dev/null 2>&1 || skip "no Debian system"
[ -d web/node_modules ] || skip "the packages of the page are not fetched"

root=$(mktemp -d) || exit 2
trap 'rm -rf "$root"' EXIT
build() {
    # The version that Debian has, also where another source's is installed.
    version=$(apt-cache madison nodejs | awk -F'|' '$3 ~ /debian/ { gsub(/ /, "", $2); print $2; exit }')
    [ -n "$version" ] || { echo "no nodejs of Debian in the package lists"; return 1; }
    mkdir "$root/packages" "$root/root" &&
        apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances "nodejs=$version" |
        sed -n 's/^\([a-z0-9][^ <>:]*\)$/\1/p' | sort -u >"$root/names" || return 1
    # virtual names among them have no package of their own
    apt-cache show --no-all-versions $(cat "$root/names") 2>/dev/null | sed -n 's/^Package: //p' | sort -u | grep -vx nodejs >"$root/wanted"
    (cd "$root/packages" && apt-get -o APT::Sandbox::User=root -o Acquire::Retries=3 download "nodejs=$version" $(cat "$root/wanted")) || return 1
    for package in "$root"/packages/*.deb; do dpkg-deb -x "$package" "$root/root" || return 1; done
    mkdir -p "$root/root/dev" "$root/root/tmp" "$root/root/web" "$root/root/tests" && : >"$root/root/dev/null" &&
        tar -c -C web --exclude=./dist . | tar -x -C "$root/root/web" || return 1
    # the stories are run by whatever Node.js there is, so this one has to read them
    cp -r tests/web "$root/root/tests/" || return 1
    for file in tests/web/*.js tests/web/stories/*.js; do
        env -i PATH=/usr/bin:/bin:/usr/sbin:/sbin chroot "$root/root" /usr/bin/node --check "/$file" || return 1
    done
    echo "Debian's nodejs $version: $(chroot "$root/root" /usr/bin/node --version)"
    env -i PATH=/usr/bin:/bin:/usr/sbin:/sbin HOME=/tmp chroot "$root/root" /usr/bin/node --input-type=module \
        -e 'process.chdir("/web"); const { build } = await import("/web/node_modules/vite/dist/node/index.js"); await build();' &&
        [ -s "$root/root/web/dist/index.html" ] && ls "$root/root/web/dist/assets" | grep -q '\.js$'
}
mkdir -p out/test
if build >out/test/page-debian-node.log 2>&1; then
    echo "passed 1 $name" >>"$tally"
    echo "  passed: $name ($(sed -n "s/^Debian's nodejs //p" out/test/page-debian-node.log))"
else
    echo "failed 1 $name" >>"$tally"
    echo "  FAILED: $name"
    tail -n 30 out/test/page-debian-node.log
fi
