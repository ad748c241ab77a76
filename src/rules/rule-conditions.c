/* The conditions in a rule's line: `group=G`, `once` and the like. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "rules/rule-internal.h"

#include "base/poison.h"

/* A value behind `name=`, and the cursor, for what an error tells. */
struct value {
	struct rule_cursor *c;
	const char *text;
	size_t n;
};

static bool has_pattern(const Rule *r)
{
	return r->pattern.regex;
}

static bool take_name(struct value *v, char **out)
{
	if (!rule_is_name(v->text, v->n))
		return rule_fail(v->c, v->text,
				 "a name is of letters, digits, _ - and dots, a letter first");
	free(*out);
	*out = mem_strndup(v->text, v->n);
	return true;
}

static bool take_number(struct value *v, int min, int max, int *out)
{
	char *text = mem_strndup(v->text, v->n);
	long long number;
	bool good = str_to_number(text, min, max, &number);

	free(text);
	if (!good)
		return rule_fail(v->c, v->text, "this is a number from %d to %d", min, max);
	*out = (int)number;
	return true;
}

static bool take_style(Rule *r, struct value *v)
{
	if (!has_pattern(r) || r->kind == RULE_ALIAS)
		return rule_fail(v->c, v->text, "only what is received has a style");
	for (size_t at = 0; at <= v->n;) {
		const char *word = v->text + at;
		size_t n = strcspn(word, ", \t");
		bool background = n > 3 && !strncmp(word, "on-", 3);

		if (!rule_style_take(&r->style, word + 3 * background, n - 3 * (size_t)background,
				     background))
			return rule_fail_style(v->c, word, n);
		at += n + 1;
	}
	r->has_style = true;
	return true;
}

static bool take_group(Rule *r, struct value *v)
{
	return take_name(v, &r->group);
}

static bool take_own_name(Rule *r, struct value *v)
{
	return take_name(v, &r->name);
}

static bool take_priority(Rule *r, struct value *v)
{
	return take_number(v, -RULE_PRIORITY_MAX, RULE_PRIORITY_MAX, &r->priority);
}

static bool take_count(Rule *r, struct value *v)
{
	int count;

	if (!take_number(v, 1, 1000000000, &count))
		return false;
	r->count = (uint32_t)count;
	return true;
}

static bool take_host(Rule *r, struct value *v)
{
	if (!v->n)
		return rule_fail(v->c, v->text, "a host's name is missing, or a pattern of names");
	free(r->host);
	r->host = mem_strndup(v->text, v->n);
	return true;
}

static bool take_lines(Rule *r, struct value *v)
{
	int lines;

	if (r->kind != RULE_TRIGGER)
		return rule_fail(v->c, v->text, "only a trigger looks at several lines");
	if (!take_number(v, 1, RULE_MULTILINE_MAX, &lines))
		return false;
	if (lines > 1 && rule_changes_line(r))
		return rule_fail(v->c, v->text,
				 "what is highlighted or replaced can't go over several lines");
	r->lines = (unsigned)lines;
	return true;
}

static const struct {
	const char *name;
	bool (*take)(Rule *r, struct value *v);
} conditions[] = {
	{ "group", take_group }, { "name", take_own_name }, { "priority", take_priority },
	{ "count", take_count }, { "host", take_host },     { "style", take_style },
	{ "lines", take_lines },
};

int rule_take_condition(Rule *r, struct rule_cursor *c)
{
	const char *word;
	size_t n = rule_peek(c, &word), name = strcspn(word, "= \t\"");

	if (rule_take_word(c, "once")) {
		r->count = 1;
		return 1;
	}
	if (rule_take_word(c, "stop") || rule_take_word(c, "continue")) {
		r->stop = *word == 's';
		r->continues = !r->stop;
		return has_pattern(r) ?
			       1 :
			       rule_fail(c, word, "only a pattern has rules behind it") - 1;
	}
	if (name >= n || word[name] != '=')
		return 0;
	for (size_t i = 0; i < sizeof(conditions) / sizeof(*conditions); i++) {
		struct value v = { .c = c, .text = word + name + 1, .n = n - name - 1 };

		if (strlen(conditions[i].name) != name ||
		    strncmp(conditions[i].name, word, name) != 0)
			continue;
		c->at += n;
		return conditions[i].take(r, &v) ? 1 : -1;
	}
	struct nearest near;
	nearest_begin(&near, word, name);
	for (size_t i = 0; i < sizeof(conditions) / sizeof(*conditions); i++)
		nearest_offer(&near, conditions[i].name, strlen(conditions[i].name));
	rule_fail_word(c, &near, "condition",
		       "group, name, priority, count, host, style, lines, once, stop and continue");
	return -1;
}
