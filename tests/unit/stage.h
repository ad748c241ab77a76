/*
 * For the tests of frames: a raw session with what the peer sent, and all that the UI draws over
 * it.
 */
#ifndef HAIL_TESTS_STAGE_H
#define HAIL_TESTS_STAGE_H

#include "session/session.h"
#include "ui/compose.h"
#include "ui/layers.h"
#include "ui/messages.h"
#include "ui/theme.h"

struct stage {
	Session *session;
	struct buf sent;
	struct theme theme;
	struct compose compose;
	Layers *layers;
	struct message message; /* drawn if it has a text */
};

/* Sets up a terminal of `width` x `height` whose peer has sent the `n` bytes. */
void stage_init(struct stage *s, const char *bytes, size_t n, unsigned width, unsigned height,
		enum mode_choice mode);
/* The same with other settings. */
void stage_init_with(struct stage *s, const char *bytes, size_t n, unsigned width, unsigned height,
		     const struct session_settings *settings);
void stage_fini(struct stage *s);

/* Draws as the program does: the session, the layers, the message. */
void stage_draw(struct stage *s, struct frame *out);

#endif
