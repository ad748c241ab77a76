#include "net/proxy-url.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "net/address-text.h"
#include "net/address.h"
#include "net/idn.h"
#include "base/poison.h"

enum {
	PROXY_URL_MAX = 4096, /* bytes of a chain */
	PROXY_URL_SECRET_MAX = 255, /* bytes of a user, of a password: RFC 1929 section 2 */
};

static const struct scheme {
	const char *name;
	enum proxy_kind kind;
	const char *service; /* the default port */
} schemes[] = {
	/* The first of each kind is the one shown. */
	{ "socks5", PROXY_SOCKS5, "1080" }, { "socks5h", PROXY_SOCKS5, "1080" },
	{ "socks", PROXY_SOCKS5, "1080" },  { "socks4a", PROXY_SOCKS4A, "1080" },
	{ "http", PROXY_HTTP, "8080" },
};

enum { SCHEMES = sizeof(schemes) / sizeof(*schemes) };

static const char exec_prefix[] = "exec:";

static void free_secret(char *text)
{
	if (text)
		mem_wipe(text, strlen(text));
	free(text);
}

void proxy_hop_fini(struct proxy_hop *h)
{
	free(h->host);
	free(h->service);
	free_secret(h->user);
	free_secret(h->password);
	free_secret(h->command);
	*h = (struct proxy_hop){ 0 };
}

void proxy_chain_fini(struct proxy_chain *c)
{
	while (c->count)
		proxy_hop_fini(&c->hops[--c->count]);
}

void proxy_hop_copy(const struct proxy_hop *from, struct proxy_hop *to)
{
	*to = (struct proxy_hop){
		.kind = from->kind,
		.host = mem_strdup(from->host),
		.service = mem_strdup(from->service),
		.user = mem_strdup(from->user),
		.password = mem_strdup(from->password),
		.command = mem_strdup(from->command),
	};
}

static const struct scheme *scheme_of(enum proxy_kind kind)
{
	const struct scheme *s = schemes;

	while (s->kind != kind)
		s++;
	return s;
}

void proxy_hop_format(const struct proxy_hop *h, struct str *out)
{
	char shown[IDN_SHOWN];
	bool ipv6;

	if (h->kind == PROXY_EXEC) {
		str_append_format(out, "%s%s", exec_prefix, h->command);
		return;
	}
	ipv6 = strchr(h->host, ':');
	str_append_format(out, "%s://%s%s%s:%s", scheme_of(h->kind)->name, ipv6 ? "[" : "",
			  idn_shown(h->host, shown), ipv6 ? "]" : "", h->service);
}

static bool is_exec(const char *text)
{
	return !strncasecmp(text, exec_prefix, sizeof(exec_prefix) - 1);
}

/* Where the element of a chain that begins `text` ends: before a comma and a scheme. */
static size_t hop_length(const char *text)
{
	size_t n = 0;

	if (is_exec(text))
		return strlen(text);
	for (; text[n]; n++)
		if (text[n] == ',' &&
		    (address_text_scheme_length(text + n + 1) || is_exec(text + n + 1)))
			break;
	return n;
}

/* The `n` bytes of an element, which may be anything. */
static void mask_hop(const char *text, size_t n, struct str *out)
{
	const char *url = is_exec(text) ? NULL : memmem(text, n, "://", 3);
	const char *user = url ? url + 3 : text + n;
	const char *at = memrchr(user, '@', n - (size_t)(user - text));
	const char *colon = at ? memchr(user, ':', (size_t)(at - user)) : NULL;

	if (!colon) {
		str_append(out, text, n);
		return;
	}
	str_append(out, text, (size_t)(colon + 1 - text));
	str_append_string(out, "***");
	str_append(out, at, n - (size_t)(at - text));
}

void proxy_url_mask(const char *text, struct str *out)
{
	for (;;) {
		size_t n = hop_length(text);

		mask_hop(text, n, out);
		if (!text[n])
			return;
		str_append_char(out, ',');
		text += n + 1;
	}
}

bool proxy_url_has_password(const char *text)
{
	const char *url = strstr(text, "://");
	const char *at = url ? strrchr(url, '@') : NULL;
	const char *colon = at ? strchr(url + strlen("://"), ':') : NULL;

	return colon && colon < at;
}

static bool find_scheme(const char *text, const struct scheme **found, struct err *e)
{
	size_t n = address_text_scheme_length(text);

	for (*found = schemes; n && *found < schemes + SCHEMES; (*found)++)
		if (strlen((*found)->name) == n && !strncasecmp((*found)->name, text, n))
			return true;
	if (n == strlen("socks4") && !strncasecmp(text, "socks4", n))
		return err_set(e, ERR_USAGE,
			       "socks4:// can't pass on names: use socks4a:// or socks5://");
	if (n == strlen("https") && !strncasecmp(text, "https", n))
		return err_set(e, ERR_USAGE,
			       "a proxy that is itself reached by TLS (https://) is not supported: "
			       "use http:// or socks5://");
	if (n)
		return err_set(e, ERR_USAGE,
			       "\"%.*s://\" is no kind of proxy that is known here (socks5://, "
			       "socks4a://, http:// or exec:)",
			       n < 40 ? (int)n : 40, text);
	return err_set(e, ERR_USAGE,
		       "a proxy is written socks5://HOST:PORT, socks4a://HOST:PORT, "
		       "http://HOST:PORT or exec:COMMAND");
}

