/*
 * COM-PORT (RFC 2217), the client's side: what a console server has said of its serial port, and
 * what it is asked to change. A request changes nothing here: what the server acknowledges is the
 * truth. Plain value; the rest is comport_module.
 */
#ifndef HAIL_TELNET_COMPORT_H
#define HAIL_TELNET_COMPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "telnet/telnet.h"

/* What can be asked for. */
enum comport_field {
	COMPORT_BAUD,
	COMPORT_DATA_BITS,
	COMPORT_PARITY,
	COMPORT_STOP_BITS,
	COMPORT_FLOW, /* outbound, or both directions */
	COMPORT_FLOW_IN,
	COMPORT_BREAK,
	COMPORT_DTR,
	COMPORT_RTS,
	COMPORT_PURGE,
	COMPORT_FIELDS,
};

/* Bits of the line's state that are errors or a BREAK, and of the modem's lines. */
enum {
	COMPORT_LINE_OVERRUN = 0x02,
	COMPORT_LINE_PARITY = 0x04,
	COMPORT_LINE_FRAMING = 0x08,
	COMPORT_LINE_BREAK = 0x10,
	COMPORT_MODEM_CTS = 0x10,
	COMPORT_MODEM_DSR = 0x20,
	COMPORT_MODEM_RI = 0x40,
	COMPORT_MODEM_CD = 0x80,
};

enum {
	COMPORT_SIGNATURE = 64, /* characters of a signature that are kept */
	COMPORT_BREAK_MS = 300, /* how long a BREAK is where nothing else is asked for */
	COMPORT_BREAK_MAX = 30000, /* ms */
	COMPORT_ANSWER_MS = 3000, /* a server has so long to acknowledge */
};

struct comport_value {
	uint32_t told; /* in the protocol's numbers; 0: the server has said nothing of it */
	uint32_t asked; /* what the user asked for last */
	unsigned waits; /* requests that are not answered yet */
	bool by_user; /* the user waits to hear of the answer */
	bool answered; /* an answer has come since */
};

struct comport {
	struct comport_value values[COMPORT_FIELDS];
	char signature[COMPORT_SIGNATURE + 1]; /* of the server: visible ASCII; "" = not told */
	bool modem_told;
	uint8_t modem; /* COMPORT_MODEM_ bits that are on */
	uint8_t modem_seen; /* those that were on at any time */
	uint8_t line_mask, modem_mask; /* what the server tells of, as it says */
	unsigned overruns, parity_errors, framing_errors, breaks; /* so often told of */
	bool suspended; /* the server wants nothing sent until it says so */
	bool offered; /* the server said WILL and was told that we will, too */
	bool defied; /* the user has ended a suspension: this server's count no more */
	unsigned break_length; /* of the BREAK asked for last, in ms; 0: it was told of */
	bool breaking; /* that waits to be sent, or is under way */
	int64_t answer_at; /* when no answers are waited for any more; -1 = none are */
};

/* Begins without a server. */
void comport_init(struct comport *c);

/*
 * Asks the server for a change: `name` of a field (comport_field_name) and a word of it, such as
 * `parity` `even`; for `break`, ms are a word, too. What the server answers comes as a notice.
 * False with `e` set if nothing was asked.
 */
bool comport_ask(Telnet *t, const char *name, const char *word, struct err *e);

/* The user gives the port up: a BREAK ends now; a suspension, too, and no other is heeded until
 * COM-PORT is agreed on anew. A notice tells what is not done, as far as is known. */
void comport_release(Telnet *t);

/* The pause of a BREAK is over, its end follows. */
void comport_break_over(Telnet *t, int64_t now);

/* When comport_tick is due, in ms; -1 = never. */
int64_t comport_deadline(const Telnet *t);

/* Gives up waiting for answers, when that is due at t->now. */
void comport_tick(Telnet *t);

/* --- comport-words.c: the fields as words */

/* The name of a field: `baud`, `databits` … */
const char *comport_field_name(enum comport_field field);

/* The field called `name` of `n` bytes; COMPORT_FIELDS if there is none. */
enum comport_field comport_field_find(const char *name, size_t n);

/* The number that `word` stands for; false with `e` set, which lists the words. */
bool comport_field_parse(enum comport_field field, const char *word, uint32_t *value,
			 struct err *e);

/* Whether the server may answer `value`; what is asked to hear of the field; and its command. */
bool comport_field_has(enum comport_field field, uint32_t value);
uint8_t comport_field_query(enum comport_field field);
uint8_t comport_field_command(enum comport_field field);

/* Appends what `value` is: `9600 baud`, `parity even`; `nothing` for 0. */
void comport_append(enum comport_field field, uint32_t value, struct str *out);

/* Appends its word alone: `9600`, `even`; `not told` for 0. */
void comport_append_word(enum comport_field field, uint32_t value, struct str *out);

/* Appends `value` as JSON. */
void comport_append_json(enum comport_field field, uint32_t value, struct str *out);

/* Appends `9600 8N1`, then what is out of the ordinary: lost modem lines, a BREAK, held. */
void comport_append_summary(const struct comport *c, struct str *out);

#endif
