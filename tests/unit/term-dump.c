#undef NDEBUG
#include "unit/term-dump.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "term/document.h"
#include "term/pack.h"
#include "term/terminal-private.h"

/* The line, red from byte `from` on. */
static void redden(const struct terminal_line *line, size_t from, struct text_line *out)
{
	for (size_t i = 0; i < line->run_count; i++) {
		const struct terminal_run *run = &line->runs[i];
		size_t cut = from > run->start ? from - run->start : 0;
		struct cell_style style = run->style;

		if (cut > run->length)
			cut = run->length;
		text_line_append(out, line->text + run->start, cut, style);
		style.fg = CELL_INDEXED | 1;
		text_line_append(out, line->text + run->start + cut, run->length - cut, style);
	}
}

static enum terminal_verdict on_line(void *user, const struct terminal_line *line,
				     struct text_line *replacement)
{
	struct term_case *c = user;
	size_t covered = 0;

	assert(line->text[line->length] == '\0' && utf8_valid(line->text, line->length));
	for (size_t i = 0; i < line->run_count; i++) {
		assert(line->runs[i].start == covered && line->runs[i].length);
		covered += line->runs[i].length;
	}
	assert(covered == line->length);
	str_append_format(&c->events, "line %" PRIu64 "%s%s%s", line->number,
			  line->sent ? " sent" : "", line->notice ? " notice" : "",
			  line->continued ? " continued" : "");
	assert(line->sent ? line->sent_start <= line->length : line->sent_start == line->length);
	if (line->sent && line->sent_start && line->sent_start < line->length)
		str_append_format(&c->events, " from %zu", line->sent_start);
	str_append_format(&c->events, ": %s\n", line->text);
	if (c->gag && strstr(line->text, c->gag))
		return TERMINAL_GAG;
	if (c->replace && strstr(line->text, c->replace)) {
		struct cell_style style = { 0 };

		if (line->run_count)
			style = line->runs[0].style;
		text_line_append(replacement, c->with, strlen(c->with), style);
		return TERMINAL_REPLACE;
	}
	const char *mark = c->mark ? strstr(line->text, c->mark) : NULL;
	if (!mark)
		return TERMINAL_KEEP;
	redden(line, (size_t)(mark - line->text), replacement);
	return TERMINAL_REPLACE;
}

static void on_record(void *user, const struct terminal_line *line)
{
	struct term_case *c = user;

	assert(line->text[line->length] == '\0' && utf8_valid(line->text, line->length));
	str_append_format(&c->records, "%s%s%s\n", line->sent ? "sent " : "",
			  line->notice ? "notice " : "", line->text);
}

static void on_bell(void *user)
{
	str_append_string(&((struct term_case *)user)->events, "bell\n");
}

static void on_reply(void *user, const char *bytes, size_t n)
{
	struct term_case *c = user;

	str_append_string(&c->events, "reply ");
	for (size_t i = 0; i < n; i++)
		str_append_char(&c->events, bytes[i] == '\x1b' ? '^' : bytes[i]);
	str_append_char(&c->events, '\n');
}

static void on_title(void *user, const char *title)
{
	str_append_format(&((struct term_case *)user)->events, "title %s\n", title);
}

static void on_modes(void *user)
{
	struct term_case *c = user;
	const struct terminal_modes *m = terminal_modes(c->t);

	str_append_format(&c->events, "modes%s%s%s%s%s%s%s\n", m->alternate ? " alternate" : "",
			  m->addressing ? " addressing" : "", m->cursor_visible ? "" : " hidden",
			  m->cursor_keys ? " cursor-keys" : "", m->keypad ? " keypad" : "",
			  m->bracketed_paste ? " paste" : "", m->newline ? " newline" : "");
}

void term_case_init(struct term_case *c, unsigned width, unsigned height, bool line_mode,
		    size_t lines)
{
	struct terminal_config config = {
		.width = width,
		.height = height,
		.line_mode = line_mode,
		.history_lines = lines,
		.history_bytes = 1 << 20,
	};
	struct terminal_events events = {
		.line = on_line,
		.record = on_record,
		.bell = on_bell,
		.reply = on_reply,
		.title = on_title,
		.modes = on_modes,
	};

	memset(c, 0, sizeof(*c));
	str_init(&c->events);
	str_init(&c->records);
	c->t = terminal_new(&config, &events, c);
	terminal_listen(c->t, true);
}

void term_case_fini(struct term_case *c)
{
	terminal_free(c->t);
	str_fini(&c->events);
	str_fini(&c->records);
}

void term_case_write(struct term_case *c, const char *text)
{
	terminal_write(c->t, text, strlen(text), 1000);
}

