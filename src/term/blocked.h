/*
 * What came from the peer and was not obeyed or shown: by kind, how often, and the last examples
 * as they came. Plain value, bounded.
 */
#ifndef HAIL_TERM_BLOCKED_H
#define HAIL_TERM_BLOCKED_H

#include <stddef.h>
#include <stdint.h>

enum { BLOCKED_EXAMPLES = 3, BLOCKED_BYTES = 32 };

enum blocked_kind {
	BLOCKED_TITLES, /* OSC 0, 1, 2 beyond the rate, or not used */
	BLOCKED_CLIPBOARD, /* OSC 52 */
	BLOCKED_STRINGS, /* other OSC, DCS, APC, PM, SOS */
	BLOCKED_REPORTS, /* queries not answered */
	BLOCKED_SEQUENCES, /* unknown or malformed ESC and CSI, C1 */
	BLOCKED_CONTROLS, /* C0 without a meaning */
	BLOCKED_MUSIC, /* tunes */
	BLOCKED_TAGS, /* of MXP */
	BLOCKED_TRANSFERS, /* beginnings of file transfers */
	BLOCKED_INVALID, /* bytes that were not UTF-8: shown, but as the fallback says */
	BLOCKED_KINDS
};

struct blocked_example {
	char bytes[BLOCKED_BYTES]; /* the first ones */
	size_t kept; /* how many of them */
	uint64_t length; /* how many came */
};

struct blocked {
	uint64_t count[BLOCKED_KINDS];
	struct blocked_example last[BLOCKED_KINDS][BLOCKED_EXAMPLES]; /* a ring each, by count */
};

/* Counts one more of `kind`, of `length` bytes; the first ones, BLOCKED_BYTES at most, are read. */
void blocked_add(struct blocked *b, enum blocked_kind kind, const char *bytes, uint64_t length);

/* Example `i` of `kind`, from 0 for the newest; NULL if there are not so many. */
const struct blocked_example *blocked_example(const struct blocked *b, enum blocked_kind kind,
					      unsigned i);

/* What `kind` is called, and what it means in a few words. */
const char *blocked_name(enum blocked_kind kind);
const char *blocked_meaning(enum blocked_kind kind);

#endif
