/*
 * When to paint: at once what a person waits for, seldom what a flood changes. A plain value that
 * is told the time (monotonic ms).
 */
#ifndef HAIL_UI_PACE_H
#define HAIL_UI_PACE_H

#include <stdbool.h>
#include <stdint.h>

enum {
	PACE_PAINTS = 4, /* how many paints may follow each other at once */
	PACE_RATE = 60, /* of them are regained in a second */
	PACE_KEY_PAINTS = 2, /* a key allows as many more: its own change, and the peer's echo */
	PACE_PAINTS_MAX = 8, /* with those of keys */
	PACE_MS = 16, /* from paint to paint without them */
	PACE_FLOOD_MS = 50, /* from paint to paint in a flood */
	PACE_ANSWER_MS = 1, /* how long a paint waits for the answer to a line */
	PACE_HOLD_MS = 150, /* how long a picture that is half drawn may hold a paint */
	PACE_FLOOD_AFTER_MS = 100, /* more waiting to be read for this long is a flood */
};

struct pace {
	bool urgent; /* paint now, whatever waits for longer than one turn */
	bool put_off; /* it was put off for a turn, so that the answer that is there is read first
		       */
	bool expecting; /* an answer is likely to come at once */
	int64_t held_at; /* since when a picture is half drawn, -1 if none is */
	bool reading; /* more waited to be read at `asked_at` */
	int64_t asked_at, reading_since;
	int64_t painted_at;
	int64_t filled_at; /* when `credit` was right */
	int64_t credit; /* thousandths of a paint */
};

/* Begins: the first paint is due at once. */
void pace_init(struct pace *p, int64_t now);

/* The next paint is due at once: a layer came or went, or the screen is new. If more waits to be
 * read, a turn of the loop reads it first: what a person waits for may be in it. */
void pace_hurry(struct pace *p);

/* A key was pressed: what it changes is shown at once, and what the peer makes of it soon. */
void pace_key(struct pace *p, int64_t now);

/* Something was sent that a peer answers at once: the next paint waits for the answer, but for no
 * more than PACE_ANSWER_MS. */
void pace_expect(struct pace *p);

/* Whether a picture is half drawn (the peer says so, ?2026): no paint is due until it is whole, or
 * PACE_HOLD_MS have passed. Returns true if they have: it is to be taken for whole, and the next
 * one waits anew. */
bool pace_hold(struct pace *p, int64_t now, bool half);

/* When what has changed is to be painted: at `now` or later. `more`: more waits to be read. */
int64_t pace_due(struct pace *p, int64_t now, bool more);

/* A paint was made. */
void pace_painted(struct pace *p, int64_t now);

#endif
