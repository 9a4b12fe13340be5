#!/usr/bin/env bash
# Lists what the library is built from, in CycloneDX: sbom.sh FILE TRIPLE. Only what is in it: neither what builds it nor
# what tests it.
set -euo pipefail
file=$(realpath -m "$1") triple=$2
mkdir -p "$(dirname "$file")"
command -v cargo-cyclonedx >/dev/null || cargo install --quiet --locked cargo-cyclonedx@0.5.9
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The crates of the tests would turn on features of the library's.
sed -E '/^\[(target\..*\.)?dev-dependencies\]/,/^$/d' Cargo.toml >"$work/Cargo.toml"
cp -r Cargo.lock README.md build.rs src "$work"
cd "$work"
selected=(--features no-rust-log --target "$triple")
cargo cyclonedx --quiet "${selected[@]}" --no-build-deps --format json --spec-version 1.5 --override-filename sbom
sed "s|path+file://$work#||g" sbom.json >"$file"

listed() {
    python3 -c 'import json, sys
for each in json.load(sys.stdin)["components"]: print(each["name"], each["version"])' <"$file" | sort
}
built() {
    cargo tree --quiet "${selected[@]}" --edges normal --prefix none --format '{p}' |
        sed -n 's/^\([^ ]*\) v\([^ ]*\).*/\1 \2/p' | grep -v '^codat ' | sort -u
}
diff <(listed) <(built)
echo "sbom: $(listed | wc -l) crates"
