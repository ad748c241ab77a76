#include "record/session-records.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "log/redact-rules.h"
#include "log/redact-stream.h"
#include "record/recording-text.h"
#include "record/session-picture.h"
#include "term/pack.h"
#include "base/poison.h"

struct SessionRecords {
	RecordingWriter *file;
	const Session *session;
	char *name;
	unsigned port;
	bool redact;
	struct buf piece; /* received in this turn, not yet put: deeds come in between */
	size_t last; /* where in it the piece begins that a tap was told of last */
	size_t put; /* of it */
	RedactStream *received, *sent; /* NULL: nothing is taken out, */
	RedactRules *echoed, *said; /* nor of the lines of each of these */
	enum wire_origin origin; /* of what `sent` holds */
	struct str text; /* scratch */
	struct buf settings; /* as the file knows them */
};

SessionRecords *session_records_new(RecordingWriter *file)
{
	SessionRecords *r = mem_alloc(sizeof(*r));

	r->file = file;
	str_init(&r->text);
	return r;
}

void session_records_free(SessionRecords *r)
{
	if (!r)
		return;
	redact_stream_free(r->received);
	redact_stream_free(r->sent);
	redact_rules_free(r->echoed);
	redact_rules_free(r->said);
	buf_fini(&r->piece);
	buf_fini(&r->settings);
	str_fini(&r->text);
	free(r->name);
	free(r);
}

/* --- Records. */

static void put_record(SessionRecords *r, enum recording_type type, const char *payload, size_t n)
{
	recording_writer_put(r->file, type, payload, n, clock_mono_ms());
}

static void put_sent(SessionRecords *r, enum wire_origin origin, const char *bytes, size_t n)
{
	struct buf payload;

	buf_init(&payload);
	recording_put_number(&payload, RECORDING_SENT_HEAD, origin);
	buf_append(&payload, bytes, n);
	put_record(r, RECORDING_SENT, buf_data(&payload), buf_length(&payload));
	buf_fini(&payload);
}

static void put_passed(SessionRecords *r, enum wire_direction direction, enum wire_origin origin,
		       const char *bytes, size_t n)
{
	while (n) {
		size_t part = n < RECORDING_PIECE ? n : RECORDING_PIECE;

		if (direction == WIRE_SENT)
			put_sent(r, origin, bytes, part);
		else
			put_record(r, RECORDING_RECEIVED, bytes, part);
		bytes += part;
		n -= part;
	}
}

/* What the stream of `direction` has let through. */
static void put_redacted(SessionRecords *r, enum wire_direction direction)
{
	put_passed(r, direction, r->origin, r->text.text, r->text.length);
	str_clear(&r->text);
}

static void put_bytes(SessionRecords *r, enum wire_direction direction, const char *bytes, size_t n)
{
	RedactStream *stream = direction == WIRE_SENT ? r->sent : r->received;

	if (!stream) {
		put_passed(r, direction, r->origin, bytes, n);
		return;
	}
	redact_stream_feed(stream, bytes, n, &r->text);
	put_redacted(r, direction);
}

/* What follows has its place behind all that came. */
static void end_line(SessionRecords *r, enum wire_direction direction)
{
	RedactStream *stream = direction == WIRE_SENT ? r->sent : r->received;

	if (!stream || !redact_stream_held(stream))
		return;
	redact_stream_end(stream, &r->text);
	put_redacted(r, direction);
}

/* Puts what was received up to byte `upto` of the piece that was told of last. */
static void put_piece(SessionRecords *r, size_t upto)
{
	size_t n = buf_length(&r->piece);

	upto = upto < n - r->last ? r->last + upto : n;
	if (upto > r->put) {
		put_bytes(r, WIRE_RECEIVED, buf_data(&r->piece) + r->put, upto - r->put);
		r->put = upto;
	}
	if (r->put == n) {
		buf_clear(&r->piece);
		r->put = r->last = 0;
	}
}

/* --- What a part begins with. */

static void put_size(SessionRecords *r)
{
	const Terminal *t = session_terminal(r->session);
	struct buf payload;

	buf_init(&payload);
	recording_put_number(&payload, 2, terminal_width(t));
	recording_put_number(&payload, 2, terminal_height(t));
	put_record(r, RECORDING_SIZE, buf_data(&payload), buf_length(&payload));
	buf_fini(&payload);
}

