/*
 * Peers that crash, leak through or drown telnet clients, and every fault of libtelnet that such a
 * peer could reach: unsolicited compression, recursion, long and cut off payloads, storms.
 */
#include "unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "telnet/flood.h"
#include "unit/telnet-record.h"

static const unsigned chunks[] = { 0, 1, 2, 3, 7, 4096, 1001 };

enum { CHUNKS = sizeof chunks / sizeof chunks[0] };

static void start(struct record *r)
{
	struct telnet_config config = record_config();

	config.protocol = TELNET_PROTOCOL_TELNET;
	record_init(r, &config);
}

/* Input that must bring only this data, these answers and this many dropped payloads. */
struct hostile {
	const char *name;
	const char *bytes, *data, *answer;
	unsigned dropped;
};

static const struct hostile hostiles[] = {
	{ "compression that nobody agreed on starts nothing",
	  "ff fa 56 ff f0 'plain' ff fa 56 ff f0 ff fb 56 'x'", "'plainx'", "ff fd 56", 2 },
	{ "MCCP1's start without IAC swallows nothing", "ff fa 55 fb f0 'plain'", "'plain'", "",
	  1 },
	{ "NEW-ENVIRON that ends in ESC, or is none",
	  "ff fd 27 ff fa 27 01 00 'USER' 03 'x' 02 ff f0 ff fa 27 09 ff f0 'x'", "'x'",
	  "ff fb 27 ff fa 27 00 00 'USER' 03 'x' ff f0", 1 },
	{ "NEW-ENVIRON that was not agreed on", "ff fb 27 ff fa 27 01 ff f0 'x'", "'x'", "ff fe 27",
	  1 },
	{ "CHARSET that was not agreed on", "ff fa 2a 01 ' UTF-8' ff f0 'x'", "'x'", "", 1 },
	{ "a cut off payload doesn't reach the screen", "ff fa c9 'abc' ff fb 01 'x'", "'x'",
	  "ff fd 01", 1 },
	{ "a payload of an option we have none for", "ff fb 01 ff fa 01 01 ff f0 'x'", "'x'",
	  "ff fd 01", 1 },
	{ "an empty payload, and none at all", "ff fa 18 ff f0 ff fa ff f0 'x'", "'x'", "", 2 },
	{ "a size from the peer", "ff fd 1f ff fa 1f 00 50 00 18 ff f0 'x'", "'x'",
	  "ff fb 1f ff fa 1f 00 64 00 28 ff f0", 1 },
	{ "ZMP without its NUL, TTYPE IS", "ff fa 5d 'zmp.ping' ff f0 ff fa 18 00 'A' ff f0 'x'",
	  "'x'", "", 2 },
	{ "CR before a command becomes no data", "'a' 0d ff f9 'b' 0d ff ff", "'a' 0d 'b' 0d ff",
	  "", 0 },
	{ "what is already on or off needs no answer",
	  "ff fb 01 ff fb 01 ff fb 01 ff fc 01 ff fc 01 ff fe 18 'x'", "'x'", "ff fd 01 ff fe 01",
	  0 },
};

static void test_hostile(void **state)
{
	const struct hostile *h = *state;

	for (size_t c = 0; c < CHUNKS; c++) {
		struct record r;

		start(&r);
		record_feed(&r, h->bytes, chunks[c]);
		assert_data(&r, h->data);
		assert_sent(&r, h->answer);
		assert_int_equal(telnet_counts(r.telnet)->subnegotiations_dropped, h->dropped);
		record_fini(&r);
	}
}

/* A payload of `n` bytes for `option` that nobody negotiated: counted, none of it delivered. */
static void check_payload(uint8_t option, size_t n, unsigned chunk)
{
	const char head[] = { '\xff', '\xfa', (char)option };
	struct record r;
	struct buf bytes;

	buf_init(&bytes);
	buf_append(&bytes, head, sizeof head);
	memset(buf_reserve(&bytes, n), 'G', n);
	buf_commit(&bytes, n);
	buf_append(&bytes,
		   "\xff\xf0"
		   "after",
		   7);
	start(&r);
	record_feed_bytes(&r, buf_data(&bytes), buf_length(&bytes), chunk);
	assert_data(&r, "'after'");
	assert_sent(&r, "");
	assert_int_equal(telnet_counts(r.telnet)->subnegotiations_dropped, 1);
	record_fini(&r);
	buf_fini(&bytes);
}

