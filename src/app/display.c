#include "app/display-internal.h"

#include <stdlib.h>

#include "base/base64.h"
#include "base/mem.h"
#include "ui/compose.h"
#include "base/poison.h"

void display_touch(Display *d)
{
	d->dirty = true;
}

void display_expect_answer(Display *d)
{
	pace_expect(&d->pace);
}

/* --- Painting. */

static void compose(Display *d)
{
	struct layer_area area;
	struct message message;
	bool said;

	d->events->compose(d->user, &d->frame, &area);
	/* That may have said something. */
	said = messages_get(d->messages, &message);
	compose_over(d->layers, said ? &message : NULL, &area, &d->frame);
}

static void save(Display *d)
{
	struct err e;

	compose(d);
	if (!frame_save(&d->frame, d->save_format, d->save_path, &e)) {
		display_say(d, NULL, MESSAGE_ERROR, e.text);
	} else {
		err_set(&e, ERR_NONE, "the screen is written to %s", d->save_path);
		display_say(d, NULL, MESSAGE_INFO, e.text);
	}
	free(d->save_path);
	d->save_path = NULL;
}

static void paint_if_due(Display *d)
{
	int64_t now = loop_now(d->loop), due;

	if (pace_hold(&d->pace, now, d->events->is_half(d->user)))
		d->events->end_half(d->user);
	due = pace_due(&d->pace, now, loop_pending(d->loop));
	if (due > now) {
		timer_set(d->paint_timer, due);
		return;
	}
	timer_set(d->paint_timer, -1);
	d->dirty = false;
	compose(d);
	bool whole = screen_paint(d->screen, &d->frame);
	pace_painted(&d->pace, now);
	if (!whole) {
		pace_hurry(&d->pace);
		display_touch(d);
	}
}

/* A terminal that takes nothing has it later. */
static void tell_terminal(Display *d)
{
	if (d->bell_due && !screen_is_waiting(d->screen)) {
		screen_bell(d->screen);
		d->bell_due = false;
	}
	if (d->title_due && !screen_is_waiting(d->screen)) {
		screen_title(d->screen, d->title);
		d->title_due = false;
	}
	if (d->copied && !screen_is_waiting(d->screen)) {
		screen_copy(d->screen, d->copied);
		free(d->copied);
		d->copied = NULL;
	}
}

void display_present(Display *d)
{
	if (messages_tick(d->messages, loop_now(d->loop)))
		display_touch(d);
	if (d->save_path)
		save(d);
	if (!screen_is_waiting(d->screen))
		layers_tick(d->layers, loop_now(d->loop));
	tell_terminal(d);
	if (d->dirty && !screen_is_waiting(d->screen))
		paint_if_due(d);
	if (screen_is_waiting(d->screen))
		loop_watch_set(d->output, POLLOUT);
	timer_set(d->message_timer, messages_deadline(d->messages));
	timer_set(d->pause_timer, layers_deadline(d->layers));
}

bool display_is_behind(const Display *d)
{
	return d->dirty;
}

/* When it has taken all of the last frame, display_present paints the newest. */
static void on_writable(void *user, short revents)
{
	Display *d = user;

	(void)revents;
	screen_flush(d->screen);
	if (!screen_is_waiting(d->screen))
		loop_watch_pause(d->output);
}

static void on_due(void *user)
{
	(void)user; /* waking the loop is all: display_present runs at the end of the turn */
}

void display_repaint(Display *d)
{
	screen_invalidate(d->screen);
	pace_hurry(&d->pace);
	display_touch(d);
}

bool display_update_size(Display *d)
{
	bool changed = screen_update_size(d->screen);

	/* Smaller and back again between two looks: the terminal has lost what was cut off. */
	display_repaint(d);
	return changed;
}

void display_save(Display *d, enum picture_format format, char *path)
{
	free(d->save_path);
	d->save_format = format;
	d->save_path = path;
}

bool display_is_saving(const Display *d)
{
	return d->save_path;
}

void display_bell(Display *d)
{
	d->bell_due = true;
}

void display_title(Display *d, const char *text)
{
	free(d->title);
	d->title = mem_strdup(text);
	d->title_due = true;
}

bool display_copy(Display *d, const char *text, size_t n, bool always)
{
	if (!always && !screen_can_copy(d->screen))
		return false;
	if (!n)
		return true;
	free(d->copied);
	d->copied = mem_alloc(BASE64_LENGTH(n) + 1);
	base64_encode(text, n, d->copied);
	return true;
}

void display_leave(Display *d)
{
	keyboard_ask_end(&d->keyboard, d->screen, loop_now(d->loop));
	screen_leave(d->screen);
}

void display_enter(Display *d)
{
	screen_enter(d->screen);
	d->title_due = d->title != NULL;
	display_repaint(d);
}

