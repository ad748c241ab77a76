#include "term/cell-line.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "term/row-text.h"

#include "base/poison.h"

enum { EMOJI_STYLE = 0xfe0f }; /* the variation selector */

void cell_line_init(struct cell_line *s)
{
	memset(s, 0, sizeof(*s));
}

void cell_line_fini(struct cell_line *s)
{
	free(s->cell);
	memset(s, 0, sizeof(*s));
}

void cell_line_clear(struct cell_line *s)
{
	s->count = 0;
	s->flags = 0;
	s->fill = 0;
	s->time = 0;
}

static void reserve(struct cell_line *s, size_t n)
{
	if (s->size - s->count >= n)
		return;
	size_t size = s->size * 2;
	s->size = size > s->count + n ? size : s->count + n;
	s->cell = mem_resize(s->cell, s->size, sizeof(*s->cell));
}

/* Adds a character of `width` 1 or 2; there must be room. */
static void add(struct cell_line *s, uint32_t glyph, int width, const struct cell_style *style)
{
	s->cell[s->count++] = (struct cell){ .glyph = glyph,
					     .width = (uint8_t)width,
					     .style = *style };
	if (width == 2)
		s->cell[s->count++] = (struct cell){ .style = *style };
}

/* The last character; there is one. */
static struct cell *last_cell(struct cell_line *s)
{
	struct cell *cell = &s->cell[s->count - 1];

	return cell->width ? cell : cell - 1;
}

/* Joins a code point to the last character, which gets a second cell if it becomes `wide`. */
static void join(struct cell_line *s, uint32_t cp, bool wide, ClusterTable *clusters)
{
	struct cell *cell = last_cell(s);

	if (clusters)
		cell->glyph = cluster_join(clusters, cell->glyph, cp);
	if (!wide || cell->width == 2)
		return;
	cell->width = 2;
	s->cell[s->count++] = (struct cell){ .style = cell->style };
}

/* Whether the last character, as mode 2027 has it, is wide once `cp` of `width` joins it. */
static bool becomes_wide(struct cell_line *s, uint32_t cp, int width, const ClusterTable *clusters)
{
	uint32_t glyph = last_cell(s)->glyph;

	return width || (cp == EMOJI_STYLE &&
			 utf8_takes_emoji_style(clusters ? cluster_base(clusters, glyph) : glyph));
}

/* Adds a run of the line in which clusters are as `whole` says: in one character's cells each. */
static void add_run(struct cell_line *s, const char *text, size_t n, const struct cell_style *style,
		    ClusterTable *clusters, bool whole, struct utf8_context *context)
{
	reserve(s, 2 * n);
	for (size_t i = 0; i < n;) {
		uint32_t cp;
		size_t used = utf8_decode(text + i, n - i, &cp);
		int width = utf8_width(cp);
		bool continues = utf8_continues(context, cp) && s->count;

		i += used ? used : n - i;
		if (s->count && (!width || (continues && whole))) {
			join(s, cp, whole && continues && becomes_wide(s, cp, width, clusters),
			     clusters);
			continue;
		}
		add(s, cp, width ? width : 1, style);
		last_cell(s)->joined = continues;
	}
}

void cell_line_add_line(struct cell_line *s, const struct text_line *line, ClusterTable *clusters)
{
	struct utf8_context context = { 0 };

	for (size_t i = 0; i < line->run_count; i++) {
		const struct terminal_run *run = &line->runs[i];

		add_run(s, buf_data(&line->text) + run->start, run->length, &run->style, clusters,
			line->flags & ROW_CLUSTERED, &context);
	}
	s->flags |= line->flags;
	s->fill = line->fill;
	if (line->time)
		s->time = line->time;
}

static uint32_t translate(uint32_t glyph, const ClusterTable *from, ClusterTable *to)
{
	uint32_t cps[CELL_CLUSTER_MAX];

	if (!(glyph & CELL_CLUSTER) || from == to || !to)
		return glyph;
	size_t n = cluster_expand(from, glyph, cps);
	return cluster_intern(to, cps, n);
}

/* In a grid of one column a wide character is kept in one cell; here it takes two again. */
static int true_width(const struct cell *c, const ClusterTable *clusters, bool whole)
{
	uint32_t cps[CELL_CLUSTER_MAX];
	size_t n = cluster_expand(clusters, c->glyph, cps);
	int width = n ? utf8_width(cps[0]) : 1;

	for (size_t i = 1; whole && i < n; i++)
		width += cps[i] == EMOJI_STYLE ? utf8_takes_emoji_style(cps[0]) :
						 utf8_width(cps[i]);
	return width > 1 ? 2 : 1;
}

