#include "app/paint.h"

#include <stdlib.h>

#include "app/app-internal.h"
#include "app/lens-view.h"
#include "app/limit.h"
#include "app/mark-list.h"
#include "app/program.h"
#include "app/questions.h"
#include "app/scroll-mode.h"
#include "app/sessions.h"
#include "app/status-items.h"
#include "app/trace-view.h"
#include "app/trust-text.h"
#include "base/key.h"
#include "base/mem.h"
#include "base/str.h"
#include "telnet/comport.h"
#include "session/logging.h"
#include "ui/compose.h"
#include "base/poison.h"

enum {
	PAINT_QUEUED = 4096, /* bytes that wait to be sent, from which that is said */
	PAINT_WIDE = 100, /* columns in which the status line has room for a sentence, */
	PAINT_ROOMY = 60, /* columns in which the status line has room for two keys */
	PAINT_NARROW = 36, /* columns in which it has room for one in full words */
};

/* --- The status line. */

struct status_texts {
	struct str state, menu, keys, serial, items, name;
};

static void state_text(const Session *s, struct str *out)
{
	const char *held = session_output_held(s);

	switch (session_state(s)) {
	case SESSION_IDLE: break;
	case SESSION_CONNECTING: str_append_string(out, "connecting"); break;
	case SESSION_CONNECTED:
		str_append_format(out, "%s%s", held ? "held: " : "connected", held ? held : "");
		break;
	case SESSION_CLOSED: str_append_string(out, "closed"); break;
	case SESSION_FAILED: str_append_format(out, "failed: %s", session_error(s)->text); break;
	}
}

/* What keys do now that is not what they always do; in a narrow window in fewer words. */
static void keys_text(App *app, const char *escape, struct str *out)
{
	const Pane *p = app_current(app);
	unsigned width = display_width(app->display);

	if (limit_hint(app_layers(app), p, width < PAINT_ROOMY, out))
		str_append_string(out, width < PAINT_ROOMY ? " " : ", ");
	if (scroll_mode_hint(app_layers(app), p, width < PAINT_NARROW, out))
		return;
	if (out->length) {
		bool character = session_mode(pane_session(p)).character;

		if (width >= PAINT_ROOMY)
			str_append_string(out, character ? "q ends" : "Esc ends");
		return;
	}
	if (pane_is_scrolled(p) && !pane_has_ended(p) && !playback_is_of(app->playback, p) &&
	    !session_mode(pane_session(p)).character) {
		if (width >= PAINT_ROOMY)
			str_append_string(out, line_length(session_editor(pane_session(p))) ?
						       "Ctrl-End returns" :
						       "End returns");
		return;
	}
	if (playback_is_of(app->playback, p))
		return;
	if (link_retry_waits(pane_link(p)))
		str_append_format(out, "reconnects by itself, %s d stops that", escape);
	else if (pane_has_ended(p) && width >= PAINT_ROOMY)
		str_append_format(out, "%s r reconnects, %s q quits", escape, escape);
	else if (pane_has_ended(p))
		str_append_format(out, "%s r %s", escape,
				  width >= PAINT_NARROW ? "reconnects" : "again");
}

/* What is only said of a recording that is played. */
static void fill_played(App *app, struct status *out, struct status_texts *texts)
{
	const Pane *p = app_current(app);

	str_clear(&texts->state);
	playback_status(app->playback, &texts->state, &texts->serial);
	if (!texts->keys.length && display_width(app->display) >= PAINT_ROOMY)
		playback_hint(app->playback, display_width(app->display) < PAINT_WIDE,
			      &texts->keys);
	out->name = playback_name(app->playback, &texts->name);
	out->state = texts->state.text;
	out->mode = texts->serial.text;
	out->keys = texts->keys.text;
	out->failed = false;
	if (!pane_is_scrolled(p))
		out->items = playback_clock(app->playback, &texts->items);
}

/* What is only said of a connection. */
static void fill_connected(const Pane *p, struct status *out, struct status_texts *texts)
{
	const Session *s = pane_session(p);
	const struct trust_text *trust = trust_text(p);
	const char *items;

	out->mode = session_mode(s).words;
	out->hidden = session_mode(s).masked;
	if (trust) {
		out->trust = trust->word;
		out->trust_part = trust->part;
	}
	out->eol = session_eol_name(s);
	if (telnet_comport(session_telnet(s)))
		comport_append_summary(telnet_comport(session_telnet(s)), &texts->serial);
	out->serial = texts->serial.text;
	items = options_value(link_options(pane_link(p)), OPTIONS_STATUS_ITEMS);
	status_items_text(session_values(s), items, &texts->items);
}

static void fill_status(App *app, struct status *out, struct status_texts *texts)
{
	const Pane *p = app_current(app);
	const Session *s = pane_session(p);
	char escape[KEY_NAME_MAX];
	bool automatic;
	enum view_presentation presentation = session_presentation(s, &automatic);

	app_short_escape(app, escape);
	str_append_format(&texts->menu, "%s menu", escape);
	keys_text(app, escape, &texts->keys);
	state_text(s, &texts->state);
	out->session = app->current + 1;
	out->sessions = app->count;
	out->name = link_name(pane_link(p));
	out->state = texts->state.text;
	out->failed = session_state(s) == SESSION_FAILED;
	out->keys = texts->keys.text;
	out->menu = texts->menu.text;
	if (!automatic)
		out->presentation = presentation == VIEW_SCREEN ? "+screen" : "+transcript";
	out->scrolled = pane_is_scrolled(p);
	out->unseen = pane_unseen(p);
	out->charset = session_charset_name(s);
	out->logging = session_log_name(s) != NULL;
	out->log_fails = session_log_fails(s);
	out->tracing = link_traced(pane_link(p)) && trace_is_on(link_traced(pane_link(p)));
	out->recording = link_recorder(pane_link(p)) != NULL;
	out->record_fails = out->recording && recorder_is_failing(link_recorder(pane_link(p)));
	out->queued = session_queued(s) > PAINT_QUEUED ? session_queued(s) : 0;
	if (playback_is_of(app->playback, p)) {
		fill_played(app, out, texts);
		return;
	}
	if (session_state(s) == SESSION_CONNECTED)
		fill_connected(p, out, texts);
	scripts_status(app->scripts, &texts->items);
	out->items = texts->items.text;
}

