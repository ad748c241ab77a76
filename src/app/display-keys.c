#include "app/display-internal.h"

#include "base/poison.h"

static void on_key(void *user, struct key k)
{
	Display *d = user;
	int64_t now = loop_now(d->loop);

	pace_key(&d->pace, now);
	if (messages_key(d->messages, now))
		display_touch(d);
	d->events->keys.key(d->user, k);
}

static void on_unknown(void *user, const char *bytes, size_t n)
{
	Display *d = user;

	pace_key(&d->pace, loop_now(d->loop));
	d->events->keys.unknown(d->user, bytes, n);
}

static void on_paste(void *user, const char *bytes, size_t n)
{
	Display *d = user;

	pace_key(&d->pace, loop_now(d->loop));
	d->events->keys.paste(d->user, bytes, n);
}

static void on_paste_refused(void *user)
{
	Display *d = user;

	d->events->keys.paste_refused(d->user);
}

static void on_wheel(void *user, int lines)
{
	Display *d = user;

	pace_key(&d->pace, loop_now(d->loop));
	d->events->keys.wheel(d->user, lines);
}

static void on_mouse(void *user, const struct mouse_event *m)
{
	Display *d = user;

	pace_key(&d->pace, loop_now(d->loop));
	if (m->kind == MOUSE_PRESS && messages_key(d->messages, loop_now(d->loop)))
		display_touch(d);
	d->events->keys.mouse(d->user, m);
}

static void on_place(void *user, unsigned row, unsigned column)
{
	Display *d = user;

	if (screen_tell_place(d->screen, row, column))
		display_touch(d);
}

static void on_focus(void *user, bool in)
{
	Display *d = user;

	d->events->keys.focus(d->user, in);
}

static void on_answer(void *user, enum key_answer answer)
{
	Display *d = user;

	keyboard_ask_answer(&d->keyboard, answer);
}

static bool is_escape(void *user, struct key k)
{
	const Display *d = user;

	return d->events->keys.is_escape(d->user, k);
}

static bool is_for_peer(void *user)
{
	const Display *d = user;

	return d->events->keys.is_for_peer(d->user);
}

const struct key_events display_key_handlers = {
	.key = on_key,
	.unknown = on_unknown,
	.paste = on_paste,
	.paste_refused = on_paste_refused,
	.wheel = on_wheel,
	.mouse = on_mouse,
	.focus = on_focus,
	.place = on_place,
	.answer = on_answer,
	.is_escape = is_escape,
	.is_for_peer = is_for_peer,
};

static void watch_decoder(Display *d)
{
	timer_set(d->key_timer, key_decoder_deadline(d->decoder));
}

void display_read_keys(void *user, short revents)
{
	Display *d = user;

	(void)revents;
	layers_typed(d->layers, loop_now(d->loop));
	if (!screen_read(d->screen, d->decoder, loop_now(d->loop))) {
		loop_watch_pause(d->keys);
		d->events->gone(d->user);
	}
	watch_decoder(d);
}

void display_key_due(void *user)
{
	Display *d = user;

	key_decoder_tick(d->decoder, loop_now(d->loop));
	watch_decoder(d);
}
