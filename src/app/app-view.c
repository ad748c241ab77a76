#include "app/app-internal.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/poison.h"

/* --- Messages and texts. */

void app_clear_message(App *app)
{
	free(app->message);
	app->message = NULL;
}

void app_message(App *app, const char *format, ...)
{
	struct str text;
	va_list args;

	str_init(&text);
	va_start(args, format);
	str_append_vformat(&text, format, args);
	va_end(args);
	app_clear_message(app);
	app->message = str_take(&text);
	app_touch(app);
}

static void free_lines(struct app_pager *p)
{
	for (size_t i = 0; i < p->count; i++)
		free(p->lines[i]);
	free(p->lines);
	p->lines = NULL;
	p->count = 0;
}

void app_close_text(App *app)
{
	free_lines(&app->pager);
	free(app->pager.title);
	free(app->pager.text);
	app->pager = (struct app_pager){ 0 };
	app->pager_open = false;
	app_touch(app);
}

/* Adds one line of the text, wrapped; what is continued is set in as far as its beginning was. */
static void wrap_line(struct app_pager *p, const char *text, size_t n)
{
	unsigned indent = (unsigned)strspn(text, " ");
	bool first = true;

	indent = indent + 2 < p->width / 2 ? indent + 2 : 0;
	do {
		unsigned room = first ? p->width : p->width - indent;
		size_t used = compose_line_break(text, n, room);
		struct str line;

		str_init(&line);
		if (!first)
			str_append_format(&line, "%*s", (int)indent, "");
		str_append(&line, text, used);
		p->lines = mem_resize(p->lines, p->count + 1, sizeof(*p->lines));
		p->lines[p->count++] = str_take(&line);
		text += used;
		n -= used;
		first = false;
	} while (n);
}

static void wrap_pager(struct app_pager *p, unsigned width)
{
	const char *text = p->text;

	free_lines(p);
	p->width = width;
	while (*text) {
		size_t n = strcspn(text, "\n");

		wrap_line(p, text, n);
		text += n + (text[n] == '\n');
	}
	if (p->top >= p->count)
		p->top = p->count ? p->count - 1 : 0;
}

void app_show_text(App *app, const char *title, const char *text)
{
	app_close_text(app);
	app->pager.title = mem_strdup(title);
	app->pager.text = mem_strdup(text);
	wrap_pager(&app->pager, screen_width(app->screen));
	app->pager_open = true;
}

/* --- What is composed. */

static const char *state_text(const struct app_session *as, struct str *out)
{
	switch (session_state(as->session)) {
	case SESSION_IDLE: break;
	case SESSION_CONNECTING: str_append_string(out, "connecting"); break;
	case SESSION_CONNECTED: str_append_string(out, "connected"); break;
	case SESSION_CLOSED: str_append_string(out, "closed"); break;
	case SESSION_FAILED:
		str_append_format(out, "failed: %s", session_error(as->session)->text);
		break;
	}
	return out->text;
}

/* The escape key as the status line names it: `^]`, `F12`. */
static void short_escape(App *app, char out[KEY_NAME_MAX])
{
	const char *keys = options_value(settings_global(app->settings), OPTIONS_ESCAPE_KEYS);
	size_t n = strcspn(keys, " ,");

	n = n < KEY_NAME_MAX - 1 ? n : KEY_NAME_MAX - 1;
	if (n == 6 && strncasecmp(keys, "Ctrl-", 5) == 0) {
		out[0] = '^';
		out[1] = keys[5];
		out[2] = '\0';
		return;
	}
	memcpy(out, keys, n);
	out[n] = '\0';
}

/* Closed or open: whether what is sent can be read on the way. Nothing for a peer on this machine.
 */
static const char *lock_of(const struct app_session *as)
{
	const Transport *t = session_transport(as->session);

	if (link_is_service(as->link) || !link_address(as->link)->service)
		return NULL;
	return t && tls_transport_report(t) ? "🔒" : "🔓";
}

struct status_texts {
	struct str state, menu, keys;
};

static void fill_status(App *app, struct compose *c, struct status_texts *texts)
{
	struct app_session *as = app_current(app);
	struct status *s = &c->status;
	bool connected = session_state(as->session) == SESSION_CONNECTED;
	bool automatic;
	enum view_presentation presentation = session_presentation(as->session, &automatic);
	char escape[KEY_NAME_MAX];

	short_escape(app, escape);
	str_append_format(&texts->menu, "%s menu", escape);
	if (session_state(as->session) == SESSION_CLOSED ||
	    session_state(as->session) == SESSION_FAILED)
		str_append_format(&texts->keys, "%s r reconnects, %s q quits", escape, escape);
	s->session = app->current + 1;
	s->sessions = app->count;
	s->name = link_name(as->link);
	s->state = state_text(as, &texts->state);
	s->keys = texts->keys.text;
	s->mode = connected ? session_mode(as->session).words : NULL;
	if (!automatic)
		s->presentation = presentation == VIEW_SCREEN ? "+screen" : "+transcript";
	s->scrolled = as->scrolled;
	s->unseen = terminal_end_line(session_terminal(as->session)) - as->end_line;
	s->lock = connected ? lock_of(as) : NULL;
	s->eol = connected ? session_eol_name(as->session) : NULL;
	s->charset = session_charset_name(as->session);
	s->logging = session_log_name(as->session) != NULL;
	s->queued = session_queued(as->session) > 4096 ? session_queued(as->session) : 0;
	s->menu = texts->menu.text;
}

