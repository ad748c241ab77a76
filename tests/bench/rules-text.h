/*
 * A game's text, of which few lines match, and expressions for rules such as its players write.
 */
#ifndef HAIL_TESTS_BENCH_RULES_TEXT_H
#define HAIL_TESTS_BENCH_RULES_TEXT_H

#include <stddef.h>

enum {
	RULES_TEXT_EXPRESSION = 128, /* bytes of an expression */
	RULES_TEXT_MOST = 2000, /* rules that lines are for */
};

/* Fills `text` with lines, each with `end` behind it; one in a hundred is for a rule. The rest is
 * LF. */
void rules_text_fill(char *text, size_t n, const char *end);

/* Writes the expression of rule `i`, at most RULES_TEXT_EXPRESSION bytes. */
void rules_text_expression(char *out, unsigned i);

#endif
