#include "base/multibyte.h"

#include <errno.h>
#include <string.h>

#include "base/poison.h"

enum { CHARACTER_UTF8_MAX = 32 }; /* bytes that one character of a set becomes */

enum outcome { WHOLE, UNFINISHED, NOTHING };

/* Converts the `n` bytes at `bytes`, as a text of their own, to `out`. */
static enum outcome convert(iconv_t conv, char *bytes, size_t n, struct buf *out)
{
	char *to = buf_reserve(out, CHARACTER_UTF8_MAX);
	size_t room = CHARACTER_UTF8_MAX;

	if (iconv(conv, &bytes, &n, &to, &room) == (size_t)-1) {
		enum outcome outcome = errno == EINVAL ? UNFINISHED : NOTHING;

		iconv(conv, NULL, NULL, NULL, NULL);
		return outcome;
	}
	/* Some are held back until it is known that no mark follows. */
	iconv(conv, NULL, NULL, &to, &room);
	buf_commit(out, CHARACTER_UTF8_MAX - room);
	return room < CHARACTER_UTF8_MAX ? WHOLE : NOTHING;
}

bool multibyte_init(struct multibyte *m, iconv_t conv)
{
	struct buf unused;
	bool several = false, shifts = false;

	memset(m, 0, sizeof(*m));
	m->conv = conv;
	buf_init(&unused);
	for (unsigned byte = 1; byte < 256; byte++) {
		char text = (char)byte;
		enum outcome outcome = convert(conv, &text, 1, &unused);

		m->lead[byte] = byte >= 0x80 && outcome == UNFINISHED;
		several |= m->lead[byte];
		/* ISO-2022, HZ: ASCII isn't always ASCII. */
		shifts |= byte < 0x80 && outcome != WHOLE;
	}
	buf_fini(&unused);
	return several && !shifts;
}

static void replace(struct buf *out)
{
	buf_append(out, "\xef\xbf\xbd", 3);
}

static void take(struct multibyte *m, char byte, struct buf *out);

/* The first byte of the unfinished character means nothing; what came after it is taken anew. */
static void give_up(struct multibyte *m, struct buf *out)
{
	char again[MULTIBYTE_MAX + MULTIBYTE_ESCAPE_MAX];
	size_t n = m->part_length - 1;

	memcpy(again, m->part + 1, n);
	memcpy(again + n, m->escape, m->escape_length);
	n += m->escape_length;
	m->part_length = m->escape_length = 0;
	replace(out);
	for (size_t i = 0; i < n; i++)
		take(m, again[i], out);
}

/* A byte of a sequence inside a character; any other than CSI … m ends the waiting. */
static void take_escape(struct multibyte *m, char byte, struct buf *out)
{
	bool second = m->escape_length == 1;
	bool parameter = byte >= '0' && byte <= ';';

	m->escape[m->escape_length++] = byte;
	if (!second && byte == 'm') {
		buf_append(out, m->escape, m->escape_length);
		m->escape_length = 0;
	} else if (m->escape_length == MULTIBYTE_ESCAPE_MAX ||
		   !(second ? byte == '[' : parameter)) {
		give_up(m, out);
	}
}

static void take_part(struct multibyte *m, char byte, struct buf *out)
{
	m->part[m->part_length++] = byte;
	if (m->part_length == 1 && m->lead[(unsigned char)byte])
		return;
	switch (convert(m->conv, m->part, m->part_length, out)) {
	case WHOLE: m->part_length = 0; break;
	case UNFINISHED:
		if (m->part_length == MULTIBYTE_MAX)
			give_up(m, out);
		break;
	case NOTHING: give_up(m, out); break;
	}
}

static void take(struct multibyte *m, char byte, struct buf *out)
{
	if (m->escape_length) {
		take_escape(m, byte, out);
	} else if (m->part_length && byte == '\x1b') {
		m->escape[m->escape_length++] = byte;
	} else if (!m->part_length && (unsigned char)byte < 0x80) {
		buf_append_byte(out, (unsigned char)byte);
	} else {
		take_part(m, byte, out);
	}
}

void multibyte_decode(struct multibyte *m, const char *bytes, size_t n, struct buf *out)
{
	for (size_t i = 0; i < n;) {
		size_t run = i;

		while (!m->part_length && run < n && (unsigned char)bytes[run] < 0x80)
			run++;
		if (run > i) {
			buf_append(out, bytes + i, run - i);
			i = run;
		} else {
			take(m, bytes[i++], out);
		}
	}
}

void multibyte_finish(struct multibyte *m, struct buf *out)
{
	while (m->part_length)
		give_up(m, out);
}
