#include "app/pane.h"

#include <stdlib.h>

#include "app/reveal.h"
#include "base/mem.h"
#include "base/poison.h"

enum {
	HIDES_ALL_LINES = 3, /* hidden ones in a row: so many that the user is told what helps */
};

enum focus { FOCUS_UNASKED, FOCUS_IN, FOCUS_OUT };

struct Pane {
	Link *link;
	Session *session; /* the link's */
	const struct pane_events *events;
	void *user;
	struct pane_size size;
	bool scrolled; /* the view stands at `anchor` */
	struct view_anchor anchor;
	unsigned left; /* of a grid wider than the window: the first column shown while scrolled */
	struct lines_filter filter; /* which lines show */
	unsigned holds; /* pane_hold */
	bool held_at_tail; /* the first of them was there */
	uint64_t end_line; /* terminal_end_line when scrolling began */
	uint64_t seen; /* terminal_work when it was seen last */
	bool rung;
	bool hidden_told; /* the user knows how the status line comes back */
	bool unfocused; /* the terminal's window is */
	enum focus focus; /* what the peer knows */
	bool button_held; /* the peer has a button's press */
	enum pane_strip strip; /* what shows above it */
	bool covered; /* something lay over it when it was painted last */
	struct reveal reveal; /* of hidden input */
	bool hides_told; /* the user knows that the peer hides every line */
	struct line_marks marks;
	char *title;
	unsigned retry_message;
};

/* --- Events of the link. */

static void follow_hiding(Pane *p)
{
	if (reveal_follow(&p->reveal, p->session))
		p->events->hides_again(p->user, p);
	if (!session_mode(p->session).masked ||
	    session_hiding(p->session).lines < HIDES_ALL_LINES || p->hides_told ||
	    options_mask(link_options(p->link)) == TRI_ON)
		return;
	p->hides_told = true;
	p->events->hides_all(p->user, p);
}

static void on_changed(void *user)
{
	Pane *p = user;

	follow_hiding(p);
	p->events->changed(p->user, p);
}

void pane_ring(Pane *p)
{
	p->rung = true;
}

static enum terminal_verdict on_line(void *user, const struct terminal_line *line,
				     struct text_line *replacement)
{
	Pane *p = user;

	(void)replacement;
	return p->events->line(p->user, p, line);
}

static enum terminal_verdict on_prompt(void *user, enum session_prompt how, const char *text,
				       size_t n, struct text_line *replacement)
{
	Pane *p = user;

	(void)how;
	(void)replacement;
	p->events->prompt(p->user, p, text, n);
	return TERMINAL_KEEP;
}

static void on_value(void *user, const struct telnet_value *value)
{
	Pane *p = user;

	p->events->value(p->user, p, value);
}

static void on_bell(void *user)
{
	Pane *p = user;

	pane_ring(p);
	p->events->bell(p->user, p);
}

static void on_title(void *user, const char *title)
{
	Pane *p = user;

	free(p->title);
	p->title = mem_strdup(title);
	p->events->title(p->user, p);
}

void pane_say(Pane *p, enum message_kind kind, const char *text)
{
	p->events->message(p->user, p, kind, text);
}

static bool on_wish(void *user, const struct link_wish *wish)
{
	Pane *p = user;

	return p->events->wish(p->user, p, wish);
}

static void on_message(void *user, enum message_kind kind, const char *text)
{
	pane_say(user, kind, text);
}

static void on_question(void *user, const struct link_question *question)
{
	Pane *p = user;

	p->events->question(p->user, p, question);
}

static void on_question_gone(void *user)
{
	Pane *p = user;

	p->events->question_gone(p->user, p);
}

static void on_connected(void *user)
{
	Pane *p = user;

	p->events->connected(p->user, p);
}

static void on_retry(void *user, int64_t ms)
{
	Pane *p = user;

	p->events->retry(p->user, p, ms);
}

static void on_ended(void *user)
{
	Pane *p = user;

	p->events->ended(p->user, p);
}

