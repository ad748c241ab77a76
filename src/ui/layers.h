/*
 * What lies over the session, as a stack: scroll mode, a menu, the command line, a question, a
 * text. Keys go to the top layer, which takes them or passes them down. A layer may come and go
 * while a key is being delivered, also the one that has it.
 */
#ifndef HAIL_UI_LAYERS_H
#define HAIL_UI_LAYERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/key.h"
#include "base/mouse.h"
#include "ui/frame.h"

typedef struct Layers Layers;

struct theme;

enum { LAYERS_WAIT_MS = 1000 }; /* the pause that a question waits for */

/*
 * Where a layer may draw, in rows of the frame:
 *
 *     top      first row of the session
 *     ...
 *     bottom   input row: what lies at the bottom of the screen ends above it
 *     floor    status line: what covers everything ends above it
 *
 * Without an input row `bottom` is `floor`.
 */
struct layer_area {
	unsigned top, bottom, floor;
	const struct theme *theme;
	bool waits; /* keys don't go to this layer yet (struct layer_ops.waits_ms) */
	unsigned message_rows; /* at the bottom, over which a message will be drawn after the layers
				*/
	unsigned message_top; /* set by a layer: the first row that it may be drawn over */
};

/*
 * A kind of layer. Of `key`, `unknown`, `paste` and `mouse` each returns whether the layer took it;
 * one that is NULL passes it down.
 */
struct layer_ops {
	const char *name;
	bool modal; /* what it has no function for is not for anything below it either */
	/* > 0: it takes nothing before nothing was typed for so many ms since it was shown. Who
	 * types when it comes hasn't seen it. */
	int waits_ms;
	bool keeps; /* meanwhile nothing below it gets what is typed, either */
	int lasts_ms; /* > 0: it is removed when nothing was typed for so many ms */
	int anew_ms; /* > 0: it is drawn anew after so many ms, since time shows in it */
	bool (*key)(void *self, struct key k);
	/* A sequence that is no key we know, byte for byte. */
	bool (*unknown)(void *self, const char *bytes, size_t n);
	bool (*paste)(void *self, const char *bytes, size_t n);
	/* The mouse, in cells of the frame; only while the option `mouse` is on. */
	bool (*mouse)(void *self, const struct mouse_event *m);
	/* Something has changed in its pane. NULL: that is all the same. */
	void (*changed)(void *self);
	/* Draws over `out`, and lowers `bottom` of `area` by the rows that nothing may hide. NULL:
	 * there is nothing to draw. */
	void (*compose)(void *self, struct layer_area *area, struct frame *out);
	/* Frees `self`; its pane may have gone already. Called once, when the layer has been
	 * removed and no call of it is under way. NULL: there is nothing to free. */
	void (*close)(void *self);
};

struct layers_events {
	/* A layer has come or gone, or others are there now. */
	void (*changed)(void *user);
	/* A paste fell on a modal layer that takes none, and is lost. */
	void (*refused)(void *user);
};

/* Makes an empty stack. */
Layers *layers_new(const struct layers_events *events, void *user);

/* Closes all layers, without an event, and frees. NULL is fine. */
void layers_free(Layers *l);

/*
 * Puts a layer on top: `self` (from now on freed by ops->close) belongs to `pane` and is there only
 * while that one is shown, or with NULL to the program, whose layers lie over all others. No two
 * layers have the same `self`. `ops` is borrowed.
 */
void layers_push(Layers *l, const struct layer_ops *ops, void *self, const void *pane);

/* Removes the layer `self`. Nothing if it isn't there. */
void layers_remove(Layers *l, const void *self);

/* Removes all layers of `pane`. */
void layers_remove_pane(Layers *l, const void *pane);

/* Something has changed in `pane`: its layers are told, whether it is shown or not. */
void layers_changed(Layers *l, const void *pane);

/* `pane` is shown from now on; its layers that wait do so anew. */
void layers_show(Layers *l, const void *pane);

/* The uppermost layer of this kind that is there now: its `self`, or NULL. */
void *layers_find(const Layers *l, const struct layer_ops *ops);

/* The same for a pane (NULL: the program), whether it is shown or not. */
void *layers_find_in(const Layers *l, const struct layer_ops *ops, const void *pane);

/* Whether a modal layer is there now. */
bool layers_modal(const Layers *l);

/* The kind of the uppermost layer that is there now, or NULL. */
const struct layer_ops *layers_top(const Layers *l);

/*
 * Delivers from the top down; whether a layer took it, or a modal one kept it from those below. One
 * that is pushed meanwhile isn't asked.
 */
bool layers_key(Layers *l, struct key k);
bool layers_unknown(Layers *l, const char *bytes, size_t n);
bool layers_paste(Layers *l, const char *bytes, size_t n);
bool layers_mouse(Layers *l, const struct mouse_event *m);

/*
 * Something was typed, whatever it may come to. layers_tick says at the end of a turn, when the
 * layers are painted, how late it is, and layers_deadline when to do so next (-1: never). Times in
 * monotonic ms.
 */
void layers_typed(Layers *l, int64_t now);
void layers_tick(Layers *l, int64_t now);
int64_t layers_deadline(const Layers *l);

/* Draws the layers from the bottom up over `out`; one that is left too little room above those
 * below it hides them. */
void layers_compose(Layers *l, struct layer_area *area, struct frame *out);

#endif
