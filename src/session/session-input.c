#include "session/session.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/backslash.h"
#include "base/mem.h"
#include "session/session-internal.h"
#include "telnet/gmcp.h"
#include "term/pack.h"
#include "base/poison.h"

/* --- Lines. */

bool session_send(Session *s, enum wire_origin origin, const char *text, size_t n, int64_t wall,
		  struct err *e)
{
	const struct effect line = {
		.kind = EFFECT_SEND, .origin = origin, .text = (char *)text, .length = n
	};

	s->wall = wall;
	return session_act(s, &line, e);
}

bool session_check_typed(const Session *s, const char *text, size_t n, struct err *e)
{
	return !s->settings.escapes || session_line_is_secret(s) || backslash_check(text, n, e);
}

bool session_send_typed(Session *s, const char *text, size_t n, int64_t wall, struct err *e)
{
	const struct effect x = { .kind = EFFECT_SEND,
				  .origin = WIRE_TYPED,
				  .escapes = s->settings.escapes && !session_line_is_secret(s),
				  .text = (char *)text,
				  .length = n };

	s->wall = wall;
	return session_check_typed(s, text, n, e) && session_act(s, &x, e);
}

bool session_send_bytes(Session *s, enum wire_origin origin, const char *bytes, size_t n,
			struct err *e)
{
	const struct effect x = {
		.kind = EFFECT_BYTES, .origin = origin, .text = (char *)bytes, .length = n
	};

	return session_act(s, &x, e);
}

bool session_send_secret(Session *s, const char *text, size_t n, struct err *e)
{
	const struct effect line = { .kind = EFFECT_SEND,
				     .origin = WIRE_LOGIN,
				     .secret = true,
				     .text = (char *)text,
				     .length = n };

	return session_act(s, &line, e);
}

enum session_line_kind session_line_kind(const Session *s, char command)
{
	const char *text = line_text(s->line);

	if (s->mode.masked || line_is_pasted(s->line) || !command || text[0] != command)
		return SESSION_LINE_TEXT;
	return text[1] == command ? SESSION_LINE_QUOTED : SESSION_LINE_COMMAND;
}

void session_remember_line(Session *s, char command)
{
	const char *text = line_text(s->line);
	bool doubled = session_line_kind(s, command) == SESSION_LINE_QUOTED;

	if (command && text[0] == command && !doubled)
		line_remember(s->line, (char[]){ command, '\0' });
	else
		line_remember(s->line, "");
}

bool session_line(Session *s, char command, int64_t wall, struct err *e)
{
	bool secret = session_line_is_secret(s);
	size_t skip = session_line_kind(s, command) == SESSION_LINE_QUOTED ? 1 : 0;

	if (!session_send_typed(s, line_text(s->line) + skip, line_length(s->line) - skip, wall, e))
		return false;
	if (!secret)
		session_remember_line(s, command);
	line_reset(s->line, false);
	return true;
}

bool session_command(Session *s, enum wire_origin origin, const char *name, int64_t now,
		     struct err *e)
{
	const struct effect command = { .kind = EFFECT_COMMAND,
					.origin = origin,
					.text = (char *)name,
					.length = strlen(name) };

	s->now = now;
	return session_act(s, &command, e);
}

/* --- Values. */

static bool send_value(Session *s, enum wire_origin origin, enum telnet_source source,
		       const char *text, struct err *e)
{
	size_t n = strlen(text);
	const struct effect value = { .kind = EFFECT_VALUE,
				      .origin = origin,
				      .source = source,
				      .secret = source == TELNET_SOURCE_GMCP &&
						gmcp_is_secret(text, n),
				      .text = (char *)text,
				      .length = n };

	return session_act(s, &value, e);
}

bool session_send_value(Session *s, enum wire_origin origin, enum telnet_source source,
			const char *text, int64_t now, struct err *e)
{
	s->now = now;
	return session_check_value(source, text, e) && send_value(s, origin, source, text, e);
}

bool session_send_credentials(Session *s, const char *account, const char *password, size_t n,
			      struct err *e)
{
	struct str text;
	bool sent;

	if (!s->telnet || !gmcp_is_on(s->telnet))
		return err_set(e, ERR_OTHER, "the game has given GMCP up: log in by hand");
	str_init_secret(&text);
	gmcp_credentials(account, password, n, &text);
	sent = send_value(s, WIRE_LOGIN, TELNET_SOURCE_GMCP, text.text, e);
	str_fini(&text);
	return sent;
}

