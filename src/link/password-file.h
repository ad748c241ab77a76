/*
 * A password in a file that only its owner may read.
 */
#ifndef HAIL_LINK_PASSWORD_FILE_H
#define HAIL_LINK_PASSWORD_FILE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

enum { PASSWORD_FILE_MAX = 255 }; /* bytes of a password: RFC 1929 section 2 */

/*
 * Appends the first line of the file `path` (`~/` is the home folder), without its end, to `out`,
 * which should be secret. False with `e` set (ERR_USAGE) if it can't be read, isn't a regular file
 * of ours, has a mode that lets others read it, or has no such line.
 */
bool password_file_read(const char *path, struct buf *out, struct err *e);

#endif
