/*
 * The inside of the UI program, shared by the app-*.c and commands-*.c files. Nobody else includes
 * this.
 */
#ifndef HAIL_APP_APP_INTERNAL_H
#define HAIL_APP_APP_INTERNAL_H

#include "app/app.h"
#include "config/command.h"
#include "link/dialer.h"
#include "link/link.h"
#include "link/network-watch.h"
#include "loop/loop.h"
#include "config/settings.h"
#include "loop/timer.h"
#include "edit/complete.h"
#include "edit/history.h"
#include "edit/line.h"
#include "net/address.h"
#include "session/session.h"
#include "ui/compose.h"
#include "ui/screen.h"
#include "ui/frame.h"

/* One session and what the program knows about it. */
struct app_session {
	App *app;
	Link *link;
	Session *session; /* the link's */
	struct trust_pin old_pin; /* on the card: what was pinned before */
	char *card; /* the question about the peer's certificate, while it is asked */
	bool card_final; /* it can only be refused */
	bool passphrase_asked;
	bool retry_told; /* the message says that it will be tried again */
	bool scrolled; /* the view stands at `anchor` */
	bool scroll_mode; /* keys scroll */
	struct view_anchor anchor;
	uint64_t end_line; /* terminal_end_line when scrolling began */
	int64_t bell_at;
	bool reveal; /* this hidden input is shown; the next is not */
};

struct app_pager {
	char *title;
	char *text;
	char **lines; /* the text's lines, wrapped at `width` */
	size_t count, top;
	unsigned width;
};

struct App {
	const struct args *args;
	const Options *line; /* what they set for their destination; NULL once that was opened */
	Settings *settings;
	Loop *loop;
	Dialer *dialer;
	const struct screen_ops *screen_ops;
	Screen *screen;
	KeyDecoder *decoder;
	LoopWatch *keys, *output;
	NetworkWatch *network;
	Timer *key_timer, *paint_timer;
	History *history;
	struct app_session **sessions;
	size_t count, current;
	bool first_commands_ran;
	struct deferred first_commands;
	bool first_only; /* the command line's session is still the only one ever */
	Line *command; /* the command line of the menu, or a passphrase */
	bool command_open, popup_open, pager_open, quit_asked, passphrase_open;
	struct app_pager pager;
	Completion *completion;
	char *message;
	char *save_path; /* write the next frame there */
	struct frame frame;
	bool dirty, key_pressed;
	int64_t painted_at;
	int exit_status;
	int end_signal; /* leave by this signal */
	struct err failure; /* to tell once the terminal is restored */
};

/* --- app.c */

/* Marks that the screen must be painted. */
void app_touch(App *app);

/* Runs the commands of -c, once. */
void app_run_first_commands(App *app);

/* Ends the program at the end of this turn. */
void app_quit(App *app);

/* Gives the terminal back, stops the process, and takes the terminal again when it goes on. */
void app_suspend(App *app);

/* --- app-session.c */

/* The session shown. */
struct app_session *app_current(App *app);

/* Opens a session without a connection and shows it. `name` is the saved name or NULL;
 * `spawn` makes the service that it is to, in place of an address; or NULL. */
struct app_session *app_new_session(App *app, const struct address *address, const char *name,
				    dialer_spawn_fn *spawn);

/* Opens a session without a place to go, with three lines of help and the line at /connect. */
void app_welcome(App *app);

/* Opens (or, with `replace`, puts in place of an ended one) a session to a destination as typed. */
bool app_connect(App *app, const char *destination, const char *port, bool replace, struct err *e);

/* Opens a session to the demo service. */
bool app_connect_demo(App *app, struct err *e);

/* The rows of a session: those of the screen less the status line, and never too few to work with.
 */
unsigned app_session_rows(const App *app);

/* Frees `as`; another one is shown, or a fresh idle one. */
void app_close_session(struct app_session *as);

/* Frees `as` and its place in the list. */
void app_drop_session(struct app_session *as);

/* Shows session `index`. */
void app_show_session(App *app, size_t index);

/* Applies changed options to every session; false with `e` set if one is refused. */
bool app_options_changed(App *app, struct err *e);

/* How many sessions are connected or connecting. */
size_t app_live_sessions(const App *app);

/* --- app-trust.c */

/* The questions of a link (user: the session), and that they need no answer any more. */
void app_on_question(void *user, const struct link_question *question);
void app_on_question_gone(void *user);

/* Puts the question of the session shown on the screen, if it has one. */
void app_show_questions(App *app);

/* Takes the questions of the session shown off the screen, unanswered: another one is shown. */
void app_hide_questions(App *app);

/* Forgets the questions of a session: its connector has gone. */
void app_drop_questions(struct app_session *as);

/* A key while the card is on the screen. */
void app_card_key(struct app_session *as, struct key k);

/* Answers with what stands on the passphrase line; NULL gives up. */
void app_answer_passphrase(App *app, const char *passphrase);

/* Shows the trust card of a session that is connected. False with `e` set if it isn't by TLS. */
bool app_show_tls(struct app_session *as, struct err *e);

/* --- app-view.c */

/* A sentence over the screen until the next key. */
void app_message(App *app, const char *format, ...) __attribute__((format(printf, 2, 3)));
void app_clear_message(App *app);

/* Shows a text (lines separated by newlines) over the session. */
void app_show_text(App *app, const char *title, const char *text);
void app_close_text(App *app);

/* Scrolls the session's view by `rows` (negative: back); to its beginning; to the tail. */
void app_scroll(struct app_session *as, long rows);
void app_scroll_top(struct app_session *as);
void app_scroll_tail(struct app_session *as);

/* The rows a page scrolls. */
long app_page(App *app);

/* Composes the frame of this moment. */
void app_compose(App *app);

/* --- app-keys.c */

/* Handlers for the decoder: a key, a sequence unknown to us, a paste. */
void app_on_key(void *user, struct key k);
void app_on_unknown(void *user, const char *bytes, size_t n);
void app_on_paste(void *user, const char *bytes, size_t n);

/* Runs a command line of the UI (without the command character); an error becomes the message. */
bool app_run_command(App *app, const char *line);

/* --- app-complete.c */

/* Completes in `line`: commands when it is a command (`bare`: even without the character), else
 * words on screen. */
void app_complete(App *app, Line *line, bool bare);

/* --- app-help.c */

/* Appends the help text about `topic` (empty: all). False if there is none. */
struct str;
bool app_help(const char *topic, struct str *out);

/* --- keymap.c: the keys of the menu and of line mode, one row each. */

enum app_action {
	APP_NONE,
	APP_COMMAND_LINE,
	APP_SCROLL_BACK,
	APP_DISCONNECT,
	APP_RECONNECT,
	APP_TOGGLE_MODE,
	APP_TOGGLE_VIEW,
	APP_QUIT,
	APP_PAGE_UP,
	APP_PAGE_DOWN,
	APP_TOP,
	APP_TAIL,
	APP_SESSION,
	APP_SUSPEND,
	APP_REPAINT,
	APP_INTERRUPT,
	APP_END_OF_INPUT,
	APP_REVEAL,
};

struct app_key {
	const char *key;
	enum app_action action;
	const char *summary;
};

/* The menu of the escape key, and the keys of line mode that are not the editor's. */
const struct app_key *app_menu_keys(size_t *count);
const struct app_key *app_line_keys(size_t *count);

/* The action of `k` in a table; APP_NONE if it has none. */
enum app_action app_find_action(const struct app_key *rows, size_t count, struct key k);

#endif
