/*
 * Stands between a program and its disk: loaded before the C library (LD_PRELOAD), it sees every
 * call by which Python, SQLCipher and all else write to files of one folder. It counts them, fails
 * or kills at one of them, lets nothing grow, or keeps a record. `watched_disk.py` speaks to it.
 *
 * A step is one call that writes, syncs, renames, removes, cuts off, makes a folder or opens a file
 * for writing. What is written through mapped memory is not seen: in a chart that is its log's index
 * (-shm), which is made anew after a crash.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static char watched[PATH_MAX];
static long step, at, refusals;
static int error, for_ever, killing, full, note = -1;
static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;

/* What Python calls. */

void disk_watch(const char *folder, int file)
{
    step = refusals = 0, at = -1, error = for_ever = killing = full = 0, note = file;
    snprintf(watched, sizeof watched, "%s", folder);
}

void disk_unwatch(void) { watched[0] = 0; }

long disk_refusals(void) { return refusals; }

void disk_fail(long nth, int number, int always) { at = nth, error = number, for_ever = always; }

void disk_kill(long nth) { at = nth, killing = 1; }

void disk_fill(int is) { full = is; }

/* What stands before the C library. */

static int inside(const char *path)
{
    size_t length = strlen(watched);
    return length && !strncmp(path, watched, length) && (path[length] == '/' || !path[length]);
}

static void follow(const char *link, char *path)
{
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    path[length < 0 ? 0 : length] = 0;
}

static void of_handle(int handle, char *path)
{
    char link[40];
    snprintf(link, sizeof link, "/proc/self/fd/%d", handle);
    follow(link, path);
}

static void whole(int folder, const char *name, char *path)
{
    char above[PATH_MAX];
    if (name[0] == '/') {
        snprintf(path, PATH_MAX, "%s", name);
        return;
    }
    if (folder == AT_FDCWD)
        follow("/proc/self/cwd", above);
    else
        of_handle(folder, above);
    if (snprintf(path, PATH_MAX, "%s/%s", above, name) >= PATH_MAX)
        path[0] = 0;
}

/* Whether this step is refused; `number` is which it is, -1 outside the watched folder. */
static int refused(const char *path, long *number)
{
    *number = -1;
    if (!watched[0] || !inside(path))
        return 0;
    *number = __atomic_fetch_add(&step, 1, __ATOMIC_SEQ_CST);
    if (killing && *number == at)
        kill(getpid(), SIGKILL);
    if (!error || (for_ever ? *number < at : *number != at))
        return 0;
    refusals++;
    errno = error;
    return 1;
}

/* One line for each step that was done, and the bytes that it wrote behind it. */
static void tell(long number, const char *what, const char *path, const char *other, off_t offset,
                 const void *bytes, size_t size)
{
    char line[2 * PATH_MAX + 100];
    int before = errno;
    if (note < 0 || number < 0)
        return;
    int length = snprintf(line, sizeof line, "%ld\t%s\t%s\t%s\t%lld\t%zu\n", number, what, path, other,
                          (long long)offset, size);
    pthread_mutex_lock(&one);
    if (REAL(write)(note, line, length) < 0 || (bytes && REAL(write)(note, bytes, size) < 0))
        _exit(99);
    pthread_mutex_unlock(&one);
    errno = before;
}

static int no_room(int handle, long number, off_t offset, size_t size)
{
    struct stat now;
    if (!full || number < 0 || fstat(handle, &now) || (off_t)(offset + size) <= now.st_size)
        return 0;
    refusals++;
    errno = ENOSPC;
    return 1;
}

static off_t place_of(int handle)
{
    int flags = fcntl(handle, F_GETFL);
    return lseek(handle, 0, flags >= 0 && flags & O_APPEND ? SEEK_END : SEEK_CUR);
}

ssize_t write(int handle, const void *bytes, size_t size)
{
    char path[PATH_MAX];
    long number = -1;
    off_t offset = 0;
    if (watched[0]) {
        of_handle(handle, path);
        if (inside(path))
            offset = place_of(handle);
        if (refused(path, &number) || no_room(handle, number, offset, size))
            return -1;
    }
    ssize_t done = REAL(write)(handle, bytes, size);
    if (done >= 0)
        tell(number, "write", path, "", offset, bytes, done);
    return done;
}

ssize_t pwrite(int handle, const void *bytes, size_t size, off_t offset)
{
    char path[PATH_MAX];
    long number = -1;
    if (watched[0]) {
        of_handle(handle, path);
        if (refused(path, &number) || no_room(handle, number, offset, size))
            return -1;
    }
    ssize_t done = REAL(pwrite)(handle, bytes, size, offset);
    if (done >= 0)
        tell(number, "write", path, "", offset, bytes, done);
    return done;
}