static const char *input_hint(App *app)
{
	struct app_session *as = app_current(app);
	const Line *line = session_editor(as->session);

	if (line_masked(line) && line_has_aside(line))
		return "Alt-p uses what was typed before";
	return NULL;
}

/* The candidates of a completion, the current one in brackets. */
static void completion_text(App *app, struct str *out)
{
	size_t count = completion_count(app->completion);

	if (!completion_active(app->completion) || count < 2)
		return;
	for (size_t i = 0; i < count && out->length < 400; i++) {
		bool current = (long)i == completion_current(app->completion);

		str_append_format(out, current ? "[%s] " : "%s ",
				  completion_get(app->completion, i));
	}
}

static void fill_popup(struct compose *c, struct compose_popup_row rows[], size_t max)
{
	size_t count;
	const struct app_key *keys = app_menu_keys(&count);

	for (size_t i = 0; i < count && i < max; i++)
		rows[i] = (struct compose_popup_row){ keys[i].key, keys[i].summary };
	c->popup = rows;
	c->popup_count = count < max ? count : max;
}

static struct compose base_compose(App *app)
{
	struct app_session *as = app_current(app);

	return (struct compose){
		.width = screen_width(app->screen),
		.height = screen_height(app->screen),
		.session = as->session,
		.scrolled = as->scrolled,
		.anchor = as->anchor,
		.reveal = as->reveal,
	};
}

/* The place being read fell off the end of the scrollback. */
static void follow_lost_anchor(struct app_session *as, struct compose *c)
{
	uint64_t first = terminal_first_line(session_terminal(as->session));

	if (!as->scrolled || as->anchor.line >= first)
		return;
	as->anchor = c->anchor = (struct view_anchor){ first, 0 };
	app_message(as->app, "the lines being read are gone: shown is the oldest one kept");
}

/* What answers the card, if that is what the pager shows. */
static const char *card_keys(const struct app_session *as)
{
	if (!as->card)
		return NULL;
	return as->card_final ? "Enter refuses" : "Enter refuses, o this time, p pin";
}

void app_compose(App *app)
{
	struct compose c = base_compose(app);
	struct compose_popup_row popup[24];
	struct compose_pager pager;
	struct status_texts texts;
	struct str candidates;

	str_init(&texts.state);
	str_init(&texts.menu);
	str_init(&texts.keys);
	str_init(&candidates);
	fill_status(app, &c, &texts);
	completion_text(app, &candidates);
	c.completions = candidates.length ? candidates.text : NULL;
	follow_lost_anchor(app_current(app), &c);
	c.message = app->message;
	c.hint = input_hint(app);
	if (app->command_open) {
		c.command = app->command;
		c.command_prompt = options_value(settings_global(app->settings),
						 OPTIONS_COMMAND_CHAR);
		if (app->passphrase_open)
			c.command_prompt = "Passphrase of the key: ";
	}
	if (app->popup_open)
		fill_popup(&c, popup, sizeof(popup) / sizeof(popup[0]));
	if (app->pager_open) {
		if (app->pager.width != c.width)
			wrap_pager(&app->pager, c.width);
		pager = (struct compose_pager){ app->pager.title, card_keys(app_current(app)),
						app->pager.lines, app->pager.count,
						app->pager.top };
		c.pager = &pager;
	}
	compose_frame(&c, &app->frame);
	str_fini(&texts.state);
	str_fini(&texts.menu);
	str_fini(&texts.keys);
	str_fini(&candidates);
}

/* --- Scrolling. */

long app_page(App *app)
{
	struct compose c = base_compose(app);
	unsigned rows;

	/* A page back and a page forward are the same, with and without the live tail below. */
	c.scrolled = true;
	rows = compose_layout(&c).view_rows;
	return rows > 2 ? (long)rows - 1 : 1;
}

static void scroll_to(struct app_session *as, struct view_anchor anchor)
{
	if (!as->scrolled)
		as->end_line = terminal_end_line(session_terminal(as->session));
	as->scrolled = true;
	as->anchor = anchor;
	app_touch(as->app);
}

void app_scroll_tail(struct app_session *as)
{
	as->scrolled = as->scroll_mode = false;
	app_touch(as->app);
}

void app_scroll(struct app_session *as, long rows)
{
	struct compose c = base_compose(as->app);
	struct view_request request;
	struct view_anchor anchor;

	/* The tail begins where the whole view, without a live tail below, would show its end. */
	request = compose_view(&c);
	c.scrolled = false;
	request.height = compose_layout(&c).view_rows;
	if (view_scroll(session_terminal(as->session), &request, rows, &anchor))
		scroll_to(as, anchor);
	else if (rows > 0)
		app_scroll_tail(as);
}

void app_scroll_top(struct app_session *as)
{
	scroll_to(as,
		  (struct view_anchor){ terminal_first_line(session_terminal(as->session)), 0 });
}
