/* The harness itself, on programs that are everywhere: what it says about hail can be believed. */
#include "e2e/harness.h"

#include <signal.h>
#include <sys/wait.h>

static void test_screen(void)
{
	Tty *t = tty_start(NULL,
			   WORDS("sh", "-c",
				 "printf "
				 "'one\\n\\033[1;31mtwo\\033[m\\033[5;"
				 "3Hthr\\303\\251\\344\\270\\255x'; stty size; read x; exit 3"));

	tty_wait_row(t, 0, "one");
	tty_wait_line(t, "  thr\303\251\344\270\255x24 80");
	CHECK_INT(tty_cell(t, 1, 0).foreground, 1);
	CHECK_INT(tty_cell(t, 1, 0).bold, 1);
	CHECK_INT(tty_cell(t, 0, 0).foreground, -1);
	tty_wait_cursor(t, 5, 0);
	tty_keys(t, "Enter");
	tty_expect_exit(t, 3);
}

static void test_typing_and_resize(void)
{
	Tty *t = tty_start(&(struct tty_setup){ .width = 40, .height = 10 },
			   WORDS("sh", "-c",
				 "trap 'stty size' WINCH; echo ready; while read x; do echo "
				 "\"<$x>\"; done; kill -TERM $$"));

	tty_wait_line(t, "ready");
	tty_type(t, "ab");
	tty_keys(t, "c Enter");
	tty_wait_line(t, "<abc>");
	tty_resize(t, 50, 12);
	tty_keys(t, "x Enter");
	tty_wait_text(t, "12 50");
	tty_keys(t, "Ctrl-D");
	tty_expect_signal(t, SIGTERM);
}

static void test_left_modes(void)
{
	Tty *t = tty_start(
		NULL, WORDS("sh", "-c",
			    "stty -echo; printf '\\033[?1049h\\033[?25l\\033[?2004hhi'; read x"));
	struct tty_modes modes;

	tty_wait_text(t, "hi");
	CHECK(tty_alternate(t) && !tty_cursor_visible(t),
	      "expected the alternate screen and no cursor");
	tty_keys(t, "Enter");
	tty_wait_end(t);
	modes = tty_modes(t);
	CHECK(!modes.line_as_before && modes.alternate && !modes.cursor_visible,
	      "expected to see what was left changed");
}

static void test_suspend(void)
{
	Tty *t = tty_start(NULL, WORDS("sh", "-c", "echo ready; read x; echo \"got $x\"; exit 4"));

	tty_wait_line(t, "ready");
	tty_keys(t, "Ctrl-Z");
	tty_wait_stopped(t);
	tty_resume(t);
	tty_keys(t, "y Enter");
	tty_wait_line(t, "got y");
	tty_expect_exit(t, 4);
}

static void test_job(void)
{
	Job *j = job_start(WORDS("sh", "-c", "cat; echo One sentence of text. >&2; exit 7"));

	job_write(j, BYTES("a\0b\377\n"));
	job_end_input(j);
	job_expect(j, 7, BYTES("a\0b\377\n"));
	job_expect_sentence(j, "SENTENCE");
}

static void test_peer(void)
{
	Peer *p = peer_new();
	char command[128];
	Job *j;

	snprintf(command, sizeof(command),
		 "exec 3<>/dev/tcp/127.0.0.1/%s; read -r x <&3; echo \"$x\"; printf 'q\\r\\n' >&3",
		 peer_port(p));
	j = job_start(WORDS("bash", "-c", command));
	peer_wait_connected(p);
	peer_send_text(p, "hello\n");
	peer_expect(p, BYTES("q\r\n"));
	peer_expect_end(p);
	peer_close(p);
	job_expect(j, 0, BYTES("hello\n"));
}

static void test_environment(void)
{
	struct home h;
	Job *j;

	home_init(&h);
	setenv("SECRET", "leaked", 1);
	home_write(&h, ".config/x", "needle\n");
	j = job_start_with(
		&h, WORDS("EXTRA=1", "TZ"),
		WORDS("sh", "-c", "echo \"$SECRET|$EXTRA|$TZ|${TERM-none}|$XDG_CONFIG_HOME\""));
	job_wait(j);
	CHECK(strstr(job_output(j, NULL), "|1||none|/"), "saw %s", job_output(j, NULL));
	CHECK(home_contains(&h, "eedl", NULL), "expected to find the needle");
	CHECK(!home_contains(&h, "eedlx", NULL), "expected not to find it");
}

static void test_dead_ports(void)
{
	Job *j;
	char command[128];

	snprintf(command, sizeof(command), "exec 3<>/dev/tcp/127.0.0.1/%s", peer_refusing_port());
	j = job_start(WORDS("bash", "-c", command));
	CHECK_INT(WEXITSTATUS(job_wait(j)), 1);
	CHECK(strstr(job_errors(j, NULL), "refused"), "saw %s", job_errors(j, NULL));
	snprintf(command, sizeof(command), "exec 3<>/dev/tcp/127.0.0.1/%s; echo connected",
		 peer_black_hole());
	j = job_start(WORDS("bash", "-c", command));
	pump_for(300);
	CHECK(!job_has_ended(j), "expected to hang in connecting");
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "the screen shows text, colours and the cursor", test_screen, 0 },
		{ "keys arrive, a resize is seen, the end by a signal", test_typing_and_resize, 0 },
		{ "modes that a program leaves behind are seen", test_left_modes, 0 },
		{ "a program is suspended and goes on", test_suspend, 0 },
		{ "a program on pipes: bytes, status, one sentence", test_job, 0 },
		{ "a peer sends and expects", test_peer, 0 },
		{ "the environment is our own, files are searched", test_environment, 0 },
		{ "a port that refuses and one that never answers", test_dead_ports, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
