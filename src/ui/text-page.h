/*
 * A layer: a text over the session, which scrolls, until q or Esc closes it or whoever opened it
 * does.
 */
#ifndef HAIL_UI_TEXT_PAGE_H
#define HAIL_UI_TEXT_PAGE_H

#include <stdbool.h>

#include "ui/layers.h"

struct text_page {
	const char *title; /* copied */
	const char *text; /* lines separated by newlines, UTF-8; copied */
	const char *keys; /* what the last row says of keys, copied; NULL: how to close it */
	/* A key that doesn't scroll; NULL: q and Esc close the page. */
	void (*key)(void *user, struct key k);
	void (*closed)(void *user); /* to free `user` with the page; or NULL */
	void *user;
};

extern const struct layer_ops text_page_layer;

/* Opens a page over the session of `pane`. Returns what layers_remove takes. */
const void *text_page_open(Layers *l, const struct text_page *what, const void *pane);

#endif
