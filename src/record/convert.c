#include "record/convert.h"

#include <errno.h>
#include <string.h>

#include "base/private-file.h"
#include "picture/picture.h"
#include "record/cast-writer.h"
#include "record/pcapng.h"
#include "record/player.h"
#include "record/recording-text.h"
#include "record/session-picture.h"
#include "session/logging.h"
#include "telnet/detect.h"
#include "base/poison.h"

enum {
	CONVERT_WIDTH = 80, /* of a grid whose size isn't told */
	CONVERT_HEIGHT = 24,
	CONVERT_HISTORY_LINES = 200, /* what left the screen is written by then */
	CONVERT_HISTORY_BYTES = 1 << 20,
	PORT_TELNET = 23,
	PORT_OTHER = 49151, /* no program takes it for its protocol's */
};

/* What is read isn't written over. */
static bool make_empty(RecordingReader *r, const char *path, struct err *e)
{
	recording_reader_rewind(r);
	if (recording_reader_is_of(r, path))
		return err_set(e, ERR_USAGE, "%s is the recording itself: name another file", path);
	return private_file_put(path, "", 0) ||
	       err_set(e, ERR_OTHER, "cannot write %s: %s", path, strerror(errno));
}

static Session *new_session(void)
{
	static const struct session_events events = { 0 };
	struct session_settings settings;

	player_settings(&settings);
	settings.history_lines = CONVERT_HISTORY_LINES;
	settings.history_bytes = CONVERT_HISTORY_BYTES;
	return session_new(&settings, CONVERT_WIDTH, CONVERT_HEIGHT, NULL, &events, NULL);
}

static bool write_log(RecordingReader *r, const char *path, enum session_log_format format,
		      struct err *e)
{
	Session *s = new_session();
	Player *p = player_new(r, s);
	const struct session_log_config config = { .name = path,
						   .format = format,
						   .keep_secrets = true };
	bool good = make_empty(r, path, e) && session_log(s, &config, 0, e);

	while (good && player_step(p, NULL))
		;
	player_free(p);
	good = good && session_log(s, NULL, 0, e);
	session_free(s);
	return good;
}

bool convert_to_text(RecordingReader *r, const char *path, struct err *e)
{
	return write_log(r, path, SESSION_LOG_TEXT, e);
}

bool convert_to_html(RecordingReader *r, const char *path, struct err *e)
{
	return write_log(r, path, SESSION_LOG_HTML, e);
}

/* --- What the screen showed. */

/* Plays what was recorded up to `time`; -1: all. */
static void play_until(Player *p, int64_t time)
{
	int64_t due;

	while ((due = player_due(p)) >= 0 && (time < 0 || due <= time))
		player_step(p, NULL);
}

bool convert_to_svg(RecordingReader *r, const char *path, int64_t time, struct err *e)
{
	Session *s = new_session();
	Player *p = player_new(r, s);
	struct screen_picture picture;
	bool good = make_empty(r, path, e);
	struct str image;

	if (good)
		play_until(p, time);
	cells_init(&picture.cells);
	str_init(&image);
	session_picture(s, NULL, &picture);
	picture_put(PICTURE_SVG, &picture.cells, player_name(p), &image);
	if (good && !private_file_put(path, image.text, image.length))
		good = err_set(e, ERR_OTHER, "cannot write %s: %s", path, strerror(errno));
	str_fini(&image);
	cells_fini(&picture.cells);
	player_free(p);
	session_free(s);
	return good;
}

/* A moment ends where time goes on. */
static bool play_moment(Player *p, int64_t *time)
{
	int64_t due = player_due(p);

	if (due < 0)
		return false;
	*time = due;
	while (player_due(p) == due)
		player_step(p, NULL);
	return true;
}

static bool write_cast(Player *p, const Session *s, CastWriter *w, struct err *e)
{
	struct screen_picture picture;
	int64_t time = 0;

	cells_init(&picture.cells);
	while (play_moment(p, &time)) {
		if (terminal_modes(session_terminal(s))->synchronised)
			continue;
		session_picture(s, NULL, &picture);
		cast_writer_put(w, &picture, time);
	}
	cells_fini(&picture.cells);
	return cast_writer_flush(w, time, e) == RECORD_FILE_WRITTEN;
}

/* Appends what the first connection is called; returns when the recording began. */
static int64_t find_title(RecordingReader *r, struct str *title)
{
	struct recording_connection c = { .name = NULL };
	struct recording_record record;
	int64_t wall = 0;

	while (!c.name && recording_reader_next(r, &record)) {
		Json *j = NULL;

		wall = wall ? wall : recording_reader_wall(r);
		if (record.type == RECORDING_CONNECTION)
			j = recording_read_connection(&record, &c);
		if (j)
			str_append_string(title, c.name);
		json_free(j);
	}
	recording_reader_rewind(r);
	return wall;
}