static void test_payload_sizes(void **state)
{
	static const size_t sizes[] = { 0,     511,   512,   513,   2048,  8192,  16383,
					16384, 16385, 20000, 65535, 65536, 65537, 2 << 20 };
	static const uint8_t options[] = { 70, 201, 24, 39 };

	(void)state;
	for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
		for (size_t o = 0; o < sizeof options; o++) {
			check_payload(options[o], sizes[s], 0);
			check_payload(options[o], sizes[s], 4096);
		}
	}
	check_payload(201, 20000, 1);
}

/* 64 KiB of one payload after another, each of which made libtelnet call itself. */
static void test_recursion(void **state)
{
	const size_t count = 65536 / 6;
	struct record r;
	struct buf bytes;

	(void)state;
	buf_init(&bytes);
	for (size_t i = 0; i < count; i++)
		bytes_append(&bytes, "ff fa 27 01 ff f0");
	start(&r);
	record_feed(&r, "ff fb 27", 0);
	record_feed_bytes(&r, buf_data(&bytes), buf_length(&bytes), 0);
	record_feed(&r, "'x'", 0);
	assert_data(&r, "'x'");
	assert_int_equal(telnet_counts(r.telnet)->subnegotiations_dropped, count);
	record_fini(&r);
	buf_fini(&bytes);
}

static struct buf repeat(const char *text, size_t count)
{
	struct buf one, all;

	buf_init(&one);
	buf_init(&all);
	bytes_append(&one, text);
	for (size_t i = 0; i < count; i++)
		buf_append(&all, buf_data(&one), buf_length(&one));
	buf_fini(&one);
	return all;
}

/* A million offers at once: 200 answers, the rest counted, and the session goes on. */
static void test_offers(void **state)
{
	struct buf bytes = repeat("ff fb 63", 1000000);
	struct record r;

	(void)state;
	start(&r);
	record_feed_bytes(&r, buf_data(&bytes), buf_length(&bytes), 65536);
	assert_int_equal(buf_length(&r.sent), 3 * FLOOD_REPLIES);
	assert_int_equal(telnet_counts(r.telnet)->commands, 1000000);
	assert_int_equal(telnet_counts(r.telnet)->replies_dropped, 1000000 - FLOOD_REPLIES);
	record_clear(&r);
	record_feed(&r, "ff fb 01 ff fd 18 ff fd 1f 'Password: '", 0);
	assert_sent(&r, "ff fd 01 ff fb 18 ff fb 1f ff fa 1f 00 64 00 28 ff f0");
	assert_data(&r, "'Password: '");
	assert_string_equal(record_facts(&r), "telnet echo");
	record_clear(&r);
	record_feed(&r, "ff fb 63", 0);
	assert_sent(&r, "");
	r.now += 5;
	record_feed(&r, "ff fb 63 ff fb 63", 0);
	assert_sent(&r, "ff fe 63");
	record_fini(&r);
	buf_fini(&bytes);
}

/* Over ten seconds: 200 at once and then no more than 200 a second. */
static void test_rate(void **state)
{
	struct buf bytes = repeat("ff fd 63", 100);
	struct record r;

	(void)state;
	start(&r);
	for (int i = 0; i < 1000; i++) {
		r.now += 10;
		record_feed_bytes(&r, buf_data(&bytes), buf_length(&bytes), 0);
	}
	assert_in_range(buf_length(&r.sent) / 3, 10 * FLOOD_REPLIES, 11 * FLOOD_REPLIES);
	record_fini(&r);
	buf_fini(&bytes);
}

