# Sourced by the scripts that build: checks the prerequisites, installs the
# pinned tools that are missing, and puts them on PATH.
#
# The tools live outside the work tree, so that a second clone builds none of them.

trunk_version=0.21.14
# The command-line tool must be exactly the version of the crate.
wasm_bindgen_version=$(sed -n 's/^wasm-bindgen = "=\([0-9.]*\)".*/\1/p' "$root/Cargo.toml")

# Splits the program into the part that a first visit loads and those that pages load.
splitter_version=0.2.4

# Trunk cannot minify what wasm-bindgen writes, leaves it as it is, and warns each time.
trunk_log=--log=warn,trunk::processing::minify=error

need_prerequisites() {
    command -v rustup >/dev/null ||
        fail "rustup is missing; install it: curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh"
    command -v cc >/dev/null ||
        fail "a C linker is missing; on Debian: sudo apt-get install build-essential"
    command -v node >/dev/null && command -v npm >/dev/null ||
        fail "Node 20 or newer is missing; on Debian: sudo apt-get install nodejs npm"
    local node_major
    node_major=$(node --print 'process.versions.node.split(".")[0]')
    ((node_major >= 20)) ||
        fail "Node 20 or newer is needed, this one is $(node --version); get it from https://nodejs.org"
}

need_rust() {
    rustc --version >/dev/null 2>&1 || rustup toolchain install
    local target=wasm32-unknown-unknown
    [ -d "$(rustc --print target-libdir --target "$target")" ] || rustup target add "$target"
}

# need_cargo_tool <name> <binary> <version> <arguments of cargo install>
need_cargo_tool() {
    local name=$1 binary=$2 version=$3
    shift 3
    local folder="$cache/tools/$name-$version"
    if ! [ -x "$folder/bin/$binary" ] || ! grep -q "^\"${!#} $version " "$folder/.crates.toml"; then
        say "Installing $name $version into $folder (some minutes, once)"
        # The tools need no speed, and a debug build takes a third of the time.
        CARGO_TARGET_DIR="$cache/build/$name-$version" cargo install \
            --debug --force --version "$version" --root "$folder" "$@" ||
            fail "cargo could not install $name $version"
        rm -rf "$cache/build/$name-$version"
    fi
    PATH="$folder/bin:$PATH"
}

# need_node_modules [--omit=dev]
need_node_modules() {
    npm ls --depth=0 "$@" >/dev/null 2>&1 ||
        npm ci --prefer-offline --ignore-scripts "$@" ||
        fail "npm could not install what package-lock.json names"
    PATH="$root/node_modules/.bin:$PATH"
}

need_build_tools() {
    need_prerequisites
    need_rust
    need_cargo_tool trunk trunk "$trunk_version" --locked trunk
    # Its lock file names a crate that the registry no longer has.
    need_cargo_tool wasm-bindgen wasm-bindgen "$wasm_bindgen_version" wasm-bindgen-cli
    need_cargo_tool wasm_split_cli_support wasm-split-cli "$splitter_version" \
        --locked --features build-binary wasm_split_cli_support
    need_node_modules "$@"
    export PATH
    # Asking whether there is a newer Trunk would be a request to somebody else.
    export TRUNK_SKIP_VERSION_CHECK=true
}
