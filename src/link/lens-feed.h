/*
 * Feeds a lens from a capture: with the wire's bytes, or with those of the application, which
 * telnet is taken out of where the session speaks it. Owned by whoever owns the lens.
 */
#ifndef HAIL_LINK_LENS_FEED_H
#define HAIL_LINK_LENS_FEED_H

#include "lens/lens.h"
#include "link/capture.h"

typedef struct LensFeed LensFeed;

struct lens_feed_events {
	/* Bytes of one direction, as a lens takes them; secret ones are NULL. */
	void (*bytes)(void *user, enum lens_direction d, const char *bytes, size_t n, int64_t time);
};

/* Makes a feed, of the `wire`'s bytes or those of the application. */
LensFeed *lens_feed_new(bool wire, const struct lens_feed_events *events, void *user);

/* Frees; NULL is fine. */
void lens_feed_free(LensFeed *f);

/* Takes the bytes, or the secret, of `piece`. */
void lens_feed_piece(LensFeed *f, const struct capture_piece *piece);

/* The connection ends, or something is missing: what is half read is let go as it is. */
void lens_feed_end(LensFeed *f);

#endif
