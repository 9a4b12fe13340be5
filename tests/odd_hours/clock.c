/* Moves the wall clock of a program by CODAT_CLOCK_OFFSET seconds. The monotonic clock and the times of files are unchanged.
 *
 * libfaketime does this too, but it takes locks in pthread_cond_init() and clock_gettime(). A child that is
 * forked while another thread holds one of them waits forever. This takes no lock.
 *
 * Waits that end at a wall clock time are not converted: neither Rust nor Python has any on Linux. */
#define _GNU_SOURCE
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static time_t offset;

__attribute__((constructor)) static void read_offset(void) {
    const char *seconds = getenv("CODAT_CLOCK_OFFSET");
    offset = seconds == NULL ? 0 : (time_t)strtoll(seconds, NULL, 10);
}

static int is_wall_clock(clockid_t clock) {
    return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_TAI;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    if (syscall(SYS_clock_gettime, clock, now) != 0) {
        return -1;
    }
    if (is_wall_clock(clock)) {
        now->tv_sec += offset;
    }
    return 0;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    struct timespec precise;
    (void)zone;
    if (clock_gettime(CLOCK_REALTIME, &precise) != 0) {
        return -1;
    }
    now->tv_sec = precise.tv_sec;
    now->tv_usec = precise.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *now) {
    struct timespec precise;
    int saved = errno;
    clock_gettime(CLOCK_REALTIME, &precise);
    errno = saved;
    if (now != NULL) {
        *now = precise.tv_sec;
    }
    return precise.tv_sec;
}

int timespec_get(struct timespec *now, int base) {
    return base == TIME_UTC && clock_gettime(CLOCK_REALTIME, now) == 0 ? base : 0;
}
