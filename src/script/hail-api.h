/*
 * What scripts of the user's sessions may ask beside what script/ does itself: the verbs of
 * hail-lua(7), with their arguments checked, as a struct of typed functions. The script's `user`
 * points to a struct hail_api_user; its owner has hail_api_verbs as its verbs.
 */
#ifndef HAIL_SCRIPT_HAIL_API_H
#define HAIL_SCRIPT_HAIL_API_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/json.h"
#include "base/str.h"
#include "script/script.h"

/* A stretch of text in one style: words such as `bold red on-blue`, as rules have them. */
struct hail_piece {
	const char *text;
	size_t n;
	const char *style; /* "" is none */
};

/*
 * Of `session`: NULL is the one that is shown, else it is alive. False with `e` set is an error in
 * the script. What would end a session or run a command is put off until the script has returned.
 * Text is UTF-8 without line ends, borrowed; of `echo` and `pane_write` it may have newlines.
 */
struct hail_api {
	/* A line for the peer, as it is: no command, no alias. */
	bool (*send)(void *user, const struct script_object *session, const char *text, size_t n,
		     struct err *e);
	/* What might be typed on the input line: a command, an alias, a line. */
	bool (*command)(void *user, const struct script_object *session, const char *text, size_t n,
			struct err *e);
	/* Text of the client among the session's lines. */
	bool (*echo)(void *user, const struct script_object *session,
		     const struct hail_piece *pieces, size_t count, struct err *e);
	bool (*close)(void *user, const struct script_object *session, struct err *e);
	/* Appends what the session's `what` is: "name", "host", "port", "state" (of the status
	 * line) or "mode"; false if there is no session. */
	bool (*get)(void *user, const struct script_object *session, const char *what,
		    struct str *out);
	/* A message of GMCP with its value (or NULL), a variable of MSDP. */
	bool (*gmcp)(void *user, const struct script_object *session, const char *name,
		     const Json *value, struct err *e);
	bool (*msdp)(void *user, const struct script_object *session, const char *name,
		     const Json *value, struct err *e);

	/* The session that is shown; false if there is none. */
	bool (*shown)(void *user, struct script_object *session);
	/* Writes up to `room` sessions, as their tabs stand; how many there are. */
	size_t (*sessions)(void *user, struct script_object *sessions, size_t room);
	/* An item of the status line, called `name`; NULL takes it away. */
	bool (*status)(void *user, const char *name, const char *text, struct err *e);
	/* A message for the user. */
	void (*notify)(void *user, const char *text);
	/* The pane of text that is called `name`, made if need be. */
	bool (*pane)(void *user, const char *name, struct script_object *pane, struct err *e);
	void (*pane_write)(void *user, const struct script_object *pane,
			   const struct hail_piece *pieces, size_t count);
	void (*pane_clear)(void *user, const struct script_object *pane);
	void (*pane_close)(void *user, const struct script_object *pane);
};

struct hail_api_user {
	const struct hail_api *api;
	void *user; /* of its functions */
};

enum {
	HAIL_PIECES_MAX = 256, /* of one echo */
	HAIL_SESSIONS_MAX = 256, /* told by one call */
};

/* The kinds of objects. */
extern const char hail_session_kind[], hail_pane_kind[];

/* The verbs, and how many there are. */
const struct script_verb *hail_api_verbs(size_t *count);

#endif
