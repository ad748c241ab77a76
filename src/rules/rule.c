#include "rules/rule.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "rules/rule-internal.h"

#include "base/poison.h"

static const char *const kind_names[RULE_KINDS] = {
	[RULE_TRIGGER] = "trigger",     [RULE_PROMPT] = "prompt", [RULE_ALIAS] = "alias",
	[RULE_HIGHLIGHT] = "highlight", [RULE_GAG] = "gag",       [RULE_SUBSTITUTE] = "substitute",
	[RULE_TIMER] = "timer",         [RULE_ON] = "on",         [RULE_BIND] = "bind",
};

static const char *const event_names[RULES_EVENT_KINDS] = {
	[RULES_CONNECT] = "connect", [RULES_DISCONNECT] = "disconnect",
	[RULES_PROMPT] = "prompt",   [RULES_GMCP] = "gmcp",
	[RULES_MSDP] = "msdp",       [RULES_BELL] = "bell",
	[RULES_IDLE] = "idle",       [RULES_ACTIVITY] = "activity",
	[RULES_INPUT] = "input",
};

enum { QUIET_MS = 10000 }; /* the silence that activity ends, where none is said */

enum rule_kind rule_kind_of(const char *line, const char **args)
{
	struct rule_cursor c = { .text = line, .at = line };

	for (int kind = 0; kind < RULE_KINDS; kind++) {
		if (rule_take_word(&c, kind_names[kind])) {
			*args = c.at + strspn(c.at, " \t");
			return (enum rule_kind)kind;
		}
	}
	return RULE_KINDS;
}

enum rule_kind rule_kind(const Rule *r)
{
	return r->kind;
}

const char *rule_lua(const Rule *r, size_t *i, size_t *n)
{
	while (*i < r->action_count) {
		const struct rule_action *a = &r->actions[(*i)++];

		if (a->kind != ACTION_LUA)
			continue;
		*n = a->text.length;
		return a->text.text;
	}
	return NULL;
}

const char *rule_group(const Rule *r)
{
	return r->group;
}

const char *rule_name(const Rule *r)
{
	return r->name;
}

bool rule_stops(const Rule *r)
{
	return r->stop || (r->kind == RULE_ALIAS && !r->continues);
}

/* Reads seconds, with a fraction, as ms. */
static bool read_seconds(struct rule_cursor *c, uint32_t *ms)
{
	const char *word;
	size_t n = rule_peek(c, &word), whole = 0, i = 0;
	unsigned unit = 1000, rest = 0;

	for (; i < n && word[i] >= '0' && word[i] <= '9'; i++)
		whole = whole > RULE_SECONDS_MAX ? whole : 10 * whole + (size_t)(word[i] - '0');
	bool good = i > 0;
	if (i < n && word[i] == '.') {
		for (i++; i < n && word[i] >= '0' && word[i] <= '9'; i++) {
			unit /= 10;
			rest += (unsigned)(word[i] - '0') * unit;
		}
	}
	if (!good || i < n)
		return rule_fail(c, word, "a number of seconds is missing");
	if (whole > RULE_SECONDS_MAX || whole * 1000 + rest < 100)
		return rule_fail(c, word, "seconds are 0.1 to %d", RULE_SECONDS_MAX);
	*ms = (uint32_t)(whole * 1000 + rest);
	c->at += n;
	return true;
}

/* What the event is about: it has to be said of what games tell. */
static bool read_about(Rule *r, struct rule_cursor *c)
{
	const char *word;
	size_t n = rule_peek(c, &word);

	if (!n)
		return rule_fail(c, word,
				 r->event == RULES_GMCP ? "the path is missing" :
							  "the variable is missing");
	r->about = mem_strndup(word, n);
	c->at += n;
	return true;
}

static bool unknown_event(struct rule_cursor *c, const char *word, size_t n)
{
	struct nearest near;

	nearest_begin(&near, word, n);
	for (int event = 0; event < RULES_EVENT_KINDS; event++)
		nearest_offer(&near, event_names[event], strlen(event_names[event]));
	return rule_fail_word(c, &near, "event",
			      "connect, disconnect, prompt, gmcp PATH, msdp VARIABLE, bell, idle "
			      "SECONDS, activity and input");
}

static bool read_event(Rule *r, struct rule_cursor *c)
{
	const char *word;
	size_t n = rule_peek(c, &word);
	int event = 0;

	while (event < RULES_EVENT_KINDS && !rule_take_word(c, event_names[event]))
		event++;
	if (event == RULES_EVENT_KINDS)
		return unknown_event(c, word, n);
	r->event = (enum rules_event)event;
	if (r->event == RULES_GMCP || r->event == RULES_MSDP)
		return read_about(r, c);
	r->ms = QUIET_MS;
	rule_peek(c, &word);
	if (r->event == RULES_IDLE ||
	    (r->event == RULES_ACTIVITY && strchr("0123456789", *word) && *word))
		return read_seconds(c, &r->ms);
	return true;
}

static bool read_key(Rule *r, struct rule_cursor *c)
{
	const char *word;
	size_t n = rule_peek(c, &word);
	char *name = mem_strndup(word, n);
	bool good = n && key_parse(name, &r->key);

	free(name);
	c->at += n;
	return good || rule_fail(c, word, n ? "\"%.*s\" is no key's name" : "a key is missing",
				 (int)n, word);
}

/* Reads conditions that stand alone. */
static bool read_conditions(Rule *r, struct rule_cursor *c)
{
	int taken = 1;

	while (taken > 0 && rule_more(c))
		taken = rule_take_condition(r, c);
	return taken >= 0;
}

