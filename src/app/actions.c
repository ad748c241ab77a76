#include "app/actions.h"

#include <string.h>

#include "app/candidates.h"
#include "app/charset-list.h"
#include "app/command-hint.h"
#include "app/explain.h"
#include "app/links.h"
#include "app/program.h"
#include "app/run-command.h"
#include "app/scroll-mode.h"
#include "app/search-mode.h"
#include "app/session-list.h"
#include "app/sessions.h"
#include "app/suspend.h"
#include "app/telnet-menu.h"
#include "base/str.h"
#include "loop/loop.h"
#include "session/logging.h"
#include "ui/entry.h"
#include "ui/typed-rest.h"
#include "base/poison.h"

/* --- The command line. */

/*
 * It closes even if the command can't be run: what is typed next may be a password for the peer,
 * and must not end up in clear behind it. Only what follows at once is kept from the peer.
 */
static bool on_command(void *user, const char *text)
{
	if (!*text)
		return true;
	if (!app_command_is_secret(user, text))
		history_add(app_commands_typed(user), text, strlen(text));
	if (!app_run_command(user, text))
		typed_rest_keep(app_layers(user));
	return true;
}

static void on_complete(void *user, Line *line)
{
	app_complete(user, line, true);
}

/* The prompt is the command character already. */
static void on_typed(void *user, Line *line)
{
	if (line_text(line)[0] == app_command_char(user))
		line_replace(line, 0, 1, "", 0);
	completion_reset(app_completion(user));
}

static void on_refused(void *user, const char *text)
{
	app_message(user, "%s", text);
}

void app_open_command_line(App *app, const char *text)
{
	static const struct entry_events events = { .accepted = on_command,
						    .complete = on_complete,
						    .typed = on_typed,
						    .refused = on_refused };
	char prompt[2] = { app_command_char(app), '\0' };

	if (!layers_find_in(app_layers(app), &entry_layer, NULL))
		entry_open(app_layers(app), prompt, false, app_commands_typed(app), &events, app,
			   NULL);
	entry_insert(app_layers(app), text);
}

/* --- What concerns the session shown. */

/* To the other mode: by going back to automatic when that is what it would be. */
static void toggle_mode(App *app)
{
	const Session *s = pane_session(app_current(app));
	bool to_line = session_mode(s).character;

	app_run_command(app, "mode auto");
	if (session_mode(s).character == to_line)
		app_run_command(app, to_line ? "mode line" : "mode char");
}

static void toggle_view(App *app)
{
	const Session *s = pane_session(app_current(app));
	enum view_presentation before = session_presentation(s, NULL);

	app_run_command(app, "view auto");
	if (session_presentation(s, NULL) == before)
		app_run_command(app, before == VIEW_SCREEN ? "view transcript" : "view screen");
}

static void interrupt(App *app)
{
	struct err e;

	if (!session_command(pane_session(app_current(app)), WIRE_TYPED, "ip",
			     loop_now(app_loop(app)), &e))
		app_message(app, "Ctrl-C: nothing to interrupt; /quit leaves");
	else
		app_tell_sent(app, "IAC IP", " (interrupt process)");
}

/* Back by a page; in char mode, or from the menu, the keys then scroll. */
static void scroll_back(App *app, bool mode)
{
	Pane *p = app_current(app);

	pane_scroll_pages(p, -1);
	if (!pane_is_scrolled(p))
		app_message(app, "there is nothing to scroll back to%s",
			    mode ? "; the keys are scroll mode's, q returns" : "");
	/* Also then: what is typed on, to search or to copy, isn't for the peer. */
	if (mode && !pane_is_scrolled(p))
		scroll_mode_point(app, p, NULL);
	else if (mode)
		scroll_mode_begin(app, p);
}

/* Ctrl-D on what has ended closes it, and quits when there is nothing else. */
static void leave_ended(App *app)
{
	if (app_count(app) == 1)
		app_run_command(app, "quit");
	else
		app_ask_to_close(app, app_current(app));
}

static void end_of_input(App *app)
{
	Session *s = pane_session(app_current(app));
	struct err e;

	if (session_state(s) != SESSION_CONNECTED)
		leave_ended(app);
	else if (session_half_close(s, &e))
		app_message(app, "our direction is ended; the peer may go on");
}

