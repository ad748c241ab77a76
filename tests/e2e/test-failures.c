/* Exit statuses and the one sentence that comes with each, in a pipe and in a terminal. */
#include "e2e/harness.h"

#include <sys/stat.h>
#include <sys/wait.h>

enum { WORDS_MAX = 8 };

/* A command line; the word PORT is replaced. What it exits with, and a part of its sentence. */
struct failure {
	const char *words[WORDS_MAX];
	int exit_status;
	const char *part;
};

static const struct failure usage[] = {
	{ { "hail", "--nosuch" }, 2, "--nosuch" },
	{ { "hail", "-Q", "127.0.0.1" }, 2, "Q" },
	{ { "hail", "127.0.0.1", "0" }, 2, "0" },
	{ { "hail", "127.0.0.1", "70000" }, 2, "70000" },
	{ { "hail", "127.0.0.1:0" }, 2, "0" },
	{ { "hail", "127.0.0.1:70000" }, 2, "70000" },
	{ { "hail", "127.0.0.1", "-1" }, 2, NULL },
	{ { "hail", "a:b:c:23" }, 2, "a:b:c:23" },
	{ { "hail", "127.0.0.1", "23", "24" }, 2, "24" },
	{ { "hail", "tcp://127.0.0.1" }, 2, "port" },
	{ { "hail", "nosuch://127.0.0.1:23" }, 2, "nosuch" },
	{ { "hail", "" }, 2, NULL },
	{ { "hail", "[::1" }, 2, "[::1" },
	{ { "hail", "-o", "nosuch=1", "127.0.0.1" }, 2, "nosuch" },
	{ { "hail", "-o", "half-close=perhaps", "127.0.0.1" }, 2, "perhaps" },
	{ { "hail", "-o", "half-close", "127.0.0.1" }, 2, "half-close" },
	{ { "hail", "--timeout", "soon", "127.0.0.1" }, 2, "soon" },
	{ { "hail", "--timeout" }, 2, "timeout" },
	{ { "hail", "--record", "a.gif", "127.0.0.1" }, 2, ".cast" },
	{ { "hail", "--connect-timeout", "-5", "127.0.0.1" }, 2, "-5" },
	{ { "hail", "-f", "/nonexistent/hail.conf", "127.0.0.1" }, 2, "/nonexistent/hail.conf" },
	{ { "hail", "run", "script.lua" }, 2, "run" },
	{ { "hail", "replay", "nosuchfile" }, 2, "nosuchfile" },
	{ { "hail", "replay" }, 2, "replay" },
};

static const struct failure unbuilt[] = {
	{ { "hail", "--screen-reader", "127.0.0.1", "PORT" }, 2, "screen-reader" },
};

/* Copies the words with PORT replaced. */
static const char *const *words_of(const struct failure *f, const char *port,
				   const char *words[WORDS_MAX + 1])
{
	size_t i = 0;

	for (; i < WORDS_MAX && f->words[i]; i++)
		words[i] = strcmp(f->words[i], "PORT") == 0 ? port : f->words[i];
	words[i] = NULL;
	return words;
}

static void note_words(const char *const *words)
{
	printf("#");
	for (; *words; words++)
		printf(" %s", **words ? *words : "''");
	printf("\n");
}

static void expect_in_pipe(const struct failure *f, const char *port)
{
	const char *words[WORDS_MAX + 1];
	Job *j;

	note_words(words_of(f, port, words));
	j = job_start(words);
	job_expect(j, f->exit_status, BYTES(""));
	job_expect_sentence(j, f->part);
}

/* In a terminal the sentence is on stderr and nothing is left on the screen. */
static void expect_in_terminal(const struct failure *f, const char *port)
{
	const char *words[WORDS_MAX + 1];
	struct home h;
	const char *errors;
	char *text;
	Tty *t;

	home_init(&h);
	errors = home_path(&h, "stderr");
	note_words(words_of(f, port, words));
	t = tty_start(&(struct tty_setup){ .home = &h, .errors = errors }, words);
	tty_expect_exit(t, f->exit_status);
	text = home_read_file(errors, NULL);
	CHECK(text, "nothing on stderr");
	check_sentence(text, f->part);
	free(text);
	/* Nor is anything of a sentence lost in our own screen. */
	tty_wait_no_text(t, "menu");
}

static void test_usage_pipe(void)
{
	for (size_t i = 0; i < COUNT(usage); i++)
		expect_in_pipe(&usage[i], "1");
}

static void test_usage_terminal(void)
{
	for (size_t i = 0; i < COUNT(usage); i++)
		expect_in_terminal(&usage[i], "1");
}

static void test_unbuilt_pipe(void)
{
	Peer *p = peer_new();

	for (size_t i = 0; i < COUNT(unbuilt); i++)
		expect_in_pipe(&unbuilt[i], peer_port(p));
	CHECK_INT(peer_connections(p), 0);
}

static void test_unbuilt_terminal(void)
{
	Peer *p = peer_new();

	for (size_t i = 0; i < COUNT(unbuilt); i++)
		expect_in_terminal(&unbuilt[i], peer_port(p));
	CHECK_INT(peer_connections(p), 0);
}

static const struct failure refused = { { "hail", "127.0.0.1", "PORT" }, 4, "127.0.0.1" };
static const struct failure unknown = { { "hail", "nosuchhost.invalid", "PORT" },
					3,
					"nosuchhost.invalid" };
