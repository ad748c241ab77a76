/* The steps of --expect and --send, in a pipe and with a screen. */
#include "e2e/fixture.h"
#include "e2e/harness.h"

#include "servers/telnet-bytes.h"

/* Starts `hail OPTIONS 127.0.0.1 PORT` for a new peer, which it waits for. */
static Job *start(Peer **p, const char *const *options)
{
	const char *words[32] = { "hail" };
	size_t n = 1;
	Job *j;

	while (*options)
		words[n++] = *options++;
	*p = peer_new();
	words[n++] = "127.0.0.1";
	words[n] = peer_port(*p);
	j = job_start(words);
	peer_wait_connected(*p);
	return j;
}

/* In order, and each only behind what it waits for, though both prompts came before. */
static void test_order(void)
{
	Peer *p;
	Job *j = start(&p, WORDS("--expect", "login: $", "--send", "joe", "--expect", "assword: ",
				 "--send", "open sesame", "--expect", "[$#] $", "--send", "exit"));

	job_end_input(j);
	peer_send(p, BYTES(WILL_ECHO "Welcome\r\nlogin: "));
	peer_expect(p, BYTES("joe\r\n"));
	peer_send_text(p, "joe\r\nPassword: ");
	peer_expect_only(p, BYTES("open sesame\r\n"));
	peer_send_text(p, "\r\nhost$ ");
	peer_expect_only(p, BYTES("exit\r\n"));
	peer_close(p);
	job_expect(j, 0, BYTES("Welcome\nlogin: joe\nPassword: \nhost$ "));
	CHECK_TEXT(job_errors(j, NULL), "");
}

/* A byte at a time, with telnet's commands and a character's bytes between. */
static void test_split(void)
{
	static const char bytes[] = "\377\361l\377\373\001og\303\251in\377\371: ";
	Peer *p;
	Job *j = start(&p, WORDS("--expect", "^log\303\251in: $", "--send", "x"));

	for (size_t i = 0; i + 1 < sizeof(bytes); i++) {
		peer_send(p, bytes + i, 1);
		peer_flush(p);
		pump_once(1);
	}
	peer_expect(p, BYTES(DO_ECHO));
	peer_expect(p, BYTES("x\r\n"));
	peer_close(p);
	job_expect(j, 0, BYTES("log\303\251in: "));
}

/* What was matched is read: the same text has to come again. */
static void test_consumes(void)
{
	Peer *p;
	Job *j = start(&p, WORDS("--raw", "--expect", "ok", "--send", "1", "--expect", "ok",
				 "--send", "2", "--expect", "^b$", "--send", "3"));

	peer_send_text(p, "ok\r\na");
	peer_expect_only(p, BYTES("1\r\n"));
	peer_send_text(p, "\r\nok\r\nb\r\n");
	peer_expect_only(p, BYTES("2\r\n3\r\n"));
	peer_close(p);
	job_expect(j, 0, BYTES("ok\r\na\r\nok\r\nb\r\n"));
}

/* One read with all of it is the same as many. */
static void test_at_once(void)
{
	Peer *p;
	Job *j = start(&p, WORDS("--raw", "--expect", "a", "--send", "1", "--expect", "b", "--send",
				 "2", "--expect", "c", "--send", "3"));

	peer_send_text(p, "abc");
	peer_expect_only(p, BYTES("1\r\n2\r\n3\r\n"));
	peer_close(p);
	job_expect(j, 0, BYTES("abc"));
}

/* What stands far back is still found in one go, and a flood doesn't hide what ends it. */
static void test_flood(void)
{
	Peer *p;
	Job *j = start(&p, WORDS("--raw", "--expect", "END$", "--send", "enough"));

	peer_flood(p, 4 << 20);
	peer_flush(p);
	peer_send_text(p, "END");
	peer_expect_only(p, BYTES("enough\r\n"));
	peer_close(p);
	CHECK_INT(job_wait(j), 0);
}

static void test_input_follows(void)
{
	Peer *p;
	Job *j = start(&p, WORDS("--raw", "--send", "first", "--expect", "go"));

	job_write_text(j, "from stdin\n");
	job_end_input(j);
	peer_expect_only(p, BYTES("first\r\n"));
	CHECK(!peer_has_received(p, BYTES("stdin")), "stdin must wait for the steps");
	peer_send_text(p, "go");
	peer_expect_only(p, BYTES("from stdin\n"));
	peer_expect_end(p);
	peer_close(p);
	job_expect(j, 0, BYTES("go"));
}

