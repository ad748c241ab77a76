#include "app/connect.h"

#include <stdlib.h>
#include <sys/socket.h>

#include "app/timer.h"
#include "base/mem.h"
#include "net/dial.h"
#include "net/resolve.h"
#include "net/tcp.h"
#include "base/poison.h"

struct Dialer {
	Loop *loop;
	Resolver *resolver;
	LoopWatch *watch;
	Connector **connectors;
	size_t count;
};

struct Connector {
	Dialer *dialer;
	Dial *dial;
	LoopWatch *watches[DIAL_ATTEMPTS_MAX];
	size_t watch_count;
	Timer *timer;
	struct connect_events events;
	void *user;
	bool dead;
};

static void step(Connector *c);

static void on_answers(void *user, short revents)
{
	Dialer *d = user;

	(void)revents;
	resolver_dispatch(d->resolver);
	for (size_t i = 0; i < d->count; i++)
		step(d->connectors[i]);
}

Dialer *dialer_new(Loop *loop, struct err *e)
{
	Resolver *resolver = resolver_new();
	Dialer *d;

	if (!resolver) {
		err_set(e, ERR_OTHER, "cannot make a pipe for the resolver: too many open files?");
		return NULL;
	}
	d = mem_alloc(sizeof(*d));
	d->loop = loop;
	d->resolver = resolver;
	d->watch = loop_watch(loop, LOOP_SOCKETS, resolver_fd(d->resolver), POLLIN, on_answers, d);
	return d;
}

static void stop_watching(Connector *c)
{
	for (size_t i = 0; i < c->watch_count; i++)
		loop_unwatch(c->dialer->loop, c->watches[i]);
	c->watch_count = 0;
}

static void forget(Connector *c)
{
	Dialer *d = c->dialer;

	for (size_t i = 0; i < d->count; i++) {
		if (d->connectors[i] == c) {
			d->connectors[i] = d->connectors[--d->count];
			break;
		}
	}
	timer_free(c->timer);
	free(c);
}

static void forget_later(void *user)
{
	forget(user);
}

/* From here on the connector only waits for its memory to be freed: it may be on the stack. */
static void retire(Connector *c)
{
	c->dead = true;
	stop_watching(c);
	timer_set(c->timer, -1);
	dial_free(c->dial);
	c->dial = NULL;
	loop_defer(c->dialer->loop, forget_later, c);
}

void dialer_free(Dialer *d)
{
	if (!d)
		return;
	while (d->count) {
		Connector *c = d->connectors[0];

		stop_watching(c);
		dial_free(c->dial);
		forget(c);
	}
	loop_unwatch(d->loop, d->watch);
	resolver_free(d->resolver);
	free(d->connectors);
	free(d);
}

static void on_socket(void *user, short revents)
{
	(void)revents;
	step(user);
}

static void on_due(void *user)
{
	step(user);
}

static void watch_attempts(Connector *c)
{
	struct pollfd fds[DIAL_ATTEMPTS_MAX];

	stop_watching(c);
	c->watch_count = dial_poll(c->dial, fds, DIAL_ATTEMPTS_MAX);
	for (size_t i = 0; i < c->watch_count; i++)
		c->watches[i] = loop_watch(c->dialer->loop, LOOP_SOCKETS, fds[i].fd, fds[i].events,
					   on_socket, c);
	timer_set(c->timer, dial_deadline(c->dial));
}

static void step(Connector *c)
{
	struct err e;
	Transport *transport;

	if (c->dead)
		return;
	switch (dial_step(c->dial, loop_now(c->dialer->loop))) {
	case DIAL_CONNECTED:
		transport = tcp_transport(dial_take_fd(c->dial));
		retire(c);
		c->events.connected(c->user, transport);
		break;
	case DIAL_FAILED:
		e = *dial_error(c->dial);
		retire(c);
		c->events.failed(c->user, &e);
		break;
	case DIAL_RESOLVING:
	case DIAL_CONNECTING:
		watch_attempts(c);
		break;
	}
}

Connector *connect_start(Dialer *d, const struct address *address, int family, long timeout_ms,
			 const struct connect_events *events, void *user)
{
	Connector *c = mem_alloc(sizeof(*c));
	struct dial_config config = {
		.host = address->host,
		.service = address->service,
		.family = family,
		.attempt_timeout_ms = timeout_ms < 10000 ? timeout_ms : 10000,
		.total_timeout_ms = timeout_ms,
		.resolve = &resolver_ops,
		.resolver = d->resolver,
	};

	c->dialer = d;
	c->events = *events;
	c->user = user;
	c->timer = timer_new(loop_timers(d->loop), on_due, c);
	c->dial = dial_new(&config, loop_now(d->loop));
	d->connectors = mem_resize(d->connectors, d->count + 1, sizeof(Connector *));
	d->connectors[d->count++] = c;
	watch_attempts(c);
	return c;
}

void connect_cancel(Connector *c)
{
	if (c && !c->dead)
		retire(c);
}

bool connect_check(const struct address *address, struct err *e)
{
	const char *what = NULL;

	switch (address->scheme) {
	case ADDRESS_HOST:
	case ADDRESS_TELNET:
	case ADDRESS_TCP:
		return true;
	case ADDRESS_TELNETS: what = "telnets:// (TLS)"; break;
	case ADDRESS_TLS: what = "tls://"; break;
	case ADDRESS_UNIX: what = "unix:"; break;
	case ADDRESS_EXEC: what = "exec:"; break;
	}
	return err_set(e, ERR_USAGE, "%s is not built into this version yet", what);
}

short connect_poll_events(unsigned wants)
{
	return (short)((wants & TRANSPORT_READ ? POLLIN : 0) |
		       (wants & TRANSPORT_WRITE ? POLLOUT : 0));
}

struct session_wire connect_wire(const struct address *address, bool raw, const Options *options)
{
	bool telnet_port;
	long initiate = options_number(options, OPTIONS_INITIATE);
	struct session_wire wire = { .term = options_value(options, OPTIONS_TERM) };

	if (!address) {
		wire.protocol = TELNET_PROTOCOL_TELNET;
		return wire;
	}
	telnet_port = address_is_port(address, 23) || address_is_port(address, 992);
	wire.terminal_port = telnet_port;
	switch (options_number(options, OPTIONS_PROTOCOL)) {
	case 1:
		wire.protocol = TELNET_PROTOCOL_TELNET;
		break;
	case 2:
		wire.protocol = TELNET_PROTOCOL_RAW;
		break;
	default:
		wire.protocol = address->scheme == ADDRESS_TELNET ? TELNET_PROTOCOL_TELNET :
				address->scheme == ADDRESS_TCP ? TELNET_PROTOCOL_RAW :
				telnet_port ? TELNET_PROTOCOL_TELNET :
				TELNET_PROTOCOL_UNDECIDED;
	}
	if (raw)
		wire.protocol = TELNET_PROTOCOL_RAW;
	wire.initiate = wire.protocol != TELNET_PROTOCOL_RAW &&
			(initiate == 1 || (initiate == 0 && address_is_port(address, 23)));
	return wire;
}

Transport *connect_demo(connect_demo_fn *spawn, struct err *e)
{
	pid_t child;
	int fd = spawn(&child, e);

	return fd < 0 ? NULL : fd_transport(fd);
}
