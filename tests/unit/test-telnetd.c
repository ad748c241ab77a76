/* The server's side of telnet: RFC 1143 without loops, TTYPE, NAWS, GA. */
#include "unit/unit.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "telnet/telnetd.h"
#include "telnet/option.h"

struct fixture {
	struct buf out;
	struct str data;
	struct str commands;
	Telnetd *telnet;
};

static void hear_data(void *user, const char *bytes, size_t n)
{
	struct fixture *f = user;

	str_append(&f->data, bytes, n);
}

static void hear_command(void *user, uint8_t command)
{
	struct fixture *f = user;

	str_append_format(&f->commands, "%02x ", (unsigned)command);
}

static void hear_window(void *user, unsigned columns, unsigned rows)
{
	struct fixture *f = user;

	str_append_format(&f->commands, "%ux%u ", columns, rows);
}

static int set_up(void **state)
{
	static const struct telnetd_events events = { hear_data, hear_command, hear_window };
	static struct fixture f;

	buf_init(&f.out);
	str_init(&f.data);
	str_init(&f.commands);
	f.telnet = telnetd_new(&f.out, &events, &f);
	*state = &f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	telnetd_free(f->telnet);
	buf_fini(&f->out);
	str_fini(&f->data);
	str_fini(&f->commands);
	return 0;
}

static void receive(struct fixture *f, const char *bytes, size_t n)
{
	telnetd_receive(f->telnet, bytes, n);
}

/* Receives a string literal, which may hold NULs. */
#define RECEIVE(f, literal) receive(f, literal, sizeof(literal) - 1)

/* What was sent since the last time is exactly this literal. */
#define EXPECT(f, literal) expect_sent(f, literal, sizeof(literal) - 1, __LINE__)

static void expect_sent(struct fixture *f, const char *bytes, size_t n, int line)
{
	struct str saw;

	str_init(&saw);
	for (size_t i = 0; i < buf_length(&f->out); i++)
		str_append_format(&saw, "%02x ", (unsigned)(unsigned char)buf_data(&f->out)[i]);
	if (buf_length(&f->out) != n || (n && memcmp(buf_data(&f->out), bytes, n)))
		fail_msg("line %d: expected %zu other bytes, saw %zu: %s", line, n,
			 buf_length(&f->out), saw.text);
	str_fini(&saw);
	buf_clear(&f->out);
}

static void test_an_offer_is_made_once_and_agreed_silently(void **state)
{
	struct fixture *f = *state;

	telnetd_will(f->telnet, OPTION_ECHO, true);
	telnetd_will(f->telnet, OPTION_ECHO, true);
	EXPECT(f, "\xff\xfb\x01");
	assert_int_equal(telnetd_ours(f->telnet, OPTION_ECHO), TELNET_WANT_YES);
	RECEIVE(f, "\xff\xfd\x01\xff\xfd\x01\xff\xfd\x01");
	EXPECT(f, "");
	assert_int_equal(telnetd_ours(f->telnet, OPTION_ECHO), TELNET_YES);
	telnetd_will(f->telnet, OPTION_ECHO, false);
	EXPECT(f, "\xff\xfc\x01");
	RECEIVE(f, "\xff\xfe\x01");
	EXPECT(f, "");
	assert_int_equal(telnetd_ours(f->telnet, OPTION_ECHO), TELNET_NO);
}

static void test_a_change_of_mind_waits_for_the_answer(void **state)
{
	struct fixture *f = *state;

	telnetd_will(f->telnet, OPTION_ECHO, true);
	telnetd_will(f->telnet, OPTION_ECHO, false);
	EXPECT(f, "\xff\xfb\x01");
	RECEIVE(f, "\xff\xfd\x01");
	EXPECT(f, "\xff\xfc\x01");
	telnetd_will(f->telnet, OPTION_ECHO, true);
	EXPECT(f, "");
	RECEIVE(f, "\xff\xfe\x01");
	EXPECT(f, "\xff\xfb\x01");
	RECEIVE(f, "\xff\xfd\x01");
	EXPECT(f, "");
	assert_int_equal(telnetd_ours(f->telnet, OPTION_ECHO), TELNET_YES);
}

static void test_a_refusal_is_taken(void **state)
{
	struct fixture *f = *state;

	telnetd_will(f->telnet, OPTION_ECHO, true);
	telnetd_do(f->telnet, OPTION_NAWS);
	EXPECT(f, "\xff\xfb\x01\xff\xfd\x1f");
	RECEIVE(f, "\xff\xfe\x01\xff\xfc\x1f");
	EXPECT(f, "");
	assert_int_equal(telnetd_ours(f->telnet, OPTION_ECHO), TELNET_NO);
	assert_int_equal(telnetd_theirs(f->telnet, OPTION_NAWS), TELNET_NO);
}

static void test_a_client_can_end_what_it_agreed_to(void **state)
{
	struct fixture *f = *state;

	telnetd_will(f->telnet, OPTION_ECHO, true);
	RECEIVE(f, "\xff\xfd\x01");
	EXPECT(f, "\xff\xfb\x01");
	RECEIVE(f, "\xff\xfe\x01");
	EXPECT(f, "\xff\xfc\x01");
	RECEIVE(f, "\xff\xfe\x01");
	EXPECT(f, "");
}

