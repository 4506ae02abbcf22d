#!/usr/bin/env bash
# Runs every test and ends with what passed. A failing part does not keep the
# others from running, so that one run shows all there is to mend.
set -euo pipefail
source "$(dirname "$0")/common.sh"
source "$root/scripts/tools.sh"
source "$root/scripts/programs.sh"
source "$root/scripts/checks.sh"
cd "$root"

logs=$(mktemp -d)
building=
trap 'kill $building 2>/dev/null || true; rm -rf "$logs"' EXIT
passed=0
failed=0
summary=""

# section <title> <how to count> <command>...
section() {
    local title=$1 count=$2 status=0 begun=$SECONDS
    shift 2
    printf '\n== %s ==\n' "$title"
    "$@" 2>&1 | tee "$logs/section" || status=$?
    local counted
    counted=$("$count" "$status" "$logs/section")
    passed=$((passed + ${counted% *}))
    failed=$((failed + ${counted#* }))
    summary+=$(printf '%-34s %5d passed %5d failed %5d s' \
        "$title" "${counted% *}" "${counted#* }" $((SECONDS - begun)))$'\n'
    return "$status"
}

# Each way to count prints "<passed> <failed>".

one_check() {
    if [ "$1" -eq 0 ]; then echo "1 0"; else echo "0 1"; fi
}

native_results() {
    awk -v status="$1" '
        /^test result:/ { passed += $4; failed += $6 }
        END {
            # What did not compile printed no result.
            if (status != 0 && failed == 0) failed = 1
            print passed + 0, failed + 0
        }' "$2"
}

browser_results() {
    node scripts/browser-results.mjs "$1" test-results/browser.json
}

native_tests() {
    cargo test --locked --no-fail-fast -p porthole-core -p porthole-test-support
}

types() {
    tsc --noEmit --project tests/e2e
}

browser_tests() {
    playwright test --config tests/e2e
}

# Compiling waits for much that is no work, so the page is built beside the checks.
build_beside() {
    scripts/build.sh >"$logs/build" 2>&1 || touch "$logs/not-built"
}

build() {
    # Each section runs in a shell of its own, which cannot wait for what it did not start.
    while kill -0 "$building" 2>/dev/null; do sleep 1; done
    cat "$logs/build"
    [ ! -e "$logs/not-built" ]
}

not_built() {
    say "Not run: the page was not built."
    return 1
}

need_test_programs
need_build_tools

rm -rf test-results
build_beside &
building=$!
section "Formatting" one_check formatting || true
section "Lints, native" one_check lints_native || true
section "Lints, the page" one_check lints_page || true
section "Types of the browser tests" one_check types || true
section "Native and real-registry tests" native_results native_tests || true
if section "Build" one_check build; then
    section "Browser tests" browser_results browser_tests || true
else
    section "Browser tests" one_check not_built || true
fi

printf '\n== Summary ==\n%s\n%d passed, %d failed\n' "$summary" "$passed" "$failed"
[ "$failed" -eq 0 ]
