/* Pipe mode: what goes in comes out, byte for byte or by the rules of telnet (RFC 854), and how it
 * ends. */
#include <fcntl.h>
#include <unistd.h>

#include "e2e/harness.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "servers/telnet-bytes.h"

enum { MIB = 1 << 20 };

/* Starts `hail [option] 127.0.0.1 PORT` for a new peer, which it waits for. */
static Job *start(Peer **p, const char *option)
{
	Job *j;

	*p = peer_new();
	j = job_start(option ? WORDS("hail", option, "127.0.0.1", peer_port(*p)) :
			       WORDS("hail", "127.0.0.1", peer_port(*p)));
	peer_wait_connected(*p);
	return j;
}

/* A mebibyte in which every pair of bytes occurs. */
static unsigned char *make_pattern(size_t n)
{
	unsigned char *bytes = malloc(n);
	uint32_t state = 1;

	for (size_t i = 0; i < n; i++) {
		state = state * 1664525 + 1013904223;
		bytes[i] = (unsigned char)(i < 256 ? i : state >> 24);
	}
	return bytes;
}

static void test_ping(void)
{
	Peer *p;
	Job *j = start(&p, "--raw");

	job_write_text(j, "PING\r\n");
	job_end_input(j);
	peer_expect_only(p, BYTES("PING\r\n"));
	peer_send_text(p, "+PONG\r\n");
	peer_expect_end(p);
	peer_close(p);
	job_expect(j, 0, BYTES("+PONG\r\n"));
	CHECK_TEXT(job_errors(j, NULL), "");
}

/* Runs `hail --raw 127.0.0.1 PORT` with a socket for its input and output, and a file for its
 * errors. */
static pid_t run_on_socket(int socket, const char *errors, const char *port)
{
	pid_t pid = fork();

	CHECK(pid >= 0, "fork: %s", strerror(errno));
	if (pid)
		return pid;
	dup2(socket, STDIN_FILENO);
	dup2(socket, STDOUT_FILENO);
	dup2(open(errors, O_WRONLY | O_CREAT, 0600), STDERR_FILENO);
	close_range(3, ~0U, 0);
	execl(home_program(), "hail", "--no-config", "--raw", "127.0.0.1", port, NULL);
	_exit(127);
}

/* Whoever runs it as a proxy may go at any time, whatever it hasn't read: nothing is wrong then. */
static void test_owner_goes(void)
{
	Peer *p = peer_new();
	struct home home;
	int ends[2], status;
	struct pollfd wait = { .events = POLLIN };
	char *errors;
	pid_t pid;

	home_init(&home);
	CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0, "socketpair: %s",
	      strerror(errno));
	pid = run_on_socket(ends[1], home_path(&home, "errors"), peer_port(p));
	close(ends[1]);
	peer_wait_connected(p);
	peer_send_text(p, "not read\r\n");
	peer_flush(p);
	wait.fd = ends[0];
	CHECK(poll(&wait, 1, 20000) == 1, "nothing came");
	close(ends[0]);
	CHECK(waitpid(pid, &status, 0) == pid, "waitpid: %s", strerror(errno));
	CHECK(WIFEXITED(status), "it ended with %d", status);
	errors = home_read_file(home_path(&home, "errors"), NULL);
	CHECK_TEXT(errors ? errors : "", "");
	free(errors);
}

static void test_raw_from_peer(void)
{
	unsigned char *pattern = make_pattern(MIB);
	Peer *p;
	Job *j = start(&p, "--raw");

	peer_send(p, pattern, MIB);
	peer_close(p);
	job_expect(j, 0, pattern, MIB);
}

static void test_raw_to_peer(void)
{
	unsigned char *pattern = make_pattern(MIB);
	Peer *p;
	Job *j = start(&p, "-r");
	const char *received;
	size_t n;

	job_write(j, pattern, MIB);
	job_end_input(j);
	peer_expect_end(p);
	received = peer_received(p, &n);
	CHECK_BYTES(received, n, pattern, MIB);
	peer_send_text(p, "late");
	peer_close(p);
	job_expect(j, 0, BYTES("late"));
}

