/* Writes down what a process does to the files of one directory, so that a test can replay it up to any moment and leave
   out what was not yet synced. Preloaded; POWERCUT_DIR names the directory, POWERCUT_LOG the log. What the process says
   on its standard output goes into the same log, so that promises and writes stand in one order.
   A record: kind (1 byte), path length (4), offset (8), data length (8), path, data. */
#define _GNU_SOURCE
#undef _FORTIFY_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#define FILES 4096
static char *paths[FILES];
static int log_fd = -1;
static const char *watched;
static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;

static void put(const void *from, size_t size) {
    const char *at = from;
    while (size) {
        ssize_t done = syscall(SYS_write, log_fd, at, size);
        if (done <= 0) _exit(99);
        at += done;
        size -= done;
    }
}

static void note(char kind, const char *path, uint64_t offset, const void *data, uint64_t size) {
    char head[21];
    uint32_t length = strlen(path);
    head[0] = kind;
    memcpy(head + 1, &length, 4);
    memcpy(head + 5, &offset, 8);
    memcpy(head + 13, &size, 8);
    put(head, sizeof head);
    put(path, length);
    if (data) put(data, size);
}

__attribute__((constructor)) static void begin(void) {
    const char *to = getenv("POWERCUT_LOG");
    watched = getenv("POWERCUT_DIR");
    if (to && watched) log_fd = syscall(SYS_openat, AT_FDCWD, to, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int ours(const char *path) { return log_fd >= 0 && path && !strncmp(path, watched, strlen(watched)); }
static const char *known(int fd) { return log_fd >= 0 && fd >= 0 && fd < FILES ? paths[fd] : NULL; }

static int opened(int fd, const char *path, int flags) {
    if (fd < 0 || fd >= FILES || !ours(path)) return fd;
    pthread_mutex_lock(&one);
    free(paths[fd]);
    paths[fd] = strdup(path);
    if (flags & O_CREAT) note('O', path, 0, NULL, 0);
    if (flags & O_TRUNC) note('T', path, 0, NULL, 0);
    pthread_mutex_unlock(&one);
    return fd;
}

#define OPEN(name)                                                                      \
    int name(const char *path, int flags, ...) {                                        \
        va_list rest;                                                                   \
        va_start(rest, flags);                                                          \
        int mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, int) : 0;               \
        va_end(rest);                                                                   \
        return opened(syscall(SYS_openat, AT_FDCWD, path, flags, mode), path, flags);   \
    }
#define OPENAT(name)                                                                    \
    int name(int dir, const char *path, int flags, ...) {                               \
        va_list rest;                                                                   \
        va_start(rest, flags);                                                          \
        int mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, int) : 0;               \
        va_end(rest);                                                                   \
        return opened(syscall(SYS_openat, dir, path, flags, mode), path, flags);        \
    }
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

int close(int fd) {
    pthread_mutex_lock(&one);
    if (known(fd)) {
        free(paths[fd]);
        paths[fd] = NULL;
    }
    pthread_mutex_unlock(&one);
    return syscall(SYS_close, fd);
}

static ssize_t written(int fd, const void *data, size_t size, off_t offset, int at_offset) {
    pthread_mutex_lock(&one);
    const char *path = known(fd);
    if (path && !at_offset) offset = syscall(SYS_lseek, fd, 0, SEEK_CUR);
    ssize_t done = at_offset ? syscall(SYS_pwrite64, fd, data, size, offset) : syscall(SYS_write, fd, data, size);
    if (done > 0) {
        if (path) note('W', path, offset, data, done);
        else if (fd == 1 && log_fd >= 0) note('S', "", 0, data, done);
    }
    pthread_mutex_unlock(&one);
    return done;
}
ssize_t write(int fd, const void *data, size_t size) { return written(fd, data, size, 0, 0); }
ssize_t pwrite(int fd, const void *data, size_t size, off_t offset) { return written(fd, data, size, offset, 1); }
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset) { return written(fd, data, size, offset, 1); }

static int cut(int fd, off_t size) {
    pthread_mutex_lock(&one);
    int done = syscall(SYS_ftruncate, fd, size);
    if (!done && known(fd)) note('T', known(fd), size, NULL, 0);
    pthread_mutex_unlock(&one);
    return done;
}
int ftruncate(int fd, off_t size) { return cut(fd, size); }
int ftruncate64(int fd, off64_t size) { return cut(fd, size); }

static int synced(int fd, long call) {
    pthread_mutex_lock(&one); /* held meanwhile: what is written during a sync is not called synced */
    int done = syscall(call, fd);
    if (!done && known(fd)) note('F', known(fd), 0, NULL, 0);
    pthread_mutex_unlock(&one);
    return done;
}
int fsync(int fd) { return synced(fd, SYS_fsync); }
int fdatasync(int fd) { return synced(fd, SYS_fdatasync); }

int unlink(const char *path) {
    int done = syscall(SYS_unlinkat, AT_FDCWD, path, 0);
    if (!done && ours(path)) {
        pthread_mutex_lock(&one);
        note('U', path, 0, NULL, 0);
        pthread_mutex_unlock(&one);
    }
    return done;
}
