#!/usr/bin/env bash
# Runs a program as if it began at CODAT_INSTANT (UTC): its wall clock runs on from there, its monotonic clock is the true
# one, and so are the times of files.
set -euo pipefail

for library in /usr/lib/*/faketime/libfaketime.so.1 /usr/lib/faketime/libfaketime.so.1; do
    [ -e "$library" ] && break
done
if [ ! -e "$library" ]; then
    echo "skipped: tests at odd hours need libfaketime (Debian: faketime), which is not here"
    exit 1
fi
instant=${CODAT_INSTANT:-2027-12-31T23:59:50}
exec env TZ=UTC LD_PRELOAD="$library" FAKETIME="@${instant/T/ }" DONT_FAKE_MONOTONIC=1 FAKETIME_DONT_FAKE_MONOTONIC=1 \
    NO_FAKE_STAT=1 "$@"
