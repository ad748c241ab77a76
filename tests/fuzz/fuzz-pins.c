/* A pins file of any bytes: a change keeps every line of it, and what is written is read the same.
 */
#undef NDEBUG
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tls/trust.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const int64_t wall = INT64_C(1789993600000);

static void check_same(const struct buf *a, const struct buf *b)
{
	assert(buf_length(a) == buf_length(b));
	assert(!buf_length(a) || memcmp(buf_data(a), buf_data(b), buf_length(a)) == 0);
}

/* Reads what `t` would write: the same comes out. */
static void check_again(const Trust *t)
{
	Trust *again = trust_new(NULL);
	struct buf first, second;

	buf_init(&first);
	buf_init(&second);
	trust_format(t, &first);
	trust_parse(again, buf_data(&first), buf_length(&first));
	trust_format(again, &second);
	check_same(&first, &second);
	assert(trust_damaged(t, NULL) == trust_damaged(again, NULL));
	buf_fini(&first);
	buf_fini(&second);
	trust_free(again);
}

static void check_fingerprint(const char *text)
{
	struct fingerprint f, again;
	char hex[FINGERPRINT_HEX], base64[FINGERPRINT_BASE64];

	if (!fingerprint_parse(text, &f, NULL))
		return;
	fingerprint_hex(&f, hex);
	fingerprint_base64(&f, base64);
	assert(fingerprint_parse(hex, &again, NULL) && fingerprint_equal(&f, &again));
	assert(fingerprint_parse(base64, &again, NULL) && fingerprint_equal(&f, &again));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_strndup(size ? (const char *)data : "", size);
	struct fingerprint key = { .bytes = { 1, 2, 3 } }, other = { .bytes = { 4, 5, 6 } };
	Trust *t = trust_new(NULL);
	struct buf before, after;
	size_t damaged;

	buf_init(&before);
	buf_init(&after);
	check_fingerprint(text);
	trust_parse(t, (const char *)data, size);
	check_again(t);
	damaged = trust_damaged(t, NULL);
	trust_format(t, &before);
	/* What was there is there, byte for byte, before what is new. */
	assert(size == 0 || memcmp(buf_data(&before), data, size) == 0);
	assert(buf_length(&before) <= size + 1);
	assert(trust_add(t, "fuzz.example", "992", &key, wall, NULL));
	assert(trust_lookup(t, "fuzz.example", "992", &key, NULL) == TRUST_MATCH);
	trust_format(t, &after);
	assert(buf_length(&after) >= buf_length(&before));
	assert(!buf_length(&before) ||
	       memcmp(buf_data(&after), buf_data(&before), buf_length(&before)) == 0);
	assert(trust_forget(t, "fuzz.example", "992", NULL));
	assert(trust_lookup(t, "fuzz.example", "992", &key, NULL) != TRUST_MATCH);
	assert(trust_add(t, "fuzz.example", "992", &other, wall, NULL));
	assert(trust_lookup(t, "fuzz.example", "992", &other, NULL) == TRUST_MATCH);
	assert(trust_damaged(t, NULL) == damaged);
	check_again(t);
	buf_fini(&before);
	buf_fini(&after);
	trust_free(t);
	free(text);
	return 0;
}
