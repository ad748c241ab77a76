#include "term/select.h"

#include <string.h>

#include "base/utf8.h"
#include "term/line-cells.h"

#include "base/poison.h"

/* What a motion goes over. */
struct course {
	struct line_cells cells;
	Lines *lines;
	struct view_anchor at;
};

static void load(struct course *c)
{
	line_cells_load(&c->cells, c->at.line);
	text_line_trim(&c->cells.text, false);
	/* The cursor stands on the text: blanks at its end are not worth a visit. */
	c->cells.cells.count = line_cells_at_byte(&c->cells, buf_length(&c->cells.text.text));
}

static bool step_line(struct course *c, bool newer)
{
	if (!lines_seek(c->lines, newer ? c->at.line + 1 : c->at.line - 1, newer))
		return false;
	c->at.line = lines_number(c->lines);
	load(c);
	c->at.offset = newer || !c->cells.cells.count ? 0 : c->cells.cells.count - 1;
	c->at.offset = line_cells_whole(&c->cells, c->at.offset);
	return true;
}

/* To the next or previous character of the line; false at its end. */
static bool step(struct course *c, bool right)
{
	const struct cell_line *line = &c->cells.cells;
	size_t at = c->at.offset;

	if (!right && !at)
		return false;
	if (!right) {
		c->at.offset = line_cells_whole(&c->cells, at - 1);
		return true;
	}
	at += at < line->count && line->cell[at].width == 2 ? 2 : 1;
	if (at >= line->count)
		return false;
	c->at.offset = at;
	return true;
}

enum class { CLASS_BLANK, CLASS_WORD, CLASS_OTHER };

static enum class class_of(uint32_t cp) {
	if (cp == ' ' || cp == 0xa0 || cp == 0x3000) return CLASS_BLANK;
	return utf8_is_word(cp) || cp == '_' ? CLASS_WORD : CLASS_OTHER;
}

static enum class class_here(const struct course *c) {
	return c->at.offset < c->cells.cells.count ?
		       class_of(line_cells_code(&c->cells, c->at.offset)) :
		       CLASS_BLANK;
}

/* Over the end of a line, too; an empty line ends a motion like a word. Whether a line ended. */
static bool step_on(struct course *c, bool right, bool *ended)
{
	*ended = !step(c, right);
	return !*ended || (right || c->at.line ? step_line(c, right) : false);
}

static void to_next_word(struct course *c)
{
	enum class from = class_here(c);
	bool ended = false;

	while (!ended && class_here(c) == from && from != CLASS_BLANK) {
		if (!step_on(c, true, &ended))
			return;
	}
	while (class_here(c) == CLASS_BLANK) {
		if ((ended && !c->cells.cells.count) || !step_on(c, true, &ended))
			return;
	}
}

/* To the far end, in the given direction, of the word that lies that way. */
static void to_word_end(struct course *c, bool right)
{
	bool ended = false;

	if (!step_on(c, right, &ended))
		return;
	while (class_here(c) == CLASS_BLANK) {
		if ((ended && !c->cells.cells.count) || !step_on(c, right, &ended))
			return;
	}
	for (enum class word = class_here(c);;) {
		struct view_anchor before = c->at;

		if (!step(c, right))
			return;
		if (class_here(c) != word) {
			c->at = before;
			return;
		}
	}
}

static void to_text(struct course *c)
{
	c->at.offset = 0;
	while (class_here(c) == CLASS_BLANK && step(c, true))
		;
}

static void move(struct course *c, enum select_motion motion)
{
	size_t count = c->cells.cells.count;

	switch (motion) {
	case SELECT_LEFT: step(c, false); break;
	case SELECT_RIGHT: step(c, true); break;
	case SELECT_WORD: to_next_word(c); break;
	case SELECT_WORD_BACK: to_word_end(c, false); break;
	case SELECT_WORD_END: to_word_end(c, true); break;
	case SELECT_LINE_START: c->at.offset = 0; break;
	case SELECT_LINE_TEXT: to_text(c); break;
	case SELECT_LINE_END:
		c->at.offset = line_cells_whole(&c->cells, count ? count - 1 : 0);
		break;
	}
}

struct view_anchor select_move(const Terminal *t, struct lines_filter filter, struct view_anchor at,
			       enum select_motion motion)
{
	struct course c = { .lines = lines_new(t, filter), .at = at };

	line_cells_open(&c.cells, t);
	load(&c);
	c.at.offset = line_cells_whole(&c.cells, at.offset);
	move(&c, motion);
	line_cells_close(&c.cells);
	lines_free(c.lines);
	return c.at;
}

size_t select_bytes_before(const Terminal *t, struct view_anchor at)
{
	struct line_cells l;
	size_t bytes;

	line_cells_open(&l, t);
	line_cells_load(&l, at.line);
	bytes = line_cells_bytes(&l, at.offset);
	line_cells_close(&l);
	return bytes;
}

struct view_anchor select_at_byte(const Terminal *t, uint64_t line, size_t byte)
{
	struct view_anchor at = { line, 0 };
	struct line_cells l;

	line_cells_open(&l, t);
	line_cells_load(&l, line);
	at.offset = line_cells_at_byte(&l, byte);
	line_cells_close(&l);
	return at;
}

/* What belongs together under a double click: also the signs of paths and addresses. */
static bool joins(uint32_t cp)
{
	return class_of(cp) == CLASS_WORD ||
	       (cp < 0x80 && cp > ' ' && strchr("-#%&+,./:=?@~", (int)cp) != NULL);
}

struct selection select_word(const Terminal *t, struct view_anchor at)
{
	struct selection s = { .kind = SELECT_CHARACTERS, .begin = at, .end = at };
	struct line_cells l;
	size_t first, last;

	line_cells_open(&l, t);
	line_cells_load(&l, at.line);
	first = last = line_cells_whole(&l, at.offset);
	if (at.offset < l.cells.count && joins(line_cells_code(&l, first))) {
		while (first && joins(line_cells_code(&l, line_cells_whole(&l, first - 1))))
			first = line_cells_whole(&l, first - 1);
		while (last + 1 < l.cells.count &&
		       (!l.cells.cell[last + 1].width || joins(line_cells_code(&l, last + 1))))
			last++;
		s.begin.offset = first;
		s.end.offset = last;
	}
	line_cells_close(&l);
	return s;
}
