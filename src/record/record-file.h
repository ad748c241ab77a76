/*
 * A file of mode 0600 that is appended to while something is recorded, whatever its format. A disk
 * that fails keeps the owner from nothing: what can't be written is dropped, nothing half written
 * stays, and it is tried again.
 */
#ifndef HAIL_RECORD_RECORD_FILE_H
#define HAIL_RECORD_RECORD_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

typedef struct RecordFile RecordFile;

enum record_file_status {
	RECORD_FILE_WRITTEN, /* all was, up to now */
	RECORD_FILE_FAILED, /* it failed just now, as `e` says */
	RECORD_FILE_FAILING, /* it still does */
	RECORD_FILE_TRY, /* it is time to try again: what begins anew is to be put, and flushed */
};

/* Opens `path`, made if need be. NULL with `e` set if it can't be opened, is a symbolic link or
 * recorded to already. */
RecordFile *record_file_open(const char *path, struct err *e);

/* Writes what waits, and closes. False with `e` set if it can't. NULL is fine. */
bool record_file_close(RecordFile *f, struct err *e);

/* How many bytes it has; cuts what is behind `end` of them. False with `e` set. */
bool record_file_size(const RecordFile *f, uint64_t *size, struct err *e);
bool record_file_cut(RecordFile *f, uint64_t end, struct err *e);

/* Whether what was written is nothing. */
bool record_file_is_empty(const RecordFile *f);

/* Where to append what is to be written together. NULL while it fails: then nothing is kept. */
struct buf *record_file_waiting(RecordFile *f);

/* Writes what waits at `now`, monotonic ms. */
enum record_file_status record_file_flush(RecordFile *f, int64_t now, struct err *e);

/* The same, if it is much. What fails then is told by record_file_flush. */
void record_file_relieve(RecordFile *f);

const char *record_file_path(const RecordFile *f);

/* Whether others may read it, since its mode can't be changed. */
bool record_file_is_open_to_others(const RecordFile *f);

#endif
