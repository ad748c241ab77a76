#include "tls/tls-sessions.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/poison.h"

void tls_sessions_init(struct tls_sessions *s, void (*drop)(void *session))
{
	*s = (struct tls_sessions){ .drop = drop };
}

static void clear(struct tls_sessions *s, struct tls_session *slot)
{
	free(slot->host);
	free(slot->service);
	if (slot->session)
		s->drop(slot->session);
	*slot = (struct tls_session){ .host = NULL };
}

void tls_sessions_fini(struct tls_sessions *s)
{
	for (size_t i = 0; i < TLS_SESSIONS_MAX; i++)
		clear(s, &s->slots[i]);
}

static struct tls_session *find(struct tls_sessions *s, const char *host, const char *service)
{
	for (size_t i = 0; i < TLS_SESSIONS_MAX; i++) {
		struct tls_session *slot = &s->slots[i];

		if (slot->host && strcmp(slot->host, host) == 0 &&
		    strcmp(slot->service, service) == 0)
			return slot;
	}
	return NULL;
}

void tls_sessions_put(struct tls_sessions *s, const char *host, const char *service, void *session,
		      unsigned problems)
{
	struct tls_session *slot = find(s, host, service);

	if (!slot) {
		slot = &s->slots[s->next];
		s->next = (s->next + 1) % TLS_SESSIONS_MAX;
	}
	clear(s, slot);
	slot->host = mem_strdup(host);
	slot->service = mem_strdup(service);
	slot->session = session;
	slot->problems = problems;
}

void *tls_sessions_take(struct tls_sessions *s, const char *host, const char *service,
			unsigned *problems)
{
	struct tls_session *slot = find(s, host, service);
	void *session;

	if (!slot)
		return NULL;
	session = slot->session;
	*problems = slot->problems;
	slot->session = NULL;
	clear(s, slot);
	return session;
}
