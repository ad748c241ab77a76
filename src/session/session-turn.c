#include "session/session.h"

#include <stdlib.h>
#include <string.h>

#include "net/exec.h"
#include "base/deadline.h"
#include "base/mem.h"
#include "session/session-internal.h"
#include "telnet/command.h"
#include "telnet/comport.h"
#include "base/poison.h"

enum {
	TURN_BYTES = 65536, /* read in one turn */
	TURN_CHUNK = 16384, /* read in one call */
	TURN_WORK = 1000000, /* of the terminal (terminal_work) in one turn */
	TURN_RECORD_WORK = 1000, /* what a record of the transport counts for beside that */
	TURN_PIECE_MIN = 32, /* bytes taken between two looks at the work */
	TURN_HEARD_MAX = 256, /* likewise, at most, where handlers hear of them */
	TURN_HEARD_WORK = TURN_WORK / 16, /* what handlers should cost between two looks */
	TURN_NS_A_WORK = 8, /* of handlers: 8 ms end a turn */
	SETTLE_MS = 250, /* without a byte of the peer until history is compressed */
	SETTLE_NEXT_MS = 5, /* between two pieces of it */
	TURN_UNTOLD = -2, /* a deadline that is none, and not `never` */
};

/* --- What the owner waits for. */

/* Whether nothing keeps the peer's bytes from being taken. */
static bool may_read(const Session *s)
{
	return !s->starttls && !s->held && !s->output_held && !telnet_waits(s->telnet);
}

static int64_t deadline(const Session *s)
{
	int64_t due = deadline_earlier(s->idle_at, session_log_deadline(s));

	if (!s->transport)
		return -1;
	due = deadline_earlier(due, telnet_deadline(s->telnet));
	due = deadline_earlier(due, session_silence_deadline(s));
	due = deadline_earlier(due, s->retry_at);
	due = deadline_earlier(due, s->pause_at);
	due = deadline_earlier(due, s->settle_at);
	due = deadline_earlier(due, s->tls_due_at);
	due = deadline_earlier(due, s->show_at);
	return deadline_earlier(due, s->pty_at);
}

/* A peer that wants nothing sent for now (RFC 2217) doesn't get what waits. */
static bool may_write(const Session *s)
{
	return !s->write_failed && s->retry_at < 0 && s->pause_at < 0 && !telnet_is_held(s->telnet);
}

/* Whether handlers have asked for something since session_leave looked: those of the lines of a
 * paste do. */
static bool handlers_wait(const Session *s)
{
	return s->effects.count || s->disconnect_due || session_has_due(s);
}

struct session_wants session_wants(const Session *s)
{
	struct session_wants w = { .fd = -1, .deadline = -1, .again = handlers_wait(s) };
	bool reading, writing;

	if (!s->transport) {
		w.deadline = deadline_earlier(s->settle_at, session_log_deadline(s));
		return w;
	}
	reading = may_read(s) && !buf_length(&s->in) && !telnet_has_more(s->telnet);
	writing = may_write(s) && (wire_length(s->wire) || s->half_close);
	w.fd = transport_fd(s->transport);
	w.events = transport_wants(s->transport, reading, writing);
	w.deadline = deadline(s);
	w.again |= may_read(s) &&
		   (s->more || s->write_failed || transport_may_have_more(s->transport));
	w.again |= !s->held && !s->starttls && session_may_feed(s);
	return w;
}

static bool same_wants(const struct session_wants *a, const struct session_wants *b)
{
	return a->fd == b->fd && a->events == b->events && a->deadline == b->deadline;
}

/* `again` is told each time: it asks for one more call. */
static void tell_wants(Session *s)
{
	struct session_wants w = session_wants(s);

	if (same_wants(&w, &s->told) && !w.again)
		return;
	s->told = w;
	if (s->events.wants)
		s->events.wants(s->user);
}

/* --- Around every call. */

void session_enter(Session *s)
{
	s->depth++;
}

void session_leave(Session *s)
{
	if (s->depth > 1) {
		s->depth--;
		return;
	}
	session_run_effects(s);
	session_apply_due(s);
	if (s->disconnect_due) {
		session_flush(s);
		session_end(s, SESSION_CLOSED, NULL);
	}
	session_feed_backlog(s);
	session_flush(s);
	if (s->starttls && !s->starttls_told && s->transport && !wire_length(s->wire)) {
		s->starttls_told = true;
		s->events.starttls(s->user);
	}
	session_flush_log(s);
	session_tell_turn(s);
	s->depth--;
	tell_wants(s);
}

/* --- In. */

/* How many bytes may be taken before the work is looked at: a piece costs at most TURN_WORK, even
 * if every three bytes touch the whole grid (ESC # 8). */
static size_t piece_size(const Session *s)
{
	size_t cells = (size_t)terminal_width(s->terminal) * terminal_height(s->terminal);
	size_t piece = 3 * (TURN_WORK / (cells + 1));

	if (s->settings.stream || piece > TURN_CHUNK)
		return TURN_CHUNK;
	return piece < TURN_PIECE_MIN ? TURN_PIECE_MIN : piece;
}

