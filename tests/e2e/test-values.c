/*
 * What games tell by GMCP, MSDP and MSSP as a person sees it: pages, completion, messages that are
 * sent, the offer of TLS.
 */
#include "e2e/harness.h"

#include <stdlib.h>
#include "base/str.h"
#include "e2e/fixture.h"
#include "e2e/tls-client.h"

#define GMCP(text) "\377\372\311" text "\377\360"
#define MSDP(bytes) "\377\372\105" bytes "\377\360"
#define MSSP(bytes) "\377\372\106" bytes "\377\360"

static void test_gmcp(void)
{
	struct session s;

	fixture_open(&s);
	fixture_enter(&s, "/gmcp");
	tty_wait_line(s.tty, "The peer has not agreed on it (see /opts).");
	tty_keys(s.tty, "q");
	peer_send(s.peer, BYTES("\377\373\311"));
	peer_expect(s.peer, BYTES("\377\375\311\377\372\311Core.Hello { \"client\": \"HAIL\", "
				  "\"version\": \""));
	peer_expect(s.peer, BYTES("Core.Supports.Set [ \"Char 1\", \"Char.Skills 1\", "
				  "\"Char.Items 1\", \"Room 1\", \"Comm.Channel 1\" ]\377\360"));
	peer_send(s.peer, BYTES(GMCP("Char.Vitals {\"hp\":12,\"maxhp\":30}")
					GMCP("Char.Name {\"name\":\"\\u001b[31mA\342\200\256nn\"}")
						GMCP("Room.Bad {hp:1}") "ready\r\n"));
	tty_wait_line(s.tty, "ready");
	fixture_enter(&s, "/gmcp");
	tty_wait_line(s.tty, "Char.Vitals: {\"hp\": 12, \"maxhp\": 30}");
	tty_wait_line(s.tty, "Char.Name: {\"name\": \"\\u001b[31mA\\u202enn\"}");
	tty_wait_line(s.tty, "Room.Bad: \"{hp:1}\"");
	tty_keys(s.tty, "q");
	tty_type(s.tty, "/gmcp char.v\t");
	tty_wait_input(s.tty, "/gmcp Char.Vitals");
	tty_keys(s.tty, "Backspace");
	tty_type(s.tty, ".m\t\r");
	tty_wait_line(s.tty, "30");
	tty_keys(s.tty, "q");
	fixture_enter(&s, "/gmcp nothing");
	tty_wait_line(s.tty, "Nothing came at \"nothing\" (/gmcp shows all).");
	tty_keys(s.tty, "q");
	fixture_enter(&s, "/gmcp send Core.Supports.Add [\"Group 1\"]");
	peer_expect(s.peer, BYTES(GMCP("Core.Supports.Add [\"Group 1\"]")));
	fixture_enter_wrong(&s, "/gmcp send Char.Items.Inv {\"a\": nope}",
			    "no JSON: it is malformed (at byte 7)");
	fixture_enter(&s, "/gmcp send Core.Ping");
	peer_expect(s.peer, BYTES(GMCP("Core.Ping")));
	peer_send(s.peer, BYTES(GMCP("Core.Ping") "pong\r\n"));
	tty_wait_line(s.tty, "pong");
	fixture_enter(&s, "/gmcp Core");
	tty_wait_text(s.tty, "Core.Ping: ");
	tty_keys(s.tty, "q");
	fixture_enter(&s, "/set gmcp-packages Room 1");
	peer_expect(s.peer, BYTES(GMCP("Core.Supports.Set [ \"Room 1\" ]")));
	fixture_end(&s);
}

/* A game that knows ATCP alone. */
static void test_atcp(void)
{
	struct session s;

	fixture_open(&s);
	peer_send(s.peer, BYTES("\377\373\310"));
	peer_expect_text(s.peer, "\377\375\310\377\372\310hello HAIL ");
	peer_send(s.peer, BYTES("\377\372\310Char.Vitals H:10/20\377\360ready\r\n"));
	tty_wait_line(s.tty, "ready");
	fixture_enter(&s, "/gmcp");
	tty_wait_line(s.tty, "Char.Vitals: \"H:10/20\"");
	tty_keys(s.tty, "q");
	fixture_end(&s);
}

