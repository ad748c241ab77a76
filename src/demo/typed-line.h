/*
 * A line that comes byte by byte, with the editing of a plain terminal. Embedded in its owner
 * (init/fini); wiped when it goes, since it may be a password.
 */
#ifndef HAIL_DEMO_TYPED_LINE_H
#define HAIL_DEMO_TYPED_LINE_H

#include <stdbool.h>

#include "base/str.h"

struct typed_line {
	struct str text;
	bool cut; /* more than SERVICE_LINE_MAX bytes came */
};

void typed_line_init(struct typed_line *l);
void typed_line_fini(struct typed_line *l);

/* Takes a byte; true if it was Enter (CR): the line is whole, and typed_line_clean is due. */
bool typed_line_byte(struct typed_line *l, unsigned char byte);

/* Leaves the printable characters of well-formed UTF-8; a TAB counts as a blank. */
void typed_line_clean(struct typed_line *l);

/* Begins the next line. */
void typed_line_clear(struct typed_line *l);

#endif
