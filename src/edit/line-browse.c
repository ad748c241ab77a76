#include "edit/line-private.h"

#include <string.h>

#include "base/poison.h"

void line_browse_stop(struct line_draft *d)
{
	line_wipe(&d->browse.unsent);
	d->browse.active = false;
}

/* Shows history line `index`; the first time the text on the line is kept as the unsent draft. */
void line_browse_show(Line *l, size_t index, const char *text, size_t n)
{
	struct line_draft *d = &l->draft;
	struct line_browse *b = &d->browse;

	if (!b->active) {
		str_append(&b->unsent, d->text.text, d->text.length);
		b->cursor = d->cursor;
		b->origin = d->origin;
	}
	line_change(l, 0, d->text.length, text, n, LINE_STEP_BROWSE);
	b->active = true;
	b->index = index;
	l->last = LINE_LAST_BROWSE;
}

void line_browse_previous(Line *l)
{
	size_t count = l->history ? history_count(l->history) : 0;
	size_t index = l->draft.browse.active ? l->draft.browse.index : count;
	const char *text;

	l->last = l->before;
	if (index > count)
		index = count;
	if (index == 0)
		return;
	text = history_get(l->history, index - 1);
	line_browse_show(l, index - 1, text, strlen(text));
}

void line_browse_next(Line *l)
{
	struct line_draft *d = &l->draft;
	size_t index = d->browse.index + 1;

	l->last = l->before;
	if (!d->browse.active)
		return;
	if (index < history_count(l->history)) {
		const char *text = history_get(l->history, index);

		line_browse_show(l, index, text, strlen(text));
		return;
	}
	line_change(l, 0, d->text.length, d->browse.unsent.text, d->browse.unsent.length,
		    LINE_STEP_BROWSE);
	d->cursor = d->browse.cursor;
	d->origin = d->browse.origin;
	line_browse_stop(d);
	line_undo_drop_void(d);
	l->last = LINE_LAST_BROWSE;
}
