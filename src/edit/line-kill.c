#include "edit/line-private.h"

#include <string.h>

#include "base/poison.h"

void line_kill_push(Line *l, const char *text, size_t n, struct line_origin origin)
{
	struct line_kills *k = &l->draft.kills;

	if (k->count == LINE_KILLS) {
		line_wipe(&k->text[0]);
		memmove(k->text, k->text + 1, (LINE_KILLS - 1) * sizeof(k->text[0]));
		memmove(k->origin, k->origin + 1, (LINE_KILLS - 1) * sizeof(k->origin[0]));
		str_init_secret(&k->text[--k->count]);
	}
	k->origin[k->count] = origin;
	str_append(&k->text[k->count++], text, n);
}

/* Joins a kill to the one just before. */
static void join(struct line_kills *k, const char *text, size_t n, bool before,
		 struct line_origin origin)
{
	struct str *top = &k->text[k->count - 1];
	struct line_origin *joined = &k->origin[k->count - 1];

	str_splice(top, before ? 0 : top->length, 0, text, n);
	joined->pasted |= origin.pasted;
	if (before)
		joined->pasted_head = origin.pasted_head;
}

void line_kill(Line *l, size_t from, size_t to)
{
	struct line_draft *d = &l->draft;
	const char *text = d->text.text + from;
	struct line_origin origin = d->origin;

	l->last = LINE_LAST_KILL;
	if (from == to)
		return;
	if (from)
		origin.pasted_head = origin.pasted;
	if (l->before == LINE_LAST_KILL && d->kills.count)
		join(&d->kills, text, to - from, from < d->cursor, origin);
	else
		line_kill_push(l, text, to - from, origin);
	line_change(l, from, to - from, NULL, 0, LINE_STEP_PLAIN);
}

void line_yank(Line *l)
{
	struct line_kills *k = &l->draft.kills;
	size_t top = k->count - 1;
	size_t at, cut;

	if (!k->count)
		return;
	at = line_place(l, &cut);
	if (!line_bring(l, at, cut, k->text[top].text, k->text[top].length, k->origin[top]))
		return;
	l->yank.at = at;
	l->yank.length = k->text[top].length;
	l->yank.index = top;
	l->last = LINE_LAST_YANK;
}

void line_yank_pop(Line *l)
{
	struct line_kills *k = &l->draft.kills;
	const struct str *text;
	size_t index;

	if (l->before != LINE_LAST_YANK || !k->count)
		return;
	l->last = LINE_LAST_YANK;
	index = l->yank.index ? l->yank.index - 1 : k->count - 1;
	text = &k->text[index];
	if (!line_bring(l, l->yank.at, l->yank.length, text->text, text->length, k->origin[index]))
		return;
	l->yank.length = text->length;
	l->yank.index = index;
}
