/*
 * What the user's terminal tells by a control sequence without a key: the mouse, where the cursor
 * is. Pure.
 */
#ifndef HAIL_UI_KEY_REPORT_H
#define HAIL_UI_KEY_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/mouse.h"

/*
 * Reads the `n` bytes behind CSI as a mouse event in xterm's SGR form (mode 1006): `<`, three
 * numbers, and M, or m for a button let go. False if they are something else.
 */
bool key_report_mouse(const char *body, size_t n, struct mouse_event *out);

/*
 * Reads them as the place of the cursor (CPR, ECMA-48 8.3.14), from 0: two numbers from 1 on, and
 * R. False if they are something else.
 */
bool key_report_place(const char *body, size_t n, unsigned *row, unsigned *column);

#endif
