/*
 * What the peer compresses (MCCP2, MCCP4), through the telnet layer whole.
 */
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "compressed.h"
#include "unit/telnet-record.h"
#include "unit/unit.h"

static const unsigned chunks[] = { 0, 1, 2, 3, 7, 50, 51, 1001, 1002, 1003 };

enum { CHUNKS = sizeof(chunks) / sizeof(chunks[0]), MEGABYTE = 1 << 20 };

/* A stream as the peer sends it, in `out`: what goes before, the compressed part, what is behind.
 */
static void append_all(struct buf *out, const char *before, enum compressed_kind kind,
		       const char *inside, bool ended, const char *behind)
{
	struct buf plain;

	buf_init(&plain);
	bytes_append(out, before);
	bytes_append(&plain, inside);
	compressed_append(out, kind, buf_data(&plain), buf_length(&plain), ended);
	bytes_append(out, behind);
	buf_fini(&plain);
}

static void open_record(struct record *r)
{
	struct telnet_config config = record_config();

	config.protocol = TELNET_PROTOCOL_TELNET;
	record_init(r, &config);
}

/* Feeds the bytes in every size of chunks; the log must be `expected` each time, what was sent
 * `sent`. */
static void check(const struct buf *bytes, const char *expected, const char *sent)
{
	for (unsigned i = 0; i < CHUNKS; i++) {
		struct record r;

		open_record(&r);
		record_feed_bytes(&r, buf_data(bytes), buf_length(bytes), chunks[i]);
		assert_string_equal(record_log(&r), expected);
		assert_sent(&r, sent);
		assert_false(telnet_has_more(r.telnet));
		record_fini(&r);
	}
}

/* It begins in the middle of a read, holds a subnegotiation that isn't its own, ends, and plain
 * bytes are behind it; then again. */
static void test_stream(void **state)
{
	struct buf bytes;

	(void)state;
	for (int kind = COMPRESSED_ZLIB; kind <= COMPRESSED_RAW; kind++) {
		buf_init(&bytes);
		append_all(&bytes, "fffb56 'before' fffa56fff0", (enum compressed_kind)kind,
			   "'inside' fffa270103fff0 fffd63 'more'", true, "'behind' fffd63");
		append_all(&bytes, "fffa56fff0", (enum compressed_kind)kind, "'again'", true,
			   "'end'");
		check(&bytes, "{changed} 'beforeinsidemorebehindagainend'", "fffd56 fffc63 fffc63");
		buf_fini(&bytes);
	}
}

static void test_second_start_is_ignored(void **state)
{
	struct buf bytes;

	(void)state;
	buf_init(&bytes);
	append_all(&bytes, "fffb56 fffa56fff0", COMPRESSED_ZLIB, "'one' fffa56fff0 'two'", true,
		   "'three'");
	check(&bytes, "{changed} 'onetwothree'", "fffd56");
	buf_fini(&bytes);
}

static void test_unasked_start_is_dropped(void **state)
{
	struct buf bytes;

	(void)state;
	buf_init(&bytes);
	bytes_append(&bytes, "fffa56fff0 'plain' fffa58 02 'zstd' fff0 'too'");
	check(&bytes, "'plaintoo'", "");
	buf_clear(&bytes);
	bytes_append(&bytes, "fffb56 fffa56fffb63 'plain'");
	check(&bytes, "{changed} 'plain'", "fffd56 fffe63");
	buf_fini(&bytes);
}

static void test_option_is_refused(void **state)
{
	struct telnet_config config = record_config();
	struct record r;

	(void)state;
	config.permits = 0;
	record_init(&r, &config);
	record_feed(&r, "fffb56 fffb58 fffd56 fffd58 fffb55 fffa55fbf0 'plain'", 0);
	assert_sent(&r, "fffe56 fffe58 fffc56 fffc58 fffe55");
	assert_data(&r, "'plain'");
	record_fini(&r);
}

static void test_mccp4(void **state)
{
	static const char offer[] = "fffd58 fffa58 01 'zstd,deflate' fff0";
	struct buf bytes;

	(void)state;
	buf_init(&bytes);
	append_all(&bytes, "fffb58 fffa58 02 'zstd' fff0", COMPRESSED_ZSTD, "'one'", true,
		   "fffe58 'two'");
	append_all(&bytes, "fffa58 02 'deflate' fff0", COMPRESSED_ZLIB, "'three'", true, "'four'");
	append_all(&bytes, "fffa58fff0", COMPRESSED_ZSTD, "'five'", true, "'six'");
	check(&bytes, "{changed} 'onetwothreefourfivesix'", offer);
	buf_clear(&bytes);
	bytes_append(&bytes, "fffb58 'x' fffa58 02 'brotli' fff0 'garbage'");
	check(&bytes, "{changed} 'x'{broken}", offer);
	buf_fini(&bytes);
}