static void test_raw_urls(void)
{
	for (int i = 0; i < 2; i++) {
		Peer *p = peer_new();
		char url[64];
		Job *j;

		snprintf(url, sizeof(url), i ? "tcp://127.0.0.1:%s/" : "tcp://127.0.0.1:%s",
			 peer_port(p));
		j = job_start(WORDS("hail", url));
		job_write(j, BYTES("\377\n\r\n"));
		job_end_input(j);
		peer_expect_only(p, BYTES("\377\n\r\n"));
		peer_send(p, BYTES(WILL_ECHO "\r\n"));
		peer_close(p);
		job_expect(j, 0, BYTES(WILL_ECHO "\r\n"));
	}
}

static void test_undecided(void)
{
	Peer *p;
	Job *j = start(&p, NULL);

	job_write(j, BYTES("one\ntwo\r\nff \377 end"));
	job_end_input(j);
	peer_expect_end(p);
	peer_expect_only(p, BYTES("one\r\ntwo\r\nff \377 end"));
	peer_send(p, BYTES("a\r\nb\r\0c\nd\r\r\n\377\377e"));
	peer_close(p);
	job_expect(j, 0, BYTES("a\nb\rc\nd\r\n\377\377e"));
}

static void test_undecided_one_by_one(void)
{
	static const char bytes[] = "a\r\nb\r\0c\r\n\377x\r\r\n";
	Peer *p;
	Job *j = start(&p, NULL);

	for (size_t i = 0; i + 1 < sizeof(bytes); i++) {
		peer_send(p, bytes + i, 1);
		peer_flush(p);
		pump_once(1);
	}
	peer_close(p);
	job_expect(j, 0, BYTES("a\nb\rc\n\377x\r\n"));
}

static void test_held_bytes(void)
{
	static const struct {
		const char *sent, *out;
	} cases[] = { { "x\377", "x\377" }, { "x\r", "x\r" }, { "x", "x" } };

	for (size_t i = 0; i < COUNT(cases); i++) {
		Peer *p;
		Job *j = start(&p, NULL);

		peer_send_text(p, cases[i].sent);
		peer_close(p);
		job_expect(j, 0, cases[i].out, strlen(cases[i].out));
	}
}

static void test_unknown_option_is_data(void)
{
	Peer *p;
	Job *j = start(&p, NULL);

	/* 0x9b is no option of telnet's that means anything here: this peer speaks no telnet. */
	peer_send(p, BYTES("\377\373\233x\r\n"));
	peer_close(p);
	job_expect(j, 0, BYTES("\377\373\233x\n"));
}

static void test_raw_after_64_kib(void)
{
	Peer *p;
	Job *j = start(&p, NULL);
	size_t n;
	const char *out;

	peer_repeat(p, 'x', 65536);
	peer_flush(p);
	peer_send(p, BYTES(WILL_ECHO "end"));
	peer_close(p);
	CHECK_INT(job_wait(j), 0);
	out = job_output(j, &n);
	CHECK_INT(n, 65536 + 6);
	CHECK_BYTES(out + 65536, n - 65536, BYTES(WILL_ECHO "end"));
	peer_received(p, &n);
	CHECK_INT(n, 0);
}

static void test_telnet(void)
{
	Peer *p;
	Job *j = start(&p, NULL);

	peer_send(p, BYTES("hi" WILL_ECHO "\r\n\377\377\r\0x\377\361y"));
	peer_expect_only(p, BYTES(DO_ECHO));
	job_write(j, BYTES("a\nb\r\nff \377 end"));
	job_end_input(j);
	peer_expect_only(p, BYTES("a\r\nb\r\nff \377\377 end"));
	peer_send_text(p, "still here\r\n");
	job_wait_output(j, "still here");
	CHECK(!peer_has_end(p), "telnet must not half-close at the end of stdin");
	peer_close(p);
	job_expect(j, 0, BYTES("hi\n\377\rxystill here\n"));
}

static void test_telnet_one_by_one(void)
{
	static const char bytes[] =
		"hi\377\373\001\r\n\377\377\r\0x\377\372\030\001\377\360y\r\377\371\nz";
	Peer *p;
	Job *j = start(&p, NULL);

	for (size_t i = 0; i + 1 < sizeof(bytes); i++) {
		peer_send(p, bytes + i, 1);
		peer_flush(p);
		pump_once(1);
	}
	peer_close(p);
	job_expect(j, 0, BYTES("hi\n\377\rxy\nz"));
}

