/* What rules do when they have matched, within their limits. */
#include <stdlib.h>
#include <string.h>

#include "base/least.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "rules/rules-internal.h"

#include "base/poison.h"

enum { RULE_SHOWN = 120 }; /* bytes of a rule that a sentence quotes */

/* Says of the rule that it is paused, or will be, and why. */
static void say(Rules *r, const struct book_entry *entry, bool paused, const char *why)
{
	struct str line, sentence;

	if (!r->events.message)
		return;
	str_init(&line);
	str_init(&sentence);
	rule_print(entry->rule, &line);
	size_t shown = utf8_cut(line.text, line.length, least_size(line.length, RULE_SHOWN));
	str_truncate(&line, shown);
	str_append_format(&sentence, "rule %u %s paused: it %s (%s)", entry->id,
			  paused ? "is" : "will be", why, line.text);
	r->events.message(r->user, sentence.text, paused ? entry->id : 0);
	str_fini(&sentence);
	str_fini(&line);
}

/* Pauses the rule, if it isn't yet, and says so. */
static void pause_rule(Rules *r, const struct book_entry *entry, const char *why)
{
	struct rule_record *record = rules_record(r, entry->id);

	if (record->paused)
		return;
	record->paused = true;
	record->why = why;
	r->stale = true;
	say(r, entry, true, why);
}

void rules_count_time(Rules *r, const struct book_entry *entry, int64_t now, int64_t ns)
{
	static const char why[] = "takes more than half of the time";
	struct rule_record *record = rules_record(r, entry->id);

	record->ns += (uint64_t)ns;
	switch (time_share_add(&record->share, now, ns)) {
	case TIME_SHARE_FINE: break;
	case TIME_SHARE_TELL: say(r, entry, false, why); break;
	case TIME_SHARE_END: pause_rule(r, entry, why); break;
	}
}

void rules_strike(Rules *r, const struct book_entry *entry, const char *why, int64_t now)
{
	struct rule_record *record = rules_record(r, entry->id);
	int64_t since = now - record->struck;

	record->strikes = since >= 0 && since <= RULES_STRIKE_MS ? record->strikes + 1 : 1;
	record->struck = now;
	if (record->strikes >= RULES_STRIKES)
		pause_rule(r, entry, why);
}

/* Whether the rule does what can make a peer answer. */
static bool sends(const Rule *rule)
{
	for (size_t i = 0; i < rule->action_count; i++) {
		if (rule->actions[i].kind == ACTION_SEND || rule->actions[i].kind == ACTION_COMMAND)
			return true;
	}
	return false;
}

static void begin_second(struct rule_record *record, int64_t now)
{
	if (now - record->second < 1000 && now >= record->second)
		return;
	record->second = now;
	record->notices = 0;
}

/* Whether the text holds what a rule has sent lately, and the rule matches that alone. */
static bool is_echo(const Rules *r, const struct rule_hit *hit)
{
	Regex *regex = hit->entry->rule->pattern.regex;

	for (size_t i = 0; i < RULES_SENT && regex && hit->length; i++) {
		const char *sent = r->sent[i];
		size_t n = sent ? strlen(sent) : 0;

		if (n && memmem(hit->text, hit->length, sent, n) &&
		    regex_match(regex, sent, n, 0, NULL, 0) == REGEX_FOUND)
			return true;
	}
	return false;
}

/* Whether the rule acts on what the user does: keys and lines are no loop. */
static bool is_by_user(const Rule *rule)
{
	return rule->kind == RULE_BIND || rule->kind == RULE_ALIAS ||
	       (rule->kind == RULE_ON && rule->event == RULES_INPUT);
}

/* Counts that the rule sends; pauses it where that is a loop. Whether it did. */
static bool is_loop(Rules *r, struct rule_record *record, const struct rule_hit *hit)
{
	const Rule *rule = hit->entry->rule;
	const char *why;

	if (is_by_user(rule))
		return false;
	record->echoes = is_echo(r, hit) ? record->echoes + 1 : 0;
	why = send_guard_count(&record->guard, hit->now,
			       rule->kind == RULE_TIMER ? UINT64_MAX : r->typed);
	if (record->echoes >= RULES_ECHOES)
		why = "answers what rules have sent";
	if (why)
		pause_rule(r, hit->entry, why);
	return why;
}

void rules_typed(Rules *r)
{
	r->typed++;
}

bool rules_count_hit(Rules *r, const struct rule_hit *hit)
{
	const Rule *rule = hit->entry->rule;
	struct rule_record *record = rules_record(r, hit->entry->id);

	record->hits++;
	if (sends(rule) && is_loop(r, record, hit))
		return false;
	if (rule->count && ++record->acted >= rule->count)
		r->stale = true;
	return true;
}

void rules_capture(struct rule_hit *hit, const struct regex_group *groups)
{
	const Regex *regex = hit->entry->rule->pattern.regex;

	hit->count = regex_count(regex);
	for (unsigned i = 0; i < hit->count; i++) {
		bool took = groups[i].start != SIZE_MAX;

		hit->captures[i] = (struct rules_capture){
			.name = regex_name(regex, i),
			.text = took ? hit->text + groups[i].start : NULL,
			.length = took ? groups[i].length : 0,
		};
	}
}

