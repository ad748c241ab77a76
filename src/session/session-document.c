#include "session/session.h"

#include <assert.h>
#include <stdarg.h>

#include "session/session-internal.h"
#include "base/poison.h"

/* --- The log. */

void session_listen(Session *s)
{
	terminal_listen(s->terminal, s->log || s->events.line);
}

void session_log_open_line(Session *s)
{
	struct str open;

	if (!s->log || s->open_logged)
		return;
	str_init(&open);
	terminal_open_line(s->terminal, &open);
	if (open.length) {
		session_log_line(s->log, s->wall, open.text, open.length);
		s->open_logged = true;
	}
	str_fini(&open);
	session_flush_log(s);
}

void session_flush_log(Session *s)
{
	struct err e;

	if (!s->log || session_log_flush(s->log, &e))
		return;
	session_message(s, e.text);
	session_log_close(s->log);
	s->log = NULL;
	session_listen(s);
}

bool session_log(Session *s, const char *path, struct err *e)
{
	SessionLog *log = NULL;

	if (path) {
		log = session_log_open(path, e);
		if (!log)
			return false;
	}
	session_log_open_line(s);
	session_log_close(s->log);
	s->log = log;
	s->open_logged = false;
	session_listen(s);
	return true;
}

const char *session_log_name(const Session *s)
{
	return s->log ? session_log_path(s->log) : NULL;
}

void session_move_log(Session *from, Session *to)
{
	assert(!to->log);
	to->log = from->log;
	from->log = NULL;
	session_listen(to);
	session_listen(from);
}

/* --- Notices. */

void session_notice(Session *s, int64_t wall, const char *format, ...)
{
	struct str text;
	va_list args;

	str_init(&text);
	va_start(args, format);
	str_append_vformat(&text, format, args);
	va_end(args);
	terminal_notice(s->terminal, text.text, text.length, wall);
	str_fini(&text);
}
