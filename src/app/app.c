#include "app/app-internal.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/exit-status.h"
#include "config/paths.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/poison.h"

enum {
	APP_PAINT_MS = 16, /* at most 60 frames a second */
	APP_FLOOD_PAINT_MS = 50, /* 20 while the peer floods us */
};

void app_touch(App *app)
{
	app->dirty = true;
}

void app_quit(App *app)
{
	loop_stop(app->loop);
}

/* --- Painting. */

/* Writes the frame if that was asked for; false, with the message set, if it can't be written. */
static bool save_frame(App *app)
{
	struct err e;
	bool done;

	if (!app->save_path)
		return true;
	done = frame_save(&app->frame, app->save_path, &e);
	if (!done)
		app_message(app, "%s", e.text);
	free(app->save_path);
	app->save_path = NULL;
	return done;
}

/* A connection whose address has gone will not hear from its peer again. */
static void on_network(void *user)
{
	App *app = user;

	for (size_t i = 0; i < app->count; i++) {
		struct app_session *as = app->sessions[i];
		int fd = session_wants(as->session).fd;

		if (fd >= 0 && !network_watch_has_address(fd))
			app_message(
				app,
				"%s: this machine has lost the address of the connection; it is "
				"probably dead (/reconnect)",
				link_name(as->link));
	}
}

static void notice_sleep(App *app)
{
	int64_t slept = network_watch_slept(app->network);

	if (slept && app_live_sessions(app))
		app_message(app,
			    "the machine has slept for %lld s: peers may have given up meanwhile",
			    (long long)slept / 1000);
}

static void paint_if_due(App *app)
{
	int64_t now = loop_now(app->loop);
	int64_t due = app->painted_at + (link_is_busy(app_current(app)->link) && !app->key_pressed ?
						 APP_FLOOD_PAINT_MS :
						 APP_PAINT_MS);

	if (now < due && !app->save_path) {
		timer_set(app->paint_timer, due);
		return;
	}
	timer_set(app->paint_timer, -1);
	app->dirty = app->key_pressed = false;
	app->painted_at = now;
	app_compose(app);
	if (!save_frame(app))
		app_compose(app); /* with what went wrong */
	screen_paint(app->screen, &app->frame);
}

static void present(void *user)
{
	App *app = user;

	notice_sleep(app);
	if (app->dirty && !screen_is_waiting(app->screen))
		paint_if_due(app);
	if (screen_is_waiting(app->screen))
		loop_watch_set(app->output, POLLOUT);
}

/* When it has taken all of the last frame, present paints the newest. */
static void on_writable(void *user, short revents)
{
	App *app = user;

	(void)revents;
	screen_flush(app->screen);
	if (!screen_is_waiting(app->screen))
		loop_watch_pause(app->output);
}

static void on_paint_due(void *user)
{
	(void)user; /* waking the loop is all: present runs at the end of the turn */
}

/* --- Keys and signals. */

static void watch_decoder(App *app)
{
	timer_set(app->key_timer, key_decoder_deadline(app->decoder));
}

static void on_keys(void *user, short revents)
{
	App *app = user;

	(void)revents;
	if (!screen_read(app->screen, app->decoder, loop_now(app->loop))) {
		app->end_signal = SIGHUP;
		app_quit(app);
		loop_watch_pause(app->keys);
	}
	watch_decoder(app);
}

static void on_key_due(void *user)
{
	App *app = user;

	key_decoder_tick(app->decoder, loop_now(app->loop));
	watch_decoder(app);
}

static void resize_sessions(App *app)
{
	for (size_t i = 0; i < app->count; i++) {
		session_resize(app->sessions[i]->session, screen_width(app->screen),
			       app_session_rows(app), loop_now(app->loop));
	}
	app_touch(app);
}

static void take_terminal(App *app)
{
	screen_enter(app->screen);
	resize_sessions(app);
}

void app_suspend(App *app)
{
	struct sigaction stop = { .sa_handler = SIG_DFL };
	struct sigaction ours;

	screen_leave(app->screen);
	sigemptyset(&stop.sa_mask);
	sigaction(SIGTSTP, &stop, &ours);
	raise(SIGTSTP);
	sigaction(SIGTSTP, &ours, NULL);
	take_terminal(app);
}

static void on_signal(void *user, int signo)
{
	App *app = user;

	switch (signo) {
	case SIGWINCH:
		if (screen_update_size(app->screen))
			resize_sessions(app);
		/* Smaller and back again between two looks: the terminal has lost what was cut off.
		 */
		screen_invalidate(app->screen);
		app_touch(app);
		break;
	case SIGCONT: take_terminal(app); break;
	case SIGTSTP: app_suspend(app); break;
	case SIGCHLD: dialer_reap(app->dialer); break;
	default: app->end_signal = signo; app_quit(app);
	}
}

static void install_signals(App *app)
{
	static const int signals[] = { SIGWINCH, SIGTSTP, SIGCONT, SIGCHLD };

	signal(SIGPIPE, SIG_IGN);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		loop_on_signal(app->loop, signals[i], on_signal, app);
	loop_on_end_signals(app->loop, on_signal, app);
	app->screen_ops->guard_crashes();
	mem_on_exhausted(app->screen_ops->restore_now);
}

