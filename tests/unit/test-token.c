#include "unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "telnet/token.h"
#include "unit/telnet-record.h"

/* Tokens as text: runs of data joined, {cmd}, {cmd opt}, {SB opt payload}. */
struct reading {
	Tokenizer *tokenizer;
	struct str text;
	struct buf data;
	unsigned stop_after; /* tokens until `each` says stop; 0 = never */
	unsigned stops;
};

static size_t small_limit(uint8_t option)
{
	return option == 201 ? 100 : 10;
}

static void show_data(struct reading *r)
{
	bytes_show(&r->text, buf_data(&r->data), buf_length(&r->data));
	buf_clear(&r->data);
}

static bool on_token(void *user, const struct token *token)
{
	struct reading *r = user;

	if (token->kind == TOKEN_DATA) {
		assert_true(token->length > 0);
		buf_append(&r->data, token->bytes, token->length);
	} else {
		show_data(r);
		str_append_string(&r->text, r->text.length ? " {" : "{");
	}
	switch (token->kind) {
	case TOKEN_DATA: break;
	case TOKEN_COMMAND: str_append_format(&r->text, "%02x}", token->command); break;
	case TOKEN_NEGOTIATION:
		str_append_format(&r->text, "%02x %02x}", token->command, token->option);
		break;
	case TOKEN_SUBNEGOTIATION:
		assert_non_null(token->bytes);
		assert_true(!token->truncated || token->length == 0);
		str_append_format(&r->text, "SB %02x", token->option);
		bytes_show(&r->text, token->bytes, token->length);
		str_append_string(&r->text, token->truncated ? " truncated}" : "}");
		break;
	}
	if (r->stop_after && ++r->stops % r->stop_after == 0)
		return false;
	return true;
}

static void reading_init(struct reading *r, unsigned stop_after)
{
	*r = (struct reading){ .stop_after = stop_after };
	r->tokenizer = token_new(small_limit);
	str_init(&r->text);
	buf_init(&r->data);
}

static void reading_fini(struct reading *r)
{
	token_free(r->tokenizer);
	str_fini(&r->text);
	buf_fini(&r->data);
}

static void read_chunk(struct reading *r, const char *bytes, size_t n)
{
	char *copy = mem_strndup(bytes, n);

	for (size_t i = 0; i < n;) {
		size_t used = token_feed(r->tokenizer, copy + i, n - i, on_token, r);

		assert_true(used <= n - i);
		assert_true(used > 0 || r->stop_after);
		i += used;
	}
	free(copy);
}

static void read_all(struct reading *r, const char *bytes, size_t n, unsigned chunk)
{
	unsigned seed = chunk;

	for (size_t i = 0; i < n;) {
		size_t size = chunk > 1000 ? record_random(&seed) % 9 + 1 : chunk;

		if (!size || size > n - i)
			size = n - i;
		read_chunk(r, bytes + i, size);
		i += size;
	}
	show_data(r);
}

static const unsigned chunks[] = { 0, 1, 2, 3, 7, 1001, 1002, 1003 };

enum { CHUNKS = sizeof chunks / sizeof chunks[0] };

static void check(const char *input, const char *expected)
{
	struct buf bytes;

	buf_init(&bytes);
	bytes_append(&bytes, input);
	for (size_t c = 0; c < CHUNKS; c++) {
		for (unsigned stop = 0; stop < 3; stop++) {
			struct reading r;

			reading_init(&r, stop);
			read_all(&r, buf_data(&bytes), buf_length(&bytes), chunks[c]);
			if (strcmp(r.text.text, expected) != 0)
				fail_msg("%s (chunk %u, stop %u)\n  expected %s\n  saw      %s",
					 input, chunks[c], stop, expected, r.text.text);
			reading_fini(&r);
		}
	}
	buf_fini(&bytes);
}

static void test_data(void **state)
{
	(void)state;
	check("'hello' 0d 0a 00", "'hello' 0d 0a 00");
	check("'a' ff ff 'b'", "'a' ff 'b'");
	check("ff ff ff ff ff ff", "ff ff ff");
	check("'a' ff ff ff f9 ff ff 'b'", "'a' ff {f9} ff 'b'");
}

static void test_commands(void **state)
{
	(void)state;
	check("'a' ff f9 'b' ff ef ff f1 ff f2", "'a' {f9} 'b' {ef} {f1} {f2}");
	check("ff 41 'b'", "{41} 'b'");
	check("ff f0 'b'", "{f0} 'b'");
	check("ff fb 01 ff fc 02 ff fd 03 ff fe 04", "{fb 01} {fc 02} {fd 03} {fe 04}");
	check("ff fb ff 'x'", "{fb ff} 'x'");
	check("ff fd 00 00", "{fd 00} 00");
}

