/*
 * What unit tests of the terminal expect of a term_case; each fails with what was seen instead.
 */
#ifndef HAIL_TESTS_TERM_FIXTURE_H
#define HAIL_TESTS_TERM_FIXTURE_H

#include "unit/term-dump.h"

/* The events since the last call, which are forgotten. */
void term_expect_events(struct term_case *c, const char *expected);

/* The document's lines, as term_dump_lines has them, and what term_check says. */
void term_expect_lines(const struct term_case *c, const char *expected);

/* The text of the open line. */
void term_expect_open(const struct term_case *c, const char *expected);

/* The screen, as term_dump_screen has it, and what term_check says; `what` is said if not. */
void term_expect_screen(const struct term_case *c, const char *what, const char *expected);

/* Input in char mode, then the screen and the cursor's row and column from 1. */
struct term_example {
	const char *name, *input, *screen;
	unsigned row, column;
};

/* Each of `n` examples leads to its screen and cursor in a terminal of its own of `width` times
 * `height`. */
void term_expect_examples(const struct term_example *examples, size_t n, unsigned width,
			  unsigned height);

/* Nothing that counts depends on how the input of each is cut, in char and in line mode. */
void term_expect_examples_in_pieces(const struct term_example *examples, size_t n, unsigned width,
				    unsigned height);

#endif
