#include "term/terminal-private.h"

#include <string.h>

#include "base/deceptive.h"
#include "base/utf8.h"

#include "base/poison.h"

enum { SOFT_HYPHEN = 0xad, EMOJI_STYLE = 0xfe0f };

void term_wrap(Terminal *t)
{
	struct row *row = grid_row(t->grid, t->y);
	size_t bytes = row->before + row_bytes(row, t->grid->width, t->clusters);
	bool full = bytes + t->grid->width > TEXT_LINE_LIMIT;

	t->work += t->grid->width;
	t->pending = false;
	if (full) {
		row->flags |= ROW_CONTINUED;
		if (!term_close_line(t, 0))
			return;
	}
	term_index(t, !full);
	t->x = t->left;
	if (!full && term_full_width(t))
		grid_row(t->grid, t->y)->before = (uint32_t)bytes;
}

/* A character is about to be written: a deferred wrap happens, if there is wrapping at all. */
static void begin_character(Terminal *t)
{
	if (t->pending && t->autowrap)
		term_wrap(t);
	t->pending = false;
}

/* Moves past what was just written, which may reach column `end`; there the wrap is deferred. */
static void advance(Terminal *t, struct row *row, unsigned n, unsigned end)
{
	t->x += n;
	t->homed = false;
	if (t->x < end)
		return;
	t->x = end - 1;
	t->pending = true;
	if (end == t->grid->width)
		row->flags &= ~(unsigned)ROW_SOFT;
}

static struct row *written_row(Terminal *t, unsigned end)
{
	struct row *row = grid_row(t->grid, t->y);
	bool echo = t->pen.attrs & CELL_SENT;

	/* Only what the peer writes takes the marks of the client's own text away. */
	if (echo)
		row->flags &= ~(unsigned)ROW_OWN;
	grid_touch(t->grid, t->y, row, end);
	row->flags |= echo ? ROW_ECHO : 0;
	row->time = t->now;
	t->prompt = false;
	t->returned = false;
	if (t->modes.addressing)
		row->flags |= ROW_ADDRESSED;
	if (t->modes.graphemes)
		row->flags |= ROW_CLUSTERED;
	return row;
}

/* In insert mode `n` characters push those from the cursor on to the right, up to the margin. */
static void make_room(Terminal *t, unsigned n)
{
	if (t->insert && term_in_columns(t))
		grid_insert_cells(t->grid, t->y, t->x, t->right + 1, n, term_blank(t));
}

/* Writes `n` ASCII characters that fit before column `end`. */
static void put_run(Terminal *t, const char *bytes, unsigned n, unsigned end)
{
	struct grid *g = t->grid;
	unsigned x = t->x;

	make_room(t, n);
	struct row *row = written_row(t, x + n);
	grid_split(g, row, x);
	grid_split(g, row, x + n);
	struct cell *cell = row->cell + x;
	const struct cell value = { .width = 1, .style = t->pen };
	for (unsigned i = 0; i < n; i++) {
		cell[i] = value;
		cell[i].glyph = (unsigned char)bytes[i];
	}
	advance(t, row, n, end);
}

/* Writes one character of `width` 1 or 2 at the cursor, wrapping first if need be. Returns false if
 * it has no room. */
static bool put(Terminal *t, uint32_t glyph, unsigned width)
{
	struct grid *g = t->grid;

	begin_character(t);
	unsigned end = term_end_column(t);
	if (width > t->right - t->left + 1)
		width = 1;
	if (t->x + width > end) {
		/* A wide character at the edge leaves its place as it is; it isn't shown
		 * when it may not wrap. */
		if (!t->autowrap)
			return false;
		written_row(t, end);
		term_wrap(t);
		end = term_end_column(t);
	}
	make_room(t, width);
	struct row *row = written_row(t, t->x + width);
	grid_split(g, row, t->x);
	grid_split(g, row, t->x + width);
	row->cell[t->x] = (struct cell){ .glyph = glyph, .width = (uint8_t)width, .style = t->pen };
	if (width == 2)
		row->cell[t->x + 1] = (struct cell){ .style = t->pen };
	advance(t, row, width, end);
	return true;
}

/* The character at the right edge, column `x`, is wide now: it goes where a wide one goes. */
static void move_from_edge(Terminal *t, unsigned x)
{
	struct cell *cell = &grid_row(t->grid, t->y)->cell[x];
	struct cell_style pen = t->pen;
	uint32_t glyph = cell->glyph;

	t->pen = cell->style;
	*cell = (struct cell){ .width = 1, .style.bg = t->pen.bg };
	t->x = x;
	t->pending = false;
	put(t, glyph, 2);
	t->pen = pen;
}

/* The character that ends before the cursor, in the one column `x`, takes two from now on. */
static void widen(Terminal *t, unsigned x)
{
	if (t->pending) {
		if (t->right > t->left)
			move_from_edge(t, x);
		return;
	}
	unsigned end = term_end_column(t);
	make_room(t, 1);
	struct row *row = written_row(t, x + 2);
	grid_split(t->grid, row, x + 2);
	row->cell[x].width = 2;
	row->cell[x + 1] = (struct cell){ .given = row->cell[x].given,
					  .style = row->cell[x].style };
	advance(t, row, 1, end);
}

