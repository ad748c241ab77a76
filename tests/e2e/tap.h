/*
 * Test cases that each run in a process of their own, with TAP on stdout. A failing check prints
 * what was expected and what was seen, then everything that asked to be shown at a failure (a
 * screen, what a peer received), and ends the case. Whatever a case started is ended and reaped
 * after it.
 */
#ifndef HAIL_TESTS_TAP_H
#define HAIL_TESTS_TAP_H

#include <stdbool.h>
#include <stddef.h>

struct tap_case {
	const char *name;
	void (*run)(void);
	unsigned seconds; /* how long it may take; 0: TAP_SECONDS */
};

enum { TAP_SECONDS = 60 };

/*
 * Runs `cases` (those whose name contains the first argument, if there is one), prints TAP;
 * returns the exit status for main.
 */
int tap_main(int argc, char **argv, const struct tap_case *cases, size_t count);

/* Has `show` print comments about `user` when the case fails. `user` must live till the case ends.
 */
void tap_show_on_failure(void (*show)(const void *user), const void *user);

/* Ends the case as failed, with a message. */
_Noreturn void tap_fail(const char *file, int line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Ends the case as skipped: what it lacks. */
_Noreturn void tap_skip(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Prints a comment. */
void tap_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Prints `n` bytes, `label` before them, as comment lines with controls escaped. */
void tap_note_bytes(const char *label, const void *bytes, size_t n);

void tap_check_int(const char *file, int line, const char *what, long long saw, long long expected);
void tap_check_text(const char *file, int line, const char *what, const char *saw,
		    const char *expected);
void tap_check_bytes(const char *file, int line, const char *what, const void *saw,
		     size_t saw_length, const void *expected, size_t expected_length);

/* The condition holds, else the case fails with the message. */
#define CHECK(condition, ...)                                      \
	do {                                                       \
		if (!(condition))                                  \
			tap_fail(__FILE__, __LINE__, __VA_ARGS__); \
	} while (0)
#define FAIL(...) tap_fail(__FILE__, __LINE__, __VA_ARGS__)
#define CHECK_INT(saw, expected) \
	tap_check_int(__FILE__, __LINE__, #saw, (long long)(saw), (long long)(expected))
#define CHECK_TEXT(saw, expected) tap_check_text(__FILE__, __LINE__, #saw, (saw), (expected))
/* saw, its length, expected, its length; the last two may be one BYTES(). */
#define CHECK_BYTES(saw, saw_length, ...) \
	tap_check_bytes(__FILE__, __LINE__, #saw, (saw), (saw_length), __VA_ARGS__)

/* A string literal as bytes and their number, for byte strings with NULs. */
#define BYTES(literal) ("" literal), sizeof(literal) - 1

#endif
