/* A flood: keys are answered meanwhile, memory stays bounded; and silence: nothing wakes up. */
#include "e2e/harness.h"

#include <unistd.h>

#include "e2e/fixture.h"
#include "e2e/process.h"

enum {
	FLOOD = 50 << 20,
	FLOOD_LINES = FLOOD / 64,
	/* The scrollback's 64 MiB and what the program needs otherwise. */
	RESIDENT_MAX_KIB = (SANITIZED ? 1024 : 128) * 1024,
};

/* Bytes that no test lives to see. */
static const uint64_t ENDLESS = 1ULL << 40;

static void check_memory(const struct session *s)
{
	long kib = process_resident(tty_pid(s->tty));

	tap_note("%ld KiB resident", kib);
	CHECK(kib < RESIDENT_MAX_KIB, "expected at most %d KiB resident, saw %ld", RESIDENT_MAX_KIB,
	      kib);
}

static void check_flooding(const struct session *s, const char *what)
{
	CHECK(peer_unsent(s->peer) > 0, "%s came only after the flood", what);
}

static void test_keys_in_flood(void)
{
	struct session s;
	uint64_t lines;
	char last[80];

	fixture_open(&s);
	peer_flood(s.peer, ENDLESS);
	tty_wait_text(s.tty, "flood 00");
	tty_type(s.tty, "typed");
	tty_wait_input(s.tty, "typed");
	check_flooding(&s, "what was typed");
	tty_keys(s.tty, "Ctrl-]");
	tty_wait_text(s.tty, "disconnect");
	check_flooding(&s, "the popup");
	tty_keys(s.tty, "Esc");
	tty_wait_no_text(s.tty, "disconnect");
	tty_keys(s.tty, "Enter");
	peer_expect_only(s.peer, BYTES("typed\r\n"));
	check_flooding(&s, "the sent line");
	tty_keys(s.tty, "PgUp");
	tty_wait_status(s.tty, "\342\206\221");
	check_flooding(&s, "scrolling");
	tty_keys(s.tty, "Ctrl-End");
	check_memory(&s);
	lines = peer_end_flood(s.peer, FLOOD_LINES);
	peer_flush(s.peer);
	snprintf(last, sizeof(last), "flood %010llu", (unsigned long long)lines);
	tty_wait_text(s.tty, last);
	check_memory(&s);
}

static void test_disconnect_in_flood(void)
{
	struct session s;

	fixture_open(&s);
	peer_flood(s.peer, ENDLESS);
	tty_wait_text(s.tty, "flood 00");
	tty_keys(s.tty, "Ctrl-] d");
	tty_wait_status(s.tty, "closed");
}

static void test_scrolled_in_flood(void)
{
	struct session s;
	char *top;

	fixture_open(&s);
	for (int i = 0; i < 100; i++)
		peer_send_text(s.peer, "before the flood\r\n");
	peer_send_text(s.peer, "the place\r\n");
	for (int i = 0; i < 40; i++)
		peer_send_text(s.peer, "after the place\r\n");
	tty_wait_text(s.tty, "after the place");
	tty_keys(s.tty, "Ctrl-Home");
	tty_wait_status(s.tty, "\342\206\221");
	top = strdup(tty_row(s.tty, 0));
	peer_flood(s.peer, 4 << 20);
	peer_flush(s.peer);
	tty_wait_status(s.tty, "new");
	CHECK_TEXT(tty_row(s.tty, 0), top);
}

static void test_idle(void)
{
	enum { WINDOW = 1500 };
	struct session s;
	long before, after;
	size_t raw_before, raw_after;

	fixture_open(&s);
	peer_send_text(s.peer, "hello\r\nprompt> ");
	tty_wait_text(s.tty, "prompt>");
	tty_type(s.tty, "x");
	tty_wait_input(s.tty, "x");
	/* The idle prompt, a resize's delay and the like are over after this. */
	pump_for(1000);
	before = process_sleeps(tty_pid(s.tty));
	tty_raw(s.tty, &raw_before);
	pump_for(WINDOW);
	after = process_sleeps(tty_pid(s.tty));
	tty_raw(s.tty, &raw_after);
	CHECK(before > 0, "no count of switches");
	CHECK(after == before, "expected no wake-up in %d ms, saw %ld", WINDOW, after - before);
	CHECK_INT(raw_after, raw_before);
}

static void test_idle_after_end(void)
{
	struct session s;
	long before, after;

	fixture_open(&s);
	peer_send_text(s.peer, "bye\r\n");
	peer_close(s.peer);
	tty_wait_status(s.tty, "closed");
	pump_for(1000);
	before = process_sleeps(tty_pid(s.tty));
	pump_for(1000);
	after = process_sleeps(tty_pid(s.tty));
	CHECK(after == before, "expected no wake-up, saw %ld", after - before);
}

/* System calls of an idle session, counted by strace: none but the wait it sits in. */
static void test_idle_strace(void)
{
	struct session s;
	char pid[16];
	Job *j;

	if (access("/usr/bin/strace", X_OK) < 0)
		tap_skip("no strace");
	fixture_open(&s);
	peer_send_text(s.peer, "hello\r\n");
	tty_wait_text(s.tty, "hello");
	pump_for(1000);
	snprintf(pid, sizeof(pid), "%d", (int)tty_pid(s.tty));
	j = job_start(WORDS("timeout", "-s", "INT", "2", "strace", "-f", "-qq", "-p", pid));
	job_wait(j);
	if (strstr(job_errors(j, NULL), "not permitted"))
		tap_skip("strace may not attach here");
	tap_note_bytes("strace", job_errors(j, NULL), strlen(job_errors(j, NULL)));
	CHECK(strstr(job_errors(j, NULL), "poll") || strstr(job_errors(j, NULL), "restart_syscall"),
	      "expected the wait it sits in");
	CHECK(!strstr(job_errors(j, NULL), "read("), "expected no reads");
	CHECK(!strstr(job_errors(j, NULL), "write("), "expected no writes");
	CHECK(!strstr(job_errors(j, NULL), "Timeout"), "expected no time-out");
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "50 MB: keys, popup, sending and scrolling meanwhile, memory", test_keys_in_flood,
		  120 },
		{ "disconnecting from an endless flood", test_disconnect_in_flood, 0 },
		{ "the place stays in a flood", test_scrolled_in_flood, 0 },
		{ "an idle session makes no wake-ups", test_idle, 0 },
		{ "an ended session makes no wake-ups", test_idle_after_end, 0 },
		{ "an idle session in strace", test_idle_strace, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
