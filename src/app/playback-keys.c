#include <string.h>

#include "app/program.h"
#include "app/playback-internal.h"
#include "app/scroll-mode.h"
#include "app/sessions.h"
#include "base/str.h"
#include "ui/entry.h"
#include "base/poison.h"

enum {
	STEP_MS = 5000, /* that Left and Right go */
	LEAP_MS = 60000, /* and with Shift */
};

static const double speeds[] = { 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64 };

/* --- What keys do. */

static void toggle_pause(Playback *r)
{
	if (r->ended) {
		r->paused = false;
		playback_seek(r, 0);
	} else if (!playback_end_seek(r)) {
		playback_pause(r, !r->paused);
	}
}

static void go_back(Playback *r)
{
	playback_seek(r, playback_target(r) - STEP_MS);
}

static void go_on(Playback *r)
{
	playback_seek(r, playback_target(r) + STEP_MS);
}

static void leap_back(Playback *r)
{
	playback_seek(r, playback_target(r) - LEAP_MS);
}

static void leap_on(Playback *r)
{
	playback_seek(r, playback_target(r) + LEAP_MS);
}

static void go_to_beginning(Playback *r)
{
	playback_seek(r, 0);
}

static void go_to_end(Playback *r)
{
	playback_seek(r, INT64_MAX);
}

static bool on_text(void *user, const char *text)
{
	Playback *r = user;

	if (!*text)
		return true;
	history_add(app_searches(r->app), text, strlen(text));
	playback_seek_text(r, text);
	return true;
}

static void on_refused(void *user, const char *text)
{
	const Playback *r = user;

	app_message(r->app, "%s", text);
}

static void ask_for_text(Playback *r)
{
	static const struct entry_events events = { .accepted = on_text, .refused = on_refused };

	playback_end_seek(r);
	entry_open(app_layers(r->app), "/", false, app_searches(r->app), &events, r, r->pane);
}

static void seek_again(Playback *r)
{
	if (r->sought)
		playback_seek_text(r, r->sought);
	else
		ask_for_text(r);
}

static void faster(Playback *r)
{
	size_t i = 0, count = sizeof(speeds) / sizeof(speeds[0]);

	while (i < count && speeds[i] <= r->speed)
		i++;
	playback_set_speed(r, r->speed <= 0 || i == count ? 0 : speeds[i]);
}

static void slower(Playback *r)
{
	size_t i = sizeof(speeds) / sizeof(speeds[0]);

	while (i > 1 && r->speed > 0 && speeds[i - 1] >= r->speed)
		i--;
	playback_set_speed(r, speeds[i - 1]);
}

static void scroll_back(Playback *r)
{
	pane_scroll_pages(r->pane, -1);
	scroll_mode_begin(r->app, r->pane);
}

static void scroll_row(Playback *r)
{
	pane_scroll(r->pane, -1);
	scroll_mode_begin(r->app, r->pane);
}

static void select_text(Playback *r)
{
	scroll_mode_point(r->app, r->pane, NULL);
}

static void stop(Playback *r)
{
	playback_end_seek(r);
}

static void quit(Playback *r)
{
	app_quit(r->app);
}

static void show_help(Playback *r);

static const struct playback_key {
	const char *key;
	void (*act)(Playback *r);
	const char *summary;
} keys[] = {
	{ "Space", toggle_pause, "pause, and go on; at the end begin anew" },
	{ "Right", go_on, "go on by 5 s" },
	{ "Left", go_back, "go back by 5 s" },
	{ "Shift-Right", leap_on, "go on by a minute" },
	{ "Shift-Left", leap_back, "go back by a minute" },
	{ "Home", go_to_beginning, "go to the beginning" },
	{ "End", go_to_end, "go to the end" },
	{ ".", playback_seek_prompt, "go on to the next prompt" },
	{ "/", ask_for_text, "go on to where a text appears" },
	{ "n", seek_again, "go on to where it appears again" },
	{ "+", faster, "play faster, up to max" },
	{ "=", faster, "the same" },
	{ "-", slower, "play slower" },
	{ "Esc", stop, "stop seeking, where it has come to" },
	{ "PgUp", scroll_back, "scroll back, with the keys of scroll mode" },
	{ "Up", scroll_row, "the same by a row" },
	{ "y", select_text, "scroll mode with a cursor, to select and copy" },
	{ "?", show_help, "this list" },
	{ "F1", show_help, "the same" },
	{ "q", quit, "leave" },
	{ "Ctrl-C", quit, "leave" },
};

static void show_help(Playback *r)
{
	struct str text;

	str_init(&text);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		str_append_format(&text, "  %-14s %s\n", keys[i].key, keys[i].summary);
	app_show_text(r->app, "keys of a replay", text.text);
	str_fini(&text);
}

/* --- The layer. */

/* Nobody gets what is typed. */
static void say_no_key(const Playback *r)
{
	app_say(r->app, r->pane, MESSAGE_INFO, "this is a recording: ? lists the keys, q quits");
}

static bool on_key(void *self, struct key k)
{
	Playback *r = self;
	struct key key;

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (key_parse(keys[i].key, &key) && key_equal(key, k)) {
			keys[i].act(r);
			return true;
		}
	}
	say_no_key(r);
	return true;
}

static bool on_bytes(void *self, const char *bytes, size_t n)
{
	(void)bytes;
	(void)n;
	say_no_key(self);
	return true;
}

static bool on_mouse(void *self, const struct mouse_event *event)
{
	Playback *r = self;
	bool up = event->button == MOUSE_WHEEL_UP;

	if (event->kind != MOUSE_WHEEL || (!up && event->button != MOUSE_WHEEL_DOWN))
		return false;
	pane_scroll(r->pane, up ? -MOUSE_WHEEL_ROWS : MOUSE_WHEEL_ROWS);
	scroll_mode_begin(r->app, r->pane);
	return true;
}

static const struct layer_ops playback_layer = {
	.name = "replay",
	.key = on_key,
	.unknown = on_bytes,
	.paste = on_bytes,
	.mouse = on_mouse,
};

void playback_keys_open(Playback *r)
{
	layers_push(app_layers(r->app), &playback_layer, r, r->pane);
}
