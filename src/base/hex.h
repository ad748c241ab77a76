/*
 * Hexadecimal digits, read.
 */
#ifndef HAIL_BASE_HEX_H
#define HAIL_BASE_HEX_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

/* The value of the digit `c`, in either case; -1 if it is none. */
static inline int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte that the two digits at `text` are; -1 if they aren't two. The second is looked at only
 * behind a first, so the end of a string may stand there. */
static inline int hex_byte(const char *text)
{
	int high = hex_value(text[0]), low = high < 0 ? -1 : hex_value(text[1]);

	return low < 0 ? -1 : high << 4 | low;
}

/*
 * Appends the bytes of pairs of digits; blanks, commas and colons may stand between two, `0x` or
 * `\x` before each. False with `e` naming the column of what is none, or if there are none; then
 * some may have been appended.
 */
bool hex_read(const char *text, struct buf *out, struct err *e);

#endif
