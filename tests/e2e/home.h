/*
 * A home folder of its own for the program under test, in the test's temporary folder.
 */
#ifndef HAIL_TESTS_HOME_H
#define HAIL_TESTS_HOME_H

#include <stdbool.h>
#include <stddef.h>

struct home {
	char path[512];
};

/* Makes an empty home. */
void home_init(struct home *h);

/* Writes `text` to the file `name` below the home, with the folders it needs, mode 0600. */
void home_write(const struct home *h, const char *name, const char *text);

/* Writes the configuration file. */
void home_write_config(const struct home *h, const char *text);

/* The path of `name` below the home; the text lives until the 8th next call. */
const char *home_path(const struct home *h, const char *name);

/* Everything in the file at `path`, NUL-terminated, owned by the caller; NULL if there is none. */
char *home_read_file(const char *path, size_t *n);

/*
 * Whether `secret` is in any file below the home; prints which as a comment. So is how many files
 * were read, into `files`, which may be NULL.
 */
bool home_contains(const struct home *h, const char *secret, size_t *files);

/*
 * The environment of a program with this home: HOME, XDG folders below it, PATH, TERM as given
 * (NULL: unset), C.UTF-8, the sanitizers' options; then `extra` (NAME=value ..., NULL; NAME alone
 * unsets; may be NULL). Nothing else leaks in. Owned by nobody: it lives as long as the case.
 */
char **home_environment(const struct home *h, const char *term, const char *const *extra);

/* The program under test: $HAIL. */
const char *home_program(void);

#endif
