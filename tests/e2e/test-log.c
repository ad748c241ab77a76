/* The session log: all that was shown, each line once, and where it is. */
#include "e2e/harness.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "e2e/fixture.h"

enum { STAMP = sizeof("2026-11-22 12:00:00.000 ") - 1, FULL = 64 << 20 };

/* The log at `name` below the home without its time stamps; owned. */
static char *read_log(const struct session *s, const char *name)
{
	char *text = home_read_file(home_path(&s->home, name), NULL), *to = text;

	CHECK(text, "expected a log at %s", home_path(&s->home, name));
	for (const char *at = text; *at;) {
		size_t n = strcspn(at, "\n") + 1;

		CHECK(n > STAMP, "expected a time stamp in front of \"%.*s\"", (int)n, at);
		memmove(to, at + STAMP, n - STAMP);
		to += n - STAMP;
		at += n;
	}
	*to = '\0';
	return text;
}

static void expect_log(struct session *s, const char *expected)
{
	fixture_end(s);
	char *log = read_log(s, "log");
	CHECK(strcmp(log, expected) == 0, "expected the log\n%s\nbut it is\n%s", expected, log);
	free(log);
}

/* Every way to clear the screen leaves what stood there in the scrollback, and in the log. */
static void test_cleared(void)
{
	struct session s;

	fixture_open_logged(&s, NULL, NULL);
	peer_send_text(s.peer, "one\r\ntwo\x1b[2J\x1b[Hthree\r\nfour\x1b[H\x1b[Jfive\x1b"
			       "csix\x1b[2Jseven\r\nlast");
	tty_wait_text(s.tty, "last");
	expect_log(&s, "< one\n< two\n< three\n< four\n< five\n< six\n<    seven\n< last\n");
}

static void test_scrolled_under_addressing(void)
{
	struct session s;

	fixture_open_logged(&s, NULL, NULL);
	peer_send_text(s.peer, "\x1b[5;1Hfifth\x1b[7;1Hlast\x1b[5S");
	tty_wait_text(s.tty, "last");
	expect_log(&s, "< fifth\n< last\n");
}

static void test_sent(void)
{
	struct session s;

	fixture_open_logged(&s, NULL, NULL);
	peer_send_text(s.peer, "login: ");
	tty_wait_text(s.tty, "login:");
	tty_type(s.tty, "joe");
	tty_keys(s.tty, "Enter");
	tty_wait_text(s.tty, "login: joe");
	peer_send_text(s.peer, "\x1b[2Jwelcome\r\n> ");
	tty_wait_text(s.tty, ">");
	expect_log(&s, "< login:\n> joe\n< welcome\n< > \n");
}

static void open_with_screens(struct session *s, const char *screens)
{
	fixture_open_logged(s, NULL, (const char *const[]){ "-o", screens, NULL });
	peer_send_text(s->peer, "before\r\n\x1b[?1049h\x1b[H\x1b[2Jfull screen\x1b[?1049lafter\r\n"
				"\x1b[9;3Hdrawn\x1b[2J\x1b[Hend\r\n");
	tty_wait_text(s->tty, "end");
}

static void test_screens(void)
{
	struct session s;

	open_with_screens(&s, "log-screens=off");
	expect_log(&s, "< before\n< after\n< end\n");
	open_with_screens(&s, "log-screens=on");
	expect_log(&s, "< before\n< full screen\n< after\n<   drawn\n< end\n");
}

/* By name in the log, and on the screen in their places. */
static void test_invisible(void)
{
	struct session s;

	fixture_open_logged(&s, NULL, NULL);
	peer_send_text(s.peer, "a\u200bb\u00adc\u180ed\u115fe\u3164f\ufff9g\U000e0041h\u2028i\r\n"
			       "x\u202elro\u202c\r\n");
	tty_wait_line(s.tty, "a<U+200B>b<U+00AD>c<U+180E>d<U+115F>e<U+3164>f<U+FFF9>g<U+E0041>"
			     "h<U+2028>i");
	expect_log(&s, "< a<U+200B>b<U+00AD>c<U+180E>d<U+115F>e<U+3164>f<U+FFF9>g<U+E0041>"
		       "h<U+2028>i\n< x<U+202E>lro<U+202C>\n");
}

