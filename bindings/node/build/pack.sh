#!/usr/bin/env bash
# Packs the npm package with a library in it, and tries it as a user would: installed in an empty folder, without Rust.
#
#     bindings/node/build/pack.sh LIBRARY FOLDER
#
# The package is put together in a folder of its own, where it gets its version, Cargo.toml's; FOLDER receives
# codat-VERSION.tgz. What it is built from is in dist: `npm run build`.
set -euo pipefail
library=$(realpath "$1")
mkdir -p "$2"
folder=$(realpath "$2")
cd "$(dirname "$0")/../../.."
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
platform=$(node -p '`${process.platform}-${process.arch}`')
node=bindings/node

stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
mkdir -p "$stage/package/native/$platform" "$stage/user"
cp -r $node/dist $node/README.md LICENSE-APACHE LICENSE-MIT "$stage/package"
cp "$library" "$stage/package/native/$platform/$(basename "$library")"
node -e '
  const { writeFileSync } = require("node:fs");
  const { scripts, devDependencies, ...manifest } = require(process.argv[1]);
  writeFileSync(process.argv[2], JSON.stringify({ ...manifest, version: process.argv[3] }, null, 2) + "\n");
' "$PWD/$node/package.json" "$stage/package/package.json" "$version"
(cd "$stage/package" && npm pack --silent --pack-destination "$folder" >/dev/null)
package=$folder/codat-$version.tgz

# The guide is compiled against the package as it was installed, and nothing of this repository is in reach of it.
cp examples/node/guide.mts examples/node/quick.cjs "$stage/user"
compiler=$PWD/$node/node_modules/.bin/tsc types=$PWD/$node/node_modules/@types
expected=$PWD/examples/output.txt
cd "$stage/user"
bare=$(dirname "$(command -v node)"):/usr/bin:/bin
if PATH=$bare command -v cargo >/dev/null; then
    echo "there is Rust in $bare: this shows nothing" >&2
    exit 1
fi
npm init --yes >/dev/null
npm install --silent "$package"
"$compiler" --strict --module nodenext --target es2022 --typeRoots "$types" --types node guide.mts
run=(env -i "PATH=$bare" "HOME=$stage/user" node)
"${run[@]}" guide.mjs | cmp - "$expected"
"${run[@]}" quick.cjs | cmp - <(head -1 "$expected")
echo "$package: installed, and ran the guide"
