#include "app/commands.h"

#include <stdlib.h>
#include <string.h>

#include "app/program.h"
#include "app/sessions.h"
#include "config/config.h"
#include "config/paths.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/poison.h"

enum { SOURCE_DEPTH_MAX = 8 };

/* The scope `/set` changes: the session's own in the UI, the global one for files and -g. */
static Options *scope_of(struct command_context *c, enum option option, bool global)
{
	if (global || !app_of(c) || options_row(option)->scope == OPTIONS_GLOBAL)
		return settings_global(c->settings);
	return link_options(pane_link(app_current(app_of(c))));
}

static const Options *in_force(struct command_context *c)
{
	return app_of(c) ? link_options(pane_link(app_current(app_of(c)))) :
			   settings_global(c->settings);
}

static bool show_all(struct command_context *c)
{
	struct str text;

	if (!app_of(c))
		return err_set(c->e, ERR_USAGE, "usage: set NAME VALUE");
	str_init(&text);
	options_list(in_force(c), &text);
	app_show_text(app_of(c), "options", text.text);
	str_fini(&text);
	return true;
}

static bool show_one(struct command_context *c, const char *name)
{
	int option = options_find(name, c->e);
	const struct option_row *row;
	struct str value;

	if (option < 0)
		return false;
	if (!app_of(c))
		return err_set(c->e, ERR_USAGE, "usage: set NAME VALUE");
	row = options_row((enum option)option);
	str_init(&value);
	options_show(in_force(c), (enum option)option, &value);
	app_message(app_of(c), "%s = %s (%s)", row->name, value.text, row->text);
	str_fini(&value);
	return true;
}

static bool set_one(struct command_context *c, const char *name, const char *value, bool global)
{
	int option = options_find(name, c->e);

	if (option < 0)
		return false;
	c->at = value;
	if (!options_set(scope_of(c, (enum option)option, global), (enum option)option, value,
			 c->e))
		return false;
	if (!app_of(c))
		return true;
	if (!app_options_changed(app_of(c), c->e))
		return false;
	if (option == OPTIONS_TIMESTAMPS && pane_why_no_times(app_current(app_of(c))))
		app_message(app_of(c), "%s", pane_why_no_times(app_current(app_of(c))));
	return true;
}

bool command_set(struct command_context *c, const char *args)
{
	bool global = strncmp(args, "-g", 2) == 0 && (!args[2] || args[2] == ' ');
	size_t n;
	char *name;
	const char *value;
	bool done;

	args += global ? 2 + strspn(args + 2, " \t") : 0;
	n = strcspn(args, " \t=");
	value = args + n + strspn(args + n, " \t");
	if (*value == '=')
		value += 1 + strspn(value + 1, " \t");
	c->at = args;
	if (!n)
		return show_all(c);
	name = mem_strndup(args, n);
	done = *value ? set_one(c, name, value, global) : show_one(c, name);
	free(name);
	return done;
}

bool command_host(struct command_context *c, const char *args)
{
	if (!settings_define_host(c->settings, args, &c->at, c->e))
		return false;
	c->at = NULL;
	return true;
}

char *command_path(const struct command_context *c, const char *name)
{
	struct str path;

	if (!c->folder || name[0] == '/' || name[0] == '~')
		return paths_expand(name);
	str_init(&path);
	str_append_format(&path, "%s/%s", c->folder, name);
	return str_take(&path);
}

bool command_source(struct command_context *c, const char *args)
{
	char *path = command_path(c, args);
	int bad;

	if (c->depth >= SOURCE_DEPTH_MAX) {
		free(path);
		return err_set(c->e, ERR_USAGE, "source goes too deep (a file that reads itself?)");
	}
	if (!c->depth)
		rulebook_begin_load(settings_rules(c->settings));
	c->depth++;
	bad = config_read(c, path, false);
	c->depth--;
	c->at = NULL;
	free(path);
	if (bad > 0)
		return err_set(c->e, ERR_USAGE, "%d line%s of %.200s could not be used", bad,
			       bad == 1 ? "" : "s", args);
	return bad == 0 && (!app_of(c) || app_options_changed(app_of(c), c->e));
}
