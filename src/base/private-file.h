/*
 * A file that only its owner may read (0600) and that several runs change: read whole, changed
 * under a lock, replaced at once. Symbolic links are not followed. `what` names the file in
 * sentences ("pins file"). Below, the steps of it for a file that is also appended to.
 */
#ifndef HAIL_BASE_PRIVATE_FILE_H
#define HAIL_BASE_PRIVATE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"

typedef struct PrivateFile PrivateFile;

enum { PRIVATE_FILE_MAX = 4 << 20 }; /* bytes; private_file_read and _lock refuse more */

/* Appends the content of `path` to `out`; one that isn't there is empty. False with `e` set. */
bool private_file_read(const char *path, const char *what, struct buf *out, struct err *e);

/*
 * Locks `path` against other runs and appends its content to `out`; it and the folders above it
 * (0700) are made if need be. Waits a tenth of a second at most for another run. NULL with `e` set.
 */
PrivateFile *private_file_lock(const char *path, const char *what, struct buf *out, struct err *e);

/* Replaces the locked file by `n` bytes: wholly or, with false and `e` set, not at all. */
bool private_file_replace(PrivateFile *f, const char *bytes, size_t n, struct err *e);

/* Gives up the lock and frees. */
void private_file_unlock(PrivateFile *f);

/*
 * Makes the folders above `path`, 0700. Returns 0, or with errno set how many bytes of `path` name
 * the folder that can't be made.
 */
size_t private_file_make_folders(const char *path);

/*
 * Opens `path` to read and to append, made if need be, and locks it: against all others (`alone`)
 * or only against those. Waits a tenth of a second at most; then errno is EBUSY. Returns the
 * descriptor, whose close is the caller's and ends the lock; -1 with errno set.
 */
int private_file_open(const char *path, bool alone);

/*
 * Opens `path` to append what is not read again (a log); it is made if need be, and becomes 0600.
 * `exposed` (may be NULL): whether others may read it still, its owner among them. -1 with `e` set.
 */
int private_file_append(const char *path, const char *what, bool *exposed, struct err *e);

/* Appends `fd` from byte `at` on to `out`; false with errno set, EFBIG over `max` bytes. */
bool private_file_read_from(int fd, off_t at, size_t max, struct buf *out);

/* Writes all of the `n` bytes; false with errno set. What fits one write(2) goes in one. */
bool private_file_write(int fd, const char *bytes, size_t n);

/* Puts a new file of `n` bytes in the place of `path`: wholly or, with false and errno set, not. */
bool private_file_put(const char *path, const char *bytes, size_t n);

#endif
