/* A login at a real inetutils telnetd: everything a network engineer does first. */
#include "e2e/harness.h"

#include "e2e/login.h"

/* Types a command that goes on running, and waits until it has the terminal to itself. */
static void run(struct login *l, const char *text)
{
	char line[128];

	tty_wait_line(l->tty, LOGIN_PROMPT);
	snprintf(line, sizeof(line), LOGIN_PROMPT " %s", text);
	tty_type(l->tty, text);
	tty_wait_line(l->tty, line);
	tty_keys(l->tty, "Enter");
	tty_wait_no_line(l->tty, LOGIN_PROMPT);
	tty_wait_column(l->tty, 0);
}

static void test_password(void)
{
	struct login l;
	size_t files;

	login_start(&l, 80, 24);
	tty_wait_status(l.tty, "char (server ECHO+SGA)");
	tty_wait_status(l.tty, "connected");
	CHECK(!tty_raw_has(l.tty, BYTES("s3same")), "the password reached the terminal");
	login_command(&l, "exit");
	tty_wait_status(l.tty, "closed");
	tty_keys(l.tty, "Ctrl-D");
	tty_expect_exit(l.tty, 0);
	CHECK(!tty_raw_has(l.tty, BYTES("s3same")), "the password reached the terminal");
	CHECK(!home_contains(&l.home, "s3same", &files), "the password is in a file");
}

static void test_size(void)
{
	struct login l;

	login_start(&l, 80, 24);
	login_command(&l,
		      "size() { until [ \"$(stty size)\" = \"$*\" ]; do sleep .05; done; echo \"it "
		      "is $*\"; }");
	tty_wait_line(l.tty, LOGIN_PROMPT);
	login_command(&l, "size 23 80");
	tty_wait_line(l.tty, "it is 23 80");
	run(&l, "size 39 100");
	tty_resize(l.tty, 100, 40);
	tty_wait_line(l.tty, "it is 39 100");
	run(&l, "size 9 41");
	tty_resize(l.tty, 41, 10);
	tty_wait_line(l.tty, "it is 9 41");
}

static void test_editing_keys(void)
{
	struct login l;

	login_start(&l, 80, 24);
	login_command(&l, ": > alpha_beta_gamma");
	tty_type(l.tty, "echo got alp");
	tty_keys(l.tty, "Tab");
	tty_wait_text(l.tty, "echo got alpha_beta_gamma");
	tty_keys(l.tty, "Enter");
	tty_wait_line(l.tty, "got alpha_beta_gamma");
	login_command(&l, "clear");
	tty_wait_no_text(l.tty, "alpha_beta_gamma");
	tty_keys(l.tty, "Up Up Enter");
	tty_wait_line(l.tty, "got alpha_beta_gamma");
	tty_type(l.tty, "echo 1x3");
	tty_keys(l.tty, "Left Backspace 2 Home");
	tty_wait_text(l.tty, "echo 123");
	tty_keys(l.tty, "End 4 Enter");
	tty_wait_line(l.tty, "1234");
}

static void test_cursor_is_the_peers(void)
{
	struct login l;
	int row, column;

	login_start(&l, 80, 24);
	tty_type(l.tty, "abc");
	tty_wait_line(l.tty, LOGIN_PROMPT " abc");
	row = tty_find(l.tty, 0, LOGIN_PROMPT " abc");
	column = (int)strlen(LOGIN_PROMPT " abc");
	tty_wait_cursor(l.tty, row, column);
	tty_keys(l.tty, "Left Left");
	tty_wait_cursor(l.tty, row, column - 2);
	CHECK(tty_cursor_visible(l.tty), "expected a visible cursor");
}

