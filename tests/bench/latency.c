/*
 * How soon a person sees what they wait for: the real program in a pseudo-terminal with a peer on
 * loopback, beside telnet ($TELNET) in the same run, a sample of each in turn. Prints figures
 * beside what is aimed at; no verdict, since the machine decides on them.
 *
 * usage: latency [ROW...]      rows: line key flood start idle work (default: all)
 */
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/client.h"
#include "e2e/process.h"
#include "servers/pump.h"
#include "servers/telnet-bytes.h"

enum { SAMPLES_MAX = 400, PROGRAMS = 2 };
enum { WIDTH = 80, HEIGHT = 24 };

/* What makes both programs send each key at once. */
#define CHARACTER_MODE WILL_ECHO WILL_SGA

struct samples {
	double ms[SAMPLES_MAX];
	size_t count;
};

static struct client hail = { .program = "hail" }, telnet;

/* The clients that can be had. */
static struct client *const clients[PROGRAMS] = { &hail, &telnet };

static size_t client_count(void)
{
	return telnet.program ? 2 : 1;
}

/* --- Figures. */

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* What `percent` of the samples don't exceed. */
static double percentile(struct samples *s, size_t percent)
{
	if (!s->count)
		return 0;
	qsort(s->ms, s->count, sizeof(s->ms[0]), compare);
	return s->ms[(s->count * percent + 99) / 100 - 1];
}

static void print_heading(const char *what)
{
	printf("\n%-34s %9s %9s %9s %9s %9s %9s %6s %6s  %s\n", what, "hail p50", "p99", "worst",
	       "telnet", "p99", "worst", "p50 x", "p99 x", "aim");
}

static void print_figures(struct samples *s)
{
	if (s->count)
		printf(" %9.3f %9.3f %9.3f", percentile(s, 50), percentile(s, 99),
		       percentile(s, 100));
	else
		printf(" %9s %9s %9s", "-", "-", "-");
}

static void print_row(const char *name, struct samples s[PROGRAMS], const char *aim)
{
	printf("%-34s", name);
	print_figures(&s[0]);
	print_figures(&s[1]);
	if (s[1].count)
		printf(" %6.2f %6.2f", percentile(&s[0], 50) / percentile(&s[1], 50),
		       percentile(&s[0], 99) / percentile(&s[1], 99));
	else
		printf(" %6s %6s", "-", "-");
	printf("  %s\n", aim);
	fflush(stdout);
}

/* A pause between samples, 1 to 16 ms, so that they fall anywhere in a client's own rhythm. */
static double pause_length(unsigned i)
{
	return 1 + (double)(i * 7919 % 151) / 10;
}

/* Takes samples of each client in turn; `paused`: with a pause before each. */
static void measure(const char *name, unsigned count, bool paused,
		    double (*sample)(struct client *c, unsigned i), const char *aim)
{
	struct samples s[PROGRAMS] = { 0 };

	for (unsigned i = 0; i < count; i++) {
		for (size_t k = 0; k < client_count(); k++) {
			if (paused)
				client_idle(clients[k], pause_length(i));
			s[k].ms[s[k].count++] = sample(clients[k], i);
		}
	}
	print_row(name, s, aim);
}

/* --- A line and its answer, a key and its echo. */

/*
 * A word of 12 letters from `first` on, none of them where the word before has it, so that a
 * painter that writes only what changed writes all of them, and none twice in a row.
 */
static const char *word(unsigned i, char first)
{
	static char text[13];

	for (unsigned k = 0; k < sizeof(text) - 1; k++)
		text[k] = (char)(first + (int)((i * 5 + k * 7) % 26));
	return text;
}

static double sample_line(struct client *c, unsigned i)
{
	char line[16];
	double start;

	snprintf(line, sizeof(line), "%s\r", word(i, 'a'));
	start = client_type(c, line);
	return client_wait_shown(c, word(i, 'A'), start);
}

static void open_clients(const char *greeting, const char *shown,
			 size_t (*answer)(Peer *p, const char *bytes, size_t n))
{
	for (size_t k = 0; k < client_count(); k++) {
		clients[k]->answer = answer;
		client_open(clients[k], WIDTH, HEIGHT, greeting);
		client_wait_shown(clients[k], shown, client_now());
	}
}

