#include "app/command-hint.h"

#include <string.h>

#include "app/program.h"
#include "base/poison.h"

/* The length of the command's name behind the `/` at `at` of `text`; 0 if it is none. */
static size_t name_length(const struct command_table *table, const char *text, const char *at)
{
	size_t n = strspn(at + 1, "abcdefghijklmnopqrstuvwxyz-");

	if (*at != '/' || !n || (at > text && !strchr(" \n(", at[-1])) || at[n + 1] == '/')
		return 0;
	for (size_t i = 0; i < table->count; i++) {
		const char *name = table->rows[i].name;

		if (strlen(name) == n && strncmp(name, at + 1, n) == 0)
			return n;
	}
	return 0;
}

void command_hint_append(App *app, const Pane *p, const char *text, struct str *out)
{
	const struct mode mode = session_mode(pane_session(p));
	char escape[KEY_NAME_MAX];

	app_short_escape(app, escape);
	for (const char *at = text; *at; at++) {
		if (!name_length(app_command_table(app), text, at))
			str_append_char(out, *at);
		else if (mode.character || mode.masked)
			str_append_format(out, "%s c ", escape);
		else
			str_append_char(out, app_command_char(app));
	}
}
