/*
 * The language of TinTin++: arguments in braces, patterns, texts. Only import-tintin*.c include
 * this.
 */
#ifndef HAIL_RULES_IMPORT_TINTIN_H
#define HAIL_RULES_IMPORT_TINTIN_H

#include "rules/import-internal.h"

/* A piece of the file. */
struct span {
	const char *text;
	size_t n;
};

bool tintin_is_blank(char c);

/* The bytes from the brace at `text` to the one that closes it, or all. */
size_t tintin_braces(const char *text, size_t n);

void tintin_skip_blanks(struct span *s);
void tintin_skip(struct span *s, size_t n);

/* Takes an argument: what stands in braces, or a word; with `last`, all up to the end. */
struct span tintin_argument(struct span *s, bool last);

/* Whether the word is `name` or a beginning of it of at least `least` bytes, case aside. */
bool tintin_is_command(struct span word, const char *name, size_t least);

/* Makes the expression of a pattern of theirs. False if it can't be translated. */
bool tintin_pattern(struct translation *t, struct span p);

/* Appends a text as one of ours; without colour codes if it is `shown`. */
bool tintin_text(struct translation *t, struct span s, bool shown, struct str *out);

#endif
