#include "session/logging.h"

#include <assert.h>

#include "session/session-internal.h"
#include "base/poison.h"

enum { LOG_BATCH = 2000 }; /* missed lines that are added in one turn */

void session_apply_listening(Session *s)
{
	enum terminal_recording screens = s->settings.log_screens ? TERMINAL_RECORD_SCREENS :
								    TERMINAL_RECORD_DOCUMENT;
	bool lines = s->log && !session_log_is_raw(s->log);

	terminal_listen(s->terminal, s->listening && s->events.line);
	terminal_record(s->terminal, lines ? screens : TERMINAL_RECORD_NOTHING);
}

/* --- Lines. */

/* The bytes from run `i` of `line` on that were sent, or received, like it; *i is moved past. */
static size_t same_direction(const struct terminal_line *line, size_t *i)
{
	uint32_t sent = line->runs[*i].style.attrs & CELL_SENT;
	size_t n = 0;

	for (; *i < line->run_count && (line->runs[*i].style.attrs & CELL_SENT) == sent; ++*i)
		n += line->runs[*i].length;
	return n;
}

static bool holds_sent(const struct terminal_line *line)
{
	size_t i = 0;

	return line->sent || (line->run_count && (line->runs[0].style.attrs & CELL_SENT)) ||
	       (line->run_count && same_direction(line, &i) < line->length);
}

/* Logs `n` bytes of `line` from `start` on. */
static void log_part(Session *s, const struct terminal_line *line, size_t start, size_t n,
		     enum session_log_direction direction)
{
	const struct log_line part = {
		.time = line->time,
		.direction = direction,
		.text = line->text + start,
		.length = n,
		.runs = line->runs,
		.run_count = line->run_count,
		.runs_before = start,
	};

	session_log_put(s->log, &part);
}

/* Keeps what local echo writes just now. */
static void keep_sent(Session *s, const struct terminal_line *line)
{
	for (size_t i = 0; i < line->run_count;) {
		bool sent = line->runs[i].style.attrs & CELL_SENT;
		size_t start = line->runs[i].start, n = same_direction(line, &i);

		if (sent)
			sent_text_add(s->sent_text, line->text + start, n);
	}
}

/* Whether these bytes of the line are what was sent. What a peer changed later is the peer's, and
 * in a line that was missed it stands as it came or not at all. */
static bool is_sent(const Session *s, const struct terminal_line *line, size_t start, size_t n)
{
	if (s->log_adding)
		return sent_text_has(s->sent_text, line->text + start, n);
	return s->echoes && line->sent;
}

/* A prompt and the answer behind it share a line of the document, but not their direction. */
static void log_parts(Session *s, const struct terminal_line *line)
{
	bool answered = false;

	for (size_t i = 0; i < line->run_count;) {
		bool echoed = line->runs[i].style.attrs & CELL_SENT, sent;
		size_t start = line->runs[i].start, n = same_direction(line, &i);

		sent = echoed && is_sent(s, line, start, n);
		while (!sent && n && line->text[start + n - 1] == ' ')
			n--;
		if (n)
			log_part(s, line, start, n, sent ? SESSION_LOG_SENT : SESSION_LOG_RECEIVED);
		answered |= echoed;
	}
	if (!answered && is_sent(s, line, 0, 0))
		log_part(s, line, 0, 0, SESSION_LOG_SENT);
}

void session_log_document(Session *s, const struct terminal_line *line)
{
	if (s->log && s->echoes && line->sent)
		keep_sent(s, line);
	if (!s->log || (s->log_misses && !s->log_adding))
		return;
	if (line->notice)
		log_part(s, line, 0, line->length, SESSION_LOG_NOTICE);
	else if (holds_sent(line))
		log_parts(s, line);
	else
		log_part(s, line, 0, line->length, SESSION_LOG_RECEIVED);
}

static void on_wire(void *user, const struct wire_piece *piece)
{
	Session *s = user;

	if (s->log)
		session_log_piece(s->log, piece);
}

/* --- A file that can't be written, and what was missed. */

static void flush(Session *s)
{
	struct err e;

	switch (session_log_flush(s->log, s->now, s->wall, &e)) {
	case LOG_FILE_FAILED:
		session_message(s, MESSAGE_ERROR,
				"%s; it is tried again, and what is missing is written then",
				e.text);
		if (!s->log_misses)
			s->log_from = terminal_unrecorded(s->terminal);
		s->log_misses = true;
		break;
	case LOG_FILE_REPLACED: session_message(s, MESSAGE_ERROR, "%s", e.text); break;
	default: break;
	}
}

bool session_log_fails(const Session *s)
{
	return s->log && log_file_fails(session_log_file(s->log));
}

