#!/usr/bin/env bash
# Makes the npm package: node.sh ADDON PACKAGES VERSION. What it is built from is in bindings/node/dist: `npm run build`.
set -euo pipefail
addon=$1 packages=$(realpath -m "$2") version=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cp -r bindings/node/dist bindings/node/README.md LICENSE-* "$work"
install -D -m 644 "$addon" "$work/dist/native/codat.node"
node -e '
  const { writeFileSync } = require("node:fs");
  const { scripts, devDependencies, ...manifest } = require(process.argv[1]);
  writeFileSync(process.argv[2], JSON.stringify({ ...manifest, version: process.argv[3] }, null, 2) + "\n");
' "$PWD/bindings/node/package.json" "$work/package.json" "$version"
mkdir -p "$packages"
cd "$work"
npm pack --silent --pack-destination "$packages" >/dev/null
