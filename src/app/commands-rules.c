#include "app/commands.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/program.h"
#include "app/rules-import.h"
#include "app/rules-report.h"
#include "app/rules-test.h"
#include "app/sessions.h"
#include "base/mem.h"
#include "base/private-file.h"
#include "config/paths.h"
#include "link/link-rules.h"
#include "rules/book.h"
#include "rules/rule-words.h"
#include "script/script.h"
#include "base/poison.h"

#define RECORDED "This alias counts from now on; a line of hail.conf keeps it:\n\n"

enum { WHY_LINES = 10000 /* that are looked through */ };

/* Whether the code in a rule can be compiled, where the rule can be read; else the rule itself
 * tells what is wrong. */
static bool check_code(enum rule_kind kind, const char *args, struct err *e)
{
	struct err unread;
	/* Few rules have code: no other is read twice. */
	Rule *rule = strstr(args, "lua") ? rule_new(kind, args, NULL, &unread) : NULL;
	const char *code;
	size_t i = 0, n;
	bool good = true;

	while (rule && good && (code = rule_lua(rule, &i, &n)))
		good = script_check(code, n, e);
	rule_free(rule);
	return good;
}

/* The commands that are rules: trigger, alias, ... */
bool command_rule(struct command_context *c, const char *args)
{
	const char *rest;
	enum rule_kind kind = rule_kind_of(c->name, &rest);
	RuleBook *book = settings_rules(c->settings);
	bool typed = app_of(c) && !c->depth;
	unsigned id;

	if (!check_code(kind, args, c->e))
		return false;
	if (typed)
		rulebook_begin_load(book);
	id = rulebook_add(book, kind, args, &c->at, c->e);
	if (!id)
		return false;
	c->at = NULL;
	if (typed && rulebook_replaced(book))
		app_message(app_of(c), "rule %u takes the place of rule %u", id,
			    rulebook_replaced(book));
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
	rules_report_list(link_rules(link_of(c)), &text);
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
	/* A pack brings its rules with the first session of it. */
	if (!s.in_group && strcmp(group, RULE_PACK_GROUP) != 0)
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

static bool test_rules(struct command_context *c, const char *args)
{
	char *path = paths_expand(args);
	bool done = rules_test_begin(app_rules_test(app_of(c)), link_of(c), path, c->e);

	free(path);
	return done;
}

static const struct {
	const char *name;
	bool (*run)(struct command_context *c, const char *args);
	bool in_files, argument;
} verbs[] = {
	{ "", list_rules, false, false },       { "why", tell_why, false, false },
	{ "test", test_rules, false, true },    { "on", switch_on, true, true },
	{ "off", switch_off, true, true },      { "resume", resume, false, true },
	{ "remove", remove_rules, true, true },
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
	return err_set(
		c->e, ERR_USAGE,
		"usage: rules [why [LINE]|test FILE|on GROUP|off GROUP|resume NAME|remove NAME]");
}

/* --- /var */

static void add_variable(void *user, const char *name, const char *value, size_t n)
{
	str_append_format(user, "$%s = %.*s\n", name, (int)n, value);
}

static bool list_variables(struct command_context *c)
{
	struct str text;

	str_init(&text);
	rules_each_variable(link_rules(link_of(c)), add_variable, &text);
	if (!text.length)
		str_append_string(&text, "No variables are set for this host (/var NAME VALUE).\n");
	app_show_text(app_of(c), "variables", text.text);
	str_fini(&text);
	return true;
}

static bool show_variable(struct command_context *c, const char *name)
{
	size_t n;
	const char *value = rules_variable(link_rules(link_of(c)), name, &n);

	if (!value)
		return err_set(c->e, ERR_USAGE, "there is no variable $%s", name);
	app_message(app_of(c), "$%s = %.*s", name, (int)n, value);
	return true;
}

static void set_variable(struct command_context *c, const char *name, const char *value)
{
	size_t n = strlen(value);
	bool quoted = n >= 2 && value[0] == '"' && value[n - 1] == '"';

	rules_set_variable(link_rules(link_of(c)), name, value + quoted, n - (quoted ? 2 : 0));
	rule_variables_changed(app_rule_variables(app_of(c)), link_of(c));
}

bool command_var(struct command_context *c, const char *args)
{
	size_t n;
	char *name;
	bool done = true;

	args += *args == '$';
	n = strcspn(args, " ");
	if (!n)
		return list_variables(c);
	if (!rule_is_name(args, n))
		return err_set(c->e, ERR_USAGE, "%.*s is no variable's name", (int)n, args);
	name = mem_strndup(args, n);
	args += n + strspn(args + n, " ");
	if (*args)
		set_variable(c, name, args);
	else
		done = show_variable(c, name);
	free(name);
	return done;
}

/* --- /record-alias */

/* The last lines that were typed, the oldest first, become an alias. */
static bool record(struct command_context *c, const char *name, size_t count)
{
	const char *lines[LINK_TYPED_MAX];
	struct str text;
	bool done;

	for (size_t i = 0; i < count; i++) {
		lines[i] = link_typed_line(link_of(c), (unsigned)(count - 1 - i));
		if (!lines[i])
			return err_set(c->e, ERR_USAGE, "not so many lines were typed here");
	}
	str_init(&text);
	rule_print_alias(name, lines, count, &text);
	/* One of the same name takes its place. */
	if (rule_is_name(name, strlen(name)))
		str_append_format(&text, " name=%s", name);
	rulebook_begin_load(settings_rules(c->settings));
	done = rulebook_add_line(settings_rules(c->settings), text.text, NULL, c->e) &&
	       app_options_changed(app_of(c), c->e);
	if (done) {
		str_splice(&text, 0, 0, RECORDED, sizeof(RECORDED) - 1);
		app_show_text(app_of(c), "alias", text.text);
	}
	str_fini(&text);
	return done;
}

bool command_record_alias(struct command_context *c, const char *args)
{
	size_t n = strcspn(args, " ");
	const char *rest = args + n + strspn(args + n, " ");
	long long count = 1;
	char *name;
	bool done;

	if (*rest && !str_to_number(rest, 1, LINK_TYPED_MAX, &count))
		return err_set(c->e, ERR_USAGE, "how many lines? 1 to %d", LINK_TYPED_MAX);
	name = mem_strndup(args, n);
	done = record(c, name, (size_t)count);
	free(name);
	return done;
}

/* --- /import */

/* Writes the rules to a new file. */
static bool write_rules(const char *name, const struct str *rules, struct err *e)
{
	char *path = paths_expand(name);
	bool good;

	if (access(path, F_OK) == 0)
		good = err_set(e, ERR_USAGE, "%s is there already: nothing was written", path);
	else if (private_file_put(path, rules->text, rules->length))
		good = true;
	else
		good = err_set(e, ERR_OTHER, "cannot write %s: %s", path, strerror(errno));
	free(path);
	return good;
}

bool command_import(struct command_context *c, const char *args)
{
	char *name = settings_next_word(&args), *to = settings_next_word(&args);
	char *path = name ? paths_expand(name) : NULL;
	struct str rules, report;
	bool done;

	str_init(&rules);
	str_init(&report);
	done = path && rules_import_file(settings_rules(c->settings), path, &rules, &report, c->e);
	if (done) {
		app_show_text(app_of(c), "import", report.text);
		done = app_options_changed(app_of(c), c->e) &&
		       (!to || write_rules(to, &rules, c->e));
	}
	str_fini(&rules);
	str_fini(&report);
	free(path);
	free(name);
	free(to);
	return done;
}
