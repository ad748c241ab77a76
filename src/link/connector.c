#include "link/connector.h"

#include <stdlib.h>
#include <string.h>

#include "link/connector-internal.h"
#include "loop/timer.h"
#include "base/clock.h"
#include "base/mem.h"
#include "net/exec.h"
#include "net/idn.h"
#include "net/tcp.h"
#include "net/unix.h"
#include "base/poison.h"

enum { SAID_MAX = 512 }; /* bytes of a line of the dialogue before TLS that are told */

static void go_on(Connector *c);

/* --- Its end. */

void connector_stop_watching(Connector *c)
{
	for (size_t i = 0; i < c->watch_count; i++)
		loop_unwatch(c->loop, c->watches[i]);
	c->watch_count = 0;
}

static void drop_layers(Connector *c)
{
	connector_stop_watching(c);
	dial_free(c->dial);
	proxy_free(c->proxy);
	starttls_connect_free(c->starttls);
	tls_free(c->tls);
	transport_free(c->transport);
	c->dial = NULL;
	c->proxy = NULL;
	c->starttls = NULL;
	c->tls = NULL;
	c->transport = NULL;
}

static void forget(Connector *c)
{
	dialer_leave(c->dialer, &c->client);
	deferred_cancel(&c->later);
	timer_free(c->timer);
	route_fini(&c->route);
	str_fini(&c->trail);
	free(c);
}

static void forget_later(void *user)
{
	forget(user);
}

/* From here on the connector only waits for its memory to be freed: it may be on the stack. */
static void retire(Connector *c)
{
	c->stage = CONNECTOR_OVER;
	timer_set(c->timer, -1);
	drop_layers(c);
	loop_defer(c->loop, &c->later, forget_later, c);
}

/* Frees at once, without an event: the dialer goes. */
static void drop(void *user)
{
	Connector *c = user;

	drop_layers(c);
	forget(c);
}

void connector_cancel(Connector *c)
{
	if (c && c->stage != CONNECTOR_OVER)
		retire(c);
}

void connector_fail(Connector *c, const struct err *e)
{
	struct err copy = *e;

	connector_note(c, "failed: %s", copy.text);
	c->events.failed(c->user, &copy);
	retire(c);
}

static void succeed(Connector *c)
{
	Transport *transport = c->transport;

	c->transport = NULL;
	c->events.connected(c->user, transport, &c->proof);
	retire(c);
}

/* --- Waiting. */

static void on_socket(void *user, short revents)
{
	(void)revents;
	go_on(user);
}

static const char *stage_words(const Connector *c)
{
	switch (c->stage) {
	case CONNECTOR_DIAL: return "connecting";
	case CONNECTOR_PROXY: return "talking to the proxy";
	case CONNECTOR_STARTTLS: return "asking for TLS";
	case CONNECTOR_TLS: return "the TLS handshake";
	case CONNECTOR_TRUST:
	case CONNECTOR_UNLOCK:
	case CONNECTOR_OVER: break;
	}
	return "connecting";
}

/*
 * A failure on the way to a proxy is not the peer's: the sentence says whom it was on the way to,
 * through which proxies, and where they were named.
 */
static void fail_at_proxy(Connector *c, const struct err *cause)
{
	const struct proxy_chain *proxies = &c->route.proxies;
	char shown[IDN_SHOWN];
	struct str hops;
	struct err e;

	str_init(&hops);
	for (size_t i = 0; i < proxies->count; i++) {
		str_append_string(&hops, i ? ", then " : "");
		proxy_hop_format(&proxies->hops[i], &hops);
	}
	err_set(&e, cause->kind,
		"cannot reach %s port %s through the proxy %.150s (from %s): %.250s",
		idn_shown(c->route.address.host, shown), c->route.address.service, hops.text,
		c->route.proxies_from, cause->text);
	str_fini(&hops);
	connector_fail(c, &e);
}

static void on_due(void *user)
{
	Connector *c = user;
	char shown[IDN_SHOWN];
	struct err e;

	if (c->stage == CONNECTOR_DIAL) {
		go_on(c);
		return;
	}
	err_set(&e, ERR_TIMEOUT,
		"%s (%s) took longer than %ld s; try again, or raise --connect-timeout",
		stage_words(c), idn_shown(c->route.address.host, shown),
		c->route.timeout_ms / 1000);
	if (c->stage == CONNECTOR_PROXY)
		fail_at_proxy(c, &e);
	else
		connector_fail(c, &e);
}

static void watch_one(Connector *c, int fd, unsigned wants)
{
	connector_stop_watching(c);
	c->watches[0] = loop_watch(c->loop, LOOP_SOCKETS, fd, transport_poll_events(wants),
				   on_socket, c);
	c->watch_count = 1;
	timer_set(c->timer, c->started + c->waited + c->route.timeout_ms);
}

