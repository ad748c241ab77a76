/* The router's console: echo, help at a key, completion, pages, and a slow configuration. */
#include "unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "demo/router.h"
#include "unit/demo-peer.h"

/* Enters the router as a client with `rows` rows; one without hears nothing of the tour. */
static void enter_with(struct demo_peer *p, unsigned rows)
{
	demo_peer_init_window(p, 0, rows ? 80 : 0, rows);
	demo_peer_type(p, "2");
	demo_peer_expect(p, "hail-rtr>");
	demo_peer_wait(p, 1001); /* Enter isn't that of the choice any more */
	demo_peer_forget(p);
}

static void enter_router(struct demo_peer *p)
{
	enter_with(p, 0);
}

static void enter_configuration(struct demo_peer *p)
{
	enter_router(p);
	demo_peer_type(p, "enable\rpw\rconfigure terminal\r");
	demo_peer_expect(p, "hail-rtr(config)#");
	demo_peer_forget(p);
}

/* Types and fails unless exactly this comes back. */
static void expect_echo(struct demo_peer *p, const char *typed, const char *echo)
{
	demo_peer_forget(p);
	demo_peer_type(p, typed);
	if (strcmp(p->wire.text, echo))
		fail_msg("typed \"%s\", expected \"%s\", saw \"%s\"", typed, echo, p->wire.text);
}

static void test_the_table_is_in_order(void **state)
{
	(void)state;
	for (size_t i = 0; i < router_command_count; i++) {
		const struct command *row = &router_commands[i];
		const char *space = strrchr(row->path, ' ');
		bool found = !space;

		if (i && strcmp(router_commands[i - 1].path, row->path) >= 0)
			fail_msg("\"%s\" is out of order", row->path);
		for (size_t j = 0; space && j < i; j++)
			found = found ||
				(strlen(router_commands[j].path) == (size_t)(space - row->path) &&
				 !strncmp(router_commands[j].path, row->path,
					  (size_t)(space - row->path)));
		if (!found)
			fail_msg("\"%s\" has no row for its first words", row->path);
		assert_true(!row->argument || row->run);
	}
}

static void test_the_options_of_a_terminal(void **state)
{
	struct demo_peer p;

	(void)state;
	demo_peer_init(&p, 0);
	demo_peer_expect_wire(&p, "\xff\xfb\x03\xff\xfd\x21\xff\xfb\x01", 9);
	demo_peer_type(&p, "1");
	demo_peer_expect_wire(&p, "\xff\xfc\x01\xff\xfc\x03", 6);
	demo_peer_type(&p, "x\r\ny\r\nquit\r\n");
	demo_peer_forget(&p);
	demo_peer_type(&p, "2");
	demo_peer_expect(&p, "hail-rtr>");
	demo_peer_forget(&p);
	demo_peer_type(&p, "exit\r");
	demo_peer_expect(&p, "exit\r\n\r\n");
	demo_peer_expect(&p, "Your choice: ");
	demo_peer_expect_not(&p, "hail-rtr>");
	demo_peer_fini(&p);
}

static void test_help_at_a_key(void **state)
{
	struct demo_peer p;

	(void)state;
	enter_router(&p);
	demo_peer_type(&p, "?");
	demo_peer_expect(&p, "?\r\n  enable            Turn on");
	demo_peer_expect_not(&p, "configure");
	demo_peer_forget(&p);
	demo_peer_type(&p, "show ?");
	demo_peer_expect(&p, "  interfaces        State");
	demo_peer_expect(&p, "  version ");
	assert_string_equal(p.text.text + p.text.length - 14, "hail-rtr>show ");
	demo_peer_type(&p, "ver?");
	demo_peer_expect_not(&p, "Unrecognized");
	demo_peer_type(&p, "sion ?");
	demo_peer_expect(&p, "  <cr>\r\n\r\nhail-rtr>show version ");
	demo_peer_type(&p, "x?");
	demo_peer_expect(&p, "% Unrecognized command");
	demo_peer_forget(&p);
	demo_peer_type(&p, "\x15terminal length ?");
	demo_peer_expect(&p, "  WORD              Rows of a page");
	demo_peer_fini(&p);
}

