/* What the environment says about proxies: ALL_PROXY and NO_PROXY. */
#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "net/address-text.h"
#include "net/idn.h"
#include "net/proxy-url.h"
#include "base/poison.h"

enum {
	TEXT_MAX = 256, /* a longer rule matches nothing */
	ADDRESS_BYTES = 16,
};

/* An address as bytes; `length` 4 or 16, 0 = it is a name. */
struct literal {
	unsigned char bytes[ADDRESS_BYTES];
	size_t length;
};

/* Who is asked about. */
struct target {
	char host[TEXT_MAX]; /* without a zone, without a dot at its end */
	struct literal literal;
	unsigned port;
};

static struct literal parse_literal(const char *text)
{
	struct literal l = { .length = 0 };

	if (inet_pton(AF_INET, text, l.bytes) == 1)
		l.length = 4;
	else if (inet_pton(AF_INET6, text, l.bytes) == 1)
		l.length = 16;
	return l;
}

static bool target_init(struct target *t, const char *host, unsigned port)
{
	size_t n = strcspn(host, "%");

	while (n && host[n - 1] == '.')
		n--;
	if (n >= sizeof(t->host))
		return false;
	memcpy(t->host, host, n);
	t->host[n] = '\0';
	t->literal = parse_literal(t->host);
	t->port = port;
	return true;
}

/* Whether the first `bits` of two addresses of one length are the same. */
static bool same_network(const struct literal *a, const struct literal *b, size_t bits)
{
	size_t whole = bits / 8;
	unsigned rest = (unsigned)(bits % 8);

	if (a->length != b->length || bits > a->length * 8)
		return false;
	if (memcmp(a->bytes, b->bytes, whole) != 0)
		return false;
	return !rest || !((a->bytes[whole] ^ b->bytes[whole]) >> (8 - rest));
}

/* `network` is the text before the slash, `bits` what follows it. */
static bool match_network(const struct target *t, const char *network, const char *bits)
{
	struct literal l = parse_literal(network);
	long long n;

	return l.length && str_to_number(bits, 0, (long long)l.length * 8, &n) &&
	       same_network(&l, &t->literal, (size_t)n);
}

/* Whether the name is `suffix` (an A-label) or ends with a dot and `suffix`. */
static bool match_suffix(const struct target *t, const char *suffix)
{
	size_t host = strlen(t->host), n = strlen(suffix);

	while (n && suffix[n - 1] == '.')
		n--;
	if (!n || n > host || strncasecmp(t->host + host - n, suffix, n) != 0)
		return false;
	return n == host || t->host[host - n - 1] == '.';
}

static bool match_name(const struct target *t, const char *rule)
{
	struct str suffix;
	bool good;

	if (*rule == '*' && rule[1] == '.')
		rule++;
	if (*rule == '.')
		rule++;
	str_init(&suffix);
	good = idn_encode(rule, &suffix, NULL) && match_suffix(t, suffix.text);
	str_fini(&suffix);
	return good;
}

/* Cuts the port off `rule`; false if it is another one than the target's. */
static bool match_port(const struct target *t, char *rule)
{
	char *colon = strrchr(rule, ':');
	long long port;

	if (!colon || (*rule == '[' ? colon[-1] != ']' : strchr(rule, ':') != colon))
		return true;
	*colon = '\0';
	return str_to_number(colon + 1, 1, 65535, &port) && port == (long long)t->port;
}

static bool match(const struct target *t, char *rule)
{
	char *slash = strchr(rule, '/');
	struct literal literal;
	size_t n;

	if (!strcmp(rule, "*"))
		return true;
	if (slash) {
		*slash = '\0';
		return match_network(t, rule, slash + 1);
	}
	if (!match_port(t, rule))
		return false;
	n = strlen(rule);
	if (n > 1 && *rule == '[' && rule[n - 1] == ']') {
		rule[n - 1] = '\0';
		rule++;
	}
	literal = parse_literal(rule);
	if (literal.length || t->literal.length)
		return literal.length && same_network(&literal, &t->literal, literal.length * 8);
	return match_name(t, rule);
}

bool proxy_url_is_exempt(const char *rules, const char *host, unsigned port)
{
	static const char separators[] = ", \t\r\n";
	struct target t;
	char rule[TEXT_MAX];

	if (!rules || !target_init(&t, host, port))
		return false;
	while (*(rules += strspn(rules, separators))) {
		size_t n = strcspn(rules, separators);

		if (n < sizeof(rule)) {
			memcpy(rule, rules, n);
			rule[n] = '\0';
			if (match(&t, rule))
				return true;
		}
		rules += n;
	}
	return false;
}

/* The value of the variable `name`; NULL if there is none or it is empty. */
static const char *find_variable(char *const *environment, const char *name)
{
	size_t n = strlen(name);

	for (; *environment; environment++)
		if (!strncmp(*environment, name, n) && (*environment)[n] == '=')
			return (*environment)[n + 1] ? *environment + n + 1 : NULL;
	return NULL;
}

static const char *find_either(char *const *environment, const char *lower, const char *upper)
{
	const char *value = find_variable(environment, lower);

	return value ? value : find_variable(environment, upper);
}

bool proxy_url_from_environment(char *const *environment, const char *host, unsigned port,
				const char **variable, struct str *out)
{
	const char *proxy = find_variable(environment, "all_proxy");
	const char *exempt = find_either(environment, "no_proxy", "NO_PROXY");

	*variable = proxy ? "all_proxy" : "ALL_PROXY";
	if (!proxy)
		proxy = find_variable(environment, "ALL_PROXY");
	if (!proxy || proxy_url_is_exempt(exempt, host, port))
		return false;
	/* Other programs read this variable too: exec: in it names no command to run. */
	if (!address_text_scheme_length(proxy))
		str_append_string(out, "http://");
	str_append_string(out, proxy);
	return true;
}
