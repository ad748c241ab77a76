/* The card about a certificate: what is typed before it was seen decides nothing and isn't lost. */
#include "e2e/harness.h"

#include "e2e/tls-client.h"

struct session {
	struct tls_server server;
	struct home home;
	Tty *tty;
};

static void open_server(struct session *s)
{
	home_init(&s->home);
	tls_client_server(&s->server, "self", NULL);
}

static void open_card(struct session *s)
{
	open_server(s);
	s->tty = tls_client_tty(&s->home, NULL, "localhost", s->server.port);
	tty_wait_text(s->tty, "self-signed");
}

static void check_unpinned(const struct session *s)
{
	CHECK(!home_contains(&s->home, "sha256//", NULL), "a key was pinned");
}

static bool server_has(const void *user)
{
	return strstr(job_output(user, NULL), "from the draft") != NULL;
}

/* Who types when it comes means the peer: it is in the draft when the card is answered. */
static void test_typed_at_it(void)
{
	static const char *const typed[] = { "root", "put the gold coin in the pot", "once",
					     "pin" };

	for (size_t i = 0; i < COUNT(typed); i++) {
		struct session s;

		tap_note("%s", typed[i]);
		open_card(&s);
		tty_type(s.tty, typed[i]);
		tty_keys(s.tty, "Enter");
		tty_wait_input(s.tty, typed[i]);
		tls_client_answer(s.tty, "once");
		tls_client_expect_connected(s.tty, TLS_CLIENT_ACCEPTED);
		tty_wait_input(s.tty, typed[i]);
		CHECK(!tls_server_has(&s.server, typed[i]), "what was typed was sent");
		check_unpinned(&s);
		tty_keys(s.tty, "Ctrl-U");
		tty_type(s.tty, "from the draft");
		tty_keys(s.tty, "Enter");
		CHECK(pump_until(server_has, s.server.job, PUMP_DEADLINE),
		      "the session doesn't take lines");
		tls_client_quit(s.tty);
	}
}

/* Typed before there was a card at all. */
static void test_typed_ahead(void)
{
	struct session s;

	open_server(&s);
	s.tty = tls_client_tty(&s.home, NULL, "localhost", s.server.port);
	tty_type(s.tty, "root\rpin\r");
	tty_wait_text(s.tty, "self-signed");
	tls_client_wait_question(s.tty);
	check_unpinned(&s);
	tty_keys(s.tty, "Esc");
	tls_client_expect_failed(&s.home, s.tty, 6, "self-signed");
	CHECK(!tls_server_has(&s.server, "root"), "what was typed was sent");
}

/* The words are once and pin, whole; something else is no answer and no refusal. */
static void test_words(void)
{
	static const char *const wrong[] = { "o", "p", "y", "put", "once more", "pinned", "ONCE" };
	struct session s;

	open_card(&s);
	tls_client_wait_question(s.tty);
	for (size_t i = 0; i < COUNT(wrong); i++) {
		tty_type(s.tty, wrong[i]);
		tty_keys(s.tty, "Enter");
		tty_wait_text(s.tty, "that is no answer");
		tty_wait_input(s.tty, "once/pin:");
	}
	check_unpinned(&s);
	tty_paste(s.tty, "pin\n");
	tty_wait_text(s.tty, "nothing was pasted");
	check_unpinned(&s);
	tty_type(s.tty, "  pin ");
	tty_keys(s.tty, "Enter");
	tls_client_expect_connected(s.tty, TLS_CLIENT_PINNED);
	CHECK(home_contains(&s.home, "sha256//", NULL), "no key was pinned");
	tls_client_quit(s.tty);
}

static void test_paste(void)
{
	struct session s;

	open_card(&s);
	tty_paste(s.tty, "pin\n");
	tls_client_answer(s.tty, "once");
	tls_client_expect_connected(s.tty, TLS_CLIENT_ACCEPTED);
	tty_wait_text(s.tty, "pin");
	CHECK(!tls_server_has(&s.server, "pin"), "what was pasted was sent");
	check_unpinned(&s);
	tls_client_quit(s.tty);
}

/* One key refuses. */
static void test_refusal(void)
{
	static const char *const keys[] = { "Esc", "Enter", "Ctrl-C", "Ctrl-D" };

	for (size_t i = 0; i < COUNT(keys); i++) {
		struct session s;

		tap_note("%s", keys[i]);
		open_card(&s);
		tls_client_wait_question(s.tty);
		tty_keys(s.tty, keys[i]);
		tls_client_expect_failed(&s.home, s.tty, 6, "self-signed");
		check_unpinned(&s);
	}
}

