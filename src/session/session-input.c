#include "session/session.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "session/session-internal.h"
#include "base/poison.h"

enum { SESSION_PASTE_AHEAD = 16384 }; /* wire bytes waiting before more of a paste is taken */

void session_put(Session *s, const char *text, size_t n)
{
	struct buf bytes = { .secret = true };

	if (!s->charset) {
		telnet_send_data(s->telnet, text, n);
		return;
	}
	if (charset_encode(s->charset, text, n, &bytes))
		session_message(s,
				"some characters are not in the peer's character set: sent as ?");
	telnet_send_data(s->telnet, buf_data(&bytes), buf_length(&bytes));
	buf_fini(&bytes);
}

/* A pty wants what the Enter key of a terminal sends, in either mode. */
static enum telnet_eol eol_of(const Session *s)
{
	return s->exec && s->settings.eol == TELNET_EOL_AUTO ? TELNET_EOL_CR : s->settings.eol;
}

static bool may_send(Session *s, size_t n, struct err *e)
{
	if (!s->transport)
		return err_set(e, ERR_OTHER, "not connected: the line was not sent");
	if (s->write_failed)
		return err_set(e, ERR_OTHER, "the peer takes no more data: the line was not sent");
	if (n > SESSION_QUEUE_MAX || buf_length(&s->out) > SESSION_QUEUE_MAX - n)
		return err_set(e, ERR_OTHER,
			       "the send queue is full (the peer does not read): "
			       "the line was not sent");
	return true;
}

static bool echoes_locally(const Session *s)
{
	struct telnet_facts facts;

	if (s->mode.masked || s->mode.character || s->settings.local_echo == MODE_SWITCH_OFF)
		return false;
	telnet_facts(s->telnet, &facts);
	return s->settings.local_echo == MODE_SWITCH_ON || !facts.peer_echo;
}

static void send_one_line(Session *s, const char *text, size_t n, int64_t wall)
{
	struct telnet_facts facts;

	telnet_facts(s->telnet, &facts);
	if (n && !facts.peer_echo)
		s->line_sent_unechoed = true;
	if (echoes_locally(s))
		terminal_echo(s->terminal, text, n, wall);
	else
		terminal_sent(s->terminal);
	session_put(s, text, n);
	telnet_send_eol(s->telnet, eol_of(s), !s->mode.character);
}

/* A draft may hold line ends, from text pasted while nobody could take it: each ends a line. */
static void send_lines(Session *s, const char *text, size_t n, int64_t wall)
{
	const char *newline;

	while ((newline = memchr(text, '\n', n))) {
		size_t length = (size_t)(newline - text);

		send_one_line(s, text, length, wall);
		text += length + 1;
		n -= length + 1;
	}
	send_one_line(s, text, n, wall);
}

bool session_send(Session *s, const char *text, size_t n, int64_t wall, struct err *e)
{
	if (!may_send(s, n, e))
		return false;
	if (buf_length(&s->paste)) {
		buf_append(&s->paste, text, n);
		buf_append_byte(&s->paste, '\n');
	} else {
		send_lines(s, text, n, wall);
	}
	return true;
}

bool session_send_secret(Session *s, const char *text, size_t n, struct err *e)
{
	if (!may_send(s, n, e))
		return false;
	terminal_sent(s->terminal);
	session_put(s, text, n);
	telnet_send_eol(s->telnet, eol_of(s), !s->mode.character);
	return true;
}

bool session_line(Session *s, int64_t wall, struct err *e)
{
	if (!session_send(s, line_text(s->line), line_length(s->line), wall, e))
		return false;
	line_reset(s->line, !s->mode.masked);
	return true;
}

bool session_command(Session *s, const char *name, struct err *e)
{
	struct telnet_facts facts;

	if (!may_send(s, 2, e))
		return false;
	telnet_facts(s->telnet, &facts);
	if (facts.protocol != TELNET_PROTOCOL_TELNET)
		return err_set(e, ERR_OTHER,
			       "the peer does not speak telnet: nothing was sent "
			       "(/set protocol telnet insists)");
	if (!telnet_send_command(s->telnet, name))
		return err_set(e, ERR_USAGE, "unknown telnet command \"%s\" (see /help telnet)",
			       name);
	return true;
}

/* Sends `n` bytes that a key stands for; behind a paste under way they wait their turn. */
static void put_key(Session *s, const char *bytes, size_t n)
{
	struct err e;

	if (!may_send(s, n, &e))
		session_message(s, e.text);
	else if (buf_length(&s->paste))
		buf_append(&s->paste, bytes, n);
	else
		session_put(s, bytes, n);
}

static void put_enter(Session *s)
{
	struct err e;

	if (!may_send(s, 2, &e))
		session_message(s, e.text);
	else if (buf_length(&s->paste))
		buf_append_byte(&s->paste, '\n');
	else
		telnet_send_eol(s->telnet, eol_of(s), false);
}

enum line_result session_key(Session *s, struct key k)
{
	if (s->mode.character)
		return session_send_key(s, k);
	/* Of a draft set aside nothing is known to have changed. */
	if (!s->mode.masked)
		s->pasted_head = session_draft_is_pasted(s);
	return line_key(s->line, k);
}