/*
 * Joins `cp` to the character before the cursor, or to a blank where none stands. If it `continues`
 * the cluster that ends there, what has a `width` or asks for emoji style makes it wide.
 */
static void combine(Terminal *t, uint32_t cp, unsigned width, bool continues)
{
	if (!t->x && !t->pending && !grid_row(t->grid, t->y)->cell[0].glyph)
		put(t, ' ', 1);
	unsigned x = term_column_before(t);
	struct cell *cell = &grid_row(t->grid, t->y)->cell[x];
	bool wide = width || (cp == EMOJI_STYLE && t->modes.graphemes && continues &&
			      utf8_takes_emoji_style(cluster_base(t->clusters, cell->glyph)));

	wide = wide && cell->width == 1;
	if (wide && t->pending && !t->autowrap) {
		term_block_codepoint(t, cp);
		return;
	}
	term_join(t, cell, cp);
	written_row(t, x + 1);
	if (wide)
		widen(t, x);
}

/* A prompt was marked and something printable follows: the newline that was left out. */
static void break_prompt(Terminal *t)
{
	t->prompt_break = false;
	t->context = (struct utf8_context){ 0 };
	term_break_line(t);
}

static void put_ascii(Terminal *t, const char *bytes, size_t n)
{
	while (n) {
		begin_character(t);
		unsigned end = term_end_column(t);
		size_t room = end - t->x, run = n < room ? n : room;

		put_run(t, bytes, (unsigned)run, end);
		bytes += run;
		n -= run;
	}
}

void term_print_name(Terminal *t, uint32_t cp)
{
	char name[DECEPTIVE_NAME_MAX];
	struct cell_style pen = t->pen;

	if (t->prompt_break)
		break_prompt(t);
	t->context = (struct utf8_context){ 0 };
	t->pen = (struct cell_style){ .attrs = CELL_DIM };
	put_ascii(t, name, deceptive_name(cp, name));
	t->pen = pen;
}

/* The character set that applies to the next character. */
static char current_charset(Terminal *t)
{
	char set = t->charset[t->single ? t->single : t->shift];

	t->single = 0;
	return set;
}

void term_print_text(Terminal *t, const char *bytes, size_t n)
{
	if (t->prompt_break)
		break_prompt(t);
	while (n && (t->single || t->charset[t->shift] != 'B')) {
		t->last = term_charset_map(t, current_charset(t), (unsigned char)*bytes);
		put(t, t->last, 1);
		bytes++;
		n--;
	}
	t->context = (struct utf8_context){ .last = t->last };
	if (!n)
		return;
	t->last = t->context.last = (unsigned char)bytes[n - 1];
	put_ascii(t, bytes, n);
}

/* A character that isn't ASCII and has a glyph, after what the context says. */
static void put_character(Terminal *t, uint32_t cp)
{
	unsigned width = (unsigned)utf8_width(cp);

	if (width && t->prompt_break)
		break_prompt(t);
	bool continues = utf8_continues(&t->context, cp);
	if (!width || (continues && t->modes.graphemes)) {
		combine(t, cp, width, continues);
		return;
	}
	t->last = cp;
	if (put(t, cp, width) && continues)
		term_cell_before(t)->joined = 1;
}

/* Whether the name of `cp` stands in its place. On a peer's screen a soft hyphen keeps its one
 * column, and is painted as a hyphen; tags may be part of a flag. */
static bool is_named(Terminal *t, uint32_t cp)
{
	unsigned class = deceptive_class(cp);

	if (class == DECEPTIVE_TAG)
		return !term_takes_tags(t);
	return (class & DECEPTIVE_PLACE) && (cp != SOFT_HYPHEN || t->line_mode);
}

/* What has no glyph, on a screen that the peer draws: blanks in its width, which often is 0. The
 * character itself is kept nowhere, so that none is ever painted or copied. */
static void print_unseen(Terminal *t, uint32_t cp)
{
	unsigned width = (unsigned)utf8_width(cp);

	term_block_codepoint(t, cp);
	utf8_continues(&t->context, cp);
	if (width && t->prompt_break)
		break_prompt(t);
	put_ascii(t, "  ", width);
}

static void print_one(Terminal *t, uint32_t cp)
{
	t->single = 0;
	if (cp < 0xa0) {
		term_block_codepoint(t, cp);
		if (term_names_controls(t))
			term_print_name(t, cp);
	} else if (!is_named(t, cp)) {
		put_character(t, cp);
	} else if (term_is_drawn(t)) {
		print_unseen(t, cp);
	} else {
		term_print_name(t, cp);
	}
}

/* Writes the characters at `cps`, each `width` cells wide, that fit into the row; returns how many.
 */
