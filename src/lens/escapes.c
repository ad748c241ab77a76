/*
 * Control functions in words (ECMA-48, ECMA-35, and what terminals add), a line each, text in
 * quotes. 8-bit controls are none, since they can't be told from text.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "lens/escape-table.h"
#include "lens/escape-words.h"
#include "lens/lens-table.h"
#include "telnet/words.h"
#include "base/poison.h"

enum {
	TEXT_MAX = 256, /* bytes of text on a line */
	STRING_SHOWN = 256, /* bytes of a string that are shown */
	WORDS_COLUMN = 24,
	MOUSE_BYTES = 6, /* CSI M and three bytes: X10's report */
	ESC = 0x1b,
	BEL = 0x07,
	CAN = 0x18,
	SUB = 0x1a,
};

/* --- Where a unit ends. `*at` bytes were looked at; 0: it isn't all there. */

static bool is_text(char byte)
{
	return (unsigned char)byte >= ' ' ? byte != 0x7f :
					    byte == '\t' || byte == '\n' || byte == '\r';
}

/* Text up to its newline, a control, or TEXT_MAX. */
static size_t text_length(const char *bytes, size_t n, size_t *at)
{
	for (size_t i = *at; i < n; i++) {
		if (!is_text(bytes[i]))
			return i;
		if (bytes[i] == '\n')
			return i + 1;
		if (i >= TEXT_MAX + UTF8_MAX || (i >= TEXT_MAX && (bytes[i] & 0xc0) != 0x80))
			return i;
	}
	*at = n;
	return 0;
}

/* A string ends with ST or BEL; CAN, SUB and another escape break it off. */
static size_t string_length(const char *bytes, size_t n, size_t *at)
{
	for (size_t i = *at > 2 ? *at : 2; i < n; i++) {
		*at = i;
		if (bytes[i] == BEL || bytes[i] == CAN || bytes[i] == SUB)
			return i + 1;
		if (bytes[i] != ESC)
			continue;
		if (i + 1 == n)
			return 0;
		return bytes[i + 1] == '\\' ? i + 2 : i;
	}
	*at = n;
	return 0;
}

/* Bytes up to a final one; controls between are obeyed by terminals, and are a part of it. */
static size_t sequence_length(const char *bytes, size_t n, size_t begin, char first_final,
			      size_t *at)
{
	for (size_t i = *at > begin ? *at : begin; i < n; i++) {
		if (bytes[i] == ESC || (bytes[i] & 0x80) || bytes[i] == 0x7f)
			return i;
		if (bytes[i] == CAN || bytes[i] == SUB || bytes[i] >= first_final)
			return i + 1;
	}
	*at = n;
	return 0;
}

static size_t escape_length(enum lens_direction d, const char *bytes, size_t n, size_t *at)
{
	if (n < 2) {
		*at = n;
		return 0;
	}
	if (strchr("]PX^_k", bytes[1]) && bytes[1])
		return string_length(bytes, n, at);
	if (d == LENS_SENT && ((bytes[1] == 'O') || (n > 2 && memcmp(bytes + 1, "[M", 2) == 0))) {
		size_t length = bytes[1] == 'O' ? 3 : MOUSE_BYTES;

		*at = n;
		return n < length ? 0 : length;
	}
	if (bytes[1] == '[')
		return sequence_length(bytes, n, 2, '@', at);
	if (bytes[1] >= ' ' && bytes[1] < '0')
		return sequence_length(bytes, n, 2, '0', at);
	return bytes[1] >= '0' && bytes[1] < 0x7f ? 2 : 1;
}

static size_t unit_length(enum lens_direction d, const char *bytes, size_t n, size_t *at)
{
	if (bytes[0] == ESC)
		return escape_length(d, bytes, n, at);
	return is_text(bytes[0]) ? text_length(bytes, n, at) : 1;
}

static size_t whole_units(struct lens_scan *scan, const struct lens_options *o,
			  enum lens_direction d, const char *bytes, size_t n, bool ended)
{
	size_t end = 0, at = scan->at;

	(void)o;
	(void)ended;
	while (end < n) {
		size_t length = unit_length(d, bytes + end, n - end, &at);

		if (!length)
			break;
		end += length;
		at = 0;
	}
	scan->at = at;
	return end;
}

/* Text is shown, but for the beginning of a character; a lone ESC is a key. */
static size_t pause(const char *bytes, size_t n)
{
	uint32_t cp;

	if (bytes[0] == ESC)
		return n == 1;
	for (size_t back = 1; back < n && back < UTF8_MAX; back++) {
		if (((unsigned char)bytes[n - back] & 0xc0) == 0xc0)
			return utf8_decode(bytes + n - back, back, &cp) ? n : n - back;
	}
	return n;
}

/* --- Lines. */

struct showing {
	enum lens_direction direction;
	struct parser parser;
	struct lens_text *out;
	bool told; /* what the unit does */
};

static void put_quoted(const char *bytes, size_t n, struct lens_text *out)
{
	struct str words;

	str_init(&words);
	words_text(bytes, n, &words);
	lens_put(out, LENS_STRING, words.text, words.length);
	str_fini(&words);
}

static void put_control(char byte, struct lens_text *out)
{
	const char *text = byte == 0x7f ? "DEL" : escape_controls[(unsigned char)byte];
	size_t n = strcspn(text, " ");

	lens_put(out, LENS_WORD, text, n);
	if (!text[n])
		return;
	lens_indent(out, (unsigned)(WORDS_COLUMN - n));
	lens_put_string(out, LENS_PLAIN, text + n + 1);
}

