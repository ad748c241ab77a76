/* TLS and trust: what a certificate can be, what comes of it in a pipe and in the terminal. */
#include "e2e/harness.h"

#include <unistd.h>

#include "servers/tls-server.h"

#define SECRET "never-in-the-wire"
#define CLOSED_LOCK "\xf0\x9f\x94\x92"

enum { STEPS_MAX = 8 };

/* One server, and what hail makes of it. */
struct trial {
	const char *name;
	const char *certificate, *host;
	const char *server[STEPS_MAX];	/* more arguments; NAME.pem and NAME.key become paths */
	const char *client[STEPS_MAX];
	const char *refused;		/* a part of the reason; NULL: trusted */
	bool no_card;			/* refused without a question */
};

#define OLD_KEYS "-cipher", "DEFAULT@SECLEVEL=0"
#define WANT_CLIENT "-Verify", "1", "-verify_return_error", "-CAfile", "root.pem"

static const struct trial trials[] = {
	{ .name = "good", .certificate = "good", .host = "localhost" },
	{ .name = "IP SAN", .certificate = "by-address", .host = "127.0.0.1" },
	{ .name = "chain in the wrong order", .certificate = "shuffled", .host = "localhost" },
	{ .name = "expired", .certificate = "expired", .host = "localhost", .refused = "it expired on 2021-01-01" },
	{ .name = "not yet valid", .certificate = "early", .host = "localhost",
	  .refused = "it is not valid before 2048-01-01" },
	{ .name = "wrong host", .certificate = "elsewhere", .host = "localhost",
	  .refused = "it is for elsewhere.example and 1 more, not for localhost" },
	{ .name = "a name, asked for by address", .certificate = "by-name", .host = "127.0.0.1",
	  .refused = "it is for localhost, not for 127.0.0.1" },
	{ .name = "an address, asked for by name", .certificate = "by-address", .host = "localhost",
	  .refused = "not for localhost" },
	{ .name = "self-signed", .certificate = "self", .host = "localhost",
	  .refused = "it is self-signed: no authority vouches for it" },
	{ .name = "unknown CA", .certificate = "foreign", .host = "localhost",
	  .refused = "its signer \"CN=stranger\" is not a known authority here" },
	{ .name = "weak key", .certificate = "weak", .host = "localhost", .server = { OLD_KEYS },
	  .refused = "too weak" },
	{ .name = "TLS 1.1 only", .certificate = "good", .host = "localhost", .server = { OLD_KEYS, "-tls1_1" },
	  .refused = "we need 1.2 or newer", .no_card = true },
	{ .name = "TLS 1.2", .certificate = "good", .host = "localhost", .server = { "-tls1_2" } },
	{ .name = "the right client certificate", .certificate = "good", .host = "localhost", .server = { WANT_CLIENT },
	  .client = { "--cert", "client.pem", "--key", "client.key" } },
	{ .name = "TLS 1.2, the right client certificate", .certificate = "good", .host = "localhost",
	  .server = { WANT_CLIENT, "-tls1_2" }, .client = { "--cert", "client.pem", "--key", "client.key" } },
	{ .name = "TLS 1.2, no client certificate", .certificate = "good", .host = "localhost",
	  .server = { WANT_CLIENT, "-tls1_2" }, .refused = "client certificate", .no_card = true },
	{ .name = "TLS 1.2, the wrong client certificate", .certificate = "good", .host = "localhost",
	  .server = { WANT_CLIENT, "-tls1_2" }, .client = { "--cert", "intruder.pem", "--key", "intruder.key" },
	  .refused = "client certificate", .no_card = true },
};

/* --- Starting both sides. */

/* Appends words; what ends in .pem or .key is a file of ours. */
static size_t add_words(const char **words, size_t n, const char *const *more)
{
	for (; *more; more++) {
		size_t length = strlen(*more);
		bool file = length > 4 && (!strcmp(*more + length - 4, ".pem") || !strcmp(*more + length - 4, ".key"));

		words[n++] = file ? tls_server_file(*more) : *more;
	}
	words[n] = NULL;
	return n;
}

