#!/usr/bin/env bash
# Measures how fast images are verified and how much memory that takes, beside what else reads the
# same bytes, and writes it into docs/PERFORMANCE.md, which says how to try it with less.
set -euo pipefail
source "$(dirname "$0")/common.sh"
source "$root/scripts/tools.sh"
source "$root/scripts/programs.sh"
cd "$root"

target=${CARGO_TARGET_DIR:-$root/target}

wanted() {
    case " ${BENCH_PARTS-native image memory experiments} " in *" $1 "*) ;; *) return 1 ;; esac
}

# Core's check of blobs, built as the page is, for the bare pages. They need no relocations.
build_check() {
    RUSTFLAGS=-Ctarget-feature=+simd128 cargo build --locked --release --target wasm32-unknown-unknown \
        --manifest-path benches/check/Cargo.toml --target-dir "$target/bench"
    local check="$target/bench/check"
    wasm-bindgen --target web --no-typescript --out-dir "$check" --out-name check \
        "$target/bench/wasm32-unknown-unknown/release/porthole_bench_check.wasm"
    wasm-opt -Oz --enable-bulk-memory --enable-nontrapping-float-to-int --enable-simd \
        --enable-reference-types --enable-sign-ext --enable-mutable-globals --enable-multivalue \
        "$check/check_bg.wasm" --output "$check/check_bg.wasm"
}

need_test_programs
need_build_tools

case " ${BENCH_SKIP-} " in
*" verify "*) ;;
*) trunk "$trunk_log" build --release --locked ;;
esac
build_check
cargo build --locked -p porthole-test-support --bins
if wanted native; then cargo bench --locked -p porthole-core --bench integrity; fi
node benches/bench.mjs
