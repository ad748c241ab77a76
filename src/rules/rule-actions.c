/* The actions in a rule's line. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "rules/rule-internal.h"

#include "base/poison.h"

/* What stands behind an action's word. */
static const struct {
	const char *word;
	bool name, text;
	bool line; /* only of what is received */
} forms[ACTION_KINDS] = {
	[ACTION_SEND] = { .word = "send", .text = true },
	[ACTION_COMMAND] = { .word = "command", .text = true },
	[ACTION_LUA] = { .word = "lua", .text = true },
	[ACTION_NOTIFY] = { .word = "notify", .text = true },
	[ACTION_HIGHLIGHT] = { .word = "highlight", .line = true },
	[ACTION_GAG] = { .word = "gag", .line = true },
	[ACTION_SUBSTITUTE] = { .word = "substitute", .text = true, .line = true },
	[ACTION_LOG] = { .word = "log", .name = true, .line = true },
	[ACTION_ROUTE] = { .word = "route", .name = true, .line = true },
	[ACTION_SET] = { .word = "set", .name = true, .text = true },
	[ACTION_ENABLE] = { .word = "enable", .name = true },
	[ACTION_DISABLE] = { .word = "disable", .name = true },
};

struct rule_action *rule_add_action(Rule *r, enum rule_action_kind kind)
{
	r->actions = mem_resize(r->actions, r->action_count + 1, sizeof(*r->actions));
	struct rule_action *a = &r->actions[r->action_count++];
	*a = (struct rule_action){ .kind = kind };
	return a;
}

/* How many groups a text may name: `%0` is there for every event. */
static unsigned group_count(const Rule *r)
{
	return r->pattern.regex ? regex_count(r->pattern.regex) : 10;
}

bool rule_read_text(Rule *r, struct rule_action *a, struct rule_cursor *c, const char *what)
{
	struct str text;
	unsigned fault = 0;

	str_init(&text);
	rule_more(c);
	const char *begin = c->at;
	bool good = rule_read_quoted(c, what, &text);
	if (good && a->kind == ACTION_LUA) {
		/* Code gets its captures as values. */
		a->text.text = mem_strndup(text.text, text.length);
		a->text.length = text.length;
	} else if (good && !rule_text_make(&a->text, text.text, text.length, group_count(r),
					   rule_pattern_group, r->pattern.regex, &fault)) {
		good = rule_fail(c, begin, "the pattern has no group %u", fault);
	}
	a->at = (size_t)(begin - c->text);
	if (good && a->kind == ACTION_COMMAND && !rule_text_begins_literally(&a->text))
		good = rule_fail(c, begin, "a command's name can't be a value");
	str_fini(&text);
	return good;
}

/* Takes `line` or `%N`, what is highlighted. */
static bool take_target(Rule *r, struct rule_action *a, struct rule_cursor *c, const char *word,
			size_t n)
{
	long long group;

	if (n == 4 && !strncmp(word, "line", 4)) {
		a->target = TARGET_LINE;
	} else {
		char *name = mem_strndup(word + 1, n - 1);
		int named = rule_pattern_group(r->pattern.regex, name, n - 1);
		bool known = named >= 0 || str_to_number(name, 0, group_count(r) - 1, &group);

		free(name);
		if (!known)
			return rule_fail(c, word, "the pattern has no group %.*s",
					 (int)(n < 40 ? n : 40), word);
		a->target = named >= 0 ? named : (int)group;
	}
	return true;
}

/* Takes a word of a highlight: 1; 0 if it is none, -1 if it is wrong. */
static int take_look(Rule *r, struct rule_action *a, struct rule_cursor *c)
{
	const char *word;
	size_t n = rule_peek(c, &word);

	if ((n == 4 && !strncmp(word, "line", 4)) || *word == '%') {
		c->at += n;
		return take_target(r, a, c, word, n) ? 1 : -1;
	}
	if (rule_take_word(c, "on")) {
		n = rule_peek(c, &word);
		c->at += n;
		if (rule_style_take(&a->style, word, n, true))
			return 1;
		c->at = word;
		if (n)
			rule_fail_style(c, c->at, strcspn(c->at, " \t"));
		else
			rule_fail(c, word, "a colour is missing behind \"on\"");
		return -1;
	}
	if (!rule_style_take(&a->style, word, n, false))
		return 0;
	c->at += n;
	return 1;
}