static void test_telnet_url(void)
{
	Peer *p = peer_new();
	char url[64];
	Job *j;

	snprintf(url, sizeof(url), "telnet://127.0.0.1:%s", peer_port(p));
	j = job_start(WORDS("hail", url));
	job_write(j, BYTES("\377\n"));
	job_end_input(j);
	peer_expect_only(p, BYTES("\377\377\r\n"));
	peer_send_text(p, "x\r\n");
	job_wait_output(j, "x\n");
	CHECK(!peer_has_end(p), "telnet must not half-close at the end of stdin");
	peer_close(p);
	job_expect(j, 0, BYTES("x\n"));
}

static void test_timeout_after_input(void)
{
	Peer *p = peer_new();
	Job *j = job_start(WORDS("hail", "--timeout", "1", "127.0.0.1", peer_port(p)));

	peer_wait_connected(p);
	peer_send(p, BYTES(WILL_ECHO "x\r\n"));
	peer_expect_only(p, BYTES(DO_ECHO));
	job_write_text(j, "bye\n");
	job_end_input(j);
	peer_expect_only(p, BYTES("bye\r\n"));
	job_expect(j, 0, BYTES("x\n"));
}

static void test_half_close_option(void)
{
	Peer *p = peer_new();
	Job *j = job_start(WORDS("hail", "-o", "half-close=yes", "127.0.0.1", peer_port(p)));

	peer_wait_connected(p);
	peer_send(p, BYTES(WILL_ECHO));
	peer_expect_only(p, BYTES(DO_ECHO));
	job_end_input(j);
	peer_expect_end(p);
	peer_close(p);
	job_expect(j, 0, BYTES(""));

	p = peer_new();
	j = job_start(WORDS("hail", "--raw", "-o", "half-close=no", "127.0.0.1", peer_port(p)));
	job_write_text(j, "x");
	job_end_input(j);
	peer_expect_only(p, BYTES("x"));
	peer_send_text(p, "y");
	job_wait_output(j, "y");
	CHECK(!peer_has_end(p), "half-close=no must not half-close");
	peer_close(p);
	job_expect(j, 0, BYTES("y"));
}

static void test_negotiation(void)
{
	Peer *p;
	Job *j = start(&p, NULL);

	/* TIMING-MARK each time, ECHO never ours, what isn't built refused; AYT and NOP need no
	 * answer. */
	peer_send(p, BYTES("\377\375\006\377\375\006\377\375\001\377\375\042\377\373\045\377\373"
			   "\046\377\366\377\361"));
	peer_expect_only(
		p,
		BYTES("\377\374\006\377\374\006\377\374\001\377\374\042\377\376\045\377\376\046"));
	peer_close(p);
	job_expect(j, 0, BYTES(""));
}

/* No window: the size of a usual terminal, of which nothing of ours takes a row (RFC 1073). */
static void test_size(void)
{
	Peer *p;
	Job *j = start(&p, NULL);

	peer_send(p, BYTES("\377\375\037"));
	peer_expect_only(p, BYTES("\377\373\037\377\372\037\0\120\0\030\377\360"));
	peer_close(p);
	job_expect(j, 0, BYTES(""));
}

static void test_nothing_unasked(void)
{
	Peer *p;
	Job *j = start(&p, NULL);
	size_t n;

	peer_send_text(p, "220 ready\r\n");
	job_wait_output(j, "220 ready\n");
	/* A burst would come within 500 ms if it came at all. */
	pump_for(700);
	peer_received(p, &n);
	CHECK_INT(n, 0);
	job_end_input(j);
	peer_expect_end(p);
	peer_received(p, &n);
	CHECK_INT(n, 0);
}

static void test_closed_in_negotiation(void)
{
	Peer *p;
	Job *j = start(&p, NULL);

	/* Closing with our answer unread would be a reset. */
	peer_send(p, BYTES(WILL_ECHO "x\377\375"));
	peer_expect(p, BYTES("\377\375\001"));
	peer_close(p);
	job_expect(j, 0, BYTES("x"));
}

static void test_endless_subnegotiation(void)
{
	Peer *p;
	Job *j = start(&p, NULL);

	peer_send(p, BYTES(WILL_ECHO "a\377\372\030"));
	peer_flush(p);
	peer_repeat(p, 'G', 3 * MIB);
	peer_flush(p);
	peer_send(p, BYTES("\377\360b\r\n"));
	peer_close(p);
	job_expect(j, 0, BYTES("ab\n"));
}

