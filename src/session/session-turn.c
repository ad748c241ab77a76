#include "session/session.h"

#include <stdlib.h>
#include <string.h>

#include "net/exec.h"
#include "base/deadline.h"
#include "base/mem.h"
#include "session/session-internal.h"
#include "base/poison.h"

enum {
	TURN_BYTES = 65536, /* read in one turn */
	TURN_CHUNK = 16384, /* read in one call */
	TURN_WORK = 1000000, /* of the terminal (terminal_work) in one turn */
	TURN_RECORD_WORK = 1000, /* what a record of the transport counts for beside that */
	TURN_PIECE_MIN = 32, /* bytes taken between two looks at the work */
	SETTLE_MS = 250, /* without a byte of the peer until history is compressed */
	SETTLE_NEXT_MS = 5, /* between two pieces of it */
};

/* --- What the owner waits for. */

static int64_t deadline(const Session *s)
{
	int64_t due = s->idle_at;

	if (!s->transport)
		return -1;
	due = deadline_earlier(due, telnet_deadline(s->telnet));
	due = deadline_earlier(due, s->retry_at);
	due = deadline_earlier(due, s->settle_at);
	due = deadline_earlier(due, s->tls_due_at);
	return deadline_earlier(due, s->pty_at);
}

struct session_wants session_wants(const Session *s)
{
	struct session_wants w = { .fd = -1, .deadline = -1, .again = s->effects.count > 0 };
	bool reading = !s->starttls && !s->held && !buf_length(&s->in);
	bool writing = !s->write_failed && s->retry_at < 0 &&
		       (wire_length(s->wire) || s->half_close);

	if (!s->transport) {
		w.deadline = s->settle_at;
		return w;
	}
	w.fd = transport_fd(s->transport);
	w.events = transport_wants(s->transport, reading, writing);
	w.deadline = deadline(s);
	w.again |= !s->held && !s->starttls &&
		   (s->more || s->write_failed || session_may_feed(s) ||
		    transport_may_have_more(s->transport));
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

static uint64_t work_done(const Session *s)
{
	uint64_t records = s->transport ? transport_work(s->transport) : 0;

	return terminal_work(s->terminal) + TURN_RECORD_WORK * records;
}

/* Takes what was read, until the work reaches `limit`; whether all of it was taken. */
static bool take_in(Session *s, uint64_t limit)
{
	size_t piece = piece_size(s);

	while (buf_length(&s->in)) {
		size_t n = buf_length(&s->in) < piece ? buf_length(&s->in) : piece;

		if (work_done(s) >= limit)
			return false;
		telnet_receive(s->telnet, buf_data(&s->in), n, s->now);
		buf_consume(&s->in, n);
	}
	return true;
}

/* Reads within the turn's budget; returns the last status, IO_OK when the budget is used up. */
static enum io_status read_in(Session *s, struct err *e)
{
	uint64_t limit = work_done(s) + TURN_WORK;
	size_t total = 0;

	while (take_in(s, limit) && work_done(s) < limit && total < TURN_BYTES && !s->starttls &&
	       !s->held) {
		char *to = buf_reserve(&s->in, TURN_CHUNK);
		size_t done = 0;
		enum io_status status = transport_read(s->transport, to, TURN_CHUNK, &done, e);

		if (status != IO_OK)
			return status;
		buf_commit(&s->in, done);
		wire_received(s->wire, to, done, s->wall);
		s->received += done;
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
	} else {
		session_end(s, SESSION_CLOSED, NULL);
	}
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
	status = s->held ? IO_OK : read_in(s, &e);
	s->more = status == IO_OK && !s->starttls;
	s->settle_at = terminal_unsettled(s->terminal) ? now + SETTLE_MS : -1;
	/* In line mode chosen by hand a prompt for a password hides the line. */
	if (s->settings.mode == MODE_LINE)
		session_apply_mode(s);
	if (status == IO_EOF)
		end_in_order(s);
	else if (status == IO_ERROR)
		session_end(s, SESSION_FAILED, &e);
	else if (status == IO_AGAIN && s->write_failed && !transport_may_have_more(s->transport))
		session_end(s, SESSION_FAILED, &s->write_error);
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
	telnet_facts(s->telnet, &facts);
	bool idle = !facts.prompt_marks && !s->mode.masked && !s->mode.character;
	session_do(s, REPLAY_IDLE_PROMPT, NULL, 0);
	session_tell_prompt(s, idle ? SESSION_PROMPT_IDLE : SESSION_PROMPT_QUIET);
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

void session_tick(Session *s, int64_t now, int64_t wall)
{
	s->now = now;
	s->wall = wall;
	session_enter(s);
	settle(s);
	if (!s->transport) {
		session_leave(s);
		return;
	}
	telnet_tick(s->telnet, now);
	if (s->pty_at >= 0 && now >= s->pty_at) {
		s->pty_at = -1;
		exec_resize(s->transport, terminal_width(s->terminal),
			    terminal_height(s->terminal));
	}
	if (s->idle_at >= 0 && now >= s->idle_at)
		on_quiet(s);
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
