#include "servers/peer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "e2e/tap.h"
#include "servers/loopback.h"
#include "servers/pump.h"

enum { FLOOD_LINE = 64, FLOOD_CHUNK = FLOOD_LINE * 512, READ_CHUNK = 65536 };

enum ending { ENDING_NONE, ENDING_CLOSE, ENDING_RESET, ENDING_HALF };

struct Peer {
	struct pump_source listener;
	struct pump_source connection;
	char port[8];
	unsigned connections;
	struct buf out;
	uint64_t flood_left; /* bytes of generated lines, after `out` */
	uint64_t flood_line;
	uint64_t repeat_left;
	char repeat_byte;
	const char *piece; /* repeated without end, after the rest; NULL: none */
	struct buf in; /* never consumed: the record */
	size_t mark;
	unsigned marks; /* of urgent data that were met */
	bool ended; /* the other side's direction */
	bool stalled;
	enum ending ending; /* what to do once all is sent */
};

static void close_connection(Peer *p)
{
	if (p->connection.fd >= 0)
		close(p->connection.fd);
	p->connection.fd = -1;
	p->connection.events = 0;
}

uint64_t peer_unsent(const Peer *p)
{
	return buf_length(&p->out) + p->flood_left + p->repeat_left;
}

static void update_events(Peer *p)
{
	short events = 0;

	if (p->connection.fd < 0)
		return;
	if (!p->ended && !p->stalled)
		events |= POLLIN;
	if (peer_unsent(p) || p->piece)
		events |= POLLOUT;
	p->connection.events = events;
}

