#include "session/session.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "session/session-internal.h"
#include "tls/tls.h"
#include "base/poison.h"

/* What works of MTTS's list; the mouse doesn't, since it is told in char mode alone. */
enum {
	MTTS_ANSI = 1,
	MTTS_VT100 = 2,
	MTTS_256_COLOURS = 8,
	MTTS_PALETTE = 32,
	MTTS_TRUE_COLOURS = 256,
	MTTS_MNES = 512,
	MTTS_MSLP = 1024,
	MTTS_TLS = 2048,
};

/* What a connection has of its own, before anything has happened in it. */
static void begin_connection(Session *s)
{
	memset((char *)s + SESSION_CONNECTION, 0, sizeof(*s) - SESSION_CONNECTION);
	s->silence_from = s->pty_at = s->idle_at = s->retry_at = s->pause_at = s->tls_due_at = -1;
	s->show_at = -1;
}

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
	s->settle_at = -1;
	begin_connection(s);
	s->told = (struct session_wants){ .fd = -1, .deadline = -1 };
	s->mode = (struct mode){ .words = "line" };
	s->wire = wire_new();
	s->values = values_new();
	s->sent_text = sent_text_new();
	s->replay = s->settings.stream || s->settings.unattended ? NULL : replay_new();
	session_grid_size(s, &config.width, &config.height);
	s->terminal = terminal_new(&config, &session_terminal_events, s);
	s->line = line_new(history);
	session_begin_charset(s);
	session_open_fallback(s, NULL);
	return s;
}

void session_free(Session *s)
{
	if (!s)
		return;
	assert(!s->depth);
	/* Nobody hears of it any more, but the log. */
	s->recorder = NULL;
	terminal_listen(s->terminal, false);
	session_show_all(s);
	session_log(s, NULL, s->wall, NULL);
	transport_free(s->transport);
	telnet_free(s->telnet);
	terminal_free(s->terminal);
	line_free(s->line);
	charset_free(s->charset);
	mxp_free(s->mxp);
	wire_free(s->wire);
	sent_text_free(s->sent_text);
	replay_free(s->replay);
	buf_fini(&s->unframed);
	buf_fini(&s->untuned);
	effects_fini(&s->effects);
	effects_fini(&s->later);
	values_free(s->values);
	buf_fini(&s->in);
	backlog_fini(&s->backlog);
	buf_fini(&s->decoded);
	session_settings_free(&s->settings);
	free(s);
}

void session_connecting(Session *s, const char *what)
{
	s->state = SESSION_CONNECTING;
	err_set(&s->error, ERR_NONE, "%s", what);
}

/* --- The end. */

void session_fail(Session *s, const struct err *e, int64_t wall)
{
	session_enter(s);
	s->wall = wall;
	session_end(s, SESSION_FAILED, e);
	session_leave(s);
}

void session_disconnect(Session *s, int64_t wall)
{
	if (s->handling) {
		s->disconnect_due = true;
		return;
	}
	session_enter(s);
	s->wall = wall;
	if (s->transport)
		session_flush(s);
	session_end(s, SESSION_CLOSED, NULL);
	session_leave(s);
}

Transport *session_detach(Session *s)
{
	Transport *transport;

	if (!s->transport)
		return NULL;
	session_enter(s);
	s->state = SESSION_CONNECTING;
	transport = session_drop_connection(s);
	session_leave(s);
	return transport;
}

/* --- The beginning. */

/* Everything that a connection leaves behind goes back to how a session begins. */
static void reset_connection(Session *s)
{
	begin_connection(s);
	s->connection++;
	telnet_free(s->telnet);
	s->telnet = NULL;
	buf_clear(&s->decoded);
	effects_clear(&s->effects);
	values_clear(s->values);
	session_begin_charset(s);
	session_apply_mode(s);
	if (!s->settings.stream)
		session_begin_document(s);
	err_clear(&s->error);
}

static unsigned find_mtts(const Session *s, const struct session_wire *wire)
{
	unsigned bits = MTTS_ANSI | MTTS_VT100 | MTTS_256_COLOURS | MTTS_PALETTE | MTTS_MNES |
			MTTS_MSLP;

	if (s->settings.stream)
		return 0;
	bits |= s->settings.true_colours ? MTTS_TRUE_COLOURS : 0;
	return bits | (wire->tls ? MTTS_TLS : 0);
}

static Telnet *new_telnet(Session *s, const struct session_wire *wire)
{
	struct telnet_config config = {
		.protocol = wire->protocol,
		.terminal_port = wire->terminal_port,
		.initiate = wire->initiate,
		.text_newlines = s->settings.stream && !s->settings.exact,
		.kind = s->settings.kind,
		.term = wire->term,
		.client = "HAIL",
		.version = PACKAGE_VERSION,
		.gmcp_packages = s->settings.gmcp_packages,
		.items = s->settings.items,
		.char_login = wire->char_login,
		.wall = s->wall,
		.name = wire->name,
		.mtts = find_mtts(s, wire),
		.charset = session_telnet_charset(s),
		.permits = session_permits(s),
		.expansion_allowed = s->expansion_allowed,
		.keepalive = s->settings.keepalive,
		.keepalive_idle = s->settings.keepalive_idle,
	};

	if (!s->settings.stream)
		session_told_size(s, &config.columns, &config.rows);
	return telnet_new(&config, &session_telnet_events, s);
}

void session_attach(Session *s, Transport *transport, const struct session_wire *wire, int64_t now,
		    int64_t wall)
{
	assert(!s->transport);
	session_enter(s);
	s->now = now;
	s->wall = wall;
	reset_connection(s);
	s->may_starttls = wire->starttls && s->events.starttls;
	s->tls = tls_transport_report(transport) != NULL;
	s->telnet = new_telnet(s, wire);
	s->transport = transport;
	s->exec = wire->exec;
	s->exposed = wire->exposed;
	s->pty_at = wire->exec ? now : -1;
	s->tls_due_at = wire->tls_due ? now + SESSION_TLS_MS : -1;
	s->state = SESSION_CONNECTED;
	session_tell_deed(s, SESSION_DEED_BEGIN);
	session_apply_mode(s);
	telnet_start(s->telnet, now);
	session_leave(s);
}

bool session_half_close(Session *s, struct err *e)
{
	if (!s->transport)
		return err_set(e, ERR_OTHER, "not connected");
	session_enter(s);
	s->half_close = true;
	session_leave(s);
	return true;
}

void session_set_protocol(Session *s, enum telnet_protocol protocol)
{
	session_enter(s);
	s->protocol = protocol;
	s->protocol_due = true;
	session_leave(s);
}

bool session_tap(Session *s, wire_tap_fn *tap, void *user)
{
	return wire_tap(s->wire, tap, user);
}

void session_untap(Session *s, wire_tap_fn *tap, void *user)
{
	wire_untap(s->wire, tap, user);
}