void term_case_write_pieces(struct term_case *c, const char *bytes, size_t n, size_t chunk)
{
	for (size_t at = 0; at < n; at += chunk)
		terminal_write(c->t, bytes + at, n - at < chunk ? n - at : chunk, 1000);
}

static void append_cell(struct str *out, const ClusterTable *clusters, const struct cell *cell,
			char blank)
{
	uint32_t cps[CELL_CLUSTER_MAX];
	size_t n = cluster_expand(clusters, cell->glyph, cps);

	if (!n && cell->width)
		str_append_char(out, blank);
	for (size_t i = 0; i < n; i++)
		str_append_codepoint(out, cps[i]);
}

static void trim(struct str *s, size_t from, char what)
{
	while (s->length > from && s->text[s->length - 1] == what)
		str_truncate(s, s->length - 1);
}

void term_dump_screen(const Terminal *t, struct str *out)
{
	size_t start = out->length;

	for (unsigned y = 0; y < t->grid->height; y++) {
		size_t row = out->length;

		for (unsigned x = 0; x < t->grid->width; x++)
			append_cell(out, t->clusters, &grid_row(t->grid, y)->cell[x], ' ');
		trim(out, row, ' ');
		str_append_char(out, '\n');
	}
	trim(out, start, '\n');
	if (out->length > start)
		str_append_char(out, '\n');
}

void term_dump_request(const Terminal *t, const struct view_request *q, struct view_result *r,
		       struct str *out)
{
	struct cells cells;

	cells_init(&cells);
	cells_reset(&cells, q->width + 2, q->height + 2);
	for (unsigned i = 0; i < cells.width * cells.height; i++)
		cells.cell[i].glyph = '#';
	view_render(t, q, &cells, 1, 1, r);
	for (unsigned y = 0; y < cells.height; y++) {
		for (unsigned x = 0; x < cells.width; x++) {
			const struct cell *cell = cells_get(&cells, y, x);
			bool inside = x && y && x <= q->width && y <= q->height;

			assert(inside || cell->glyph == '#');
			assert(cell->width || (x > 1 && cells_get(&cells, y, x - 1)->width == 2));
			assert(cell->width < 2 || x < q->width);
			if (x == 0 && y && y <= q->height)
				str_append_char(out, '|');
			if (inside)
				append_cell(out, cells.clusters, cell, ' ');
		}
		if (y && y <= q->height)
			str_append_string(out, "|\n");
	}
	cells_fini(&cells);
}

void term_dump_view(const Terminal *t, enum view_presentation p, unsigned width, unsigned height,
		    struct str *out)
{
	struct view_request q = {
		.presentation = p, .width = width, .height = height, .tail = true
	};
	struct view_result r;

	term_dump_request(t, &q, &r, out);
}

void term_dump_lines(const Terminal *t, struct str *out)
{
	struct str line;

	str_init(&line);
	for (uint64_t n = terminal_first_line(t); n < terminal_end_line(t); n++) {
		assert(terminal_line_text(t, n, &line));
		str_append_format(out, "%" PRIu64 " %s\n", n, line.text);
	}
	str_fini(&line);
}

static void dump_style(struct str *out, const struct cell_style *s)
{
	if (s->fg || s->bg || s->attrs)
		str_append_format(out, "{%x,%x,%x}", s->fg, s->bg, s->attrs);
}

static void dump_document_line(const struct document *d, uint64_t n, struct str *out)
{
	struct text_line line;

	text_line_init(&line);
	document_line(d, n, &line);
	str_append_format(out, "%" PRIu64 " f%x t%" PRId64 " b%x ", n,
			  line.flags & ~(unsigned)ROW_UNRECORDED, line.time, line.fill);
	for (size_t i = 0; i < line.run_count; i++) {
		dump_style(out, &line.runs[i].style);
		str_append(out, buf_data(&line.text) + line.runs[i].start, line.runs[i].length);
	}
	str_append_char(out, '\n');
	text_line_fini(&line);
}

static void dump_grid(const Terminal *t, const struct grid *g, struct str *out)
{
	for (unsigned y = 0; y < g->height; y++) {
		const struct row *row = grid_row(g, y);
		struct cell_style last = { 0 };

		str_append_format(out, "%u f%x t%" PRId64 " ", y,
				  row->flags & ~(unsigned)ROW_UNRECORDED, row->time);
		for (unsigned x = 0; x < g->width; x++) {
			const struct cell *cell = &row->cell[x];

			if (!style_equal(&last, &cell->style))
				str_append_format(out, "{%x,%x,%x}", cell->style.fg, cell->style.bg,
						  cell->style.attrs);
			last = cell->style;
			append_cell(out, t->clusters, cell, '.');
		}
		str_append_char(out, '\n');
	}
}

