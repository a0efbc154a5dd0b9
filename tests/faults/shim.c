/* A library for LD_PRELOAD that counts the calls by which a program changes files below some
   folders, and at the n-th of them ends the program, interrupts it, or lets the call fail.

   The counter and the list of calls are in memory shared with the children of the program, and
   outlive it: who forked it reads them. Calls elsewhere, standard output among them, pass through. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { OPEN, WRITE, SYNC, TRUNCATE, RENAME, LINK, SYMLINK, UNLINK, MKDIR, RMDIR, CHMOD, UTIME, CLOSE };
static const char *const names[] = {"open", "write", "sync", "truncate", "rename", "link", "symlink",
                                    "unlink", "mkdir", "rmdir", "chmod", "utime", "close"};

enum action { COUNT, SIGNAL, FAIL, SHORT, TORN };

#define LONGEST 4096
#define ROOTS 4
#define LOG (1 << 20)

struct shared {
    long count;
    long hit; /* the kind of the first disturbed call, plus 1; 0 if none was */
    long used;
    char log[LOG];
};

static struct shared *shared;
static int armed;
static char roots[ROOTS][LONGEST];
static long at;
static int action, number, lasting, mask;

/* What the server calls by ctypes: once, before it forks. */
int fault_share(void) {
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return shared == MAP_FAILED ? -1 : 0;
}

/* In the child: folders separated by newlines; the call counted from 0; the signal or errno; the kinds
   of calls, as bits, that an errno may come from. */
void fault_arm(const char *folders, long nth, int what, int which, int again, int kinds) {
    memset(roots, 0, sizeof roots);
    for (int i = 0; i < ROOTS && *folders; i++) {
        size_t length = strcspn(folders, "\n");
        if (length < LONGEST) memcpy(roots[i], folders, length);
        folders += length + (folders[length] == '\n');
    }
    at = nth, action = what, number = which, lasting = again, mask = kinds;
    shared->count = shared->used = shared->hit = 0;
    armed = 1;
}

void fault_disarm(void) { armed = 0; }
long fault_count(void) { return shared->count; }
const char *fault_hit(void) { return shared->hit ? names[shared->hit - 1] : ""; }
const char *fault_log(void) {
    shared->log[shared->used < LOG ? shared->used : LOG - 1] = 0;
    return shared->log;
}

