#include "ui/compose.h"

#include <string.h>

#include "base/utf8.h"
#include "ui/compose-parts.h"
#include "ui/theme.h"
#include "base/poison.h"

enum {
	COMPOSE_WIDTH_MIN = 20,
	COMPOSE_HEIGHT_MIN = 5,
	COMPOSE_TAIL_FROM = 10, /* rows of text from which a live tail is shown while scrolled */
	COMPOSE_TAIL_MAX = 8,
	COMPOSE_MESSAGE_ROWS = 4,
};

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

/* What is said stands below the text, which gives way: it hides nothing. */
static unsigned message_rows(const struct compose *c, unsigned max)
{
	unsigned rows = c->message ? compose_message_rows(c->message, c->width) : 0;

	rows = rows > COMPOSE_MESSAGE_ROWS ? COMPOSE_MESSAGE_ROWS : rows;
	rows += c->completions != NULL;
	return rows < max ? rows : max;
}

struct compose_layout compose_layout(const struct compose *c)
{
	struct compose_layout l;
	unsigned tail;

	l.status_row = c->height - 1;
	l.input_row = has_input_row(c) ? c->height - 2 : c->height;
	l.main_rows = l.input_row < c->height || c->command ? c->height - 2 : l.status_row;
	l.message_rows = message_rows(c, l.main_rows - 1);
	l.main_rows -= l.message_rows;
	tail = c->scrolled ? tail_rows(l.main_rows) : 0;
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
		.exact_cursor = session_mode(c->session).character,
	};
}

/* Shows the peer's cursor: as the cursor in char mode, as a mark in line mode's screen. */
static void show_peer_cursor(const struct compose *c, const struct view_request *request,
			     const struct view_result *result, struct frame *out)
{
	const Terminal *terminal = session_terminal(c->session);
	bool live = session_state(c->session) == SESSION_CONNECTED;

	if (!result->cursor_shown || !terminal_modes(terminal)->cursor_visible || !live)
		return;
	if (session_mode(c->session).character && !c->scrolled) {
		out->cursor_shown = true;
		out->cursor_row = result->cursor_row;
		out->cursor_column = result->cursor_column;
	} else if (!session_mode(c->session).character && request->presentation == VIEW_SCREEN) {
		struct cell *cell = cells_at(&out->cells, result->cursor_row,
					     result->cursor_column);

		cell->style.attrs ^= CELL_REVERSE | CELL_DIM;
	}
}

static void draw_tail(const struct compose *c, const struct compose_layout *l, struct frame *out)
{
	struct view_request request = compose_view(c);
	struct view_result result;

	if (l->view_rows == l->main_rows)
		return;
	for (unsigned column = 0; column < c->width; column++)
		cells_text(&out->cells, l->view_rows, column, 1, "─", strlen("─"),
			   theme_style(THEME_SEPARATOR));
	request.tail = true;
	request.height = l->main_rows - l->view_rows - 1;
	view_render(session_terminal(c->session), &request, &out->cells, l->view_rows + 1, 0,
		    &result);
}

static void draw_session(const struct compose *c, const struct compose_layout *l, struct frame *out)
{
	struct view_request request = compose_view(c);
	struct view_result result = { 0 };

	view_render(session_terminal(c->session), &request, &out->cells, 0, 0, &result);
	show_peer_cursor(c, &request, &result, out);
	draw_tail(c, l, out);
}

/* Draws `line` from column `start` of `row` and puts the cursor into it. */
static void draw_line(const struct compose *c, const Line *line, unsigned row, unsigned start,
		      struct frame *out)
{
	unsigned room = c->width > start ? c->width - start : 1;
	struct str text;

	str_init(&text);
	out->cursor_column = start + line_view(line, room, c->reveal, &text);
	out->cursor_row = row;
	out->cursor_shown = true;
	cells_text(&out->cells, row, start, room, text.text, text.length, theme_style(THEME_TEXT));
	str_wipe(&text);
	str_fini(&text);
}

/* What stands before the text of an incremental search. */
static void draw_search(const struct compose *c, const Line *line, unsigned row, struct frame *out)
{
	struct str label;
	unsigned used;

	str_init(&label);
	str_append_format(&label, "(%ssearch \"%s\") ",
			  line_search_found(line) ? "" : "no match: ", line_search_pattern(line));
	used = cells_text(&out->cells, row, 0, c->width - 1, label.text, label.length,
			  theme_style(THEME_HINT));
	str_fini(&label);
	draw_line(c, line, row, used, out);
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
	draw_line(c, line, l->input_row, 0, out);
	if (!line_length(line) && c->hint)
		cells_text(&out->cells, l->input_row, 0, c->width, c->hint, strlen(c->hint),
			   theme_style(THEME_HINT));
}

/* The command line takes the input row, or the row above the status line in char mode. */
static void draw_command(const struct compose *c, struct frame *out)
{
	unsigned row = c->height - 2;
	unsigned used;

	compose_clear_row(&out->cells, row, theme_style(THEME_TEXT));
	used = cells_text(&out->cells, row, 0, c->width - 1, c->command_prompt,
			  strlen(c->command_prompt), theme_style(THEME_MESSAGE));
	draw_line(c, c->command, row, used, out);
}

static void draw_status(const struct compose *c, const struct compose_layout *l, struct frame *out)
{
	struct str text;
	bool bad = session_state(c->session) == SESSION_CLOSED ||
		   session_state(c->session) == SESSION_FAILED;

	str_init(&text);
	status_format(&c->status, c->width, &text);
	cells_text(&out->cells, l->status_row, 0, c->width, text.text, text.length,
		   theme_style(bad ? THEME_STATUS_BAD : THEME_STATUS));
	str_fini(&text);
}

static void draw_messages(const struct compose *c, const struct compose_layout *l,
			  struct frame *out)
{
	unsigned bottom = l->main_rows + l->message_rows;

	if (c->completions && l->message_rows) {
		compose_message(&out->cells, bottom - 1, bottom, c->completions,
				theme_style(THEME_HINT));
		bottom--;
	}
	if (c->message)
		compose_message(&out->cells, l->main_rows, bottom, c->message,
				theme_style(THEME_MESSAGE));
}

void compose_frame(const struct compose *c, struct frame *out)
{
	struct compose_layout l;

	cells_reset(&out->cells, c->width, c->height);
	out->cursor_shown = false;
	out->cursor_row = out->cursor_column = 0;
	if (c->width < COMPOSE_WIDTH_MIN || c->height < COMPOSE_HEIGHT_MIN) {
		compose_too_small(&out->cells);
		return;
	}
	l = compose_layout(c);
	if (c->pager) {
		compose_pager(&out->cells, c->pager, c->height - 1);
	} else {
		draw_session(c, &l, out);
		draw_input(c, &l, out);
	}
	draw_status(c, &l, out);
	if (c->command)
		draw_command(c, out);
	draw_messages(c, &l, out);
	if (c->popup)
		compose_popup(&out->cells, l.main_rows, c->popup, c->popup_count);
}