enum line_result session_send_key(Session *s, struct key k)
{
	char bytes[32];
	size_t n;

	if (k.sym == KEYSYM_ENTER && !(k.mods & KEYMOD_ALT)) {
		put_enter(s);
		return LINE_CHANGED;
	}
	n = terminal_encode_key(s->terminal, k, bytes);
	if (k.sym == KEYSYM_BACKSPACE && !k.mods && s->settings.backspace_bs)
		bytes[0] = '\b';
	if (n)
		put_key(s, bytes, n);
	mem_wipe(bytes, sizeof(bytes));
	return n ? LINE_CHANGED : LINE_IGNORED;
}

void session_raw_keys(Session *s, const char *bytes, size_t n)
{
	if (s->mode.character)
		put_key(s, bytes, n);
}

/* --- Paste. */

/* In line mode only text remains: a control character typed nowhere should not be sent unseen. */
static void append_pasted(Session *s, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c == '\r') {
			buf_append_byte(&s->paste, '\n');
			i += i + 1 < n && text[i + 1] == '\n';
		} else if (s->mode.character || c == '\n' || c == '\t' ||
			   (c >= 0x20 && c != 0x7f)) {
			buf_append_byte(&s->paste, c);
		}
	}
}

/* In line mode the paste goes in at the cursor: the draft's two parts stand before and behind it.
 */
static void paste_into_draft(Session *s, const char *text, size_t n)
{
	size_t cursor = line_cursor(s->line);

	buf_append(&s->paste, line_text(s->line), cursor);
	append_pasted(s, text, n);
	buf_append(&s->paste, line_text(s->line) + cursor, line_length(s->line) - cursor);
	line_reset(s->line, false);
}

static void paste_as_keys(Session *s, const char *text, size_t n)
{
	bool bracketed = terminal_modes(s->terminal)->bracketed_paste;

	if (bracketed)
		buf_append(&s->paste, "\x1b[200~", 6);
	append_pasted(s, text, n);
	if (bracketed)
		buf_append(&s->paste, "\x1b[201~", 6);
}

bool session_draft_is_pasted(const Session *s)
{
	return s->pasted_head && line_length(s->line);
}

static bool insert_pasted(Session *s, const char *text, size_t n, struct err *e)
{
	bool head = line_cursor(s->line) == 0;

	if (!n)
		return true;
	if (line_insert(s->line, text, n)) {
		s->pasted_head |= head && !s->mode.masked;
		return true;
	}
	return err_set(e, ERR_OTHER,
		       "the pasted text is longer than an input line may be (%d bytes): "
		       "it was not taken",
		       LINE_TEXT_MAX);
}

/* No complete line, or nobody to send one to: all of it becomes draft. */
static bool paste_as_draft(Session *s, const char *text, size_t n, struct err *e)
{
	struct buf waiting = s->paste;
	bool done;

	s->paste = (struct buf){ .secret = true };
	append_pasted(s, text, n);
	done = insert_pasted(s, buf_data(&s->paste), buf_length(&s->paste), e);
	buf_fini(&s->paste);
	s->paste = waiting;
	return done;
}

bool session_paste(Session *s, const char *text, size_t n, int64_t wall, struct err *e)
{
	bool complete = memchr(text, '\n', n) || memchr(text, '\r', n);

	s->wall = wall;
	if (!s->mode.character && (!complete || !s->transport))
		return paste_as_draft(s, text, n, e);
	if (s->mode.character)
		paste_as_keys(s, text, n);
	else
		paste_into_draft(s, text, n);
	session_feed_paste(s);
	return true;
}

static void feed_line(Session *s, const char *text, size_t n)
{
	char *line = mem_strndup(text, n);

	buf_consume(&s->paste, n + 1);
	send_one_line(s, line, n, s->wall);
	mem_wipe(line, n);
	free(line);
}

static void feed_keys(Session *s)
{
	const char *text = buf_data(&s->paste);
	size_t n = buf_length(&s->paste);
	const char *newline = memchr(text, '\n', n < 4096 ? n : 4096);
	size_t length = newline ? (size_t)(newline - text) : n < 4096 ? n : 4096;

	session_put(s, text, length);
	if (newline)
		telnet_send_eol(s->telnet, eol_of(s), false);
	buf_consume(&s->paste, length + (newline != NULL));
}

void session_feed_paste(Session *s)
{
	while (s->transport && !s->write_failed && buf_length(&s->paste) &&
	       buf_length(&s->out) < SESSION_PASTE_AHEAD) {
		const char *text = buf_data(&s->paste);
		const char *newline = memchr(text, '\n', buf_length(&s->paste));

		if (s->mode.character) {
			feed_keys(s);
		} else if (newline) {
			feed_line(s, text, (size_t)(newline - text));
		} else {
			session_return_paste(s, false);
			return;
		}
	}
}

void session_return_paste(Session *s, bool secret)
{
	struct err e;

	if (!buf_length(&s->paste))
		return;
	if (secret) {
		session_message(s, "what was pasted while hidden was not sent and has been wiped");
		buf_clear(&s->paste);
		return;
	}
	if (!insert_pasted(s, buf_data(&s->paste), buf_length(&s->paste), &e))
		session_message(s, e.text);
	buf_clear(&s->paste);
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
