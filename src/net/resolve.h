/*
 * Name resolution in a worker thread, the answers through a pipe. One Resolver serves the process;
 * its functions are called from the main thread only.
 */
#ifndef HAIL_NET_RESOLVE_H
#define HAIL_NET_RESOLVE_H

#include <netinet/in.h>
#include <stdbool.h>
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
	struct resolve_address *addresses; /* borrowed, in getaddrinfo's order (RFC 6724) */
	size_t count;
	bool done; /* no more answers to this question will come */
	struct err error; /* count 0 and done: ERR_NAME; ERR_USAGE = unknown service */
};

typedef void resolve_done_fn(void *user, const struct resolve_answer *answer);

/* What dial needs of a resolver: injected, so that RFC 8305 is tested without a network. */
struct resolve_ops {
	/*
	 * Asks for `host` and `service` in `family` (AF_UNSPEC, AF_INET, AF_INET6); `done` is
	 * called later, once or (per family) more often, never from inside start. Returns a ticket
	 * > 0.
	 */
	unsigned (*start)(void *self, const char *host, const char *service, int family,
			  resolve_done_fn *done, void *user);
	/* Forgets the question: its `done` is never called after this. */
	void (*cancel)(void *self, unsigned ticket);
};

/* getaddrinfo or, in tests, what stands for it; called in a thread. freeaddrinfo frees the list. */
struct addrinfo;
typedef int resolve_lookup_fn(const char *host, const char *service, const struct addrinfo *hints,
			      struct addrinfo **list);

/* Makes a resolver; threads start with questions. NULL (errno) when out of descriptors. */
Resolver *resolver_new(void);

/* As resolver_new with another function in place of getaddrinfo. */
Resolver *resolver_new_lookup(resolve_lookup_fn *lookup);

/* Cancels everything and frees; a thread stuck in getaddrinfo is left behind safely. */
void resolver_free(Resolver *r);

/* The descriptor to poll for readable; then call resolver_dispatch. */
int resolver_fd(const Resolver *r);

/* Delivers the answers that have come. A `done` may start and cancel, but not free the resolver. */
void resolver_dispatch(Resolver *r);

/* The functions for struct resolve_ops; `self` is the Resolver. */
extern const struct resolve_ops resolver_ops;

#endif