/* Controls are seen in a session that isn't telnet, and are in the log as they are seen. */
static void test_controls(void)
{
	static const char sent[] = "nul[\0]ctl[\x01\x02]\r\n";
	struct session s;

	fixture_open_logged(&s, NULL, NULL);
	peer_send(s.peer, sent, sizeof(sent) - 1);
	tty_wait_line(s.tty, "nul[^@]ctl[^A^B]");
	fixture_enter(&s, "/set show-controls=all");
	tty_wait_input(s.tty, "");
	peer_send_text(s.peer, "crlf\r\nlf\ncr\rend\n");
	tty_wait_line(s.tty, "cr^Mend^J");
	expect_log(&s, "< nul[^@]ctl[^A^B]\n< crlf^M^J\n< lf^J\n< cr^Mend^J\n");
}

static void test_lax_file(void)
{
	struct session s;
	struct stat st;
	char command[640];

	fixture_open(&s);
	home_write(&s.home, "lax.log", "");
	chmod(home_path(&s.home, "lax.log"), 0666);
	snprintf(command, sizeof(command), "/log %s", home_path(&s.home, "lax.log"));
	tty_type(s.tty, command);
	tty_keys(s.tty, "Enter");
	tty_wait_status(s.tty, "log");
	CHECK(stat(home_path(&s.home, "lax.log"), &st) == 0 && (st.st_mode & 0777) == 0600,
	      "expected mode 0600, but it is %o", st.st_mode & 0777);
}

static void test_default_name(void)
{
	struct session s;
	char day[20], name[200];
	time_t now = time(NULL);

	fixture_open(&s);
	fixture_enter(&s, "/log");
	tty_wait_text(s.tty, "logging to");
	peer_send_text(s.peer, "kept\r\n");
	tty_wait_text(s.tty, "kept");
	strftime(day, sizeof(day), "%Y-%m-%d", localtime(&now));
	snprintf(name, sizeof(name), ".local/state/hail/logs/127.0.0.1_%s-%s.log",
		 peer_port(s.peer), day);
	fixture_enter(&s, "/log off");
	tty_wait_text(s.tty, "is ended");
	tty_wait_input(s.tty, "");
	char *log = read_log(&s, name);
	CHECK(strcmp(log, "< kept\n") == 0, "expected the line in the log, but it is\n%s", log);
	free(log);
}

/* Makes the file `name`, to which no program that is started from now on can append. */
static const char *make_full(const struct home *h, const char *name)
{
	const struct rlimit limit = { FULL, FULL };

	home_write(h, name, "");
	CHECK(truncate(home_path(h, name), FULL) == 0 && setrlimit(RLIMIT_FSIZE, &limit) == 0,
	      "cannot limit the size of files");
	return home_path(h, name);
}

/* Where no file may be written at all there is no screen either, and a sentence says why. */
static void test_no_room_for_the_screen(void)
{
	const struct rlimit none = { 0, 0 };
	Tty *t;

	signal(SIGXFSZ, SIG_IGN);
	CHECK(setrlimit(RLIMIT_FSIZE, &none) == 0, "cannot limit the size of files");
	t = tty_start(NULL, WORDS("hail", "127.0.0.1", "1"));
	tty_wait_text(t, "no file for the screen's output");
	tty_wait_text(t, "ulimit -f");
}

