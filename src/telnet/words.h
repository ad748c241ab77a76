/*
 * Telnet in words: commands, options and payloads by the names that RFCs give them. Pure functions.
 * What a peer wrote is shown inertly: without controls, and without what turns text around or can't
 * be seen.
 */
#ifndef HAIL_TELNET_WORDS_H
#define HAIL_TELNET_WORDS_H

#include <stdint.h>

#include "base/str.h"
#include "telnet/token.h"

enum { WORDS_MAX = 1200 }; /* bytes that one call appends at most */

/* The name of a command (RFC 854, 885, 1184), such as `WILL`; NULL if it is none. */
const char *words_command(uint8_t command);

/* Appends an option's name, such as `NAWS`; its number if it has none. */
void words_option(uint8_t option, struct str *out);

/* Appends `n` bytes in quotes: `"a\r\n"`, bytes that are no UTF-8 as `\xNN`, and code points that
 * deceive (base/deceptive.h) as `\u{NNNN}`. */
void words_text(const char *bytes, size_t n, struct str *out);

/*
 * Appends a token: `DO TTYPE`, `GA`, `SB NAWS 80 24`, `SB NEW-ENVIRON IS VAR "USER" VALUE "alice"`.
 * What isn't understood of a payload is shown in hex; data is in quotes.
 */
void words_token(const struct token *token, struct str *out);

#endif
