/*
 * What we compress (MCCP3): the stream, and the wire that it leaves by.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "compressed.h"
#include "script-transport.h"
#include "session/wire.h"
#include "telnet/deflate.h"
#include "unit/telnet-record.h"
#include "unit/unit.h"

static const char start[] = "\xff\xfa\x57\xff\xf0";

enum { START = sizeof(start) - 1 };

/* --- The stream. */

static void assert_reads(const struct buf *stream, const char *text, size_t n, bool ended)
{
	struct buf plain;
	bool has_ended;

	buf_init(&plain);
	assert_int_equal(compressed_read(&plain, buf_data(stream), buf_length(stream), &has_ended),
			 buf_length(stream));
	assert_int_equal(has_ended, ended);
	assert_int_equal(buf_length(&plain), n);
	assert_memory_equal(buf_data(&plain), text, n);
	buf_fini(&plain);
}

/* Each piece can be read when it has come. */
static void test_pieces(void **state)
{
	static const char *const pieces[] = { "look\r\n", "look\r\n", "get sword\r\n", "x",
					      "look\r\n" };
	struct buf stream, text;
	Deflate *z = deflate_new();

	(void)state;
	buf_init(&stream);
	buf_init(&text);
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		buf_append(&text, pieces[i], strlen(pieces[i]));
		deflate_put(z, pieces[i], strlen(pieces[i]), false, &stream);
		assert_reads(&stream, buf_data(&text), buf_length(&text), false);
	}
	deflate_end(z, &stream);
	assert_reads(&stream, buf_data(&text), buf_length(&text), true);
	deflate_free(z);
	buf_fini(&stream);
	buf_fini(&text);
}

static void test_empty(void **state)
{
	struct buf stream;
	Deflate *z = deflate_new();

	(void)state;
	buf_init(&stream);
	deflate_end(z, &stream);
	assert_reads(&stream, "", 0, true);
	deflate_free(z);
	buf_fini(&stream);
}

/* A secret stands in the stream as it is; what was sent before and after repeats across it. */
static void test_secrets(void **state)
{
	enum { LONG = 150000 };
	char *text = mem_alloc(LONG);
	struct buf stream, all;
	Deflate *z = deflate_new();
	unsigned seed = 1;

	(void)state;
	for (size_t i = 0; i < LONG; i++)
		text[i] = (char)record_random(&seed);
	buf_init(&stream);
	buf_init(&all);
	for (int round = 0; round < 50; round++) {
		size_t at = record_random(&seed) % 100, n = record_random(&seed) % 300;
		bool secret = round % 3 == 1;

		deflate_put(z, text + at, n, secret, &stream);
		buf_append(&all, text + at, n);
		if (secret && n)
			assert_non_null(
				memmem(buf_data(&stream), buf_length(&stream), text + at, n));
	}
	deflate_put(z, text, LONG, true, &stream);
	buf_append(&all, text, LONG);
	deflate_put(z, text, LONG, false, &stream);
	buf_append(&all, text, LONG);
	deflate_end(z, &stream);
	assert_reads(&stream, buf_data(&all), buf_length(&all), true);
	deflate_free(z);
	buf_fini(&stream);
	buf_fini(&all);
	free(text);
}

/* A password that a text before it holds is sent in as many bytes as any other. */
static void test_length_tells_nothing(void **state)
{
	static const char *const guesses[] = { "the password is sesame", "the password is qwerty" };
	size_t lengths[2];

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct buf stream;
		Deflate *z = deflate_new();

		buf_init(&stream);
		deflate_put(z, guesses[i], strlen(guesses[i]), false, &stream);
		lengths[i] = buf_length(&stream);
		deflate_put(z, "sesame", 6, true, &stream);
		lengths[i] = buf_length(&stream) - lengths[i];
		deflate_free(z);
		buf_fini(&stream);
	}
	assert_int_equal(lengths[0], lengths[1]);
}

/* --- The wire. */

static void put(Wire *w, bool secret, const char *text)
{
	wire_open(w, WIRE_TYPED, secret, text, strlen(text));
	assert_true(wire_put(w, text, strlen(text)));
	assert_true(wire_put(w, "\r\n", 2));
	wire_close(w);
}

static void note(void *user, const struct wire_piece *piece)
{
	struct str *seen = user;

	if (piece->secret)
		str_append_format(seen, "<%zu>", piece->length);
	else
		str_append(seen, piece->bytes, piece->length);
}

/* Takes the marks and the streams behind them out of what was sent. */
static void read_sent(const struct buf *sent, struct buf *plain)
{
	const char *bytes = buf_data(sent);
	size_t n = buf_length(sent);

	for (size_t i = 0; i < n;) {
		bool ended = false;
		size_t used;

		if (n - i < START || memcmp(bytes + i, start, START) != 0) {
			buf_append(plain, bytes + i++, 1);
			continue;
		}
		buf_append(plain, "{", 1);
		i += START;
		used = compressed_read(plain, bytes + i, n - i, &ended);
		i += used;
		if (ended)
			buf_append(plain, "}", 1);
	}
}

static void assert_text(const struct buf *b, const char *text)
{
	char *saw = mem_strndup(buf_data(b), buf_length(b));

	assert_string_equal(saw, text);
	free(saw);
}

static void play(Wire *w)
{
	put(w, false, "plain");
	assert_true(wire_begin_deflate(w, start, START));
	assert_false(wire_begin_deflate(w, start, START));
	put(w, false, "look");
	put(w, true, "sesame");
	put(w, false, "look");
	wire_end_deflate(w);
	put(w, false, "plain again");
	assert_true(wire_begin_deflate(w, start, START));
	wire_end_deflate(w);
	wire_end_deflate(w);
	assert_true(wire_begin_deflate(w, start, START));
	put(w, false, "more");
}

