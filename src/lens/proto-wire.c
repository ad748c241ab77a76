#include "lens/proto-wire.h"

#include "base/poison.h"

enum {
	VARINT_MAX = 10, /* bytes */
	SHORT_MAX = 5, /* bytes of 32 bits */
	LENGTH_LIMIT = INT32_MAX - 16, /* protobuf's */
};

static bool wrong(struct wire_reader *r, size_t at, const char *words)
{
	r->at = at;
	r->wrong = words;
	return false;
}

bool wire_varint(const char *bytes, size_t n, size_t *at, uint64_t *value)
{
	*value = 0;
	for (unsigned i = 0; i < VARINT_MAX && *at + i < n; i++) {
		uint8_t byte = (uint8_t)bytes[*at + i];

		*value |= (uint64_t)(byte & 0x7f) << 7 * i;
		if (!(byte & 0x80)) {
			*at += i + 1;
			return true;
		}
	}
	return false;
}

/* A number of 32 bits: higher ones are dropped. */
static bool read_short(struct wire_reader *r, uint32_t *out)
{
	size_t start = r->at;
	uint64_t value;

	if (!wire_varint(r->bytes, r->n, &r->at, &value) ||
	    (!r->lax && r->at - start > SHORT_MAX)) {
		return false;
	}
	*out = (uint32_t)value;
	return true;
}

static bool read_fixed(struct wire_reader *r, unsigned width, uint64_t *value)
{
	if (r->n - r->at < width)
		return false;
	*value = 0;
	for (unsigned i = width; i--;)
		*value = *value << 8 | (uint8_t)r->bytes[r->at + i];
	r->at += width;
	return true;
}

static bool read_bytes(struct wire_reader *r, struct wire_field *f)
{
	uint32_t length;

	if (!read_short(r, &length) || length > LENGTH_LIMIT || length > r->n - r->at)
		return false;
	f->bytes = r->bytes + r->at;
	f->n = length;
	r->at += length;
	return true;
}

/* The number and the type before a field. */
static bool read_tag(struct wire_reader *r, struct wire_field *f)
{
	size_t start = r->at;
	uint32_t tag;

	if (!read_short(r, &tag))
		return wrong(r, start, "cut off, or no number of a field");
	*f = (struct wire_field){ .number = tag >> 3, .type = tag & 7 };
	if (!f->number)
		return wrong(r, start, "a field with the number 0");
	return f->type <= WIRE_32 || wrong(r, start, "a wire type that there isn't");
}

/* What stands behind a tag, of a field that is no group. */
static bool read_value(struct wire_reader *r, struct wire_field *f)
{
	size_t start = r->at;

	switch (f->type) {
	case WIRE_VARINT:
		return wire_varint(r->bytes, r->n, &r->at, &f->value) ||
		       wrong(r, start, "cut off, or a number of more than ten bytes");
	case WIRE_64:
		return read_fixed(r, 8, &f->value) || wrong(r, start, "cut off within eight bytes");
	case WIRE_32:
		return read_fixed(r, 4, &f->value) || wrong(r, start, "cut off within four bytes");
	case WIRE_BYTES: return read_bytes(r, f) || wrong(r, start, "a length beyond the end");
	case WIRE_GROUP:
	case WIRE_GROUP_END: break;
	}
	return true;
}

/* Goes behind the end of the group `number`, which has begun. */
static bool read_group(struct wire_reader *r, struct wire_field *group)
{
	uint32_t open[WIRE_DEPTH_MAX];
	unsigned depth = 0;
	size_t start = r->at, before = start;
	struct wire_field f = *group;

	if (!r->groups)
		return wrong(r, start, "groups nested too deep");
	open[depth++] = group->number;
	while (depth) {
		before = r->at;
		if (before == r->n)
			return wrong(r, start, "a group without an end");
		if (!read_tag(r, &f))
			return false;
		if (f.type == WIRE_GROUP && depth == r->groups)
			return wrong(r, before, "groups nested too deep");
		if (f.type == WIRE_GROUP)
			open[depth++] = f.number;
		else if (f.type != WIRE_GROUP_END && !read_value(r, &f))
			return false;
		else if (f.type == WIRE_GROUP_END && open[--depth] != f.number)
			return wrong(r, before, "the end of a group that hasn't begun");
	}
	group->bytes = r->bytes + start;
	group->n = before - start;
	return true;
}

bool wire_next(struct wire_reader *r, struct wire_field *f)
{
	size_t start = r->at;

	if (r->wrong || r->at == r->n || !read_tag(r, f))
		return false;
	if (f->type == WIRE_GROUP_END)
		return wrong(r, start, "the end of a group that hasn't begun");
	if (f->type == WIRE_GROUP ? read_group(r, f) : read_value(r, f))
		return true;
	return wrong(r, start, r->wrong);
}

bool wire_check(struct wire_reader *r)
{
	struct wire_field f;

	while (wire_next(r, &f))
		;
	return !r->wrong;
}
