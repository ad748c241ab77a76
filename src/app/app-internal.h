/*
 * The inside of the program with a screen. Opened by app.c (start, signals, end), program.c (what
 * there is one of), sessions.c (the panes), session-events.c (what they tell) and paint.c (what is
 * drawn); everybody else asks app/program.h and app/sessions.h.
 */
#ifndef HAIL_APP_APP_INTERNAL_H
#define HAIL_APP_APP_INTERNAL_H

#include "app/app.h"
#include "app/control.h"
#include "app/display.h"
#include "app/drag.h"
#include "app/finder.h"
#include "app/first-steps.h"
#include "app/pane.h"
#include "app/playback.h"
#include "app/rule-commands.h"
#include "app/log-grep.h"
#include "app/rules-test.h"
#include "app/scripts.h"
#include "config/command.h"
#include "edit/complete.h"
#include "edit/histories.h"
#include "link/dialer.h"
#include "link/network-watch.h"
#include "link/rule-variables.h"

struct App {
	const struct args *args;
	const Options *line; /* what they set for their destination; NULL once that was opened */
	Settings *settings;
	const struct command_table *commands; /* that sentences may name */
	Loop *loop;
	Dialer *dialer;
	Display *display;
	NetworkWatch *network;
	Histories *histories;
	Completion *completion;
	History *searches;
	History *commands_typed;
	struct finder_manner search_manner; /* of the newest of them */
	struct app_input *input;
	Pane **panes;
	size_t count, current;
	Pane *last; /* shown before the current one; NULL: none */
	bool first_only; /* the command line's session is still the only one ever */
	bool first_commands_ran;
	void (*run_first_commands)(void *user); /* from the loop, when the first is connected */
	struct deferred first_commands;
	void (*open_command_line)(App *app, const char *text); /* app_open_command_line */
	RuleCommands *rule_commands;
	RuleVariables *rule_variables;
	RulesTest *rules_test;
	LogGrep *log_grep;
	Control *control;
	Scripts *scripts;
	Schema *schema; /* --proto; NULL: none */
	Playback *playback; /* of hail replay; else NULL */
	struct playback_ops playback_ops;
	FirstSteps *first_steps; /* of --expect and --send; NULL: none */
	struct clicks clicks;
	char *copied; /* the program's own clipboard */
	size_t copied_length;
	int64_t bell_at; /* when the bell may ring again */
	int exit_status;
	int end_signal; /* leave by this signal */
	struct err failure; /* to tell once the terminal is restored */
	bool leaving;
	struct str losses; /* what was lost while leaving: lines to tell then, too */
};

/* --- What sessions.c and session-events.c share. */

/* The place of `p` in the list. */
size_t app_index_of(const App *app, const Pane *p);

/* The terminal's window has the title of the session shown, if the user wants that. */
void app_set_title(App *app);

/* The events of a pane (user: the App). */
extern const struct pane_events app_pane_handlers;

#endif