static void test_strangers_are_refused_each_time_and_their_refusals_ignored(void **state)
{
	struct fixture *f = *state;

	RECEIVE(f, "\xff\xfb\x63\xff\xfd\x63\xff\xfb\x63");
	EXPECT(f, "\xff\xfe\x63\xff\xfc\x63\xff\xfe\x63");
	RECEIVE(f, "\xff\xfc\x63\xff\xfe\x63");
	EXPECT(f, "");
	RECEIVE(f, "\xff\xfd\x01\xff\xfd\x03\xff\xfb\x01");
	EXPECT(f, "\xff\xfc\x01\xff\xfc\x03\xff\xfe\x01");
}

static void test_the_window_size(void **state)
{
	struct fixture *f = *state;

	RECEIVE(f, "\xff\xfa\x1f\x00\x50\x00\x18\xff\xf0");
	assert_int_equal(telnetd_client(f->telnet)->columns, 0);
	RECEIVE(f, "\xff\xfb\x1f\xff\xfa\x1f\x00\x50\x00\x18\xff\xf0");
	EXPECT(f, "\xff\xfd\x1f");
	assert_int_equal(telnetd_client(f->telnet)->columns, 80);
	assert_int_equal(telnetd_client(f->telnet)->rows, 24);
	RECEIVE(f, "\xff\xfa\x1f\x00\xff\xff\x01\x00\xff\xf0");
	assert_int_equal(telnetd_client(f->telnet)->columns, 255);
	assert_int_equal(telnetd_client(f->telnet)->rows, 256);
	RECEIVE(f, "\xff\xfa\x1f\x00\x50\x00\xff\xf0\xff\xfa\x1f\xff\xf0");
	assert_int_equal(telnetd_client(f->telnet)->columns, 255);
	RECEIVE(f, "\xff\xfa\x1f\x00\xff\xff\x01\x00\xff\xf0");
	assert_string_equal(f->commands.text, "80x24 255x256 ");
	EXPECT(f, "");
}

static void test_terminal_names_are_asked_until_they_repeat(void **state)
{
	struct fixture *f = *state;
	const struct telnetd_client *c = telnetd_client(f->telnet);

	telnetd_do(f->telnet, OPTION_TTYPE);
	EXPECT(f, "\xff\xfd\x18");
	RECEIVE(f, "\xff\xfb\x18");
	EXPECT(f, "\xff\xfa\x18\x01\xff\xf0");
	RECEIVE(f, "\xff\xfa\x18\0HAIL\xff\xf0");
	EXPECT(f, "\xff\xfa\x18\x01\xff\xf0");
	RECEIVE(f, "\xff\xfa\x18\0XT\x1b\x07"
		   "ERM\xff\xf0");
	EXPECT(f, "\xff\xfa\x18\x01\xff\xf0");
	RECEIVE(f, "\xff\xfa\x18\0XTERM\xff\xf0");
	EXPECT(f, "");
	RECEIVE(f, "\xff\xfa\x18\0LATE\xff\xf0");
	EXPECT(f, "");
	assert_int_equal(c->terminal_count, 2);
	assert_string_equal(c->terminals[0], "HAIL");
	assert_string_equal(c->terminals[1], "XTERM");
}

static void test_terminal_names_end(void **state)
{
	struct fixture *f = *state;
	char answer[] = "\xff\xfa\x18\0A\xff\xf0";

	telnetd_do(f->telnet, OPTION_TTYPE);
	RECEIVE(f, "\xff\xfb\x18");
	for (int i = 0; i < 20; i++) {
		answer[4] = (char)('A' + i);
		receive(f, answer, sizeof(answer) - 1);
	}
	RECEIVE(f, "\xff\xfc\x18\xff\xfb\x18");
	for (int i = 0; i < 20; i++)
		receive(f, answer, sizeof(answer) - 1);
	assert_int_equal(telnetd_client(f->telnet)->terminal_count, TELNETD_TERMINALS);
}

static void test_go_ahead_stops_with_sga(void **state)
{
	struct fixture *f = *state;

	telnetd_go_ahead(f->telnet);
	EXPECT(f, "\xff\xf9");
	telnetd_will(f->telnet, OPTION_SGA, true);
	telnetd_go_ahead(f->telnet);
	RECEIVE(f, "\xff\xfd\x03");
	telnetd_go_ahead(f->telnet);
	EXPECT(f, "\xff\xfb\x03");
	telnetd_will(f->telnet, OPTION_SGA, false);
	telnetd_go_ahead(f->telnet);
	EXPECT(f, "\xff\xfc\x03\xff\xf9");
}

static void test_data_and_commands_pass(void **state)
{
	struct fixture *f = *state;

	RECEIVE(f, "a\xff\xff"
		   "b\xff\xf4\xff\xf6"
		   "c\xff\xfa\xc9 junk\xff\xf0"
		   "d");
	assert_int_equal(f->data.length, 5);
	assert_memory_equal(f->data.text,
			    "a\xff"
			    "bcd",
			    5);
	assert_string_equal(f->commands.text, "f4 f6 ");
	EXPECT(f, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_an_offer_is_made_once_and_agreed_silently,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_change_of_mind_waits_for_the_answer, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_a_refusal_is_taken, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_client_can_end_what_it_agreed_to, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(
			test_strangers_are_refused_each_time_and_their_refusals_ignored, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(test_the_window_size, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_terminal_names_are_asked_until_they_repeat,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_terminal_names_end, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_go_ahead_stops_with_sga, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_data_and_commands_pass, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