/* The first answer for each option and side is given even when all at once come first. */
static void test_first_answers(void **state)
{
	struct buf flood = repeat("ff fb 63", 1000);
	struct record r;

	(void)state;
	start(&r);
	record_feed_bytes(&r, buf_data(&flood), buf_length(&flood), 0);
	record_clear(&r);
	for (int option = 0; option < 255; option++) {
		const char bytes[] = { '\xff', '\xfb', (char)option, '\xff', '\xfd', (char)option };

		if (option != 0x1f)
			telnet_receive(r.telnet, bytes, sizeof bytes, sizeof bytes, r.now);
	}
	/* WILL 63 had its answer; ATCP is left, on both sides, for GMCP; MCCP3 is begun. */
	assert_int_equal(buf_length(&r.sent), 3 * (2 * 254 - 1 + 2) + 5);
	record_fini(&r);
	buf_fini(&flood);
}

/* A question that fills a payload: the answer stays in bounds, whole, and names nothing twice. */
static void test_environ_sizes(void **state)
{
	static const char *const names[] = {
		"00 'A'",
		"03 ff ff 02 00",
		"00",
		"00 'TERM'",
		"01 'A' 00 'B'",
		"00 'a2345678901234567890123456789012345678901234567890'",
	};

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		struct buf bytes = repeat(names[i], 1200);
		struct record r;

		start(&r);
		record_feed(&r, "ff fd 27 ff fa 27 01", 0);
		record_feed_bytes(&r, buf_data(&bytes), buf_length(&bytes), 4096);
		record_feed(&r, "ff f0", 0);
		assert_in_range(buf_length(&r.sent), 9, 3 + 8 * 199);
		for (size_t at = 3, length = 0; at < buf_length(&r.sent); at++) {
			const char *sent = buf_data(&r.sent);

			length++;
			if (sent[at] == '\xf0' && sent[at - 1] == '\xff') {
				assert_true(length < 200);
				length = 0;
			}
		}
		record_fini(&r);
		buf_fini(&bytes);
	}
}

/* Special characters: one answer to a question, in bounds; nothing to one that is too long, or no
 * whole number of them; none that never ends. */
