/*
 * The inside of a session, shared by the session-*.c files. Nobody else includes this.
 */
#ifndef HAIL_SESSION_SESSION_INTERNAL_H
#define HAIL_SESSION_SESSION_INTERNAL_H

#include <stddef.h>

#include "base/buf.h"
#include "base/charset.h"
#include "base/charset-guess.h"
#include "session/backlog.h"
#include "session/effects.h"
#include "session/music.h"
#include "session/replay.h"
#include "session/sent-text.h"
#include "session/logging.h"
#include "session/session.h"
#include "session/values.h"
#include "session/zmodem.h"
#include "telnet/msp.h"
#include "telnet/mxp.h"
#include "term/rate.h"

/* Which tags of the peer are read. */
enum { TAGS_MXP = 1, TAGS_MSP = 2, TAGS_COMMANDS = 4 /* the links of MSLP */ };

/* How tags are read, for session_begin_tags. */
struct session_tags {
	unsigned tags; /* TAGS_ bits */
	Mxp *mxp; /* owned */
	struct msp msp;
};

/* What a silent peer leaves out. */
enum session_silence { SILENCE_NONE, SILENCE_OF_ACKS, SILENCE_OF_ANSWERS };

struct Session {
	struct session_settings settings; /* its strings are owned */
	struct session_events events;
	void *user;
	enum session_state state;
	struct err error;
	unsigned columns, rows; /* what the screen gives: grid and input row */
	Terminal *terminal;
	Line *line;
	SentText *sent_text; /* what local echo wrote while there was a log */
	bool echoes; /* it writes, nothing before it in its line */
	SessionLog *log;
	bool log_misses; /* lines that are to be added from the document, */
	bool log_adding; /* which are being added now, */
	uint64_t log_from; /* from this number on */
	const struct session_recorder *recorder; /* or NULL */
	void *recorder_user;
	bool playing; /* what is done is what a recording says, */
	bool played_keys; /* which has the mode so, */
	unsigned played_columns, played_rows; /* and the grid; 0: not yet */
	bool listening; /* the owner wants line events */
	struct mode mode;
	const char *chosen_over; /* what auto said when the user chose a mode by hand; or NULL */

	/* Of the connection: reset_connection begins all of it anew. */
	Transport *transport;
	Telnet *telnet;
	Wire *wire;
	Charset *charset; /* NULL = UTF-8 */
	struct buf in; /* read from the transport, not yet taken by telnet */
	struct buf decoded; /* scratch of the charset, */
	struct buf unframed, untuned; /* of the two filters */
	unsigned tags; /* TAGS_ bits: which ones are read */
	Mxp *mxp; /* with TAGS_MXP, else NULL */
	Replay *replay; /* NULL in a stream */
	unsigned connection; /* counted from 1 */
	uint64_t first_line; /* the number of the document's line that the connection began in */
	struct backlog backlog; /* a paste under way, and what waits behind it */
	struct effects effects;
	struct effects later; /* what is shown when the peer's line has ended (session-later) */
	Values *values; /* what the peer told by GMCP and the like */

	/* Of this session, whatever connection it has. */
	bool held; /* nothing is read from the peer */
	bool expansion_allowed; /* however much what it compresses grows */
	uint64_t charged; /* by session_charge, as work */
	size_t heard_piece; /* bytes taken at a time where handlers hear of them; 0: none yet */
	unsigned depth; /* calls of the session under way */
	bool handling; /* a handler of an event runs: what it asks for waits */
	bool redrawing; /* what comes has been answered and told of before */
	bool settings_due, charset_due, fallback_due; /* session_configure was called by one */
	bool packages_due, items_due, size_due, protocol_due, disconnect_due; /* likewise */
	bool wide; /* the peer wants TERMINAL_WIDE columns, as the terminal says */
	enum telnet_protocol protocol;
	struct session_wants told;
	int64_t settle_at; /* when history takes less memory, if nothing comes; -1 = not */
	int64_t now, wall; /* as the owner last told */

