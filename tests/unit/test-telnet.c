#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "telnet/policy.h"
#include "unit/telnet-record.h"

static struct telnet_config telnet_config(void)
{
	struct telnet_config config = record_config();

	config.protocol = TELNET_PROTOCOL_TELNET;
	return config;
}

/* --- Telnet or raw. */

/* What passed as data is refused when telnet is found, in order and once; never in raw. */
static void check_passed(const char *bytes, const char *sent, const char *data, unsigned chunk)
{
	struct telnet_config config = record_config();
	struct record r;

	record_init(&r, &config);
	record_feed(&r, bytes, chunk);
	assert_sent(&r, sent);
	assert_data(&r, data);
	record_fini(&r);
}

static void test_passed(void **state)
{
	(void)state;
	for (unsigned chunk = 0; chunk < 5; chunk++) {
		check_passed("ff fd 28", "", "ff fd 28", chunk);
		check_passed("ff fd 28 ff fb 29 ff fd 28 ff fe 30 ff fc 31 ff fb 01 'x'",
			     "ff fc 28 ff fe 29 ff fd 01",
			     "ff fd 28 ff fb 29 ff fd 28 ff fe 30 ff fc 31 'x'", chunk);
		check_passed("ff fd 28 ff f9 ff fd 28 'x'", "ff fc 28 ff fc 28", "ff fd 28 'x'",
			     chunk);
		check_passed("ff ff fd 28 ff fa 28 ff f0 ff f9 'x'", "",
			     "ff ff fd 28 ff fa 28 ff f0 'x'", chunk);
	}
}

static void test_passed_bounds(void **state)
{
	struct telnet_config config = record_config();
	struct record r;

	(void)state;
	record_init(&r, &config);
	for (unsigned i = 0; i < 20000; i++)
		record_feed_bytes(&r, (char[]){ '\xff', '\xfd', (char)(0x80 + i % 9) }, 3, 0);
	record_feed(&r, "ff fd 30 ff fd 32", 0);
	record_clear(&r);
	telnet_set_protocol(r.telnet, TELNET_PROTOCOL_TELNET);
	assert_sent(&r, "ff fc 80 ff fc 81 ff fc 82 ff fc 83 ff fc 84 ff fc 85 ff fc 86 ff fc 87 "
			"ff fc 88 ff fc 30 ff fc 32");
	telnet_set_protocol(r.telnet, TELNET_PROTOCOL_UNDECIDED);
	record_clear(&r);
	for (unsigned i = 0; i < 18; i++)
		record_feed_bytes(&r, (char[]){ '\xff', '\xfd', (char)(0xd0 + i) }, 3, 0);
	record_feed(&r, "ff f9", 0);
	assert_int_equal(buf_length(&r.sent), 3 * 16);
	record_fini(&r);
}

struct detection {
	const char *bytes;
	const char *data; /* before the end of the wire */
	const char *rest; /* what its end brings */
	bool telnet;
};

static const struct detection detections[] = {
	{ "'220 mail' 0d 0a", "'220 mail' 0d 0a", "", false },
	{ "'a' 0d 00 00 'b' 0d", "'a' 0d 00 00 'b' 0d", "", false },
	{ "'a' ff", "'a'", "ff", false },
	{ "ff fb", "", "ff fb", false },
	{ "ff fa", "", "ff fa", false },
	{ "ff 'a' ff", "ff 'a'", "ff", false },
	{ "ff ff", "ff ff", "", false },
	{ "ff ff ff fb", "ff ff", "ff fb", false },
	{ "ff ff fb 01", "ff ff fb 01", "", false },
	{ "ff ff ff fb 01 'x'", "ff ff 'x'", "", true },
	{ "ff fb ff fb 01 'x'", "ff fb 'x'", "", true },
	{ "ff fb 63 'x'", "ff fb 63 'x'", "", false },
	{ "ff fa 63 'x' ff f0", "ff fa 63 'x' ff f0", "", false },
	{ "ff fe ff", "ff fe", "ff", false },
	{ "ff f0 ff f3 ff f4 ff f5 ff f7 ff f8", "ff f0 ff f3 ff f4 ff f5 ff f7 ff f8", "", false },
	{ "ff ee ff 00", "ff ee ff 00", "", false },
	{ "fb 01 'x'", "fb 01 'x'", "", false },
	{ "'a' ff f9 'b'", "'ab'", "", true },
	{ "'a' ff ef 'b'", "'ab'", "", true },
	{ "'a' ff f1 'b'", "'ab'", "", true },
	{ "'a' ff f6 'b'", "'ab'", "", true },
	{ "'a' ff f2 'b'", "'ab'", "", true },
	{ "'a' ff fc 01 'b' ff ff", "'ab' ff", "", true },
	{ "'a' ff fa 18 01 ff f0 'b' 0d 00", "'ab' 0d", "", true },
	{ "'a' 00 0d 00 ff fe 01 'b' 00 0d 00", "'a' 00 0d 00 'b' 0d", "", true },
	{ "ff fd 25 ff fd 26", "", "", true },
};

