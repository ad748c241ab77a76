#include "app/input.h"

#include <stdlib.h>
#include <string.h>

#include "app/actions.h"
#include "app/candidates.h"
#include "app/commands.h"
#include "app/paint.h"
#include "app/paste-preview.h"
#include "app/program.h"
#include "app/run-command.h"
#include "app/scroll-mode.h"
#include "app/sessions.h"
#include "base/clock.h"
#include "link/link-rules.h"
#include "base/mem.h"
#include "ui/popup.h"
#include "ui/typed-rest.h"
#include "base/poison.h"

struct app_input {
	Keymap *menu, *line;
	struct escape_keys escape;
	const void *menu_layer; /* while the menu is open */
};

struct app_input *app_input_new(void)
{
	struct app_input *in = mem_alloc(sizeof(*in));
	size_t count;
	const struct keymap_row *rows = keymap_menu(&count);

	in->menu = keymap_new(rows, count);
	rows = keymap_line(&count);
	in->line = keymap_new(rows, count);
	return in;
}

void app_input_free(struct app_input *in)
{
	if (!in)
		return;
	keymap_free(in->menu);
	keymap_free(in->line);
	escape_keys_fini(&in->escape);
	free(in);
}

bool app_is_escape_key(void *user, struct key k)
{
	App *app = user;
	const char *text = options_value(settings_global(app_settings(app)), OPTIONS_ESCAPE_KEYS);
	struct escape_keys *escape = &app_input(app)->escape;

	return escape_keys_have(escape, text, k) || escape_keys_have(escape, text, key_plain(k));
}

/* --- The menu of the escape key. */

static size_t menu_count(void *user)
{
	size_t count;

	(void)user;
	keymap_menu(&count);
	return count;
}

static void menu_row(void *user, size_t i, struct str *key, struct str *text)
{
	size_t count;
	const struct keymap_row *row = &keymap_menu(&count)[i];

	(void)user;
	str_append_string(key, row->key);
	str_append_string(text, row->summary);
}

/* A second name of a key in the menu. */
static struct key menu_alias(struct key k)
{
	if (k.sym == KEYSYM_UP)
		k.sym = KEYSYM_PAGE_UP;
	return k;
}

/* The menu is taken away before the key acts, so that what it opens lies over the session. */
static bool menu_key(void *user, size_t selected, struct key k)
{
	App *app = user;
	struct app_input *in = app_input(app);
	struct key alias = menu_alias(k);
	enum app_action action = keymap_find(in->menu, alias);
	char name[KEY_NAME_MAX];

	(void)selected;
	layers_remove(app_layers(app), in->menu_layer);
	if (app_is_escape_key(app, k)) {
		session_send_key(pane_session(app_current(app)), WIRE_TYPED, k);
	} else if (action != APP_NONE) {
		app_act(app, action, alias);
	} else if (k.sym != KEYSYM_ESCAPE) {
		key_format(k, name);
		app_message(app, "%s is no key of the menu", name);
		typed_rest_keep(app_layers(app));
	}
	return false;
}

static void menu_closed(void *user)
{
	app_input(user)->menu_layer = NULL;
}

void app_open_menu(App *app)
{
	static const struct popup_events events = { menu_count, menu_row, menu_key, menu_closed };

	const char *name = link_name(pane_link(app_current(app)));
	struct str title;

	str_init(&title);
	str_append_format(&title, "menu%s%s", *name ? ": " : "", name);
	app_input(app)->menu_layer = popup_open(
		app_layers(app),
		&(struct popup){ .title = title.text, .events = &events, .user = app }, NULL);
	str_fini(&title);
}

/* --- Lines. */

/* Runs it, the line being empty: a command may end this session or change its line. */
static void submit_command(App *app, const char *command, bool pasted)
{
	Pane *p = app_current(app);
	Session *s = pane_session(p);

	if (!app_run_command(app, command) && app_current(app) == p && !session_mode(s).character)
		line_set_rejected(session_editor(s), command, strlen(command), pasted);
}

