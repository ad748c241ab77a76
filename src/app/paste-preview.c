#include "app/paste-preview.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/choose.h"
#include "app/program.h"
#include "app/sessions.h"
#include "base/mem.h"
#include "base/str.h"
#include "edit/line.h"
#include "link/link-paste.h"
#include "link/paste-lines.h"
#include "net/peer-text.h"
#include "ui/compose.h"
#include "base/poison.h"

enum {
	PREVIEW_BURST_MS = 50, /* what comes with the paste is no answer */
	PREVIEW_ROOMY = 77, /* columns in which all keys have room, */
	PREVIEW_NARROW = 40, /* and in which some have */
	PREVIEW_LINE = 2000, /* bytes of a line that are drawn */
	PREVIEW_ABOVE = 3, /* rows of the session that stay in sight where there are many */
	PREVIEW_MANY_ROWS = 10,
};

struct preview {
	App *app;
	Pane *pane;
	unsigned connection; /* that it was meant for */
	char *title;
	struct paste_lines lines;
	size_t dropped; /* control characters that won't be sent */
	bool hidden; /* what was sent when it came was */
	size_t top, selected;
	unsigned rows; /* of the list, as last drawn */
	Line *editor; /* of the line selected; NULL: none is being edited */
};

/* --- What it says. */

static void count_dropped(struct preview *p)
{
	struct str cleaned;

	str_init_secret(&cleaned);
	p->dropped = session_clean_paste(pane_session(p->pane), p->lines.text.text,
					 p->lines.text.length, &cleaned);
	str_fini(&cleaned);
}

static void title_text(const struct preview *p, unsigned width, struct str *out)
{
	bool stays = p->lines.open && !session_mode(pane_session(p->pane)).character;

	if (width < PREVIEW_NARROW) {
		str_append_format(out, " %zu lines, %zu B", p->lines.count, p->lines.text.length);
		return;
	}
	str_append_format(out, " %s: %zu line%s, %zu bytes", p->title, p->lines.count,
			  p->lines.count == 1 ? "" : "s", p->lines.text.length);
	if (p->dropped)
		str_append_format(out, ", %zu control%s left out", p->dropped,
				  p->dropped == 1 ? "" : "s");
	if (stays)
		str_append_string(out, ", the last stays in the input line");
}

/* Whether the peer asks for a secret now, which what was pasted before isn't meant for. */
static bool meets_secret(const struct preview *p)
{
	return !p->hidden && session_line_is_secret(pane_session(p->pane));
}

static const char *keys_text(const struct preview *p, unsigned width)
{
	if (!p->editor && meets_secret(p))
		return width < PREVIEW_NARROW ? " not now, Esc no" :
						" A secret is asked for: not sent now, Esc cancels";
	if (p->editor)
		return width < PREVIEW_NARROW ? " Enter takes, Esc" :
						" Enter takes the line, Esc leaves it as it was";
	if (width < PREVIEW_NARROW)
		return " Enter sends, Esc no";
	if (p->hidden)
		return " Enter sends, Esc cancels";
	if (width < PREVIEW_ROOMY)
		return " Enter sends, e d n, Esc cancels";
	return " Enter sends, e edits, d deletes a line, n never asks again here, Esc cancels";
}

static void line_text_shown(const struct preview *p, size_t i, struct str *out)
{
	size_t n;
	const char *text = paste_lines_get(&p->lines, i, &n);
	int digits = snprintf(NULL, 0, "%zu", p->lines.count);

	str_append_format(out, "%*zu ", digits, i + 1);
	if (p->hidden)
		str_append_string(out, "\xe2\x80\xa2\xe2\x80\xa2\xe2\x80\xa2");
	else
		peer_text_append(out, text, n, PREVIEW_LINE);
}

/* --- Drawing. */

static void draw_line(const struct preview *p, size_t i, unsigned row,
		      const struct layer_area *area, struct frame *out)
{
	bool selected = i == p->selected;
	struct str text;

	str_init_secret(&text);
	if (selected && p->editor) {
		str_append_format(&text, "%zu ", i + 1);
		compose_line(p->editor, text.text, THEME_PROMPT, false, area->theme, row, out);
	} else {
		line_text_shown(p, i, &text);
		compose_row(text.text, selected ? THEME_POPUP_SELECTED : THEME_POPUP, area->theme,
			    row, 0, out);
	}
	str_fini(&text);
}

