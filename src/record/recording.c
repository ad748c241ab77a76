#include "record/recording.h"

#include <string.h>

#include "base/poison.h"

/* --- Numbers. */

void recording_put_number(struct buf *out, unsigned bytes, uint64_t value)
{
	while (bytes--)
		buf_append_byte(out, (unsigned char)(value >> (8 * bytes)));
}

uint64_t recording_number(const char *bytes, unsigned count)
{
	uint64_t value = 0;

	for (unsigned i = 0; i < count; i++)
		value = value << 8 | (unsigned char)bytes[i];
	return value;
}

/* --- The checksum: CRC-32 of ISO-HDLC (that of Ethernet, zlib and PNG). */

enum { SLICES = 8 };

struct crc_tables {
	bool made;
	uint32_t table[SLICES][256];
};

static void make_tables(struct crc_tables *t)
{
	for (uint32_t i = 0; i < 256; i++) {
		uint32_t c = i;

		for (int bit = 0; bit < 8; bit++)
			c = c & 1 ? 0xedb88320U ^ c >> 1 : c >> 1;
		t->table[0][i] = c;
	}
	for (int slice = 1; slice < SLICES; slice++) {
		for (int i = 0; i < 256; i++) {
			uint32_t c = t->table[slice - 1][i];

			t->table[slice][i] = c >> 8 ^ t->table[0][c & 0xff];
		}
	}
	t->made = true;
}

static uint32_t checksum(const char *bytes, size_t n)
{
	static struct crc_tables t;
	const unsigned char *b = (const unsigned char *)bytes;
	uint32_t c = 0xffffffffU;

	if (!t.made)
		make_tables(&t);
	for (; n >= SLICES; n -= SLICES, b += SLICES) {
		uint32_t low = c ^ (b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 |
				    (uint32_t)b[3] << 24);

		c = t.table[7][low & 0xff] ^ t.table[6][low >> 8 & 0xff] ^
		    t.table[5][low >> 16 & 0xff] ^ t.table[4][low >> 24] ^ t.table[3][b[4]] ^
		    t.table[2][b[5]] ^ t.table[1][b[6]] ^ t.table[0][b[7]];
	}
	while (n--)
		c = t.table[0][(c ^ *b++) & 0xff] ^ c >> 8;
	return c ^ 0xffffffffU;
}

/* --- Records. */

void recording_encode(const struct recording_record *record, struct buf *out)
{
	size_t start = buf_length(out);

	buf_append_byte(out, (unsigned char)record->type);
	recording_put_number(out, 4, record->length);
	recording_put_number(out, 8, (uint64_t)record->time);
	if (record->length)
		buf_append(out, record->payload, record->length);
	recording_put_number(out, RECORDING_TAIL,
			     checksum(buf_data(out) + start, RECORDING_HEAD + record->length));
}

enum recording_status recording_decode(const char *bytes, size_t n, struct recording_record *out,
				       size_t *used)
{
	size_t whole, length;
	uint64_t time;

	if (n < RECORDING_HEAD)
		return RECORDING_MORE;
	length = (size_t)recording_number(bytes + 1, 4);
	time = recording_number(bytes + 5, 8);
	if (length > RECORDING_PAYLOAD_MAX || time > INT64_MAX / 2)
		return RECORDING_DAMAGED;
	whole = RECORDING_HEAD + length + RECORDING_TAIL;
	if (n < whole)
		return RECORDING_MORE;
	if (checksum(bytes, RECORDING_HEAD + length) !=
	    recording_number(bytes + RECORDING_HEAD + length, RECORDING_TAIL))
		return RECORDING_DAMAGED;
	*out = (struct recording_record){ .type = (enum recording_type)(unsigned char)bytes[0],
					  .time = (int64_t)time,
					  .payload = bytes + RECORDING_HEAD,
					  .length = length };
	*used = whole;
	return RECORDING_OK;
}

/* The bytes that were sent, of a secret how many; SIZE_MAX if that can't be. */
static size_t sent_length(const struct recording_record *record)
{
	uint64_t length;

	if (record->length < RECORDING_SENT_HEAD)
		return SIZE_MAX;
	if (record->type == RECORDING_SENT)
		return record->length - RECORDING_SENT_HEAD;
	if (record->length != RECORDING_SECRET)
		return SIZE_MAX;
	length = recording_number(record->payload + RECORDING_SENT_HEAD,
				  RECORDING_SECRET - RECORDING_SENT_HEAD);
	return length <= RECORDING_PAYLOAD_MAX ? (size_t)length : SIZE_MAX;
}

static bool sent_piece(const struct recording_record *record, struct wire_piece *out)
{
	bool secret = record->type == RECORDING_SENT_SECRET;
	size_t length = sent_length(record);
	unsigned origin;

	if (length == SIZE_MAX)
		return false;
	origin = (unsigned char)record->payload[0];
	*out = (struct wire_piece){
		.direction = WIRE_SENT,
		.origin = origin <= WIRE_NEGOTIATION ? (enum wire_origin)origin : WIRE_NEGOTIATION,
		.secret = secret,
		.bytes = secret ? NULL : record->payload + RECORDING_SENT_HEAD,
		.length = length,
	};
	return true;
}

bool recording_piece(const struct recording_record *record, struct wire_piece *out)
{
	switch (record->type) {
	case RECORDING_RECEIVED:
		*out = (struct wire_piece){ .direction = WIRE_RECEIVED,
					    .bytes = record->payload,
					    .length = record->length };
		return true;
	case RECORDING_SENT:
	case RECORDING_SENT_SECRET: return sent_piece(record, out);
	default: return false;
	}
}
