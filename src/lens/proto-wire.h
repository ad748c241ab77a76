/*
 * Protobuf's wire format: fields one by one. Pure functions.
 */
#ifndef HAIL_LENS_PROTO_WIRE_H
#define HAIL_LENS_PROTO_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum wire_type { WIRE_VARINT, WIRE_64, WIRE_BYTES, WIRE_GROUP, WIRE_GROUP_END, WIRE_32 };

enum { WIRE_DEPTH_MAX = 100 }; /* messages and groups within each other, as in protobuf's readers */

struct wire_field {
	uint32_t number;
	enum wire_type type; /* never WIRE_GROUP_END */
	uint64_t value; /* of WIRE_VARINT, WIRE_64, WIRE_32 */
	const char *bytes; /* what WIRE_BYTES and WIRE_GROUP hold */
	size_t n;
};

struct wire_reader {
	const char *bytes;
	size_t n, at;
	unsigned groups; /* so many may stand within each other: up to WIRE_DEPTH_MAX */
	bool lax; /* numbers may have more bytes than they need, as where protoc tries whether bytes
		     are a message; otherwise as where it reads one */
	const char *wrong; /* words: what is wrong at `at`; NULL: nothing */
};

/* Reads the field at r->at; a group is one, with all in it. False at the end, and with r->wrong set
 * where there is none. */
bool wire_next(struct wire_reader *r, struct wire_field *f);

/* Reads a number of seven bits a byte at *at, and moves on; false if there is none. */
bool wire_varint(const char *bytes, size_t n, size_t *at, uint64_t *value);

/* Whether all that follows r->at are fields; r->at and r->wrong say where they are none. */
bool wire_check(struct wire_reader *r);

#endif
