#include "app/commands.h"

#include <stdlib.h>
#include <string.h>

#include "app/program.h"
#include "app/rules-report.h"
#include "app/sessions.h"
#include "base/mem.h"
#include "link/link-rules.h"
#include "rules/book.h"
#include "base/poison.h"

enum { WHY_LINES = 10000 /* that are looked through */ };

/* The commands that are rules: trigger, alias, ... */
bool command_rule(struct command_context *c, const char *args)
{
	const char *rest;
	enum rule_kind kind = rule_kind_of(c->name, &rest);

	if (!rulebook_add(settings_rules(c->settings), kind, args, &c->at, c->e))
		return false;
	c->at = NULL;
	/* After a file all is looked at once. */
	return !app_of(c) || c->depth || app_options_changed(app_of(c), c->e);
}

/* --- /rules. */

static Link *link_of(const struct command_context *c)
{
	return pane_link(app_current(app_of(c)));
}

static void show(struct command_context *c, struct str *text)
{
	app_show_text(app_of(c), "rules", text->text);
	str_fini(text);
}

static bool list_rules(struct command_context *c, const char *args)
{
	struct str text;

	(void)args;
	str_init(&text);
	rules_report_list(link_of(c), &text);
	show(c, &text);
	return true;
}

/* Which line `why` is about. */
struct wanted {
	const char *text; /* it holds this; "": rules have matched it, if there is one */
	long long back; /* it is the one so many from the end; 0: not said */
};

static void ignore(void *user, const struct rules_match *match)
{
	(void)user;
	(void)match;
}

static bool is_wanted(const Rules *rules, uint64_t number, const struct str *line,
		      struct wanted *wanted)
{
	if (wanted->back)
		return --wanted->back == 0;
	if (*wanted->text)
		return strstr(line->text, wanted->text) != NULL;
	return rules_why(rules, number, ignore, NULL) > 0;
}

/* Looks from the end, where a prompt may stand, back. */
static bool find_line(Link *l, struct wanted wanted, uint64_t *found)
{
	const Terminal *t = session_terminal(link_session(l));
	uint64_t number = terminal_end_line(t), oldest = terminal_first_line(t);
	bool is = false;
	struct str line;

	if (number - oldest > WHY_LINES)
		oldest = number - WHY_LINES;
	str_init(&line);
	while (!is && number-- > oldest) {
		if (terminal_line_text(t, number, &line) && line.length)
			is = is_wanted(link_rules(l), number, &line, &wanted);
	}
	str_fini(&line);
	*found = number;
	return is;
}

static bool tell_why(struct command_context *c, const char *args)
{
	struct wanted wanted = { .text = args };
	uint64_t number;
	struct str text;

	str_to_number(args, 1, WHY_LINES, &wanted.back);
	if (!find_line(link_of(c), wanted, &number))
		return err_set(c->e, ERR_OTHER,
			       *args ? "there is no such line" : "no rule has matched a line yet");
	str_init(&text);
	rules_report_why(link_of(c), number, &text);
	show(c, &text);
	return true;
}

/* Rules that are looked for by a name. */
struct search {
	const char *name;
	unsigned id; /* that the name is, 0: none */
	unsigned ids[64]; /* of the rules with that name */
	unsigned count;
	bool in_group;
};

static void look_at_rule(void *user, unsigned id, const Rule *rule)
{
	struct search *s = user;
	const char *name = rule_name(rule), *group = rule_group(rule);

	s->in_group |= group && strcmp(group, s->name) == 0;
	if ((id == s->id || (name && strcmp(name, s->name) == 0)) &&
	    s->count < sizeof(s->ids) / sizeof(s->ids[0]))
		s->ids[s->count++] = id;
}

static struct search find_rules(const struct command_context *c, const char *name)
{
	struct search s = { .name = name };
	long long id;

	if (str_to_number(name, 1, RULEBOOK_MAX * 1000LL, &id))
		s.id = (unsigned)id;
	rulebook_each(settings_rules(c->settings), look_at_rule, &s);
	return s;
}

/* Switches a group in this session; in a file for all. */
static bool switch_group(struct command_context *c, const char *group, bool on)
{
	struct search s = find_rules(c, group);

	if (!*group)
		return err_set(c->e, ERR_USAGE, "which group?");
	if (!s.in_group)
		return err_set(c->e, ERR_USAGE, "no rule is in a group %s", group);
	if (!app_of(c)) {
		rulebook_set_group(settings_rules(c->settings), group, on);
		return true;
	}
	rules_set_group(link_rules(link_of(c)), group, on);
	return link_configure(link_of(c), c->e);
}

static bool switch_on(struct command_context *c, const char *args)
{
	return switch_group(c, args, true);
}

static bool switch_off(struct command_context *c, const char *args)
{
	return switch_group(c, args, false);
}

static bool resume(struct command_context *c, const char *args)
{
	struct search s = find_rules(c, args);
	Rules *rules = link_rules(link_of(c));
	unsigned resumed = s.in_group ? rules_resume_group(rules, args) : 0;

	for (unsigned i = 0; i < s.count; i++)
		resumed += rules_resume(rules, s.ids[i]);
	if (!s.count && !s.in_group)
		return err_set(c->e, ERR_USAGE, "there is no rule and no group %s", args);
	if (!resumed)
		return err_set(c->e, ERR_USAGE, "nothing of that is paused or done");
	app_message(app_of(c), "%u rule%s begin%s anew", resumed, resumed == 1 ? "" : "s",
		    resumed == 1 ? "s" : "");
	return link_configure(link_of(c), c->e);
}

static bool remove_rules(struct command_context *c, const char *args)
{
	RuleBook *book = settings_rules(c->settings);
	long long id;
	unsigned removed;

	if (str_to_number(args, 1, RULEBOOK_MAX * 1000LL, &id))
		removed = rulebook_remove(book, (unsigned)id);
	else
		removed = rulebook_remove_called(book, args);
	if (!removed)
		return err_set(c->e, ERR_USAGE, "there is no rule and no group %s", args);
	if (app_of(c))
		app_message(app_of(c), "%u rule%s gone", removed, removed == 1 ? " is" : "s are");
	return !app_of(c) || app_options_changed(app_of(c), c->e);
}

static const struct {
	const char *name;
	bool (*run)(struct command_context *c, const char *args);
	bool in_files, argument;
} verbs[] = {
	{ "", list_rules, false, false },  { "why", tell_why, false, false },
	{ "on", switch_on, true, true },   { "off", switch_off, true, true },
	{ "resume", resume, false, true }, { "remove", remove_rules, true, true },
};

bool command_rules(struct command_context *c, const char *args)
{
	size_t n = strcspn(args, " ");
	const char *rest = args + n + strspn(args + n, " ");

	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		if (strlen(verbs[i].name) != n || strncmp(verbs[i].name, args, n) != 0)
			continue;
		if (!app_of(c) && !verbs[i].in_files)
			return err_set(c->e, ERR_USAGE,
				       "that can't be used in a configuration file");
		if (verbs[i].argument && !*rest)
			return err_set(c->e, ERR_USAGE, "%s what?", verbs[i].name);
		return verbs[i].run(c, rest);
	}
	return err_set(c->e, ERR_USAGE,
		       "usage: rules [why [LINE]|on GROUP|off GROUP|resume NAME|remove NAME]");
}