static void submit_line(App *app, Line *line)
{
	char *command = mem_strdup(line_text(line));
	bool pasted = line_has_pasted(line);

	line_reset(line, !app_command_is_secret(app, command));
	submit_command(app, command, pasted);
	free(command);
}

/* On the start screen a line that is no command is where to go. */
static void submit_destination(App *app, Session *s, size_t skip)
{
	Line *line = session_editor(s);
	bool pasted = line_has_pasted(line);
	struct str command;

	str_init(&command);
	str_append_format(&command, "%cconnect %s", app_command_char(app), line_text(line) + skip);
	if (!app_command_is_secret(app, command.text))
		session_remember_line(s, app_command_char(app));
	line_reset(line, false);
	submit_command(app, command.text, pasted);
	str_fini(&command);
}

/*
 * On the start screen a command behind the /connect that stands there takes its place. What is
 * pasted there goes to no peer: Enter runs it, as where to go or as this.
 */
static void drop_prefill(App *app, Line *line)
{
	size_t n = app_start_line_length(app, line_text(line));
	char c = app_command_char(app);
	const char *typed = line_text(line) + n;
	char *command;

	if (!app_on_start_screen(app) || !n || typed[0] != c || typed[1] == c)
		return;
	command = mem_strdup(typed);
	line_set(line, command, strlen(command));
	free(command);
}

/* Of an ended session with the key that makes it take lines again. */
static void say_not_sent(App *app, const struct err *e)
{
	char escape[KEY_NAME_MAX];

	app_short_escape(app, escape);
	if (pane_has_ended(app_current(app)))
		app_error(app, "%s; %s r reconnects", e->text, escape);
	else
		app_error(app, "%s", e->text);
}

/* Whether the `n` bytes of `text` behind the command character are the name of a command. */
static bool is_command_name(const char *text, size_t n)
{
	/* No copy of it is made, as an error's text about an unknown command would be. */
	for (size_t i = 0; i < app_commands.count; i++) {
		const char *name = app_commands.rows[i].name;

		if (strlen(name) == n && strncmp(name, text + 1, n) == 0)
			return true;
	}
	return false;
}

/*
 * What the line is that is no command though it begins as one, so that it was hardly meant to be
 * sent; NULL if it is no such line. Of a hidden line the whole must be a command's name: anything
 * less would tell who looks on how a password begins.
 */
static const char *unmeant(App *app, const Session *s, const Line *line)
{
	const char *text = line_text(line);
	bool masked = session_mode(s).masked;

	if (text[0] != app_command_char(app) || (!masked && !line_is_pasted(line)))
		return NULL;
	if (!is_command_name(text, masked ? strlen(text + 1) : strcspn(text + 1, " ")))
		return NULL;
	return masked ? "a hidden line" : "pasted text";
}

static void say_unmeant(App *app, const char *what)
{
	char escape[KEY_NAME_MAX];

	app_short_escape(app, escape);
	app_message(app, "%s is no command: it was sent; %s c runs one", what, escape);
}

/* Says of a line that was divided into several if one of them looks like a command. */
static void say_no_commands(App *app, const Pane *p, const char *text)
{
	const char *separator = options_given(link_options(pane_link(p)),
					      OPTIONS_COMMAND_SEPARATOR);
	const char ends[] = { ' ', separator ? *separator : ' ', '\0' };

	for (const char *s = text; separator && (s = strchr(s, *separator)); s++) {
		size_t n = s[1] ? strcspn(s + 2, ends) : 0;

		if (s[1] == *separator) {
			s++;
		} else if (s[1] == app_command_char(app) && is_command_name(s + 1, n)) {
			app_message(app, "%.*s was sent: behind %c it is no command", (int)n + 1,
				    s + 1, *separator);
			return;
		}
	}
}

