/*
 * One session: a transport, the telnet layer, the terminal, the input line and the policy between
 * them. Knows no loop, no screen and no clock: its owner polls, tells the time and paints. What is
 * sent is written before the call returns, as far as the transport takes it. Handlers of events may
 * look at the session, send, give notices, configure, resize and disconnect: that is done when they
 * have returned. They must not free it.
 */
#ifndef HAIL_SESSION_SESSION_H
#define HAIL_SESSION_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/key.h"
#include "base/message-kind.h"
#include "base/str.h"
#include "base/tri.h"
#include "edit/history.h"
#include "edit/line.h"
#include "net/transport.h"
#include "session/board.h"
#include "session/controls.h"
#include "session/deed.h"
#include "session/mode.h"
#include "session/values.h"
#include "session/wire.h"
#include "telnet/telnet.h"
#include "term/cell-line.h"
#include "term/terminal.h"
#include "term/view.h"

typedef struct Session Session;

enum session_state {
	SESSION_IDLE, /* nothing to connect to yet */
	SESSION_CONNECTING,
	SESSION_CONNECTED,
	SESSION_CLOSED, /* was connected, ended in order */
	SESSION_FAILED, /* never connected, or lost */
};

enum {
	SESSION_PASTE_MAX = 4 * 1024 * 1024, /* bytes of pasted text that wait at most */
	SESSION_TLS_MS = 10000, /* a peer has so long to turn to TLS when it must */
};

/* Said of a paste. */
#define SESSION_PASTE_WIPED "what was pasted while hidden was not sent and has been wiped"

/* What the user set, by value; strings are copied. */
struct session_settings {
	enum mode_choice mode;
	bool mode_by_hand; /* the choice ends when negotiation changes what auto would say */
	enum view_choice view;
	enum tri mask;
	enum tri local_echo;
	enum telnet_eol eol;
	enum telnet_kind kind; /* what kind of peer it is */
	enum telnet_keepalive keepalive;
	int64_t keepalive_idle; /* ms */
	int64_t silence_notice; /* ms without an answer after which the user is told; 0 = never */
	enum tri compression; /* by telnet; auto: not of what is sent under TLS */
	bool backspace_bs; /* Backspace sends 08 instead of 7f */
	unsigned fixed_width, fixed_height; /* 0 = as the screen allows */
	unsigned fixed_least; /* the height where the screen has not so many rows; 0 = the same */
	enum session_place place;
	enum session_blink blink;
	enum session_music music;
	const char *charset;
	bool charset_by_hand; /* chosen now, it ends what session_switch_charset did */
	const char *fallback_charset;
	const char *gmcp_packages; /* asked for (struct gmcp); NULL: none */
	const char *items; /* of what a game tells: shown, and so asked for; NULL: none */
	size_t history_lines, history_bytes;
	enum session_controls show_controls;
	enum cell_line_wrap wrap; /* how a transcript's lines are */
	bool times; /* before each line of a transcript stands when it came */
	bool linemode, flow_control; /* the peer may have these options of telnet */
	bool true_colours; /* the screen shows colours of 24 bits */
	bool aard102; /* Aardwolf's channel 102 may be on */
	bool mxp, msp; /* tags and sounds of MUDs are read, if the peer offers them */
	bool escapes; /* in typed lines a backslash begins one (base/backslash.h) */
	bool no_hints; /* nothing is said of what the peer's text looks like */
	bool log_screens; /* the log keeps screens that leave no history */
	bool unattended; /* nobody looks at it: nothing is kept to be drawn anew; fixed by
			    session_new */
	unsigned told_height; /* the rows that the peer is told of; 0 = the grid's */
	bool played; /* a recording is played into it (session_play): nothing is sent, and nothing
			done but what the recording says; fixed by session_new */
	bool stream; /* bytes go to the event `data`, not to a document; fixed by session_new */
	bool exact; /* of a stream: CR LF and CR NUL stay what they are but by telnet's own rules;
		       fixed by session_new */
};

