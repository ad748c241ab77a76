/*
 * A paste that is sent line by line, as fast as the peer follows: the next one when the prompt came
 * again, or else by echoes and time (options `paste`, `paste-delay`, `paste-char-delay`). It stops
 * at a line that the peer answers with an error, at a question, at a pager that stands (which would
 * take lines for its keys) and at a prompt for a password, and keeps its lines to go on from.
 */
#ifndef HAIL_LINK_LINK_PASTE_H
#define HAIL_LINK_LINK_PASTE_H

#include "link/link.h"

enum link_paste_state {
	LINK_PASTE_NONE, /* or all of it was sent */
	LINK_PASTE_RUNS,
	LINK_PASTE_PAUSED,
	LINK_PASTE_STOPPED, /* a sentence said why; it can go on */
};

struct link_paste {
	enum link_paste_state state;
	size_t sent, count; /* lines */
	const char *waits; /* what it waits for, if that takes long; or NULL */
};

/*
 * Sends `n` bytes of a paste (session_clean_paste is done here), in the place of one that has
 * stopped. What is one line, goes to a prompt for a secret or to a peer that has asked for pastes
 * (?2004), and everything with `paste=fast`, goes at once (session_paste). In line mode what is
 * behind the last line end becomes the draft. False with `e` set, and one that has stopped left as
 * it is: also while one is sent or paused.
 */
bool link_paste(Link *l, const char *text, size_t n, struct err *e);

/* Whether the peer has asked for pastes (?2004), and gets them. */
bool link_peer_takes_pastes(const Link *l);

struct link_paste link_paste_state(const Link *l);

/* Sends no further line until it is to go on (false). */
void link_paste_pause(Link *l, bool on);

/* Stops it, and says so. */
void link_paste_stop(Link *l);

/* Goes on with a paste that has stopped, at line `line` from 1; 0: where it stopped. */
bool link_paste_resume(Link *l, size_t line, struct err *e);

#endif
