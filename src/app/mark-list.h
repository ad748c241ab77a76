/*
 * A pane's marked lines: set, shown, listed to go to.
 */
#ifndef HAIL_APP_MARK_LIST_H
#define HAIL_APP_MARK_LIST_H

#include "app/app.h"
#include "app/pane.h"

/* Marks line `line`, or takes its mark, and says so. */
void mark_list_toggle(App *app, Pane *p, uint64_t line);

/* Opens the list, from which `go` goes to a line; says so if there is none. */
typedef void mark_list_go(App *app, Pane *p, const struct view_anchor *place);
void mark_list_open(App *app, Pane *p, mark_list_go *go);

/* Draws into the last column, over `rows` rows of the view from `top` on, where in the whole
 * document marks are, `*`. */
void mark_list_draw_gutter(Pane *p, const struct theme *theme, unsigned top, unsigned rows,
			   struct frame *out);

/*
 * What is marked in the text of `p`: the lines that the user has marked, and over them `count` of
 * `hits`, which are in order. In order too; to be freed. `*count` becomes how many there are.
 */
struct view_mark *mark_list_merge(Pane *p, const struct theme *theme, const struct view_mark *hits,
				  size_t *count);

#endif
