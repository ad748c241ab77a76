#include "edit/line-private.h"

#include <string.h>

#include "base/utf8.h"
#include "base/poison.h"

void line_search_fini(struct line_search *s)
{
	line_wipe(&s->pattern);
	line_wipe(&s->last);
	line_wipe(&s->saved);
	s->active = false;
}

static void begin(Line *l)
{
	struct line_search *s = &l->search;

	s->active = true;
	s->found = true;
	s->cursor = l->draft.cursor;
	s->index = history_count(l->history);
	str_append(&s->saved, l->draft.text.text, l->draft.text.length);
}

/* Puts the text before the search back on the line and ends the search. */
static void end(Line *l)
{
	struct line_search *s = &l->search;
	struct line_draft *d = &l->draft;

	str_splice(&d->text, 0, d->text.length, s->saved.text, s->saved.length);
	d->cursor = s->cursor;
	line_wipe(&s->saved);
	if (s->pattern.length) {
		line_wipe(&s->last);
		s->last = s->pattern;
		str_init_secret(&s->pattern);
	}
	s->active = false;
}

void line_search_cancel(Line *l)
{
	if (l->search.active)
		end(l);
}

void line_search_accept(Line *l)
{
	struct line_search *s = &l->search;
	struct line_draft *d = &l->draft;
	struct str match;
	size_t cursor = d->cursor;
	bool shown = s->index < history_count(l->history);

	str_init_secret(&match);
	str_append(&match, d->text.text, d->text.length);
	end(l);
	if (shown) {
		line_browse_show(l, s->index, match.text, match.length);
		d->cursor = cursor;
	}
	line_wipe(&match);
}

/* Shows history line `index` with the cursor where the pattern is in it. */
static void show(Line *l, size_t index)
{
	struct line_draft *d = &l->draft;
	const char *text = history_get(l->history, index);
	const char *place = strstr(text, l->search.pattern.text);
	size_t n = strlen(text);

	l->search.index = index;
	l->search.found = true;
	str_splice(&d->text, 0, d->text.length, text, n);
	d->cursor = utf8_cluster_end(text, n, place ? (size_t)(place - text) : 0);
}

static void find_older(Line *l, size_t before)
{
	long index = -1;

	if (before > history_count(l->history))
		before = history_count(l->history);
	if (l->search.pattern.length)
		index = history_search(l->history, l->search.pattern.text, before);
	if (index >= 0)
		show(l, (size_t)index);
	else
		l->search.found = l->search.pattern.length == 0;
}

static void find_newer(Line *l)
{
	size_t count = history_count(l->history);

	for (size_t i = l->search.index + 1; l->search.pattern.length && i < count; i++) {
		if (strstr(history_get(l->history, i), l->search.pattern.text)) {
			show(l, i);
			return;
		}
	}
	l->search.found = l->search.pattern.length == 0;
}

/* The line shown stays if the longer pattern is in it too; else the next older one is shown. */
void line_search_type(Line *l, const char *text, size_t n)
{
	struct line_search *s = &l->search;

	if (n > HISTORY_LINE_MAX - s->pattern.length)
		return;
	str_append(&s->pattern, text, n);
	find_older(l, s->index + 1);
}

static void shorten(Line *l)
{
	struct line_search *s = &l->search;

	if (s->pattern.length)
		str_truncate(&s->pattern, utf8_cluster_before(s->pattern.text, s->pattern.length));
	if (s->pattern.length) {
		find_older(l, history_count(l->history));
		return;
	}
	s->index = history_count(l->history);
	s->found = true;
	str_splice(&l->draft.text, 0, l->draft.text.length, s->saved.text, s->saved.length);
	l->draft.cursor = s->cursor;
}

/* Ctrl-R again: an empty pattern becomes the last one. */
static void again(Line *l)
{
	struct line_search *s = &l->search;

	if (!s->pattern.length && s->last.length)
		line_search_type(l, s->last.text, s->last.length);
	else
		find_older(l, s->index);
}

enum line_result line_search_do(Line *l, enum line_action action)
{
	if (!l->search.active) {
		if (action != LINE_SEARCH || l->masked)
			return LINE_IGNORED;
		if (l->history)
			begin(l);
		return LINE_CHANGED;
	}
	if (action == LINE_SEARCH)
		again(l);
	else if (action == LINE_SEARCH_NEWER)
		find_newer(l);
	else if (action == LINE_DELETE_LEFT)
		shorten(l);
	else
		line_search_cancel(l);
	return LINE_CHANGED;
}

const char *line_search_pattern(const Line *l)
{
	return l->search.active ? l->search.pattern.text : NULL;
}

bool line_search_found(const Line *l)
{
	return l->search.active && l->search.found;
}