/* <cr> is offered where Enter does something. */
static void test_help_after_an_argument(void **state)
{
	struct demo_peer p;

	(void)state;
	enter_configuration(&p);
	demo_peer_type(&p, "hostname harbour ?");
	demo_peer_expect(&p, "  <cr>\r\n");
	demo_peer_forget(&p);
	demo_peer_type(&p, "\x15hostname harbour light ?");
	demo_peer_expect(&p, "% Unrecognized command");
	demo_peer_expect_not(&p, "<cr>");
	demo_peer_fini(&p);
}

static void test_completion(void **state)
{
	struct demo_peer p;

	(void)state;
	enter_router(&p);
	expect_echo(&p, "sh\t", "show ");
	expect_echo(&p, "i\t", "interfaces ");
	expect_echo(&p, "\t", "\a");
	expect_echo(&p,
		    "\x15"
		    "e\t",
		    "\b\b\b\b\b\b\b\b\b\b\b\b\b\b\b\b                "
		    "\b\b\b\b\b\b\b\b\b\b\b\b\b\b\b\be\a");
	expect_echo(&p, "n\t", "nable ");
	expect_echo(&p, "\x03q\t", "^C\r\nhail-rtr>q\a");
	expect_echo(&p, "\x03show x\t", "^C\r\nhail-rtr>show x\a");
	demo_peer_fini(&p);
}

