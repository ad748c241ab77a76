#include "edit/line-private.h"

#include <string.h>

#include "base/poison.h"

void line_kill_push(Line *l, const char *text, size_t n)
{
	struct line_kills *k = &l->draft.kills;

	if (k->count == LINE_KILLS) {
		line_wipe(&k->text[0]);
		memmove(k->text, k->text + 1, (LINE_KILLS - 1) * sizeof(k->text[0]));
		str_init_secret(&k->text[--k->count]);
	}
	str_append(&k->text[k->count++], text, n);
}

void line_kill(Line *l, size_t from, size_t to)
{
	struct line_draft *d = &l->draft;
	struct line_kills *k = &d->kills;
	const char *text = d->text.text + from;

	l->last = LINE_LAST_KILL;
	if (from == to)
		return;
	if (l->before == LINE_LAST_KILL && k->count) {
		struct str *top = &k->text[k->count - 1];

		str_splice(top, from < d->cursor ? 0 : top->length, 0, text, to - from);
	} else {
		line_kill_push(l, text, to - from);
	}
	line_change(l, from, to - from, NULL, 0, LINE_STEP_PLAIN);
}

void line_yank(Line *l)
{
	struct line_kills *k = &l->draft.kills;
	const struct str *top = &k->text[k->count ? k->count - 1 : 0];
	size_t at = l->draft.cursor;

	if (!k->count || !line_change(l, at, 0, top->text, top->length, LINE_STEP_PLAIN))
		return;
	l->yank.at = at;
	l->yank.length = top->length;
	l->yank.index = k->count - 1;
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
	if (!line_change(l, l->yank.at, l->yank.length, text->text, text->length, LINE_STEP_PLAIN))
		return;
	l->yank.length = text->length;
	l->yank.index = index;
}
