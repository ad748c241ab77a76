#include "session/session.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "net/exec.h"
#include "tls/tls.h"
#include "session/session-internal.h"
#include "base/poison.h"

enum {
	SESSION_READ_BUDGET = 65536, /* bytes a pump */
	SESSION_READ_CHUNK = 16384,
	SESSION_IDLE_PROMPT_MS = 250,
};

/* MTTS bits that work: ANSI, VT100, UTF-8, 256 colours (doc/architecture.md, "Who we say we are").
 */
enum { SESSION_MTTS = 1 | 2 | 4 | 8 };

void session_message(Session *s, const char *text)
{
	if (s->events.message)
		s->events.message(s->user, text);
}

/* --- The terminal's events. */

static enum terminal_verdict on_line(void *user, const struct terminal_line *line,
				     struct text_line *replacement)
{
	Session *s = user;

	(void)replacement;
	if (s->log && !(s->open_logged && !line->notice))
		session_log_line(s->log, line->time, line->text, line->length);
	s->open_logged &= line->notice;
	if (s->events.line)
		s->events.line(s->user, line);
	return TERMINAL_KEEP;
}

static void on_bell(void *user)
{
	Session *s = user;

	if (s->events.bell)
		s->events.bell(s->user);
}

static void on_reply(void *user, const char *bytes, size_t n)
{
	Session *s = user;

	if (s->telnet)
		telnet_send_data(s->telnet, bytes, n);
}

static const struct terminal_events terminal_handlers = {
	.line = on_line,
	.bell = on_bell,
	.reply = on_reply,
};

/* --- The telnet layer's events. */

static void tell_prompt(Session *s)
{
	struct str text;

	s->idle_at = -1;
	if (!s->events.prompt)
		return;
	str_init(&text);
	terminal_open_line(s->terminal, &text);
	if (text.length)
		s->events.prompt(s->user, text.text, text.length);
	str_fini(&text);
}

static void on_data(void *user, const char *bytes, size_t n)
{
	Session *s = user;

	if (s->charset) {
		charset_decode(s->charset, bytes, n, &s->decoded);
		terminal_write(s->terminal, buf_data(&s->decoded), buf_length(&s->decoded),
			       s->wall);
		buf_clear(&s->decoded);
	} else {
		terminal_write(s->terminal, bytes, n, s->wall);
	}
	s->idle_at = s->now + SESSION_IDLE_PROMPT_MS;
}

static void on_send(void *user, const char *bytes, size_t n)
{
	Session *s = user;

	if (!s->write_failed)
		buf_append(&s->out, bytes, n);
}

static void flush_out(Session *s);

static void on_send_urgent(void *user, char byte)
{
	Session *s = user;

	/* The mark must follow what was sent before; when that is stuck, the byte goes in line. */
	flush_out(s);
	if (buf_length(&s->out) || !s->transport ||
	    transport_urgent(s->transport, byte, NULL) != IO_OK)
		on_send(s, &byte, 1);
}

static void on_prompt(void *user)
{
	Session *s = user;

	terminal_prompt(s->terminal, true);
	tell_prompt(s);
}

static void on_starttls(void *user)
{
	Session *s = user;

	s->starttls = true;
}

static void on_changed(void *user)
{
	session_apply_mode(user);
}

static void on_notice(void *user, const char *text)
{
	session_message(user, text);
}

static const struct telnet_events telnet_handlers = {
	.data = on_data,
	.send = on_send,
	.send_urgent = on_send_urgent,
	.prompt = on_prompt,
	.changed = on_changed,
	.starttls = on_starttls,
	.notice = on_notice,
};