/* What the wire is like; for session_attach. */
struct session_wire {
	enum telnet_protocol protocol;
	bool terminal_port; /* port 23 or 992 */
	bool initiate; /* the opening burst may be sent */
	bool exec; /* a child on a pty */
	bool starttls; /* the peer may ask for TLS by telnet's option */
	bool tls_due; /* it must, within SESSION_TLS_MS: nothing of the user is sent before */
	bool tls;
	bool char_login; /* there is an account to log in with by GMCP */
	bool exposed; /* plain text to a public address: a password can be read on the way */
	const char *term; /* terminal name for TTYPE */
	const char *name; /* the user's at this peer, as the user gave it; NULL: not given */
};

/* How sure it is that the open line is a prompt. */
enum session_prompt {
	SESSION_PROMPT_MARKED, /* GA or EOR came */
	SESSION_PROMPT_IDLE, /* the peer marks no prompts, and the line stayed open for 250 ms */
	SESSION_PROMPT_QUIET, /* likewise, hidden, in char mode or beside marks: only a login asks
			       */
};

/* What the owner has to wait for. */
struct session_wants {
	int fd; /* -1: none */
	unsigned events; /* TRANSPORT_ bits to poll it for */
	int64_t deadline; /* when session_tick is due without any event (monotonic ms); -1 = never
			   */
	bool again; /* session_pump has something to do without waiting */
};

/*
 * The handlers of `line`, `prompt`, `bell`, `title` and `value` run inside the work on what came.
 * What they have sent (session_send, _send_secret, _send_credentials, _send_value, _line, _command,
 * _key, _send_key, _raw_keys, _paste) and noted is queued, and done in order when they have
 * returned; what can't be done then is said in a message. What they change takes effect then, too.
 * Reports of the mouse and the focus are dropped.
 */
struct session_events {
	/* session_wants has changed. */
	void (*wants)(void *user);
	/*
	 * A line was closed in the document, received or sent; raised while session_listen is on,
	 * before the line, as the verdict leaves it, is logged. The verdict and `replacement` are
	 * those of struct terminal_events.
	 */
	enum terminal_verdict (*line)(void *user, const struct terminal_line *line,
				      struct text_line *replacement);
	/* A prompt stands in the open line: `n` bytes of UTF-8. The verdict and `replacement` are
	 * those of `line`; text that follows on the line comes behind what they leave. */
	enum terminal_verdict (*prompt)(void *user, enum session_prompt how, const char *text,
					size_t n, struct text_line *replacement);
	void (*bell)(void *user);
	/* The peer set the window title (sanitised UTF-8, may be empty). */
	void (*title)(void *user, const char *title);
	/* The peer told a value by GMCP or the like (struct telnet_value). May be NULL. */
	void (*value)(void *user, const struct telnet_value *value);
	/* The mode chosen by hand no longer holds: auto does, until session_configure says
	 * otherwise. */
	void (*mode_ended)(void *user);
	/* A sentence for the user that is no part of the document. */
	void (*message)(void *user, enum message_kind kind, const char *text);
	/* In a stream: `n` bytes of the peer, in place of the document. */
	void (*data)(void *user, const char *bytes, size_t n);
	/* The peer and we have agreed to go on in TLS: session_detach soon; nothing is read until
	 * then. */
	void (*starttls)(void *user);
	/* What the peer compresses grows beyond measure: nothing is read until
	 * session_allow_expansion. False, or NULL: nobody can be asked, and the connection ends. */
	bool (*expands)(void *user);
	/* The connection ended: session_state and session_error say how. */
	void (*ended)(void *user);
};

/* Makes a session of `columns` x `rows` cells (grid and input row together). `history` is borrowed.
 */
Session *session_new(const struct session_settings *settings, unsigned columns, unsigned rows,
		     History *history, const struct session_events *events, void *user);

/* Closes and frees everything. */
void session_free(Session *s);

/* Applies changed settings. False with `e` set if one can't be (an unknown charset); the rest is
 * applied. */
bool session_configure(Session *s, const struct session_settings *settings, struct err *e);

/*
 * The peer's bytes, and what is sent to it, are in `name` from here on, until the connection ends
 * or the settings name another set; what came before stays as it was read. For what is told in
 * order with the peer's bytes (RFC 2066). False with `e` set if there is no such set.
 */
bool session_switch_charset(Session *s, const char *name, struct err *e);

/* The screen changed: cells for grid and input row together. */
void session_resize(Session *s, unsigned columns, unsigned rows, int64_t now);

/* Says that connecting to `what` has begun. */
void session_connecting(Session *s, const char *what);

