/*
 * Whether hidden input is shown, as the user asked by the menu. It ends with the mask; but some
 * servers hide every line, and stop for a moment behind each (libtelnet's telnet-chatd): there it
 * stays, until a line goes out that isn't hidden or a prompt is worded for a secret.
 */
#ifndef HAIL_APP_REVEAL_H
#define HAIL_APP_REVEAL_H

#include "session/session.h"

struct reveal {
	bool on;
	bool at_secret; /* it was asked for where the peer's words ask for a secret: */
	uint64_t line; /* the number of the document's end then, */
	unsigned typed; /* session_lines_typed, */
	unsigned before; /* session_hiding's, */
	unsigned connection; /* and session_connection */
};

/* The user asks for it, or for its end; nothing begins where nothing is hidden. */
void reveal_toggle(struct reveal *r, const Session *s);

/* Ends it where it has to, as `s` is now. Returns whether a prompt for a secret has done so, which
 * is to be said. */
bool reveal_follow(struct reveal *r, const Session *s);

#endif
