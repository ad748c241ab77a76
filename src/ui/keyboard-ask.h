/*
 * What the terminal is asked about its keyboard, once, and what of the answers is still to come.
 * Plain value; all zero at first.
 */
#ifndef HAIL_UI_KEYBOARD_ASK_H
#define HAIL_UI_KEYBOARD_ASK_H

#include <stdbool.h>
#include <stdint.h>

#include "ui/screen.h"

struct keyboard_ask {
	bool asked, answered;
	bool has_numbers; /* it can tell keys by number */
	int64_t at; /* when it was asked, monotonic ms */
};

/* Asks, unless that has been done. */
void keyboard_ask(struct keyboard_ask *k, Screen *s, int64_t now);

/* The terminal has answered. */
void keyboard_ask_answer(struct keyboard_ask *k, enum key_answer answer);

/* Before the terminal is left: waits for answers on their way, which would be typed into the shell.
 */
void keyboard_ask_end(struct keyboard_ask *k, Screen *s, int64_t now);

#endif
