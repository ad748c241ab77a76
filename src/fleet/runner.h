/*
 * One host without a user: its link, what its device says, the login, and what is asked of it, one
 * thing at a time. It runs on a loop and tells its owner by events; the handlers may ask for the
 * next thing, but not free it.
 */
#ifndef HAIL_FLEET_RUNNER_H
#define HAIL_FLEET_RUNNER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/regex.h"
#include "base/str.h"
#include "link/dialer.h"
#include "link/link.h"
#include "net/address.h"
#include "rules/book.h"

typedef struct Runner Runner;

enum {
	RUNNER_OUTPUT_MAX = 16 << 20, /* bytes of output of one command */
	RUNNER_TOLD_ROWS = 1000, /* of the screen that the peer is told of */
};

/* How it failed, for whoever decides whether to try again. */
enum runner_failure {
	RUNNER_LOST, /* not connected, or no more, or too late: another attempt may succeed */
	RUNNER_REFUSED, /* a name or a password: never try again */
	RUNNER_DENIED, /* the device, or what is configured of it, is such that it can't go on */
};

struct runner_config {
	const char *name; /* what the user calls the host (copied) */
	const struct address *address; /* copied */
	Options *options; /* of the host, taken */
	RuleBook *rules; /* kept; NULL: none */
	int64_t connect_ms; /* how long connecting may take; -1: as the options say */
	int64_t limit; /* monotonic ms when all must be over */
	int64_t limit_ms; /* how long that was, for the sentence */
	bool expects; /* what comes is kept for runner_expect */
};

/* What an operation came to, without the secrets that were sent to the host. Borrowed until the
 * handler returns. */
struct runner_result {
	bool ok;
	const char *failure; /* if not: a line of the device, or a clause */
	const char *output; /* lines with a newline between them */
	size_t length;
	size_t line; /* runner_configure: of the lines, the one that failed */
};

struct runner_events {
	/* The operation is done. */
	void (*done)(void *user, const struct runner_result *result);
	/* A line of configuration (its index) was sent, and what came of it; `done` comes behind
	 * the last. */
	void (*line)(void *user, size_t line, const struct runner_result *result);
	/* A line that the device said by itself, or that a rule has for the user. */
	void (*log)(void *user, const char *text, size_t n);
	/* Also told, with the same user, of what happens to the link: lines, whose verdict counts,
	 * prompts, values, bells, changes, what a rule wants of Lua and keeps, and its connection.
	 * NULL: none.
	 */
	const struct link_events *heard;
	/* It is over: the link has ended, or ends now, and no operation is done any more. Of a
	 * command or a line of configuration that was under way `cut` is what came; or NULL. */
	void (*failed)(void *user, enum runner_failure how, const char *reason,
		       const struct runner_result *cut);
};

Runner *runner_new(Dialer *d, const struct runner_config *config,
		   const struct runner_events *events, void *user);
void runner_free(Runner *r);

Link *runner_link(const Runner *r);

/* Whether there is a connection. */
bool runner_is_connected(const Runner *r);

/* Whether it failed, or was left. */
bool runner_is_over(const Runner *r);

/* Connects and logs in, and prepares the device as its pack says. Done at once, with success, where
 * it has been. Every operation below that needs it does it first. */
void runner_login(Runner *r);

/* Connects without logging in: runner_send and runner_expect do that. */
void runner_connect(Runner *r);

struct runner_command {
	const char *text; /* one line */
	int64_t timeout_ms; /* -1: as long as the host has */
	const char *confirm; /* what a question is answered with; NULL: none may come */
	bool agree; /* or with what the pack says */
};

/* Runs a command. */
void runner_command(Runner *r, const struct runner_command *command);

/* Goes to a mode that the pack knows: `name`; NULL: the one to work in. */
void runner_mode(Runner *r, const char *name);

/*
 * Enters configuration mode, sends `count` lines, each when the one before is done, to the first
 * that fails, and leaves the mode.
 */
void runner_configure(Runner *r, const char *const *lines, size_t count);

/* Sends `text`, which may have newlines, as it is. False with `e` set. */
bool runner_send(Runner *r, const char *text, size_t n, struct err *e);

/*
 * Waits until `regex` (borrowed until then) matches what has come since the last match: the output
 * is what it matched. -1: as long as the host has.
 */
void runner_expect(Runner *r, Regex *regex, int64_t timeout_ms);

/* The groups of the match, behind the whole; runner_expect's result has just come. */
const struct regex_group *runner_groups(const Runner *r, unsigned *count, const char **text);

/* Replaces the secrets that were sent to the host, in what is told of it. */
void runner_redact(const Runner *r, struct str *text);

/* Leaves the device in order, or at once: `left` is called then, never before this returns. */
void runner_leave(Runner *r, bool at_once, void (*left)(void *user));

#endif
