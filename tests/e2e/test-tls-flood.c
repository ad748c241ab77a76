/* A peer that floods us with TLS records that bring no byte: keys are seen all the same. */
#include "e2e/harness.h"

#include "e2e/tls-client.h"
#include "servers/tls-flood.h"

static void try_keys(bool answered)
{
	struct tls_flood f;
	struct home h;
	Tty *t;

	home_init(&h);
	tls_flood_start(&f, answered);
	t = tls_client_tty(&h, NULL, "localhost", f.port);
	tls_client_expect_connected(t, TLS_CLIENT_VERIFIED);
	tty_wait_line(t, "ready");
	for (int i = 0; i < 5; i++) {
		char line[32], seen[40];

		snprintf(line, sizeof(line), "line %d", i);
		snprintf(seen, sizeof(seen), "seen: line %d", i);
		tty_type(t, line);
		tty_wait_input(t, line);
		tty_keys(t, "Enter");
		tty_wait_line(t, seen);
	}
	tls_client_quit(t);
}

static void test_updates(void)
{
	try_keys(false);
}

/* Each asks for one of ours (RFC 8446 section 4.6.3). */
static void test_answered_updates(void)
{
	try_keys(true);
}

static void test_pipe(void)
{
	struct tls_flood f;
	struct home h;
	Job *j;

	home_init(&h);
	tls_flood_start(&f, true);
	j = tls_client_job(&h, NULL, "localhost", f.port);
	job_wait_output(j, "ready\r\n");
	job_write_text(j, "first\n");
	job_wait_output(j, "seen: first\n");
	job_write_text(j, "second\n");
	job_end_input(j);
	job_wait_output(j, "seen: second\n");
	CHECK_INT(job_wait(j), 0);
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "keys while KeyUpdates flood", test_updates, 0 },
		{ "keys while KeyUpdates that ask for ours flood", test_answered_updates, 0 },
		{ "a pipe while they flood", test_pipe, 0 },
	};

	tls_server_prepare();
	return tap_main(argc, argv, cases, COUNT(cases));
}
