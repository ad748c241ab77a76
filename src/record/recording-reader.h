/*
 * Reads the file of a recording, record by record, in constant memory whatever its size. What
 * stands behind the last whole record, where the recorder was killed, is left out.
 */
#ifndef HAIL_RECORD_RECORDING_READER_H
#define HAIL_RECORD_RECORDING_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "record/recording.h"

typedef struct RecordingReader RecordingReader;

/* Opens `path`. NULL with `e` set if it can't be read or is no recording. */
RecordingReader *recording_reader_open(const char *path, struct err *e);

/* Closes. NULL is fine. */
void recording_reader_free(RecordingReader *r);

/*
 * The next record: true with *out set, whose payload is borrowed until the next call. False at the
 * end; recording_reader_is_cut says whether that is the file's.
 */
bool recording_reader_next(RecordingReader *r, struct recording_record *out);

/* Whether reading has ended before the file does: a record there is not whole. Its place in the
 * file is recording_reader_at. */
bool recording_reader_is_cut(const RecordingReader *r);

/* The byte of the file behind the last record that was read. */
uint64_t recording_reader_at(const RecordingReader *r);

/* The wall-clock time (ms) of the record that was read last. */
int64_t recording_reader_wall(const RecordingReader *r);

/* Whether `path` is the file that it reads. */
bool recording_reader_is_of(const RecordingReader *r, const char *path);

/* Begins anew with the first record. */
void recording_reader_rewind(RecordingReader *r);

#endif
