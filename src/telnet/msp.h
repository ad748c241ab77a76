/*
 * MSP (MUD Sound Protocol): a line that begins with `!!SOUND(...)` or `!!MUSIC(...)` asks for a
 * sound. It is shown as a name, `[sound thunder.wav]`; nothing is fetched or played. Plain value;
 * zero-initialised a line begins.
 */
#ifndef HAIL_TELNET_MSP_H
#define HAIL_TELNET_MSP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

enum { MSP_HELD = 512 /* bytes of a request; what is longer is text */ };

struct msp {
	char held[MSP_HELD];
	size_t length; /* of what is held */
	bool within; /* the line has begun with something else */
};

/* Takes `n` bytes of UTF-8 and appends what is to be seen; what may be a request is kept. */
void msp_filter(struct msp *m, const char *bytes, size_t n, struct str *out);

/* No more comes for a while: what was kept is text. */
void msp_release(struct msp *m, struct str *out);

#endif
