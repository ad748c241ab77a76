#include "base/charset-guess.h"

#include "base/poison.h"

enum {
	GUESS_BYTES = 65536, /* that are looked at */
	GUESS_RUNS = 4, /* from so many on it is a drawing */
	GUESS_DRAWN = 12,
	GUESS_SHARE = 60, /* of a hundred bytes 80–ff that are drawn */
};

static bool is_drawn(unsigned char byte)
{
	return byte >= 0xb0 && byte <= 0xdf;
}

/* Whether `byte` is of an escape sequence (ESC … or ESC [ …): colours change within a line. */
static bool is_sequence(struct charset_guess *g, unsigned char byte)
{
	bool inside = g->sequence != CHARSET_GUESS_TEXT;

	if (byte == 0x1b)
		g->sequence = CHARSET_GUESS_ESCAPE;
	else if (g->sequence == CHARSET_GUESS_ESCAPE)
		g->sequence = byte == '[' ? CHARSET_GUESS_CSI : CHARSET_GUESS_TEXT;
	else if (byte >= 0x40)
		g->sequence = CHARSET_GUESS_TEXT;
	return inside || byte == 0x1b;
}

static void take(struct charset_guess *g, unsigned char byte)
{
	g->high += byte >= 0x80;
	if (is_drawn(byte)) {
		g->drawn++;
		g->runs += byte == g->last && byte == g->before;
	}
	g->before = g->last;
	g->last = byte;
}

bool charset_guess_cp437(struct charset_guess *g, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n && g->seen < GUESS_BYTES; i++, g->seen++) {
		if (!is_sequence(g, (unsigned char)bytes[i]))
			take(g, (unsigned char)bytes[i]);
	}
	return g->runs >= GUESS_RUNS && g->drawn >= GUESS_DRAWN &&
	       g->drawn * 100 >= g->high * GUESS_SHARE;
}
