/* Lines with their controls by name, as cat -v has them; a carriage return is one of them. */
#include <string.h>

#include "base/utf8.h"
#include "lens/lens-table.h"
#include "base/poison.h"

enum { LINE_MAX_BYTES = 64 * 1024 }; /* a longer line goes on in the next */

/* How much of a line that is too long stands in one: no character is cut. */
static size_t cut_length(const char *bytes)
{
	return utf8_cut(bytes, LINE_MAX_BYTES + UTF8_MAX, LINE_MAX_BYTES);
}

/* The length of the first line with its newline; 0: it isn't all there. `at` bytes of it were
 * looked at. */
static size_t line_length(const char *bytes, size_t n, size_t at)
{
	size_t most = LINE_MAX_BYTES + UTF8_MAX, end = n < most ? n : most;
	const char *newline = at < end ? memchr(bytes + at, '\n', end - at) : NULL;

	if (newline)
		return (size_t)(newline + 1 - bytes);
	return n >= most ? cut_length(bytes) : 0;
}

static size_t whole_lines(struct lens_scan *scan, const struct lens_options *o,
			  enum lens_direction d, const char *bytes, size_t n, bool ended)
{
	size_t end = 0, length;

	(void)o;
	(void)d;
	(void)ended;
	while ((length = line_length(bytes + end, n - end, end ? 0 : scan->at)))
		end += length;
	scan->at = n;
	return end;
}

/* An unfinished character waits for its rest. */
static size_t pause(const char *bytes, size_t n)
{
	for (size_t back = 1; back <= n && back < UTF8_MAX; back++) {
		uint32_t cp;

		if (((unsigned char)bytes[n - back] & 0xc0) == 0xc0)
			return utf8_decode(bytes + n - back, back, &cp) ? n : n - back;
	}
	return n;
}

/* A tab stays one. */
static void put_part(const char *bytes, size_t n, struct lens_text *out)
{
	const char *tab;

	while ((tab = memchr(bytes, '\t', n))) {
		size_t length = (size_t)(tab - bytes);

		lens_put_peer(out, LENS_PLAIN, bytes, length);
		lens_put(out, LENS_PLAIN, "\t", 1);
		bytes += length + 1;
		n -= length + 1;
	}
	lens_put_peer(out, LENS_PLAIN, bytes, n);
}

static void put_line(const char *bytes, size_t n, struct lens_text *out)
{
	n -= n && bytes[n - 1] == '\n';
	if (n && bytes[n - 1] == '\r') {
		put_part(bytes, n - 1, out);
		lens_put_peer(out, LENS_DIM, "\r", 1);
	} else {
		put_part(bytes, n, out);
	}
	lens_newline(out);
}

static void show(const struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
		 const char *bytes, size_t n, struct lens_text *out)
{
	size_t at = 0;

	(void)scan;
	(void)o;
	(void)d;
	while (at < n) {
		size_t length = line_length(bytes + at, n - at, 0);

		length = length ? length : n - at;
		put_line(bytes + at, length, out);
		at += length;
	}
}

const struct lens_row lens_text = {
	.name = "text",
	.summary = "lines with their controls by name, as cat -v has them",
	.stream = true,
	.frame = whole_lines,
	.pause = pause,
	.show = show,
};
