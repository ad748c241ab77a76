/*
 * What the translators share. Only import*.c include this.
 */
#ifndef HAIL_RULES_IMPORT_INTERNAL_H
#define HAIL_RULES_IMPORT_INTERNAL_H

#include <stdbool.h>

#include "base/str.h"
#include "rules/import.h"

enum { IMPORT_GROUPS = 100, IMPORT_WHY = 200 };

/* A file under translation. */
struct import {
	const struct rules_import_events *events;
	void *user;
	unsigned line; /* where the command begins */
	unsigned told;
	struct str group; /* of the rules to come; or empty */
};

/* A command that becomes a rule. */
struct translation {
	struct str regex, conditions, actions;
	bool caseless;
	int groups; /* in the expression so far */
	int last; /* the highest number of a capture of theirs */
	int group_of[IMPORT_GROUPS]; /* ours for one of theirs; -1: none */
	char why[IMPORT_WHY]; /* it can't; or empty */
};

void translation_init(struct translation *t);
void translation_fini(struct translation *t);

/* Says why it can't be translated; false. */
bool translation_fail(struct translation *t, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Appends a character to the expression, as itself. */
void translation_quote(struct translation *t, char c);

/* Appends a character to a text of ours, as itself. */
void translation_append(struct str *text, char c);

/* Appends an action with a text to `t->actions`. */
void translation_act(struct translation *t, const char *action, const struct str *text);

/* Tells the rule `kind /REGEX/ CONDITIONS ACTIONS`, or why there is none of `what`. */
void import_finish(struct import *im, struct translation *t, const char *kind, const char *what,
		   size_t n);

/* Tells that the `n` bytes at `what` aren't translated. */
void import_skip(struct import *im, const char *what, size_t n, const char *why);

/* Translates a command of TinTin++, the `n` bytes at `text`; what follows one in a line, and one
 * that TinyFugue joined of several lines. */
void import_tintin(struct import *im, const char *text, size_t n);
void import_tinyfugue(struct import *im, const char *text, size_t n);

#endif
