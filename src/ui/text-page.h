/*
 * A layer: a text over the session, which scrolls, until q or Esc closes it.
 */
#ifndef HAIL_UI_TEXT_PAGE_H
#define HAIL_UI_TEXT_PAGE_H

#include "base/str.h"
#include "ui/layers.h"

/* Opens a page over the session of `pane`: lines separated by newlines, UTF-8. All is copied. */
void text_page_open(Layers *l, const char *title, const char *text, const void *pane);

/* Appends the text as it is now, laid out for `width` columns. */
typedef void text_page_fill(void *user, unsigned width, struct str *out);

/* The same with a text that is asked for anew at each paint. `user` is there as long as `pane`. */
void text_page_open_live(Layers *l, const char *title, text_page_fill *fill, void *user,
			 const void *pane);

/* The same with a text that changes with time: asked for anew each second, too. */
void text_page_open_ticking(Layers *l, const char *title, text_page_fill *fill, void *user,
			    const void *pane);

/* text_page_open_live, at its end, which it follows while that is in sight. */
void text_page_open_tail(Layers *l, const char *title, text_page_fill *fill, void *user,
			 const void *pane);

#endif