/* --- Layers and messages. */

static void on_layers_changed(void *user)
{
	Display *d = user;

	pace_hurry(&d->pace);
	display_touch(d);
}

static void on_refused(void *user)
{
	display_say(user, NULL, MESSAGE_INFO,
		    "nothing was pasted: first close what stands over the session");
}

Layers *display_layers(Display *d)
{
	return d->layers;
}

void display_show(Display *d, const void *pane)
{
	messages_show(d->messages, pane, loop_now(d->loop));
	layers_show(d->layers, pane);
}

void display_forget(Display *d, const void *pane)
{
	messages_forget(d->messages, pane, loop_now(d->loop));
	layers_remove_pane(d->layers, pane);
}

unsigned display_say(Display *d, const void *pane, enum message_kind kind, const char *text)
{
	display_touch(d);
	return messages_add(d->messages, pane, kind, text, loop_now(d->loop));
}

void display_unsay(Display *d, unsigned number)
{
	messages_take_back(d->messages, number, loop_now(d->loop));
	display_touch(d);
}

/* --- Opened and closed. */

unsigned display_width(const Display *d)
{
	return screen_width(d->screen);
}

unsigned display_height(const Display *d)
{
	return screen_height(d->screen);
}

const struct theme *display_theme(const Display *d)
{
	return &d->theme;
}

void display_ask_keyboard(Display *d)
{
	keyboard_ask(&d->keyboard, d->screen, loop_now(d->loop));
}

bool display_has_numbers(const Display *d)
{
	return d->keyboard.has_numbers;
}

void display_set_input(Display *d, const struct screen_input *input)
{
	screen_set_input(d->screen, input);
}

/* The look that the terminal, with the colours wanted, allows. */
static void make_theme(Display *d)
{
	enum tri bold_bright = d->theme.bold_bright;
	struct theme_abilities abilities;

	screen_abilities(d->screen, &abilities);
	d->theme = theme_for(&abilities);
	d->theme.bold_bright = bold_bright;
}

void display_set_ambiguous(Display *d, enum ambiguous_width choice)
{
	if (d->ambiguous == (int)choice)
		return;
	d->ambiguous = (int)choice;
	screen_set_ambiguous(d->screen, choice);
}

void display_set_colours(Display *d, enum colours colours)
{
	if (d->colours == colours)
		return;
	d->colours = colours;
	screen_set_colours(d->screen, colours);
	make_theme(d);
}

void display_set_bold_bright(Display *d, enum tri bold_bright)
{
	d->theme.bold_bright = bold_bright;
}

static void watch(Display *d)
{
	d->keys = loop_watch(d->loop, LOOP_KEYS, screen_fd(d->screen), POLLIN, display_read_keys,
			     d);
	d->output = loop_watch(d->loop, LOOP_KEYS, screen_output_fd(d->screen), 0, on_writable, d);
	loop_watch_pause(d->output);
	d->key_timer = timer_new(loop_timers(d->loop), display_key_due, d);
	d->paint_timer = timer_new(loop_timers(d->loop), on_due, d);
	d->message_timer = timer_new(loop_timers(d->loop), on_due, d);
	d->pause_timer = timer_new(loop_timers(d->loop), on_due, d);
}

Display *display_open(Loop *loop, const struct screen_ops *ops, enum colours colours,
		      const struct display_events *events, void *user, struct err *e)
{
	static const struct layers_events layer_handlers = { on_layers_changed, on_refused };
	Screen *screen = screen_open(ops, colours, e);
	Display *d;

	if (!screen)
		return NULL;
	d = mem_alloc(sizeof(*d));
	d->loop = loop;
	d->events = events;
	d->user = user;
	d->screen = screen;
	d->ambiguous = -1;
	d->colours = colours;
	make_theme(d);
	d->decoder = key_decoder_new(&display_key_handlers, d);
	screen_describe_keys(screen, d->decoder);
	d->layers = layers_new(&layer_handlers, d);
	d->messages = messages_new();
	pace_init(&d->pace, loop_now(loop));
	frame_init(&d->frame);
	d->dirty = true;
	watch(d);
	return d;
}

void display_close(Display *d)
{
	if (!d)
		return;
	layers_free(d->layers);
	messages_free(d->messages);
	keyboard_ask_end(&d->keyboard, d->screen, loop_now(d->loop));
	screen_close(d->screen);
	key_decoder_free(d->decoder);
	loop_unwatch(d->loop, d->keys);
	loop_unwatch(d->loop, d->output);
	timer_free(d->key_timer);
	timer_free(d->paint_timer);
	timer_free(d->message_timer);
	timer_free(d->pause_timer);
	frame_fini(&d->frame);
	free(d->save_path);
	free(d->title);
	free(d->copied);
	free(d);
}
