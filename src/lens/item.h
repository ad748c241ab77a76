/*
 * Formats whose messages are values within values, each with a head that says what it is and how
 * much of it there is: CBOR, MessagePack. Where one ends, its lines, its tree. Pure functions.
 */
#ifndef HAIL_LENS_ITEM_H
#define HAIL_LENS_ITEM_H

#include "lens/lens-row.h"

enum item_kind {
	ITEM_SHORT, /* the head isn't all there */
	ITEM_WRONG, /* no value begins so */
	ITEM_UNSIGNED,
	ITEM_NEGATIVE, /* -1 - number */
	ITEM_REAL,
	ITEM_TEXT,
	ITEM_BYTES,
	ITEM_EXTENSION, /* bytes of a type */
	ITEM_ARRAY,
	ITEM_MAP,
	ITEM_TAG, /* a value of a kind follows */
	ITEM_WORD,
	ITEM_SIMPLE, /* a word without a name: its number */
	ITEM_BREAK, /* the end of what has no length */
};

enum {
	ITEM_DEPTH_MAX = 32, /* values within each other that are shown */
	ITEM_OUTPUT_MAX = 16 << 20, /* bytes of text of a message; the rest is left out */
};

struct item {
	enum item_kind kind;
	size_t head; /* bytes of it */
	uint64_t number; /* itself; the bytes of a text, bytes and an extension; the values of an
			    array; the pairs of a map; which tag */
	bool endless; /* values follow up to ITEM_BREAK, and `number` is 0 */
	double real;
	int type; /* of an extension */
	const char *word; /* of ITEM_WORD; of ITEM_WRONG what is wrong */
};

struct item_format {
	/* The head of the value that the `n` > 0 bytes begin with. */
	struct item (*read)(const char *bytes, size_t n);
	/* Appends words about what follows the tag, `n` bytes; false: there are none. NULL: there
	 * are no tags. */
	bool (*comment)(uint64_t tag, const char *bytes, size_t n, struct str *out);
	/* Appends what an extension of the type with `n` bytes means; false: nobody knows. NULL:
	 * there are none. */
	bool (*extension)(int type, const char *bytes, size_t n, struct str *out);
	/* Appends the number that a tag makes of `n` bytes; false: it makes none. NULL: none does.
	 */
	bool (*bignum)(uint64_t tag, const char *bytes, size_t n, struct str *out);
	bool base64url; /* bytes in trees are so, without padding (RFC 8949, 6.1); else base64 */
};

/* The row's `frame`. */
size_t item_frame(const struct item_format *f, struct lens_scan *scan, const char *bytes, size_t n);

/* The row's `show` and `tree`; several values may stand behind one another. */
void item_show(const struct item_format *f, const char *bytes, size_t n, struct lens_text *out);
Json *item_tree(const struct item_format *f, const char *bytes, size_t n);

/* The row's `guess`: an array or a map that isn't empty, with texts that are text, and heads that
 * no line of text is made of. */
unsigned item_guess(const struct item_format *f, const char *bytes, size_t n);

/* Appends a real number, as RFC 8949 has them. */
void item_append_real(double value, struct str *out);

/* Appends a whole number. */
void item_append_integer(const struct item *i, struct str *out);

/* How many bytes follow the head. */
uint64_t item_payload(const struct item *i);

#endif
