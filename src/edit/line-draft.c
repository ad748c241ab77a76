#include "edit/line-private.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "base/poison.h"

void line_wipe(struct str *s)
{
	str_wipe(s);
	str_fini(s);
}

void line_draft_init(struct line_draft *d)
{
	*d = (struct line_draft){ 0 };
	str_init_secret(&d->text);
	str_init_secret(&d->browse.unsent);
	for (size_t i = 0; i < LINE_KILLS; i++)
		str_init_secret(&d->kills.text[i]);
}

void line_draft_fini(struct line_draft *d)
{
	line_wipe(&d->text);
	line_wipe(&d->browse.unsent);
	for (size_t i = 0; i < LINE_KILLS; i++)
		line_wipe(&d->kills.text[i]);
	line_undo_clear(&d->undo);
	free(d->undo.step);
	line_draft_init(d);
}

/* Forgets the oldest `n` steps. */
static void forget(struct line_undo *u, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		u->bytes -= u->step[i].removed.length;
		line_wipe(&u->step[i].removed);
	}
	u->count -= n;
	if (u->count)
		memmove(u->step, u->step + n, u->count * sizeof(*u->step));
}

void line_undo_clear(struct line_undo *u)
{
	forget(u, u->count);
}

static struct line_step *push_step(struct line_undo *u)
{
	while (u->count >= LINE_UNDO_MAX || (u->bytes > LINE_UNDO_BYTES && u->count > 1))
		forget(u, u->count / 2);
	if (u->count == u->size) {
		u->size = u->size ? u->size * 2 : 16;
		u->step = mem_resize(u->step, u->size, sizeof(*u->step));
	}
	return &u->step[u->count++];
}

/* Whether a change goes on with the step on top: the next character of a run, the next history
 * line. */
static bool joins(const Line *l, size_t at, size_t cut, enum line_step_kind kind)
{
	const struct line_undo *u = &l->draft.undo;
	const struct line_step *top = u->count ? &u->step[u->count - 1] : NULL;

	if (!top || top->kind != kind)
		return false;
	if (kind == LINE_STEP_TYPED)
		return l->before == LINE_LAST_TYPED && !cut && top->run < LINE_RUN_MAX &&
		       at == top->at + top->inserted;
	return kind == LINE_STEP_BROWSE && l->before == LINE_LAST_BROWSE && at == top->at &&
	       cut == top->inserted;
}

static void record(Line *l, size_t at, size_t cut, size_t n, enum line_step_kind kind)
{
	struct line_draft *d = &l->draft;
	struct line_step *step;

	if (joins(l, at, cut, kind)) {
		step = &d->undo.step[d->undo.count - 1];
		step->inserted += n - cut;
		step->run++;
		return;
	}
	step = push_step(&d->undo);
	*step = (struct line_step){ .kind = kind,
				    .origin = d->origin,
				    .at = at,
				    .inserted = n,
				    .cursor = d->cursor,
				    .run = 1,
				    .browsing = d->browse.active,
				    .index = d->browse.index };
	str_init_secret(&step->removed);
	str_append(&step->removed, d->text.text + at, cut);
	d->undo.bytes += cut;
}

/*
 * What is left of a pasted text may begin with any of its characters: `at` is 0, and `whole` says
 * that all of the text was replaced.
 */
static struct line_origin change_head(struct line_origin before, bool whole, size_t n,
				      enum line_step_kind kind)
{
	if (kind == LINE_STEP_BROWSE || (whole && (!n || kind == LINE_STEP_TYPED)))
		return (struct line_origin){ 0 };
	before.pasted_head = before.pasted && !(n && kind == LINE_STEP_TYPED);
	return before;
}

bool line_change(Line *l, size_t at, size_t cut, const char *text, size_t n,
		 enum line_step_kind kind)
{
	struct line_draft *d = &l->draft;

	assert(at <= d->text.length && cut <= d->text.length - at);
	if (n > LINE_TEXT_MAX - (d->text.length - cut)) {
		l->refused = true;
		return false;
	}
	if (cut || n) {
		record(l, at, cut, n, kind);
		if (at == 0)
			d->origin = change_head(d->origin, cut == d->text.length, n, kind);
		str_splice(&d->text, at, cut, text, n);
	}
	d->rejected = false;
	d->cursor = utf8_cluster_end(d->text.text, d->text.length, at + n);
	return true;
}

bool line_bring(Line *l, size_t at, size_t cut, const char *text, size_t n,
		struct line_origin origin)
{
	struct line_draft *d = &l->draft;
	struct line_origin before = d->origin;
	bool whole = cut == d->text.length;

	if (!line_change(l, at, cut, text, n, LINE_STEP_PLAIN))
		return false;
	if (!n)
		return true;
	d->origin.pasted = origin.pasted || (before.pasted && !whole);
	d->origin.pasted_head = at ? before.pasted_head : origin.pasted_head;
	return true;
}

void line_undo(Line *l)
{
	struct line_draft *d = &l->draft;
	struct line_step *step;

	if (!d->undo.count)
		return;
	step = &d->undo.step[--d->undo.count];
	d->undo.bytes -= step->removed.length;
	str_splice(&d->text, step->at, step->inserted, step->removed.text, step->removed.length);
	d->cursor = step->cursor;
	d->origin = step->origin;
	line_wipe(&step->removed);
	if (step->kind != LINE_STEP_BROWSE || !d->browse.active)
		return;
	if (step->browsing)
		d->browse.index = step->index;
	else
		line_browse_stop(d);
}

void line_undo_drop_void(struct line_draft *d)
{
	struct line_undo *u = &d->undo;
	struct line_step *top = u->count ? &u->step[u->count - 1] : NULL;

	if (!top || top->kind != LINE_STEP_BROWSE || top->removed.length != d->text.length ||
	    memcmp(top->removed.text, d->text.text, d->text.length) != 0)
		return;
	u->bytes -= top->removed.length;
	line_wipe(&top->removed);
	u->count--;
}
