/*
 * What keys do: the input-mode rule (doc/architecture.md, "Input mode") as a pure function.
 */
#ifndef HAIL_SESSION_MODE_H
#define HAIL_SESSION_MODE_H

#include <stdbool.h>

#include "base/tri.h"
#include "telnet/telnet.h"

enum mode_choice { MODE_AUTO, MODE_LINE, MODE_CHAR };

/* How the user wants the session drawn (term/view.h has the two presentations). */
enum view_choice { VIEW_CHOICE_AUTO, VIEW_CHOICE_TRANSCRIPT, VIEW_CHOICE_SCREEN };

/* Everything the rule looks at. */
struct mode_facts {
	struct telnet_facts telnet;
	enum mode_choice choice; /* the user's /mode */
	enum tri mask; /* the user's /set mask */
	bool exec; /* a child on a pty: char unless chosen otherwise */
	bool asks_password; /* the open line is a prompt for a password */
	bool line_sent_unechoed; /* a non-empty line was sent while the peer's ECHO was off */
};

struct mode {
	bool character; /* keys go to the peer at once; otherwise they edit a line */
	bool masked; /* what is typed must not show (line mode only) */
	const char *words; /* for the status line: `line`, `hidden (server ECHO)`, … */
	const char *why; /* a sentence: the rule that decided, from which evidence */
};

/* Decides by the first rule that matches. */
struct mode mode_decide(const struct mode_facts *facts);

#endif
