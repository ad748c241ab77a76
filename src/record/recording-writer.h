/*
 * Writes a recording: a file that is begun, or goes on where it has ended, in parts. What a killed
 * run left half written at its end is cut off.
 */
#ifndef HAIL_RECORD_RECORDING_WRITER_H
#define HAIL_RECORD_RECORDING_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "record/record-file.h"
#include "record/recording.h"

typedef struct RecordingWriter RecordingWriter;

/* Opens `path` and begins a part. `now` is monotonic, `wall` the clock on the wall, in ms. NULL
 * with `e` set if it can't be opened, is a symbolic link or something else than a recording. */
RecordingWriter *recording_writer_open(const char *path, int64_t now, int64_t wall, struct err *e);

/* Writes what waits, and closes; false with `e` set if not all could be written. NULL is fine. */
bool recording_writer_close(RecordingWriter *w, struct err *e);

/* Puts a record at `now`. It waits until recording_writer_flush, or until there is much of it. */
void recording_writer_put(RecordingWriter *w, enum recording_type type, const char *payload,
			  size_t n, int64_t now);

/* Writes what waits. RECORD_FILE_TRY: a new part has begun, and what it begins with is to be put
 * and flushed. */
enum record_file_status recording_writer_flush(RecordingWriter *w, int64_t now, int64_t wall,
					       struct err *e);

/* The path it was opened with; whether others may read the file. */
const char *recording_writer_path(const RecordingWriter *w);
bool recording_writer_is_open_to_others(const RecordingWriter *w);

#endif
