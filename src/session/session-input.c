#include "session/session.h"

#include <string.h>

#include "base/mem.h"
#include "session/session-internal.h"
#include "base/poison.h"

/* --- Lines. */

static bool queue_send(Session *s, enum wire_origin origin, const char *text, size_t n,
		       struct err *e)
{
	struct effect effect = {
		.kind = EFFECT_SEND,
		.origin = origin,
		.secret = session_line_is_secret(s),
		.text = (char *)text,
		.length = n,
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
	session_put_text(s, origin, session_line_is_secret(s), text, n);
	session_leave(s);
	return true;
}

bool session_send_secret(Session *s, const char *text, size_t n, struct err *e)
{
	if (!session_may_send(s, n, e))
		return false;
	session_enter(s);
	session_put_text(s, WIRE_LOGIN, true, text, n);
	session_leave(s);
	return true;
}

bool session_line(Session *s, int64_t wall, struct err *e)
{
	bool secret = session_line_is_secret(s);

	if (!session_send(s, WIRE_TYPED, line_text(s->line), line_length(s->line), wall, e))
		return false;
	line_reset(s->line, !secret);
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
		session_message(s, MESSAGE_ERROR, "%s", e.text);
		return;
	}
	session_enter(s);
	if (!session_behind_paste(s, bytes, n)) {
		wire_open(s->wire, WIRE_TYPED, session_keys_are_secret(s), NULL, 0);
		session_put(s, bytes, n);
		wire_close(s->wire);
	}
	session_leave(s);
}

/* Enter, after ESC with Alt. */
static void put_enter(Session *s, bool alt)
{
	size_t prefix = alt ? 1 : 0;
	struct err e;

	if (!session_may_send(s, 2 + prefix, &e)) {
		session_message(s, MESSAGE_ERROR, "%s", e.text);
		return;
	}
	session_enter(s);
	if (!session_behind_paste(s, alt ? "\x1b\n" : "\n", 1 + prefix)) {
		s->lines_typed++;
		wire_open(s->wire, WIRE_TYPED, false, NULL, 0);
		session_put(s, "\x1b", prefix);
		telnet_send_eol(s->telnet, session_eol(s), false);
		wire_close(s->wire);
		session_do(s, REPLAY_SENT, NULL, 0);
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

	n = terminal_encode_key(s->terminal, k, bytes);
	if (!n && key_plain(k).sym == KEYSYM_ENTER) {
		put_enter(s, k.mods & KEYMOD_ALT);
		return LINE_CHANGED;
	}
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

/* --- The mouse and the focus. */

/* Bytes that are no text: no character set applies. */
static void put_report(Session *s, const char *bytes, size_t n)
{
	if (!n || !s->mode.character || s->backlog.bytes || !session_may_send(s, n, NULL))
		return;
	session_enter(s);
	wire_open(s->wire, WIRE_REPORT, false, NULL, 0);
	telnet_send_data(s->telnet, bytes, n);
	wire_close(s->wire);
	session_leave(s);
}

void session_send_mouse(Session *s, const struct mouse_event *m)
{
	char bytes[32];

	put_report(s, bytes, terminal_encode_mouse(s->terminal, m, bytes));
}

void session_send_focus(Session *s, bool in)
{
	char bytes[32];

	put_report(s, bytes, terminal_encode_focus(s->terminal, in, bytes));
}

/* --- A stream. */

size_t session_stream_room(const Session *s)
{
	return session_is_open(s, NULL) ? wire_room(s->wire) / 2 : 0;
}

void session_stream(Session *s, const char *bytes, size_t n)
{
	session_enter(s);
	wire_open(s->wire, WIRE_PASTED, false, NULL, 0);
	telnet_send_text(s->telnet, bytes, n);
	wire_close(s->wire);
	session_leave(s);
}

/* --- Paste. */

bool session_paste(Session *s, const char *text, size_t n, int64_t wall, struct err *e)
{
	bool done;

	session_enter(s);
	s->wall = wall;
	done = session_take_paste(s, text, n, e);
	session_leave(s);
	return done;
}
