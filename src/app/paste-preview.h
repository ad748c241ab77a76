/*
 * A paste on its way to the peer: two lines or more are shown before they are sent.
 */
#ifndef HAIL_APP_PASTE_PREVIEW_H
#define HAIL_APP_PASTE_PREVIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "app/app.h"
#include "base/err.h"

struct paste_source {
	const char *title; /* what it is, in a word */
	const char *text; /* as it came */
	size_t length;
	bool always; /* its lines are shown whatever the options say */
};

/*
 * Takes a paste for the session shown: it goes on its way (link/link-paste.h), or its preview
 * opens. A peer that has asked for pastes (?2004) gets it without one. False with `e` set if
 * nothing was taken.
 */
bool paste_take(App *app, const struct paste_source *source, struct err *e);

#endif
