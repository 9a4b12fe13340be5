#!/usr/bin/env bash
# Makes the wheel: python.sh PREFIX PACKAGES TOOLS GLIBC. auditwheel gives it its tag, if it has earned it.
set -euo pipefail
prefix=$1 packages=$2 tools=$(realpath "$3") glibc=$4
export PATH=$tools/bin:$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

PACKAGED_LIBRARY=$prefix/lib/libcodat.so pip wheel --quiet --no-deps --no-build-isolation --wheel-dir "$work" ./bindings/python
rm -f "$packages"/codat-*.whl
auditwheel repair --plat "manylinux_${glibc/./_}_x86_64" --wheel-dir "$packages" "$work"/codat-*.whl