/* Keeps the selected line in sight. */
static void place_list(struct preview *p, unsigned rows)
{
	p->rows = rows;
	if (p->selected < p->top)
		p->top = p->selected;
	if (rows && p->selected >= p->top + rows)
		p->top = p->selected - rows + 1;
	if (p->top + rows > p->lines.count)
		p->top = p->lines.count > rows ? p->lines.count - rows : 0;
}

/* Between the row that says what it is and that of the keys. */
static void compose_preview(void *self, struct layer_area *area, struct frame *out)
{
	struct preview *p = self;
	unsigned height = area->floor - area->top, rows;
	struct str title;

	if (area->waits || area->floor <= area->top)
		return;
	rows = height > 2 ? height - 2 : height - 1;
	if (height > PREVIEW_MANY_ROWS)
		rows -= PREVIEW_ABOVE;
	if (rows > p->lines.count)
		rows = (unsigned)p->lines.count;
	place_list(p, rows);
	out->cursor_shown = false;
	area->bottom = area->floor - 1;
	compose_row(keys_text(p, out->cells.width), THEME_POPUP_TITLE, area->theme, area->bottom, 0,
		    out);
	for (unsigned i = 0; i < rows; i++)
		draw_line(p, p->top + i, area->bottom - rows + i, area, out);
	if (height <= 2)
		return;
	str_init(&title);
	title_text(p, out->cells.width, &title);
	compose_row(title.text, THEME_POPUP_TITLE, area->theme, area->bottom - rows - 1, 0, out);
	str_fini(&title);
}

/* --- What its keys do. */

static void leave(struct preview *p)
{
	layers_remove(app_layers(p->app), p);
}

/* What was pasted hidden is a secret, and goes nowhere where it would be shown. */
static bool wipe_exposed(struct preview *p)
{
	if (!p->hidden || session_line_is_secret(pane_session(p->pane)))
		return false;
	app_say(p->app, p->pane, MESSAGE_ERROR, SESSION_PASTE_WIPED);
	leave(p);
	return true;
}

static void send_all(struct preview *p)
{
	App *app = p->app;
	struct err e;

	if (wipe_exposed(p))
		return;
	if (meets_secret(p)) {
		app_error(app, "the peer asks for a secret: what was pasted waits, Esc cancels");
		return;
	}
	if (session_connection(pane_session(p->pane)) != p->connection)
		app_error(app,
			  "the connection that this was pasted for has ended: nothing was sent");
	else if (!link_paste(pane_link(p->pane), p->lines.text.text, p->lines.text.length, &e))
		app_error(app, "%s", e.text);
	leave(p);
}

static void begin_edit(struct preview *p)
{
	size_t n;
	const char *text = paste_lines_get(&p->lines, p->selected, &n);

	p->editor = line_new(NULL);
	if (line_paste(p->editor, text, n))
		return;
	line_free(p->editor);
	p->editor = NULL;
	app_message(p->app, "this line is too long to be edited");
}

static void end_edit(struct preview *p, bool take)
{
	if (take) {
		paste_lines_replace(&p->lines, p->selected, line_text(p->editor),
				    line_length(p->editor));
		count_dropped(p);
	}
	line_free(p->editor);
	p->editor = NULL;
}

static void delete_line(struct preview *p)
{
	paste_lines_remove(&p->lines, p->selected);
	count_dropped(p);
	if (!p->lines.count) {
		app_message(p->app, "no line is left: nothing was sent");
		leave(p);
	} else if (p->selected >= p->lines.count) {
		p->selected = p->lines.count - 1;
	}
}

/* What is pasted now still waits for Enter: n could as well mean no. */
static void never_again(struct preview *p)
{
	struct err e;

	if (app_choose(p->app, OPTIONS_PASTE_PREVIEW, "off", &e))
		app_message(p->app, "pastes are sent here without a preview from now on; this one "
				    "still waits for Enter or Esc (/set paste-preview on)");
	else
		app_error(p->app, "%s", e.text);
}

static bool edit_key(struct preview *p, struct key k)
{
	bool leaves = k.sym == KEYSYM_ESCAPE && !line_search_pattern(p->editor);

	if (leaves)
		end_edit(p, false);
	else if (line_key(p->editor, k) == LINE_ACCEPTED)
		end_edit(p, true);
	return true;
}

