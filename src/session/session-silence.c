#include "session/session.h"

#include "base/deadline.h"
#include "net/tcp.h"
#include "session/session-internal.h"
#include "base/poison.h"

/*
 * A peer that is gone says nothing: what was sent stays unacknowledged, or a question unanswered.
 * That is told once, as a message, since the connection may come back; the kernel ends it when it
 * is sure.
 */

void session_watch_silence(Session *s)
{
	if (s->settings.silence_notice && s->silence_from < 0 && !s->silence_fresh &&
	    tcp_unanswered_ms(s->transport) >= 0)
		s->silence_fresh = true;
}

static int64_t asked_deadline(const Session *s)
{
	int64_t asked = telnet_asked_at(s->telnet);

	/* Where nothing is read no answer can be. */
	return asked < 0 || s->silence_told || s->held || s->output_held ?
		       -1 :
		       asked + s->settings.silence_notice;
}

int64_t session_silence_deadline(const Session *s)
{
	/* A write has no time of its own: the tick that follows at once begins to count. */
	if (s->silence_fresh)
		return 0;
	if (!s->settings.silence_notice)
		return -1;
	return deadline_earlier(s->silence_from < 0 ? -1 :
						      s->silence_from + s->settings.silence_notice,
				asked_deadline(s));
}

static void tell(Session *s, enum session_silence how, int64_t ms)
{
	if (!s->silence_told)
		session_message(s, MESSAGE_ERROR,
				"the peer has not %s for %lld s: it may be gone (the connection "
				"stays)",
				how == SILENCE_OF_ACKS ? "acknowledged what was sent" :
							 "answered AYT",
				(long long)(ms / 1000));
	s->silence_told = how;
}

void session_end_silence(Session *s)
{
	if (s->silence_told)
		session_message(s, MESSAGE_INFO, "the peer answers again");
	s->silence_told = SILENCE_NONE;
}

/* Looks whether what was sent at `silence_from` is acknowledged. */
static void check_sent(Session *s)
{
	int64_t unanswered = tcp_unanswered_ms(s->transport);
	int64_t waited = s->now - s->silence_from;

	if (unanswered < 0) {
		s->silence_from = -1;
		if (s->silence_told == SILENCE_OF_ACKS)
			session_end_silence(s);
	} else if (unanswered < waited) {
		s->silence_from = s->now - unanswered;
	} else {
		tell(s, SILENCE_OF_ACKS, waited);
		s->silence_from = s->now;
	}
}

void session_check_silence(Session *s)
{
	if (s->silence_fresh)
		s->silence_from = s->now;
	s->silence_fresh = false;
	if (asked_deadline(s) >= 0 && s->now >= asked_deadline(s))
		tell(s, SILENCE_OF_ANSWERS, s->now - telnet_asked_at(s->telnet));
	if (s->silence_from >= 0 && s->now >= s->silence_from + s->settings.silence_notice)
		check_sent(s);
}