void cell_line_add_row(struct cell_line *s, const struct row *row, unsigned width,
		       const ClusterTable *from, ClusterTable *to)
{
	unsigned n = row_extent(row, width);

	reserve(s, 2 * (size_t)n);
	for (unsigned x = 0; x < n; x++) {
		const struct cell *c = &row->cell[x];
		/* A gap inside a line is text; only the place a wide character left at the end is
		 * not. */
		uint32_t glyph = c->glyph || !c->width ? translate(c->glyph, from, to) : ' ';

		if (width == 1) {
			add(s, glyph, true_width(c, from, row->flags & ROW_CLUSTERED), &c->style);
			last_cell(s)->joined = c->joined;
		} else {
			s->cell[s->count++] = *c;
			s->cell[s->count - 1].glyph = glyph;
		}
	}
	s->flags |= row->flags & ~(unsigned)ROW_SOFT;
	if (row->time)
		s->time = row->time;
	s->fill = row->used == width && n < width && !(row->flags & ROW_SOFT) ?
			  row->cell[width - 1].style.bg :
			  0;
}

void cell_line_add_cells(struct cell_line *s, const struct row *row, unsigned width,
			 const ClusterTable *from, ClusterTable *to)
{
	reserve(s, width);
	for (unsigned x = 0; x < width; x++) {
		struct cell *c = &s->cell[s->count++];

		*c = row->cell[x];
		c->glyph = translate(c->glyph, from, to);
	}
}

static bool is_space(const struct cell *c)
{
	return c->width == 1 && (!c->glyph || c->glyph == ' ');
}

static struct wrapped_row hard_row(const struct cell_line *s, size_t start, unsigned width)
{
	size_t end = start + width;

	if (end >= s->count)
		end = s->count;
	else if (!s->cell[end].width)
		end--;
	if (end == start && start < s->count)
		end = start + 2;
	return (struct wrapped_row){ start, end, end, 0 };
}

/* Like hard_row, but what is one cluster in several cells stays together if the row has room. */
static struct wrapped_row cluster_row(const struct cell_line *s, size_t start, unsigned width)
{
	struct wrapped_row row = hard_row(s, start, width);
	size_t end = row.end;

	while (end > start && end < s->count && (s->cell[end].joined || !s->cell[end].width))
		end--;
	return end > start ? (struct wrapped_row){ start, end, end, 0 } : row;
}

/* Whether a row may end before cell `i` without a space: beside a wide character (CJK). */
static bool may_break(const struct cell_line *s, size_t i)
{
	return (s->cell[i].width == 2 || s->cell[i - 1].width == 0) && !s->cell[i].joined;
}

static struct wrapped_row word_row(const struct cell_line *s, size_t start, unsigned width)
{
	struct wrapped_row hard = cluster_row(s, start, width);
	size_t at = hard.end;

	if (at == s->count)
		return hard;
	while (at > start && !is_space(&s->cell[at]) && !is_space(&s->cell[at - 1]) &&
	       !may_break(s, at))
		at--;
	size_t end = at;
	while (end > start && is_space(&s->cell[end - 1]))
		end--;
	if (end == start)
		return hard;
	while (at < s->count && is_space(&s->cell[at]))
		at++;
	return (struct wrapped_row){ start, end, at, 0 };
}

static bool is_digit(const struct cell_line *s, size_t at)
{
	return at < s->count && s->cell[at].glyph >= '0' && s->cell[at].glyph <= '9';
}

/* Where the text begins behind a mark of a list at `at`, or `at` itself. */
static size_t skip_list_mark(const struct cell_line *s, size_t at)
{
	static const uint32_t bullets[] = { '-', '*', '+', 0x2022, 0x2013, 0x00b7 };
	size_t end = at;

	while (is_digit(s, end) && end - at < 3)
		end++;
	if (end >= s->count)
		return at;
	uint32_t glyph = s->cell[end].glyph;
	bool mark = end > at && (glyph == '.' || glyph == ')');
	for (size_t i = 0; end == at && i < sizeof(bullets) / sizeof(bullets[0]); i++)
		mark = mark || glyph == bullets[i];
	if (!mark || ++end >= s->count || !is_space(&s->cell[end]))
		return at;
	while (end < s->count && is_space(&s->cell[end]))
		end++;
	return end;
}

/* The column of a line's own text; at most half the width, so that there is room for text. */
static unsigned hanging_indent(const struct cell_line *s, unsigned width)
{
	size_t at = 0;

	while (at < s->count && is_space(&s->cell[at]))
		at++;
	at = skip_list_mark(s, at);
	unsigned most = width < 4 ? 0 : width / 2;
	return at <= most ? (unsigned)at : most;
}

struct wrapped_row cell_line_wrap(const struct cell_line *s, size_t start, unsigned width,
				  enum cell_line_wrap how)
{
	unsigned indent = how == CELL_LINE_HANGING && start ? hanging_indent(s, width) : 0;
	struct wrapped_row row = how == CELL_LINE_HARD ? hard_row(s, start, width) :
							 word_row(s, start, width - indent);

	row.indent = indent;
	return row;
}

void cell_line_copy(const struct cell_line *s, struct wrapped_row row, struct cell *out,
		    unsigned width)
{
	unsigned x = 0;
	bool last = row.next == s->count;

	for (; x < row.indent && x < width; x++)
		out[x] = (struct cell){ .width = 1 };
	for (size_t i = row.start; i < row.end && x < width; i++, x++) {
		out[x] = s->cell[i];
		if (out[x].width == 2 && x + 1 == width)
			out[x].width = 1;
	}
	for (; x < width; x++)
		out[x] = (struct cell){ .width = 1, .style.bg = last ? s->fill : 0 };
}