/* Says that connecting failed with `e`. */
void session_fail(Session *s, const struct err *e, int64_t wall);

/*
 * Takes the connected `transport`. Everything that the last connection left behind in telnet, wire,
 * character set, terminal modes and masks is reset; document, history and draft stay. `now` is
 * monotonic, `wall` wall-clock ms.
 */
void session_attach(Session *s, Transport *transport, const struct session_wire *wire, int64_t now,
		    int64_t wall);

/* Ends the connection from our side; screen, history and draft stay. */
void session_disconnect(Session *s, int64_t wall);

/*
 * Moves bytes both ways as far as they go without waiting, within the turn's budget of bytes
 * (64 KiB) and of work (cells touched, records decrypted, what handlers cost). `now` monotonic,
 * `wall` wall-clock ms.
 */
void session_pump(Session *s, int64_t now, int64_t wall);

/* Counts the time that handlers of events took, so that a turn ends in time. */
void session_charge(Session *s, int64_t ns);

/* Goes on after the event `expands`: until it grows so again, or in this session for good if
 * `always`. */
void session_allow_expansion(Session *s, bool always);

/* What to wait for; the event `wants` tells when it changes. */
struct session_wants session_wants(const Session *s);

/* Does what is due. */
void session_tick(Session *s, int64_t now, int64_t wall);

/* Whether the owner wants line events: without a listener no line is gathered. */
void session_listen(Session *s, bool on);

/*
 * One typed key, in the mode that is: in char mode it goes to the peer; in line mode it edits the
 * line; before either session_special_key has it.
 * LINE_ACCEPTED: the owner reads the line and calls session_line or runs a command. In char mode
 * the result is LINE_CHANGED, or LINE_IGNORED for a key that has no bytes.
 */
enum line_result session_key(Session *s, struct key k);

/*
 * What comes before the keys of line mode and of the peer: those that telnet's LINEMODE and LFLOW
 * give a meaning (Ctrl-C sends IAC IP, Ctrl-S holds the output …). False if `k` is none. Only an
 * owner with keys of its own, which come behind these, calls it before session_key does.
 */
bool session_special_key(Session *s, struct key k);

/* Sends what `k` stands for in char mode, whatever the mode; LINE_IGNORED if it has no bytes. */
enum line_result session_send_key(Session *s, enum wire_origin origin, struct key k);

/*
 * Tells the peer what the mouse did at a cell of its grid, that the window got (`in`) or lost the
 * focus: in char mode, if it asked for that (terminal_encode_mouse). Behind a paste under way, or
 * where there is no room, it is dropped.
 */
void session_send_mouse(Session *s, const struct mouse_event *m);
void session_send_focus(Session *s, bool in);

/* Bytes of a key we have no name for: to the peer as they are in char mode, nothing in line mode.
 */
void session_raw_keys(Session *s, const char *bytes, size_t n);

/* What the line in the editor is. What is hidden or begins with pasted text is never a command. */
enum session_line_kind {
	SESSION_LINE_TEXT,
	SESSION_LINE_COMMAND, /* it begins with the command character */
	SESSION_LINE_QUOTED, /* with two, of which one is sent */
};

enum session_line_kind session_line_kind(const Session *s, char command);

/*
 * Sends the line in the editor, echoes it if that is ours to do, remembers it (as
 * session_remember_line) unless it is secret and empties the editor. `command` is the command
 * character, '\0' if there is none. False with `e` set, and everything left in place, when not
 * connected or the queue is full.
 */
bool session_line(Session *s, char command, int64_t wall, struct err *e);

/*
 * Adds the line, which is not run, to the history: it has a command character of its own before it
 * where it would else be a command once it comes back from there.
 */
void session_remember_line(Session *s, char command);

/*
 * Sends `n` bytes of UTF-8 as a line that comes from `origin`; false with `e` set as session_line.
 */
bool session_send(Session *s, enum wire_origin origin, const char *text, size_t n, int64_t wall,
		  struct err *e);

/* Logs in by GMCP with an account's name and the `n` bytes of its password, which nobody sees.
 * False with `e` set if it can't be sent now. */
bool session_send_credentials(Session *s, const char *account, const char *password, size_t n,
			      struct err *e);

/* Sends `n` bytes of UTF-8 as keys that type them do, without Enter; false with `e` set as
 * session_line. */
