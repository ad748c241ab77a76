/*
 * A payload while it is read, and where its words go: for words.c and the files of the options'
 * payloads. Nobody else includes this.
 */
#ifndef HAIL_TELNET_WORDS_PRIVATE_H
#define HAIL_TELNET_WORDS_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct words {
	const uint8_t *at; /* the bytes that are not in words yet */
	size_t left;
	struct str *out;
	size_t end; /* what `out` may grow to */
	bool full; /* it would have grown more */
};

/* Appends a word behind a blank; so for those below. */
void words_add(struct words *w, const char *word);
void words_add_number(struct words *w, unsigned long number);

/* Appends what `value` is called; its number if `names` has none. */
void words_add_name(struct words *w, const char *const *names, size_t count, unsigned value);

/* Appends the names of the bits that are set, the lowest first: `EDIT|TRAPSIG`; `0` for none. */
void words_add_flags(struct words *w, const char *const names[8], unsigned value);

/* Appends `n` bytes in quotes. */
void words_add_text(struct words *w, const char *bytes, size_t n);

/* Takes a byte that is there. */
uint8_t words_take(struct words *w);

/* Takes a byte that `names` has a name for, and appends that. -1, and nothing taken, if it hasn't,
 * or nothing is left. */
int words_take_name(struct words *w, const char *const *names, size_t count);

/* Takes the next `n` bytes, which are there, as text in quotes; in hex; all that are left as text
 * as it is, with controls escaped. */
void words_take_text(struct words *w, size_t n);
void words_take_hex(struct words *w, size_t n);
void words_take_plain(struct words *w);

/* Whether the option has a function for its payloads, which then has taken what it understood of
 * one. */
bool words_login_payload(uint8_t option, struct words *w);
bool words_mud_payload(uint8_t option, struct words *w);

#endif
