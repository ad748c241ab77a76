#include "term/await.h"

#include <string.h>

#include "base/buf.h"
#include "term/document.h"
#include "base/poison.h"

enum { AWAIT_READ = 8192 }; /* lines that are read at most */

/* Appends what the peer said of line `number`: neither our echo nor a notice. Returns its bytes. */
static size_t read_line(struct document *d, uint64_t number, struct str *out)
{
	size_t before = out->length;
	struct text_line *line = &d->scratch;

	if (!document_line(d, number, line))
		return 0;
	for (size_t i = 0; i < line->run_count; i++) {
		const struct terminal_run *run = &line->runs[i];

		if (!(run->style.attrs & (CELL_SENT | CELL_NOTICE)))
			str_append(out, buf_data(&line->text) + run->start, run->length);
	}
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

void await_last_line(const Terminal *t, struct str *out)
{
	struct document d;
	bool found;

	document_open(&d, t);
	found = read_line(&d, d.cursor_line, out);
	for (uint64_t n = d.end; !found && n > d.first && n + AWAIT_READ > d.end;)
		found = read_line(&d, --n, out);
	document_close(&d);
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

/* Forgets all but the last AWAIT_WINDOW bytes and the line that they begin in. */
static void cut(struct await_place *place, struct str *text)
{
	const char *newline = memchr(text->text + text->length - AWAIT_WINDOW, '\n', AWAIT_WINDOW);
	size_t n = newline ? (size_t)(newline - text->text) + 1 : 0;

	for (size_t i = 0; i < n; i++)
		place->line += text->text[i] == '\n';
	if (n)
		place->offset = 0;
	str_splice(text, 0, n, "", 0);
}

/* Appends the lines from `*place` on, which moves on where that is too much. */
static void gather(struct document *d, struct await_place *place, struct str *text)
{
	size_t n;

	if (d->end - place->line > AWAIT_READ)
		*place = (struct await_place){ d->end - AWAIT_READ, 0 };
	n = read_line(d, place->line, text);
	place->offset = place->offset < n ? place->offset : n;
	str_splice(text, 0, place->offset, "", 0);
	for (uint64_t number = place->line + 1; number < d->end; number++) {
		str_append_char(text, '\n');
		read_line(d, number, text);
		if (text->length > 2 * AWAIT_WINDOW)
			cut(place, text);
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
	found = regex_match(re, text.text, text.length, 0, &whole, 1) == REGEX_FOUND;
	if (found)
		*from = step(place, &text, whole.start + whole.length);
	else if (d.cursor_line > from->line + AWAIT_LINES)
		*from = (struct await_place){ d.cursor_line - AWAIT_LINES, 0 };
	if (found && line)
		terminal_line_text(t, from->line, line);
	document_close(&d);
	str_fini(&text);
	return found;
}
