/*
 * /lens and --lens on a screen: what passes as messages of a format, beside the session and over
 * it.
 */
#include "e2e/harness.h"

#include <unistd.h>

#include "e2e/fixture.h"

#define JSON "{\"a\":12,\"list\":[true]}\r\n"

/* What passed before is there, too; a guess waits for something to come. */
static void test_page(void)
{
	struct session s;

	fixture_open(&s);
	fixture_enter(&s, "/lens");
	tty_wait_text(s.tty, "no lens: /lens NAME shows what passes; there are:");
	fixture_enter(&s, "/lens guess");
	tty_wait_text(s.tty, "guessing, live");
	peer_send(s.peer, BYTES(JSON));
	tty_wait_text(s.tty, "json (guessed), live");
	tty_wait_text(s.tty, " < 22 bytes");
	tty_wait_line(s.tty, "    \"list\": [");
	tty_keys(s.tty, "q");
	tty_wait_line(s.tty, "{\"a\":12,\"list\":[true]}");
	fixture_enter(&s, "[\"typed\"]");
	peer_expect(s.peer, BYTES("[\"typed\"]\r\n"));
	fixture_enter(&s, "/lens json");
	tty_wait_text(s.tty, "json, live");
	tty_wait_text(s.tty, " > 9 bytes");
	tty_wait_line(s.tty, "    \"typed\"");
	tty_keys(s.tty, "q");
	fixture_enter(&s, "/lens nonsense");
	tty_wait_text(s.tty, "there is no lens \"nonsense\"");
	tty_keys(s.tty, "Ctrl-U");
	fixture_enter(&s, "/lens off");
	fixture_enter(&s, "/lens off");
	tty_wait_text(s.tty, "there was no lens");
	fixture_end(&s);
}

/* A message that doesn't come whole is told of while it waits. */
static void test_half(void)
{
	struct session s;

	fixture_open(&s);
	fixture_enter(&s, "/lens fix");
	tty_wait_text(s.tty, "fix, live");
	peer_send(s.peer, BYTES("8=FIX.4.2|9=5|35"));
	tty_wait_line(s.tty, "-- < 16 bytes wait for the rest of their message");
	peer_send(s.peer, BYTES("=0|10=161|"));
	tty_wait_line(s.tty, "      10 CheckSum             161");
	CHECK(tty_find(s.tty, 0, "wait for the rest") < 0, "what was half there still shows");
	tty_keys(s.tty, "q");
	fixture_end(&s);
}

/* Another rule of the option frame holds for what passed before, too. */
static void test_frame(void)
{
	struct session s;

	fixture_open(&s);
	peer_send(s.peer, BYTES("one;two;"));
	tty_wait_text(s.tty, "one;two;");
	fixture_enter(&s, "/set frame=fixed:8");
	fixture_enter(&s, "/lens frames");
	tty_wait_line(s.tty, "  8 bytes: one;two;");
	tty_keys(s.tty, "q");
	fixture_enter(&s, "/set frame=delimiter:3b");
	fixture_enter(&s, "/lens");
	tty_wait_line(s.tty, "  3 bytes: one");
	tty_wait_line(s.tty, "  3 bytes: two");
	CHECK(tty_find(s.tty, 0, "8 bytes:") < 0, "the rule of before goes on");
	tty_keys(s.tty, "q");
	fixture_enter(&s, "/set frame=none");
	tty_wait_text(s.tty, "the lens goes on as it was: ");
	fixture_end(&s);
}

