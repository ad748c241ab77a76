#include "ui/layers.h"

#include <stdlib.h>
#include <string.h>

#include "base/deadline.h"
#include "base/mem.h"
#include "base/poison.h"

/* Of its own in the heap, so that it stays where it is while the stack changes. */
struct layer {
	const struct layer_ops *ops;
	void *self;
	const void *pane;
	unsigned calls; /* of it, under way */
	bool removed; /* closed when the last of them has returned */
	bool waits; /* takes nothing yet */
	int64_t quiet_since; /* when it was shown or something was typed; -1: not shown yet */
	int64_t anew_at; /* when it is to be drawn anew */
};

struct Layers {
	struct layer **stack; /* the last is the top */
	size_t count;
	const void *pane;
	const struct layers_events *events;
	void *user;
};

Layers *layers_new(const struct layers_events *events, void *user)
{
	Layers *l = mem_alloc(sizeof(*l));

	l->events = events;
	l->user = user;
	return l;
}

static void close_layer(struct layer *layer)
{
	if (layer->ops->close)
		layer->ops->close(layer->self);
	free(layer);
}

static void remove_at(Layers *l, size_t i)
{
	struct layer *layer = l->stack[i];

	l->count--;
	memmove(&l->stack[i], &l->stack[i + 1], (l->count - i) * sizeof(*l->stack));
	layer->removed = true;
	if (!layer->calls)
		close_layer(layer);
}

void layers_free(Layers *l)
{
	if (!l)
		return;
	while (l->count)
		remove_at(l, l->count - 1);
	free(l->stack);
	free(l);
}

void layers_push(Layers *l, const struct layer_ops *ops, void *self, const void *pane)
{
	struct layer *layer = mem_alloc(sizeof(*layer));
	size_t i = l->count;

	*layer = (struct layer){ .ops = ops,
				 .self = self,
				 .pane = pane,
				 .waits = ops->waits_ms > 0,
				 .quiet_since = -1 };
	l->stack = mem_resize(l->stack, l->count + 1, sizeof(*l->stack));
	for (; pane && i && !l->stack[i - 1]->pane; i--)
		l->stack[i] = l->stack[i - 1];
	l->stack[i] = layer;
	l->count++;
	l->events->changed(l->user);
}

void layers_remove(Layers *l, const void *self)
{
	for (size_t i = l->count; i-- > 0;) {
		if (l->stack[i]->self != self)
			continue;
		remove_at(l, i);
		l->events->changed(l->user);
		return;
	}
}

void layers_remove_pane(Layers *l, const void *pane)
{
	size_t before = l->count;

	for (size_t i = l->count; i-- > 0;) {
		if (l->stack[i]->pane == pane)
			remove_at(l, i);
	}
	if (l->count != before)
		l->events->changed(l->user);
}

void layers_show(Layers *l, const void *pane)
{
	for (size_t i = 0; i < l->count && l->pane != pane; i++) {
		if (l->stack[i]->pane != pane)
			continue;
		l->stack[i]->waits = l->stack[i]->ops->waits_ms > 0;
		l->stack[i]->quiet_since = -1;
	}
	l->pane = pane;
	l->events->changed(l->user);
}

static bool is_here(const Layers *l, const struct layer *layer)
{
	return !layer->pane || layer->pane == l->pane;
}

void *layers_find(const Layers *l, const struct layer_ops *ops)
{
	for (size_t i = l->count; i-- > 0;) {
		if (l->stack[i]->ops == ops && is_here(l, l->stack[i]))
			return l->stack[i]->self;
	}
	return NULL;
}

void *layers_find_in(const Layers *l, const struct layer_ops *ops, const void *pane)
{
	for (size_t i = l->count; i-- > 0;) {
		if (l->stack[i]->ops == ops && l->stack[i]->pane == pane)
			return l->stack[i]->self;
	}
	return NULL;
}

const struct layer_ops *layers_top(const Layers *l)
{
	for (size_t i = l->count; i-- > 0;) {
		if (is_here(l, l->stack[i]))
			return l->stack[i]->ops;
	}
	return NULL;
}

bool layers_modal(const Layers *l)
{
	for (size_t i = 0; i < l->count; i++) {
		if (is_here(l, l->stack[i]) && l->stack[i]->ops->modal)
			return true;
	}
	return false;
}

/* --- Delivering. */

/* What is delivered: a key, bytes, or what the mouse did. */
struct input {
	enum { INPUT_KEY, INPUT_UNKNOWN, INPUT_PASTE, INPUT_MOUSE } kind;
	struct key key;
	const struct mouse_event *mouse;
	const char *bytes;
	size_t n;
};

static bool offer(Layers *l, const struct layer *layer, const struct input *in)
{
	const struct layer_ops *ops = layer->ops;

	switch (in->kind) {
	case INPUT_KEY:
		if (ops->key)
			return ops->key(layer->self, in->key);
		break;
	case INPUT_UNKNOWN:
		if (ops->unknown)
			return ops->unknown(layer->self, in->bytes, in->n);
		break;
	case INPUT_PASTE:
		if (ops->paste)
			return ops->paste(layer->self, in->bytes, in->n);
		if (ops->modal)
			l->events->refused(l->user);
		break;
	case INPUT_MOUSE:
		if (ops->mouse)
			return ops->mouse(layer->self, in->mouse);
		break;
	}
	return ops->modal;
}

