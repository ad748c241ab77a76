/*
 * A layer: a text over the session that asks for a decision. A typed word and Enter say yes, one
 * key says no. It takes nothing before the keys have paused since it was shown: what is typed until
 * then goes on into the input line, which stays in sight.
 */
#ifndef HAIL_UI_CARD_H
#define HAIL_UI_CARD_H

#include <stdbool.h>

#include "ui/layers.h"

struct card_events {
	/* The word `which` of the card's was entered; Esc, Enter on nothing, Ctrl-C or Ctrl-D was
	 * pressed. The card has closed. */
	void (*accepted)(void *user, size_t which);
	void (*refused)(void *user);
};

struct card {
	const char *head; /* how the text begins: no word counts before that was on the screen */
	const char *text; /* lines separated by newlines, UTF-8; copied */
	const char *keys; /* what the row below says of keys; copied */
	const char *const
		*words; /* that accept, up to NULL, borrowed; none: it can only be refused */
	const struct card_events *events; /* borrowed */
	void *user; /* for the events */
};

extern const struct layer_ops card_layer;

/* Opens a card over the session of `pane`. */
void card_open(Layers *l, const struct card *what, const void *pane);

#endif
