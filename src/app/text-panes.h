/*
 * Panes of text: what scripts write to, each called by a name, shown as a page over a session that
 * follows what is written. Bounded; plain text. Owned by the program.
 */
#ifndef HAIL_APP_TEXT_PANES_H
#define HAIL_APP_TEXT_PANES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "ui/layers.h"

typedef struct TextPanes TextPanes;

enum {
	TEXT_PANES_MAX = 64, /* panes */
	TEXT_PANES_NAME_MAX = 60, /* bytes of a name */
	TEXT_PANES_BYTES = 64 << 10, /* of one's text; the oldest lines go */
};

TextPanes *text_panes_new(void);

/* Frees them; no page of one may be open. NULL is fine. */
void text_panes_free(TextPanes *t);

/* The number of the pane called `name`, made if need be; 0 with `e` set if there are too many, or
 * the name is none. */
uint64_t text_panes_make(TextPanes *t, const char *name, struct err *e);

/* Whether the pane with this number is there: it wasn't closed. */
bool text_panes_has(const TextPanes *t, uint64_t number);

/* Appends text, of one line or more, to a pane that is there; takes all of it away; closes it: a
 * page that shows it stays as it is. */
void text_panes_write(TextPanes *t, uint64_t number, const char *text, size_t n);
void text_panes_clear(TextPanes *t, uint64_t number);
void text_panes_close(TextPanes *t, uint64_t number);

/* Calls `each` with the names of those that are there. */
void text_panes_each(const TextPanes *t, void (*each)(void *user, const char *name), void *user);

/* Shows the pane called `name` over the session of `pane`. False if there is none. */
bool text_panes_show(TextPanes *t, const char *name, Layers *l, const void *pane);

#endif
