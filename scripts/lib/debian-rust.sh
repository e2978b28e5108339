# Debian's rustc for browsers, for scripts that need the standard library of a target that rustup has not installed.
# It comes with the library's source, from which cargo builds it for any target. To be sourced.

# Unpacks it into $1 and not beyond: it neither replaces nor hides the machine's own. Where Debian cannot be had, says so
# and what would do instead ($2), and ends the script.
unpack_debian_rust() {
    local root=$1 instead=$2 std llvm name
    for program in apt-get apt-cache dpkg; do
        if ! command -v "$program" >/dev/null; then
            echo "$0: $instead" >&2
            exit 1
        fi
    done
    # Where the lists are old or missing; who may not write them works with those that are there.
    apt-get update -qq 2>/dev/null || true
    depends() { apt-cache depends "$1" | sed -nE "s/^ *Depends: ($2)\$/\1/p" | head -1; }
    std=$(depends libstd-rust-web-dev 'libstd-rust-web-[0-9.]+')
    llvm=$(depends "$std" 'libllvm[0-9]+')
    rm -rf "$root"
    mkdir -p "$root/debs"
    (
        cd "$root/debs"
        if ! apt-get -qq download rustc-web libstd-rust-web-dev "$std" "$llvm" rust-web-src; then
            echo "$0: Debian's compiler for browsers cannot be fetched; $instead" >&2
            exit 1
        fi
        for name in *.deb; do dpkg -x "$name" ..; done
    )
    rm -rf "$root/debs"
    local libraries=("$root"/usr/lib/*-linux-gnu*)
    printf '#!/bin/sh\nLD_LIBRARY_PATH="%s:%s" exec "%s" "$@"\n' \
        "${libraries[0]}" "$root/usr/lib" "$root/usr/bin/rustc" >"$root/rustc.new"
    chmod +x "$root/rustc.new"
    # Last: what was cut off before is unpacked again.
    mv "$root/rustc.new" "$root/rustc"
}

# Whether rustup has the standard library of target $1.
has_standard_library() {
    compgen -G "$(rustc --print target-libdir --target "$1" 2>/dev/null)/libstd-*.rlib" >/dev/null
}
