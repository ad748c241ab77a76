#include "bench/client.h"

#include <ctype.h>
#include <signal.h>
#include <string.h>
#include <time.h>

#include "servers/pump.h"

/* A round of waiting, in ms; whatever is ready ends it at once. */
enum { ROUND = 20 };

double client_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

void client_open(struct client *c, unsigned width, unsigned height, const char *greeting)
{
	struct tty_setup setup = { .width = width, .height = height, .dozing = true };

	c->mark = c->answered = 0;
	c->peer = peer_new();
	peer_send_text(c->peer, greeting);
	c->tty = tty_start(&setup, WORDS(c->program, "127.0.0.1", peer_port(c->peer)));
}

void client_close(struct client *c)
{
	tty_signal(c->tty, SIGKILL);
	tty_wait_end(c->tty);
	tty_hang_up(c->tty);
	peer_close(c->peer);
}

static void pump_and_answer(struct client *c, int timeout)
{
	const char *received;
	size_t n;

	pump_once(timeout);
	received = peer_received(c->peer, &n);
	if (c->answer && n > c->answered)
		c->answered += c->answer(c->peer, received + c->answered, n - c->answered);
}

void client_idle(struct client *c, double ms)
{
	double end = client_now() + ms;

	while (client_now() < end)
		pump_and_answer(c, 1);
}

double client_type(struct client *c, const char *text)
{
	tty_raw(c->tty, &c->mark);
	tty_type(c->tty, text);
	return client_now();
}

static bool is_shown(const struct client *c, const char *text)
{
	size_t n;
	const char *raw = tty_raw(c->tty, &n);

	return memmem(raw + c->mark, n - c->mark, text, strlen(text)) != NULL;
}

static bool is_received(const struct client *c, const char *text)
{
	size_t n, mark = peer_mark(c->peer);
	const char *received = peer_received(c->peer, &n);

	return memmem(received + mark, n - mark, text, strlen(text)) != NULL;
}

static double wait_for(struct client *c, bool (*holds)(const struct client *c, const char *text),
		       const char *text, double start)
{
	while (!holds(c, text) && client_now() - start < CLIENT_LIMIT)
		pump_and_answer(c, ROUND);
	return client_now() - start;
}

double client_wait_shown(struct client *c, const char *text, double start)
{
	return wait_for(c, is_shown, text, start);
}

double client_wait_received(struct client *c, const char *text, double start)
{
	double ms = wait_for(c, is_received, text, start);

	/* Takes it as seen. */
	if (ms < CLIENT_LIMIT)
		peer_expect_text(c->peer, text);
	return ms;
}

size_t client_answer_lines(Peer *p, const char *bytes, size_t n)
{
	const char *end = memchr(bytes, '\n', n);

	if (!end)
		return 0;
	for (const char *at = bytes; at <= end; at++) {
		char upper = (char)toupper((unsigned char)*at);

		peer_send(p, &upper, 1);
	}
	return (size_t)(end - bytes) + 1;
}

size_t client_echo(Peer *p, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (bytes[i] > ' ' && bytes[i] < 0x7f)
			peer_send(p, bytes + i, 1);
	return n;
}