static void test_msdp(void)
{
	struct session s;

	fixture_open(&s);
	fixture_enter_wrong(&s, "/msdp send LIST COMMANDS",
			    "the peer has not agreed on MSDP (see /opts): nothing was sent");
	peer_send(s.peer, BYTES("\377\373\105"));
	peer_expect(s.peer, BYTES("\377\375\105"));
	fixture_enter(&s, "/msdp send REPORT HEALTH  ROOM");
	peer_expect(s.peer, BYTES(MSDP("\001REPORT\002HEALTH\002ROOM")));
	peer_send(s.peer, BYTES(MSDP("\001HEALTH\00212\001ROOM\002\003\001VNUM\0026008\001EXITS\002"
				     "\005\002n\002e\006\004") "ready\r\n"));
	tty_wait_line(s.tty, "ready");
	fixture_enter(&s, "/msdp");
	tty_wait_line(s.tty, "HEALTH: \"12\"");
	tty_wait_line(s.tty, "ROOM: {\"VNUM\": \"6008\", \"EXITS\": [\"n\", \"e\"]}");
	tty_keys(s.tty, "q");
	fixture_end(&s);
}

/* Where the game speaks TLS is said once, and followed by nobody. */
static void test_mssp(void)
{
	struct session s;

	fixture_open(&s);
	peer_send(s.peer,
		  BYTES("\377\373\106" MSSP("\001NAME\002A game\001SSL\0024443\001TLS\0021")));
	tty_wait_text(s.tty,
		      "This game speaks TLS on another port: /connect telnets://127.0.0.1:4443");
	fixture_enter(&s, "/mssp NAME");
	tty_wait_text(s.tty, "A game");
	tty_keys(s.tty, "q");
	fixture_end(&s);
}

/* A pipe has nobody to tell, and answers options all the same. */
static void test_pipe(void)
{
	Peer *p = peer_new();
	Job *j = job_start(WORDS("hail", "--pipe", "127.0.0.1", peer_port(p)));

	peer_wait_connected(p);
	peer_send(p, BYTES("\377\373\106" MSSP("\001SSL\0024443") "\377\373\311text\r\n"));
	peer_expect_text(p, "\377\375\106\377\375\311\377\372\311Core.Hello {");
	peer_close(p);
	job_expect(j, 0, BYTES("text\n"));
	CHECK(!*job_errors(j, NULL), "a pipe was told of values");
}

/* What an old connection told is gone with the next. */
static void test_next_connection(void)
{
	struct session s;

	fixture_open(&s);
	peer_send(s.peer, BYTES("\377\373\106" MSSP("\001NAME\002A game") "ready\r\n"));
	tty_wait_line(s.tty, "ready");
	peer_close(s.peer);
	tty_wait_status(s.tty, "closed");
	fixture_enter(&s, "/mssp");
	tty_wait_line(s.tty, "NAME: \"A game\"");
	tty_keys(s.tty, "q");
	fixture_enter(&s, "/reconnect");
	peer_wait_connections(s.peer, 2);
	tty_wait_status(s.tty, "line");
	fixture_enter(&s, "/mssp");
	tty_wait_line(s.tty, "The peer has not agreed on it (see /opts).");
	tty_keys(s.tty, "q");
	fixture_end(&s);
}

/* The status line shows what the user wants of it, and asks for it where it must be asked for. */
static void test_status_items(void)
{
	struct session s;

	fixture_open_with(&s, NULL,
			  (const char *const[]){
				  "-o", "status-items=gmcp.Char.Vitals.hp HP=msdp.HEALTH", NULL });
	peer_send(s.peer, BYTES("\377\373\311\377\373\105"));
	peer_expect(s.peer, BYTES("\377\375\105" MSDP("\001REPORT\002HEALTH")));
	peer_send(s.peer, BYTES(GMCP("Char.Vitals {\"hp\":12}")));
	tty_wait_status(s.tty, "line  hp 12  CRLF");
	peer_send(s.peer, BYTES(MSDP("\001HEALTH\002\033[31m9\n9")));
	tty_wait_status(s.tty, "hp 12  HP [31m99  CRLF");
	fixture_enter(&s, "/set status-items msdp.MANA");
	peer_expect(s.peer, BYTES(MSDP("\001REPORT\002MANA")));
	tty_wait_no_status(s.tty, "hp 12");
	fixture_enter_wrong(&s, "/set status-items nothing",
			    "status-items are paths, such as gmcp.Char.Vitals.hp");
	fixture_end(&s);
}

