/*
 * Golden files: a script with what came of each of its lines below it, indented by two blanks. A
 * test plays the script and compares; with HAIL_GOLDEN_UPDATE set it writes the file anew instead.
 * `#` begins a comment, which stays as it is.
 */
#ifndef HAIL_TESTS_GOLDEN_H
#define HAIL_TESTS_GOLDEN_H

#include "base/str.h"

/* What plays a script. */
struct golden_player {
	unsigned variants; /* ways of playing that must all come out the same; at least 1 */
	void *(*open)(unsigned variant);
	/* Plays one line and appends what came of it, each line of that with golden_say. */
	void (*play)(void *self, const char *line, struct str *out);
	void (*close)(void *self);
};

/* Appends a line of what came, formatted. */
void golden_say(struct str *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * Runs each file of tests/golden/`folder` as a test of its name. Prints a diff where one differs.
 * Returns the exit status for main.
 */
int golden_main(const char *folder, const struct golden_player *player);

#endif
