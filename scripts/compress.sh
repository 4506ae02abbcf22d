#!/usr/bin/env bash
# scripts/compress.sh <folder>: writes a .gz beside every file of a hosted page whose name holds a
# hash, for servers that send such files (nginx: gzip_static). Only those: beside a file that
# changes under its name, a .gz would go on being sent after the next upgrade.
set -euo pipefail
source "$(dirname "$0")/common.sh"

folder=${1:-}
[ -f "$folder/index.html" ] || fail "name the folder that the page is hosted from: scripts/compress.sh /srv/porthole"
find "$folder" -maxdepth 1 -type f -regextype posix-extended \
    -regex '.*/(porthole|favicon)-[0-9a-f]+[-_.][^/]*' ! -name '*.gz' \
    -exec gzip --keep --force --best --no-name {} +
