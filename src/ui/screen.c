#include "ui/screen.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/poison.h"

struct Screen {
	const struct screen_ops *ops;
	void *self;
};

Screen *screen_open(const struct screen_ops *ops, enum colours colours, struct err *e)
{
	void *self = ops->open(colours, e);
	Screen *s;

	if (!self)
		return NULL;
	s = mem_alloc(sizeof(*s));
	s->ops = ops;
	s->self = self;
	return s;
}

void screen_close(Screen *s)
{
	if (!s)
		return;
	s->ops->close(s->self);
	free(s);
}

unsigned screen_width(const Screen *s)
{
	unsigned width, height;

	s->ops->size(s->self, &width, &height);
	return width;
}

unsigned screen_height(const Screen *s)
{
	unsigned width, height;

	s->ops->size(s->self, &width, &height);
	return height;
}

bool screen_update_size(Screen *s)
{
	return s->ops->update_size(s->self);
}

bool screen_paint(Screen *s, const struct frame *f)
{
	return s->ops->paint(s->self, f);
}

bool screen_is_waiting(const Screen *s)
{
	return s->ops->is_waiting(s->self);
}

int screen_output_fd(const Screen *s)
{
	return s->ops->output_fd(s->self);
}

void screen_flush(Screen *s)
{
	s->ops->flush(s->self);
}

void screen_invalidate(Screen *s)
{
	s->ops->invalidate(s->self);
}

void screen_bell(Screen *s)
{
	s->ops->ring(s->self);
}

void screen_title(Screen *s, const char *text)
{
	s->ops->title(s->self, text);
}

void screen_set_colours(Screen *s, enum colours colours)
{
	s->ops->set_colours(s->self, colours);
}

bool screen_can_copy(const Screen *s)
{
	return s->ops->can_copy(s->self);
}

void screen_copy(Screen *s, const char *base64)
{
	s->ops->copy(s->self, base64);
}

void screen_set_ambiguous(Screen *s, enum ambiguous_width choice)
{
	s->ops->set_ambiguous(s->self, choice);
}

bool screen_tell_place(Screen *s, unsigned row, unsigned column)
{
	return s->ops->tell_place(s->self, row, column);
}

void screen_abilities(const Screen *s, struct theme_abilities *out)
{
	s->ops->abilities(s->self, out);
}

bool screen_ask_keyboard(Screen *s)
{
	return s->ops->ask_keyboard(s->self);
}

void screen_await_answer(Screen *s)
{
	s->ops->await_answer(s->self);
}

void screen_set_input(Screen *s, const struct screen_input *input)
{
	s->ops->set_input(s->self, input);
}

void screen_leave(Screen *s)
{
	s->ops->leave(s->self);
}

void screen_enter(Screen *s)
{
	s->ops->enter(s->self);
}

int screen_fd(const Screen *s)
{
	return s->ops->fd(s->self);
}

bool screen_read(Screen *s, KeyDecoder *d, int64_t now)
{
	return s->ops->read(s->self, d, now);
}

void screen_describe_keys(const Screen *s, KeyDecoder *d)
{
	s->ops->describe_keys(s->self, d);
}