/* We may end it, which the peer acknowledges in the stream; or has begun before it knew. */
static void test_ended_by_us(void **state)
{
	(void)state;
	for (int late = 0; late < 2; late++) {
		struct record r;
		struct buf bytes;

		buf_init(&bytes);
		append_all(&bytes, late ? "fffa56fff0" : "", COMPRESSED_ZLIB, "'one' fffc56 'two'",
			   true, "'three' fffa56fff0 'four'");
		open_record(&r);
		record_feed(&r, late ? "fffb56" : "fffb56 fffa56fff0", 0);
		record_clear(&r);
		telnet_set_permits(r.telnet, 0, r.now);
		assert_sent(&r, "fffe56");
		record_feed_bytes(&r, buf_data(&bytes), buf_length(&bytes), 3);
		assert_data(&r, "'onetwothreefour'");
		assert_sent(&r, "fffe56");
		record_fini(&r);
		buf_fini(&bytes);
	}
}

/* Whatever is damaged, what comes out is what was before it; nothing comes in plain after. */
static void test_damage(void **state)
{
	static const char text[] = "the quick brown fox jumps over the lazy dog, again and again";
	struct buf stream, bytes;

	(void)state;
	for (int kind = 0; kind < COMPRESSED_KINDS; kind++) {
		buf_init(&stream);
		compressed_append(&stream, (enum compressed_kind)kind, text, strlen(text), true);
		for (size_t at = 0; at < buf_length(&stream); at++) {
			struct record r;

			buf_init(&bytes);
			bytes_append(&bytes, kind == COMPRESSED_ZSTD ?
						     "fffb58 fffa58 02 'zstd' fff0" :
						     "fffb56 fffa56fff0");
			buf_append(&bytes, buf_data(&stream), buf_length(&stream));
			bytes.bytes[bytes.end - buf_length(&stream) + at] ^= 0x24;
			open_record(&r);
			record_feed_bytes(&r, buf_data(&bytes), buf_length(&bytes), 3);
			if (strstr(record_log(&r), "broken")) {
				record_feed(&r, "'plain'", 0);
				assert_null(strstr(record_log(&r), "plain"));
			}
			record_fini(&r);
			buf_fini(&bytes);
		}
		buf_fini(&stream);
	}
}

static void test_broken(void **state)
{
	struct buf bytes;

	(void)state;
	buf_init(&bytes);
	bytes_append(&bytes, "fffb56 'a' fffa56fff0 789c 'no such thing'");
	check(&bytes, "{changed} 'a'{broken}", "fffd56");
	buf_clear(&bytes);
	bytes_append(&bytes, "fffb56 'a' fffa56fff0 'Welcome, not compressed'");
	check(&bytes, "{changed} 'a'{broken}", "fffd56");
	buf_clear(&bytes);
	bytes_append(&bytes, "fffb58 'a' fffa58 02 'zstd' fff0 'Welcome, not compressed'");
	check(&bytes, "{changed} 'a'{broken}", "fffd58 fffa58 01 'zstd,deflate' fff0");
	buf_fini(&bytes);
}

/* The connection may end after a flush: then nothing is missing. */
static void test_cut(void **state)
{
	static const char text[] = "the quick brown fox jumps over the lazy dog";

	(void)state;
	for (int kind = 0; kind < COMPRESSED_KINDS; kind++) {
		struct record r;
		struct buf stream;
		size_t n;

		buf_init(&stream);
		compressed_append(&stream, (enum compressed_kind)kind, text, strlen(text), false);
		n = buf_length(&stream);
		open_record(&r);
		record_feed(&r, "fffb56 fffb58", 0);
		record_feed(&r, kind == COMPRESSED_ZSTD ? "fffa58fff0" : "fffa56fff0", 0);
		assert_false(telnet_is_cut(r.telnet));
		for (size_t i = 0; i < n; i++) {
			record_feed_bytes(&r, buf_data(&stream) + i, 1, 0);
			if (i + 1 == n)
				assert_false(telnet_is_cut(r.telnet));
			else if (i > 12 || i == 0)
				assert_true(telnet_is_cut(r.telnet));
		}
		assert_int_equal(buf_length(&r.data), strlen(text));
		record_fini(&r);
		buf_fini(&stream);
	}
}

