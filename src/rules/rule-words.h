/*
 * The words of a rule's line: blanks between them, texts in quotes, expressions between slashes.
 */
#ifndef HAIL_RULES_RULE_WORDS_H
#define HAIL_RULES_RULE_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/nearest.h"
#include "base/str.h"

/* A place in a line that is read. A failure sets `e` and `fault`, the text at fault. */
struct rule_cursor {
	const char *text; /* where the line begins */
	const char *at; /* NUL-terminated */
	const char *fault;
	struct err *e;
};

/* Says what is wrong with the text at `fault`; false. */
bool rule_fail(struct rule_cursor *c, const char *fault, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Says that the word is no `what` (an action): with the nearest that there is, else by `known`, the
 * list of them. */
bool rule_fail_word(struct rule_cursor *c, const struct nearest *near, const char *what,
		    const char *known);

/* Goes past blanks; whether something follows. */
bool rule_more(struct rule_cursor *c);

/* The next word, up to a blank; its length, 0 at the end. The cursor stays. */
size_t rule_peek(struct rule_cursor *c, const char **word);

/* Whether the next word is `word`; if so the cursor goes past it. */
bool rule_take_word(struct rule_cursor *c, const char *word);

/* Reads "text" into `out`: \" \\ \n \t mean what they do in C, another backslash stays. `what` is
 * what an error says is missing. */
bool rule_read_quoted(struct rule_cursor *c, const char *what, struct str *out);

/* Appends `text` as rule_read_quoted reads it. */
void rule_print_quoted(const char *text, size_t n, struct str *out);

/* Reads a word in which a backslash takes the character behind it as it is, such as a blank; with
 * its backslashes. */
void rule_read_bare(struct rule_cursor *c, struct str *out);

bool rule_is_digit(char c);

/* Whether a variable's name in a text goes on: a digit, a letter of ASCII, or _. */
bool rule_is_name_byte(char c);

/* Whether the `n` bytes at `word` are a name: a letter or _, then letters, digits, _ - and dots. */
bool rule_is_name(const char *word, size_t n);

#endif
