#include "app/program.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "app/app-internal.h"
#include "app/command-hint.h"
#include "base/mem.h"
#include "base/str.h"
#include "ui/text-page.h"
#include "base/poison.h"

/* --- What there is one of. */

Settings *app_settings(App *app)
{
	return app->settings;
}

Display *app_display(App *app)
{
	return app->display;
}

Layers *app_layers(App *app)
{
	return display_layers(app->display);
}

Dialer *app_dialer(App *app)
{
	return app->dialer;
}

Loop *app_loop(App *app)
{
	return app->loop;
}

History *app_searches(App *app)
{
	return app->searches;
}

History *app_commands_typed(App *app)
{
	return app->commands_typed;
}

struct finder_manner *app_search_manner(App *app)
{
	return &app->search_manner;
}

Completion *app_completion(App *app)
{
	return app->completion;
}

RuleVariables *app_rule_variables(App *app)
{
	return app->rule_variables;
}

RulesTest *app_rules_test(App *app)
{
	return app->rules_test;
}

LogGrep *app_log_grep(App *app)
{
	return app->log_grep;
}

struct app_input *app_input(App *app)
{
	return app->input;
}

struct clicks *app_clicks(App *app)
{
	return &app->clicks;
}

const Schema *app_schema(const App *app)
{
	return app->schema;
}

Scripts *app_scripts(App *app)
{
	return app->scripts;
}

void app_offer_command(App *app, const char *text)
{
	app->open_command_line(app, text);
}

char app_command_char(App *app)
{
	return *options_value(settings_global(app->settings), OPTIONS_COMMAND_CHAR);
}

const struct command_table *app_command_table(App *app)
{
	return app->commands;
}

bool app_command_sends(App *app, const char *line)
{
	static const char *const names[] = { "b64", "fix", "frame", "hex", "json", "lua", "send" };
	const char *command = line + (*line == app_command_char(app));
	const struct command_row *row = command_find(app_command_table(app), command, NULL);

	for (size_t i = 0; row && i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(row->name, names[i]) == 0)
			return true;
	}
	return false;
}

void app_short_escape(App *app, char out[KEY_NAME_MAX])
{
	const char *keys = options_value(settings_global(app->settings), OPTIONS_ESCAPE_KEYS);
	size_t n = strcspn(keys, " ,");

	n = n < KEY_NAME_MAX - 1 ? n : KEY_NAME_MAX - 1;
	if (n == 6 && strncasecmp(keys, "Ctrl-", 5) == 0) {
		out[0] = '^';
		out[1] = keys[5];
		out[2] = '\0';
		return;
	}
	memcpy(out, keys, n);
	out[n] = '\0';
}

/* --- Saying and showing. */

unsigned app_say(App *app, const Pane *pane, enum message_kind kind, const char *text)
{
	struct str hint;
	unsigned number;

	str_init(&hint);
	if (app->count)
		command_hint_append(app, pane ? pane : app->panes[app->current], text, &hint);
	else
		str_append_string(&hint, text);
	number = display_say(app->display, pane, kind, hint.text);
	str_fini(&hint);
	return number;
}

static unsigned say(App *app, const Pane *pane, enum message_kind kind, const char *format,
		    va_list args)
{
	struct str text;
	unsigned number;

	str_init(&text);
	str_append_vformat(&text, format, args);
	number = app_say(app, pane, kind, text.text);
	str_fini(&text);
	return number;
}

void app_message(App *app, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(app, app->panes[app->current], MESSAGE_INFO, format, args);
	va_end(args);
}

void app_error(App *app, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(app, app->panes[app->current], MESSAGE_ERROR, format, args);
	va_end(args);
}

bool app_tell_waiting(App *app, const char *what)
{
	const char *why = session_waits(pane_session(app->panes[app->current]));

	if (why)
		app_message(app, "%s waits: %s", what, why);
	return why;
}

void app_tell_sent(App *app, const char *what, const char *more)
{
	if (!app_tell_waiting(app, what))
		app_message(app, "sent %s%s", what, more);
}

unsigned app_pane_message(App *app, const Pane *pane, const char *format, ...)
{
	unsigned number;
	va_list args;

	va_start(args, format);
	number = say(app, pane, MESSAGE_INFO, format, args);
	va_end(args);
	return number;
}

void app_tell_loss(App *app, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	if (app->leaving) {
		str_append_string(&app->losses, "hail: ");
		str_append_vformat(&app->losses, format, args);
		str_append_char(&app->losses, '\n');
	} else {
		say(app, NULL, MESSAGE_ERROR, format, args);
	}
	va_end(args);
}

void app_set_copied(App *app, const char *text, size_t n)
{
	free(app->copied);
	app->copied = mem_strndup(text, n);
	app->copied_length = n;
}

const char *app_copied(const App *app, size_t *n)
{
	*n = app->copied_length;
	return app->copied ? app->copied : "";
}

void app_show_text(App *app, const char *title, const char *text)
{
	text_page_open(app_layers(app), title, text, app->panes[app->current]);
}

void app_quit(void *user)
{
	App *app = user;

	loop_stop(app->loop);
}
