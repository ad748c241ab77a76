#include "ui/compose.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/least.h"
#include "base/utf8.h"
#include "base/poison.h"

enum {
	COMPOSE_WIDTH_MIN = 20,
	COMPOSE_HEIGHT_MIN = 5,
	COMPOSE_SENTENCE_ROWS = 4,
};

/* --- The session. */

/* A background, or what stands in its place in reverse, as bright as SGR 5 then makes it. */
static uint32_t bright(uint32_t colour, uint32_t otherwise)
{
	if (colour == CELL_DEFAULT)
		return CELL_INDEXED | otherwise;
	return (colour & CELL_COLOUR_KIND) == CELL_INDEXED && (colour & 0xffffff) < 8 ? colour + 8 :
											colour;
}

static struct cell_style without_blink(struct cell_style style, enum session_blink blink)
{
	style.attrs &= ~(uint32_t)CELL_BLINK;
	if (blink == SESSION_BLINK_ICE && style.attrs & CELL_REVERSE)
		style.fg = bright(style.fg, 15);
	else if (blink == SESSION_BLINK_ICE)
		style.bg = bright(style.bg, 8);
	return style;
}

/* What the peer set for all of its screen. */
struct whole_screen {
	const Terminal *terminal;
	enum session_blink blink;
	const struct palette *palette; /* NULL if it changed no colour */
	bool reversed; /* DECSCNM */
};

/* The style in which a cell of the session is painted. */
static struct cell_style painted_style(const struct whole_screen *w, const struct theme *theme,
				       struct cell_style style)
{
	bool own = style.attrs & (CELL_SENT | CELL_NOTICE);
	bool underlined = style.attrs & CELL_UNDERLINE_MASK;

	/* An old line's link looks like one also when its id may mean another by now. */
	if (!underlined && terminal_link(w->terminal, &style, UINT64_MAX))
		style.attrs |= 1 << CELL_UNDERLINE_SHIFT;
	if (style.attrs & CELL_BLINK && w->blink != SESSION_BLINK_SHOWN)
		style = without_blink(style, w->blink);
	if (style.attrs || !theme->colours)
		style = theme_session_style(theme, &style);
	if (w->palette && !own)
		style = palette_apply(w->palette, &style);
	if (w->reversed && !own)
		style.attrs ^= CELL_REVERSE;
	return style;
}

/* What says of a line whence it comes, behind its time. */
static char direction(unsigned flags)
{
	return flags & ROW_NOTICE ? '*' : flags & ROW_SENT ? '>' : ' ';
}

/* Draws the times of the lines that a view shows, from row `row` on. */
static void draw_times(const struct compose *c, const struct view_request *request, unsigned row,
		       struct frame *out)
{
	struct view_row *rows = mem_calloc(request->height, sizeof(*rows));

	view_rows(session_terminal(c->session), request, rows);
	for (unsigned y = 0; y < request->height; y++) {
		char text[CLOCK_STAMP];
		char sign = direction(rows[y].flags);

		if (!rows[y].shown || rows[y].part.start || !rows[y].time)
			continue;
		clock_time(rows[y].time, text);
		cells_text(&out->cells, row + y, 0, COMPOSE_TIMES, text, strlen(text),
			   theme_style(c->theme, THEME_HINT));
		cells_text(&out->cells, row + y, (unsigned)strlen(text), 1, &sign, 1,
			   theme_style(c->theme, THEME_HINT));
	}
	free(rows);
}

/* Draws a view from (`row`, `column`) on, in the styles in which it is painted. */
static void draw_view(const struct compose *c, const struct view_request *request, unsigned row,
		      unsigned column, struct view_result *result, struct frame *out)
{
	const Terminal *terminal = session_terminal(c->session);
	const struct whole_screen whole = {
		.terminal = terminal,
		.blink = session_blink(c->session),
		.palette = terminal_palette(terminal),
		.reversed = terminal_modes(terminal)->reversed &&
			    request->presentation == VIEW_SCREEN,
	};
	struct cells *cells = &out->cells;
	bool mono = !c->theme->colours;

	view_render(terminal, request, cells, row, column, result);
	if (compose_shows_times(c))
		draw_times(c, request, row, out);
	for (unsigned y = row; y < row + request->height; y++) {
		for (unsigned x = column; x < column + request->width; x++) {
			struct cell *cell = cells_at(cells, y, x);

			if (cell->style.attrs || whole.palette || whole.reversed || mono)
				cell->style = painted_style(&whole, c->theme, cell->style);
		}
	}
}

