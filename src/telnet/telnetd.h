/*
 * The server's side of telnet, as the built-in service speaks it (RFC 854, 855, 1143; ECHO 857, SGA
 * 858, TTYPE 1091, NAWS 1073): bytes of the wire in, data and commands out as events, answers
 * appended to the owner's output queue. No descriptor, no clock.
 */
#ifndef HAIL_TELNET_TELNETD_H
#define HAIL_TELNET_TELNETD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "telnet/option.h"

typedef struct Telnetd Telnetd;

enum {
	TELNETD_LFLOW = 33, /* toggle flow control (RFC 1372) */
	TELNETD_TERMINALS = 4,
	TELNETD_NAME_MAX = 40,
};

struct telnetd_events {
	/* Data of the client, as it came but for IAC. */
	void (*data)(void *user, const char *bytes, size_t n);
	/* A command: IP, BRK, AYT, EC, EL, … (command.h). */
	void (*command)(void *user, uint8_t command);
	/* The window's size came, and is another: telnetd_client still has the one before. */
	void (*window)(void *user, unsigned columns, unsigned rows);
};

/* What the client told about itself; valid as long as the Telnetd. */
struct telnetd_client {
	bool spoke; /* it negotiated at least once */
	unsigned columns, rows; /* 0 = not told (NAWS) */
	size_t terminal_count; /* names in the order they were told (TTYPE) */
	char terminals[TELNETD_TERMINALS][TELNETD_NAME_MAX + 1]; /* printable ASCII */
};

/* Makes the layer; answers are appended to `out` (borrowed), `events` is copied. */
Telnetd *telnetd_new(struct buf *out, const struct telnetd_events *events, void *user);
void telnetd_free(Telnetd *t);

/* Takes `n` bytes of the wire. */
void telnetd_receive(Telnetd *t, const char *bytes, size_t n);

/* Begins or ends our side of ECHO or SGA: WILL or WONT, once the last question is answered. */
void telnetd_will(Telnetd *t, uint8_t option, bool on);

/* Asks the client for an option: DO, unless asked or agreed already. */
void telnetd_do(Telnetd *t, uint8_t option);

/* Asks for character mode (or line mode): ECHO and SGA on (or off), by a terminal's host. */
void telnetd_ask_mode(Telnetd *t, bool character);

/* Whether the client has answered what that depends on, and told its window's size if it will. */
bool telnetd_is_answered(const Telnetd *t);

/* The state of our side, and of the client's side, of an option. */
enum telnet_option_state telnetd_ours(const Telnetd *t, uint8_t option);
enum telnet_option_state telnetd_theirs(const Telnetd *t, uint8_t option);

/* Sends GA after a prompt (RFC 854), unless we suppress it (RFC 858). */
void telnetd_go_ahead(Telnetd *t);

/* What the client told so far. */
const struct telnetd_client *telnetd_client(const Telnetd *t);

#endif
