#!/usr/bin/env bash
# Builds the guide in C and C++ with the archive and the Debian package, and runs it: try-c.sh PACKAGES VERSION.
set -euo pipefail
packages=$1 version=$2
repository=$(realpath "$(dirname "$0")/..")
archive=libcodat-$version-linux-x86_64
deb=$packages/libcodat_${version}_amd64.deb

passes() {
    "$@" | cmp - "$repository/examples/output.txt"
}

# With pkg-config, from wherever it was unpacked; the static one with the archive alone at hand.
builds_and_passes() {
    local flags
    read -ra flags < <(pkg-config --cflags --libs codat)
    cc -std=c99 "$repository/examples/c/guide.c" -o guide-c "${flags[@]}"
    c++ -std=c++17 "$repository/examples/cpp/guide.cpp" -o guide-cpp "${flags[@]}"
    passes env LD_LIBRARY_PATH="$1" ./guide-c
    passes env LD_LIBRARY_PATH="$1" ./guide-cpp
    mkdir static
    ln -s "$1/libcodat.a" static
    read -ra flags < <(pkg-config --static --cflags --libs codat)
    cc -std=c99 "$repository/examples/c/guide.c" -o guide-static -Lstatic "${flags[@]}"
    passes ./guide-static
    rm -r static
}

tar -xzf "$packages/$archive.tar.gz"
mv "$archive" moved
export PKG_CONFIG_PATH=$PWD/moved/lib/pkgconfig
test "$(pkg-config --modversion codat)" = "$version"
builds_and_passes "$PWD/moved/lib"
moved/bin/codat-sandbox --version

cmake -S "$repository/tests/cpp/cmake-project" -B build -DCMAKE_PREFIX_PATH="$PWD/moved" -DCODAT_WANTED="$version" >cmake.log
cmake --build build >>cmake.log || { cat cmake.log; exit 1; }
for guide in build/guide-*; do
    passes "$guide"
done

# The package, unpacked; installed only on a machine of CI.
dpkg-deb -x "$deb" root
export PKG_CONFIG_LIBDIR=$PWD/root/usr/lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$PWD/root
unset PKG_CONFIG_PATH
builds_and_passes "$PWD/root/usr/lib"
if [ -n "$CI" ]; then
    unset PKG_CONFIG_LIBDIR PKG_CONFIG_SYSROOT_DIR
    trap 'dpkg --purge libcodat >/dev/null' EXIT
    # It reads the file as somebody else, who may not look into every folder.
    cp "$deb" /tmp
    apt-get install -y -qq "/tmp/$(basename "$deb")" >/dev/null
    rm "/tmp/$(basename "$deb")"
    read -ra flags < <(pkg-config --cflags --libs codat)
    cc -std=c99 "$repository/examples/c/guide.c" -o guide-installed "${flags[@]}"
    passes ./guide-installed
fi
