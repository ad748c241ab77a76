#include "base/line-regex.h"

#include <string.h>

#include "base/poison.h"

/* A pass over an expression. */
struct pass {
	const char *text;
	size_t n, at;
	struct str *out;
};

static char peek(const struct pass *p, size_t ahead)
{
	return p->at + ahead < p->n ? p->text[p->at + ahead] : '\0';
}

static void copy(struct pass *p, size_t n)
{
	str_append(p->out, p->text + p->at, n);
	p->at += n;
}

static bool is_one_of(char c, const char *set)
{
	return c && strchr(set, c);
}

static bool is_word(char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
	       (unsigned char)c >= 0x80;
}

/* After a backslash, outside brackets. */
static bool take_escape(struct pass *p)
{
	static const char *const wide[][2] = {
		{ "s", "[^\\S\n]" }, { "D", "[^\\d\n]" }, { "W", "[^\\w\n]" }, { "H", "[^\\h\n]" }
	};
	char c = peek(p, 1);

	for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++) {
		if (c == wide[i][0][0]) {
			str_append_string(p->out, wide[i][1]);
			p->at += 2;
			return true;
		}
	}
	if (!c || (is_word(c) && !is_one_of(c, "dwhtSbBNV")))
		return false;
	copy(p, 2);
	return true;
}

/* A class by name within brackets, [:alpha:]. */
static bool take_named_class(struct pass *p, bool negated)
{
	const char *end = memchr(p->text + p->at, ']', p->n - p->at);
	size_t length = end ? (size_t)(end - p->text) + 1 - p->at : 0;
	const char *name = p->text + p->at + 2;

	if (length < 5 || name[length - 4] != ':')
		return false;
	if (!negated && (name[0] == '^' || name[0] == 's' || name[0] == 'c'))
		return false;
	copy(p, length);
	return true;
}

/* A class in brackets. One that says what it isn't says so of a newline, too. */
static bool take_class(struct pass *p)
{
	bool negated = peek(p, 1) == '^';

	copy(p, negated ? 2 : 1);
	if (negated)
		str_append_char(p->out, '\n');
	if (peek(p, 0) == ']') {
		str_append_string(p->out, "\\]");
		p->at++;
	}
	while (p->at < p->n) {
		char c = peek(p, 0), next = peek(p, 1);

		if (c == ']') {
			copy(p, 1);
			return true;
		}
		if (c == '[' && is_one_of(next, ".="))
			return false;
		if (c == '[' && next == ':') {
			if (!take_named_class(p, negated))
				return false;
			continue;
		}
		if (c == '\\' && (!next || (is_word(next) &&
					    !is_one_of(next, negated ? "dwhstDWHSV" : "dwhtSV"))))
			return false;
		copy(p, c == '\\' ? 2 : 1);
	}
	return false;
}

/* A quantifier's last character; none may give nothing back. */
static bool take_quantifier(struct pass *p)
{
	copy(p, 1);
	return peek(p, 0) != '+';
}

static bool take_group(struct pass *p)
{
	bool plain = peek(p, 1) != '?' && peek(p, 1) != '*';

	if (!plain && (peek(p, 1) != '?' || peek(p, 2) != ':'))
		return false;
	copy(p, plain ? 1 : 3);
	return true;
}

/* Takes one item; false if nothing can be said of the expression. */
static bool take_item(struct pass *p)
{
	switch (peek(p, 0)) {
	case '\0':
	case '\n': return false;
	case '\\': return take_escape(p);
	case '[': return take_class(p);
	case '(': return take_group(p);
	case '*':
	case '+':
	case '?':
	case '}': return take_quantifier(p);
	case '$':
		str_append_string(p->out, "(?= *$)");
		p->at++;
		return !is_one_of(peek(p, 0), "*+?{");
	default: copy(p, 1); return true;
	}
}

bool line_regex(const char *text, size_t n, struct str *out)
{
	struct pass p = { .text = text, .n = n, .out = out };
	bool known = true;

	str_clear(out);
	while (known && p.at < p.n)
		known = take_item(&p);
	return known;
}
