#include "app/search-mode.h"

#include <stdlib.h>
#include <string.h>

#include "app/program.h"
#include "app/scroll-mode.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "ui/compose.h"
#include "ui/typed-rest.h"
#include "base/poison.h"

enum { SEARCH_ROOMY = 40 }; /* columns from which the row says in words what it is */

struct search_mode {
	App *app;
	Pane *pane;
	Line *line;
	struct finder_manner manner;
	bool newer, by_command;
	struct scroll_state before; /* what Esc brings back */
	struct view_anchor origin;
	struct err error; /* why it is no pattern */
};

static Finder *finder_of(const struct search_mode *m)
{
	return scroll_mode_finder(m->app, m->pane);
}

/* --- Searching. */

static void look(struct search_mode *m)
{
	Finder *f = finder_of(m);

	m->error = (struct err){ .kind = ERR_NONE };
	finder_set_origin(f, m->origin);
	if (finder_look_for(f, line_text(m->line), line_length(m->line), m->manner, &m->error))
		finder_next(f, m->newer);
	if (!finder_has_hit(f))
		scroll_mode_show(m->app, m->pane, &m->before);
}

static void leave(struct search_mode *m)
{
	scroll_mode_restore(m->app, m->pane, &m->before);
	layers_remove(app_layers(m->app), m);
}

/*
 * Enter. Without a hit, too, the keys scroll and search from then on: who has typed a search goes
 * on with n or another one, which isn't for the peer. A command leaves all as it was.
 */
static void enter(struct search_mode *m)
{
	Finder *f = finder_of(m);
	App *app = m->app;
	Pane *p = m->pane;
	bool stay;

	if (!line_length(m->line)) {
		leave(m);
		return;
	}
	history_add(app_searches(m->app), line_text(m->line), line_length(m->line));
	*app_search_manner(app) = m->manner;
	scroll_mode_set_direction(m->app, m->pane, m->newer);
	if (finder_is_on(f) && finder_has_hit(f)) {
		layers_remove(app_layers(m->app), m);
		return;
	}
	if (m->error.kind != ERR_NONE)
		app_error(m->app, "%s", m->error.text);
	else
		app_message(m->app, "no line has \"%s\"", line_text(m->line));
	/* Called for a command, no call of the layer is under way that would keep it. */
	stay = !m->by_command && !m->before.on;
	leave(m);
	if (stay)
		scroll_mode_point(app, p, NULL);
	typed_rest_keep(app_layers(app));
}

/* --- Keys. */

static void find(struct search_mode *m, bool newer)
{
	finder_next(finder_of(m), newer);
}

static void find_on(struct search_mode *m)
{
	find(m, m->newer);
}

static void find_back(struct search_mode *m)
{
	find(m, !m->newer);
}

static void toggle_regex(struct search_mode *m)
{
	m->manner.kind = m->manner.kind == PATTERN_REGEX ? PATTERN_LITERAL : PATTERN_REGEX;
	look(m);
}

static void toggle_case(struct search_mode *m)
{
	m->manner.how = m->manner.how == PATTERN_CASE_IGNORED ? PATTERN_CASE_SMART :
								m->manner.how + 1;
	look(m);
}

static const struct search_mode_key keys[] = {
	{ "Alt-r", toggle_regex, "a regular expression, or plain text again" },
	{ "Alt-c", toggle_case, "whether capitals count: if there are any, always, never" },
	{ "Ctrl-S", find_on, "the next hit" },
	{ "Ctrl-R", find_back, "the hit before" },
	{ "Esc", leave, "return to where the search began" },
	{ "Ctrl-G", leave, "the same" },
};

const struct search_mode_key *search_mode_keys(size_t *count)
{
	*count = sizeof(keys) / sizeof(keys[0]);
	return keys;
}

/* A key that is the search's own; false leaves it to the line. */
static bool own_key(struct search_mode *m, struct key k)
{
	struct key own;

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (key_parse(keys[i].key, &own) && key_equal(own, k)) {
			keys[i].act(m);
			return true;
		}
	}
	return false;
}