static void start_server(struct tls_server *s, const char *certificate, const char *const *more)
{
	const char *words[32];

	words[0] = NULL;
	if (more)
		add_words(words, 0, more);
	tls_server_start(s, certificate, words);
}

/* `hail --tls --ca-file root.pem MORE HOST PORT` */
static const char *const *hail_words(const char **words, const char *const *more, const char *host, const char *port)
{
	size_t n = add_words(words, 0, WORDS("hail", "--raw", "--tls", "--ca-file", "root.pem"));

	if (more)
		n = add_words(words, n, more);
	add_words(words, n, WORDS(host, port));
	return words;
}

/* A roomy terminal, so that no sentence is wrapped. */
static Tty *start_tty(const struct home *h, const char *const *more, const char *host, const char *port)
{
	const char *words[32];

	return tty_start(&(struct tty_setup){ .width = 200, .height = 60, .home = h, .errors = home_path(h, "stderr") },
		hail_words(words, more, host, port));
}

static Job *start_job(const struct home *h, const char *const *more, const char *host, const char *port)
{
	const char *words[32];

	return job_start_with(h, NULL, hail_words(words, more, host, port));
}

/* It ended in a terminal before it was connected: nothing on the screen, one sentence. */
static void expect_failed_tty(const struct home *h, Tty *t, int status, const char *part)
{
	char *text;

	tty_expect_exit(t, status);
	text = home_read_file(home_path(h, "stderr"), NULL);
	CHECK(text, "nothing on stderr");
	check_sentence(text, part);
	free(text);
}

static void expect_connected(Tty *t)
{
	tty_wait_status(t, "connected");
	tty_wait_status(t, CLOSED_LOCK);
}

/* Quits while connected, which asks. */
static void quit_live(Tty *t)
{
	tty_keys(t, "Ctrl-] q");
	tty_wait_text(t, "(y quits");
	tty_type(t, "y");
	tty_expect_exit(t, 0);
}

/* --- The table. */

static void try_in_pipe(const struct trial *trial)
{
	struct tls_server s;
	struct home h;
	Job *j;

	tap_note("%s", trial->name);
	home_init(&h);
	start_server(&s, trial->certificate, trial->server);
	j = start_job(&h, trial->client, trial->host, s.port);
	job_write_text(j, SECRET "\n");
	if (trial->refused) {
		job_expect(j, 6, BYTES(""));
		job_expect_sentence(j, trial->refused);
		CHECK(!tls_server_has(&s, SECRET), "input went to a server that was refused");
		return;
	}
	job_wait_output(s.job, SECRET);
	job_write_text(s.job, "an answer\n");
	job_wait_output(j, "an answer\n");
	tls_server_kill(&s);
	CHECK_INT(job_wait(j), 0);
}

static void try_in_terminal(const struct trial *trial)
{
	struct tls_server s;
	struct home h;
	Tty *t;

	tap_note("%s", trial->name);
	home_init(&h);
	start_server(&s, trial->certificate, trial->server);
	t = start_tty(&h, trial->client, trial->host, s.port);
	if (!trial->refused) {
		expect_connected(t);
		job_write_text(s.job, "an answer\n");
		tty_wait_line(t, "an answer");
		tty_type(t, "asked");
		tty_keys(t, "Enter");
		job_wait_output(s.job, "asked\r\n");
		quit_live(t);
		return;
	}
	if (!trial->no_card) {
		tty_wait_text(t, trial->refused);
		tty_wait_text(t, "SHA-256");
		tty_type(t, SECRET);
		tty_keys(t, "Enter");
	}
	expect_failed_tty(&h, t, 6, trial->refused);
	CHECK(!tls_server_has(&s, SECRET), "input went to a server that was refused");
}

static void test_table_pipe(void)
{
	for (size_t i = 0; i < COUNT(trials); i++)
		try_in_pipe(&trials[i]);
}

static void test_table_terminal(void)
{
	for (size_t i = 0; i < COUNT(trials); i++)
		try_in_terminal(&trials[i]);
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "certificates, in a pipe", test_table_pipe, 120 },
		{ "certificates, in a terminal", test_table_terminal, 120 },
	};

	tls_server_prepare();
	return tap_main(argc, argv, cases, COUNT(cases));
}