/* --- Start and end. */

static void open_history(App *app)
{
	struct err e;
	char *path = paths_state("history");

	app->history = history_new(HISTORY_LINES);
	if (path && options_save_history(settings_global(app->settings)) &&
	    !history_open(app->history, path, &e))
		app_message(app, "%s (history is kept for this run only)", e.text);
	free(path);
}

static bool open_screen(App *app, struct err *e)
{
	static const struct key_events events = { app_on_key, app_on_unknown, app_on_paste };

	app->screen = screen_open(app->screen_ops, e);
	if (!app->screen)
		return false;
	app->decoder = key_decoder_new(&events, app);
	screen_describe_keys(app->screen, app->decoder);
	app->keys = loop_watch(app->loop, LOOP_KEYS, screen_fd(app->screen), POLLIN, on_keys, app);
	app->output = loop_watch(app->loop, LOOP_KEYS, screen_output_fd(app->screen), 0,
				 on_writable, app);
	loop_watch_pause(app->output);
	app->key_timer = timer_new(loop_timers(app->loop), on_key_due, app);
	app->paint_timer = timer_new(loop_timers(app->loop), on_paint_due, app);
	app->completion = completion_new();
	app->command = line_new(NULL);
	frame_init(&app->frame);
	app->network = network_watch_new(app->loop, on_network, app);
	if (!dialer_check_trust(app->dialer, e))
		app_message(app, "%s", e->text);
	err_clear(e);
	loop_on_present(app->loop, present, app);
	return true;
}

/* Opens what the command line asks for. False with `e` set when that is impossible. */
static bool first_session(App *app, struct err *e)
{
	const struct args *args = app->args;
	struct address address;
	struct app_session *as;
	char *name;

	if (args->action == ARGS_DEMO)
		return app_connect_demo(app, e);
	if (!args->destination) {
		app_welcome(app);
		return true;
	}
	if (!app_find_address(app->settings, args->destination, args->port, &address, &name, e))
		return false;
	as = app_new_session(app, &address, name, NULL);
	app->first_only = true;
	address_fini(&address);
	free(name);
	return link_connect(as->link, e);
}

static void run_first_commands(void *user)
{
	App *app = user;

	for (size_t i = 0; i < app->args->command_count; i++) {
		const char *line = app->args->commands[i];

		line += *line ==
			*options_value(settings_global(app->settings), OPTIONS_COMMAND_CHAR);
		app_run_command(app, line);
	}
}

/* Later: a command may end the session whose event this is. */
void app_run_first_commands(App *app)
{
	if (!app->first_commands_ran)
		loop_defer(app->loop, &app->first_commands, run_first_commands, app);
	app->first_commands_ran = true;
}

static bool start(App *app, const char *problems, struct err *e)
{
	if (!first_session(app, e))
		return false;
	if (app->args->log_file && !session_log(app_current(app)->session, app->args->log_file, e))
		return false;
	if (*problems)
		app_show_text(app, "configuration problems", problems);
	/* They may want to send something: when the first session is being connected, after that.
	 */
	if (session_state(app_current(app)->session) != SESSION_CONNECTING)
		app_run_first_commands(app);
	return true;
}

static void close_all(App *app)
{
	if (app->history)
		history_save(app->history, NULL);
	while (app->count)
		app_drop_session(app->sessions[0]);
	if (app->screen)
		app_close_text(app);
	free(app->sessions);
	dialer_free(app->dialer);
	screen_close(app->screen);
	network_watch_free(app->network);
	key_decoder_free(app->decoder);
	timer_free(app->key_timer);
	timer_free(app->paint_timer);
	completion_free(app->completion);
	line_free(app->command);
	frame_fini(&app->frame);
	history_free(app->history);
	app_clear_message(app);
	free(app->save_path);
	deferred_cancel(&app->first_commands);
	loop_free(app->loop);
}

int app_run(const struct args *args, Settings *settings, const Options *line, const char *problems,
	    const struct screen_ops *screen)
{
	App app = { .args = args, .line = line, .settings = settings, .screen_ops = screen };
	struct err e = { .kind = ERR_NONE };
	char *pins_file;

	app.loop = loop_new(&e);
	if (!app.loop)
		return exit_with(&e);
	install_signals(&app);
	pins_file = paths_pins(options_given(settings_global(settings), OPTIONS_PINS_FILE));
	app.dialer = dialer_new(app.loop, pins_file, &e);
	free(pins_file);
	open_history(&app);
	if (app.dialer && open_screen(&app, &e) && start(&app, problems, &e)) {
		present(&app);
		loop_run(app.loop);
		e = *loop_error(app.loop);
	}
	close_all(&app);
	if (app.end_signal) {
		signal(app.end_signal, SIG_DFL);
		raise(app.end_signal);
	}
	if (e.kind != ERR_NONE)
		return exit_with(&e);
	if (app.failure.kind != ERR_NONE)
		return exit_with(&app.failure);
	return app.exit_status;
}
