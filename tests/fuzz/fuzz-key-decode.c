#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "ui/key-decode.h"

/* The same bytes in one piece and byte by byte must be the same keys. */

static void on_key(void *user, struct key k)
{
	char name[KEY_NAME_MAX];

	key_format(k, name);
	str_append_format(user, "k%s,", name);
}

static void on_unknown(void *user, const char *bytes, size_t n)
{
	str_append_char(user, '?');
	str_append(user, bytes, n);
}

static void on_paste(void *user, const char *bytes, size_t n)
{
	str_append_char(user, '<');
	str_append(user, bytes, n);
}

static const struct key_events events = { on_key, on_unknown, on_paste };

static void decode(const char *bytes, size_t n, size_t chunk, struct str *out)
{
	KeyDecoder *d = key_decoder_new(&events, out);

	for (size_t at = 0; at < n; at += chunk)
		key_decoder_feed(d, bytes + at, n - at < chunk ? n - at : chunk, 0);
	key_decoder_tick(d, KEY_DECODE_PASTE_MS);
	key_decoder_free(d);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str whole, bytewise;

	str_init(&whole);
	str_init(&bytewise);
	decode((const char *)data, size, size ? size : 1, &whole);
	decode((const char *)data, size, 1, &bytewise);
	if (whole.length != bytewise.length || memcmp(whole.text, bytewise.text, whole.length) != 0)
		abort();
	str_fini(&whole);
	str_fini(&bytewise);
	return 0;
}
