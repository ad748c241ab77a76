/*
 * The telnet layer whole (RFC 854, 855, 1143 and the options of the policy table): bytes of the
 * wire in, application bytes and events out, wire bytes out. No descriptor, no clock: times are
 * monotonic milliseconds from the caller. Not re-entrant: an event handler may send, but not
 * receive, tick or free.
 */
#ifndef HAIL_TELNET_TELNET_H
#define HAIL_TELNET_TELNET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "telnet/option.h"

struct comport;

/* libtelnet exports functions of these names too: ours get others for the linker. */
#define telnet_free hail_telnet_free
#define telnet_send_text hail_telnet_send_text

typedef struct Telnet Telnet;

enum telnet_protocol {
	TELNET_PROTOCOL_UNDECIDED, /* raw both ways until the peer speaks telnet (first 64 KiB) */
	TELNET_PROTOCOL_TELNET,
	TELNET_PROTOCOL_RAW,
};

enum telnet_eol {
	TELNET_EOL_AUTO,
	TELNET_EOL_CRLF,
	TELNET_EOL_LF,
	TELNET_EOL_CR,
	TELNET_EOL_CRNUL
};

/* What kind of peer it is: by the evidence of what it negotiates, or as the user says. */
enum telnet_kind { TELNET_KIND_AUTO, TELNET_KIND_GAME, TELNET_KIND_TERMINAL };

/* What is sent to a peer that has been silent for a while. */
enum telnet_keepalive { TELNET_KEEPALIVE_OFF, TELNET_KEEPALIVE_NOP, TELNET_KEEPALIVE_AYT };

/* Options that are refused unless the owner permits them. */
enum {
	TELNET_PERMIT_STARTTLS = 1, /* turning to TLS (option 46); the event `starttls` is needed */
	TELNET_PERMIT_MSP = 2,
	TELNET_PERMIT_MXP = 4,
	TELNET_PERMIT_INFLATE = 8, /* the peer may compress what it sends (MCCP2, MCCP4) */
	TELNET_PERMIT_LINEMODE = 16, /* editing lines as the peer likes it (option 34) */
	TELNET_PERMIT_LFLOW = 32, /* stopping output by Ctrl-S as the peer likes it (option 33) */
	TELNET_PERMIT_AARD102 = 64, /* Aardwolf's channel 102 */
	TELNET_PERMIT_DEFLATE = 128, /* we may, if it asks for that (MCCP3) */
};

enum {
	TELNET_RATIO = 200, /* plain bytes for a compressed one that nobody is asked about */
	TELNET_RATIO_WINDOW = 64 << 20, /* plain bytes over which it is measured */
};

/* Where a value comes from. */
enum telnet_source {
	TELNET_SOURCE_AARD102,
	TELNET_SOURCE_ATCP,
	TELNET_SOURCE_COMPORT, /* a serial port (telnet/comport.h) */
	TELNET_SOURCE_GMCP,
	TELNET_SOURCE_MSDP,
	TELNET_SOURCE_MSSP,
	TELNET_SOURCE_ZMP,
	TELNET_SOURCES,
};

/* What an option's subnegotiation says, as a value: borrowed until the call returns. */
struct telnet_value {
	enum telnet_source source;
	const char *name; /* UTF-8 without controls, such as `Char.Vitals` */
	const char *json; /* `length` bytes of JSON (RFC 8259); NULL: a name alone */
	size_t length;
	const char *beyond; /* it is a string, since what came is JSON beyond a bound: which one
			       (json_bound); NULL otherwise */
};

/* Which character set is in use, and which may be agreed on (RFC 2066). Strings are copied. */
struct telnet_charset {
	const char *name; /* in use, both ways */
	const char *wanted; /* taken wherever it is offered; NULL: the first that works */
	bool forced; /* nothing but `wanted` is taken */
};

