/*
 * Code points that a reader doesn't see, or that change how their neighbours are shown: one table
 * for whoever shows, stores or refuses text that others wrote. Pure functions.
 */
#ifndef HAIL_BASE_DECEPTIVE_H
#define HAIL_BASE_DECEPTIVE_H

#include <stddef.h>
#include <stdint.h>

/* What a code point is; each has one bit at most. */
enum {
	DECEPTIVE_CONTROL = 1, /* C0 and DEL */
	DECEPTIVE_C1 = 2, /* U+0080 to U+009F */
	DECEPTIVE_BREAK = 4, /* line and paragraph separators */
	DECEPTIVE_BIDI = 8, /* marks of direction, embeddings, overrides, isolates (UAX #9) */
	DECEPTIVE_INVISIBLE = 16, /* zero-width spaces, operators, annotations, byte order mark */
	DECEPTIVE_JOINER = 32, /* ZWNJ, ZWJ, CGJ: scripts and emoji need them */
	DECEPTIVE_FILLER = 64, /* soft hyphen, fillers, vowels and separators without a glyph */
	DECEPTIVE_VARIATION = 128, /* variation selectors */
	DECEPTIVE_TAG = 256, /* tag characters: ASCII that nobody sees */
	DECEPTIVE_BLANK = 512, /* blanks that are not the space */

	DECEPTIVE_CONTROLS = DECEPTIVE_CONTROL | DECEPTIVE_C1,
	/* What may rewrite a line of ours or hide in it, and is no part of a word in any script. */
	DECEPTIVE_LINE = DECEPTIVE_CONTROLS | DECEPTIVE_BREAK | DECEPTIVE_BIDI |
			 DECEPTIVE_INVISIBLE | DECEPTIVE_TAG,
	/* What terminals leave out, show as blanks, give different widths, or obey by turning text
	 * around: its place is shown. */
	DECEPTIVE_PLACE = DECEPTIVE_CONTROLS | DECEPTIVE_BREAK | DECEPTIVE_BIDI |
			  DECEPTIVE_INVISIBLE | DECEPTIVE_FILLER | DECEPTIVE_TAG,
	/* What a file that is read later has by name. */
	DECEPTIVE_NAMED = DECEPTIVE_LINE | DECEPTIVE_FILLER,
	/* All that can't be seen. */
	DECEPTIVE_UNSEEN = DECEPTIVE_LINE | DECEPTIVE_JOINER | DECEPTIVE_FILLER |
			   DECEPTIVE_VARIATION,
};

enum { DECEPTIVE_NAME_MAX = 12 };

/* The DECEPTIVE_ bit of `cp`, or 0. */
unsigned deceptive_class(uint32_t cp);

/*
 * Writes to `out`, NUL-terminated, what is shown in the place of `cp`: `^[` for C0 and DEL, `<9b>`
 * for C1, `<U+202E>` for any other. Returns its length in bytes, which are as many cells.
 */
size_t deceptive_name(uint32_t cp, char out[DECEPTIVE_NAME_MAX]);

#endif
