/*
 * The inside of a session, shared by session.c (connection, pump) and session-input.c (keys,
 * lines, paste). Nobody else includes this.
 */
#ifndef HAIL_SESSION_SESSION_INTERNAL_H
#define HAIL_SESSION_SESSION_INTERNAL_H

#include "base/buf.h"
#include "base/charset.h"
#include "session/session-log.h"
#include "session/session.h"

struct Session {
	struct session_settings settings; /* its strings are owned */
	struct session_events events;
	void *user;
	enum session_state state;
	struct err error;
	unsigned columns, rows; /* what the screen gives: grid and input row */
	bool exec, exposed;
	bool warned; /* the user knows that it is exposed */
	int64_t pty_at; /* when a child's pty is told its size; -1 = it knows */
	Transport *transport;
	Telnet *telnet;
	Terminal *terminal;
	Line *line;
	Charset *charset; /* NULL = UTF-8 */
	SessionLog *log;
	bool open_logged; /* the open line stands in the log already */
	struct mode mode;
	bool line_sent_unechoed;
	bool pumping;
	bool write_failed;
	bool starttls; /* agreed: told when the queue is empty */
	bool half_close; /* after the queue is empty */
	struct buf out; /* wire bytes waiting for the transport; secret */
	struct buf paste; /* text waiting to become lines or keys; secret */
	bool pasted_head; /* the draft, unless empty, begins with pasted text */
	struct buf decoded;
	int64_t now, wall; /* as the owner last told */
	int64_t idle_at; /* when an open line becomes an idle prompt; -1 = not */
	uint64_t received;
	bool used; /* had a connection before */
};

/* Replaces *to by a copy of *from; the strings of *to are freed. */
void session_settings_copy(struct session_settings *to, const struct session_settings *from);

/* The grid's size in cells, by the screen, the mode and the fixed size (design: Size). */
void session_grid_size(const Session *s, unsigned *width, unsigned *height);

/* Opens the converters the settings name. False with `e` set if one is unknown. */
bool session_apply_charsets(Session *s, struct err *e);

/* Decides the mode anew and does what a change of it means. */
void session_apply_mode(Session *s);

/* Passes `n` bytes of UTF-8 to the wire through charset and telnet, without a line end. */
void session_put(Session *s, const char *text, size_t n);

/* Moves pasted text on while the queue has room. */
void session_feed_paste(Session *s);

/* Puts pasted text that will not be sent any more back into the input line; wipes it if it is
 * `secret`. */
void session_return_paste(Session *s, bool secret);

/* Writes what waits for the log; a log that can't be written is closed, and that is said. */
void session_flush_log(Session *s);

/* Logs the open line, e.g. a prompt, once: when no more of it will come, or the log ends. */
void session_log_open_line(Session *s);

/* Has the terminal tell of lines while somebody wants them. */
void session_listen(Session *s);

/* Tells the user one sentence. */
void session_message(Session *s, const char *text);

#endif
