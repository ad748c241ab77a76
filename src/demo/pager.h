/*
 * Text that is shown a page at a time, with --More-- between. Embedded in its owner (init/fini).
 */
#ifndef HAIL_DEMO_PAGER_H
#define HAIL_DEMO_PAGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

enum pager_state {
	PAGER_CLOSED,
	PAGER_WRITING,
	PAGER_WAITING, /* for a key at --More-- */
};

struct pager {
	struct buf text; /* as it goes on the wire; a form feed begins a new screen */
	enum pager_state state;
	unsigned columns; /* of the window; 0 = not told: a line is one row */
	unsigned rows; /* of a page; 0 = no end */
	unsigned left; /* rows until --More-- */
	bool begun; /* a page holds a line, however long it is */
};

void pager_init(struct pager *p);
void pager_fini(struct pager *p);

/* Begins to show the text, in a window of that size. */
void pager_open(struct pager *p, unsigned columns, unsigned rows);

/* Appends some lines to `out`, up to --More-- at most. Closes at the end of the text. */
void pager_write(struct pager *p, struct buf *out);

/* Takes a key at --More--: Space goes on by a page, CR by a line, any other closes. */
void pager_key(struct pager *p, uint32_t key, struct buf *out);

/* Writes --More-- again if it waits there. */
void pager_redraw(const struct pager *p, struct buf *out);

/* Goes on without stopping: nobody is there to press a key. */
void pager_release(struct pager *p);

#endif
