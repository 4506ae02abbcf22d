# Sourced by test.sh: the programs that tests drive, from Debian's packages.

need_test_programs() {
    PATH="$PATH:/usr/sbin"
    local missing=() program
    for program in chromium docker-registry skopeo nginx firefox-esr curl openssl; do
        command -v "$program" >/dev/null || missing+=("$program")
    done
    [ ${#missing[@]} -eq 0 ] || install_packages "${missing[@]}"
}

install_packages() {
    grep -qs '^ID=debian' /etc/os-release ||
        fail "the tests need these programs: $* (on Debian they are packages of the same names)"
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || fail "as root: apt-get install $*"
        as_root=(sudo)
    fi
    say "Installing the packages $*"
    ${as_root[@]+"${as_root[@]}"} apt-get update --quiet &&
        ${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive \
            apt-get install --yes --quiet --no-install-recommends "$@" ||
        fail "apt-get could not install $*"
}
