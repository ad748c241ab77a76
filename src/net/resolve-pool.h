/*
 * The threads behind resolve.c: each question occupies a thread until getaddrinfo returns, at most
 * RESOLVE_POOL_THREADS at once, the rest wait in a queue, so that one stuck question does not hold
 * up the next. All functions are called from the main thread; none of them waits for a lookup.
 */
#ifndef HAIL_NET_RESOLVE_POOL_H
#define HAIL_NET_RESOLVE_POOL_H

#include <stddef.h>

#include "base/err.h"
#include "net/resolve.h"

enum { RESOLVE_POOL_THREADS = 8 };

typedef struct ResolvePool ResolvePool;

/* What became of one question. */
struct resolve_result {
	unsigned ticket;
	struct resolve_address *addresses; /* owned */
	size_t count;
	struct err error; /* when count is 0 */
	struct resolve_result *next;
};

/* Makes a pool without threads; `lookup` is called in them. NULL when there is no descriptor. */
ResolvePool *resolve_pool_new(resolve_lookup_fn *lookup);

/*
 * Forgets all questions and answers. Threads that have given their last answer are gone on return;
 * the last one still at a lookup frees what it needs.
 */
void resolve_pool_free(ResolvePool *p);

/* Readable when there is a result to take. */
int resolve_pool_fd(const ResolvePool *p);

/* Queues a question (the strings are copied) for the next free thread. */
void resolve_pool_ask(ResolvePool *p, unsigned ticket, const char *host, const char *service,
		      int family);

/* As resolve_pool_ask without a thread, for what needs no wait (a numeric address). */
void resolve_pool_ask_now(ResolvePool *p, unsigned ticket, const char *host, const char *service,
			  int family);

/* Adds a failure as if a thread had found it. */
void resolve_pool_fail(ResolvePool *p, unsigned ticket, const struct err *error);

/* Drops a question that no thread has begun; one under way still gives a result. */
void resolve_pool_drop(ResolvePool *p, unsigned ticket);

/* Takes all results, in the order they came; free each with resolve_result_free. NULL = none. */
struct resolve_result *resolve_pool_take(ResolvePool *p);

/* Frees one result (not its successors). */
void resolve_result_free(struct resolve_result *result);

#endif
