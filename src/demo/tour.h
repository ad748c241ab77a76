/*
 * What can be tried in the demo, and what the visitor has done of it: the service sees it come, and
 * ticks it off. A client without a window (a pipe) hears nothing of it. Embedded in the service.
 */
#ifndef HAIL_DEMO_TOUR_H
#define HAIL_DEMO_TOUR_H

#include <stdbool.h>
#include <stddef.h>

struct Service;

/* Where a step is done. */
enum tour_place { TOUR_WORLD, TOUR_ROUTER, TOUR_WIRE, TOUR_BOARD, TOUR_MENU };

/* One row each in tour.c, ordered by place, and there in the order to try them. */
enum tour_step {
	TOUR_HIDDEN,
	TOUR_AGAIN,
	TOUR_HALF,
	TOUR_WORD,
	TOUR_FLOOD,
	TOUR_STOP,
	TOUR_SLASH,
	TOUR_HELP,
	TOUR_TAB,
	TOUR_MORE,
	TOUR_ENABLE,
	TOUR_PASTE,
	TOUR_BREAK,
	TOUR_LINE_END,
	TOUR_ODD,
	TOUR_AYT,
	TOUR_ARROWS,
	TOUR_DOOR,
	TOUR_CP437,
	TOUR_SCREENS,
	TOUR_TLS,
	TOUR_WINDOW,
	TOUR_STEPS
};

struct tour {
	bool done[TOUR_STEPS];
	bool news[TOUR_STEPS]; /* done, and not yet told */
	bool entered; /* the place is new, and its first step not yet told */
};

/* Notes that the visitor did a step; the next tour_tell says so, the first time. */
void tour_did(struct Service *s, enum tour_step step);

/* Says what was done since the last time, and what to try next. For the place before a prompt. */
void tour_tell(struct Service *s);

/* Leaves what was done since the last time untold: it shows otherwise. */
void tour_pass_over(struct Service *s);

/* How many steps of a place are done, and of how many (*all). */
unsigned tour_done(struct Service *s, enum tour_place place, unsigned *all);

/* The sign of what is done, with its colour: for service_tell_text. */
const char *tour_tick(struct Service *s);

/* Shows all steps, each with its tick, as a page. */
void tour_list(struct Service *s);

#endif