/* Shows the peer's cursor: as the cursor in char mode, as a mark in line mode's screen. */
static void show_peer_cursor(const struct compose *c, const struct view_request *request,
			     const struct view_result *result, const struct compose_layout *l,
			     struct frame *out)
{
	const Terminal *terminal = session_terminal(c->session);
	bool live = session_state(c->session) == SESSION_CONNECTED;

	if (!result->cursor_shown || !terminal_modes(terminal)->cursor_visible || !live)
		return;
	if (session_mode(c->session).character && !c->scrolled) {
		out->cursor_shown = true;
		out->cursor_style = terminal_cursor_style(terminal_modes(terminal));
		out->cursor_row = l->grid_row + result->cursor_row;
		out->cursor_column = l->grid_column + result->cursor_column;
	} else if (!session_mode(c->session).character && request->presentation == VIEW_SCREEN) {
		struct cell *cell = cells_at(&out->cells, l->grid_row + result->cursor_row,
					     l->grid_column + result->cursor_column);

		cell->style.attrs ^= CELL_REVERSE | CELL_DIM;
	}
}

static void draw_tail(const struct compose *c, const struct compose_layout *l, struct frame *out)
{
	struct view_request request = compose_view(c);
	unsigned row = l->top + l->view_rows;
	struct view_result result;

	if (l->view_rows == l->main_rows)
		return;
	const char *line = utf8_text_width("─", strlen("─")) == 1 ? "─" : "-";
	for (unsigned column = 0; column < c->width; column++)
		cells_text(&out->cells, row, column, 1, line, strlen(line),
			   theme_style(c->theme, THEME_SEPARATOR));
	request.tail = true;
	request.left = view_left_at_cursor(session_terminal(c->session), &request);
	request.height = l->main_rows - l->view_rows - 1;
	draw_view(c, &request, row + 1, l->grid_column, &result, out);
}

static void draw_sign(const struct compose *c, unsigned row, unsigned column, const char *sign,
		      struct frame *out)
{
	cells_text(&out->cells, row, column, 1, sign, strlen(sign),
		   theme_style(c->theme, THEME_HINT));
}

/* Lines where a grid of a fixed size ends before the window does. */
static void draw_edges(const struct compose *c, const struct compose_layout *l, struct frame *out)
{
	unsigned right = l->grid_column + l->grid_width, bottom = l->grid_row + l->grid_height;
	bool left_edge = l->grid_column > 0, right_edge = right < c->width;
	bool top_edge = l->grid_row > l->top, bottom_edge = bottom < l->top + l->main_rows;

	if ((c->scrolled && !c->held) || compose_shows_times(c))
		return;
	for (unsigned x = l->grid_column; x < right; x++) {
		if (top_edge)
			draw_sign(c, l->grid_row - 1, x, "─", out);
		if (bottom_edge)
			draw_sign(c, bottom, x, "─", out);
	}
	for (unsigned y = l->grid_row; y < bottom; y++) {
		if (left_edge)
			draw_sign(c, y, l->grid_column - 1, "│", out);
		if (right_edge)
			draw_sign(c, y, right, "│", out);
	}
	if (top_edge && left_edge)
		draw_sign(c, l->grid_row - 1, l->grid_column - 1, "┌", out);
	if (top_edge && right_edge)
		draw_sign(c, l->grid_row - 1, right, "┐", out);
	if (bottom_edge && left_edge)
		draw_sign(c, bottom, l->grid_column - 1, "└", out);
	if (bottom_edge && right_edge)
		draw_sign(c, bottom, right, "┘", out);
}

