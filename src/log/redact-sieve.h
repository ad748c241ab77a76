/*
 * Finds in one pass over a text which rules of redaction may match it, by the words that they need.
 * Made once of the table; what it finds changes nothing in it, and all that ask for one share it.
 * Not thread-safe.
 */
#ifndef HAIL_LOG_REDACT_SIEVE_H
#define HAIL_LOG_REDACT_SIEVE_H

#include <stddef.h>
#include <stdint.h>

typedef struct RedactSieve RedactSieve;

/* What is found: a word. */
struct redact_hit {
	size_t start, length;
	uint64_t rules; /* a bit for each rule of the table that has the word */
};

/* Gives the sieve, made if nobody has it; given back by redact_sieve_free. */
RedactSieve *redact_sieve_new(void);
void redact_sieve_free(RedactSieve *s);

/* The first word at or after byte `from` of the `n` bytes at `text`; its length is 0 if there is
 * none. */
struct redact_hit redact_sieve_find(const RedactSieve *s, const char *text, size_t n, size_t from);

#endif