/* How many of the `n` bytes are taken before the work is looked at where handlers hear of lines and
 * messages: each of those may cost as much as a turn, so no more than one, as far as that can be
 * seen before they are inflated and decoded. */
static size_t heard_size(const Session *s, const char *bytes, size_t n)
{
	size_t piece = n < s->heard_piece ? n : s->heard_piece;
	const char *end = memchr(bytes, '\n', piece);
	const char *command;

	if (end)
		piece = (size_t)(end + 1 - bytes);
	command = piece ? memchr(bytes + 1, COMMAND_IAC, piece - 1) : NULL;
	return command ? (size_t)(command - bytes) : piece;
}

/* The next piece is as long as what handlers cost for this one lets it. */
static void size_heard_piece(Session *s, uint64_t cost)
{
	size_t most = piece_size(s);

	if (cost > TURN_HEARD_WORK)
		s->heard_piece = (size_t)(s->heard_piece * (uint64_t)TURN_HEARD_WORK / cost);
	else
		s->heard_piece *= 2;
	if (most > TURN_HEARD_MAX)
		most = TURN_HEARD_MAX;
	if (!s->heard_piece)
		s->heard_piece = 1;
	if (s->heard_piece > most)
		s->heard_piece = most;
}

/* How many bytes were taken out of compressed ones. */
static uint64_t expanded(const Session *s)
{
	struct telnet_compression c;

	telnet_compression(s->telnet, &c);
	return c.received_plain;
}

static uint64_t work_done(const Session *s)
{
	uint64_t records = s->transport ? transport_work(s->transport) : 0;

	return terminal_work(s->terminal) + values_work(s->values) + TURN_RECORD_WORK * records +
	       expanded(s) + s->charged;
}

void session_charge(Session *s, int64_t ns)
{
	s->charged += (uint64_t)ns / TURN_NS_A_WORK;
}

/* How many bytes, `piece` at most, are taken before what is shown later may be: up to the end of
 * the line, which can't be seen before they are inflated. */
static size_t line_size(const Session *s, size_t piece)
{
	size_t n = buf_length(&s->in);
	struct telnet_compression c;
	const char *end;

	telnet_compression(s->telnet, &c);
	if (c.received)
		return 1;
	if (n > piece)
		n = piece;
	end = n ? memchr(buf_data(&s->in), '\n', n) : NULL;
	return end ? (size_t)(end + 1 - buf_data(&s->in)) : piece;
}

/* Takes a piece of what was read. */
static void take_piece(Session *s, size_t piece)
{
	size_t n = buf_length(&s->in) < piece ? buf_length(&s->in) : piece;
	bool heard = (s->listening || s->charged) && !s->settings.stream;
	uint64_t charged = s->charged;

	if (heard && !s->heard_piece)
		s->heard_piece = TURN_PIECE_MIN;
	if (heard) {
		n = n ? heard_size(s, buf_data(&s->in), n) : 0;
		piece = s->heard_piece;
	}
	if (s->later.count)
		piece = line_size(s, piece);
	n = telnet_receive(s->telnet, buf_data(&s->in), n, piece, s->now);
	buf_consume(&s->in, n);
	session_show_due(s);
	if (heard)
		size_heard_piece(s, s->charged - charged);
}

/* Takes what was read, until the work reaches `limit`; whether all of it was taken. */
static bool take_in(Session *s, uint64_t limit)
{
	size_t piece = piece_size(s);

	while (buf_length(&s->in) || telnet_has_more(s->telnet)) {
		if (work_done(s) >= limit || telnet_waits(s->telnet) || s->held)
			return false;
		take_piece(s, piece);
	}
	return true;
}

/* Reads within the turn's budget; returns the last status, IO_OK when the budget is used up. */
static enum io_status read_in(Session *s, struct err *e)
{
	uint64_t limit = work_done(s) + TURN_WORK;
	size_t total = 0;

	while (take_in(s, limit) && work_done(s) < limit && total < TURN_BYTES && may_read(s) &&
	       !s->broken) {
		char *to = buf_reserve(&s->in, TURN_CHUNK);
		size_t done = 0;
		enum io_status status = transport_read(s->transport, to, TURN_CHUNK, &done, e);

		if (status != IO_OK)
			return status;
		buf_commit(&s->in, done);
		s->received += done;
		session_end_silence(s);
		total += done;
	}
	return IO_OK;
}

/* The peer has ended in order. That is a loss if it did not wait for what the user sent. */
static void end_in_order(Session *s)
{
	size_t unsent;
	struct err e;

	session_flush(s);
	unsent = session_unsent(s);
	if (unsent && s->write_failed) {
		session_end(s, SESSION_FAILED, &s->write_error);
	} else if (unsent) {
		err_set(&e, ERR_LOST, "the peer closed the connection before %zu bytes were sent",
			unsent);
		session_end(s, SESSION_FAILED, &e);
	} else if (telnet_is_cut(s->telnet)) {
		err_set(&e, ERR_LOST,
			"the peer closed the connection in the middle of compressed data: the "
			"last of it is missing");
		session_end(s, SESSION_FAILED, &e);
	} else {
		session_end(s, SESSION_CLOSED, NULL);
	}
}

