/* A parent that has closed descriptors 0, 1 or 2: nothing of ours takes their place. */
#include "e2e/harness.h"

#include <signal.h>

/* The program, started by a shell that does `redirections` first. */
#define HAIL_WITH(redirections, ...) \
	WORDS("sh", "-c", "exec \"$0\" \"$@\" " redirections, home_program(), __VA_ARGS__)

static void check_pipe(const char *const *words, Peer *p, bool has_stdin, bool has_stdout)
{
	Job *j = job_start(words);

	peer_wait_connected(p);
	if (has_stdin) {
		job_write_text(j, "question\r\n");
		peer_expect_text(p, "question\r\n");
	}
	job_end_input(j);
	peer_expect_end(p);
	peer_send_text(p, "answer\r\n");
	peer_close(p);
	job_expect(j, 0, "answer\r\n", has_stdout ? 8 : 0);
	CHECK_TEXT(job_errors(j, NULL), "");
}

static void test_pipe(void)
{
	Peer *p = peer_new();

	tap_note("stdin");
	check_pipe(HAIL_WITH("<&-", "--raw", "127.0.0.1", peer_port(p)), p, false, true);
	p = peer_new();
	tap_note("stdout");
	check_pipe(HAIL_WITH(">&-", "--raw", "127.0.0.1", peer_port(p)), p, true, false);
	p = peer_new();
	tap_note("stderr");
	check_pipe(HAIL_WITH("2>&-", "--raw", "127.0.0.1", peer_port(p)), p, true, true);
	p = peer_new();
	tap_note("all");
	check_pipe(HAIL_WITH("<&- >&- 2>&-", "--raw", "127.0.0.1", peer_port(p)), p, false, false);
}

static void test_failure(void)
{
	Peer *p = peer_new();
	Job *j;

	peer_stop_listening(p);
	j = job_start(HAIL_WITH("<&- >&-", "127.0.0.1", peer_port(p)));
	job_expect(j, 4, "", 0);
	job_expect_sentence(j, peer_port(p));
	j = job_start(HAIL_WITH("2>&-", "127.0.0.1", peer_port(p)));
	job_expect(j, 4, "", 0);
}

/* In a terminal without stderr there is a screen; without stdin or stdout, a pipe. */
static void test_terminal(void)
{
	Peer *p = peer_new();
	Tty *t = tty_start(NULL, HAIL_WITH("2>&-", "127.0.0.1", peer_port(p)));

	peer_wait_connected(p);
	peer_send_text(p, "answer\r\n");
	tty_wait_line(t, "answer");
	tty_type(t, "question");
	tty_keys(t, "Enter");
	peer_expect_text(p, "question\r\n");
	tty_type(t, "/quit!");
	tty_keys(t, "Enter");
	tty_expect_exit(t, 0);
}

static void test_terminal_pipe(void)
{
	Peer *p = peer_new();
	Tty *t = tty_start(NULL, HAIL_WITH("<&-", "--raw", "127.0.0.1", peer_port(p)));

	peer_wait_connected(p);
	peer_expect_end(p);
	peer_send_text(p, "answer\r\n");
	tty_wait_line(t, "answer");
	peer_close(p);
	tty_wait_end(t);
	p = peer_new();
	t = tty_start(NULL, HAIL_WITH(">&-", "--raw", "127.0.0.1", peer_port(p)));
	peer_wait_connected(p);
	tty_type(t, "question\r");
	peer_expect_text(p, "question\n");
	peer_close(p);
	tty_wait_end(t);
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "a pipe", test_pipe, 0 },
		{ "a connection that fails", test_failure, 0 },
		{ "a terminal without stderr", test_terminal, 0 },
		{ "a terminal without stdin or stdout", test_terminal_pipe, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
