#include "base/compress.h"

#include <stdlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "base/mem.h"

#include "base/poison.h"

enum {
	LEVEL = 1,
	MATCH_MIN = 7, /* bytes: fewer and longer matches are read sooner */
	ACCELERATION = 1, /* with it literals aren't coded, which is read sooner, */
	GOOD_PERCENT = 40, /* unless what comes out is more than this */
	WINDOW_LOG_MAX = 23, /* 8 MiB: what RFC 8878 3.1.1.1.2 asks of every decoder */
	BLOCK_HEADER = 3, /* bytes, RFC 8878 3.1.1.2 */
};

struct Decompressor {
	ZSTD_DCtx *context;
	size_t begun; /* bytes of a frame's magic number that came */
	size_t wanted; /* bytes that would be of use next in a frame; 0: none is under way */
};

Decompressor *decompressor_new(void)
{
	Decompressor *d = mem_alloc(sizeof(*d));

	d->context = ZSTD_createDCtx();
	if (!d->context ||
	    ZSTD_isError(ZSTD_DCtx_setParameter(d->context, ZSTD_d_windowLogMax, WINDOW_LOG_MAX)))
		mem_die();
	return d;
}

void decompressor_free(Decompressor *d)
{
	if (!d)
		return;
	ZSTD_freeDCtx(d->context);
	free(d);
}

static size_t compress_with(int acceleration, const char *bytes, size_t n, char *out, size_t room)
{
	ZSTD_CCtx *context = ZSTD_createCCtx();
	size_t used;

	if (!context)
		mem_die();
	ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, LEVEL);
	ZSTD_CCtx_setParameter(context, ZSTD_c_strategy, ZSTD_fast);
	ZSTD_CCtx_setParameter(context, ZSTD_c_minMatch, MATCH_MIN);
	ZSTD_CCtx_setParameter(context, ZSTD_c_targetLength, acceleration);
	used = ZSTD_compress2(context, out, room, bytes, n);
	/* There is room for whatever comes out: only memory can be missing. */
	if (ZSTD_isError(used))
		mem_die();
	ZSTD_freeCCtx(context);
	return used;
}

size_t compress_bytes(const char *bytes, size_t n, struct buf *out)
{
	size_t bound = ZSTD_compressBound(n);
	char *to = buf_reserve(out, bound);
	size_t used = compress_with(ACCELERATION, bytes, n, to, bound);

	if (used > n / 100 * GOOD_PERCENT)
		used = compress_with(0, bytes, n, to, bound);
	buf_commit(out, used);
	return used;
}

bool decompress_bytes(Decompressor *d, const char *bytes, size_t n, char *out, size_t length)
{
	return ZSTD_decompressDCtx(d->context, out, length, bytes, n) == length;
}

/* Frames of older formats, and those to be skipped, are not taken: the library would. */
static bool begins_well(Decompressor *d, const char *bytes, size_t n)
{
	static const char magic[] = { 0x28, (char)0xb5, 0x2f, (char)0xfd };

	for (; n && d->begun < sizeof(magic); n--) {
		if (*bytes++ != magic[d->begun++])
			return false;
	}
	return true;
}

enum decompress_status decompress_some(Decompressor *d, const char *bytes, size_t n, size_t *used,
				       char *out, size_t room, size_t *made)
{
	ZSTD_inBuffer from = { .src = bytes, .size = n };
	ZSTD_outBuffer to = { .dst = out, .size = room };

	*used = *made = 0;
	if (!begins_well(d, bytes, n))
		return DECOMPRESS_BROKEN;
	d->wanted = ZSTD_decompressStream(d->context, &to, &from);
	*used = from.pos;
	*made = to.pos;
	if (ZSTD_getErrorCode(d->wanted) == ZSTD_error_memory_allocation)
		mem_die();
	if (ZSTD_isError(d->wanted))
		return DECOMPRESS_BROKEN;
	if (d->wanted)
		return DECOMPRESS_GOES_ON;
	d->begun = 0;
	return DECOMPRESS_ENDED;
}

bool decompressor_is_settled(const Decompressor *d)
{
	return d->wanted == 0 || d->wanted == BLOCK_HEADER;
}