static void test_million_wills(void)
{
	enum { COUNT_WILLS = 1000000, ANSWERS_MAX = 3 * 200 * 60 };
	char *storm = malloc(3 * COUNT_WILLS);
	Peer *p;
	Job *j = start(&p, NULL);
	size_t n;

	for (size_t i = 0; i < COUNT_WILLS; i++)
		memcpy(storm + 3 * i, "\377\373\143", 3);
	peer_send(p, BYTES(WILL_ECHO));
	peer_send(p, storm, 3 * COUNT_WILLS);
	peer_send(p, BYTES("\377\375\043"
			   "end\r\n"));
	job_wait_output(j, "end\n");
	/* The first answer of each option is never dropped. */
	peer_expect(p, BYTES("\377\374\043"));
	peer_received(p, &n);
	CHECK(n < ANSWERS_MAX, "expected at most 200 answers a second, saw %zu bytes of them", n);
	peer_close(p);
	job_expect(j, 0, BYTES("end\n"));
}

static void test_reset(void)
{
	Peer *p;
	Job *j = start(&p, "--raw");

	peer_send_text(p, "some");
	job_wait_output(j, "some");
	peer_reset(p);
	job_expect(j, 7, BYTES("some"));
	job_expect_sentence(j, NULL);
}

/* The write that fails must not be swallowed by the end that is read behind it. */
static void test_reset_while_sending(void)
{
	enum { RUNS = 15, BYTES_SENT = 4 << 20 };
	char *much = calloc(1, BYTES_SENT);

	memset(much, 'x', BYTES_SENT);
	for (int i = 0; i < RUNS; i++) {
		Peer *p;
		Job *j = start(&p, "--raw");

		job_write(j, much, BYTES_SENT);
		peer_wait_received(p, 100000, PUMP_DEADLINE);
		peer_stall(p, true);
		peer_send_text(p, "so far");
		job_wait_output(j, "so far");
		peer_reset(p);
		job_expect(j, 7, BYTES("so far"));
		job_expect_sentence(j, NULL);
	}
	free(much);
}