/* A value that has blanks of any kind can't pass for a field of the line. */
static void test_status_words(void)
{
	struct session s;

	fixture_open_with(&s, &(struct tty_setup){ .width = 120 },
			  WORDS("-o", "status-items=gmcp.A.b gmcp.A.c"));
	peer_send(s.peer,
		  BYTES("\377\373\311" GMCP(
			  "A {\"b\":\" =verified  \\u00a0 hidden\\\" (x) \",\"c\":\"Ann \"}")));
	tty_wait_status(s.tty, "line  b \"=verified hidden' (x)\"  c Ann  CRLF");
	peer_send(s.peer, BYTES(GMCP("A {\"b\":\"=verified\\u2800\\u3164hidden\",\"c\":\"  \"}")));
	tty_wait_status(s.tty, "line  b \"=verified hidden\"  c   CRLF");
	fixture_end(&s);
}

#define OFFER GMCP("Char.Login.Default {\"type\":[\"password-credentials\"]}")
#define LOGIN "-o", "user=bob", "-o", "password-command=echo s3cr3t-0815"

/* Over TLS an account that is configured logs in by GMCP, once, and its password is seen nowhere.
 */
static void test_login(void)
{
	struct session s;
	struct tls_server server;
	char trace[600], *text;
	size_t n;

	home_init(&s.home);
	tls_server_start(&server, "good", NULL);
	snprintf(trace, sizeof(trace), "%s", home_path(&s.home, "trace"));
	s.tty = tty_start(&(struct tty_setup){ .home = &s.home },
			  WORDS("hail", "--tls", "--ca-file", tls_server_file("root.pem"), "-o",
				"protocol=telnet", LOGIN, "--trace", trace, "localhost",
				server.port));
	tty_wait_status(s.tty, "connected");
	job_write(server.job, BYTES("\377\373\311"));
	job_wait_output(server.job, "\"Char.Login 1\" ]");
	job_write(server.job, BYTES(OFFER OFFER));
	job_wait_output(server.job,
			GMCP("Char.Login.Credentials {\"account\": \"bob\", \"password\": "
			     "\"s3cr3t-0815\"}"));
	job_write(server.job, BYTES(GMCP("Char.Login.Result {\"success\":false}")));
	tty_wait_text(s.tty, "the game refused the login: log in by hand");
	CHECK(!tty_raw_has(s.tty, BYTES("s3cr3t")), "the password was on the screen");
	tls_client_quit(s.tty);
	text = home_read_file(trace, &n);
	CHECK(strstr(text, "Core.Hello"), "expected the trace of GMCP");
	CHECK(!strstr(text, "s3cr3t"), "the password is in the trace");
	free(text);
	tls_server_kill(&server);
}

/* In plain text nobody does, and nobody says that he would. */
static void test_no_login(void)
{
	struct session s;

	fixture_open_with(&s, NULL, WORDS(LOGIN));
	peer_send(s.peer, BYTES("\377\373\311" OFFER "\377\375\006"));
	peer_expect(s.peer, BYTES("\"Comm.Channel 1\" ]\377\360\377\374\006"));
	fixture_end(&s);
}

/* Values without end, merged, nested, of ever new names: keys are answered, and memory has a bound.
 */
