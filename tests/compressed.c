#include "compressed.h"

#include <stdlib.h>
#include <string.h>
#define ZLIB_CONST
#include <zlib.h>
#include <zstd.h>

enum { ROOM = 1 << 16 };

static void check(bool good)
{
	if (!good)
		abort();
}

/* --- zlib. */

static const int window_bits[] = {
	[COMPRESSED_ZLIB] = 15, [COMPRESSED_GZIP] = 31, [COMPRESSED_RAW] = -15
};

static void deflate_into(struct buf *out, z_stream *z, const char *bytes, size_t n, int flush)
{
	z->next_in = (const Bytef *)bytes;
	z->avail_in = (uInt)n;
	do {
		z->next_out = (Bytef *)buf_reserve(out, ROOM);
		z->avail_out = ROOM;
		check(deflate(z, flush) != Z_STREAM_ERROR);
		buf_commit(out, ROOM - z->avail_out);
	} while (!z->avail_out);
}

static void deflate_begin(z_stream *z, enum compressed_kind kind)
{
	memset(z, 0, sizeof(*z));
	check(deflateInit2(z, 9, Z_DEFLATED, window_bits[kind], 8, Z_DEFAULT_STRATEGY) == Z_OK);
}

/* --- zstd. */

static void zstd_into(struct buf *out, ZSTD_CCtx *z, const char *bytes, size_t n,
		      ZSTD_EndDirective how)
{
	ZSTD_inBuffer from = { .src = bytes, .size = n };
	size_t left;

	do {
		ZSTD_outBuffer to = { .dst = buf_reserve(out, ROOM), .size = ROOM };

		left = ZSTD_compressStream2(z, &to, &from, how);
		check(!ZSTD_isError(left));
		buf_commit(out, to.pos);
	} while (left || from.pos < from.size);
}

/* --- Either. */

void compressed_append(struct buf *out, enum compressed_kind kind, const char *bytes, size_t n,
		       bool ended)
{
	ZSTD_CCtx *zstd;
	z_stream z;

	if (kind == COMPRESSED_ZSTD) {
		zstd = ZSTD_createCCtx();
		zstd_into(out, zstd, bytes, n, ended ? ZSTD_e_end : ZSTD_e_flush);
		ZSTD_freeCCtx(zstd);
		return;
	}
	deflate_begin(&z, kind);
	deflate_into(out, &z, bytes, n, ended ? Z_FINISH : Z_SYNC_FLUSH);
	deflateEnd(&z);
}

void compressed_append_letters(struct buf *out, enum compressed_kind kind, size_t n)
{
	static char letters[ROOM];
	ZSTD_CCtx *zstd = ZSTD_createCCtx();
	z_stream z;

	memset(letters, 'x', ROOM);
	deflate_begin(&z, kind == COMPRESSED_ZSTD ? COMPRESSED_ZLIB : kind);
	for (size_t piece; n; n -= piece) {
		piece = n < ROOM ? n : ROOM;
		if (kind == COMPRESSED_ZSTD)
			zstd_into(out, zstd, letters, piece,
				  piece == n ? ZSTD_e_end : ZSTD_e_continue);
		else
			deflate_into(out, &z, letters, piece, piece == n ? Z_FINISH : Z_NO_FLUSH);
	}
	deflateEnd(&z);
	ZSTD_freeCCtx(zstd);
}

size_t compressed_read(struct buf *out, const char *bytes, size_t n, bool *ended)
{
	z_stream z = { .next_in = (const Bytef *)bytes, .avail_in = (uInt)n };
	int result;

	check(inflateInit(&z) == Z_OK);
	do {
		z.next_out = (Bytef *)buf_reserve(out, ROOM);
		z.avail_out = ROOM;
		result = inflate(&z, Z_SYNC_FLUSH);
		buf_commit(out, ROOM - z.avail_out);
	} while (result == Z_OK && (z.avail_in || !z.avail_out));
	inflateEnd(&z);
	*ended = result == Z_STREAM_END;
	return result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR ? n - z.avail_in :
										   0;
}
