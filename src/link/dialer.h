/*
 * What the links of one program share: the resolver, the children, the memory of trust, the TLS
 * context and the packs. Lives on a loop and outlives its connectors.
 */
#ifndef HAIL_LINK_DIALER_H
#define HAIL_LINK_DIALER_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"
#include "config/packs.h"
#include "device/signs.h"
#include "link/route.h"
#include "link/secret-store.h"
#include "loop/loop.h"
#include "net/children.h"
#include "net/resolve.h"
#include "net/transport.h"
#include "tls/tls-context.h"
#include "tls/trust.h"

typedef struct Dialer Dialer;

/* A service of this program itself: main hands the demo down. Outlives the dialer. */
struct dialer_service {
	const char *name; /* the host that its certificate is for */
	/* Starts it at `part` of it (NULL: its first screen) in a child, the server's side of TLS
	 * if `tls`. Returns its socket and sets *child, or -1 with `e` set. */
	int (*spawn)(void *user, const char *part, bool tls, pid_t *child, struct err *e);
	void *user;
};

/* Somebody who connects through a dialer; embedded in its owner. */
struct dialer_client {
	void (*resolved)(void *user); /* an answer of the resolver has come, perhaps for it */
	void (*drop)(void *user); /* the dialer goes: free yourself, dialer_leave included */
	void *user;
};

/*
 * Makes a dialer with the memory of trust in `pins_file` (NULL: in memory only). NULL with `e` set
 * if there are no descriptors left. A pins file that can't be read is told at the first connection
 * that needs it.
 */
Dialer *dialer_new(Loop *loop, const char *pins_file, struct err *e);

/* Drops every client, ends what children are left, and frees. NULL is fine. */
void dialer_free(Dialer *d);

/* Adds a client (borrowed until dialer_leave). */
void dialer_join(Dialer *d, struct dialer_client *client);
void dialer_leave(Dialer *d, struct dialer_client *client);

/* Reaps children: on SIGCHLD. */
void dialer_reap(Dialer *d);

/* What is shared, borrowed. */
Loop *dialer_loop(const Dialer *d);
Children *dialer_children(Dialer *d);
SecretStore *dialer_secrets(Dialer *d);
Resolver *dialer_resolver(Dialer *d);
Trust *dialer_trust(Dialer *d);
Packs *dialer_packs(Dialer *d);
Signs *dialer_signs(Dialer *d); /* made when they are first asked for */

/* The memory of trust in services of this program: their keys, and so what is remembered of them,
 * last as long as it runs. */
Trust *dialer_service_trust(Dialer *d);

/* Reads the pins, once. False with `e` set (ERR_TLS) if the file can't be read; then no TLS peer
 * may be trusted. */
bool dialer_load_trust(Dialer *d, struct err *e);

/* Whether each line of the pins file makes sense; if not, `e` names those that don't: to be told at
 * the start. A file that can't be read at all is told when somebody connects. */
bool dialer_check_trust(Dialer *d, struct err *e);

/* The TLS context for the files of `r`; NULL with `e` set. Owned by the dialer. */
TlsContext *dialer_tls(Dialer *d, const struct route *r, struct err *e);

/* Starts `part` of a service; its socket is the transport. NULL with `e` set on failure. */
Transport *dialer_spawn(Dialer *d, const struct dialer_service *service, const char *part, bool tls,
			struct err *e);

#endif