static void test_flood(void)
{
	static const char piece[] = GMCP("Char.Status {\"a\":1,\"b\":[1,2,3,{\"c\":4}]}")
		MSDP("\001A\0021") GMCP("X [[[[1,2,3],{}],{}],[]]")
			MSDP("\001T\002\003\001x\002\005\0021\006\004");
	struct session s;
	struct str names;

	fixture_open_with(&s, NULL, WORDS("-o", "status-items=gmcp.Char.Status.a"));
	str_init(&names);
	str_append_string(&names, "\377\373\311\377\373\105\377\372\105");
	for (int i = 0; i < 100000; i++)
		str_append_format(&names, "\001N%d\002", i);
	str_append_string(&names, "\377\360\377\372\105\001LAST\0021\377\360ready\r\n");
	peer_send(s.peer, names.text, names.length);
	str_fini(&names);
	tty_wait_line(s.tty, "ready");
	fixture_enter(&s, "/msdp send");
	tty_wait_text(s.tty, "usage: /msdp send VARIABLE [VALUE ...]");
	fixture_enter(&s, "/msdp LAST");
	tty_wait_line(s.tty, "Nothing came at \"LAST\" (/msdp shows all).");
	tty_wait_line(s.tty, "95905 values had no room and were not kept.");
	tty_keys(s.tty, "q");
	peer_repeat_text(s.peer, piece);
	tty_wait_status(s.tty, "a 1");
	for (int i = 0; i < 5; i++) {
		fixture_enter(&s, "/gmcp Char.Status");
		tty_wait_line(s.tty, "Char.Status: {\"a\": 1, \"b\": [1, 2, 3, {\"c\": 4}]}");
		tty_keys(s.tty, "q");
		tty_wait_no_text(s.tty, "q closes");
	}
	tty_wait_status(s.tty, "a 1");
	tty_keys(s.tty, "Ctrl-] q y");
	tty_expect_exit(s.tty, 0);
}

/* A password sent to a game by hand is kept in no history. */
static void test_typed_login(void)
{
	struct session s;
	struct home home;
	size_t files;

	home_init(&home);
	fixture_open_with(&s, &(struct tty_setup){ .home = &home }, NULL);
	peer_send(s.peer, BYTES("\377\373\311"));
	peer_expect(s.peer, BYTES("\377\375\311"));
	fixture_enter(&s, "/gmcp send Char.Login.Credentials {\"password\":\"s3same\"}");
	peer_expect_text(s.peer, "s3same");
	fixture_enter(&s, "good day");
	peer_expect_text(s.peer, "good day\r\n");
	tty_keys(s.tty, "Up Up");
	tty_wait_input(s.tty, "good day");
	tty_keys(s.tty, "Ctrl-u Ctrl-] c");
	tty_type(s.tty, "gmcp send char.login.credentials {\"password\":\"s3same\"}");
	tty_keys(s.tty, "Enter");
	peer_expect_text(s.peer, "s3same");
	tty_keys(s.tty, "Ctrl-] c Up");
	tty_wait_no_text(s.tty, "s3same");
	tty_keys(s.tty, "Esc");
	/* The trace has kept that there was one. */
	fixture_enter(&s, "/trace page");
	tty_wait_text(s.tty, "> SB GMCP Char.Login (49 bytes) typed (secret)");
	tty_wait_no_text(s.tty, "s3same");
	tty_keys(s.tty, "q");
	fixture_enter(&s, "/quit!");
	tty_expect_exit(s.tty, 0);
	CHECK(!home_contains(&home, "s3same", &files), "the password is in a file");
	CHECK(home_contains(&home, "good day", &files), "no history was written");
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "/gmcp", test_gmcp, 0 },
		{ "ATCP", test_atcp, 0 },
		{ "/msdp", test_msdp, 0 },
		{ "/mssp and its port for TLS", test_mssp, 0 },
		{ "status-items", test_status_items, 0 },
		{ "status-items of several words", test_status_words, 0 },
		{ "logging in by GMCP", test_login, 0 },
		{ "no login in plain text", test_no_login, 0 },
		{ "a flood of values", test_flood, 0 },
		{ "values in a pipe", test_pipe, 0 },
		{ "values of the connection before", test_next_connection, 0 },
		{ "a login typed by hand", test_typed_login, 0 },
	};

	tls_server_prepare();
	return tap_main(argc, argv, cases, COUNT(cases));
}
