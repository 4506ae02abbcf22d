#!/usr/bin/env bash
# Before a build: puts style/*.css together into one file, which index.html links.
# Tokens and the base come first; after them no file depends on another's place.
set -euo pipefail
source "$(dirname "$0")/common.sh"
cd "$root"

first=(style/tokens.css style/base.css)
mkdir -p target
{
    for file in "${first[@]}"; do
        [ ! -f "$file" ] || cat "$file"
    done
    for file in style/*.css; do
        case " ${first[*]} " in
        *" $file "*) ;;
        *) cat "$file" ;;
        esac
    done
} >target/porthole.css
