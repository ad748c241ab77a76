#include "session/music.h"

#include <string.h>

#include "base/poison.h"

enum { INTRODUCER = 3, END = 0x0e };

bool music_is_plain(const struct music *m, const char *bytes, size_t n)
{
	return !m->length && !memchr(bytes, '\x1b', n);
}

void music_release(struct music *m, struct buf *out)
{
	buf_append(out, m->held, m->length);
	m->length = 0;
}

static bool is_one_of(char byte, const char *set)
{
	return byte && strchr(set, byte);
}

/* Whether `byte` may stand behind `length` bytes of music. */
static bool fits(size_t length, char byte)
{
	switch (length) {
	case 0: return byte == '\x1b';
	case 1: return byte == '[';
	case 2: return is_one_of(byte, "MN|");
	default: return is_one_of(byte, "ABCDEFGLMNOPSTabcdefglmnopst0123456789<>#+-. ");
	}
}

/* Keeps a byte that fits. What grows longer than a tune is none. */
static void hold(struct music *m, char byte, struct buf *out)
{
	m->held[m->length++] = byte;
	if (m->length == MUSIC_HELD)
		music_release(m, out);
}

/* A byte that ends what is held, or is none of it. */
static void end(struct music *m, char byte, struct buf *out)
{
	if (byte == END && m->length > INTRODUCER) {
		m->tunes++;
		m->length = 0;
		return;
	}
	music_release(m, out);
	if (fits(0, byte))
		hold(m, byte, out);
	else
		buf_append_byte(out, (unsigned char)byte);
}

void music_filter(struct music *m, const char *bytes, size_t n, struct buf *out)
{
	for (size_t i = 0; i < n; i++) {
		if (fits(m->length, bytes[i]))
			hold(m, bytes[i], out);
		else
			end(m, bytes[i], out);
	}
}