static void check_detection(const struct detection *d, unsigned chunk)
{
	struct telnet_config config = record_config();
	struct record r;
	struct buf all;

	record_init(&r, &config);
	record_feed(&r, d->bytes, chunk);
	if (strncmp(record_facts(&r), d->telnet ? "telnet" : "undecided", 6) != 0)
		fail_msg("%s: %s", d->bytes, record_facts(&r));
	assert_data(&r, d->data);
	telnet_finish(r.telnet);
	buf_init(&all);
	bytes_append(&all, d->data);
	bytes_append(&all, d->rest);
	assert_int_equal(buf_length(&r.data), buf_length(&all));
	assert_memory_equal(buf_data(&r.data), buf_data(&all), buf_length(&all));
	buf_fini(&all);
	record_fini(&r);
}

static void test_detection(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof detections / sizeof detections[0]; i++) {
		for (unsigned chunk = 0; chunk < 8; chunk++)
			check_detection(&detections[i], chunk);
	}
}

/* Every option of the table decides, with each verb; no other does. */
static void test_detected_options(void **state)
{
	static const char verbs[] = { '\xfa', '\xfb', '\xfc', '\xfd', '\xfe' };

	(void)state;
	for (unsigned option = 0; option < 255; option++) {
		for (size_t v = 0; v < sizeof verbs; v++) {
			const char bytes[] = { '\xff', verbs[v], (char)option };
			struct telnet_config config = record_config();
			struct record r;

			record_init(&r, &config);
			telnet_receive(r.telnet, bytes, sizeof bytes, sizeof bytes, 0);
			assert_int_equal(strncmp(record_facts(&r), "telnet", 6) == 0,
					 policy_find((uint8_t)option) != NULL);
			record_fini(&r);
		}
	}
}

static void check_window_in(size_t before, const char *protocol, unsigned chunk)
{
	struct telnet_config config = record_config();
	char *bytes = malloc(before + 3);
	struct record r;

	assert_non_null(bytes);
	memset(bytes, 'x', before);
	memcpy(bytes + before, "\xff\xfb\x01", 3);
	record_init(&r, &config);
	record_feed_bytes(&r, bytes, before + 3, chunk);
	telnet_finish(r.telnet);
	if (strncmp(record_facts(&r), protocol, strlen(protocol)) != 0)
		fail_msg("after %zu bytes: expected %s, saw %s", before, protocol,
			 record_facts(&r));
	assert_int_equal(buf_length(&r.data), before + (protocol[0] == 'r' ? 3 : 0));
	record_fini(&r);
	free(bytes);
}

static void check_window(size_t before, const char *protocol)
{
	check_window_in(before, protocol, 0);
	check_window_in(before, protocol, 1);
	check_window_in(before, protocol, 1000);
}

static void test_window(void **state)
{
	(void)state;
	check_window(65536 - 3, "telnet");
	check_window(65536 - 2, "raw");
	check_window(65536 - 1, "raw");
	check_window(65536, "raw");
	check_window(200000, "raw");
}

/* The user's choice; nothing that is held is lost. */
static void test_set_protocol(void **state)
{
	struct telnet_config config = record_config();
	struct record r;

	(void)state;
	record_init(&r, &config);
	record_feed(&r, "'a' ff fb", 0);
	telnet_set_protocol(r.telnet, TELNET_PROTOCOL_TELNET);
	record_feed(&r, "01 'b'", 0);
	assert_data(&r, "'ab'");
	assert_sent(&r, "ff fd 01");
	assert_string_equal(record_facts(&r), "telnet echo");
	telnet_set_protocol(r.telnet, TELNET_PROTOCOL_RAW);
	record_feed(&r, "0d 00 ff fb 03", 1);
	assert_data(&r, "'ab' 0d 00 ff fb 03");
	telnet_set_protocol(r.telnet, TELNET_PROTOCOL_UNDECIDED);
	record_feed(&r, "'c' ff", 0);
	assert_data(&r, "'ab' 0d 00 ff fb 03 'c'");
	telnet_set_protocol(r.telnet, TELNET_PROTOCOL_RAW);
	assert_data(&r, "'ab' 0d 00 ff fb 03 'c' ff");
	record_fini(&r);
}

/* --- Data. */

struct text {
	enum telnet_protocol protocol;
	bool text_newlines;
	const char *bytes, *data;
};

