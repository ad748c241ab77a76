/*
 * The control socket: a unix socket that programs of the same user send requests to, a line of JSON
 * each, and get a line back from. On the loop of the program; what a request does, that does by a
 * struct of functions. Handlers must not free the server.
 *
 *     {"id": 1, "verb": "send", "session": 2, "text": "show version"}
 *     {"id": 1, "ok": true}
 *     {"id": 2, "ok": false, "error": "there is no session 2"}
 */
#ifndef HAIL_CTL_CTL_SERVER_H
#define HAIL_CTL_CTL_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/key.h"
#include "base/regex.h"
#include "base/str.h"
#include "loop/loop.h"

typedef struct CtlServer CtlServer;

enum {
	CTL_CLIENTS_MAX = 16,
	CTL_WAITS_MAX = 32, /* of all clients */
	CTL_ANSWER_MAX = 512 * 1024, /* bytes of text in one answer */
};

enum ctl_found { CTL_NOT_YET, CTL_FOUND, CTL_NEVER };

/* A place in what a session has said, as the program counts. */
struct ctl_place {
	uint64_t line;
	size_t offset;
};

/* What the program can do. A session is whatever `session` returns, until it is gone. */
struct ctl_verbs {
	/* The session of this number or name; "" is the one shown. NULL with `e` set. */
	void *(*session)(void *user, const char *name, struct err *e);
	/* Appends members of a JSON object, each behind a comma. */
	void (*sessions)(void *user, struct str *out);
	void (*screen)(void *user, void *session, struct str *out);
	void (*lines)(void *user, void *session, size_t count, struct str *out);
	/* Do what keys do; false with `e` set. */
	bool (*send)(void *user, void *session, const char *text, size_t n, bool enter,
		     struct err *e);
	bool (*keys)(void *user, void *session, const struct key *keys, size_t n, struct err *e);
	bool (*command)(void *user, void *session, const char *text, struct err *e);
	/* Where what a session says is to be read next; written to *out. */
	void (*place)(void *user, void *session, struct ctl_place *out);
	/* Looks for `re` from *from on, and moves *from to where the next look has to begin. What
	 * is found counts as read; `line` gets the line that it stands in, `e` why it will not
	 * come. */
	enum ctl_found (*find)(void *user, void *session, Regex *re, struct ctl_place *from,
			       struct str *line, struct err *e);
};

/* Listens at `path` (ctl_path_own). NULL with `e` set if that is impossible. */
CtlServer *ctl_server_new(Loop *loop, const char *path, const struct ctl_verbs *verbs, void *user,
			  struct err *e);

/* Ends all that clients wait for, and removes the socket. NULL is fine. */
void ctl_server_free(CtlServer *s);

/* Something has changed in a session: what is waited for may be there. It is looked for later. */
void ctl_server_changed(CtlServer *s);

/* A session is gone: what was waited for in it doesn't come. */
void ctl_server_gone(CtlServer *s, const void *session);

#endif
