#include "lens/item.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "base/poison.h"

enum { MANY = 1 << 30 }; /* values: more than fit into a message */

uint64_t item_payload(const struct item *i)
{
	bool has = i->kind == ITEM_TEXT || i->kind == ITEM_BYTES || i->kind == ITEM_EXTENSION;

	return has ? i->number : 0;
}

static uint64_t item_children(const struct item *i)
{
	uint64_t count = i->number < MANY ? i->number : MANY;

	switch (i->kind) {
	case ITEM_ARRAY: return count;
	case ITEM_MAP: return 2 * count;
	case ITEM_TAG: return 1;
	default: return 0;
	}
}

/* --- Where a message ends. */

/* What stands around the next value, of what has no length. */
enum around { AROUND_NOTHING, AROUND_ARRAY, AROUND_KEY, AROUND_VALUE, AROUND_TEXT, AROUND_BYTES };

/* The places of scan->state. */
enum {
	STARTED,
	LEFT, /* values to come within what has a length */
	SKIP, /* bytes to come of the last value */
	AROUND,
	DEPTH, /* of what is below */
	STACK, /* LEFT << 8 | AROUND of what is around that */
	STACK_END = 40,
};

static bool push(uint64_t *s, enum around around)
{
	if (STACK + s[DEPTH] == STACK_END)
		return false;
	s[STACK + s[DEPTH]++] = s[LEFT] << 8 | s[AROUND];
	s[LEFT] = 0;
	s[AROUND] = around;
	return true;
}

static bool pop(uint64_t *s)
{
	if (s[LEFT] || s[AROUND] == AROUND_NOTHING || s[AROUND] == AROUND_VALUE)
		return false;
	s[LEFT] = s[STACK + --s[DEPTH]] >> 8;
	s[AROUND] = s[STACK + s[DEPTH]] & 0xff;
	return true;
}

static enum around inside(enum item_kind kind)
{
	switch (kind) {
	case ITEM_MAP: return AROUND_KEY;
	case ITEM_TEXT: return AROUND_TEXT;
	case ITEM_BYTES: return AROUND_BYTES;
	default: return AROUND_ARRAY;
	}
}

/* Takes a value into account; false if it can't stand there. */
static bool advance(uint64_t *s, const struct item *i)
{
	enum around around = (enum around)s[AROUND];

	if (i->kind == ITEM_WRONG)
		return false;
	if (i->kind == ITEM_BREAK)
		return pop(s);
	if ((around == AROUND_TEXT && (i->kind != ITEM_TEXT || i->endless)) ||
	    (around == AROUND_BYTES && (i->kind != ITEM_BYTES || i->endless)))
		return false;
	if (s[LEFT])
		s[LEFT]--;
	else if (around == AROUND_KEY || around == AROUND_VALUE)
		s[AROUND] = around == AROUND_KEY ? AROUND_VALUE : AROUND_KEY;
	s[LEFT] += item_children(i);
	s[SKIP] = item_payload(i);
	return !i->endless || push(s, inside(i->kind));
}

static bool is_done(const uint64_t *s)
{
	return !s[LEFT] && s[AROUND] == AROUND_NOTHING && !s[SKIP];
}

size_t item_frame(const struct item_format *f, struct lens_scan *scan, const char *bytes, size_t n)
{
	uint64_t *s = scan->state;

	if (!s[STARTED])
		s[STARTED] = s[LEFT] = 1;
	while (scan->at < n) {
		size_t there = n - scan->at;
		struct item i;

		if (s[SKIP]) {
			there = s[SKIP] < there ? (size_t)s[SKIP] : there;
			s[SKIP] -= there;
			scan->at += there;
		} else {
			i = f->read(bytes + scan->at, there);
			if (i.kind == ITEM_SHORT)
				return 0;
			scan->at += i.head;
			if (!advance(s, &i))
				return scan->at;
			if (!s[LEFT] && s[AROUND] == AROUND_NOTHING)
				scan->length = scan->at + s[SKIP];
		}
		if (is_done(s))
			return scan->at;
	}
	return 0;
}

/* What is known of bytes that may be of the format. */
struct looks {
	bool texts; /* some aren't empty */
	bool heads; /* there are some, but for the first, that no line of text is made of */
};

