/*
 * Compression (MCCP) as a person sees it: right text, damage told and never shown, and data that
 * grows beyond measure: keys are answered, memory stays bounded, the user decides.
 */
#include "e2e/harness.h"

#include "compressed.h"
#include "e2e/fixture.h"
#include "e2e/process.h"
#include "e2e/tls-client.h"

#define WILL_MCCP2 "\377\373\126"
#define DO_MCCP2 "\377\375\126"
#define BEGIN_MCCP2 "\377\372\126\377\360"
#define WILL_MCCP3 "\377\373\127"
#define BEGIN_MCCP3 "\377\372\127\377\360"
#define WILL_MCCP4 "\377\373\130"
#define DO_MCCP4 "\377\375\130\377\372\130\001zstd,deflate\377\360"
#define BEGIN_MCCP4 "\377\372\130\002zstd\377\360"

enum {
	MEBIBYTE = 1 << 20,
	BOMB = SANITIZED ? 300 : 600, /* MiB; instrumented code takes ten times as long for one */
	RESIDENT_MAX_KIB = (SANITIZED ? 1024 : 192) * 1024,
};

static void send_compressed(Peer *p, enum compressed_kind kind, const char *text, bool ended)
{
	struct buf bytes;

	buf_init(&bytes);
	compressed_append(&bytes, kind, text, strlen(text), ended);
	peer_send(p, buf_data(&bytes), buf_length(&bytes));
	buf_fini(&bytes);
}

static void send_bomb(Peer *p, enum compressed_kind kind)
{
	struct buf bytes;

	buf_init(&bytes);
	compressed_append_letters(&bytes, kind, (size_t)BOMB * MEBIBYTE);
	peer_send(p, buf_data(&bytes), buf_length(&bytes));
	buf_fini(&bytes);
}

/* The stream, what is behind it, and one after that; /opts and /stats count. */
static void test_text(void)
{
	struct session s;

	fixture_open(&s);
	peer_send(s.peer, BYTES(WILL_MCCP2 "before\r\n"));
	peer_expect_only(s.peer, BYTES(DO_MCCP2));
	peer_send(s.peer, BYTES("plain " BEGIN_MCCP2));
	send_compressed(s.peer, COMPRESSED_ZLIB, "inside\r\n", true);
	peer_send(s.peer, BYTES("behind\r\n" BEGIN_MCCP2));
	send_compressed(s.peer, COMPRESSED_ZLIB, "again\r\nprompt> ", false);
	tty_wait_line(s.tty, "plain inside");
	tty_wait_line(s.tty, "behind");
	tty_wait_line(s.tty, "again");
	fixture_enter(&s, "/opts");
	tty_wait_text(s.tty, "23 bytes came as ");
	tty_keys(s.tty, "q");
	fixture_enter(&s, "/stats");
	tty_wait_text(s.tty, "connected for ");
	tty_wait_text(s.tty, ", 4 lines");
	tty_wait_text(s.tty, "compressed by the peer  23 B in ");
	tty_wait_text(s.tty, "TCP: round trip ");
	tty_keys(s.tty, "q");
	fixture_enter(&s, "look");
	peer_expect_only(s.peer, BYTES("look\r\n"));
	/* Many servers close without an end of the stream. */
	peer_close(s.peer);
	tty_wait_status(s.tty, "closed");
}

/* Who says no has the peer end the stream; text goes on in plain. */
static void test_ended_by_hand(void)
{
	struct session s;

	fixture_open(&s);
	peer_send(s.peer, BYTES(WILL_MCCP2 "before\r\n" BEGIN_MCCP2));
	peer_expect_only(s.peer, BYTES(DO_MCCP2));
	fixture_enter(&s, "/telnet dont mccp2");
	peer_expect_only(s.peer, BYTES("\377\376\126"));
	send_compressed(s.peer, COMPRESSED_ZLIB, "inside\377\374\126\r\n", true);
	peer_send(s.peer, BYTES("plain\r\n"));
	tty_wait_line(s.tty, "inside");
	tty_wait_line(s.tty, "plain");
	fixture_end(&s);
}

static void test_off(void)
{
	struct session s;

	fixture_open_with(&s, NULL, WORDS("-o", "compression=off"));
	peer_send(s.peer, BYTES(WILL_MCCP2 WILL_MCCP4));
	peer_expect_only(s.peer, BYTES("\377\376\126\377\376\130"));
	fixture_enter(&s, "/opts");
	tty_wait_text(s.tty, "compression is off");
	tty_keys(s.tty, "q");
	/* Switched on, it is asked for; switched off, it goes on until the peer ends it. */
	fixture_enter(&s, "/set compression=on");
	peer_expect_only(s.peer, BYTES(DO_MCCP2 "\377\375\130"));
	peer_send(s.peer, BYTES(WILL_MCCP2 BEGIN_MCCP2));
	send_compressed(s.peer, COMPRESSED_ZLIB, "one\r\n", false);
	tty_wait_line(s.tty, "one");
	fixture_end(&s);
}

