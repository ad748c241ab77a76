/* Bytes that a user writes as text, as they reach the peer: /hex, /b64, /fix, /frame, /json, files
 * that are no text, escapes in typed lines. */
#include "e2e/harness.h"

#include "e2e/fixture.h"

static void test_hex(void)
{
	struct session s;

	fixture_open(&s);
	fixture_enter(&s, "/hex 01 03 00 00");
	peer_expect_only(s.peer, BYTES("\1\3\0\0"));
	tty_wait_text(s.tty, "sent 4 bytes: 01 03 00 00");
	fixture_enter(&s, "/hex crc 01 03 00 00 00 0a");
	peer_expect_only(s.peer, BYTES("\1\3\0\0\0\12\305\315"));
	fixture_enter(&s, "/b64 aGFpbA==");
	peer_expect_only(s.peer, BYTES("hail"));
	fixture_enter_wrong(&s, "/hex 01 0", "two hexadecimal digits a byte");
	fixture_enter_wrong(&s, "/b64 a=b", "base64 doesn't end so");
	fixture_enter(&s, "end");
	peer_expect_only(s.peer, BYTES("end\r\n"));
}

/* Telnet's own bytes are the application's too. */
static void test_telnet(void)
{
	struct session s;

	fixture_open(&s);
	peer_send(s.peer, BYTES("\377\373\003"));
	peer_expect_only(s.peer, BYTES("\377\375\003"));
	fixture_enter(&s, "/hex ff 0d 0d0a 0a");
	peer_expect_only(s.peer, BYTES("\377\377\r\0\r\n\n"));
}

static void test_fix_and_json(void)
{
	struct session s;

	fixture_open(&s);
	/* What went can be read, by a person and by what takes secrets out of logs. */
	fixture_enter(&s, "/b64 eyJwYXNzd29yZCI6ICJodW50ZXIyIn0K");
	peer_expect_only(s.peer, BYTES("{\"password\": \"hunter2\"}\n"));
	tty_wait_text(s.tty, "sent 24 bytes: {\"password\": \"hunter2\"}\\x0a");
	fixture_enter(&s, "/fix 35=0|49=A|56=B|34=1");
	peer_expect_only(s.peer, BYTES("8=FIX.4.4\0019=20\00135=0\00149=A\00156=B\00134=1\001"
				       "10=125\001"));
	tty_wait_text(s.tty, "bytes: 8=FIX.4.4|9=20|35=0|49=A|56=B|34=1|10=125|");
	/* It comes back as it was asked for. */
	fixture_enter(&s, "/sent");
	tty_wait_text(s.tty, "fix 8=FIX.4.4|35=0|49=A|56=B|34=1");
	tty_keys(s.tty, "Enter");
	tty_wait_text(s.tty, "/fix 8=FIX.4.4|35=0|49=A|56=B|34=1");
	tty_keys(s.tty, "Esc");
	fixture_enter_wrong(&s, "/fix 49=A", "begins with its type");
	fixture_enter(&s, "/json {\"a\": 12345678901234567890}");
	peer_expect_only(s.peer, BYTES("{\"a\": 12345678901234567890}\r\n"));
	fixture_enter_wrong(&s, "/json {\"a\": }", "JSON");
}

static void test_frame(void)
{
	struct session s;

	fixture_open_with(&s, NULL, WORDS("-o", "frame=u16be"));
	fixture_enter(&s, "/frame ab\\x00\\n");
	peer_expect_only(s.peer, BYTES("\0\4ab\0\n"));
	fixture_enter(&s, "/set frame none");
	fixture_enter_wrong(&s, "/frame ab", "the option frame is not set");
}

static void test_escapes(void)
{
	struct session s;

	fixture_open(&s);
	fixture_enter(&s, "C:\\new");
	peer_expect_only(s.peer, BYTES("C:\\new\r\n"));
	fixture_enter(&s, "/set escapes on");
	fixture_enter(&s, "a\\x01\\0\\xffb\\\\c\\u00e9");
	peer_expect_only(s.peer, BYTES("a\1\0\377b\\c\303\251\r\n"));
	/* What was typed is what the document shows. */
	tty_wait_line(s.tty, "a\\x01\\0\\xffb\\\\c\\u00e9");
	fixture_enter_wrong(&s, "one;\\q", "column 5");
	/* JSON has escapes of its own. */
	fixture_enter(&s, "/json \"\\n\"");
	peer_expect_only(s.peer, BYTES("\"\\n\"\r\n"));
	fixture_enter(&s, "/send \\x01");
	peer_expect_only(s.peer, BYTES("\\x01\r\n"));
}

/* A password is what was typed, whatever the options say, and no byte of a secret is shown. */
static void test_hidden(void)
{
	struct session s;

	fixture_open_with(&s, NULL, WORDS("-o", "escapes=on"));
	peer_send(s.peer, BYTES("\377\373\001Password: "));
	peer_expect_only(s.peer, BYTES("\377\375\001"));
	tty_wait_text(s.tty, "Password:");
	tty_type(s.tty, "pa\\xss\\q\r");
	peer_expect_only(s.peer, BYTES("pa\\xss\\q\r\n"));
}

