/* A command that becomes a rule, and how it is told. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/least.h"
#include "base/utf8.h"
#include "rules/import-internal.h"
#include "rules/rule-words.h"
#include "rules/rule.h"

#include "base/poison.h"

enum { IMPORT_SHOWN = 60 }; /* bytes of what isn't translated that are told */

void translation_init(struct translation *t)
{
	*t = (struct translation){ .last = 0 };
	str_init(&t->regex);
	str_init(&t->conditions);
	str_init(&t->actions);
	for (int i = 0; i < IMPORT_GROUPS; i++)
		t->group_of[i] = -1;
}

void translation_fini(struct translation *t)
{
	str_fini(&t->regex);
	str_fini(&t->conditions);
	str_fini(&t->actions);
}

bool translation_fail(struct translation *t, const char *format, ...)
{
	va_list args;

	if (*t->why)
		return false;
	va_start(args, format);
	vsnprintf(t->why, sizeof(t->why), format, args);
	va_end(args);
	return false;
}

void translation_quote(struct translation *t, char c)
{
	if (c && strchr("\\^$.[]|()?*+{}/", c))
		str_append_char(&t->regex, '\\');
	str_append_char(&t->regex, c);
}

void translation_append(struct str *text, char c)
{
	if (c == '%' || c == '$')
		str_append_char(text, c);
	str_append_char(text, c);
}

void translation_act(struct translation *t, const char *action, const struct str *text)
{
	str_append_format(&t->actions, " %s ", action);
	rule_print_quoted(text->text, text->length, &t->actions);
}

void import_skip(struct import *im, const char *what, size_t n, const char *why)
{
	char shown[IMPORT_SHOWN + 1];
	size_t length = utf8_cut(what, n, least_size(n, IMPORT_SHOWN));

	for (size_t i = 0; i < length; i++)
		shown[i] = (unsigned char)what[i] < 0x20 ? ' ' : what[i];
	shown[length] = '\0';
	im->events->skipped(im->user, im->line, shown, why);
}

/* Appends the expression so that nothing in it, nor a backslash at its end, hides where it ends. */
static void append_regex(struct translation *t, struct str *out)
{
	const struct str *regex = &t->regex;

	for (size_t i = 0; i < regex->length; i++) {
		char c = regex->text[i];

		if (c == '/')
			str_append_char(out, '\\');
		str_append_char(out, c);
		if (c == '\\' && ++i < regex->length)
			str_append_char(out, regex->text[i]);
		else if (c == '\\')
			translation_fail(t, "its pattern ends in a backslash");
	}
}

/* Whether the line is a rule; else `why` says why not. */
static bool check(const char *line, char why[IMPORT_WHY])
{
	const char *args;
	struct err e;
	Rule *rule;

	if (strpbrk(line, "\n\r"))
		return snprintf(why, IMPORT_WHY, "it goes over several lines"), false;
	enum rule_kind kind = rule_kind_of(line, &args);
	rule = rule_new(kind, args, NULL, &e);
	rule_free(rule);
	if (!rule)
		snprintf(why, IMPORT_WHY, "%.*s", IMPORT_WHY - 1, e.text);
	return rule != NULL;
}

void import_finish(struct import *im, struct translation *t, const char *kind, const char *what,
		   size_t n)
{
	struct str line;

	str_init(&line);
	str_append_format(&line, "%s ", kind);
	if (t->regex.length) {
		str_append_char(&line, '/');
		append_regex(t, &line);
		str_append_string(&line, t->caseless ? "/i" : "/");
	}
	if (im->group.length)
		str_append_format(&line, " group=%s", im->group.text);
	str_append(&line, t->conditions.text, t->conditions.length);
	str_append(&line, t->actions.text, t->actions.length);
	if (!*t->why && check(line.text, t->why)) {
		im->events->rule(im->user, im->line, line.text);
		im->told++;
	} else {
		import_skip(im, what, n, t->why);
	}
	str_fini(&line);
}
