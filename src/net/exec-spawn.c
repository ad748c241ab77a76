#include "net/exec-spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "net/address-text.h"
#include "base/best-effort.h"
#include "base/interrupted.h"
#include "base/poison.h"

enum { FIRST_SAFE_FD = 10 }; /* above those that dup2 overwrites */

/* What the child says through the pipe when it can't go on; silence means that it runs. */
struct failure {
	bool ready; /* all but the exec worked */
	int error;
};

/* --- In the child: only what is safe after a fork in a program with threads. */

static _Noreturn void give_up(int report, bool ready)
{
	struct failure f = { .ready = ready, .error = errno };

	/* Without the report the parent sees a command that ended with status 127. */
	best_effort(write(report, &f, sizeof(f)));
	_exit(127);
}

static void reset_signals(void)
{
	struct sigaction standard = { .sa_handler = SIG_DFL };
	sigset_t none;

	sigemptyset(&standard.sa_mask);
	for (int number = 1; number < NSIG; number++)
		sigaction(number, &standard, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Whatever is open above the standard three ends now, or with the exec. */
static void close_the_rest(bool with_exec)
{
	long limit;

#ifdef CLOSE_RANGE_CLOEXEC
	if (!close_range(EXEC_SPAWN_FDS, ~0U, with_exec ? CLOSE_RANGE_CLOEXEC : 0))
		return;
#endif
	limit = sysconf(_SC_OPEN_MAX);
	if (limit < 0 || limit > 65536)
		limit = 65536;
	for (int fd = EXEC_SPAWN_FDS; fd < limit; fd++) {
		if (with_exec)
			fcntl(fd, F_SETFD, FD_CLOEXEC);
		else
			close(fd);
	}
}

static bool place_descriptors(const int fds[EXEC_SPAWN_FDS], bool with_exec)
{
	int copies[EXEC_SPAWN_FDS];

	for (int i = 0; i < EXEC_SPAWN_FDS; i++) {
		int fd = fds[i] < 0 ? open("/dev/null", O_RDWR | O_CLOEXEC) : fds[i];

		copies[i] = fcntl(fd, F_DUPFD_CLOEXEC, FIRST_SAFE_FD);
		if (copies[i] < 0)
			return false;
	}
	for (int i = 0; i < EXEC_SPAWN_FDS; i++)
		if (dup2(copies[i], i) < 0)
			return false;
	close_the_rest(with_exec);
	return true;
}

static _Noreturn void run_child(const struct exec_spawn *s, int report_fd)
{
	int report = fcntl(report_fd, F_DUPFD_CLOEXEC, FIRST_SAFE_FD);

	if (report < 0)
		_exit(126);
	reset_signals();
	if (setsid() < 0 || !place_descriptors(s->fds, true) ||
	    (s->terminal && ioctl(STDIN_FILENO, TIOCSCTTY, 0) < 0))
		give_up(report, false);
	environ = (char **)s->environment;
	execvp(s->words[0], s->words);
	give_up(report, true);
}

/* --- In the parent. */

static bool explain(const char *command, const struct failure *f, struct err *e)
{
	const char *name = address_text_shown(command);

	if (!f->ready)
		return err_set(e, ERR_OTHER, "cannot prepare a process for \"%s\": %s", name,
			       strerror(f->error));
	switch (f->error) {
	case ENOENT:
		if (strchr(command, '/') && !access(command, F_OK))
			return err_set(e, ERR_OTHER,
				       "cannot run \"%s\": the interpreter that it "
				       "names is missing",
				       name);
		return err_set(e, ERR_OTHER,
			       "cannot run \"%s\": there is no such command; check %s", name,
			       strchr(command, '/') ? "the path" : "its name and PATH");
	case EACCES:
		return err_set(e, ERR_OTHER,
			       "cannot run \"%s\": permission denied; check that it "
			       "is a program you may execute",
			       name);
	default: return err_set(e, ERR_OTHER, "cannot run \"%s\": %s", name, strerror(f->error));
	}
}

/* The handlers of the parent must not run in the child, where they'd write into its pipes. */
static pid_t fork_quietly(void)
{
	sigset_t all, before;
	pid_t pid;
	int error;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	pid = fork();
	error = errno;
	if (pid)
		pthread_sigmask(SIG_SETMASK, &before, NULL);
	errno = error;
	return pid;
}

pid_t exec_spawn_fork(const int fds[EXEC_SPAWN_FDS])
{
	pid_t pid = fork_quietly();

	if (pid)
		return pid;
	reset_signals();
	if (!place_descriptors(fds, false))
		_exit(126);
	return 0;
}

/* Waits until the child runs or has given up, which no other process can delay. */
static bool await_start(int fd, struct failure *f)
{
	unsigned times = 0;
	ssize_t n;

	do
		n = read(fd, f, sizeof(*f));
	while (n < 0 && interrupted(errno, &times));
	return n == 0;
}

bool exec_spawn(const struct exec_spawn *s, pid_t *pid, struct err *e)
{
	struct failure f = { .error = EIO };
	unsigned times = 0;
	int report[2];
	bool started;

	if (pipe2(report, O_CLOEXEC) < 0)
		return err_set(e, ERR_OTHER, "cannot make a pipe: %s", strerror(errno));
	*pid = fork_quietly();
	if (!*pid)
		run_child(s, report[1]);
	close(report[1]);
	if (*pid < 0) {
		close(report[0]);
		return err_set(e, ERR_OTHER, "cannot make a process: %s", strerror(errno));
	}
	started = await_start(report[0], &f);
	close(report[0]);
	if (started)
		return true;
	while (waitpid(*pid, NULL, 0) < 0 && interrupted(errno, &times))
		;
	return explain(s->words[0], &f, e);
}