/* The peer ends in order and never reads what is left of stdin: it was not all sent. */
static void test_end_while_sending(void)
{
	enum { FILE_SIZE = 256 << 20 };
	char command[400];
	struct home home;
	Peer *p = peer_new();
	int fd;
	Job *j;

	home_init(&home);
	fd = open(home_path(&home, "much"), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	CHECK(fd >= 0 && ftruncate(fd, FILE_SIZE) == 0, "cannot make a file");
	close(fd);
	peer_stall(p, true);
	snprintf(command, sizeof(command), "exec \"$1\" --raw 127.0.0.1 %s <\"%s\"", peer_port(p),
		 home_path(&home, "much"));
	j = job_start_with(&home, NULL, WORDS("sh", "-c", command, "sh", getenv("HAIL")));
	peer_send_text(p, "enough");
	job_wait_output(j, "enough");
	peer_half_close(p);
	job_expect(j, 7, BYTES("enough"));
	job_expect_sentence(j, "before");
}

/* Words of the command line in a sentence can't act on the terminal that shows it. */
static void test_words_are_shown_by_name(void)
{
#define HOSTILE "a\033]0;title\007\342\200\256b"
	static const char *const words[][4] = {
		{ "-f", "/nonexistent/" HOSTILE, "127.0.0.1", "1" },
		{ "--charset", HOSTILE, "127.0.0.1", "1" },
		{ "-o", HOSTILE "=1", "127.0.0.1", "1" },
		{ "--" HOSTILE, "--pipe", "127.0.0.1", "1" },
		{ "--ca-file", "/nonexistent/" HOSTILE, "tls://127.0.0.1", "1" },
	};

	for (size_t i = 0; i < COUNT(words); i++) {
		Job *j = job_start(
			WORDS("hail", words[i][0], words[i][1], words[i][2], words[i][3]));
		const char *errors;

		tap_note("%s", words[i][0]);
		job_wait(j);
		job_expect_sentence(j, "a^[]0;title^G<U+202E>b");
		errors = job_errors(j, NULL);
		CHECK(!strpbrk(errors, "\033\007"), "controls in: %s", errors);
	}
}

static void test_commands_refused(void)
{
	Job *j = job_start(WORDS("hail", "-c", "send hello", "127.0.0.1", peer_refusing_port()));

	job_expect(j, 2, "", 0);
	job_expect_sentence(j, "-c");
}

static void test_closed_stdout(void)
{
	Peer *p;
	Job *j = start(&p, "--raw");

	job_close_output(j);
	peer_send_text(p, "nobody reads this\r\n");
	peer_send_text(p, "nor this\r\n");
	CHECK_INT(job_wait(j), 0);
	CHECK_TEXT(job_errors(j, NULL), "");
}

static void test_signals(void)
{
	static const int signals[] = { SIGINT, SIGTERM };

	for (size_t i = 0; i < COUNT(signals); i++) {
		Peer *p;
		Job *j = start(&p, NULL);
		int status;

		peer_send_text(p, "x\r\n");
		job_wait_output(j, "x\n");
		kill(job_pid(j), signals[i]);
		status = job_wait(j);
		CHECK(WIFSIGNALED(status), "expected the end by signal %d, saw exit status %d",
		      signals[i], WEXITSTATUS(status));
		CHECK_INT(WTERMSIG(status), signals[i]);
	}
}

/* It ends although nothing was ever waited for. */
static void test_no_route(void)
{
	Job *j = job_start(WORDS("hail", "-4", "-o", "bind=::1", "127.0.0.1", "9"));
	char variable[64];

	job_expect(j, 2, BYTES(""));
	job_expect_sentence(j, "-4");
	j = job_start_with(NULL, WORDS("ALL_PROXY=gopher://localhost"),
			   WORDS("hail", "127.0.0.1", "9"));
	job_expect(j, 2, BYTES(""));
	job_expect_sentence(j, "ALL_PROXY");
	job_expect_sentence(j, "gopher://");
	/* The proxy that refuses is told as the proxy, on the way to whom, and from where. */
	snprintf(variable, sizeof(variable), "ALL_PROXY=socks5://127.0.0.1:%s",
		 peer_refusing_port());
	j = job_start_with(NULL, WORDS(variable), WORDS("hail", "peer.example", "4711"));
	job_expect(j, 4, BYTES(""));
	job_expect_sentence(j, "peer.example port 4711 through the proxy socks5://127.0.0.1");
	job_expect_sentence(j, "from ALL_PROXY");
	/* A file that lacks is told before anything is tried. */
	j = job_start(WORDS("hail", "-t", "--ca-file", "/nonexistent/ca.pem", "peer.invalid", "1"));
	job_expect(j, 2, BYTES(""));
	job_expect_sentence(j, "/nonexistent/ca.pem");
}

/* Resident memory of a process in KiB. */
static long resident(pid_t pid)
{
	char path[64], line[256];
	long kib = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	f = fopen(path, "r");
	CHECK(f, "no %s", path);
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, "VmRSS: %ld kB", &kib) == 1)
			break;
	fclose(f);
	return kib;
}

enum { RESIDENT_MAX = (SANITIZED ? 512 : 32) * 1024 };

static void test_stalled_peer(void)
{
	enum { SIZE = 16 * MIB };
	unsigned char *pattern = make_pattern(SIZE);
	Peer *p;
	Job *j = start(&p, "--raw");
	const char *received;
	size_t n;

	peer_stall(p, true);
	job_write(j, pattern, SIZE);
	job_end_input(j);
	pump_for(500);
	CHECK(resident(job_pid(j)) < RESIDENT_MAX, "expected a bounded queue, saw %ld KiB resident",
	      resident(job_pid(j)));
	peer_stall(p, false);
	peer_expect_end(p);
	received = peer_received(p, &n);
	CHECK_BYTES(received, n, pattern, SIZE);
	peer_close(p);
	job_expect(j, 0, BYTES(""));
}

static void test_stalled_stdout(void)
{
	enum { SIZE = 16 * MIB };
	Peer *p;
	Job *j = start(&p, "--raw");
	size_t n;

	job_stall(j, true);
	peer_flood(p, SIZE);
	pump_for(500);
	CHECK(peer_unsent(p) > 0, "expected that the peer is held back");
	CHECK(resident(job_pid(j)) < RESIDENT_MAX, "expected a bounded queue, saw %ld KiB resident",
	      resident(job_pid(j)));
	job_stall(j, false);
	peer_close(p);
	CHECK_INT(job_wait(j), 0);
	job_output(j, &n);
	CHECK_INT(n, SIZE);
}

