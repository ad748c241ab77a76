/*
 * Packs of any bytes: what is wrong is said with line and column, and what is read can be used. The
 * signs of a pack that is read whole can be read alone.
 */
#undef NDEBUG
#include <assert.h>
#include <ctype.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "device/pack.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void use(const Pack *p)
{
	static const char text[] = "core1(config)# % Invalid input --More-- [y/n]";
	size_t modes = 0;

	while (pack_row(p, PACK_MODE, modes)) {
		assert(pack_mode(p, pack_row(p, PACK_MODE, modes)->name) == (int)modes);
		modes++;
	}
	for (int key = 0; key < PACK_KEYS; key++) {
		const struct pack_row *row;

		for (size_t i = 0; (row = pack_row(p, (enum pack_key)key, i)); i++) {
			assert(row->from < (int)modes && row->to < (int)modes);
			assert(!row->regex || row->host < regex_count(row->regex));
		}
		for (size_t n = 0; n < sizeof(text); n += 5)
			pack_match(p, (enum pack_key)key, text, n, NULL);
	}
	for (int from = 0; from < (int)modes && from < 8; from++) {
		const struct pack_row *way = pack_next_way(p, from, (int)modes - 1);

		assert(!way || (way->from == from && way->text));
	}
	assert(pack_title(p));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = size ? (const char *)data : "";
	struct err e = { ERR_NONE, "" };
	Pack *p = pack_parse("fuzz", text, size, PACK_WHOLE, &e), *signs;

	if (!p) {
		assert(isdigit((unsigned char)e.text[0]) && strchr(e.text, ':'));
		return 0;
	}
	use(p);
	signs = pack_parse("fuzz", text, size, PACK_SIGNS, &e);
	assert(signs);
	pack_free(signs);
	pack_free(p);
	return 0;
}
