#include "session/session.h"

#include <string.h>

#include "session/session-internal.h"
#include "base/poison.h"

void session_listen(Session *s, bool on)
{
	s->listening = on;
	session_apply_listening(s);
}

/* A converter holds half a character: it is opened anew only if its name has changed. */
bool session_configure(Session *s, const struct session_settings *settings, struct err *e)
{
	bool charset = strcmp(s->settings.charset, settings->charset) != 0;
	bool fallback = strcmp(s->settings.fallback_charset, settings->fallback_charset) != 0;
	bool mode = s->settings.mode != settings->mode;
	bool stream = s->settings.stream;
	bool done;

	session_enter(s);
	session_settings_copy(&s->settings, settings);
	s->settings.stream = stream;
	if (mode)
		s->chosen_over = NULL;
	terminal_set_history(s->terminal, settings->history_lines, settings->history_bytes);
	done = !charset || session_open_charset(s, e);
	done &= !fallback || session_open_fallback(s, e);
	session_apply_listening(s);
	session_apply_mode(s);
	session_leave(s);
	return done;
}

void session_resize(Session *s, unsigned columns, unsigned rows, int64_t now)
{
	s->columns = columns;
	s->rows = rows;
	s->now = now;
	session_enter(s);
	session_apply_size(s);
	session_leave(s);
}

enum view_presentation session_presentation(const Session *s, bool *automatic)
{
	const struct terminal_modes *modes = terminal_modes(s->terminal);
	bool screen = s->mode.character || modes->alternate || modes->addressing;
	bool chosen = s->settings.view == VIEW_CHOICE_AUTO ? screen :
							     s->settings.view == VIEW_CHOICE_SCREEN;

	if (automatic)
		*automatic = chosen == screen;
	return chosen ? VIEW_SCREEN : VIEW_TRANSCRIPT;
}
