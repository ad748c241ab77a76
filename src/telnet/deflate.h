/*
 * What we compress (MCCP3): a stream of RFC 1950, flushed behind every piece. A secret is stored in
 * it as it is and is kept nowhere: its length says nothing that its bytes would, and what follows
 * refers to nothing before it. No knowledge of telnet.
 */
#ifndef HAIL_TELNET_DEFLATE_H
#define HAIL_TELNET_DEFLATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

typedef struct Deflate Deflate;

/* Makes a stream that has not begun. */
Deflate *deflate_new(void);

/* Wipes and frees it, ended or not. NULL is fine. */
void deflate_free(Deflate *z);

/* Appends `n` bytes to the stream, and the stream as far as it goes to `out`. */
void deflate_put(Deflate *z, const char *bytes, size_t n, bool secret, struct buf *out);

/* Appends the end of the stream to `out`. Nothing may be put after it. */
void deflate_end(Deflate *z, struct buf *out);

#endif
