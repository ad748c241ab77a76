#include "app/paste-progress.h"

#include <stdlib.h>

#include "app/program.h"
#include "app/sessions.h"
#include "base/mem.h"
#include "base/str.h"
#include "link/link-paste.h"
#include "ui/compose.h"
#include "base/poison.h"

enum {
	PROGRESS_BAR = 20, /* cells */
	PROGRESS_ROOMY = 76, /* columns in which it has room, */
	PROGRESS_NARROW = 40, /* and in which the words have */
};

struct progress {
	App *app;
	Pane *pane;
};

static bool is_character(const struct progress *p)
{
	return session_mode(pane_session(p->pane)).character;
}

/* ` [#####...............]` */
static void append_bar(const struct link_paste *paste, struct str *out)
{
	size_t full = paste->count ? PROGRESS_BAR * paste->sent / paste->count : 0;

	str_append_string(out, " [");
	for (size_t i = 0; i < PROGRESS_BAR; i++)
		str_append_char(out, i < full ? '#' : '.');
	str_append_char(out, ']');
}

static void progress_text(const struct progress *p, unsigned width, struct str *out)
{
	const struct link_paste paste = link_paste_state(pane_link(p->pane));
	bool paused = paste.state == LINK_PASTE_PAUSED;
	const char *key = is_character(p) ? "p" : "Alt-p";

	if (width < PROGRESS_NARROW) {
		str_append_format(out, " %zu/%zu Esc stops", paste.sent, paste.count);
		return;
	}
	str_append_format(out, " %s line %zu of %zu", paused ? "paused at" : "pasting", paste.sent,
			  paste.count);
	if (width >= PROGRESS_ROOMY && !paste.waits)
		append_bar(&paste, out);
	if (paste.waits)
		str_append_format(out, ", waits for %s", paste.waits);
	str_append_format(out, "  %s %s, Esc stops", key, paused ? "goes on" : "pauses");
}

static void compose_progress(void *self, struct layer_area *area, struct frame *out)
{
	struct str text;

	if (area->bottom <= area->top)
		return;
	area->bottom--;
	str_init(&text);
	progress_text(self, out->cells.width, &text);
	compose_row(text.text, THEME_POPUP_TITLE, area->theme, area->bottom, 0, out);
	str_fini(&text);
}

static bool scrolls(struct key k)
{
	return k.sym == KEYSYM_PAGE_UP || k.sym == KEYSYM_PAGE_DOWN;
}

/* Keys that go to the peer would stand among the lines. A line that is being edited may be; it
 * isn't sent. */
static bool on_key(void *self, struct key k)
{
	struct progress *p = self;
	Link *link = pane_link(p->pane);
	bool character = is_character(p);
	bool pauses = (k.cp == 'p' && (k.mods & KEYMOD_ALT)) ||
		      (character && (key_text(k) == 'p' || key_text(k) == ' '));

	if (k.sym == KEYSYM_ESCAPE) {
		link_paste_stop(link);
	} else if (pauses) {
		link_paste_pause(link, link_paste_state(link).state == LINK_PASTE_RUNS);
	} else if (scrolls(k) || (!character && k.sym != KEYSYM_ENTER)) {
		return false;
	} else {
		app_message(p->app, character ? "a paste is under way: Esc stops it" :
						"a paste is under way: the line waits; Esc stops "
						"the paste");
	}
	return true;
}

static bool on_unknown(void *self, const char *bytes, size_t n)
{
	(void)self;
	(void)bytes;
	(void)n;
	return true;
}

static bool on_paste(void *self, const char *bytes, size_t n)
{
	struct progress *p = self;

	(void)bytes;
	(void)n;
	app_error(p->app, "a paste is under way: nothing of this was taken");
	return true;
}

static const struct layer_ops progress_layer = {
	.name = "paste under way",
	.key = on_key,
	.unknown = on_unknown,
	.paste = on_paste,
	.compose = compose_progress,
	.close = free,
};

void paste_progress_follow(App *app, Pane *p)
{
	enum link_paste_state state = link_paste_state(pane_link(p)).state;
	bool runs = state == LINK_PASTE_RUNS || state == LINK_PASTE_PAUSED;
	struct progress *shown = layers_find_in(app_layers(app), &progress_layer, p);

	if (shown && !runs) {
		layers_remove(app_layers(app), shown);
	} else if (!shown && runs) {
		shown = mem_alloc(sizeof(*shown));
		*shown = (struct progress){ app, p };
		layers_push(app_layers(app), &progress_layer, shown, p);
	}
}