Session *session_new(const struct session_settings *settings, unsigned columns, unsigned rows,
		     History *history, const struct session_events *events, void *user)
{
	Session *s = mem_alloc(sizeof(*s));
	struct terminal_config config = { .line_mode = true,
					  .history_lines = settings->history_lines,
					  .history_bytes = settings->history_bytes };

	session_settings_copy(&s->settings, settings);
	s->events = *events;
	s->user = user;
	s->columns = columns;
	s->rows = rows;
	s->idle_at = s->pty_at = -1;
	s->mode = (struct mode){ .words = "line" };
	s->out.secret = s->paste.secret = true;
	session_grid_size(s, &config.width, &config.height);
	s->terminal = terminal_new(&config, &terminal_handlers, s);
	session_listen(s);
	s->line = line_new(history);
	session_apply_charsets(s, NULL);
	return s;
}

void session_free(Session *s)
{
	if (!s)
		return;
	assert(!s->pumping);
	session_log(s, NULL, NULL);
	transport_free(s->transport);
	telnet_free(s->telnet);
	terminal_free(s->terminal);
	line_free(s->line);
	charset_free(s->charset);
	buf_fini(&s->out);
	buf_fini(&s->paste);
	buf_fini(&s->decoded);
	free((char *)s->settings.charset);
	free((char *)s->settings.fallback_charset);
	free(s);
}

/* --- The connection's life. */

void session_connecting(Session *s, const char *what)
{
	s->state = SESSION_CONNECTING;
	err_set(&s->error, ERR_NONE, "%s", what);
}

static void end(Session *s, enum session_state state, const struct err *e)
{
	bool masked = s->mode.masked;

	if (s->transport && tls_truncated(s->transport))
		session_message(s, "the peer ended without TLS's own end: data may be missing");
	if (s->telnet && s->transport) {
		telnet_finish(s->telnet);
		terminal_finish(s->terminal);
	}
	s->state = state;
	if (e)
		s->error = *e;
	else
		err_clear(&s->error);
	transport_free(s->transport);
	s->transport = NULL;
	s->idle_at = -1;
	buf_clear(&s->out);
	session_apply_mode(s);
	session_return_paste(s, masked);
	session_log_open_line(s);
	if (s->events.ended)
		s->events.ended(s->user);
}

void session_fail(Session *s, const struct err *e, int64_t wall)
{
	s->wall = wall;
	end(s, SESSION_FAILED, e);
}

void session_disconnect(Session *s, int64_t wall)
{
	struct str lost;

	s->wall = wall;
	flush_out(s);
	if (s->transport && buf_length(&s->out)) {
		str_init(&lost);
		str_append_format(&lost, "%zu bytes were not sent: the peer did not read them",
				  buf_length(&s->out));
		session_message(s, lost.text);
		str_fini(&lost);
	}
	end(s, SESSION_CLOSED, NULL);
}

void session_attach(Session *s, Transport *transport, const struct session_wire *wire, int64_t now)
{
	struct telnet_config config = {
		.protocol = wire->protocol,
		.terminal_port = wire->terminal_port,
		.initiate = wire->initiate,
		.term = wire->term,
		.client = "HAIL",
		.mtts = SESSION_MTTS,
		.starttls = wire->starttls && s->events.starttls,
	};

	assert(!s->transport && !s->pumping);
	if (s->used)
		terminal_begin(s->terminal, s->wall);
	s->used = true;
	s->open_logged = false;
	session_grid_size(s, &config.columns, &config.rows);
	telnet_free(s->telnet);
	s->telnet = telnet_new(&config, &telnet_handlers, s);
	s->transport = transport;
	s->exec = wire->exec;
	s->exposed = wire->exposed;
	s->warned = false;
	s->pty_at = wire->exec ? now : -1;
	s->state = SESSION_CONNECTED;
	s->now = now;
	s->line_sent_unechoed = s->write_failed = s->half_close = s->starttls = false;
	s->received = 0;
	err_clear(&s->error);
	session_apply_mode(s);
	telnet_start(s->telnet, now);
}

static void flush_out(Session *s)
{
	while (s->transport && buf_length(&s->out)) {
		size_t done = 0;
		enum io_status status = transport_write(s->transport, buf_data(&s->out),
							buf_length(&s->out), &done, NULL);

		if (status == IO_AGAIN)
			return;
		if (status != IO_OK) {
			/* The reading side says what happened; what the peer still sent is shown.
			 */
			s->write_failed = true;
			buf_clear(&s->out);
			return;
		}
		buf_consume(&s->out, done);
	}
	if (s->transport && s->half_close && !buf_length(&s->paste)) {
		s->half_close = false;
		transport_shutdown(s->transport, NULL);
	}
}