static bool move(struct preview *p, struct key k)
{
	size_t last = p->lines.count - 1, page = p->rows ? p->rows : 1;

	switch (k.sym) {
	case KEYSYM_UP: p->selected -= p->selected > 0; break;
	case KEYSYM_DOWN: p->selected += p->selected < last; break;
	case KEYSYM_PAGE_UP: p->selected -= p->selected < page ? p->selected : page; break;
	case KEYSYM_PAGE_DOWN:
		p->selected += last - p->selected < page ? last - p->selected : page;
		break;
	case KEYSYM_HOME: p->selected = 0; break;
	case KEYSYM_END: p->selected = last; break;
	default: return false;
	}
	return true;
}

static bool on_key(void *self, struct key k)
{
	struct preview *p = self;
	uint32_t typed = key_text(k);
	bool cancels = k.sym == KEYSYM_ESCAPE || ((k.mods & KEYMOD_CTRL) && k.cp == 'c');

	if (p->editor)
		return edit_key(p, k);
	if (move(p, k))
		return true;
	if (k.sym == KEYSYM_ENTER)
		send_all(p);
	else if (cancels)
		leave(p);
	else if (typed == 'n')
		never_again(p);
	else if (typed == 'e' && !p->hidden)
		begin_edit(p);
	else if ((typed == 'd' || k.sym == KEYSYM_DELETE) && !p->hidden)
		delete_line(p);
	return true;
}

static bool on_mouse(void *self, const struct mouse_event *m)
{
	struct preview *p = self;

	if (!p->editor && m->button == MOUSE_WHEEL_UP)
		move(p, (struct key){ .sym = KEYSYM_UP });
	else if (!p->editor && m->button == MOUSE_WHEEL_DOWN)
		move(p, (struct key){ .sym = KEYSYM_DOWN });
	return true;
}

static void on_changed(void *self)
{
	wipe_exposed(self);
}

static void close_preview(void *self)
{
	struct preview *p = self;

	if (p->editor)
		line_free(p->editor);
	paste_lines_fini(&p->lines);
	free(p->title);
	free(p);
}

static const struct layer_ops preview_layer = {
	.name = "paste",
	.modal = true,
	.waits_ms = PREVIEW_BURST_MS,
	.keeps = true,
	.key = on_key,
	.mouse = on_mouse,
	.changed = on_changed,
	.compose = compose_preview,
	.close = close_preview,
};

/* --- Opened. */

/* One newline a line end. */
static void take_text(struct preview *p, const char *text, size_t n)
{
	struct str lines;

	str_init_secret(&lines);
	for (size_t i = 0; i < n; i++) {
		if (text[i] == '\r' && i + 1 < n && text[i + 1] == '\n')
			continue;
		str_append_char(&lines, text[i] == '\r' ? '\n' : text[i]);
	}
	paste_lines_set(&p->lines, lines.text, lines.length);
	str_fini(&lines);
}

static void open_preview(App *app, const struct paste_source *source)
{
	struct preview *p = mem_alloc(sizeof(*p));
	struct str title;

	p->app = app;
	p->pane = app_current(app);
	p->connection = session_connection(pane_session(p->pane));
	p->hidden = session_line_is_secret(pane_session(p->pane));
	str_init(&title);
	peer_text_append(&title, source->title, strlen(source->title), PREVIEW_NARROW);
	p->title = str_take(&title);
	paste_lines_init(&p->lines);
	take_text(p, source->text, source->length);
	count_dropped(p);
	layers_push(app_layers(app), &preview_layer, p, p->pane);
}

static bool wants_preview(App *app, const struct paste_source *source)
{
	const Link *link = pane_link(app_current(app));

	if (session_state(link_session(link)) != SESSION_CONNECTED ||
	    paste_lines_count(source->text, source->length) < 2)
		return false;
	return source->always ||
	       (options_paste_preview(link_options(link)) && !link_peer_takes_pastes(link));
}

bool paste_take(App *app, const struct paste_source *source, struct err *e)
{
	Link *link = pane_link(app_current(app));

	if (source->length > SESSION_PASTE_MAX || !wants_preview(app, source))
		return link_paste(link, source->text, source->length, e);
	open_preview(app, source);
	return true;
}
