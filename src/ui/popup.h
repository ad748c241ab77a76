/*
 * A layer: a titled list at the bottom right, of keys to press (a menu), or with a selection.
 */
#ifndef HAIL_UI_POPUP_H
#define HAIL_UI_POPUP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "ui/layers.h"

struct popup_events {
	/* How many rows there are, and what row `i` says: the key (or number), and the rest. */
	size_t (*count)(void *user);
	void (*row)(void *user, size_t i, struct str *key, struct str *text);
	/*
	 * A key that doesn't move in the list. `selected` is the row that is, of no meaning in a
	 * menu. Whether the popup closes.
	 */
	bool (*key)(void *user, size_t selected, struct key k);
	/* It has gone. NULL: nobody wants to know. */
	void (*closed)(void *user);
};

struct popup {
	const char *title; /* copied */
	const char *keys; /* what the title says of keys; NULL: nothing */
	bool selects; /* Up and Down select a row; otherwise Down shows what doesn't fit */
	size_t selected; /* at first */
	const struct popup_events *events; /* borrowed */
	void *user;
};

/*
 * Opens a popup for `pane` (NULL: for the program). Where not all rows fit it scrolls, and the last
 * one stays in sight. Returns what layers_remove takes.
 */
const void *popup_open(Layers *l, const struct popup *what, const void *pane);

#endif
