#include "base/backslash.h"

#include <string.h>

#include "base/hex.h"
#include "base/utf8.h"
#include "base/poison.h"

enum { CODE_POINT_DIGITS = 6, SHOWN = 12 };

static size_t one(char byte, size_t used, char *out, size_t *count)
{
	out[0] = byte;
	*count = 1;
	return used;
}

static size_t read_hex(const char *text, size_t n, char *out, size_t *count)
{
	int byte = n >= 4 ? hex_byte(text + 2) : -1;

	return byte < 0 ? 0 : one((char)byte, 4, out, count);
}

static size_t read_octal(const char *text, size_t n, char *out, size_t *count)
{
	unsigned value = 0;
	size_t i = 1;

	while (i < n && i <= 3 && text[i] >= '0' && text[i] <= '7')
		value = value * 8 + (unsigned)(text[i++] - '0');
	return value > 0xff ? 0 : one((char)value, i, out, count);
}

/* `digits` of them are wanted; 0: any number up to a brace. */
static size_t read_code_point(const char *text, size_t n, char *out, size_t *count)
{
	bool braced = n > 2 && text[2] == '{';
	size_t at = braced ? 3 : 2, first = at, most = braced ? CODE_POINT_DIGITS : 4;
	uint32_t cp = 0;

	while (at < n && at < first + most && hex_value(text[at]) >= 0)
		cp = cp << 4 | (uint32_t)hex_value(text[at++]);
	if (braced ? at == first || at == n || text[at] != '}' : at < first + most)
		return 0;
	if (cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff))
		return 0;
	*count = utf8_encode(cp, out);
	return at + braced;
}

size_t backslash_read(const char *text, size_t n, char out[BACKSLASH_BYTES_MAX], size_t *count)
{
	static const char names[] = "rntabefv\\\"", bytes[] = "\r\n\t\a\b\x1b\f\v\\\"";
	const char *name;

	if (n < 2 || text[0] != '\\' || !text[1])
		return 0;
	switch (text[1]) {
	case 'x': return read_hex(text, n, out, count);
	case 'u': return read_code_point(text, n, out, count);
	default: break;
	}
	if (text[1] >= '0' && text[1] <= '7')
		return read_octal(text, n, out, count);
	name = strchr(names, text[1]);
	return name ? one(bytes[name - names], 2, out, count) : 0;
}

bool backslash_check(const char *text, size_t n, struct err *e)
{
	char bytes[BACKSLASH_BYTES_MAX];
	size_t count;

	for (size_t i = 0, used; i < n; i += used) {
		used = text[i] == '\\' ? backslash_read(text + i, n - i, bytes, &count) : 1;
		if (!used)
			return err_set(e, ERR_USAGE,
				       "column %zu: `%.*s` is no escape (\\r \\n \\t \\e \\0 \\xHH "
				       "\\uHHHH; a backslash is \\\\)",
				       i + 1, (int)utf8_cut(text + i, n - i, SHOWN), text + i);
	}
	return true;
}

bool backslash_decode(const char *text, size_t n, struct buf *out, struct err *e)
{
	char bytes[BACKSLASH_BYTES_MAX];
	size_t count;

	if (!backslash_check(text, n, e))
		return false;
	for (size_t i = 0, used; i < n; i += used) {
		used = text[i] == '\\' ? backslash_read(text + i, n - i, bytes, &count) : 0;
		buf_append(out, used ? bytes : text + i, used ? count : 1);
		used = used ? used : 1;
	}
	return true;
}
