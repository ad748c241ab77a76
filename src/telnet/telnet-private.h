/*
 * The telnet layer's state, for telnet.c (what comes in), telnet-option.c (what is negotiated),
 * telnet-send.c (what goes out), telnet-facts.c (what is known) and the options' modules, which
 * call telnet-module.c; a few ask telnet/negotiate for an option or raise an event themselves.
 */
#ifndef HAIL_TELNET_TELNET_PRIVATE_H
#define HAIL_TELNET_TELNET_PRIVATE_H

#include "base/buf.h"
#include "telnet/charset-option.h"
#include "telnet/comport.h"
#include "telnet/detect.h"
#include "telnet/environ.h"
#include "telnet/flood.h"
#include "telnet/gmcp.h"
#include "telnet/inflate.h"
#include "telnet/keepalive.h"
#include "telnet/ledger.h"
#include "telnet/lflow.h"
#include "telnet/linemode.h"
#include "telnet/naws.h"
#include "telnet/negotiate.h"
#include "telnet/nvt.h"
#include "telnet/telnet.h"
#include "telnet/token.h"
#include "telnet/ttype.h"

/* What the peer compresses. */
struct expansion {
	Inflate *stream; /* NULL: nothing */
	uint8_t option; /* by which it did last; 0: none so far */
	const char *name; /* of the option and how; static */
	bool begun; /* it did by the last token: what is behind that isn't plain */
	bool broken; /* damaged: what the wire brings is nothing that can be read */
	bool waits; /* for telnet_allow_expansion */
	bool allowed; /* however much it grows */
	uint64_t wire, plain; /* bytes of this connection */
	uint64_t window_wire, window_plain; /* both when the ratio's window began */
};

struct Telnet {
	struct telnet_events events;
	void *user;
	enum telnet_protocol protocol;
	bool text_newlines;
	unsigned permits;
	bool stopped; /* TLS follows, or what is compressed is damaged: nothing more is taken */
	struct expansion expansion;
	bool deflates; /* the owner deflates what is sent */
	bool muted; /* the command that is being taken gets no answer */
	size_t piece_base; /* of the piece told of last: those before what is split now, */
	size_t taken; /* and those before the event under way; SIZE_MAX: all */
	bool busy; /* in receive, finish or tick */
	char *term, *client, *version, *name;
	char *charset, *charset_wanted; /* as struct telnet_charset */
	bool charset_forced;
	struct charset_option charset_option;
	unsigned mtts;
	int64_t now; /* of the call under way */
	int64_t started; /* when the connection was up; */
	int64_t wall; /* that on the wall */
	int64_t initiate_at; /* when the opening burst is due; -1 = never */
	bool initiate;

	Tokenizer *tokenizer;
	Negotiate *negotiate;
	struct ledger ledger;
	struct detect detect;
	struct nvt_decoder decoder;
	struct ttype ttype;
	struct naws naws;
	struct environ_state environ;
	struct lflow lflow;
	struct linemode linemode;
	struct gmcp gmcp;
	struct comport comport;
	char *items; /* as struct telnet_config */
	struct charset_high
		*table; /* of `table_name`, which telnet_append_text read last; or NULL */
	char *table_name;
	struct keepalive keepalive;
	struct flood flood;
	struct telnet_counts counts;
	bool text_cr; /* telnet_send_text ended with a CR */
	enum telnet_kind kind; /* as the user says */
	bool mud_evidence, terminal_evidence; /* by options, for good */
	bool prompt_marks; /* a GA or EOR came since the peer last turned SGA on */
	bool links_told; /* MTTS was, with MSLP in it */
	bool echo_or_sga_seen; /* the peer offered one of them */
};

/* Takes the peer's WILL, WONT, DO or DONT. */
void telnet_on_negotiation(Telnet *t, uint8_t command, uint8_t option);

/* Takes a whole subnegotiation. */
void telnet_on_subnegotiation(Telnet *t, const struct token *token);

/* --- telnet-compress.c */

/* Takes compressed bytes as inflate_take; when the plain ones have been taken, what the status says
 * is done, and whoever must know is told. */
enum inflate_status telnet_inflate(Telnet *t, const char *bytes, size_t n, size_t *used, char *out,
				   size_t room, size_t *made);
void telnet_after_inflate(Telnet *t, enum inflate_status status);

/* --- telnet-module.c: what a module may do */

/* Whether `option` is on. */
bool telnet_is_on(const Telnet *t, enum telnet_side side, uint8_t option);

/* Whether it is on at the other side than `side`: an option that either side may bring up begins
 * with the first. */
bool telnet_is_on_other(const Telnet *t, enum telnet_side side, uint8_t option);

/* The number of MTTS: what works now; and that the peer was told of it, which may go by it. */
unsigned telnet_mtts(const Telnet *t);
void telnet_told_mtts(Telnet *t);

/* Whether the peer is a game, or a login to a machine, as the user says or the evidence does. */
bool telnet_is_game(const Telnet *t);
bool telnet_is_terminal(const Telnet *t);

/* Whether one more reply may be sent to what the peer asks; counts it, or that it was dropped. */
bool telnet_may_reply(Telnet *t);

/* Hands `out` to the wire and frees it. */
void telnet_send_buf(Telnet *t, struct buf *out);

/* Sends `IAC SB option payload IAC SE`; IAC in the payload is doubled. */
void telnet_send_payload(Telnet *t, uint8_t option, const char *bytes, size_t n);

/* The same for a payload with a password: copies of it are wiped. */
void telnet_send_secret_payload(Telnet *t, uint8_t option, const char *bytes, size_t n);

/* What follows is compressed as `option` says, by `encoding`, until the stream ends; `name`
 * (static) is what the user reads. False, and nothing is done, if something is compressed already.
 */
bool telnet_begin_inflate(Telnet *t, uint8_t option, enum inflate_encoding encoding,
			  const char *name);

/* Says `IAC SB MCCP3 IAC SE`, and has what is sent behind it deflated; ends that. */
void telnet_begin_deflate(Telnet *t);
void telnet_end_deflate(Telnet *t);

/* What the peer compresses can't be read: nothing more is taken, as a clause says. */
void telnet_break(Telnet *t, const char *clause);

/* Appends text of the peer as UTF-8: what isn't that already is in the character set in use if a
 * byte is a character there, else in Latin-1. */
void telnet_append_text(Telnet *t, const char *bytes, size_t n, struct str *out);

/* Tells the owner of a value (struct telnet_value); `json` may be NULL if there is none. */
void telnet_tell_value(Telnet *t, enum telnet_source source, const char *name, const char *json,
		       size_t n);

/* The same for a name of `length` bytes as the peer sent it: shortened, controls left out, what is
 * no UTF-8 read as Latin-1. */
void telnet_tell_named(Telnet *t, enum telnet_source source, const char *name, size_t length,
		       const char *json, size_t n);

#endif
