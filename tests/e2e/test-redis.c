/* A real redis-server: a text service that must see no byte of telnet. */
#include "e2e/harness.h"

#include "servers/real.h"

static void test_ping(void)
{
	struct real_server s;
	Job *j;

	real_redis(&s);
	j = job_start(WORDS("hail", "--raw", "127.0.0.1", s.port));
	job_write_text(j, "PING\r\n");
	job_end_input(j);
	job_expect(j, 0, BYTES("+PONG\r\n"));
	CHECK_TEXT(job_errors(j, NULL), "");
}

static void test_binary(void)
{
	struct real_server s;
	Job *j;

	real_redis(&s);
	j = job_start(WORDS("hail", "-r", "127.0.0.1", s.port));
	job_write(j, BYTES("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$7\r\na\0\377\r\n\373\001\r\n*2\r\n$"
			   "3\r\nGET\r\n$1\r\nk\r\n"));
	job_end_input(j);
	job_expect(j, 0, BYTES("+OK\r\n$7\r\na\0\377\r\n\373\001\r\n"));
}

static void test_undecided(void)
{
	struct real_server s;
	Job *j;

	real_redis(&s);
	j = job_start(WORDS("hail", "127.0.0.1", s.port));
	job_write_text(j, "PING\nECHO hello\n");
	job_end_input(j);
	job_expect(j, 0, BYTES("+PONG\n$5\nhello\n"));
}

static void test_screen(void)
{
	struct real_server s;
	Tty *t;

	real_redis(&s);
	t = tty_start(NULL, WORDS("hail", "127.0.0.1", s.port));
	tty_wait_status(t, "connected");
	tty_type(t, "SET greeting hello");
	tty_keys(t, "Enter");
	tty_wait_line(t, "+OK");
	tty_wait_line(t, "SET greeting hello");
	tty_keys(t, "Up Ctrl-A Ctrl-K");
	tty_type(t, "GET greeting");
	tty_keys(t, "Enter");
	tty_wait_line(t, "hello");
	tty_type(t, "QUIT");
	tty_keys(t, "Enter");
	tty_wait_status(t, "closed");
	tty_keys(t, "Ctrl-D");
	tty_expect_exit(t, 0);
}

static void test_large_answer(void)
{
	struct real_server s;
	Tty *t;

	real_redis(&s);
	t = tty_start(NULL, WORDS("hail", "--raw", "127.0.0.1", s.port));
	tty_wait_status(t, "line (raw)");
	tty_type(t, "COMMAND");
	tty_keys(t, "Enter");
	tty_type(t, "PING");
	tty_keys(t, "Enter");
	tty_wait_line(t, "+PONG");
	tty_keys(t, "Ctrl-Home");
	tty_wait_line(t, "COMMAND");
	tty_keys(t, "Ctrl-End");
	tty_wait_line(t, "+PONG");
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "PING in a pipe", test_ping, 0 },
		{ "binary values in a pipe", test_binary, 0 },
		{ "lines in a pipe, undecided", test_undecided, 0 },
		{ "commands in the interface", test_screen, 0 },
		{ "a large answer scrolls back to its question", test_large_answer, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