static const char *group_value(void *user, unsigned group, size_t *n)
{
	const struct rule_hit *hit = ((const struct rule_run *)user)->hit;

	if (group >= hit->count)
		return NULL;
	*n = hit->captures[group].length;
	return hit->captures[group].text;
}

static const char *variable_value(void *user, const char *name, size_t name_length, size_t *n)
{
	return variables_get(&((const struct rule_run *)user)->r->variables, name, name_length, n);
}

struct rule_values rules_values(struct rule_run *run)
{
	return (struct rule_values){
		.own = run->hit->entry->rule->kind == RULE_ALIAS && !run->hit->foreign,
		.line = &run->line,
		.group = group_value,
		.variable = variable_value,
		.user = run,
	};
}

static void remember_sent(Rules *r, const char *text, size_t n)
{
	char **sent = &r->sent[r->sent_next];

	r->sent_next = (r->sent_next + 1) % RULES_SENT;
	free(*sent);
	*sent = mem_strndup(text, n);
}

static void send_line(void *user, const char *text, size_t n)
{
	struct rule_run *run = user;
	Rules *r = run->r;

	if (run->hit->entry->rule->kind != RULE_ALIAS)
		remember_sent(r, text, n);
	else if (r->told++ >= RULE_LINES_MAX)
		return;
	/* What a peer said doesn't choose an alias. */
	else if (!run->line.begins_foreign &&
		 rules_alias(r, text, n, run->hit, run->line.foreign, run->hit->now))
		return;
	if (r->events.send)
		r->events.send(r->user, text, n);
}

static void tell_text(const struct rule_action *a, const struct rule_values *values,
		      void (*tell)(void *user, const char *text, size_t n), void *user)
{
	struct str text;

	if (!tell)
		return;
	str_init(&text);
	rule_text_expand_line(&a->text, values, &text);
	tell(user, text.text, text.length);
	str_fini(&text);
}

/* Whether values brought the words into the text that name a program to run. */
static bool names_program(const struct rule_action *a, const char *text)
{
	static const char *const words[] = { "exec:", "-command=" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (strcasestr(text, words[i]) && !strcasestr(a->text.text, words[i]))
			return true;
	}
	return false;
}

static void run_command(const struct rule_run *run, const struct rule_action *a,
			const struct rule_values *values)
{
	const struct rules_events *events = &run->r->events;
	struct str text, sentence;

	str_init(&text);
	str_init(&sentence);
	rule_text_expand_line(&a->text, values, &text);
	if (names_program(a, text.text)) {
		str_append_format(&sentence,
				  "rule %u ran no command: what it captured names a program",
				  run->hit->entry->id);
		if (events->message)
			events->message(run->r->user, sentence.text, 0);
	} else if (events->command) {
		events->command(run->r->user, text.text, text.length,
				rule_text_has_values(&a->text));
	}
	str_fini(&sentence);
	str_fini(&text);
}

static void notify(const struct rule_run *run, const struct rule_action *a,
		   const struct rule_values *values)
{
	struct rule_record *record = rules_record(run->r, run->hit->entry->id);

	begin_second(record, run->hit->now);
	if (record->notices++ < RULES_NOTICES_A_SECOND)
		tell_text(a, values, run->r->events.notify, run->r->user);
}

static void set_variable(Rules *r, const struct rule_action *a, const struct rule_values *values)
{
	struct str text;

	str_init(&text);
	rule_text_expand_line(&a->text, values, &text);
	variables_set(&r->variables, a->name, text.text, text.length);
	if (r->events.variable)
		r->events.variable(r->user);
	str_fini(&text);
}

static void run_lua(const struct rule_run *run, const struct rule_action *a)
{
	const struct rules_captures captures = { run->hit->captures, run->hit->count,
						 run->hit->entry->id };
	const struct rule_hit *hit = run->hit;
	Rules *r = run->r;

	/* What is counted before it is done isn't counted again. */
	if (r->events.lua && r->events.lua(r->user, a->text.text, a->text.length, &captures) &&
	    !sends(hit->entry->rule))
		is_loop(r, rules_record(r, hit->entry->id), hit);
}

static void run_action(struct rule_run *run, const struct rule_action *a)
{
	Rules *r = run->r;
	const struct rule_values values = rules_values(run);
	const struct rule_split split = { r->separator, r->repeats };

	switch (a->kind) {
	case ACTION_SEND: rule_text_expand(&a->text, &values, &split, send_line, run); break;
	case ACTION_COMMAND: run_command(run, a, &values); break;
	case ACTION_LUA: run_lua(run, a); break;
	case ACTION_NOTIFY: notify(run, a, &values); break;
	case ACTION_SET: set_variable(r, a, &values); break;
	case ACTION_ENABLE:
	case ACTION_DISABLE: rules_set_group(r, a->name, a->kind == ACTION_ENABLE); break;
	default: break;
	}
}

void rules_act(Rules *r, const struct rule_hit *hit)
{
	struct rule_run run = { .r = r, .hit = hit };

	for (size_t i = 0; i < hit->entry->rule->action_count; i++)
		run_action(&run, &hit->entry->rule->actions[i]);
}
