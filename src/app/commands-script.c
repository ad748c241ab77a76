#include "app/commands.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/program.h"
#include "app/scripts.h"
#include "app/sessions.h"
#include "config/paths.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/poison.h"

/* --- lua */

/* Whoever may write a trusted script may do what its user may. */
static bool check_file(const char *path, bool trusted, struct err *e)
{
	struct stat st;

	if (access(path, R_OK) != 0 || stat(path, &st) != 0)
		return err_set(e, ERR_USAGE, "there is no script %s that can be read", path);
	if (trusted && (st.st_mode & (S_IWGRP | S_IWOTH)))
		return err_set(e, ERR_USAGE,
			       "others may write the script %s, so it can't be trusted: chmod go-w",
			       path);
	return true;
}

/* `[trusted] "FILE"` in a file. */
static bool add_script(struct command_context *c, const char *args)
{
	static const char word[] = "trusted ";
	bool trusted = strncmp(args, word, sizeof(word) - 1) == 0;
	char *name, *path;

	args += trusted ? sizeof(word) - 1 + strspn(args + sizeof(word) - 1, " \t") : 0;
	c->at = args;
	name = settings_next_word(&args);
	args += strspn(args, " \t");
	if (!name || *args) {
		free(name);
		c->at = *args ? args : c->at;
		return err_set(c->e, ERR_USAGE, "usage: lua [trusted] \"FILE\"");
	}
	path = command_path(c, name);
	free(name);
	if (!check_file(path, trusted, c->e)) {
		free(path);
		return false;
	}
	settings_add_script(c->settings, path, trusted);
	if (app_of(c))
		scripts_load(app_scripts(app_of(c)));
	return true;
}

bool command_lua(struct command_context *c, const char *args)
{
	if (!app_of(c) || c->depth)
		return add_script(c, args);
	if (strcmp(args, "reload") != 0)
		return scripts_eval(app_scripts(app_of(c)), args, c->e);
	scripts_reload(app_scripts(app_of(c)));
	return true;
}

/* --- pane */

static void add_name(void *user, const char *name)
{
	struct str *names = user;

	str_append_format(names, "%s%s", names->length ? ", " : "", name);
}

bool command_pane(struct command_context *c, const char *args)
{
	App *app = app_of(c);
	TextPanes *panes = scripts_panes(app_scripts(app));
	struct str names;

	if (*args && text_panes_show(panes, args, app_layers(app), app_current(app)))
		return true;
	str_init(&names);
	text_panes_each(panes, add_name, &names);
	if (!*args && names.length)
		app_message(app, "panes: %s", names.text);
	else if (!*args)
		app_message(app, "no script has made a pane");
	else
		err_set(c->e, ERR_USAGE, "there is no pane %s%s%s", args, names.length ? ": " : "",
			names.text);
	str_fini(&names);
	return !*args;
}
