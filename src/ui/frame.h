/*
 * What is to be on the screen: cells and a cursor. A value: compose makes it, the painter shows it.
 */
#ifndef HAIL_UI_FRAME_H
#define HAIL_UI_FRAME_H

#include <stdbool.h>

#include "base/err.h"
#include "picture/picture.h"
#include "term/cell.h"

struct frame {
	struct cells cells;
	bool cursor_shown;
	unsigned cursor_row, cursor_column;
	unsigned cursor_style; /* DECSCUSR 1 to 6, 0 the user's own */
};

/* Makes an empty frame. */
void frame_init(struct frame *f);
void frame_fini(struct frame *f);

/* Whether rows of `from` can be copied to `to`: it has the same size. */
bool frame_fits(const struct frame *to, const struct frame *from);

/* Copies row `row` of `from`, which fits. */
void frame_copy_row(struct frame *to, const struct frame *from, unsigned row);

/* Forgets clusters that no cell of `f` has any more, if they are many: copied rows leave them. */
void frame_compact(struct frame *f);

/*
 * The columns `*from` to before `*to` in which row `row` of `f` differs from that of `shown`, which
 * has the same size, begun and ended where a character begins in both. False if there are none.
 */
bool frame_find_change(const struct frame *shown, const struct frame *f, unsigned row,
		       unsigned *from, unsigned *to);

/* Writes the frame to `path` as a picture, replacing the file atomically; mode 0600. */
bool frame_save(const struct frame *f, enum picture_format format, const char *path, struct err *e);

#endif
