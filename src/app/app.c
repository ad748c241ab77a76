#include "app/app.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/actions.h"
#include "app/app-internal.h"
#include "app/commands.h"
#include "app/exit-status.h"
#include "app/input.h"
#include "app/mouse.h"
#include "app/paint.h"
#include "app/lens-view.h"
#include "app/lenses.h"
#include "app/program.h"
#include "app/proto-file.h"
#include "app/run-command.h"
#include "app/sessions.h"
#include "app/suspend.h"
#include "base/mem.h"
#include "config/paths.h"
#include "link/link-log.h"
#include "base/poison.h"

enum { SEARCHES_KEPT = 100, COMMANDS_KEPT = 100 }; /* that Up brings back */

/* --- What happens around us. */

/* A connection whose address has gone will not hear from its peer again. */
static void on_network(void *user)
{
	App *app = user;

	for (size_t i = 0; i < app->count; i++) {
		Pane *p = app->panes[i];
		int fd = session_wants(pane_session(p)).fd;

		if (fd >= 0 && !network_watch_has_address(fd))
			app_pane_message(app, NULL,
					 "%s: this machine has lost the address of the connection; "
					 "it is probably dead (/reconnect)",
					 link_name(pane_link(p)));
	}
}

static void notice_sleep(App *app)
{
	int64_t slept = network_watch_slept(app->network);

	if (slept && app_live_sessions(app))
		app_pane_message(app, NULL,
				 "the machine has slept for %lld s: peers may have given up "
				 "meanwhile",
				 (long long)slept / 1000);
}

static void present(void *user)
{
	App *app = user;

	notice_sleep(app);
	control_update(app->control);
	app_ask_for_input(app);
	display_present(app->display);
	/* When everything is on the screen, so that nobody waits for a file. */
	if (!display_is_behind(app->display))
		histories_flush(app->histories);
}

static void end_by(App *app, int signo)
{
	app->end_signal = signo;
	app_quit(app);
}

static void on_gone(void *user)
{
	App *app = user;

	app->leaving = true;
	app_tell_loss(app, "the terminal is gone: no key can be read from it");
	end_by(app, SIGHUP);
}

static void on_signal(void *user, int signo)
{
	App *app = user;

	switch (signo) {
	case SIGWINCH:
		if (display_update_size(app->display))
			app_resize(app);
		break;
	case SIGCONT: app_take_terminal(app); break;
	case SIGTSTP: app_suspend(app); break;
	case SIGCHLD: dialer_reap(app->dialer); break;
	default: end_by(app, signo);
	}
}

static void install_signals(App *app, const struct screen_ops *screen)
{
	static const int signals[] = { SIGWINCH, SIGTSTP, SIGCONT, SIGCHLD };

	signal(SIGPIPE, SIG_IGN);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		loop_on_signal(app->loop, signals[i], on_signal, app);
	loop_on_end_signals(app->loop, on_signal, app);
	screen->guard_crashes();
	mem_on_exhausted(screen->restore_now);
}

/* --- The start. */

/* A command of a rule or a script. */
static bool run_in(App *app, Pane *p, const char *line, struct err *e)
{
	if (p != app_current(app) && app_command_is_of_screen(line))
		return err_set(e, ERR_OTHER, "its session is not shown");
	return app_run_in(app, p, app_try_command, line, e);
}

static const struct scripts_program scripts_program = {
	.run = run_in,
	.close = app_close_session,
	.current = app_current,
	.count = app_count,
	.pane = app_pane,
};

static void run_first_commands(void *user)
{
	App *app = user;

	for (size_t i = 0; i < app->args->command_count; i++)
		app_run_command(app, app->args->commands[i]);
}

static void make_histories(App *app)
{
	bool kept = options_save_history(settings_global(app->settings));
	char *folder = kept ? paths_state("history.d") : NULL;
	char *general = kept ? paths_state("history") : NULL;

	app->histories = histories_new(folder, general, HISTORY_LINES);
	free(folder);
	free(general);
}

static bool make_steps(App *app, Pane *p, struct err *e)
{
	if (!app->args->step_count)
		return true;
	app->first_steps = first_steps_new(app, p, e);
	if (app->first_steps && session_state(pane_session(p)) == SESSION_CONNECTED)
		first_steps_connected(app->first_steps, p);
	return app->first_steps != NULL;
}

/* Opens what the command line asks for. False with `e` set when that is impossible. */
static bool first_session(App *app, struct err *e)
{
	const struct args *args = app->args;
	struct address address;
	char *name;
	Pane *p;

	if (args->action == ARGS_REPLAY) {
		app->playback = playback_open(app, args->replay, e);
		return app->playback != NULL;
	}
	if (args->action == ARGS_DEMO)
		return app_connect(app, "demo", args->port, false, e) &&
		       make_steps(app, app_current(app), e);
	if (!args->destination && args->step_count)
		return err_set(e, ERR_USAGE, "--expect and --send need a DESTINATION");
	if (!args->destination) {
		app_welcome(app);
		return true;
	}
	if (!settings_find_address(app->settings, args->destination, args->port, &address, &name,
				   e))
		return false;
	p = app_open_session(app, &address, name, NULL);
	app->first_only = true;
	address_fini(&address);
	free(name);
	return make_steps(app, p, e) && link_connect(pane_link(p), e);
}