/* Messages are chosen, folded, found and written to a file. */
static void test_keys(void)
{
	struct session s;
	const char *path;

	fixture_open(&s);
	peer_send(s.peer, BYTES("{\"a\":1}\r\n{\"b\":2}\r\n"));
	tty_wait_line(s.tty, "{\"b\":2}");
	fixture_enter(&s, "/lens json");
	tty_wait_line(s.tty, "    \"b\": 2");
	tty_keys(s.tty, "Enter");
	tty_wait_text(s.tty, " < 7 bytes { \"b\": 2 }");
	tty_wait_line(s.tty, "    \"a\": 1");
	tty_keys(s.tty, "Left");
	tty_keys(s.tty, "Enter");
	tty_wait_text(s.tty, " < 7 bytes { \"a\": 1 }");
	tty_keys(s.tty, "Right");
	tty_keys(s.tty, "Enter");
	tty_wait_line(s.tty, "    \"b\": 2");
	tty_keys(s.tty, "Right");
	tty_wait_text(s.tty, "the last message");
	/* What is found is unfolded. */
	tty_keys(s.tty, "/");
	tty_type(s.tty, "\"a\"");
	tty_keys(s.tty, "Enter");
	tty_wait_line(s.tty, "    \"a\": 1");
	tty_keys(s.tty, "f");
	tty_wait_text(s.tty, " < 7 bytes { \"b\": 2 }");
	tty_keys(s.tty, "x");
	tty_wait_text(s.tty, "no key of this page");
	path = home_path(&s.home, "seen.txt");
	tty_keys(s.tty, "w");
	tty_wait_text(s.tty, "write to:");
	tty_type(s.tty, path);
	tty_keys(s.tty, "Enter");
	tty_wait_text(s.tty, ": written to ");
	CHECK(access(path, F_OK) == 0, "%s was not written", path);
	fixture_end(&s);
}

/* What is typed hidden is its length, telnet is taken out, and the strip goes on over a
 * reconnection. */
static void test_strip(void)
{
	struct session s;

	fixture_open(&s);
	fixture_enter(&s, "/set lens=text");
	fixture_enter(&s, "/lens text");
	tty_wait_text(s.tty, "text, live");
	tty_keys(s.tty, "s");
	tty_wait_text(s.tty, "the strip is on");
	tty_keys(s.tty, "q");
	tty_wait_text(s.tty, " text  (/lens shows all of it; s there ends the strip)");
	peer_send(s.peer, BYTES("\377\373\001Password: "));
	tty_wait_text(s.tty, " < 10 bytes");
	tty_wait_line(s.tty, "  Password:");
	tty_type(s.tty, "hunter2\r");
	tty_wait_text(s.tty, " > 9 bytes (secret)");
	tty_wait_no_text(s.tty, "hunter2");
	fixture_end(&s);
}

/* A script's: its first error is told, and what it fails at shows as it came. */
static void test_script(void)
{
	struct session s;

	fixture_open(&s);
	fixture_enter(&s,
		      "/lua hail.lens('size', { show = function(b) return 'it has ' .. #b end })");
	fixture_enter(&s, "/lens size");
	tty_wait_text(s.tty, "size, live");
	peer_send(s.peer, BYTES("three"));
	tty_wait_line(s.tty, "  it has 5");
	tty_keys(s.tty, "q");
	fixture_enter(&s, "/lua hail.lens('size', { show = function(b) error('oh dear') end })");
	fixture_enter(&s, "/lens size");
	tty_wait_text(s.tty, "oh dear");
	tty_wait_line(s.tty, "  the script failed");
	tty_wait_line(s.tty, "  three");
	fixture_end(&s);
}

/* In a small window lines wrap, and the time gives way. */
static void test_small(void)
{
	struct session s;

	fixture_open(&s);
	peer_send(s.peer, BYTES("{\"name\":\"a long enough value\"}\r\n"));
	tty_wait_text(s.tty, "a long enough value");
	tty_resize(s.tty, 20, 8);
	fixture_enter(&s, "/lens json");
	tty_wait_text(s.tty, " q closes: json, li");
	tty_wait_text(s.tty, " < 30 bytes");
	tty_resize(s.tty, 80, 24);
	tty_wait_line(s.tty, "    \"name\": \"a long enough value\"");
	fixture_end(&s);
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "over the session", test_page, 0 },    { "the keys of its page", test_keys, 0 },
		{ "beside the session", test_strip, 0 }, { "of a script", test_script, 0 },
		{ "what is half there", test_half, 0 },  { "in a small window", test_small, 0 },
		{ "by another rule", test_frame, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