static void test_subnegotiations(void **state)
{
	(void)state;
	check("ff fa 18 01 ff f0 'x'", "{SB 18 01} 'x'");
	check("ff fa 18 ff f0", "{SB 18}");
	check("ff fa 1f 00 ff ff 00 18 ff f0", "{SB 1f 00 ff 00 18}");
	check("ff fa 18 'IAC' ff ff ff ff ff f0 'x'", "{SB 18 'IAC' ff ff} 'x'");
	check("ff fa 18 f0 ff f0 'x'", "{SB 18 f0} 'x'");
}

static void test_limit(void **state)
{
	(void)state;
	check("ff fa 18 '0123456789' ff f0 'x'", "{SB 18 '0123456789'} 'x'");
	check("ff fa 18 '01234567890' ff f0 'x'", "{SB 18 truncated} 'x'");
	check("ff fa 18 '012345678' ff ff ff ff ff f0 'x'", "{SB 18 truncated} 'x'");
	check("ff fa 18 '01234567890' ff f0 ff fa 18 'a' ff f0", "{SB 18 truncated} {SB 18 'a'}");
	check("ff fa c9 '01234567890' ff f0", "{SB c9 '01234567890'}");
}

/* A payload without its end: the next command ends it and counts itself. */
static void test_cut_off(void **state)
{
	(void)state;
	check("ff fa c9 'abc' ff fb 01 'x'", "{SB c9 'abc'} {fb 01} 'x'");
	check("ff fa c9 'abc' ff f9 'x'", "{SB c9 'abc'} {f9} 'x'");
	check("ff fa c9 'abc' ff ef 'x'", "{SB c9 'abc'} {ef} 'x'");
	check("ff fa c9 ff ec ff eb ff f0", "{SB c9} {ec} {eb} {f0}");
	check("ff fa c9 'abc' ff fa 18 01 ff f0 'x'", "{SB c9 'abc'} {SB 18 01} 'x'");
	check("ff fa 18 'a' ff 'b' ff f0 'x'", "{SB 18 'a' ff 'b'} 'x'");
	check("ff fa ff f0 'x'", "{SB ff} 'x'");
	check("ff fa ff fb 01 'x'", "{SB ff} {fb 01} 'x'");
}

/* MCCP1 ends without IAC: `SB 85 WILL SE`. */
static void test_mccp1(void **state)
{
	(void)state;
	check("ff fa 55 fb f0 'x' ff f9", "{SB 55 fb} 'x' {f9}");
	check("ff fa 55 ff f0 'x'", "{SB 55} 'x'");
	check("ff fa 55 fb 'a' f0 ff f0 'x'", "{SB 55 fb 'a' f0} 'x'");
	check("ff fa 56 fb f0 ff f0 'x'", "{SB 56 fb f0} 'x'");
}

static void test_idle(void **state)
{
	static const char *const halves[] = { "ff", "ff fb", "ff fa", "ff fa 18",
					      "ff fa 18 01 ff" };

	(void)state;
	for (size_t i = 0; i < sizeof halves / sizeof halves[0]; i++) {
		struct reading r;
		struct buf bytes;

		buf_init(&bytes);
		bytes_append(&bytes, halves[i]);
		reading_init(&r, 0);
		assert_true(token_is_idle(r.tokenizer));
		read_all(&r, buf_data(&bytes), buf_length(&bytes), 0);
		assert_false(token_is_idle(r.tokenizer));
		token_reset(r.tokenizer);
		assert_true(token_is_idle(r.tokenizer));
		read_all(&r, "x", 1, 0);
		assert_string_equal(r.text.text, "'x'");
		reading_fini(&r);
		buf_fini(&bytes);
	}
	token_free(NULL);
}

/* Whatever comes, in whatever pieces, means the same. */
static void test_random(void **state)
{
	static const unsigned char likely[] = { 0xff, 0xff, 0xfa, 0xf0, 0xfb, 0xfd,
						0xf9, 0x55, 0x18, 0x00, 'a' };

	(void)state;
	for (unsigned seed = 1; seed <= 2000; seed++) {
		unsigned random = seed;
		char bytes[60];
		struct reading whole;

		for (size_t i = 0; i < sizeof bytes; i++)
			bytes[i] = (char)likely[record_random(&random) % sizeof likely];
		reading_init(&whole, 0);
		read_all(&whole, bytes, sizeof bytes, 0);
		for (size_t c = 1; c < CHUNKS; c++) {
			struct reading r;

			reading_init(&r, seed % 3);
			read_all(&r, bytes, sizeof bytes, chunks[c]);
			assert_string_equal(r.text.text, whole.text.text);
			reading_fini(&r);
		}
		reading_fini(&whole);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_data),
		cmocka_unit_test(test_commands),
		cmocka_unit_test(test_subnegotiations),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_cut_off),
		cmocka_unit_test(test_mccp1),
		cmocka_unit_test(test_idle),
		cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