/* Decodes one half of the user information. */
static char *decode(const char *text, size_t n, const char *what, struct err *e)
{
	char *decoded = address_text_decode(text, n);

	if (!decoded)
		err_set(e, ERR_USAGE, "the proxy's %s has a bad %% escape in it", what);
	else if (strlen(decoded) > PROXY_URL_SECRET_MAX)
		err_set(e, ERR_USAGE, "the proxy's %s is longer than %d bytes", what,
			PROXY_URL_SECRET_MAX);
	else
		return decoded;
	free_secret(decoded);
	return NULL;
}

static bool parse_user(const char *text, size_t n, struct proxy_hop *h, struct err *e)
{
	const char *colon = memchr(text, ':', n);
	size_t user = colon ? (size_t)(colon - text) : n;

	if (!user)
		return err_set(e, ERR_USAGE, "the proxy's user is missing before \"%c\"",
			       colon ? ':' : '@');
	if (colon && h->kind == PROXY_SOCKS4A)
		return err_set(e, ERR_USAGE, "SOCKS4 knows no password: use socks5://");
	h->user = decode(text, user, "user", e);
	if (!h->user)
		return false;
	if (h->kind == PROXY_HTTP && strchr(h->user, ':'))
		return err_set(e, ERR_USAGE, "the user for an HTTP proxy can't have a colon in it");
	if (colon)
		h->password = decode(colon + 1, n - user - 1, "password", e);
	return !colon || h->password;
}

/* Whether a port follows the host. */
static bool has_port(const char *host)
{
	const char *bracket = strrchr(host, ']');

	return strchr(bracket ? bracket : host, ':');
}

/* With `quoting` the cause quotes `text`, which then can't have a secret in it. */
static bool parse_host(const char *text, const char *service, bool quoting, struct proxy_hop *h,
		       struct err *e)
{
	struct address address;
	struct err cause;
	struct str url;
	bool ok;

	str_init(&url);
	str_append_format(&url, "tcp://%s", text);
	if (strpbrk(text, "/?#"))
		ok = err_set(&cause, ERR_USAGE, "a proxy has only a host and a port, no path");
	else
		ok = address_parse(url.text, has_port(text) ? NULL : service, &address, &cause);
	str_fini(&url);
	if (!ok && quoting)
		return err_set(e, ERR_USAGE, "the proxy is not understood: %.400s", cause.text);
	if (!ok)
		return err_set(e, ERR_USAGE,
			       "the proxy's host or port is not understood; in a user or password "
			       "write %%40 for \"@\", %%2F for \"/\" and %%2C for a comma");
	h->host = address.host;
	h->service = address.service;
	address.host = address.service = NULL;
	address_fini(&address);
	return true;
}

/* One element, without what separates it. */
static bool parse_hop(char *text, bool quoting, struct proxy_hop *h, struct err *e)
{
	const struct scheme *scheme;
	size_t n = strlen(text);
	char *host, *at;

	if (is_exec(text)) {
		h->kind = PROXY_EXEC;
		h->command = mem_strdup(text + sizeof(exec_prefix) - 1);
		return h->command[strspn(h->command, " \t")] ||
		       err_set(e, ERR_USAGE, "the command is missing: exec:COMMAND");
	}
	if (!find_scheme(text, &scheme, e))
		return false;
	h->kind = scheme->kind;
	host = text + address_text_scheme_length(text) + strlen("://");
	at = strrchr(host, '@');
	if (at && !parse_user(host, (size_t)(at - host), h, e))
		return false;
	host = at ? at + 1 : host;
	if (*host && text[n - 1] == '/')
		text[n - 1] = '\0';
	if (!*host)
		return err_set(e, ERR_USAGE, "the proxy's host is missing: %s://HOST:PORT",
			       scheme->name);
	return parse_host(host, scheme->service, quoting, h, e);
}

static bool parse_chain(char *text, bool quoting, struct proxy_chain *out, struct err *e)
{
	size_t n = hop_length(text);
	bool more = text[n];

	if (out->count == PROXY_CHAIN_MAX)
		return err_set(e, ERR_USAGE, "more than %d proxies in a chain", PROXY_CHAIN_MAX);
	text[n] = '\0';
	if (is_exec(text) && out->count)
		return err_set(e, ERR_USAGE,
			       "exec: is not possible after another proxy: its command begins on "
			       "this machine");
	if (!parse_hop(text, quoting, &out->hops[out->count++], e))
		return false;
	return !more || parse_chain(text + n + 1, quoting, out, e);
}

bool proxy_url_parse(const char *text, struct proxy_chain *out, struct err *e)
{
	size_t n = strnlen(text, PROXY_URL_MAX + 1);
	char *copy;
	bool ok;

	*out = (struct proxy_chain){ 0 };
	if (n > PROXY_URL_MAX)
		return err_set(e, ERR_USAGE, "the proxy is longer than %d bytes", PROXY_URL_MAX);
	if (!n)
		return err_set(e, ERR_USAGE, "the proxy is empty");
	if (address_text_has_control(text))
		return err_set(e, ERR_USAGE, "the proxy has a control character in it");
	copy = mem_strndup(text, n);
	ok = parse_chain(copy, !strchr(text, '@'), out, e);
	mem_wipe(copy, n);
	free(copy);
	if (!ok)
		proxy_chain_fini(out);
	return ok;
}
