#include "session/session.h"

#include "session/session-internal.h"
#include "base/poison.h"

struct session_reading session_reading(const Session *s)
{
	return (struct session_reading){
		.protocol = s->protocol_due ? s->protocol : session_protocol(s),
		.exec = s->exec,
		.charset = s->settings.charset,
		.charset_by_hand = s->settings.charset_by_hand,
		.charset_now = session_charset_name(s),
		.fallback_charset = s->settings.fallback_charset,
		.controls = s->settings.show_controls,
		.music = s->settings.music,
	};
}

static void play_step(Session *s, const struct session_deed *deed)
{
	if (deed->step == REPLAY_LINE_MODE || deed->step == REPLAY_CHAR_MODE) {
		s->played_keys = deed->step == REPLAY_CHAR_MODE;
		s->mode.character = s->played_keys;
	}
	s->playing = true;
	session_do(s, deed->step, deed->text, deed->length);
	s->playing = false;
	if (deed->step == REPLAY_MARKED_PROMPT)
		session_tell_prompt(s, SESSION_PROMPT_MARKED);
	else if (deed->step == REPLAY_IDLE_PROMPT)
		session_tell_prompt(s, SESSION_PROMPT_IDLE);
	session_apply_mode(s);
}

void session_play(Session *s, const struct session_deed *deed, int64_t wall)
{
	session_enter(s);
	s->wall = wall;
	switch (deed->kind) {
	case SESSION_DEED_STEP: play_step(s, deed); break;
	case SESSION_DEED_SIZE:
		s->played_columns = deed->columns;
		s->played_rows = deed->rows;
		s->size_due = true;
		break;
	case SESSION_DEED_FINISH: session_finish_reading(s); break;
	case SESSION_DEED_BEGIN:
	case SESSION_DEED_READING: break;
	}
	session_leave(s);
}

void session_play_screen(Session *s, const char *text, size_t n, int64_t wall)
{
	session_enter(s);
	terminal_write(s->terminal, text, n, wall);
	session_leave(s);
}

void session_play_sent(Session *s, const struct wire_piece *piece)
{
	wire_tell(s->wire, piece);
}
