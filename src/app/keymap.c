#include "app/app-internal.h"

#include <string.h>

#include "base/poison.h"

static const struct app_key menu_keys[] = {
	{ "c", APP_COMMAND_LINE, "command line" },
	{ "PgUp", APP_SCROLL_BACK, "scroll back (also Up); q, Esc or End returns" },
	{ "1", APP_SESSION, "session 1 (to 9)" },
	{ "d", APP_DISCONNECT, "disconnect" },
	{ "r", APP_RECONNECT, "reconnect" },
	{ "m", APP_TOGGLE_MODE, "mode: line or char" },
	{ "v", APP_TOGGLE_VIEW, "view: transcript or screen" },
	{ "p", APP_REVEAL, "show hidden input, or hide it again" },
	{ "q", APP_QUIT, "quit" },
	{ "again", APP_NONE, "the same key sends it to the peer" },
};

static const struct app_key line_keys_[] = {
	{ "PgUp", APP_PAGE_UP, "scroll back" },
	{ "PgDn", APP_PAGE_DOWN, "scroll forward" },
	{ "Shift-PgUp", APP_PAGE_UP, "scroll back (in char mode too)" },
	{ "Shift-PgDn", APP_PAGE_DOWN, "scroll forward (in char mode too)" },
	{ "Ctrl-Home", APP_TOP, "to the oldest line" },
	{ "Ctrl-End", APP_TAIL, "to the newest line (End on an empty line too)" },
	{ "Alt-1", APP_SESSION, "session 1 (to 9)" },
	{ "Ctrl-Z", APP_SUSPEND, "suspend" },
	{ "Ctrl-L", APP_REPAINT, "repaint the screen" },
	{ "Ctrl-C", APP_INTERRUPT, "clear the line; on an empty one interrupt the peer" },
	{ "Ctrl-D", APP_END_OF_INPUT, "on an empty line: end our direction (raw), quit (ended)" },
};

const struct app_key *app_menu_keys(size_t *count)
{
	*count = sizeof(menu_keys) / sizeof(menu_keys[0]);
	return menu_keys;
}

const struct app_key *app_line_keys(size_t *count)
{
	*count = sizeof(line_keys_) / sizeof(line_keys_[0]);
	return line_keys_;
}

enum app_action app_find_action(const struct app_key *rows, size_t count, struct key k)
{
	/* One row stands for the nine digits. */
	if (k.sym == KEYSYM_CHAR && k.cp > '1' && k.cp <= '9')
		k.cp = '1';
	for (size_t i = 0; i < count; i++) {
		struct key row;

		if (key_parse(rows[i].key, &row) && key_equal(row, k))
			return rows[i].action;
	}
	return APP_NONE;
}