bool session_send_text(Session *s, enum wire_origin origin, const char *text, size_t n,
		       struct err *e);

/* The same for a line, or a part of one, that was typed on the input line: where the settings say
 * so its escapes are read. False also if a backslash begins none, as session_check_typed says. */
bool session_send_typed(Session *s, const char *text, size_t n, int64_t wall, struct err *e);
bool session_check_typed(const Session *s, const char *text, size_t n, struct err *e);

/*
 * Sends `n` bytes as they are, for what the peer's application reads: in no character set, without
 * Enter; telnet has its IAC doubled. They are a secret where a line would be one. False with `e`
 * set, and nothing sent, when not connected or beyond SESSION_PASTE_MAX.
 */
bool session_send_bytes(Session *s, enum wire_origin origin, const char *bytes, size_t n,
			struct err *e);

/* Sends a telnet command, negotiates an option, or asks for a change of a serial port
 * (telnet_ask), at `now`. */
bool session_command(Session *s, enum wire_origin origin, const char *name, int64_t now,
		     struct err *e);

/*
 * Sends a message: by GMCP its name and, behind a blank, its JSON, which is looked at first; by
 * MSDP a variable and its values, blanks between. False with `e` set if that is malformed, or the
 * peer has not agreed on the option. `now` monotonic ms: from then a ping is measured. A message
 * that GMCP has for passwords (gmcp_is_secret) is a secret.
 */
bool session_send_value(Session *s, enum wire_origin origin, enum telnet_source source,
			const char *text, int64_t now, struct err *e);

/*
 * Pasted text: in char mode the peer gets it as it is, newlines as Enter; in line mode complete
 * lines go out one by one and the rest is inserted as draft. It feeds the queue as that drains.
 * False with `e` set, and nothing taken, beyond SESSION_PASTE_MAX.
 */
bool session_paste(Session *s, const char *text, size_t n, int64_t wall, struct err *e);

/*
 * Appends what of the `n` bytes of a paste would be sent: text alone, with one newline a line end.
 * Returns how many control characters are left out.
 */
size_t session_clean_paste(const Session *s, const char *text, size_t n, struct str *out);

/* In a stream: sends `n` bytes of piped text (telnet_send_text); at most session_stream_room. */
void session_stream(Session *s, const char *bytes, size_t n);

/*
 * In a stream: sends a line of `n` bytes from `origin`, with what Enter means behind them or
 * without; `secret` bytes are wiped, and traced as their length. False with `e` set as
 * session_send.
 */
bool session_stream_line(Session *s, enum wire_origin origin, bool secret, const char *text,
			 size_t n, bool enter, struct err *e);

/* How many bytes session_stream takes now. */
size_t session_stream_room(const Session *s);

/* Whether nothing is read from the peer for now: its bytes have nowhere to go. */
void session_hold(Session *s, bool on);

/* Ends our direction (FIN); reading goes on. */
bool session_half_close(Session *s, struct err *e);

/* Overrides telnet or raw. */
void session_set_protocol(Session *s, enum telnet_protocol protocol);

/*
 * Gives up the connected transport, for TLS to begin on it; the session waits, as if connecting,
 * for session_attach or session_fail. What was read before is in the document; what waited to be
 * sent is dropped. NULL if not connected.
 */
Transport *session_detach(Session *s);

/* Sends `n` bytes of UTF-8 and Enter without echo, history or log: a password not typed here. */
bool session_send_secret(Session *s, const char *text, size_t n, struct err *e);

/* Adds a tap on the wire of both directions (session/wire.h); false if there are too many. */
bool session_tap(Session *s, wire_tap_fn *tap, void *user);
void session_untap(Session *s, wire_tap_fn *tap, void *user);

/* Tells `recorder` (borrowed, and only one) what is done from now on; NULL ends that. */
void session_record(Session *s, const struct session_recorder *recorder, void *user);

/* Its settings, borrowed until session_configure. */
struct session_settings session_settings(const Session *s);

/* How bytes become text, as it is. */
struct session_reading session_reading(const Session *s);

/*
 * In a session whose settings say `played`: does again what a session did. What the peer sent comes
 * from the transport; of telnet in it only what makes text is done, and only deeds tell of modes,
 * sizes and prompts. SESSION_DEED_BEGIN is session_attach, SESSION_DEED_READING session_configure
 * and session_set_protocol. `wall` in ms.
 */
