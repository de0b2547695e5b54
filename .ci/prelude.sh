# What the steps share. A step sources this file.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export CARGO_TERM_COLOR=never RUST_BACKTRACE=0
# Incremental artifacts serve only the next edit, and make `target/` larger.
export CARGO_INCREMENTAL=0

# Where tools are installed that neither Rust nor the operating system has.
tools=target/ci/tools

# Says what is not checked on this machine, and why.
skip() {
    echo "SKIPPED: $*"
}

# Installs packages from Debian, of which each argument is `command=package`, where the command is
# missing. A command may be the path of a file.
debian() {
    local packages=() it
    for it in "$@"; do
        command -v "${it%%=*}" >/dev/null || [ -e "${it%%=*}" ] || packages+=("${it#*=}")
    done
    [ "${#packages[@]}" -gt 0 ] || return 0
    if ! command -v apt-get >/dev/null; then
        echo "this step needs what Debian calls: ${packages[*]}" >&2
        return 1
    fi
    local sudo=()
    [ "$(id -u)" = 0 ] || sudo=(sudo)
    "${sudo[@]}" apt-get update -qq
    DEBIAN_FRONTEND=noninteractive "${sudo[@]}" apt-get install -y -qq --no-install-recommends "${packages[@]}"
}

# Makes a tool available that is packaged for Python's installer, and prints its path: the one on the PATH,
# if there is one. Unlike `cargo install`, this compiles nothing.
#
#     tool COMMAND PACKAGE==VERSION
tool() {
    if command -v "$1"; then
        return
    fi
    local folder=$tools/$1
    if [ "$(cat "$folder/installed" 2>/dev/null)" != "$2" ]; then
        debian python3=python3 >&2
        python3 -c 'import ensurepip, venv' 2>/dev/null || debian ensurepip=python3-venv >&2
        rm -rf "$folder"
        python3 -m venv "$folder"
        "$folder/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: "$2" >&2
        echo "$2" >"$folder/installed"
    fi
    echo "$PWD/$folder/bin/$1"
}

# Compares a count with a committed bound, which it may exceed by 5 %.
#
#     bounded COUNT BOUND WHAT
bounded() {
    echo "$1 $3"
    if [ "$(($1 * 100))" -gt "$(($2 * 105))" ]; then
        echo "$1 $3 are more than $2 and 5 %" >&2
        return 1
    fi
}
