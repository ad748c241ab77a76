#include "session/session.h"

#include "session/session-internal.h"
#include "base/poison.h"

enum session_state session_state(const Session *s)
{
	return s->state;
}

const char *session_state_word(const Session *s)
{
	switch (s->state) {
	case SESSION_IDLE: return "idle";
	case SESSION_CONNECTING: return "connecting";
	case SESSION_CONNECTED: return "connected";
	case SESSION_CLOSED: return "closed";
	case SESSION_FAILED: return "failed";
	}
	return "";
}

const struct err *session_error(const Session *s)
{
	return &s->error;
}

struct mode session_mode(const Session *s)
{
	return s->mode;
}

const Transport *session_transport(const Session *s)
{
	return s->transport;
}

struct session_settings session_settings(const Session *s)
{
	return s->settings;
}

enum cell_line_wrap session_wrap(const Session *s)
{
	return s->settings.wrap;
}

bool session_shows_times(const Session *s)
{
	return s->settings.times;
}

const Terminal *session_terminal(const Session *s)
{
	return s->terminal;
}

const char *session_output_held(const Session *s)
{
	struct telnet_facts facts;

	if (!s->output_held || !s->telnet)
		return NULL;
	telnet_facts(s->telnet, &facts);
	return facts.restart_any ? "any key goes on" : "Ctrl-Q goes on";
}

void session_end_synchronised(Session *s)
{
	terminal_end_synchronised(s->terminal);
}

enum session_blink session_blink(const Session *s)
{
	bool ice = terminal_modes(s->terminal)->ice;

	return s->settings.blink == SESSION_BLINK_SHOWN && ice ? SESSION_BLINK_ICE :
								 s->settings.blink;
}

enum session_place session_place(const Session *s)
{
	return s->settings.place;
}

bool session_has_fixed_size(const Session *s)
{
	return s->settings.fixed_width > 0 || s->wide || s->played_columns > 0;
}

bool session_is_played(const Session *s)
{
	return s->settings.played;
}

int64_t session_wall(const Session *s)
{
	return s->wall;
}

unsigned session_connection(const Session *s)
{
	return s->connection;
}

uint64_t session_first_line(const Session *s)
{
	return s->first_line;
}

Line *session_editor(Session *s)
{
	return s->line;
}

enum telnet_protocol session_protocol(const Session *s)
{
	struct telnet_facts facts = { .protocol = TELNET_PROTOCOL_RAW };

	if (s->telnet)
		telnet_facts(s->telnet, &facts);
	return facts.protocol;
}

const Telnet *session_telnet(const Session *s)
{
	return s->telnet;
}

const char *session_charset_name(const Session *s)
{
	return s->charset ? charset_name(s->charset) : "UTF-8";
}

struct wire_deflated session_deflated(const Session *s)
{
	return wire_deflated(s->wire);
}

size_t session_queued(const Session *s)
{
	return wire_length(s->wire) + s->backlog.bytes;
}

struct session_losses session_losses(const Session *s)
{
	return (struct session_losses){ .refused = wire_refused(s->wire),
					.effects = s->effects.refused };
}

size_t session_unsent(const Session *s)
{
	return wire_unsent(s->wire) + s->backlog.bytes;
}

const char *session_waits(const Session *s)
{
	if (s->telnet && telnet_is_held(s->telnet))
		return "the console server lets nothing be sent for now (flow control)";
	if (s->pause_at >= 0)
		return "a BREAK is under way";
	return wire_length(s->wire) ? "the peer reads slowly" : NULL;
}

uint64_t session_received(const Session *s)
{
	return s->received;
}

struct session_hiding session_hiding(const Session *s)
{
	bool waits = s->hidden_lines && s->hidden_at == s->received;

	return (struct session_hiding){ .lines = s->hidden_lines - waits,
					.before = s->lines_typed - s->hidden_lines };
}

unsigned session_lines_typed(const Session *s)
{
	return s->lines_typed;
}
