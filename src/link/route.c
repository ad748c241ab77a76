#include "link/route.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "link/password-file.h"
#include "net/dial.h"
#include "net/proxy.h"
#include "base/poison.h"

bool route_is_remote(const struct route *r)
{
	return r->address.scheme != ADDRESS_UNIX && r->address.scheme != ADDRESS_EXEC;
}

void route_port(const struct address *address, char out[ROUTE_PORT])
{
	unsigned port;

	out[0] = '\0';
	if (!address->service)
		return;
	if (proxy_service_port(address->service, &port, NULL))
		snprintf(out, ROUTE_PORT, "%u", port);
	else
		snprintf(out, ROUTE_PORT, "%.7s", address->service);
}

static bool wants_tls(const struct address *address, const Options *options)
{
	enum address_scheme scheme = address->scheme;

	switch (options_tls(options)) {
	case TRI_ON: return true;
	case TRI_OFF: return scheme == ADDRESS_TLS || scheme == ADDRESS_TELNETS;
	case TRI_AUTO: break;
	}
	return scheme == ADDRESS_TLS || scheme == ADDRESS_TELNETS ||
	       (scheme == ADDRESS_HOST && address_is_port(address, 992));
}

/* Says where the proxy that can't be used was named. */
static bool blame_source(const struct route *r, bool good, struct err *e)
{
	struct err cause = *e;

	return good || err_set(e, cause.kind, "the proxy from %s can't be used: %.400s",
			       r->proxies_from, cause.text);
}

static bool proxies_from_environment(struct route *r, struct err *e)
{
	struct str url;
	unsigned port;
	bool good = true;

	/* An unknown service is told by the resolver in better words. */
	if (!proxy_service_port(r->address.service, &port, NULL))
		return true;
	str_init(&url);
	if (proxy_url_from_environment(environ, r->address.host, port, &r->proxies_from, &url))
		good = proxy_url_parse(url.text, &r->proxies, e);
	str_wipe(&url);
	str_fini(&url);
	return blame_source(r, good, e);
}

static bool choose_proxies(struct route *r, const Options *options, struct err *e)
{
	const char *proxy = options_given(options, OPTIONS_PROXY);

	if (!proxy || !route_is_remote(r))
		return true;
	if (strcmp(proxy, "auto") == 0)
		return proxies_from_environment(r, e);
	r->proxies_from = "the option proxy";
	return blame_source(r, proxy_url_parse(proxy, &r->proxies, e), e);
}

/* Gives the users of proxies that lack a password the one in the file, read anew each time. */
static bool add_proxy_password(struct route *r, const Options *options, struct err *e)
{
	const char *file = options_given(options, OPTIONS_PROXY_PASSWORD_FILE);
	struct buf password = { .secret = true };
	bool good = true;

	for (size_t i = 0; good && file && i < r->proxies.count; i++) {
		struct proxy_hop *hop = &r->proxies.hops[i];

		if (!hop->user || hop->password || hop->kind == PROXY_SOCKS4A)
			continue;
		good = buf_length(&password) || password_file_read(file, &password, e);
		if (good)
			hop->password = mem_strndup(buf_data(&password), buf_length(&password));
	}
	buf_fini(&password);
	return good;
}

/* A file that lacks is told before anything is sent, not after connecting. */
static bool check_file(const char *option, const char *file, struct err *e)
{
	if (!file || access(file, R_OK) == 0)
		return true;
	return err_set(e, ERR_USAGE, "%s: cannot read %.300s: %s", option, file, strerror(errno));
}

/* What was to be encrypted isn't sent in plain text for want of a host. */
static bool refuse_tls(const Options *options, struct err *e)
{
	enum starttls_protocol protocol;

	if (options_tls(options) != TRI_ON && !options_starttls(options, &protocol))
		return true;
	return err_set(
		e, ERR_USAGE,
		"only a connection to a host can speak TLS: for unix: and exec: leave it out "
		"(-o tls=auto -o starttls=none)");
}

static bool choose_tls(struct route *r, const Options *options, struct err *e)
{
	const char *pin = options_given(options, OPTIONS_PIN);

	if (!route_is_remote(r))
		return refuse_tls(options, e);
	r->tls = wants_tls(&r->address, options);
	r->plain_insisted = options_tls(options) == TRI_OFF;
	r->starttls = options_starttls(options, &r->protocol);
	r->tls |= r->starttls;
	r->pinned = pin != NULL;
	if (pin && !fingerprint_parse(pin, &r->pin, e))
		return false;
	r->ca_file = mem_strdup(options_given(options, OPTIONS_CA_FILE));
	r->cert_file = mem_strdup(options_given(options, OPTIONS_CERT));
	r->key_file = mem_strdup(options_given(options, OPTIONS_KEY));
	r->keylog_file = mem_strdup(options_given(options, OPTIONS_KEYLOG));
	r->alpn = mem_strdup(options_given(options, OPTIONS_ALPN));
	return !r->tls ||
	       (check_file("ca-file", r->ca_file, e) && check_file("cert", r->cert_file, e) &&
		check_file("key", r->key_file, e));
}

static bool choose_bind(struct route *r, const Options *options, struct err *e)
{
	const char *bind = options_given(options, OPTIONS_BIND);

	r->bound = bind != NULL;
	return !bind || dial_bind_parse(bind, r->family, &r->bind, e);
}

static void begin_route(struct route *r, const struct address *address, const Options *options)
{
	*r = (struct route){ 0 };
	address_copy(address, &r->address);
	route_port(address, r->port);
	r->timeout_ms = options_number(options, OPTIONS_CONNECT_TIMEOUT) * 1000;
	r->term = mem_strdup(options_value(options, OPTIONS_TERM));
}

bool route_make(struct route *r, const struct address *address, const Options *options, int family,
		unsigned columns, unsigned rows, struct err *e)
{
	begin_route(r, address, options);
	r->family = family;
	r->columns = columns;
	r->rows = rows;
	r->keepalive_s = (unsigned)options_number(options, OPTIONS_KEEPALIVE);
	r->user_timeout_s = (unsigned)options_number(options, OPTIONS_USER_TIMEOUT);
	if (choose_tls(r, options, e) && choose_proxies(r, options, e) &&
	    add_proxy_password(r, options, e) && choose_bind(r, options, e))
		return true;
	route_fini(r);
	return false;
}

bool route_make_tls(struct route *r, const struct address *address, const Options *options,
		    struct err *e)
{
	begin_route(r, address, options);
	if (choose_tls(r, options, e))
		return true;
	route_fini(r);
	return false;
}

void route_fini(struct route *r)
{
	address_fini(&r->address);
	proxy_chain_fini(&r->proxies);
	free(r->ca_file);
	free(r->cert_file);
	free(r->key_file);
	free(r->keylog_file);
	free(r->alpn);
	free(r->term);
	*r = (struct route){ 0 };
}
