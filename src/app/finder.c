#include "app/finder.h"

#include <stdlib.h>

#include "base/mem.h"
#include "term/select.h"
#include "base/poison.h"

enum {
	FINDER_MARKS = 4096, /* hits that are marked at once */
	FINDER_MANY = 10, /* hits in a row of the gutter that are many */
};

struct Finder {
	Loop *loop;
	const Pane *pane;
	const struct finder_events *events;
	void *user;
	Hunt *hunt; /* NULL: nothing is looked for */
	struct view_anchor origin;
	bool standing; /* on `hit` */
	struct search_hit hit;
	bool asked, newer; /* a hit is asked for that isn't found yet */
	struct view_mark *marks;
};

static const Terminal *terminal_of(const Finder *f)
{
	return session_terminal(pane_session(f->pane));
}

Finder *finder_new(Loop *loop, const Pane *pane, const struct finder_events *events, void *user)
{
	Finder *f = mem_alloc(sizeof(*f));

	*f = (Finder){ .loop = loop,
		       .pane = pane,
		       .events = events,
		       .user = user,
		       .marks = mem_calloc(FINDER_MARKS, sizeof(*f->marks)) };
	return f;
}

void finder_free(Finder *f)
{
	if (!f)
		return;
	hunt_free(f->hunt);
	free(f->marks);
	free(f);
}

void finder_set_origin(Finder *f, struct view_anchor origin)
{
	f->origin = origin;
}

/* --- Finding. */

static enum search_found find(Finder *f, struct search_hit *hit, bool *wrapped)
{
	Search *s = hunt_search(f->hunt);
	const Terminal *t = terminal_of(f);
	size_t start;

	if (f->standing)
		return search_next(s, t, f->hit.line, f->hit.start, f->newer, hit, wrapped);
	start = select_bytes_before(t, f->origin);
	/* What begins at the origin is next to what stands before it. */
	if (f->newer && start)
		return search_next(s, t, f->origin.line, start - 1, true, hit, wrapped);
	if (f->newer && f->origin.line)
		return search_next(s, t, f->origin.line - 1, SIZE_MAX, true, hit, wrapped);
	return search_next(s, t, f->origin.line, start, f->newer, hit, wrapped);
}

static void answer(Finder *f)
{
	struct search_hit hit;
	bool wrapped = false;

	if (!f->asked)
		return;
	switch (find(f, &hit, &wrapped)) {
	case SEARCH_NOT_YET: return;
	case SEARCH_NONE:
		f->asked = f->standing = false;
		f->events->none(f->user);
		return;
	case SEARCH_FOUND: break;
	}
	wrapped &= f->standing;
	f->asked = false;
	f->standing = true;
	f->hit = hit;
	f->events->found(f->user, select_at_byte(terminal_of(f), hit.line, hit.start), wrapped);
}

static void on_progress(void *user)
{
	Finder *f = user;

	answer(f);
	f->events->progress(f->user);
}

bool finder_look_for(Finder *f, const char *text, size_t n, struct finder_manner manner,
		     struct err *e)
{
	Pattern *pattern = n ? pattern_new(text, n, manner.kind, manner.how, e) : NULL;

	hunt_free(f->hunt);
	f->hunt = NULL;
	f->standing = f->asked = false;
	if (pattern)
		f->hunt = hunt_new(f->loop, f->pane, pattern, f->origin.line, on_progress, f);
	return pattern || !n;
}

bool finder_next(Finder *f, bool newer)
{
	if (!f->hunt)
		return false;
	f->asked = true;
	f->newer = newer;
	answer(f);
	return true;
}

bool finder_is_on(const Finder *f)
{
	return f->hunt != NULL;
}

bool finder_has_hit(const Finder *f)
{
	return f->standing || f->asked;
}

/* --- What is said and shown. */

void finder_status(Finder *f, struct str *out)
{
	struct search_count count;

	if (!f->hunt)
		return;
	count = search_count(hunt_search(f->hunt));
	if (f->standing)
		str_append_format(out, "%llu/",
				  (unsigned long long)search_position(hunt_search(f->hunt),
								      terminal_of(f), &f->hit));
	str_append_format(out, "%llu%s", (unsigned long long)count.hits,
			  count.complete ? "" : "...");
	if (count.given_up)
		str_append_format(out, ", %llu lines too costly",
				  (unsigned long long)count.given_up);
}

const struct view_mark *finder_marks(Finder *f, const struct theme *theme, uint64_t from,
				     uint64_t to, size_t *count)
{
	struct search_hit *hits;

	*count = 0;
	if (!f->hunt)
		return f->marks;
	hits = mem_calloc(FINDER_MARKS, sizeof(*hits));
	hunt_refresh(f->hunt);
	*count = search_hits(hunt_search(f->hunt), terminal_of(f), from, to, hits, FINDER_MARKS);
	for (size_t i = 0; i < *count; i++) {
		bool current = f->standing && hits[i].line == f->hit.line &&
			       hits[i].start == f->hit.start;

		f->marks[i] = (struct view_mark){ hits[i].line, hits[i].start, hits[i].length,
						  theme_style(theme, current ? THEME_HIT_CURRENT :
									       THEME_HIT) };
	}
	free(hits);
	return f->marks;
}

/* What stands in row `row` of `rows` of the gutter. */
static char gutter_sign(Finder *f, unsigned row, unsigned rows)
{
	uint64_t first = terminal_first_line(terminal_of(f));
	uint64_t lines = terminal_end_line(terminal_of(f)) - first;
	uint64_t from = first + lines * row / rows, to = first + lines * (row + 1) / rows;
	uint64_t hits;

	/* In a short document several rows stand for one line: the first of them has it. */
	if (f->standing && f->hit.line >= from && f->hit.line < to)
		return '<';
	hits = search_count_between(hunt_search(f->hunt), from, to);
	return hits >= FINDER_MANY ? '=' : hits ? '-' : '\0';
}

void finder_draw_gutter(Finder *f, const struct theme *theme, unsigned top, unsigned rows,
			struct frame *out)
{
	unsigned last = out->cells.width - 1;

	for (unsigned row = 0; f->hunt && row < rows; row++) {
		char sign = gutter_sign(f, row, rows);

		if (!sign)
			continue;
		/* The left half of a character can't stand alone. */
		if (!cells_at(&out->cells, top + row, last)->width)
			cells_text(&out->cells, top + row, last - 1, 1, " ", 1,
				   theme_style(theme, THEME_TEXT));
		cells_text(&out->cells, top + row, last, 1, &sign, 1,
			   theme_style(theme, THEME_POPUP_KEY));
	}
}
