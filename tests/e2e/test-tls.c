/* TLS and trust: what a certificate can be, what comes of it in a pipe and in the terminal. */
#include "e2e/harness.h"

#include "e2e/process.h"
#include "e2e/tls-client.h"

#define SECRET "never-in-the-wire"

enum { STEPS_MAX = 8 };

/* One server, and what hail makes of it. */
struct trial {
	const char *name;
	const char *certificate, *host;
	const char *server[STEPS_MAX]; /* more arguments; NAME.pem and NAME.key become paths */
	const char *client[STEPS_MAX];
	const char *refused; /* a part of the reason; NULL: trusted */
	bool no_card; /* refused without a question */
};

#define OLD_KEYS "-cipher", "DEFAULT@SECLEVEL=0"
#define WANT_CLIENT "-Verify", "1", "-verify_return_error", "-CAfile", "root.pem"

static const struct trial trials[] = {
	{ .name = "good", .certificate = "good", .host = "localhost" },
	{ .name = "IP SAN", .certificate = "by-address", .host = "127.0.0.1" },
	{ .name = "chain in the wrong order", .certificate = "shuffled", .host = "localhost" },
	{ .name = "expired",
	  .certificate = "expired",
	  .host = "localhost",
	  .refused = "it expired on 2021-01-01" },
	{ .name = "not yet valid",
	  .certificate = "early",
	  .host = "localhost",
	  .refused = "it is not valid before 2048-01-01" },
	{ .name = "wrong host",
	  .certificate = "elsewhere",
	  .host = "localhost",
	  .refused = "it is for elsewhere.example and 1 more, not for localhost" },
	{ .name = "a name, asked for by address",
	  .certificate = "by-name",
	  .host = "127.0.0.1",
	  .refused = "it is for localhost, not for 127.0.0.1" },
	{ .name = "an address, asked for by name",
	  .certificate = "by-address",
	  .host = "localhost",
	  .refused = "not for localhost" },
	{ .name = "self-signed",
	  .certificate = "self",
	  .host = "localhost",
	  .refused = "it is self-signed: no authority vouches for it" },
	{ .name = "unknown CA",
	  .certificate = "foreign",
	  .host = "localhost",
	  .refused = "its signer \"CN=stranger\" is not a known authority here" },
	{ .name = "weak key",
	  .certificate = "weak",
	  .host = "localhost",
	  .server = { OLD_KEYS },
	  .refused = "too weak" },
	{ .name = "TLS 1.1 only",
	  .certificate = "good",
	  .host = "localhost",
	  .server = { OLD_KEYS, "-tls1_1" },
	  .refused = "we need 1.2 or newer",
	  .no_card = true },
	{ .name = "TLS 1.2", .certificate = "good", .host = "localhost", .server = { "-tls1_2" } },
	{ .name = "the right client certificate",
	  .certificate = "good",
	  .host = "localhost",
	  .server = { WANT_CLIENT },
	  .client = { "--cert", "client.pem", "--key", "client.key" } },
	{ .name = "TLS 1.2, the right client certificate",
	  .certificate = "good",
	  .host = "localhost",
	  .server = { WANT_CLIENT, "-tls1_2" },
	  .client = { "--cert", "client.pem", "--key", "client.key" } },
	{ .name = "TLS 1.2, no client certificate",
	  .certificate = "good",
	  .host = "localhost",
	  .server = { WANT_CLIENT, "-tls1_2" },
	  .refused = "client certificate",
	  .no_card = true },
	{ .name = "TLS 1.2, the wrong client certificate",
	  .certificate = "good",
	  .host = "localhost",
	  .server = { WANT_CLIENT, "-tls1_2" },
	  .client = { "--cert", "intruder.pem", "--key", "intruder.key" },
	  .refused = "client certificate",
	  .no_card = true },
};

/* --- The table. */

