#!/bin/sh
# Runs the C programs under valgrind: `tests/abi/valgrind.sh [FOLDER]`, where FOLDER holds libcodat.so (default:
# target/debug). Any invalid access, and any memory that is lost for certain, ends it with 99.
set -eu
cd "$(dirname "$0")/../.."
library=$(realpath "${1:-target/debug}")
programs=target/valgrind
flags="-std=c99 -D_POSIX_C_SOURCE=200809L -Wall -Wextra -Wpedantic -Werror -g -pthread -Iinclude"
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)

if ! command -v valgrind >/dev/null || ! pkg-config --exists jansson; then
    echo "skipped: valgrind or jansson (libjansson-dev) is missing"
    test -z "${CI:-}"
    exit
fi

build() {
    program=$1
    shift
    # Flags are several words on purpose.
    # shellcheck disable=SC2086,SC2046
    ${CC:-cc} $flags -DVERSION="\"$version\"" "$@" -o "$programs/$program" \
        -L"$library" -lcodat -Wl,-rpath,"$library" $(pkg-config --cflags --libs jansson)
}

check() {
    echo "== valgrind $*"
    # --fair-sched: without it one thread may keep all others waiting for longer than a test waits.
    valgrind --quiet --leak-check=full --show-leak-kinds="${leaks:-definite}" \
        --errors-for-leak-kinds="${leaks:-definite}" \
        --error-exitcode=99 --fair-sched=yes "$@"
}

mkdir -p "$programs"
build runner tests/conformance/runners/c/*.c
build misuse tests/abi/misuse.c tests/abi/support.c
build webhook tests/abi/webhook.c tests/abi/support.c
build threads tests/abi/threads.c tests/abi/support.c
build cancel tests/abi/cancel.c tests/abi/support.c
build ended tests/abi/ended.c tests/abi/support.c
build destructors tests/abi/destructors.c tests/abi/support.c
build begin tests/abi/begin.c tests/abi/support.c
build queues tests/abi/queues.c tests/abi/support.c

check "$programs/runner" tests/conformance/scenarios
check "$programs/misuse"
check "$programs/webhook"
check "$programs/threads" 8 400
check "$programs/cancel"
check "$programs/ended"
# The standard library never frees what it allocates in the last destructors of a thread.
leaks=none check "$programs/destructors"
check "$programs/begin"
# Children of fork() end with what only their parent can free.
leaks=none check "$programs/queues"
echo "valgrind found nothing"