struct telnet_config {
	enum telnet_protocol protocol; /* where to begin */
	bool terminal_port; /* port 23 or 992: terminal evidence */
	enum telnet_kind kind;
	bool initiate; /* send the opening burst if nothing came within 500 ms */
	bool text_newlines; /* pipe: data() gets CR LF as LF and CR NUL as CR (not when raw) */
	const char *term; /* terminal name for TTYPE, e.g. "xterm-256color" (copied) */
	const char *client; /* client name for TTYPE and the MUD protocols, e.g. "HAIL" (copied) */
	const char *version; /* of the client (copied) */
	const char *gmcp_packages; /* that are wanted (struct gmcp; copied); NULL: none */
	bool char_login; /* there is an account to log in with by GMCP's Char.Login */
	const char *items; /* paths of values that are shown (option status-items; copied): those of
			      MSDP are asked for; NULL: none */
	int64_t wall; /* the clock on the wall when telnet_start is called, in ms; for ZMP */
	const char
		*name; /* the user's there, as the user gave it for this peer; or NULL (copied) */
	unsigned mtts; /* MTTS bits that work; that of UTF-8 follows the character set */
	struct telnet_charset charset;
	unsigned permits; /* TELNET_PERMIT_ bits */
	unsigned columns, rows; /* for NAWS; 0 = don't offer a size (WONT NAWS) */
	bool expansion_allowed; /* `expands` doesn't come */
	enum telnet_keepalive keepalive; /* as telnet_set_keepalive */
	int64_t keepalive_idle;
};

struct telnet_events {
	/* Application bytes: valid until the call returns. CR LF and CR arrive as bytes (NVT rules
	 * applied). */
	void (*data)(void *user, const char *bytes, size_t n);
	/* Bytes for the wire. */
	void (*send)(void *user, const char *bytes, size_t n);
	/* IAC DM to be sent as urgent data after what was sent before (synch). */
	void (*send_urgent)(void *user, char byte);
	/* What was sent before leaves, then nothing for `ms`, of which comport_break_over tells.
	 * May be NULL: there is no pause. */
	void (*pause)(void *user, unsigned ms);
	/* The serial port is given up: what was asked of it and waits is void, but for a BREAK: IAC
	 * BRK goes in its place; returns whether there was one. What is sent until the call of
	 * telnet returns leaves before all else. May be NULL. */
	bool (*port_given_up)(void *user);
	/* GA or EOR came (RFC 854, RFC 885), in order with data(). */
	void (*prompt)(void *user);
	/* The protocol, an option or a piece of evidence changed, in order with data(). */
	void (*changed)(void *user);
	/*
	 * Both sides have said that TLS follows: what was read after that was not protected and has
	 * been dropped, nothing more is taken. May be NULL.
	 */
	void (*starttls)(void *user);
	/*
	 * The peer asks for the character set `name`: whether it can be used, and then it is for
	 * what follows in data() and is sent. Asked with one name after another until one can.
	 * NULL: none can.
	 */
	bool (*charset)(void *user, const char *name);
	/* A value came, in order with data(). May be NULL. */
	void (*value)(void *user, const struct telnet_value *value);
	/* One sentence for the user, e.g. that an option flaps. */
	void (*notice)(void *user, const char *text);
	/* What was received, as telnet, that is without compression: in order, each piece before it
	 * is taken. May be NULL. */
	void (*received)(void *user, const char *bytes, size_t n);
	/* What the peer compresses can't be read, as the clause says: nothing more is taken. Needed
	 * with TELNET_PERMIT_INFLATE, as `expands`. */
	void (*broken)(void *user, const char *text);
	/* What the peer compresses grows by more than TELNET_RATIO over TELNET_RATIO_WINDOW bytes,
	 * as no text does: nothing more is taken until telnet_allow_expansion. */
	void (*expands)(void *user);
	/* Send these bytes, and deflate (RFC 1950) all that is sent behind them; false, and neither
	 * is done, if there is no room. End that stream behind what was sent until now. Needed with
	 * TELNET_PERMIT_DEFLATE. */
	bool (*begin_deflate)(void *user, const char *bytes, size_t n);
	void (*end_deflate)(void *user);
};

/* What a character means to the line editor (RFC 1184 2.4), as the peer and we have agreed. */
enum telnet_special {
	TELNET_SPECIAL_NONE,
	TELNET_SPECIAL_SYNCH,
	TELNET_SPECIAL_BRK,
	TELNET_SPECIAL_IP,
	TELNET_SPECIAL_AO,
	TELNET_SPECIAL_AYT,
	TELNET_SPECIAL_EOR,
	TELNET_SPECIAL_ABORT,
	TELNET_SPECIAL_EOF,
	TELNET_SPECIAL_SUSP,
	TELNET_SPECIAL_EC, /* erase a character, */
	TELNET_SPECIAL_EL, /* the line, */
	TELNET_SPECIAL_EW, /* a word */
	TELNET_SPECIAL_RP, /* show the line anew */
	TELNET_SPECIAL_LNEXT, /* the next key as it is */
	TELNET_SPECIAL_XON,
	TELNET_SPECIAL_XOFF,
	TELNET_SPECIAL_FORW1, /* send what is there, without a line end */
	TELNET_SPECIAL_FORW2,
	TELNET_SPECIAL_MCL, /* move left, */
	TELNET_SPECIAL_MCR,
	TELNET_SPECIAL_MCWL, /* by a word, */
	TELNET_SPECIAL_MCWR,
	TELNET_SPECIAL_MCBOL, /* to the beginning or the end */
	TELNET_SPECIAL_MCEOL,
	TELNET_SPECIAL_INSRT,
	TELNET_SPECIAL_OVER,
	TELNET_SPECIAL_ECR, /* erase to the right: a character, */
	TELNET_SPECIAL_EWR, /* a word, */
	TELNET_SPECIAL_EBOL, /* all to the beginning, */
	TELNET_SPECIAL_EEOL, /* to the end */
	TELNET_SPECIALS = TELNET_SPECIAL_EEOL,
};

