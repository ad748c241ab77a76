/*
 * A recording on the screen: played into a session of the program in its own time, faster, slower,
 * from another moment on. Going back plays it again from its beginning, so that what shows is what
 * was. Owned by the program; runs on its loop, in constant memory.
 */
#ifndef HAIL_APP_PLAYBACK_H
#define HAIL_APP_PLAYBACK_H

#include <stdbool.h>

#include "app/app.h"
#include "app/pane.h"
#include "base/err.h"
#include "base/str.h"

struct replay_args;
typedef struct Playback Playback;

/* Opens the recording and a session for it, and begins. `args` is borrowed. NULL with `e` set if
 * there is none. */
Playback *playback_open(App *app, const struct replay_args *args, struct err *e);

/* Before its session is closed. NULL is fine. */
void playback_free(Playback *r);

/* `p` is closed; nothing if it isn't that of `r` (may be NULL). */
void playback_forget(Playback *r, const Pane *p);

/* Whether `p` is that of `r` (may be NULL). */
bool playback_is_of(const Playback *r, const Pane *p);

/* Appends what the status line says: what it does now; the moment that shows, how long all is, and
 * how fast it goes. */
void playback_status(const Playback *r, struct str *state, struct str *times);

/* Appends what keys do now. */
void playback_hint(const Playback *r, bool narrow, struct str *out);

/* Appends the file's name and what it calls the peer; returns the text. */
const char *playback_name(const Playback *r, struct str *out);

/* Appends when what shows was, by the clock on the wall; returns the text. */
const char *playback_clock(const Playback *r, struct str *out);

/* What those call that the playback itself stands on. */
struct playback_ops {
	void (*forget)(Playback *r, const Pane *p); /* playback_forget */
};

/* Whether it goes to another moment, with nothing to be heard of what comes by. May be NULL. */
bool playback_seeks(const Playback *r);

#endif
