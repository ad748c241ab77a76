#include "net/address.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "net/address-text.h"
#include "net/idn.h"
#include "base/poison.h"

enum {
	ADDRESS_HOST_MAX = 255,
	ADDRESS_USER_MAX = 64,
	ADDRESS_SERVICE_MAX = 32,
};

struct scheme {
	const char *name;
	const char *service; /* the default; NULL: a port must be given */
};

static const struct scheme schemes[] = {
	[ADDRESS_HOST] = { NULL, "23" },          [ADDRESS_TELNET] = { "telnet", "23" },
	[ADDRESS_TELNETS] = { "telnets", "992" }, [ADDRESS_TCP] = { "tcp", NULL },
	[ADDRESS_TLS] = { "tls", NULL },          [ADDRESS_UNIX] = { "unix", NULL },
	[ADDRESS_EXEC] = { "exec", NULL },
};

static bool is_url(const struct address *a)
{
	return a->scheme != ADDRESS_HOST;
}

static bool check_host(const char *host, struct err *e)
{
	size_t n = strlen(host);

	if (!n)
		return err_set(e, ERR_USAGE,
			       "the host is missing: write HOST, HOST:PORT or HOST PORT");
	if (n > ADDRESS_HOST_MAX)
		return err_set(e, ERR_USAGE, "the host name is longer than %d bytes",
			       ADDRESS_HOST_MAX);
	if (*host == '-')
		return err_set(e, ERR_USAGE, "a host name can't begin with \"-\": \"%s\"", host);
	for (const char *c = host; *c; c++)
		if ((unsigned char)*c < 0x80 && !address_text_is_alnum(*c) && !strchr("-._", *c))
			return err_set(e, ERR_USAGE, "a host name can't have \"%c\" in it: \"%s\"",
				       *c, host);
	return true;
}

/* Takes the `n` bytes at `text` as the host's name: its A-label, whatever it is written as. */
static bool parse_name(const char *text, size_t n, struct address *out, struct err *e)
{
	char *typed = mem_strndup(text, n);
	struct str host;
	bool good;

	str_init(&host);
	/* A character outside ASCII may stand for one that no name has. */
	good = check_host(typed, e) && idn_encode(typed, &host, e) && check_host(host.text, e);
	free(typed);
	out->host = str_take(&host);
	return good;
}

/* A URL writes the % before a zone as %25 (RFC 6874); `[fe80::1%eth0]` is understood too. */
static char *copy_ipv6(const struct address *a, const char *text, size_t n)
{
	const char *percent = memchr(text, '%', n);
	size_t before = percent ? (size_t)(percent - text) + 1 : n;
	size_t skip = is_url(a) && n > before + 2 && !strncmp(text + before, "25", 2) ? 2 : 0;
	struct str host;

	str_init(&host);
	str_append(&host, text, before);
	str_append(&host, text + before + skip, n - before - skip);
	return str_take(&host);
}

static bool is_service_name(const char *text)
{
	bool letter = false;

	if (!address_text_is_alnum(*text))
		return false;
	for (const char *c = text; *c; c++) {
		if (!address_text_is_alnum(*c) && !strchr("-._+", *c))
			return false;
		letter = letter || address_text_is_alpha(*c);
	}
	return letter && strlen(text) <= ADDRESS_SERVICE_MAX;
}

static bool parse_port(const char *text, struct address *out, struct err *e)
{
	struct str service;
	long long number;

	if (!address_text_check("port", text, e))
		return false;
	if (!*text)
		return err_set(e, ERR_USAGE, "the port is missing after \":\"");
	if (is_service_name(text)) {
		out->service = mem_strdup(text);
		return true;
	}
	if (!address_text_is_digit(*text) || !str_to_number(text, 1, 65535, &number))
		return err_set(e, ERR_USAGE,
			       "\"%s\" is not a port: use a number from 1 to 65535 or a service "
			       "name",
			       address_text_shown(text));
	str_init(&service);
	str_append_format(&service, "%lld", number);
	out->service = str_take(&service);
	return true;
}

/* `inner` is what followed a colon in the destination, `port` the second argument; either NULL. */
static bool parse_ports(const char *inner, const char *port, struct address *out, struct err *e)
{
	const struct scheme *scheme = &schemes[out->scheme];

	if (inner && port)
		return err_set(e, ERR_USAGE,
			       "the port is given twice: in the destination and after it");
	if (inner)
		return parse_port(inner, out, e);
	if (port && !*port)
		return err_set(e, ERR_USAGE, "the port is empty");
	if (port)
		return parse_port(port, out, e);
	if (!scheme->service)
		return err_set(e, ERR_USAGE, "%s:// needs a port: %s://HOST:PORT", scheme->name,
			       scheme->name);
	out->service = mem_strdup(scheme->service);
	return true;
}

