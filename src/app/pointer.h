/*
 * A cursor in a pane's document and what is selected from it. It stands at a place of the document,
 * so that new output and a resize move neither. While it is on the pane's view is held.
 */
#ifndef HAIL_APP_POINTER_H
#define HAIL_APP_POINTER_H

#include <stdbool.h>
#include <stddef.h>

#include "app/app.h"
#include "app/pane.h"
#include "term/select.h"
#include "ui/layers.h"

/* Embedded in its owner; all zero but for `pane` is one that is off. */
struct pointer {
	Pane *pane;
	bool on;
	struct view_anchor at;
	size_t column; /* where going up and down leads */
	bool selecting;
	enum select_kind kind;
	struct view_anchor begin; /* the other end of the selection */
};

/* Turns it on, in the last row that is shown; nothing if it is on. */
void pointer_begin(struct pointer *p);

/* The same at `place`, which is brought in sight. */
void pointer_begin_at(struct pointer *p, struct view_anchor place);

/* Turns it off and lets the view go; nothing if it is off. */
void pointer_end(struct pointer *p);

/* Moves by rows (negative: up) and pages as they are shown; to the top, the middle, the end. */
void pointer_move_rows(struct pointer *p, long rows);
void pointer_move_pages(struct pointer *p, double pages);
void pointer_move_in_view(struct pointer *p, double part);

/* Moves along the text; to the oldest or newest line. */
void pointer_move(struct pointer *p, enum select_motion motion);
void pointer_move_to_end(struct pointer *p, bool newest);

/* Moves to what is shown at (row, column) of the screen; beyond the text's edge the view scrolls.
 */
void pointer_move_to_cell(struct pointer *p, unsigned row, unsigned column);

/* Turns it on there, or moves it, and then holds the view. */
void pointer_begin_at_cell(struct pointer *p, unsigned row, unsigned column);

/* Begins a selection of this kind here, or makes that which is one of the kind; ends it if it is
 * already. */
void pointer_select(struct pointer *p, enum select_kind kind);

/* Selects from `s.begin` to `s.end`, where the cursor goes. */
void pointer_set(struct pointer *p, struct selection s);
void pointer_deselect(struct pointer *p);

/* Goes to the other end. */
void pointer_swap(struct pointer *p);

/* What is selected; false if nothing is. */
bool pointer_selection(const struct pointer *p, struct selection *out);

/* Copies what is selected to the clipboards; false, and that is said, if it can't be. */
bool pointer_copy(const struct pointer *p, App *app);

/* Draws selection and cursor over the session. */
void pointer_compose(const struct pointer *p, const struct layer_area *area, struct frame *out);

#endif
