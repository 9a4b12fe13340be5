/* Sleeps as the system has them. libfaketime takes clock_nanosleep() over, and refuses sleeps that end at a monotonic time
 * when it is told to leave that clock alone: Python's time.sleep() fails then. */
#define _GNU_SOURCE
#include <errno.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *time, struct timespec *left) {
    int saved = errno;
    int error = syscall(SYS_clock_nanosleep, clock, flags, time, left) == 0 ? 0 : errno;
    errno = saved;
    return error;
}