	/* Zero when a connection begins, or what begin_connection says: from here on all. */
	int64_t retry_at; /* when writing is tried again: the kernel lacks memory; -1 = not */
	int64_t pause_at; /* when a BREAK ends, and what waits behind it goes; -1 = none is sent */
	bool giving_port_up; /* a serial port, in this command of the user; */
	size_t port_waited; /* bytes that waited then */
	int64_t tls_due_at; /* when the peer must have turned to TLS; -1 = it need not */
	int64_t pty_at; /* when a child's pty is told its size; -1 = it knows */
	int64_t silence_from; /* since when a peer that acknowledges nothing is silent; -1 = it
				 isn't */
	int64_t idle_at; /* when an open line becomes an idle prompt; -1 = not */
	int64_t show_at; /* when what is shown later is, at the latest; -1 = nothing is */
	int64_t zmodem_at; /* until then a transfer is not given up again */
	struct zmodem zmodem; /* what the peer's bytes pass through before the character set, */
	struct music music; /* this one where tunes are looked for */
	struct msp msp; /* and this one, behind the character set, with TAGS_MSP */
	struct rate tag_replies; /* to what MXP asks */
	struct charset_guess guess;
	bool guessed; /* the user knows what it looks like */
	bool lacks_told; /* the user knows that the set lacks characters that were typed */
	bool chosen_over_seen; /* since a mode was chosen by hand, auto has said the same as then */
	bool exec, exposed, tls;
	bool may_starttls; /* the peer may ask for TLS by telnet's option */
	bool warned; /* the user knows that it is exposed */
	bool silence_fresh; /* something was sent: silence counts from the next tick on */
	enum session_silence silence_told; /* what the user knows of it */
	bool held_told; /* the user knows that the peer wants nothing sent for now */
	bool line_sent_unechoed;
	bool prompt_marked; /* GA or EOR came, and no text since */
	bool write_failed; /* `write_error` says how; the end of reading says the rest */
	bool broken; /* what it compresses is damaged, as `read_error` says */
	bool expands; /* what it compresses grows beyond measure: to be asked about */
	bool starttls, starttls_told; /* agreed; told when the queue was empty */
	bool half_close; /* our direction is to end when the queue is empty */
	bool half_closed; /* it has ended: nothing more can be sent */
	bool output_held; /* by Ctrl-S, as telnet's LFLOW has it */
	bool more; /* the turn's budget ended before what there was to read */
	unsigned lines_typed;
	unsigned hidden_lines; /* typed in a row that were hidden */
	uint64_t hidden_at; /* `received` when the last of them was sent */
	unsigned enters; /* in a row, of keys, that no text has answered */
	bool eol_told; /* the user knows that it may want another end of lines */
	uint64_t received;
	struct err write_error, read_error;
};

/* Where that begins which is set back at once. */
#define SESSION_CONNECTION offsetof(struct Session, retry_at)

/*
 * The files stand on each other in this order, and call downward, but for three: session-special
 * gives its commands as the owner does (session_command), the outermost session_leave works off
 * what waits in session-effects, and session-redraw does the steps of session-charset again.
 *
 *   session, session-input, session-settings      what the owner calls
 *   session-play                                  what a recording says is done
 *   session-special                               keys that telnet gives a meaning
 *   session-effects                               what is sent and noted, now or when it may be
 *   session-turn                                  a turn: reading, time, what is wanted
 *   session-end, session-events                   the end of a connection; what the layers say
 *   session-values                                what MUD protocols tell, and are told
 *   session-mode                                  mode, size
 *   session-paste                                 the backlog, in and out
 *   session-send                                  out through charset, telnet and wire
 *   session-silence                               a peer that doesn't answer
 *   session-later                                 echoes and notices, shown now or later
 *   session-charset                               character sets, changes of them
 *   session-redraw                                the screen, drawn again
 *   session-receive                               the peer's bytes to the terminal
 *   session-tags                                  MXP and MSP
 *   session-deed                                  deeds are told
 *   session-document                              what is said
 *   logging                                       the log, and when it can't be written
 *   session-facts                                 what the owner asks
 *   session-log, log-format, log-raw              the log's file, and what stands in it
 */

/* --- session-turn.c */

/*
 * Around every call that may change what the session waits for: session_leave of the outermost one
 * works off the effects, writes what is queued and tells what is wanted now.
 */
void session_enter(Session *s);
void session_leave(Session *s);

/* --- session-settings.c */

/* Replaces *to by a copy of *from; the strings of *to are freed. */
void session_settings_copy(struct session_settings *to, const struct session_settings *from);

/* Frees the strings of settings that were copied. */
void session_settings_free(struct session_settings *settings);

/* --- session-effects.c */

/*
 * Does `x` (its text borrowed) at once; while a handler runs it is queued, and done when that has
 * returned. False with `e` set if it can't be done or queued; of what was queued a message says so.
 */
bool session_act(Session *s, const struct effect *x, struct err *e);

