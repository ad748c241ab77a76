/*
 * Finds in a pane's document what a person types: the hit that they stand on, the next ones, how
 * many there are, where they show.
 */
#ifndef HAIL_APP_FINDER_H
#define HAIL_APP_FINDER_H

#include "app/hunt.h"
#include "ui/layers.h"

typedef struct Finder Finder;

struct finder_events {
	/* A hit that was asked for, maybe while other things went on, and whether the search went
	 * round at an end of the document. */
	void (*found)(void *user, struct view_anchor place, bool wrapped);
	/* There is none. */
	void (*none)(void *user);
	/* More of the document was searched. */
	void (*progress)(void *user);
};

/* How a text is meant. */
struct finder_manner {
	enum pattern_kind kind;
	enum pattern_case how;
};

Finder *finder_new(Loop *loop, const Pane *pane, const struct finder_events *events, void *user);
void finder_free(Finder *f);

/* From where finder_next goes as long as there is no hit: cells of a line. */
void finder_set_origin(Finder *f, struct view_anchor origin);

/* Looks for `n` bytes of `text` from now on, 0: for nothing; the hit it stood on is forgotten.
 * False with `e` set if it is no pattern; nothing is looked for then. */
bool finder_look_for(Finder *f, const char *text, size_t n, struct finder_manner manner,
		     struct err *e);

/* Goes to the next hit towards newer or older lines; an event says what came of it. False if
 * nothing is looked for. */
bool finder_next(Finder *f, bool newer);

/* Whether something is looked for, and whether that stands on a hit. */
bool finder_is_on(const Finder *f);
bool finder_has_hit(const Finder *f);

/* Appends which hit of how many: `3/118`, with `...` while there may be more; in a limited view
 * also that hidden lines are counted. */
void finder_status(Finder *f, struct str *out);

/* Looks at what is new, and returns the marks of the hits between `from` and `to`, in order; they
 * are borrowed until the next call. */
const struct view_mark *finder_marks(Finder *f, const struct theme *theme, struct view_anchor from,
				     struct view_anchor to, size_t *count);

/*
 * Draws into the last column, over the rows of the view from `top`, where in the whole document
 * hits are: `-` some, `=` many, `<` the one that it stands on.
 */
void finder_draw_gutter(Finder *f, const struct theme *theme, unsigned top, unsigned rows,
			struct frame *out);

#endif
