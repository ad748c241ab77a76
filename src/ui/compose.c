#include "ui/compose.h"

#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "base/poison.h"

enum {
	COMPOSE_WIDTH_MIN = 20,
	COMPOSE_HEIGHT_MIN = 5,
	COMPOSE_TAIL_FROM = 10, /* rows of text from which a live tail is shown while scrolled */
	COMPOSE_TAIL_MAX = 8,
	COMPOSE_SENTENCE_ROWS = 4,
	COMPOSE_CHROME_ROWS = 1, /* the status line */
};

/* --- How the rows are divided. */

static bool has_input_row(const struct compose *c)
{
	return !session_mode(c->session).character;
}

static unsigned tail_rows(unsigned main_rows)
{
	unsigned rows = main_rows / 4;

	return main_rows < COMPOSE_TAIL_FROM ? 0 :
	       rows > COMPOSE_TAIL_MAX       ? COMPOSE_TAIL_MAX :
					       rows;
}

unsigned compose_session_rows(unsigned height, size_t tabs)
{
	unsigned chrome = COMPOSE_CHROME_ROWS + (tabs > 1);

	return height > chrome + 1 ? height - chrome : 2;
}

struct compose_layout compose_layout(const struct compose *c)
{
	struct compose_layout l;
	unsigned tail;

	l.top = c->tab_count > 1;
	l.status_row = c->height - COMPOSE_CHROME_ROWS;
	l.input_row = has_input_row(c) ? l.status_row - 1 : c->height;
	l.main_rows = (has_input_row(c) ? l.input_row : l.status_row) - l.top;
	tail = c->scrolled && !c->whole ? tail_rows(l.main_rows) : 0;
	l.view_rows = tail ? l.main_rows - tail - 1 : l.main_rows;
	return l;
}

struct view_request compose_view(const struct compose *c)
{
	return (struct view_request){
		.presentation = session_presentation(c->session, NULL),
		.width = c->width,
		.height = compose_layout(c).view_rows,
		.tail = !c->scrolled,
		.anchor = c->anchor,
		.wrap = session_wrap(c->session),
		.exact_cursor = session_mode(c->session).character,
	};
}

bool compose_grid_place(const struct compose *c, unsigned row, unsigned column, unsigned *grid_row,
			unsigned *grid_column)
{
	struct compose_layout l = compose_layout(c);
	struct view_request request = compose_view(c);

	return row >= l.top && view_grid_place(session_terminal(c->session), &request, row - l.top,
					       column, grid_row, grid_column);
}

/* --- The session. */

/* Draws a view from `row` on, in the styles in which it is painted. */
static void draw_view(const struct compose *c, const struct view_request *request, unsigned row,
		      struct view_result *result, struct frame *out)
{
	struct cells *cells = &out->cells;

	view_render(session_terminal(c->session), request, cells, row, 0, result);
	for (unsigned y = row; y < row + request->height; y++) {
		for (unsigned x = 0; x < request->width; x++) {
			struct cell *cell = cells_at(cells, y, x);

			if (cell->style.attrs)
				cell->style = theme_session_style(c->theme, &cell->style);
		}
	}
}

/* Shows the peer's cursor: as the cursor in char mode, as a mark in line mode's screen. */
static void show_peer_cursor(const struct compose *c, const struct view_request *request,
			     const struct view_result *result, unsigned top, struct frame *out)
{
	const Terminal *terminal = session_terminal(c->session);
	bool live = session_state(c->session) == SESSION_CONNECTED;

	if (!result->cursor_shown || !terminal_modes(terminal)->cursor_visible || !live)
		return;
	if (session_mode(c->session).character && !c->scrolled) {
		out->cursor_shown = true;
		out->cursor_row = top + result->cursor_row;
		out->cursor_column = result->cursor_column;
	} else if (!session_mode(c->session).character && request->presentation == VIEW_SCREEN) {
		struct cell *cell = cells_at(&out->cells, top + result->cursor_row,
					     result->cursor_column);

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
	for (unsigned column = 0; column < c->width; column++)
		cells_text(&out->cells, row, column, 1, "─", strlen("─"),
			   theme_style(c->theme, THEME_SEPARATOR));
	request.tail = true;
	request.height = l->main_rows - l->view_rows - 1;
	draw_view(c, &request, row + 1, &result, out);
}

static void draw_session(const struct compose *c, const struct compose_layout *l, struct frame *out)
{
	struct view_request request = compose_view(c);
	struct view_result result = { 0 };

	draw_view(c, &request, l->top, &result, out);
	show_peer_cursor(c, &request, &result, l->top, out);
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
		   theme_style(theme, THEME_TEXT));
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

	if (l->input_row >= c->height)
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
	if (c->tab_count > 1)
		tabs_draw(c->tabs, c->tab_count, c->theme, out);
	area->top = l.top;
	area->bottom = l.top + l.main_rows;
	area->floor = l.status_row;
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

void compose_message(const struct message *message, struct layer_area *area, struct frame *out)
{
	struct str text;

	str_init(&text);
	str_append_string(&text, message->text);
	if (message->times > 1)
		str_append_format(&text, " (%u times)", message->times);
	if (message->more)
		str_append_format(&text, " [%zu more]", message->more);
	compose_sentence(text.text,
			 message->kind == MESSAGE_ERROR ? THEME_MESSAGE_ERROR : THEME_MESSAGE, area,
			 out);
	str_fini(&text);
}