static const struct text texts[] = {
	{ TELNET_PROTOCOL_TELNET, false, "'a' 0d 0a 'b' 0d 00 'c' 00 'd' 0a 0d",
	  "'a' 0d 0a 'b' 0d 'cd' 0a 0d" },
	{ TELNET_PROTOCOL_TELNET, false, "0d ff f9 0a", "0d 0a" },
	{ TELNET_PROTOCOL_TELNET, false, "0d ff f1 00 'x'", "0d 'x'" },
	{ TELNET_PROTOCOL_TELNET, false, "0d ff ff 0d", "0d ff 0d" },
	{ TELNET_PROTOCOL_TELNET, false, "ff fb 00 0d 00 00 0d 0a", "0d 00 00 0d 0a" },
	{ TELNET_PROTOCOL_TELNET, false, "0d ff fb 00 00", "0d 00" },
	{ TELNET_PROTOCOL_TELNET, true, "0d ff fb 00 0a", "0a" },
	{ TELNET_PROTOCOL_TELNET, false, "ff fb 00 00 ff fc 00 00 'x'", "00 'x'" },
	{ TELNET_PROTOCOL_TELNET, false, "1b '[3' ff f9 '1m'", "1b '[31m'" },
	{ TELNET_PROTOCOL_TELNET, true, "'a' 0d 0a 'b' 0d 00 'c' 0d ff f9 0a 'd' 0d",
	  "'a' 0a 'b' 0d 'c' 0a 'd' 0d" },
	{ TELNET_PROTOCOL_TELNET, true, "'a' 0d ff f9 0a 0d", "'a' 0a" },
	{ TELNET_PROTOCOL_TELNET, true, "ff fb 00 'a' 0d 0a 0d 00 00", "'a' 0a 0d 00 00" },
	{ TELNET_PROTOCOL_UNDECIDED, true, "'a' 0d 0a 'b' 0d 00 'c' 00 0d",
	  "'a' 0a 'b' 0d 'c' 00 0d" },
	{ TELNET_PROTOCOL_UNDECIDED, true, "'a' 0d ff fb 01 0a 'b' 00", "'a' 0a 'b'" },
	{ TELNET_PROTOCOL_UNDECIDED, false, "'a' 0d 0a 0d 00 00 0d", "'a' 0d 0a 0d 00 00 0d" },
	{ TELNET_PROTOCOL_RAW, true, "'a' 0d 0a 0d 00 00 ff fb 01 ff ff 0d",
	  "'a' 0d 0a 0d 00 00 ff fb 01 ff ff 0d" },
};

static void test_received_text(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		for (unsigned chunk = 0; chunk < 8; chunk++) {
			struct telnet_config config = record_config();
			struct record r;

			config.protocol = texts[i].protocol;
			config.text_newlines = texts[i].text_newlines;
			record_init(&r, &config);
			record_feed(&r, texts[i].bytes, chunk);
			telnet_finish(r.telnet);
			assert_bytes(texts[i].bytes, texts[i].data, buf_data(&r.data),
				     buf_length(&r.data));
			record_fini(&r);
		}
	}
}

/* Events stand in the log where they were on the wire. */
static void test_order(void **state)
{
	struct telnet_config config = telnet_config();

	(void)state;
	for (unsigned chunk = 0; chunk < 8; chunk++) {
		struct record r;

		record_init(&r, &config);
		record_feed(
			&r,
			"'a' ff f9 'b' ff fb 01 'c' ff ef 'd' ff fb 01 ff fb 63 'e' ff fc 01 'f'",
			chunk);
		assert_string_equal(
			record_log(&r),
			"'a'{changed}{prompt} 'b'{changed} 'c'{prompt} 'de'{changed} 'f'");
		assert_string_equal(record_facts(&r), "telnet mud marks");
		assert_int_equal(r.prompts, 2);
		record_fini(&r);
	}
}

/* `changed` comes when a fact or an option changed, and only then. */
static void test_changed(void **state)
{
	struct telnet_config config = telnet_config();
	struct record r;

	(void)state;
	record_init(&r, &config);
	record_feed(&r, "ff fd 18", 0);
	assert_int_equal(r.changes, 1); /* an option that is no fact */
	record_feed(&r, "ff fd 20", 0);
	assert_int_equal(r.changes, 2); /* evidence in an option that is refused */
	record_feed(&r, "ff fd 20 ff fd 18 ff fd 21 ff fb 63 ff f1 'x'", 0);
	assert_int_equal(r.changes, 2);
	record_fini(&r);
}

static void start(struct record *r, enum telnet_protocol protocol, bool binary)
{
	struct telnet_config config = record_config();

	config.protocol = protocol;
	record_init(r, &config);
	if (binary)
		record_feed(r, "ff fd 00", 0);
	record_clear(r);
}

static void check_eol(enum telnet_protocol protocol, bool binary, const char *line,
		      const char *character)
{
	struct record r;

	start(&r, protocol, binary);
	telnet_send_eol(r.telnet, TELNET_EOL_AUTO, true);
	assert_sent(&r, line);
	record_clear(&r);
	telnet_send_eol(r.telnet, TELNET_EOL_AUTO, false);
	assert_sent(&r, character);
	record_clear(&r);
	telnet_send_eol(r.telnet, TELNET_EOL_LF, true);
	telnet_send_eol(r.telnet, TELNET_EOL_CR, true);
	telnet_send_eol(r.telnet, TELNET_EOL_CRLF, false);
	telnet_send_eol(r.telnet, TELNET_EOL_CRNUL, false);
	assert_sent(&r, "0a 0d 0d 0a 0d 00");
	record_fini(&r);
}

static void test_enter(void **state)
{
	(void)state;
	check_eol(TELNET_PROTOCOL_TELNET, false, "0d 0a", "0d 00");
	check_eol(TELNET_PROTOCOL_TELNET, true, "0d 0a", "0d");
	check_eol(TELNET_PROTOCOL_UNDECIDED, false, "0d 0a", "0d");
	check_eol(TELNET_PROTOCOL_RAW, false, "0d 0a", "0d");
}

