#!/usr/bin/env bash
# Builds the release page, serves it on 127.0.0.1 and prints the address to open.
# REGISTRY puts a registry's /v2/ behind the same origin, so that it needs no CORS.
set -euo pipefail
source "$(dirname "$0")/common.sh"
source "$root/scripts/tools.sh"
cd "$root"

need_prerequisites
registry=$(node scripts/before-serving.mjs "$PORT" "${REGISTRY:-}")
need_build_tools --omit=dev

address="http://127.0.0.1:$PORT/#/?registry=demo"
proxy=()
if [ -n "$registry" ]; then
    address="http://127.0.0.1:$PORT/#/"
    proxy=("--proxy-backend=$registry/v2/" --proxy-rewrite=/v2/)
fi

# There is something to open once the page is built and Trunk listens.
started=$(mktemp)
announce() {
    until [ dist/index.html -nt "$started" ] && (exec 3<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null; do
        kill -0 $$ 2>/dev/null || break
        sleep 0.2
    done
    rm -f "$started"
    if kill -0 $$ 2>/dev/null; then
        printf '\nPorthole is at %s\nCtrl-C ends it.\n' "$address"
    fi
}
announce &

exec trunk "$trunk_log" serve --release --locked --port "$PORT" ${proxy[@]+"${proxy[@]}"}
