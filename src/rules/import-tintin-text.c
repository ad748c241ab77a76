/* TinTin++'s arguments, patterns and texts (its help: PCRE, ESCAPE CODES, VARIABLE). */
#include <string.h>

#include "rules/import-tintin.h"
#include "rules/rule-words.h"

#include "base/poison.h"

bool tintin_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

size_t tintin_braces(const char *text, size_t n)
{
	size_t depth = 0;

	for (size_t i = 0; i < n; i++) {
		if (text[i] == '\\')
			i++;
		else if (text[i] == '{')
			depth++;
		else if (text[i] == '}' && !--depth)
			return i + 1;
	}
	return n;
}

void tintin_skip_blanks(struct span *s)
{
	while (s->n && tintin_is_blank(*s->text)) {
		s->text++;
		s->n--;
	}
}

void tintin_skip(struct span *s, size_t n)
{
	s->text += n;
	s->n -= n;
}

struct span tintin_argument(struct span *s, bool last)
{
	struct span arg;
	size_t n = 0;

	tintin_skip_blanks(s);
	if (s->n && *s->text == '{') {
		n = tintin_braces(s->text, s->n);
		arg = (struct span){ s->text + 1, n - 1 };
		if (arg.n && arg.text[arg.n - 1] == '}')
			arg.n--;
		tintin_skip(s, n);
		return arg;
	}
	while (n < s->n && (last || !tintin_is_blank(s->text[n])))
		n++;
	arg = (struct span){ s->text, n };
	tintin_skip(s, n);
	return arg;
}

/* Their next capture is our group to come. */
static void add_group(struct translation *t, int theirs)
{
	t->groups++;
	t->last = theirs;
	if (theirs < IMPORT_GROUPS)
		t->group_of[theirs] = t->groups;
}

/* What a wildcard of one letter stands for; NULL if it isn't known. */
static const char *wildcard(char c)
{
	switch (c) {
	case '*':
	case 'a':
	case 'p': return ".*?";
	case '+': return ".+?";
	case '?': return ".?";
	case '.': return ".";
	case 'd': return "[0-9]*?";
	case 'D': return "[^0-9]*?";
	case 'w': return "[A-Za-z0-9_]*?";
	case 'W': return "[^A-Za-z0-9_]*?";
	case 's': return "\\s*?";
	case 'S': return "\\S*?";
	default: return NULL;
	}
}

/* Takes the numbers at `at` of `%+1..3d`, `%+1..d`, `%+3d`, and the letter behind them. */
static bool take_range(struct translation *t, struct span *p, size_t at, bool captures)
{
	size_t from = at, to;

	while (at < p->n && rule_is_digit(p->text[at]))
		at++;
	str_append_string(&t->regex, captures ? "(" : "(?:");
	size_t digits = at - from;
	bool open = at + 1 < p->n && !strncmp(p->text + at, "..", 2);
	at += open ? 2 : 0;
	for (to = at; open && at < p->n && rule_is_digit(p->text[at]);)
		at++;
	const char *means = at < p->n ? wildcard(p->text[at]) : ".*?";
	if (!means || digits > 4 || at - to > 4)
		return translation_fail(t, "a range in its pattern has no counterpart");
	/* What is repeated, without how often. */
	str_append(&t->regex, means, strcspn(means, "*+?"));
	str_append_format(&t->regex, "{%.*s%s%.*s}", (int)digits, p->text + from, open ? "," : "",
			  (int)(open ? at - to : 0), p->text + to);
	str_append_char(&t->regex, ')');
	tintin_skip(p, at < p->n ? at + 1 : at);
	if (captures)
		add_group(t, t->last + 1);
	return true;
}

/* Takes `%1`, `%*`, `%!d` and the like. */
static bool take_wildcard(struct translation *t, struct span *p)
{
	size_t at = 1;
	bool captures = true;
	const char *means;
	int number = t->last + 1;

	if (at < p->n && p->text[at] == '!') {
		captures = false;
		at++;
	}
	char c = at < p->n ? p->text[at] : '\0';
	if (c == 'i' || c == 'I') {
		str_append_string(&t->regex, c == 'i' ? "(?i)" : "(?-i)");
		tintin_skip(p, at + 1);
		return true;
	}
	if (rule_is_digit(c)) {
		number = c - '0';
		if (at + 1 < p->n && rule_is_digit(p->text[at + 1]))
			number = 10 * number + (p->text[++at] - '0');
		c = '*';
	} else if (c == '+' && at + 1 < p->n && rule_is_digit(p->text[at + 1])) {
		return take_range(t, p, at + 1, captures);
	}
	means = wildcard(c);
	if (!means)
		return translation_fail(t, "%%%c in a pattern has no counterpart", c);
	tintin_skip(p, at + 1);
	str_append_string(&t->regex, captures ? "(" : "(?:");
	str_append_string(&t->regex, means);
	/* What stands last takes all there is. */
	if (!p->n && t->regex.text[t->regex.length - 1] == '?' && t->regex.length > 1 &&
	    strchr("*+", t->regex.text[t->regex.length - 2]))
		str_truncate(&t->regex, t->regex.length - 1);
	str_append_char(&t->regex, ')');
	if (captures)
		add_group(t, number);
	return true;
}