static void end_if_sent(Peer *p)
{
	static const struct linger reset = { 1, 0 };

	if (p->ending == ENDING_NONE || p->connection.fd < 0 || peer_unsent(p))
		return;
	if (p->ending == ENDING_HALF) {
		shutdown(p->connection.fd, SHUT_WR);
	} else {
		if (p->ending == ENDING_RESET)
			setsockopt(p->connection.fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
		close_connection(p);
	}
	p->ending = ENDING_NONE;
}

/* Moves the next piece of what is generated into the queue. */
static void generate(Peer *p)
{
	char line[FLOOD_LINE + 1];

	while (p->flood_left && buf_length(&p->out) < FLOOD_CHUNK) {
		size_t n = p->flood_left < FLOOD_LINE ? (size_t)p->flood_left : FLOOD_LINE;

		snprintf(line, sizeof(line), "flood %010llu %-45.45s\r\n",
			 (unsigned long long)++p->flood_line,
			 "the quick brown fox jumps over the lazy dog....");
		buf_append(&p->out, line, n);
		p->flood_left -= n;
	}
	while (p->repeat_left && buf_length(&p->out) < FLOOD_CHUNK) {
		buf_append_byte(&p->out, (unsigned char)p->repeat_byte);
		p->repeat_left--;
	}
	while (p->piece && buf_length(&p->out) < FLOOD_CHUNK)
		buf_append(&p->out, p->piece, strlen(p->piece));
}

static void write_some(Peer *p)
{
	ssize_t n;

	generate(p);
	if (buf_length(&p->out)) {
		n = send(p->connection.fd, buf_data(&p->out), buf_length(&p->out),
			 MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n > 0)
			buf_consume(&p->out, (size_t)n);
		else if (n < 0 && errno != EAGAIN && errno != EINTR)
			buf_clear(&p->out), p->flood_left = p->repeat_left = 0, p->piece = NULL;
	}
	end_if_sent(p);
}

static void read_some(Peer *p)
{
	int at_mark = 0;
	ssize_t n;

	/* A read stops before the mark, so that it is seen here. */
	if (ioctl(p->connection.fd, SIOCATMARK, &at_mark) == 0 && at_mark)
		p->marks++;
	n = recv(p->connection.fd, buf_reserve(&p->in, READ_CHUNK), READ_CHUNK, MSG_DONTWAIT);

	if (n > 0)
		buf_commit(&p->in, (size_t)n);
	else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		p->ended = true;
}

static void on_connection(void *user, short revents)
{
	Peer *p = user;

	if ((revents & POLLOUT) && p->connection.fd >= 0)
		write_some(p);
	if ((revents & (POLLIN | POLLHUP | POLLERR)) && p->connection.fd >= 0 && !p->stalled)
		read_some(p);
	update_events(p);
}

static void on_listener(void *user, short revents)
{
	static const int on = 1;
	Peer *p = user;
	int fd;

	(void)revents;
	fd = accept4(p->listener.fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (fd < 0)
		return;
	close_connection(p);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	setsockopt(fd, SOL_SOCKET, SO_OOBINLINE, &on, sizeof(on));
	p->connection.fd = fd;
	p->connections++;
	p->ended = false;
	update_events(p);
	end_if_sent(p);
}

/* A non-blocking listener. */
static int listen_socket(int backlog, struct sockaddr_in *address)
{
	int fd = loopback_listen(backlog, address);

	if (fd < 0 || fcntl(fd, F_SETFL, O_NONBLOCK) < 0)
		FAIL("listening on 127.0.0.1: %s", strerror(errno));
	return fd;
}

static void show_peer(const void *user)
{
	const Peer *p = user;

	printf("# peer on port %s: %u connections, %s, %llu bytes not sent\n", p->port,
	       p->connections,
	       p->connection.fd < 0 ? "none open" :
	       p->ended             ? "the other side ended" :
				      "open",
	       (unsigned long long)peer_unsent(p));
	tap_note_bytes("received and expected", buf_data(&p->in), p->mark);
	if (buf_length(&p->in) > p->mark)
		tap_note_bytes("received after that", buf_data(&p->in) + p->mark,
			       buf_length(&p->in) - p->mark);
}

Peer *peer_new(void)
{
	struct sockaddr_in address;
	Peer *p = mem_alloc(sizeof(*p));

	buf_init(&p->out);
	buf_init(&p->in);
	p->listener.fd = listen_socket(8, &address);
	p->listener.events = POLLIN;
	p->listener.ready = on_listener;
	p->connection.fd = -1;
	p->connection.ready = on_connection;
	p->listener.user = p->connection.user = p;
	snprintf(p->port, sizeof(p->port), "%u", ntohs(address.sin_port));
	pump_add(&p->connection);
	pump_add(&p->listener);
	tap_show_on_failure(show_peer, p);
	return p;
}

void peer_stop_listening(Peer *p)
{
	if (p->listener.fd >= 0)
		close(p->listener.fd);
	p->listener.fd = -1;
	p->listener.events = 0;
}

const char *peer_port(const Peer *p)
{
	return p->port;
}

static bool is_connected(const void *user)
{
	const Peer *p = user;

	return p->connection.fd >= 0;
}

void peer_wait_connected(Peer *p)
{
	CHECK(pump_until(is_connected, p, PUMP_DEADLINE),
	      "expected a connection to port %s, saw none", p->port);
}

unsigned peer_connections(const Peer *p)
{
	return p->connections;
}

struct connections {
	const Peer *peer;
	unsigned count;
};

static bool has_connections(const void *user)
{
	const struct connections *c = user;

	return c->peer->connections >= c->count;
}

void peer_wait_connections(const Peer *p, unsigned n)
{
	struct connections c = { p, n };

	CHECK(pump_until(has_connections, &c, PUMP_DEADLINE),
	      "expected %u connections to port %s, saw %u", n, p->port, p->connections);
}

/* --- Sending. */

void peer_send(Peer *p, const void *bytes, size_t n)
{
	buf_append(&p->out, bytes, n);
	update_events(p);
}

void peer_send_text(Peer *p, const char *text)
{
	peer_send(p, text, strlen(text));
}

void peer_flood(Peer *p, uint64_t n)
{
	p->flood_left += n;
	update_events(p);
}

struct flooded {
	const Peer *peer;
	uint64_t lines;
};

static bool is_flooded(const void *user)
{
	const struct flooded *f = user;

	return f->peer->flood_line >= f->lines;
}

uint64_t peer_end_flood(Peer *p, uint64_t lines)
{
	struct flooded f = { p, lines };

	CHECK(pump_until(is_flooded, &f, 2 * PUMP_DEADLINE), "expected %llu lines, saw %llu",
	      (unsigned long long)lines, (unsigned long long)p->flood_line);
	p->flood_left = 0;
	return p->flood_line;
}

void peer_repeat(Peer *p, char byte, uint64_t n)
{
	p->repeat_byte = byte;
	p->repeat_left += n;
	update_events(p);
}

void peer_repeat_text(Peer *p, const char *piece)
{
	p->piece = piece;
	update_events(p);
}

static bool is_flushed(const void *user)
{
	return peer_unsent(user) == 0;
}

void peer_flush(Peer *p)
{
	peer_wait_connected(p);
	CHECK(pump_until(is_flushed, p, 2 * PUMP_DEADLINE),
	      "expected all to be taken, %llu bytes are left", (unsigned long long)peer_unsent(p));
}

static void end_after_sent(Peer *p, enum ending ending)
{
	peer_flush(p);
	p->ending = ending;
	end_if_sent(p);
}

void peer_close(Peer *p)
{
	end_after_sent(p, ENDING_CLOSE);
}

void peer_reset(Peer *p)
{
	end_after_sent(p, ENDING_RESET);
}

void peer_half_close(Peer *p)
{
	end_after_sent(p, ENDING_HALF);
}

void peer_stall(Peer *p, bool stalled)
{
	p->stalled = stalled;
	update_events(p);
}

/* --- Receiving. */

struct expectation {
	const Peer *peer;
	const void *bytes;
	size_t n;
};

static const char *find_from_mark(const struct expectation *e)
{
	const Peer *p = e->peer;

	if (!buf_data(&p->in))
		return NULL;
	return memmem(buf_data(&p->in) + p->mark, buf_length(&p->in) - p->mark, e->bytes, e->n);
}

static bool is_found(const void *user)
{
	return find_from_mark(user) != NULL;
}

void peer_expect(Peer *p, const void *bytes, size_t n)
{
	struct expectation e = { p, bytes, n };

	if (!pump_until(is_found, &e, PUMP_DEADLINE)) {
		tap_note_bytes("the peer expected", bytes, n);
		FAIL("the expected bytes did not come");
	}
	p->mark = (size_t)(find_from_mark(&e) - buf_data(&p->in)) + n;
}

void peer_expect_text(Peer *p, const char *text)
{
	peer_expect(p, text, strlen(text));
}

static bool is_long_enough(const void *user)
{
	const struct expectation *e = user;

	return buf_length(&e->peer->in) >= e->n;
}

void peer_expect_only(Peer *p, const void *bytes, size_t n)
{
	struct expectation e = { p, bytes, p->mark + n };
	size_t length;

	pump_until(is_long_enough, &e, PUMP_DEADLINE);
	length = buf_length(&p->in) - p->mark;
	/* Without a byte there is no memory to point into. */
	CHECK_BYTES(length ? buf_data(&p->in) + p->mark : "", length, bytes, n);
	p->mark += n;
}

void peer_wait_received(Peer *p, size_t n, int timeout)
{
	struct expectation e = { p, NULL, n };

	CHECK(pump_until(is_long_enough, &e, timeout), "expected %zu bytes in all, saw %zu", n,
	      buf_length(&p->in));
}

const char *peer_received(const Peer *p, size_t *n)
{
	*n = buf_length(&p->in);
	return *n ? buf_data(&p->in) : "";
}

size_t peer_mark(const Peer *p)
{
	return p->mark;
}

unsigned peer_marks(const Peer *p)
{
	return p->marks;
}

bool peer_has_received(const Peer *p, const void *bytes, size_t n)
{
	return buf_length(&p->in) && memmem(buf_data(&p->in), buf_length(&p->in), bytes, n);
}

static bool has_end(const void *user)
{
	return peer_has_end(user);
}

bool peer_has_end(const Peer *p)
{
	return p->ended;
}

void peer_expect_end(Peer *p)
{
	CHECK(pump_until(has_end, p, PUMP_DEADLINE),
	      "expected the other side to end the connection");
}

/* --- Ports that don't answer. */

const char *peer_black_hole(void)
{
	static char port[8];
	struct sockaddr_in address;
	int fillers = 0;

	listen_socket(0, &address);
	for (; fillers < 8; fillers++) {
		int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
		struct pollfd waiting = { fd, POLLOUT, 0 };

		if (connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0 &&
		    errno != EINPROGRESS)
			FAIL("filling a backlog: %s", strerror(errno));
		/* A SYN that gets no answer within this time met a full backlog. */
		if (poll(&waiting, 1, 200) == 0)
			break;
	}
	if (fillers == 8)
		tap_skip("the kernel's backlog does not fill");
	snprintf(port, sizeof(port), "%u", ntohs(address.sin_port));
	return port;
}

const char *peer_refusing_port(void)
{
	static char port[8];
	struct sockaddr_in address;
	int fd = loopback_bind(&address);

	if (fd < 0)
		FAIL("binding on 127.0.0.1: %s", strerror(errno));
	snprintf(port, sizeof(port), "%u", ntohs(address.sin_port));
	return port;
}
