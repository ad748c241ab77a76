/*
 * Name resolution in a worker thread, the answers through a pipe. One Resolver serves the process;
 * its functions are called from the main thread only.
 */
#ifndef HAIL_NET_RESOLVE_H
#define HAIL_NET_RESOLVE_H

#include <netinet/in.h>
#include <stddef.h>
#include <sys/socket.h>

#include "base/err.h"

typedef struct Resolver Resolver;

struct resolve_address {
	struct sockaddr_storage addr;
	socklen_t length;
};

/* The answer to one question. */
struct resolve_answer {
	struct resolve_address *addresses;	/* borrowed, in getaddrinfo's order (RFC 6724) */
	size_t count;
	bool done;		/* no more answers to this question will come */
	struct err error;	/* when count is 0 and done: ERR_NAME */
};

typedef void resolve_done_fn(void *user, const struct resolve_answer *answer);

/* What dial needs of a resolver: injected, so that RFC 8305 is tested without a network. */
struct resolve_ops {
	/*
	 * Asks for `host` and `service` in `family` (AF_UNSPEC, AF_INET, AF_INET6); `done` is called
	 * later, once or (per family) more often, never from inside start. Returns a ticket > 0.
	 */
	unsigned (*start)(void *self, const char *host, const char *service, int family,
			  resolve_done_fn *done, void *user);
	/* Forgets the question: its `done` is never called after this. */
	void (*cancel)(void *self, unsigned ticket);
};

/* Starts a resolver (the thread starts with the first question). Dies only when out of memory. */
Resolver *resolver_new(void);

/* Cancels everything and frees; a thread stuck in getaddrinfo is left behind safely. */
void resolver_free(Resolver *r);

/* The descriptor to poll for readable; then call resolver_dispatch. */
int resolver_fd(const Resolver *r);

/* Delivers the answers that have come. */
void resolver_dispatch(Resolver *r);

/* The functions for struct resolve_ops; `self` is the Resolver. */
extern const struct resolve_ops resolver_ops;

#endif
