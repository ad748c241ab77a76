/*
 * Scroll mode: a layer of a pane in which the keys move the view, or a cursor in it from which text
 * is selected and copied, until q, Esc or End.
 */
#ifndef HAIL_APP_SCROLL_MODE_H
#define HAIL_APP_SCROLL_MODE_H

#include "app/app.h"
#include "app/finder.h"
#include "app/pane.h"
#include "app/pointer.h"
#include "ui/layers.h"

/* Begins it in `p` if the view is scrolled and it hasn't begun. */
void scroll_mode_begin(App *app, Pane *p);

/* Begins it with the cursor on, wherever the view is; at `place`, if that isn't NULL. */
void scroll_mode_point(App *app, Pane *p, const struct view_anchor *place);

/* Whether it has the keys and `k` asks for its help, which is for the owner to show. */
#define SCROLL_MODE_HELP "F1"
bool scroll_mode_wants_help(const Layers *l, struct key k);

/* What is selected in it; false if nothing is. */
bool scroll_mode_selection(const Layers *l, const Pane *p, struct selection *out);

/* Before anything is drawn: after a resize the cursor is brought back in sight. */
void scroll_mode_follow(const Layers *l, const Pane *p);

/* Appends what its keys do now, for the status line; false if it isn't on. */
bool scroll_mode_hint(const Layers *l, const Pane *p, bool narrow, struct str *out);

/* --- For a search, which is shown in scroll mode: its cursor goes to what is found. */

/* The finder of its search; mode and finder begin if need be. */
Finder *scroll_mode_finder(App *app, Pane *p);

/* The marks of the hits in sight; none if it isn't on. Borrowed until the next call. */
const struct view_mark *scroll_mode_marks(const Layers *l, const Pane *p, const struct theme *theme,
					  size_t *count);

/* Where n goes: towards newer or older lines. */
void scroll_mode_set_direction(App *app, Pane *p, bool newer);

/* How it is, to be brought back; all zero: it isn't on. */
struct scroll_state {
	bool on, pointing;
	struct view_anchor at;
	struct pane_place view;
};
struct scroll_state scroll_mode_state(const Layers *l, const Pane *p);

/* Goes back to what `state` shows; the search goes on. */
void scroll_mode_show(App *app, Pane *p, const struct scroll_state *state);

/* The same, and ends the search, and scroll mode if it was off in `state`. */
void scroll_mode_restore(App *app, Pane *p, const struct scroll_state *state);

/* From where a search begins that was opened in `state`: the cursor, or the end of what is shown
 * that it goes away from. */
struct view_anchor scroll_mode_search_origin(App *app, Pane *p, const struct scroll_state *state,
					     bool newer);

/* Calls `row` with its keys, as key_parse reads them with blanks between, and what they do. */
void scroll_mode_help(void (*row)(void *user, const char *keys, const char *summary), void *user);

#endif