static void run_line(void)
{
	static const char aim[] = "p50 1.5x, p99 1 ms or 1.5x";

	open_clients("hello\r\n", "hello", client_answer_lines);
	measure("line: from Enter to the answer", 300, true, sample_line, aim);
	measure("  without a pause", 300, false, sample_line, aim);
}

/* Characters that no sequence of the program holds alone. */
static const char keys[] = "!#$%&*+=@_~{}";

static double sample_key(struct client *c, unsigned i)
{
	char key[2] = { keys[i % (sizeof(keys) - 1)], '\0' };

	return client_wait_shown(c, key, client_type(c, key));
}

static void run_key(void)
{
	static const char aim[] = "p50 1.5x, p99 1 ms or 1.5x";

	open_clients(CHARACTER_MODE "hello\r\n", "hello", client_echo);
	for (size_t k = 0; k < client_count(); k++)
		client_wait_received(clients[k], DO_SGA, client_now());
	measure("key: from a key to its echo", 300, true, sample_key, aim);
	measure("  without a pause", 300, false, sample_key, aim);
}

/* --- In a flood. */

/* Sends coloured lines at FLOOD_RATE. */
struct flood {
	struct pump_source timer;
	Peer *peer;
	double start;
	double sent;
	unsigned line;
};

enum { FLOOD_RATE = 1000 }; /* bytes a millisecond */

static void continue_flood(void *user, short revents)
{
	struct flood *f = user;
	uint64_t expired;
	char line[128];

	(void)revents;
	if (read(f->timer.fd, &expired, sizeof(expired)) < 0)
		return;
	while (f->sent < (client_now() - f->start) * FLOOD_RATE) {
		snprintf(line, sizeof(line),
			 "\033[3%um%08u the quick brown fox\033[0m jumps over the lazy dog\r\n",
			 f->line % 7 + 1, f->line);
		f->line++;
		f->sent += (double)strlen(line);
		peer_send_text(f->peer, line);
	}
}

static void begin_flood(struct flood *f, Peer *peer)
{
	static const struct itimerspec every_ms = { { 0, 1000000 }, { 0, 1000000 } };

	f->peer = peer;
	f->start = client_now();
	f->timer.fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	f->timer.events = POLLIN;
	f->timer.ready = continue_flood;
	f->timer.user = f;
	timerfd_settime(f->timer.fd, 0, &every_ms, NULL);
	pump_add(&f->timer);
}

static void run_flood(void)
{
	enum { COUNT = 200, LETTERS = 62 };
	static struct flood flood;
	struct samples typed[PROGRAMS] = { 0 }, sent[PROGRAMS] = { 0 };

	hail.answer = NULL;
	client_open(&hail, WIDTH, HEIGHT, "hello\r\n");
	client_wait_shown(&hail, "hello", client_now());
	begin_flood(&flood, hail.peer);
	client_idle(&hail, 500);
	for (unsigned i = 0; i < COUNT; i++) {
		/* U+00C0 and on: in nothing else that is written. */
		char letter[] = { '\303', (char)(0x80 + i % LETTERS), '\0' }, line[8];

		client_idle(&hail, pause_length(i));
		typed[0].ms[typed[0].count++] = client_wait_shown(&hail, letter,
								  client_type(&hail, letter));
		client_idle(&hail, pause_length(i + 50));
		snprintf(line, sizeof(line), "%s\r\n", letter);
		sent[0].ms[sent[0].count++] = client_wait_received(&hail, line,
								   client_type(&hail, "\r"));
	}
	print_row("flood, 1 MB/s: key in the input row", typed, "1 ms");
	print_row("flood, 1 MB/s: line at the peer", sent, "1 ms");
	printf("  (%.2f MB/s were sent, %llu bytes of it wait)\n",
	       flood.sent / 1e3 / (client_now() - flood.start),
	       (unsigned long long)peer_unsent(hail.peer));
}

/* --- The start, and silence. */

static double sample_start(struct client *c, unsigned i)
{
	char greeting[16];
	double start, ms;

	snprintf(greeting, sizeof(greeting), "%s\r\n", word(i, 'A'));
	start = client_now();
	client_open(c, WIDTH, HEIGHT, greeting);
	ms = client_wait_shown(c, word(i, 'A'), start);
	client_close(c);
	return ms;
}

static void run_start(void)
{
	hail.answer = telnet.answer = NULL;
	measure("start: from exec to the first line", 25, false, sample_start, "telnet + 8 ms");
}

