/*
 * Scroll mode as its layer (scroll-mode.c) and its keys (scroll-keys.c) know it.
 */
#ifndef HAIL_APP_SCROLL_MODE_INTERNAL_H
#define HAIL_APP_SCROLL_MODE_INTERNAL_H

#include "app/drag.h"
#include "app/scroll-mode.h"

struct scroll_mode {
	App *app;
	Pane *pane;
	struct pointer pointer;
	struct drag drag;
	Finder *finder; /* NULL: nothing was searched for */
	bool newer; /* where n goes */
	unsigned width, height; /* of the view, as last drawn */
};

/* The finder of its search; made if need be. */
Finder *scroll_mode_own_finder(struct scroll_mode *m);

/* What a key does in it. */
void scroll_keys_act(struct scroll_mode *m, struct key k);

#endif
