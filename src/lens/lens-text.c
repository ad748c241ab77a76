#include "lens/lens-text.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/deceptive.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "base/poison.h"

enum { FIRST_RUNS = 16 };

void lens_text_init(struct lens_text *t)
{
	*t = (struct lens_text){ .run_count = 0 };
	str_init(&t->text);
}

void lens_text_fini(struct lens_text *t)
{
	str_fini(&t->text);
	free(t->runs);
	lens_text_init(t);
}

void lens_text_clear(struct lens_text *t)
{
	str_clear(&t->text);
	t->run_count = 0;
}

void lens_text_truncate(struct lens_text *t, size_t length)
{
	struct lens_run *last;

	str_truncate(&t->text, length);
	while (t->run_count && t->runs[t->run_count - 1].start >= length)
		t->run_count--;
	last = t->run_count ? &t->runs[t->run_count - 1] : NULL;
	if (last && last->start + last->length > length)
		last->length = length - last->start;
}

bool lens_text_is_full(const struct lens_text *t)
{
	return t->limit && t->text.length >= t->limit;
}

/* Gives what was appended from `start` on its style. */
static void mark(struct lens_text *t, enum lens_style style, size_t start)
{
	size_t n = t->text.length - start;
	struct lens_run *last = t->run_count ? &t->runs[t->run_count - 1] : NULL;

	if (!n || style == LENS_PLAIN)
		return;
	if (last && last->style == style && last->start + last->length == start) {
		last->length += n;
		return;
	}
	if (t->run_count == t->run_size) {
		t->run_size = t->run_size ? t->run_size * 2 : FIRST_RUNS;
		t->runs = mem_resize(t->runs, t->run_size, sizeof(*t->runs));
	}
	t->runs[t->run_count++] = (struct lens_run){ start, n, style };
}

void lens_put(struct lens_text *t, enum lens_style style, const char *words, size_t n)
{
	size_t start = t->text.length;

	if (lens_text_is_full(t))
		return;
	str_append(&t->text, words, n);
	mark(t, style, start);
}

void lens_put_string(struct lens_text *t, enum lens_style style, const char *words)
{
	size_t start = t->text.length;

	if (lens_text_is_full(t))
		return;
	str_append_string(&t->text, words);
	mark(t, style, start);
}

/* How many of the `n` bytes are ASCII that needs no look. */
static size_t plain_length(const char *bytes, size_t n)
{
	size_t i = 0;

	while (i < n && bytes[i] >= ' ' && bytes[i] < 0x7f)
		i++;
	return i;
}

/* Appends the first character of the `n` > 0 bytes; returns its length. */
static size_t put_character(struct str *out, const char *bytes, size_t n)
{
	char name[DECEPTIVE_NAME_MAX];
	uint32_t cp;
	size_t length = utf8_decode(bytes, n, &cp);

	if (!length || (length == 1 && (unsigned char)bytes[0] >= 0x80)) {
		str_append_format(out, "\\x%02x", (unsigned char)bytes[0]);
		return 1;
	}
	if (deceptive_class(cp) & DECEPTIVE_PLACE)
		str_append(out, name, deceptive_name(cp, name));
	else
		str_append(out, bytes, length);
	return length;
}

void lens_put_peer(struct lens_text *t, enum lens_style style, const char *bytes, size_t n)
{
	size_t start = t->text.length;

	while (n && !lens_text_is_full(t)) {
		size_t length = plain_length(bytes, n);

		str_append(&t->text, bytes, length);
		if (!length)
			length = put_character(&t->text, bytes, n);
		bytes += length;
		n -= length;
	}
	mark(t, style, start);
}

void lens_format(struct lens_text *t, enum lens_style style, const char *format, ...)
{
	size_t start = t->text.length;
	va_list args;

	if (lens_text_is_full(t))
		return;
	va_start(args, format);
	str_append_vformat(&t->text, format, args);
	va_end(args);
	mark(t, style, start);
}

void lens_newline(struct lens_text *t)
{
	if (!lens_text_is_full(t))
		str_append_char(&t->text, '\n');
}

void lens_indent(struct lens_text *t, unsigned columns)
{
	static const char blanks[] = "                                ";
	const unsigned most = sizeof(blanks) - 1;

	if (lens_text_is_full(t))
		return;
	for (; columns > most; columns -= most)
		str_append(&t->text, blanks, most);
	str_append(&t->text, blanks, columns);
}
