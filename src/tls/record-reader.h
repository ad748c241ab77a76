/*
 * The records of a TLS stream on their way in (RFC 8446 section 5.1): read from a transport in
 * large pieces, handed on up to the end of a record, and counted. Stops before a record when a call
 * has had enough of them, because a record may bring no data and still cost work. Embedded in the
 * engine.
 */
#ifndef HAIL_TLS_RECORD_READER_H
#define HAIL_TLS_RECORD_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "net/transport.h"

enum {
	RECORD_HEADER = 5,
	RECORD_READER_FIRST = 64, /* bytes of the stream's beginning that are kept */
};

struct record_reader {
	struct buf bytes; /* read, not yet handed on */
	unsigned char header[RECORD_HEADER]; /* of the record that is being handed on */
	size_t header_length; /* bytes of it handed on; 0: before a record */
	size_t body_left; /* bytes of its body not handed on, once the header is whole */
	uint64_t count; /* records begun */
	unsigned allowance; /* records that may still begin */
	bool paused; /* the allowance is used up, and there may be more */
	char first[RECORD_READER_FIRST]; /* the beginning of what came, for an explanation */
	size_t first_length;
};

/* Makes an empty one, with no allowance. */
void record_reader_init(struct record_reader *r);
void record_reader_fini(struct record_reader *r);

/* Allows `records` more to begin from now on. */
void record_reader_allow(struct record_reader *r, unsigned records);

/*
 * Hands on up to `room` > 0 bytes of one record, read from `from` if need be. As transport_read;
 * IO_AGAIN also when paused.
 */
enum io_status record_reader_read(struct record_reader *r, Transport *from, char *to, size_t room,
				  size_t *done, struct err *e);

/* Whether a record is begun and not whole. */
bool record_reader_is_inside(const struct record_reader *r);

#endif
