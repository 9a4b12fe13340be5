#!/usr/bin/env bash
# Makes the archive and the Debian package for C and C++: c.sh PREFIX PACKAGES VERSION GLIBC.
set -euo pipefail
prefix=$1 packages=$2 version=$3 glibc=$4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$packages"
# The library is built; this only puts its files in place.
installed_in=(--no-print-directory install CARGO=true RELEASE="$prefix/../x86_64-unknown-linux-gnu/release")

name=libcodat-$version-linux-x86_64
cp -a "$prefix" "$work/$name"
copy_documents() {
    cp README.md CHANGELOG.md CONTRIBUTING.md SECURITY.md "$1"
    cp -r docs examples "$1"
    # Neither the scripts of the site nor what was built in the examples' folders.
    rm -rf "$1"/docs/{site,book.toml} "$1"/examples/*/{bin,obj,__pycache__} "$1"/examples/csharp/first/{bin,obj}
}
copy_documents "$work/$name"
cp LICENSE-* "$work/$name"
python3 docs/site/check.py "$work/$name"
tar -C "$work" --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner --mode=go=u-w -c "$name" |
    gzip -9n >"$packages/$name.tar.gz"

root=$work/root
make "${installed_in[@]}" DESTDIR="$root" PREFIX=/usr >/dev/null
documents=$root/usr/share/doc/libcodat
install -d "$root/DEBIAN" "$documents"
cat LICENSE-MIT LICENSE-APACHE >"$documents/copyright"
copy_documents "$documents"
cat >"$root/DEBIAN/control" <<CONTROL
Package: libcodat
Version: $version
Architecture: amd64
Maintainer: The libcodat authors <libcodat@example.invalid>
Installed-Size: $(du -sk --exclude=DEBIAN "$root" | cut -f1)
Depends: libc6 (>= $glibc), libgcc-s1
Section: libs
Priority: optional
Description: Client for Codat's Platform API, with an embedded sandbox
 The shared and the static library, headers for C and C++, files for pkg-config
 and CMake, and the program codat-sandbox.
CONTROL
echo 'activate-noawait ldconfig' >"$root/DEBIAN/triggers"
dpkg-deb --build --root-owner-group -Zxz "$root" "$packages/libcodat_${version}_amd64.deb" >/dev/null