static void put_connection(SessionRecords *r, bool joined)
{
	struct recording_connection c = { .name = r->name,
					  .port = r->port,
					  .joined = joined,
					  .keys = session_mode(r->session).character,
					  .reading = session_reading(r->session) };
	struct buf payload;

	buf_init(&payload);
	recording_write_connection(&payload, &c);
	put_record(r, RECORDING_CONNECTION, buf_data(&payload), buf_length(&payload));
	buf_fini(&payload);
	buf_clear(&r->settings);
	recording_write_settings(&r->settings, &c.reading);
}

static bool is_blank(const Terminal *t)
{
	return terminal_end_line(t) <= 1;
}

static void put_screen(SessionRecords *r)
{
	RedactRules *rules = r->redact ? redact_rules_new() : NULL;
	struct str text;

	str_init(&text);
	session_picture_screen(r->session, rules, &text);
	put_record(r, RECORDING_SCREEN, text.text, text.length);
	str_fini(&text);
	redact_rules_free(rules);
}

/* What there is before anything is recorded. */
void session_records_begin(SessionRecords *r)
{
	put_size(r);
	if (session_state(r->session) == SESSION_CONNECTED)
		put_connection(r, true);
	if (!is_blank(session_terminal(r->session)))
		put_screen(r);
}

/* --- What is done. */

static void put_settings(SessionRecords *r)
{
	struct session_reading reading = session_reading(r->session);
	struct buf payload;

	buf_init(&payload);
	recording_write_settings(&payload, &reading);
	if (buf_length(&payload) != buf_length(&r->settings) ||
	    memcmp(buf_data(&payload), buf_data(&r->settings), buf_length(&payload)) != 0) {
		put_record(r, RECORDING_SETTINGS, buf_data(&payload), buf_length(&payload));
		buf_clear(&r->settings);
		buf_append(&r->settings, buf_data(&payload), buf_length(&payload));
	}
	buf_fini(&payload);
}

/* A text of the client, which may repeat a secret: the next line that `rules` look at. */
static void put_text(SessionRecords *r, enum recording_type type, RedactRules *rules,
		     const char *text, size_t n)
{
	if (!rules || !n) {
		put_record(r, type, text, n);
		return;
	}
	redact_rules_line(rules, text, n, &r->text);
	put_record(r, type, r->text.text, r->text.length);
	str_clear(&r->text);
}

/* A line with a secret in it loses its styles, too. */
static void put_notice_line(SessionRecords *r, const char *packed)
{
	struct packed_line p = unpack_line(packed);
	struct text_line line;
	struct buf payload;
	size_t n;

	buf_init(&payload);
	text_line_init(&line);
	unpack_text(&p, &line);
	n = buf_length(&line.text);
	if (r->said && n && redact_rules_line(r->said, buf_data(&line.text), n, &r->text)) {
		put_record(r, RECORDING_NOTICE, r->text.text, r->text.length);
	} else {
		recording_write_line(&payload, &line);
		put_record(r, RECORDING_NOTICE_LINE, buf_data(&payload), buf_length(&payload));
	}
	str_clear(&r->text);
	text_line_fini(&line);
	buf_fini(&payload);
}

static void put_step(SessionRecords *r, const struct session_deed *deed)
{
	switch (deed->step) {
	case REPLAY_RECEIVED: break;
	case REPLAY_ECHO: put_text(r, RECORDING_ECHO, r->echoed, deed->text, deed->length); break;
	case REPLAY_SENT: put_record(r, RECORDING_ENTER, NULL, 0); break;
	case REPLAY_MARKED_PROMPT: put_record(r, RECORDING_MARKED_PROMPT, NULL, 0); break;
	case REPLAY_IDLE_PROMPT: put_record(r, RECORDING_IDLE_PROMPT, NULL, 0); break;
	case REPLAY_LINE_MODE: put_record(r, RECORDING_LINE_MODE, NULL, 0); break;
	case REPLAY_CHAR_MODE: put_record(r, RECORDING_CHAR_MODE, NULL, 0); break;
	case REPLAY_NOTICE: put_text(r, RECORDING_NOTICE, r->said, deed->text, deed->length); break;
	case REPLAY_NOTICE_LINE: put_notice_line(r, deed->text); break;
	case REPLAY_CHARSET: put_record(r, RECORDING_CHARSET, deed->text, deed->length); break;
	case REPLAY_CLEARED: put_record(r, RECORDING_CLEARED, NULL, 0); break;
	case REPLAY_TAGS: put_record(r, RECORDING_TAGS, deed->text, deed->length); break;
	}
}

