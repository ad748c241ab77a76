/*
 * The text of an action, in which captures and variables stand: `%1`, `%name`, `$name`, in braces
 * where a letter follows; `%%` and `$$` are the characters themselves. What is captured or kept in
 * a variable is a value: it never begins another line, whatever it holds.
 */
#ifndef HAIL_RULES_RULE_TEXT_H
#define HAIL_RULES_RULE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/* A piece: bytes of the text, a capture, a variable, or the end of a line. */
struct rule_piece {
	enum { PIECE_LITERAL, PIECE_GROUP, PIECE_VARIABLE, PIECE_BREAK } kind;
	unsigned group;
	size_t start, length; /* of the literal, or of the variable's name, in the text */
};

/* Embedded in its owner (init by zeros, fini). */
struct rule_text {
	char *text; /* as given, without quotes; NUL-terminated */
	size_t length;
	struct rule_piece *pieces;
	size_t count;
};

/* Finds the group that is called so; -1 if there is none. */
typedef int rule_group_finder(void *user, const char *name, size_t n);

/* Makes `t` of the `n` bytes at `text`. False if it names group `*fault` with `groups` of them. */
bool rule_text_make(struct rule_text *t, const char *text, size_t n, unsigned groups,
		    rule_group_finder *find, void *user, unsigned *fault);
void rule_text_fini(struct rule_text *t);

/* Whether the text's first word is as it is written, and there is one: no value is part of it. */
bool rule_text_begins_literally(const struct rule_text *t);

/* Whether values stand in the text. */
bool rule_text_has_values(const struct rule_text *t);

/* What is known of a line that is told: whether it holds values that aren't the user's words, and
 * whether its first word does. */
struct rule_line {
	bool foreign, begins_foreign;
};

/* Where values come from. */
struct rule_values {
	bool own; /* the groups are the user's words; variables may be a peer's */
	struct rule_line *line; /* set before each line that rule_text_expand tells; or NULL */
	/* The bytes of group `group`, or of the variable; NULL if there are none. Borrowed. */
	const char *(*group)(void *user, unsigned group, size_t *n);
	const char *(*variable)(void *user, const char *name, size_t name_length, size_t *n);
	void *user;
};

/* How a text becomes lines. */
struct rule_split {
	char separator; /* what ends a line in what is written in the text; 0: nothing does */
	bool repeats; /* `#4 n` is four lines `n` */
};

enum { RULE_REPEAT_MAX = 100, RULE_LINES_MAX = 1000, RULE_TEXT_MAX = 65536 };

/*
 * Tells the lines that the text makes, without line ends, RULE_LINES_MAX at most and each of
 * RULE_TEXT_MAX bytes at most. Control characters in values become blanks.
 */
void rule_text_expand(const struct rule_text *t, const struct rule_values *values,
		      const struct rule_split *split,
		      void (*line)(void *user, const char *text, size_t n), void *user);

/* Splits `n` bytes that are no text of a rule but are all written, likewise. */
void rule_text_split(const char *text, size_t n, const struct rule_split *split,
		     void (*line)(void *user, const char *text, size_t n), void *user);

/* Appends the text as one line: an end of a line is a blank. */
void rule_text_expand_line(const struct rule_text *t, const struct rule_values *values,
			   struct str *out);

#endif
