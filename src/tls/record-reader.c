#include "tls/record-reader.h"

#include <string.h>

#include "base/poison.h"

enum { READ_SIZE = 17 << 10 }; /* a whole record and its overhead */

void record_reader_init(struct record_reader *r)
{
	memset(r, 0, sizeof(*r));
	buf_init(&r->bytes);
}

void record_reader_fini(struct record_reader *r)
{
	buf_fini(&r->bytes);
}

void record_reader_allow(struct record_reader *r, unsigned records)
{
	r->allowance = records;
	r->paused = false;
}

bool record_reader_is_inside(const struct record_reader *r)
{
	return r->header_length > 0;
}

static void keep_first(struct record_reader *r, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n && r->first_length < RECORD_READER_FIRST; i++)
		r->first[r->first_length++] = bytes[i];
}

static enum io_status fill(struct record_reader *r, Transport *from, struct err *e)
{
	size_t done = 0;
	enum io_status status;

	if (buf_length(&r->bytes))
		return IO_OK;
	status = transport_read(from, buf_reserve(&r->bytes, READ_SIZE), READ_SIZE, &done, e);
	if (status != IO_OK)
		return status;
	buf_commit(&r->bytes, done);
	keep_first(r, buf_data(&r->bytes), done);
	return IO_OK;
}

/* How many bytes are missing until the header, or then the record, is whole. */
static size_t missing(const struct record_reader *r)
{
	return r->header_length < RECORD_HEADER ? RECORD_HEADER - r->header_length : r->body_left;
}

/* Takes note that `n` ≤ missing() bytes at `bytes` are handed on. */
static void advance(struct record_reader *r, const char *bytes, size_t n)
{
	if (!r->header_length) {
		r->allowance--;
		r->count++;
	}
	if (r->header_length < RECORD_HEADER) {
		memcpy(r->header + r->header_length, bytes, n);
		r->header_length += n;
		if (r->header_length == RECORD_HEADER)
			r->body_left = (size_t)r->header[3] << 8 | r->header[4];
	} else {
		r->body_left -= n;
	}
	if (r->header_length == RECORD_HEADER && !r->body_left)
		r->header_length = 0;
}

enum io_status record_reader_read(struct record_reader *r, Transport *from, char *to, size_t room,
				  size_t *done, struct err *e)
{
	enum io_status status;

	*done = 0;
	r->paused = !r->header_length && !r->allowance;
	if (r->paused)
		return IO_AGAIN;
	status = fill(r, from, e);
	if (status != IO_OK)
		return status;
	while (*done < room && buf_length(&r->bytes)) {
		size_t n = missing(r);

		n = n < room - *done ? n : room - *done;
		n = n < buf_length(&r->bytes) ? n : buf_length(&r->bytes);
		memcpy(to + *done, buf_data(&r->bytes), n);
		advance(r, buf_data(&r->bytes), n);
		buf_consume(&r->bytes, n);
		*done += n;
		if (!r->header_length)
			break;
	}
	return IO_OK;
}
