head=$(mktemp)
trap 'rm -f "$head"' EXIT
trap 'exit 1' HUP INT TERM

say() {
    printf '%s\n' "$*" >&2
}

fail() {
    say "$*"
    exit 1
}

# Asks the registry; says the status.
ask() {
    printf '%s\n' "$signature" | curl -sS -g -K - -o "$head" -w '%{http_code}' "$@"
}

# Says where a tag leads; nothing where it leads nowhere.
leads_to() {
    status=$(ask -I -H "Accept: $types" "$manifests$1") || exit 1
    case $status in
    200)
        digest=$(tr -d '\r' <"$head" |
            awk 'tolower($1) == "docker-content-digest:" { found = $2 } END { print found }')
        [ -n "$digest" ] || fail "The registry does not say where $1 leads."
        printf '%s\n' "$digest"
        ;;
    404) ;;
    *) fail "Where $1 leads is not known: status $status." ;;
    esac
}

# Goes on if a tag leads to a digest, or nowhere any more.
check() {
    found=$(leads_to "$1") || exit 1
    case $found in
    "$2" | '') ;;
    *) fail "$1 leads to $found now, and not to ${2:-nothing}: nothing more is done." ;;
    esac
}

# Deletes a digest, or a tag where the registry does that.
delete() {
    status=$(ask -X DELETE "$manifests$1") || exit 1
    case $status in
    2??) say "Deleted $1." ;;
    404) say "$1 was gone already." ;;
    *) fail "$1 was not deleted: status $status." ;;
    esac
}

# Removes a tag alone: the tag, and where it led.
remove_tag() {
    check "$1" "$2"
    delete "$1"
}

# Sees by a digest that nothing has whether the registry deletes at all.
deletes=
see_whether_it_deletes() {
    [ -z "$deletes" ] || return 0
    status=$(ask -X DELETE "${manifests}sha256:$(printf '%064d' 0)") || exit 1
    case $status in
    2?? | 404) deletes=yes ;;
    *) fail "The registry deletes nothing: status $status. So nothing more is done." ;;
    esac
}

# Removes a tag by way of an empty manifest: the tag, where it led, and that manifest's digest, type
# and bytes.
bury() {
    found=$(leads_to "$1") || exit 1
    case $found in
    "$3") ;;
    "$2")
        see_whether_it_deletes
        status=$(ask -X PUT -H "Content-Type: $4" --data-binary "$5" "$manifests$1") || exit 1
        case $status in
        2??) ;;
        *) fail "$1 was not moved: status $status." ;;
        esac
        ;;
    '')
        say "$1 was gone already."
        return
        ;;
    *) fail "$1 leads to $found now, and not to ${2:-nothing}: nothing more is done." ;;
    esac
    delete "$3"
}