/* What the input-mode rule (session/mode) is decided from. */
struct telnet_facts {
	enum telnet_protocol protocol;
	bool peer_echo; /* the peer's ECHO is on now */
	bool peer_sga, our_sga; /* the peer's SGA is on now, ours is */
	bool our_binary, peer_binary;
	/* A game: options 45 46 55 56 57 5a 5b 5d 66 c8 c9 offered or asked, or GA/EOR; or the user
	 * says so. */
	bool mud_evidence;
	/* A login: port 23/992, or DO of BINARY TSPEED XDISPLOC OLD-ENV NEW-ENV LFLOW LINEMODE
	 * COM-PORT; or the user says so. */
	bool terminal_evidence;
	bool terminal_said; /* the latter, by the user's word */
	bool links_told; /* the peer was told, by MTTS, that it may mark links (MSLP) */
	bool prompt_marks; /* a GA or EOR came since the peer last turned SGA on */
	bool linemode; /* our LINEMODE is on, and the peer has said what it wants of us: */
	bool edit; /* to edit lines, */
	bool trap_signals; /* to send IP, ABORT and SUSP for their characters, */
	bool literal_echo; /* not to show controls as ^X */
	bool flow_control; /* Ctrl-S stops output here, */
	bool restart_any; /* and any key lets it go on */
};

/* What was counted rather than shown. */
struct telnet_counts {
	uint64_t commands; /* WILL WONT DO DONT received */
	uint64_t replies_dropped; /* over 200 a second, or a flapping option */
	uint64_t subnegotiations_dropped; /* not negotiated, too long, malformed */
	uint64_t values_malformed; /* what should have been JSON; it was kept as text */
	uint64_t unknown; /* commands without a meaning for a client */
};

/* Makes the layer; `events` and `config` are copied, `user` is handed to every event. */
Telnet *telnet_new(const struct telnet_config *config, const struct telnet_events *events,
		   void *user);

/* Frees it. Never from inside an event. */
void telnet_free(Telnet *t);

/* Says that the connection is up, so that the 500 ms of the opening burst count from `now`. */
void telnet_start(Telnet *t, int64_t now);

/*
 * Takes bytes from the wire, until they are used up or have become `budget` (over 0) plain bytes;
 * returns how many of the `n` were used. All are, where nothing is compressed and `n` <= `budget`.
 * None is while telnet_waits.
 */
size_t telnet_receive(Telnet *t, const char *bytes, size_t n, size_t budget, int64_t now);

/* How many bytes of what `received` told of last were taken before the event that is under way;
 * SIZE_MAX: all, as it is between calls. */
size_t telnet_taken(const Telnet *t);

/* Whether telnet_receive has more to give without another byte. */
bool telnet_has_more(const Telnet *t);

/* Whether `expands` came and waits for telnet_allow_expansion. */
bool telnet_waits(const Telnet *t);

/* Goes on after `expands`: until the next such window, or for good if `always`. */
void telnet_allow_expansion(Telnet *t, bool always);

/* Whether the wire, if it ends here, ends in the middle of what the peer compresses. */
bool telnet_is_cut(const Telnet *t);

/* What compression does in this connection. */
struct telnet_compression {
	const char *received; /* how the peer compresses now, such as `MCCP2`; NULL: it doesn't */
	uint64_t received_wire, received_plain; /* bytes of its compressed parts, on the wire and
						   in plain */
};
void telnet_compression(const Telnet *t, struct telnet_compression *out);

/* Says that the wire ended: what was held back (a lone ff, CR) is delivered as data. */
void telnet_finish(Telnet *t);

/* When telnet_tick is due, in ms; -1 = never. */
int64_t telnet_deadline(const Telnet *t);

/* Does what is due: the opening burst, a NAWS update. */
void telnet_tick(Telnet *t, int64_t now);

