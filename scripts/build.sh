#!/usr/bin/env bash
# Leaves the site in dist/ and prints what a first visit costs.
set -euo pipefail
source "$(dirname "$0")/common.sh"
source "$root/scripts/tools.sh"
cd "$root"

need_build_tools --omit=dev
trunk "$trunk_log" build --release --locked
node scripts/first-load.mjs
