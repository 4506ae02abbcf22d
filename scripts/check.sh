#!/usr/bin/env bash
# Formatting and lints: the fast part of the tests.
set -euo pipefail
source "$(dirname "$0")/common.sh"
source "$root/scripts/tools.sh"
source "$root/scripts/checks.sh"
cd "$root"

need_prerequisites
need_rust
formatting
lints_native
lints_page
say "Formatting and lints are fine."
