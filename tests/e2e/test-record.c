/* Recordings of the real program: what is in them when it ends, or is killed. */
#include "e2e/harness.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "e2e/fixture.h"
#include "record/player.h"
#include "record/recording-reader.h"

static void open_recorded(struct session *s, const char *name)
{
	struct tty_setup setup = { .home = NULL };
	struct home home;

	home_init(&home);
	setup.home = &home;
	fixture_open_with(s, &setup, WORDS("--record", home_path(&home, name)));
	tty_wait_status(s->tty, "rec");
}

/* The document of a recording below the home: its lines; owned. */
static char *document_of(const struct session *s, const char *name)
{
	static const struct session_events events = { 0 };
	struct session_settings settings;
	struct str text, line;
	struct err e;
	RecordingReader *r = recording_reader_open(home_path(&s->home, name), &e);
	Session *played;
	Player *p;

	CHECK(r, "%s", e.text);
	player_settings(&settings);
	played = session_new(&settings, 80, 24, NULL, &events, NULL);
	p = player_new(r, played);
	while (player_step(p, NULL))
		;
	str_init(&text);
	str_init(&line);
	for (uint64_t i = terminal_first_line(session_terminal(played));
	     i < terminal_end_line(session_terminal(played)); i++) {
		terminal_line_text(session_terminal(played), i, &line);
		str_append_format(&text, "%s\n", line.text);
	}
	str_fini(&line);
	player_free(p);
	session_free(played);
	recording_reader_free(r);
	return str_take(&text);
}

static void expect_document(const struct session *s, const char *name, const char *expected)
{
	char *document = document_of(s, name);

	CHECK(strstr(document, expected), "expected the lines\n%s\nin the recording\n%s", expected,
	      document);
	free(document);
}

static void test_whole(void)
{
	struct session s;
	size_t n;
	char *bytes;

	open_recorded(&s, "a.hail");
	peer_send_text(s.peer, "name: ");
	tty_wait_text(s.tty, "name:");
	tty_type(s.tty, "joe");
	tty_keys(s.tty, "Enter");
	tty_wait_text(s.tty, "name: joe");
	peer_send_text(s.peer, "Password: ");
	tty_wait_text(s.tty, "Password:");
	tty_type(s.tty, "hunter2");
	tty_keys(s.tty, "Enter");
	peer_send_text(s.peer, "\r\nwelcome\r\n");
	tty_wait_text(s.tty, "welcome");
	fixture_end(&s);
	expect_document(&s, "a.hail", "name: joe\nPassword:\nwelcome\n");
	bytes = home_read_file(home_path(&s.home, "a.hail"), &n);
	CHECK(!memmem(bytes, n, "hunter2", 7), "the password is in the recording");
	free(bytes);
}

/* What shows has been written: a program that is killed loses no more than a turn. */
static void test_killed(void)
{
	struct session s;
	char line[64];
	struct str flood;

	open_recorded(&s, "a.hail");
	str_init(&flood);
	for (int i = 0; i < 20000; i++) {
		str_append_format(&flood, "line %d of many\r\n", i);
		if (i % 1000 == 999) {
			peer_send(s.peer, flood.text, flood.length);
			str_clear(&flood);
		}
	}
	str_fini(&flood);
	tty_wait_text(s.tty, "line 19999 of many");
	tty_signal(s.tty, SIGKILL);
	tty_wait_end(s.tty);
	snprintf(line, sizeof(line), "line %d of many\nline %d of many\n", 19998, 19999);
	expect_document(&s, "a.hail", line);
}

/* What can't be recorded to doesn't end what is recorded. */
static void test_refused(void)
{
	char command[640];
	struct session s;

	open_recorded(&s, "a.hail");
	peer_send_text(s.peer, "one\r\n");
	tty_wait_text(s.tty, "one");
	fixture_enter_wrong(&s, "/record /nowhere/b.hail", "No such file");
	peer_send_text(s.peer, "two\r\n");
	tty_wait_text(s.tty, "two");
	snprintf(command, sizeof(command), "/record %s", home_path(&s.home, "a.hail"));
	fixture_enter_wrong(&s, command, "already");
	tty_wait_status(s.tty, "rec");
	peer_send_text(s.peer, "three\r\n");
	tty_wait_text(s.tty, "three");
	fixture_end(&s);
	expect_document(&s, "a.hail", "one\ntwo\nthree\n");
}

static void test_command(void)
{
	struct session s;
	char command[640], *bytes;
	size_t n;

	fixture_open(&s);
	fixture_enter_wrong(&s, "/record a.gif", ".cast");
	tty_keys(s.tty, "Ctrl-U");
	tty_wait_input(s.tty, "");
	peer_send_text(s.peer, "before\r\n");
	tty_wait_text(s.tty, "before");
	snprintf(command, sizeof(command), "/record %s", home_path(&s.home, "a.cast"));
	tty_type(s.tty, command);
	tty_keys(s.tty, "Enter");
	tty_wait_status(s.tty, "rec");
	peer_send_text(s.peer, "\x1b[1mafter\x1b[0m\r\n");
	tty_wait_text(s.tty, "after");
	fixture_enter(&s, "/record off");
	tty_wait_no_status(s.tty, "rec");
	peer_send_text(s.peer, "too late\r\n");
	tty_wait_text(s.tty, "too late");
	bytes = home_read_file(home_path(&s.home, "a.cast"), &n);
	CHECK(bytes && memmem(bytes, n, "before", 6) && memmem(bytes, n, "\\u001b[0;1mafter", 16) &&
		      !memmem(bytes, n, "too late", 8),
	      "expected an asciicast, but it is\n%s", bytes);
	free(bytes);
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "a session that ends in order", test_whole, 0 },
		{ "a program that is killed", test_killed, 0 },
		{ "/record, by the ending", test_command, 0 },
		{ "/record of what can't be written", test_refused, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