static bool on_key(void *self, struct key k)
{
	struct search_mode *m = self;

	if (own_key(m, k))
		return true;
	switch (line_key(m->line, k)) {
	case LINE_ACCEPTED: enter(m); break;
	case LINE_CHANGED: look(m); break;
	case LINE_IGNORED:
		/* Ctrl-C or Ctrl-D on an empty line. */
		if (!line_length(m->line) && (k.mods & KEYMOD_CTRL))
			leave(m);
		break;
	case LINE_WANT_COMPLETION: break;
	}
	return true;
}

/* What stands before the first line end. */
static bool on_paste(void *self, const char *bytes, size_t n)
{
	struct search_mode *m = self;
	size_t length = 0;

	while (length < n && (unsigned char)bytes[length] >= ' ' && bytes[length] != 0x7f)
		length++;
	if (line_insert(m->line, bytes, length))
		look(m);
	return true;
}

/* --- Drawing. */

static void append_prompt(const struct search_mode *m, bool roomy, struct str *out)
{
	static const char *const cases[] = { "", "Aa ", "aa " };

	if (!roomy) {
		str_append_string(out, m->newer ? "/" : "?");
		return;
	}
	str_append_format(out, "search %s%s%s: ", cases[m->manner.how],
			  m->manner.kind == PATTERN_REGEX ? "regex " : "",
			  m->newer ? "down" : "up");
}

/* Which hit of how many, at the right, if the text leaves room. */
static void draw_count(const struct search_mode *m, const struct theme *theme, unsigned row,
		       struct frame *out)
{
	struct str text;
	size_t width;

	str_init(&text);
	finder_status(finder_of(m), &text);
	width = utf8_text_width(text.text, text.length);
	if (width && out->cursor_column + width + 2 < out->cells.width)
		cells_text(&out->cells, row, out->cells.width - (unsigned)width, (unsigned)width,
			   text.text, text.length, theme_style(theme, THEME_PROMPT));
	str_fini(&text);
}

static void compose_search(void *self, struct layer_area *area, struct frame *out)
{
	const struct search_mode *m = self;
	struct str prompt;

	if (area->bottom <= area->top)
		return;
	str_init(&prompt);
	append_prompt(m, out->cells.width >= SEARCH_ROOMY, &prompt);
	compose_line(m->line, prompt.text, THEME_PROMPT, false, area->theme, area->floor - 1, out);
	draw_count(m, area->theme, area->floor - 1, out);
	str_fini(&prompt);
	if (area->bottom == area->floor)
		area->bottom--;
	if (m->error.kind != ERR_NONE)
		compose_sentence(m->error.text, THEME_MESSAGE_ERROR, area, out);
}

static void close_search(void *self)
{
	struct search_mode *m = self;

	line_free(m->line);
	free(m);
}

static const struct layer_ops search_layer = {
	.name = "search",
	.modal = true,
	.key = on_key,
	.paste = on_paste,
	.compose = compose_search,
	.close = close_search,
};

static struct search_mode *begin(App *app, Pane *p, bool newer)
{
	struct search_mode *m = mem_alloc(sizeof(*m));

	*m = (struct search_mode){
		.app = app, .pane = p, .line = line_new(app_searches(app)), .newer = newer
	};
	m->before = scroll_mode_state(app_layers(app), p);
	scroll_mode_point(app, p, NULL);
	m->origin = scroll_mode_search_origin(app, p, &m->before, newer);
	layers_push(app_layers(app), &search_layer, m, p);
	return m;
}

void search_mode_open(App *app, Pane *p, bool newer)
{
	if (!layers_find_in(app_layers(app), &search_layer, p))
		begin(app, p, newer);
}

void search_mode_run(App *app, Pane *p, const char *text)
{
	struct search_mode *m;

	if (layers_find_in(app_layers(app), &search_layer, p))
		return;
	m = begin(app, p, false);
	m->by_command = true;
	line_set(m->line, text, strlen(text));
	look(m);
	enter(m);
}