/* However much the transport takes at a time, and whether it all waits at once. */
static void test_wire(void **state)
{
	static const size_t rooms[] = { 1, 2, 3, 7, 100000 };

	(void)state;
	for (size_t i = 0; i < sizeof(rooms) / sizeof(rooms[0]); i++) {
		struct buf sent = { 0 }, plain = { 0 };
		Transport *t = script_transport(NULL, 0, rooms[i], &sent);
		Wire *w = wire_new();
		struct str seen;
		struct err e;

		str_init(&seen);
		assert_true(wire_tap(w, note, &seen));
		play(w);
		assert_int_equal(wire_flush(w, t, 1, &e), IO_OK);
		assert_int_equal(wire_length(w), 0);
		read_sent(&sent, &plain);
		assert_text(&plain,
			    "plain\r\n{look\r\nsesame\r\nlook\r\n}plain again\r\n{}{more\r\n");
		assert_string_equal(
			seen.text, "plain\r\n\xff\xfa\x57\xff\xf0look\r\n<8>look\r\nplain again\r\n"
				   "\xff\xfa\x57\xff\xf0\xff\xfa\x57\xff\xf0more\r\n");
		wire_end_deflate(w);
		assert_true(wire_length(w) > 0);
		assert_int_equal(wire_flush(w, t, 1, &e), IO_OK);
		assert_int_equal(wire_length(w), 0);
		assert_false(wire_deflates(w));
		put(w, false, "end");
		assert_int_equal(wire_flush(w, t, 1, &e), IO_OK);
		buf_clear(&plain);
		read_sent(&sent, &plain);
		assert_text(&plain,
			    "plain\r\n{look\r\nsesame\r\nlook\r\n}plain again\r\n{}{more\r\n}"
			    "end\r\n");
		str_fini(&seen);
		wire_free(w);
		transport_free(t);
		buf_fini(&sent);
		buf_fini(&plain);
	}
}

/* What was deflated and not written all is not sent: it counts, and its lines are given back. */
static void test_unsent(void **state)
{
	struct buf sent = { 0 };
	Transport *t = script_transport(NULL, 0, 100, &sent);
	Wire *w = wire_new();
	struct str lines;
	struct err e;

	(void)state;
	str_init(&lines);
	assert_true(wire_begin_deflate(w, start, START));
	assert_int_equal(wire_flush(w, t, 1, &e), IO_OK);
	put(w, false, "one");
	assert_int_equal(wire_flush(w, t, 1, &e), IO_OK);
	assert_int_equal(wire_unsent(w), 0);
	put(w, false, "two");
	script_room(t, 0);
	assert_int_equal(wire_flush(w, t, 1, &e), IO_AGAIN);
	put(w, false, "three");
	put(w, true, "sesame");
	assert_int_equal(wire_unsent(w), 5 + 7 + 8);
	wire_unsent_lines(w, &lines);
	assert_string_equal(lines.text, "two\nthree");
	wire_clear(w);
	assert_int_equal(wire_length(w), 0);
	assert_false(wire_deflates(w));
	str_fini(&lines);
	wire_free(w);
	transport_free(t);
	buf_fini(&sent);
}

/* --- The option. */

static void test_option(void **state)
{
	struct telnet_config config = record_config();
	struct record r;

	(void)state;
	record_init(&r, &config);
	record_feed(&r, "fffb57", 0);
	assert_sent(&r, "fffd57 fffa57fff0");
	assert_non_null(strstr(record_log(&r), "{deflate}"));
	record_clear(&r);
	record_feed(&r, "fffc57", 0);
	assert_sent(&r, "fffe57");
	assert_non_null(strstr(record_log(&r), "{plain}"));
	record_clear(&r);
	record_feed(&r, "fffb57", 0);
	assert_sent(&r, "fffd57 fffa57fff0");
	record_clear(&r);
	telnet_set_permits(r.telnet, TELNET_PERMIT_INFLATE, r.now);
	assert_sent(&r, "fffe57");
	assert_string_equal(record_log(&r), "{plain}");
	record_feed(&r, "fffc57 fffb57", 0);
	assert_sent(&r, "fffe57 fffe57");
	record_fini(&r);
}

static size_t count(const struct buf *b, const char *what)
{
	size_t times = 0, n = strlen(what);
	const char *at = buf_data(b), *end = at + buf_length(b);

	while ((at = memmem(at, (size_t)(end - at), what, n))) {
		times++;
		at += n;
	}
	return times;
}

/* A peer that gets no answers any more gets no stream that it doesn't expect. */
static void test_flapping(void **state)
{
	struct telnet_config config = record_config();
	struct record r;

	(void)state;
	record_init(&r, &config);
	for (int i = 0; i < 50; i++)
		record_feed(&r, "fffb57 fffc57", 0);
	record_feed(&r, "fffb57", 0);
	assert_in_range(count(&r.sent, "\xff\xfd\x57"), 5, 49);
	assert_int_equal(count(&r.sent, "\xff\xfd\x57"), count(&r.sent, start));
	record_fini(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pieces),  cmocka_unit_test(test_empty),
		cmocka_unit_test(test_secrets), cmocka_unit_test(test_length_tells_nothing),
		cmocka_unit_test(test_wire),    cmocka_unit_test(test_unsent),
		cmocka_unit_test(test_option),  cmocka_unit_test(test_flapping),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