static const struct link_events link_handlers = {
	.changed = on_changed,
	.line = on_line,
	.prompt = on_prompt,
	.value = on_value,
	.bell = on_bell,
	.title = on_title,
	.wish = on_wish,
	.message = on_message,
	.question = on_question,
	.question_gone = on_question_gone,
	.connected = on_connected,
	.retry = on_retry,
	.ended = on_ended,
};

/* --- Made and freed. */

Pane *pane_new(Dialer *d, const struct link_config *config, const struct pane_size *size,
	       const struct pane_events *events, void *user)
{
	struct link_config sized = *config;
	Pane *p = mem_alloc(sizeof(*p));

	sized.columns = size->width;
	sized.rows = compose_session_rows(size->height, size->tabs);
	p->events = events;
	p->user = user;
	p->size = *size;
	p->title = mem_strdup("");
	p->link = link_new(d, &sized, &link_handlers, p);
	p->session = link_session(p->link);
	link_listen(p->link, false);
	return p;
}

void pane_free(Pane *p)
{
	link_free(p->link);
	line_marks_fini(&p->marks);
	free(p->title);
	free(p);
}

Link *pane_link(const Pane *p)
{
	return p->link;
}

Session *pane_session(const Pane *p)
{
	return p->session;
}

void pane_resize(Pane *p, const struct pane_size *size, int64_t now)
{
	bool output = pane_has_output(p);

	p->size = *size;
	session_resize(p->session, size->width, compose_session_rows(size->height, size->tabs),
		       now);
	if (!output)
		p->seen = terminal_work(session_terminal(p->session));
}

void pane_compose(const Pane *p, struct compose *c)
{
	c->width = p->size.width;
	c->height = p->size.height;
	c->tab_count = p->size.tabs;
	c->session = p->session;
	c->scrolled = p->scrolled;
	c->anchor = p->anchor;
	c->left = p->left;
	c->whole = p->holds > 0;
	c->held = c->whole && p->held_at_tail;
	c->filter = p->filter;
	c->strip = p->strip != PANE_STRIP_NONE;
	c->covered = p->covered;
	c->reveal = p->reveal.on;
}

void pane_set_covered(Pane *p, bool covered)
{
	p->covered = covered;
}

void pane_set_strip(Pane *p, enum pane_strip strip)
{
	p->strip = strip;
}

enum pane_strip pane_strip(const Pane *p)
{
	return p->strip;
}

/* --- The place in the document. */

static void scroll_to(Pane *p, struct view_anchor anchor)
{
	unsigned top;

	if (!p->scrolled) {
		p->end_line = terminal_end_line(session_terminal(p->session));
		p->left = pane_view(p, &top).left;
	}
	p->scrolled = true;
	p->anchor = anchor;
}

void pane_scroll_top(Pane *p)
{
	uint64_t first = terminal_first_line(session_terminal(p->session));

	scroll_to(p, (struct view_anchor){ first, 0 });
}

struct view_request pane_view(const Pane *p, unsigned *top)
{
	struct compose c = { 0 };

	pane_compose(p, &c);
	*top = compose_layout(&c).grid_row;
	return compose_view(&c);
}

/* The first row at the tail becomes the place of the view. */
static void hold_tail(Pane *p)
{
	unsigned top;
	struct view_request request = pane_view(p, &top);
	struct view_anchor anchor = { terminal_end_line(session_terminal(p->session)), 0 };

	request.tail = true;
	view_scroll(session_terminal(p->session), &request, 0, &anchor);
	scroll_to(p, anchor);
}

void pane_scroll_tail(Pane *p)
{
	if (p->holds)
		hold_tail(p);
	else
		p->scrolled = false;
}

void pane_hold(Pane *p)
{
	if (p->holds++)
		return;
	p->held_at_tail = !p->scrolled;
	if (p->held_at_tail)
		hold_tail(p);
}

void pane_release(Pane *p)
{
	if (!--p->holds && p->held_at_tail)
		pane_scroll_tail(p);
}

