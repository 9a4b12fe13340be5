#!/usr/bin/env bash
# Runs a program as if it began at CODAT_INSTANT (UTC): its wall clock runs on from there, its monotonic clock is the true
# one, and so are the times of files.
set -euo pipefail

for library in /usr/lib/*/faketime/libfaketime.so.1 /usr/lib/faketime/libfaketime.so.1; do
    [ -e "$library" ] && break
done
if [ ! -e "$library" ] || ! command -v cc >/dev/null; then
    echo "skipped: tests at odd hours need libfaketime (Debian: faketime) and a C compiler, which are not here"
    exit 1
fi
root=$(cd "$(dirname "$0")/../.." && pwd)
sleeps=$root/target/odd_hours/sleep.so
if [ "$root/tests/odd_hours/sleep.c" -nt "$sleeps" ]; then
    mkdir -p "${sleeps%/*}"
    # Two of these may run at once: each puts a whole library there.
    cc -shared -fPIC -O2 -Wall -Wextra -Werror "$root/tests/odd_hours/sleep.c" -o "$sleeps.$$"
    mv "$sleeps.$$" "$sleeps"
fi
instant=${CODAT_INSTANT:-2027-12-31T23:59:50}
exec env TZ=UTC LD_PRELOAD="$sleeps $library" FAKETIME="@${instant/T/ }" DONT_FAKE_MONOTONIC=1 FAKETIME_DONT_FAKE_MONOTONIC=1 \
    NO_FAKE_STAT=1 "$@"
