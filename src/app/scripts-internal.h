/*
 * The inside of the scripts of the program with a screen, each file above those that it uses:
 * scripts.c (states, files), script-api.c (what scripts ask), script-later.c (what waits for the
 * end of the turn), script-hear.c (what is told them), script-sessions.c (sessions as objects) and
 * script-say.c (what is shown of them). Nobody else includes this.
 */
#ifndef HAIL_APP_SCRIPTS_INTERNAL_H
#define HAIL_APP_SCRIPTS_INTERNAL_H

#include <stdint.h>

#include "app/scripts.h"
#include "loop/loop.h"
#include "script/hail-api.h"
#include "script/hail-store.h"
#include "script/script.h"

enum script_trust { SCRIPT_PLAIN, SCRIPT_TRUSTED, SCRIPT_STATES };

/* One state of Lua. */
struct script_state {
	struct hail_api_user api; /* the first member: it is the script's user */
	Scripts *scripts;
	Script *script; /* NULL: not made yet */
	enum script_trust trust;
};

/* A session that scripts may hold. */
struct script_session {
	Pane *pane;
	uint64_t id;
	bool connected; /* that was told */
	bool closing; /* a script has closed it: it is gone for scripts */
	uint64_t received; /* bytes of its connection that were told of */
	unsigned typed; /* lines that the user sent in it, likewise */
};

struct script_later;

struct Scripts {
	App *app;
	const struct scripts_program *program;
	struct script_state states[SCRIPT_STATES];
	size_t loaded; /* of the settings' files */
	struct script_session *sessions; /* as they were opened */
	size_t session_count;
	uint64_t last_session;
	Pane *about; /* whose event is handled; NULL: none's */
	Timer *timer;
	int64_t rests_until; /* nothing is run by the timer before, monotonic ms */

	struct script_later *later; /* in order */
	size_t later_count;
	unsigned depth; /* commands that made scripts ask for the one that runs */
	struct deferred call;

	HailStore *store;
	Timer *save;
	TextPanes *panes;
	struct script_item {
		char *name, *text;
	} * items; /* of the status line */
	size_t item_count;

	struct script_lens **lenses; /* that were looked for (script-lenses.c) */
	size_t lens_count;

	bool evaluating; /* whoever typed it is told of its error */
	unsigned errors_told;
	struct str last_error;
	int64_t last_error_at;
};

/* --- script-sessions.c */

/* What is known of a session; NULL if it is gone. */
struct script_session *scripts_find_session(const Scripts *s, const Pane *p);

/* The object of a session that isn't gone. */
struct script_object scripts_object(const Scripts *s, const Pane *p);

/* The session that an object is; the one that is shown for NULL; NULL if there is none, or a script
 * has closed it. */
Pane *scripts_find_pane(const Scripts *s, const struct script_object *object);

/* After anything that ran Lua: when it wants to run next. */
void scripts_update_timer(Scripts *s);

/* --- script-api.c */

extern const struct hail_api scripts_api;

/* What script.h asks of the program. */
const struct script_owner *scripts_owner(void);

/* --- script-later.c */

/* Runs `text` as if it was typed in a session, at the end of the turn; or closes that. False with
 * `e` set if a script of this trust may not do so, or too much waits. */
bool scripts_later_command(Scripts *s, const Pane *p, enum script_trust trust, const char *text,
			   size_t n, struct err *e);
bool scripts_later_close(Scripts *s, const Pane *p, struct err *e);

/* Forgets what waits. */
void scripts_drop_later(Scripts *s);

/* --- script-say.c */

/* Shows what a script printed (one or more lines), or an error with its traceback. */
void scripts_say(Scripts *s, enum message_kind kind, const char *text);

/* Shows a value that was asked for. */
void scripts_show_value(Scripts *s, const char *text);

/* Shows pieces as a line, or several, of the client's among a session's. False with `e` set if a
 * style is none. */
bool scripts_echo(Scripts *s, Pane *p, const struct hail_piece *pieces, size_t count,
		  struct err *e);

/* Sets an item of the status line; NULL takes it away. */
bool scripts_set_item(Scripts *s, const char *name, const char *text, struct err *e);

#endif
