# Sourced by the scripts beside it: installs the system packages that the build needs, and only those that are missing.
# Debian 12 and Ubuntu 24.04; elsewhere it names what is missing and leaves the installing to you.

fail() {
    printf '%s\n' "$*" >&2
    exit 2
}

# has_header HEADER: whether the C compiler of the Swift toolchain finds it.
has_header() {
    printf '#include <%s>\n' "$1" | clang -fsyntax-only -x c - >/dev/null 2>&1
}

# The C++ standard library is what the TOML parser is built on.
has_cxx() {
    printf '#include <string>\n' | clang -fsyntax-only -x c++ - >/dev/null 2>&1
}

missing_packages() {
    has_header curses.h || printf 'libncurses-dev '
    has_header sqlite3.h || printf 'libsqlite3-dev '
    has_header zlib.h || printf 'zlib1g-dev '
    has_cxx || printf 'g++ '
    for command in "$@"; do
        command -v "$command" >/dev/null 2>&1 || printf '%s ' "$command"
    done
}

# install_needs [COMMAND ...]: commands are Debian packages that are called what they install.
install_needs() {
    command -v swift >/dev/null 2>&1 || fail "swift is not on the PATH: install a Swift 6.2 (or later) toolchain from swift.org, then run this again"
    swift --version 2>/dev/null | grep -qE 'Swift version (6\.[2-9]|6\.[1-9][0-9]|[7-9]|[1-9][0-9])' ||
        fail "this needs Swift 6.2 or later; $(swift --version 2>/dev/null | head -n 1)"
    missing=$(missing_packages "$@")
    [ -n "$missing" ] || return 0
    command -v apt-get >/dev/null 2>&1 || fail "please install: $missing(no apt-get here, so it was not tried)"
    sudo=
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null 2>&1 || fail "please install, as root: $missing"
        sudo=sudo
    fi
    printf 'Installing %s\n' "$missing" >&2
    $sudo apt-get update -q >&2 || fail "apt-get update failed: see above"
    # shellcheck disable=SC2086 -- a list of words is meant
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -q $missing >&2 || fail "apt-get could not install: $missing"
}
