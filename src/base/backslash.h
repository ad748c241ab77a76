/*
 * Bytes written in text behind a backslash, as C writes them: \r \n \t \0 \a \b \e \f \v \\ \",
 * \xHH (two hexadecimal digits), \NNN (an octal number of up to three digits), \uHHHH and
 * \u{H...} (a code point, as UTF-8). Pure functions.
 */
#ifndef HAIL_BASE_BACKSLASH_H
#define HAIL_BASE_BACKSLASH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

enum { BACKSLASH_BYTES_MAX = 4 }; /* that one escape stands for */

/*
 * Reads the escape at the backslash `text` of `n` > 0 bytes: writes what it stands for to `out`
 * and how many bytes that is to *count. Returns how many bytes of `text` it takes; 0 if it is none.
 */
size_t backslash_read(const char *text, size_t n, char out[BACKSLASH_BYTES_MAX], size_t *count);

/* Whether all backslashes in `text` begin an escape. False with `e` naming the first that doesn't
 * and its column. */
bool backslash_check(const char *text, size_t n, struct err *e);

/* Appends `text` with its escapes replaced by what they stand for. False with `e` set, as
 * backslash_check, and nothing appended. */
bool backslash_decode(const char *text, size_t n, struct buf *out, struct err *e);

#endif