/* How a sequence is written: `CSI 1;31m`, `ESC ( B`. */
static void put_notation(const char *bytes, size_t n, struct lens_text *out)
{
	size_t before = out->text.length, used;
	size_t begin = n > 1 && bytes[1] == '[' ? 2 : 1;

	lens_put_string(out, LENS_WORD, begin == 2 ? "CSI" : "ESC");
	if (n > begin)
		lens_put(out, LENS_WORD, " ", 1);
	lens_put_peer(out, LENS_WORD, bytes + begin,
		      n - begin < STRING_SHOWN ? n - begin : STRING_SHOWN);
	used = out->text.length - before;
	lens_indent(out, used < WORDS_COLUMN ? (unsigned)(WORDS_COLUMN - used) : 1);
}

static void on_csi(void *user, const struct parser_sequence *s)
{
	struct showing *show = user;

	escape_words_csi(s, show->direction, show->out);
	show->told = true;
}

static void on_escape(void *user, const struct parser_sequence *s)
{
	struct showing *show = user;

	escape_words_plain(s, show->out);
	show->told = true;
}

static void on_text(void *user, const char *bytes, size_t n)
{
	(void)user;
	(void)bytes;
	(void)n;
}

static void on_codepoints(void *user, const uint32_t *cps, size_t n)
{
	(void)user;
	(void)cps;
	(void)n;
}

static void on_byte(void *user, unsigned char byte)
{
	(void)user;
	(void)byte;
}

static void on_string(void *user, enum parser_string kind, const char *bytes, size_t n,
		      bool complete)
{
	(void)user;
	(void)kind;
	(void)bytes;
	(void)n;
	(void)complete;
}

static void on_malformed(void *user)
{
	(void)user;
}

static const struct parser_actions actions = {
	.text = on_text,
	.codepoints = on_codepoints,
	.invalid = on_byte,
	.control = on_byte,
	.escape = on_escape,
	.csi = on_csi,
	.string = on_string,
	.malformed = on_malformed,
};

static void put_sequence(struct showing *s, const char *bytes, size_t n)
{
	put_notation(bytes, n, s->out);
	s->told = false;
	if (s->direction == LENS_SENT && n > 2 && bytes[1] == 'O')
		parser_feed(&s->parser, (const char[]){ ESC, '[', bytes[2] }, 3);
	else
		parser_feed(&s->parser, bytes, n);
	parser_finish(&s->parser);
	if (!s->told)
		lens_put_string(s->out, LENS_ERROR, n == 1 ? "alone" : "broken off");
}

/* What a string is: `OSC 0`, and the words of its command. */
static void put_string_kind(const char *bytes, const char *body, size_t n, struct lens_text *out)
{
	static const char letters[] = "]PX^_k";
	static const char *const kinds[] = { "OSC", "DCS", "SOS", "PM", "APC", "title" };
	const char *kind = kinds[strchr(letters, bytes[1]) - letters];
	size_t digits = 0, used = strlen(kind);
	const char *text = NULL;

	lens_put_string(out, LENS_WORD, kind);
	while (digits < n && digits < 5 && body[digits] >= '0' && body[digits] <= '9')
		digits++;
	if (bytes[1] == ']' && digits) {
		unsigned number = 0;

		for (size_t i = 0; i < digits; i++)
			number = number * 10 + (unsigned)(body[i] - '0');
		lens_format(out, LENS_WORD, " %u", number);
		text = escape_words_command(number);
		used += 1 + digits;
	}
	lens_indent(out, (unsigned)(WORDS_COLUMN - used));
	if (text)
		lens_format(out, LENS_PLAIN, "%s ", text);
}

static void put_string(const char *bytes, size_t n, struct lens_text *out)
{
	const char *body = bytes + 2;
	size_t end = n;
	bool whole = true;

	if (n > 3 && memcmp(bytes + n - 2, "\x1b\\", 2) == 0)
		end = n - 2;
	else if (bytes[n - 1] == BEL && n > 2)
		end = n - 1;
	else
		whole = false;
	put_string_kind(bytes, body, end - 2, out);
	put_quoted(body, end - 2 < STRING_SHOWN ? end - 2 : STRING_SHOWN, out);
	if (end - 2 > STRING_SHOWN)
		lens_format(out, LENS_DIM, " … (%zu bytes)", end - 2);
	if (!whole)
		lens_put_string(out, LENS_ERROR, " broken off");
}

static void put_unit(struct showing *s, const char *bytes, size_t n)
{
	if (is_text(bytes[0]))
		put_quoted(bytes, n, s->out);
	else if (bytes[0] != ESC)
		put_control(bytes[0], s->out);
	else if (n > 1 && bytes[1] && strchr("]PX^_k", bytes[1]))
		put_string(bytes, n, s->out);
	else
		put_sequence(s, bytes, n);
	lens_newline(s->out);
}

static void show(const struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
		 const char *bytes, size_t n, struct lens_text *out)
{
	struct showing *s = mem_alloc(sizeof(*s));

	(void)scan;
	(void)o;
	s->direction = d;
	s->out = out;
	parser_init(&s->parser, &actions, s);
	for (size_t done = 0; done < n;) {
		size_t at = 0, length = unit_length(d, bytes + done, n - done, &at);

		/* What would decide where the last one ends isn't there: it stands for itself. */
		if (!length)
			length = at && at < n - done ? at : n - done;
		put_unit(s, bytes + done, length);
		done += length;
	}
	free(s);
}

static unsigned guess(const char *bytes, size_t n)
{
	const char *csi = memmem(bytes, n, "\x1b[", 2);

	return csi ? 40 : 0;
}

const struct lens_row lens_escapes = {
	.name = "escapes",
	.summary = "escape sequences in words, text in quotes",
	.stream = true,
	.frame = whole_units,
	.pause = pause,
	.show = show,
	.guess = guess,
};
