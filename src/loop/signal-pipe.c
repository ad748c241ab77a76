#include "loop/signal-pipe.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/best-effort.h"
#include "base/signal-class.h"
#include "base/poison.h"

/* A signal handler has nowhere else to look. */
static volatile sig_atomic_t write_end = -1;
static volatile sig_atomic_t came[NSIG];

static void note_signal(int signo)
{
	int saved = errno;

	came[signo] = 1;
	/* When the pipe is full the loop will wake up without this byte. */
	best_effort(write((int)write_end, "", 1));
	errno = saved;
}

bool signal_pipe_init(struct signal_pipe *p, struct err *e)
{
	memset(p, 0, sizeof(*p));
	if (pipe2(p->fd, O_CLOEXEC | O_NONBLOCK) < 0)
		return err_set(e, ERR_OTHER, "cannot make a pipe: %s", strerror(errno));
	for (int signo = 1; signo < NSIG; signo++)
		came[signo] = 0;
	write_end = p->fd[1];
	return true;
}

void signal_pipe_fini(struct signal_pipe *p)
{
	for (int signo = 1; signo < NSIG; signo++) {
		if (p->catchers[signo].handler)
			sigaction(signo, &p->catchers[signo].before, NULL);
	}
	write_end = -1;
	close(p->fd[0]);
	close(p->fd[1]);
}

void signal_pipe_catch(struct signal_pipe *p, int signo, signal_fn *handler, void *user)
{
	struct sigaction action = { .sa_handler = note_signal, .sa_flags = SA_RESTART };
	struct signal_catcher *c = &p->catchers[signo];

	sigemptyset(&action.sa_mask);
	if (!c->handler && sigaction(signo, &action, &c->before) < 0)
		return;
	c->handler = handler;
	c->user = user;
}

static bool is_ignored(int signo)
{
	struct sigaction now;

	return sigaction(signo, NULL, &now) == 0 && now.sa_handler == SIG_IGN;
}

void signal_pipe_catch_requests(struct signal_pipe *p, signal_fn *handler, void *user)
{
	for (int signo = 1; signo < NSIG; signo++) {
		if (signal_class(signo) == SIGNAL_REQUEST && !is_ignored(signo))
			signal_pipe_catch(p, signo, handler, user);
	}
}

void signal_pipe_run(struct signal_pipe *p)
{
	char bytes[256];

	while (read(p->fd[0], bytes, sizeof(bytes)) > 0)
		;
	for (int signo = 1; signo < NSIG; signo++) {
		const struct signal_catcher *c = &p->catchers[signo];

		if (!came[signo])
			continue;
		came[signo] = 0;
		if (c->handler)
			c->handler(c->user, signo);
	}
}