static bool play_to_cast(RecordingReader *r, CastWriter *w, struct err *e)
{
	Session *s = new_session();
	Player *p = player_new(r, s);
	bool good = write_cast(p, s, w, e);

	player_free(p);
	session_free(s);
	return good;
}

bool convert_to_asciicast(RecordingReader *r, const char *path, struct err *e)
{
	CastWriter *w;
	struct str title;
	int64_t began;
	bool good;

	if (!make_empty(r, path, e))
		return false;
	str_init(&title);
	began = find_title(r, &title);
	w = cast_writer_open(path, title.text, 0, began, e);
	str_fini(&title);
	good = w && play_to_cast(r, w, e);
	return cast_writer_close(w, good ? e : NULL) && good;
}

/* --- What passed. */

/* Which connections of a recording speak telnet: a byte for each. */
struct speakers {
	struct buf telnet;
	struct detect detect;
	bool undecided;
};

static void drop(void *user, const char *bytes, size_t n)
{
	(void)user;
	(void)bytes;
	(void)n;
}

static void look_at(struct speakers *s, const struct recording_record *record)
{
	struct recording_connection c;
	size_t used;

	if (record->type == RECORDING_CONNECTION) {
		Json *j = recording_read_connection(record, &c);

		buf_append_byte(&s->telnet, c.reading.protocol == TELNET_PROTOCOL_TELNET);
		s->detect = (struct detect){ 0 };
		s->undecided = c.reading.protocol == TELNET_PROTOCOL_UNDECIDED;
		json_free(j);
	}
	if (record->type != RECORDING_RECEIVED || !s->undecided)
		return;
	switch (detect_feed(&s->detect, record->payload, record->length, &used, drop, NULL)) {
	case DETECT_UNDECIDED: return;
	case DETECT_RAW: break;
	case DETECT_TELNET: s->telnet.bytes[s->telnet.end - 1] = true; break;
	}
	s->undecided = false;
}

static void find_speakers(RecordingReader *r, struct speakers *s)
{
	struct recording_record record;

	while (recording_reader_next(r, &record))
		look_at(s, &record);
	recording_reader_rewind(r);
}

/* What dissects packets goes by the port. */
static void begin(Pcapng *p, struct speakers *s, const struct recording_record *record,
		  int64_t wall, struct buf *out)
{
	struct recording_connection c;
	Json *j = recording_read_connection(record, &c);
	bool telnet = buf_length(&s->telnet) && *buf_data(&s->telnet);

	buf_consume(&s->telnet, buf_length(&s->telnet) > 0);
	pcapng_begin(p, c.name,
		     telnet ? PORT_TELNET :
		     c.port ? c.port :
			      PORT_OTHER,
		     c.joined, wall, out);
	json_free(j);
}

static void end(Pcapng *p, const struct recording_record *record, int64_t wall, struct buf *out)
{
	const char *failure;
	Json *j = recording_read_end(record, &failure);

	pcapng_end(p, failure != NULL, wall, out);
	json_free(j);
}

static void put_record(Pcapng *p, struct speakers *s, const struct recording_record *record,
		       int64_t wall, struct buf *out)
{
	struct wire_piece piece;

	if (record->type == RECORDING_CONNECTION)
		begin(p, s, record, wall, out);
	else if (record->type == RECORDING_END)
		end(p, record, wall, out);
	if (!recording_piece(record, &piece))
		return;
	piece.time = wall;
	pcapng_put(p, &piece, out);
}

static bool write_packets(RecordingReader *r, RecordFile *file, struct err *e)
{
	struct buf *out = record_file_waiting(file);
	Pcapng *p = pcapng_new(out);
	struct speakers speakers = { .undecided = false };
	struct recording_record record;

	find_speakers(r, &speakers);
	while ((out = record_file_waiting(file)) && recording_reader_next(r, &record)) {
		put_record(p, &speakers, &record, recording_reader_wall(r), out);
		record_file_relieve(file);
	}
	buf_fini(&speakers.telnet);
	pcapng_free(p);
	return record_file_flush(file, 0, e) == RECORD_FILE_WRITTEN;
}

bool convert_to_pcapng(RecordingReader *r, const char *path, struct err *e)
{
	RecordFile *file = make_empty(r, path, e) ? record_file_open(path, e) : NULL;
	bool good = file && write_packets(r, file, e);

	return record_file_close(file, good ? e : NULL) && good;
}