/* Behind a last --expect and without input nothing more is asked for: a telnet peer that stays is
 * left once it is quiet. */
static void test_ends_after_last(void)
{
	Peer *p;
	Job *j = start(&p, WORDS("--expect", "done"));

	job_end_input(j);
	peer_send(p, BYTES(WILL_ECHO "done, and more\r\n"));
	peer_expect(p, BYTES(DO_ECHO));
	job_expect(j, 0, BYTES("done, and more\n"));
	peer_expect_end(p);
}

static void test_line_ends(void)
{
	Peer *p;
	Job *j = start(&p, WORDS("--raw", "-o", "eol=lf", "--send", "a\\tb\\x41\\\\\\e", "--send",
				 "\\c", "--send", "no end\\c", "--send", ""));

	peer_expect_only(p, BYTES("a\tbA\\\033\nno end\n"));
	peer_close(p);
	job_expect(j, 0, BYTES(""));
	j = start(&p, WORDS("--send", "ff \\xff"));
	peer_expect_only(p, BYTES("ff \377\r\n"));
	peer_close(p);
	job_expect(j, 0, BYTES(""));
}

/* A child reads lines as a program of this machine does. */
static void test_child(void)
{
	Job *j = job_start(WORDS("hail", "--pipe", "exec:sh -c 'read x; echo \"<$x>\"'", "--send",
				 "hello", "--expect", "<hello>"));

	job_end_input(j);
	job_expect(j, 0, BYTES("<hello>\n"));
}

static void test_timeout(void)
{
	Peer *p;
	Job *j = start(&p, WORDS("--raw", "--timeout", "1", "--expect", "ready", "--send", "x"));

	peer_send_text(p, "booting\r\nstill\033[2J not\r\n");
	job_expect(j, 8, BYTES("booting\r\nstill\033[2J not\r\n"));
	job_expect_sentence(j, "\"ready\" did not come: 1 s have passed");
	job_expect_sentence(j, "the last line was \"still^[[2J not\"");
}

static void test_peer_ends(void)
{
	Peer *p;
	Job *j = start(&p, WORDS("--expect", "login:", "--send", "me", "--expect", "never"));

	peer_send_text(p, "login: ");
	peer_expect_only(p, BYTES("me\r\n"));
	peer_send_text(p, "bye\r\n");
	peer_close(p);
	job_expect(j, 8, BYTES("login: bye\n"));
	job_expect_sentence(j, "\"never\" did not come: the peer closed the connection");
	job_expect_sentence(j, "\"login: bye\"");
	/* What is expected last may come with the end. */
	j = start(&p, WORDS("--raw", "--expect", "bye"));
	peer_send_text(p, "bye");
	peer_close(p);
	job_expect(j, 0, BYTES("bye"));
	/* A reset is a loss as ever. */
	j = start(&p, WORDS("--raw", "--expect", "never"));
	peer_send_text(p, "x");
	job_wait_output(j, "x");
	peer_reset(p);
	job_expect(j, 7, BYTES("x"));
}

static void test_wrong(void)
{
	static const char *const words[][3] = {
		{ "--expect", "a(b", "a(b" },
		{ "--send", "a\\q", "\\" },
		{ "--send", "\\x4", "\\" },
		{ "--send", "\\", "\\" },
	};

	for (size_t i = 0; i < COUNT(words); i++) {
		Job *j = job_start(
			WORDS("hail", words[i][0], words[i][1], "127.0.0.1", peer_refusing_port()));

		job_expect(j, 2, BYTES(""));
		job_expect_sentence(j, words[i][2]);
	}
}

