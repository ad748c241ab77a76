/*
 * The tokenizer: what it reads doesn't depend on how the bytes are cut, and never grows. The first
 * byte chooses the cuts and where `each` says stop.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "telnet/token.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LIMIT = 40 };

struct reading {
	struct buf text; /* the tokens, written so that data runs join */
	unsigned stop_after, tokens;
};

static size_t limit(uint8_t option)
{
	return option & 1 ? LIMIT : LIMIT / 4;
}

static void check(int good)
{
	if (!good)
		abort();
}

static bool on_token(void *user, const struct token *token)
{
	struct reading *r = user;
	const uint8_t head[] = { (uint8_t)token->kind, token->command, token->option,
				 token->truncated };

	if (token->kind == TOKEN_DATA) {
		check(token->length > 0);
		for (size_t i = 0; i < token->length; i++) {
			buf_append_byte(&r->text, TOKEN_DATA);
			buf_append(&r->text, token->bytes + i, 1);
		}
	} else {
		check(token->bytes || !token->length);
		check(token->length <= limit(token->option) &&
		      !(token->truncated && token->length));
		buf_append(&r->text, head, sizeof head);
		buf_append(&r->text, &token->length, sizeof token->length);
		buf_append(&r->text, token->bytes, token->length);
	}
	return !r->stop_after || ++r->tokens % r->stop_after;
}

static void feed_all(Tokenizer *t, struct reading *r, const char *bytes, size_t n, size_t chunk)
{
	for (size_t i = 0; i < n;) {
		size_t end = chunk && i + chunk < n ? i + chunk : n;

		while (i < end) {
			size_t used = token_feed(t, bytes + i, end - i, on_token, r);

			check(used <= end - i);
			check(used > 0 || r->stop_after);
			i += used;
		}
	}
}

static struct buf read_tokens(const char *bytes, size_t n, size_t chunk, unsigned stop_after)
{
	struct reading r = { .stop_after = stop_after };
	Tokenizer *t = token_new(limit);

	buf_init(&r.text);
	feed_all(t, &r, bytes, n, chunk);
	token_free(t);
	return r.text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf whole, cut;

	if (size < 2)
		return 0;
	whole = read_tokens((const char *)data + 1, size - 1, 0, 0);
	cut = read_tokens((const char *)data + 1, size - 1, data[0] % 16u, data[0] / 16u);
	check(buf_length(&whole) == buf_length(&cut));
	check(!buf_length(&whole) || !memcmp(buf_data(&whole), buf_data(&cut), buf_length(&whole)));
	buf_fini(&whole);
	buf_fini(&cut);
	return 0;
}
