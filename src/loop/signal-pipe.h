/*
 * Signals brought into a poll loop: the handler notes the signal and writes a byte to a pipe, whose
 * other end the loop waits for. Embedded in the loop; one a process, because handlers are
 * process-wide.
 */
#ifndef HAIL_LOOP_SIGNAL_PIPE_H
#define HAIL_LOOP_SIGNAL_PIPE_H

#include <signal.h>
#include <stdbool.h>

#include "base/err.h"

typedef void signal_fn(void *user, int signo);

struct signal_pipe {
	int fd[2]; /* poll fd[0] for POLLIN */
	struct signal_catcher {
		signal_fn *handler; /* NULL: not caught */
		void *user;
		struct sigaction before;
	} catchers[NSIG];
};

/* Makes the pipe. False with `e` set if it can't be made. */
bool signal_pipe_init(struct signal_pipe *p, struct err *e);

/* Sets the actions again that were there before, and closes the pipe. */
void signal_pipe_fini(struct signal_pipe *p);

/*
 * Catches `signo`: signal_pipe_run then calls `handler`. One handler a signal: the last one set.
 * A signal that the kernel doesn't let go (SIGKILL) is left as it is.
 */
void signal_pipe_catch(struct signal_pipe *p, int signo, signal_fn *handler, void *user);

/* Catches each SIGNAL_REQUEST of base/signal-class.h, but for those that the process was started
 * with ignored (nohup, a shell's background job). */
void signal_pipe_catch_requests(struct signal_pipe *p, signal_fn *handler, void *user);

/* Empties the pipe and calls the handler of each signal that came since, once, by number. */
void signal_pipe_run(struct signal_pipe *p);

#endif
