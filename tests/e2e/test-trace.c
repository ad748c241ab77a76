/*
 * /trace and --trace: what passes on the wire, beside the session, over it, and in a file.
 */
#include "e2e/harness.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "compressed.h"
#include "e2e/fixture.h"
#include "e2e/job.h"
#include "e2e/login.h"

#define DO_TTYPE "\377\375\030"
#define TTYPE_SEND "\377\372\030\001\377\360"
#define WILL_NAWS "\377\373\037"
#define NAWS "\377\372\037"

/* How often the peer was told a size. */
static int count_sizes(const Peer *p)
{
	size_t n;
	const char *at = peer_received(p, &n), *end = at + n;
	int count = 0;

	while ((at = memmem(at, (size_t)(end - at), NAWS, 3))) {
		at += 3;
		count++;
	}
	return count;
}

/* The strip shows each command as it comes; the session below it goes on, and the peer isn't told.
 */
static void test_strip(void)
{
	struct session s;

	fixture_open(&s);
	peer_send(s.peer, BYTES("\377\375\037before\r\n"));
	peer_expect(s.peer, BYTES(WILL_NAWS NAWS "\0\120\0\026\377\360"));
	tty_wait_line(s.tty, "before");
	fixture_enter(&s, "/trace on");
	tty_wait_text(s.tty, "trace of 127.0.0.1");
	tty_wait_text(s.tty,
		      " trace  (w in the menu shows all of it; c there, then trace off, ends it)");
	tty_wait_text(s.tty, " < DO NAWS [ff fd 1f]");
	tty_wait_status(s.tty, ">trace");
	tty_wait_line(s.tty, "before");
	peer_send(s.peer, BYTES(DO_TTYPE TTYPE_SEND "hello\r\n"));
	tty_wait_text(s.tty, " < DO TTYPE [ff fd 18]");
	tty_wait_text(s.tty, " > WILL TTYPE [ff fb 18] telnet");
	tty_wait_text(s.tty, " > SB TTYPE IS \"");
	tty_wait_line(s.tty, "hello");
	fixture_enter(&s, "look");
	tty_wait_text(s.tty, " > 6 bytes typed");
	tty_wait_line(s.tty, "  000000  6c 6f 6f 6b 0d 0a                                |look..|");
	fixture_enter(&s, "look at the old man");
	tty_wait_line(
		s.tty,
		"  000000  6c 6f 6f 6b 20 61 74 20 74 68 65 20 6f 6c 64 20  |look at the old | …");
	fixture_enter(&s, "/telnet ayt");
	tty_wait_text(s.tty, " > AYT [ff f6] typed");
	fixture_enter(&s, "/telnet synch");
	tty_wait_text(s.tty, " > DM [ff f2] typed");
	fixture_enter(&s, "/telnet raw 0xff,0xfa,0x18");
	tty_wait_text(s.tty, " > unfinished SB TTYPE [ff fa 18] typed");
	fixture_enter(&s, "well");
	tty_wait_line(s.tty, "  000000  77 65 6c 6c 0d 0a                                |well..|");
	CHECK(tty_find(s.tty, 0, "before") > tty_find(s.tty, 0, " trace  ("),
	      "the session is not below the strip");
	fixture_enter(&s, "/trace off");
	tty_wait_line(s.tty, "the trace is ended");
	tty_wait_no_text(s.tty, " trace  (w");
	tty_wait_no_status(s.tty, ">trace");
	tty_wait_line(s.tty, "before");
	CHECK_INT(count_sizes(s.peer), 1);
	fixture_end(&s);
}

