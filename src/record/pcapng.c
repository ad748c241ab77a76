#include "record/pcapng.h"

#include <stdlib.h>
#include <string.h>

#include "base/least.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/poison.h"

enum {
	BLOCK_SECTION = 0x0a0d0d0a,
	BLOCK_INTERFACE = 1,
	BLOCK_PACKET = 6,
	BYTE_ORDER_MAGIC = 0x1a2b3c4d,
	LINK_RAW = 101, /* packets begin with the IP header */
	OPTION_END = 0,
	OPTION_COMMENT = 1,
	OPTION_PROGRAM = 4, /* of a section */
	IP_HEAD = 20,
	TCP_HEAD = 20,
	PROTOCOL_TCP = 6,
	SEGMENT = 1460, /* bytes of data in a packet, as on Ethernet */
	WINDOW = 65535,
	FIRST_PORT = 49152, /* of those that a client may have, up to 65535 */
	CLIENT = 0x0a000001, /* 10.0.0.1 */
	SERVER = 0x0a000002,
	FIN = 1,
	SYN = 2,
	RST = 4,
	PSH = 8,
	ACK = 16,
};

struct Pcapng {
	bool open; /* a connection is under way */
	unsigned connection; /* how many there were */
	unsigned port;
	uint32_t next[2]; /* the next byte's number, by enum wire_direction */
	uint16_t packet;
};

/* --- Numbers: blocks are little-endian, packets big-endian. */

static void put_little(struct buf *out, unsigned bytes, uint64_t value)
{
	for (; bytes; bytes--, value >>= 8)
		buf_append_byte(out, (unsigned char)value);
}

static void put_big(struct buf *out, unsigned bytes, uint64_t value)
{
	while (bytes--)
		buf_append_byte(out, (unsigned char)(value >> (8 * bytes)));
}

static void pad(struct buf *out, size_t n)
{
	while (n++ % 4)
		buf_append_byte(out, 0);
}

/* --- Blocks. */

static void put_block(struct buf *out, uint32_t type, const struct buf *body)
{
	size_t n = buf_length(body) + 12;

	put_little(out, 4, type);
	put_little(out, 4, n);
	buf_append(out, buf_data(body), buf_length(body));
	put_little(out, 4, n);
}

static void put_option(struct buf *body, unsigned code, const char *text)
{
	size_t n = least_size(strlen(text), 1024);

	put_little(body, 2, code);
	put_little(body, 2, n);
	buf_append(body, text, n);
	pad(body, n);
	put_little(body, 4, OPTION_END);
}

Pcapng *pcapng_new(struct buf *out)
{
	struct buf body;

	buf_init(&body);
	put_little(&body, 4, BYTE_ORDER_MAGIC);
	put_little(&body, 2, 1); /* version 1.0 */
	put_little(&body, 2, 0);
	put_little(&body, 8, UINT64_MAX); /* the section's length isn't known */
	put_option(&body, OPTION_PROGRAM, "Hail " PACKAGE_VERSION);
	put_block(out, BLOCK_SECTION, &body);
	buf_clear(&body);
	put_little(&body, 2, LINK_RAW);
	put_little(&body, 2, 0);
	put_little(&body, 4, 0); /* packets are whole */
	put_block(out, BLOCK_INTERFACE, &body);
	buf_fini(&body);
	return mem_alloc(sizeof(Pcapng));
}

void pcapng_free(Pcapng *p)
{
	free(p);
}

static void put_packet(struct buf *out, const struct buf *packet, int64_t time, const char *comment)
{
	uint64_t microseconds = (uint64_t)time * 1000;
	size_t n = buf_length(packet);
	struct buf body;

	buf_init(&body);
	put_little(&body, 4, 0); /* the interface */
	put_little(&body, 4, microseconds >> 32);
	put_little(&body, 4, microseconds);
	put_little(&body, 4, n);
	put_little(&body, 4, n);
	buf_append(&body, buf_data(packet), n);
	pad(&body, n);
	if (comment)
		put_option(&body, OPTION_COMMENT, comment);
	put_block(out, BLOCK_PACKET, &body);
	buf_fini(&body);
}

/* --- Packets. */

/* The sum of RFC 1071 over bytes that begin at an even place. */
static uint32_t add_sum(uint32_t sum, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		sum += (uint32_t)(unsigned char)bytes[i] << (i % 2 ? 0 : 8);
	return sum;
}