/* --- The other parts. */

static struct tab *make_tabs(App *app)
{
	struct tab *tabs = mem_calloc(app->count, sizeof(*tabs));

	for (size_t i = 0; i < app->count; i++) {
		const Pane *p = app->panes[i];
		bool current = i == app->current;

		tabs[i] = (struct tab){ .name = *link_name(pane_link(p)) ? link_name(pane_link(p)) :
									   "new",
					.title = pane_title(p),
					.current = current,
					.output = !current && pane_has_output(p),
					.bell = !current && pane_has_rung(p),
					.asks = questions_wait(app_layers(app), p),
					.lost = pane_has_ended(p) };
	}
	return tabs;
}

bool app_tab_at(App *app, unsigned column, size_t *index)
{
	struct tab *tabs = make_tabs(app);
	bool found = tabs_find(tabs, app->count, display_width(app->display), column, index);

	free(tabs);
	return found;
}

static const char *input_hint(const Pane *p)
{
	const Line *line = session_editor(pane_session(p));

	if (line_masked(line) && line_has_aside(line))
		return "Alt-p uses what was typed before";
	return NULL;
}

/* The candidates of a completion, the current one in brackets. */
static void completion_text(const Completion *c, struct str *out)
{
	size_t count = completion_count(c);

	if (!completion_active(c) || count < 2)
		return;
	for (size_t i = 0; i < count && out->length < 400; i++) {
		bool current = (long)i == completion_current(c);

		str_append_format(out, current ? "[%s] " : "%s ", completion_get(c, i));
	}
}

static void compose(App *app, struct status_texts *texts, const struct str *candidates,
		    struct frame *out, struct layer_area *area)
{
	Pane *p = app_current(app);
	struct tab *tabs = make_tabs(app);

	display_set_ambiguous(app->display,
			      options_ambiguous_width(settings_global(app->settings)));
	display_set_colours(app->display, options_colours(settings_global(app->settings)));
	display_set_bold_bright(app->display, options_bold_bright(settings_global(app->settings)));
	struct compose c = {
		.theme = display_theme(app->display),
		.tabs = tabs,
		.hint = input_hint(p),
		.without_line = display_is_saving(app->display),
		.completions = candidates->length ? candidates->text : NULL,
	};

	fill_status(app, &c.status, texts);
	pane_set_covered(p, layers_top(app_layers(app)) != NULL);
	pane_compose(p, &c);
	const struct view_mark *hits = scroll_mode_marks(app_layers(app), p, c.theme,
							 &c.mark_count);
	struct view_mark *marks = mark_list_merge(p, c.theme, hits, &c.mark_count);
	c.marks = marks;
	compose_frame(&c, out, area);
	if (area->floor) {
		flow_view_draw_strip(p, &trace_source, c.theme, out);
		flow_view_draw_strip(p, &lens_source, c.theme, out);
	}
	free(marks);
	free(tabs);
}

static void tell_hidden_status(App *app)
{
	char escape[KEY_NAME_MAX];

	if (!pane_hides_status(app_current(app)))
		return;
	app_short_escape(app, escape);
	if (pane_cuts_screen(app_current(app)))
		app_message(app,
			    "the peer's screen is larger than the window: %s and PgUp, then "
			    "the arrows, show the rest of it; %s the status line and the menu",
			    escape, escape);
	else
		app_message(app,
			    "the peer's screen takes all rows: %s shows the status line and the "
			    "menu",
			    escape);
}

void app_compose(void *user, struct frame *out, struct layer_area *area)
{
	App *app = user;
	struct status_texts texts;
	struct str candidates;

	if (pane_follow_lost_place(app_current(app)))
		app_message(app, "the lines being read are gone: shown is the oldest one kept");
	pane_follow_marks(app_current(app));
	tell_hidden_status(app);
	limit_follow(app_layers(app), app_current(app));
	scroll_mode_follow(app_layers(app), app_current(app));
	str_init(&texts.state);
	str_init(&texts.menu);
	str_init(&texts.keys);
	str_init(&texts.serial);
	str_init(&texts.items);
	str_init(&texts.name);
	str_init(&candidates);
	completion_text(app->completion, &candidates);
	compose(app, &texts, &candidates, out, area);
	str_fini(&texts.state);
	str_fini(&texts.menu);
	str_fini(&texts.keys);
	str_fini(&texts.serial);
	str_fini(&texts.items);
	str_fini(&texts.name);
	str_fini(&candidates);
}

bool app_is_half(void *user)
{
	const App *app = user;
	const Session *s = pane_session(app_current(user));

	if (playback_seeks(app->playback))
		return true;
	return session_state(s) == SESSION_CONNECTED &&
	       terminal_modes(session_terminal(s))->synchronised;
}

void app_end_half(void *user)
{
	session_end_synchronised(pane_session(app_current(user)));
}