static void try_in_pipe(const struct trial *trial)
{
	struct tls_server s;
	struct home h;
	Job *j;

	tap_note("%s", trial->name);
	home_init(&h);
	tls_client_server(&s, trial->certificate, trial->server);
	j = tls_client_job(&h, trial->client, trial->host, s.port);
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
	tls_client_server(&s, trial->certificate, trial->server);
	t = tls_client_tty(&h, trial->client, trial->host, s.port);
	if (!trial->refused) {
		tls_client_expect_connected(t, TLS_CLIENT_VERIFIED);
		job_write_text(s.job, "an answer\n");
		tty_wait_line(t, "an answer");
		tty_type(t, "asked");
		tty_keys(t, "Enter");
		job_wait_output(s.job, "asked\r\n");
		tls_client_quit(t);
		return;
	}
	if (!trial->no_card) {
		tty_wait_text(t, trial->refused);
		tty_wait_text(t, "SHA-256");
		tty_type(t, SECRET);
		tty_keys(t, "Enter");
		tls_client_wait_question(t);
		tty_keys(t, "Enter");
	}
	tls_client_expect_failed(&h, t, 6, trial->refused);
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

/* --- The life of a session. */

struct session {
	struct tls_server server;
	struct home home;
};

static void open_server(struct session *s, const char *certificate)
{
	home_init(&s->home);
	tls_client_server(&s->server, certificate, NULL);
}

/* A pipe whose first line the server has. */
static Job *open_job(struct session *s)
{
	Job *j;

	open_server(s, "good");
	j = tls_client_job(&s->home, NULL, "localhost", s->server.port);
	job_write_text(j, "a question\n");
	job_wait_output(s->server.job, "a question");
	return j;
}

static Tty *open_tty(struct session *s)
{
	Tty *t = tls_client_tty(&s->home, NULL, "localhost", s->server.port);

	tls_client_expect_connected(t, TLS_CLIENT_VERIFIED);
	return t;
}

/* The connection ends without TLS's own end. */
static void test_truncated_pipe(void)
{
	struct session s;
	Job *j;

	j = open_job(&s);
	job_write_text(s.server.job, "half of");
	job_wait_output(j, "half of");
	tls_server_kill(&s.server);
	job_expect(j, 0, BYTES("half of"));
	job_expect_sentence(j, "warning");
}

static void test_truncated_terminal(void)
{
	struct session s;
	Tty *t;

	open_server(&s, "good");
	t = open_tty(&s);
	job_write_text(s.server.job, "half of\n");
	tty_wait_line(t, "half of");
	tls_server_kill(&s.server);
	tty_wait_status(t, "closed");
	tty_wait_text(t, "without TLS's own end");
	tty_keys(t, "Ctrl-] q");
	tty_expect_exit(t, 0);
}

/* Nobody can be asked: the sentence has what would go on, and it does. */
static void test_headless_advice(void)
{
	struct session s;
	const char *pin, *end;
	char word[80];
	Job *j;

	open_server(&s, "self");
	j = tls_client_job(&s.home, NULL, "localhost", s.server.port);
	job_expect(j, 6, "", 0);
	job_expect_sentence(j, "localhost port");
	job_expect_sentence(j, s.server.port);
	job_expect_sentence(j, "--ca-file FILE");
	pin = strstr(job_errors(j, NULL), "--pin sha256//");
	CHECK(pin, "expected the option that trusts the key");
	pin += strlen("--pin ");
	end = strchr(pin, ' ');
	CHECK(end && (size_t)(end - pin) < sizeof(word), "expected the key's pin");
	snprintf(word, sizeof(word), "%.*s", (int)(end - pin), pin);
	j = tls_client_job(&s.home, WORDS("--pin", word), "localhost", s.server.port);
	job_write_text(j, "hello\n");
	job_wait_output(s.server.job, "hello");
	job_write_text(s.server.job, "Q\n");
	job_wait(j);
}

/* An impostor at the old address: the reconnect of itself asks nobody, and no key answers for it.
 */
static void test_impostor(void)
{
	static const char *const certificates[] = { "self", "foreign", "expired" };

	for (size_t i = 0; i < COUNT(certificates); i++) {
		struct session s;
		Tty *t;

		tap_note("%s", certificates[i]);
		open_server(&s, "good");
		t = tls_client_tty(&s.home,
				   WORDS("-o", "reconnect=on", "-o", "user=bob", "-o",
					 "password-command=echo " SECRET),
				   "localhost", s.server.port);
		tls_client_expect_connected(t, TLS_CLIENT_VERIFIED);
		tls_server_replace(&s.server, certificates[i], NULL);
		tty_type(t, "put the gold coin in the pot; once, pin");
		tty_wait_text(t, "not reconnecting by itself");
		tty_wait_status(t, "failed");
		CHECK(!tls_server_has(&s.server, "gold"), "what was typed reached the impostor");
		tty_wait_input(t, "put the gold coin in the pot; once, pin");
		tty_keys(t, "Ctrl-] q");
		tty_wait_end(t);
		CHECK(!home_contains(&s.home, "sha256//", NULL), "a key was pinned");
	}
}

/* s_server's pages end as they should. */
static void test_clean_end(void)
{
	struct tls_server s;
	struct home h;
	Job *j;

	home_init(&h);
	tls_client_server(&s, "good", WORDS("-www"));
	j = tls_client_job(&h, NULL, "localhost", s.port);
	job_write_text(j, "GET / HTTP/1.0\r\n\r\n");
	CHECK_INT(job_wait(j), 0);
	CHECK_TEXT(job_errors(j, NULL), "");
	CHECK(strstr(job_output(j, NULL), "</pre>"), "expected the whole page");
}

static void test_reset_pipe(void)
{
	struct session s;
	Job *j;

	j = open_job(&s);
	tls_server_stop(&s.server);
	job_write_text(j, "unread\n");
	tls_server_reset(&s.server);
	job_expect(j, 7, BYTES(""));
	job_expect_sentence(j, "reset");
}

/* The server has answered and goes without reading that our direction has ended. */
static void test_reset_behind_our_end(void)
{
	struct session s;
	Job *j;

	open_server(&s, "good");
	j = tls_client_job(&s.home, NULL, "localhost", s.server.port);
	job_write_text(j, "QUIT\n");
	job_wait_output(s.server.job, "QUIT");
	job_write_text(s.server.job, "221 bye\n");
	job_wait_output(j, "221 bye");
	tls_server_stop(&s.server);
	job_end_input(j);
	tls_server_reset(&s.server);
	job_expect(j, 0, BYTES("221 bye\n"));
	job_expect_sentence(j, "data may be missing");
}

static void test_reset_terminal(void)
{
	struct session s;
	Tty *t;

	open_server(&s, "good");
	t = open_tty(&s);
	tty_type(t, "a question");
	tty_keys(t, "Enter");
	job_wait_output(s.server.job, "a question");
	tls_server_stop(&s.server);
	tty_type(t, "unread");
	tty_keys(t, "Enter");
	tls_server_reset(&s.server);
	tty_wait_status(t, "reset");
	tty_keys(t, "Ctrl-] q");
	tty_expect_exit(t, 7);
}

/* A record that can't be decrypted, in the middle of it: openssl's command P sends plain text. */
static void test_plain_in_the_middle(void)
{
	struct session s;
	Job *j;

	j = open_job(&s);
	job_write_text(s.server.job, "P\n");
	job_expect(j, 7, BYTES(""));
	job_expect_sentence(j, "can't be decrypted");
}

/* Full records: every byte comes, in order, while a line goes the other way. */
static void test_flood(void)
{
	enum { LINES = 65536, LINE = 64 };
	struct session s;
	char line[LINE + 1];
	const char *out;
	size_t n;
	Job *j;

	j = open_job(&s);
	for (unsigned i = 0; i < LINES; i++) {
		/* No letter that s_server takes for a command at the front of what it reads. */
		snprintf(line, sizeof(line), "%063u\n", i);
		job_write(s.server.job, line, LINE);
	}
	job_write_text(s.server.job, "end\n");
	job_wait_output(j, "end\n");
	job_write_text(j, "still there\n");
	job_wait_output(s.server.job, "still there");
	tls_server_kill(&s.server);
	CHECK_INT(job_wait(j), 0);
	out = job_output(j, &n);
	CHECK_INT(n, LINES * LINE + 4);
	for (unsigned i = 0; i < LINES; i++) {
		snprintf(line, sizeof(line), "%063u\n", i);
		CHECK_BYTES(out + (size_t)i * LINE, LINE, line, LINE);
	}
}

static void test_flood_terminal(void)
{
	struct session s;
	Tty *t;

	open_server(&s, "good");
	t = open_tty(&s);
	for (unsigned i = 0; i < 65536; i++)
		job_write_text(s.server.job,
			       "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde\n");
	job_write_text(s.server.job, "end\n");
	tty_wait_line(t, "end");
	tls_client_quit(t);
}

/* --- No byte in plain text. */

/* What came must be one TLS record with a ClientHello (RFC 8446 4.1.2) and nothing after it. */
static void expect_only_hello(Peer *p)
{
	size_t n;
	const unsigned char *b = (const unsigned char *)peer_received(p, &n);

	CHECK(n > 6 && b[0] == 0x16 && b[1] == 3 && b[5] == 1,
	      "expected a ClientHello, saw %zu other bytes", n);
	CHECK(!peer_has_received(p, SECRET, strlen(SECRET)), "input was sent in plain text");
	/* The server's refusal may be answered with an alert. */
	n -= 5 + ((size_t)b[3] << 8 | b[4]);
	CHECK(n == 0 || (n == 7 && b[5 + ((size_t)b[3] << 8 | b[4])] == 0x15),
	      "expected no more, saw %zu bytes more", n);
}

static void test_not_tls(void)
{
	static const struct {
		const char *says, *part;
	} peers[] = {
		{ "220 mail.example ready\r\n",
		  "does not speak TLS here, it began with \"220 mail.example ready\"" },
		{ "\377\375\001login: ", "it speaks telnet" },
		{ "", "closed the connection" },
	};

	for (size_t i = 0; i < COUNT(peers); i++) {
		Peer *p = peer_new();
		struct home h;
		Job *j;

		home_init(&h);
		j = tls_client_job(&h, NULL, "127.0.0.1", peer_port(p));
		job_write_text(j, SECRET "\n");
		job_end_input(j);
		peer_wait_connected(p);
		peer_wait_received(p, 6, PUMP_DEADLINE);
		peer_send_text(p, peers[i].says);
		if (!*peers[i].says)
			peer_half_close(p);
		job_expect(j, 6, BYTES(""));
		job_expect_sentence(j, peers[i].part);
		peer_expect_end(p);
		expect_only_hello(p);
	}
}

static void test_not_tls_terminal(void)
{
	Peer *p = peer_new();
	struct home h;
	Tty *t;

	home_init(&h);
	t = tls_client_tty(&h, NULL, "127.0.0.1", peer_port(p));
	tty_wait_status(t, "connecting");
	tty_type(t, SECRET);
	tty_keys(t, "Enter");
	peer_wait_received(p, 6, PUMP_DEADLINE);
	peer_send_text(p, "hello\r\n");
	tls_client_expect_failed(&h, t, 6, "does not speak TLS here");
	peer_expect_end(p);
	expect_only_hello(p);
}

/* A peer that never answers the hello: the time for connecting counts. */
static void test_silent(void)
{
	Peer *p = peer_new();
	struct home h;
	Job *j;

	home_init(&h);
	j = tls_client_job(&h, WORDS("--connect-timeout", "1"), "127.0.0.1", peer_port(p));
	job_write_text(j, SECRET "\n");
	job_expect(j, 5, BYTES(""));
	job_expect_sentence(j, "TLS handshake");
	expect_only_hello(p);
}

/* --- Client certificates that come after the handshake (TLS 1.3), and locked keys. */

static void test_late_refusal(void)
{
	static const char *const wrong[] = { "--cert", "intruder.pem", "--key", "intruder.key",
					     NULL };

	for (int i = 0; i < 2; i++) {
		struct tls_server s;
		struct home h;
		Job *j;
		Tty *t;

		home_init(&h);
		tls_client_server(&s, "good", WORDS(WANT_CLIENT));
		j = tls_client_job(&h, i ? wrong : NULL, "localhost", s.port);
		job_write_text(j, SECRET "\n");
		job_expect(j, 6, BYTES(""));
		job_expect_sentence(j, "client certificate");
		CHECK(!tls_server_has(&s, SECRET), "the server took input all the same");
		t = tls_client_tty(&h, i ? wrong : NULL, "localhost", s.port);
		tty_wait_text(t, "client certificate");
		tty_wait_status(t, "failed");
		tty_keys(t, "Ctrl-] q");
		tty_expect_exit(t, 6);
	}
}

/* openssl names the certificates that it is shown. */
static bool saw_client(const struct tls_server *s)
{
	return strstr(job_errors(s->job, NULL), "depth=0") != NULL;
}

static bool saw_client_now(const void *user)
{
	return saw_client(user);
}

/* A server with another key than the one asked for, or one that the user has not accepted yet. */
static void test_strangers_see_no_certificate(void)
{
	static const char *const versions[] = { "-tls1_2", "-tls1_3" };
	const char *const *client = WORDS("--cert", "client.pem", "--key", "client.key");
	const char *const *pinned = WORDS("--cert", "client.pem", "--key", "client.key", "--pin",
					  "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");

	for (size_t i = 0; i < COUNT(versions); i++) {
		struct tls_server s;
		struct home h;
		Job *j;
		Tty *t;

		tap_note("%s", versions[i]);
		home_init(&h);
		tls_client_server(&s, "self", WORDS(WANT_CLIENT, versions[i]));
		j = tls_client_job(&h, pinned, "localhost", s.port);
		job_expect(j, 6, BYTES(""));
		job_expect_sentence(j, "not the one asked for");
		CHECK(!saw_client(&s), "the server was shown our certificate");
		t = tls_client_tty(&h, client, "localhost", s.port);
		tty_wait_text(t, "self-signed");
		CHECK(!saw_client(&s), "the server was shown our certificate before the answer");
		tls_client_answer(t, "pin");
		tls_client_expect_connected(t, TLS_CLIENT_PINNED);
		CHECK(pump_until(saw_client_now, &s, PUMP_DEADLINE),
		      "expected the server to be shown our certificate");
		tls_client_quit(t);
	}
}

static void test_locked_key(void)
{
	struct tls_server s;
	struct home h;
	Job *j;
	Tty *t;

	home_init(&h);
	tls_client_server(&s, "good", WORDS(WANT_CLIENT));
	j = tls_client_job(&h, WORDS("--cert", "client.pem", "--key", "locked.key"), "localhost",
			   s.port);
	job_expect(j, 6, BYTES(""));
	job_expect_sentence(j, "encrypted");
	t = tls_client_tty(&h, WORDS("--cert", "client.pem", "--key", "locked.key"), "localhost",
			   s.port);
	tty_wait_text(t, "Passphrase of the key:");
	tls_client_wait_question(t);
	tty_type(t, "open-door");
	tty_keys(t, "Enter");
	tty_wait_text(t, "doesn't fit");
	tls_client_wait_question(t);
	tty_type(t, "open-sesame");
	tty_keys(t, "Enter");
	tls_client_expect_connected(t, TLS_CLIENT_VERIFIED);
	CHECK(!tty_raw_has(t, BYTES("open-")), "the passphrase was on the screen");
	CHECK(!process_memory_has(tty_pid(t), "open-sesame"), "the passphrase is still in memory");
	CHECK(!process_memory_has(tty_pid(t), "open-door"),
	      "the passphrase that did not fit is still in memory");
	tls_client_quit(t);
	CHECK(!home_contains(&h, "open-sesame", NULL), "the passphrase is in a file");
}

static void test_locked_key_refused(void)
{
	struct tls_server s;
	struct home h;
	Tty *t;

	home_init(&h);
	tls_client_server(&s, "good", NULL);
	t = tls_client_tty(&h, WORDS("--cert", "client.pem", "--key", "locked.key"), "localhost",
			   s.port);
	tty_wait_text(t, "Passphrase of the key:");
	tls_client_wait_question(t);
	tty_paste(t, "open\nsesame");
	tty_wait_text(t, "only the text before the first line end");
	tty_keys(t, "Esc");
	tls_client_expect_failed(&h, t, 6, "passphrase");
}

/* --- What is said of it. */

static void test_report(void)
{
	struct session s;
	Tty *t;

	open_server(&s, "good");
	t = open_tty(&s);
	tty_type(t, "/tls");
	tty_keys(t, "Enter");
	tty_wait_text(t, "=verified: Encrypted");
	tty_wait_text(t, "TLSv1.3");
	tty_wait_text(t, "CN=good");
	tty_wait_text(t, "localhost");
	tty_wait_text(t, "signed by CN=root");
	tty_wait_text(t, "sha256//");
	tty_keys(t, "q");
	tty_wait_no_text(t, "=verified: Encrypted");
	tls_client_quit(t);
}

/* "This time": nothing is remembered of the key. */
static void test_this_time(void)
{
	struct session s;
	Tty *t;

	open_server(&s, "self");
	for (int i = 0; i < 2; i++) {
		t = tls_client_tty(&s.home, NULL, "localhost", s.server.port);
		tls_client_answer(t, "once");
		tls_client_expect_connected(t, TLS_CLIENT_ACCEPTED);
		tty_type(t, "/tls");
		tty_keys(t, "Enter");
		tty_wait_text(t, "~once: Encrypted");
		tty_keys(t, "Esc");
		tty_wait_no_text(t, "~once: Encrypted");
		tls_client_quit(t);
	}
}

static struct tty_cell status_cell(Tty *t, const char *text)
{
	int row = tty_status_row(t);
	const char *at = strstr(tty_row(t, row), text);

	CHECK(at, "expected \"%s\" in the status line", text);
	return tty_cell(t, row, (int)(at - tty_row(t, row)));
}

/* What stands for the peer differs by sign and word, by colour where there are colours, and is the
 * same in an ASCII locale and on terminals without colours. */
static void test_signs(void)
{
	static const char *const ascii[] = { "LC_ALL=C", NULL };
	static const struct {
		const char *term;
		const char *const *extra;
	} terminals[] = { { "xterm-256color", NULL },
			  { "xterm-256color", ascii },
			  { "linux", NULL },
			  { "vt100", NULL } };
	static const struct {
		const char *certificate, *word, *sign;
		int colour;
	} kinds[] = { { "good", NULL, TLS_CLIENT_VERIFIED, 2 },
		      { "self", "once", TLS_CLIENT_ACCEPTED, 3 },
		      { "self", "pin", TLS_CLIENT_PINNED, 6 } };

	for (size_t i = 0; i < COUNT(terminals) * COUNT(kinds); i++) {
		size_t kind = i % COUNT(kinds);
		struct session s;
		struct tty_cell cell;
		Tty *t;

		tap_note("%s%s", terminals[i / COUNT(kinds)].term,
			 terminals[i / COUNT(kinds)].extra ? ", LC_ALL=C" : "");
		open_server(&s, kinds[kind].certificate);
		t = tty_start(&(struct tty_setup){ .home = &s.home,
						   .term = terminals[i / COUNT(kinds)].term,
						   .extra = terminals[i / COUNT(kinds)].extra },
			      WORDS("hail", "--raw", "--tls", "--ca-file",
				    tls_server_file("root.pem"), "localhost", s.server.port));
		if (kinds[kind].word)
			tls_client_answer(t, kinds[kind].word);
		tls_client_expect_connected(t, kinds[kind].sign);
		cell = status_cell(t, kinds[kind].sign);
		if (strcmp(terminals[i / COUNT(kinds)].term, "vt100") != 0)
			CHECK_INT(cell.foreground, kinds[kind].colour);
		CHECK(cell.reverse, "the sign isn't a part of the status line");
		tls_client_quit(t);
	}
}

/* Esc refuses, too; keys that mean nothing do nothing. */
static void test_refuse(void)
{
	struct session s;
	Tty *t;

	open_server(&s, "self");
	t = tls_client_tty(&s.home, NULL, "localhost", s.server.port);
	tty_wait_text(t, "self-signed");
	tls_client_wait_question(t);
	tty_type(t, "xyz12 ");
	tty_keys(t, "PgDn Down");
	tty_keys(t, "Esc");
	tls_client_expect_failed(&s.home, t, 6, "self-signed");
}

static bool saw_plain_text(const void *user)
{
	return strstr(job_errors(user, NULL), "wrong version number");
}

/* What spoke TLS once is not plain later, unless the user insists. */
static void test_downgrade(void)
{
	struct session s;
	Peer *p;
	Job *j;
	Tty *t;

	open_server(&s, "good");
	t = open_tty(&s);
	tls_client_quit(t);
	j = job_start_with(&s.home, NULL, WORDS("hail", "--raw", "localhost", s.server.port));
	job_write_text(j, SECRET "\n");
	job_expect(j, 6, BYTES(""));
	job_expect_sentence(j, "-o tls=off");
	CHECK(!strstr(job_output(s.server.job, NULL), SECRET), "input was sent");
	t = tty_start(
		&(struct tty_setup){ .home = &s.home, .errors = home_path(&s.home, "stderr") },
		WORDS("hail", "--raw", "localhost", s.server.port));
	tls_client_expect_failed(&s.home, t, 6, "-o tls=off");
	/* Another port is another place. */
	p = peer_new();
	t = tty_start(&(struct tty_setup){ .home = &s.home },
		      WORDS("hail", "--raw", "localhost", peer_port(p)));
	tty_wait_status(t, "connected");
	tty_wait_status(t, TLS_CLIENT_PLAIN);
	tls_client_quit(t);
	j = job_start_with(&s.home, NULL,
			   WORDS("hail", "--raw", "-o", "tls=off", "localhost", s.server.port));
	job_write_text(j, "plain all the same\n");
	CHECK(pump_until(saw_plain_text, s.server.job, PUMP_DEADLINE),
	      "the server saw no plain text");
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "certificates, in a pipe", test_table_pipe, 120 },
		{ "certificates, in a terminal", test_table_terminal, 120 },
		{ "an impostor after a loss", test_impostor, 0 },
		{ "what would go on, in a pipe", test_headless_advice, 0 },
		{ "truncated, in a pipe: 0 and a warning", test_truncated_pipe, 0 },
		{ "truncated, in a terminal", test_truncated_terminal, 0 },
		{ "a clean end has no warning", test_clean_end, 0 },
		{ "reset, in a pipe: 7", test_reset_pipe, 0 },
		{ "a reset behind our own end is an end", test_reset_behind_our_end, 0 },
		{ "reset, in a terminal: 7", test_reset_terminal, 0 },
		{ "plain text in the middle of TLS: 7, and not shown", test_plain_in_the_middle,
		  0 },
		{ "a flood of full records, in a pipe", test_flood, 120 },
		{ "a flood of full records, in a terminal", test_flood_terminal, 120 },
		{ "a peer that speaks no TLS sees a hello only", test_not_tls, 0 },
		{ "the same from a terminal", test_not_tls_terminal, 0 },
		{ "a peer that doesn't answer: 5", test_silent, 0 },
		{ "a stranger is shown no client certificate", test_strangers_see_no_certificate,
		  0 },
		{ "TLS 1.3, client certificates refused after the handshake", test_late_refusal,
		  0 },
		{ "an encrypted key asks for its passphrase", test_locked_key, 0 },
		{ "giving no passphrase: 6", test_locked_key_refused, 0 },
		{ "/tls", test_report, 0 },
		{ "this time only", test_this_time, 0 },
		{ "three trusts, three signs", test_signs, 240 },
		{ "refusing with Esc", test_refuse, 0 },
		{ "once TLS, never silently plain", test_downgrade, 0 },
	};

	tls_server_prepare();
	return tap_main(argc, argv, cases, COUNT(cases));
}
