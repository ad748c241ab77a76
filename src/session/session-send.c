#include "session/session.h"

#include <string.h>

#include "base/backslash.h"
#include "base/mem.h"
#include "base/prompt.h"
#include "session/session-internal.h"
#include "base/poison.h"

/* Everything is written: ends our direction, what is deflated in it before. */
static void end_sending(Session *s)
{
	wire_end_deflate(s->wire);
	if (wire_length(s->wire)) {
		session_flush(s);
		return;
	}
	s->half_close = false;
	s->half_closed = true;
	transport_shutdown(s->transport, NULL);
}

void session_flush(Session *s)
{
	size_t before;
	unsigned ms;

	if (!s->transport || s->write_failed || s->retry_at > s->now || telnet_is_held(s->telnet))
		return;
	s->retry_at = -1;
	before = wire_length(s->wire);
	switch (wire_flush(s->wire, s->transport, s->wall, &s->write_error)) {
	case IO_ERROR:
		/* What the peer sent before it went is still read: session_pump ends the session.
		 */
		s->write_failed = true;
		break;
	case IO_OK:
		if (s->half_close && !s->backlog.bytes)
			end_sending(s);
		break;
	case IO_AGAIN:
		/* Poll would say at once that the descriptor is writable. */
		if (transport_retry_ms(s->transport))
			s->retry_at = s->now + transport_retry_ms(s->transport);
		break;
	case IO_EOF: break;
	}
	if (s->pause_at < 0 && wire_is_paused(s->wire, &ms))
		s->pause_at = s->now + ms;
	if (wire_length(s->wire) < before)
		session_watch_silence(s);
}

/* Sends text; what the peer reads then is appended to `shown`, if that isn't NULL. */
static void put(Session *s, const char *text, size_t n, struct buf *shown)
{
	struct buf bytes = { .secret = true };

	if (!s->charset) {
		telnet_send_data(s->telnet, text, n);
		if (shown)
			buf_append(shown, text, n);
		return;
	}
	if (charset_encode(s->charset, text, n, &bytes, shown) && !s->lacks_told) {
		s->lacks_told = true;
		session_message(s, MESSAGE_ERROR,
				"some characters are not in the peer's character set: sent "
				"as ? (said once)");
	}
	telnet_send_data(s->telnet, buf_data(&bytes), buf_length(&bytes));
	buf_fini(&bytes);
}

void session_put(Session *s, const char *text, size_t n)
{
	put(s, text, n, NULL);
}

/* A pty wants what the Enter key of a terminal sends, in either mode; a peer in new line mode (LNM,
 * ECMA-48 7.2.8) both characters for a key. */
enum telnet_eol session_eol(const Session *s)
{
	if (s->settings.eol == TELNET_EOL_AUTO && s->mode.character &&
	    terminal_modes(s->terminal)->newline)
		return TELNET_EOL_CRLF;
	return s->exec && s->settings.eol == TELNET_EOL_AUTO ? TELNET_EOL_CR : s->settings.eol;
}

static void session_put_eol(Session *s)
{
	telnet_send_eol(s->telnet, session_eol(s), !s->mode.character);
}

const char *session_eol_name(const Session *s)
{
	static const char *const names[] = { "", "CRLF", "LF", "CR", "CR NUL" };
	struct telnet_facts facts = { .protocol = TELNET_PROTOCOL_RAW };

	if (s->settings.eol != TELNET_EOL_AUTO)
		return names[s->settings.eol];
	if (s->telnet)
		telnet_facts(s->telnet, &facts);
	if (s->exec)
		return "CR";
	if (!s->mode.character)
		return "CRLF";
	return facts.protocol == TELNET_PROTOCOL_TELNET && !facts.our_binary ? "CR NUL" : "CR";
}

bool session_is_open(const Session *s, struct err *e)
{
	if (!s->transport)
		return err_set(e, ERR_OTHER, "not connected: it is not sent");
	if (s->tls_due_at >= 0)
		return err_set(e, ERR_OTHER, "waiting for the peer to turn to TLS: it is not sent");
	if (s->half_close || s->half_closed)
		return err_set(e, ERR_OTHER, "our direction is ended: it is not sent");
	if (s->write_failed)
		return err_set(e, ERR_OTHER, "the peer takes no more data: it is not sent");
	return true;
}

/* A byte of text takes at most two on the wire (IAC doubled), four in a wide character set. */
bool session_may_send(const Session *s, size_t n, struct err *e)
{
	size_t bytes = (s->charset ? 4 : 2) * n + 2;

	if (!session_is_open(s, e))
		return false;
	if (n > WIRE_MAX / 4 || bytes > wire_room(s->wire) || !backlog_has_room(&s->backlog, n + 1))
		return err_set(e, ERR_OTHER,
			       "the send queue is full (the peer does not read): the line was not "
			       "sent");
	return true;
}

bool session_may_send_bytes(const Session *s, size_t n, struct err *e)
{
	if (!session_is_open(s, e))
		return false;
	if (n > SESSION_PASTE_MAX || !backlog_has_room(&s->backlog, n))
		return err_set(e, ERR_OTHER,
			       "these bytes and what still waits are more than %d MiB: nothing was "
			       "sent",
			       SESSION_PASTE_MAX >> 20);
	return true;
}

