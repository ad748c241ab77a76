#include <stdio.h>
#include <string.h>

#include "lens/hex-rows.h"
#include "lens/lens-table.h"
#include "base/poison.h"

static const char digits[] = "0123456789abcdef";

/* The number of the row's first byte, of eight digits or more. */
static void put_offset(uint64_t offset, struct lens_text *out)
{
	char text[17];
	size_t at = sizeof(text);

	text[--at] = ':';
	for (unsigned i = 0; i < 8 || offset; i++, offset >>= 4)
		text[--at] = digits[offset & 15];
	lens_put(out, LENS_DIM, text + at, sizeof(text) - at);
}

static void put_row(const char *bytes, size_t n, struct lens_text *out)
{
	char hex[HEX_ROW * 3 + 2], ascii[HEX_ROW];

	memset(hex, ' ', sizeof(hex));
	for (size_t i = 0; i < n; i++) {
		uint8_t byte = (uint8_t)bytes[i];

		hex[3 * i + 1] = digits[byte >> 4];
		hex[3 * i + 2] = digits[byte & 15];
		ascii[i] = byte >= ' ' && byte < 0x7f ? bytes[i] : '.';
	}
	lens_put(out, LENS_PLAIN, hex, sizeof(hex));
	lens_put(out, LENS_STRING, ascii, n);
}

void hex_rows(const char *bytes, size_t n, uint64_t offset, unsigned indent, struct lens_text *out)
{
	for (size_t at = 0; at < n; at += HEX_ROW) {
		lens_indent(out, indent);
		put_offset(offset + at, out);
		put_row(bytes + at, n - at < HEX_ROW ? n - at : HEX_ROW, out);
		lens_newline(out);
	}
}

void hex_append(const char *bytes, size_t n, struct str *out)
{
	for (size_t i = 0; i < n; i++) {
		const char pair[] = { digits[(uint8_t)bytes[i] >> 4],
				      digits[(uint8_t)bytes[i] & 15] };

		str_append(out, pair, sizeof(pair));
	}
}

static size_t whole_rows(struct lens_scan *scan, const struct lens_options *o,
			 enum lens_direction d, const char *bytes, size_t n, bool ended)
{
	(void)scan;
	(void)o;
	(void)d;
	(void)bytes;
	return ended ? n : n - n % HEX_ROW;
}

static size_t pause(const char *bytes, size_t n)
{
	(void)bytes;
	return n;
}

static void show(const struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
		 const char *bytes, size_t n, struct lens_text *out)
{
	(void)o;
	(void)d;
	hex_rows(bytes, n, scan->offset, 0, out);
}

const struct lens_row lens_hex = {
	.name = "hex",
	.summary = "rows of hexadecimal digits and ASCII, as xxd -g1 prints them",
	.wire = true,
	.stream = true,
	.frame = whole_rows,
	.pause = pause,
	.show = show,
};
