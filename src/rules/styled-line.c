#include "rules/styled-line.h"

#include <stdlib.h>
#include <string.h>

#include "base/least.h"
#include "base/mem.h"

#include "base/poison.h"

void styled_line_fini(struct styled_line *s)
{
	if (s->loaded)
		str_fini(&s->text);
	free(s->runs);
	free(s->marks);
}

/* Copies the line, which is to be changed. */
static void load(struct styled_line *s)
{
	if (s->loaded)
		return;
	s->loaded = true;
	str_init(&s->text);
	str_append(&s->text, s->line->text, s->line->length);
	s->run_count = s->line->run_count;
	s->runs = mem_calloc(s->run_count + 1, sizeof(*s->runs));
	if (s->run_count)
		memcpy(s->runs, s->line->runs, s->run_count * sizeof(*s->runs));
	else /* an empty line may get text */
		s->runs[s->run_count++] = (struct terminal_run){ .length = s->line->length };
}

const char *styled_line_text(const struct styled_line *s, size_t *n)
{
	*n = s->loaded ? s->text.length : s->line->length;
	return s->loaded ? s->text.text : s->line->text;
}

bool styled_line_has(const struct styled_line *s, size_t start, size_t length,
		     const struct rule_style *style)
{
	const struct terminal_run *runs = s->loaded ? s->runs : s->line->runs;
	size_t count = s->loaded ? s->run_count : s->line->run_count;
	bool seen = false;

	for (size_t i = 0; i < count; i++) {
		if (runs[i].start >= start + length || runs[i].start + runs[i].length <= start)
			continue;
		if (!rule_style_matches(style, &runs[i].style))
			return false;
		seen = true;
	}
	return seen;
}

void styled_line_mark(struct styled_line *s, size_t start, size_t length,
		      const struct rule_style *style)
{
	if (!length || s->mark_count == STYLED_MARKS_MAX)
		return;
	/* Room is doubled at powers of two. */
	if (!(s->mark_count & (s->mark_count - 1)))
		s->marks = mem_resize(s->marks, s->mark_count ? 2 * s->mark_count : 1,
				      sizeof(*s->marks));
	s->marks[s->mark_count++] = (struct styled_mark){ .start = start,
							  .length = length,
							  .style = *style };
}

/* Where byte `x` stands once `cut` bytes at `at` are gone. */
static size_t without_cut(size_t x, size_t at, size_t cut)
{
	return x <= at ? x : x < at + cut ? at : x - cut;
}

static void splice_runs(struct styled_line *s, size_t at, size_t cut, size_t n)
{
	size_t shift = 0;

	for (size_t i = 0; i < s->run_count; i++) {
		struct terminal_run *run = &s->runs[i];
		size_t end = run->start + run->length;
		bool takes = !shift && (at < end || i + 1 == s->run_count);
		size_t start = without_cut(run->start, at, cut) + shift;

		/* The run that holds the place takes what is new. */
		shift = takes ? n : shift;
		run->length = without_cut(end, at, cut) + shift - start;
		run->start = start;
	}
}

static void splice_marks(struct styled_line *s, size_t at, size_t cut, size_t n)
{
	for (size_t i = 0; i < s->mark_count; i++) {
		struct styled_mark *mark = &s->marks[i];
		size_t start = mark->start, end = start + mark->length;

		if (start > at)
			start = start < at + cut ? at + n : start - cut + n;
		if (end > at)
			end = end < at + cut ? at + n : end - cut + n;
		mark->start = start;
		mark->length = end > start ? end - start : 0;
	}
}

void styled_line_splice(struct styled_line *s, size_t at, size_t cut, const char *text, size_t n)
{
	load(s);
	str_splice(&s->text, at, cut, text, n);
	splice_runs(s, at, cut, n);
	splice_marks(s, at, cut, n);
	s->changed = true;
}

/* The style at `at`, of `run`, with the marks over it, and where it may end. */
static struct cell_style style_at(const struct styled_line *s, const struct terminal_run *run,
				  size_t at, size_t *end)
{
	struct cell_style style = run->style;

	*end = run->start + run->length;
	/* The first mark goes over the others. */
	for (size_t i = s->mark_count; i-- > 0;) {
		const struct styled_mark *mark = &s->marks[i];

		if (mark->start > at) {
			*end = least_size(*end, mark->start);
		} else if (mark->start + mark->length > at) {
			*end = least_size(*end, mark->start + mark->length);
			rule_style_apply(&mark->style, &style);
		}
	}
	return style;
}

void styled_line_write(const struct styled_line *s, struct text_line *out)
{
	const struct terminal_run *runs = s->loaded ? s->runs : s->line->runs;
	size_t count = s->loaded ? s->run_count : s->line->run_count, n, end;
	const char *text = styled_line_text(s, &n);

	for (size_t i = 0; i < count; i++) {
		size_t stop = least_size(runs[i].start + runs[i].length, n);

		for (size_t at = runs[i].start; at < stop; at = end) {
			struct cell_style style = style_at(s, &runs[i], at, &end);

			end = least_size(end, stop);
			text_line_append(out, text + at, end - at, style);
		}
	}
}