static void run_idle(void)
{
	enum { BEFORE = 1000, WINDOW = 2000 };
	long sleeps[PROGRAMS];

	open_clients("hello\r\n", "hello", NULL);
	for (size_t k = 0; k < client_count(); k++)
		client_wait_shown(clients[k], "x", client_type(clients[k], "x"));
	client_idle(&hail, BEFORE);
	for (size_t k = 0; k < client_count(); k++)
		sleeps[k] = process_sleeps(tty_pid(clients[k]->tty));
	client_idle(&hail, WINDOW);
	printf("%-34s", "idle: wake-ups in 2 s");
	for (size_t k = 0; k < PROGRAMS; k++) {
		if (k < client_count())
			printf(" %9ld %9s %9s",
			       process_sleeps(tty_pid(clients[k]->tty)) - sleeps[k], "", "");
		else
			printf(" %9s %9s %9s", "-", "", "");
	}
	printf(" %6s %6s  0\n", "", "");
	fflush(stdout);
}

/* --- A flood of what is much work: is a key still seen? */

static bool has_no_menu(Tty *t)
{
	return tty_find(t, 0, "disconnect") < 0;
}

/* From the escape key to its menu on the screen. The menu is closed again. */
static double sample_menu(struct client *c)
{
	double ms = client_wait_shown(c, "disconnect", client_type(c, "\035"));
	double start = client_type(c, "\035");

	/* The escape key typed twice is sent once. */
	client_wait_received(c, "\035", start);
	while (!has_no_menu(c->tty) && client_now() - start < CLIENT_LIMIT)
		client_idle(c, 1);
	return ms;
}

static void measure_work(const char *name, const char *piece, unsigned width, unsigned height)
{
	enum { COUNT = 40, BUDGET = 3000 };
	struct samples s[PROGRAMS] = { 0 };
	char row[64];
	double start;

	hail.answer = NULL;
	client_open(&hail, width, height, CHARACTER_MODE "hello\r\n");
	client_wait_shown(&hail, "hello", client_now());
	client_wait_received(&hail, DO_SGA, client_now());
	peer_repeat_text(hail.peer, piece);
	start = client_now();
	client_idle(&hail, 200);
	for (unsigned i = 0; i < COUNT && client_now() - start < BUDGET; i++) {
		client_idle(&hail, pause_length(i));
		s[0].ms[s[0].count++] = sample_menu(&hail);
	}
	snprintf(row, sizeof(row), "%s at %ux%u: key to menu", name, width, height);
	print_row(row, s, "worst 16 ms");
	peer_repeat_text(hail.peer, NULL);
}

static void run_work(void)
{
	static const struct {
		const char *name, *piece;
	} works[] = {
		{ "DECALN", "\033#8" },
		{ "RIS", "\033c" },
		{ "SU", "\033[9999S" },
		{ "REP", "x\033[9999b" },
		{ "CUP, ED 2", "\033[999;999Hx\033[2J" },
	};
	static const unsigned sizes[][2] = { { 80, 24 }, { 500, 200 } };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		for (size_t k = 0; k < sizeof(works) / sizeof(works[0]); k++) {
			measure_work(works[k].name, works[k].piece, sizes[i][0], sizes[i][1]);
			client_close(&hail);
		}
	}
}

/* --- The rows. */

static const struct {
	const char *name;
	void (*run)(void);
} rows[] = {
	{ "line", run_line },   { "key", run_key },   { "flood", run_flood },
	{ "start", run_start }, { "idle", run_idle }, { "work", run_work },
};

static bool is_wanted(const char *name, char **words)
{
	if (!*words)
		return true;
	while (*words && strcmp(*words, name) != 0)
		words++;
	return *words != NULL;
}

/* In a process of its own, whose clients end with it. */
static int run_row(void (*run)(void))
{
	int status = 0;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		run();
		fflush(stdout);
		_exit(0);
	}
	return pid < 0 || waitpid(pid, &status, 0) < 0 || status ? 1 : 0;
}

int main(int argc, char **argv)
{
	int failed = 0;

	(void)argc;
	telnet.program = getenv("TELNET");
	if (telnet.program && !*telnet.program)
		telnet.program = NULL;
	print_heading("milliseconds");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (is_wanted(rows[i].name, argv + 1))
			failed |= run_row(rows[i].run);
	if (!telnet.program)
		printf("(no telnet: install inetutils-telnet, or tests/servers/fetch)\n");
	return failed;
}
