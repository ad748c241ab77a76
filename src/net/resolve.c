#include "net/resolve.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "net/address-text.h"
#include "net/idn.h"
#include "net/resolve-pool.h"
#include "net/zone.h"
#include "base/poison.h"

struct question {
	unsigned ticket;
	resolve_done_fn *done;
	void *user;
	struct question *next;
};

struct Resolver {
	ResolvePool *pool;
	struct question *questions;
	unsigned last_ticket;
};

static bool is_numeric(const char *host)
{
	struct in_addr parsed;

	return inet_pton(AF_INET, host, &parsed) == 1 || address_text_is_ipv6(host);
}

/* RFC 6761 section 6.4: names below "invalid" are answered in the negative without asking. */
static bool is_invalid(const char *host)
{
	static const char top[] = "invalid";
	size_t n = strlen(host);

	if (n && host[n - 1] == '.')
		n--;
	if (n < sizeof(top) - 1 || strncasecmp(host + n - (sizeof(top) - 1), top, sizeof(top) - 1))
		return false;
	return n == sizeof(top) - 1 || host[n - sizeof(top)] == '.';
}

static void ask_numeric(Resolver *r, unsigned ticket, const char *literal, const char *service,
			int family)
{
	if (str_to_number(service, 0, 65535, &(long long){ 0 }))
		resolve_pool_ask_now(r->pool, ticket, literal, service, family);
	else
		resolve_pool_ask(r->pool, ticket, literal, service, family);
}

static void ask(Resolver *r, unsigned ticket, const char *host, const char *service, int family)
{
	char literal[ZONE_HOST], shown[IDN_SHOWN];
	struct err e;

	if (is_invalid(host)) {
		err_set(&e, ERR_NAME, "there is no host named \"%s\": check the spelling",
			idn_shown(host, shown));
		resolve_pool_fail(r->pool, ticket, &e);
	} else if (!zone_resolve(host, literal, &e)) {
		resolve_pool_fail(r->pool, ticket, &e);
	} else if (is_numeric(host)) {
		ask_numeric(r, ticket, literal, service, family);
	} else {
		resolve_pool_ask(r->pool, ticket, host, service, family);
	}
}

static unsigned start(void *self, const char *host, const char *service, int family,
		      resolve_done_fn *done, void *user)
{
	Resolver *r = self;
	struct question *q = mem_alloc(sizeof(*q));

	if (!++r->last_ticket)
		r->last_ticket = 1;
	q->ticket = r->last_ticket;
	q->done = done;
	q->user = user;
	q->next = r->questions;
	r->questions = q;
	ask(r, q->ticket, host, service, family);
	return q->ticket;
}

/* Unlinks the question with `ticket`: owned by the caller; NULL if it has been cancelled. */
static struct question *take_question(Resolver *r, unsigned ticket)
{
	struct question **at = &r->questions;
	struct question *q;

	while (*at && (*at)->ticket != ticket)
		at = &(*at)->next;
	q = *at;
	if (q)
		*at = q->next;
	return q;
}

static void cancel(void *self, unsigned ticket)
{
	Resolver *r = self;

	free(take_question(r, ticket));
	resolve_pool_drop(r->pool, ticket);
}

const struct resolve_ops resolver_ops = { .start = start, .cancel = cancel };

Resolver *resolver_new_lookup(resolve_lookup_fn *lookup)
{
	ResolvePool *pool = resolve_pool_new(lookup);
	Resolver *r;

	if (!pool)
		return NULL;
	r = mem_alloc(sizeof(*r));
	r->pool = pool;
	return r;
}

Resolver *resolver_new(void)
{
	return resolver_new_lookup(getaddrinfo);
}

void resolver_free(Resolver *r)
{
	struct question *q;

	if (!r)
		return;
	while ((q = r->questions)) {
		r->questions = q->next;
		free(q);
	}
	resolve_pool_free(r->pool);
	free(r);
}

int resolver_fd(const Resolver *r)
{
	return resolve_pool_fd(r->pool);
}

static void deliver(Resolver *r, const struct resolve_result *result)
{
	struct resolve_answer answer = {
		.addresses = result->addresses,
		.count = result->count,
		.done = true,
		.error = result->error,
	};
	struct question *q = take_question(r, result->ticket);

	if (!q)
		return;
	q->done(q->user, &answer);
	free(q);
}

void resolver_dispatch(Resolver *r)
{
	struct resolve_result *result = resolve_pool_take(r->pool);

	while (result) {
		struct resolve_result *next = result->next;

		deliver(r, result);
		resolve_result_free(result);
		result = next;
	}
}
