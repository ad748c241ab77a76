#include "term/text-line.h"

#include <stdlib.h>
#include <string.h>

#include "base/least.h"
#include "base/mem.h"
#include "term/grid.h"

#include "base/poison.h"

void text_line_init(struct text_line *l)
{
	memset(l, 0, sizeof(*l));
	buf_init(&l->text);
}

void text_line_fini(struct text_line *l)
{
	buf_fini(&l->text);
	free(l->runs);
	memset(l, 0, sizeof(*l));
}

void text_line_clear(struct text_line *l)
{
	buf_clear(&l->text);
	l->run_count = 0;
	l->flags = 0;
	l->fill = 0;
	l->time = 0;
}

void text_line_add_run(struct text_line *l, size_t n, const struct cell_style *style)
{
	struct terminal_run *last = l->run_count ? &l->runs[l->run_count - 1] : NULL;

	if (!n)
		return;
	if (last && style_equal(&last->style, style)) {
		last->length += n;
		return;
	}
	if (l->run_count == l->run_size) {
		l->run_size = l->run_size ? l->run_size * 2 : 8;
		l->runs = mem_resize(l->runs, l->run_size, sizeof(*l->runs));
	}
	l->runs[l->run_count++] = (struct terminal_run){ buf_length(&l->text) - n, n, *style };
}

void text_line_append(struct text_line *l, const char *text, size_t n, struct cell_style style)
{
	if (!n)
		return;
	buf_append(&l->text, text, n);
	text_line_add_run(l, n, &style);
}

void text_line_append_line(struct text_line *l, const struct text_line *other)
{
	for (size_t i = 0; i < other->run_count; i++) {
		const struct terminal_run *run = &other->runs[i];

		text_line_append(l, buf_data(&other->text) + run->start, run->length, run->style);
	}
	l->flags |= other->flags;
	l->fill = other->fill;
	if (other->time)
		l->time = other->time;
}

/* Cuts the text to `length` bytes (at a character's border). */
static void text_line_truncate(struct text_line *l, size_t length)
{
	size_t cut = buf_length(&l->text) - length;

	l->text.end -= cut;
	while (l->run_count && l->runs[l->run_count - 1].start >= length)
		l->run_count--;
	if (l->run_count) {
		struct terminal_run *last = &l->runs[l->run_count - 1];

		if (last->length > length - last->start)
			last->length = length - last->start;
	}
}

/* Whether a space in this style can be seen. */
static bool shows(const struct cell_style *style)
{
	return style->bg ||
	       style->attrs & (CELL_REVERSE | CELL_STRIKE | CELL_OVERLINE | CELL_UNDERLINE_MASK);
}

void text_line_trim(struct text_line *l, bool shown)
{
	const char *text = buf_data(&l->text);
	size_t n = buf_length(&l->text), run = l->run_count;

	while (run && !(shown && shows(&l->runs[run - 1].style))) {
		size_t start = l->runs[--run].start;

		while (n > start && text[n - 1] == ' ')
			n--;
		if (n > start)
			break;
	}
	text_line_truncate(l, n);
}

struct cell_style text_line_restyled(struct cell_style style, struct cell_style look)
{
	const uint32_t kept = CELL_SENT | CELL_NOTICE | CELL_PROTECTED |
			      UINT32_MAX << CELL_EXTRA_SHIFT;

	look.attrs = (look.attrs & ~kept) | (style.attrs & kept);
	return look;
}

void text_line_restyle(struct text_line *l, const struct text_line *look)
{
	struct text_line new;
	size_t at = 0, next = 0;

	text_line_init(&new);
	for (size_t i = 0; i < l->run_count; i++) {
		const struct terminal_run *run = &l->runs[i];

		for (size_t end; at < run->start + run->length; at = end) {
			struct cell_style style = run->style;

			end = run->start + run->length;
			while (next < look->run_count &&
			       look->runs[next].start + look->runs[next].length <= at)
				next++;
			if (next < look->run_count) {
				const struct terminal_run *as = &look->runs[next];

				end = least_size(end, as->start + as->length);
				style = text_line_restyled(style, as->style);
			}
			text_line_append(&new, buf_data(&l->text) + at, end - at, style);
		}
	}
	new.flags = l->flags;
	new.fill = l->fill;
	new.time = l->time;
	text_line_fini(l);
	*l = new;
}

void text_line_disown(struct text_line *l)
{
	if (!(l->flags & ROW_OWN))
		return;
	l->flags = (l->flags & ~(unsigned)ROW_OWN) | ROW_FOREIGN;
	for (size_t i = 0; i < l->run_count; i++)
		l->runs[i].style.attrs &= ~(uint32_t)(CELL_SENT | CELL_NOTICE);
}

void text_line_terminate(struct text_line *l)
{
	*buf_reserve(&l->text, 1) = '\0';
}
