/*
 * What a test lets happen to one process: its wall clock is off or runs at another speed, and fsyncs fail. Loaded by LD_PRELOAD into every
 * process of a test's cluster; wakes only in a node whose name, the directory of its node.properties, has a file in $STATOR_TEST_FAULTS.
 * The file is the orders, in memory that test and node share:
 *
 *   int64 nanoseconds that the wall clock is ahead
 *   int64 parts of a thousand million that it runs too fast, from the start of the process on
 *   int64 how many of the next fsyncs fail with EIO, each once
 *   int64 how many have failed (told by the node)
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

struct orders {
    volatile int64_t ahead;
    volatile int64_t drift;
    volatile int64_t failing;
    volatile int64_t failed;
};

static struct orders *orders;
static int64_t began;
static int (*real_gettime)(clockid_t, struct timespec *);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);

__attribute__((constructor)) static void wake(void) {
    real_gettime = dlsym(RTLD_NEXT, "clock_gettime");
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
    const char *directory = getenv("STATOR_TEST_FAULTS");
    int cmdline = open("/proc/self/cmdline", O_RDONLY);
    static char words[1 << 16];
    ssize_t length = cmdline < 0 ? 0 : read(cmdline, words, sizeof words - 1);
    if (cmdline >= 0) close(cmdline);
    if (directory == NULL || length <= 0) return;
    char *last = words;
    for (char *word = words; word < words + length; word += strlen(word) + 1) last = word;
    char *file = strrchr(last, '/');
    if (file == NULL || strcmp(file, "/node.properties") != 0) return;
    *file = 0;
    char *name = strrchr(last, '/');
    if (name == NULL) return;
    char path[4096];
    snprintf(path, sizeof path, "%s%s", directory, name);
    int shared = open(path, O_RDWR);
    if (shared < 0) return;
    void *memory = mmap(NULL, sizeof(struct orders), PROT_READ | PROT_WRITE, MAP_SHARED, shared, 0);
    close(shared);
    if (memory == MAP_FAILED) return;
    struct timespec now;
    real_gettime(CLOCK_MONOTONIC, &now);
    began = now.tv_sec * 1000000000LL + now.tv_nsec;
    orders = memory;
}

static int64_t off(void) {
    if (orders == NULL) return 0;
    int64_t nanos = orders->ahead;
    if (orders->drift != 0) {
        struct timespec now;
        real_gettime(CLOCK_MONOTONIC, &now);
        int64_t since = now.tv_sec * 1000000000LL + now.tv_nsec - began;
        nanos += (int64_t)((double)since * (double)orders->drift / 1e9);
    }
    return nanos;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    if (real_gettime == NULL) real_gettime = dlsym(RTLD_NEXT, "clock_gettime");
    int result = real_gettime(clock, time);
    if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        int64_t nanos = time->tv_sec * 1000000000LL + time->tv_nsec + off();
        time->tv_sec = nanos / 1000000000LL;
        time->tv_nsec = nanos % 1000000000LL;
    }
    return result;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
    struct timespec now;
    int result = clock_gettime(CLOCK_REALTIME, &now);
    time->tv_sec = now.tv_sec;
    time->tv_usec = now.tv_nsec / 1000;
    (void)zone;
    return result;
}

time_t time(time_t *where) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (where != NULL) *where = now.tv_sec;
    return now.tv_sec;
}

static int fails(void) {
    if (orders == NULL) return 0;
    for (int64_t left = orders->failing; left > 0; left = orders->failing) {
        if (__sync_bool_compare_and_swap(&orders->failing, left, left - 1)) {
            __sync_fetch_and_add(&orders->failed, 1);
            errno = EIO;
            return 1;
        }
    }
    return 0;
}

int fsync(int file) {
    return fails() ? -1 : real_fsync(file);
}

int fdatasync(int file) {
    return fails() ? -1 : real_fdatasync(file);
}
