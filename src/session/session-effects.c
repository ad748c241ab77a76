#include "session/session.h"

#include <string.h>

#include "net/tcp.h"
#include "session/session-internal.h"
#include "base/poison.h"

enum {
	ENTERS_UNANSWERED = 3, /* in a row, so that the user is told what may help */
	TURN_EFFECTS = 256, /* worked off in one turn */
	EFFECT_COMMAND_BYTES = 16, /* that a telnet command has at most, but for bytes in hex */
};

/*
 * What the user calls a terminal echoes keys. One that has received several Enters and says nothing
 * may take lines instead, and wait for the end of one (libtelnet's telnet-chatd).
 */
static void watch_keys(Session *s, bool enter)
{
	struct telnet_facts facts;

	if (s->eol_told)
		return;
	telnet_facts(s->telnet, &facts);
	if (!facts.terminal_said || !s->mode.character || s->settings.eol != TELNET_EOL_AUTO)
		return;
	if (s->enters < ENTERS_UNANSWERED || tcp_unanswered_ms(s->transport) >= 0) {
		s->enters += enter;
		return;
	}
	s->eol_told = true;
	session_message(s, MESSAGE_INFO,
			"the peer answers none of your Enters (%s): if it takes lines, /eol crlf "
			"may be what it waits for",
			session_eol_name(s));
}

static void put_keys(Session *s, const struct effect *x)
{
	if (session_behind_paste(s, x->origin, x->secret, x->text, x->length))
		return;
	if (session_is_by_user(x->origin))
		watch_keys(s, false);
	wire_open(s->wire, x->origin, x->secret || session_keys_are_secret(s), NULL, 0);
	session_put(s, x->text, x->length);
	wire_close(s->wire);
}

static void put_bytes(Session *s, const struct effect *x)
{
	struct backlog_piece kind = { .origin = x->origin,
				      .secret = x->secret || session_line_is_secret(s),
				      .bytes = true };

	backlog_add(&s->backlog, &kind, x->text, x->length);
	session_feed_backlog(s);
}

static void put_enter(Session *s, const struct effect *x)
{
	bool alt = x->length;

	if (session_behind_paste(s, x->origin, false, alt ? "\x1b\n" : "\n", 1 + x->length))
		return;
	if (session_is_by_user(x->origin))
		watch_keys(s, true);
	s->lines_typed += session_is_by_user(x->origin);
	s->hidden_lines = 0;
	wire_open(s->wire, x->origin, false, NULL, 0);
	session_put(s, x->text, x->length);
	telnet_send_eol(s->telnet, session_eol(s), false);
	wire_close(s->wire);
	session_do(s, REPLAY_SENT, NULL, 0);
}

/* The user's word ends what the console server asked for, and lets go what waited before. */
static void tell_released(Session *s, size_t waited)
{
	struct str text;

	str_init(&text);
	str_append_format(&text,
			  "What waited (%zu byte%s) goes: the console server's flow control is "
			  "given up.",
			  waited, waited == 1 ? "" : "s");
	session_show(s, EFFECT_NOTICE, text.text, text.length);
	str_fini(&text);
}

static bool put_command(Session *s, const struct effect *x, struct err *e)
{
	struct telnet_facts facts;
	bool done, held = telnet_is_held(s->telnet);
	bool port = strncmp(x->text, "com-port ", 9) == 0;

	telnet_facts(s->telnet, &facts);
	if (facts.protocol != TELNET_PROTOCOL_TELNET)
		return err_set(e, ERR_OTHER,
			       "the peer does not speak telnet: nothing was sent "
			       "(/set protocol telnet insists)");
	if (port)
		wire_open_port(s->wire, x->origin);
	else
		wire_open(s->wire, x->origin, false, NULL, 0);
	done = telnet_ask(s->telnet, x->text, s->now, e);
	wire_close(s->wire);
	s->giving_port_up = false;
	if (held && !telnet_is_held(s->telnet))
		tell_released(s, s->port_waited);
	return done;
}

