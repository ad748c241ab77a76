#include "session/session.h"

#include <assert.h>
#include <stdarg.h>

#include "session/session-internal.h"
#include "base/poison.h"

/* --- What is said. */

void session_message(Session *s, const char *format, ...)
{
	struct str text;
	va_list args;

	if (!s->events.message)
		return;
	str_init(&text);
	va_start(args, format);
	str_append_vformat(&text, format, args);
	va_end(args);
	s->events.message(s->user, text.text);
	str_fini(&text);
}

/* --- The log. */

void session_apply_listening(Session *s)
{
	terminal_listen(s->terminal, s->log || (s->listening && s->events.line));
}

void session_log_open_line(Session *s)
{
	struct str open;

	if (!s->log || s->open_logged)
		return;
	str_init(&open);
	terminal_open_line(s->terminal, &open);
	if (open.length) {
		session_log_line(s->log, s->wall, SESSION_LOG_RECEIVED, open.text, open.length);
		s->open_logged = true;
	}
	str_fini(&open);
	session_flush_log(s);
}

/* A prompt and the answer behind it share a line of the document, but not their direction. */
static void log_sent(Session *s, const struct terminal_line *line)
{
	size_t n = line->sent_start;

	while (n && line->text[n - 1] == ' ')
		n--;
	if (n && !s->open_logged)
		session_log_line(s->log, line->time, SESSION_LOG_RECEIVED, line->text, n);
	session_log_line(s->log, line->time, SESSION_LOG_SENT, line->text + line->sent_start,
			 line->length - line->sent_start);
}

void session_log_closed(Session *s, const struct terminal_line *line,
			const struct text_line *replacement)
{
	if (!s->log)
		return;
	if (line->notice)
		session_log_line(s->log, line->time, SESSION_LOG_NOTICE, line->text, line->length);
	else if (line->sent)
		log_sent(s, line);
	else if (replacement)
		session_log_line(s->log, line->time, SESSION_LOG_RECEIVED,
				 buf_data(&replacement->text), buf_length(&replacement->text));
	else if (!s->open_logged)
		session_log_line(s->log, line->time, SESSION_LOG_RECEIVED, line->text,
				 line->length);
	s->open_logged &= line->notice;
}

void session_flush_log(Session *s)
{
	struct err e;

	if (!s->log || session_log_flush(s->log, &e))
		return;
	session_message(s, "%s", e.text);
	session_log_close(s->log);
	s->log = NULL;
	session_apply_listening(s);
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
	session_apply_listening(s);
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
	session_apply_listening(from);
	session_apply_listening(to);
}

/* --- Notices. */

void session_notice(Session *s, int64_t wall, const char *format, ...)
{
	struct effect effect = { .kind = EFFECT_NOTICE };
	struct str text;
	va_list args;

	str_init(&text);
	va_start(args, format);
	str_append_vformat(&text, format, args);
	va_end(args);
	effect.text = text.text;
	effect.length = text.length;
	if (s->handling)
		effects_push(&s->effects, &effect, NULL);
	else
		terminal_notice(s->terminal, text.text, text.length, wall);
	str_fini(&text);
}
