/*
 * Splits a telnet stream (RFC 854, RFC 855) into data runs, commands, negotiations and whole
 * subnegotiations, across any chunk borders. No state but the splitting.
 */
#ifndef HAIL_TELNET_TOKEN_H
#define HAIL_TELNET_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Tokenizer Tokenizer;

enum token_kind {
	TOKEN_DATA, /* bytes: a run of data, IAC IAC undone (the ff stands in a run) */
	TOKEN_COMMAND, /* command: GA, EOR, NOP, DM, … */
	TOKEN_NEGOTIATION, /* command: WILL WONT DO DONT; option */
	TOKEN_SUBNEGOTIATION, /* option; bytes: the payload, IAC IAC undone; truncated if over the
				 limit */
};

struct token {
	enum token_kind kind;
	uint8_t command;
	uint8_t option;
	bool truncated; /* a subnegotiation over the limit: its payload was skipped, length is 0 */
	const char *bytes; /* borrowed until the call returns */
	size_t length;
	size_t used; /* of the bytes fed, those up to its end */
};

/* Makes a tokenizer; `limit` tells how many payload bytes an option's subnegotiation may have. */
Tokenizer *token_new(size_t (*limit)(uint8_t option));

/* Frees it; legal with NULL. */
void token_free(Tokenizer *t);

/* Whether nothing is half read: no lone IAC, no command without its option, no open payload. */
bool token_is_idle(const Tokenizer *t);

/* Forgets what is half read. */
void token_reset(Tokenizer *t);

/*
 * Splits `n` bytes; calls `each` for every token in order (a data run may come in pieces). `each`
 * may stop the rest by returning false: the bytes used are returned, the rest is fed again later.
 * Not re-entrant. What isn't telnet by the letter: a payload ends at any command (which then
 * counts itself), an ff before a byte that is no command stands for itself in a payload, and
 * `SB 85 WILL SE` (MCCP1) ends without IAC.
 */
size_t token_feed(Tokenizer *t, const char *bytes, size_t n,
		  bool (*each)(void *user, const struct token *token), void *user);

#endif
