/*
 * A layer: a text over the session, which scrolls, until q or Esc closes it.
 */
#ifndef HAIL_UI_TEXT_PAGE_H
#define HAIL_UI_TEXT_PAGE_H

#include "ui/layers.h"

/* Opens a page over the session of `pane`: lines separated by newlines, UTF-8. All is copied. */
void text_page_open(Layers *l, const char *title, const char *text, const void *pane);

#endif