/* What nobody can be asked about ends the connection. */
static void ask_about_expansion(Session *s)
{
	struct err e;

	s->expands = false;
	if (s->events.expands && s->events.expands(s->user))
		return;
	err_set(&e, ERR_OTHER,
		"the peer's compressed data grows to more than %d times its size, as no text does: "
		"the connection was closed; -o compression=off does without",
		TELNET_RATIO);
	session_end(s, SESSION_FAILED, &e);
}

static void end_of_turn(Session *s, enum io_status status, const struct err *e)
{
	if (s->broken)
		session_end(s, SESSION_FAILED, &s->read_error);
	else if (s->expands)
		ask_about_expansion(s);
	else if (status == IO_EOF)
		end_in_order(s);
	else if (status == IO_ERROR)
		session_end(s, SESSION_FAILED, e);
	else if (status == IO_AGAIN && s->write_failed && !transport_may_have_more(s->transport))
		session_end(s, SESSION_FAILED, &s->write_error);
}

void session_pump(Session *s, int64_t now, int64_t wall)
{
	struct err e = { .kind = ERR_NONE };
	enum io_status status;

	if (!s->transport)
		return;
	session_enter(s);
	s->now = now;
	s->wall = wall;
	session_flush(s);
	if (!wire_length(s->wire))
		terminal_allow_replies(s->terminal, now);
	status = may_read(s) ? read_in(s, &e) : IO_OK;
	s->more = status == IO_OK && may_read(s);
	s->settle_at = terminal_unsettled(s->terminal) ? now + SETTLE_MS : -1;
	/* In line mode chosen by hand a prompt for a password hides the line. */
	if (s->settings.mode == MODE_LINE)
		session_apply_mode(s);
	/* Hundreds of sessions that nobody looks at read in turn. */
	if (s->settings.unattended && !buf_length(&s->in))
		buf_fini(&s->in);
	end_of_turn(s, status, &e);
	session_leave(s);
}

/* --- Time. */

/*
 * An open line that waited long enough is a prompt: for the owner's handlers unless the peer marks
 * its prompts itself, for local echo in any case, since such a peer leaves marks out, too.
 */
static void on_quiet(Session *s)
{
	struct telnet_facts facts;

	s->idle_at = -1;
	if (s->settings.played)
		return;
	telnet_facts(s->telnet, &facts);
	bool idle = !facts.prompt_marks && !s->mode.masked && !s->mode.character;
	session_do(s, REPLAY_IDLE_PROMPT, NULL, 0);
	session_tell_prompt(s, idle ? SESSION_PROMPT_IDLE : SESSION_PROMPT_QUIET);
	session_show_due(s);
}

static void end_without_tls(Session *s)
{
	struct err e;

	err_set(&e, ERR_TLS,
		"the peer turned to TLS here before (telnet's START_TLS), and now it does not: "
		"somebody may be in between; -o tls=off insists on plain text");
	session_end(s, SESSION_FAILED, &e);
}

/* Compresses a piece of history when that is due. */
static void settle(Session *s)
{
	if (s->settle_at < 0 || s->now < s->settle_at)
		return;
	terminal_settle(s->terminal);
	s->settle_at = terminal_unsettled(s->terminal) ? s->now + SETTLE_NEXT_MS : -1;
	if (s->settle_at < 0)
		mem_trim();
}

/* A BREAK was long enough: its end goes, and what waits behind it. */
static void end_pause(Session *s)
{
	s->pause_at = -1;
	wire_go_on(s->wire);
	comport_break_over(s->telnet, s->now);
}

static void tell_pty(Session *s)
{
	unsigned width, height;

	session_told_size(s, &width, &height);
	exec_resize(s->transport, width, height);
}

void session_tick(Session *s, int64_t now, int64_t wall)
{
	s->now = now;
	s->wall = wall;
	/* The owner's timer has run: it is to be told of the next deadline, be it the same. */
	s->told.deadline = TURN_UNTOLD;
	session_enter(s);
	settle(s);
	if (!s->transport) {
		session_leave(s);
		return;
	}
	telnet_tick(s->telnet, now);
	session_check_silence(s);
	if (s->pty_at >= 0 && now >= s->pty_at) {
		s->pty_at = -1;
		tell_pty(s);
	}
	if (s->pause_at >= 0 && now >= s->pause_at)
		end_pause(s);
	if (s->idle_at >= 0 && now >= s->idle_at)
		on_quiet(s);
	session_show_due(s);
	if (s->transport && s->tls_due_at >= 0 && now >= s->tls_due_at)
		end_without_tls(s);
	session_leave(s);
}

void session_hold(Session *s, bool on)
{
	if (s->held == on)
		return;
	session_enter(s);
	s->held = on;
	s->more |= !on;
	session_leave(s);
}

void session_allow_expansion(Session *s, bool always)
{
	s->expansion_allowed |= always;
	if (!s->transport || !telnet_waits(s->telnet))
		return;
	session_enter(s);
	telnet_allow_expansion(s->telnet, always);
	s->more = true;
	session_leave(s);
}