/* The tap sees telnet: what was compressed stands there without that. */
static void test_received(void **state)
{
	struct buf bytes;

	(void)state;
	buf_init(&bytes);
	append_all(&bytes, "fffb56 'a' fffa56fff0", COMPRESSED_ZLIB, "'b' fffd63 'c'", true, "'d'");
	for (unsigned i = 0; i < CHUNKS; i++) {
		struct record r;

		open_record(&r);
		record_feed_bytes(&r, buf_data(&bytes), buf_length(&bytes), chunks[i]);
		assert_bytes("received", "fffb56 'a' fffa56fff0 'b' fffd63 'cd'",
			     buf_data(&r.received), buf_length(&r.received));
		record_fini(&r);
	}
	buf_fini(&bytes);
}

/* A call gives no more than it may, and says that there is more. */
static void test_budget(void **state)
{
	struct telnet_compression c;
	struct record r;
	struct buf stream;
	size_t used, rounds = 0;

	(void)state;
	buf_init(&stream);
	compressed_append_letters(&stream, COMPRESSED_ZLIB, MEGABYTE);
	open_record(&r);
	record_feed(&r, "fffb56 fffa56fff0", 0);
	used = telnet_receive(r.telnet, buf_data(&stream), buf_length(&stream), 5000, 1);
	assert_int_equal(buf_length(&r.data), 5000);
	do {
		size_t before = buf_length(&r.data);

		used += telnet_receive(r.telnet, buf_data(&stream) + used,
				       buf_length(&stream) - used, 5000, 1);
		assert_true(buf_length(&r.data) - before <= 5000);
		rounds++;
	} while (telnet_has_more(r.telnet) || used < buf_length(&stream));
	assert_int_equal(buf_length(&r.data), MEGABYTE);
	assert_true(rounds >= MEGABYTE / 5000);
	telnet_compression(r.telnet, &c);
	assert_null(c.received);
	assert_int_equal(c.received_wire, buf_length(&stream));
	assert_int_equal(c.received_plain, MEGABYTE);
	record_fini(&r);
	buf_fini(&stream);
}

static size_t feed_bomb(struct record *r, const struct buf *stream, size_t used)
{
	while ((used < buf_length(stream) || telnet_has_more(r->telnet)) &&
	       !telnet_waits(r->telnet)) {
		used += telnet_receive(r->telnet, buf_data(stream) + used,
				       buf_length(stream) - used, MEGABYTE, 1);
		buf_clear(&r->data);
		buf_clear(&r->received);
		r->run = 0;
	}
	return used;
}

static void bomb(enum compressed_kind kind, const char *start)
{
	struct telnet_compression c;
	struct record r;
	struct buf stream;
	size_t used;

	buf_init(&stream);
	compressed_append_letters(&stream, kind, 200 * (size_t)MEGABYTE);
	open_record(&r);
	record_feed(&r, start, 0);
	record_clear(&r);
	used = feed_bomb(&r, &stream, 0);
	assert_true(telnet_waits(r.telnet));
	assert_non_null(strstr(record_log(&r), "{expands}"));
	assert_int_equal(telnet_receive(r.telnet, buf_data(&stream) + used, 1, 1, 1), 0);
	telnet_compression(r.telnet, &c);
	assert_true(c.received_plain >= TELNET_RATIO_WINDOW);
	assert_true(c.received_plain < TELNET_RATIO_WINDOW + MEGABYTE);
	telnet_allow_expansion(r.telnet, false);
	used = feed_bomb(&r, &stream, used);
	assert_true(telnet_waits(r.telnet));
	telnet_allow_expansion(r.telnet, true);
	assert_int_equal(feed_bomb(&r, &stream, used), buf_length(&stream));
	assert_false(telnet_waits(r.telnet));
	telnet_compression(r.telnet, &c);
	assert_int_equal(c.received_plain, 200 * (size_t)MEGABYTE);
	record_fini(&r);
	buf_fini(&stream);
}

static void test_bomb(void **state)
{
	(void)state;
	bomb(COMPRESSED_ZLIB, "fffb56 fffa56fff0");
	bomb(COMPRESSED_ZSTD, "fffb58 fffa58fff0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stream),
		cmocka_unit_test(test_second_start_is_ignored),
		cmocka_unit_test(test_unasked_start_is_dropped),
		cmocka_unit_test(test_option_is_refused),
		cmocka_unit_test(test_mccp4),
		cmocka_unit_test(test_ended_by_us),
		cmocka_unit_test(test_damage),
		cmocka_unit_test(test_broken),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_received),
		cmocka_unit_test(test_budget),
		cmocka_unit_test(test_bomb),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