static bool parse_bracketed(const char *text, const char *port, struct address *out, struct err *e)
{
	const char *end = strchr(text, ']');
	size_t n;

	if (!end)
		return err_set(e, ERR_USAGE,
			       "the bracket after the IPv6 address is missing: [::1]:23");
	n = (size_t)(end - text) - 1;
	out->host = copy_ipv6(out, text + 1, n);
	if (!address_text_is_ipv6(out->host))
		return err_set(e, ERR_USAGE,
			       "\"%s\" is not an IPv6 address: only those go in brackets",
			       address_text_shown(out->host));
	if (end[1] && end[1] != ':')
		return err_set(e, ERR_USAGE,
			       "only \":PORT\" can follow the bracket, as in [::1]:23");
	return parse_ports(end[1] ? end + 2 : NULL, port, out, e);
}

/* HOST, HOST:PORT, [V6], [V6]:PORT, and outside URLs a bare V6. */
static bool parse_host(const char *text, const char *port, struct address *out, struct err *e)
{
	const char *colon = strchr(text, ':');

	if (*text == '[')
		return parse_bracketed(text, port, out, e);
	if (colon && strchr(colon + 1, ':')) {
		if (!address_text_is_ipv6(text))
			return err_set(e, ERR_USAGE,
				       "\"%s\" has too many colons: an IPv6 address with a port "
				       "is written in brackets, as in [::1]:23",
				       address_text_shown(text));
		if (is_url(out))
			return err_set(e, ERR_USAGE,
				       "an IPv6 address in a URL is written in brackets: [%s]",
				       text);
		out->host = mem_strdup(text);
		return parse_ports(NULL, port, out, e);
	}
	return parse_name(text, colon ? (size_t)(colon - text) : strlen(text), out, e) &&
	       parse_ports(colon ? colon + 1 : NULL, port, out, e);
}

static bool parse_user(const char *text, size_t n, struct address *out, struct err *e)
{
	out->user = address_text_decode(text, n);
	if (!out->user)
		return err_set(e, ERR_USAGE, "the user in the URL has a bad %% escape in it");
	if (!*out->user)
		return err_set(e, ERR_USAGE, "the user is missing before \"@\"");
	if (strlen(out->user) > ADDRESS_USER_MAX)
		return err_set(e, ERR_USAGE, "the user is longer than %d bytes", ADDRESS_USER_MAX);
	if (!address_text_check("user", out->user, e))
		return false;
	if (*out->user == '-')
		return err_set(e, ERR_USAGE, "a user name can't begin with \"-\"");
	return true;
}

static bool parse_url(const char *rest, const char *port, struct address *out, struct err *e)
{
	const char *at = strrchr(rest, '@');
	char *host;
	size_t n;
	bool ok;

	if (at && !parse_user(rest, (size_t)(at - rest), out, e))
		return false;
	rest = at ? at + 1 : rest;
	n = strlen(rest);
	if (n && rest[n - 1] == '/')
		n--;
	host = mem_strndup(rest, n);
	if (strpbrk(host, "/?#"))
		ok = err_set(e, ERR_USAGE, "a %s:// URL has only a host and a port, no path",
			     schemes[out->scheme].name);
	else
		ok = parse_host(host, port, out, e);
	free(host);
	return ok;
}

/* unix:PATH and exec:COMMAND. */
static bool parse_local(const char *rest, const char *port, struct address *out, struct err *e)
{
	bool unix_path = out->scheme == ADDRESS_UNIX;

	if (!*rest)
		return err_set(e, ERR_USAGE,
			       unix_path ? "the path is missing: unix:PATH" :
					   "the command is missing: exec:COMMAND");
	if (address_text_has_control(rest))
		return err_set(e, ERR_USAGE, "the %s has a control character in it",
			       unix_path ? "path" : "command");
	if (port)
		return err_set(e, ERR_USAGE, "%s: takes no port", schemes[out->scheme].name);
	out->host = mem_strdup(rest);
	return true;
}

