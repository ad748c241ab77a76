/*
 * The screen by ncurses: the only module that writes to the user's terminal.
 */
#ifndef HAIL_UI_CURSES_H
#define HAIL_UI_CURSES_H

#include "ui/screen.h"

extern const struct screen_ops curses_screen;

#endif