static void test_job_control(void)
{
	struct login l;

	login_start(&l, 80, 24);
	run(&l, "sleep 1000");
	tty_keys(l.tty, "Ctrl-C");
	tty_wait_text(l.tty, "^C");
	login_command(&l, "echo after' 'int $?");
	tty_wait_line(l.tty, "after int 130");
	login_command(&l, "clear");
	tty_wait_no_text(l.tty, "after int");
	run(&l, "sleep 1000");
	tty_keys(l.tty, "Ctrl-Z");
	tty_wait_text(l.tty, "Stopped");
	CHECK(!tty_has_stopped(l.tty), "Ctrl-Z belongs to the peer in char mode");
	login_command(&l, "kill %1; echo still' 'here");
	tty_wait_line(l.tty, "still here");
}

static void test_less(void)
{
	struct login l;

	login_start(&l, 80, 24);
	login_command(&l, "seq -f 'number %g' 500 > numbers");
	tty_wait_text(l.tty, "> numbers");
	tty_wait_line(l.tty, LOGIN_PROMPT);
	login_command(&l, "less numbers");
	tty_wait_row(l.tty, 0, "number 1");
	tty_wait_row(l.tty, 21, "number 22");
	tty_wait_row(l.tty, 22, "numbers");
	tty_keys(l.tty, "Space");
	tty_wait_row(l.tty, 21, "number 44");
	tty_keys(l.tty, "G");
	tty_wait_row(l.tty, 21, "number 500");
	tty_keys(l.tty, "g Down");
	tty_wait_row(l.tty, 0, "number 2");
	tty_resize(l.tty, 60, 15);
	tty_wait_row(l.tty, 12, "number 14");
	tty_wait_row(l.tty, 13, ":");
	tty_resize(l.tty, 80, 24);
	tty_wait_row(l.tty, 21, "number 23");
	tty_keys(l.tty, "q");
	tty_wait_no_text(l.tty, "number 22");
	tty_wait_text(l.tty, LOGIN_PROMPT " less numbers");
}

/* With LINEMODE and flow control allowed: the telnetd decides, and all works as without. */
static void test_linemode(void)
{
	struct login l;

	login_connect_with(&l, 80, 24, "linemode=on");
	login_answer(&l);
	tty_keys(l.tty, "Ctrl-] c");
	tty_type(l.tty, "opts");
	tty_keys(l.tty, "Enter");
	tty_wait_text(l.tty, "LINEMODE     ours ");
	tty_keys(l.tty, "q");
	CHECK(!tty_raw_has(l.tty, BYTES("s3same")), "the password reached the terminal");
	login_command(&l, "clear");
	tty_wait_no_text(l.tty, "Hello bob");
	run(&l, "sleep 1000");
	tty_keys(l.tty, "Ctrl-C");
	login_command(&l, "echo after' 'int $?");
	tty_wait_line(l.tty, "after int 130");
	login_command(&l, "seq -f 'number %g' 500 > numbers; less numbers");
	tty_wait_row(l.tty, 0, "number 1");
	tty_keys(l.tty, "Space");
	tty_wait_row(l.tty, 21, "number 44");
	tty_keys(l.tty, "q");
	tty_wait_no_text(l.tty, "number 22");
	login_command(&l, "exit");
	tty_wait_status(l.tty, "closed");
}

static void test_flow_control(void)
{
	struct login l;

	login_connect_with(&l, 80, 24, "flow-control=on");
	login_answer(&l);
	login_command(&l, "for i in 1 2 3; do echo beat; sleep .1; done");
	tty_wait_line(l.tty, "beat");
	tty_keys(l.tty, "Ctrl-S");
	tty_wait_status(l.tty, "held: ");
	tty_keys(l.tty, "Ctrl-Q");
	tty_wait_status(l.tty, "connected");
	login_command(&l, "echo at' 'last");
	tty_wait_line(l.tty, "at last");
}

