#include "servers/relay.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "e2e/tap.h"
#include "servers/loopback.h"
#include "servers/pump.h"

enum { READ_CHUNK = 65536 };

struct relay {
	struct pump_source source;
	Peer *peer;
	size_t passed; /* of what the peer has received */
	bool shut;
};

static void stop(struct relay *r)
{
	close(r->source.fd);
	r->source.fd = -1;
	peer_close(r->peer);
}

static void on_ready(void *user, short revents)
{
	static char bytes[READ_CHUNK];
	struct relay *r = user;
	ssize_t n;

	if (!(revents & (POLLIN | POLLHUP | POLLERR)))
		return;
	n = recv(r->source.fd, bytes, sizeof(bytes), MSG_DONTWAIT);
	if (n > 0)
		peer_send(r->peer, bytes, (size_t)n);
	else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		stop(r);
}

static void on_tick(void *user)
{
	struct relay *r = user;
	size_t n;
	const char *bytes = peer_received(r->peer, &n);

	if (r->source.fd < 0)
		return;
	if (r->passed < n) {
		ssize_t done = send(r->source.fd, bytes + r->passed, n - r->passed,
				    MSG_DONTWAIT | MSG_NOSIGNAL);

		r->passed += done > 0 ? (size_t)done : 0;
	}
	r->source.events = (short)(r->passed < n ? POLLIN | POLLOUT : POLLIN);
	if (r->passed == n && peer_has_end(r->peer) && !r->shut) {
		r->shut = true;
		shutdown(r->source.fd, SHUT_WR);
	}
}

void relay_start(Peer *p, const char *port)
{
	struct relay *r = mem_alloc(sizeof(*r));

	r->peer = p;
	r->passed = peer_mark(p);
	r->source.fd = loopback_connect(port);
	if (r->source.fd < 0)
		FAIL("the relay can't reach port %s: %s", port, strerror(errno));
	r->source.events = POLLIN;
	r->source.ready = on_ready;
	r->source.tick = on_tick;
	r->source.user = r;
	pump_add(&r->source);
}
