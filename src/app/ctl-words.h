/*
 * `hail ctl`: what its words ask of a running program, and how the answer is printed.
 */
#ifndef HAIL_APP_CTL_WORDS_H
#define HAIL_APP_CTL_WORDS_H

#include <stdbool.h>

/* Whether the command line is `hail ctl …`; `hail ctl PORT` is a host of that name. */
bool ctl_words_are(int argc, char **argv);

/* Does what they say; what may hold a secret is overwritten in argv. Returns the exit status. */
int ctl_words_run(int argc, char **argv);

#endif