static void check_send(enum telnet_protocol protocol, bool binary, const char *data,
		       const char *text)
{
	const char bytes[] = "a\r\nb\n\xff\rc\r";
	struct record r;

	start(&r, protocol, binary);
	telnet_send_data(r.telnet, bytes, sizeof bytes - 1);
	assert_sent(&r, data);
	telnet_send_data(r.telnet, bytes, 0);
	record_clear(&r);
	telnet_send_text(r.telnet, bytes, sizeof bytes - 1);
	assert_sent(&r, text);
	telnet_send_text(r.telnet, bytes, 0);
	record_clear(&r);
	for (size_t i = 0; i < sizeof bytes - 1; i++)
		telnet_send_text(r.telnet, bytes + i, 1);
	if (protocol == TELNET_PROTOCOL_TELNET && !binary)
		assert_memory_equal(buf_data(&r.sent), "\0a\r\n", 4); /* after the CR above */
	else
		assert_sent(&r, text);
	record_fini(&r);
}

static void test_send(void **state)
{
	(void)state;
	check_send(TELNET_PROTOCOL_TELNET, false, "'a' 0d 0a 'b' 0a ff ff 0d 00 'c' 0d 00",
		   "'a' 0d 0a 'b' 0d 0a ff ff 0d 00 'c' 0d");
	check_send(TELNET_PROTOCOL_TELNET, true, "'a' 0d 0a 'b' 0a ff ff 0d 'c' 0d",
		   "'a' 0d 0a 'b' 0d 0a ff ff 0d 'c' 0d");
	check_send(TELNET_PROTOCOL_UNDECIDED, false, "'a' 0d 0a 'b' 0a ff 0d 'c' 0d",
		   "'a' 0d 0a 'b' 0d 0a ff 0d 'c' 0d");
	check_send(TELNET_PROTOCOL_RAW, false, "'a' 0d 0a 'b' 0a ff 0d 'c' 0d",
		   "'a' 0d 0a 'b' 0a ff 0d 'c' 0d");
}

static void test_commands(void **state)
{
	static const char *const sent[] = { "ff f3", "ff f4", "ff f5", "ff f6", "ff f7",
					    "ff f8", "ff f1", "ff f9", "ff ef", "ff '!' f2",
					    "ff ec", "ff ed", "ff ee" };
	struct record r;
	size_t count = 0;

	(void)state;
	start(&r, TELNET_PROTOCOL_TELNET, false);
	for (; telnet_command_name(count); count++) {
		assert_true(count < sizeof sent / sizeof sent[0]);
		assert_true(telnet_send_command(r.telnet, telnet_command_name(count)));
		assert_sent(&r, sent[count]);
		record_clear(&r);
	}
	assert_int_equal(count, sizeof sent / sizeof sent[0]);
	assert_false(telnet_send_command(r.telnet, "break"));
	assert_false(telnet_send_command(r.telnet, ""));
	record_fini(&r);
	start(&r, TELNET_PROTOCOL_RAW, false);
	assert_false(telnet_send_command(r.telnet, "brk"));
	assert_sent(&r, "");
	record_fini(&r);
}

/* --- Options. */

static void test_names(void **state)
{
	(void)state;
	assert_string_equal(policy_find(1)->name, "ECHO");
	assert_string_equal(policy_find(24)->name, "TTYPE");
	assert_string_equal(policy_find(201)->name, "GMCP");
	assert_null(policy_find(99));
	assert_int_equal(policy_payload_limit(OPTION_GMCP), 1 << 20);
	assert_int_equal(policy_payload_limit(OPTION_MSDP), 1 << 20);
	assert_int_equal(policy_payload_limit(OPTION_TTYPE), 64 << 10);
	assert_int_equal(policy_payload_limit(99), 64 << 10);
}

/* What refuses, refuses every time; what a server does without us needs no answer. */
static void test_refusals(void **state)
{
	struct telnet_config config = telnet_config();
	struct record r;

	(void)state;
	record_init(&r, &config);
	for (int i = 0; i < 3; i++) {
		record_clear(&r);
		record_feed(
			&r,
			"ff fd 06 ff fb 06 ff fd 01 ff fb 25 ff fb 63 ff fd 63 ff fd 19 ff fb 1f",
			0);
		assert_sent(
			&r,
			"ff fc 06 ff fe 06 ff fc 01 ff fe 25 ff fe 63 ff fc 63 ff fc 19 ff fe 1f");
	}
	record_clear(&r);
	record_feed(&r, "ff fe 01 ff fc 63 ff fe 06", 0);
	assert_sent(&r, "");
	assert_int_equal(r.changes, 0);
	assert_int_equal(telnet_counts(r.telnet)->commands, 27);
	record_fini(&r);
}

/* What an option's module says as soon as it is on. */
static const char *first_words(uint8_t option)
{
	switch (option) {
	case OPTION_NAWS: return "ff fa 1f 00 64 00 28 ff f0";
	case OPTION_MCCP3: return "ff fa 57 ff f0";
	case OPTION_MCCP4: return "ff fa 58 01 'zstd,deflate' ff f0";
	case OPTION_ZMP:
		return "ff fa 5d 'zmp.ident' 00 'HAIL' 00 '1.0' 00 'terminal client' 00 ff f0";
	case OPTION_ATCP:
		return "ff fa c8 'hello HAIL 1.0' 0a 'char_vitals 1' 0a 'room_brief 1' 0a "
		       "'room_exits 1' ff f0";
	case OPTION_GMCP:
		return "ff fa c9 'Core.Hello { \"client\": \"HAIL\", \"version\": \"1.0\" }' ff f0 "
		       "ff fa c9 'Core.Supports.Set [ \"Char 1\", \"Room 1\" ]' ff f0";
	default: return "";
	}
}

