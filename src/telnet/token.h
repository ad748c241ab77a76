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
	TOKEN_DATA,		/* bytes: a run of data, IAC IAC undone (the ff stands in a run) */
	TOKEN_COMMAND,		/* command: GA, EOR, NOP, DM, … */
	TOKEN_NEGOTIATION,	/* command: WILL WONT DO DONT; option */
	TOKEN_SUBNEGOTIATION,	/* option; bytes: the payload, IAC IAC undone; truncated if over the limit */
};

struct token {
	enum token_kind kind;
	uint8_t command;
	uint8_t option;
	bool truncated;		/* a subnegotiation over the limit: its payload was skipped, length is 0 */
	const char *bytes;	/* borrowed until the call returns */
	size_t length;
};

/* Makes a tokenizer; `limit` tells how many payload bytes an option's subnegotiation may have. */
Tokenizer *token_new(size_t (*limit)(uint8_t option));
void token_free(Tokenizer *t);

/* Splits `n` bytes; calls `each` for every token in order. `each` may stop the rest by returning false: the bytes used are returned. */
size_t token_feed(Tokenizer *t, const char *bytes, size_t n,
		  bool (*each)(void *user, const struct token *token), void *user);

#endif
