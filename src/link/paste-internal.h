/*
 * The inside of a link's paste, shared by link-paste.c (what its owner does), paste-send.c (how
 * lines go out) and paste-wait.c (when the next one may go). Nobody else includes this.
 */
#ifndef HAIL_LINK_PASTE_INTERNAL_H
#define HAIL_LINK_PASTE_INTERNAL_H

#include "link/link-internal.h"
#include "link/link-paste.h"
#include "link/paste-lines.h"

enum { PASTE_LONG_MS = 2000 /* of waiting, from which what is waited for is said */ };

struct Paste {
	struct paste_lines lines;
	enum link_paste_state state;
	size_t next; /* the line that is sent next, or is being sent */
	size_t at; /* bytes of it that were sent */
	bool begins; /* no line was sent since it began or went on: a prompt may come first */
	bool waits; /* the last line that was sent isn't answered */
	Timer *timer;

	struct str prompt; /* that stood last in the connection */
	bool prompted; /* one came since it began or went on */
	bool echoed; /* something has come back behind a line */
	unsigned unprompted; /* lines in a row that no prompt came behind */

	/* Of the last line that was sent: */
	int64_t sent_at, heard_at;
	uint64_t received; /* session_received when looked at last */
	bool heard; /* something came behind it */
	size_t outputs; /* lines */
	struct str failure; /* the one that says that it failed */
};

/* --- paste-send.c */

/* What the device of the link tells; the timer is due (user: the Link). */
extern const struct device_events paste_device_handlers;
void paste_on_due(void *user);

/* Looks when something is to be done next. */
void paste_set_timer(Link *l);

/* Whether it sends lines, or will when the user lets it go on. */
bool paste_is_under_way(const Paste *p);

/* Sends no more, and keeps the rest. */
void paste_stop(Link *l);

/* --- paste-wait.c */

/* What comes of waiting for an answer to the last line. */
struct paste_wait {
	enum paste_wait_end {
		PASTE_WAIT_OVER, /* the next line may go */
		PASTE_WAIT_ASKED, /* the peer asks something, or a pager stands */
		PASTE_WAIT_SILENCE, /* nothing like a prompt comes */
	} end;
	int64_t at; /* when that is so, unless more comes; -1: only a prompt ends it */
};

/* Whether a pager stands, which takes what is sent for its keys. */
bool paste_pager_stands(const Link *l);

/* What is waited for, with `n` bytes of `open` in the open line. */
struct paste_wait paste_wait(const Link *l, const char *open, size_t n);

/* Whether a line of output says that the line failed. */
bool paste_line_fails(Link *l, const char *text, size_t n);

#endif
