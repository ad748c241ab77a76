/*
 * Connecting by Happy Eyeballs v2 (RFC 8305): both families are asked for, attempts are staggered,
 * the first to connect wins. Knows no loop: resolver, sockets and the time come from the caller.
 */
#ifndef HAIL_NET_DIAL_H
#define HAIL_NET_DIAL_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "net/resolve.h"

typedef struct Dial Dial;

enum dial_state { DIAL_RESOLVING, DIAL_CONNECTING, DIAL_CONNECTED, DIAL_FAILED };

enum {
	DIAL_ATTEMPT_DELAY_MS = 250, /* RFC 8305 section 5 */
	DIAL_RESOLUTION_DELAY_MS = 50, /* RFC 8305 section 3 */
	DIAL_ATTEMPTS_MAX = 8, /* descriptors at once */
};

/* How a socket is opened and asked: replaced in tests. All return -1 with errno set on failure. */
struct dial_sockets {
	/* A non-blocking, close-on-exec stream socket with connect() begun: its descriptor. */
	int (*begin)(void *self, const struct resolve_address *to);
	/* 0 = connected, EINPROGRESS = not yet decided, else the errno it failed with. */
	int (*finish)(void *self, int fd);
	void (*close)(void *self, int fd);
};

struct dial_config {
	const char *host; /* copied */
	const char *service; /* copied */
	int family; /* AF_UNSPEC, AF_INET, AF_INET6 */
	int64_t attempt_timeout_ms; /* 10000 */
	int64_t total_timeout_ms; /* 30000 */
	const struct resolve_address *bind_address; /* NULL = any; copied */
	const struct resolve_ops *resolve;
	void *resolver;
	const struct dial_sockets *sockets; /* NULL = the real ones */
	void *sockets_self;
};

/* The real ones; the default. `self` is the local address to connect from, or NULL. */
extern const struct dial_sockets dial_real_sockets;

/*
 * Parses the numeric address `text` of this machine, to connect from, into *out, and tries that it
 * is one. `family` as in dial_config. False with a sentence (ERR_USAGE).
 */
bool dial_bind_parse(const char *text, int family, struct resolve_address *out, struct err *e);

/*
 * Starts connecting at the time `now` (ms, monotonic). Owned by the caller. With a bind_address
 * only targets of its family are tried.
 */
Dial *dial_new(const struct dial_config *config, int64_t now);

/* Cancels what is under way, closes what was not taken, frees. */
void dial_free(Dial *d);

/* Where it stands. */
enum dial_state dial_state(const Dial *d);

/* Fills at most `max` entries to poll and returns how many (≤ DIAL_ATTEMPTS_MAX). */
size_t dial_poll(const Dial *d, struct pollfd *fds, size_t max);

/* When dial_step is due without any event, in ms (the time of `now`); -1 = never. */
int64_t dial_deadline(const Dial *d);

/* Goes on after an event, an answer of the resolver or a deadline; returns the new state. */
enum dial_state dial_step(Dial *d, int64_t now);

/* When DIAL_CONNECTED: gives up the socket (once), owned by the caller. */
int dial_take_fd(Dial *d);

/* When DIAL_CONNECTED: the numeric address connected to, e.g. `127.0.0.1` or `::1`. Borrowed. */
const char *dial_peer(const Dial *d);

/*
 * When DIAL_FAILED: one plain sentence (what was tried, what happened, what to do) with its kind:
 * ERR_NAME; ERR_USAGE for an unknown service; ERR_REFUSED if any attempt was refused or
 * unreachable; ERR_TIMEOUT when all timed out or no name server answered in time; ERR_OTHER when
 * this machine was the obstacle (no descriptors).
 */
const struct err *dial_error(const Dial *d);

#endif
