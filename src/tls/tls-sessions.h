/*
 * TLS sessions kept in memory so that the next connection to the same place is quicker. A session
 * is the library's, freed by `drop`. Embedded in its owner (init/fini).
 */
#ifndef HAIL_TLS_TLS_SESSIONS_H
#define HAIL_TLS_TLS_SESSIONS_H

#include <stddef.h>

enum { TLS_SESSIONS_MAX = 32 };

struct tls_session {
	char *host; /* owned; NULL = the slot is free */
	char *service; /* owned */
	void *session; /* owned, freed by `drop` */
	unsigned problems; /* TLS_PROBLEM_ bits of its handshake: resuming checks nothing */
};

struct tls_sessions {
	void (*drop)(void *session);
	struct tls_session slots[TLS_SESSIONS_MAX];
	size_t next; /* the slot the next new place takes */
};

/* Makes `s` empty; `drop` frees a session. */
void tls_sessions_init(struct tls_sessions *s, void (*drop)(void *session));

/* Drops all. */
void tls_sessions_fini(struct tls_sessions *s);

/* Keeps `session` (taken) for a place instead of an earlier one; the oldest place gives way. */
void tls_sessions_put(struct tls_sessions *s, const char *host, const char *service, void *session,
		      unsigned problems);

/* Hands out the session for a place, owned by the caller, and forgets it; NULL if there is none. */
void *tls_sessions_take(struct tls_sessions *s, const char *host, const char *service,
			unsigned *problems);

#endif
