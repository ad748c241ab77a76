#include "telnet/inflate.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#define ZLIB_CONST
#include <zlib.h>

#include "base/compress.h"
#include "base/mem.h"

#include "base/poison.h"

enum {
	HEAD = 2, /* bytes that tell the three kinds of deflate apart */
	WINDOW_BITS = 15,
	GZIP = 16, /* added to the window's bits: with a header of gzip */
	BORDER = 128, /* in data_type: between two blocks; */
	UNUSED_BITS = 7, /* so many bits of the last byte belong to the next */
};

struct Inflate {
	Decompressor *zstd; /* NULL: deflate */
	z_stream z;
	bool begun; /* `z` is set up */
	char head[HEAD];
	size_t head_length, head_used;
	bool full;
};

static void *allocate(void *user, unsigned count, unsigned size)
{
	(void)user;
	return mem_calloc(count, size);
}

static void release(void *user, void *p)
{
	(void)user;
	free(p);
}

Inflate *inflate_new(enum inflate_encoding encoding)
{
	Inflate *z = mem_alloc(sizeof(*z));

	if (encoding == INFLATE_ZSTD)
		z->zstd = decompressor_new();
	return z;
}

void inflate_free(Inflate *z)
{
	if (!z)
		return;
	if (z->begun)
		inflateEnd(&z->z);
	decompressor_free(z->zstd);
	free(z);
}

/*
 * RFC 1950 2.2: the method is 8, and both bytes are a multiple of 31; RFC 1952 2.3.1: 1f 8b. In
 * bare deflate the first would be a stored block with a bit set in its padding, the second a block
 * of the reserved type.
 */
static int window_bits(const char *head)
{
	unsigned first = (unsigned char)head[0], second = (unsigned char)head[1];

	if (first == 0x1f && second == 0x8b)
		return WINDOW_BITS + GZIP;
	if ((first & 15) == 8 && (first * 256 + second) % 31 == 0)
		return WINDOW_BITS;
	return -WINDOW_BITS;
}

static void begin(Inflate *z)
{
	z->z.zalloc = allocate;
	z->z.zfree = release;
	if (inflateInit2(&z->z, window_bits(z->head)) != Z_OK)
		mem_die();
	z->begun = true;
}

static enum inflate_status run(Inflate *z, const char *bytes, size_t n, size_t *used, char *out,
			       size_t room, size_t *made)
{
	z->z.next_in = (const Bytef *)bytes;
	z->z.avail_in = n < UINT_MAX ? (unsigned)n : UINT_MAX;
	z->z.next_out = (Bytef *)out;
	z->z.avail_out = room < UINT_MAX ? (unsigned)room : UINT_MAX;
	int result = inflate(&z->z, Z_SYNC_FLUSH);
	*used = (size_t)((const char *)z->z.next_in - bytes);
	*made = (size_t)((char *)z->z.next_out - out);
	switch (result) {
	case Z_OK:
	case Z_BUF_ERROR: return INFLATE_GOES_ON;
	case Z_STREAM_END: return INFLATE_ENDED;
	case Z_MEM_ERROR: mem_die();
	default: return INFLATE_BROKEN;
	}
}

/* Keeps the first bytes, until they say what this is; true when they have. */
static bool take_head(Inflate *z, const char *bytes, size_t n, size_t *used)
{
	while (z->head_length < HEAD && *used < n)
		z->head[z->head_length++] = bytes[(*used)++];
	if (z->head_length == HEAD && !z->begun)
		begin(z);
	return z->begun;
}

static enum inflate_status take_deflate(Inflate *z, const char *bytes, size_t n, size_t *used,
					char *out, size_t room, size_t *made)
{
	enum inflate_status status = INFLATE_GOES_ON;
	size_t taken = 0, given = 0;

	if (!take_head(z, bytes, n, used))
		return INFLATE_GOES_ON;
	if (z->head_used < HEAD) {
		status = run(z, z->head + z->head_used, HEAD - z->head_used, &taken, out, room,
			     made);
		z->head_used += taken;
	}
	if (status != INFLATE_GOES_ON || z->head_used < HEAD)
		return status;
	status = run(z, bytes + *used, n - *used, &taken, out + *made, room - *made, &given);
	*used += taken;
	*made += given;
	return status;
}

static enum inflate_status take_zstd(Inflate *z, const char *bytes, size_t n, size_t *used,
				     char *out, size_t room, size_t *made)
{
	switch (decompress_some(z->zstd, bytes, n, used, out, room, made)) {
	case DECOMPRESS_GOES_ON: return INFLATE_GOES_ON;
	case DECOMPRESS_ENDED: return INFLATE_ENDED;
	case DECOMPRESS_BROKEN: break;
	}
	return INFLATE_BROKEN;
}

enum inflate_status inflate_take(Inflate *z, const char *bytes, size_t n, size_t *used, char *out,
				 size_t room, size_t *made)
{
	enum inflate_status status;

	if (!n)
		bytes = "";
	*used = *made = 0;
	status = z->zstd ? take_zstd(z, bytes, n, used, out, room, made) :
			   take_deflate(z, bytes, n, used, out, room, made);
	z->full = status == INFLATE_GOES_ON && *made == room;
	return status;
}

bool inflate_has_more(const Inflate *z)
{
	return z->full;
}

bool inflate_is_settled(const Inflate *z)
{
	if (z->zstd)
		return !z->full && decompressor_is_settled(z->zstd);
	if (!z->begun)
		return z->head_length == 0;
	return !z->full && (z->z.data_type & BORDER) && !(z->z.data_type & UNUSED_BITS);
}
