#include "app/finder.h"

#include <stdlib.h>

#include "app/gutter.h"
#include "base/mem.h"
#include "term/select.h"
#include "base/poison.h"

enum {
	FINDER_MARKS = 1 << 16, /* hits that are marked at once */
	FINDER_WORK = 32 << 20, /* of the pattern for the marks of a frame */
	FINDER_TRIES = 10000, /* lines of a limited view that are looked at for a hit */
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

/* What begins at the origin is next to what stands before it. */
static struct search_place first_from(const Finder *f)
{
	size_t start = select_bytes_before(terminal_of(f), f->origin);

	if (f->newer && start)
		return (struct search_place){ f->origin.line, start - 1 };
	if (f->newer && f->origin.line)
		return (struct search_place){ f->origin.line - 1, SIZE_MAX };
	return (struct search_place){ f->origin.line, start };
}

/* Moves `from` on to before the next line that the view shows, if it doesn't show that of the hit;
 * whether it does, or no line is left. */
static bool is_shown(const Finder *f, struct lines_filter filter, const struct search_hit *hit,
		     struct search_place *from, bool *none)
{
	Lines *lines = lines_new(terminal_of(f), filter);
	uint64_t end = f->newer ? 0 : UINT64_MAX;
	uint64_t shown;

	*none = !lines_seek(lines, hit->line, f->newer) && !lines_seek(lines, end, f->newer);
	shown = *none ? hit->line : lines_number(lines);
	lines_free(lines);
	if (shown == hit->line)
		return true;
	*from = f->newer ? (struct search_place){ shown ? shown - 1 : 0, shown ? SIZE_MAX : 0 } :
			   (struct search_place){ shown + 1, 0 };
	return false;
}

/* The next hit in a line that the view shows: it may be limited. */
static enum search_found find(Finder *f, struct search_hit *hit, bool *wrapped)
{
	unsigned top;
	struct lines_filter filter = pane_view(f->pane, &top).filter;
	struct search_place from = first_from(f);
	bool round = false, none = false;

	if (f->standing)
		from = (struct search_place){ f->hit.line, f->hit.start };
	for (unsigned tries = 0; tries < FINDER_TRIES; tries++) {
		enum search_found found = search_next(hunt_search(f->hunt), terminal_of(f),
						      from.line, from.start, f->newer, hit, &round);

		*wrapped |= round;
		if (found != SEARCH_FOUND || !filter.passes)
			return found;
		if (is_shown(f, filter, hit, &from, &none))
			return none ? SEARCH_NONE : SEARCH_FOUND;
	}
	return SEARCH_NONE;
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
	if (f->asked)
		hunt_hurry(f->hunt);
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
		str_append_format(
			out, "%llu/",
			(unsigned long long)search_position(hunt_search(f->hunt), &f->hit));
	str_append_format(out, "%llu%s", (unsigned long long)count.hits,
			  count.complete ? "" : "...");
	/* Hits are counted in lines that a limited view hides, too. */
	if (pane_is_limited(f->pane))
		str_append_string(out, " in all lines");
	if (count.given_up)
		str_append_format(out, ", %llu lines too costly",
				  (unsigned long long)count.given_up);
}

static struct search_place place_of(const Finder *f, struct view_anchor at)
{
	return (struct search_place){ at.line, select_bytes_before(terminal_of(f), at) };
}

const struct view_mark *finder_marks(Finder *f, const struct theme *theme, struct view_anchor from,
				     struct view_anchor to, size_t *count)
{
	struct search_hit *hits;

	*count = 0;
	if (!f->hunt)
		return f->marks;
	hits = mem_calloc(FINDER_MARKS, sizeof(*hits));
	hunt_refresh(f->hunt);
	*count = search_hits(hunt_search(f->hunt), terminal_of(f), place_of(f, from),
			     place_of(f, to), FINDER_WORK, hits, FINDER_MARKS);
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

static char gutter_sign(void *user, uint64_t from, uint64_t to)
{
	const Finder *f = user;
	uint64_t hits;

	/* In a short document several rows stand for one line: one of them has it. */
	if (f->standing && f->hit.line >= from && f->hit.line < to)
		return '<';
	hits = search_count_between(hunt_search(f->hunt), from, to);
	return hits >= FINDER_MANY ? '=' : hits ? '-' : '\0';
}

void finder_draw_gutter(Finder *f, const struct theme *theme, unsigned top, unsigned rows,
			struct frame *out)
{
	const struct gutter g = { f->pane, theme, top, rows };

	if (f->hunt)
		gutter_draw(&g, gutter_sign, f, out);
}