/* It says how to answer at every size, scrolls, and the word stays. */
static void test_sizes(void)
{
	static const unsigned sizes[][2] = { { 80, 24 }, { 40, 10 }, { 30, 8 }, { 20, 5 } };
	struct session s;

	open_card(&s);
	tls_client_wait_question(s.tty);
	tty_type(s.tty, "onc");
	for (size_t i = 0; i < COUNT(sizes); i++) {
		tty_resize(s.tty, sizes[i][0], sizes[i][1]);
		tty_wait_input(s.tty, "once/pin: onc");
		tty_wait_text(s.tty, "Esc refuses");
		tty_wait_text(s.tty, "The peer's");
		tty_keys(s.tty, "PgDn");
		tty_wait_no_text(s.tty, "The peer's");
		tty_keys(s.tty, "PgUp");
		tty_wait_text(s.tty, "The peer's");
	}
	tty_resize(s.tty, 160, 40);
	tty_type(s.tty, "e");
	tty_keys(s.tty, "Enter");
	tls_client_expect_connected(s.tty, TLS_CLIENT_ACCEPTED);
	tls_client_quit(s.tty);
}

/* Where its reason and choices haven't been on the screen, a word accepts nothing. */
static void test_unread(void)
{
	struct session s;
	char place[64];

	open_server(&s);
	snprintf(place, sizeof(place), "tls://localhost:%s", s.server.port);
	s.tty = tty_start(&(struct tty_setup){ .width = 20, .height = 5, .home = &s.home },
			  WORDS("hail", place));
	tty_wait_text(s.tty, "once/pin:");
	tty_type(s.tty, "pin\r");
	tty_wait_text(s.tty, "read on first");
	check_unpinned(&s);
	tty_resize(s.tty, 100, 30);
	tty_wait_text(s.tty, "To go on");
	tty_type(s.tty, "once\r");
	tls_client_expect_connected(s.tty, TLS_CLIENT_ACCEPTED);
	tls_client_quit(s.tty);
}

/* A session in the background asks: a mark and a sentence, and the session shown goes on. */
static void test_background(void)
{
	Peer *peer = peer_new();
	struct session s;
	char command[64];

	open_server(&s);
	s.tty = tty_start(&(struct tty_setup){ .width = 160, .height = 40, .home = &s.home },
			  WORDS("hail", "127.0.0.1", peer_port(peer)));
	tty_wait_status(s.tty, "connected");
	snprintf(command, sizeof(command), "/open tls://localhost:%s\r", s.server.port);
	tty_type(s.tty, command);
	tty_wait_text(s.tty, "self-signed");
	tls_client_wait_question(s.tty);
	tty_keys(s.tty, "Esc");
	tty_wait_status(s.tty, "failed");
	tty_type_bytes(s.tty, BYTES("\035r\0331")); /* Ctrl-] r Alt-1 */
	tty_type(s.tty, "say once to pin");
	tty_wait_text(s.tty, "session 2, tls://localhost");
	snprintf(command, sizeof(command), "tls://localhost:%s ?", s.server.port);
	CHECK(strstr(tty_row(s.tty, 0), command), "expected \"%s\", saw \"%s\"", command,
	      tty_row(s.tty, 0));
	tty_wait_input(s.tty, "say once to pin");
	tty_keys(s.tty, "Enter");
	peer_expect(peer, BYTES("say once to pin\r\n"));
	CHECK(tty_find(s.tty, 0, "self-signed") < 0, "the card came to the front");
	tty_keys(s.tty, "Alt-2");
	tty_type(s.tty, "pin");
	tty_wait_input(s.tty, "pin");
	tls_client_answer(s.tty, "once");
	tls_client_expect_connected(s.tty, TLS_CLIENT_ACCEPTED);
	check_unpinned(&s);
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "typed when it comes: stays in the draft", test_typed_at_it, 0 },
		{ "typed before it comes", test_typed_ahead, 0 },
		{ "a word decides, nothing else does", test_words, 0 },
		{ "pasted when it comes", test_paste, 0 },
		{ "one key refuses", test_refusal, 0 },
		{ "small screens", test_sizes, 0 },
		{ "a word before the reason was seen", test_unread, 0 },
		{ "a session in the background", test_background, 0 },
	};

	tls_server_prepare();
	return tap_main(argc, argv, cases, COUNT(cases));
}