/* Takes `{expression}`, which captures. */
static void take_expression(struct translation *t, struct span *p)
{
	size_t n = tintin_braces(p->text, p->n);
	struct span inner = { p->text + 1, n > 1 ? n - 2 : 0 };

	str_append_char(&t->regex, '(');
	str_append(&t->regex, inner.text, inner.n);
	str_append_char(&t->regex, ')');
	add_group(t, t->last + 1);
	for (size_t i = 0; i < inner.n; i++) {
		if (inner.text[i] == '\\')
			i++;
		else if (inner.text[i] == '(' && i + 1 < inner.n && inner.text[i + 1] != '?')
			add_group(t, t->last + 1);
	}
	tintin_skip(p, n);
}

bool tintin_pattern(struct translation *t, struct span p)
{
	if (p.n && *p.text == '~')
		return translation_fail(t, "it looks at colour codes");
	while (p.n) {
		char c = *p.text;

		if (c == '%' && p.n > 1) {
			if (!take_wildcard(t, &p))
				return false;
			continue;
		}
		if (c == '{') {
			take_expression(t, &p);
			continue;
		}
		if ((c == '$' || c == '@' || c == '&') && p.n > 1 && rule_is_name_byte(p.text[1]))
			return translation_fail(t, "its pattern has a variable or a function");
		if (c == '\\' && p.n > 1) {
			str_append(&t->regex, p.text, 2);
			tintin_skip(&p, 2);
			continue;
		}
		if ((c == '^' && !t->regex.length) || (c == '$' && p.n == 1))
			str_append_char(&t->regex, c);
		else
			translation_quote(t, c);
		tintin_skip(&p, 1);
	}
	return t->regex.length || translation_fail(t, "its pattern is empty");
}

/* Appends `%N` as ours; the bytes it takes. */
static size_t append_capture(const struct translation *t, const struct span *s, struct str *out)
{
	size_t n = 1;
	int number = 0;

	while (n < s->n && n < 3 && rule_is_digit(s->text[n]))
		number = 10 * number + (s->text[n++] - '0');
	int group = number ? t->group_of[number] : 0;
	if (!number && t->group_of[0] > 0)
		group = t->group_of[0];
	if (group >= 0)
		str_append_format(out, group < 10 ? "%%%d" : "%%{%d}", group);
	return n;
}

/* Appends `$name` as ours; the bytes it takes, 0 if it has no counterpart. */
static size_t append_variable(const struct span *s, struct str *out)
{
	bool in_braces = s->n > 1 && s->text[1] == '{';
	size_t begin = 1 + in_braces, n = begin;

	while (n < s->n && rule_is_name_byte(s->text[n]))
		n++;
	if (n == begin || rule_is_digit(s->text[begin])) {
		str_append_string(out, "$$");
		return 1;
	}
	if (n < s->n && s->text[n] == '[')
		return 0;
	str_append_format(out, "${%.*s}", (int)(n - begin), s->text + begin);
	return n + (in_braces && n < s->n);
}

/* The bytes of a colour code such as <118>; 0 if there is none. */
static size_t colour_code(const struct span *s)
{
	size_t n = 1;

	while (n < s->n && n < 8 && (rule_is_name_byte(s->text[n]) || s->text[n] == '?'))
		n++;
	return (n == 4 || n == 8) && n < s->n && s->text[n] == '>' ? n + 1 : 0;
}

/* Whether a function is called here: `@name{`. */
static bool is_call(const struct span *s)
{
	size_t n = 1;

	while (n < s->n && rule_is_name_byte(s->text[n]))
		n++;
	return n > 1 && n < s->n && s->text[n] == '{';
}

bool tintin_text(struct translation *t, struct span s, bool shown, struct str *out)
{
	while (s.n) {
		char c = *s.text;
		size_t took = 1;

		if (c == '%' && s.n > 1 && rule_is_digit(s.text[1])) {
			took = append_capture(t, &s, out);
		} else if (c == '%') {
			str_append_string(out, "%%");
			took = s.n > 1 && s.text[1] == '%' ? 2 : 1;
		} else if (c == '$') {
			took = append_variable(&s, out);
		} else if (c == '@' && is_call(&s)) {
			return translation_fail(t, "it calls a function");
		} else if (c == '\\' && s.n > 1 && rule_is_name_byte(s.text[1])) {
			return translation_fail(t, "\\%c has no counterpart", s.text[1]);
		} else if (c == '\\' && s.n > 1) {
			translation_append(out, s.text[1]);
			took = 2;
		} else if (c == '<' && shown && colour_code(&s)) {
			took = colour_code(&s);
		} else {
			str_append_char(out, c == '\n' || c == '\t' ? ' ' : c);
		}
		if (!took)
			return translation_fail(t, "it has a table or a list");
		tintin_skip(&s, took);
	}
	return true;
}

bool tintin_is_command(struct span word, const char *name, size_t least)
{
	if (word.n < least || word.n > strlen(name))
		return false;
	for (size_t i = 0; i < word.n; i++) {
		if (str_lower(word.text[i]) != name[i])
			return false;
	}
	return true;
}