static bool is_empty(const struct rule_style *s)
{
	return !s->has_fg && !s->has_bg && !s->set.attrs;
}

bool rule_read_highlight(Rule *r, struct rule_action *a, struct rule_cursor *c)
{
	int taken = 1;

	while (taken > 0 && rule_more(c)) {
		taken = rule_take_condition(r, c);
		if (!taken)
			taken = take_look(r, a, c);
	}
	if (taken < 0)
		return false;
	if (is_empty(&a->style) && *c->at)
		return rule_fail_style(c, c->at, strcspn(c->at, " \t"));
	if (is_empty(&a->style))
		return rule_fail(c, c->at, "a colour or an attribute is missing here");
	return true;
}

static bool read_name(struct rule_action *a, struct rule_cursor *c)
{
	const char *word;
	size_t n = rule_peek(c, &word);

	if (!rule_is_name(word, n))
		return rule_fail(c, word, "a name is missing behind \"%s\"", forms[a->kind].word);
	a->name = mem_strndup(word, n);
	c->at += n;
	return true;
}

static bool changes_line(enum rule_action_kind kind)
{
	return kind == ACTION_HIGHLIGHT || kind == ACTION_SUBSTITUTE;
}

bool rule_changes_line(const Rule *r)
{
	for (size_t i = 0; i < r->action_count; i++) {
		if (changes_line(r->actions[i].kind))
			return true;
	}
	return false;
}

static bool has_line(const Rule *r)
{
	return r->pattern.regex && r->kind != RULE_ALIAS;
}

static bool unknown_action(struct rule_cursor *c, const char *word, size_t n)
{
	struct nearest near;

	nearest_begin(&near, word, n);
	for (int kind = 0; kind < ACTION_KINDS; kind++)
		nearest_offer(&near, forms[kind].word, strlen(forms[kind].word));
	return rule_fail_word(c, &near, "action",
			      "send, command, lua, notify, highlight, gag, substitute, log, route, "
			      "set, enable and disable");
}

static bool read_action(Rule *r, struct rule_cursor *c)
{
	const char *word;
	size_t n = rule_peek(c, &word);
	int kind = 0;

	while (kind < ACTION_KINDS && !rule_take_word(c, forms[kind].word))
		kind++;
	if (kind == ACTION_KINDS)
		return unknown_action(c, word, n);
	if (forms[kind].line && !has_line(r))
		return rule_fail(c, word, "\"%s\" needs a line that was received",
				 forms[kind].word);
	if (r->lines > 1 && changes_line((enum rule_action_kind)kind))
		return rule_fail(c, word, "\"%s\" can't go over several lines", forms[kind].word);
	struct rule_action *a = rule_add_action(r, (enum rule_action_kind)kind);
	if (kind == ACTION_HIGHLIGHT)
		return rule_read_highlight(r, a, c);
	return (!forms[kind].name || read_name(a, c)) &&
	       (!forms[kind].text || rule_read_text(r, a, c, "a text"));
}

bool rule_read_actions(Rule *r, struct rule_cursor *c)
{
	while (rule_more(c)) {
		int taken = rule_take_condition(r, c);

		if (taken < 0 || (!taken && !read_action(r, c)))
			return false;
	}
	return r->action_count ||
	       rule_fail(c, c->at, "an action is missing, such as send \"TEXT\"");
}

static void print_highlight(const struct rule_action *a, struct str *out)
{
	if (a->target == TARGET_LINE)
		str_append_string(out, " line");
	else if (a->target)
		str_append_format(out, " %%%d", a->target);
	str_append_char(out, ' ');
	rule_style_print(&a->style, " ", "on ", out);
}

void rule_print_actions(const Rule *r, struct str *out)
{
	bool single = r->kind == RULE_HIGHLIGHT || r->kind == RULE_GAG ||
		      r->kind == RULE_SUBSTITUTE;

	for (size_t i = 0; i < r->action_count; i++) {
		const struct rule_action *a = &r->actions[i];

		if (!single)
			str_append_format(out, " %s", forms[a->kind].word);
		if (a->kind == ACTION_HIGHLIGHT)
			print_highlight(a, out);
		if (forms[a->kind].name)
			str_append_format(out, " %s", a->name);
		if (forms[a->kind].text) {
			str_append_char(out, ' ');
			rule_print_quoted(a->text.text, a->text.length, out);
		}
	}
}
