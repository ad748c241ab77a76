#include "app/keymap.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/poison.h"

/* Used most first: where not all fit, the last row is shown, and rows before it are not. */
static const struct keymap_row menu_rows[] = {
	{ "c", APP_COMMAND_LINE, "command line (Up: those before)" },
	{ "PgUp", APP_SCROLL_BACK, "scroll mode: q returns, F1 lists the keys (also Up)" },
	{ "/", APP_SEARCH, "search, also in scroll mode" },
	{ "y", APP_SELECT, "select text and copy it" },
	{ "o", APP_LINKS, "show, open or copy a link on the screen" },
	{ "n", APP_NEXT_SESSION, "next session" },
	{ "p", APP_PREVIOUS_SESSION, "previous session" },
	{ "1", APP_SESSION, "session 1 (to 9)" },
	{ "s", APP_SESSION_LIST, "list of sessions" },
	{ "d", APP_DISCONNECT, "disconnect" },
	{ "r", APP_RECONNECT, "reconnect" },
	{ "m", APP_TOGGLE_MODE, "mode: line or char" },
	{ "v", APP_TOGGLE_VIEW, "view: transcript or screen" },
	{ "e", APP_CHARSETS, "the peer's character set (encoding)" },
	{ "b", APP_BREAK, "send BREAK (telnet)" },
	{ "l", APP_LOG, "log to a file, or end the log" },
	{ "?", APP_EXPLAIN, "what the status line says, and why" },
	{ "h", APP_HELP, "help" },
	{ "u", APP_REVEAL, "show hidden input, or hide it again" },
	{ "i", APP_PASTE, "insert what was copied last" },
	{ "a", APP_LAST_SESSION, "the session shown before" },
	{ "t", APP_TELNET, "other telnet commands" },
	{ "w", APP_TRACE, "the wire: what passes, in words and hex (/trace)" },
	{ "again", APP_NONE, "the same key sends it to the peer" },
	{ "q", APP_QUIT, "quit" },
};

static const struct keymap_row line_rows[] = {
	{ "PgUp", APP_PAGE_UP, "scroll back; what is typed is still for the line" },
	{ "PgDn", APP_PAGE_DOWN, "scroll forward" },
	{ "Shift-PgUp", APP_PAGE_UP, "scroll back (in char mode too)" },
	{ "Shift-PgDn", APP_PAGE_DOWN, "scroll forward (in char mode too)" },
	{ "Ctrl-Home", APP_TOP, "to the oldest line" },
	{ "Ctrl-End", APP_TAIL, "to the newest line (End on an empty line too)" },
	{ "Alt-1", APP_SESSION, "session 1 (to 9)" },
	{ "Ctrl-PgDn", APP_NEXT_SESSION, "next session" },
	{ "Ctrl-PgUp", APP_PREVIOUS_SESSION, "previous session" },
	{ "Alt-0", APP_LAST_SESSION, "the session shown before" },
	{ "Ctrl-S", APP_SEARCH, "search what was said" },
	{ "Ctrl-Z", APP_SUSPEND, "suspend" },
	{ "Ctrl-L", APP_REPAINT, "repaint the screen" },
	{ "Ctrl-C", APP_INTERRUPT, "clear the line; on an empty one interrupt the peer" },
	{ "Ctrl-D", APP_END_OF_INPUT,
	  "on an empty line: end our direction (raw); leave what has ended" },
};

const struct keymap_row *keymap_menu(size_t *count)
{
	*count = sizeof(menu_rows) / sizeof(menu_rows[0]);
	return menu_rows;
}

const struct keymap_row *keymap_line(size_t *count)
{
	*count = sizeof(line_rows) / sizeof(line_rows[0]);
	return line_rows;
}

/* --- Compiled. */

struct Keymap {
	size_t count;
	struct compiled {
		struct key key;
		enum app_action action;
	} keys[];
};

Keymap *keymap_new(const struct keymap_row *rows, size_t count)
{
	Keymap *m = mem_alloc(sizeof(*m) + count * sizeof(m->keys[0]));

	for (size_t i = 0; i < count; i++) {
		struct compiled *to = &m->keys[m->count];

		to->action = rows[i].action;
		/* A row without an action only explains a key. */
		if (rows[i].action != APP_NONE && key_parse(rows[i].key, &to->key))
			m->count++;
	}
	return m;
}

void keymap_free(Keymap *m)
{
	free(m);
}

enum app_action keymap_find(const Keymap *m, struct key k)
{
	if (k.sym == KEYSYM_CHAR && k.cp > '1' && k.cp <= '9')
		k.cp = '1';
	for (size_t i = 0; i < m->count; i++) {
		if (key_equal(m->keys[i].key, k))
			return m->keys[i].action;
	}
	return APP_NONE;
}

static void compile(struct escape_keys *e, const char *text)
{
	char *copy = mem_strdup(text);
	char *rest = copy;
	char *word;

	escape_keys_fini(e);
	e->text = mem_strdup(text);
	while ((word = strsep(&rest, " ,")) && e->count < KEYMAP_ESCAPES)
		e->count += *word && key_parse(word, &e->keys[e->count]);
	free(copy);
}

bool escape_keys_have(struct escape_keys *e, const char *text, struct key k)
{
	if (!e->text || strcmp(e->text, text) != 0)
		compile(e, text);
	for (size_t i = 0; i < e->count; i++) {
		if (key_equal(e->keys[i], k))
			return true;
	}
	return false;
}

void escape_keys_fini(struct escape_keys *e)
{
	free(e->text);
	*e = (struct escape_keys){ 0 };
}
