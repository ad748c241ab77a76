#include "session/session.h"

#include <assert.h>
#include <stdarg.h>

#include "session/session-internal.h"
#include "base/poison.h"

/* --- What is said. */

void session_message(Session *s, enum message_kind kind, const char *format, ...)
{
	struct str text;
	va_list args;

	if (!s->events.message || s->settings.played)
		return;
	str_init(&text);
	va_start(args, format);
	str_append_vformat(&text, format, args);
	va_end(args);
	s->events.message(s->user, kind, text.text);
	str_fini(&text);
}

/* --- The log. */

void session_apply_listening(Session *s)
{
	enum terminal_recording screens = s->settings.log_screens ? TERMINAL_RECORD_SCREENS :
								    TERMINAL_RECORD_DOCUMENT;

	terminal_listen(s->terminal, s->listening && s->events.line);
	terminal_record(s->terminal, s->log ? screens : TERMINAL_RECORD_NOTHING);
}

void session_log_rest(Session *s)
{
	if (!s->log)
		return;
	terminal_record_rest(s->terminal);
	session_flush_log(s);
}

/* The bytes from run `i` of `line` on that were sent, or received, like it; *i is moved past. */
static size_t same_direction(const struct terminal_line *line, size_t *i)
{
	uint32_t sent = line->runs[*i].style.attrs & CELL_SENT;
	size_t n = 0;

	for (; *i < line->run_count && (line->runs[*i].style.attrs & CELL_SENT) == sent; ++*i)
		n += line->runs[*i].length;
	return n;
}

/* A prompt and the answer behind it share a line of the document, but not their direction. */
static void log_parts(Session *s, const struct terminal_line *line)
{
	bool answered = false;

	for (size_t i = 0; i < line->run_count;) {
		bool sent = line->runs[i].style.attrs & CELL_SENT;
		const char *text = line->text + line->runs[i].start;
		size_t n = same_direction(line, &i);

		while (!sent && n && text[n - 1] == ' ')
			n--;
		if (n)
			session_log_line(s->log, line->time,
					 sent ? SESSION_LOG_SENT : SESSION_LOG_RECEIVED, text, n);
		answered |= sent;
	}
	if (line->sent && !answered)
		session_log_line(s->log, line->time, SESSION_LOG_SENT, "", 0);
}

static bool holds_sent(const struct terminal_line *line)
{
	size_t i = 0;

	return line->sent || (line->run_count && (line->runs[0].style.attrs & CELL_SENT)) ||
	       (line->run_count && same_direction(line, &i) < line->length);
}

void session_log_document(Session *s, const struct terminal_line *line)
{
	if (!s->log)
		return;
	if (line->notice)
		session_log_line(s->log, line->time, SESSION_LOG_NOTICE, line->text, line->length);
	else if (holds_sent(line))
		log_parts(s, line);
	else
		session_log_line(s->log, line->time, SESSION_LOG_RECEIVED, line->text,
				 line->length);
}

void session_flush_log(Session *s)
{
	struct err e;

	if (!s->log || session_log_flush(s->log, &e))
		return;
	session_message(s, MESSAGE_ERROR, "%s", e.text);
	session_log_close(s->log, NULL);
	s->log = NULL;
	session_apply_listening(s);
}

bool session_log(Session *s, const char *path, struct err *e)
{
	SessionLog *log = NULL;
	bool whole;

	if (path) {
		log = session_log_open(path, e);
		if (!log)
			return false;
	}
	if (s->log)
		terminal_record_rest(s->terminal);
	whole = session_log_close(s->log, e);
	s->log = log;
	if (log && session_log_is_open_to_others(log))
		session_message(s, MESSAGE_ERROR,
				"others may read the log %s, and its mode can't be changed to 0600",
				path);
	session_apply_listening(s);
	return whole;
}

const char *session_log_name(const Session *s)
{
	return s->log ? session_log_path(s->log) : NULL;
}

void session_move_log(Session *from, Session *to)
{
	assert(!to->log);
	session_log_rest(from);
	to->log = from->log;
	from->log = NULL;
	session_apply_listening(from);
	session_apply_listening(to);
}
