/*
 * The fields of a FIX message (FIX 4.0 to 5.0): as they are on the wire, with SOH behind each, or
 * as logs write them, with `|` or `^A` in its place and a line's end behind the last. Pure
 * functions.
 */
#ifndef HAIL_LENS_FIX_SCAN_H
#define HAIL_LENS_FIX_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum fix_separator { FIX_UNKNOWN, FIX_SOH, FIX_BAR, FIX_CARET };

/* Where a reader of fields stands. All 0 at the beginning of a message. */
struct fix_reader {
	uint64_t at; /* where the next field begins */
	uint64_t known; /* whether its tag was read: */
	uint64_t tag; /* 0: none stands there */
	uint64_t head; /* the length of the tag with its `=` */
	uint64_t searched; /* how far its end was looked for, if that is behind `at` */
	uint64_t separator; /* enum fix_separator */
	uint64_t data; /* the field that has to be next and has a given length; 0: none */
	uint64_t data_length;
	uint64_t body; /* where the body begins, behind BodyLength; 0: that hasn't come */
	uint64_t body_length; /* as BodyLength says; UINT64_MAX: no number */
	uint64_t body_counted; /* bytes of the body so far, each separator one of them */
	uint64_t sum; /* of all bytes so far, each separator a SOH */
};

enum fix_step {
	FIX_FIELD, /* a field */
	FIX_LAST, /* the last field: CheckSum, or what stands before the end of a line */
	FIX_CUT, /* none: another message or a line begins */
	FIX_MORE, /* the end of the field hasn't come */
};

struct fix_field {
	unsigned long tag; /* 0: none stands there */
	const char *value;
	size_t length;
	size_t end; /* where the next one begins */
	uint64_t body_counted, sum; /* of all before this field */
};

enum { FIX_BEGIN_LENGTH = 5 };

/* Whether the `n` bytes begin a message, as far as they go: `8=FIX`. */
bool fix_begins(const char *bytes, size_t n);

/*
 * Finds with what the fields of the message end, by the first one. False if that can't be told: it
 * hasn't come (`separator` stays FIX_UNKNOWN, and *more is true), or it is no message.
 */
bool fix_find_separator(struct fix_reader *r, const char *bytes, size_t n, bool *more);

/* Reads the next field of the message. `ended`: no more comes behind the `n` bytes. */
enum fix_step fix_next(struct fix_reader *r, const char *bytes, size_t n, bool ended,
		       struct fix_field *out);

/* The number that the `n` digits at `s` are; UINT64_MAX if they aren't digits or too many. */
uint64_t fix_number(const char *s, size_t n);

#endif
