#include "lens/proto-number.h"

#include <errno.h>
#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/poison.h"

int64_t proto_signed(enum schema_kind kind, uint64_t value)
{
	switch (kind) {
	case SCHEMA_INT32:
	case SCHEMA_SFIXED32:
	case SCHEMA_ENUM: return (int32_t)value;
	case SCHEMA_SINT32: {
		uint32_t low = (uint32_t)value;

		return (int32_t)((low >> 1) ^ (0 - (low & 1)));
	}
	case SCHEMA_SINT64: return (int64_t)((value >> 1) ^ (0 - (value & 1)));
	default: return (int64_t)value;
	}
}

/* Whether the text is this number; of one that isn't normal protobuf doesn't find out. */
static bool reads_as(const char *text, double value, bool single)
{
	if (!single)
		return strtod(text, NULL) == value;
	errno = 0;
	return (double)strtof(text, NULL) == value && !errno;
}

/* With as few digits as tell it from its neighbours, of two lengths, as protobuf does. */
static void append_real(double value, bool single, struct str *out)
{
	char text[40];

	if (isnan(value)) {
		str_append_string(out, "nan");
		return;
	}
	snprintf(text, sizeof(text), "%.*g", single ? FLT_DIG : DBL_DIG, value);
	if (!reads_as(text, value, single))
		snprintf(text, sizeof(text), "%.*g", single ? FLT_DIG + 3 : DBL_DIG + 2, value);
	str_append_string(out, text);
}

static double real_of(enum schema_kind kind, uint64_t value)
{
	uint32_t low = (uint32_t)value;
	double wide;
	float narrow;

	if (kind == SCHEMA_DOUBLE) {
		memcpy(&wide, &value, sizeof(wide));
		return wide;
	}
	memcpy(&narrow, &low, sizeof(narrow));
	return (double)narrow;
}

void proto_number_append(enum schema_kind kind, uint64_t value, struct str *out)
{
	switch (kind) {
	case SCHEMA_DOUBLE:
	case SCHEMA_FLOAT: append_real(real_of(kind, value), kind == SCHEMA_FLOAT, out); break;
	case SCHEMA_BOOL: str_append_string(out, value ? "true" : "false"); break;
	case SCHEMA_UINT32:
	case SCHEMA_FIXED32: str_append_format(out, "%" PRIu32, (uint32_t)value); break;
	case SCHEMA_UINT64:
	case SCHEMA_FIXED64: str_append_format(out, "%" PRIu64, value); break;
	default: str_append_format(out, "%" PRId64, proto_signed(kind, value)); break;
	}
}

const char *proto_value_name(const struct schema_field *f, uint64_t value)
{
	return f->values ? schema_value_name(f->values, (int32_t)value) : NULL;
}

uint64_t proto_default(const struct schema_field *f)
{
	return f->values && f->values->count ? (uint64_t)f->values->values[0].number : 0;
}