/* Works off what is queued, within the turn's share. */
void session_run_effects(Session *s);

/* --- session-end.c */

/* Shows what the layers still hold: half a character, the beginning of a command. */
void session_finish_reading(Session *s);

/* Parts from the transport, which the caller gets: what waited is given back, timers are off. */
Transport *session_drop_connection(Session *s);

/* Ends the connection: `e` NULL or ERR_NONE for an end in order. */
void session_end(Session *s, enum session_state state, const struct err *e);

/* --- session-events.c */

extern const struct terminal_events session_terminal_events;
extern const struct telnet_events session_telnet_events;

/* Tells the owner of a prompt in the open line, if there is one. */
void session_tell_prompt(Session *s, enum session_prompt how);

/* --- session-values.c */

/* Keeps what an option of the peer has told, and tells the owner. */
void session_take_value(Session *s, const struct telnet_value *value);

/* Whether `text` can be a message; false with `e` set. */
bool session_check_value(enum telnet_source source, const char *text, struct err *e);

/* Sends an EFFECT_VALUE by GMCP or MSDP; false with `e` set if the peer has none or it can't be
 * one. */
bool session_put_value(Session *s, const struct effect *x, struct err *e);

/* --- session-paste.c */

/* Takes pasted text: into the draft, or to be sent as the queue drains, as a `secret` if it was one
 * when it was pasted. False with `e` set. */
bool session_take_paste(Session *s, bool secret, const char *text, size_t n, struct err *e);

/* Whether something of the backlog can go on; moves it on within the turn's share. */
bool session_may_feed(const Session *s);
void session_feed_backlog(Session *s);

/* Puts text that will not be sent any more back into the input line; secrets are wiped. */
void session_return_unsent(Session *s);

/* --- session-send.c */

/* Writes what the transport takes; a failure is kept for session_pump. */
void session_flush(Session *s);

/* Whether what the user sends may go to the peer in this state of the connection; false with `e`.
 */
bool session_is_open(const Session *s, struct err *e);

/* The same, and whether there is room for `n` bytes of text. */
bool session_may_send(const Session *s, size_t n, struct err *e);

/* The same for `n` bytes that go as they are. */
bool session_may_send_bytes(const Session *s, size_t n, struct err *e);

/* Passes `n` bytes of UTF-8 to the wire through charset and telnet, without a line end. */
void session_put(Session *s, const char *text, size_t n);

/* What ends a line, by the settings and the kind of connection. */
enum telnet_eol session_eol(const Session *s);

/* Sends one line as `kind` (its text aside) says, echoed if that is ours to do. */
void session_put_line(Session *s, const struct backlog_piece *kind, const char *text, size_t n);

/* Sends text as lines likewise; behind a paste under way it waits its turn. */
void session_put_text(Session *s, const struct backlog_piece *kind, const char *text, size_t n);

/* Whether what comes from `origin` is sent by the user's own hand. */
bool session_is_by_user(enum wire_origin origin);

/* Takes the bytes of keys, a `secret` or not, behind a paste under way; false if there is none. */
bool session_behind_paste(Session *s, enum wire_origin origin, bool secret, const char *bytes,
			  size_t n);

/* Whether keys that are sent now may be a secret. In char mode only the peer knows whether it shows
 * what is typed, so the words on the cursor's line decide. */
bool session_keys_are_secret(const Session *s);

/* --- session-silence.c */

/* Something was written: it is to be acknowledged. */
void session_watch_silence(Session *s);

/* When session_check_silence is due, in ms; -1 = never. */
int64_t session_silence_deadline(const Session *s);

/* Tells of a peer that has been silent for too long. */
void session_check_silence(Session *s);

/* Something came from the peer. */
void session_end_silence(Session *s);

/* --- session-later.c */

/*
 * Shows an EFFECT_ECHO or a notice, its text borrowed. An echo that comes in the middle of a line
 * of the peer would tear it in two: it waits for the line's end, a prompt, or quiet, a second at
 * most, and so does what comes behind it.
 */
void session_show(Session *s, enum effect_kind kind, const char *text, size_t n);

/* Shows what waits, if it may be by now. Not from inside an event of the terminal. */
void session_show_due(Session *s);

/* Shows what waits, wherever that is: no more of the line will come. */
void session_show_all(Session *s);

/* --- session-deed.c */

/* Tells the recorder, if there is one: of a step; of another deed; that the call returns. */
void session_tell_step(Session *s, enum replay_step step, const char *text, size_t n);
void session_tell_deed(Session *s, enum session_deed_kind kind);
void session_tell_turn(Session *s);