static void test_slc_sizes(void **state)
{
	static const struct {
		const char *triplet;
		size_t count, answer;
	} questions[] = {
		{ "00 03 00", 30, 6 + 90 }, /* all defaults, thirty times: once */
		{ "00 02 00", 30, 6 + 90 },
		{ "00 03 00", 31, 0 },
		{ "03 02 0d", 30, 6 + 90 },
		{ "ff ff 02 ff ff", 30, 6 + 30 * 4 }, /* no function: refused */
		{ "ff ff 82 ff ff", 30, 0 },
		{ "03 02", 2, 0 },
		{ "0f 02 13", 20000, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++) {
		struct buf bytes = repeat(questions[i].triplet, questions[i].count);
		struct telnet_config config = record_config();
		struct record r;

		config.permits = TELNET_PERMIT_LINEMODE;
		record_init(&r, &config);
		record_feed(&r, "ff fd 22", 0);
		record_clear(&r);
		record_feed(&r, "ff fa 22 03", 0);
		record_feed_bytes(&r, buf_data(&bytes), buf_length(&bytes), 7);
		record_feed(&r, "ff f0", 0);
		if (buf_length(&r.sent) != questions[i].answer)
			fail_msg("%s: expected %zu bytes, saw %zu", questions[i].triplet,
				 questions[i].answer, buf_length(&r.sent));
		record_fini(&r);
		buf_fini(&bytes);
	}
}

/* What we say to ourselves comes to an end, and no byte makes it say more than it hears. */
static void test_slc_loop(void **state)
{
	(void)state;
	for (unsigned seed = 1; seed <= 300; seed++) {
		struct telnet_config config = record_config();
		struct record one, other;
		unsigned random = seed, rounds = 0;

		config.permits = TELNET_PERMIT_LINEMODE;
		record_init(&one, &config);
		record_init(&other, &config);
		record_feed(&one, "ff fd 22 ff fa 22 03", 0);
		for (int i = 0; i < 30; i++) {
			char triplet[] = { (char)(record_random(&random) % 33),
					   (char)(record_random(&random) & 0xe3),
					   (char)(record_random(&random) % 40) };

			record_feed_bytes(&one, triplet, sizeof triplet, 0);
		}
		record_feed(&one, "ff f0", 0);
		record_feed(&other, "ff fd 22", 0);
		buf_clear(&other.sent);
		for (; buf_length(&one.sent) && rounds < 20; rounds++) {
			struct buf said = one.sent;

			buf_init(&one.sent);
			record_feed_bytes(&other, buf_data(&said), buf_length(&said), 0);
			buf_clear(&said);
			record_feed_bytes(&one, buf_data(&other.sent), buf_length(&other.sent), 0);
			record_clear(&other);
			buf_fini(&said);
		}
		if (rounds == 20)
			fail_msg("seed %u: they still talk", seed);
		record_fini(&one);
		record_fini(&other);
	}
}

/* Variables and character sets asked for without end. */
static void test_environ_storm(void **state)
{
	struct buf bytes = repeat("ff fa 27 01 ff f0 ff fa 2a 01 ' CP437 UTF-8' ff f0", 10000);
	struct record r;

	(void)state;
	start(&r);
	record_feed(&r, "ff fd 27 ff fd 2a", 0);
	record_feed_bytes(&r, buf_data(&bytes), buf_length(&bytes), 0);
	assert_in_range(buf_length(&r.sent), 100, 100 * FLOOD_REPLIES);
	assert_int_equal(telnet_counts(r.telnet)->subnegotiations_dropped, 0);
	record_fini(&r);
	buf_fini(&bytes);
}

/* Looking for character sets is work: refused without a look after twenty in a minute. */
static void test_charset_questions(void **state)
{
	struct record r;

	(void)state;
	start(&r);
	record_feed(&r, "ff fb 2a", 0);
	for (int i = 0; i < 20; i++) {
		record_clear(&r);
		record_feed(&r, "ff fa 2a 01 ' CP437' ff f0", 0);
		assert_sent(&r, "ff fa 2a 02 'CP437' ff f0");
	}
	record_clear(&r);
	record_feed(&r, "ff fa 2a 01 ' CP437' ff f0", 0);
	assert_sent(&r, "ff fa 2a 03 ff f0");
	r.now += 60000;
	record_clear(&r);
	record_feed(&r, "ff fa 2a 01 ' CP437' ff f0", 0);
	assert_sent(&r, "ff fa 2a 02 'CP437' ff f0");
	record_fini(&r);
}

/* Names are asked for without end: an answer for each reply that may be sent. */
static void test_ttype_storm(void **state)
{
	struct buf bytes = repeat("ff fa 18 01 ff f0", 10000);
	struct record r;

	(void)state;
	start(&r);
	record_feed(&r, "ff fd 18", 0);
	record_feed_bytes(&r, buf_data(&bytes), buf_length(&bytes), 0);
	assert_in_range(buf_length(&r.sent), 100, 24 * FLOOD_REPLIES);
	assert_int_equal(telnet_counts(r.telnet)->replies_dropped, 10000 + 1 - FLOOD_REPLIES);
	record_fini(&r);
	buf_fini(&bytes);
}

/* On, off, on …: twenty changes are answered, then it is said once and answered no more. */
static void test_flapping(void **state)
{
	struct record r;

	(void)state;
	start(&r);
	for (int i = 0; i < 10; i++)
		record_feed(&r, "ff fb 01 ff fc 01", 0);
	assert_int_equal(buf_length(&r.sent), 3 * FLOOD_CHANGES);
	assert_int_equal(r.notices, 0);
	record_clear(&r);
	record_feed(&r, "ff fb 01", 0);
	assert_int_equal(r.notices, 1);
	assert_sent(&r, "");
	assert_string_equal(record_facts(&r), "telnet echo");
	for (int i = 0; i < 1000; i++)
		record_feed(&r, "ff fc 01 ff fb 01", 0);
	r.now += 100000;
	record_feed(&r, "ff fc 01 ff fd 01", 0);
	assert_sent(&r, "");
	assert_int_equal(r.notices, 1);
	assert_int_equal(telnet_counts(r.telnet)->replies_dropped, 1 + 2000 + 2);
	assert_string_equal(record_facts(&r), "telnet");
	record_feed(&r, "ff fb 03", 0);
	assert_sent(&r, "ff fd 03");
	record_fini(&r);
}

/* Our side stays off once we answer no more, so that nobody is told sizes. */
static void test_our_flapping(void **state)
{
	struct record r;

	(void)state;
	start(&r);
	for (int i = 0; i < 100; i++)
		record_feed(&r, "ff fd 1f ff fe 1f", 3);
	assert_int_equal(buf_length(&r.sent), 10 * (3 + 9 + 3));
	assert_int_equal(r.notices, 1);
	record_feed(&r, "ff fd 1f", 0);
	assert_int_equal(telnet_option(r.telnet, TELNET_US, OPTION_NAWS), TELNET_NO);
	record_fini(&r);
}

/* Twenty changes in more than ten seconds are a patient user, not a storm. */
static void test_slow_changes(void **state)
{
	struct record r;

	(void)state;
	start(&r);
	for (int i = 0; i < 100; i++) {
		record_feed(&r, "ff fb 01 ff fc 01", 0);
		r.now += 1001;
	}
	assert_int_equal(buf_length(&r.sent), 3 * 200);
	assert_int_equal(r.notices, 0);
	record_fini(&r);
}

/* What ends in the middle of a command ends there. */
static void test_cut_off_end(void **state)
{
	static const char *const ends[] = { "ff", "ff fb", "ff fa", "ff fa 18 01",
					    "ff fa 18 01 ff" };

	(void)state;
	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		struct record r;

		start(&r);
		record_feed(&r, "'x' 0d", 0);
		record_feed(&r, ends[i], 1);
		telnet_finish(r.telnet);
		telnet_finish(r.telnet);
		assert_data(&r, "'x' 0d");
		assert_sent(&r, "");
		assert_int_equal(telnet_counts(r.telnet)->unknown, 1);
		record_fini(&r);
	}
}

