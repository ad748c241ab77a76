/*
 * The options of a command line: a row each, read from its words.
 */
#ifndef HAIL_CONFIG_ARG_TABLE_H
#define HAIL_CONFIG_ARG_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

enum arg_kind {
	ARG_PUBLIC,
	ARG_SECRET, /* its value may hold a secret, which no list of processes is to show */
	ARG_TWO, /* it takes two values; the taker gets one after the other */
	ARG_ASSIGNMENT, /* its value is `name=value`, and the option called name decides that */
	ARG_TO_COME, /* of the contract, and refused since it isn't built yet */
};

struct arg_row {
	char letter; /* 0: none */
	const char *name; /* NULL: none */
	const char *value; /* what it takes, for help; NULL: nothing */
	int arg; /* its owner's number for it */
	enum arg_kind kind;
	const char *text; /* for help; of one to come: what it is for */
};

struct arg_table {
	const struct arg_row *rows;
	size_t count;
	const char *help; /* the command that shows help, for sentences */
};

/* What is done with what stands there; each may fail with `e` set. Values and words live as long as
 * the copy that they stand in. */
struct arg_taker {
	/* An option; `value` is NULL if it takes none. */
	bool (*option)(void *user, const struct arg_row *row, const char *value, struct err *e);
	bool (*word)(void *user, const char *word, struct err *e);
};

/* A copy of a command line, for its owner to keep (arg_words_fini). */
struct arg_words {
	char **items;
	size_t count;
};

/*
 * Copies `argv` into *words, and reads what stands behind its first word: options as
 * `--name=value`, `--name value`, `-xvalue`, `-x value`, letters without a value together; behind
 * `--` only words. Values that may hold a secret are overwritten in argv, which every user of the
 * machine can read. False with one sentence in `e` (ERR_USAGE) at the first fault.
 */
bool arg_table_read(const struct arg_table *table, int argc, char **argv, struct arg_words *words,
		    const struct arg_taker *taker, void *user, struct err *e);

/* Wipes and frees. */
void arg_words_fini(struct arg_words *words);

/* Appends a line for each option, but those to come. */
void arg_table_help(const struct arg_table *table, struct str *out);

#endif