/* The page follows the newest line until it is scrolled; q closes it, and tracing goes on. */
static void test_page(void)
{
	struct session s;

	fixture_open(&s);
	tty_keys(s.tty, "Ctrl-]");
	tty_wait_text(s.tty, "command line");
	tty_keys(s.tty, "w");
	tty_wait_text(s.tty, "trace, live");
	for (int i = 0; i < 40; i++)
		peer_send(s.peer, BYTES(DO_TTYPE TTYPE_SEND));
	tty_wait_text(s.tty, " > SB TTYPE IS \"MTTS");
	peer_send(s.peer, BYTES("\377\371end\r\n"));
	tty_wait_line(s.tty, "  000000  65 6e 64 0d 0a                                   |end..|");
	tty_keys(s.tty, "Home");
	tty_wait_text(s.tty, "* trace of 127.0.0.1");
	tty_wait_text(s.tty, "trace, End follows");
	tty_wait_text(s.tty, " < DO TTYPE [ff fd 18]");
	peer_send(s.peer, BYTES("\377\361"));
	tty_keys(s.tty, "PgDn");
	tty_wait_no_text(s.tty, "* trace of 127.0.0.1");
	tty_keys(s.tty, "PgUp");
	tty_wait_text(s.tty, "* trace of 127.0.0.1");
	tty_keys(s.tty, "End");
	tty_wait_text(s.tty, "trace, live");
	tty_wait_text(s.tty, " < NOP [ff f1]");
	tty_resize(s.tty, 24, 12);
	tty_wait_line(s.tty, "< NOP [ff f1]");
	tty_wait_line(s.tty, " q closes: trace, live");
	tty_resize(s.tty, 80, 24);
	tty_keys(s.tty, "q");
	tty_wait_line(s.tty, "end");
	peer_send(s.peer, BYTES("\377\361\377\373\003"));
	fixture_enter(&s, "/trace page");
	tty_wait_text(s.tty, " > DO SGA [ff fd 03] telnet");
	tty_keys(s.tty, "q");
	fixture_end(&s);
}

/* Escape sequences and marks of direction of a peer do nothing in what is shown of it. */
static void test_inert(void)
{
	struct session s;

	fixture_open(&s);
	fixture_enter(&s, "/trace on");
	peer_send(s.peer, BYTES(DO_TTYPE "\377\372\311A\033[31m\342\200\256b\377\360"));
	tty_wait_text(s.tty, "SB GMCP A\\x1b[31m\\u{202e}b [ff fa c9 41 1b");
	peer_send(s.peer, BYTES("\033]0;x\007there\r\n"));
	tty_wait_line(s.tty, "there");
	fixture_end(&s);
}

static char *read_trace(const struct home *h)
{
	char *text = home_read_file(home_path(h, "wire"), NULL);

	CHECK(text, "there is no trace");
	return text;
}

/* A file is appended to, its owner's alone; the status line says so. */
static void test_file(void)
{
	struct session s;
	struct stat st;
	char line[700];
	char *text;

	fixture_open(&s);
	fixture_enter(&s, "/trace");
	tty_wait_text(s.tty, "no trace: /trace on shows what passes");
	snprintf(line, sizeof(line), "/trace %s", home_path(&s.home, "wire"));
	fixture_enter(&s, line);
	tty_wait_status(s.tty, ">trace");
	peer_send(s.peer, BYTES(DO_TTYPE "one\r\n"));
	tty_wait_line(s.tty, "one");
	fixture_enter(&s, "/trace");
	tty_wait_text(s.tty, "tracing to ");
	fixture_enter(&s, "/trace off");
	tty_wait_no_status(s.tty, ">trace");
	peer_send(s.peer, BYTES("two\r\n"));
	tty_wait_line(s.tty, "two");
	text = read_trace(&s.home);
	CHECK(strstr(text, " * trace of 127.0.0.1"), "no beginning in %s", text);
	CHECK(strstr(text, " < DO TTYPE [ff fd 18]\n"), "no DO TTYPE in %s", text);
	CHECK(strstr(text, " > WILL TTYPE [ff fb 18] telnet\n"), "no WILL TTYPE in %s", text);
	CHECK(strstr(text, "|one..|\n") && !strstr(text, "|two..|"), "no end in %s", text);
	free(text);
	CHECK(stat(home_path(&s.home, "wire"), &st) == 0 && (st.st_mode & 0777) == 0600,
	      "expected mode 600, saw %o", (unsigned)st.st_mode & 0777);
	CHECK_INT(symlink("wire", home_path(&s.home, "link")), 0);
	snprintf(line, sizeof(line), "/trace %s", home_path(&s.home, "link"));
	fixture_enter(&s, line);
	tty_wait_line(s.tty, "symbolic link");
	tty_wait_no_status(s.tty, ">trace");
	fixture_end(&s);
}

