/*
 * A small file that only its owner may read (0600) and that several runs change: read whole,
 * changed under a lock, replaced at once. Symbolic links are not followed. `what` names the file in
 * sentences ("pins file").
 */
#ifndef HAIL_BASE_PRIVATE_FILE_H
#define HAIL_BASE_PRIVATE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

typedef struct PrivateFile PrivateFile;

enum { PRIVATE_FILE_MAX = 4 << 20 };	/* bytes; a larger one is refused */

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

#endif
