#include "lens/http-head.h"

#include <string.h>
#include <strings.h>

#include "base/hex.h"

#include "base/poison.h"

enum { DIGITS_MAX = 18 };

static bool is_version(struct slice text)
{
	return text.n == 8 && slice_begins(text, "HTTP/1.") && text.s[7] >= '0' && text.s[7] <= '9';
}

/* Whether all of it may be in a method or the name of a field (RFC 9110, 5.6.2). */
static bool is_token(struct slice text)
{
	for (size_t i = 0; i < text.n; i++) {
		char c = text.s[i];

		if (!((c | 32) >= 'a' && (c | 32) <= 'z') && !(c >= '0' && c <= '9') &&
		    (!c || !strchr("!#$%&'*+-.^_`|~", c)))
			return false;
	}
	return text.n;
}

bool http_read_start(struct slice line, struct http_start *out)
{
	struct slice first = slice_until(&line, ' '), last = line;

	*out = (struct http_start){ .version = first };
	if (is_version(first)) {
		out->status = slice_until(&line, ' ');
		out->reason = line;
		return out->status.n == 3 && slice_digits(out->status) == 3;
	}
	out->method = first;
	out->target = slice_until(&last, ' ');
	out->version = last;
	return is_token(first) && out->target.n && is_version(last);
}

static struct slice trim(struct slice text)
{
	slice_skip_blanks(&text);
	while (text.n && (text.s[text.n - 1] == ' ' || text.s[text.n - 1] == '\t'))
		text.n--;
	return text;
}

bool http_next_field(struct slice *rest, struct slice *name, struct slice *value)
{
	struct slice line = slice_until(rest, '\n');

	line = slice_line(line.s, line.n);
	if (!line.n)
		return false;
	*value = line;
	*name = slice_until(value, ':');
	if (!is_token(*name) || name->n == line.n) {
		*value = line;
		name->n = 0;
	}
	*value = trim(*value);
	return true;
}

static bool is_name(struct slice name, const char *word)
{
	return name.n == strlen(word) && strncasecmp(name.s, word, name.n) == 0;
}

/* Whether the last of the codings is `chunked`. */
static bool ends_chunked(struct slice value)
{
	static const char word[] = "chunked";
	size_t n = sizeof(word) - 1;

	return value.n >= n && strncasecmp(value.s + value.n - n, word, n) == 0;
}

static void note_length(struct http_framing *f, struct slice value)
{
	uint64_t length = 0;

	if (!value.n || value.n > DIGITS_MAX || slice_digits(value) != value.n) {
		f->wrong = "Content-Length is no number";
		return;
	}
	for (size_t i = 0; i < value.n; i++)
		length = length * 10 + (uint64_t)(value.s[i] - '0');
	if (f->has_length && length != f->length)
		f->wrong = "Content-Length stands there twice";
	f->has_length = true;
	f->length = length;
}

void http_note_field(struct http_framing *f, struct slice name, struct slice value)
{
	if (is_name(name, "Content-Length"))
		note_length(f, value);
	if (is_name(name, "Transfer-Encoding")) {
		f->coded = true;
		f->chunked = ends_chunked(value);
	}
	if (f->coded && f->has_length)
		f->wrong = "it has both Content-Length and Transfer-Encoding";
}

enum http_body http_body_of(const struct http_framing *f, unsigned status)
{
	/* RFC 9112, 6.3 */
	if (status == 101)
		return HTTP_OTHER;
	if (status / 100 == 1 || status == 204 || status == 304)
		return HTTP_NO_BODY;
	if (f->chunked)
		return HTTP_CHUNKED;
	if (f->has_length && !f->coded)
		return f->length ? HTTP_LENGTH : HTTP_NO_BODY;
	return status ? HTTP_UNTIL_END : HTTP_NO_BODY;
}

unsigned http_status(const struct http_start *start)
{
	unsigned status = 0;

	for (size_t i = 0; i < start->status.n; i++)
		status = status * 10 + (unsigned)(start->status.s[i] - '0');
	return status;
}

bool http_chunk_size(struct slice line, uint64_t *size)
{
	size_t i = 0;

	*size = 0;
	while (i < line.n && i < 15 && hex_value(line.s[i]) >= 0)
		*size = *size * 16 + (uint64_t)hex_value(line.s[i++]);
	return i && (i == line.n || line.s[i] == ';' || line.s[i] == ' ' || line.s[i] == '\t');
}
