#include "term/lines.h"

#include <stdlib.h>

#include "base/mem.h"
#include "term/document.h"

#include "base/poison.h"

struct Lines {
	struct document document;
	struct lines_filter filter;
	uint64_t number;
	bool read; /* `line` is line `number` */
	struct text_line line;
};

Lines *lines_new(const Terminal *t, struct lines_filter filter)
{
	Lines *l = mem_alloc(sizeof(*l));

	l->filter = filter;
	document_open(&l->document, t);
	text_line_init(&l->line);
	return l;
}

void lines_free(Lines *l)
{
	if (!l)
		return;
	document_close(&l->document);
	text_line_fini(&l->line);
	free(l);
}

/* Stands on line `number`; returns whether it passes. */
static bool try_line(Lines *l, uint64_t number)
{
	l->number = number;
	l->read = false;
	return !l->filter.passes || l->filter.passes(l->filter.user, l);
}

bool lines_seek(Lines *l, uint64_t number, bool newer)
{
	uint64_t first = l->document.first, end = l->document.end, stood = l->number;
	uint64_t left;

	if (newer)
		left = number < first ? end - first : number < end ? end - number : 0;
	else
		left = number >= end ? end - first : number >= first ? number - first + 1 : 0;
	for (uint64_t at = newer ? end - left : first + left - 1; left;) {
		if (l->filter.skip && !l->filter.skip(l->filter.user, &at, newer))
			break;
		if (at < first || at >= end)
			break;
		if (try_line(l, at))
			return true;
		left = newer ? end - at - 1 : at - first;
		at = newer ? at + 1 : at - 1;
	}
	l->number = stood;
	l->read = false;
	return false;
}

bool lines_step(Lines *l, bool newer)
{
	if (!newer && !l->number)
		return false;
	return lines_seek(l, newer ? l->number + 1 : l->number - 1, newer);
}

uint64_t lines_number(const Lines *l)
{
	return l->number;
}

const char *lines_text(Lines *l, size_t *n)
{
	if (!l->read) {
		document_line(&l->document, l->number, &l->line);
		text_line_trim(&l->line, false);
		text_line_terminate(&l->line);
		l->read = true;
	}
	*n = buf_length(&l->line.text);
	return buf_data(&l->line.text);
}