/* What takes the place of the start screen, or of an ended session, has its trace. */
static void test_place(void)
{
	struct session s;
	char *text;
	char line[700];

	fixture_start_screen(&s, NULL);
	snprintf(line, sizeof(line), "/trace %s", home_path(&s.home, "wire"));
	tty_keys(s.tty, "Ctrl-U");
	fixture_enter(&s, line);
	tty_wait_status(s.tty, ">trace");
	tty_keys(s.tty, "Ctrl-U");
	fixture_enter(&s, "/trace on");
	tty_wait_text(s.tty, " trace  (w in the menu");
	tty_keys(s.tty, "Ctrl-U");
	fixture_connect(&s, "/connect", s.peer);
	tty_wait_text(s.tty, " * connected to 127.0.0.1");
	peer_send(s.peer, BYTES("first\r\n"));
	tty_wait_text(s.tty, "|first..|");
	tty_wait_status(s.tty, ">trace");
	text = read_trace(&s.home);
	CHECK(strstr(text, "|first..|"), "no data in %s", text);
	free(text);
	fixture_end(&s);
}

/* What the page's foot names its keys do, and what they came to is said there. */
static void test_page_keys(void)
{
	struct session s;
	char line[40];
	int row;

	fixture_open(&s);
	fixture_enter(&s, "/trace on");
	for (int i = 0; i < 40; i++) {
		snprintf(line, sizeof(line), "line %02d\r\n", i);
		peer_send_text(s.peer, line);
		peer_send(s.peer, BYTES("\377\361"));
	}
	tty_wait_line(s.tty, "line 39");
	fixture_enter(&s, "/trace page");
	tty_wait_text(s.tty, "/ finds, s strip: trace, live");
	tty_keys(s.tty, "s");
	tty_wait_text(s.tty, "the strip is off");
	tty_keys(s.tty, "s");
	tty_wait_text(s.tty, "the strip is on");
	tty_keys(s.tty, "z");
	tty_wait_text(s.tty, "no key of this page");
	tty_keys(s.tty, "n");
	tty_wait_text(s.tty, ": / finds");
	tty_keys(s.tty, "/");
	tty_wait_input(s.tty, "find:");
	tty_type(s.tty, "LINE 0\r");
	tty_wait_text(s.tty, "trace, End follows");
	row = tty_find(s.tty, 0, "|line 00..|");
	CHECK(row >= 0 && tty_cell(s.tty, row, 0).background != tty_cell(s.tty, 10, 79).background,
	      "the line that was looked for is not marked");
	tty_keys(s.tty, "n n");
	tty_wait_no_text(s.tty, "|line 01..|");
	CHECK(tty_find(s.tty, 0, "|line 02..|") == 0, "expected the third line at the top");
	tty_keys(s.tty, "/");
	tty_wait_input(s.tty, "find:");
	tty_type(s.tty, "nowhere\r");
	tty_wait_text(s.tty, "not found");
	tty_resize(s.tty, 24, 12);
	tty_keys(s.tty, "End");
	tty_wait_line(s.tty, " q closes: trace, live");
	tty_keys(s.tty, "s");
	tty_wait_line(s.tty, " q closes: the strip is");
	tty_keys(s.tty, "q");
	tty_wait_line(s.tty, "line 39");
	fixture_end(&s);
}

/* Where there is no room for a strip, that is said. */
static void test_small(void)
{
	struct session s;

	fixture_open(&s);
	tty_resize(s.tty, 40, 8);
	fixture_enter(&s, "/trace on");
	tty_wait_text(s.tty, "no room beside the session");
	fixture_enter(&s, "/trace page");
	tty_wait_text(s.tty, "trace of 127.0.0.1");
	tty_keys(s.tty, "q");
	tty_resize(s.tty, 80, 24);
	tty_wait_text(s.tty, " trace  (w in the menu");
	fixture_end(&s);
}

/* A pipe's trace is the same. */
static void test_pipe(void)
{
	struct home h;
	Peer *p = peer_new();
	char *text;
	Job *j;

	home_init(&h);
	j = job_start_with(&h, NULL,
			   WORDS("hail", "--pipe", "--trace", home_path(&h, "wire"), "127.0.0.1",
				 peer_port(p)));
	peer_wait_connected(p);
	peer_send(p, BYTES(DO_TTYPE "hello\r\n"));
	peer_expect(p, BYTES("\377\373\030"));
	peer_close(p);
	job_expect(j, 0, BYTES("hello\n"));
	text = read_trace(&h);
	CHECK(strstr(text, " < DO TTYPE [ff fd 18]\n"), "no DO TTYPE in %s", text);
	CHECK(strstr(text, "|hello..|\n"), "no data in %s", text);
	CHECK(strstr(text, " * closed\n"), "no end in %s", text);
	free(text);
}