/* Says in the log that `lines` are missing for good. */
static void log_gap(Session *s, uint64_t lines)
{
	struct str text;

	str_init(&text);
	str_append_format(
		&text,
		"%llu lines are missing here: they were gone from the scrollback before the log "
		"could be written",
		(unsigned long long)lines);
	const struct log_line line = {
		.time = s->wall,
		.direction = SESSION_LOG_NOTICE,
		.text = text.text,
		.length = text.length,
	};
	session_log_put(s->log, &line);
	str_fini(&text);
}

/* Adds some of the lines that were missed. Whether there are more, which can be written. */
static bool add_missed(Session *s)
{
	uint64_t first = terminal_first_line(s->terminal);

	if (session_log_is_raw(s->log)) {
		s->log_misses = false;
	} else {
		if (first > s->log_from)
			log_gap(s, first - s->log_from);
		s->log_adding = true;
		s->log_from = terminal_record_again(s->terminal, s->log_from, LOG_BATCH);
		s->log_adding = false;
		s->log_misses = s->log_from < terminal_unrecorded(s->terminal);
	}
	flush(s);
	if (!s->log_misses)
		session_message(s, MESSAGE_INFO, "the log %s goes on; what was missing is in it",
				session_log_name(s));
	return s->log_misses && !session_log_fails(s);
}

void session_flush_log(Session *s)
{
	if (!s->log)
		return;
	flush(s);
	if (s->log_misses && !session_log_fails(s))
		add_missed(s);
}

int64_t session_log_deadline(const Session *s)
{
	if (!s->log || !s->log_misses)
		return -1;
	return session_log_fails(s) ? log_file_retry_at(session_log_file(s->log)) : s->now;
}

/* Tries to write all that waits and was missed, now. */
static void write_all(Session *s)
{
	log_file_try_at_once(session_log_file(s->log));
	flush(s);
	while (s->log_misses && !session_log_fails(s))
		add_missed(s);
}

void session_log_rest(Session *s)
{
	if (!s->log)
		return;
	terminal_record_rest(s->terminal);
	session_log_end_stream(s->log, s->wall);
	session_flush_log(s);
}

/* --- Begun and ended. */

/* Ends the log; false with `e` set if not all of it could be written. */
static bool end(Session *s, struct err *e)
{
	bool whole;

	if (!s->log)
		return true;
	terminal_record_rest(s->terminal);
	write_all(s);
	whole = session_log_close(s->log, s->wall, e);
	if (whole && s->log_misses)
		whole = err_set(e, ERR_OTHER, "not all lines could be written to the log");
	wire_untap(s->wire, on_wire, s);
	s->log = NULL;
	s->log_misses = false;
	return whole;
}

bool session_log(Session *s, const struct session_log_config *config, int64_t wall, struct err *e)
{
	SessionLog *log = NULL;
	bool whole;

	if (config) {
		log = session_log_open(config, wall, e);
		if (!log)
			return false;
	}
	whole = end(s, e);
	s->log = log;
	if (log && session_log_is_raw(log) && !wire_tap(s->wire, on_wire, s)) {
		session_log_close(log, wall, NULL);
		s->log = NULL;
		whole = err_set(e, ERR_OTHER, "cannot log: too much listens to this session");
	} else if (log && log_file_is_exposed(session_log_file(log))) {
		session_message(
			s, MESSAGE_ERROR,
			"others may read the log %s: it is another user's, or its mode can't be "
			"changed to 0600",
			session_log_name(s));
	}
	session_apply_listening(s);
	return whole;
}

void session_redact_log(Session *s, bool on)
{
	if (s->log)
		session_log_redact(s->log, on, s->wall);
}

bool session_sync_log(Session *s, struct err *e)
{
	if (!s->log)
		return err_set(e, ERR_USAGE, "this session isn't logged (/log)");
	write_all(s);
	return log_file_sync(session_log_file(s->log), e);
}

const char *session_log_name(const Session *s)
{
	return s->log ? log_file_path(session_log_file(s->log)) : NULL;
}

void session_move_log(Session *from, Session *to)
{
	assert(!to->log);
	session_log_rest(from);
	if (from->log)
		write_all(from);
	/* These lines leave with the session that they stand in. */
	if (from->log && !session_log_is_raw(from->log) && from->log_misses &&
	    terminal_unrecorded(from->terminal) > from->log_from)
		log_gap(from, terminal_unrecorded(from->terminal) - from->log_from);
	to->log = from->log;
	to->log_misses = from->log_misses;
	to->log_from = terminal_unrecorded(to->terminal);
	from->log = NULL;
	from->log_misses = false;
	if (to->log && session_log_is_raw(to->log)) {
		wire_untap(from->wire, on_wire, from);
		wire_tap(to->wire, on_wire, to);
	}
	session_apply_listening(from);
	session_apply_listening(to);
}
