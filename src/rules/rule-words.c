#include "rules/rule-words.h"

#include <stdarg.h>
#include <string.h>

#include "base/poison.h"

bool rule_fail(struct rule_cursor *c, const char *fault, const char *format, ...)
{
	struct str text;
	va_list args;

	str_init(&text);
	va_start(args, format);
	str_append_vformat(&text, format, args);
	va_end(args);
	c->fault = fault;
	err_set(c->e, ERR_USAGE, "%s", text.text);
	str_fini(&text);
	return false;
}

bool rule_fail_word(struct rule_cursor *c, const struct nearest *near, const char *what,
		    const char *known)
{
	int shown = near->typed_length < 40 ? (int)near->typed_length : 40;

	if (near->word)
		return rule_fail(c, near->typed, "\"%.*s\" is no %s: did you mean \"%.*s\"?", shown,
				 near->typed, what, near->length, near->word);
	return rule_fail(c, near->typed, "\"%.*s\" is no %s: those are %s", shown, near->typed,
			 what, known);
}

bool rule_more(struct rule_cursor *c)
{
	c->at += strspn(c->at, " \t");
	return *c->at != '\0';
}

size_t rule_peek(struct rule_cursor *c, const char **word)
{
	rule_more(c);
	*word = c->at;
	return strcspn(c->at, " \t");
}

bool rule_take_word(struct rule_cursor *c, const char *word)
{
	const char *next;
	size_t n = rule_peek(c, &next);

	if (n != strlen(word) || strncmp(next, word, n) != 0)
		return false;
	c->at += n;
	return true;
}

/* What stands for the character behind a backslash; 0 if nothing does. */
static char escaped(char c)
{
	switch (c) {
	case '"':
	case '\\': return c;
	case 'n': return '\n';
	case 't': return '\t';
	default: return '\0';
	}
}

bool rule_read_quoted(struct rule_cursor *c, const char *what, struct str *out)
{
	rule_more(c);
	const char *begin = c->at, *at = begin + 1;

	if (*begin != '"')
		return rule_fail(c, begin, "%s in quotes is missing", what);
	for (; *at && *at != '"'; at++) {
		char meant = *at == '\\' ? escaped(at[1]) : '\0';

		str_append_char(out, meant ? meant : *at);
		at += meant != '\0';
	}
	if (!*at)
		return rule_fail(c, begin, "the text that begins here has no closing quote");
	c->at = at + 1;
	return true;
}

void rule_print_quoted(const char *text, size_t n, struct str *out)
{
	str_append_char(out, '"');
	for (size_t i = 0; i < n; i++) {
		switch (text[i]) {
		case '\n': str_append_string(out, "\\n"); break;
		case '\t': str_append_string(out, "\\t"); break;
		case '"':
		case '\\': str_append_char(out, '\\'); /* fall through */
		default: str_append_char(out, text[i]);
		}
	}
	str_append_char(out, '"');
}

void rule_read_bare(struct rule_cursor *c, struct str *out)
{
	const char *at = c->at;

	while (*at && *at != ' ' && *at != '\t')
		at += *at == '\\' && at[1] ? 2 : 1;
	str_append(out, c->at, (size_t)(at - c->at));
	c->at = at;
}

bool rule_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool rule_is_name_byte(char c)
{
	return rule_is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool rule_is_name(const char *word, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bool letter = (rule_is_name_byte(word[i]) && !rule_is_digit(word[i])) ||
			      (word[i] & 0x80);

		if (!letter && !(i && (rule_is_digit(word[i]) || strchr("-.", word[i]))))
			return false;
	}
	return n > 0;
}
