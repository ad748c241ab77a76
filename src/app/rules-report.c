#include "app/rules-report.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "link/link-rules.h"
#include "base/poison.h"

enum { REPORT_GROUPS_MAX = 200 };

/* A list that is being made. */
struct list {
	Rules *rules;
	struct str *out;
	unsigned count;
	const char *groups[REPORT_GROUPS_MAX]; /* borrowed from the rules */
	size_t group_count;
};

/* Appends a time in three or four figures. */
static void add_time(uint64_t ns, struct str *out)
{
	static const char *const units[] = { "ns", "us", "ms", "s" };
	double value = (double)ns;
	int unit = 0;

	while (value >= 1000 && unit < 3) {
		value /= 1000;
		unit++;
	}
	str_append_format(out, "%*.*f %s", unit == 3 ? 6 : 5, value < 10 && unit ? 1 : 0, value,
			  units[unit]);
}

static void note_group(struct list *list, const char *group)
{
	for (size_t i = 0; group && i < list->group_count; i++) {
		if (strcmp(list->groups[i], group) == 0)
			return;
	}
	if (group && list->group_count < REPORT_GROUPS_MAX)
		list->groups[list->group_count++] = group;
}

static void add_rule(void *user, const struct rules_state *state)
{
	struct list *list = user;
	struct str *out = list->out;

	list->count++;
	note_group(list, rule_group(state->rule));
	str_append_format(out, "%4u %7llu ", state->id, (unsigned long long)state->hits);
	if (state->ns)
		add_time(state->ns, out);
	else
		str_append_string(out, "       -");
	str_append_string(out, "  ");
	if (state->paused)
		str_append_format(out, "PAUSED, it %s: ", state->why);
	else if (state->done)
		str_append_string(out, "done: ");
	else if (state->off)
		str_append_string(out, "off: ");
	rule_print(state->rule, out);
	str_append_char(out, '\n');
}

void rules_report_list(Rules *rules, struct str *out)
{
	struct list list = { .rules = rules, .out = out };

	str_append_string(out, "Rule    Hits     Cost\n");
	rules_each(list.rules, add_rule, &list);
	if (!list.count)
		str_append_string(out, "There are none: hail.conf(5), RULES, tells how they look, "
				       "such as: /highlight /error/ red\n");
	if (!list.group_count)
		return;
	str_append_string(out, "\nGroups:");
	for (size_t i = 0; i < list.group_count; i++)
		str_append_format(out, "%s %s (%s)", i ? "," : "", list.groups[i],
				  rules_group_on(list.rules, list.groups[i]) ? "on" : "off");
	str_append_string(out, "\n");
}

/* What matched is told by its place, since a rule before may have changed the text. */
static void add_match(void *user, const struct rules_match *match)
{
	struct str *out = user;

	str_append_format(out, "%4u ", match->id);
	add_time(match->ns, out);
	str_append_format(out, "  at %zu, %zu byte%s%s  ", match->start + 1, match->length,
			  match->length == 1 ? "" : "s",
			  match->hidden ? " of a line hidden before it" : "");
	if (match->rule)
		rule_print(match->rule, out);
	else
		str_append_string(out, "(the rule is gone)");
	str_append_char(out, '\n');
}

void rules_report_why(Link *l, uint64_t number, struct str *out)
{
	const Rules *rules = link_rules(l);
	struct str line;

	str_init(&line);
	if (terminal_line_text(session_terminal(link_session(l)), number, &line))
		str_append_format(out, "%s\n\n", line.text);
	str_fini(&line);
	str_append_string(out, "Rule     Cost  Match\n");
	if (!rules_why(rules, number, add_match, out))
		str_append_string(out, "No rule has matched this line (the last matches are known "
				       "alone).\n");
}
