#include "app/mark-list.h"

#include <stdlib.h>

#include "app/gutter.h"
#include "app/program.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "ui/popup.h"
#include "base/poison.h"

enum {
	LIST_TEXT = 45, /* cells of a line that are listed */
	WHOLE_LINE = 1 << 30, /* bytes, more than a line has */
};

static const Terminal *terminal_of(const Pane *p)
{
	return session_terminal(pane_session(p));
}

void mark_list_toggle(App *app, Pane *p, uint64_t line)
{
	struct line_marks *marks = pane_marks(p);
	size_t before = marks->count;

	if (!line_marks_toggle(marks, line))
		app_error(app, "%d lines are marked, no more can be", LINE_MARKS_MAX);
	else if (marks->count < before)
		app_message(app, "the mark is gone, %zu left", marks->count);
	else
		app_message(app, "marked, %zu in all; { } ' go there", marks->count);
}

/* --- The list. */

struct list {
	App *app;
	Pane *pane;
	mark_list_go *go;
};

static size_t count_rows(void *user)
{
	const struct list *l = user;

	return pane_marks(l->pane)->count;
}

static void row(void *user, size_t i, struct str *key, struct str *text)
{
	const struct list *l = user;
	const Terminal *t = terminal_of(l->pane);
	uint64_t number = pane_marks(l->pane)->line[i];
	int64_t time = terminal_line_time(t, number);
	char stamp[CLOCK_STAMP];
	struct str line;

	str_init(&line);
	str_append_format(key, "%zu", i + 1);
	if (terminal_line_text(t, number, &line) && line.length)
		str_append(text, line.text, utf8_fit(line.text, line.length, LIST_TEXT));
	/* What comes last is what a narrow window cuts. */
	if (time)
		str_append_format(text, "  %.19s", clock_stamp(time, stamp));
	str_fini(&line);
}

static bool on_key(void *user, size_t selected, struct key k)
{
	const struct list *l = user;
	struct line_marks *marks = pane_marks(l->pane);
	uint32_t typed = key_text(k);
	bool number = typed >= '1' && typed <= '9';
	size_t chosen = number ? typed - '1' : selected;

	/* It may have been the last that was taken. */
	if (!number && chosen >= marks->count && chosen)
		chosen = marks->count - 1;
	if (chosen >= marks->count)
		return true;
	if (typed == 'x') {
		line_marks_toggle(marks, marks->line[chosen]);
		return !marks->count;
	}
	if (number || k.sym == KEYSYM_ENTER)
		l->go(l->app, l->pane, &(struct view_anchor){ marks->line[chosen], 0 });
	return true;
}

void mark_list_open(App *app, Pane *p, mark_list_go *go)
{
	static const struct popup_events events = { count_rows, row, on_key, free };
	struct list *l;
	char escape[KEY_NAME_MAX];

	pane_follow_marks(p);
	if (!pane_marks(p)->count) {
		app_short_escape(app, escape);
		app_message(app, "no line is marked: m in scroll mode (%s PgUp) marks one", escape);
		return;
	}
	l = mem_alloc(sizeof(*l));
	*l = (struct list){ app, p, go };
	popup_open(app_layers(app),
		   &(struct popup){ .title = "marks",
				    .keys = "Esc leaves, Enter goes there, x takes one",
				    .selects = true,
				    .selected = pane_marks(p)->count - 1,
				    .events = &events,
				    .user = l },
		   p);
}

/* --- Drawing. */

static char gutter_sign(void *marks, uint64_t from, uint64_t to)
{
	return line_marks_between(marks, from, to) ? '*' : '\0';
}

void mark_list_draw_gutter(Pane *p, const struct theme *theme, unsigned top, unsigned rows,
			   struct frame *out)
{
	const struct gutter g = { p, theme, top, rows };

	if (pane_marks(p)->count)
		gutter_draw(&g, gutter_sign, pane_marks(p), out);
}

struct view_mark *mark_list_merge(Pane *p, const struct theme *theme, const struct view_mark *hits,
				  size_t *count)
{
	const struct line_marks *marks = pane_marks(p);
	/* The lines of the alternate screen have the numbers of those behind it. */
	size_t marked = terminal_modes(terminal_of(p))->alternate ? 0 : marks->count;
	size_t hit_count = *count, at = 0, used = 0;
	struct view_mark *all = mem_calloc(marked + hit_count + 1, sizeof(*all));

	for (size_t i = 0; i <= marked; i++) {
		while (at < hit_count && (i == marked || hits[at].line < marks->line[i]))
			all[used++] = hits[at++];
		if (i < marked)
			all[used++] = (struct view_mark){ marks->line[i], 0, WHOLE_LINE,
							  theme_style(theme, THEME_MARKED) };
	}
	*count = used;
	return all;
}
