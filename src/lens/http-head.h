/*
 * The head of a message of HTTP/1 (RFC 9112), and what it says of the body behind it. Pure
 * functions.
 */
#ifndef HAIL_LENS_HTTP_HEAD_H
#define HAIL_LENS_HTTP_HEAD_H

#include <stdint.h>

#include "lens/slice.h"

enum http_body {
	HTTP_NO_BODY,
	HTTP_LENGTH, /* as long as Content-Length says */
	HTTP_CHUNKED,
	HTTP_UNTIL_END, /* of the connection */
	HTTP_OTHER, /* what follows is no HTTP any more */
};

/* The first line. */
struct http_start {
	struct slice method, target; /* of a request */
	struct slice version;
	struct slice status, reason; /* of a response */
};

/* Reads a first line without its end; false if it is none. */
bool http_read_start(struct slice line, struct http_start *out);

/* Takes the next field of a head, whose first line is gone: its name and its value without blanks
 * around it; false at the end. `name` is empty where a line is no field. */
bool http_next_field(struct slice *rest, struct slice *name, struct slice *value);

/* What a head says of the length of its body. All 0 at first. */
struct http_framing {
	bool coded, chunked; /* Transfer-Encoding; that ends with `chunked` */
	bool has_length;
	uint64_t length; /* Content-Length */
	const char *wrong; /* in words; NULL: nothing */
};

/* Takes a field into account. */
void http_note_field(struct http_framing *f, struct slice name, struct slice value);

/* What stands behind the head of a response of this status, or (0) of a request. */
enum http_body http_body_of(const struct http_framing *f, unsigned status);

/* The status of a response as a number, 0 of a request. */
unsigned http_status(const struct http_start *start);

/* The number of a chunk's line; false if it is none. */
bool http_chunk_size(struct slice line, uint64_t *size);

#endif