/* Whether bytes of a text, as far as they are there, have no controls but ends of lines. */
static bool is_plain(const char *bytes, size_t n, bool whole)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if (c == 0x7f || (c < ' ' && c != '\n' && c != '\r' && c != '\t'))
			return false;
	}
	return !whole || utf8_valid(bytes, n);
}

static bool is_of_text(unsigned char head)
{
	return (head >= ' ' && head < 0x80) || (head >= '\a' && head <= '\r') || head == 0x1b;
}

/* Goes over the value at `*at`, without those in it; false if it can't stand there. */
static bool look(uint64_t *s, const struct item *i, const char *bytes, size_t n, size_t *at,
		 struct looks *l)
{
	size_t there;

	l->heads = l->heads || (*at && !is_of_text((unsigned char)bytes[*at]));
	*at += i->head;
	if (!advance(s, i))
		return false;
	there = s[SKIP] < n - *at ? (size_t)s[SKIP] : n - *at;
	s[SKIP] = 0;
	l->texts = l->texts || (i->kind == ITEM_TEXT && i->number);
	*at += there;
	return i->kind != ITEM_TEXT || is_plain(bytes + *at - there, there, there == i->number);
}

unsigned item_guess(const struct item_format *f, const char *bytes, size_t n)
{
	struct lens_scan scan = { .state = { [LEFT] = 1 } };
	struct looks l = { .texts = false };
	size_t at = 0;

	while (at < n && !is_done(scan.state)) {
		struct item i = f->read(bytes + at, n - at);
		bool holds = (i.kind == ITEM_ARRAY || i.kind == ITEM_MAP) &&
			     (i.number || i.endless);

		if (i.kind == ITEM_SHORT)
			break;
		if ((!at && !holds) || !look(scan.state, &i, bytes, n, &at, &l))
			return 0;
	}
	if (!l.texts || !l.heads)
		return 0;
	return at == n && is_done(scan.state) ? 60 : 40;
}

/* --- Numbers. */

void item_append_integer(const struct item *i, struct str *out)
{
	if (i->kind == ITEM_UNSIGNED)
		str_append_format(out, "%" PRIu64, i->number);
	else if (i->number == UINT64_MAX)
		str_append_string(out, "-18446744073709551616");
	else
		str_append_format(out, "-%" PRIu64, i->number + 1);
}

/* Makes the last digit before the exponent one more, if that is the number: half a digit was
 * rounded down. */
static bool round_up(char *text, double value)
{
	char *last = strchr(text, 'e') - 1;

	if (*last < '0' || *last == '9')
		return false;
	++*last;
	return strtod(text, NULL) == value;
}

/* The digits of a positive number, the first before the dot, to `digits`; returns the exponent. */
static int split(double value, char digits[32])
{
	char text[40];
	size_t n = 0;

	for (int most = 0; most <= 16; most++) {
		snprintf(text, sizeof(text), "%.*e", most, value);
		if (strtod(text, NULL) == value || round_up(text, value))
			break;
	}
	for (const char *p = text; *p && *p != 'e'; p++) {
		if (*p != '.')
			digits[n++] = *p;
	}
	while (n > 1 && digits[n - 1] == '0')
		n--;
	digits[n] = '\0';
	return (int)strtol(strchr(text, 'e') + 1, NULL, 10);
}

/* As ECMAScript has numbers, with a fraction always. */
void item_append_real(double value, struct str *out)
{
	char digits[32];
	int exponent, n;

	if (isnan(value)) {
		str_append_string(out, "NaN");
		return;
	}
	str_append_string(out, signbit(value) ? "-" : "");
	if (isinf(value)) {
		str_append_string(out, "Infinity");
		return;
	}
	exponent = split(fabs(value), digits);
	n = (int)strlen(digits);
	if (exponent < -7 || exponent > 20)
		str_append_format(out, "%c.%se%+d", digits[0], n > 1 ? digits + 1 : "0", exponent);
	else if (exponent < 0)
		str_append_format(out, "0.%.*s%s", -exponent - 1, "000000", digits);
	else if (n <= exponent + 1)
		str_append_format(out, "%s%.*s.0", digits, exponent + 1 - n,
				  "000000000000000000000");
	else
		str_append_format(out, "%.*s.%s", exponent + 1, digits, digits + exponent + 1);
}