static void watch_dial(Connector *c)
{
	struct pollfd fds[DIAL_ATTEMPTS_MAX];

	connector_stop_watching(c);
	c->watch_count = dial_poll(c->dial, fds, DIAL_ATTEMPTS_MAX);
	for (size_t i = 0; i < c->watch_count; i++)
		c->watches[i] = loop_watch(c->loop, LOOP_SOCKETS, fds[i].fd, fds[i].events,
					   on_socket, c);
	timer_set(c->timer, dial_deadline(c->dial));
}

/* --- The layers, one after the other. */

/* Where hop `i` is to connect us to: the next proxy, or the peer. */
static void proxy_target(const Connector *c, size_t i, const char **host, const char **service)
{
	bool last = i + 1 == c->route.proxies.count;

	*host = last ? c->route.address.host : c->route.proxies.hops[i + 1].host;
	*service = last ? c->route.address.service : c->route.proxies.hops[i + 1].service;
}

static bool begin_proxy(Connector *c, struct err *e)
{
	const struct proxy_hop *hop = &c->route.proxies.hops[c->hop];
	struct proxy_config config = { .proxy = hop };
	struct str name;
	const char *service;

	proxy_target(c, c->hop, &config.host, &service);
	if (!proxy_service_port(service, &config.port, e))
		return false;
	str_init(&name);
	proxy_hop_format(hop, &name);
	connector_note(c, "asking %s for %s port %u", name.text, config.host, config.port);
	str_fini(&name);
	c->proxy = proxy_new(c->transport, &config, loop_now(c->loop));
	c->transport = NULL;
	c->stage = CONNECTOR_PROXY;
	c->hop++;
	return true;
}

static void on_said(void *user, bool ours, const char *text, size_t n)
{
	connector_tell(user, "%c %.*s", ours ? '>' : '<', n < SAID_MAX ? (int)n : SAID_MAX, text);
}

static void begin_starttls(Connector *c)
{
	struct starttls_connect_config config = { .protocol = c->route.protocol,
						  .host = c->route.address.host,
						  .live = c->live,
						  .said = on_said,
						  .user = c };

	connector_tell(c, "asking for TLS (%s)", starttls_name(c->route.protocol));
	c->starttls = starttls_connect_new(c->transport, &config, loop_now(c->loop));
	c->transport = NULL;
	c->route.starttls = false;
	c->stage = CONNECTOR_STARTTLS;
}

/* Starts what comes next on c->transport; false with `e` set if that is impossible. */
static bool begin_next(Connector *c, struct err *e)
{
	if (c->hop < c->route.proxies.count)
		return begin_proxy(c, e);
	if (c->route.starttls)
		begin_starttls(c);
	else if (c->route.tls)
		return connector_begin_tls(c, e);
	else
		succeed(c);
	return true;
}

void connector_advance(Connector *c)
{
	struct err e;

	if (!begin_next(c, &e))
		connector_fail(c, &e);
	else if (c->stage == CONNECTOR_PROXY || c->stage == CONNECTOR_STARTTLS ||
		 c->stage == CONNECTOR_TLS)
		go_on(c);
}

/* What a proxy answered has its name in it already. */
static void fail_by_proxy(Connector *c, const struct err *cause)
{
	struct err e;

	err_set(&e, cause->kind, "%.420s (the proxy is from %s)", cause->text,
		c->route.proxies_from);
	connector_fail(c, &e);
}

static void step_dial(Connector *c)
{
	switch (dial_step(c->dial, loop_now(c->loop))) {
	case DIAL_CONNECTED:
		connector_note(c, "connected to %s", dial_peer(c->dial));
		c->transport = tcp_transport(dial_take_fd(c->dial));
		tcp_set_keepalive(c->transport, c->route.keepalive_s);
		if (c->route.user_timeout_s)
			tcp_set_user_timeout(c->transport, c->route.user_timeout_s);
		connector_stop_watching(c);
		dial_free(c->dial);
		c->dial = NULL;
		connector_advance(c);
		break;
	case DIAL_FAILED:
		if (c->route.proxies.count)
			fail_at_proxy(c, dial_error(c->dial));
		else
			connector_fail(c, dial_error(c->dial));
		break;
	case DIAL_RESOLVING:
	case DIAL_CONNECTING: watch_dial(c); break;
	}
}

static void step_proxy(Connector *c)
{
	struct err e;

	switch (proxy_step(c->proxy, loop_now(c->loop), &e)) {
	case HANDSHAKE_BUSY: watch_one(c, proxy_fd(c->proxy), proxy_wants(c->proxy)); break;
	case HANDSHAKE_FAILED: fail_by_proxy(c, &e); break;
	case HANDSHAKE_DONE:
		connector_note(c, "the proxy has connected us");
		c->transport = proxy_take_transport(c->proxy);
		proxy_free(c->proxy);
		c->proxy = NULL;
		connector_advance(c);
		break;
	}
}