/* A full disk is told of when it is met, once, and the session goes on. */
static void test_full_disk(void)
{
	static const struct {
		const char *option, *sentence;
	} cases[] = {
		{ "--log", "cannot write the log" },
		{ "--trace", "cannot write the trace" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct tty_setup setup = { .home = NULL };
		struct session s;
		struct home h;

		tap_note("%s", cases[i].option);
		home_init(&h);
		setup.home = &h;
		fixture_open_with(&s, &setup, WORDS(cases[i].option, make_full(&h, "full")));
		peer_send_text(s.peer, "one\r\ntwo\r\n");
		tty_wait_text(s.tty, cases[i].sentence);
		peer_send_text(s.peer, "three\r\n");
		/* It stays until a key is pressed, over the newest line. */
		tty_type(s.tty, " ");
		tty_wait_line(s.tty, "three");
		tty_wait_no_text(s.tty, cases[i].sentence);
	}
}

/* What was missed meanwhile is written when there is room, once. */
static void test_room_again(void)
{
	struct tty_setup setup = { .home = NULL };
	struct session s;
	struct home h;

	home_init(&h);
	setup.home = &h;
	fixture_open_with(&s, &setup, WORDS("--log", make_full(&h, "full")));
	peer_send_text(s.peer, "one\r\ntwo\r\n");
	tty_wait_status(s.tty, ">log!");
	/* What the client says stays until a key is pressed. */
	tty_type(s.tty, " ");
	tty_wait_line(s.tty, "two");
	peer_send_text(s.peer, "three\r\nfour");
	tty_wait_text(s.tty, "four");
	CHECK(truncate(home_path(&h, "full"), 0) == 0, "cannot truncate the log");
	tty_wait_text(s.tty, "goes on");
	peer_send_text(s.peer, "teen\r\n");
	tty_wait_text(s.tty, "fourteen");
	fixture_end(&s);
	char *log = read_log(&s, "full");
	CHECK(strcmp(log, "< one\n< two\n< three\n< fourteen\n") == 0, "the log is\n%s", log);
	free(log);
}

/* Logs of this host are searched, those of past sessions, too. */
/* The option counts while the log goes on. */
static void test_redact_set(void)
{
	struct session s;

	fixture_open_logged(&s, NULL, WORDS("-o", "redact=off"));
	peer_send_text(s.peer, "enable secret one1one\r\n");
	tty_wait_text(s.tty, "one1one");
	fixture_enter(&s, "/set redact on");
	tty_wait_input(s.tty, "");
	peer_send_text(s.peer, "enable secret two2two\r\nlast\r\n");
	tty_wait_text(s.tty, "last");
	expect_log(&s, "< enable secret one1one\n< enable secret [redacted]\n< last\n");
}

static void test_hist_grep(void)
{
	struct session s;
	char name[200];

	fixture_open(&s);
	snprintf(name, sizeof(name), ".local/state/hail/logs/127.0.0.1_%s-2025-01-02.log",
		 peer_port(s.peer));
	home_write(&s.home, name,
		   "2025-01-02 10:00:00.000 < an old needle\n"
		   "2025-01-02 10:00:00.000 < straw\n");
	fixture_enter(&s, "/hist grep needle");
	tty_wait_text(s.tty, "2025-01-02 10:00:00.000 < an old needle");
	tty_wait_text(s.tty, "1 line in 1 file");
	tty_keys(s.tty, "q");
	tty_wait_no_text(s.tty, "an old needle");
	fixture_enter(&s, "/log");
	tty_wait_text(s.tty, "logging to");
	peer_send_text(s.peer, "a new needle\r\n");
	tty_wait_line(s.tty, "a new needle");
	fixture_enter(&s, "/hist grep ^a.* needle$");
	tty_wait_text(s.tty, "2 lines in 2 files");
}

static void test_full_disk_of_pipe(void)
{
	struct home h;
	Peer *p = peer_new();
	Job *j;

	home_init(&h);
	j = job_start_with(
		&h, NULL,
		WORDS("hail", "--trace", make_full(&h, "full"), "127.0.0.1", peer_port(p)));
	peer_wait_connected(p);
	peer_send_text(p, "one\r\n");
	job_wait_output(j, "one");
	peer_send_text(p, "two\r\n");
	job_wait_output(j, "two");
	peer_close(p);
	job_expect(j, 0, BYTES("one\ntwo\n"));
	job_expect_sentence(j, "cannot write the trace");
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "what a clearing moved to the scrollback", test_cleared, 0 },
		{ "what scrolled under addressing", test_scrolled_under_addressing, 0 },
		{ "a prompt and its answer have two directions", test_sent, 0 },
		{ "screens that leave no history", test_screens, 0 },
		{ "what can't be seen", test_invisible, 0 },
		{ "controls of a raw session", test_controls, 0 },
		{ "a file with a laxer mode", test_lax_file, 0 },
		{ "/log alone", test_default_name, 0 },
		{ "no room for the screen's output", test_no_room_for_the_screen, 0 },
		{ "a full disk is told of", test_full_disk, 0 },
		{ "what a full disk kept from the log", test_room_again, 0 },
		{ "/set redact", test_redact_set, 0 },
		{ "/hist grep", test_hist_grep, 0 },
		{ "a full disk is told of in a pipe", test_full_disk_of_pipe, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
