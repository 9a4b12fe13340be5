#!/usr/bin/env bash
# Gets the Go module into a new one and runs the guide: try-go.sh PACKAGES VERSION.
set -euo pipefail
packages=$1 version=$2
repository=$(realpath "$(dirname "$0")/..")
name=codat-go-$version-linux-x86_64
module=$(sed -n 's/^module //p' "$repository/bindings/go/go.mod")

tar -xzf "$packages/$name.tar.gz"
export GOPROXY=file://$PWD/$name GONOSUMDB=$module GOTOOLCHAIN=local
mkdir guide
cd guide
cp "$repository/examples/go/main.go" .
go mod init guide 2>/dev/null
go get "$module@v$version"
go build -o guide .
./guide | cmp - "$repository/examples/output.txt"
