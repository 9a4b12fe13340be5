#!/usr/bin/env bash
# Installs the wheel and runs the guide: try-python.sh PACKAGES VERSION.
set -euo pipefail
packages=$1 version=$2
repository=$(realpath "$(dirname "$0")/..")

python3 -m venv venv
venv/bin/pip install --quiet --no-index --find-links "$packages" "codat==$version"
venv/bin/python "$repository/examples/python/guide.py" | cmp - "$repository/examples/output.txt"
