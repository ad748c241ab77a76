/* Pinned keys: made, kept, changed; the file that holds them damaged, unreadable, in the way. */
#include "e2e/harness.h"

#include <signal.h>
#include <sys/stat.h>

#include "e2e/tls-client.h"

#define PINS ".local/state/hail/pins"

struct session {
	struct tls_server server;
	struct home home;
};

static void open_server(struct session *s, const char *certificate)
{
	home_init(&s->home);
	tls_client_server(&s->server, certificate, NULL);
}

static char *pins(const struct session *s)
{
	char *text = home_read_file(home_path(&s->home, PINS), NULL);

	CHECK(text, "there is no pins file");
	return text;
}

static void check_mode(const char *path, unsigned expected)
{
	struct stat st;

	CHECK(stat(path, &st) == 0, "no %s", path);
	if ((st.st_mode & 0777) != expected)
		FAIL("%s: expected mode %o, saw %o", path, expected, st.st_mode & 0777);
}

/* Connects in a terminal, as self-signed, and pins. */
static void make_pin(struct session *s)
{
	Tty *t = tls_client_tty(&s->home, NULL, "localhost", s->server.port);

	tls_client_answer(t, "pin");
	tls_client_expect_connected(t, TLS_CLIENT_PINNED);
	tty_type(t, "/tls");
	tty_keys(t, "Enter");
	tty_wait_text(t, "#pinned: Encrypted");
	tty_keys(t, "Esc");
	tty_wait_no_text(t, "#pinned: Encrypted");
	tls_client_quit(t);
}

static void expect_accepted(struct session *s)
{
	Tty *t = tls_client_tty(&s->home, NULL, "localhost", s->server.port);
	Job *j;

	tls_client_expect_connected(t, TLS_CLIENT_PINNED);
	tls_client_quit(t);
	j = tls_client_job(&s->home, NULL, "localhost", s->server.port);
	job_write_text(j, "from a pipe\n");
	job_wait_output(s->server.job, "from a pipe");
	tls_server_kill(&s->server);
	CHECK_INT(job_wait(j), 0);
}

static void expect_refused_pipe(struct session *s, const char *const *more, const char *part)
{
	Job *j = tls_client_job(&s->home, more, "localhost", s->server.port);

	job_write_text(j, "not for you\n");
	job_expect(j, 6, BYTES(""));
	job_expect_sentence(j, part);
	CHECK(!tls_server_has(&s->server, "not for you"),
	      "input went to a server that was refused");
}

/* The part of the line of a pin after "sha256//". */
static void pinned_key(const char *text, char key[45])
{
	const char *at = strstr(text, "sha256//");

	CHECK(at && sscanf(at, "sha256//%44[A-Za-z0-9+/=]", key) == 1, "no pin in \"%s\"", text);
}

static void test_kept(void)
{
	struct session s;
	char place[32];
	char *text;

	open_server(&s, "self");
	make_pin(&s);
	check_mode(home_path(&s.home, PINS), 0600);
	check_mode(home_path(&s.home, ".local/state/hail"), 0700);
	text = pins(&s);
	snprintf(place, sizeof(place), "localhost:%s sha256//", s.server.port);
	CHECK(strstr(text, place), "expected \"%s\" in \"%s\"", place, text);
	free(text);
	expect_accepted(&s);
}

/* A renewed certificate over the same key is the same peer. */
static void test_same_key(void)
{
	struct session s;

	open_server(&s, "self");
	make_pin(&s);
	tls_server_replace(&s.server, "again", NULL);
	expect_accepted(&s);
}

static void test_changed_key(void)
{
	struct session s;
	char old[45];
	char *before, *after;
	Tty *t;

	open_server(&s, "self");
	make_pin(&s);
	before = pins(&s);
	pinned_key(before, old);
	tls_server_replace(&s.server, "other", NULL);
	expect_refused_pipe(&s, NULL, old);
	t = tls_client_tty(&s.home, NULL, "localhost", s.server.port);
	tty_wait_text(t, "has changed since it was pinned");
	tty_wait_text(t, "pinned key:");
	tty_wait_text(t, old);
	tty_wait_text(t, "key now:");
	tls_client_wait_question(t);
	tty_type(t, "pin");
	tty_keys(t, "Esc");
	tls_client_expect_failed(&s.home, t, 6, "has changed");
	after = pins(&s);
	CHECK_TEXT(after, before);
	free(before);
	free(after);
}