static void test_arguments(void)
{
	Peer *p = peer_new();
	char both[32];
	Job *j;

	snprintf(both, sizeof(both), "127.0.0.1:%s", peer_port(p));
	j = job_start(WORDS("hail", both, "--raw"));
	peer_wait_connected(p);
	peer_send_text(p, "1\r\n");
	peer_close(p);
	job_expect(j, 0, BYTES("1\r\n"));

	j = job_start(WORDS("hail", "-r", "--", "127.0.0.1", peer_port(p)));
	peer_wait_connected(p);
	peer_send_text(p, "2\r\n");
	peer_close(p);
	job_expect(j, 0, BYTES("2\r\n"));

	j = job_start(WORDS("hail", "--raw", "-4", "localhost", peer_port(p)));
	peer_wait_connected(p);
	peer_send_text(p, "3\r\n");
	peer_close(p);
	job_expect(j, 0, BYTES("3\r\n"));

	/* The name's other address refuses, if there is one. */
	j = job_start(WORDS("hail", "--raw", "localhost", peer_port(p)));
	peer_wait_connected(p);
	peer_send_text(p, "4\r\n");
	peer_close(p);
	job_expect(j, 0, BYTES("4\r\n"));
}

static void test_pipe_option_in_terminal(void)
{
	Peer *p = peer_new();
	Tty *t = tty_start(NULL, WORDS("hail", "--pipe", "--raw", "127.0.0.1", peer_port(p)));

	peer_wait_connected(p);
	peer_send_text(p, "plain\r\n");
	tty_wait_line(t, "plain");
	CHECK(!tty_alternate(t), "expected no screen of our own");
	peer_close(p);
	tty_expect_exit(t, 0);
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "PING in, +PONG out, exactly", test_ping, 0 },
		{ "whoever has run it goes", test_owner_goes, 0 },
		{ "raw: a mebibyte from the peer unchanged", test_raw_from_peer, 0 },
		{ "raw: a mebibyte to the peer unchanged, then a half-close", test_raw_to_peer, 0 },
		{ "raw: tcp:// URLs", test_raw_urls, 0 },
		{ "undecided: line ends, ff single, half-close", test_undecided, 0 },
		{ "undecided: the same byte by byte", test_undecided_one_by_one, 0 },
		{ "undecided: what is held back comes out at the end", test_held_bytes, 0 },
		{ "undecided: IAC WILL of no known option is data", test_unknown_option_is_data,
		  0 },
		{ "undecided: raw after 64 KiB", test_raw_after_64_kib, 0 },
		{ "telnet: negotiation removed, line ends, ff doubled, no half-close", test_telnet,
		  0 },
		{ "telnet: the same byte by byte", test_telnet_one_by_one, 0 },
		{ "telnet: telnet:// is telnet from the first byte", test_telnet_url, 0 },
		{ "telnet: --timeout after the end of stdin", test_timeout_after_input, 0 },
		{ "half-close=yes and =no", test_half_close_option, 0 },
		{ "telnet: what is refused", test_negotiation, 0 },
		{ "telnet: the size of a pipe", test_size, 0 },
		{ "nothing is sent unasked", test_nothing_unasked, 0 },
		{ "the peer closes during negotiation", test_closed_in_negotiation, 0 },
		{ "an endless subnegotiation is skipped", test_endless_subnegotiation, 0 },
		{ "a million IAC WILL", test_million_wills, 0 },
		{ "a reset ends with status 7 and a sentence", test_reset, 0 },
		{ "a reset while stdin is being sent", test_reset_while_sending, 0 },
		{ "the end of the peer while stdin is being sent", test_end_while_sending, 0 },
		{ "words in a sentence are shown by name", test_words_are_shown_by_name, 0 },
		{ "-c is refused", test_commands_refused, 0 },
		{ "a closed stdout ends quietly", test_closed_stdout, 0 },
		{ "a route that can't be made", test_no_route, 0 },
		{ "SIGINT and SIGTERM end it by that signal", test_signals, 0 },
		{ "a peer that doesn't read holds stdin back", test_stalled_peer, 0 },
		{ "a reader that doesn't read holds the peer back", test_stalled_stdout, 0 },
		{ "forms of the command line", test_arguments, 0 },
		{ "--pipe in a terminal", test_pipe_option_in_terminal, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
