#include "base/literal-regex.h"

#include <string.h>

#include "base/poison.h"

enum { DEPTH_MAX = 3 }; /* of groups */

/* A pass over an expression. */
struct pass {
	const char *text;
	size_t n, at;
	unsigned depth;
};

static char peek(const struct pass *p)
{
	return p->at < p->n ? p->text[p->at] : '\0';
}

/* Appends `text` to each of the strings. */
static bool append_to_all(struct literals *all, const char *text, size_t n)
{
	for (size_t i = 0; i < all->count; i++) {
		struct literal *l = &all->of[i];

		if (n > LITERAL_BYTES - l->length)
			return false;
		memcpy(l->text + l->length, text, n);
		l->length += n;
	}
	return true;
}

static bool add_all(struct literals *all, const struct literals *more)
{
	if (more->count > LITERALS_MAX - all->count)
		return false;
	memcpy(all->of + all->count, more->of, more->count * sizeof(*more->of));
	all->count += more->count;
	return true;
}

/* Makes each of the strings those that each of `ends` follows on it. */
static bool append_each(struct literals *all, const struct literals *ends)
{
	struct literals product = { 0 };

	for (size_t i = 0; i < all->count; i++) {
		for (size_t k = 0; k < ends->count; k++) {
			struct literals one = { .count = 1, .of = { all->of[i] } };

			if (!append_to_all(&one, ends->of[k].text, ends->of[k].length) ||
			    !add_all(&product, &one))
				return false;
		}
	}
	*all = product;
	return true;
}

static bool take_alternatives(struct pass *p, struct literals *out);

static bool take_group(struct pass *p, struct literals *sequence)
{
	struct literals inner = { 0 };

	p->at++;
	if (peek(p) == '?') {
		if (p->n - p->at < 2 || p->text[p->at + 1] != ':')
			return false;
		p->at += 2;
	}
	if (p->depth == DEPTH_MAX)
		return false;
	p->depth++;
	if (!take_alternatives(p, &inner) || peek(p) != ')')
		return false;
	p->depth--;
	p->at++;
	return append_each(sequence, &inner);
}

static bool is_word(unsigned char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c >= 0x80;
}

/* Takes a character or a group. */
static bool take_item(struct pass *p, struct literals *sequence)
{
	char c = peek(p);

	if (c == '(')
		return take_group(p, sequence);
	if (!c || strchr("*+?{[.^$\n", c))
		return false;
	if (c == '\\') {
		p->at++;
		c = peek(p);
		if (!c || is_word((unsigned char)c))
			return false;
	}
	p->at++;
	return append_to_all(sequence, &c, 1);
}

static bool take_alternatives(struct pass *p, struct literals *out)
{
	for (;;) {
		struct literals sequence = { .count = 1 };

		while (p->at < p->n && peek(p) != '|' && peek(p) != ')') {
			if (!take_item(p, &sequence))
				return false;
		}
		if (!add_all(out, &sequence))
			return false;
		if (peek(p) != '|')
			return true;
		p->at++;
	}
}

bool literal_regex(const char *text, size_t n, struct literals *out)
{
	struct pass p = { .text = text, .n = n };

	*out = (struct literals){ 0 };
	if (!take_alternatives(&p, out) || p.at < n)
		return false;
	for (size_t i = 0; i < out->count; i++) {
		if (!out->of[i].length)
			return false;
	}
	return true;
}
