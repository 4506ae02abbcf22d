#!/usr/bin/env bash
# After a build: splits the program into what a first visit loads and the parts that pages load
# later, and makes each as small as it gets. What Trunk left is of the whole program, and goes.
set -euo pipefail
source "$(dirname "$0")/common.sh"

case "$TRUNK_PROFILE" in
release) profile=release ;;
*) profile=debug ;;
esac
program="${CARGO_TARGET_DIR:-$root/target}/wasm32-unknown-unknown/$profile/porthole.wasm"
whole=$(basename "$TRUNK_STAGING_DIR"/porthole-*_bg.wasm)
# Holds the hash of what is in it, so that a browser may keep the files of one version for good.
name=${whole%_bg.wasm}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
wasm-split-cli "$program" "$work" --target web --out-name "$name"
wasm-bindgen --target web --no-typescript --keep-lld-exports \
    --out-dir "$work/main" --out-name "$name" "$work/$name.wasm"

# wasm-opt knows fewer kinds of names than the splitter writes, and drops them all anyway.
smaller() {
    wasm-opt -Oz --enable-bulk-memory --enable-nontrapping-float-to-int --enable-simd \
        --enable-reference-types --enable-sign-ext --enable-mutable-globals --enable-multivalue \
        "$1" --output "$2" 2> >(grep --invert-match 'unknown name subsection' >&2)
}

smaller "$work/main/$whole" "$TRUNK_STAGING_DIR/$whole"
for part in "$work"/{split,chunk}_*.wasm; do
    [ ! -e "$part" ] || smaller "$part" "$TRUNK_STAGING_DIR/$name-$(basename "$part")"
done
# The splitter gives files one name in every version.
parts="./$name-parts.js"
sed "s|from \"\./__wasm_split\.js\"|from \"$parts\"|" "$work/main/$name.js" >"$TRUNK_STAGING_DIR/$name.js"
# Hosts that do not know WebAssembly's media type are put up with, as at the start. What fails the
# page tells itself.
sed -E "/^ *console\.error\(e\);/d
    s#\./(split|chunk)_#./$name-\1_#g
    s#WebAssembly\.instantiateStreaming\(src, #WebAssembly.instantiate(await (await src).arrayBuffer(), #" \
    "$work/__wasm_split.js" >"$TRUNK_STAGING_DIR/$parts"
