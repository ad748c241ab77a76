#include "app/commands.h"

#include <stdlib.h>
#include <string.h>

#include "app/charset-list.h"
#include "app/choose.h"
#include "app/files-in-use.h"
#include "app/help.h"
#include "app/program.h"
#include "app/sessions.h"
#include "config/paths.h"
#include "base/str.h"
#include "ui/confirm.h"
#include "base/poison.h"

bool command_quit(struct command_context *c, const char *args)
{
	size_t live = app_live_sessions(app_of(c));
	struct str text;

	if (!live)
		return command_quit_now(c, args);
	str_init(&text);
	str_append_format(&text, "%zu session%s connected: quit? (y quits, any other key stays)",
			  live, live == 1 ? " is" : "s are");
	confirm_open(app_layers(app_of(c)), text.text, app_quit, app_of(c), NULL, NULL);
	str_fini(&text);
	return true;
}

bool command_quit_now(struct command_context *c, const char *args)
{
	(void)args;
	app_quit(app_of(c));
	return true;
}

bool command_help(struct command_context *c, const char *args)
{
	struct str text;
	bool found;

	str_init(&text);
	found = help_text(&app_commands, args, &text);
	if (found)
		app_show_text(app_of(c), "help", text.text);
	str_fini(&text);
	if (!found)
		return err_set(c->e, ERR_USAGE, "there is no help on \"%.60s\" (/help lists all)",
			       args);
	return true;
}

bool command_charset(struct command_context *c, const char *args)
{
	if (strcmp(args, "?") == 0) {
		charset_list_open(app_of(c));
		return true;
	}
	return app_choose(app_of(c), OPTIONS_CHARSET, charset_list_name(args), c->e);
}

bool command_eol(struct command_context *c, const char *args)
{
	const Session *s = pane_session(app_current(app_of(c)));

	if (*args && !app_choose(app_of(c), OPTIONS_EOL, args, c->e))
		return false;
	app_message(app_of(c), "Enter sends %s in %s mode here (eol = %s)", session_eol_name(s),
		    session_mode(s).character ? "char" : "line",
		    options_value(link_options(pane_link(app_current(app_of(c)))), OPTIONS_EOL));
	return true;
}

bool command_mode(struct command_context *c, const char *args)
{
	return app_choose(app_of(c), OPTIONS_MODE, args, c->e);
}

bool command_view(struct command_context *c, const char *args)
{
	return app_choose(app_of(c), OPTIONS_VIEW, args, c->e);
}

bool command_save_frame(struct command_context *c, const char *args)
{
	enum picture_format format;
	char *path = paths_expand(args);
	bool good = picture_format_of(args, &format, c->e) &&
		    files_check_unused(app_of(c), path,
				       FILE_IS_LOG | FILE_IS_TRACE | FILE_IS_RECORDING, c->e);

	/* Written when the command is off the screen: at the end of this turn. */
	if (good)
		display_save(app_display(app_of(c)), format, path);
	else
		free(path);
	return good;
}