static void toggle_log(App *app)
{
	bool logging = session_log_name(pane_session(app_current(app))) != NULL;

	if (app_run_command(app, logging ? "log off" : "log") && logging)
		app_message(app, "the log is ended");
}

/* A page from the menu: who types on meant something else. */
static void show_help(App *app)
{
	app_run_command(app, "help");
	typed_rest_keep(app_layers(app));
}

static void show_trace(App *app)
{
	app_run_command(app, "trace page");
	typed_rest_keep(app_layers(app));
}

static void explain_shown(App *app)
{
	struct str text, hint;

	str_init(&text);
	str_init(&hint);
	explain_status(app_current(app), app_current_index(app) + 1, app_count(app), &text);
	command_hint_append(app, app_current(app), text.text, &hint);
	app_show_text(app, "status line", hint.text);
	typed_rest_keep(app_layers(app));
	str_fini(&text);
	str_fini(&hint);
}

static void reveal(App *app, Pane *p)
{
	struct mode mode = session_mode(pane_session(p));

	if (!mode.masked)
		app_message(app, mode.character ?
					 "in char mode the device hides what is typed, not hail" :
					 "nothing that is typed is hidden now");
	pane_reveal(p);
}

/* Whether what the action opens is to have the keys. */
static bool takes_keys(enum app_action action)
{
	switch (action) {
	case APP_SCROLL_BACK:
	case APP_SEARCH:
	case APP_SELECT:
	case APP_LINKS:
	case APP_SESSION_LIST:
	case APP_CHARSETS:
	case APP_TELNET:
	case APP_EXPLAIN:
	case APP_HELP:
	case APP_TRACE: return true;
	default: return false;
	}
}

void app_act(App *app, enum app_action action, struct key k)
{
	Pane *p = app_current(app);

	if (takes_keys(action))
		entry_give_way(app_layers(app));
	switch (action) {
	case APP_NONE: break;
	case APP_COMMAND_LINE: app_open_command_line(app, ""); break;
	case APP_SCROLL_BACK: scroll_back(app, true); break;
	case APP_DISCONNECT: app_run_command(app, "disconnect"); break;
	case APP_RECONNECT: app_run_command(app, "reconnect"); break;
	case APP_TOGGLE_MODE: toggle_mode(app); break;
	case APP_TOGGLE_VIEW: toggle_view(app); break;
	case APP_PAGE_UP: scroll_back(app, session_mode(pane_session(p)).character); break;
	case APP_PAGE_DOWN: pane_scroll_pages(p, 1); break;
	case APP_TOP: pane_scroll_top(p); break;
	case APP_TAIL: pane_scroll_tail(p); break;
	case APP_SESSION: app_show_session(app, k.cp - '1'); break;
	case APP_NEXT_SESSION: app_show_next_session(app, 1); break;
	case APP_PREVIOUS_SESSION: app_show_next_session(app, -1); break;
	case APP_LAST_SESSION: app_show_last_session(app); break;
	case APP_SESSION_LIST: session_list_open(app); break;
	case APP_CHARSETS: charset_list_open(app); break;
	case APP_BREAK: app_run_command(app, "break"); break;
	case APP_TELNET: telnet_menu_open(app); break;
	case APP_HELP: show_help(app); break;
	case APP_EXPLAIN: explain_shown(app); break;
	case APP_SEARCH: search_mode_open(app, p, false); break;
	case APP_SELECT: scroll_mode_point(app, p, NULL); break;
	case APP_LINKS: links_open(app, p); break;
	case APP_PASTE: app_run_command(app, "paste"); break;
	case APP_LOG: toggle_log(app); break;
	case APP_TRACE: show_trace(app); break;
	case APP_SUSPEND: app_suspend(app); break;
	case APP_REPAINT: display_repaint(app_display(app)); break;
	case APP_INTERRUPT: interrupt(app); break;
	case APP_END_OF_INPUT: end_of_input(app); break;
	case APP_QUIT: app_run_command(app, "quit"); break;
	case APP_REVEAL: reveal(app, p); break;
	}
	display_touch(app_display(app));
}
