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

/* A lead byte never follows itself in UTF-8; of continuation bytes no three are the same in most of
 * what is written. */
static bool is_run(const struct charset_guess *g, unsigned char byte)
{
	return byte == g->last && (byte >= 0xc0 || byte == g->before);
}

bool charset_guess_cp437(struct charset_guess *g, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n && g->seen < GUESS_BYTES; i++, g->seen++) {
		unsigned char byte = (unsigned char)bytes[i];

		g->high += byte >= 0x80;
		if (is_drawn(byte)) {
			g->drawn++;
			g->runs += is_run(g, byte);
		}
		g->before = g->last;
		g->last = byte;
	}
	return g->runs >= GUESS_RUNS && g->drawn >= GUESS_DRAWN &&
	       g->drawn * 100 >= g->high * GUESS_SHARE;
}
