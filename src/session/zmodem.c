#include "session/zmodem.h"

#include <ctype.h>
#include <string.h>

#include "base/poison.h"

enum {
	STARS = 2,
	CAN = 0x18,
	XON = 0x11,
	TAIL = 12 + 3, /* the digits behind the type, CR, LF, XON */
	TAIL_END = 3,
};

const char zmodem_cancel[] = "\x18\x18\x18\x18\x18\x18\x18\x18\b\b\b\b\b\b\b\b\b\b";

/* Counts the stars that these bytes end with. */
static void count_stars(struct zmodem *z, const char *bytes, size_t n)
{
	size_t stars = 0;

	while (stars < n && stars < STARS && bytes[n - 1 - stars] == '*')
		stars++;
	stars += stars == n ? z->stars : 0;
	z->stars = stars < STARS ? (unsigned)stars : STARS;
}

bool zmodem_is_plain(struct zmodem *z, const char *bytes, size_t n)
{
	if (z->length || z->tail || memchr(bytes, CAN, n))
		return false;
	count_stars(z, bytes, n);
	return true;
}

void zmodem_release(struct zmodem *z, struct buf *out)
{
	buf_append(out, z->held, z->length);
	z->length = 0;
	z->tail = 0;
}

/* Whether `byte` may stand behind `length` bytes of a head. */
static bool fits(const struct zmodem *z, char byte)
{
	switch (z->length) {
	case 0: return byte == CAN && z->stars == STARS;
	case 1: return byte == 'B';
	case 2: return byte == '0';
	default: return byte == '0' || byte == '1';
	}
}

/* The head is whole: nothing of it is left to see. */
static void begin(struct zmodem *z, struct buf *out)
{
	static const char over_stars[] = "\b\b  \b\b";

	z->sends |= z->held[ZMODEM_HEAD - 1] == '0';
	z->receives |= z->held[ZMODEM_HEAD - 1] == '1';
	z->length = 0;
	z->stars = 0;
	z->tail = TAIL;
	buf_append(out, over_stars, sizeof(over_stars) - 1);
}

/* Whether `byte` belongs to the end of a header; lrzsz sets the high bit of its LF. */
static bool take_tail(struct zmodem *z, char byte)
{
	unsigned char low = (unsigned char)byte & 0x7f;

	if (z->tail > TAIL_END && isxdigit((unsigned char)byte)) {
		z->tail--;
		return true;
	}
	if (z->tail && (low == '\r' || low == '\n' || low == XON)) {
		z->tail = low == '\r' ? 2 : low == '\n' ? 1 : 0;
		return true;
	}
	z->tail = 0;
	return false;
}

static void take(struct zmodem *z, char byte, struct buf *out)
{
	if (z->tail && take_tail(z, byte))
		return;
	if (fits(z, byte)) {
		z->held[z->length++] = byte;
		if (z->length == ZMODEM_HEAD)
			begin(z, out);
		return;
	}
	if (z->length) {
		z->stars = 0;
		zmodem_release(z, out);
	}
	buf_append_byte(out, (unsigned char)byte);
	count_stars(z, &byte, 1);
}

size_t zmodem_filter(struct zmodem *z, const char *bytes, size_t n, struct buf *out)
{
	size_t used = 0;

	while (used < n && !z->sends && !z->receives)
		take(z, bytes[used++], out);
	return used;
}