/* What is sent at a prompt for a password is in no trace, and in nobody's list of processes. */
static void test_secret(void)
{
	struct home home;
	char path[64], line[512] = "";
	const char *trace;
	Peer *p = peer_new();
	Job *j;
	FILE *f;

	home_init(&home);
	trace = home_path(&home, "trace");
	j = job_start_with(&home, NULL,
			   WORDS("hail", "--trace", trace, "--expect", "Password:", "--send",
				 "open sesame", "--send", "plain", "127.0.0.1", peer_port(p)));
	peer_wait_connected(p);
	snprintf(path, sizeof(path), "/proc/%d/cmdline", (int)job_pid(j));
	f = fopen(path, "r");
	CHECK(f, "no %s", path);
	for (size_t n = fread(line, 1, sizeof(line) - 1, f); n; n--)
		line[n - 1] = line[n - 1] ? line[n - 1] : ' ';
	fclose(f);
	CHECK(strstr(line, "--send *** ") && !strstr(line, "sesame"), "saw: %s", line);
	peer_send_text(p, "Password: ");
	peer_expect(p, BYTES("open sesame\r\n"));
	peer_send_text(p, "\r\n> ");
	peer_close(p);
	job_wait(j);
	f = fopen(home_path(&home, "trace"), "r");
	CHECK(f, "no trace");
	while (fgets(line, sizeof(line), f))
		CHECK(!strstr(line, "sesame"), "saw: %s", line);
	fclose(f);
}

/* With a screen they run, too, and our own echo isn't taken for the peer's words. */
static void test_screen(void)
{
	struct session s;

	fixture_open_with(&s, NULL,
			  WORDS("--expect", "name\\? $", "--send", "joe", "--expect", "joe",
				"--send", "look", "--expect", "^Hall$"));
	tty_wait_text(s.tty, "waiting for text that matches \"name\\? $\"");
	peer_send_text(s.peer, "Your name? ");
	peer_expect_only(s.peer, BYTES("joe\r\n"));
	tty_wait_line(s.tty, "Your name? joe");
	tty_wait_text(s.tty, "waiting for text that matches \"joe\"");
	CHECK(!peer_has_received(s.peer, BYTES("look")), "our echo must not count");
	peer_send_text(s.peer, "Hello joe\r\n");
	peer_expect_only(s.peer, BYTES("look\r\n"));
	peer_send_text(s.peer, "Hall\r\n");
	tty_wait_text(s.tty, "the steps of the command line are done");
	fixture_end(&s);
}

static void test_screen_fails(void)
{
	struct session s;

	fixture_open_with(&s, NULL, WORDS("--timeout", "1", "--expect", "never", "--send", "x"));
	peer_send_text(s.peer, "refused\r\n\r\n");
	tty_wait_text(s.tty, "matching \"never\" did not come: 1 s have passed");
	tty_wait_text(s.tty, "\"refused\"");
	fixture_enter(&s, "me");
	peer_expect_only(s.peer, BYTES("me\r\n"));
	fixture_end(&s);
	fixture_open_with(&s, NULL, WORDS("--expect", "never"));
	peer_close(s.peer);
	tty_wait_text(s.tty, "did not come: the connection ended");
	tty_type(s.tty, "\x04");
	tty_expect_exit(s.tty, 0);
}

/* A session that is closed takes its steps along. */
static void test_screen_closed(void)
{
	struct session s;

	fixture_open_with(&s, NULL, WORDS("--expect", "never"));
	tty_wait_text(s.tty, "waiting for text");
	fixture_enter(&s, "/close!");
	peer_expect_end(s.peer);
	tty_wait_text(s.tty, "hail opens sessions");
	tty_type(s.tty, "\x1dq");
	tty_expect_exit(s.tty, 0);
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "steps run in order, each behind what it waits for", test_order, 0 },
		{ "expected text is found byte by byte", test_split, 0 },
		{ "what was matched is read", test_consumes, 0 },
		{ "all that is expected may come at once", test_at_once, 0 },
		{ "a flood hides nothing", test_flood, 0 },
		{ "the input follows the steps", test_input_follows, 0 },
		{ "a last --expect is the end", test_ends_after_last, 0 },
		{ "escapes and line ends of what is sent", test_line_ends, 0 },
		{ "steps with a child", test_child, 0 },
		{ "what doesn't come in time: status 8", test_timeout, 0 },
		{ "the peer's end before: status 8", test_peer_ends, 0 },
		{ "wrong steps: status 2", test_wrong, 0 },
		{ "an answer to a prompt for a password is a secret", test_secret, 0 },
		{ "with a screen steps run, too", test_screen, 0 },
		{ "with a screen what doesn't come is said", test_screen_fails, 0 },
		{ "steps of a session that is closed", test_screen_closed, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
