#include "script-transport.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/poison.h"

struct script {
	struct script_step *steps;
	size_t count;
	size_t step; /* the one that is next or under way */
	size_t given; /* bytes of it already read */
	size_t write_room;
	struct buf *written;
	bool ended; /* our direction was shut down */
};

static enum io_status script_give(struct script *s, char *to, size_t room, size_t *done)
{
	const struct script_step *step = &s->steps[s->step];
	size_t n = step->length - s->given;

	if (n > room)
		n = room;
	memcpy(to, step->bytes + s->given, n);
	s->given += n;
	*done = n;
	if (s->given == step->length) {
		s->step++;
		s->given = 0;
	}
	return IO_OK;
}

static enum io_status script_read(void *self, char *to, size_t room, size_t *done, struct err *e)
{
	struct script *s = self;

	while (s->step < s->count && s->steps[s->step].action == SCRIPT_DATA &&
	       !s->steps[s->step].length)
		s->step++;
	if (s->step == s->count)
		return IO_AGAIN;
	switch (s->steps[s->step].action) {
	case SCRIPT_DATA: return script_give(s, to, room, done);
	case SCRIPT_AGAIN: s->step++; return IO_AGAIN;
	case SCRIPT_EOF: return IO_EOF;
	case SCRIPT_ERROR: break;
	}
	err_set(e, ERR_LOST, "the peer reset the connection");
	return IO_ERROR;
}

static enum io_status script_write(void *self, const char *from, size_t n, size_t *done,
				   struct err *e)
{
	struct script *s = self;

	if (s->ended) {
		err_set(e, ERR_LOST, "written after the end of our direction");
		return IO_ERROR;
	}
	if (!s->write_room)
		return IO_AGAIN;
	*done = n < s->write_room ? n : s->write_room;
	buf_append(s->written, from, *done);
	return IO_OK;
}

static bool script_shutdown(void *self, struct err *e)
{
	struct script *s = self;

	(void)e;
	s->ended = true;
	return true;
}

static int script_fd(const void *self)
{
	(void)self;
	return -1;
}

static void script_free(void *self)
{
	struct script *s = self;

	free(s->steps);
	free(s);
}

static const struct transport_ops script_ops = {
	.name = "script",
	.read = script_read,
	.write = script_write,
	.shutdown = script_shutdown,
	.fd = script_fd,
	.free = script_free,
};

Transport *script_transport(const struct script_step *steps, size_t count, size_t write_room,
			    struct buf *written)
{
	struct script *s = mem_alloc(sizeof(*s));

	s->steps = mem_calloc(count, sizeof(*steps));
	if (count)
		memcpy(s->steps, steps, count * sizeof(*steps));
	s->count = count;
	s->write_room = write_room;
	s->written = written;
	return transport_new(&script_ops, s);
}

void script_room(const Transport *t, size_t write_room)
{
	struct script *s = transport_self(t, &script_ops);

	s->write_room = write_room;
}
