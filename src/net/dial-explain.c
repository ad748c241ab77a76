#include "net/dial-explain.h"

#include <errno.h>
#include <netdb.h>
#include <string.h>

#include "net/idn.h"
#include "base/poison.h"

enum { DIAL_EXPLAIN_SHOWN = 3 }; /* addresses named for each cause */

/* In the order in which they decide what to advise. */
enum cause {
	CAUSE_REFUSED,
	CAUSE_FORBIDDEN,
	CAUSE_UNREACHABLE,
	CAUSE_LOCAL,
	CAUSE_TIMEOUT,
	CAUSE_COUNT,
};

struct cause_text {
	enum err_kind kind;
	const char *what; /* NULL = as strerror says it */
	const char *whom; /* between it and the addresses */
	const char *advice;
};

static const struct cause_text causes[CAUSE_COUNT] = {
	[CAUSE_REFUSED] = { ERR_REFUSED, "refused", "by",
			    "check the port, and that the service is running there" },
	[CAUSE_FORBIDDEN] = { ERR_REFUSED, "blocked by a firewall", "on the way to",
			      "ask whoever runs this network" },
	[CAUSE_UNREACHABLE] = { ERR_REFUSED, "no route", "to",
				"check the address and the network" },
	[CAUSE_LOCAL] = { ERR_OTHER, NULL, NULL,
			  "free some of it on this machine, for example by closing sessions" },
	[CAUSE_TIMEOUT] = { ERR_TIMEOUT, "no answer", "from",
			    "check that the host is up and that no firewall is in the way" },
};

static enum cause cause_of(int error)
{
	switch (error) {
	case ECONNREFUSED:
	case ECONNRESET: return CAUSE_REFUSED;
	case ETIMEDOUT: return CAUSE_TIMEOUT;
	case EHOSTUNREACH:
	case EHOSTDOWN:
	case ENETUNREACH:
	case ENETDOWN:
	case EADDRNOTAVAIL:
	case EAFNOSUPPORT:
	case EINVAL: /* a link-local address without its zone */ return CAUSE_UNREACHABLE;
	case EACCES:
	case EPERM: return CAUSE_FORBIDDEN;
	default: return CAUSE_LOCAL;
	}
}

void dial_explain_address(const struct resolve_address *to, struct str *out)
{
	char text[NI_MAXHOST];

	if (getnameinfo((const struct sockaddr *)&to->addr, to->length, text, sizeof(text), NULL, 0,
			NI_NUMERICHOST))
		str_append_string(out, "?");
	else
		str_append_string(out, text);
}

/* Appends `A, B and C`, or `A, B, C and N more`. */
static void list_addresses(const struct dial_failure *failures, size_t count, enum cause cause,
			   struct str *out)
{
	size_t total = 0, shown = 0;

	for (size_t i = 0; i < count; i++)
		total += cause_of(failures[i].error) == cause;
	for (size_t i = 0; i < count && shown < DIAL_EXPLAIN_SHOWN; i++) {
		if (cause_of(failures[i].error) != cause)
			continue;
		if (shown)
			str_append_string(out, shown + 1 == total ? " and " : ", ");
		dial_explain_address(&failures[i].to, out);
		shown++;
	}
	if (shown < total)
		str_append_format(out, " and %zu more", total - shown);
}

/* Appends the clause for `cause`; nothing if no attempt failed by it. */
static void add_clause(const char *host, const struct dial_failure *failures, size_t count,
		       enum cause cause, struct str *out)
{
	struct str addresses;
	size_t i = 0;

	while (i < count && cause_of(failures[i].error) != cause)
		i++;
	if (i == count)
		return;
	if (out->length)
		str_append_string(out, ", ");
	if (!causes[cause].what) {
		str_append_string(out, strerror(failures[i].error));
		return;
	}
	str_append_string(out, causes[cause].what);
	str_init(&addresses);
	list_addresses(failures, count, cause, &addresses);
	if (strcmp(addresses.text, host))
		str_append_format(out, " %s %s", causes[cause].whom, addresses.text);
	str_fini(&addresses);
}

void dial_explain_failures(const char *host, const char *service,
			   const struct dial_failure *failures, size_t count, struct err *e)
{
	enum cause first = CAUSE_TIMEOUT;
	char shown[IDN_SHOWN];
	struct str clauses;

	for (size_t i = 0; i < count; i++)
		if (cause_of(failures[i].error) < first)
			first = cause_of(failures[i].error);
	str_init(&clauses);
	for (int cause = 0; cause < CAUSE_COUNT; cause++)
		add_clause(host, failures, count, (enum cause)cause, &clauses);
	err_set(e, causes[first].kind, "cannot connect to %s port %s: %s; %s",
		idn_shown(host, shown), service, clauses.text, causes[first].advice);
	str_fini(&clauses);
}

void dial_explain_no_answer(const char *host, int64_t timeout_ms, struct err *e)
{
	char shown[IDN_SHOWN];

	err_set(e, ERR_TIMEOUT,
		"looking up the name \"%s\" took longer than %g s: check the network, or use an "
		"address",
		idn_shown(host, shown), (double)timeout_ms / 1000);
}
