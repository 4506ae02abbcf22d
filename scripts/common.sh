# Sourced by the other scripts: where things are, how to say something.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache="${XDG_CACHE_HOME:-$HOME/.cache}/porthole"

say() {
    printf '%s\n' "$*"
}

# One line that says what is wrong and what to do, then the end.
fail() {
    printf 'porthole: %s\n' "$*" >&2
    exit 1
}
