#!/usr/bin/env bash
# Installs the npm package and runs the guide, compiled against it; and a program in CommonJS: try-node.sh PACKAGES VERSION.
set -euo pipefail
packages=$1 version=$2
repository=$(realpath "$(dirname "$0")/..")
expected=$repository/examples/output.txt

npm init --yes >/dev/null
npm install --silent --offline "$packages/codat-$version.tgz"
cp "$repository"/examples/node/{guide.mts,quick.cjs} .
# The compiler is a tool of the user's; nothing else of the repository's is in reach.
tools=$repository/bindings/node/node_modules
"$tools/.bin/tsc" --strict --module nodenext --target es2022 --typeRoots "$tools/@types" --types node guide.mts
node guide.mjs | cmp - "$expected"
node quick.cjs | cmp - <(head -1 "$expected")
