/*
 * "ANSI music": a tune in the words of BASIC's PLAY behind `ESC [ M`, `ESC [ N` or `ESC [ |`, ended
 * by SO (0e). `ESC [ M` is DL (ECMA-48 8.3.32) as well, so it is music only with nothing but a tune
 * up to that end. Plain value; zero-initialised nothing came.
 */
#ifndef HAIL_SESSION_MUSIC_H
#define HAIL_SESSION_MUSIC_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

enum {
	/* Bytes of a possible tune that wait until it is known to be one; so many are text. A
	 * string of BASIC has at most 255, its introducer and end aside. */
	MUSIC_HELD = 512,
};

struct music {
	char held[MUSIC_HELD];
	size_t length; /* of what is held */
	unsigned tunes; /* since the owner looked */
};

/* Whether `n` bytes begin nothing and end nothing, so that they can pass as they are. */
bool music_is_plain(const struct music *m, const char *bytes, size_t n);

/* Takes `n` bytes and appends those that are no music to `out`; what may be is kept. */
void music_filter(struct music *m, const char *bytes, size_t n, struct buf *out);

/* No more comes for a while, or at all: what was kept is no music and is appended to `out`. */
void music_release(struct music *m, struct buf *out);

#endif
