/*
 * The user's terminal on the loop: keys in, frames out at their pace, and what lies over a session:
 * layers and messages. Knows no session: a pane is an address to it.
 */
#ifndef HAIL_APP_DISPLAY_H
#define HAIL_APP_DISPLAY_H

#include <stdbool.h>

#include "base/err.h"
#include "loop/loop.h"
#include "ui/frame.h"
#include "ui/key-decode.h"
#include "ui/layers.h"
#include "ui/messages.h"
#include "ui/screen.h"

typedef struct Display Display;

struct display_events {
	struct key_events keys;
	/* Draws everything but layers and messages, and says where those go. */
	void (*compose)(void *user, struct frame *out, struct layer_area *area);
	/* Whether what is to be drawn is half a picture, so that a paint may wait a moment. */
	bool (*is_half)(void *user);
	/* It waited for long enough: what there is counts as whole. */
	void (*end_half)(void *user);
	/* The terminal is gone. */
	void (*gone)(void *user);
};

/*
 * Takes the terminal over, to be used with `colours` (base/colours.h). NULL with `e` set if it
 * can't be. `ops` and `events` are borrowed.
 */
Display *display_open(Loop *loop, const struct screen_ops *ops, enum colours colours,
		      const struct display_events *events, void *user, struct err *e);

/* Gives the terminal back and frees; layers are closed. NULL is fine. */
void display_close(Display *d);

/* The size in cells. */
unsigned display_width(const Display *d);
unsigned display_height(const Display *d);

/* What a compose needs to know of the terminal. */
const struct theme *display_theme(const Display *d);

/* How wide ambiguous characters are from now on (ui/screen.h). */
void display_set_ambiguous(Display *d, enum ambiguous_width choice);

/* Uses as many colours from the next paint on. */
void display_set_colours(Display *d, enum colours colours);

/* How bold text of sessions looks (struct theme). */
void display_set_bold_bright(Display *d, enum tri bold_bright);

/* Asks the terminal, once, whether it can tell keys by their numbers; whether it has said so. */
void display_ask_keyboard(Display *d);
bool display_has_numbers(const Display *d);

/* What the terminal is asked to tell beside keys, from now on. */
void display_set_input(Display *d, const struct screen_input *input);

/* Something that can be seen has changed: painted at the end of a turn, when it is due. */
void display_touch(Display *d);

/* A line was sent that the peer may answer at once: both are one paint then. */
void display_expect_answer(Display *d);

/* At the end of a turn: paints what is due. Whether something is left that has to be painted. */
void display_present(Display *d);
bool display_is_behind(const Display *d);

/* Asks the system for the size anew, after SIGWINCH; true if it changed. Paints everything anew. */
bool display_update_size(Display *d);

/* Paints everything anew. */
void display_repaint(Display *d);

/* Gives the terminal back for a while, and takes it over again. */
void display_leave(Display *d);
void display_enter(Display *d);

void display_bell(Display *d);
void display_title(Display *d, const char *text);

/*
 * Gives the system's clipboard `n` bytes of text (0: nothing, only asks) by way of the terminal,
 * once that takes something. Returns whether the terminal is known to hand it on; with `always` it
 * is believed to.
 */
bool display_copy(Display *d, const char *text, size_t n, bool always);

/* Writes what is shown at the end of this turn as `format` to `path` (taken, free()d). What fails
 * is said. */
void display_save(Display *d, enum picture_format format, char *path);

/* Whether what is composed is to be saved. */
bool display_is_saving(const Display *d);

/* The layers over the sessions. */
Layers *display_layers(Display *d);

/* `pane` is shown from now on: its layers and messages. */
void display_show(Display *d, const void *pane);

/* `pane` is gone. */
void display_forget(Display *d, const void *pane);

/* Says `text` in `pane` (NULL: of the program); returns the number to take it back with. */
unsigned display_say(Display *d, const void *pane, enum message_kind kind, const char *text);
void display_unsay(Display *d, unsigned number);

#endif
