/*
 * What the parts of the program with a screen do through the program: say something, show a text,
 * ask for a paint, quit; and what there is one of.
 */
#ifndef HAIL_APP_PROGRAM_H
#define HAIL_APP_PROGRAM_H

#include "app/app.h"
#include "app/display.h"
#include "app/pane.h"
#include "app/log-grep.h"
#include "app/rules-test.h"
#include "app/scripts.h"
#include "base/key.h"
#include "config/command.h"
#include "edit/complete.h"
#include "link/rule-variables.h"

struct app_input;
struct clicks;
struct finder_manner;

/* What there is one of. */
Settings *app_settings(App *app);
Display *app_display(App *app);
Layers *app_layers(App *app);
Dialer *app_dialer(App *app);
Loop *app_loop(App *app);
History *app_searches(App *app); /* what was searched for, */
History *app_commands_typed(App *app); /* and typed into the menu's command line */
Completion *app_completion(App *app);
RuleVariables *app_rule_variables(App *app);
RulesTest *app_rules_test(App *app);
LogGrep *app_log_grep(App *app);
struct app_input *app_input(App *app);
struct clicks *app_clicks(App *app);
Scripts *app_scripts(App *app);
const Schema *app_schema(const App *app); /* of --proto; NULL: none */

/* How the newest of the searches was meant; to be set with it. */
struct finder_manner *app_search_manner(App *app);

/* The commands, and the character that one begins with. */
const struct command_table *app_command_table(App *app);
char app_command_char(App *app);

/* Whether the command (with or without the command character) sends what stands behind its name. */
bool app_command_sends(App *app, const char *line);

/* Opens the command line with `text`, for a command that lets its user finish another. */
void app_offer_command(App *app, const char *text);

/* The escape key as the status line names it: `^]`, `F12`. */
void app_short_escape(App *app, char out[KEY_NAME_MAX]);

/* Says that `what` for the peer waits, and why, and is true; false: it has left. Says either. */
bool app_tell_waiting(App *app, const char *what);
void app_tell_sent(App *app, const char *what, const char *more);

/* A sentence over the session shown; one that stays until a key is pressed. */
void app_message(App *app, const char *format, ...) __attribute__((format(printf, 2, 3)));
void app_error(App *app, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * A sentence over `pane` (NULL: over whatever is shown). A command that it names by `/` is named as
 * it is run there now (command_hint_append). Returns its number (display_say).
 */
unsigned app_say(App *app, const Pane *pane, enum message_kind kind, const char *text);

/* A sentence over `pane`, whenever that is shown; over whatever is shown if it is NULL. Returns its
 * number (display_say). */
unsigned app_pane_message(App *app, const Pane *pane, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Says what was lost: over whatever is shown, or on the way out once the terminal is restored. */
void app_tell_loss(App *app, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The program's own clipboard: `n` bytes are copied into it; "" at first. */
void app_set_copied(App *app, const char *text, size_t n);
const char *app_copied(const App *app, size_t *n);

/* Shows a text (lines separated by newlines) over the session shown. */
void app_show_text(App *app, const char *title, const char *text);

/* Ends the program at the end of this turn (user: the App). */
void app_quit(void *user);

#endif
