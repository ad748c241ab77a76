#include "telnet/deflate.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#define ZLIB_CONST
#include <zlib.h>

#include "base/mem.h"

#include "base/poison.h"

enum {
	WINDOW_BITS = 12, /* what a person types repeats itself soon, or not */
	MEMORY_LEVEL = 5,
	ROOM = 1024, /* bytes of output at a time, over 6 (zlib.h, deflate) */
	STORED_MAX = 65535, /* bytes of a stored block (RFC 1951 3.2.4) */
};

struct Deflate {
	z_stream z; /* bare deflate: the header, the sum and secrets are written here */
	bool begun; /* the header was */
	uLong sum; /* RFC 1950 2.2: Adler-32 of all plain bytes */
};

/* --- Memory that is wiped when it is freed: each piece has its size before it. */

union head {
	size_t size;
	max_align_t align;
};

static void *allocate(void *user, unsigned count, unsigned size)
{
	union head *head;

	(void)user;
	if (size && count > (SIZE_MAX - sizeof(*head)) / size)
		return NULL;
	head = mem_alloc(sizeof(*head) + (size_t)count * size);
	head->size = (size_t)count * size;
	return head + 1;
}

static void release(void *user, void *p)
{
	union head *head = p;

	(void)user;
	if (!p)
		return;
	head--;
	mem_wipe(head, sizeof(*head) + head->size);
	free(head);
}

/* --- The stream. */

Deflate *deflate_new(void)
{
	Deflate *z = mem_alloc(sizeof(*z));

	z->z.zalloc = allocate;
	z->z.zfree = release;
	if (deflateInit2(&z->z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -WINDOW_BITS, MEMORY_LEVEL,
			 Z_DEFAULT_STRATEGY) != Z_OK)
		mem_die();
	z->sum = adler32(0, NULL, 0);
	return z;
}

void deflate_free(Deflate *z)
{
	if (!z)
		return;
	deflateEnd(&z->z);
	mem_wipe(z, sizeof(*z));
	free(z);
}

/* The header promises a window of 32 KiB, the one that every server has. */
static void begin(Deflate *z, struct buf *out)
{
	if (!z->begun)
		buf_append(out, "\x78\x9c", 2);
	z->begun = true;
}

static void run(Deflate *z, const char *bytes, size_t n, int flush, struct buf *out)
{
	z->z.next_in = (const Bytef *)bytes;
	z->z.avail_in = (unsigned)n;
	do {
		z->z.next_out = (Bytef *)buf_reserve(out, ROOM);
		z->z.avail_out = ROOM;
		deflate(&z->z, flush);
		buf_commit(out, ROOM - z->z.avail_out);
	} while (!z->z.avail_out);
}

/* Stored blocks stand between whole bytes, as a flush leaves them. The compressor, which doesn't
 * know of them, begins anew: a distance back over them would be wrong. */
static void store(Deflate *z, const char *bytes, size_t n, struct buf *out)
{
	for (size_t piece; n; bytes += piece, n -= piece) {
		piece = n < STORED_MAX ? n : STORED_MAX;
		buf_append_byte(out, 0);
		buf_append_byte(out, piece & 0xff);
		buf_append_byte(out, (unsigned char)(piece >> 8));
		buf_append_byte(out, ~piece & 0xff);
		buf_append_byte(out, (~piece >> 8) & 0xff);
		buf_append(out, bytes, piece);
	}
	deflateReset(&z->z);
}

void deflate_put(Deflate *z, const char *bytes, size_t n, bool secret, struct buf *out)
{
	begin(z, out);
	z->sum = adler32_z(z->sum, (const Bytef *)bytes, n);
	if (secret) {
		store(z, bytes, n, out);
		return;
	}
	for (size_t piece; n; bytes += piece, n -= piece) {
		piece = n < UINT_MAX ? n : UINT_MAX;
		run(z, bytes, piece, Z_SYNC_FLUSH, out);
	}
}

void deflate_end(Deflate *z, struct buf *out)
{
	begin(z, out);
	run(z, NULL, 0, Z_FINISH, out);
	for (int shift = 24; shift >= 0; shift -= 8)
		buf_append_byte(out, (z->sum >> shift) & 0xff);
}