/*
 * An alias may take a line, and it may be several. What is hidden is a secret, and what begins with
 * pasted text was not typed: neither scripts nor rules see them.
 */
static bool submit_to_aliases(App *app, Session *s, Line *line)
{
	Pane *p = app_current(app);
	char *text;
	bool taken;

	if (session_line_is_secret(s) || line_is_pasted(line))
		return false;
	text = mem_strdup(line_text(line));
	taken = scripts_input(app_scripts(app), p, text, strlen(text));
	if (!taken) {
		taken = link_take_input(pane_link(p), text, strlen(text));
		if (taken)
			say_no_commands(app, p, text);
	}
	if (taken) {
		session_remember_line(s, app_command_char(app));
		line_reset(line, false);
		display_expect_answer(app_display(app));
	}
	free(text);
	return taken;
}

/* Enter in line mode. */
static void submit(App *app)
{
	Session *s = pane_session(app_current(app));
	Line *line = session_editor(s);
	struct err e;
	enum session_line_kind kind;
	const char *what;

	drop_prefill(app, line);
	kind = session_line_kind(s, app_command_char(app));
	completion_reset(app_completion(app));
	if (kind == SESSION_LINE_COMMAND) {
		submit_line(app, line);
		return;
	}
	if (app_on_start_screen(app) && line_length(line)) {
		submit_destination(app, s, kind == SESSION_LINE_QUOTED ? 1 : 0);
		return;
	}
	if (!session_check_typed(s, line_text(line), line_length(line), &e)) {
		say_not_sent(app, &e);
		return;
	}
	if (kind == SESSION_LINE_TEXT && submit_to_aliases(app, s, line))
		return;
	what = unmeant(app, s, line);
	if (session_line(s, app_command_char(app), clock_wall_ms(), &e)) {
		if (what)
			say_unmeant(app, what);
		display_expect_answer(app_display(app));
		return;
	}
	say_not_sent(app, &e);
}

static void to_line(App *app, Session *s, struct key k)
{
	const char *refusal;

	display_touch(app_display(app));
	switch (session_key(s, k)) {
	case LINE_ACCEPTED: submit(app); return;
	case LINE_WANT_COMPLETION: app_complete(app, session_editor(s), false); break;
	case LINE_CHANGED:
	case LINE_IGNORED: completion_reset(app_completion(app)); break;
	}
	refusal = line_refusal(session_editor(s));
	if (refusal)
		app_error(app, "%s", refusal);
}

static void to_session(App *app, struct key k)
{
	Session *s = pane_session(app_current(app));

	if (!session_mode(s).character) {
		to_line(app, s, key_plain(k));
		return;
	}
	/* What a key of char mode changes is for the peer to say. */
	session_key(s, k);
	completion_reset(app_completion(app));
}

/* --- Line mode's keys. */

/* Whether Ctrl-D ends our direction: in raw sessions, unless the user says otherwise. */
static bool may_half_close(const Pane *p)
{
	const Session *s = pane_session(p);
	enum tri choice = options_half_close(link_options(pane_link(p)));

	if (session_state(s) != SESSION_CONNECTED || choice == TRI_OFF)
		return false;
	return choice == TRI_ON || session_protocol(s) == TELNET_PROTOCOL_RAW;
}

/* Which of line mode's keys apply now; APP_NONE leaves the key to the editor or the peer. */
static enum app_action line_action(App *app, struct key k)
{
	const Pane *p = app_current(app);
	Session *s = pane_session(p);
	enum app_action action = keymap_find(app_input(app)->line, k);
	bool empty = !line_length(session_editor(s)) && !line_search_pattern(session_editor(s));