/* What is said inside a compressed stream is traced as it was before. */
static void test_compressed(void)
{
	static const char inside[] = "inside\r\n\377\371";
	struct session s;
	struct buf bytes;

	fixture_open(&s);
	fixture_enter(&s, "/trace on");
	peer_send(s.peer, BYTES("\377\373\126"));
	peer_expect(s.peer, BYTES("\377\375\126"));
	buf_init(&bytes);
	compressed_append(&bytes, COMPRESSED_ZLIB, inside, sizeof(inside) - 1, true);
	peer_send(s.peer, BYTES("\377\372\126\377\360"));
	peer_send(s.peer, buf_data(&bytes), buf_length(&bytes));
	buf_fini(&bytes);
	peer_send(s.peer, BYTES("\377\361behind\r\n"));
	tty_wait_text(s.tty, "|behind..|");
	fixture_enter(&s, "/trace page");
	tty_wait_text(s.tty, " < SB MCCP2 [ff fa 56 ff f0]");
	tty_wait_text(s.tty, "|inside..|");
	tty_wait_text(s.tty, " < GA [ff f9]");
	tty_wait_text(s.tty, " < NOP [ff f1]");
	tty_keys(s.tty, "q");
	tty_wait_line(s.tty, "behind");
	fixture_end(&s);
}

/* The commands of one direction, without times, bytes and data. */
static void take_commands(const char *text, char direction, struct str *out)
{
	const char head[] = { ' ', direction, ' ', '\0' };

	while (*text) {
		size_t n = strcspn(text, "\n") + 1;
		const char *words = strstr(text, head), *bytes = strstr(text, " [");

		if (words && bytes && bytes < text + n && words < bytes) {
			str_append(out, words + 3, (size_t)(bytes - words - 3));
			str_append_char(out, '\n');
		}
		text += n;
	}
}

static void check_commands(const char *text, char direction, const char *expected)
{
	struct str commands;

	str_init(&commands);
	take_commands(text, direction, &commands);
	CHECK(strcmp(commands.text, expected) == 0, "expected %c:\n%ssaw:\n%s", direction, expected,
	      commands.text);
	str_fini(&commands);
}

/* All that is negotiated at a login to a real telnetd, in words. */
static void test_telnetd(void)
{
	struct login l;
	char *text;

	real_telnetd(&l.server);
	home_init(&l.home);
	l.tty = tty_start(
		&(struct tty_setup){ .home = &l.home, .width = 80, .height = 24 },
		WORDS("hail", "--trace", home_path(&l.home, "wire"), "127.0.0.1", l.server.port));
	tty_wait_text(l.tty, "login:");
	login_answer(&l);
	login_command(&l, "until [ \"$(stty size)\" = '23 80' ]; do sleep .05; done; echo it is");
	tty_wait_line(l.tty, "it is");
	text = read_trace(&l.home);
	check_commands(text, '<',
		       "WILL AUTH\nWILL ENCRYPT\nDO TTYPE\nDO TSPEED\nDO XDISPLOC\nDO NEW-ENVIRON\n"
		       "DO OLD-ENVIRON\nSB TSPEED SEND\nSB NEW-ENVIRON SEND\nSB TTYPE SEND\n"
		       "WILL SGA\nDO ECHO\nDO LINEMODE\nDO NAWS\nWILL STATUS\nDO LFLOW\nWILL ECHO\n"
		       "DO TIMING-MARK\nDO BINARY\n");
	check_commands(
		text, '>',
		"DONT AUTH\nDONT ENCRYPT\nWILL TTYPE\nWILL TSPEED\nWONT XDISPLOC\n"
		"WILL NEW-ENVIRON\nWONT OLD-ENVIRON\nSB TSPEED IS \"38400,38400\"\n"
		"SB NEW-ENVIRON IS USERVAR \"TERM\" VALUE \"xterm-256color\" USERVAR "
		"\"COLORTERM\" VALUE \"truecolor\"\nSB TTYPE IS \"XTERM-256COLOR\"\nDO SGA\n"
		"WONT ECHO\nWONT LINEMODE\nWILL NAWS\nSB NAWS 80 22\nDONT STATUS\nWONT LFLOW\n"
		"DO ECHO\nWONT TIMING-MARK\nWILL BINARY\nSB NAWS 80 23\n");
	CHECK(!strstr(text, "s3same"), "the password is in %s", text);
	CHECK(strstr(text, " typed (secret)\n"), "no secret in %s", text);
	free(text);
}

