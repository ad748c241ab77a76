/*
 * Where messages end in a stream that has a length before each of them, or something between them:
 * the rule that the option `frame` gives. Pure functions.
 */
#ifndef HAIL_LENS_FRAME_RULE_H
#define HAIL_LENS_FRAME_RULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

enum frame_kind {
	FRAME_NONE, /* no rule */
	FRAME_LINE, /* LF or CR LF behind each */
	FRAME_LENGTH, /* a number of `width` bytes before each */
	FRAME_VARINT, /* a number of seven bits a byte, the lowest first, as protobuf writes it */
	FRAME_FIXED, /* each has `length` bytes */
	FRAME_DELIMITER, /* these bytes behind each */
};

enum { FRAME_DELIMITER_MAX = 16 };

struct frame_rule {
	enum frame_kind kind;
	unsigned width; /* bytes of the number: 1 to 4 */
	bool little; /* its lowest byte comes first */
	bool inclusive; /* it counts itself too */
	uint32_t fixed; /* the length of FRAME_FIXED */
	char delimiter[FRAME_DELIMITER_MAX];
	size_t delimiter_length;
};

/*
 * Reads `none`, `line`, `u8`, `u16be`, `u16le`, `u24be`, `u24le`, `u32be`, `u32le`, `varint` (each
 * with `+incl` where the number counts itself), `fixed:BYTES` or `delimiter:HEX`. False with `e`
 * set.
 */
bool frame_rule_parse(const char *text, struct frame_rule *out, struct err *e);

/* Whether two rules are the same. */
bool frame_rule_same(const struct frame_rule *a, const struct frame_rule *b);

/* What is known of the first frame of some bytes. */
struct frame_found {
	size_t before; /* bytes that stand before the payload: the number */
	uint64_t payload; /* bytes of the payload; of what hasn't come yet, too */
	size_t behind; /* bytes that end it */
	bool wrong; /* the number is impossible: it is beyond 63 bits, or counts itself and is less
		       than that; then it is a frame of its own, without a payload */
};

/*
 * Whether it can be told where the first frame of the `n` bytes ends; `out` says so then, and it
 * may be that not all of it has come. `*at` bytes, 0 at first, have been looked at by an earlier
 * call with fewer bytes of the same frame.
 */
bool frame_rule_apply(const struct frame_rule *r, const char *bytes, size_t n, size_t *at,
		      struct frame_found *out);

/*
 * Appends `n` bytes as one frame: with the number before them or what ends them behind. False with
 * `e` set where there is no rule, the number can't hold the length, the length isn't the one that
 * all have, or what ends a frame stands within.
 */
bool frame_rule_make(const struct frame_rule *r, const char *bytes, size_t n, struct buf *out,
		     struct err *e);

#endif
