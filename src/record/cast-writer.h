/*
 * Writes an asciicast (version 2, https://docs.asciinema.org/manual/asciicast/v2/): a line of JSON
 * that tells of the terminal, then one an event: what a screen came to show (`o`), its size (`r`).
 */
#ifndef HAIL_RECORD_CAST_WRITER_H
#define HAIL_RECORD_CAST_WRITER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "record/record-file.h"
#include "record/screen-diff.h"

typedef struct CastWriter CastWriter;

/* Begins the file `path`, which must be new or empty, of the recording `title` that begins at
 * `wall` ms (clock on the wall), which is `now`. NULL with `e` set if it can't be. */
CastWriter *cast_writer_open(const char *path, const char *title, int64_t now, int64_t wall,
			     struct err *e);

/* Writes what waits, and closes; false with `e` set if not all could be written. NULL is fine. */
bool cast_writer_close(CastWriter *w, struct err *e);

/* The screen shows `picture` at `now` (ms of the clock that it was opened with). */
void cast_writer_put(CastWriter *w, const struct screen_picture *picture, int64_t now);

/* Writes what waits. RECORD_FILE_TRY: the next picture begins anew. */
enum record_file_status cast_writer_flush(CastWriter *w, int64_t now, struct err *e);

const char *cast_writer_path(const CastWriter *w);
bool cast_writer_is_open_to_others(const CastWriter *w);

#endif
