#include "app/app-internal.h"

#include <stdlib.h>
#include <string.h>

#include "app/commands.h"
#include "config/config.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/poison.h"

/* --- Commands and lines. */

bool app_run_command(App *app, const char *line)
{
	struct err e = { .kind = ERR_NONE };
	struct command_context c = {
		.table = &app_commands, .settings = app->settings, .owner = app, .e = &e
	};
	struct str problems;
	bool done;

	str_init(&problems);
	c.user = &problems;
	c.problem = config_collect_problem;
	done = command_run(&c, line);
	if (problems.length)
		app_show_text(app, "problems", problems.text);
	if (!done)
		app_message(app, "%s", e.text);
	str_fini(&problems);
	return done;
}

/* The command in the line, or NULL when it is text for the peer; `//` stands for one `/`. */
static const char *command_in(const struct app_session *as, const char *text, size_t *skip)
{
	char c = *options_value(settings_global(as->app->settings), OPTIONS_COMMAND_CHAR);

	*skip = 0;
	if (session_mode(as->session).masked || session_draft_is_pasted(as->session) ||
	    text[0] != c)
		return NULL;
	if (text[1] == c) {
		*skip = 1;
		return NULL;
	}
	return text + 1;
}

static void submit_command(struct app_session *as, const char *command)
{
	App *app = as->app;
	char *line = mem_strdup(command);
	char *typed = mem_strdup(line_text(session_editor(as->session)));

	/* Emptied first: a command may end this session or change its line. */
	line_reset(session_editor(as->session), true);
	if (!app_run_command(app, line) && app_current(app) == as &&
	    !session_mode(as->session).character)
		line_set(session_editor(as->session), typed, strlen(typed));
	free(line);
	free(typed);
}

/* Enter in line mode. */
static void submit(struct app_session *as)
{
	Line *line = session_editor(as->session);
	struct err e;
	size_t skip;
	const char *command = command_in(as, line_text(line), &skip);

	completion_reset(as->app->completion);
	if (command) {
		submit_command(as, command);
		return;
	}
	if (skip)
		line_replace(line, 0, skip, "", 0);
	if (!session_line(as->session, clock_wall_ms(), &e)) {
		if (skip)
			line_replace(line, 0, 0, line_text(line), skip);
		app_message(as->app, "%s", e.text);
	}
}

/* --- The menu of the escape key. */

/* To the other mode: by going back to automatic when that is what it would be. */
static void toggle_mode(struct app_session *as)
{
	bool to_line = session_mode(as->session).character;

	app_run_command(as->app, "mode auto");
	if (session_mode(as->session).character == to_line)
		app_run_command(as->app, to_line ? "mode line" : "mode char");
}

static void toggle_view(struct app_session *as)
{
	enum view_presentation before = session_presentation(as->session, NULL);

	app_run_command(as->app, "view auto");
	if (session_presentation(as->session, NULL) == before)
		app_run_command(as->app, before == VIEW_SCREEN ? "view transcript" : "view screen");
}

static void interrupt(struct app_session *as)
{
	struct err e;

	if (!session_command(as->session, "ip", &e))
		app_message(as->app, "Ctrl-C: nothing to interrupt; /quit leaves");
	else
		app_message(as->app, "sent IAC IP (interrupt process)");
}

static void scroll_back(struct app_session *as)
{
	app_scroll(as, -app_page(as->app));
	as->scroll_mode = as->scrolled;
}

static void end_of_input(struct app_session *as)
{
	struct err e;

	if (session_state(as->session) != SESSION_CONNECTED)
		app_run_command(as->app, "quit"); /* asks if another session is live */
	else if (session_half_close(as->session, &e))
		app_message(as->app, "our direction is ended; the peer may go on");
}

/* Does an action that is the same from the menu and from a key. */
static void act(App *app, enum app_action action, struct key k)
{
	struct app_session *as = app_current(app);

	switch (action) {
	case APP_NONE: break;
	case APP_COMMAND_LINE:
		line_reset(app->command, false);
		app->command_open = true;
		break;
	case APP_SCROLL_BACK: scroll_back(as); break;
	case APP_DISCONNECT: app_run_command(app, "disconnect"); break;
	case APP_RECONNECT: app_run_command(app, "reconnect"); break;
	case APP_TOGGLE_MODE: toggle_mode(as); break;
	case APP_TOGGLE_VIEW: toggle_view(as); break;
	case APP_PAGE_UP:
		app_scroll(as, -app_page(app));
		as->scroll_mode = as->scrolled && session_mode(as->session).character;
		break;
	case APP_PAGE_DOWN: app_scroll(as, app_page(app)); break;
	case APP_TOP: app_scroll_top(as); break;
	case APP_TAIL: app_scroll_tail(as); break;
	case APP_SESSION: app_show_session(app, k.cp - '1'); break;
	case APP_SUSPEND: app_suspend(app); break;
	case APP_REPAINT: screen_invalidate(app->screen); break;
	case APP_INTERRUPT: interrupt(as); break;
	case APP_END_OF_INPUT: end_of_input(as); break;
	case APP_QUIT: app_run_command(app, "quit"); break;
	case APP_REVEAL: as->reveal = !as->reveal && session_mode(as->session).masked; break;
	}
	app_touch(app);
}

