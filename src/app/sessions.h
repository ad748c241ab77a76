/*
 * The sessions of the program: opened, shown, changed between, closed.
 */
#ifndef HAIL_APP_SESSIONS_H
#define HAIL_APP_SESSIONS_H

#include "app/app.h"
#include "app/demo-part.h"
#include "app/pane.h"
#include "base/err.h"

/* How many there are, session `i` < that, which one is shown (there always is one), its pane. */
size_t app_count(const App *app);
Pane *app_pane(App *app, size_t i);
size_t app_current_index(const App *app);
Pane *app_current(App *app);

/* How many of them are connected or connecting. */
size_t app_live_sessions(const App *app);

/* Opens a session without a connection and shows it. `name` is the saved name or NULL; `part` is
 * what it is to of the built-in service, in place of an address; or NULL. */
Pane *app_open_session(App *app, const struct address *address, const char *name,
		       const struct demo_part *part);

/*
 * Opens a session that a recording is played into, called `name`, and shows it; in the place of
 * `before`, which goes, unless that is NULL.
 */
Pane *app_open_played(App *app, const char *name, Pane *before);

/* Opens a session without a place to go, with three lines of help and the line at /connect. */
void app_welcome(App *app);

/* Whether that is what is shown: there is no place to go yet; and whether nothing of one was typed.
 */
bool app_on_start_screen(App *app);
bool app_start_line_is_untouched(App *app);

/* How many bytes of `text` are what stands in its line at first: all of that, or 0. */
size_t app_start_line_length(App *app, const char *text);

/*
 * Opens (or, with `replace`, puts in place of an ended one) a session to a destination as typed;
 * `demo` without a port, or with the word of a part, is the built-in service. False with `e` set if
 * it can't even begin.
 */
bool app_connect(App *app, const char *destination, const char *port, bool replace, struct err *e);

/* Closes a session; another one is shown, or a fresh idle one. */
void app_close_session(App *app, Pane *p);

/* Shows a session and asks whether it is to be closed: y ends its connection and closes it. */
void app_ask_to_close(App *app, Pane *p);

/* Closes all of them, at the end. */
void app_close_all_sessions(App *app);

/* Shows session `i`; the `step`th after this one, round and round; the one shown before. Says so if
 * there is none. */
void app_show_session(App *app, size_t i);
void app_show_next_session(App *app, int step);
void app_show_last_session(App *app);

/* Runs a command by `run` in `p`, which need not be shown, and isn't for that. */
typedef bool app_run_fn(App *app, const char *line, struct err *e);
bool app_run_in(App *app, Pane *p, app_run_fn *run, const char *line, struct err *e);

/* Applies changed options to every session; false with `e` set if one is refused. */
bool app_options_changed(App *app, struct err *e);

/* The screen has another size. */
void app_resize(App *app);

#endif