/* Whether the connection takes what `x` sends; a paste sees to that itself. */
static bool may_do(const Session *s, const struct effect *x, struct err *e)
{
	switch (x->kind) {
	case EFFECT_SEND:
	case EFFECT_KEYS: return session_may_send(s, x->length, e);
	case EFFECT_BYTES: return session_may_send_bytes(s, x->length, e);
	case EFFECT_ENTER: return session_may_send(s, x->length + 2, e);
	case EFFECT_COMMAND: return session_may_send(s, EFFECT_COMMAND_BYTES + x->length, e);
	case EFFECT_VALUE: return session_may_send(s, 2 * x->length, e);
	case EFFECT_PASTE:
	case EFFECT_NOTICE:
	case EFFECT_NOTICE_LINE:
	case EFFECT_ECHO: break;
	}
	return true;
}

/* What is typed while the peer wants nothing sent waits, and whoever typed it hears why. */
static void tell_if_held(Session *s)
{
	bool held = telnet_is_held(s->telnet);

	if (held && !s->held_told)
		session_message(s, MESSAGE_INFO,
				"the console server lets nothing be sent for now (flow control): "
				"it waits; /telnet wont com-port ends that");
	s->held_told = held;
}

static bool is_notice(const struct effect *x)
{
	return x->kind == EFFECT_NOTICE || x->kind == EFFECT_NOTICE_LINE;
}

static void put_line(Session *s, const struct effect *x)
{
	const struct backlog_piece kind = { .origin = x->origin,
					    .secret = x->secret || session_line_is_secret(s),
					    .escapes = x->escapes };

	session_put_text(s, &kind, x->text, x->length);
}

static bool do_effect(Session *s, const struct effect *x, struct err *e)
{
	if (!may_do(s, x, e))
		return false;
	if (s->transport && !is_notice(x) && x->kind != EFFECT_COMMAND)
		tell_if_held(s);
	switch (x->kind) {
	case EFFECT_SEND: put_line(s, x); break;
	case EFFECT_KEYS: put_keys(s, x); break;
	case EFFECT_BYTES: put_bytes(s, x); break;
	case EFFECT_ENTER: put_enter(s, x); break;
	case EFFECT_COMMAND: return put_command(s, x, e);
	case EFFECT_PASTE: return session_take_paste(s, x->secret, x->text, x->length, e);
	case EFFECT_NOTICE:
	case EFFECT_NOTICE_LINE:
	case EFFECT_ECHO: session_show(s, x->kind, x->text, x->length); break;
	case EFFECT_VALUE: return session_put_value(s, x, e);
	}
	return true;
}

/* Whether what `x` sends answers a prompt that makes it a secret. */
static bool is_secret_now(const Session *s, const struct effect *x)
{
	switch (x->kind) {
	case EFFECT_SEND:
	case EFFECT_BYTES: return session_line_is_secret(s);
	case EFFECT_KEYS: return session_keys_are_secret(s);
	case EFFECT_PASTE:
		return s->mode.character ? session_keys_are_secret(s) : session_line_is_secret(s);
	case EFFECT_ENTER:
	case EFFECT_COMMAND:
	case EFFECT_VALUE:
	case EFFECT_NOTICE:
	case EFFECT_NOTICE_LINE:
	case EFFECT_ECHO: break;
	}
	return false;
}

bool session_act(Session *s, const struct effect *x, struct err *e)
{
	struct effect later = *x;
	bool done;

	if (s->handling) {
		later.secret |= is_secret_now(s, x);
		return may_do(s, x, e) && effects_push(&s->effects, &later, e);
	}
	session_enter(s);
	done = do_effect(s, x, e);
	session_leave(s);
	return done;
}

void session_run_effects(Session *s)
{
	struct effect effect;
	struct err e;

	for (int i = 0; i < TURN_EFFECTS && effects_take(&s->effects, &effect); i++) {
		if (!do_effect(s, &effect, &e))
			session_message(s, MESSAGE_ERROR, "%s", e.text);
		effect_free(&effect);
	}
}
