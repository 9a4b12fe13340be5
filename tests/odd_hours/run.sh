#!/usr/bin/env bash
# Runs a program as if it began at CODAT_INSTANT (UTC): its wall clock runs on from there, its monotonic clock is the true
# one, and so are the times of files.
set -euo pipefail

if [ "$(uname)" != Linux ] || ! command -v cc >/dev/null; then
    echo "skipped: tests at odd hours need Linux and a C compiler, which are not installed"
    exit 1
fi
root=$(cd "$(dirname "$0")/../.." && pwd)
clock=$root/target/odd_hours/clock.so
if [ "$root/tests/odd_hours/clock.c" -nt "$clock" ]; then
    mkdir -p "${clock%/*}"
    # Two of these may run at once: each puts a whole library there.
    cc -shared -fPIC -O2 -Wall -Wextra -Werror "$root/tests/odd_hours/clock.c" -o "$clock.$$"
    mv "$clock.$$" "$clock"
fi
instant=$(date -u -d "${CODAT_INSTANT:-2027-12-31T23:59:50}" +%s)
exec env TZ=UTC LD_PRELOAD="$clock" CODAT_CLOCK_OFFSET=$((instant - $(date +%s))) "$@"