static void draw_session(const struct compose *c, const struct compose_layout *l, struct frame *out)
{
	struct view_request request = compose_view(c);
	struct view_result result = { 0 };

	draw_edges(c, l, out);
	draw_view(c, &request, l->grid_row, l->grid_column, &result, out);
	show_peer_cursor(c, &request, &result, l, out);
	draw_tail(c, l, out);
}

/* --- The input row and the status line. */

/* Draws `line` from column `start` of `row` and puts the cursor into it. */
static void draw_line(const Line *line, bool reveal, const struct theme *theme, unsigned row,
		      unsigned start, struct frame *out)
{
	unsigned room = out->cells.width > start ? out->cells.width - start : 1;
	struct str text;

	str_init(&text);
	out->cursor_column = start + line_view(line, room, reveal, &text);
	out->cursor_row = row;
	out->cursor_shown = true;
	cells_text(&out->cells, row, start, room, text.text, text.length,
		   theme_style(theme, line_is_rejected(line) ? THEME_REJECTED : THEME_TEXT));
	str_wipe(&text);
	str_fini(&text);
}

void compose_line(const Line *line, const char *prompt, enum theme_part part, bool reveal,
		  const struct theme *theme, unsigned row, struct frame *out)
{
	unsigned used;

	compose_row("", THEME_TEXT, theme, row, 0, out);
	used = cells_text(&out->cells, row, 0, out->cells.width - 1, prompt, strlen(prompt),
			  theme_style(theme, part));
	draw_line(line, reveal, theme, row, used, out);
}

/* What stands before the text of an incremental search. */
static void draw_search(const struct compose *c, const Line *line, unsigned row, struct frame *out)
{
	struct str label;

	str_init(&label);
	str_append_format(&label, "(%ssearch \"%s\") ",
			  line_search_found(line) ? "" : "no match: ", line_search_pattern(line));
	compose_line(line, label.text, THEME_HINT, c->reveal, c->theme, row, out);
	str_fini(&label);
}

static void draw_input(const struct compose *c, const struct compose_layout *l, struct frame *out)
{
	const Line *line = session_editor(c->session);

	if (l->input_row >= c->height || c->without_line)
		return;
	if (line_search_pattern(line)) {
		draw_search(c, line, l->input_row, out);
		return;
	}
	draw_line(line, c->reveal, c->theme, l->input_row, 0, out);
	if (!line_length(line) && c->hint)
		cells_text(&out->cells, l->input_row, 0, c->width, c->hint, strlen(c->hint),
			   theme_style(c->theme, THEME_HINT));
}

static void draw_mark(const struct status_mark *mark, const struct theme *theme, unsigned row,
		      struct frame *out)
{
	for (unsigned i = 0; i < mark->cells && mark->column + i < out->cells.width; i++)
		cells_at(&out->cells, row, mark->column + i)->style = theme_style(theme,
										  mark->part);
}

static void draw_status(const struct compose *c, const struct compose_layout *l, struct frame *out)
{
	struct status_marks marks;
	struct str text;
	bool bad = session_state(c->session) == SESSION_CLOSED ||
		   session_state(c->session) == SESSION_FAILED;

	if (l->status_row == c->height)
		return;
	str_init(&text);
	status_format(&c->status, c->width, &text, &marks);
	compose_row(text.text, bad ? THEME_STATUS_BAD : THEME_STATUS, c->theme, l->status_row, 0,
		    out);
	for (size_t i = 0; i < marks.count; i++)
		draw_mark(&marks.marks[i], c->theme, l->status_row, out);
	str_fini(&text);
}

static void draw_too_small(const struct compose *c, struct frame *out)
{
	if (c->height)
		compose_row("20x5 needed", THEME_MESSAGE, c->theme, 0, 0, out);
}

