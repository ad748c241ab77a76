#include "e2e/leader.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "e2e/home.h"
#include "e2e/tap.h"

enum { LEADER_STATUSES = 3, LEADER_COMMANDS = 4 };

static _Noreturn void run_program(const char *const *words, char **environment, const char *errors)
{
	static const struct rlimit no_core = { 0, 0 };
	const char *program = strcmp(words[0], "hail") == 0 ? home_program() : words[0];
	int fd;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setrlimit(RLIMIT_CORE, &no_core);
	setpgid(0, 0);
	tcsetpgrp(STDIN_FILENO, getpid());
	signal(SIGTTOU, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGALRM, SIG_DFL);
	close_range(3, ~0U, 0);
	if (errors) {
		fd = open(errors, O_WRONLY | O_CREAT | O_APPEND, 0600);
		dup2(fd, STDERR_FILENO);
		close(fd);
	}
	execvpe(program, (char *const *)(uintptr_t)words, environment);
	fprintf(stderr, "%s: %s\n", program, strerror(errno));
	_exit(127);
}

/* Tells of every change of the program's state; never returns. */
static _Noreturn void lead(pid_t program)
{
	int status;
	char command;

	if (write(LEADER_STATUSES, &program, sizeof(program)) < 0)
		_exit(1);
	for (;;) {
		if (waitpid(program, &status, WUNTRACED) < 0)
			_exit(1);
		if (WIFSTOPPED(status))
			tcsetpgrp(STDIN_FILENO, getpgrp());
		if (write(LEADER_STATUSES, &status, sizeof(status)) < 0 ||
		    read(LEADER_COMMANDS, &command, 1) != 1)
			_exit(0);
		tcsetpgrp(STDIN_FILENO, program);
		kill(-program, SIGCONT);
	}
}

static _Noreturn void run_leader(int slave, int statuses, int commands, const char *const *words,
				 char **environment, const char *errors)
{
	pid_t program;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setsid();
	ioctl(slave, TIOCSCTTY, 0);
	/* Out of the way of the numbers they are moved to. */
	slave = fcntl(slave, F_DUPFD, 10);
	statuses = fcntl(statuses, F_DUPFD, 10);
	commands = fcntl(commands, F_DUPFD, 10);
	for (int i = 0; i < 3; i++)
		dup2(slave, i);
	dup2(statuses, LEADER_STATUSES);
	dup2(commands, LEADER_COMMANDS);
	close_range(5, ~0U, 0);
	signal(SIGTTOU, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	program = fork();
	if (program == 0)
		run_program(words, environment, errors);
	lead(program);
}

void leader_start(struct leader *l, int slave, const char *const *words, char **environment,
		  const char *errors)
{
	int statuses[2], commands[2];

	if (pipe2(statuses, O_CLOEXEC) < 0 || pipe2(commands, O_CLOEXEC) < 0)
		FAIL("pipe: %s", strerror(errno));
	fflush(stdout);
	l->pid = fork();
	CHECK(l->pid >= 0, "fork: %s", strerror(errno));
	if (l->pid == 0)
		run_leader(slave, statuses[1], commands[0], words, environment, errors);
	close(statuses[1]);
	close(commands[0]);
	l->statuses = statuses[0];
	l->commands = commands[1];
	CHECK(read(l->statuses, &l->program, sizeof(l->program)) == (ssize_t)sizeof(l->program) &&
		      l->program > 0,
	      "cannot start %s", words[0]);
	fcntl(l->statuses, F_SETFL, O_NONBLOCK);
}

void leader_resume(struct leader *l)
{
	CHECK(write(l->commands, "c", 1) == 1, "the leader is gone");
}