static void check_random(unsigned seed, enum telnet_protocol protocol)
{
	static const unsigned char likely[] = { 0xff, 0xff, 0xff, 0xfa, 0xf0, 0xfb, 0xfc,
						0xfd, 0xfe, 0xf9, 0x00, 0x01, 0x03, 0x18,
						0x1f, 0x55, 0xc9, '\r', '\n', 'a',  'b' };
	unsigned random = seed;
	struct telnet_config config = record_config();
	struct record whole;
	char bytes[200];

	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (char)likely[record_random(&random) % sizeof likely];
	config.protocol = protocol;
	config.text_newlines = seed % 2;
	record_init(&whole, &config);
	record_feed_bytes(&whole, bytes, sizeof bytes, 0);
	telnet_finish(whole.telnet);
	for (size_t c = 1; c < CHUNKS; c++) {
		struct record r;

		record_init(&r, &config);
		record_feed_bytes(&r, bytes, sizeof bytes, chunks[c]);
		telnet_finish(r.telnet);
		assert_string_equal(record_log(&r), record_log(&whole));
		assert_int_equal(buf_length(&r.sent), buf_length(&whole.sent));
		if (buf_length(&r.sent))
			assert_memory_equal(buf_data(&r.sent), buf_data(&whole.sent),
					    buf_length(&r.sent));
		assert_memory_equal(telnet_counts(r.telnet), telnet_counts(whole.telnet),
				    sizeof(struct telnet_counts));
		record_fini(&r);
	}
	record_fini(&whole);
}

static void test_random(void **state)
{
	(void)state;
	for (unsigned seed = 1; seed <= 500; seed++) {
		check_random(seed, TELNET_PROTOCOL_UNDECIDED);
		check_random(seed, TELNET_PROTOCOL_TELNET);
		check_random(seed, TELNET_PROTOCOL_RAW);
	}
}

static int run_hostiles(void)
{
	enum { HOSTILES = sizeof hostiles / sizeof hostiles[0] };
	struct CMUnitTest tests[HOSTILES];

	for (size_t i = 0; i < HOSTILES; i++) {
		tests[i] = (struct CMUnitTest){
			.name = hostiles[i].name,
			.test_func = test_hostile,
			.initial_state = (void *)(uintptr_t)&hostiles[i],
		};
	}
	return cmocka_run_group_tests_name("hostile", tests, NULL, NULL);
}

