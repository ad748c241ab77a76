#include "unit/unit.h"

#include <stdio.h>

#include "telnet/command.h"
#include "telnet/negotiate.h"
#include "unit/telnet-record.h"

static void collect(void *user, const char *bytes, size_t n)
{
	buf_append(user, bytes, n);
}

struct fixture {
	struct buf sent;
	Negotiate *n;
};

static void init(struct fixture *f)
{
	buf_init(&f->sent);
	f->n = negotiate_new(collect, &f->sent);
	negotiate_allow(f->n, TELNET_PEER, OPTION_ECHO, true);
	negotiate_allow(f->n, TELNET_US, OPTION_TTYPE, true);
	negotiate_allow(f->n, TELNET_US, OPTION_BINARY, true);
	negotiate_allow(f->n, TELNET_PEER, OPTION_BINARY, true);
}

static void fini(struct fixture *f)
{
	negotiate_free(f->n);
	buf_fini(&f->sent);
}

/* Feeds a command and checks what was foretold, what was sent, and the state after it. */
static void step(struct fixture *f, uint8_t command, uint8_t option, const char *sent,
		 enum telnet_option_state state)
{
	enum telnet_side side = negotiate_side(command);
	enum telnet_option_state before = negotiate_state(f->n, side, option);
	bool answers = negotiate_answers(f->n, command, option);
	bool changes = negotiate_changes(f->n, command, option);
	bool changed;
	char what[64];

	snprintf(what, sizeof what, "after %02x %02x in state %d", command, option, (int)before);
	buf_clear(&f->sent);
	changed = negotiate_receive(f->n, command, option, false);
	assert_bytes(what, sent, buf_data(&f->sent), buf_length(&f->sent));
	assert_int_equal(negotiate_state(f->n, side, option), state);
	assert_int_equal(changed, changes);
	if (before == TELNET_NO || before == TELNET_YES)
		assert_int_equal(answers, sent[0] != '\0');
}

static void want(struct fixture *f, enum telnet_side side, uint8_t option, bool on,
		 const char *sent)
{
	buf_clear(&f->sent);
	negotiate_want(f->n, side, option, on);
	assert_bytes("wanted", sent, buf_data(&f->sent), buf_length(&f->sent));
}

static void test_peer_begins(void **state)
{
	struct fixture f;

	(void)state;
	init(&f);
	step(&f, COMMAND_WILL, OPTION_ECHO, "ff fd 01", TELNET_YES);
	step(&f, COMMAND_WILL, OPTION_ECHO, "", TELNET_YES);
	step(&f, COMMAND_WONT, OPTION_ECHO, "ff fe 01", TELNET_NO);
	step(&f, COMMAND_WONT, OPTION_ECHO, "", TELNET_NO);
	step(&f, COMMAND_DO, OPTION_TTYPE, "ff fb 18", TELNET_YES);
	step(&f, COMMAND_DO, OPTION_TTYPE, "", TELNET_YES);
	step(&f, COMMAND_DONT, OPTION_TTYPE, "ff fc 18", TELNET_NO);
	step(&f, COMMAND_DONT, OPTION_TTYPE, "", TELNET_NO);
	fini(&f);
}

/* The same option is refused each time it is offered or asked for. */
static void test_refused(void **state)
{
	struct fixture f;

	(void)state;
	init(&f);
	for (int i = 0; i < 3; i++) {
		step(&f, COMMAND_DO, OPTION_ECHO, "ff fc 01", TELNET_NO);
		step(&f, COMMAND_WILL, OPTION_TTYPE, "ff fe 18", TELNET_NO);
		step(&f, COMMAND_WILL, 0x63, "ff fe 63", TELNET_NO);
		step(&f, COMMAND_DO, 0xff, "ff fc ff", TELNET_NO);
		step(&f, COMMAND_WONT, 0x63, "", TELNET_NO);
		step(&f, COMMAND_DONT, 0x63, "", TELNET_NO);
	}
	fini(&f);
}

/* Every option refused, then one allowed: libtelnet's table of states must not mix them up. */
static void test_all_options(void **state)
{
	struct fixture f;

	(void)state;
	init(&f);
	for (unsigned option = 0; option < 256; option++) {
		negotiate_receive(f.n, COMMAND_WILL, (uint8_t)option, false);
		negotiate_receive(f.n, COMMAND_DO, (uint8_t)option, false);
	}
	step(&f, COMMAND_WONT, OPTION_ECHO, "ff fe 01", TELNET_NO);
	step(&f, COMMAND_WONT, OPTION_BINARY, "ff fe 00", TELNET_NO);
	step(&f, COMMAND_WILL, OPTION_BINARY, "ff fd 00", TELNET_YES);
	step(&f, COMMAND_DO, OPTION_BINARY, "", TELNET_YES);
	step(&f, COMMAND_DONT, OPTION_BINARY, "ff fc 00", TELNET_NO);
	fini(&f);
}

/* An engine that allows as much as it may still keeps its options apart. */
static void test_full_table(void **state)
{
	struct fixture f;

	(void)state;
	init(&f);
	for (uint8_t option = 100; option < 100 + NEGOTIATE_MAX - 3; option++)
		negotiate_allow(f.n, TELNET_PEER, option, true);
	for (uint8_t option = 100; option < 100 + NEGOTIATE_MAX - 3; option++)
		negotiate_receive(f.n, COMMAND_WILL, option, false);
	for (uint8_t option = 100; option < 100 + NEGOTIATE_MAX - 3; option++)
		assert_int_equal(negotiate_state(f.n, TELNET_PEER, option), TELNET_YES);
	step(&f, COMMAND_WILL, 100, "", TELNET_YES);
	step(&f, COMMAND_WILL, OPTION_BINARY, "ff fd 00", TELNET_YES);
	step(&f, COMMAND_WONT, 136, "ff fe 88", TELNET_NO);
	fini(&f);
}

