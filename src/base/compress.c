#include "base/compress.h"

#include <stdlib.h>
#include <zstd.h>

#include "base/mem.h"

#include "base/poison.h"

enum { LEVEL = 1 };

struct Decompressor {
	ZSTD_DCtx *context;
};

Decompressor *decompressor_new(void)
{
	Decompressor *d = mem_alloc(sizeof(*d));

	d->context = ZSTD_createDCtx();
	if (!d->context)
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

size_t compress_bytes(const char *bytes, size_t n, struct buf *out)
{
	size_t bound = ZSTD_compressBound(n);
	size_t used = ZSTD_compress(buf_reserve(out, bound), bound, bytes, n, LEVEL);

	/* There is room for whatever comes out: only memory can be missing. */
	if (ZSTD_isError(used))
		mem_die();
	buf_commit(out, used);
	return used;
}

bool decompress_bytes(Decompressor *d, const char *bytes, size_t n, char *out, size_t length)
{
	return ZSTD_decompressDCtx(d->context, out, length, bytes, n) == length;
}
