/*
 * Starting a program: fork and exec with clean signals and descriptors. For exec.c, and for a child
 * that runs no program.
 */
#ifndef HAIL_NET_EXEC_SPAWN_H
#define HAIL_NET_EXEC_SPAWN_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"

enum { EXEC_SPAWN_FDS = 3 };

struct exec_spawn {
	char *const *words; /* argv */
	char *const *environment;
	int fds[EXEC_SPAWN_FDS]; /* become stdin, stdout, stderr; not closed here */
	bool terminal; /* fds[0] is to be its controlling terminal */
};

/*
 * Starts the program: in a session of its own, with default signal handlers, no blocked signals and
 * no descriptors but the three. Returns when it runs, with *pid set, or false with a sentence
 * (ERR_OTHER) when it can't be started, e.g. because there is no such command.
 */
bool exec_spawn(const struct exec_spawn *s, pid_t *pid, struct err *e);

/*
 * Forks a child that runs no program, with default signal handlers, no blocked signals and no
 * descriptors but the three, which become stdin, stdout and stderr; -1 stands for /dev/null.
 * Returns as fork(2); a child that can't have that ends with status 126.
 */
pid_t exec_spawn_fork(const int fds[EXEC_SPAWN_FDS]);

#endif