/* A certificate that is in order doesn't help against a pin. */
static void test_changed_to_good(void)
{
	struct session s;

	open_server(&s, "self");
	make_pin(&s);
	tls_server_replace(&s.server, "good", NULL);
	expect_refused_pipe(&s, NULL, "has changed since it was pinned");
}

static void expect_forgotten(const struct session *s, Tty *t)
{
	char sentence[64];

	snprintf(sentence, sizeof(sentence), "localhost:%s: connecting asks anew", s->server.port);
	tty_wait_text(t, "forgotten: the pins of");
	tty_wait_text(t, sentence);
}

static void test_forget(void)
{
	struct session s;
	Tty *t;

	open_server(&s, "self");
	make_pin(&s);
	t = tls_client_tty(&s.home, NULL, "localhost", s.server.port);
	tls_client_expect_connected(t, TLS_CLIENT_PINNED);
	tty_type(t, "/tls forget");
	tty_keys(t, "Enter");
	expect_forgotten(&s, t);
	tls_client_quit(t);
	expect_refused_pipe(&s, NULL, "self-signed");
}

/* What the card about another key says can be done on it. */
static void test_forget_on_card(void)
{
	struct session s;
	Tty *t;

	open_server(&s, "self");
	make_pin(&s);
	tls_server_replace(&s.server, "other", NULL);
	t = tls_client_tty(&s.home, NULL, "localhost", s.server.port);
	tty_wait_text(t, "press ^], then c, and enter /tls forget here");
	tls_client_wait_question(t);
	tty_keys(t, "Ctrl-] c");
	tty_type(t, "/tls forget");
	tty_keys(t, "Enter");
	expect_forgotten(&s, t);
	tty_keys(t, "Esc");
	tls_client_expect_failed(&s.home, t, 6, "self-signed");
	expect_refused_pipe(&s, NULL, "self-signed");
}

/* Without a session there, from the start screen. */
static void test_forget_elsewhere(void)
{
	struct tty_setup setup = { .home = NULL };
	struct session s;
	char command[64];
	Tty *t;

	open_server(&s, "self");
	make_pin(&s);
	setup.home = &s.home;
	t = tty_start(&setup, WORDS("hail"));
	tty_wait_input(t, "/connect");
	tty_type(t, "/tls forget");
	tty_keys(t, "Enter");
	tty_wait_text(t, "there is no place here to forget: name it");
	snprintf(command, sizeof(command), "/tls forget tls://localhost %s", s.server.port);
	tty_type(t, command);
	tty_keys(t, "Enter");
	expect_forgotten(&s, t);
	expect_refused_pipe(&s, NULL, "self-signed");
}

/* --- The file. */

/* A pin's line that can't be read is a stop for its place, and stays as it is. */
static void test_damaged_line(void)
{
	struct session s;
	char text[256];
	char *after;
	Tty *t;

	open_server(&s, "self");
	snprintf(text, sizeof(text),
		 "localhost:%s sha256//AAAA= 2026-01-01\nfriend.example:992 tls 2026-01-01\n# "
		 "mine\n",
		 s.server.port);
	home_write(&s.home, PINS, text);
	expect_refused_pipe(&s, NULL, "in line 1 of the pins file can't be read");
	t = tls_client_tty(&s.home, NULL, "localhost", s.server.port);
	tty_wait_text(t, "in line 1 of the pins file can't be read");
	tls_client_wait_question(t);
	tty_type(t, "pin");
	tty_keys(t, "Enter");
	tls_client_expect_failed(&s.home, t, 6, "can't be read");
	after = pins(&s);
	CHECK_TEXT(after, text);
	free(after);
}

/* Damage elsewhere in the file loses nothing and stops nobody. */
static void test_damaged_elsewhere(void)
{
	static const char damage[] = "other.example:23 sha256//??? 2026-01-01\n\001\377\n# mine\n";
	struct session s;
	char *text;

	open_server(&s, "self");
	home_write(&s.home, PINS, damage);
	make_pin(&s);
	text = pins(&s);
	CHECK(strncmp(text, damage, strlen(damage)) == 0, "what was there is lost: \"%s\"", text);
	free(text);
	expect_accepted(&s);
}