static size_t put_row(Terminal *t, const uint32_t *cps, size_t n, unsigned width)
{
	begin_character(t);
	unsigned end = term_end_column(t);
	size_t room = (end - t->x) / width;
	unsigned x = t->x, cells = (unsigned)(n < room ? n : room) * width;

	if (!cells) {
		put(t, *cps, width);
		return 1;
	}
	make_room(t, cells);
	struct row *row = written_row(t, x + cells);
	grid_split(t->grid, row, x);
	grid_split(t->grid, row, x + cells);
	const struct cell left = { .width = (uint8_t)width, .style = t->pen };
	const struct cell right = { .style = t->pen };
	struct cell *cell = row->cell + x;
	for (unsigned i = 0; i < cells; i += width) {
		cell[i] = left;
		cell[i].glyph = *cps++;
		if (width == 2)
			cell[i + 1] = right;
	}
	advance(t, row, cells, end);
	return cells / width;
}

/* How many of the `n` characters at `cps` are plain ones of one width, which is that of the first.
 */
static size_t plain_run(const uint32_t *cps, size_t n, unsigned *width)
{
	size_t run = 1;

	*width = (unsigned)utf8_plain_width(cps[0]);
	while (*width && run < n && utf8_plain_width(cps[run]) == (int)*width)
		run++;
	return *width ? run : 0;
}

/* Characters that nothing has to be known of but their width. */
static void print_plain(Terminal *t, const uint32_t *cps, size_t n, unsigned width)
{
	t->single = 0;
	if (t->prompt_break)
		break_prompt(t);
	t->last = cps[n - 1];
	t->context = (struct utf8_context){ .last = t->last };
	for (size_t i = 0; i < n;)
		i += put_row(t, cps + i, n - i, width);
}

void term_print(Terminal *t, const uint32_t *cps, size_t n)
{
	for (size_t i = 0, run; i < n; i += run) {
		uint32_t last = t->context.last;
		unsigned width;

		run = !last || utf8_plain_width(last) ? plain_run(cps + i, n - i, &width) : 0;
		if (run) {
			print_plain(t, cps + i, run, width);
		} else {
			print_one(t, cps[i]);
			run = 1;
		}
	}
}

enum { REPEAT_SHARE = 12 }; /* each byte earns this part of the screen's cells anew */

/*
 * How many of `n` cells REP may write: few bytes ask for much work, so the bytes in between earn
 * it. Counted by their place in what the peer sent, not by how it was cut into calls.
 */
static unsigned spend(Terminal *t, unsigned n)
{
	uint64_t place = t->fed + (uint64_t)(t->parser.end - t->chunk);
	uint64_t share = (uint64_t)t->grid->width * t->grid->height / REPEAT_SHARE + 1;
	uint64_t earned = (place - t->repeat_place) * share;
	unsigned spent = TERM_REPEAT_MAX - t->repeat_credit;

	t->repeat_credit = earned < spent ? t->repeat_credit + (unsigned)earned : TERM_REPEAT_MAX;
	t->repeat_place = place;
	if (n > t->repeat_credit) {
		term_block(t, BLOCKED_SEQUENCES);
		n = t->repeat_credit;
	}
	t->repeat_credit -= n;
	return n;
}

void term_repeat(Terminal *t, unsigned n)
{
	if (!t->last)
		return;
	n = spend(t, n);
	t->work += n;
	struct cell cell = { .glyph = t->last, .width = (uint8_t)utf8_width(t->last) };
	/* With what was joined to it, as long as the cursor stands behind it. */
	if (t->context.last && cluster_base(t->clusters, term_cell_before(t)->glyph) == t->last)
		cell = *term_cell_before(t);
	if (t->prompt_break)
		break_prompt(t);
	if (cell.glyph >= 0x7f) {
		while (n--)
			put(t, cell.glyph, cell.width ? cell.width : 1);
		return;
	}
	char text[256];
	memset(text, (int)t->last, sizeof(text));
	for (unsigned part; n; n -= part) {
		part = n < sizeof(text) ? n : (unsigned)sizeof(text);
		put_ascii(t, text, part);
	}
}

static void put_client(Terminal *t, uint32_t cp)
{
	int width = utf8_width(cp);

	if (cp == '\t') {
		do
			put_ascii(t, " ", 1);
		while (t->x % 8 && !t->pending);
	} else if (deceptive_class(cp) & DECEPTIVE_PLACE) {
		char name[DECEPTIVE_NAME_MAX];

		put_ascii(t, name, deceptive_name(cp, name));
	} else if (!width) {
		combine(t, cp, 0, false);
	} else {
		put(t, cp, (unsigned)width);
	}
}

void term_print_client(Terminal *t, const char *text, size_t n, struct cell_style style)
{
	struct cell_style pen = t->pen;
	bool insert = t->insert, autowrap = t->autowrap;
	unsigned left = t->left, right = t->right;

	t->pen = style;
	t->insert = false;
	t->autowrap = true;
	t->context = (struct utf8_context){ 0 };
	term_reset_column_margins(t);
	t->work += n;
	while (n) {
		uint32_t cp;
		size_t used = utf8_decode(text, n, &cp);

		if (!used)
			used = n;
		put_client(t, cp);
		text += used;
		n -= used;
	}
	t->pen = pen;
	t->insert = insert;
	t->autowrap = autowrap;
	t->left = left;
	t->right = right;
}
