#include "session/charset-sample.h"

#include <string.h>

#include "base/utf8.h"
#include "base/poison.h"

enum {
	SAMPLE_GAP = 8, /* blanks at most that a move to the right becomes */
	SAMPLE_LINE = 256, /* bytes of a line that are kept */
};

/* Lines as they are put together; those without a byte outside ASCII are forgotten. */
struct sample {
	struct buf *out;
	char line[SAMPLE_LINE];
	size_t length;
	bool high;
};

static void end_line(struct sample *s)
{
	if (s->high) {
		buf_append(s->out, s->line, s->length);
		buf_append_byte(s->out, '\n');
	}
	s->length = 0;
	s->high = false;
}

static void add(struct sample *s, char byte)
{
	if (s->length == SAMPLE_LINE)
		return;
	s->high |= (byte & 0x80) != 0;
	s->line[s->length++] = byte;
}

/* The sequence of `n` bytes at `bytes`, ESC [ … final: what a move of the cursor means here. */
static void move(struct sample *s, const char *bytes, size_t n)
{
	char final = bytes[n - 1];
	unsigned gap = 0;

	if (strchr("HfdABEFGJ", final)) {
		end_line(s);
		return;
	}
	for (size_t i = 2; i + 1 < n && gap < SAMPLE_GAP; i++)
		gap = gap * 10 + (unsigned)(bytes[i] - '0');
	gap = !gap ? 1 : gap < SAMPLE_GAP ? gap : SAMPLE_GAP;
	for (; final == 'C' && gap; gap--)
		add(s, ' ');
}

/* Takes the sequence at `bytes`, which begin with ESC; returns its length. */
static size_t take_sequence(struct sample *s, const char *bytes, size_t n)
{
	size_t i = 2;

	if (n < 2 || bytes[1] != '[')
		return n < 2 ? n : 2;
	while (i < n && bytes[i] >= 0x20 && bytes[i] < 0x40)
		i++;
	if (i < n && bytes[i] >= 0x40)
		move(s, bytes, i + 1);
	return i < n ? i + 1 : n;
}

/* Where the last `lines` of the lines in `text` begin. */
static size_t last_lines(const char *text, size_t n, size_t lines)
{
	size_t at = n;

	while (at && lines) {
		at--;
		while (at && text[at - 1] != '\n')
			at--;
		lines--;
	}
	return at;
}

void charset_sample_lines(const char *bytes, size_t n, size_t lines, struct buf *out)
{
	struct buf all = { 0 };
	struct sample s = { .out = &all };
	size_t at;

	for (size_t i = 0; i < n;) {
		if (bytes[i] == '\x1b') {
			i += take_sequence(&s, bytes + i, n - i);
			continue;
		}
		if (bytes[i] == '\n' || bytes[i] == '\r')
			end_line(&s);
		else if ((unsigned char)bytes[i] >= ' ' && bytes[i] != 0x7f)
			add(&s, bytes[i]);
		i++;
	}
	end_line(&s);
	at = buf_length(&all) ? last_lines(buf_data(&all), buf_length(&all), lines) : 0;
	if (buf_length(&all))
		buf_append(out, buf_data(&all) + at, buf_length(&all) - at);
	buf_fini(&all);
}

static void read_utf8(const struct charset_high *high, const char *bytes, size_t n, struct str *out)
{
	while (n) {
		uint32_t cp;
		size_t used = utf8_decode(bytes, n, &cp);
		unsigned char byte = (unsigned char)*bytes;

		if (used < 2 && byte >= 0x80) {
			used = 1;
			cp = high->cp[byte - 0x80] ? high->cp[byte - 0x80] : UTF8_REPLACEMENT;
		}
		str_append_codepoint(out, cp);
		bytes += used;
		n -= used;
	}
}

void charset_sample_read(Charset *charset, const struct charset_high *high, const char *bytes,
			 size_t n, struct str *out)
{
	struct buf text = { 0 };

	if (!charset) {
		read_utf8(high, bytes, n, out);
		return;
	}
	charset_decode(charset, bytes, n, &text);
	charset_finish(charset, &text);
	if (buf_length(&text))
		str_append(out, buf_data(&text), buf_length(&text));
	buf_fini(&text);
}