static bool is_escape_key(App *app, struct key k)
{
	char *copy = mem_strdup(options_value(settings_global(app->settings), OPTIONS_ESCAPE_KEYS));
	char *rest = copy;
	char *word;
	bool found = false;

	while ((word = strsep(&rest, " ,"))) {
		struct key escape;

		found |= *word && key_parse(word, &escape) && key_equal(escape, k);
	}
	free(copy);
	return found;
}

static void to_session(struct app_session *as, struct key k)
{
	switch (session_key(as->session, k)) {
	case LINE_ACCEPTED: submit(as); return;
	case LINE_WANT_COMPLETION:
		app_complete(as->app, session_editor(as->session), false);
		return;
	case LINE_CHANGED:
	case LINE_IGNORED: break;
	}
	completion_reset(as->app->completion);
}

static void popup_key(App *app, struct key k)
{
	size_t count;
	const struct app_key *rows = app_menu_keys(&count);

	app->popup_open = false;
	if (is_escape_key(app, k)) {
		session_send_key(app_current(app)->session, k);
		return;
	}
	if (k.sym == KEYSYM_UP)
		k.sym = KEYSYM_PAGE_UP;
	act(app, app_find_action(rows, count, k), k);
}

/* --- Texts, scrolling, the command line. */

static void pager_scroll(App *app, struct key k)
{
	struct app_pager *p = &app->pager;
	size_t page = screen_height(app->screen) > 3 ? screen_height(app->screen) - 3 : 1;
	size_t last = p->count > page ? p->count - page : 0;
	size_t step = 1;

	if (k.sym == KEYSYM_PAGE_UP || k.sym == KEYSYM_PAGE_DOWN || key_text(k) == ' ')
		step = page;
	if (k.sym == KEYSYM_UP || k.sym == KEYSYM_PAGE_UP)
		p->top = p->top > step ? p->top - step : 0;
	else if (k.sym == KEYSYM_DOWN || k.sym == KEYSYM_PAGE_DOWN || key_text(k) == ' ')
		p->top = p->top + step < last ? p->top + step : last;
	else if (k.sym == KEYSYM_HOME)
		p->top = 0;
	else if (k.sym == KEYSYM_END)
		p->top = last;
}

static void pager_key(App *app, struct key k)
{
	if (k.sym == KEYSYM_ESCAPE || key_text(k) == 'q')
		app_close_text(app);
	else
		pager_scroll(app, k);
}

/* Scroll mode: the keys are ours until one that ends it. */
static void scroll_key(struct app_session *as, struct key k)
{
	long page = app_page(as->app);

	switch (k.sym) {
	case KEYSYM_UP: app_scroll(as, -1); break;
	case KEYSYM_DOWN: app_scroll(as, 1); break;
	case KEYSYM_PAGE_UP: app_scroll(as, -page); break;
	case KEYSYM_PAGE_DOWN: app_scroll(as, page); break;
	case KEYSYM_HOME: app_scroll_top(as); break;
	case KEYSYM_ESCAPE:
	case KEYSYM_END: app_scroll_tail(as); break;
	default:
		if (key_text(k))
			app_scroll_tail(as);
	}
}

static void passphrase_key(App *app, struct key k)
{
	if (k.sym == KEYSYM_ESCAPE)
		app_answer_passphrase(app, NULL);
	else if (line_key(app->command, k) == LINE_ACCEPTED)
		app_answer_passphrase(app, line_text(app->command));
}

