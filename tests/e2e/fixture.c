#include "e2e/fixture.h"

#include <stdio.h>

#include "e2e/tap.h"
#include "servers/telnet-bytes.h"

enum { WORDS_MAX = 24 };

static void add(const char **words, size_t *n, const char *word)
{
	CHECK(*n < WORDS_MAX, "more than %d words", WORDS_MAX);
	words[(*n)++] = word;
	words[*n] = NULL;
}

/* Begins the words with the program and its options. */
static void add_options(const char **words, size_t *n, const char *const *options)
{
	add(words, n, "hail");
	for (; options && *options; options++)
		add(words, n, *options);
}

static void open_with(struct session *s, const struct tty_setup *setup, const char *const *options,
		      bool logged)
{
	struct tty_setup with_home = { 0 };
	const char *words[WORDS_MAX + 1];
	size_t n = 0;

	if (setup)
		with_home = *setup;
	if (with_home.home)
		s->home = *with_home.home;
	else
		home_init(&s->home);
	with_home.home = &s->home;
	add_options(words, &n, options);
	if (logged) {
		add(words, &n, "--log");
		add(words, &n, home_path(&s->home, "log"));
	}
	s->peer = peer_new();
	add(words, &n, "127.0.0.1");
	add(words, &n, peer_port(s->peer));
	s->tty = tty_start(&with_home, words);
	peer_wait_connected(s->peer);
	tty_wait_status(s->tty, "connected");
}

void fixture_open_with(struct session *s, const struct tty_setup *setup, const char *const *options)
{
	open_with(s, setup, options, false);
}

void fixture_open_logged(struct session *s, const struct tty_setup *setup,
			 const char *const *options)
{
	open_with(s, setup, options, true);
}

void fixture_open(struct session *s)
{
	open_with(s, NULL, NULL, false);
}

void fixture_start_screen(struct session *s, const char *const *options)
{
	const char *words[WORDS_MAX + 1];
	size_t n = 0;

	home_init(&s->home);
	s->peer = peer_new();
	add_options(words, &n, options);
	s->tty = tty_start(&(struct tty_setup){ .home = &s->home }, words);
	tty_wait_input(s->tty, "/connect");
}

void fixture_connect(struct session *s, const char *command, Peer *peer)
{
	char text[64];

	snprintf(text, sizeof(text), "%s 127.0.0.1 %s", command, peer_port(peer));
	fixture_enter(s, text);
	peer_wait_connected(peer);
	tty_wait_status(s->tty, "connected");
}

void fixture_char_mode(struct session *s)
{
	peer_send(s->peer, BYTES(WILL_ECHO WILL_SGA DO_TSPEED));
	peer_expect(s->peer, BYTES(DO_ECHO DO_SGA WILL_TSPEED));
	tty_wait_status(s->tty, "char (server ECHO+SGA)");
}

void fixture_end(struct session *s)
{
	peer_close(s->peer);
	tty_wait_status(s->tty, "closed");
	tty_keys(s->tty, "Ctrl-] q");
	tty_expect_exit(s->tty, 0);
}

void fixture_paste(Tty *t, const char *text)
{
	tty_paste(t, text);
	tty_wait_text(t, "Enter sends");
	tty_keys(t, "Enter");
}

void fixture_enter(struct session *s, const char *line)
{
	tty_type(s->tty, line);
	tty_wait_input(s->tty, line);
	tty_keys(s->tty, "Enter");
}

void fixture_enter_wrong(struct session *s, const char *line, const char *why)
{
	fixture_enter(s, line);
	tty_wait_text(s->tty, why);
	tty_wait_input(s->tty, line);
	tty_keys(s->tty, "Ctrl-U");
	tty_wait_input(s->tty, "");
}
