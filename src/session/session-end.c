#include "session/session.h"

#include "session/session-internal.h"
#include "tls/tls.h"
#include "base/poison.h"

void session_finish_reading(Session *s)
{
	if (!s->telnet || !s->transport)
		return;
	session_tell_deed(s, SESSION_DEED_FINISH);
	telnet_finish(s->telnet);
	if (!s->settings.stream)
		session_finish_text(s);
}

Transport *session_drop_connection(Session *s)
{
	Transport *transport = s->transport;

	session_show_all(s);
	s->transport = NULL;
	s->idle_at = s->pty_at = s->retry_at = s->pause_at = s->tls_due_at = -1;
	s->more = s->starttls = s->starttls_told = s->disconnect_due = false;
	buf_clear(&s->in);
	session_apply_mode(s);
	session_return_unsent(s);
	wire_clear(s->wire);
	return transport;
}

void session_end(Session *s, enum session_state state, const struct err *e)
{
	if (s->transport && tls_truncated(s->transport))
		session_message(
			s, MESSAGE_ERROR,
			"warning: the peer ended without TLS's own end: data may be missing");
	if (!s->settings.played)
		session_finish_reading(s);
	s->state = state;
	if (e)
		s->error = *e;
	else
		err_clear(&s->error);
	transport_free(session_drop_connection(s));
	session_log_rest(s);
	if (s->events.ended)
		s->events.ended(s->user);
}
