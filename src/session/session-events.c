#include "session/session.h"

#include <stdarg.h>
#include <string.h>

#include "session/session-internal.h"
#include "term/text-line.h"
#include "base/poison.h"

enum { SESSION_IDLE_PROMPT_MS = 250 };

/* --- The terminal's events. */

static enum terminal_verdict on_line(void *user, const struct terminal_line *line,
				     struct text_line *replacement)
{
	Session *s = user;
	bool handling = s->handling;

	s->handling = true;
	enum terminal_verdict verdict = s->events.line(s->user, line, replacement);
	s->handling = handling;
	return verdict;
}

static void on_record(void *user, const struct terminal_line *line)
{
	session_log_document(user, line);
}

static void on_bell(void *user)
{
	Session *s = user;
	bool handling = s->handling;

	if (!s->events.bell)
		return;
	s->handling = true;
	s->events.bell(s->user);
	s->handling = handling;
}

static void on_title(void *user, const char *title)
{
	Session *s = user;
	bool handling = s->handling;

	if (!s->events.title)
		return;
	s->handling = true;
	s->events.title(s->user, title);
	s->handling = handling;
}

static void on_reply(void *user, const char *bytes, size_t n)
{
	Session *s = user;

	if (!s->telnet)
		return;
	wire_open(s->wire, WIRE_REPLY, false, NULL, 0);
	telnet_send_data(s->telnet, bytes, n);
	wire_close(s->wire);
}

/* The peer is told of the width that it asked for. */
static void on_modes(void *user)
{
	Session *s = user;
	bool wide = terminal_modes(s->terminal)->wide;

	s->size_due |= wide != s->wide;
	s->wide = wide;
}

const struct terminal_events session_terminal_events = {
	.line = on_line,
	.record = on_record,
	.bell = on_bell,
	.reply = on_reply,
	.title = on_title,
	.modes = on_modes,
};

/* --- The telnet layer's events. */

void session_tell_prompt(Session *s, enum session_prompt how)
{
	enum terminal_verdict verdict = TERMINAL_KEEP;
	bool handling = s->handling;
	struct text_line replacement;
	struct str text;

	s->idle_at = -1;
	if (!s->events.prompt)
		return;
	str_init(&text);
	text_line_init(&replacement);
	terminal_open_line(s->terminal, &text);
	s->handling = true;
	if (text.length)
		verdict = s->events.prompt(s->user, how, text.text, text.length, &replacement);
	s->handling = handling;
	if (verdict == TERMINAL_GAG)
		text_line_clear(&replacement);
	if (verdict != TERMINAL_KEEP)
		terminal_replace_open_line(s->terminal, &replacement);
	text_line_fini(&replacement);
	str_fini(&text);
}

static void on_data(void *user, const char *bytes, size_t n)
{
	Session *s = user;

	if (s->settings.stream) {
		if (s->events.data)
			s->events.data(s->user, bytes, n);
		return;
	}
	session_take_data(s, bytes, n);
	s->enters = 0;
	s->prompt_marked = false;
	s->idle_at = s->now + SESSION_IDLE_PROMPT_MS;
}

/* Telnet outlives the connection: what it says then is for nobody. */
static bool is_writable(const Session *s)
{
	return s->transport && !s->half_closed && !s->settings.played;
}

static void on_send(void *user, const char *bytes, size_t n)
{
	Session *s = user;

	if (is_writable(s))
		wire_put(s->wire, bytes, n);
}

static void on_pause(void *user, unsigned ms)
{
	const Session *s = user;

	wire_pause(s->wire, ms);
}

static bool on_port_given_up(void *user)
{
	static const char brk[] = { '\xff', '\xf3' };
	Session *s = user;
	bool waited = wire_give_up_port(s->wire, brk, sizeof(brk));

	s->giving_port_up = true;
	s->pause_at = -1;
	s->port_waited = wire_length(s->wire);
	return waited;
}

/* The mark must follow what was sent before; when that is stuck, or the byte would stand in the
 * middle of a stream, it goes in line. */
static void on_send_urgent(void *user, char byte)
{
	Session *s = user;

	if (!is_writable(s))
		return;
	wire_join(s->wire);
	session_flush(s);
	if (wire_length(s->wire) || wire_deflates(s->wire) || !s->transport ||
	    transport_urgent(s->transport, byte, NULL) != IO_OK)
		on_send(s, &byte, 1);
	else
		wire_sent_urgent(s->wire, &byte, 1, s->wall);
}

/* A game may end a prompt by both marks, or by one twice: it is one prompt. */
static void on_prompt(void *user)
{
	Session *s = user;

	if (s->prompt_marked || s->settings.played)
		return;
	s->prompt_marked = true;
	session_do(s, REPLAY_MARKED_PROMPT, NULL, 0);
	session_tell_prompt(s, SESSION_PROMPT_MARKED);
	session_show_due(s);
}

static void on_changed(void *user)
{
	session_apply_mode(user);
}

static bool on_charset(void *user, const char *name)
{
	return session_agree_charset(user, name);
}

static void on_value(void *user, const struct telnet_value *value)
{
	session_take_value(user, value);
}

static void on_starttls(void *user)
{
	Session *s = user;

	s->starttls = true;
}

static void on_received(void *user, const char *bytes, size_t n)
{
	const Session *s = user;

	wire_received(s->wire, bytes, n, s->wall);
}

static bool on_begin_deflate(void *user, const char *bytes, size_t n)
{
	const Session *s = user;

	return is_writable(s) && wire_begin_deflate(s->wire, bytes, n);
}

static void on_end_deflate(void *user)
{
	const Session *s = user;

	wire_end_deflate(s->wire);
}

static void on_broken(void *user, const char *text)
{
	Session *s = user;

	s->broken = true;
	err_set(&s->read_error, ERR_LOST, "%s: the connection was closed", text);
}

static void on_expands(void *user)
{
	Session *s = user;

	s->expands = true;
}

/* What becomes of what waited for a port stays to be read. */
static void on_notice(void *user, const char *text)
{
	Session *s = user;

	if (s->giving_port_up)
		session_show(s, EFFECT_NOTICE, text, strlen(text));
	else
		session_message(s, MESSAGE_INFO, "%s", text);
}

const struct telnet_events session_telnet_events = {
	.data = on_data,
	.send = on_send,
	.send_urgent = on_send_urgent,
	.pause = on_pause,
	.port_given_up = on_port_given_up,
	.prompt = on_prompt,
	.changed = on_changed,
	.charset = on_charset,
	.starttls = on_starttls,
	.value = on_value,
	.notice = on_notice,
	.received = on_received,
	.begin_deflate = on_begin_deflate,
	.end_deflate = on_end_deflate,
	.broken = on_broken,
	.expands = on_expands,
};