static void test_what_is_wrong_with_a_line(void **state)
{
	static const struct {
		const char *line;
		const char *answer;
	} cases[] = {
		{ "shwo version", "hail-rtr>shwo version\r\n           ^\r\n% Invalid input "
				  "detected at '^' marker." },
		{ "show  versiom", "\r\n                     ^\r\n%" },
		{ "show version now", "\r\n                      ^\r\n%" },
		{ "configure", "\r\n         ^\r\n%" },
		{ "show", "% Incomplete command." },
		{ "terminal length", "% Incomplete command." },
		{ "terminal length 5 6", "\r\n                           ^\r\n%" },
		{ "terminal length x", "% The length is a number" },
		{ "e", "% Ambiguous command:  \"e\"" },
		{ "sh ver", "make-believe router" },
		{ "SHOW Version", "make-believe router" },
		{ "   ", "hail-rtr>   \r\nhail-rtr>" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct demo_peer p;

		enter_router(&p);
		demo_peer_type(&p, "\r");
		demo_peer_type(&p, cases[i].line);
		demo_peer_type(&p, "\r");
		demo_peer_expect(&p, cases[i].answer);
		demo_peer_fini(&p);
	}
}

static void test_enable_hides_the_password(void **state)
{
	struct demo_peer p;

	(void)state;
	enter_router(&p);
	demo_peer_type(&p, "enable\rse?c\tret\x08\x7f");
	assert_string_equal(p.text.text, "enable\r\nPassword: ");
	demo_peer_type(&p, "\r");
	assert_string_equal(p.text.text, "enable\r\nPassword: \r\nhail-rtr#");
	demo_peer_type(&p, "\x1b[A");
	demo_peer_expect(&p, "hail-rtr#enable");
	demo_peer_forget(&p);
	demo_peer_type(&p, "\x03"
			   "disable\renable\rx\x03reload\r");
	demo_peer_expect(&p, "Password: \r\nhail-rtr>reload");
	demo_peer_fini(&p);
}

static void test_editing(void **state)
{
	struct demo_peer p;

	(void)state;
	enter_router(&p);
	expect_echo(&p, "abc", "abc");
	expect_echo(&p, "\x7f", "\b \b");
	expect_echo(&p, "\x08", "\b \b");
	expect_echo(&p, "bc\x01", "bc\b\b\b");
	expect_echo(&p, "X", "Xabc\b\b\b");
	expect_echo(&p, "\x1b[C\x1bOC", "ab");
	expect_echo(&p, "\x1b[D\x1b[3~", "\bc \b\b");
	expect_echo(&p, "\x05", "c");
	expect_echo(&p, "\x1b[H\x1b[F\x1b[1~\x1b[4~", "\b\b\bXac\b\b\bXac");
	expect_echo(&p, "\x15", "\b\b\b   \b\b\b");
	expect_echo(&p,
		    "\xe6\x97\xa5"
		    "e\xcc\x81",
		    "\xe6\x97\xa5"
		    "e\xcc\x81");
	expect_echo(&p, "\x7f\x7f", "\b \b\b\b  \b\b");
	expect_echo(&p, "\xc3", "");
	expect_echo(&p, "x", "\ax");
	expect_echo(&p, "\x17\x7f\x1b[B", "\b \b\a\a");
	demo_peer_fini(&p);
}

static void test_history(void **state)
{
	struct demo_peer p;

	(void)state;
	enter_router(&p);
	demo_peer_type(&p, "bad one\rbad two\rbad two\r");
	expect_echo(&p, "dra\x1b[A", "dra\b\b\bbad two");
	expect_echo(&p, "\x10", "\b\b\bone");
	expect_echo(&p, "\x10", "\a");
	expect_echo(&p, "\x0e\x0e", "\b\b\btwo\b\b\b\b\b\b\bdra    \b\b\b\b");
	demo_peer_type(&p, "\r");
	demo_peer_forget(&p);
	demo_peer_type(&p, "show history\r");
	demo_peer_expect(&p, "  bad one\r\n  bad two\r\n  dra\r\n  show history\r\n");
	for (int i = 0; i < 200; i++) {
		char line[] = { 'x', (char)('0' + i / 20), (char)('a' + i % 20), '\r', '\0' };

		demo_peer_type(&p, line);
	}
	demo_peer_forget(&p);
	demo_peer_type(&p, "terminal length 0\rshow history\r");
	assert_int_equal(demo_peer_count(&p, "\n  x"), ROUTER_HISTORY - 2);
	demo_peer_fini(&p);
}

static void test_pages(void **state)
{
	static const char erase[] = "\r          \r";
	struct demo_peer p;

	(void)state;
	enter_with(&p, 24);
	demo_peer_type(&p, "show interfaces\r");
	assert_int_equal(demo_peer_count(&p, "\n"), 24);
	assert_string_equal(p.text.text + p.text.length - 10, " --More-- ");
	demo_peer_forget(&p);
	demo_peer_type(&p, " ");
	assert_int_equal(demo_peer_count(&p, "\n"), 23);
	assert_memory_equal(p.text.text, erase, sizeof(erase) - 1);
	demo_peer_forget(&p);
	demo_peer_send(&p, "\r", 2);
	assert_int_equal(demo_peer_count(&p, "\n"), 1);
	assert_string_equal(p.text.text + p.text.length - 10, " --More-- ");
	demo_peer_forget(&p);
	demo_peer_type(&p, "q");
	demo_peer_expect(&p, "\r          \r✓ One key was enough.\r\n");
	demo_peer_type(&p, "show interfaces\r                    ");
	demo_peer_expect(&p, "Loopback0 is up");
	demo_peer_fini(&p);
}

static void test_pages_need_a_height(void **state)
{
	struct demo_peer p;

	(void)state;
	enter_with(&p, 0);
	demo_peer_type(&p, "show interfaces\r");
	demo_peer_expect_not(&p, "--More--");
	demo_peer_expect(&p, "Loopback0 is up");
	demo_peer_forget(&p);
	demo_peer_type(&p, "terminal length 1\rshow version\r");
	demo_peer_expect(&p, "version 1.0\r\n --More-- ");
	demo_peer_finish(&p);
	demo_peer_expect(&p, "Configuration register");
	assert_true(service_is_done(p.service));
	demo_peer_fini(&p);
}

enum { PASTED = 500 };

static void append_paste(struct str *paste)
{
	for (int i = 0; i < PASTED; i++)
		str_append_format(paste, "access-list %d permit ip host 10.0.%d.%d any\r",
				  100 + i % 7, i / 250, i % 250);
}

static void test_a_slow_configuration_loses_nothing(void **state)
{
	struct demo_peer p;
	struct str paste;
	int64_t began;

	(void)state;
	enter_configuration(&p);
	str_init(&paste);
	append_paste(&paste);
	str_append_string(&paste, "end\rterminal length 0\rshow run\r");
	began = p.now;
	demo_peer_send(&p, paste.text, paste.length);
	assert_int_equal(demo_peer_count(&p, "access-list"), 1);
	demo_peer_wait(&p, 149);
	assert_int_equal(demo_peer_count(&p, "(config)#"), 0);
	demo_peer_wait(&p, 1);
	assert_int_equal(demo_peer_count(&p, "(config)#"), 1);
	demo_peer_forget(&p);
	demo_peer_wait(&p, began + (PASTED + 1) * 150 - p.now - 1);
	demo_peer_expect_not(&p, "hail-rtr#");
	demo_peer_wait(&p, 1);
	demo_peer_forget(&p);
	demo_peer_type(&p, "show run\r");
	for (int i = 0; i < PASTED; i++) {
		char line[80];

		snprintf(line, sizeof line, "\naccess-list %d permit ip host 10.0.%d.%d any\r\n",
			 100 + i % 7, i / 250, i % 250);
		demo_peer_expect(&p, line);
	}
	str_fini(&paste);
	demo_peer_fini(&p);
}

static void test_breaks_are_answered_while_it_is_busy(void **state)
{
	struct demo_peer p;

	(void)state;
	enter_configuration(&p);
	demo_peer_type(&p, "hostname A\rhostname B\r");
	demo_peer_send(&p, "\xff\xf3\xff\xf6\xff\xf4", 6);
	demo_peer_expect(&p, "*** BREAK received ***\r\n\r[Yes]\r\n");
	demo_peer_wait(&p, 300);
	demo_peer_expect(&p, "A(config)#hostname B\r\nB(config)#^C\r\nB(config)#");
	demo_peer_fini(&p);
}

static void test_configuring(void **state)
{
	struct demo_peer p;

	(void)state;
	enter_configuration(&p);
	demo_peer_type(&p, "interface gi 0/2\r ip address 10.1.1.1 255.0.0.0\r no "
			   "shut\rdescription why? b\xc3\xa9 {r}%s  \r"
			   "int lo7\rshutdown\rinterface gi9/9\rinterface eth0\rint vlan 12\rno "
			   "interface vlan12\r"
			   "ip route 0.0.0.0 0.0.0.0 10.1.1.2\rlogging host x\rno logging host "
			   "x\rno logging host x\r"
			   "int gi0/0\rno description\rno ip address\rexit\rhostname "
			   "core-1\r\x1aterminal length 0\rshow run\r");
	demo_peer_wait(&p, 30 * 150);
	demo_peer_expect(&p, "hail-rtr(config-if)#");
	assert_int_equal(demo_peer_count(&p, "% Invalid interface type and number"), 2);
	demo_peer_expect(&p, "% There is no such line: logging host x");
	demo_peer_expect(&p, "core-1(config)#^Z\r\ncore-1#");
	demo_peer_expect(&p, "interface GigabitEthernet0/0\r\n no ip address\r\n!\r\n");
	demo_peer_expect(&p, "interface GigabitEthernet0/2\r\n description why? b\xc3\xa9 "
			     "{r}%s\r\n ip address 10.1.1.1 255.0.0.0\r\n!\r\n");
	demo_peer_expect(&p, "interface Loopback7\r\n no ip address\r\n shutdown\r\n!\r\n");
	demo_peer_expect_not(&p, "interface Vlan12\r\n no");
	demo_peer_expect(&p, "ip route 0.0.0.0 0.0.0.0 10.1.1.2\r\n!\r\nend\r\n");
	demo_peer_fini(&p);
}

static void test_ctrl_z_takes_the_line_with_it(void **state)
{
	struct demo_peer p;

	(void)state;
	enter_configuration(&p);
	demo_peer_type(&p, "hostname last\x1a");
	demo_peer_wait(&p, 150);
	demo_peer_expect(&p, "hostname last^Z\r\nlast#");
	demo_peer_fini(&p);
}

static void test_removed_interfaces_leave_the_mode(void **state)
{
	struct demo_peer p;

	(void)state;
	enter_configuration(&p);
	demo_peer_type(
		&p,
		"int lo1\rint lo2\rint lo3\rno interface lo1\rdescription x\rno interface gi0/0\r");
	demo_peer_wait(&p, 6 * 150);
	demo_peer_expect(&p, "hail-rtr(config)#description x\r\n                 ^\r\n%");
	demo_peer_expect(&p, "% Only Loopback and Vlan");
	demo_peer_fini(&p);
}

static void test_a_client_that_refuses_echo(void **state)
{
	struct demo_peer p;

	(void)state;
	demo_peer_init_silent(&p);
	demo_peer_send(&p, "\xff\xfe\x03\xff\xfe\x01\xff\xfc\x1f", 9);
	demo_peer_expect(&p, "Your choice: ");
	demo_peer_type(&p, "2\r\n");
	demo_peer_send(&p, "\xff\xfe\x01", 3);
	demo_peer_forget(&p);
	demo_peer_type(&p, "show version\r\n");
	demo_peer_expect(&p, "make-believe");
	demo_peer_expect_not(&p, "show version");
	demo_peer_fini(&p);
}

static void test_a_client_that_never_answers(void **state)
{
	struct demo_peer p;

	(void)state;
	demo_peer_init_silent(&p);
	demo_peer_type(&p, "2\r\nshow ver\r\n");
	demo_peer_wait(&p, 499);
	assert_string_equal(p.text.text, "");
	demo_peer_wait(&p, 1);
	demo_peer_expect(&p, "Configuration register");
	demo_peer_expect_not(&p, "show ver\r\n");
	demo_peer_forget(&p);
	demo_peer_type(&p, "show ver\r\nexit\r\n");
	demo_peer_finish(&p);
	demo_peer_expect_not(&p, "show ver\r\n");
	demo_peer_expect(&p, "Your choice: ");
	demo_peer_fini(&p);
}

/* A pipe: whether the answer to WILL ECHO came before the end of input makes no difference. */
static void test_a_pipe_reads_the_same_with_and_without_an_answer(void **state)
{
	static const char typed[] = "2\r\nshow ver\r\nen\r\npw\r\nconf t\r\nhostname "
				    "Q\r\nend\r\nshow run\r\nexit\r\nq\r\n";
	struct demo_peer p, q;

	(void)state;
	demo_peer_init(&p, 0);
	demo_peer_init_silent(&q);
	demo_peer_type(&p, typed);
	demo_peer_finish(&p);
	demo_peer_type(&q, typed);
	demo_peer_finish(&q);
	assert_string_equal(p.text.text, q.text.text);
	demo_peer_expect(&p, "hail-rtr>show ver\r\n");
	demo_peer_expect(&p, "\nhostname Q\r\n");
	assert_true(service_is_done(p.service));
	demo_peer_fini(&p);
	demo_peer_fini(&q);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_table_is_in_order),
		cmocka_unit_test(test_the_options_of_a_terminal),
		cmocka_unit_test(test_help_at_a_key),
		cmocka_unit_test(test_help_after_an_argument),
		cmocka_unit_test(test_completion),
		cmocka_unit_test(test_what_is_wrong_with_a_line),
		cmocka_unit_test(test_enable_hides_the_password),
		cmocka_unit_test(test_editing),
		cmocka_unit_test(test_history),
		cmocka_unit_test(test_pages),
		cmocka_unit_test(test_pages_need_a_height),
		cmocka_unit_test(test_a_slow_configuration_loses_nothing),
		cmocka_unit_test(test_breaks_are_answered_while_it_is_busy),
		cmocka_unit_test(test_configuring),
		cmocka_unit_test(test_ctrl_z_takes_the_line_with_it),
		cmocka_unit_test(test_removed_interfaces_leave_the_mode),
		cmocka_unit_test(test_a_client_that_refuses_echo),
		cmocka_unit_test(test_a_client_that_never_answers),
		cmocka_unit_test(test_a_pipe_reads_the_same_with_and_without_an_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