/* It is said at the start, whatever is connected to. */
static void test_damage_told(void)
{
	struct home h;
	Peer *p = peer_new();
	Tty *t;

	home_init(&h);
	home_write(&h, PINS, "other.example:23 sha256//??? 2026-01-01\n# mine\n");
	t = tty_start(&(struct tty_setup){ .width = 200, .home = &h },
		      WORDS("hail", "127.0.0.1", peer_port(p)));
	tty_wait_text(t, "pins has lines that can't be read, and are kept as they are: 1");
	peer_wait_connected(p);
	tty_type(t, "/quit!");
	tty_keys(t, "Enter");
	tty_expect_exit(t, 0);
}

/* A folder in its place: nobody knows what is pinned, so nothing is trusted. */
static void test_unreadable(void)
{
	struct session s;
	Tty *t;

	open_server(&s, "good");
	home_write(&s.home, PINS "/in/the/way", "");
	expect_refused_pipe(&s, NULL, "pins");
	t = tls_client_tty(&s.home, NULL, "localhost", s.server.port);
	tls_client_expect_failed(&s.home, t, 6, "pins");
}

/* A file in place of the folder: the session goes on, and it is said that the pin isn't kept. */
static void test_unwritable(void)
{
	struct session s;
	Tty *t;

	open_server(&s, "self");
	home_write(&s.home, ".local/state", "in the way\n");
	t = tls_client_tty(&s.home, NULL, "localhost", s.server.port);
	tls_client_answer(t, "pin");
	tls_client_expect_connected(t, TLS_CLIENT_PINNED);
	tty_wait_text(t, "pins");
	tls_client_quit(t);
	CHECK(home_contains(&s.home, "in the way", NULL), "what was in the way is lost");
}

/* --- One key for this run. */

static void test_given(void)
{
	struct session s;
	char key[45], word[64], wrong[64];
	char *text;
	Job *j;

	open_server(&s, "self");
	make_pin(&s);
	text = pins(&s);
	pinned_key(text, key);
	free(text);
	remove(home_path(&s.home, PINS));
	snprintf(word, sizeof(word), "sha256//%s", key);
	memcpy(wrong, word, sizeof(wrong));
	wrong[10] = wrong[10] == 'A' ? 'B' : 'A';
	j = tls_client_job(&s.home, WORDS("--pin", word), "localhost", s.server.port);
	job_write_text(j, "the right one\n");
	job_wait_output(s.server.job, "the right one");
	tls_server_replace(&s.server, "self", NULL);
	CHECK_INT(job_wait(j), 0);
	expect_refused_pipe(&s, WORDS("--pin", wrong), "not the one asked for");
	tls_server_replace(&s.server, "good", NULL);
	expect_refused_pipe(&s, WORDS("--pin", word), "not the one asked for");
	j = tls_client_job(&s.home, WORDS("--pin", "nonsense"), "localhost", s.server.port);
	job_expect(j, 2, BYTES(""));
	job_expect_sentence(j, "pin");
}

/* A place that shows another key may be an impostor: nothing that is said leads to its key. */
static void test_changed_advice(void)
{
	static const char *const asked[] = {
		"--pin", "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", NULL
	};
	static const char *const kinds[] = { "--pin", "a pin", "a damaged pin" };

	for (size_t i = 0; i < COUNT(kinds); i++) {
		const char *const *more = i == 0 ? asked : NULL;
		struct session s;
		char line[100];
		Job *j;
		Tty *t;

		tap_note("%s", kinds[i]);
		open_server(&s, "self");
		snprintf(line, sizeof(line), "localhost:%s sha256//%s 2026-01-01\n", s.server.port,
			 i == 2 ? "?" : "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=");
		if (i)
			home_write(&s.home, PINS, line);
		j = tls_client_job(&s.home, more, "localhost", s.server.port);
		job_expect(j, 6, BYTES(""));
		job_expect_sentence(j, "ask the server's administrator which key is its own");
		CHECK(!strstr(job_errors(j, NULL), "to go on"), "expected no way on, saw %s",
		      job_errors(j, NULL));
		t = tls_client_tty(&s.home, more, "localhost", s.server.port);
		tty_wait_text(t, "administrator");
		tty_wait_text(t, "There is no other choice.");
		if (i == 0)
			tty_wait_no_text(t, "/tls forget");
		else
			tty_wait_text(t, "/tls forget");
		tty_signal(t, SIGKILL);
	}
}

