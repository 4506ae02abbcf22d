# Sourced by check.sh and test.sh: the checks that need no browser.

formatting() {
    cargo fmt --all --check
}

lints_native() {
    cargo clippy --locked -p porthole-core -p porthole-test-support --all-targets -- -D warnings
}

lints_page() {
    cargo clippy --locked -p porthole --target wasm32-unknown-unknown -- -D warnings
}
