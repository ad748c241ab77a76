/*
 * The scripts of the program with a screen: the states of Lua that the configuration's files and
 * /lua run in, and what sessions tell them. What a script does to a session or to the program goes
 * through the functions of hail-lua(7) (script-api.c); what would end a session or run a command
 * waits for the end of the turn (script-later.c).
 *
 * Files that aren't trusted share one state, those that are another. Nothing hidden is told: no
 * line that is sent as a secret, and no key while one is typed.
 *
 * What is typed and what rules run is run beside the files that aren't trusted, or, if there are
 * none but trusted ones, beside those.
 */
#ifndef HAIL_APP_SCRIPTS_H
#define HAIL_APP_SCRIPTS_H

#include <stdbool.h>
#include <stddef.h>

#include "app/app.h"
#include "app/pane.h"
#include "app/text-panes.h"
#include "base/err.h"
#include "base/json.h"
#include "base/key.h"
#include "base/str.h"

typedef struct Scripts Scripts;

/* What scripts need of the program's sessions. */
struct scripts_program {
	/* Runs a command line in `p`, shown or not, as if it was typed there; false with `e` set.
	 */
	bool (*run)(App *app, Pane *p, const char *line, struct err *e);
	void (*close)(App *app, Pane *p);
	Pane *(*current)(App *app);
	size_t (*count)(const App *app);
	Pane *(*pane)(App *app, size_t i);
};

/* Makes it; nothing is loaded. */
Scripts *scripts_new(App *app, const struct scripts_program *program);

/* Saves what scripts keep, and frees. The sessions are gone. NULL is fine. */
void scripts_free(Scripts *s);

/* Loads the files of the settings that were not loaded yet; there is a session. What fails is said.
 * Done when the first session is connected, or ends, or something is run: what a file sends at once
 * has a peer then. */
void scripts_load(Scripts *s);

/* Forgets everything that scripts have made, and loads the files again. */
void scripts_reload(Scripts *s);

/* Runs `text`, an expression or statements, and shows what it evaluates to. False with `e` set. */
bool scripts_eval(Scripts *s, const char *text, struct err *e);

/* Runs the statements of rule `rule` of `p`, in which `m` is what it captured (script_run). Whether
 * they have sent something. */
bool scripts_run(Scripts *s, Pane *p, unsigned rule, const char *text, size_t n,
		 const Json *captures);

/* --- What sessions tell. */

/* A session was opened; it goes. */
void scripts_opened(Scripts *s, Pane *p);
void scripts_forget(Scripts *s, const Pane *p);

/* A line was received: whether it is to be shown. */
enum terminal_verdict scripts_line(Scripts *s, Pane *p, const struct terminal_line *line);

void scripts_prompt(Scripts *s, Pane *p, const char *text, size_t n);
void scripts_value(Scripts *s, Pane *p, const struct telnet_value *value);
void scripts_connected(Scripts *s, Pane *p);
void scripts_ended(Scripts *s, Pane *p);
void scripts_bell(Scripts *s, Pane *p);

/* Something has changed, maybe that something was received. */
void scripts_changed(Scripts *s, Pane *p);

/* A line was typed, and isn't hidden: true if an alias took it. */
bool scripts_input(Scripts *s, Pane *p, const char *text, size_t n);

/* Runs what is bound to a key; false if nothing is. */
bool scripts_key(Scripts *s, Pane *p, struct key key);

/* Tells the words that complete the `n` bytes before the cursor. */
void scripts_complete(Scripts *s, Pane *p, const char *text, size_t n,
		      void (*each)(void *user, const char *word), void *user);

/* --- What they show. */

/* Appends the items of the status line, as status-items.h has them. */
void scripts_status(const Scripts *s, struct str *out);

/* The panes of text. */
TextPanes *scripts_panes(Scripts *s);

#endif