/* The answer to a command about `p`, and what follows it; but a peer is greeted once. */
static void check_answer(struct record *r, const struct policy *p, enum telnet_side side,
			 bool greets)
{
	bool ours = side == TELNET_US;
	bool yes = policy_allows(p, side, record_config().permits);
	char bytes[32], answer[256];

	record_clear(r);
	snprintf(bytes, sizeof bytes, "ff %s %02x", ours ? "fd" : "fb", p->option);
	snprintf(answer, sizeof answer, "ff %s %02x%s",
		 ours ? (yes ? "fb" : "fc") : (yes ? "fd" : "fe"), p->option,
		 yes && greets ? first_words(p->option) : "");
	record_feed(r, bytes, 0);
	assert_sent(r, answer);
}

/* Every row of the table: its answers and its evidence. */
static void test_policy(void **state)
{
	(void)state;
	for (size_t i = 0; i < POLICY_COUNT; i++) {
		const struct policy *p = policy_at(i);
		struct telnet_config config = telnet_config();
		struct record r;

		/* A long dialogue of its own: golden/telnet/com-port. */
		if (p->option == OPTION_COM_PORT)
			continue;
		record_init(&r, &config);
		check_answer(&r, p, TELNET_PEER, p->option != OPTION_NAWS);
		assert_int_equal(strstr(record_facts(&r), " mud") != NULL,
				 p->evidence == POLICY_MUD);
		assert_null(strstr(record_facts(&r), " terminal"));
		check_answer(&r, p, TELNET_US,
			     p->option != OPTION_GMCP && p->option != OPTION_ATCP);
		assert_int_equal(strstr(record_facts(&r), " mud") != NULL,
				 p->evidence == POLICY_MUD);
		assert_int_equal(strstr(record_facts(&r), " terminal") != NULL,
				 p->evidence == POLICY_TERMINAL);
		record_fini(&r);
	}
}

/* What the peer offered while it was not permitted is asked for when it is; nothing else is, and
 * what is permitted no more is turned off. */
static void test_permits(void **state)
{
	struct telnet_config config = telnet_config();
	struct record r;

	(void)state;
	record_init(&r, &config);
	record_feed(&r, "ff fb 5b ff fb 5a ff fc 5a", 0);
	record_clear(&r);
	telnet_set_permits(r.telnet, TELNET_PERMIT_MXP | TELNET_PERMIT_MSP, r.now);
	assert_sent(&r, "ff fd 5b");
	record_feed(&r, "ff fb 5b", 0);
	record_clear(&r);
	telnet_set_permits(r.telnet, 0, r.now);
	assert_sent(&r, "ff fe 5b");
	record_fini(&r);
}

/* WONT and DONT are no evidence; port 23 is. */
static void test_evidence(void **state)
{
	struct telnet_config config = telnet_config();
	struct record r;

	(void)state;
	record_init(&r, &config);
	record_feed(&r, "ff fc c9 ff fe 5b ff fe 00 ff fe 22 ff fb 22", 0);
	assert_string_equal(record_facts(&r), "telnet");
	record_fini(&r);
	config.terminal_port = true;
	record_init(&r, &config);
	assert_string_equal(record_facts(&r), "telnet terminal");
	record_fini(&r);
}

static void test_option_states(void **state)
{
	struct telnet_config config = telnet_config();
	struct record r;

	(void)state;
	config.initiate = true;
	record_init(&r, &config);
	telnet_tick(r.telnet, r.now + 500);
	assert_int_equal(telnet_option(r.telnet, TELNET_US, OPTION_TTYPE), TELNET_WANT_YES);
	record_feed(&r, "ff fd 18 ff fc 03 ff fe 1f", 0);
	assert_int_equal(telnet_option(r.telnet, TELNET_US, OPTION_TTYPE), TELNET_YES);
	assert_int_equal(telnet_option(r.telnet, TELNET_PEER, OPTION_TTYPE), TELNET_NO);
	assert_int_equal(telnet_option(r.telnet, TELNET_PEER, OPTION_SGA), TELNET_NO);
	assert_int_equal(telnet_option(r.telnet, TELNET_US, OPTION_NAWS), TELNET_NO);
	record_fini(&r);
}

/* --- TTYPE. */

static void check_ttype(bool port, const char *before, const char *first, const char *second)
{
	struct telnet_config config = telnet_config();
	const char *const answers[] = { first, second, "ff fa 18 00 'MTTS 13' ff f0",
					"ff fa 18 00 'MTTS 13' ff f0" };
	struct record r;

	config.terminal_port = port;
	record_init(&r, &config);
	record_feed(&r, before, 0);
	for (int round = 0; round < 2; round++) {
		record_feed(&r, "ff fd 18", 0);
		for (size_t i = 0; i < 4; i++) {
			record_clear(&r);
			record_feed(&r, "ff fa 18 01 ff f0", 1);
			assert_sent(&r, answers[i]);
		}
		record_feed(&r, "ff fe 18", 0);
	}
	record_fini(&r);
}