static void dump_blocked(const struct blocked *b, struct str *out)
{
	for (unsigned kind = 0; kind < BLOCKED_KINDS; kind++) {
		const struct blocked_example *e;

		str_append_format(out, "%s %" PRIu64, blocked_name(kind), b->count[kind]);
		for (unsigned i = 0; (e = blocked_example(b, kind, i)); i++) {
			str_append_format(out, " %" PRIu64 ":", e->length);
			for (size_t k = 0; k < e->kept; k++)
				str_append_format(out, "%02x", (unsigned char)e->bytes[k]);
		}
		str_append_char(out, '\n');
	}
}

void term_dump_all(const Terminal *t, struct str *out)
{
	struct document d;

	document_open(&d, t);
	for (uint64_t i = d.first; i < d.end; i++)
		dump_document_line(&d, i, out);
	document_close(&d);
	dump_grid(t, &t->primary, out);
	dump_grid(t, &t->alternate, out);
	str_append_format(
		out,
		"cursor %u %u %d margins %u %u %u %u pen %x,%x,%x shift %u %.4s origin %d "
		"wrap %d insert %d\n",
		t->y, t->x, t->pending, t->top, t->bottom, t->left, t->right, t->pen.fg, t->pen.bg,
		t->pen.attrs, t->shift, t->charset, t->origin, t->autowrap, t->insert);
	str_append_format(out, "modes %d %d %d %d %d %d %d break %d\n", t->modes.alternate,
			  t->modes.addressing, t->modes.cursor_visible, t->modes.cursor_keys,
			  t->modes.keypad, t->modes.bracketed_paste, t->modes.newline,
			  t->prompt_break);
	dump_blocked(&t->blocked, out);
}

void term_dump_text(const Terminal *t, struct str *out)
{
	struct str line;

	str_init(&line);
	for (uint64_t n = terminal_first_line(t); n < terminal_end_line(t); n++) {
		terminal_line_text(t, n, &line);
		str_append(out, line.text, line.length);
		str_append_char(out, '\n');
	}
	trim(out, 0, '\n');
	str_fini(&line);
}

/* What is kept for history is what the row says now. */
static void check_packed(const Terminal *t, const struct grid *g, const struct row *row)
{
	struct text_line line;

	if (!row->packed_length || row->flags & ROW_SOFT)
		return;
	text_line_init(&line);
	row_text_append(&line, row, g->width, t->clusters);
	text_line_trim(&line, true);
	char *packed = mem_alloc(pack_bound(&line));
	assert(pack_line(&line, packed) == row->packed_length);
	assert(!memcmp(packed, row->packed, row->packed_length));
	free(packed);
	text_line_fini(&line);
}

static void check_grid(const Terminal *t, const struct grid *g)
{
	for (unsigned y = 0; y < g->height; y++) {
		const struct row *row = grid_row(g, y);

		check_packed(t, g, row);
		assert(row->used <= g->width);
		assert(y < g->content || row_blank(row));
		assert(y + 1 < g->height || !(row->flags & ROW_SOFT));
		for (unsigned x = 0; x < g->width; x++) {
			const struct cell *c = &row->cell[x];

			assert(c->width <= 2);
			assert(c->width || (x && row->cell[x - 1].width == 2));
			assert(c->width < 2 || (x + 1 < g->width && !row->cell[x + 1].width));
			assert(!(c->glyph & CELL_CLUSTER) ||
			       (c->glyph & 0xffffff) < cluster_table_count(t->clusters));
			assert(c->glyph == 0 || c->glyph >= 0x20);
			assert(c->joined <= 1 && (!c->joined || (c->glyph && c->width)));
			assert(c->glyph < 0x7f || c->glyph > 0x9f);
			assert(!extra_of(&c->style) ||
			       extra_address(t->extras, extra_of(&c->style), UINT64_MAX) ||
			       extra_underline(t->extras, extra_of(&c->style)));
			assert(x < row->used || (!c->glyph && c->width == 1 && !c->style.bg &&
						 !c->style.fg && !c->style.attrs));
		}
	}
}

void term_check(const Terminal *t)
{
	assert(t->x < t->grid->width && t->y < t->grid->height);
	assert(!t->pending || t->x + 1 == term_end_column(t));
	assert(t->top <= t->bottom && t->bottom < t->grid->height);
	assert(t->left <= t->right && t->right < t->grid->width);
	assert(t->column_margins || term_full_width(t));
	assert(!t->alternate.cells || (t->primary.width == t->alternate.width &&
				       t->primary.height == t->alternate.height));
	assert(t->grid == (t->modes.alternate ? &t->alternate : &t->primary));
	assert(terminal_first_line(t) < terminal_end_line(t));
	check_grid(t, &t->primary);
	check_grid(t, &t->alternate);
	assert(!t->uncropped.grid.cells || t->modes.alternate);
	check_grid(t, &t->uncropped.grid);
}