static bool find_scheme(const char *text, size_t n, enum address_scheme *scheme)
{
	for (size_t i = ADDRESS_TELNET; i < sizeof(schemes) / sizeof(*schemes); i++) {
		if (strlen(schemes[i].name) == n && !strncasecmp(schemes[i].name, text, n)) {
			*scheme = (enum address_scheme)i;
			return true;
		}
	}
	return false;
}

/* Every user of the machine can read a password on a command line in `ps`. */
static bool refuse_password(const char *rest, bool url, struct err *e)
{
	const char *at = strrchr(rest, '@');
	const char *colon = strchr(rest, ':');

	if (at && colon && colon < at)
		return err_set(e, ERR_USAGE,
			       "a password in the destination is refused, since other users of "
			       "this machine could see it: leave it out and type it when asked");
	if (at && !url)
		return err_set(e, ERR_USAGE,
			       "\"@\" belongs in a URL, as in telnet://USER@HOST, or use -l USER");
	return true;
}

static bool parse_any(const char *text, const char *port, struct address *out, struct err *e)
{
	size_t n = strcspn(text, ":");

	if (text[n] && find_scheme(text, n, &out->scheme) && out->scheme >= ADDRESS_UNIX)
		return parse_local(text + n + 1, port, out, e);
	out->scheme = ADDRESS_HOST;
	if (!address_text_check("destination", text, e))
		return false;
	n = address_text_scheme_length(text);
	if (!refuse_password(n ? text + n + 3 : text, n > 0, e))
		return false;
	if (!n)
		return parse_host(text + (strncmp(text, "//", 2) ? 0 : 2), port, out, e);
	if (find_scheme(text, n, &out->scheme))
		return parse_url(text + n + 3, port, out, e);
	return err_set(e, ERR_USAGE,
		       "\"%.*s://\" is not a scheme known here: use telnet://, telnets://, tcp://, "
		       "tls://, unix: or exec:",
		       n > 32 ? 32 : (int)n, text);
}

bool address_parse(const char *destination, const char *port, struct address *out, struct err *e)
{
	*out = (struct address){ 0 };
	if (parse_any(destination, port, out, e))
		return true;
	address_fini(out);
	return false;
}

void address_fini(struct address *a)
{
	free(a->host);
	free(a->service);
	free(a->user);
	*a = (struct address){ 0 };
}

void address_copy(const struct address *from, struct address *to)
{
	*to = (struct address){
		.scheme = from->scheme,
		.host = mem_strdup(from->host),
		.service = mem_strdup(from->service),
		.user = mem_strdup(from->user),
	};
}

bool address_is_port(const struct address *a, unsigned port)
{
	long long number;

	if (!a->service)
		return false;
	if (str_to_number(a->service, 1, 65535, &number))
		return number == (long long)port;
	return (port == 23 && !strcmp(a->service, "telnet")) ||
	       (port == 992 && !strcmp(a->service, "telnets"));
}

static void format_user(const char *user, struct str *out)
{
	address_text_encode(user, out);
	str_append_char(out, '@');
}

static void format_ipv6(const struct address *a, struct str *out)
{
	size_t n = strcspn(a->host, "%");

	str_append_char(out, '[');
	str_append(out, a->host, n);
	if (a->host[n]) {
		str_append_string(out, is_url(a) ? "%25" : "%");
		str_append_string(out, a->host + n + 1);
	}
	str_append_char(out, ']');
}

void address_format(const struct address *a, struct str *out)
{
	const struct scheme *scheme = &schemes[a->scheme];
	char shown[IDN_SHOWN];
	enum address_scheme named;
	bool ipv6;

	if (!a->host)
		return;
	if (a->scheme >= ADDRESS_UNIX) {
		str_append_format(out, "%s:%s", scheme->name, a->host);
		return;
	}
	ipv6 = address_text_is_ipv6(a->host);
	if (is_url(a))
		str_append_format(out, "%s://", scheme->name);
	else if (find_scheme(a->host, strlen(a->host), &named) && named >= ADDRESS_UNIX)
		str_append_string(out, "//"); /* or unix:23 would be a path */
	if (is_url(a) && a->user)
		format_user(a->user, out);
	if (ipv6)
		format_ipv6(a, out);
	else
		str_append_string(out, idn_shown(a->host, shown));
	if (!a->service ||
	    (scheme->service && !strcmp(a->service, scheme->service) && (is_url(a) || !ipv6)))
		return;
	str_append_format(out, ":%s", a->service);
}
