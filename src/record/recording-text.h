/*
 * What stands in the payloads of records that hold more than bytes or a text: JSON, and lines with
 * styles. Pure. What is missing or malformed reads as it is by default.
 */
#ifndef HAIL_RECORD_RECORDING_TEXT_H
#define HAIL_RECORD_RECORDING_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/json.h"
#include "record/recording.h"
#include "session/deed.h"
#include "term/text-line.h"

/* RECORDING_PART: when it begins by the clock on the wall, in ms. */
void recording_write_part(struct buf *out, int64_t wall);
int64_t recording_read_part(const struct recording_record *record);

/* RECORDING_CONNECTION, and with only `reading` of it RECORDING_SETTINGS. Strings are borrowed. */
struct recording_connection {
	const char *name; /* what the user calls the peer */
	unsigned port; /* of it; 0: none that is known */
	bool joined; /* it was there before */
	bool keys; /* then: it is in char mode */
	struct session_reading reading;
};

void recording_write_connection(struct buf *out, const struct recording_connection *c);
void recording_write_settings(struct buf *out, const struct session_reading *reading);

/* Reads either; what *out borrows is that of the value that is returned, to be freed. */
Json *recording_read_connection(const struct recording_record *record,
				struct recording_connection *out);

/* RECORDING_END: why the connection failed, NULL if it ended in order. */
void recording_write_end(struct buf *out, const char *failure);
Json *recording_read_end(const struct recording_record *record, const char **failure);

/* RECORDING_NOTICE_LINE: the text and styles of `line`, but for links. */
void recording_write_line(struct buf *out, const struct text_line *line);
bool recording_read_line(const struct recording_record *record, struct text_line *out);

#endif