static void command_line_key(App *app, struct key k)
{
	char *line;
	const char *text;

	if (k.sym == KEYSYM_ESCAPE && !line_search_pattern(app->command)) {
		app->command_open = false;
		line_reset(app->command, false);
		return;
	}
	switch (line_key(app->command, k)) {
	case LINE_ACCEPTED:
		text = line_text(app->command);
		if (*text == *options_value(settings_global(app->settings), OPTIONS_COMMAND_CHAR))
			text++;
		line = mem_strdup(text);
		app->command_open = !*line ? false : !app_run_command(app, line);
		if (!app->command_open)
			line_reset(app->command, false);
		free(line);
		return;
	case LINE_WANT_COMPLETION: app_complete(app, app->command, true); return;
	case LINE_IGNORED:
		/* Ctrl-C and Ctrl-D on an empty command line leave it. */
		if (!line_length(app->command) && (k.mods & KEYMOD_CTRL))
			app->command_open = false;
		break;
	case LINE_CHANGED: break;
	}
	completion_reset(app->completion);
}

/* --- Line mode and char mode. */

static bool is_ended(const struct app_session *as)
{
	enum session_state state = session_state(as->session);

	return state == SESSION_CLOSED || state == SESSION_FAILED;
}

/* Whether Ctrl-D ends our direction: in raw sessions, unless the user says otherwise. */
static bool may_half_close(const struct app_session *as)
{
	enum tri choice = options_half_close(link_options(as->link));

	if (session_state(as->session) != SESSION_CONNECTED || choice == TRI_OFF)
		return false;
	return choice == TRI_ON || session_protocol(as->session) == TELNET_PROTOCOL_RAW;
}

/* Which of line mode's keys apply now; APP_NONE leaves the key to the editor or the peer. */
static enum app_action line_action(const struct app_session *as, struct key k)
{
	size_t count;
	const struct app_key *rows = app_line_keys(&count);
	enum app_action action = app_find_action(rows, count, k);
	const Line *line = session_editor(as->session);
	bool empty = !line_length(line) && !line_search_pattern(line);

	if (session_mode(as->session).character)
		return k.mods == KEYMOD_SHIFT &&
				       (action == APP_PAGE_UP || action == APP_PAGE_DOWN) ?
			       action :
			       APP_NONE;
	if (action == APP_INTERRUPT && !empty)
		return APP_NONE;
	if (action == APP_END_OF_INPUT && (!empty || !(is_ended(as) || may_half_close(as))))
		return APP_NONE;
	if (k.sym == KEYSYM_END && !k.mods && empty)
		return APP_TAIL;
	return action;
}

void app_on_key(void *user, struct key k)
{
	App *app = user;
	struct app_session *as = app_current(app);
	enum app_action action;

	app->key_pressed = true;
	app_clear_message(app);
	app_touch(app);
	if (app->quit_asked) {
		app->quit_asked = false;
		if (key_text(k) == 'y' || key_text(k) == 'Y')
			app_quit(app);
		return;
	}
	if (app->popup_open) {
		popup_key(app, k);
	} else if (is_escape_key(app, k)) {
		app->popup_open = true;
	} else if (app->passphrase_open) {
		passphrase_key(app, k);
	} else if (app->command_open) {
		command_line_key(app, k);
	} else if (app->pager_open && as->card) {
		pager_scroll(app, k);
		app_card_key(as, k);
	} else if (app->pager_open) {
		pager_key(app, k);
	} else if (as->scroll_mode) {
		scroll_key(as, k);
	} else if ((action = line_action(as, k)) != APP_NONE) {
		act(app, action, k);
	} else {
		to_session(as, k);
	}
}

void app_on_unknown(void *user, const char *bytes, size_t n)
{
	App *app = user;
	struct app_session *as = app_current(app);

	if (app->popup_open || app->pager_open || app->command_open || as->scroll_mode)
		return;
	app->key_pressed = true;
	session_raw_keys(as->session, bytes, n);
}

/* One line only: what follows the first line end is no part of a command. */
static void paste_into_command(App *app, const char *bytes, size_t n)
{
	size_t length = 0;

	while (length < n && (unsigned char)bytes[length] >= ' ' && bytes[length] != 0x7f)
		length++;
	if (!line_insert(app->command, bytes, length))
		app_message(app, "nothing was pasted: it is no text, or too long for a command");
	else if (length < n)
		app_message(app, "only the text before the first line end or control was pasted");
}

void app_on_paste(void *user, const char *bytes, size_t n)
{
	App *app = user;
	struct app_session *as = app_current(app);
	struct err e;

	app->key_pressed = true;
	app_clear_message(app);
	app_touch(app);
	if (app->command_open) {
		paste_into_command(app, bytes, n);
		return;
	}
	if (app->quit_asked || app->popup_open || app->pager_open) {
		app->quit_asked = app->popup_open = false;
		app_message(app, "nothing was pasted: first close what stands over the session");
		return;
	}
	if (!session_paste(as->session, bytes, n, clock_wall_ms(), &e))
		app_message(app, "%s", e.text);
}
