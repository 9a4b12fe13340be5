#!/usr/bin/env bash
# Creates the Go module, with the archive inside: go.sh PREFIX PACKAGES VERSION GO. The result is a folder that GOPROXY
# can name, and the same as one file.
set -euo pipefail
prefix=$1 packages=$(realpath -m "$2") version=$3 go=$4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
module=$(sed -n 's/^module //p' bindings/go/go.mod)

cp -r bindings/go "$work/module"
cp LICENSE-* "$work/module"
install -D -m 644 "$prefix/lib/libcodat.a" "$work/module/lib/linux_amd64/libcodat.a"
name=codat-go-$version-linux-x86_64
"$go" -C packaging/gomodule run . "$work/module" "$module@v$version" "$work/$name"
mkdir -p "$packages"
tar -C "$work" --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner -c "$name" |
    gzip -1n >"$packages/$name.tar.gz"