/* Reads within the budget; returns the last status, IO_OK when the budget is used up. */
static enum io_status read_in(Session *s, struct err *e)
{
	char bytes[SESSION_READ_CHUNK];
	size_t total = 0;

	while (total < SESSION_READ_BUDGET && !s->starttls) {
		size_t done = 0;
		enum io_status status = transport_read(s->transport, bytes, sizeof(bytes), &done,
						       e);

		if (status != IO_OK)
			return status;
		s->received += done;
		total += done;
		telnet_receive(s->telnet, bytes, done, s->now);
	}
	return IO_OK;
}

Transport *session_detach(Session *s)
{
	Transport *transport = s->transport;
	bool masked = s->mode.masked;

	s->transport = NULL;
	buf_clear(&s->out);
	if (transport) {
		s->state = SESSION_CONNECTING;
		s->idle_at = -1;
		session_apply_mode(s);
		session_return_paste(s, masked);
	}
	return transport;
}

bool session_pump(Session *s, int64_t now, int64_t wall)
{
	struct err e = { .kind = ERR_NONE };
	enum io_status status;

	if (!s->transport)
		return false;
	s->now = now;
	s->wall = wall;
	s->pumping = true;
	status = read_in(s, &e);
	session_feed_paste(s);
	flush_out(s);
	s->pumping = false;
	session_flush_log(s);
	if (status == IO_EOF)
		end(s, SESSION_CLOSED, NULL);
	else if (status == IO_ERROR)
		end(s, SESSION_FAILED, &e);
	else if (s->starttls && !buf_length(&s->out))
		s->events.starttls(s->user);
	return (status == IO_OK && !s->starttls) ||
	       (s->transport && transport_may_have_more(s->transport));
}

int session_fd(const Session *s)
{
	return s->transport ? transport_fd(s->transport) : -1;
}

unsigned session_wants(const Session *s)
{
	if (!s->transport)
		return 0;
	return transport_wants(s->transport, !s->starttls,
			       buf_length(&s->out) || (buf_length(&s->paste) && !s->write_failed) ||
				       s->half_close);
}

int64_t session_deadline(const Session *s)
{
	int64_t due = s->transport ? telnet_deadline(s->telnet) : -1;

	if (s->idle_at >= 0 && (due < 0 || s->idle_at < due))
		due = s->idle_at;
	if (s->transport && s->pty_at >= 0 && (due < 0 || s->pty_at < due))
		due = s->pty_at;
	return due;
}

/* An open line that waited long enough is a prompt, unless the peer marks its prompts itself. */
static void idle_prompt(Session *s)
{
	struct telnet_facts facts;

	s->idle_at = -1;
	telnet_facts(s->telnet, &facts);
	if (facts.prompt_marks || s->mode.masked || s->mode.character)
		return;
	terminal_prompt(s->terminal, false);
	tell_prompt(s);
}

void session_tick(Session *s, int64_t now)
{
	s->now = now;
	if (!s->transport)
		return;
	telnet_tick(s->telnet, now);
	if (s->pty_at >= 0 && now >= s->pty_at) {
		s->pty_at = -1;
		exec_resize(s->transport, terminal_width(s->terminal),
			    terminal_height(s->terminal));
	}
	if (s->idle_at >= 0 && now >= s->idle_at)
		idle_prompt(s);
	flush_out(s);
}

bool session_half_close(Session *s, struct err *e)
{
	if (!s->transport)
		return err_set(e, ERR_OTHER, "not connected");
	s->half_close = true;
	return true;
}

void session_set_protocol(Session *s, enum telnet_protocol protocol)
{
	if (s->telnet)
		telnet_set_protocol(s->telnet, protocol);
	session_apply_mode(s);
}