/* GMCP of `n` bytes: told whole up to 1 MiB, beyond that dropped; never data. */
static void check_gmcp(size_t n, unsigned chunk)
{
	struct record r;
	struct buf bytes;
	const char *log;

	buf_init(&bytes);
	bytes_append(&bytes, "ff fb c9 ff fa c9 'A \"'");
	memset(buf_reserve(&bytes, n - 4), 'x', n - 4);
	buf_commit(&bytes, n - 4);
	bytes_append(&bytes, "'\"' ff f0 'after'");
	start(&r);
	record_feed_bytes(&r, buf_data(&bytes), buf_length(&bytes), chunk);
	assert_data(&r, "'after'");
	log = record_log(&r);
	assert_int_equal(strstr(log, "{gmcp A \"xxx") != NULL, n <= 1 << 20);
	assert_int_equal(telnet_counts(r.telnet)->subnegotiations_dropped, n > 1 << 20);
	assert_int_equal(telnet_counts(r.telnet)->values_malformed, 0);
	record_fini(&r);
	buf_fini(&bytes);
}

static void test_gmcp_sizes(void **state)
{
	static const size_t sizes[] = { 20000, (64 << 10) + 1, 1 << 20, (1 << 20) + 1, 2 << 20 };

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
		check_gmcp(sizes[i], 4096);
	check_gmcp(20000, 1);
}

/* A payload as long as may be, all of it opening: read without a call for each level. */
static void check_nesting(const char *offer, const char *head, const char *unit)
{
	struct buf bytes, more = repeat(unit, (1 << 20) / 16);
	struct record r;

	buf_init(&bytes);
	bytes_append(&bytes, offer);
	bytes_append(&bytes, head);
	buf_append(&bytes, buf_data(&more), buf_length(&more));
	bytes_append(&bytes, "ff f0 'after'");
	start(&r);
	record_feed_bytes(&r, buf_data(&bytes), buf_length(&bytes), 65536);
	assert_data(&r, "'after'");
	record_fini(&r);
	buf_fini(&more);
	buf_fini(&bytes);
}

static void test_nesting(void **state)
{
	(void)state;
	check_nesting("ff fb c9", "ff fa c9 'A '", "'['");
	check_nesting("ff fb c9", "ff fa c9 'A '", "'{\"a\":'");
	check_nesting("ff fb c9", "ff fa c9 'A '", "'[{}],'");
	check_nesting("ff fb 45", "ff fa 45 01 'A'", "02 03 01 'x'");
	check_nesting("ff fb 45", "ff fa 45 01 'A'", "02 05");
	check_nesting("ff fb 45", "ff fa 45", "01 02");
	check_nesting("ff fb 45", "ff fa 45 01", "02 'x'");
	check_nesting("ff fb 46", "ff fa 46", "01 02");
	check_nesting("ff fb 5d", "ff fa 5d 'a'", "00");
}

/* Messages without end that each ask for an answer: no more of them than may be sent. */
static void test_gmcp_storm(void **state)
{
	struct buf bytes = repeat("ff fa c9 'Core.Ping' ff f0", 20000);
	struct record r;

	(void)state;
	start(&r);
	record_feed(&r, "ff fb c9", 0);
	record_clear(&r);
	record_feed_bytes(&r, buf_data(&bytes), buf_length(&bytes), 0);
	assert_int_equal(buf_length(&r.sent), 14 * (FLOOD_REPLIES - 2));
	record_fini(&r);
	buf_fini(&bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gmcp_sizes),
		cmocka_unit_test(test_nesting),
		cmocka_unit_test(test_gmcp_storm),
		cmocka_unit_test(test_payload_sizes),
		cmocka_unit_test(test_recursion),
		cmocka_unit_test(test_offers),
		cmocka_unit_test(test_rate),
		cmocka_unit_test(test_first_answers),
		cmocka_unit_test(test_ttype_storm),
		cmocka_unit_test(test_flapping),
		cmocka_unit_test(test_our_flapping),
		cmocka_unit_test(test_slow_changes),
		cmocka_unit_test(test_cut_off_end),
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_environ_sizes),
		cmocka_unit_test(test_slc_sizes),
		cmocka_unit_test(test_slc_loop),
		cmocka_unit_test(test_environ_storm),
		cmocka_unit_test(test_charset_questions),
	};
	int failed = run_hostiles();

	return failed + cmocka_run_group_tests_name("storms", tests, NULL, NULL);
}
