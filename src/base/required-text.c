#include "base/required-text.h"

#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

#include "base/poison.h"

/* A pass over an expression. What isn't understood gives it up: nothing is then required. */
struct pass {
	const char *text;
	size_t n, at;
	bool ignore_case;
	struct str run; /* characters that stand side by side */
	size_t last; /* where its last character begins */
	struct str *best;
};

static void end_run(struct pass *p)
{
	if (p->run.length > p->best->length) {
		str_clear(p->best);
		str_append(p->best, p->run.text, p->run.length);
	}
	str_clear(&p->run);
	p->last = 0;
}

static void add_character(struct pass *p, size_t length)
{
	if (p->ignore_case && (unsigned char)p->text[p->at] >= 0x80) {
		end_run(p);
	} else {
		p->last = p->run.length;
		str_append(&p->run, p->text + p->at, length);
	}
	p->at += length;
}

/* A quantifier that allows the last character to be missing. */
static void drop_last(struct pass *p)
{
	str_truncate(&p->run, p->last);
	end_run(p);
}

/* After a backslash. Returns false if what it means isn't known here. */
static bool take_escape(struct pass *p)
{
	unsigned char c = p->at + 1 < p->n ? (unsigned char)p->text[p->at + 1] : 'E';

	if (c >= 0x80 || strchr("dDwWsSbBAzZGhHvVRXK", c)) {
		/* A class of characters or a place. */
		end_run(p);
		p->at += c >= 0x80 ? 1 : 2;
		return c < 0x80 && c;
	}
	if ((c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'))
		return false;
	p->at++;
	add_character(p, 1);
	return true;
}

/* Past the rest of a class in brackets within one, e.g. [:alpha:]. Returns false if it is none. */
static bool skip_named_class(struct pass *p)
{
	size_t at = p->at + 1;

	while (at < p->n && p->text[at] >= 'a' && p->text[at] <= 'z')
		at++;
	if (p->n - at < 2 || p->text[at] != ':' || p->text[at + 1] != ']')
		return false;
	p->at = at + 2;
	return true;
}

/* Past a class in brackets. Returns false at the end. */
static bool skip_class(struct pass *p)
{
	p->at++;
	if (p->at < p->n && p->text[p->at] == '^')
		p->at++;
	for (bool first = true; p->at < p->n; first = false) {
		char c = p->text[p->at++];

		if (c == ']' && !first)
			return true;
		if (c == '\\')
			p->at++;
		if (c == '[' && p->at < p->n && strchr(":.=", p->text[p->at]) &&
		    !skip_named_class(p))
			return false;
	}
	return false;
}

/* Past a group, whose content is not looked at. Returns false if it may change how the rest is
 * read, or at the end. */
static bool skip_group(struct pass *p)
{
	unsigned depth = 0;

	while (p->at < p->n) {
		char c = p->text[p->at];

		if (c == '[') {
			if (!skip_class(p))
				return false;
			continue;
		}
		p->at += c == '\\' ? 2 : 1;
		if (c == '(') {
			char next = p->at < p->n ? p->text[p->at] : '*';
			char after = p->at + 1 < p->n ? p->text[p->at + 1] : '#';

			if (next == '*' || (next == '?' && !strchr(":=!<>|P'", after)))
				return false;
			depth++;
		}
		if (c == ')' && !--depth)
			return true;
	}
	return false;
}

/* Past a {quantifier}, or a brace that is none. */
static void skip_braces(struct pass *p)
{
	size_t at = p->at + 1;

	drop_last(p);
	while (at < p->n && strchr("0123456789, ", p->text[at]))
		at++;
	p->at = at < p->n && p->text[at] == '}' ? at + 1 : p->at + 1;
}

/* Takes one item. Returns false if nothing can be said of the expression. */
static bool take_item(struct pass *p)
{
	uint32_t cp;
	size_t length;

	switch (p->text[p->at]) {
	case '|':
	case '\0': return false;
	case '\\': return take_escape(p);
	case '[': end_run(p); return skip_class(p);
	case '(': end_run(p); return skip_group(p);
	case '{': skip_braces(p); return true;
	case '?':
	case '*':
		drop_last(p);
		p->at++;
		return true;
	case '+':
	case '^':
	case '$':
	case '.':
	case ')':
		end_run(p);
		p->at++;
		return true;
	default:
		length = utf8_decode(p->text + p->at, p->n - p->at, &cp);
		if (!length)
			return false;
		add_character(p, length);
		return true;
	}
}

/* Whether the expression quotes characters by \Q, which would have to be read wherever it stands.
 */
static bool has_quote(const char *text, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		if (text[i - 1] == '\\' && text[i] == 'Q')
			return true;
	}
	return false;
}

void required_text(const char *text, size_t n, bool ignore_case, struct str *out)
{
	struct pass p = { .text = text, .n = n, .ignore_case = ignore_case, .best = out };
	bool known = !has_quote(text, n);

	str_init(&p.run);
	while (known && p.at < p.n)
		known = take_item(&p);
	end_run(&p);
	if (!known)
		str_clear(out);
	str_fini(&p.run);
}

/* The bytes of the shortest; 0 if there are none, or one isn't of ASCII where case is ignored. */
static size_t shortest(const struct literals *all, bool ignore_case)
{
	size_t least = all->count ? SIZE_MAX : 0;

	for (size_t i = 0; i < all->count; i++) {
		const struct literal *one = &all->of[i];

		least = one->length < least ? one->length : least;
		for (size_t at = 0; at < one->length && ignore_case; at++) {
			if ((unsigned char)one->text[at] >= 0x80)
				return 0;
		}
	}
	return least;
}

/* Takes what the `n` bytes of expression stand for, if that is better than what `best` has. */
static void offer_literals(const char *text, size_t n, bool ignore_case, struct literals *best)
{
	struct literals all = { .count = 0 };

	if (n && literal_regex(text, n, &all) &&
	    shortest(&all, ignore_case) > shortest(best, ignore_case))
		*best = all;
}

/* Offers the group of `n` bytes, in its parentheses. */
static void offer_group(const char *text, size_t n, bool ignore_case, struct literals *best)
{
	const char *end = text + n - 1, *at = text + 1;

	if (at < end && *at == '?') {
		at++;
		if (*at == 'P')
			at++;
		if (*at == '<' && at[1] != '=' && at[1] != '!')
			at = memchr(at, '>', (size_t)(end - at));
		else if (*at != ':')
			at = NULL;
		if (!at)
			return;
		at++;
	}
	offer_literals(at, (size_t)(end - at), ignore_case, best);
}

/* Finds the best of an alternative: its longest string, or the strings of a group. */
static void find_in_branch(const char *text, size_t n, bool ignore_case, struct literals *best)
{
	struct str required;
	struct pass p = { .text = text, .n = n, .ignore_case = ignore_case, .best = &required };

	str_init(&required);
	required_text(text, n, ignore_case, &required);
	if (required.length) {
		best->count = 1;
		best->of[0].length = required.length < LITERAL_BYTES ? required.length :
								       LITERAL_BYTES;
		memcpy(best->of[0].text, required.text, best->of[0].length);
	}
	offer_literals(text, n, ignore_case, best);
	str_init(&p.run);
	while (p.at < n) {
		size_t begin = p.at;

		if (!take_item(&p))
			break;
		if (text[begin] == '(' && !(p.at < n && strchr("?*{", text[p.at])))
			offer_group(text + begin, p.at - begin, ignore_case, best);
	}
	if (p.at < n)
		best->count = 0;
	str_fini(&p.run);
	str_fini(&required);
}

/* The end of the alternative that begins at `at`; SIZE_MAX if that can't be said. */
static size_t branch_end(const char *text, size_t n, size_t at)
{
	struct pass p = { .text = text, .n = n, .at = at };

	while (p.at < n && text[p.at] != '|') {
		char c = text[p.at];

		if (c == '(' ? !skip_group(&p) : c == '[' ? !skip_class(&p) : false)
			return SIZE_MAX;
		if (c != '(' && c != '[')
			p.at += c == '\\' ? 2 : 1;
	}
	return p.at < n ? p.at : n;
}

bool required_choice(const char *text, size_t n, bool ignore_case, struct literals *out)
{
	out->count = 0;
	if (has_quote(text, n))
		return false;
	for (size_t at = 0, end; at <= n; at = end + 1) {
		struct literals branch = { .count = 0 };

		end = branch_end(text, n, at);
		if (end == SIZE_MAX)
			return false;
		find_in_branch(text + at, end - at, ignore_case, &branch);
		if (!shortest(&branch, ignore_case) || out->count + branch.count > LITERALS_MAX)
			return false;
		memcpy(&out->of[out->count], branch.of, branch.count * sizeof(*branch.of));
		out->count += branch.count;
	}
	return true;
}

bool required_text_begins(const char *text, size_t n, const struct str *required)
{
	size_t skip = n > 2 && !memcmp(text, "\\b", 2) ? 2 : 0, end = skip + required->length;

	return end <= n && !memcmp(text + skip, required->text, required->length) &&
	       !strpbrk(required->text, "\\^$.[|()?*+{") && !(end < n && strchr("?*{", text[end]));
}