	if (session_mode(s).character)
		return k.mods == KEYMOD_SHIFT &&
				       (action == APP_PAGE_UP || action == APP_PAGE_DOWN) ?
			       action :
			       APP_NONE;
	if (action == APP_SEARCH && line_search_pattern(session_editor(s)))
		return APP_NONE;
	if (action == APP_INTERRUPT && !empty)
		return APP_NONE;
	if (action == APP_END_OF_INPUT && app_on_start_screen(app))
		return app_start_line_is_untouched(app) ? action : APP_NONE;
	if (action == APP_END_OF_INPUT && (!empty || !(pane_has_ended(p) || may_half_close(p))))
		return APP_NONE;
	if (k.sym == KEYSYM_END && !k.mods && empty)
		return APP_TAIL;
	return action;
}

/* --- Keys of rules and scripts. */

/* A key that types a character is bound where lines are typed, and not while one is hidden. */
static bool take_bound(App *app, struct key plain)
{
	Pane *p = app_current(app);
	struct mode mode = session_mode(pane_session(p));
	bool types = plain.sym == KEYSYM_CHAR && !(plain.mods & (KEYMOD_CTRL | KEYMOD_ALT));

	if (types && (mode.character || session_line_is_secret(pane_session(p))))
		return false;
	return link_take_key(pane_link(p), plain) || scripts_key(app_scripts(app), p, plain);
}

/* --- From the decoder. */

bool app_is_for_peer(void *user)
{
	App *app = user;

	return !layers_top(app_layers(app)) &&
	       session_mode(pane_session(app_current(app))).character;
}

void app_on_key(void *user, struct key k)
{
	App *app = user;
	struct key plain = key_plain(k);
	enum app_action action;

	if (!app_input(app)->menu_layer && app_is_escape_key(app, k)) {
		app_open_menu(app);
		return;
	}
	if (scroll_mode_wants_help(app_layers(app), plain)) {
		app_run_command(app, "help scroll");
		display_touch(app_display(app));
		return;
	}
	if (layers_key(app_layers(app), plain)) {
		display_touch(app_display(app));
		return;
	}
	if (take_bound(app, plain)) {
		display_touch(app_display(app));
		return;
	}
	if (session_special_key(pane_session(app_current(app)), plain)) {
		completion_reset(app_completion(app));
		display_touch(app_display(app));
		return;
	}
	action = line_action(app, plain);
	if (action != APP_NONE)
		app_act(app, action, plain);
	else
		to_session(app, k);
}

void app_on_unknown(void *user, const char *bytes, size_t n)
{
	App *app = user;
	Session *s = pane_session(app_current(app));

	if (layers_unknown(app_layers(app), bytes, n))
		return;
	/* We have asked the terminal for numbers, which the peer need not know. */
	if (bytes[n - 1] == 'u' && display_has_numbers(app_display(app)) &&
	    !terminal_knows_numbers(session_terminal(s)))
		return;
	session_raw_keys(s, bytes, n);
}

void app_on_paste(void *user, const char *bytes, size_t n)
{
	App *app = user;
	struct err e;

	display_touch(app_display(app));
	if (layers_paste(app_layers(app), bytes, n))
		return;
	if (!paste_take(app, &(struct paste_source){ .title = "paste", .text = bytes, .length = n },
			&e))
		app_error(app, "%s", e.text);
}

void app_on_paste_refused(void *user)
{
	app_error(user, "the pasted text is larger than %d MiB: nothing of it was taken",
		  KEY_DECODE_PASTE_MAX >> 20);
}

/* In line mode it scrolls the view, lest it replace the draft by lines of the history. */
void app_on_wheel(void *user, int lines)
{
	App *app = user;
	Pane *p = app_current(app);
	struct key arrow = { .sym = lines < 0 ? KEYSYM_UP : KEYSYM_DOWN };

	if (!layers_top(app_layers(app)) && !session_mode(pane_session(p)).character) {
		pane_scroll(p, lines);
		display_touch(app_display(app));
		return;
	}
	for (int i = lines < 0 ? -lines : lines; i > 0; i--)
		app_on_key(app, arrow);
}
