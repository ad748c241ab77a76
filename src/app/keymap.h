/*
 * The keys of the menu and of line mode: one row each, from which help and what they do derive, and
 * tables compiled from them to look keys up in.
 */
#ifndef HAIL_APP_KEYMAP_H
#define HAIL_APP_KEYMAP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/key.h"

enum app_action {
	APP_NONE,
	APP_COMMAND_LINE,
	APP_SCROLL_BACK,
	APP_DISCONNECT,
	APP_RECONNECT,
	APP_TOGGLE_MODE,
	APP_TOGGLE_VIEW,
	APP_QUIT,
	APP_PAGE_UP,
	APP_PAGE_DOWN,
	APP_TOP,
	APP_TAIL,
	APP_SESSION, /* by its digit */
	APP_NEXT_SESSION,
	APP_PREVIOUS_SESSION,
	APP_LAST_SESSION,
	APP_SESSION_LIST,
	APP_BREAK,
	APP_TELNET,
	APP_CHARSETS,
	APP_HELP,
	APP_EXPLAIN,
	APP_SEARCH,
	APP_SELECT,
	APP_LINKS,
	APP_PASTE,
	APP_LOG,
	APP_TRACE,
	APP_SUSPEND,
	APP_REPAINT,
	APP_INTERRUPT,
	APP_END_OF_INPUT,
	APP_REVEAL,
};

struct keymap_row {
	const char *key; /* as key_parse reads it; one row stands for the nine digits */
	enum app_action action;
	const char *summary;
};

/* The menu of the escape key, and the keys of line mode that are not the editor's. */
const struct keymap_row *keymap_menu(size_t *count);
const struct keymap_row *keymap_line(size_t *count);

typedef struct Keymap Keymap;

/* Compiles the menu's keys or line mode's. */
Keymap *keymap_new(const struct keymap_row *rows, size_t count);
void keymap_free(Keymap *m);

/* The action of `k`; APP_NONE if it has none. */
enum app_action keymap_find(const Keymap *m, struct key k);

enum { KEYMAP_ESCAPES = 8 };

/* The escape keys, compiled from the text of the option. All zero: from nothing yet. */
struct escape_keys {
	char *text; /* what they were compiled from */
	struct key keys[KEYMAP_ESCAPES];
	size_t count;
};

/* Whether `k` is one of the keys in `text`, which is compiled when it isn't what it was. */
bool escape_keys_have(struct escape_keys *e, const char *text, struct key k);
void escape_keys_fini(struct escape_keys *e);

#endif
