#include "demo/tint.h"

#include <string.h>

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

void tint_expand(struct str *out, const char *text)
{
	for (; *text; text++) {
		const char *sgr = text[0] == '{' && text[1] && text[2] == '}' ? tint_sgr(text[1]) :
										NULL;

		if (!sgr) {
			str_append_char(out, *text);
			continue;
		}
		str_append_format(out, "\033[%sm", sgr);
		text += 2;
	}
}

void tint_break(struct str *text, size_t columns)
{
	size_t column = 0;

	for (size_t at = 0; at < text->length;) {
		size_t blanks = strspn(text->text + at, " ");
		size_t word = strcspn(text->text + at + blanks, " \n");
		size_t cells = tint_width(text->text + at + blanks, word);

		if (column && word && column + blanks + cells > columns) {
			str_splice(text, at, blanks, "\n", 1);
			column = blanks = 0;
			at++;
		}
		column += blanks + cells;
		at += blanks + word;
		if (text->text[at] == '\n') {
			column = 0;
			at++;
		}
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
