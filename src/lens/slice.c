#include "lens/slice.h"

#include <string.h>

#include "base/poison.h"

size_t slice_frame_line(struct lens_scan *scan, const char *bytes, size_t n)
{
	const char *newline = memchr(bytes + scan->at, '\n', n - scan->at);
	size_t length = newline ? (size_t)(newline + 1 - bytes) : 0;

	scan->at = n;
	scan->between = length == 1 || (length == 2 && *bytes == '\r');
	return length;
}

struct slice slice_line(const char *bytes, size_t n)
{
	n -= n && bytes[n - 1] == '\n';
	n -= n && bytes[n - 1] == '\r';
	return (struct slice){ bytes, n };
}

struct slice slice_take(struct slice *from, uint64_t n)
{
	struct slice taken = { from->s, n < from->n ? (size_t)n : from->n };

	from->s += taken.n;
	from->n -= taken.n;
	return taken;
}

struct slice slice_until(struct slice *from, char c)
{
	const char *end = memchr(from->s, c, from->n);
	struct slice taken = slice_take(from, end ? (size_t)(end - from->s) : from->n);

	slice_take(from, 1);
	return taken;
}

void slice_skip_blanks(struct slice *from)
{
	while (from->n && (*from->s == ' ' || *from->s == '\t'))
		slice_take(from, 1);
}

bool slice_begins(struct slice text, const char *word)
{
	size_t n = strlen(word);

	return text.n >= n && memcmp(text.s, word, n) == 0;
}

bool slice_is(struct slice text, const char *word)
{
	return text.n == strlen(word) && slice_begins(text, word);
}

size_t slice_digits(struct slice text)
{
	size_t i = 0;

	while (i < text.n && text.s[i] >= '0' && text.s[i] <= '9')
		i++;
	return i;
}

Json *slice_json(struct slice text)
{
	return json_new_string(text.s, text.n);
}

void slice_put(Json *object, const char *name, struct slice text)
{
	if (text.n)
		json_put(object, name, slice_json(text));
}

void slice_show(struct lens_text *out, enum lens_style style, struct slice text)
{
	lens_put_peer(out, style, text.s, text.n);
}
