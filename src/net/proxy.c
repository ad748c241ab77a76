#include "net/proxy.h"

#include <assert.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/mem.h"
#include "base/str.h"
#include "net/address-text.h"
#include "net/proxy-dialogue.h"
#include "base/poison.h"

struct Proxy {
	Transport *inner; /* NULL when taken */
	struct proxy_dialogue dialogue;
	struct err broken; /* why nothing can be sent any more */
};

Proxy *proxy_new(Transport *inner, const struct proxy_config *config, int64_t now)
{
	Proxy *p = mem_alloc(sizeof(*p));

	(void)now;
	p->inner = inner;
	proxy_dialogue_init(&p->dialogue, config->proxy, config->host, config->port);
	return p;
}

void proxy_free(Proxy *p)
{
	if (!p)
		return;
	transport_free(p->inner);
	proxy_dialogue_fini(&p->dialogue);
	free(p);
}

/* Writes what it can. A failure only ends the writing: the proxy may have said why it closed. */
static void send_some(Proxy *p)
{
	struct buf *out = &p->dialogue.out;
	enum io_status status = IO_OK;
	size_t done;

	while (status == IO_OK && buf_length(out)) {
		status = transport_write(p->inner, buf_data(out), buf_length(out), &done,
					 &p->broken);
		buf_consume(out, done);
	}
	if (status == IO_ERROR)
		buf_clear(out);
}

/* Receives at most what the dialogue wants. */
static enum io_status receive_some(Proxy *p, struct err *e)
{
	char bytes[512];
	size_t room = proxy_dialogue_room(&p->dialogue), done;
	enum io_status status;

	if (room > sizeof(bytes))
		room = sizeof(bytes);
	status = transport_read(p->inner, bytes, room, &done, e);
	if (status == IO_OK)
		proxy_dialogue_receive(&p->dialogue, bytes, done);
	return status;
}

/* The proxy may answer before the whole request is sent; the rest of it goes before the session. */
static enum handshake_state finish(Proxy *p, struct err *e)
{
	send_some(p);
	if (p->broken.kind != ERR_NONE)
		return proxy_dialogue_cut(&p->dialogue, p->broken.text, e);
	return buf_length(&p->dialogue.out) ? HANDSHAKE_BUSY : HANDSHAKE_DONE;
}

enum handshake_state proxy_step(Proxy *p, int64_t now, struct err *e)
{
	enum handshake_state state;
	enum io_status status;
	struct err cause;

	(void)now;
	while ((state = proxy_dialogue_step(&p->dialogue, e)) == HANDSHAKE_BUSY) {
		send_some(p);
		status = receive_some(p, &cause);
		if (status == IO_AGAIN && p->broken.kind != ERR_NONE)
			return proxy_dialogue_cut(&p->dialogue, p->broken.text, e);
		if (status == IO_AGAIN)
			return HANDSHAKE_BUSY;
		if (status != IO_OK)
			return proxy_dialogue_cut(&p->dialogue,
						  status == IO_ERROR ? cause.text : NULL, e);
	}
	return state == HANDSHAKE_DONE ? finish(p, e) : state;
}

int proxy_fd(const Proxy *p)
{
	return transport_fd(p->inner);
}

unsigned proxy_wants(const Proxy *p)
{
	bool begun = p->dialogue.stage > 0;

	return transport_wants(p->inner, begun && proxy_dialogue_room(&p->dialogue) > 0,
			       !begun || buf_length(&p->dialogue.out) > 0);
}

Transport *proxy_take_transport(Proxy *p)
{
	Transport *inner = p->inner;

	assert(inner);
	p->inner = NULL;
	return inner;
}

bool proxy_service_port(const char *service, unsigned *port, struct err *e)
{
	const struct addrinfo hints = { .ai_family = AF_INET,
					.ai_socktype = SOCK_STREAM,
					.ai_flags = AI_PASSIVE };
	struct addrinfo *list;
	struct sockaddr_in address;
	long long number;

	if (str_to_number(service, 1, 65535, &number)) {
		*port = (unsigned)number;
		return true;
	}
	if (!service[strspn(service, "0123456789-")] || getaddrinfo(NULL, service, &hints, &list))
		return err_set(e, ERR_USAGE,
			       "\"%s\" is not a service known on this machine: give the port's "
			       "number",
			       address_text_shown(service));
	memcpy(&address, list->ai_addr, sizeof(address));
	*port = ntohs(address.sin_port);
	freeaddrinfo(list);
	return true;
}