static unsigned fold_sum(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum & 0xffff;
}

/* What `put` writes at `head` of its own sum, which was 0. */
static void set_sum(struct buf *packet, size_t at, unsigned sum)
{
	char *to = packet->bytes + packet->start + at;

	to[0] = (char)(sum >> 8);
	to[1] = (char)sum;
}

static void put_ip_head(const Pcapng *p, bool sent, size_t n, struct buf *packet)
{
	put_big(packet, 2, 0x4500); /* version 4, 5 words */
	put_big(packet, 2, IP_HEAD + TCP_HEAD + n);
	put_big(packet, 2, p->packet);
	put_big(packet, 2, 0x4000); /* not to be broken up */
	put_big(packet, 2, 64 << 8 | PROTOCOL_TCP);
	put_big(packet, 2, 0);
	put_big(packet, 4, sent ? CLIENT : SERVER);
	put_big(packet, 4, sent ? SERVER : CLIENT);
	set_sum(packet, 10, fold_sum(add_sum(0, buf_data(packet), IP_HEAD)));
}

static void put_segment(Pcapng *p, enum wire_direction direction, unsigned flags, const char *bytes,
			size_t n, int64_t time, const char *comment, struct buf *out)
{
	bool sent = direction == WIRE_SENT;
	unsigned client = FIRST_PORT + p->connection % (65536 - FIRST_PORT);
	struct buf packet;
	uint32_t sum;

	buf_init(&packet);
	p->packet++;
	put_ip_head(p, sent, n, &packet);
	put_big(&packet, 2, sent ? client : p->port);
	put_big(&packet, 2, sent ? p->port : client);
	put_big(&packet, 4, p->next[direction]);
	put_big(&packet, 4, flags & ACK ? p->next[!direction] : 0);
	put_big(&packet, 2, TCP_HEAD / 4 << 12 | flags);
	put_big(&packet, 2, WINDOW);
	put_big(&packet, 4, 0); /* the sum, nothing urgent */
	if (n)
		buf_append(&packet, bytes, n);
	/* The pseudo-header is the addresses, the protocol and the length (RFC 9293 3.1). */
	sum = add_sum(PROTOCOL_TCP + TCP_HEAD + (uint32_t)n, buf_data(&packet) + 12, 8);
	sum = add_sum(sum, buf_data(&packet) + IP_HEAD, TCP_HEAD + n);
	set_sum(&packet, IP_HEAD + 16, fold_sum(sum));
	put_packet(out, &packet, time, comment);
	p->next[direction] += (uint32_t)n + (flags & (SYN | FIN) ? 1 : 0);
	buf_fini(&packet);
}

void pcapng_begin(Pcapng *p, const char *name, unsigned port, bool joined, int64_t time,
		  struct buf *out)
{
	pcapng_end(p, false, time, out);
	p->open = true;
	p->connection++;
	p->port = port;
	p->next[WIRE_SENT] = p->next[WIRE_RECEIVED] = joined;
	if (joined)
		return;
	put_segment(p, WIRE_SENT, SYN, NULL, 0, time, name, out);
	put_segment(p, WIRE_RECEIVED, SYN | ACK, NULL, 0, time, NULL, out);
	put_segment(p, WIRE_SENT, ACK, NULL, 0, time, NULL, out);
}

void pcapng_put(Pcapng *p, const struct wire_piece *piece, struct buf *out)
{
	const char *note = piece->secret ? "hidden: its length is what is known of it" : NULL;
	char stars[SEGMENT];

	memset(stars, '*', sizeof(stars));
	for (size_t at = 0; p->open && at < piece->length;) {
		size_t n = least_size(piece->length - at, SEGMENT);

		put_segment(p, piece->direction, PSH | ACK,
			    piece->secret ? stars : piece->bytes + at, n, piece->time, note, out);
		at += n;
	}
}

void pcapng_end(Pcapng *p, bool lost, int64_t time, struct buf *out)
{
	if (!p->open)
		return;
	p->open = false;
	if (lost) {
		put_segment(p, WIRE_RECEIVED, RST | ACK, NULL, 0, time, NULL, out);
		return;
	}
	put_segment(p, WIRE_RECEIVED, FIN | ACK, NULL, 0, time, NULL, out);
	put_segment(p, WIRE_SENT, FIN | ACK, NULL, 0, time, NULL, out);
	put_segment(p, WIRE_RECEIVED, ACK, NULL, 0, time, NULL, out);
}