void pane_scroll(Pane *p, long rows)
{
	struct compose c = { 0 };
	struct view_request request;
	struct view_anchor anchor;

	pane_compose(p, &c);
	request = compose_view(&c);
	/* The tail begins where the whole view, without a live tail below, would show its end. */
	if (!c.whole) {
		c.scrolled = false;
		request.height = compose_layout(&c).view_rows;
	}
	if (view_scroll(session_terminal(p->session), &request, rows, &anchor))
		scroll_to(p, anchor);
	else if (rows > 0)
		pane_scroll_tail(p);
}

struct pane_place pane_place(const Pane *p)
{
	return (struct pane_place){ p->scrolled, p->anchor, p->left };
}

void pane_return(Pane *p, struct pane_place place)
{
	if (place.scrolled)
		scroll_to(p, place.anchor);
	else
		pane_scroll_tail(p);
	p->left = place.left;
}

/* Brings the column of a place whose row shows in sight. */
static void show_column(Pane *p, struct view_anchor place)
{
	unsigned top, column;
	struct view_request request = pane_view(p, &top);

	if (p->scrolled && pane_find_place(p, place, &column))
		p->left = view_left_for(session_terminal(p->session), &request, column);
}

void pane_show_place(Pane *p, struct view_anchor place)
{
	unsigned top, column;
	struct view_request request = pane_view(p, &top);
	struct view_anchor first = place;

	if (!pane_find_place(p, place, &column)) {
		scroll_to(p, place);
		/* What shows at the tail is in sight there. */
		request = pane_view(p, &top);
		if (view_scroll(session_terminal(p->session), &request, 0, &first))
			pane_scroll(p, -(long)(request.height / 2));
	}
	show_column(p, place);
}

bool pane_is_scrolled(const Pane *p)
{
	return p->scrolled;
}

uint64_t pane_unseen(const Pane *p)
{
	return terminal_end_line(session_terminal(p->session)) - p->end_line;
}

bool pane_hides_status(Pane *p)
{
	if (p->hidden_told)
		return false;
	p->hidden_told = pane_layout(p).status_row == p->size.height;
	return p->hidden_told;
}

bool pane_follow_lost_place(Pane *p)
{
	uint64_t first = terminal_first_line(session_terminal(p->session));

	if (!p->scrolled || p->anchor.line >= first)
		return false;
	p->anchor = (struct view_anchor){ first, 0 };
	return true;
}

void pane_set_filter(Pane *p, struct lines_filter filter)
{
	p->filter = filter;
}

bool pane_is_limited(const Pane *p)
{
	return p->filter.passes != NULL;
}

/* --- Marks. */

struct line_marks *pane_marks(Pane *p)
{
	return &p->marks;
}

void pane_seen(Pane *p)
{
	p->seen = terminal_work(session_terminal(p->session));
	p->rung = false;
}

bool pane_has_output(const Pane *p)
{
	return terminal_work(session_terminal(p->session)) != p->seen;
}

bool pane_has_rung(const Pane *p)
{
	return p->rung;
}

const char *pane_title(const Pane *p)
{
	return p->title;
}

/* --- What is shown on purpose or said. */

void pane_reveal(Pane *p)
{
	reveal_toggle(&p->reveal, p->session);
}

unsigned pane_retry_message(const Pane *p)
{
	return p->retry_message;
}

void pane_set_retry_message(Pane *p, unsigned number)
{
	p->retry_message = number;
}

void pane_hold_button(Pane *p, bool held)
{
	p->button_held = held;
}

bool pane_holds_button(const Pane *p)
{
	return p->button_held;
}

void pane_window_focus(Pane *p, bool in)
{
	p->unfocused = !in;
}

void pane_tell_focus(Pane *p, bool wants, bool shown)
{
	enum focus focus = !wants ? FOCUS_UNASKED : shown && !p->unfocused ? FOCUS_IN : FOCUS_OUT;

	if (p->focus != FOCUS_UNASKED && focus != FOCUS_UNASKED && p->focus != focus)
		session_send_focus(p->session, focus == FOCUS_IN);
	p->focus = focus;
}
