#include "app/line-marks.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/poison.h"

void line_marks_fini(struct line_marks *m)
{
	free(m->line);
	*m = (struct line_marks){ 0 };
}

/* How many marks are before `line`. */
static size_t count_before(const struct line_marks *m, uint64_t line)
{
	size_t low = 0, high = m->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (m->line[middle] < line)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool line_marks_toggle(struct line_marks *m, uint64_t line)
{
	size_t at = count_before(m, line);

	if (at < m->count && m->line[at] == line) {
		m->count--;
		memmove(m->line + at, m->line + at + 1, (m->count - at) * sizeof(*m->line));
		return true;
	}
	if (m->count == LINE_MARKS_MAX)
		return false;
	if (m->count == m->size) {
		m->size = m->size ? m->size * 2 : 16;
		m->line = mem_resize(m->line, m->size, sizeof(*m->line));
	}
	memmove(m->line + at + 1, m->line + at, (m->count - at) * sizeof(*m->line));
	m->line[at] = line;
	m->count++;
	return true;
}

bool line_marks_between(const struct line_marks *m, uint64_t from, uint64_t to)
{
	size_t at = count_before(m, from);

	return at < m->count && m->line[at] < to;
}

bool line_marks_next(const struct line_marks *m, uint64_t line, bool newer, uint64_t *found)
{
	size_t at = count_before(m, newer ? line + 1 : line);

	if (newer ? at == m->count : !at)
		return false;
	*found = m->line[newer ? at : at - 1];
	return true;
}

void line_marks_keep(struct line_marks *m, uint64_t first, uint64_t end)
{
	size_t gone = count_before(m, first);

	m->count = count_before(m, end);
	gone = gone < m->count ? gone : m->count;
	m->count -= gone;
	if (gone)
		memmove(m->line, m->line + gone, m->count * sizeof(*m->line));
}
