/*
 * UTF-8 (RFC 3629), cell widths and grapheme clusters (UAX #29, by utf8proc). Pure functions.
 */
#ifndef HAIL_BASE_UTF8_H
#define HAIL_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

enum {
	UTF8_MAX = 4, /* bytes a code point takes at most */
	UTF8_REPLACEMENT = 0xfffd,
};

/* Writes code point `cp` to `out` and returns the bytes used (1 to 4); no scalar value → U+FFFD. */
size_t utf8_encode(uint32_t cp, char out[UTF8_MAX]);

/*
 * Reads one code point from the `n` > 0 bytes at `s` into *cp. Returns the bytes it takes; 0 when
 * they are a valid but incomplete beginning; for an invalid byte 1 with *cp = U+FFFD.
 */
size_t utf8_decode(const char *s, size_t n, uint32_t *cp);

/* The same for text of an unknown kind: a byte that is no UTF-8 is read as Latin-1. Never 0. */
size_t utf8_decode_or_latin1(const char *s, size_t n, uint32_t *cp);

/* Whether the `n` bytes at `s` are well-formed UTF-8. */
bool utf8_valid(const char *s, size_t n);

/*
 * How much of the `n` bytes at `s` may stand where `limit` bytes fit: all, or up to the last
 * character that begins and ends before it. In what is no UTF-8 it is `limit`.
 */
size_t utf8_cut(const char *s, size_t n, size_t limit);

/*
 * The cells code point `cp` takes by itself: 0 (combining, format, control), 1 or 2. As for
 * wcwidth, a spacing mark takes one, and a vowel or final consonant of Hangul none, since it
 * completes the syllable that its first letter has begun.
 */
int utf8_width(uint32_t cp);

/*
 * The width of `cp`, 1 or 2, if it is a printable character that needs no look at the tables, as
 * nearly all text is, else 0. None continues the grapheme cluster of another such character. The
 * hexagrams among them are wide, as in Unicode 16 and for wcwidth long before.
 */
int utf8_plain_width(uint32_t cp);

/*
 * Whether ambiguous characters (base/ambiguous.h) take two cells from now on; at first they take
 * one. For the whole process, since its screen decides.
 */
void utf8_set_ambiguous_wide(bool wide);

/*
 * What is known of the text before a code point, for utf8_continues: all zero at its beginning, or
 * where the next character stands apart from what came before.
 */
struct utf8_context {
	uint32_t last; /* the code point before; 0 if none */
	int32_t state; /* of utf8proc */
};

/*
 * Whether `cp` continues the grapheme cluster that ends with `c->last` (UAX #29); `cp` becomes the
 * last one.
 */
bool utf8_continues(struct utf8_context *c, uint32_t cp);

/* Whether the emoji variation selector (U+FE0F) after `cp` makes a pictograph of it (UTS #51). */
bool utf8_takes_emoji_style(uint32_t cp);

/* Whether `cp` is a mark with a width of its own: a skin tone. */
bool utf8_is_wide_mark(uint32_t cp);

/* The cells the `n` bytes at `s` take, as the sum over their code points. */
size_t utf8_text_width(const char *s, size_t n);

/* How many bytes of the `n` at `s`, whole clusters, fit into `cells` cells. */
size_t utf8_fit(const char *s, size_t n, size_t cells);

/* The length in bytes of the first grapheme cluster of the `n` > 0 bytes at `s` (≥ 1). */
size_t utf8_cluster_length(const char *s, size_t n);

/* The start in bytes of the last grapheme cluster before `at` > 0 in `s` (0 ≤ result < at). */
size_t utf8_cluster_before(const char *s, size_t at);

/* The first cluster border at or after `at` (0 ≤ at ≤ n) in the `n` bytes at `s`. */
size_t utf8_cluster_end(const char *s, size_t n, size_t at);

/* Whether `cp` is a letter, a mark on one or a digit, for moving by words. */
bool utf8_is_word(uint32_t cp);

/* The simple lower-case form of `cp`, the simple upper-case form; `cp` itself if it has none. */
uint32_t utf8_lower(uint32_t cp);
uint32_t utf8_upper(uint32_t cp);

/* Writes the `n` bytes at `text` to `out` in normal form C (`composed`) or D (UAX #15); false if
 * they aren't UTF-8. */
bool utf8_normalise(const char *text, size_t n, bool composed, struct str *out);

#endif
