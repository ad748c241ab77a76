#include "demo/tint.h"

#include <string.h>

#include "base/str.h"
#include "base/utf8.h"

#include "base/poison.h"

static const struct {
	char letter;
	const char *sgr; /* the parameters of SGR (ECMA-48 8.3.117) */
} tints[] = {
	{ '0', "0" }, /* back to normal */
	{ 'b', "1" }, /* bold */
	{ 'd', "2" }, /* dim */
	{ 'i', "3" }, /* italic */
	{ 'u', "4" }, /* underlined */
	{ 'v', "7" }, /* reversed */
	{ 'r', "31" },   { 'g', "32" }, { 'y', "33" },   { 'l', "34" },
	{ 'm', "35" },   { 'c', "36" }, { 'K', "1;33" }, /* a key to press */
	{ 'T', "1;36" }, /* a title */
	{ 'N', "1;32" }, /* a name */
};

static const char *tint_sgr(char letter)
{
	for (size_t i = 0; i < sizeof(tints) / sizeof(tints[0]); i++) {
		if (tints[i].letter == letter)
			return tints[i].sgr;
	}
	return NULL;
}

/* The format with its tints as escape sequences. SGR parameters hold no `%`. */
static void tint_expand(struct str *out, const char *format)
{
	for (const char *p = format; *p; p++) {
		const char *sgr = p[0] == '{' && p[1] && p[2] == '}' ? tint_sgr(p[1]) : NULL;

		if (!sgr) {
			str_append_char(out, *p);
			continue;
		}
		str_append_string(out, "\033[");
		str_append_string(out, sgr);
		str_append_char(out, 'm');
		p += 2;
	}
}

static void append_lines(struct buf *out, const struct str *text)
{
	for (const char *at = text->text; *at;) {
		size_t run = strcspn(at, "\n");

		tint_append_bytes(out, at, run);
		at += run;
		if (*at == '\n') {
			buf_append(out, "\r\n", 2);
			at++;
		}
	}
}

/* Breaks the lines of `text` at blanks; those that begin a line stay. */
static void break_lines(struct str *out, const char *text, size_t columns)
{
	size_t column = 0;

	for (const char *at = text; *at;) {
		size_t blanks = strspn(at, " "), word = strcspn(at + blanks, " \n");
		size_t cells = tint_width(at + blanks, word);

		if (column && word && column + blanks + cells > columns) {
			str_append_char(out, '\n');
			at += blanks;
			column = blanks = 0;
		}
		str_append(out, at, blanks + word);
		column += blanks + cells;
		at += blanks + word;
		if (*at == '\n') {
			str_append_char(out, *at++);
			column = 0;
		}
	}
}

static void append_broken(struct buf *out, size_t columns, const struct str *text)
{
	struct str broken;

	str_init(&broken);
	if (columns)
		break_lines(&broken, text->text, columns);
	append_lines(out, columns ? &broken : text);
	str_fini(&broken);
}

void tint_append(struct buf *out, size_t columns, const char *format, va_list args)
{
	struct str expanded, text;

	str_init(&expanded);
	str_init(&text);
	tint_expand(&expanded, format);
	str_append_vformat(&text, expanded.text, args);
	append_broken(out, columns, &text);
	str_fini(&text);
	str_fini(&expanded);
}

void tint_append_text(struct buf *out, size_t columns, const char *head, const char *text)
{
	struct str expanded;

	str_init(&expanded);
	tint_expand(&expanded, head);
	tint_expand(&expanded, text);
	append_broken(out, columns, &expanded);
	str_fini(&expanded);
}

void tint_append_bytes(struct buf *out, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		buf_append_byte(out, (unsigned char)bytes[i]);
		if ((unsigned char)bytes[i] == 0xff)
			buf_append_byte(out, 0xff);
	}
}

/* The length of the escape sequence at `s`: CSI with its final byte, or ESC, `(` and a letter. */
static size_t escape_length(const char *s, size_t n)
{
	size_t at = 2;

	if (n < 2 || s[1] != '[')
		return n < 3 ? n : 3;
	while (at < n && (unsigned char)s[at] < 0x40)
		at++;
	return at < n ? at + 1 : n;
}

size_t tint_width(const char *bytes, size_t n)
{
	size_t cells = 0;

	for (size_t at = 0; at < n;) {
		const char *escape = memchr(bytes + at, '\033', n - at);
		size_t run = escape ? (size_t)(escape - bytes) - at : n - at;

		cells += utf8_text_width(bytes + at, run);
		at += run;
		if (at < n)
			at += escape_length(bytes + at, n - at);
	}
	return cells;
}

int tint_fit(const char *text, size_t cells)
{
	size_t length = strlen(text), at = 0;

	while (at < length) {
		size_t used = utf8_cluster_length(text + at, length - at);
		size_t width = utf8_text_width(text + at, used);

		if (width > cells)
			break;
		cells -= width;
		at += used;
	}
	return at > 65535 ? 65535 : (int)at;
}

void tint_convert(struct buf *out, Charset *charset, struct buf *text)
{
	struct buf converted = { 0 };

	if (charset)
		charset_encode(charset, buf_data(text), buf_length(text), &converted, NULL);
	else
		buf_append(out, buf_data(text), buf_length(text));
	tint_append_bytes(out, buf_data(&converted), buf_length(&converted));
	buf_fini(&converted);
	buf_fini(text);
}
