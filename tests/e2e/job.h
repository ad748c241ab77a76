/*
 * A program on pipes, without a terminal: `hail` in pipe mode, a server. Moves while the test
 * waits.
 */
#ifndef HAIL_TESTS_JOB_H
#define HAIL_TESTS_JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "e2e/home.h"

typedef struct Job Job;

/* A list of words with the NULL that ends it. */
#define WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/*
 * Starts `words` with pipes for stdin, stdout and stderr, in a session of its own. The word "hail"
 * at the front is the program under test. `home` may be NULL (a new one); `extra` as in
 * home_environment.
 */
Job *job_start_with(const struct home *home, const char *const *extra, const char *const *words);
Job *job_start(const char *const *words);

/* Queues bytes for its stdin; nothing is lost if it reads late. */
void job_write(Job *j, const void *bytes, size_t n);
void job_write_text(Job *j, const char *text);

/* Ends its stdin after what is queued. */
void job_end_input(Job *j);

/* Closes our ends of its stdout. */
void job_close_output(Job *j);

/* Reads its stdout no more (true), so that it blocks. */
void job_stall(Job *j, bool stalled);

/* Waits until its stdout holds `text`. */
void job_wait_output(Job *j, const char *text);

/* Waits until it has ended and all its output is read; returns the wait status. */
int job_wait(Job *j);

/* Waits for its end and checks the exit status and stdout. */
void job_expect(Job *j, int exit_status, const void *out, size_t n);

/*
 * Checks that stderr, of a job that has ended, is exactly one sentence on one line: not empty, one
 * newline at its end, no controls; and that it has `part` (may be NULL) in it, case ignored.
 */
void job_expect_sentence(Job *j, const char *part);

bool job_has_ended(const Job *j);
pid_t job_pid(const Job *j);

/* What came so far, NUL-terminated. */
const char *job_output(const Job *j, size_t *n);
const char *job_errors(const Job *j, size_t *n);

/* Checks that `text` is one plain sentence (see job_expect_sentence). */
void check_sentence(const char *text, const char *part);

#endif
