/*
 * Preloaded into a node (LD_PRELOAD): lies about the wall clock and lets files fail, as the control file says that the
 * environment names. The file is eight numbers of 64 bits: four that the test writes while the node runs, and how often
 * each of the four lies was told, which is written here.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

struct control {
    volatile int64_t clock_nanos;
    volatile int64_t sync_delay_micros;
    volatile int64_t sync_error;
    volatile int64_t write_error;
    int64_t told[4];
};

enum lie { CLOCK, SYNC_DELAY, SYNC_ERROR, WRITE_ERROR };

static struct control none;
static struct control *control = &none;

static void told(enum lie lie) {
    __atomic_fetch_add(&control->told[lie], 1, __ATOMIC_RELAXED);
}

__attribute__((constructor)) static void attach(void) {
    const char *path = getenv("CONCORDAT_INTERPOSER");
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (fd >= 0) {
        void *mapped = mmap(NULL, sizeof none, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        if (mapped != MAP_FAILED) control = mapped;
        close(fd);
    }
}

#define REAL(name) \
    static __typeof__(name) *real; \
    if (!real) real = (__typeof__(name) *) dlsym(RTLD_NEXT, #name)

int clock_gettime(clockid_t clock, struct timespec *time) {
    REAL(clock_gettime);
    int result = real(clock, time);
    int64_t shift = control->clock_nanos;
    /* The monotonic clock is the kernel's own: it does not jump on real machines either. */
    if (result == 0 && shift != 0 && clock == CLOCK_REALTIME) {
        told(CLOCK);
        int64_t nanos = time->tv_nsec + shift % 1000000000;
        time->tv_sec += shift / 1000000000 + (nanos < 0 ? -1 : nanos >= 1000000000 ? 1 : 0);
        time->tv_nsec = nanos < 0 ? nanos + 1000000000 : nanos >= 1000000000 ? nanos - 1000000000 : nanos;
    }
    return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    struct timespec time;
    (void) zone;
    int result = clock_gettime(CLOCK_REALTIME, &time);
    if (result == 0 && now) {
        now->tv_sec = time.tv_sec;
        now->tv_usec = time.tv_nsec / 1000;
    }
    return result;
}

time_t time(time_t *where) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (where) *where = now.tv_sec;
    return now.tv_sec;
}

static int before_sync(void) {
    int64_t delay = control->sync_delay_micros;
    if (delay > 0) {
        told(SYNC_DELAY);
        usleep((useconds_t) delay);
    }
    int64_t error = control->sync_error;
    if (error != 0) told(SYNC_ERROR);
    return (int) error;
}

/* Files only, and not the log that standard output goes to. */
static int before_write(int fd) {
    int64_t error = control->write_error;
    struct stat file;
    if (error == 0 || fd <= 2 || fstat(fd, &file) != 0 || !S_ISREG(file.st_mode)) return 0;
    told(WRITE_ERROR);
    return (int) error;
}

#define FAIL_IF(call) \
    do { int error = (call); if (error) { errno = error; return -1; } } while (0)

int fsync(int fd) {
    REAL(fsync);
    FAIL_IF(before_sync());
    return real(fd);
}

int fdatasync(int fd) {
    REAL(fdatasync);
    FAIL_IF(before_sync());
    return real(fd);
}

ssize_t write(int fd, const void *bytes, size_t count) {
    REAL(write);
    FAIL_IF(before_write(fd));
    return real(fd, bytes, count);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
    REAL(pwrite);
    FAIL_IF(before_write(fd));
    return real(fd, bytes, count, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
    REAL(pwrite64);
    FAIL_IF(before_write(fd));
    return real(fd, bytes, count, at);
}

int fallocate(int fd, int mode, off_t from, off_t length) {
    REAL(fallocate);
    FAIL_IF(before_write(fd));
    return real(fd, mode, from, length);
}