static void test_ttype(void **state)
{
	const char *term = "ff fa 18 00 'XTERM-256COLOR' ff f0";
	const char *client = "ff fa 18 00 'HAIL' ff f0";

	(void)state;
	check_ttype(false, "", client, term);
	check_ttype(true, "", term, client);
	check_ttype(false, "ff fd 20", term, client);
	check_ttype(false, "ff fb 01", term, client);
	check_ttype(false, "ff fb 03 ff fc 03", term, client);
	check_ttype(false, "ff fd 03 ff fb 19", client, term);
	check_ttype(true, "ff fb c9", client, term);
	check_ttype(false, "ff fb 01 ff f9", client, term);
}

/* SEND is answered only while the option is on; anything else is dropped. */
static void test_ttype_unasked(void **state)
{
	struct telnet_config config = telnet_config();
	struct record r;

	(void)state;
	record_init(&r, &config);
	record_feed(&r, "ff fa 18 01 ff f0", 0);
	record_feed(&r, "ff fd 18", 0);
	record_clear(&r);
	record_feed(&r, "ff fa 18 00 'VT100' ff f0 ff fa 18 ff f0 ff fa 18 02 01 ff f0", 0);
	assert_sent(&r, "");
	assert_int_equal(telnet_counts(r.telnet)->subnegotiations_dropped, 4);
	record_fini(&r);
}

/* Who was told of MSLP may use it; who is a terminal by the user's word isn't told. */
static void check_links_told(enum telnet_kind kind, const char *ask, const char *sent,
			     const char *facts)
{
	struct telnet_config config = telnet_config();
	struct record r;
	unsigned changes;

	config.mtts = 1024 | 9;
	config.kind = kind;
	record_init(&r, &config);
	record_feed(&r, "ff fd 18 ff fd 27 ff fa 18 01 ff f0 ff fa 18 01 ff f0", 0);
	if (strstr(record_facts(&r), " links"))
		fail_msg("told of links before MTTS: %s", record_facts(&r));
	record_clear(&r);
	changes = r.changes;
	record_feed(&r, ask, 0);
	assert_sent(&r, sent);
	assert_string_equal(record_facts(&r), facts);
	assert_int_equal(r.changes - changes, strstr(facts, " links") != NULL);
	record_fini(&r);
}

static void test_links_told(void **state)
{
	(void)state;
	check_links_told(TELNET_KIND_AUTO, "ff fa 18 01 ff f0", "ff fa 18 00 'MTTS 1037' ff f0",
			 "telnet terminal links");
	check_links_told(TELNET_KIND_AUTO, "ff fa 27 01 00 'MTTS' ff f0",
			 "ff fa 27 00 00 'MTTS' 01 '1037' ff f0", "telnet terminal links");
	check_links_told(TELNET_KIND_TERMINAL, "ff fa 18 01 ff f0", "ff fa 18 00 'MTTS 13' ff f0",
			 "telnet terminal");
}

/* --- NAWS. */

static void test_naws_escape(void **state)
{
	struct telnet_config config = telnet_config();
	struct record r;

	(void)state;
	config.rows = 255;
	record_init(&r, &config);
	record_feed(&r, "ff fd 1f", 0);
	assert_sent(&r, "ff fb 1f ff fa 1f 00 64 00 ff ff ff f0");
	record_clear(&r);
	telnet_resize(r.telnet, 70000, 65535, 0);
	telnet_tick(r.telnet, 100);
	assert_sent(&r, "ff fa 1f ff ff ff ff ff ff ff ff ff f0");
	record_fini(&r);
}

static void test_naws_resize(void **state)
{
	struct telnet_config config = telnet_config();
	struct record r;

	(void)state;
	record_init(&r, &config);
	telnet_resize(r.telnet, 90, 30, 1000);
	assert_int_equal(telnet_deadline(r.telnet), -1);
	record_feed(&r, "ff fd 1f", 0);
	assert_sent(&r, "ff fb 1f ff fa 1f 00 5a 00 1e ff f0");
	record_clear(&r);
	telnet_resize(r.telnet, 80, 24, 2000);
	assert_int_equal(telnet_deadline(r.telnet), 2100);
	telnet_resize(r.telnet, 81, 24, 2050);
	assert_int_equal(telnet_deadline(r.telnet), 2150);
	telnet_tick(r.telnet, 2149);
	assert_sent(&r, "");
	telnet_tick(r.telnet, 2150);
	assert_sent(&r, "ff fa 1f 00 51 00 18 ff f0");
	assert_int_equal(telnet_deadline(r.telnet), -1);
	record_clear(&r);
	telnet_resize(r.telnet, 80, 24, 3000);
	telnet_resize(r.telnet, 81, 24, 3050);
	assert_int_equal(telnet_deadline(r.telnet), -1);
	telnet_resize(r.telnet, 81, 25, 3055);
	assert_int_equal(telnet_deadline(r.telnet), 3155);
	telnet_resize(r.telnet, 81, 24, 3057);
	assert_int_equal(telnet_deadline(r.telnet), -1);
	telnet_resize(r.telnet, 0, 0, 3060);
	assert_int_equal(telnet_deadline(r.telnet), -1);
	telnet_resize(r.telnet, 80, 24, 4000);
	record_feed(&r, "ff fe 1f", 0);
	assert_sent(&r, "ff fc 1f");
	assert_int_equal(telnet_deadline(r.telnet), -1);
	record_fini(&r);
}