static bool echoes_locally(const Session *s)
{
	struct telnet_facts facts;

	if (s->mode.character || s->settings.local_echo == TRI_OFF)
		return false;
	telnet_facts(s->telnet, &facts);
	return s->settings.local_echo == TRI_ON || !facts.peer_echo;
}

bool session_is_by_user(enum wire_origin origin)
{
	return origin == WIRE_TYPED || origin == WIRE_PASTED;
}

/* Controls as ^X, which is how LINEMODE has them echoed unless it says otherwise (RFC 1184 2.2). */
static void show_controls(struct buf *shown)
{
	struct buf marked;

	buf_init(&marked);
	for (size_t i = 0; i < buf_length(shown); i++) {
		char c = buf_data(shown)[i];
		bool control = (unsigned char)c < ' ' || c == 0x7f;

		if (control && c != '\t') {
			buf_append_byte(&marked, '^');
			c ^= 0x40;
		}
		buf_append(&marked, &c, 1);
	}
	buf_fini(shown);
	*shown = marked;
}

/* Counts a line of the user by whether it is hidden. */
static void count_line(Session *s)
{
	s->lines_typed++;
	s->hidden_lines = s->mode.masked ? s->hidden_lines + 1 : 0;
	s->hidden_at = s->received;
}

/* Sends a line in which backslashes begin escapes. What the peer reads of one is no text: it is
 * shown as it was typed. */
static void put_escapes(Session *s, const char *text, size_t n, struct buf *shown)
{
	char bytes[BACKSLASH_BYTES_MAX];

	while (n) {
		const char *escape = memchr(text, '\\', n);
		size_t before = escape ? (size_t)(escape - text) : n, count = 0, used;

		put(s, text, before, shown);
		text += before;
		n -= before;
		used = n ? backslash_read(text, n, bytes, &count) : 0;
		telnet_send_data(s->telnet, bytes, count);
		if (shown)
			buf_append(shown, text, used);
		if (n && !used)
			put(s, text, used = 1, shown);
		text += used;
		n -= used;
	}
}

void session_put_line(Session *s, const struct backlog_piece *kind, const char *text, size_t n)
{
	enum wire_origin origin = kind->origin;
	bool secret = kind->secret;
	struct telnet_facts facts;
	struct buf shown;

	telnet_facts(s->telnet, &facts);
	if (n && !facts.peer_echo)
		s->line_sent_unechoed = true;
	if (session_is_by_user(origin))
		count_line(s);
	bool echo = !secret && echoes_locally(s);
	buf_init(&shown);
	wire_open(s->wire, origin, secret, session_is_by_user(origin) ? text : NULL, n);
	(kind->escapes ? put_escapes : put)(s, text, n, echo ? &shown : NULL);
	session_put_eol(s);
	wire_close(s->wire);
	if (echo && facts.linemode && !facts.literal_echo)
		show_controls(&shown);
	if (echo)
		session_show(s, EFFECT_ECHO, buf_data(&shown), buf_length(&shown));
	else
		session_do(s, REPLAY_SENT, NULL, 0);
	buf_fini(&shown);
}

/* A draft may hold line ends, from text pasted while nobody could take it: each ends a line. */
static void put_lines(Session *s, const struct backlog_piece *kind, const char *text, size_t n)
{
	const char *newline;

	while ((newline = memchr(text, '\n', n))) {
		size_t length = (size_t)(newline - text);

		session_put_line(s, kind, text, length);
		text += length + 1;
		n -= length + 1;
	}
	session_put_line(s, kind, text, n);
}

void session_put_text(Session *s, const struct backlog_piece *kind, const char *text, size_t n)
{
	if (s->backlog.bytes) {
		backlog_add(&s->backlog, kind, text, n);
		backlog_add(&s->backlog, kind, "\n", 1);
	} else {
		put_lines(s, kind, text, n);
	}
}

static bool open_line_is(const Session *s, bool (*what)(const char *text, size_t n))
{
	struct str open;
	bool is;

	str_init(&open);
	terminal_open_line(s->terminal, &open);
	is = what(open.text, open.length);
	str_fini(&open);
	return is;
}

bool session_asks_password(const Session *s)
{
	return open_line_is(s, prompt_asks_password);
}

bool session_line_is_secret(const Session *s)
{
	return s->mode.masked || session_asks_password(s);
}

bool session_keys_are_secret(const Session *s)
{
	return open_line_is(s, prompt_asks_secret);
}

bool session_asks_secret(const Session *s)
{
	struct str text;
	bool asks;

	str_init(&text);
	terminal_open_line(s->terminal, &text);
	asks = prompt_asks_secret(text.text, text.length);
	if (!text.length &&
	    terminal_line_text(s->terminal, terminal_cursor_line(s->terminal) - 1, &text))
		asks = prompt_asks_password(text.text, text.length);
	str_fini(&text);
	return asks;
}

bool session_behind_paste(Session *s, enum wire_origin origin, bool secret, const char *bytes,
			  size_t n)
{
	struct backlog_piece kind = { .origin = origin, .secret = secret, .keys = true };

	if (!s->backlog.bytes)
		return false;
	backlog_add(&s->backlog, &kind, bytes, n);
	return true;
}
