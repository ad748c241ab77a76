/*
 * A request to the control socket: one line of JSON, an object with a verb and what that takes.
 * Parsed within bounds, whatever the bytes. Pure.
 */
#ifndef HAIL_CTL_CTL_REQUEST_H
#define HAIL_CTL_CTL_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/key.h"
#include "base/regex.h"
#include "base/str.h"

enum {
	CTL_REQUEST_MAX = 256 * 1024, /* bytes of a line */
	CTL_KEYS_MAX = 1000, /* keys in a request */
	CTL_LINES_MAX = 2000, /* lines in an answer */
	CTL_TIMEOUT_S = 30, /* of a wait that says nothing else */
	CTL_TIMEOUT_MAX_S = 86400,
};

enum ctl_verb {
	CTL_SESSIONS,
	CTL_SCREEN,
	CTL_LINES,
	CTL_WAIT,
	CTL_SEND,
	CTL_KEYS,
	CTL_COMMAND,
	CTL_CANCEL, /* ends a wait of the same client */
	CTL_VERBS,
};

struct ctl_request {
	enum ctl_verb verb;
	struct str id; /* JSON, to be given back; empty: none */
	struct str of; /* the id of a wait, JSON */
	struct str session; /* its number or name; empty: the one shown */
	struct str text; /* to be sent or run; it may be a secret */
	bool enter; /* behind that */
	struct key *keys;
	size_t key_count;
	Regex *pattern;
	int64_t timeout_ms;
	size_t lines;
};

/* The word of a verb. */
const char *ctl_verb_name(enum ctl_verb verb);

/* Whether a verb changes something: the others only look. */
bool ctl_verb_acts(enum ctl_verb verb);

/*
 * Reads the `n` bytes of a line into *out, for ctl_request_fini, whatever the result. False with
 * `e` set if it is no request; out->id is set as far as there is one.
 */
bool ctl_request_parse(const char *line, size_t n, struct ctl_request *out, struct err *e);
void ctl_request_fini(struct ctl_request *r);

#endif