/* Opens the page of --lens. */
static bool open_lens(App *app, struct err *e)
{
	if (app->args->json)
		return err_set(e, ERR_USAGE,
			       "--json needs --pipe, or standard output that is no terminal");
	if (app->args->proto_file) {
		app->schema = proto_file_read(app->args->proto_file, app->args->proto_type, e);
		if (!app->schema)
			return false;
	}
	if (!lenses_put(app, app_current(app), app->args->lens, e))
		return false;
	flow_view_open(app_layers(app), app_current(app), &lens_source);
	return true;
}

static bool open_sessions(App *app, const char *problems, struct err *e)
{
	const char *log_file = app->args->log_file;
	const char *trace_file = app->args->trace_file;
	const char *record_file = app->args->record_file;

	if (!first_session(app, e))
		return false;
	if (log_file && !link_log(pane_link(app_current(app)), log_file, e))
		return false;
	if (trace_file && !link_trace(pane_link(app_current(app)), trace_file, e))
		return false;
	if (record_file && !link_record(pane_link(app_current(app)), record_file, e))
		return false;
	if (app->args->lens && !open_lens(app, e))
		return false;
	if (*problems)
		app_show_text(app, "configuration problems", problems);
	/* Commands may send, so while the first session connects they wait for it. */
	if (session_state(pane_session(app_current(app))) != SESSION_CONNECTING &&
	    !app->first_commands_ran) {
		app->first_commands_ran = true;
		run_first_commands(app);
	}
	return true;
}

static bool start(App *app, const struct screen_ops *screen, const char *problems, struct err *e)
{
	static const struct display_events events = {
		.keys = { .key = app_on_key,
			  .unknown = app_on_unknown,
			  .paste = app_on_paste,
			  .paste_refused = app_on_paste_refused,
			  .wheel = app_on_wheel,
			  .mouse = app_on_mouse,
			  .focus = app_on_focus,
			  .is_escape = app_is_escape_key,
			  .is_for_peer = app_is_for_peer },
		.compose = app_compose,
		.is_half = app_is_half,
		.end_half = app_end_half,
		.gone = on_gone,
	};
	struct err trust;
	char *pins_file = paths_pins(
		options_given(settings_global(app->settings), OPTIONS_PINS_FILE));

	app->dialer = dialer_new(app->loop, pins_file, e);
	free(pins_file);
	if (!app->dialer)
		return false;
	make_histories(app);
	app->display = display_open(app->loop, screen,
				    options_colours(settings_global(app->settings)), &events, app,
				    e);
	if (app->display)
		display_set_ambiguous(app->display,
				      options_ambiguous_width(settings_global(app->settings)));
	if (!app->display || !open_sessions(app, problems, e))
		return false;
	if (!dialer_check_trust(app->dialer, &trust))
		app_error(app, "%s", trust.text);
	app->network = network_watch_new(app->loop, on_network, app);
	app->control = control_new(app, app_try_command);
	loop_on_present(app->loop, present, app);
	return true;
}

/* --- The end. */

static void close_all(App *app)
{
	struct err e;

	app->leaving = true;
	control_free(app->control);
	app->control = NULL;
	if (app->histories && !histories_save(app->histories, &e))
		app_tell_loss(app, "%s", e.text);
	playback_free(app->playback);
	app->playback = NULL;
	app_close_all_sessions(app);
	rule_commands_free(app->rule_commands);
	rule_variables_free(app->rule_variables);
	rules_test_free(app->rules_test);
	log_grep_free(app->log_grep);
	scripts_free(app->scripts);
	schema_free(app->schema);
	dialer_free(app->dialer);
	display_close(app->display);
	network_watch_free(app->network);
	completion_free(app->completion);
	history_free(app->searches);
	history_free(app->commands_typed);
	app_input_free(app->input);
	histories_free(app->histories);
	deferred_cancel(&app->first_commands);
	loop_free(app->loop);
}

static int exit_status_of(App *app, const struct err *e)
{
	bool lost = app->losses.length > 0;

	fputs(app->losses.text, stderr);
	str_fini(&app->losses);
	free(app->copied);
	if (app->end_signal) {
		signal(app->end_signal, SIG_DFL);
		raise(app->end_signal);
	}
	if (e->kind != ERR_NONE)
		return exit_with(e);
	if (app->failure.kind != ERR_NONE)
		return exit_with(&app->failure);
	return lost && !app->exit_status ? exit_status(ERR_OTHER) : app->exit_status;
}

static void tell_loss(void *user, const char *text)
{
	app_tell_loss(user, "%s", text);
}

int app_run(const struct args *args, Settings *settings, const Options *line, const char *problems,
	    const struct screen_ops *screen)
{
	App app = { .args = args,
		    .line = line,
		    .settings = settings,
		    .commands = &app_commands,
		    .playback_ops = { playback_forget },
		    .run_first_commands = run_first_commands,
		    .open_command_line = app_open_command_line };
	struct err e = { .kind = ERR_NONE };

	app.loop = loop_new(&e);
	if (!app.loop)
		return exit_with(&e);
	str_init(&app.losses);
	install_signals(&app, screen);
	app.rule_commands = rule_commands_new(&app, run_in);
	app.rule_variables = rule_variables_new(app.loop, tell_loss, &app);
	app.rules_test = rules_test_new(&app);
	app.log_grep = log_grep_new(&app);
	app.scripts = scripts_new(&app, &scripts_program);
	app.completion = completion_new();
	app.searches = history_new(SEARCHES_KEPT);
	app.commands_typed = history_new(COMMANDS_KEPT);
	app.input = app_input_new();
	if (start(&app, screen, problems, &e)) {
		loop_run(app.loop);
		e = *loop_error(app.loop);
	}
	close_all(&app);
	return exit_status_of(&app, &e);
}
