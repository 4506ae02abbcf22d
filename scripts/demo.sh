#!/usr/bin/env bash
# After a build: unpacks the demo's recorded registry beside the page.
set -euo pipefail
source "$(dirname "$0")/common.sh"

archive="$root/demo/registry.tar.gz"
[ -f "$archive" ] || fail "demo/registry.tar.gz is missing"
mkdir -p "$TRUNK_STAGING_DIR/demo"
tar -xzf "$archive" -C "$TRUNK_STAGING_DIR/demo"
