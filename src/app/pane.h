/*
 * A pane: a link and what the program shows of it: the place in its document, marks of what
 * happened while another was shown, its title. Knows no screen and no other pane; its owner hears
 * of the link by events.
 */
#ifndef HAIL_APP_PANE_H
#define HAIL_APP_PANE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/line-marks.h"
#include "link/link.h"
#include "ui/compose.h"

typedef struct Pane Pane;

/* Those of the link (struct link_events), with the pane. */
struct pane_events {
	void (*changed)(void *user, Pane *p);
	/* While pane_link listens. */
	enum terminal_verdict (*line)(void *user, Pane *p, const struct terminal_line *line);
	void (*prompt)(void *user, Pane *p, const char *text, size_t n);
	void (*value)(void *user, Pane *p, const struct telnet_value *value);
	void (*bell)(void *user, Pane *p);
	void (*title)(void *user, Pane *p);
	void (*hides_all)(void *user, Pane *p); /* the peer hides line after line; told once */
	void (*hides_again)(void *user, Pane *p); /* what was shown on purpose, at such a prompt */
	bool (*wish)(void *user, Pane *p, const struct link_wish *wish);
	void (*message)(void *user, Pane *p, enum message_kind kind, const char *text);
	void (*question)(void *user, Pane *p, const struct link_question *question);
	void (*question_gone)(void *user, Pane *p);
	void (*connected)(void *user, Pane *p);
	void (*retry)(void *user, Pane *p, int64_t ms);
	void (*ended)(void *user, Pane *p);
};

/* What a pane is drawn on. */
struct pane_size {
	unsigned width, height; /* of the screen, cells */
	size_t tabs; /* how many sessions there are */
};

/* Makes a pane with a link that isn't connected. `config`'s rows and columns are set from `size`.
 */
Pane *pane_new(Dialer *d, const struct link_config *config, const struct pane_size *size,
	       const struct pane_events *events, void *user);

/* Ends the connection and frees. */
void pane_free(Pane *p);

Link *pane_link(const Pane *p);
Session *pane_session(const Pane *p);

/* The screen, or how much of it the session has, has changed. */
void pane_resize(Pane *p, const struct pane_size *size, int64_t now);

/* Sets what the pane knows in `c`: session, place, size. */
void pane_compose(const Pane *p, struct compose *c);

/* It is painted with something over it, or without (struct compose). */
void pane_set_covered(Pane *p, bool covered);

/* What shows in a strip above it (app/flow-view.h). */
enum pane_strip { PANE_STRIP_NONE, PANE_STRIP_TRACE, PANE_STRIP_LENS };
void pane_set_strip(Pane *p, enum pane_strip strip);
enum pane_strip pane_strip(const Pane *p);

/* How its rows are divided on the screen, as it was painted last. */
struct compose_layout pane_layout(const Pane *p);

/* --- The place in the document. */

/* Scrolls by rows (negative: back), by pages, to the beginning, to the tail. */
void pane_scroll(Pane *p, long rows);
void pane_scroll_pages(Pane *p, long pages);
void pane_scroll_top(Pane *p);
void pane_scroll_tail(Pane *p);

/*
 * Holds the view where it is, over all rows, whatever comes at the tail, so that something in it
 * can be pointed at: the tail is a place like others then. And lets it go: back to the tail if it
 * was held there. The calls nest.
 */
void pane_hold(Pane *p);
void pane_release(Pane *p);

/* The request for the view as it is shown, and the row of the screen that it begins in. */
struct view_request pane_view(const Pane *p, unsigned *top);

/* The rows of the view as it is shown, pane_view's height of them, to be freed. */
struct view_row *pane_rows(const Pane *p);

/* Whether one of them holds `place`; then *column is its column in that row. */
bool pane_find_place(const Pane *p, struct view_anchor place, unsigned *column);

/* From where to where they show the document; false if they show nothing of it. */
bool pane_stretch(const Pane *p, struct view_anchor *from, struct view_anchor *to);

/* Why there are none though the option `timestamps` is on: a sentence (static); NULL if there are,
 * or it is off. */
const char *pane_why_no_times(const Pane *p);

/* Scrolls, if need be, until `place` is in sight; then in the middle. */
void pane_show_place(Pane *p, struct view_anchor place);

/* The place as it is, to come back to. */
struct pane_place {
	bool scrolled;
	struct view_anchor anchor;
	unsigned left;
};
struct pane_place pane_place(const Pane *p);
void pane_return(Pane *p, struct pane_place place);

/* Whether it doesn't stand at the tail, and how many lines have come since it left that. */
bool pane_is_scrolled(const Pane *p);
uint64_t pane_unseen(const Pane *p);

/* Moves to the oldest line if the one that was being read is gone; true if it was. */
bool pane_follow_lost_place(Pane *p);

/* Whether, for the first time, the status line gives way to its grid: who looks for the menu is to
 * be told. */
bool pane_hides_status(Pane *p);

/* Whether the window has too few rows or columns for the peer's screen. */
bool pane_cuts_screen(const Pane *p);

/* Shows only the lines that pass, from now on; all if there is no function. */
void pane_set_filter(Pane *p, struct lines_filter filter);
bool pane_is_limited(const Pane *p);

/* --- The last output. */

/*
 * In which lines the last output stands, from *first to *end - 1: what came after a line that was
 * sent, up to the next such line, or to the prompt at the end. False if nothing came, or no line
 * was sent.
 */
bool pane_last_output(const Pane *p, uint64_t *first, uint64_t *end);

/* --- Marks. */

/* The lines that the user has marked. Those that are gone are still there until pane_follow_marks.
 */
struct line_marks *pane_marks(Pane *p);
void pane_follow_marks(Pane *p);

/* It is seen now: its marks are gone. */
void pane_seen(Pane *p);

bool pane_has_output(const Pane *p); /* something came since it was seen */
bool pane_has_rung(const Pane *p); /* the bell, likewise */
void pane_ring(Pane *p); /* it rings */
bool pane_has_ended(const Pane *p); /* closed or failed */
const char *pane_title(const Pane *p); /* what the peer calls itself, "" = nothing */

/* --- What is shown on purpose or said. */

/* Shows this hidden input, or hides it again; the next is hidden, unless two lines in
 * a row were hidden: then it is shown, too, until one isn't. Nothing if none is hidden. */
void pane_reveal(Pane *p);

/* Shows a sentence as a message of the pane. */
void pane_say(Pane *p, enum message_kind kind, const char *text);

/* The number of the message that says when it is tried again (display_say); 0: there is none. */
unsigned pane_retry_message(const Pane *p);
void pane_set_retry_message(Pane *p, unsigned number);

/* Whether the peer was told of a button pressed and not yet of its release. */
void pane_hold_button(Pane *p, bool held);
bool pane_holds_button(const Pane *p);

/* The terminal's window got (`in`) or lost the focus. */
void pane_window_focus(Pane *p, bool in);

/* Tells the peer, if it `wants` to know, whether it has the focus: the window's, while it is shown.
 * Only a change is told: of what it was told last, or of what was so when it asked. */
void pane_tell_focus(Pane *p, bool wants, bool shown);

#endif
