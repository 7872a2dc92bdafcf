# Sourced by ./run and .ci/run: sees that the Debian packages of a list are there.
#
#   packages_missing LIST…   prints the packages of tools/packages.* lists that are not installed
#   packages_need LIST…      installs them as root or through sudo; with neither it names them and returns 1
#
# When nothing is missing no package tool is called at all, so a machine without network works.
# A caller may define `packages_quietly COMMAND…` to run the long commands with its own progress. PACKAGES_THROWAWAY=yes says that the machine
# is made for this run alone: nothing is then written through to its disk while packages are unpacked, which is most of the time it takes.

packages_listed() {
    for packages_list in "$@"; do
        sed -e 's/#.*//' -e 's/[[:space:]]//g' -e '/^$/d' "$packages_list"
    done
}

packages_missing() {
    command -v dpkg-query >/dev/null 2>&1 || return 0
    for package in $(packages_listed "$@"); do
        case "$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null)" in
        *" installed") ;;
        *) printf '%s\n' "$package" ;;
        esac
    done
}

packages_need() {
    if ! command -v dpkg-query >/dev/null 2>&1; then
        echo "不是 Debian 系统，跳过软件包检查，由构建自行查找 | not a Debian system: no package check, the build looks for itself"
        return 0
    fi
    packages_wanted=$(packages_missing "$@" | tr '\n' ' ')
    packages_wanted=${packages_wanted% }
    [ -n "$packages_wanted" ] || return 0
    echo "缺少软件包 | packages missing: $packages_wanted"
    packages_as=
    if [ "$(id -u)" != 0 ]; then
        if ! command -v sudo >/dev/null 2>&1 || ! { sudo -n true 2>/dev/null || { [ -t 0 ] && sudo -v; }; }; then
            echo "需要管理员安装后再运行 | ask an administrator to install them, then run again:" >&2
            echo "  apt-get install --no-install-recommends $packages_wanted" >&2
            return 1
        fi
        packages_as="sudo -n"
    fi
    command -v packages_quietly >/dev/null 2>&1 || packages_quietly() { "$@"; }
    # Old lists may still name everything; a failing update therefore only warns.
    packages_quietly $packages_as env DEBIAN_FRONTEND=noninteractive apt-get -o Acquire::Retries=3 update ||
        echo "软件源更新失败，用现有列表继续 | apt-get update failed, going on with the lists at hand"
    packages_through=
    [ "${PACKAGES_THROWAWAY:-no}" = no ] || packages_through="-o Dpkg::Options::=--force-unsafe-io"
    packages_quietly $packages_as env DEBIAN_FRONTEND=noninteractive apt-get -o Acquire::Retries=3 \
        -o DPkg::Lock::Timeout=300 $packages_through install -y --no-install-recommends $packages_wanted
}
