#include "net/transport.h"

#include <assert.h>
#include <poll.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/poison.h"

struct Transport {
	const struct transport_ops *ops;
	void *self;
};

Transport *transport_new(const struct transport_ops *ops, void *self)
{
	Transport *t = mem_alloc(sizeof(*t));

	assert(ops->name && ops->read && ops->write && ops->shutdown && ops->fd && ops->free);
	t->ops = ops;
	t->self = self;
	return t;
}

void *transport_self(const Transport *t, const struct transport_ops *ops)
{
	return t->ops == ops ? t->self : NULL;
}

void transport_free(Transport *t)
{
	if (!t)
		return;
	t->ops->free(t->self);
	free(t);
}

enum io_status transport_read(Transport *t, char *to, size_t room, size_t *done, struct err *e)
{
	assert(room > 0);
	*done = 0;
	return t->ops->read(t->self, to, room, done, e);
}

enum io_status transport_write(Transport *t, const char *from, size_t n, size_t *done,
			       struct err *e)
{
	assert(n > 0);
	*done = 0;
	return t->ops->write(t->self, from, n, done, e);
}

enum io_status transport_urgent(Transport *t, char byte, struct err *e)
{
	size_t done = 0;

	if (t->ops->urgent)
		return t->ops->urgent(t->self, byte, e);
	return t->ops->write(t->self, &byte, 1, &done, e);
}

bool transport_shutdown(Transport *t, struct err *e)
{
	return t->ops->shutdown(t->self, e);
}

int transport_fd(const Transport *t)
{
	return t->ops->fd(t->self);
}

bool transport_may_have_more(const Transport *t)
{
	return t->ops->may_have_more && t->ops->may_have_more(t->self);
}

unsigned transport_wants(const Transport *t, bool reading, bool writing)
{
	if (t->ops->wants)
		return t->ops->wants(t->self, reading, writing);
	return (reading ? TRANSPORT_READ : 0u) | (writing ? TRANSPORT_WRITE : 0u);
}

int transport_retry_ms(const Transport *t)
{
	return t->ops->retry_ms ? t->ops->retry_ms(t->self) : 0;
}

uint64_t transport_work(const Transport *t)
{
	return t->ops->work ? t->ops->work(t->self) : 0;
}

const char *transport_name(const Transport *t)
{
	return t->ops->name;
}

short transport_poll_events(unsigned wants)
{
	return (short)((wants & TRANSPORT_READ ? POLLIN : 0) |
		       (wants & TRANSPORT_WRITE ? POLLOUT : 0));
}