/* Bytes come back as /hex, lines as /send; what was hidden doesn't. */
static void test_sent(void)
{
	struct session s;

	fixture_open(&s);
	fixture_enter_wrong(&s, "/sent", "nothing was sent yet");
	fixture_enter(&s, "look");
	fixture_enter(&s, "/hex 01 ff");
	peer_expect_only(s.peer, BYTES("look\r\n\1\377"));
	peer_send(s.peer, BYTES("Password: "));
	tty_wait_text(s.tty, "Password:");
	tty_type(s.tty, "secret7\r");
	peer_expect_only(s.peer, BYTES("secret7\r\n"));
	peer_send(s.peer, BYTES("ok\r\n"));
	tty_wait_line(s.tty, "Password: ok");
	fixture_enter(&s, "/sent");
	tty_wait_text(s.tty, "hex 01 ff");
	tty_wait_text(s.tty, "send look");
	CHECK(tty_find(s.tty, 0, "secret7") < 0, "the password is in the list");
	tty_keys(s.tty, "Enter");
	tty_wait_text(s.tty, "/hex 01 ff");
	tty_type(s.tty, " 02\r");
	peer_expect_only(s.peer, BYTES("\1\377\2"));
}

static void test_file(void)
{
	struct session s;
	char text[300];
	FILE *f;

	fixture_open(&s);
	f = fopen(home_path(&s.home, "frames"), "w");
	CHECK(f && fwrite("\0\1\r\n\377z", 1, 6, f) == 6 && fclose(f) == 0,
	      "the file can't be written");
	snprintf(text, sizeof(text), "/sendfile %s", home_path(&s.home, "frames"));
	fixture_enter(&s, text);
	tty_wait_text(s.tty, "frames is no text: send its 6 bytes as they are?");
	tty_keys(s.tty, "n");
	fixture_enter(&s, text);
	tty_wait_text(s.tty, "send its 6 bytes as they are?");
	tty_keys(s.tty, "y");
	peer_expect_only(s.peer, BYTES("\0\1\r\n\377z"));
}

/* What answers a prompt for a password by a command is in no history either, in no mode. */
static void test_no_history(void)
{
	static const char *const lines[] = { "/hex 73 65 73 61 6d 65", "/b64 c2VzYW1l",
					     "/fix 35=A|554=sesame", "/jso [\"sesame\"]",
					     "/send sesame" };
	static const char *const shapes[] = { "sesame", "73 65", "c2VzYW1l" };
	struct session s;
	struct home home;

	home_init(&home);
	fixture_open_with(&s, &(struct tty_setup){ .home = &home }, NULL);
	fixture_enter(&s, "/hex 6b 65 70 74");
	peer_expect_text(s.peer, "kept");
	for (size_t i = 0; i < COUNT(lines); i++) {
		char prompt[40];

		snprintf(prompt, sizeof(prompt), "\r\nu%zu's password: ", i);
		peer_send_text(s.peer, prompt);
		snprintf(prompt, sizeof(prompt), "u%zu's password:", i);
		tty_wait_text(s.tty, prompt);
		fixture_enter(&s, lines[i]);
		peer_expect_text(s.peer, "sesame");
		peer_send_text(s.peer, "\r\n");
	}
	tty_keys(s.tty, "Up");
	tty_wait_input(s.tty, "/hex 6b 65 70 74");
	tty_keys(s.tty, "Ctrl-u");
	fixture_char_mode(&s);
	peer_send_text(s.peer, "\r\nPassword: ");
	tty_wait_line(s.tty, "Password:");
	tty_keys(s.tty, "Ctrl-] c");
	tty_type(s.tty, "send sesame");
	tty_keys(s.tty, "Enter");
	peer_expect_text(s.peer, "sesame");
	tty_keys(s.tty, "Ctrl-] c Up");
	tty_wait_no_text(s.tty, "sesame");
	tty_keys(s.tty, "Esc Ctrl-] q y");
	tty_expect_exit(s.tty, 0);
	for (size_t i = 0; i < COUNT(shapes); i++)
		CHECK(!home_contains(&home, shapes[i], NULL), "%s is in a file", shapes[i]);
	CHECK(home_contains(&home, "6b 65 70 74", NULL), "expected what isn't secret in a file");
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "/hex, /hex crc, /b64", test_hex, 0 },
		{ "bytes that telnet has a meaning for", test_telnet, 0 },
		{ "/fix and /json", test_fix_and_json, 0 },
		{ "/frame as the option says", test_frame, 0 },
		{ "escapes in typed lines", test_escapes, 0 },
		{ "a password has no escapes", test_hidden, 0 },
		{ "an answer to a prompt for a password", test_no_history, 0 },
		{ "/sent: the list of what was sent", test_sent, 0 },
		{ "a file that is no text", test_file, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