/* Sends data: IAC doubled and a CR without LF as CR NUL where telnet says so (not with BINARY on).
 */
void telnet_send_data(Telnet *t, const char *bytes, size_t n);

/* Sends what Enter means (design: the table in doc/architecture.md) in line or char mode. */
void telnet_send_eol(Telnet *t, enum telnet_eol eol, bool line_mode);

/* Sends piped text: LF and CR LF become CR LF (state is kept across calls), IAC doubled; as is when
 * raw. */
void telnet_send_text(Telnet *t, const char *bytes, size_t n);

/* Sends a telnet command by name: brk ip ao ayt ec el nop ga eor synch abort susp eof. False if the
 * name is unknown or raw. */
bool telnet_send_command(Telnet *t, const char *name);

/*
 * Does what a user asks of the telnet layer: sends a command by name (telnet_send_command),
 * negotiates (`will NAWS`, `dont 1`), sends bytes as they are (`raw ff fd 63`), or asks for a
 * change of a serial port (`com-port baud 9600`, comport_ask), at `now`. False with `e` set if
 * nothing was sent now.
 */
bool telnet_ask(Telnet *t, const char *text, int64_t now, struct err *e);

/* The size of the grid changed: NAWS goes out 100 ms after the last change, if different. */
void telnet_resize(Telnet *t, unsigned columns, unsigned rows, int64_t now);

/* Another character set is in use, or may be agreed on. */
void telnet_set_charset(Telnet *t, const struct telnet_charset *charset);

/* Overrides the protocol from now on. Not from inside data(). */
void telnet_set_protocol(Telnet *t, enum telnet_protocol protocol);

/*
 * Permits these options from now on, and no others. One that is on and isn't permitted any more is
 * ended; one that the peer brought up and that was refused is asked for.
 */
void telnet_set_permits(Telnet *t, unsigned permits, int64_t now);

/* What `byte` means to the line editor, by LINEMODE; TELNET_SPECIAL_NONE while that is off. */
enum telnet_special telnet_special(const Telnet *t, unsigned char byte);

/* Whether a synch goes with it, so that the peer drops what it hasn't read. */
bool telnet_special_flushes(const Telnet *t, enum telnet_special special);

/* The user says what kind of peer it is, from now on. Not from inside an event. */
void telnet_set_kind(Telnet *t, enum telnet_kind kind);

/* The facts for the input-mode rule. */
void telnet_facts(const Telnet *t, struct telnet_facts *out);

/* The state of `option` on `side`, from the mirror. */
enum telnet_option_state telnet_option(const Telnet *t, enum telnet_side side, uint8_t option);

/* Whether `option` is on at one side at least. */
bool telnet_is_on_either(const Telnet *t, uint8_t option);

/* What is sent when the peer has been silent for `idle` ms, and again after as long; off at first.
 */
void telnet_set_keepalive(Telnet *t, enum telnet_keepalive what, int64_t idle);

/* When a silent peer was asked AYT, if nothing has come since, in monotonic ms; -1 = it wasn't. */
int64_t telnet_asked_at(const Telnet *t);

/* The peer's serial port (telnet/comport.h); NULL while COM-PORT is on at neither side. */
const struct comport *telnet_comport(const Telnet *t);

/* Whether the peer wants nothing sent for now (RFC 2217, FLOWCONTROL-SUSPEND). */
bool telnet_is_held(const Telnet *t);

/* What was said of an option on one side. */
struct telnet_option_report {
	uint8_t option;
	const char *name; /* NULL: unknown */
	enum telnet_side side; /* whose option it is */
	enum telnet_option_state state;
	bool asked_by_us; /* we brought it up, not the peer */
	uint8_t heard, said; /* the last WILL WONT DO DONT of the peer, of ours; 0 = none */
	unsigned words; /* commands of both */
	int64_t first, last; /* ms since the connection was up */
	const char *why; /* why it was refused; NULL if it wasn't */
};

/* How many there are, in the order in which they came up, and one of them. */
size_t telnet_option_reports(const Telnet *t);
void telnet_option_report(const Telnet *t, size_t index, struct telnet_option_report *out);

/* Appends what the option's module knows of it while it is on at `side`: `told 80x22`. */
void telnet_describe_option(const Telnet *t, enum telnet_side side, uint8_t option,
			    struct str *out);

/* What was counted. */
const struct telnet_counts *telnet_counts(const Telnet *t);

/* The names telnet_send_command takes, one a call from index 0, then NULL: for help and completion.
 */
const char *telnet_command_name(size_t index);

#endif