static void test_naws_unknown(void **state)
{
	struct telnet_config config = telnet_config();
	struct record r;

	(void)state;
	config.columns = config.rows = 0;
	config.initiate = true;
	record_init(&r, &config);
	telnet_tick(r.telnet, telnet_deadline(r.telnet));
	assert_sent(&r, "ff fd 03 ff fb 18 ff fb 20 ff fb 27");
	record_clear(&r);
	record_feed(&r, "ff fd 1f", 0);
	assert_sent(&r, "ff fc 1f");
	record_clear(&r);
	telnet_resize(r.telnet, 80, 24, 0);
	record_feed(&r, "ff fd 1f", 0);
	assert_sent(&r, "ff fb 1f ff fa 1f 00 50 00 18 ff f0");
	record_fini(&r);
}

/* --- The opening burst. */

static void test_burst(void **state)
{
	struct telnet_config config = telnet_config();
	struct record r;

	(void)state;
	config.initiate = true;
	record_init(&r, &config);
	assert_int_equal(telnet_deadline(r.telnet), r.now + 500);
	telnet_tick(r.telnet, r.now + 499);
	assert_sent(&r, "");
	telnet_tick(r.telnet, r.now + 500);
	assert_sent(&r, "ff fd 03 ff fb 18 ff fb 1f ff fb 20 ff fb 27");
	assert_int_equal(telnet_deadline(r.telnet), -1);
	record_clear(&r);
	record_feed(&r, "ff fb 03 ff fd 18 ff fd 1f ff fa 18 01 ff f0", 1);
	assert_sent(&r, "ff fa 1f 00 64 00 28 ff f0 ff fa 18 00 'XTERM-256COLOR' ff f0");
	assert_string_equal(record_facts(&r), "telnet sga");
	record_fini(&r);
}

/* No burst when the peer spoke first, when it isn't asked for, and none to a raw peer. */
static void test_no_burst(void **state)
{
	struct telnet_config config = telnet_config();
	struct record r;

	(void)state;
	record_init(&r, &config);
	assert_int_equal(telnet_deadline(r.telnet), -1);
	telnet_tick(r.telnet, r.now + 600);
	assert_sent(&r, "");
	record_fini(&r);
	config.initiate = true;
	record_init(&r, &config);
	record_feed(&r, "'x'", 0);
	assert_int_equal(telnet_deadline(r.telnet), -1);
	telnet_tick(r.telnet, r.now + 600);
	assert_sent(&r, "");
	record_fini(&r);
	config.protocol = TELNET_PROTOCOL_RAW;
	record_init(&r, &config);
	telnet_tick(r.telnet, r.now + 600);
	assert_sent(&r, "");
	record_fini(&r);
}

/* --- Handlers. */

static void answer_prompt(struct record *r)
{
	telnet_send_data(r->telnet, "\xff", 1);
	telnet_resize(r->telnet, 50, 20, r->now);
	telnet_send_command(r->telnet, "nop");
}

static void send_facts(struct record *r)
{
	const char *facts = record_facts(r);

	telnet_send_data(r->telnet, facts, strlen(facts));
}

/* A handler may send, and sees the state that its event tells of. */
static void test_reentrant(void **state)
{
	struct telnet_config config = telnet_config();
	struct record r;

	(void)state;
	record_init(&r, &config);
	r.on_prompt = answer_prompt;
	r.on_changed = send_facts;
	record_feed(&r, "ff fb 01 'x' ff f9 'y' ff fc 01", 1);
	assert_sent(&r, "ff fd 01 'telnet echo' 'telnet echo mud marks' ff ff ff f1 ff fe 01 "
			"'telnet mud marks'");
	assert_data(&r, "'xy'");
	record_fini(&r);
}

static void go_raw(struct record *r)
{
	telnet_set_protocol(r->telnet, TELNET_PROTOCOL_RAW);
}

/* A handler that says raw: the rest of the read is raw. */
static void test_raw_in_handler(void **state)
{
	struct telnet_config config = record_config();
	struct record r;

	(void)state;
	record_init(&r, &config);
	r.on_changed = go_raw;
	record_feed(&r, "'a' ff fb 01 0d 00 ff ff", 0);
	assert_data(&r, "'a' ff fb 01 0d 00 ff ff");
	record_fini(&r);
	config.protocol = TELNET_PROTOCOL_TELNET;
	record_init(&r, &config);
	r.on_changed = go_raw;
	record_feed(&r, "'a' ff fb 01 0d 00 ff ff", 0);
	assert_data(&r, "'a' 0d 00 ff ff");
	telnet_free(NULL);
	record_fini(&r);
}