#define REAL(result, name, ...)                                          \
    static result (*real_##name)(__VA_ARGS__);                           \
    if (!real_##name) real_##name = (result(*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

/* The absolute path of `path` as seen from `folder`, without "." and "..": links are not followed. */
static int absolute(int folder, const char *path, char *out) {
    char whole[2 * LONGEST];
    if (!path) return -1;
    if (path[0] == '/') {
        if (strlen(path) >= sizeof whole) return -1;
        strcpy(whole, path);
    } else {
        char base[LONGEST];
        if (folder == AT_FDCWD) {
            if (syscall(SYS_getcwd, base, sizeof base) < 0) return -1;
        } else {
            char link[64];
            snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
            ssize_t length = readlink(link, base, sizeof base - 1);
            if (length < 0) return -1;
            base[length] = 0;
        }
        if (snprintf(whole, sizeof whole, "%s/%s", base, path) >= (int)sizeof whole) return -1;
    }
    size_t end = 0;
    char *rest = whole, *part;
    while ((part = strsep(&rest, "/"))) {
        if (!*part || !strcmp(part, ".")) continue;
        if (!strcmp(part, "..")) {
            while (end && out[--end] != '/');
            continue;
        }
        size_t length = strlen(part);
        if (end + length + 2 > LONGEST) return -1;
        out[end++] = '/';
        memcpy(out + end, part, length);
        end += length;
    }
    out[end] = 0;
    return 0;
}

static int below(const char *path) {
    for (int i = 0; i < ROOTS && roots[i][0]; i++) {
        size_t length = strlen(roots[i]);
        if (!strncmp(path, roots[i], length) && (!path[length] || path[length] == '/')) return 1;
    }
    return 0;
}

/* Count a call; what to do instead of it, COUNT being to let it pass. */
static int step_at(enum kind kind, const char *path) {
    if (!below(path)) return COUNT;
    int saved = errno;
    long now = __atomic_fetch_add(&shared->count, 1, __ATOMIC_SEQ_CST);
    if (action == COUNT) {
        long length = strlen(names[kind]) + strlen(path) + 2;
        long used = __atomic_fetch_add(&shared->used, length, __ATOMIC_SEQ_CST);
        if (used + length < LOG) {
            char line[LONGEST + 32];
            snprintf(line, sizeof line, "%s %s\n", names[kind], path);
            memcpy(shared->log + used, line, length);
        }
    }
    int due = action != COUNT && (now == at || (lasting && now > at));
    if (due && (action == FAIL || action == SHORT) && !(mask & (1 << kind))) due = 0;
    if (due && !shared->hit) shared->hit = kind + 1;
    if (due && action == SIGNAL) {
        kill(getpid(), number);
        due = 0;
    }
    errno = saved;
    return due ? action : COUNT;
}

static int step(enum kind kind, int folder, const char *path) {
    char whole[LONGEST];
    if (!armed || absolute(folder, path, whole)) return COUNT;
    return step_at(kind, whole);
}

static int step_fd(enum kind kind, int fd) {
    char link[64], path[LONGEST];
    if (!armed) return COUNT;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    int saved = errno;
    ssize_t length = readlink(link, path, sizeof path - 1);
    errno = saved;
    if (length <= 0 || path[0] != '/') return COUNT;
    path[length] = 0;
    return step_at(kind, path);
}

static int failed(void) {
    errno = number;
    return -1;
}

/* --- opening ------------------------------------------------------------------------------ */

static int changes(int flags) {
    return (flags & O_ACCMODE) != O_RDONLY || flags & (O_CREAT | O_TRUNC) || (flags & O_TMPFILE) == O_TMPFILE;
}

#define MODE_OF(flags)                                                \
    mode_t mode = 0;                                                  \
    if ((flags) & O_CREAT || ((flags) & O_TMPFILE) == O_TMPFILE) {    \
        va_list more;                                                 \
        va_start(more, flags);                                        \
        mode = va_arg(more, mode_t);                                  \
        va_end(more);                                                 \
    }

#define OPENS(name)                                                   \
    int name(const char *path, int flags, ...) {                      \
        REAL(int, name, const char *, int, ...);                      \
        MODE_OF(flags)                                                \
        if (changes(flags) && step(OPEN, AT_FDCWD, path) == FAIL) return failed(); \
        return real_##name(path, flags, mode);                        \
    }
OPENS(open)
OPENS(open64)

#define OPENS_AT(name)                                                \
    int name(int folder, const char *path, int flags, ...) {          \
        REAL(int, name, int, const char *, int, ...);                 \
        MODE_OF(flags)                                                \
        if (changes(flags) && step(OPEN, folder, path) == FAIL) return failed(); \
        return real_##name(folder, path, flags, mode);                \
    }
OPENS_AT(openat)
OPENS_AT(openat64)

#define CREATES(name)                                                 \
    int name(const char *path, mode_t mode) {                         \
        REAL(int, name, const char *, mode_t);                        \
        if (step(OPEN, AT_FDCWD, path) == FAIL) return failed();      \
        return real_##name(path, mode);                               \
    }
CREATES(creat)
CREATES(creat64)

#define FOPENS(name)                                                  \
    FILE *name(const char *path, const char *mode) {                  \
        REAL(FILE *, name, const char *, const char *);               \
        if (strpbrk(mode, "wa+") && step(OPEN, AT_FDCWD, path) == FAIL) { \
            errno = number;                                           \
            return NULL;                                              \
        }                                                             \
        return real_##name(path, mode);                               \
    }
FOPENS(fopen)
FOPENS(fopen64)

int close(int fd) {
    REAL(int, close, int);
    int found = COUNT;
    if (armed) {
        int saved = errno, flags = fcntl(fd, F_GETFL);
        errno = saved;
        if (flags >= 0 && (flags & O_ACCMODE) != O_RDONLY) found = step_fd(CLOSE, fd);
    }
    int result = real_close(fd);
    return found == FAIL ? failed() : result;
}

/* --- writing: a short or torn write takes the first half --------------------------------------- */

#define WRITES(name, half, declared, passed, shortened)               \
    ssize_t name declared {                                           \
        REAL(ssize_t, name, half);                                    \
        switch (step_fd(WRITE, fd)) {                                 \
            case FAIL: return failed();                               \
            case SHORT: return real_##name shortened;                 \
            case TORN:                                                \
                real_##name shortened;                                \
                kill(getpid(), SIGKILL);                              \
        }                                                             \
        return real_##name passed;                                    \
    }
#define TYPES(...) __VA_ARGS__
WRITES(write, TYPES(int, const void *, size_t), (int fd, const void *data, size_t size), (fd, data, size),
       (fd, data, size - size / 2))
WRITES(pwrite, TYPES(int, const void *, size_t, off_t), (int fd, const void *data, size_t size, off_t to),
       (fd, data, size, to), (fd, data, size - size / 2, to))
WRITES(pwrite64, TYPES(int, const void *, size_t, off64_t), (int fd, const void *data, size_t size, off64_t to),
       (fd, data, size, to), (fd, data, size - size / 2, to))
WRITES(writev, TYPES(int, const struct iovec *, int), (int fd, const struct iovec *parts, int count),
       (fd, parts, count), (fd, parts, count - count / 2))
WRITES(sendfile, TYPES(int, int, off_t *, size_t), (int fd, int from, off_t *at_, size_t size), (fd, from, at_, size),
       (fd, from, at_, size - size / 2))
WRITES(sendfile64, TYPES(int, int, off64_t *, size_t), (int fd, int from, off64_t *at_, size_t size),
       (fd, from, at_, size), (fd, from, at_, size - size / 2))

ssize_t copy_file_range(int from, off64_t *from_at, int fd, off64_t *to_at, size_t size, unsigned flags) {
    REAL(ssize_t, copy_file_range, int, off64_t *, int, off64_t *, size_t, unsigned);
    if (step_fd(WRITE, fd) == FAIL) return failed();
    return real_copy_file_range(from, from_at, fd, to_at, size, flags);
}

#define ON_FD(name, kind, declared, types, passed)                    \
    int name declared {                                               \
        REAL(int, name, types);                                       \
        if (step_fd(kind, fd) == FAIL) return failed();               \
        return real_##name passed;                                    \
    }
ON_FD(fsync, SYNC, (int fd), TYPES(int), (fd))
ON_FD(fdatasync, SYNC, (int fd), TYPES(int), (fd))
ON_FD(ftruncate, TRUNCATE, (int fd, off_t size), TYPES(int, off_t), (fd, size))
ON_FD(ftruncate64, TRUNCATE, (int fd, off64_t size), TYPES(int, off64_t), (fd, size))
ON_FD(fchmod, CHMOD, (int fd, mode_t mode), TYPES(int, mode_t), (fd, mode))
ON_FD(futimens, UTIME, (int fd, const struct timespec times[2]), TYPES(int, const struct timespec *), (fd, times))

/* --- names -------------------------------------------------------------------------------------- */

#define ON_PATH(name, kind, declared, types, passed, folder, path)    \
    int name declared {                                               \
        REAL(int, name, types);                                       \
        if (step(kind, folder, path) == FAIL) return failed();        \
        return real_##name passed;                                    \
    }
ON_PATH(truncate, TRUNCATE, (const char *path, off_t size), TYPES(const char *, off_t), (path, size), AT_FDCWD, path)
ON_PATH(truncate64, TRUNCATE, (const char *path, off64_t size), TYPES(const char *, off64_t), (path, size), AT_FDCWD, path)
ON_PATH(rename, RENAME, (const char *old, const char *new), TYPES(const char *, const char *), (old, new), AT_FDCWD, new)
ON_PATH(renameat, RENAME, (int of, const char *old, int to, const char *new),
        TYPES(int, const char *, int, const char *), (of, old, to, new), to, new)
ON_PATH(renameat2, RENAME, (int of, const char *old, int to, const char *new, unsigned flags),
        TYPES(int, const char *, int, const char *, unsigned), (of, old, to, new, flags), to, new)
ON_PATH(link, LINK, (const char *old, const char *new), TYPES(const char *, const char *), (old, new), AT_FDCWD, new)
ON_PATH(linkat, LINK, (int of, const char *old, int to, const char *new, int flags),
        TYPES(int, const char *, int, const char *, int), (of, old, to, new, flags), to, new)
ON_PATH(symlink, SYMLINK, (const char *old, const char *new), TYPES(const char *, const char *), (old, new), AT_FDCWD, new)
ON_PATH(symlinkat, SYMLINK, (const char *old, int to, const char *new), TYPES(const char *, int, const char *),
        (old, to, new), to, new)
ON_PATH(unlink, UNLINK, (const char *path), TYPES(const char *), (path), AT_FDCWD, path)
ON_PATH(unlinkat, flags & AT_REMOVEDIR ? RMDIR : UNLINK, (int folder, const char *path, int flags),
        TYPES(int, const char *, int), (folder, path, flags), folder, path)
ON_PATH(remove, UNLINK, (const char *path), TYPES(const char *), (path), AT_FDCWD, path)
ON_PATH(mkdir, MKDIR, (const char *path, mode_t mode), TYPES(const char *, mode_t), (path, mode), AT_FDCWD, path)
ON_PATH(mkdirat, MKDIR, (int folder, const char *path, mode_t mode), TYPES(int, const char *, mode_t),
        (folder, path, mode), folder, path)
ON_PATH(rmdir, RMDIR, (const char *path), TYPES(const char *), (path), AT_FDCWD, path)
ON_PATH(chmod, CHMOD, (const char *path, mode_t mode), TYPES(const char *, mode_t), (path, mode), AT_FDCWD, path)
ON_PATH(fchmodat, CHMOD, (int folder, const char *path, mode_t mode, int flags),
        TYPES(int, const char *, mode_t, int), (folder, path, mode, flags), folder, path)
ON_PATH(utimensat, UTIME, (int folder, const char *path, const struct timespec times[2], int flags),
        TYPES(int, const char *, const struct timespec *, int), (folder, path, times, flags), folder, path)
ON_PATH(utimes, UTIME, (const char *path, const struct timeval times[2]),
        TYPES(const char *, const struct timeval *), (path, times), AT_FDCWD, path)
