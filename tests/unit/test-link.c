#include "unit/unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "link/link.h"
#include "loop/timer.h"

/*
 * An owner without a screen: links to a server on the loopback that lives on the same loop. It
 * greets every client by its number and echoes what it gets in capitals.
 */
enum { LINKS = 200, DEADLINE_MS = 30000 };

struct client {
	int fd;
	LoopWatch *watch;
	struct server *server;
};

struct server {
	Loop *loop;
	int fd;
	char port[8];
	LoopWatch *watch;
	struct client clients[LINKS];
	size_t count;
};

struct owner {
	struct rig *rig;
	Link *link;
	unsigned number;
	bool connected, answered, ended;
	char expected[40];
};

struct rig {
	Loop *loop;
	Dialer *dialer;
	struct server server;
	struct owner owners[LINKS];
	size_t answered, ended;
	Timer *deadline;
	bool late;
};

static void on_client(void *user, short revents)
{
	struct client *c = user;
	char bytes[256];
	ssize_t n = read(c->fd, bytes, sizeof(bytes));

	(void)revents;
	if (n <= 0) {
		loop_watch_pause(c->watch);
		return;
	}
	for (ssize_t i = 0; i < n; i++) {
		if (bytes[i] >= 'a' && bytes[i] <= 'z')
			bytes[i] = (char)(bytes[i] - 'a' + 'A');
	}
	assert_int_equal(write(c->fd, bytes, (size_t)n), n);
}

static void on_accept(void *user, short revents)
{
	struct server *s = user;
	struct client *c = &s->clients[s->count];
	char greeting[32];

	(void)revents;
	assert_true(s->count < LINKS);
	c->server = s;
	c->fd = accept(s->fd, NULL, NULL);
	assert_true(c->fd >= 0);
	snprintf(greeting, sizeof(greeting), "hello %zu\r\n", s->count++);
	assert_int_equal(write(c->fd, greeting, strlen(greeting)), strlen(greeting));
	c->watch = loop_watch(s->loop, LOOP_SOCKETS, c->fd, POLLIN, on_client, c);
}

static void serve(struct server *s, Loop *loop)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t length = sizeof(at);

	s->loop = loop;
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	s->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(s->fd, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(listen(s->fd, LINKS), 0);
	assert_int_equal(getsockname(s->fd, (struct sockaddr *)&at, &length), 0);
	snprintf(s->port, sizeof(s->port), "%u", ntohs(at.sin_port));
	s->watch = loop_watch(loop, LOOP_SOCKETS, s->fd, POLLIN, on_accept, s);
}

static void stop_serving(struct server *s)
{
	for (size_t i = 0; i < s->count; i++)
		close(s->clients[i].fd);
	close(s->fd);
}

/* --- The owner. */

static void on_connected(void *user)
{
	struct owner *o = user;

	o->connected = true;
}

static enum terminal_verdict on_line(void *user, const struct terminal_line *line,
				     struct text_line *replacement)
{
	struct owner *o = user;
	char text[40];
	struct err e;

	(void)replacement;
	if (strncmp(line->text, "hello ", 6) == 0) {
		/* Sent from inside the handler: it goes out when the handler has returned. */
		snprintf(text, sizeof(text), "i am %u", o->number);
		assert_true(
			session_send(link_session(o->link), WIRE_RULE, text, strlen(text), 0, &e));
	}
	if (strcmp(line->text, o->expected) == 0) {
		o->answered = true;
		if (++o->rig->answered == LINKS)
			loop_stop(o->rig->loop);
	}
	return TERMINAL_KEEP;
}

static void on_ended(void *user)
{
	struct owner *o = user;

	o->ended = true;
	o->rig->ended++;
}

static const struct link_events link_handlers = {
	.connected = on_connected,
	.line = on_line,
	.ended = on_ended,
};

static void on_late(void *user)
{
	struct rig *r = user;

	r->late = true;
	loop_stop(r->loop);
}

static void open_link(struct rig *r, unsigned number)
{
	struct owner *o = &r->owners[number];
	struct link_config config = { .columns = 80, .rows = 24, .raw = true };
	struct address address;
	struct err e;

	*o = (struct owner){ .rig = r, .number = number };
	snprintf(o->expected, sizeof(o->expected), "I AM %u", number);
	assert_true(address_parse("127.0.0.1", r->server.port, &address, &e));
	config.address = &address;
	config.options = options_new(NULL);
	o->link = link_new(r->dialer, &config, &link_handlers, o);
	address_fini(&address);
	if (!link_connect(o->link, &e))
		fail_msg("link %u: %s", number, e.text);
}

/* Two hundred links on one loop, by writing an owner only: nothing of the UI is linked here. */
static void test_many_links(void **state)
{
	struct rig *r = calloc(1, sizeof(*r));
	struct err e;

	(void)state;
	r->loop = loop_new(&e);
	r->dialer = dialer_new(r->loop, NULL, &e);
	r->deadline = timer_new(loop_timers(r->loop), on_late, r);
	timer_set(r->deadline, loop_now(r->loop) + DEADLINE_MS);
	serve(&r->server, r->loop);
	for (unsigned i = 0; i < LINKS; i++)
		open_link(r, i);
	loop_run(r->loop);
	if (r->late)
		fail_msg("expected %d answers, saw %zu in time", LINKS, r->answered);
	for (unsigned i = 0; i < LINKS; i++) {
		struct owner *o = &r->owners[i];

		assert_true(o->connected && o->answered && link_is_live(o->link));
		assert_int_equal(session_state(link_session(o->link)), SESSION_CONNECTED);
		assert_int_equal(session_queued(link_session(o->link)), 0);
		if (i % 2)
			link_disconnect(o->link);
	}
	assert_int_equal(r->ended, LINKS / 2);
	for (unsigned i = 0; i < LINKS; i++)
		link_free(r->owners[i].link);
	dialer_free(r->dialer);
	stop_serving(&r->server);
	timer_free(r->deadline);
	loop_free(r->loop);
	free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_many_links) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
