#include "record/recording-writer.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "record/recording-reader.h"
#include "record/recording-text.h"
#include "base/poison.h"

enum { PART_PAUSE_MS = 1000 }; /* between the last record of a part and a later part */

struct RecordingWriter {
	RecordFile *file;
	int64_t began; /* the monotonic time that is 0 in the file */
	int64_t time; /* of the last record */
};

/* Begins a part, in a file that may be empty. */
static void put_part(RecordingWriter *w, int64_t now, int64_t wall)
{
	struct buf *waiting = record_file_waiting(w->file);
	struct buf payload;

	if (waiting && record_file_is_empty(w->file))
		buf_append(waiting, RECORDING_MAGIC, strlen(RECORDING_MAGIC));
	buf_init(&payload);
	recording_write_part(&payload, wall);
	recording_writer_put(w, RECORDING_PART, buf_data(&payload), buf_length(&payload), now);
	buf_fini(&payload);
}

/* Finds where the whole records of a file end that isn't empty, and cuts what is behind. */
static bool find_end(RecordingWriter *w, struct err *e)
{
	RecordingReader *r = recording_reader_open(record_file_path(w->file), e);
	struct recording_record record;
	uint64_t end;

	if (!r)
		return false;
	while (recording_reader_next(r, &record))
		w->time = record.time + PART_PAUSE_MS;
	end = recording_reader_at(r);
	recording_reader_free(r);
	return record_file_cut(w->file, end, e);
}

static bool begin(RecordingWriter *w, int64_t now, int64_t wall, struct err *e)
{
	uint64_t size;

	if (!record_file_size(w->file, &size, e) || (size && !find_end(w, e)))
		return false;
	w->began = now - w->time;
	put_part(w, now, wall);
	return record_file_flush(w->file, now, e) == RECORD_FILE_WRITTEN;
}

RecordingWriter *recording_writer_open(const char *path, int64_t now, int64_t wall, struct err *e)
{
	RecordFile *file = record_file_open(path, e);
	RecordingWriter *w;

	if (!file)
		return NULL;
	w = mem_alloc(sizeof(*w));
	w->file = file;
	if (begin(w, now, wall, e))
		return w;
	recording_writer_close(w, NULL);
	return NULL;
}

bool recording_writer_close(RecordingWriter *w, struct err *e)
{
	bool good;

	if (!w)
		return true;
	good = record_file_close(w->file, e);
	free(w);
	return good;
}

void recording_writer_put(RecordingWriter *w, enum recording_type type, const char *payload,
			  size_t n, int64_t now)
{
	struct buf *waiting = record_file_waiting(w->file);
	struct recording_record record = { .type = type, .payload = payload, .length = n };

	if (!waiting || n > RECORDING_PAYLOAD_MAX)
		return;
	if (now - w->began > w->time)
		w->time = now - w->began;
	record.time = w->time;
	recording_encode(&record, waiting);
	record_file_relieve(w->file);
}

enum record_file_status recording_writer_flush(RecordingWriter *w, int64_t now, int64_t wall,
					       struct err *e)
{
	enum record_file_status status = record_file_flush(w->file, now, e);

	if (status == RECORD_FILE_TRY)
		put_part(w, now, wall);
	return status;
}

const char *recording_writer_path(const RecordingWriter *w)
{
	return record_file_path(w->file);
}

bool recording_writer_is_open_to_others(const RecordingWriter *w)
{
	return record_file_is_open_to_others(w->file);
}
