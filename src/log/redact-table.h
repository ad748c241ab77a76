/*
 * The shipped rules of redaction: a row each. A rule is looked at only where one of its words
 * stands, so that lines without any cost little.
 */
#ifndef HAIL_LOG_REDACT_TABLE_H
#define HAIL_LOG_REDACT_TABLE_H

#include <stdbool.h>
#include <stddef.h>

enum {
	REDACT_WORDS = 5, /* words that a rule has at most */
	REDACT_WORD_MIN = 3, /* bytes of a word at least */
	REDACT_RULES_MAX = 64,
};

struct redact_rule {
	/* In small letters, found in any case; one of them stands in each match, before what is
	 * secret in it. */
	const char *words[REDACT_WORDS];
	/* PCRE2's syntax, case ignored but where it says so. What its groups match is secret. NULL
	 * in the first row: the head of a private key. */
	const char *expression;
	/* A byte that each match has, too, before what is secret; 0: none is known. */
	char also;
	/* A secret begins right behind the word: not behind the rest of a name and a separator. */
	bool from_word;
};

extern const struct redact_rule redact_table[];
extern const size_t redact_table_count;

#endif
