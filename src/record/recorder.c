#include "record/recorder.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "record/cast-writer.h"
#include "record/recording-writer.h"
#include "record/session-picture.h"
#include "record/session-records.h"
#include "base/poison.h"

struct Recorder {
	Session *session;
	recorder_told_fn *told;
	void *user;
	bool failing;
	int64_t failed_at; /* since when; wall-clock ms */
	CastWriter *cast; /* or */
	RecordingWriter *file;
	RedactRules *rules; /* of the one; NULL: no secret is covered in it */
	struct screen_picture picture; /* scratch, for the one */
	SessionRecords *records; /* for the other */
};

/* --- By the ending. */

static bool ends_in(const char *path, const char *ending)
{
	size_t n = strlen(path), length = strlen(ending);

	return n > length && strcasecmp(path + n - length, ending) == 0;
}

bool recorder_check_path(const char *path, bool screen, struct err *e)
{
	if (ends_in(path, ".hail") || (screen && ends_in(path, ".cast")))
		return true;
	if (ends_in(path, ".cast"))
		return err_set(e, ERR_USAGE,
			       "an asciicast (.cast) needs a screen: in a pipe, record to a .hail");
	return err_set(
		e, ERR_USAGE,
		"the name of a recording ends in .hail (all that passes, for hail replay) or "
		".cast (an asciicast of the screen)");
}

static void on_deed(void *user, const struct session_deed *deed)
{
	Recorder *r = user;

	if (r->records)
		session_records_deed(r->records, deed);
}

static void on_piece(void *user, const struct wire_piece *piece)
{
	session_records_piece(((Recorder *)user)->records, piece);
}

/* --- The file. */

static void tell_failure(Recorder *r, const struct err *e)
{
	struct str text;

	str_init(&text);
	str_append_format(&text,
			  "%s; what passes is left out from here on, until it can be written again",
			  e->text);
	r->failing = true;
	r->failed_at = clock_wall_ms();
	r->told(r->user, MESSAGE_ERROR, text.text);
	str_fini(&text);
}

static void tell_recovery(Recorder *r)
{
	char stamp[CLOCK_STAMP];
	struct str text;

	str_init(&text);
	str_append_format(&text, "the recording %s goes on, without what passed since %s",
			  recorder_path(r), clock_time(r->failed_at, stamp));
	r->failing = false;
	r->told(r->user, MESSAGE_ERROR, text.text);
	str_fini(&text);
}

static enum record_file_status flush_once(Recorder *r, struct err *e)
{
	int64_t now = clock_mono_ms();

	return r->file ? recording_writer_flush(r->file, now, clock_wall_ms(), e) :
			 cast_writer_flush(r->cast, now, e);
}

static void put_picture(Recorder *r)
{
	if (terminal_modes(session_terminal(r->session))->synchronised)
		return;
	session_picture(r->session, r->rules, &r->picture);
	cast_writer_put(r->cast, &r->picture, clock_mono_ms());
}

static void on_turn(void *user)
{
	Recorder *r = user;
	struct err e;

	if (r->records)
		session_records_turn(r->records);
	else
		put_picture(r);
	switch (flush_once(r, &e)) {
	case RECORD_FILE_WRITTEN:
	case RECORD_FILE_FAILING: break;
	case RECORD_FILE_FAILED: tell_failure(r, &e); break;
	case RECORD_FILE_TRY:
		if (r->records)
			session_records_begin(r->records);
		else
			put_picture(r);
		if (flush_once(r, &e) == RECORD_FILE_WRITTEN)
			tell_recovery(r);
		break;
	}
}

static const struct session_recorder hooks = { .deed = on_deed, .turn = on_turn };

/* --- Made. */

static void detach(Recorder *r)
{
	if (!r->session)
		return;
	session_record(r->session, NULL, NULL);
	if (r->records) {
		session_untap(r->session, on_piece, r);
		session_records_of(r->records, NULL, "", 0);
	}
	r->session = NULL;
}

static bool open_file(Recorder *r, const struct recorder_config *c, struct err *e)
{
	int64_t now = clock_mono_ms(), wall = clock_wall_ms();

	if (!recorder_check_path(c->path, true, e))
		return false;
	if (ends_in(c->path, ".cast"))
		r->cast = cast_writer_open(c->path, c->name, now, wall, e);
	else
		r->file = recording_writer_open(c->path, now, wall, e);
	if (r->file)
		r->records = session_records_new(r->file);
	return r->cast || r->file;
}

static bool is_open_to_others(const Recorder *r)
{
	return r->file ? recording_writer_is_open_to_others(r->file) :
			 cast_writer_is_open_to_others(r->cast);
}

static void tell_exposed(const Recorder *r)
{
	struct str text;

	str_init(&text);
	str_append_format(&text,
			  "others may read the recording %s: it is another user's, or its mode "
			  "can't be changed to 0600",
			  recorder_path(r));
	r->told(r->user, MESSAGE_ERROR, text.text);
	str_fini(&text);
}

void recorder_redact(Recorder *r, bool on)
{
	redact_rules_free(r->rules);
	r->rules = on && r->cast ? redact_rules_new() : NULL;
	if (r->records)
		session_records_redact(r->records, on);
}

Recorder *recorder_new(const struct recorder_config *config, recorder_told_fn *told, void *user,
		       struct err *e)
{
	Recorder *r = mem_alloc(sizeof(*r));

	r->told = told;
	r->user = user;
	if (!open_file(r, config, e)) {
		free(r);
		return NULL;
	}
	cells_init(&r->picture.cells);
	recorder_redact(r, config->redact);
	if (is_open_to_others(r))
		tell_exposed(r);
	return r;
}

bool recorder_free(Recorder *r, struct err *e)
{
	bool good;

	if (!r)
		return true;
	detach(r);
	session_records_free(r->records);
	good = r->file ? recording_writer_close(r->file, e) : cast_writer_close(r->cast, e);
	redact_rules_free(r->rules);
	cells_fini(&r->picture.cells);
	free(r);
	return good;
}

bool recorder_attach(Recorder *r, Session *s, const struct recorder_config *config, void *user,
		     struct err *e)
{
	detach(r);
	r->user = user;
	if (r->records && !session_tap(s, on_piece, r))
		return err_set(e, ERR_OTHER, "cannot record: too much listens to this session");
	r->session = s;
	session_record(s, &hooks, r);
	if (r->records) {
		session_records_of(r->records, s, config->name, config->port);
		session_records_begin(r->records);
	}
	on_turn(r);
	return true;
}

void recorder_end(Recorder *r, const char *failure)
{
	if (r->records)
		session_records_end(r->records, failure);
}

const char *recorder_path(const Recorder *r)
{
	return r->file ? recording_writer_path(r->file) : cast_writer_path(r->cast);
}

bool recorder_is_failing(const Recorder *r)
{
	return r->failing;
}
