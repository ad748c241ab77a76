#include "rules/rule-pattern.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/poison.h"

/* Reads `/RE/` with the flags behind it. */
static bool read_regex(struct rule_pattern *p, struct rule_cursor *c)
{
	const char *begin = c->at + 1, *at = begin;

	while (*at && *at != '/')
		at += *at == '\\' && at[1] ? 2 : 1;
	if (!*at)
		return rule_fail(c, c->at, "the pattern that begins here has no closing slash");
	p->text = mem_strndup(begin, (size_t)(at - begin));
	c->at = at + 1;
	return true;
}

static bool read_flags(struct rule_pattern *p, struct rule_cursor *c)
{
	for (; *c->at && *c->at != ' ' && *c->at != '\t'; c->at++) {
		if (*c->at != 'i')
			return rule_fail(c, c->at, "only the flag i may stand behind a pattern");
		p->caseless = true;
	}
	return true;
}

/* Appends a character of `text` as an expression that is this character; its bytes. */
static void append_quoted(struct str *out, char c)
{
	if (strchr("\\^$.[]|()?*+{}-#", c) && c)
		str_append_char(out, '\\');
	str_append_char(out, c);
}

static void text_expression(const struct rule_pattern *p, enum pattern_reach reach, struct str *out)
{
	if (reach == PATTERN_REACH_COMMAND)
		str_append_char(out, '^');
	for (const char *s = p->text; *s; s++)
		append_quoted(out, *s);
	if (reach == PATTERN_REACH_COMMAND)
		str_append_string(out, "(?: (.*))?$");
}

static void glob_expression(const struct rule_pattern *p, struct str *out)
{
	str_append_string(out, "^");
	for (const char *s = p->text; *s; s++) {
		if (*s == '*') {
			str_append_string(out, "(.*?)");
		} else if (*s == '?') {
			str_append_char(out, '.');
		} else {
			s += *s == '\\' && s[1];
			append_quoted(out, *s);
		}
	}
	str_append_string(out, "$");
}

/* Takes the backslashes of a word without * and ?, which then is text. */
static void become_text(struct rule_pattern *p, const struct str *word)
{
	char *to = p->text = mem_strndup(word->text, word->length);

	for (const char *s = word->text; *s; s++) {
		s += *s == '\\' && s[1];
		*to++ = *s;
	}
	*to = '\0';
}

static bool has_wildcard(const char *text)
{
	for (; *text; text++) {
		if (*text == '*' || *text == '?')
			return true;
		text += *text == '\\' && text[1];
	}
	return false;
}

static bool read_text(struct rule_pattern *p, struct rule_cursor *c)
{
	struct str text;
	bool quoted = *c->at == '"', good = true;

	str_init(&text);
	p->form = PATTERN_FORM_TEXT;
	if (quoted)
		good = rule_read_quoted(c, "a pattern", &text);
	else
		rule_read_bare(c, &text);
	if (!quoted && has_wildcard(text.text))
		p->form = PATTERN_FORM_GLOB;
	if (quoted || p->form == PATTERN_FORM_GLOB)
		p->text = mem_strndup(text.text, text.length);
	else
		become_text(p, &text);
	str_fini(&text);
	return good && (!quoted || read_flags(p, c));
}

static bool compile(struct rule_pattern *p, struct rule_cursor *c, const char *begin)
{
	size_t at = 0;
	struct err e;

	p->regex = regex_new(p->expression, strlen(p->expression), p->caseless, &at, &e);
	if (p->regex)
		return true;
	/* A place in what we made of it is none in the line. */
	return rule_fail(c, p->form == PATTERN_FORM_REGEX ? begin + 1 + at : begin, "%s", e.text);
}

bool rule_pattern_read(struct rule_pattern *p, struct rule_cursor *c, enum pattern_reach reach)
{
	struct str expression;

	if (!rule_more(c))
		return rule_fail(c, c->at, "a pattern is missing: /RE/, \"text\" or a word");
	const char *begin = c->at;
	bool regex = *begin == '/';
	if (!(regex ? read_regex(p, c) && read_flags(p, c) : read_text(p, c)))
		return false;
	if (!*p->text)
		return rule_fail(c, begin, "the pattern is empty");
	str_init(&expression);
	if (p->form == PATTERN_FORM_TEXT)
		text_expression(p, reach, &expression);
	else if (p->form == PATTERN_FORM_GLOB)
		glob_expression(p, &expression);
	else
		str_append_string(&expression, p->text);
	p->expression = str_take(&expression);
	return compile(p, c, begin);
}

void rule_pattern_fini(struct rule_pattern *p)
{
	free(p->text);
	free(p->expression);
	regex_free(p->regex);
}

void rule_pattern_print(const struct rule_pattern *p, struct str *out)
{
	switch (p->form) {
	case PATTERN_FORM_REGEX: str_append_format(out, "/%s/", p->text); break;
	case PATTERN_FORM_TEXT: rule_print_quoted(p->text, strlen(p->text), out); break;
	case PATTERN_FORM_GLOB: str_append_string(out, p->text); break;
	}
	if (p->caseless)
		str_append_char(out, 'i');
}

int rule_pattern_group(void *user, const char *name, size_t n)
{
	const Regex *r = user;

	for (unsigned i = 1; r && i < regex_count(r); i++) {
		const char *is = regex_name(r, i);

		if (is && strlen(is) == n && !strncmp(is, name, n))
			return (int)i;
	}
	return -1;
}
