#include "app/pane.h"

#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/poison.h"

enum {
	PANE_SENT = 32, /* lines that were sent, back from the last, and */
	PANE_LOOKED = 200000, /* lines back from the cursor, among which the last output is */
	PANE_BLANK = 10000, /* blank lines around an output that are left out */
};

/* --- The rows shown. */

struct view_row *pane_rows(const Pane *p)
{
	unsigned top;
	struct view_request request = pane_view(p, &top);
	struct view_row *rows = mem_calloc(request.height, sizeof(*rows));

	view_rows(session_terminal(pane_session(p)), &request, rows);
	return rows;
}

bool pane_find_place(const Pane *p, struct view_anchor place, unsigned *column)
{
	unsigned top, height = pane_view(p, &top).height;
	struct view_row *rows = pane_rows(p);
	bool found = false;

	for (unsigned y = 0; y < height && !found; y++) {
		const struct wrapped_row *part = &rows[y].part;

		found = rows[y].shown && rows[y].line == place.line &&
			place.offset >= part->start &&
			(place.offset < part->next || y + 1 == height ||
			 rows[y + 1].line != place.line);
		if (found)
			*column = (unsigned)(place.offset - part->start) + part->indent;
	}
	free(rows);
	return found;
}

bool pane_stretch(const Pane *p, struct view_anchor *from, struct view_anchor *to)
{
	unsigned top, height = pane_view(p, &top).height;
	struct view_row *rows = pane_rows(p);
	bool any = false;

	for (unsigned y = 0; y < height; y++) {
		if (!rows[y].shown)
			continue;
		*from = any ? *from : (struct view_anchor){ rows[y].line, rows[y].part.start };
		*to = (struct view_anchor){ rows[y].line, rows[y].part.next };
		any = true;
	}
	free(rows);
	return any;
}

/* Whether each line's time of arrival stands before it. */
static bool shows_times(const Pane *p)
{
	struct compose c = { 0 };

	pane_compose(p, &c);
	return compose_shows_times(&c);
}

const char *pane_why_no_times(const Pane *p)
{
	const Session *s = pane_session(p);

	static_assert(COMPOSE_TIMES_FROM == 40, "the sentence has the number");
	if (!session_shows_times(s) || shows_times(p))
		return NULL;
	return session_presentation(s, NULL) == VIEW_SCREEN ?
		       "times show in the transcript alone: v in the menu changes to it" :
		       "no room for times: they want 40 columns or more";
}

/* --- What follows from that. */

void pane_scroll_pages(Pane *p, long pages)
{
	struct compose c = { 0 };
	unsigned rows;

	/* A page back and a page forward are the same, with and without the live tail below. */
	pane_compose(p, &c);
	c.scrolled = true;
	rows = compose_layout(&c).view_rows;
	pane_scroll(p, pages * (rows > 2 ? (long)rows - 1 : 1));
}

bool pane_cuts_screen(const Pane *p)
{
	const Terminal *t = session_terminal(pane_session(p));
	struct compose_layout l = pane_layout(p);

	return terminal_width(t) > l.grid_width || terminal_height(t) > l.grid_height;
}

bool pane_has_ended(const Pane *p)
{
	enum session_state state = session_state(pane_session(p));

	return state == SESSION_CLOSED || state == SESSION_FAILED;
}

struct compose_layout pane_layout(const Pane *p)
{
	struct compose c = { 0 };

	pane_compose(p, &c);
	return compose_layout(&c);
}

/* --- The last output. */

/* Moves *first and *end over blank lines, at most PANE_BLANK; whether something is left. */
static bool has_text(const Terminal *t, uint64_t *first, uint64_t *end)
{
	long left = PANE_BLANK;
	struct str text;

	str_init(&text);
	while (*first < *end && left-- > 0 &&
	       (!terminal_line_text(t, *end - 1, &text) || !text.length))
		--*end;
	while (*first < *end && left-- > 0 &&
	       (!terminal_line_text(t, *first, &text) || !text.length))
		++*first;
	str_fini(&text);
	return *first < *end;
}

bool pane_last_output(const Pane *p, uint64_t *first, uint64_t *end)
{
	const Terminal *t = session_terminal(pane_session(p));
	uint64_t cursor = terminal_cursor_line(t), next = cursor, sent = cursor + 1;

	for (int i = 0; i < PANE_SENT; i++) {
		if (!terminal_find_sent(t, sent, PANE_LOOKED - (size_t)(cursor + 1 - sent), &sent))
			return false;
		*first = sent + 1;
		*end = next;
		if (has_text(t, first, end))
			return true;
		/* What ends without a newline is no prompt if there is nothing before it. */
		*end = terminal_end_line(t);
		if (!i && sent < cursor && has_text(t, first, end))
			return true;
		next = sent;
	}
	return false;
}

/* --- Marks. */

void pane_follow_marks(Pane *p)
{
	const Terminal *t = session_terminal(pane_session(p));

	/* The screen behind the alternate one keeps its lines, and their numbers. */
	line_marks_keep(pane_marks(p), terminal_first_line(t),
			terminal_modes(t)->alternate ? UINT64_MAX : terminal_end_line(t));
}