static const struct failure timed_out = { { "hail", "--connect-timeout", "1", "127.0.0.1", "PORT" },
					  5,
					  "127.0.0.1" };

static void test_refused(void)
{
	expect_in_pipe(&refused, peer_refusing_port());
	expect_in_terminal(&refused, peer_refusing_port());
}

static void test_unknown(void)
{
	expect_in_pipe(&unknown, "23");
	expect_in_terminal(&unknown, "23");
}

static void test_timed_out(void)
{
	const char *port = peer_black_hole();

	expect_in_pipe(&timed_out, port);
	expect_in_terminal(&timed_out, port);
}

static void test_unwritable_log(void)
{
	static const struct failure log = { { "hail", "--log", "/nonexistent/session.log",
					      "127.0.0.1", "PORT" },
					    1,
					    "/nonexistent/session.log" };

	expect_in_terminal(&log, peer_port(peer_new()));
}

static void test_interrupted_connecting(void)
{
	const char *port = peer_black_hole();
	Tty *t = tty_start(NULL, WORDS("hail", "127.0.0.1", port));

	/* The screen is there while it connects, and can be left. */
	tty_wait_status(t, "connecting");
	tty_keys(t, "Ctrl-] q");
	tty_wait_text(t, "(y quits");
	tty_keys(t, "y");
	tty_expect_exit(t, 0);
}

static void test_help(void)
{
	Job *j = job_start(WORDS("hail", "--help"));
	size_t n;

	CHECK_INT(job_wait(j), 0);
	CHECK(strstr(job_output(j, &n), "hail [options]"), "expected the usage on stdout");
	CHECK_TEXT(job_errors(j, NULL), "");
	j = job_start(WORDS("hail", "-h"));
	CHECK_INT(job_wait(j), 0);
	j = job_start(WORDS("hail", "-V"));
	CHECK_INT(job_wait(j), 0);
	CHECK(strncmp(job_output(j, &n), "hail ", 5) == 0, "expected \"hail VERSION\", saw \"%s\"",
	      job_output(j, NULL));
	CHECK(strchr(job_output(j, &n), '\n'), "expected a whole line");
}

static void test_nothing_to_do_in_pipe(void)
{
	static const struct failure none = { { "hail" }, 2, NULL };

	expect_in_pipe(&none, "");
}

/* The state folder can't be written: said once, and the session goes on. */
static void test_unwritable_state(void)
{
	struct home h;
	Peer *p = peer_new();
	Tty *t;

	home_init(&h);
	/* A file where a folder is wanted stops root, too. */
	home_write(&h, ".local/state", "in the way\n");
	t = tty_start(&(struct tty_setup){ .home = &h }, WORDS("hail", "127.0.0.1", peer_port(p)));
	tty_wait_status(t, "connected");
	peer_send_text(p, "hello\r\n");
	tty_wait_line(t, "hello");
	tty_type(t, "kept");
	tty_keys(t, "Enter");
	peer_expect(p, BYTES("kept\r\n"));
	tty_keys(t, "Up");
	tty_wait_input(t, "kept");
	peer_close(p);
	tty_wait_status(t, "closed");
	tty_keys(t, "Ctrl-] q");
	tty_expect_exit(t, 0);
}

/* After a session that was connected the interface stays; its end decides the status at the end. */
static void test_reset_in_terminal(void)
{
	Peer *p = peer_new();
	Tty *t = tty_start(NULL, WORDS("hail", "--raw", "127.0.0.1", peer_port(p)));

	peer_wait_connected(p);
	peer_send_text(p, "some text\r\n");
	tty_wait_line(t, "some text");
	peer_reset(p);
	tty_wait_status(t, "failed: ");
	tty_wait_status(t, "reset");
	CHECK(tty_find(t, 0, "some text") >= 0, "the screen stays");
	tty_keys(t, "Ctrl-] q");
	tty_expect_exit(t, 7);
}

static void test_closed_in_terminal(void)
{
	Peer *p = peer_new();
	Tty *t = tty_start(NULL, WORDS("hail", "--raw", "127.0.0.1", peer_port(p)));

	peer_wait_connected(p);
	peer_send_text(p, "some text\r\n");
	peer_close(p);
	tty_wait_status(t, "closed");
	tty_wait_line(t, "some text");
	tty_keys(t, "Ctrl-D");
	tty_expect_exit(t, 0);
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "bad usage: 2, in a pipe", test_usage_pipe, 0 },
		{ "bad usage: 2, in a terminal", test_usage_terminal, 0 },
		{ "what isn't built says so: 2, in a pipe", test_unbuilt_pipe, 0 },
		{ "what isn't built says so: 2, in a terminal", test_unbuilt_terminal, 0 },
		{ "refused: 4", test_refused, 0 },
		{ "unknown name: 3", test_unknown, 0 },
		{ "no answer: 5", test_timed_out, 0 },
		{ "a log that can't be written: 1", test_unwritable_log, 0 },
		{ "quitting while it connects", test_interrupted_connecting, 0 },
		{ "-h and -V", test_help, 0 },
		{ "no destination in a pipe: 2", test_nothing_to_do_in_pipe, 0 },
		{ "an unwritable state folder", test_unwritable_state, 0 },
		{ "reset in mid-session: the screen stays, then 7", test_reset_in_terminal, 0 },
		{ "the peer's end: the screen stays, Ctrl-D ends with 0", test_closed_in_terminal,
		  0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