/* --- session-redraw.c */

/* Does something to the terminal, and keeps it to be done again. */
void session_do(Session *s, enum replay_step step, const char *text, size_t n);

/* A connection begins: the document goes on in a line of its own. */
void session_begin_document(Session *s);

/* Draws what the screen shows anew, after a change of the character set. */
void session_redraw(Session *s);

/* --- session-receive.c */

/* Keeps `n` bytes of the peer, and passes them on. */
void session_take_data(Session *s, const char *bytes, size_t n);

/* Passes bytes through the filters and the character set to the terminal, now or again. */
void session_pass_text(Session *s, const char *bytes, size_t n);

/* Nothing came for a while, or nothing will: what the filters hold is text. */
void session_settle_text(Session *s);

/* No more bytes of the peer will come: shows what the character set and the terminal still hold. */
void session_finish_text(Session *s);

/* Another character set follows: shows what the filters and the old one still hold. */
void session_end_character(Session *s);

/* The filters hold nothing any more. */
void session_forget_text(Session *s);

/* --- session-charset.c */

/* Whether the character sets that `settings` name are known; false with `e` set. */
bool session_check_charsets(const struct session_settings *settings, struct err *e);

/* The character set is that of the settings, from the beginning of a connection. */
void session_begin_charset(Session *s);

/* The peer's bytes are in `name` from here on; what the set before still holds is dropped. */
void session_read_as(Session *s, const char *name);

/* What telnet may agree on (RFC 2066); strings are borrowed. */
struct telnet_charset session_telnet_charset(const Session *s);

/* The peer asks for `name`: uses it if it can be, and says so. */
bool session_agree_charset(Session *s, const char *name);

/* Reads invalid UTF-8 as the settings say. False with `e` set if they name no such table. */
bool session_open_fallback(Session *s, struct err *e);

/* Applies changed settings of character sets: what is kept is read anew. */
void session_apply_charsets(Session *s);

/* --- session-tags.c */

/* Begins or ends MXP, MSP and the links of MSLP, as telnet and the mode say. */
void session_follow_tags(Session *s);

/* Does the same as TAGS_ bits say, now or again. */
void session_read_tags(Session *s, unsigned tags);

/*
 * Around what is read again from its beginning: no tags are read before a step says so. Unless all
 * is there, `whole`, what the peer has defined stays. At the end, unless all was there and was
 * read, what comes next is read as before.
 */
struct session_tags session_begin_tags(Session *s, bool whole);
void session_end_tags(Session *s, struct session_tags *before, bool whole);

/* Writes UTF-8 of the peer to the terminal, through MSP and MXP where they are agreed on. */
void session_write_tagged(Session *s, const char *bytes, size_t n);

/* Nothing came for a while: what they hold as the beginning of a tag is written as text. */
void session_settle_tags(Session *s);

/* --- session-mode.c */

/* The telnet options that the settings and the connection permit (TELNET_PERMIT_ bits). */
unsigned session_permits(const Session *s);

/* The grid's size in cells, by the screen, the mode and the fixed size (design: Size). */
void session_grid_size(const Session *s, unsigned *width, unsigned *height);

/* The size that the peer is told. */
void session_told_size(const Session *s, unsigned *width, unsigned *height);

/* Applies what session_configure, _resize and _set_protocol have changed; session_leave does it. */
void session_apply_due(Session *s);

/* Whether something waits for it. */
bool session_has_due(const Session *s);

/* Whether the line is edited as telnet's LINEMODE has it. */
bool session_edits_for_peer(const Session *s);

/* Whether output may be held by a key, as things are (LFLOW). */
bool session_may_hold(const Session *s);

/* Decides the mode anew and does what a change of it means. */
void session_apply_mode(Session *s);

/* --- session-document.c */

/* Tells the user one sentence. */
void session_message(Session *s, enum message_kind kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* --- logging.c */

/* Has the terminal tell of lines whoever wants them: the owner, the log. */
void session_apply_listening(Session *s);

/* Writes what waits for the log; if that can't be it is said, and tried again later: */
void session_flush_log(Session *s);

/* then, in ms; -1 = nothing is to be done. */
int64_t session_log_deadline(const Session *s);

/* Logs what stands and isn't in the log: when no more will come, or the log ends. */
void session_log_rest(Session *s);

/* Logs a line of the document: its received and its sent parts apart. */
void session_log_document(Session *s, const struct terminal_line *line);

#endif