/* A trace says where connections begin and end, and what follows is split anew. */
static void test_connections(void)
{
	struct session s;

	fixture_open(&s);
	fixture_enter(&s, "/trace on");
	tty_wait_text(s.tty, "trace of ");
	peer_send(s.peer, BYTES("\377\371\377\372\030"));
	tty_wait_text(s.tty, " < GA [ff f9]");
	peer_close(s.peer);
	tty_wait_text(s.tty, " * closed");
	tty_wait_text(s.tty, "ff fa 18 ");
	fixture_enter(&s, "/reconnect");
	tty_wait_text(s.tty, " * connected to 127.0.0.1");
	fixture_end(&s);
}

/* How a session began is shown whenever one looks, and what a file has seen from the start. */
static void test_past(void)
{
	struct session s;

	fixture_open(&s);
	peer_send(s.peer, BYTES(DO_TTYPE TTYPE_SEND "secret words\r\n"));
	tty_wait_line(s.tty, "secret words");
	fixture_enter(&s, "look");
	peer_expect(s.peer, BYTES("look\r\n"));
	fixture_enter(&s, "/trace page");
	tty_wait_text(s.tty, " < DO TTYPE [ff fd 18]");
	tty_wait_text(s.tty, " > SB TTYPE IS \"");
	tty_wait_text(s.tty, "all that passes from here on");
	tty_wait_no_text(s.tty, "|look");
	tty_wait_no_text(s.tty, "|secret");
	tty_keys(s.tty, "q");
	fixture_end(&s);
}

static void test_past_of_file(void)
{
	struct session s;
	char line[700];

	fixture_open(&s);
	snprintf(line, sizeof(line), "/trace %s", home_path(&s.home, "wire"));
	fixture_enter(&s, line);
	tty_wait_status(s.tty, ">trace");
	peer_send(s.peer, BYTES("one\r\n"));
	tty_wait_line(s.tty, "one");
	fixture_enter(&s, "/trace on");
	tty_wait_text(s.tty, "|one..|");
	fixture_enter(&s, "/trace off");
	tty_wait_text(s.tty, "the trace is no longer shown; it goes on to");
	tty_wait_status(s.tty, ">trace");
	peer_send(s.peer, BYTES("two\r\n"));
	tty_wait_line(s.tty, "two");
	CHECK(strstr(read_trace(&s.home), "|two..|"), "the file ended with the strip");
	snprintf(line, sizeof(line), "/trace %s", home_path(&s.home, "other"));
	fixture_enter(&s, line);
	tty_wait_text(s.tty, "; the trace to");
	fixture_enter(&s, "/trace off");
	tty_wait_text(s.tty, "is ended");
	tty_wait_no_status(s.tty, ">trace");
	fixture_end(&s);
}

/* A slip makes no file. */
static void test_slips(void)
{
	static const char *const slips[] = { "of", "?", "help", "OFF" };
	struct session s;
	char line[100];

	fixture_open(&s);
	for (size_t i = 0; i < COUNT(slips); i++) {
		snprintf(line, sizeof(line), "/trace %s", slips[i]);
		fixture_enter(&s, line);
		snprintf(line, sizeof(line), "\"%s\" is no word of /trace", slips[i]);
		tty_wait_text(s.tty, line);
		tty_keys(s.tty, "Ctrl-U");
		CHECK(access(slips[i], F_OK) < 0, "there is a file %s", slips[i]);
	}
	tty_wait_no_status(s.tty, ">trace");
	fixture_end(&s);
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "beside the session", test_strip, 0 },
		{ "over the session", test_page, 0 },
		{ "what a peer says in it", test_inert, 0 },
		{ "in a file", test_file, 0 },
		{ "the keys of its page", test_page_keys, 0 },
		{ "in a small window", test_small, 0 },
		{ "of a pipe", test_pipe, 0 },
		{ "of what takes its place", test_place, 0 },
		{ "of a login", test_telnetd, 0 },
		{ "of a compressed stream", test_compressed, 0 },
		{ "connections", test_connections, 0 },
		{ "how a session began", test_past, 0 },
		{ "what a file has seen", test_past_of_file, 0 },
		{ "slips of words", test_slips, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
