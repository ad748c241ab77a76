/*
 * The inside of the display: opened by display.c (painting, layers, the terminal) and
 * display-keys.c (what comes from the terminal).
 */
#ifndef HAIL_APP_DISPLAY_INTERNAL_H
#define HAIL_APP_DISPLAY_INTERNAL_H

#include "app/display.h"
#include "ui/keyboard-ask.h"
#include "ui/pace.h"

struct Display {
	Loop *loop;
	const struct display_events *events;
	void *user;
	Screen *screen;
	KeyDecoder *decoder;
	LoopWatch *keys, *output;
	Timer *key_timer, *paint_timer, *message_timer, *pause_timer;
	int ambiguous; /* an enum ambiguous_width, -1 before it was chosen */
	enum colours colours; /* what the screen uses, at most */
	struct theme theme;
	Layers *layers;
	Messages *messages;
	struct pace pace;
	struct keyboard_ask keyboard;
	bool dirty;
	struct frame frame;
	char *title; /* the last one set; NULL: none */
	bool title_due, bell_due; /* when the terminal takes something */
	char *copied; /* for the system's clipboard, when the terminal takes something; or NULL */
	char *save_path; /* write the next frame there */
	enum picture_format save_format;
};

/* What the decoder's events (user: the Display) mean: those of the owner, but for what the display
 * has asked the terminal itself; a key also takes a message away and hurries the paint. */
extern const struct key_events display_key_handlers;

/* The loop's calls (user: the Display): the terminal has something to read; a key waits no longer.
 */
void display_read_keys(void *user, short revents);
void display_key_due(void *user);

#endif
