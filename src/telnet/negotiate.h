/*
 * Option negotiation (RFC 1143) by libtelnet, which sees one command a call and nothing else, and
 * a mirror of what it knows, since it can't be asked. Not re-entrant, but `send` may look at
 * states.
 */
#ifndef HAIL_TELNET_NEGOTIATE_H
#define HAIL_TELNET_NEGOTIATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "telnet/option.h"

typedef struct Negotiate Negotiate;

enum { NEGOTIATE_MAX = 40 }; /* options that may be allowed: libtelnet 0.21 breaks at 64 */

/* Makes an engine that refuses every option; `send` gets the bytes for the wire, a command a call.
 */
Negotiate *negotiate_new(void (*send)(void *user, const char *bytes, size_t n), void *user);

/* Frees it. Never from inside `send`. */
void negotiate_free(Negotiate *n);

/* Says whether `side` may switch `option` on when the peer brings it up from now on. */
void negotiate_allow(Negotiate *n, enum telnet_side side, uint8_t option, bool allowed);

/* The state of `option` on `side`. */
enum telnet_option_state negotiate_state(const Negotiate *n, enum telnet_side side, uint8_t option);

/* The side whose option the command is about: the peer's for WILL and WONT, ours for DO and DONT.
 */
enum telnet_side negotiate_side(uint8_t command);

/* Whether the peer's `command` (WILL WONT DO DONT) calls for an answer in the present state. */
bool negotiate_answers(const Negotiate *n, uint8_t command, uint8_t option);

/* Whether the peer's `command` would change the present state. */
bool negotiate_changes(const Negotiate *n, uint8_t command, uint8_t option);

/*
 * Takes a command from the peer and answers it. `mute`: no answer is sent; the peer's side follows
 * its word nevertheless, and ours may be switched off but not on. True if a state changed.
 */
bool negotiate_receive(Negotiate *n, uint8_t command, uint8_t option, bool mute);

/*
 * Asks that `option` on `side` be on or off. Sends nothing if it is; while an earlier request is
 * open the wish waits for its answer (libtelnet to 0.23 hangs otherwise).
 */
void negotiate_want(Negotiate *n, enum telnet_side side, uint8_t option, bool on);

#endif
