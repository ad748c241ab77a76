/*
 * The end of what a peer has said, as bytes, for text to be waited for: bounded, and what
 * stands behind the last match is searched. Embedded in its owner; all zero is an empty one.
 */
#ifndef HAIL_APP_PEER_TAIL_H
#define HAIL_APP_PEER_TAIL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/regex.h"

enum { PEER_TAIL_MAX = 64 * 1024 }; /* bytes looked at; more in one go are looked at, too */

struct peer_tail {
	struct buf bytes;
	size_t read; /* of them, up to the end of the last match */
};

/* Appends `n` bytes. Until the next search all that came since the last one is kept. */
void peer_tail_append(struct peer_tail *t, const char *bytes, size_t n);

/* Whether `re` matches behind the last match. Beyond PEER_TAIL_MAX bytes nothing is kept then. */
bool peer_tail_find(struct peer_tail *t, Regex *re);

/* The last line, to look at, `*n` bytes: the one that no newline has ended, even if it is empty, or
 * else (`open` false) the last that isn't. */
const char *peer_tail_line(const struct peer_tail *t, bool open, size_t *n);

void peer_tail_fini(struct peer_tail *t);

#endif
