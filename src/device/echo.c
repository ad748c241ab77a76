#include "device/echo.h"

#include <ctype.h>
#include <string.h>

#include "base/poison.h"

enum {
	ECHO_SCROLLED_LEAST = 4, /* characters that a line scrolled sideways must show */
	ECHO_COMPARED_MAX = 512, /* bytes of a command that another text is compared with */
	ECHO_ROW = 72, /* columns, from which a screen may show no more of a line, */
	ECHO_ROWS = 256, /* up to which it may be so */
};

void echo_init(struct echo *e)
{
	str_init(&e->command);
	e->seen = 0;
	e->whole = true;
}

void echo_fini(struct echo *e)
{
	str_fini(&e->command);
}

void echo_begin(struct echo *e, const char *command, size_t n)
{
	str_clear(&e->command);
	str_append(&e->command, command, n);
	e->seen = 0;
	e->whole = false;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static size_t skip_blanks(const char *text, size_t n, size_t at)
{
	while (at < n && is_blank(text[at]))
		at++;
	return at;
}

/*
 * Goes along two texts as far as they agree, blanks aside, which devices drop, add and wrap at.
 * Returns how far it came in `a`; *b_at is how far in `b`.
 */
static size_t agree(const char *a, size_t a_length, const char *b, size_t b_length, size_t *b_at)
{
	size_t i = skip_blanks(a, a_length, 0), k = skip_blanks(b, b_length, 0);

	while (i < a_length && k < b_length && a[i] == b[k]) {
		i = skip_blanks(a, a_length, i + 1);
		k = skip_blanks(b, b_length, k + 1);
	}
	*b_at = k;
	return i;
}

static size_t word_length(const char *text, size_t n, size_t at)
{
	size_t start = at;

	while (at < n && !is_blank(text[at]))
		at++;
	return at - start;
}

/* Whether `text` is `command` with its words completed by the device. */
static bool is_completed(const struct str *command, const char *text, size_t n)
{
	size_t i = skip_blanks(command->text, command->length, 0), k = skip_blanks(text, n, 0);

	while (i < command->length && k < n) {
		size_t length = word_length(command->text, command->length, i);
		size_t whole = word_length(text, n, k);

		if (whole < length || memcmp(command->text + i, text + k, length) != 0)
			return false;
		i = skip_blanks(command->text, command->length, i + length);
		k = skip_blanks(text, n, k + whole);
	}
	return i == command->length && k == n;
}

/* Whether it shows a piece of the command between marks of what doesn't fit: `$last words`. */
static bool is_scrolled(const struct str *command, const char *text, size_t n)
{
	const char *c = command->text;
	size_t length = command->length;

	if (n > ECHO_SCROLLED_LEAST && (text[0] == '$' || text[0] == '<'))
		return n - 1 <= length && memcmp(c + length - (n - 1), text + 1, n - 1) == 0;
	if (n > ECHO_SCROLLED_LEAST && (text[n - 1] == '$' || text[n - 1] == '>'))
		return n - 1 <= length && memcmp(c, text, n - 1) == 0;
	return false;
}

bool echo_takes(struct echo *e, const char *text, size_t n, bool prompted)
{
	size_t text_at, seen;

	if (prompted)
		e->seen = 0;
	seen = e->seen +
	       agree(e->command.text + e->seen, e->command.length - e->seen, text, n, &text_at);
	if (text_at == n && seen == e->command.length) {
		e->seen = seen;
		e->whole = true;
	} else if (text_at == n && seen > e->seen && (prompted || e->seen)) {
		e->seen = seen;
	} else if (prompted &&
		   (is_scrolled(&e->command, text, n) || is_completed(&e->command, text, n))) {
		e->whole = true;
	} else {
		/* What is missing of it will not come any more. */
		e->whole |= e->seen > 0;
		return false;
	}
	return true;
}

bool echo_may_begin(const struct echo *e, const char *text, size_t n)
{
	size_t text_at;

	agree(e->command.text, e->command.length, text, n, &text_at);
	return text_at == n || is_completed(&e->command, text, n) ||
	       is_scrolled(&e->command, text, n);
}

/* --- Lost and changed characters. */

static bool is_plain(const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!isprint((unsigned char)text[i]))
			return false;
	}
	return true;
}

static size_t count(const char *text, size_t n, char c)
{
	size_t found = 0;

	for (size_t i = 0; i < n; i++)
		found += text[i] == c;
	return found;
}

/* Whether the device may have made another text of it on purpose: help at a question mark, stars
 * for a secret, marks of a line scrolled sideways. */
static bool may_be_meant(const char *command, size_t length, const char *text, size_t n)
{
	return !is_plain(command, length) || !is_plain(text, n) || count(command, length, '?') ||
	       count(text, n, '*') > count(command, length, '*') ||
	       (strchr("$<", text[0]) && text[0] != command[0]) ||
	       (strchr("$>", text[n - 1]) && text[n - 1] != command[length - 1]);
}

/* Copies it without blanks, in small letters. Returns its length. */
static size_t condense(const char *text, size_t n, char *out)
{
	size_t length = 0;

	for (size_t i = 0; i < n; i++) {
		if (!is_blank(text[i]))
			out[length++] = (char)tolower((unsigned char)text[i]);
	}
	return length;
}

/* How many characters two texts have in common, in the same order. */
static size_t common_characters(const char *a, size_t a_length, const char *b, size_t b_length)
{
	unsigned short row[ECHO_COMPARED_MAX + 1] = { 0 };

	for (size_t i = 0; i < a_length; i++) {
		unsigned short before = 0;

		for (size_t k = 0; k < b_length; k++) {
			unsigned short above = row[k + 1];

			if (a[i] == b[k])
				row[k + 1] = (unsigned short)(before + 1);
			else if (row[k] > above)
				row[k + 1] = row[k];
			before = above;
		}
	}
	return row[b_length];
}

bool echo_differs(const struct echo *e, const char *text, size_t n, bool echoes)
{
	const char *command = e->command.text + e->seen;
	size_t length = e->command.length - e->seen, common;
	char a[ECHO_COMPARED_MAX], b[ECHO_COMPARED_MAX];
	bool begins;

	if (!n || !length || length > ECHO_COMPARED_MAX || n > ECHO_COMPARED_MAX ||
	    n > length + length / 8 + 2 || may_be_meant(command, length, text, n))
		return false;
	length = condense(command, length, a);
	n = condense(text, n, b);
	common = common_characters(a, length, b, n);
	if (!n || common == length || (n - common) * 4 > n)
		return false;
	begins = a[0] == b[0];
	if (!echoes)
		return begins && common * 4 >= length * 3;
	return begins ? common * 2 >= length : common * 5 >= length * 4;
}

bool echo_is_cut(const struct echo *e, size_t column, bool echoes)
{
	size_t end = column + e->seen;

	if (!e->seen || e->seen >= e->command.length)
		return false;
	if (!is_plain(e->command.text, e->command.length) ||
	    count(e->command.text, e->command.length, '?'))
		return false;
	if (end > ECHO_ROWS)
		return true;
	return end < ECHO_ROW && (echoes || e->seen * 4 >= e->command.length * 3);
}
