#include "session/session.h"

#include <string.h>

#include "base/mem.h"
#include "session/session-internal.h"
#include "base/poison.h"

void session_put(Session *s, const char *text, size_t n)
{
	struct buf bytes = { .secret = true };

	if (!s->charset) {
		telnet_send_data(s->telnet, text, n);
		return;
	}
	if (charset_encode(s->charset, text, n, &bytes))
		session_message(s, "some characters are not in the peer's character set: sent "
				   "as ?");
	telnet_send_data(s->telnet, buf_data(&bytes), buf_length(&bytes));
	buf_fini(&bytes);
}

/* A pty wants what the Enter key of a terminal sends, in either mode. */
static enum telnet_eol eol_of(const Session *s)
{
	return s->exec && s->settings.eol == TELNET_EOL_AUTO ? TELNET_EOL_CR : s->settings.eol;
}

void session_put_eol(Session *s)
{
	telnet_send_eol(s->telnet, eol_of(s), !s->mode.character);
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

/* A byte of text takes at most two on the wire (IAC doubled), four in a wide character set. */
bool session_may_send(const Session *s, size_t n, struct err *e)
{
	size_t bytes = (s->charset ? 4 : 2) * n + 2;

	if (!s->transport)
		return err_set(e, ERR_OTHER, "not connected: the line was not sent");
	if (s->half_close || s->half_closed)
		return err_set(e, ERR_OTHER, "our direction is ended: the line was not sent");
	if (s->write_failed)
		return err_set(e, ERR_OTHER, "the peer takes no more data: the line was not sent");
	if (n > WIRE_MAX / 4 || bytes > wire_room(s->wire))
		return err_set(e, ERR_OTHER,
			       "the send queue is full (the peer does not read): the line was not "
			       "sent");
	return true;
}

static bool echoes_locally(const Session *s)
{
	struct telnet_facts facts;

	if (s->mode.masked || s->mode.character || s->settings.local_echo == TRI_OFF)
		return false;
	telnet_facts(s->telnet, &facts);
	return s->settings.local_echo == TRI_ON || !facts.peer_echo;
}

static bool is_by_user(enum wire_origin origin)
{
	return origin == WIRE_TYPED || origin == WIRE_PASTED;
}

void session_put_line(Session *s, enum wire_origin origin, const char *text, size_t n)
{
	struct telnet_facts facts;

	telnet_facts(s->telnet, &facts);
	if (n && !facts.peer_echo)
		s->line_sent_unechoed = true;
	s->lines_typed += is_by_user(origin);
	if (echoes_locally(s))
		terminal_echo(s->terminal, text, n, s->wall);
	else
		terminal_sent(s->terminal);
	wire_open(s->wire, origin, s->mode.masked, is_by_user(origin) ? text : NULL, n);
	session_put(s, text, n);
	session_put_eol(s);
	wire_close(s->wire);
}

/* A draft may hold line ends, from text pasted while nobody could take it: each ends a line. */
static void put_lines(Session *s, enum wire_origin origin, const char *text, size_t n)
{
	const char *newline;

	while ((newline = memchr(text, '\n', n))) {
		size_t length = (size_t)(newline - text);

		session_put_line(s, origin, text, length);
		text += length + 1;
		n -= length + 1;
	}
	session_put_line(s, origin, text, n);
}

static bool queue_send(Session *s, enum wire_origin origin, const char *text, size_t n,
		       struct err *e)
{
	struct effect effect = {
		.kind = EFFECT_SEND, .origin = origin, .text = (char *)text, .length = n
	};

	return effects_push(&s->effects, &effect, e);
}

bool session_send(Session *s, enum wire_origin origin, const char *text, size_t n, int64_t wall,
		  struct err *e)
{
	if (!session_may_send(s, n, e))
		return false;
	if (s->handling)
		return queue_send(s, origin, text, n, e);
	session_enter(s);
	s->wall = wall;
	if (buf_length(&s->paste)) {
		session_behind_paste(s, text, n);
		session_behind_paste(s, "\n", 1);
	} else {
		put_lines(s, origin, text, n);
	}
	session_leave(s);
	return true;
}

bool session_send_secret(Session *s, const char *text, size_t n, struct err *e)
{
	if (!session_may_send(s, n, e))
		return false;
	session_enter(s);
	terminal_sent(s->terminal);
	wire_open(s->wire, WIRE_LOGIN, true, NULL, 0);
	session_put(s, text, n);
	session_put_eol(s);
	wire_close(s->wire);
	session_leave(s);
	return true;
}

bool session_line(Session *s, int64_t wall, struct err *e)
{
	bool masked = s->mode.masked;

	if (!session_send(s, WIRE_TYPED, line_text(s->line), line_length(s->line), wall, e))
		return false;
	line_reset(s->line, !masked);
	return true;
}

bool session_command(Session *s, const char *name, struct err *e)
{
	struct telnet_facts facts;
	bool done;

	if (!session_may_send(s, 2, e))
		return false;
	telnet_facts(s->telnet, &facts);
	if (facts.protocol != TELNET_PROTOCOL_TELNET)
		return err_set(e, ERR_OTHER,
			       "the peer does not speak telnet: nothing was sent "
			       "(/set protocol telnet insists)");
	session_enter(s);
	wire_open(s->wire, WIRE_TYPED, false, NULL, 0);
	done = telnet_send_command(s->telnet, name);
	wire_close(s->wire);
	session_leave(s);
	return done ||
	       err_set(e, ERR_USAGE, "unknown telnet command \"%s\" (see /help telnet)", name);
}

/* --- Keys. */

/* Sends `n` bytes that a key stands for; behind a paste under way they wait their turn. */
static void put_key(Session *s, const char *bytes, size_t n)
{
	struct err e;

	if (!session_may_send(s, n, &e)) {
		session_message(s, "%s", e.text);
		return;
	}
	session_enter(s);
	if (!session_behind_paste(s, bytes, n)) {
		wire_open(s->wire, WIRE_TYPED, false, NULL, 0);
		session_put(s, bytes, n);
		wire_close(s->wire);
	}
	session_leave(s);
}

static void put_enter(Session *s)
{
	struct err e;

	if (!session_may_send(s, 2, &e)) {
		session_message(s, "%s", e.text);
		return;
	}
	session_enter(s);
	if (!session_behind_paste(s, "\n", 1)) {
		s->lines_typed++;
		wire_open(s->wire, WIRE_TYPED, false, NULL, 0);
		telnet_send_eol(s->telnet, eol_of(s), false);
		wire_close(s->wire);
	}
	session_leave(s);
}

enum line_result session_key(Session *s, struct key k)
{
	if (s->mode.character)
		return session_send_key(s, k);
	/* While masked the draft is set aside: what it begins with is known from before. */
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

/* --- A stream. */

size_t session_stream_room(const Session *s)
{
	return s->transport && !s->write_failed && !s->half_closed ? wire_room(s->wire) / 2 : 0;
}

void session_stream(Session *s, const char *bytes, size_t n)
{
	session_enter(s);
	wire_open(s->wire, WIRE_PASTED, false, NULL, 0);
	telnet_send_text(s->telnet, bytes, n);
	wire_close(s->wire);
	session_leave(s);
}
