#!/usr/bin/env bash
# After a build: unpacks the demo's recorded registry beside the page.
set -euo pipefail
source "$(dirname "$0")/common.sh"

archive="$root/demo/registry.tar.gz"
if [ ! -f "$archive" ]; then
    say "demo/registry.tar.gz is not there: this build has no demo"
    exit 0
fi
mkdir -p "$TRUNK_STAGING_DIR/demo"
tar -xzf "$archive" -C "$TRUNK_STAGING_DIR/demo"
