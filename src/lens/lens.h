/*
 * A lens on a connection: it takes the bytes of both directions as they pass, in any pieces, and
 * tells the messages in them. What it tells doesn't depend on the pieces, but for pauses. Owned by
 * whoever feeds it; no clock, no file. Memory is bounded: lens_most a direction.
 */
#ifndef HAIL_LENS_LENS_H
#define HAIL_LENS_LENS_H

#include "lens/lens-row.h"

typedef struct Lens Lens;

enum { LENS_PAUSE_MS = 50 }; /* so long nothing has to come for a pause */

/* What passed. */
struct lens_message {
	enum lens_direction direction;
	int64_t time; /* when its first byte came, as it was fed */
	const char *bytes; /* borrowed until the call returns; of a frame its payload */
	size_t n; /* 0 for a secret and for a frame without a payload */
	const struct lens_scan *scan; /* for the row's show and tree; a copy can be kept */
	size_t secret; /* bytes that are no one's to see, told by their number alone; 0: none */
	uint64_t missing; /* bytes that belong to it and are left out, or that never came */
	bool cut; /* it is longer than lens_most, and its rest is left out or follows */
	const char *wrong; /* words: why the frame that it stood in is none; NULL: it is one */
};

struct lens_events {
	void (*message)(void *user, const struct lens_message *m);
};

/* Makes a lens of `row`, as `o` (copied; what it points to stays the caller's) says. */
Lens *lens_new(const struct lens_row *row, const struct lens_options *o,
	       const struct lens_events *e, void *user);

/* Frees it without telling what is half there; NULL is fine. */
void lens_free(Lens *l);

/* `n` bytes passed. */
void lens_feed(Lens *l, enum lens_direction d, const char *bytes, size_t n, int64_t time);

/* `n` bytes passed that are secret. What is half there of this direction is told first. */
void lens_secret(Lens *l, enum lens_direction d, size_t n, int64_t time);

/* Whether something is half there that lens_pause would tell. */
bool lens_waits(const Lens *l);

/* How many bytes of a direction are half there; *whole: of how many, 0 where that isn't known. */
size_t lens_pending(const Lens *l, enum lens_direction d, uint64_t *whole);

/* Nothing has come for LENS_PAUSE_MS. */
void lens_pause(Lens *l);

/* The stream ends: all that is half there is told. The next byte begins another. */
void lens_end(Lens *l);

/* Appends the lines of a message of `l`, and what is wrong with it as a whole: that it is cut, or
 * secret. */
void lens_show(const Lens *l, const struct lens_message *m, struct lens_text *out);

/* The tree of a message, to be freed; NULL if it has none. Whether something is `*wrong` with the
 * message, which there may be a tree of all the same. */
Json *lens_tree(const Lens *l, const struct lens_message *m, bool *wrong);

#endif