void compose_frame(const struct compose *c, struct frame *out, struct layer_area *area)
{
	struct compose_layout l;

	cells_reset(&out->cells, c->width, c->height);
	out->cursor_shown = false;
	out->cursor_style = 0;
	out->cursor_row = out->cursor_column = 0;
	*area = (struct layer_area){ .theme = c->theme };
	if (c->width < COMPOSE_WIDTH_MIN || c->height < COMPOSE_HEIGHT_MIN) {
		draw_too_small(c, out);
		return;
	}
	l = compose_layout(c);
	draw_session(c, &l, out);
	draw_input(c, &l, out);
	draw_status(c, &l, out);
	if (l.tab_rows)
		tabs_draw(c->tabs, c->tab_count, c->theme, out);
	area->top = l.tab_rows + l.strip_rows;
	area->floor = l.status_row;
	area->bottom = l.input_row < c->height ? l.input_row : l.status_row;
	if (c->completions)
		compose_row(c->completions, THEME_HINT, c->theme, --area->bottom, 0, out);
}

/* --- What layers are drawn with. */

void compose_row(const char *text, enum theme_part part, const struct theme *theme, unsigned row,
		 unsigned column, struct frame *out)
{
	struct cell_style style = theme_style(theme, part);

	for (unsigned i = column; i < out->cells.width; i++)
		cells_text(&out->cells, row, i, 1, " ", 1, style);
	if (column < out->cells.width)
		cells_text(&out->cells, row, column, out->cells.width - column, text, strlen(text),
			   style);
}

size_t compose_line_break(const char *text, size_t n, unsigned width)
{
	size_t at = 0;
	size_t blank = 0;
	size_t used = 0;

	while (at < n) {
		size_t length = utf8_cluster_length(text + at, n - at);

		used += utf8_text_width(text + at, length);
		if (used > width && text[at] == ' ')
			return at + 1;
		if (used > width)
			return blank ? blank : at ? at : length;
		if (text[at] == ' ')
			blank = at + 1;
		at += length;
	}
	return n;
}

static unsigned sentence_rows(const char *text, unsigned width)
{
	unsigned rows = 0;

	while (*text && rows < COMPOSE_SENTENCE_ROWS) {
		text += compose_line_break(text, strlen(text), width);
		rows++;
	}
	return rows;
}

void compose_sentence(const char *text, enum theme_part part, struct layer_area *area,
		      struct frame *out)
{
	unsigned rows = sentence_rows(text, out->cells.width);
	unsigned room = area->bottom - area->top;
	struct cell_style style = theme_style(area->theme, part);

	rows = rows < room ? rows : room;
	area->bottom -= rows;
	for (unsigned row = area->bottom; row < area->bottom + rows; row++) {
		size_t n = compose_line_break(text, strlen(text), out->cells.width);

		compose_row("", part, area->theme, row, 0, out);
		cells_text(&out->cells, row, 0, out->cells.width, text, n, style);
		text += n;
	}
}

static void message_text(const struct message *message, struct str *out)
{
	str_append_string(out, message->text);
	if (message->times > 1)
		str_append_format(out, " (%u times)", message->times);
	if (message->more)
		str_append_format(out, " [%zu more]", message->more);
}

static void draw_message(const struct message *message, const char *text,
			 const struct layer_area *area, struct frame *out)
{
	struct layer_area place = *area;
	unsigned rows = area->message_rows;

	if (place.top < area->message_top)
		place.top = least(area->message_top, place.bottom);
	/* Where keys go to the peer the row that they show in stays in sight. */
	if (out->cursor_shown && out->cursor_row < place.bottom &&
	    out->cursor_row + rows >= place.bottom && out->cursor_row >= place.top + rows)
		place.bottom = out->cursor_row;
	compose_sentence(text, message->kind == MESSAGE_ERROR ? THEME_MESSAGE_ERROR : THEME_MESSAGE,
			 &place, out);
}

void compose_over(Layers *layers, const struct message *message, struct layer_area *area,
		  struct frame *out)
{
	struct str text;

	str_init(&text);
	if (message) {
		message_text(message, &text);
		area->message_rows = sentence_rows(text.text, out->cells.width);
	}
	layers_compose(layers, area, out);
	if (message)
		draw_message(message, text.text, area, out);
	str_fini(&text);
}