/* Where the layers below `layer` begin, from the top: its place, or that of those below it. */
static size_t place_of(const Layers *l, const struct layer *layer, size_t at_most)
{
	size_t i = l->count;

	while (i-- > 0) {
		if (l->stack[i] == layer)
			return i;
	}
	return at_most < l->count ? at_most : l->count;
}

static bool deliver(Layers *l, const struct input *in)
{
	for (size_t i = l->count; i-- > 0;) {
		struct layer *layer = l->stack[i];
		bool taken;

		if (!is_here(l, layer) || (layer->waits && !layer->ops->keeps))
			continue;
		if (layer->waits)
			return true;
		layer->calls++;
		taken = offer(l, layer, in);
		layer->calls--;
		if (!taken)
			i = place_of(l, layer, i);
		if (layer->removed && !layer->calls)
			close_layer(layer);
		if (taken)
			return true;
	}
	return false;
}

void layers_changed(Layers *l, const void *pane)
{
	for (size_t i = l->count; i-- > 0;) {
		struct layer *layer = l->stack[i];

		if (layer->pane != pane || !layer->ops->changed)
			continue;
		layer->calls++;
		layer->ops->changed(layer->self);
		layer->calls--;
		i = place_of(l, layer, i);
		if (layer->removed && !layer->calls)
			close_layer(layer);
	}
}

bool layers_key(Layers *l, struct key k)
{
	return deliver(l, &(struct input){ .kind = INPUT_KEY, .key = k });
}

bool layers_unknown(Layers *l, const char *bytes, size_t n)
{
	return deliver(l, &(struct input){ .kind = INPUT_UNKNOWN, .bytes = bytes, .n = n });
}

bool layers_paste(Layers *l, const char *bytes, size_t n)
{
	return deliver(l, &(struct input){ .kind = INPUT_PASTE, .bytes = bytes, .n = n });
}

bool layers_mouse(Layers *l, const struct mouse_event *m)
{
	return deliver(l, &(struct input){ .kind = INPUT_MOUSE, .mouse = m });
}

/* --- Pauses. */

/* How long a pause of the keys means something to it, in ms; 0: none does. */
static int pause_of(const struct layer *layer)
{
	return layer->waits ? layer->ops->waits_ms : layer->ops->lasts_ms;
}

void layers_typed(Layers *l, int64_t now)
{
	for (size_t i = 0; i < l->count; i++) {
		if (l->stack[i]->quiet_since >= 0)
			l->stack[i]->quiet_since = now;
	}
}

static void end_pause(Layers *l, size_t i)
{
	if (l->stack[i]->waits)
		l->stack[i]->waits = false;
	else
		remove_at(l, i);
	l->events->changed(l->user);
}

static void tick_anew(Layers *l, struct layer *layer, int64_t now)
{
	if (!layer->ops->anew_ms || now < layer->anew_at)
		return;
	layer->anew_at = now + layer->ops->anew_ms;
	l->events->changed(l->user);
}

void layers_tick(Layers *l, int64_t now)
{
	for (size_t i = l->count; i-- > 0;) {
		struct layer *layer = l->stack[i];

		if (!is_here(l, layer))
			continue;
		tick_anew(l, layer, now);
		if (layer->quiet_since < 0)
			layer->quiet_since = now;
		else if (pause_of(layer) && now - layer->quiet_since >= pause_of(layer))
			end_pause(l, i);
	}
}

int64_t layers_deadline(const Layers *l)
{
	int64_t due = -1;

	for (size_t i = 0; i < l->count; i++) {
		const struct layer *layer = l->stack[i];

		if (!is_here(l, layer) || layer->quiet_since < 0)
			continue;
		if (pause_of(layer))
			due = deadline_earlier(due, layer->quiet_since + pause_of(layer));
		if (layer->ops->anew_ms)
			due = deadline_earlier(due, layer->anew_at);
	}
	return due;
}

/* --- Drawing. */

enum { LAYERS_ROOM = 6 }; /* rows with which a layer is of use */

/*
 * A layer that leaves too few rows above it is drawn over: what has the keys must be seen. Without
 * room even so, it is the screen that is small.
 */
void layers_compose(Layers *l, struct layer_area *area, struct frame *out)
{
	unsigned bottom = area->bottom;

	for (size_t i = 0; i < l->count; i++) {
		const struct layer *layer = l->stack[i];

		if (!is_here(l, layer) || !layer->ops->compose)
			continue;
		if (area->bottom < area->top + LAYERS_ROOM)
			area->bottom = bottom;
		area->waits = layer->waits;
		area->message_top = 0;
		layer->ops->compose(layer->self, area, out);
	}
}