static void test_we_begin(void **state)
{
	struct fixture f;

	(void)state;
	init(&f);
	want(&f, TELNET_US, OPTION_TTYPE, true, "ff fb 18");
	assert_int_equal(negotiate_state(f.n, TELNET_US, OPTION_TTYPE), TELNET_WANT_YES);
	step(&f, COMMAND_DO, OPTION_TTYPE, "", TELNET_YES);
	want(&f, TELNET_US, OPTION_TTYPE, true, "");
	want(&f, TELNET_PEER, OPTION_SGA, true, "ff fd 03");
	step(&f, COMMAND_WONT, OPTION_SGA, "", TELNET_NO);
	want(&f, TELNET_PEER, OPTION_SGA, false, "");
	want(&f, TELNET_PEER, OPTION_SGA, true, "ff fd 03");
	step(&f, COMMAND_WILL, OPTION_SGA, "", TELNET_YES);
	want(&f, TELNET_PEER, OPTION_SGA, false, "ff fe 03");
	step(&f, COMMAND_WONT, OPTION_SGA, "", TELNET_NO);
	fini(&f);
}

/* Our WONT acknowledged by DONT, or, wrongly, answered by DO. */
static void test_we_end(void **state)
{
	struct fixture f;

	(void)state;
	init(&f);
	step(&f, COMMAND_DO, OPTION_TTYPE, "ff fb 18", TELNET_YES);
	want(&f, TELNET_US, OPTION_TTYPE, false, "ff fc 18");
	assert_int_equal(negotiate_state(f.n, TELNET_US, OPTION_TTYPE), TELNET_WANT_NO);
	step(&f, COMMAND_DONT, OPTION_TTYPE, "", TELNET_NO);
	step(&f, COMMAND_DO, OPTION_TTYPE, "ff fb 18", TELNET_YES);
	want(&f, TELNET_US, OPTION_TTYPE, false, "ff fc 18");
	step(&f, COMMAND_DO, OPTION_TTYPE, "", TELNET_NO);
	step(&f, COMMAND_DO, OPTION_TTYPE, "ff fb 18", TELNET_YES);
	fini(&f);
}

/* A change of mind while a request is open waits, and is then really sent. */
static void test_change_of_mind(void **state)
{
	struct fixture f;

	(void)state;
	init(&f);
	step(&f, COMMAND_WILL, OPTION_ECHO, "ff fd 01", TELNET_YES);
	want(&f, TELNET_PEER, OPTION_ECHO, false, "ff fe 01");
	want(&f, TELNET_PEER, OPTION_ECHO, true, "");
	step(&f, COMMAND_WONT, OPTION_ECHO, "ff fd 01", TELNET_WANT_YES);
	step(&f, COMMAND_WILL, OPTION_ECHO, "", TELNET_YES);
	want(&f, TELNET_US, OPTION_TTYPE, true, "ff fb 18");
	want(&f, TELNET_US, OPTION_TTYPE, false, "");
	want(&f, TELNET_US, OPTION_TTYPE, true, "");
	step(&f, COMMAND_DO, OPTION_TTYPE, "", TELNET_YES);
	want(&f, TELNET_US, OPTION_TTYPE, false, "ff fc 18");
	want(&f, TELNET_US, OPTION_TTYPE, true, "");
	want(&f, TELNET_US, OPTION_TTYPE, false, "");
	step(&f, COMMAND_DONT, OPTION_TTYPE, "", TELNET_NO);
	fini(&f);
}

static void test_mute(void **state)
{
	struct fixture f;

	(void)state;
	init(&f);
	assert_true(negotiate_receive(f.n, COMMAND_WILL, OPTION_ECHO, true));
	assert_int_equal(negotiate_state(f.n, TELNET_PEER, OPTION_ECHO), TELNET_YES);
	assert_true(negotiate_receive(f.n, COMMAND_WONT, OPTION_ECHO, true));
	assert_int_equal(negotiate_state(f.n, TELNET_PEER, OPTION_ECHO), TELNET_NO);
	assert_false(negotiate_receive(f.n, COMMAND_DO, OPTION_TTYPE, true));
	assert_int_equal(negotiate_state(f.n, TELNET_US, OPTION_TTYPE), TELNET_NO);
	assert_int_equal(buf_length(&f.sent), 0);
	step(&f, COMMAND_DO, OPTION_TTYPE, "ff fb 18", TELNET_YES);
	buf_clear(&f.sent);
	assert_true(negotiate_receive(f.n, COMMAND_DONT, OPTION_TTYPE, true));
	assert_int_equal(negotiate_state(f.n, TELNET_US, OPTION_TTYPE), TELNET_NO);
	assert_int_equal(buf_length(&f.sent), 0);
	fini(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_peer_begins),    cmocka_unit_test(test_refused),
		cmocka_unit_test(test_all_options),    cmocka_unit_test(test_full_table),
		cmocka_unit_test(test_we_begin),       cmocka_unit_test(test_we_end),
		cmocka_unit_test(test_change_of_mind), cmocka_unit_test(test_mute),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