/*
 * Whether what is held of the open line must stand before the deed. What doesn't write there may
 * come before it instead, so that the rest of a secret isn't taken for a line of its own.
 */
static bool ends_line(const struct session_deed *deed)
{
	switch (deed->kind) {
	case SESSION_DEED_BEGIN:
	case SESSION_DEED_FINISH: return true;
	case SESSION_DEED_SIZE:
	case SESSION_DEED_READING: return false;
	case SESSION_DEED_STEP: break;
	}
	return deed->step == REPLAY_ECHO || deed->step == REPLAY_MARKED_PROMPT ||
	       deed->step == REPLAY_CLEARED || deed->step == REPLAY_CHARSET;
}

void session_records_deed(SessionRecords *r, const struct session_deed *deed)
{
	put_piece(r, deed->taken);
	if (ends_line(deed))
		end_line(r, WIRE_RECEIVED);
	switch (deed->kind) {
	case SESSION_DEED_STEP: put_step(r, deed); break;
	case SESSION_DEED_BEGIN: put_connection(r, false); break;
	case SESSION_DEED_SIZE: put_size(r); break;
	case SESSION_DEED_READING: put_settings(r); break;
	case SESSION_DEED_FINISH: put_record(r, RECORDING_FINISHED, NULL, 0); break;
	}
}

static void put_secret(SessionRecords *r, const struct wire_piece *piece)
{
	struct buf payload;

	end_line(r, WIRE_SENT);
	buf_init(&payload);
	recording_put_number(&payload, RECORDING_SENT_HEAD, piece->origin);
	recording_put_number(&payload, RECORDING_SECRET - RECORDING_SENT_HEAD, piece->length);
	put_record(r, RECORDING_SENT_SECRET, buf_data(&payload), buf_length(&payload));
	buf_fini(&payload);
}

void session_records_piece(SessionRecords *r, const struct wire_piece *piece)
{
	if (piece->direction == WIRE_RECEIVED) {
		if (buf_length(&r->piece) >= RECORDING_PIECE)
			put_piece(r, SIZE_MAX);
		r->last = buf_length(&r->piece);
		buf_append(&r->piece, piece->bytes, piece->length);
		return;
	}
	put_piece(r, SIZE_MAX);
	if (piece->secret) {
		put_secret(r, piece);
		return;
	}
	if (piece->origin != r->origin)
		end_line(r, WIRE_SENT);
	r->origin = piece->origin;
	put_bytes(r, WIRE_SENT, piece->bytes, piece->length);
}

void session_records_turn(SessionRecords *r)
{
	put_piece(r, SIZE_MAX);
}

void session_records_end(SessionRecords *r, const char *failure)
{
	struct buf payload;

	buf_init(&payload);
	recording_write_end(&payload, failure);
	put_record(r, RECORDING_END, buf_data(&payload), buf_length(&payload));
	buf_fini(&payload);
}

/* --- Whose they are. */

static void end_lines(SessionRecords *r)
{
	put_piece(r, SIZE_MAX);
	end_line(r, WIRE_RECEIVED);
	end_line(r, WIRE_SENT);
}

void session_records_of(SessionRecords *r, const Session *s, const char *name, unsigned port)
{
	end_lines(r);
	r->session = s;
	free(r->name);
	r->name = mem_strdup(name);
	r->port = port;
}

void session_records_redact(SessionRecords *r, bool on)
{
	if (on == r->redact)
		return;
	end_lines(r);
	redact_stream_free(r->received);
	redact_stream_free(r->sent);
	redact_rules_free(r->echoed);
	redact_rules_free(r->said);
	r->received = on ? redact_stream_new() : NULL;
	r->sent = on ? redact_stream_new() : NULL;
	r->echoed = on ? redact_rules_new() : NULL;
	r->said = on ? redact_rules_new() : NULL;
	r->redact = on;
}