static void test_exit_keeps_screen(void)
{
	struct login l;

	login_start(&l, 80, 24);
	login_command(&l, "seq -f 'line %g' 100");
	tty_wait_line(l.tty, "line 100");
	login_command(&l, "exit");
	tty_wait_status(l.tty, "closed");
	CHECK(tty_find(l.tty, 0, "line 100") >= 0, "expected that the screen stays");
	tty_keys(l.tty, "PgUp PgUp PgUp PgUp PgUp PgUp");
	tty_wait_text(l.tty, "Welcome to the test host.");
	tty_keys(l.tty, "Ctrl-End");
	tty_wait_no_status(l.tty, "\342\206\221");
	tty_keys(l.tty, "Ctrl-D");
	tty_expect_exit(l.tty, 0);
}

/* Runs a command from the menu's command line. */
static void run_ours(struct login *l, const char *command)
{
	tty_keys(l->tty, "Ctrl-] c");
	tty_type(l->tty, command);
	tty_keys(l->tty, "Enter");
}

/* telnetd answers AYT itself, and makes of IP what its terminal has for an interrupt. */
static void test_commands(void)
{
	struct login l;

	login_start(&l, 80, 24);
	tty_wait_line(l.tty, LOGIN_PROMPT);
	run_ours(&l, "telnet ayt");
	tty_wait_text(l.tty, "[Yes]");
	login_command(&l, "clear");
	tty_wait_no_text(l.tty, "[Yes]");
	run(&l, "sleep 1000");
	run_ours(&l, "telnet ip");
	tty_wait_text(l.tty, "^C");
	login_command(&l, "echo after' 'ip $?");
	tty_wait_line(l.tty, "after ip 130");
}

static void test_escape_key_sends_itself(void)
{
	struct login l;

	login_start(&l, 80, 24);
	run(&l, "cat -v");
	tty_keys(l.tty, "a Ctrl-] Ctrl-] b Enter");
	tty_wait_line(l.tty, "a^]b");
	tty_keys(l.tty, "Ctrl-D");
	login_command(&l, "echo back' 'again");
	tty_wait_line(l.tty, "back again");
}

static void test_scroll_in_char_mode(void)
{
	struct login l;

	login_start(&l, 80, 24);
	login_command(&l, "seq -f 'line %g' 100");
	tty_wait_line(l.tty, "line 100");
	tty_keys(l.tty, "Shift-PgUp");
	tty_wait_status(l.tty, "\342\206\221");
	tty_wait_text(l.tty, "line 70");
	/* A key that types something is not sent, nor what follows it: how to leave is said. */
	tty_type(l.tty, "xyz");
	tty_wait_text(l.tty, "q, Esc or End returns");
	tty_wait_status(l.tty, "\342\206\221");
	tty_keys(l.tty, "Esc");
	tty_wait_line(l.tty, "line 100");
	tty_wait_line(l.tty, LOGIN_PROMPT);
	tty_wait_no_status(l.tty, "\342\206\221");
	tty_keys(l.tty, "Ctrl-] PgUp");
	tty_wait_status(l.tty, "\342\206\221");
	tty_keys(l.tty, "q");
	tty_wait_no_status(l.tty, "\342\206\221");
	login_command(&l, "echo same' 'prompt");
	tty_wait_line(l.tty, "same prompt");
	CHECK(tty_find(l.tty, 0, "xyz") < 0 && tty_find(l.tty, 0, "qecho") < 0,
	      "a key of the scrolling was sent");
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "login, password nowhere, character mode", test_password, 0 },
		{ "stty size is right and follows a resize", test_size, 0 },
		{ "TAB, arrows, Home and End", test_editing_keys, 0 },
		{ "the cursor is the peer's", test_cursor_is_the_peers, 0 },
		{ "Ctrl-C and Ctrl-Z go to the peer", test_job_control, 0 },
		{ "less, with a resize in it", test_less, 0 },
		{ "LINEMODE allowed", test_linemode, 0 },
		{ "flow control allowed", test_flow_control, 0 },
		{ "exit keeps screen and scrollback", test_exit_keeps_screen, 0 },
		{ "AYT and IP", test_commands, 0 },
		{ "the escape key twice sends it", test_escape_key_sends_itself, 0 },
		{ "scrolling in char mode sends nothing", test_scroll_in_char_mode, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
