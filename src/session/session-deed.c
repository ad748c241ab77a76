#include "session/session.h"

#include "session/session-internal.h"
#include "base/poison.h"

static void tell_deed(Session *s, struct session_deed *deed)
{
	if (!s->recorder)
		return;
	deed->taken = s->telnet ? telnet_taken(s->telnet) : SIZE_MAX;
	s->recorder->deed(s->recorder_user, deed);
}

void session_tell_step(Session *s, enum replay_step step, const char *text, size_t n)
{
	struct session_deed deed = {
		.kind = SESSION_DEED_STEP, .step = step, .text = text, .length = n
	};

	tell_deed(s, &deed);
}

void session_tell_deed(Session *s, enum session_deed_kind kind)
{
	struct session_deed deed = { .kind = kind,
				     .columns = terminal_width(s->terminal),
				     .rows = terminal_height(s->terminal) };

	tell_deed(s, &deed);
}

void session_tell_turn(Session *s)
{
	if (s->recorder)
		s->recorder->turn(s->recorder_user);
}

void session_record(Session *s, const struct session_recorder *recorder, void *user)
{
	s->recorder = recorder;
	s->recorder_user = user;
}