static void step_starttls(Connector *c)
{
	struct err e;
	size_t dropped;

	switch (starttls_connect_step(c->starttls, loop_now(c->loop), &e)) {
	case HANDSHAKE_BUSY:
		watch_one(c, starttls_connect_fd(c->starttls), starttls_connect_wants(c->starttls));
		break;
	case HANDSHAKE_FAILED: connector_fail(c, &e); break;
	case HANDSHAKE_DONE:
		dropped = starttls_connect_dropped(c->starttls);
		connector_note(c, "the server goes on in TLS");
		if (dropped)
			connector_note(c,
				       "%zu bytes that came in plain text after that were dropped",
				       dropped);
		c->transport = starttls_connect_take_transport(c->starttls);
		starttls_connect_free(c->starttls);
		c->starttls = NULL;
		connector_advance(c);
		break;
	}
}

static void go_on(Connector *c)
{
	switch (c->stage) {
	case CONNECTOR_DIAL: step_dial(c); break;
	case CONNECTOR_PROXY: step_proxy(c); break;
	case CONNECTOR_STARTTLS: step_starttls(c); break;
	case CONNECTOR_TLS: connector_step_tls(c); break;
	case CONNECTOR_TRUST:
	case CONNECTOR_UNLOCK:
	case CONNECTOR_OVER: break;
	}
}

void connector_wait_tls(Connector *c)
{
	watch_one(c, tls_fd(c->tls), tls_wants(c->tls));
}

/* --- Its beginning. */

static void dial_first(Connector *c)
{
	const struct route *r = &c->route;
	const struct proxy_hop *hop = r->proxies.count ? &r->proxies.hops[0] : NULL;
	struct dial_config config = {
		.host = hop ? hop->host : r->address.host,
		.service = hop ? hop->service : r->address.service,
		.family = r->family,
		.bind_address = r->bound ? &r->bind : NULL,
		.attempt_timeout_ms = r->timeout_ms < 10000 ? r->timeout_ms : 10000,
		.total_timeout_ms = r->timeout_ms,
		.resolve = &resolver_ops,
		.resolver = dialer_resolver(c->dialer),
		.sockets = &connector_sockets,
		.sockets_self = c,
	};

	connector_note(c, "looking for %s port %s", config.host, config.service);
	c->stage = CONNECTOR_DIAL;
	c->dial = dial_new(&config, loop_now(c->loop));
	watch_dial(c);
}

/* A command or a socket on this machine: a transport at once, or never. */
static Transport *open_local(Connector *c, struct err *e)
{
	const struct route *r = &c->route;
	struct exec_config config = { .children = dialer_children(c->dialer),
				      .term = r->term,
				      .columns = r->columns,
				      .rows = r->rows,
				      .inherit_errors = !r->columns };

	if (r->address.scheme == ADDRESS_UNIX) {
		connector_note(c, "connecting to the socket %s", r->address.host);
		return unix_connect(r->address.host, e);
	}
	if (r->address.scheme == ADDRESS_EXEC) {
		config.command = r->address.host;
	} else {
		config.command = r->proxies.hops[0].command;
		config.host = r->address.host;
		config.port = r->address.service;
		config.columns = 0;
		c->hop = 1;
	}
	connector_note(c, "starting %s", config.command);
	return config.columns ? exec_pty(&config, e) : exec_pair(&config, e);
}

/* Runs in the turn after connector_start, so that its caller hears nothing from inside the call. */
static void begin(void *user)
{
	Connector *c = user;
	const struct route *r = &c->route;
	struct err e;

	if (c->stage == CONNECTOR_OVER)
		return;
	if (c->transport) {
		connector_advance(c);
		return;
	}
	if (!connector_may_be_plain(c, &e)) {
		connector_fail(c, &e);
	} else if (route_is_remote(r) &&
		   !(r->proxies.count && r->proxies.hops[0].kind == PROXY_EXEC)) {
		dial_first(c);
	} else {
		c->transport = open_local(c, &e);
		if (c->transport)
			connector_advance(c);
		else
			connector_fail(c, &e);
	}
}

static void on_resolved(void *user)
{
	Connector *c = user;

	if (c->dial)
		go_on(c);
}

static Connector *new_connector(Dialer *d, Transport *transport, struct route *route,
				const struct connector_events *events, void *user)
{
	Connector *c = mem_alloc(sizeof(*c));

	c->dialer = d;
	c->route = *route;
	*route = (struct route){ 0 };
	c->events = *events;
	c->user = user;
	c->transport = transport;
	c->live = transport && !c->route.service;
	connector_note_how(c);
	c->loop = dialer_loop(d);
	c->started = loop_now(c->loop);
	c->timer = timer_new(loop_timers(c->loop), on_due, c);
	str_init(&c->trail);
	c->client = (struct dialer_client){ on_resolved, drop, c };
	dialer_join(d, &c->client);
	loop_defer(c->loop, &c->later, begin, c);
	return c;
}

Connector *connector_start(Dialer *d, struct route *route, const struct connector_events *events,
			   void *user)
{
	return new_connector(d, NULL, route, events, user);
}

Connector *connector_upgrade(Dialer *d, Transport *transport, struct route *route,
			     const struct connector_events *events, void *user)
{
	/* The proxies are behind us. */
	proxy_chain_fini(&route->proxies);
	return new_connector(d, transport, route, events, user);
}
