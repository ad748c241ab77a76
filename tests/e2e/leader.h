/*
 * What a shell is to the program under test: the leader of its session, which starts it in the
 * foreground, sees it stop and end, and outlives it, so that the state in which it leaves its
 * terminal can be read (the kernel resets a terminal whose leader ends).
 */
#ifndef HAIL_TESTS_LEADER_H
#define HAIL_TESTS_LEADER_H

#include <sys/types.h>

struct leader {
	pid_t pid; /* of the leader, a child of the test */
	pid_t program; /* of the program it leads */
	int statuses; /* read end: one wait status (int) each time the program stops or ends */
	int commands; /* write end: one byte resumes a stopped program */
};

/*
 * Starts `words` with the environment `environment` in the foreground of the terminal `slave` (a
 * descriptor); stderr goes to the file `errors` unless NULL.
 */
void leader_start(struct leader *l, int slave, const char *const *words, char **environment,
		  const char *errors);

/* Resumes the stopped program in the foreground. */
void leader_resume(struct leader *l);

#endif
