#include "term/await.h"

#include <string.h>

#include "base/buf.h"
#include "term/document.h"
#include "base/poison.h"

/* Appends what the peer said of line `number`: neither our echo nor a notice. Returns its bytes. */
static size_t read_line(const struct document *d, uint64_t number, struct str *out)
{
	size_t before = out->length;
	struct text_line line;

	text_line_init(&line);
	if (document_line(d, number, &line)) {
		for (size_t i = 0; i < line.run_count; i++) {
			const struct terminal_run *run = &line.runs[i];

			if (!(run->style.attrs & (CELL_SENT | CELL_NOTICE)))
				str_append(out, buf_data(&line.text) + run->start, run->length);
		}
	}
	text_line_fini(&line);
	return out->length - before;
}

struct await_place await_end(const Terminal *t)
{
	struct await_place end;
	struct document d;
	struct str line;

	str_init(&line);
	document_open(&d, t);
	end.line = d.cursor_line;
	end.offset = read_line(&d, end.line, &line);
	document_close(&d);
	str_fini(&line);
	return end;
}

/* From where on is searched: what was read may be gone, or stand on a screen that is addressed. */
static struct await_place beginning(const struct document *d, const struct await_place *from)
{
	const struct terminal_modes *modes = terminal_modes(d->t);
	struct await_place place = *from;

	if (modes->alternate || modes->addressing)
		place = (struct await_place){ d->base, 0 };
	if (place.line >= d->end)
		place = (struct await_place){ d->cursor_line, 0 };
	if (place.line < d->first)
		place = (struct await_place){ d->first, 0 };
	return place;
}

/* Appends the lines from `*place` on, which moves on where that is too much. */
static void gather(const struct document *d, struct await_place *place, struct str *text)
{
	uint64_t first = d->end;
	size_t bytes = 0, n;

	while (first > place->line && bytes < AWAIT_WINDOW) {
		bytes += 1 + read_line(d, --first, text);
		str_clear(text);
	}
	if (first > place->line)
		*place = (struct await_place){ first, 0 };
	n = read_line(d, first, text);
	place->offset = place->offset < n ? place->offset : n;
	str_splice(text, 0, place->offset, "", 0);
	while (++first < d->end) {
		str_append_char(text, '\n');
		read_line(d, first, text);
	}
}

/* The place that lies `n` bytes behind `from` in `text`. */
static struct await_place step(struct await_place from, const struct str *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		from.offset++;
		if (text->text[i] == '\n')
			from = (struct await_place){ from.line + 1, 0 };
	}
	return from;
}

bool await_find(const Terminal *t, Regex *re, struct await_place *from, struct str *line)
{
	struct regex_group whole;
	struct await_place place;
	struct document d;
	struct str text;
	bool found;

	str_init(&text);
	document_open(&d, t);
	place = beginning(&d, from);
	gather(&d, &place, &text);
	document_close(&d);
	found = regex_match(re, text.text, text.length, 0, &whole, 1) == REGEX_FOUND;
	if (found) {
		*from = step(place, &text, whole.start + whole.length);
		if (line)
			terminal_line_text(t, from->line, line);
	}
	str_fini(&text);
	return found;
}