void session_play(Session *s, const struct session_deed *deed, int64_t wall);

/* The same: UTF-8 with sequences that the terminal takes, in place of what was before. */
void session_play_screen(Session *s, const char *text, size_t n, int64_t wall);

/* The same: tells the taps of what was sent. */
void session_play_sent(Session *s, const struct wire_piece *piece);

/* Whether Ctrl-S holds the output, and what lets it go on; NULL if not. */
const char *session_output_held(const Session *s);

/* The transport, borrowed, to look at; NULL when not connected. */
const Transport *session_transport(const Session *s);

/* Takes the row of the open line away, and the cursor to its beginning: a pager that was answered.
 */
void session_clear_open_line(Session *s);

/* A notice of the client in the document. */
void session_notice(Session *s, int64_t wall, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The same with one line of text, whose runs' styles count. */
void session_notice_line(Session *s, int64_t wall, const struct text_line *line);

/* What it is made of, to look at. */
enum session_state session_state(const Session *s);
const char *session_state_word(const Session *s); /* "idle", "connecting" … */
const struct err *session_error(const Session *s); /* why SESSION_FAILED */
struct mode session_mode(const Session *s);
enum view_presentation session_presentation(const Session *s, bool *automatic);
enum cell_line_wrap session_wrap(const Session *s);
bool session_shows_times(const Session *s);
const Terminal *session_terminal(const Session *s);
/* Whether a line that is sent now, whoever sends it, is a secret: not echoed, logged or traced.
 * What answers a prompt for a password is one even where the peer doesn't hide it. */
bool session_line_is_secret(const Session *s);
/* Whether the open line is a prompt for a password. */
bool session_asks_password(const Session *s);
/* Whether the peer's words ask for a secret: those of the open line, however it goes on, or, while
 * that is empty, a prompt for a password on the line above. */
bool session_asks_secret(const Session *s);
/* A picture that the peer has begun (?2026) counts as whole. */
void session_end_synchronised(Session *s);
enum session_blink session_blink(const Session *s); /* what SGR 5 means now */
enum session_place session_place(const Session *s);
bool session_has_fixed_size(const Session *s); /* the grid's, whatever the screen's is */
Line *session_editor(Session *s);
bool session_is_played(const Session *s); /* its settings say `played` */
int64_t session_wall(const Session *s); /* when something last happened; wall-clock ms */
unsigned session_connection(const Session *s); /* how many connections there were */
uint64_t session_first_line(const Session *s); /* the document's line that this one began in */
enum telnet_protocol session_protocol(const Session *s); /* raw before the first connection */
const Values *session_values(const Session *s); /* of this connection, or the last */
const Telnet *session_telnet(const Session *s); /* NULL: no connection yet */
const char *session_eol_name(const Session *s); /* `CRLF`, `CR NUL`, … as Enter sends it now */
const char *session_charset_name(const Session *s);
/*
 * Appends how `charset` would read the last `lines` lines of the peer that hold something outside
 * ASCII, each ended by a newline. False with `e` set if there is no such character set.
 */
bool session_charset_sample(const Session *s, const char *charset, size_t lines, struct str *out,
			    struct err *e);
size_t session_queued(const Session *s); /* bytes that wait to be sent, pasted ones included */
size_t session_unsent(const Session *s); /* those of them that the user meant to send */
/* Why what was put to be sent last has not left yet, as a clause; NULL: it has. */
const char *session_waits(const Session *s);
uint64_t session_received(const Session *s); /* bytes of this connection */
struct wire_deflated session_deflated(const Session *s); /* what we compress in it */

/* What was lost since the session began: bytes that had no room to wait for the peer, and what
 * handlers of events wanted done that had no room to wait. */
struct session_losses {
	uint64_t refused, effects;
};

struct session_losses session_losses(const Session *s);
unsigned session_lines_typed(const Session *s); /* lines that the user sent in this connection */

/* Lines in a row that the user sent hidden: how many, up to the last one that the peer has answered
 * by any byte; and how many others the user had sent before the first. */
struct session_hiding {
	unsigned lines, before;
};

struct session_hiding session_hiding(const Session *s);

#endif
