#include "app/candidates.h"

#include <stdlib.h>
#include <string.h>

#include "app/lenses.h"
#include "app/commands.h"
#include "app/program.h"
#include "app/sessions.h"
#include "base/mem.h"
#include "base/str.h"
#include "telnet/policy.h"
#include "base/poison.h"

enum { COMPLETE_LINES = 500 }; /* how far back words on screen are taken from */

static void add(Completion *c, const char *text)
{
	completion_add(c, text, strlen(text), true);
}

static void add_words_on_screen(App *app)
{
	const Terminal *t = session_terminal(pane_session(app_current(app)));
	uint64_t first = terminal_first_line(t);
	uint64_t line = terminal_end_line(t);
	struct str text;

	str_init(&text);
	for (unsigned i = 0; i < COMPLETE_LINES && line > first; i++) {
		if (terminal_line_text(t, --line, &text))
			completion_add_words(app_completion(app), text.text, text.length);
	}
	str_fini(&text);
}

static void add_options(Completion *c)
{
	for (int i = 0; i < OPTIONS_COUNT; i++)
		add(c, options_row((enum option)i)->name);
}

static void add_commands(Completion *c)
{
	const struct command_row *rows = app_commands.rows;

	for (size_t i = 0; i < app_commands.count; i++)
		add(c, rows[i].name);
}

/* The words of a usage text such as `line|char|auto`; one in capitals stands for others. */
static void add_choices(Completion *c, const char *words)
{
	static const char separators[] = "|[] ";

	words += strspn(words, separators);
	while (*words) {
		size_t n = strcspn(words, separators);

		if (*words >= 'a')
			completion_add(c, words, n, true);
		words += n;
		words += strspn(words, separators);
	}
}

static void add_words(Completion *c, const struct option_row *row)
{
	for (const struct option_word *w = row->words; w->word; w++)
		add(c, w->word);
}

/* The values of the option whose name is the word before the one being completed. */
static void add_values(Completion *c, const char *args, size_t n)
{
	char *name = mem_strndup(args, n);
	int option = options_find(name, NULL);
	const struct option_row *row = option < 0 ? NULL : options_row((enum option)option);

	mem_wipe(name, n);
	free(name);
	if (row && row->type == OPTIONS_CHOICE)
		add_words(c, row);
	for (size_t i = 0; row && row->suggest && row->suggest(i); i++)
		add(c, row->suggest(i));
}

static void add_word(void *user, const char *word)
{
	add(user, word);
}

/* Paths of values, and what else the command takes. */
static void add_paths(App *app, const struct command_row *row, const char *typed)
{
	enum telnet_source source;

	if (values_source(row->name, &source))
		values_complete(session_values(pane_session(app_current(app))), source, typed,
				add_word, app_completion(app));
	add_choices(app_completion(app), row->usage);
}

static void add_telnet_options(Completion *c)
{
	char name[32];

	for (size_t i = 0; i < POLICY_COUNT; i++) {
		size_t n = 0;

		for (const char *p = policy_at(i)->name; *p && n < sizeof(name) - 1; p++)
			name[n++] = str_lower(*p);
		completion_add(c, name, n, true);
	}
}

/* A command, or behind WILL and the like an option. */
static void add_telnet(Completion *c, const char *args, size_t first)
{
	static const char *const verbs[] = { "will", "wont", "do", "dont" };
	const char *name;

	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		if (!args[first])
			add(c, verbs[i]);
		else if (strlen(verbs[i]) == first && strncmp(verbs[i], args, first) == 0)
			add_telnet_options(c);
	}
	if (!args[first])
		add(c, "raw");
	for (size_t i = 0; !args[first] && (name = telnet_command_name(i)); i++)
		add(c, name);
}

static void add_arguments(App *app, const struct command_row *row, const char *args)
{
	Completion *c = app_completion(app);
	size_t first = strcspn(args, " ");

	switch (row->completion) {
	case COMPLETE_NOTHING: break;
	case COMPLETE_OPTION:
		if (args[first])
			add_values(c, args, first);
		else
			add_options(c);
		break;
	case COMPLETE_HOST:
		for (size_t i = 0; i < settings_host_count(app_settings(app)); i++) {
			if (settings_host_at(app_settings(app), i)->destination)
				add(c, settings_host_at(app_settings(app), i)->pattern);
		}
		break;
	case COMPLETE_TELNET: add_telnet(c, args, first); break;
	case COMPLETE_COMMAND:
		add_commands(c);
		add_options(c);
		break;
	case COMPLETE_VALUES: add_paths(app, row, args); break;
	case COMPLETE_LENS:
		lenses_each(app, add_word, c);
		add(c, "off");
		break;
	case COMPLETE_CHOICES: add_choices(c, row->usage); break;
	}
}

/* `command` is the line after the command character, up to the cursor. */
static void add_for_command(App *app, const char *command)
{
	size_t n = strcspn(command, " ");
	const struct command_row *row;

	if (!command[n]) {
		add_commands(app_completion(app));
		return;
	}
	row = command_find(&app_commands, command, NULL);
	if (row)
		add_arguments(app, row, command + n + strspn(command + n, " "));
}

void app_complete(App *app, Line *line, bool bare)
{
	char *typed = mem_strndup(line_text(line), line_cursor(line));
	char command_char = app_command_char(app);
	bool command = bare || (typed[0] == command_char && typed[1] != command_char &&
				!line_is_pasted(line));
	size_t skip = typed[0] == command_char;
	size_t start = completion_word_start(typed, strlen(typed));

	if (!completion_active(app_completion(app))) {
		if (command && start < skip)
			start = skip;
		completion_begin(app_completion(app), line, start);
		if (!line_masked(line))
			scripts_complete(app_scripts(app), app_current(app), typed, strlen(typed),
					 add_word, app_completion(app));
		if (command)
			add_for_command(app, typed + skip);
		else if (start < strlen(typed))
			add_words_on_screen(app);
	}
	if (!completion_apply(app_completion(app), line)) {
		app_message(app, "nothing completes this");
	} else if (command && completion_count(app_completion(app)) == 1) {
		/* No choice is left: go on to the next word. */
		line_insert(line, " ", 1);
		completion_reset(app_completion(app));
	}
	free(typed);
	display_touch(app_display(app));
}
