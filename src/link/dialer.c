#include "link/connector.h"

#include <errno.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "link/connector-internal.h"
#include "loop/timer.h"
#include "base/mem.h"
#include "net/tcp.h"
#include "base/poison.h"

static void on_answers(void *user, short revents)
{
	Dialer *d = user;

	(void)revents;
	resolver_dispatch(d->resolver);
	for (size_t i = 0; i < d->count; i++) {
		if (d->connectors[i]->dial)
			connect_go_on(d->connectors[i]);
	}
}

static void on_children_due(void *user)
{
	dialer_reap(user);
}

static void on_children_changed(void *user)
{
	Dialer *d = user;

	if (d->children_timer)
		timer_set(d->children_timer, children_deadline(d->children));
}

Dialer *dialer_new(Loop *loop, const char *pins_file, struct err *e)
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
	d->children_timer = timer_new(loop_timers(loop), on_children_due, d);
	d->children = children_new(on_children_changed, d);
	d->trust = trust_new(pins_file);
	str_init(&d->tls_files);
	return d;
}

void dialer_free(Dialer *d)
{
	if (!d)
		return;
	while (d->count)
		connect_drop(d->connectors[0]);
	children_free(d->children);
	timer_free(d->children_timer);
	loop_unwatch(d->loop, d->watch);
	resolver_free(d->resolver);
	trust_free(d->trust);
	tls_context_free(d->tls);
	str_fini(&d->tls_files);
	free(d->demos);
	free(d->connectors);
	free(d);
}

void dialer_reap(Dialer *d)
{
	size_t kept = 0;

	children_step(d->children, loop_now(d->loop));
	timer_set(d->children_timer, children_deadline(d->children));
	for (size_t i = 0; i < d->demo_count; i++) {
		if (waitpid(d->demos[i], NULL, WNOHANG) == 0)
			d->demos[kept++] = d->demos[i];
	}
	d->demo_count = kept;
}

Children *dialer_children(Dialer *d)
{
	return d->children;
}

Trust *dialer_trust(Dialer *d)
{
	return d->trust;
}

bool dialer_load_trust(Dialer *d, struct err *e)
{
	if (!d->trust_loaded) {
		d->trust_loaded = true;
		trust_load(d->trust, &d->trust_error);
	}
	if (d->trust_error.kind == ERR_NONE)
		return true;
	*e = d->trust_error;
	e->kind = ERR_TLS;
	return false;
}

void dialer_add(Dialer *d, Connector *c)
{
	d->connectors = mem_resize(d->connectors, d->count + 1, sizeof(Connector *));
	d->connectors[d->count++] = c;
}

void dialer_forget(Dialer *d, Connector *c)
{
	for (size_t i = 0; i < d->count; i++) {
		if (d->connectors[i] == c) {
			d->connectors[i] = d->connectors[--d->count];
			return;
		}
	}
}

static void append_file(struct str *out, const char *file)
{
	str_append_format(out, "%s\n", file ? file : "");
}

/* One context serves as long as its files are the same: it resumes sessions, and stays unlocked. */
TlsContext *dialer_tls(Dialer *d, const struct route *r, struct err *e)
{
	struct tls_context_config config = { .ca_file = r->ca_file,
					     .cert_file = r->cert_file,
					     .key_file = r->key_file,
					     .keylog_file = r->keylog_file };
	struct str files;

	str_init(&files);
	append_file(&files, r->ca_file);
	append_file(&files, r->cert_file);
	append_file(&files, r->key_file);
	append_file(&files, r->keylog_file);
	if (d->tls && strcmp(files.text, d->tls_files.text) == 0) {
		str_fini(&files);
		return d->tls;
	}
	tls_context_free(d->tls);
	d->tls = tls_context_new(&config, e);
	str_fini(&d->tls_files);
	d->tls_files = files;
	return d->tls;
}

/* --- Sockets that tell the story. */

static int begin_socket(void *self, const struct resolve_address *to)
{
	char host[NI_MAXHOST] = "?";
	const struct route *r = &((Connector *)self)->route;
	int fd = dial_real_sockets.begin(r->bound ? (void *)&r->bind : NULL, to);

	getnameinfo((const struct sockaddr *)&to->addr, to->length, host, sizeof(host), NULL, 0,
		    NI_NUMERICHOST);
	connect_tell(self, fd < 0 ? "trying %s: impossible here" : "trying %s", host);
	return fd;
}

static int finish_socket(void *self, int fd)
{
	int result = dial_real_sockets.finish(NULL, fd);

	if (result && result != EINPROGRESS)
		connect_tell(self, "an attempt failed: %s", strerror(result));
	return result;
}

static void close_socket(void *self, int fd)
{
	(void)self;
	dial_real_sockets.close(NULL, fd);
}

const struct dial_sockets connect_sockets = { begin_socket, finish_socket, close_socket };

/* --- The demo, and the wire. */

Transport *connect_demo(Dialer *d, connect_demo_fn *spawn, struct err *e)
{
	pid_t child;
	int fd = spawn(&child, e);

	if (fd < 0)
		return NULL;
	d->demos = mem_resize(d->demos, d->demo_count + 1, sizeof(*d->demos));
	d->demos[d->demo_count++] = child;
	return fd_transport(fd);
}

static bool is_raw_scheme(enum address_scheme scheme)
{
	return scheme == ADDRESS_TCP || scheme == ADDRESS_TLS || scheme == ADDRESS_UNIX ||
	       scheme == ADDRESS_EXEC;
}

static enum telnet_protocol first_protocol(const struct address *address, const Options *options)
{
	enum address_scheme scheme = address->scheme;

	switch (options_number(options, OPTIONS_PROTOCOL)) {
	case 1: return TELNET_PROTOCOL_TELNET;
	case 2: return TELNET_PROTOCOL_RAW;
	default: break;
	}
	if (is_raw_scheme(scheme))
		return TELNET_PROTOCOL_RAW;
	if (scheme != ADDRESS_HOST || address_is_port(address, 23) || address_is_port(address, 992))
		return TELNET_PROTOCOL_TELNET;
	return TELNET_PROTOCOL_UNDECIDED;
}

/* Whether what is sent over `t` in plain text can be read by strangers on the way. */
static bool is_exposed(const Transport *t)
{
	struct sockaddr_storage peer = { .ss_family = AF_UNSPEC };
	socklen_t length = sizeof(peer);

	if (tls_transport_report(t) || transport_fd(t) < 0 ||
	    getpeername(transport_fd(t), (struct sockaddr *)&peer, &length) < 0)
		return false;
	return address_is_public((const struct sockaddr *)&peer);
}

struct session_wire connect_wire(const struct address *address, const Transport *t, bool raw,
				 const Options *options)
{
	bool remote = address && address->service;
	bool port_23 = remote && address_is_port(address, 23);
	long initiate = options_number(options, OPTIONS_INITIATE);
	struct session_wire wire = {
		.term = options_value(options, OPTIONS_TERM),
		.terminal_port = port_23 || (remote && address_is_port(address, 992)),
		.exec = address && address->scheme == ADDRESS_EXEC,
		.exposed = is_exposed(t),
		.starttls = remote && !tls_transport_report(t),
		.protocol = !address ? TELNET_PROTOCOL_TELNET :
			    raw      ? TELNET_PROTOCOL_RAW :
				       first_protocol(address, options),
	};

	wire.initiate = wire.protocol != TELNET_PROTOCOL_RAW &&
			(initiate == 1 || (initiate == 0 && port_23));
	return wire;
}
