#!/bin/sh
# Runs the C programs, and the library with them, under a sanitizer: `tests/abi/sanitizer.sh address|thread`.
#
# address: an invalid access, or memory that is unreachable at the end, fails it. The stable compiler will do.
# thread: a data race fails it. Needs a nightly toolchain with rust-src, for the standard library is built anew: with
#   its locks out of the sanitizer's sight everything would look like a race, as it does to helgrind and DRD, which know
#   pthread's locks alone.
#
# The runtime is the one that comes with rustc, for the C programs too, whose compiler only instruments them.
set -eu
cd "$(dirname "$0")/../.."
kind=${1:?address or thread}
case $kind in
    address) toolchain=$(rustup show active-toolchain 2>/dev/null | cut -d' ' -f1) && runtime=asan && more= ;;
    thread) toolchain=nightly && runtime=tsan && more=-Zbuild-std ;;
    *) echo "expected address or thread, found $kind" && exit 2 ;;
esac
rustc="rustc${toolchain:+ +$toolchain}"
cargo="cargo${toolchain:+ +$toolchain}"
skip() {
    echo "skipped: $1"
    test -z "${CI:-}"
    exit
}
$rustc -V >/dev/null 2>&1 || skip "the $kind sanitizer needs the toolchain $toolchain"
pkg-config --exists jansson || skip "jansson (libjansson-dev) is missing"
target=$($rustc -vV | sed -n 's/^host: //p')
sysroot=$($rustc --print sysroot)
archive=$(find "$sysroot/lib/rustlib/$target/lib" -name "librustc*_rt.$runtime.a" | head -1)
test -n "$archive" || skip "$rustc has no runtime of the $kind sanitizer"
if [ "$kind" = thread ] && [ ! -d "$sysroot/lib/rustlib/src" ]; then
    skip "the toolchain $toolchain has no rust-src"
fi

# The switch is one of nightly's; this lets a stable compiler take it. With --target, build scripts are left out.
RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Zsanitizer=$kind $cargo build --quiet --lib --target "$target" \
    --target-dir "target/$runtime" $more
library=target/$runtime/$target/debug/libcodat.a
programs=target/$runtime/programs
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
flags="-std=c99 -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE -Wall -Wextra -Wpedantic -Werror -g -pthread -Iinclude"

check() {
    program=$1
    sources=$2
    shift 2
    # Flags and sources are several words on purpose.
    # shellcheck disable=SC2086,SC2046
    for source in $sources; do
        ${CC:-cc} $flags "-fsanitize=$kind" -DVERSION="\"$version\"" -c "$source" \
            -o "$programs/$program-$(basename "$source" .c).o" $(pkg-config --cflags jansson)
    done
    # shellcheck disable=SC2046
    ${CC:-cc} "$programs/$program"-*.o "$library" -Wl,--whole-archive "$archive" -Wl,--no-whole-archive \
        -o "$programs/$program" $(pkg-config --libs jansson) -pthread -ldl -lm -lrt -lresolv -rdynamic
    echo "== $kind sanitizer: $program $*"
    ASAN_OPTIONS=detect_leaks=1:exitcode=99 LSAN_OPTIONS=suppressions=tests/abi/lsan.supp:print_suppressions=0 \
        TSAN_OPTIONS=exitcode=99:suppressions=tests/abi/tsan.supp \
        "$programs/$program" "$@" > "$programs/$program.txt" 2>&1 || {
        outcome=$?
        tail -80 "$programs/$program.txt"
        exit $outcome
    }
}

rm -rf "$programs"
mkdir -p "$programs"
check runner "$(echo tests/conformance/runners/c/*.c)" tests/conformance/scenarios
check threads "tests/abi/threads.c tests/abi/support.c" 64 2000
check cancel "tests/abi/cancel.c tests/abi/support.c"
check begin "tests/abi/begin.c tests/abi/support.c"
if [ "$kind" = address ]; then
    for name in misuse webhook signals handler ended destructors queues; do
        check $name "tests/abi/$name.c tests/abi/support.c"
    done
    # For each child the sanitizer looks for leaks.
    check fork "tests/abi/fork.c tests/abi/support.c" 20
fi
echo "the $kind sanitizer found nothing"