/* --- Keys. */

static bool send_keys(Session *s, enum effect_kind kind, enum wire_origin origin, const char *bytes,
		      size_t n, struct err *e)
{
	const struct effect keys = {
		.kind = kind, .origin = origin, .text = (char *)bytes, .length = n
	};

	return session_act(s, &keys, e);
}

static void put_keys(Session *s, enum effect_kind kind, enum wire_origin origin, const char *bytes,
		     size_t n)
{
	struct err e;

	if (!send_keys(s, kind, origin, bytes, n, &e))
		session_message(s, MESSAGE_ERROR, "%s", e.text);
}

bool session_send_text(Session *s, enum wire_origin origin, const char *text, size_t n,
		       struct err *e)
{
	return send_keys(s, EFFECT_KEYS, origin, text, n, e);
}

enum line_result session_key(Session *s, struct key k)
{
	if (session_special_key(s, k))
		return LINE_CHANGED;
	if (s->mode.character)
		return session_send_key(s, WIRE_TYPED, k);
	return line_key(s->line, k);
}

enum line_result session_send_key(Session *s, enum wire_origin origin, struct key k)
{
	char bytes[32];
	size_t n;

	n = terminal_encode_key(s->terminal, k, bytes);
	if (!n && key_plain(k).sym == KEYSYM_ENTER) {
		put_keys(s, EFFECT_ENTER, origin, "\x1b", k.mods & KEYMOD_ALT ? 1 : 0);
		return LINE_CHANGED;
	}
	if (n)
		put_keys(s, EFFECT_KEYS, origin, bytes, n);
	mem_wipe(bytes, sizeof(bytes));
	return n ? LINE_CHANGED : LINE_IGNORED;
}

void session_raw_keys(Session *s, const char *bytes, size_t n)
{
	if (s->mode.character)
		put_keys(s, EFFECT_KEYS, WIRE_TYPED, bytes, n);
}

/* --- The mouse and the focus. */

/* Bytes that are no text: no character set applies. */
static void put_report(Session *s, const char *bytes, size_t n)
{
	if (!n || !s->mode.character || s->handling || s->backlog.bytes ||
	    !session_may_send(s, n, NULL))
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

/* A stream to a child has no terminal between, whose Enter would be CR. */
static enum telnet_eol stream_eol(const Session *s)
{
	return s->exec && s->settings.eol == TELNET_EOL_AUTO ? TELNET_EOL_LF : s->settings.eol;
}

bool session_stream_line(Session *s, enum wire_origin origin, bool secret, const char *text,
			 size_t n, bool enter, struct err *e)
{
	if (!session_may_send(s, n, e))
		return false;
	session_enter(s);
	wire_open(s->wire, origin, secret, NULL, 0);
	telnet_send_data(s->telnet, text, n);
	if (enter)
		telnet_send_eol(s->telnet, stream_eol(s), true);
	wire_close(s->wire);
	session_leave(s);
	return true;
}

/* --- Paste. */

bool session_paste(Session *s, const char *text, size_t n, int64_t wall, struct err *e)
{
	const struct effect paste = {
		.kind = EFFECT_PASTE, .origin = WIRE_PASTED, .text = (char *)text, .length = n
	};

	s->wall = wall;
	return session_act(s, &paste, e);
}

void session_clear_open_line(Session *s)
{
	session_enter(s);
	session_do(s, REPLAY_CLEARED, NULL, 0);
	session_leave(s);
}

/* --- Notices. */

void session_notice(Session *s, int64_t wall, const char *format, ...)
{
	struct effect notice = { .kind = EFFECT_NOTICE };
	struct str text;
	va_list args;

	str_init(&text);
	va_start(args, format);
	str_append_vformat(&text, format, args);
	va_end(args);
	notice.text = text.text;
	notice.length = text.length;
	s->wall = wall;
	session_act(s, &notice, NULL);
	str_fini(&text);
}

void session_notice_line(Session *s, int64_t wall, const struct text_line *line)
{
	struct effect notice = { .kind = EFFECT_NOTICE_LINE };
	char *packed = mem_alloc(pack_bound(line));

	notice.text = packed;
	notice.length = pack_line(line, packed);
	s->wall = wall;
	session_act(s, &notice, NULL);
	free(packed);
}