/* --pin is for the command line's destination: another one with the same key is asked about. */
static void test_given_elsewhere(void)
{
	static const char *const commands[] = { "/open", "/connect" };
	struct session s;
	struct tls_server second;
	char key[45], word[64], line[80];
	char *text;
	Tty *t;

	open_server(&s, "self");
	make_pin(&s);
	text = pins(&s);
	pinned_key(text, key);
	free(text);
	remove(home_path(&s.home, PINS));
	snprintf(word, sizeof(word), "sha256//%s", key);
	tls_client_server(&second, "self", NULL);
	for (size_t i = 0; i < COUNT(commands); i++) {
		t = tls_client_tty(&s.home, WORDS("--pin", word), "localhost", s.server.port);
		tls_client_expect_connected(t, TLS_CLIENT_PINNED);
		if (strcmp(commands[i], "/connect") == 0) {
			tls_server_replace(&s.server, "self", NULL);
			tty_wait_status(t, "closed");
		}
		snprintf(line, sizeof(line), "%s tls://localhost:%s\r", commands[i], second.port);
		tty_type(t, line);
		tty_wait_text(t, "self-signed");
		tty_signal(t, SIGKILL);
		tls_server_replace(&s.server, "self", NULL);
	}
}

/* A pin holds for one port only. */
static void test_other_port(void)
{
	struct session s;
	struct tls_server second;
	Job *j;

	open_server(&s, "self");
	make_pin(&s);
	tls_client_server(&second, "self", NULL);
	j = tls_client_job(&s.home, NULL, "localhost", second.port);
	job_expect(j, 6, BYTES(""));
	job_expect_sentence(j, "self-signed");
}

/* -o pins-file elsewhere. */
static void test_elsewhere(void)
{
	struct session s;
	char option[600];
	const char *file;
	Tty *t;

	open_server(&s, "self");
	file = home_path(&s.home, "mine/keys");
	snprintf(option, sizeof(option), "pins-file=%s", file);
	t = tls_client_tty(&s.home, WORDS("-o", option), "localhost", s.server.port);
	tls_client_answer(t, "pin");
	tls_client_expect_connected(t, TLS_CLIENT_PINNED);
	tls_client_quit(t);
	check_mode(home_path(&s.home, "mine/keys"), 0600);
	CHECK(!home_read_file(home_path(&s.home, PINS), NULL), "the usual file was written");
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "a pin is made, kept and 0600", test_kept, 0 },
		{ "the same key in a new certificate", test_same_key, 0 },
		{ "another key is a stop", test_changed_key, 0 },
		{ "another key is nothing to accept", test_changed_advice, 0 },
		{ "another key is a stop even if it is certified", test_changed_to_good, 0 },
		{ "/tls forget", test_forget, 0 },
		{ "/tls forget on the card", test_forget_on_card, 0 },
		{ "/tls forget with a destination", test_forget_elsewhere, 0 },
		{ "a pin that can't be read is a stop", test_damaged_line, 0 },
		{ "damage is told at the start", test_damage_told, 0 },
		{ "damage elsewhere is kept and stops nobody", test_damaged_elsewhere, 0 },
		{ "a file that can't be read: nothing is trusted", test_unreadable, 0 },
		{ "a file that can't be written: said, and the session goes on", test_unwritable,
		  0 },
		{ "--pin, right and wrong", test_given, 0 },
		{ "--pin is for no other destination", test_given_elsewhere, 0 },
		{ "a pin is for one port", test_other_port, 0 },
		{ "pins-file", test_elsewhere, 0 },
	};

	tls_server_prepare();
	return tap_main(argc, argv, cases, COUNT(cases));
}