ssize_t pwrite64(int handle, const void *bytes, size_t size, off64_t offset)
{
    return pwrite(handle, bytes, size, offset);
}

static int to_handle(int handle, const char *what, off_t size, int (*real)(int, off_t))
{
    char path[PATH_MAX];
    long number = -1;
    if (watched[0]) {
        of_handle(handle, path);
        if (refused(path, &number))
            return -1;
    }
    int done = real(handle, size);
    if (!done)
        tell(number, what, path, "", size, NULL, 0);
    return done;
}

static int real_truncate(int handle, off_t size) { return REAL(ftruncate)(handle, size); }
static int real_sync(int handle, off_t _) { return REAL(fsync)(handle); }

int ftruncate(int handle, off_t size) { return to_handle(handle, "cut", size, real_truncate); }
int ftruncate64(int handle, off64_t size) { return to_handle(handle, "cut", size, real_truncate); }
int fsync(int handle) { return to_handle(handle, "sync", 0, real_sync); }
int fdatasync(int handle) { return to_handle(handle, "sync", 0, real_sync); }

int renameat(int from, const char *name, int to, const char *new_name)
{
    char path[PATH_MAX] = "", other[PATH_MAX] = "";
    long number = -1;
    if (watched[0]) {
        whole(from, name, path);
        whole(to, new_name, other);
        if (refused(inside(path) ? path : other, &number))
            return -1;
    }
    int done = REAL(renameat)(from, name, to, new_name);
    if (!done)
        tell(number, "rename", path, other, 0, NULL, 0);
    return done;
}

int rename(const char *name, const char *new_name)
{
    return renameat(AT_FDCWD, name, AT_FDCWD, new_name);
}

int unlinkat(int folder, const char *name, int flags)
{
    char path[PATH_MAX] = "";
    long number = -1;
    if (watched[0]) {
        whole(folder, name, path);
        if (refused(path, &number))
            return -1;
    }
    int done = REAL(unlinkat)(folder, name, flags);
    if (!done)
        tell(number, "remove", path, "", 0, NULL, 0);
    return done;
}

int unlink(const char *name) { return unlinkat(AT_FDCWD, name, 0); }
int rmdir(const char *name) { return unlinkat(AT_FDCWD, name, AT_REMOVEDIR); }

int mkdirat(int folder, const char *name, mode_t mode)
{
    char path[PATH_MAX] = "";
    long number = -1;
    if (watched[0]) {
        whole(folder, name, path);
        if (refused(path, &number))
            return -1;
    }
    int done = REAL(mkdirat)(folder, name, mode);
    if (!done)
        tell(number, "folder", path, "", 0, NULL, 0);
    return done;
}

int mkdir(const char *name, mode_t mode) { return mkdirat(AT_FDCWD, name, mode); }

static int opened(int folder, const char *name, int flags, mode_t mode)
{
    char path[PATH_MAX] = "";
    struct stat before;
    long number = -1;
    int made = 0;
    if (watched[0] && (flags & O_ACCMODE) != O_RDONLY) {
        whole(folder, name, path);
        made = lstat(path, &before) != 0;
        if (refused(path, &number))
            return -1;
    }
    int handle = REAL(openat)(folder, name, flags, mode);
    if (handle >= 0)
        tell(number, made ? "make" : flags & O_TRUNC ? "empty" : "open", path, "", 0, NULL, 0);
    return handle;
}

static mode_t mode_of(int flags, va_list rest)
{
    return flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(rest, mode_t) : 0;
}

#define OPEN(name, ...)                                                                            \
    {                                                                                              \
        va_list rest;                                                                              \
        va_start(rest, flags);                                                                     \
        mode_t mode = mode_of(flags, rest);                                                        \
        va_end(rest);                                                                              \
        return opened(__VA_ARGS__, name, flags, mode);                                             \
    }

int open(const char *name, int flags, ...) OPEN(name, AT_FDCWD)
int open64(const char *name, int flags, ...) OPEN(name, AT_FDCWD)
int openat(int folder, const char *name, int flags, ...) OPEN(name, folder)
int openat64(int folder, const char *name, int flags, ...) OPEN(name, folder)

/* Copies within the kernel are refused, so that programs copy by writing, which is seen. */
ssize_t sendfile(int to, int from, off_t *offset, size_t size)
{
    errno = EINVAL;
    return -1;
}

ssize_t sendfile64(int to, int from, off64_t *offset, size_t size)
{
    errno = EINVAL;
    return -1;
}

ssize_t copy_file_range(int from, off64_t *a, int to, off64_t *b, size_t size, unsigned flags)
{
    errno = EXDEV;
    return -1;
}