static void test_damage(void)
{
	struct session s;

	fixture_open(&s);
	peer_send(s.peer, BYTES(WILL_MCCP4 "before\r\n"));
	peer_expect_only(s.peer, BYTES(DO_MCCP4));
	peer_send(s.peer, BYTES(BEGIN_MCCP4 "nonsense\r\n"));
	tty_wait_text(s.tty, "compressed data (MCCP4 zstd) is damaged");
	tty_wait_status(s.tty, "failed");
	tty_wait_no_text(s.tty, "nonsense");
}

/* What the peer received behind our mark, without compression, and whether that has ended. */
struct received {
	const Peer *peer;
	const char *text;
	bool ended;
};

static bool has_received(const void *user)
{
	const struct received *r = user;
	struct buf plain = { 0 };
	size_t n, used;
	const char *bytes = peer_received(r->peer, &n);
	const char *mark = memmem(bytes, n, BYTES(BEGIN_MCCP3));
	bool ended = false, has;

	if (!mark)
		return false;
	mark += strlen(BEGIN_MCCP3);
	used = compressed_read(&plain, mark, n - (size_t)(mark - bytes), &ended);
	has = used && ended == r->ended && buf_length(&plain) == strlen(r->text) &&
	      memcmp(buf_data(&plain), r->text, buf_length(&plain)) == 0;
	buf_fini(&plain);
	return has;
}

static void expect_deflated(Peer *p, const char *text, bool ended)
{
	struct received r = { p, text, ended };

	CHECK(pump_until(has_received, &r, PUMP_DEADLINE), "not received: %s", text);
}

/* What is typed goes out deflated, a password as it is; WONT ends that; a synch goes in line. */
static void test_sent(void)
{
	struct session s;

	fixture_open(&s);
	peer_send(s.peer, BYTES(WILL_MCCP3 "hello\r\n"));
	tty_wait_line(s.tty, "hello");
	fixture_enter(&s, "look look look look");
	expect_deflated(s.peer, "look look look look\r\n", false);
	peer_send(s.peer, BYTES("\377\373\001Password: "));
	tty_wait_status(s.tty, "hidden");
	tty_type(s.tty, "sesame");
	tty_keys(s.tty, "Enter");
	expect_deflated(s.peer, "look look look look\r\n\377\375\001sesame\r\n", false);
	peer_send(s.peer, BYTES("\377\374\001\r\n"));
	tty_wait_no_status(s.tty, "hidden");
	fixture_enter(&s, "/telnet synch");
	fixture_enter(&s, "/opts");
	tty_wait_text(s.tty, "bytes were sent as ");
	tty_keys(s.tty, "q");
	peer_send(s.peer, BYTES("\377\374\127"));
	expect_deflated(s.peer,
			"look look look look\r\n\377\375\001sesame\r\n\377\376\001\377\362"
			"\377\376\127",
			true);
	peer_expect(s.peer, BYTES(BEGIN_MCCP3));
	fixture_enter(&s, "north");
	peer_expect(s.peer, BYTES("north\r\n"));
	fixture_end(&s);
}

/* Under TLS only what is received is compressed, unless the user insists. */
static void test_tls(void)
{
	static const struct {
		const char *option, *answer;
	} rows[] = { { "compression=auto", "\377\376\127\377\375\126" },
		     { "compression=on", "\377\375\127" BEGIN_MCCP3 } };

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct tls_server server;
		Job *j;

		tls_client_server(&server, "good", NULL);
		j = job_start(WORDS("hail", "--tls", "--ca-file", tls_server_file("root.pem"), "-o",
				    "protocol=telnet", "-o", rows[i].option, "localhost",
				    server.port));
		job_write(server.job, BYTES(WILL_MCCP3 WILL_MCCP2));
		job_wait_output(server.job, rows[i].answer);
		job_end_input(j);
		tls_server_kill(&server);
		job_wait(j);
	}
}

static void start_pipe(Peer **p, Job **j, const char *option)
{
	*p = peer_new();
	*j = job_start(WORDS("hail", "-o", option, "127.0.0.1", peer_port(*p)));
	peer_wait_connected(*p);
	peer_send(*p, BYTES(WILL_MCCP2 "a\r\n"));
	peer_expect_only(*p, BYTES(DO_MCCP2));
}