/* Aardwolf's channel is taken by who wants it, in pairs of bytes. */
static void test_aard102(void **state)
{
	struct telnet_config config = telnet_config();
	struct record r;

	(void)state;
	config.permits |= TELNET_PERMIT_AARD102;
	record_init(&r, &config);
	record_feed(&r, "ff fb 66", 0);
	assert_sent(&r, "ff fd 66");
	record_clear(&r);
	record_feed(&r, "ff fa 66 64 03 ff f0 ff fa 66 64 ff f0 ff fa 66 01 02 03 ff f0", 0);
	assert_string_equal(record_log(&r), "{aard102 100 3}");
	assert_int_equal(telnet_counts(r.telnet)->subnegotiations_dropped, 2);
	record_fini(&r);
}

/* ZMP tells the time of the wall, in UTC. */
static void test_zmp_time(void **state)
{
	static const struct {
		int64_t wall;
		const char *text;
	} times[] = {
		{ 0, "1970-01-01 00:00:00" },
		{ 951782399999, "2000-02-28 23:59:59" },
		{ 951782400000, "2000-02-29 00:00:00" },
		{ 1709164800000, "2024-02-29 00:00:00" },
		{ 1735689599000, "2024-12-31 23:59:59" },
		{ 1735689600000, "2025-01-01 00:00:00" },
		{ 4107542400000, "2100-03-01 00:00:00" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
		struct telnet_config config = telnet_config();
		struct record r;
		char wanted[80];

		config.wall = times[i].wall;
		record_init(&r, &config);
		record_feed(&r, "ff fb 5d", 0);
		record_clear(&r);
		record_feed(&r, "ff fa 5d 'zmp.ping' 00 ff f0", 0);
		snprintf(wanted, sizeof wanted, "ff fa 5d 'zmp.time' 00 '%s' 00 ff f0",
			 times[i].text);
		assert_sent(&r, wanted);
		record_fini(&r);
	}
}

/* A silent peer is sent NOP or AYT, again and again; what it sends counts as an answer. */
static void test_keepalive(void **state)
{
	struct record r;

	(void)state;
	start(&r, TELNET_PROTOCOL_TELNET, false);
	assert_int_equal(telnet_deadline(r.telnet), -1);
	telnet_set_keepalive(r.telnet, TELNET_KEEPALIVE_NOP, 5000);
	assert_int_equal(telnet_deadline(r.telnet), r.now + 5000);
	telnet_tick(r.telnet, r.now + 4999);
	assert_sent(&r, "");
	telnet_tick(r.telnet, r.now + 5000);
	assert_sent(&r, "ff f1");
	assert_int_equal(telnet_asked_at(r.telnet), -1);
	telnet_set_keepalive(r.telnet, TELNET_KEEPALIVE_AYT, 5000);
	r.now += 10000;
	telnet_tick(r.telnet, r.now);
	telnet_tick(r.telnet, r.now + 5000);
	assert_sent(&r, "ff f1 ff f6 ff f6");
	assert_int_equal(telnet_asked_at(r.telnet), r.now);
	r.now += 7000;
	record_feed(&r, "ff f1", 0);
	assert_int_equal(telnet_asked_at(r.telnet), -1);
	assert_int_equal(telnet_deadline(r.telnet), r.now + 5000);
	telnet_set_protocol(r.telnet, TELNET_PROTOCOL_RAW);
	assert_int_equal(telnet_deadline(r.telnet), -1);
	record_fini(&r);
}

/* What the user asks for is noted for when he does, not for when something came last. */
static void test_time_of_asking(void **state)
{
	struct telnet_config config = telnet_config();
	struct telnet_option_report report;
	struct record r;

	(void)state;
	record_init(&r, &config);
	assert_true(telnet_ask(r.telnet, "do sga", r.now + 7000, NULL));
	telnet_option_report(r.telnet, 0, &report);
	if (report.first != 7000 || report.last != 7000)
		fail_msg("asked at 7000 ms, noted for %d to %d", (int)report.first,
			 (int)report.last);
	record_fini(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_zmp_time),       cmocka_unit_test(test_aard102),
		cmocka_unit_test(test_passed),         cmocka_unit_test(test_passed_bounds),
		cmocka_unit_test(test_detection),      cmocka_unit_test(test_detected_options),
		cmocka_unit_test(test_window),         cmocka_unit_test(test_set_protocol),
		cmocka_unit_test(test_received_text),  cmocka_unit_test(test_order),
		cmocka_unit_test(test_changed),        cmocka_unit_test(test_enter),
		cmocka_unit_test(test_send),           cmocka_unit_test(test_commands),
		cmocka_unit_test(test_names),          cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_policy),         cmocka_unit_test(test_keepalive),
		cmocka_unit_test(test_permits),        cmocka_unit_test(test_evidence),
		cmocka_unit_test(test_option_states),  cmocka_unit_test(test_links_told),
		cmocka_unit_test(test_ttype),          cmocka_unit_test(test_ttype_unasked),
		cmocka_unit_test(test_naws_escape),    cmocka_unit_test(test_naws_resize),
		cmocka_unit_test(test_naws_unknown),   cmocka_unit_test(test_burst),
		cmocka_unit_test(test_no_burst),       cmocka_unit_test(test_reentrant),
		cmocka_unit_test(test_raw_in_handler), cmocka_unit_test(test_time_of_asking),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
