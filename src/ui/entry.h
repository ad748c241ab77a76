/*
 * A layer: a line that is asked for at the bottom of the screen, such as a command or a passphrase.
 */
#ifndef HAIL_UI_ENTRY_H
#define HAIL_UI_ENTRY_H

#include <stdbool.h>

#include "edit/line.h"
#include "ui/layers.h"

struct entry_events {
	/* Enter: whether the entry closes. The text is borrowed, and wiped afterwards if masked. */
	bool (*accepted)(void *user, const char *text);
	/* Esc; Ctrl-C or Ctrl-D on an empty line: it closes. NULL: nothing more is done. */
	void (*cancelled)(void *user);
	/* Tab; NULL: nothing is completed. */
	void (*complete)(void *user, Line *line);
	/* A key that completes nothing, or a paste, and what the line is now; NULL: nobody wants to
	 * know. */
	void (*typed)(void *user, Line *line);
	/* A paste or a key of which not everything was taken: a sentence. */
	void (*refused)(void *user, const char *text);
};

extern const struct layer_ops entry_layer, entry_masked_layer;

/*
 * Opens an entry for `pane` (NULL: for the program) with `prompt` (copied) before it, `masked` for
 * a passphrase: it must not be seen, and takes nothing that was typed before the entry was. Up
 * shows the lines of `history` (borrowed while it is open; NULL: none), which the owner adds to.
 * `events` is borrowed.
 */
void entry_open(Layers *l, const char *prompt, bool masked, History *history,
		const struct entry_events *events, void *user, const void *pane);

/*
 * Closes the one of the program, if there is one, for what has the keys next; its text goes into
 * its history.
 */
void entry_give_way(Layers *l);

/* Inserts `text` in the program's entry, to be typed on; nothing if there is none. */
void entry_insert(Layers *l, const char *text);

#endif