/* Reads the one thing that a highlight, a gag or a substitution does. */
static bool read_single(Rule *r, struct rule_cursor *c)
{
	static const enum rule_action_kind kinds[RULE_KINDS] = {
		[RULE_HIGHLIGHT] = ACTION_HIGHLIGHT,
		[RULE_GAG] = ACTION_GAG,
		[RULE_SUBSTITUTE] = ACTION_SUBSTITUTE,
	};
	struct rule_action *a = rule_add_action(r, kinds[r->kind]);

	if (!read_conditions(r, c))
		return false;
	if (r->kind == RULE_HIGHLIGHT && !rule_read_highlight(r, a, c))
		return false;
	if (r->kind == RULE_SUBSTITUTE && !rule_read_text(r, a, c, "the new text"))
		return false;
	if (!read_conditions(r, c))
		return false;
	if (!rule_more(c))
		return true;
	if (r->kind == RULE_HIGHLIGHT)
		return rule_fail_style(c, c->at, strcspn(c->at, " \t"));
	return rule_fail(c, c->at, "nothing more than conditions may stand here");
}

static bool read_rule(Rule *r, struct rule_cursor *c)
{
	switch (r->kind) {
	case RULE_TIMER: return read_seconds(c, &r->ms) && rule_read_actions(r, c);
	case RULE_ON: return read_event(r, c) && rule_read_actions(r, c);
	case RULE_BIND: return read_key(r, c) && rule_read_actions(r, c);
	default: break;
	}
	if (!rule_pattern_read(&r->pattern, c,
			       r->kind == RULE_ALIAS ? PATTERN_REACH_COMMAND : PATTERN_REACH_SOME))
		return false;
	if (r->kind == RULE_HIGHLIGHT || r->kind == RULE_GAG || r->kind == RULE_SUBSTITUTE)
		return read_single(r, c);
	return rule_read_actions(r, c);
}

Rule *rule_new(enum rule_kind kind, const char *args, const char **at, struct err *e)
{
	struct rule_cursor c = { .text = args, .at = args, .e = e };
	Rule *r = mem_alloc(sizeof(*r));

	r->kind = kind;
	r->lines = 1;
	if (read_rule(r, &c))
		return r;
	if (at)
		*at = c.fault;
	rule_free(r);
	return NULL;
}

void rule_free(Rule *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->action_count; i++) {
		rule_text_fini(&r->actions[i].text);
		free(r->actions[i].name);
	}
	free(r->actions);
	rule_pattern_fini(&r->pattern);
	free(r->group);
	free(r->name);
	free(r->host);
	free(r->about);
	free(r->pack);
	free(r);
}

static void print_seconds(uint32_t ms, struct str *out)
{
	str_append_format(out, "%u", (unsigned)(ms / 1000));
	if (!(ms % 1000))
		return;
	str_append_format(out, ".%03u", (unsigned)(ms % 1000));
	while (out->text[out->length - 1] == '0')
		str_truncate(out, out->length - 1);
}

/* Appends what stands behind the kind: a pattern, seconds, an event, a key. */
static void print_subject(const Rule *r, struct str *out)
{
	char key[KEY_NAME_MAX];

	switch (r->kind) {
	case RULE_TIMER: print_seconds(r->ms, out); break;
	case RULE_BIND:
		key_format(r->key, key);
		str_append_string(out, key);
		break;
	case RULE_ON:
		str_append_string(out, event_names[r->event]);
		if (r->about)
			str_append_format(out, " %s", r->about);
		if (r->event == RULES_IDLE || r->event == RULES_ACTIVITY) {
			str_append_char(out, ' ');
			print_seconds(r->ms, out);
		}
		break;
	default: rule_pattern_print(&r->pattern, out);
	}
}

static void print_conditions(const Rule *r, struct str *out)
{
	if (r->name)
		str_append_format(out, " name=%s", r->name);
	if (r->group)
		str_append_format(out, " group=%s", r->group);
	if (r->priority && !r->pack)
		str_append_format(out, " priority=%d", r->priority);
	if (r->host)
		str_append_format(out, " host=%s", r->host);
	if (r->has_style) {
		str_append_string(out, " style=");
		rule_style_print(&r->style, ",", "on-", out);
	}
	if (r->lines > 1)
		str_append_format(out, " lines=%u", r->lines);
	if (r->count == 1)
		str_append_string(out, " once");
	else if (r->count)
		str_append_format(out, " count=%u", (unsigned)r->count);
	if (r->stop || r->continues)
		str_append_string(out, r->stop ? " stop" : " continue");
}

void rule_print_alias(const char *name, const char *const *lines, size_t count, struct str *out)
{
	struct str text;

	str_init(&text);
	for (size_t i = 0; i < count; i++) {
		if (i)
			str_append_char(&text, '\n');
		for (const char *s = lines[i]; *s; s++) {
			/* These stand twice for themselves. */
			if (*s == '%' || *s == '$')
				str_append_char(&text, *s);
			str_append_char(&text, *s);
		}
	}
	str_append_string(out, "alias ");
	rule_print_quoted(name, strlen(name), out);
	str_append_string(out, " send ");
	rule_print_quoted(text.text, text.length, out);
	str_fini(&text);
}

void rule_print_purpose(const Rule *r, struct str *out)
{
	if (r->kind == RULE_TIMER || r->kind == RULE_ON) {
		rule_print(r, out);
		return;
	}
	str_append_format(out, "%s ", kind_names[r->kind]);
	print_subject(r, out);
	print_conditions(r, out);
	for (size_t i = 0; i < r->action_count; i++) {
		if (r->actions[i].kind == ACTION_HIGHLIGHT)
			str_append_format(out, " %d", r->actions[i].target);
	}
}

void rule_print(const Rule *r, struct str *out)
{
	str_append_format(out, "%s ", kind_names[r->kind]);
	print_subject(r, out);
	print_conditions(r, out);
	rule_print_actions(r, out);
}