static void test_pipe(void)
{
	struct buf bytes;
	Peer *p;
	Job *j;

	start_pipe(&p, &j, "compression=on");
	peer_send(p, BYTES(BEGIN_MCCP2));
	send_compressed(p, COMPRESSED_GZIP, "b\r\n", true);
	peer_send(p, BYTES("c\r\n"));
	peer_close(p);
	job_end_input(j);
	job_expect(j, 0, BYTES("a\nb\nc\n"));

	start_pipe(&p, &j, "compression=auto");
	peer_send(p, BYTES(BEGIN_MCCP2));
	buf_init(&bytes);
	compressed_append(&bytes, COMPRESSED_ZLIB, BYTES("hello, hello, world\r\n"), true);
	peer_send(p, buf_data(&bytes), buf_length(&bytes) - 7);
	buf_fini(&bytes);
	peer_close(p);
	job_wait(j);
	job_expect_sentence(j, "in the middle of compressed data");

	p = peer_new();
	j = job_start(WORDS("hail", "-o", "half-close=yes", "127.0.0.1", peer_port(p)));
	peer_wait_connected(p);
	peer_send(p, BYTES(WILL_MCCP3));
	peer_expect_only(p, BYTES("\377\375\127" BEGIN_MCCP3));
	job_write_text(j, "look\n");
	job_end_input(j);
	peer_expect_end(p);
	expect_deflated(p, "look\r\n", true);
	peer_close(p);
	job_expect(j, 0, BYTES(""));

	start_pipe(&p, &j, "compression=auto");
	peer_send(p, BYTES(BEGIN_MCCP2 "\x78\x9c nothing"));
	job_expect(j, 7, BYTES("a\n"));
	job_expect_sentence(j, "is damaged");
}

static void test_bomb_in_pipe(void)
{
	Peer *p;
	Job *j;

	start_pipe(&p, &j, "compression=auto");
	peer_send(p, BYTES(BEGIN_MCCP2));
	send_bomb(p, COMPRESSED_ZLIB);
	CHECK_INT(WEXITSTATUS(job_wait(j)), 1);
	job_expect_sentence(j, "more than 200 times its size");
}

static void check_memory(const struct session *s)
{
	long kib = process_resident(tty_pid(s->tty));

	tap_note("%ld KiB resident", kib);
	CHECK(kib < RESIDENT_MAX_KIB, "expected at most %d KiB resident, saw %ld", RESIDENT_MAX_KIB,
	      kib);
}

static void open_bomb(struct session *s, enum compressed_kind kind)
{
	fixture_open(s);
	if (kind == COMPRESSED_ZSTD)
		peer_send(s->peer, BYTES(WILL_MCCP4 "before\r\n" BEGIN_MCCP4));
	else
		peer_send(s->peer, BYTES(WILL_MCCP2 "before\r\n" BEGIN_MCCP2));
	send_bomb(s->peer, kind);
}

static void answer(const struct session *s, const char *word)
{
	tty_wait_text(s->tty, "once/always/disconnect:");
	tty_type(s->tty, word);
	tty_wait_text(s->tty, word);
	tty_keys(s->tty, "Enter");
}

/* Keys are answered while it is inflated, and while the question waits. */
static void test_bomb(void)
{
	struct session s;

	open_bomb(&s, COMPRESSED_ZLIB);
	tty_type(s.tty, "typed");
	tty_wait_input(s.tty, "typed");
	tty_wait_text(s.tty, "grows beyond measure");
	check_memory(&s);
	answer(&s, "once");
	tty_wait_no_text(s.tty, "grows beyond measure");
	tty_wait_text(s.tty, "grows beyond measure");
	answer(&s, "always");
	tty_wait_no_text(s.tty, "grows beyond measure");
	peer_flush(s.peer);
	peer_send_text(s.peer, "\r\nit is over\r\n");
	tty_wait_line(s.tty, "it is over");
	check_memory(&s);
	fixture_end(&s);
}

static void test_bomb_refused(void)
{
	static const char *const words[] = { "disconnect", NULL };

	for (size_t i = 0; i < COUNT(words); i++) {
		struct session s;

		open_bomb(&s, COMPRESSED_ZSTD);
		tty_wait_text(s.tty, "grows beyond measure");
		check_memory(&s);
		if (words[i]) {
			answer(&s, words[i]);
		} else {
			tty_wait_text(s.tty, "once/always/disconnect:");
			tty_keys(s.tty, "Esc");
		}
		tty_wait_status(s.tty, "closed");
		tty_wait_no_text(s.tty, "grows beyond measure");
	}
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "compressed text is text", test_text, 0 },
		{ "ended by hand", test_ended_by_hand, 0 },
		{ "it may be off", test_off, 0 },
		{ "what is sent", test_sent, 0 },
		{ "under TLS", test_tls, 0 },
		{ "damage ends it with a sentence", test_damage, 0 },
		{ "in a pipe", test_pipe, 0 },
		{ "a bomb in a pipe", test_bomb_in_pipe, 0 },
		{ "a bomb: keys, memory, once and always", test_bomb, 60 },
		{ "a bomb: refused", test_bomb_refused, 60 },
	};

	tls_server_prepare();
	return tap_main(argc, argv, cases, COUNT(cases));
}
