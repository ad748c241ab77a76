/*
 * A message of protobuf as its type has it: its fields in the order of their numbers, what was
 * overwritten left out, unknown ones behind. A file of the lens protobuf.
 */
#ifndef HAIL_LENS_PROTO_MESSAGE_H
#define HAIL_LENS_PROTO_MESSAGE_H

#include "lens/proto-wire.h"
#include "lens/schema.h"

struct proto_value {
	const struct schema_field *field; /* NULL: unknown */
	struct wire_field wire; /* of a repeated number WIRE_BYTES, where it is packed */
	size_t order; /* among the message's */
};

struct proto_message {
	struct proto_value *values;
	size_t count;
	size_t known; /* so many are; unknown ones follow in their order */
	struct wire_reader wrong; /* where fields end that can be read, if `wrong.wrong` */
};

/* Reads a message, which stands in the `count` values at `parts`, one continuing the other. `out`
 * is to be freed by proto_message_fini; it points into their bytes. */
void proto_message_read(const struct schema_type *t, const struct proto_value *parts, size_t count,
			struct proto_message *out);
void proto_message_fini(struct proto_message *m);

/* How many values at `first` of `m` belong to the same field. */
size_t proto_message_run(const struct proto_message *m, size_t first);

/* Sorts unknown fields by their numbers. */
void proto_message_sort_unknown(struct proto_message *m);

/* Whether numbers of that kind may be packed; whether it is a message or a group. */
bool proto_is_number(enum schema_kind kind);
bool proto_is_message(enum schema_kind kind);

/* The next of the numbers that `v` holds, packed or one; `*at` is 0 at first. False: no more. */
bool proto_next_number(const struct proto_value *v, size_t *at, uint64_t *value);

/* An entry of a map. */
struct proto_entry {
	struct proto_message message; /* with what nobody knows in it */
	struct proto_value key, value; /* with their fields; all else is 0 where there is none */
	const struct proto_value *values; /* all parts of the value */
	size_t value_count; /* 0: it is the default */
};

/* Reads an entry; false where it isn't one. To be freed by proto_entry_fini in any case. */
bool proto_entry_read(const struct proto_value *v, struct proto_entry *out);
void proto_entry_fini(struct proto_entry *e);

/* Sorts entries by their keys; those of the same key keep their order. */
void proto_entries_sort(struct proto_entry *entries, size_t count);

#endif
