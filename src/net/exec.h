/*
 * Commands as peers: a child on a terminal of its own (exec_pty) or on a socketpair (exec_pair).
 * No shell: words are split as exec_words_split says. The child has a session of its own, so that
 * it can't talk to the user's terminal. When its transport is freed it gets SIGHUP; see children.h
 * for the rest of its life.
 */
#ifndef HAIL_NET_EXEC_H
#define HAIL_NET_EXEC_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "net/children.h"
#include "net/transport.h"

struct exec_config {
	const char *command;
	const char *host, *port; /* for %h and %p; both NULL: % means nothing */
	const char *term; /* TERM, exec_pty only */
	unsigned columns, rows; /* exec_pty only */
	bool inherit_errors; /* exec_pair only: stderr is ours, nothing is collected */
	Children *children; /* outlives the transport */
};

/*
 * Runs the command on a pty: the destination exec:COMMAND. The end of the terminal is IO_EOF.
 * transport_shutdown types the end-of-file character (Ctrl-D unless changed), twice in the middle
 * of a line, if the terminal is in line mode then. NULL with a sentence in `e`: ERR_USAGE for a
 * command that can't be split, ERR_OTHER if it can't be run.
 */
Transport *exec_pty(const struct exec_config *config, struct err *e);

/*
 * Runs the command with stdin and stdout on a socket: `--proxy exec:COMMAND`, and exec: in a pipe.
 * What is written after its end is dropped; reading reports the end (IO_EOF).
 */
Transport *exec_pair(const struct exec_config *config, struct err *e);

/*
 * The functions below are for transports of this file and say false or nothing to others.
 */

/* Tells the terminal its size in cells; the foreground programs get SIGWINCH. */
bool exec_resize(Transport *t, unsigned columns, unsigned rows);

/* How the command fares; EXEC_FAILED is a status other than 0, or a signal. */
enum exec_end { EXEC_RUNNING, EXEC_SUCCEEDED, EXEC_FAILED };
enum exec_end exec_look(Transport *t);

/*
 * Explains the end of the command in one sentence (ERR_OTHER): how it ended, and the last line it
 * said on stderr, e.g. `"ssh" ended with status 255: Permission denied (publickey).`
 */
void exec_explain(Transport *t, struct err *e);

#endif
