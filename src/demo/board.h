/*
 * Private to the board: what its parts share. It is drawn by cursor addressing, in a window of any
 * size, and speaks CP437 or UTF-8, whichever the terminal turns out to read.
 */
#ifndef HAIL_DEMO_BOARD_H
#define HAIL_DEMO_BOARD_H

#include "demo/area.h"

enum { BOARD_CHANNEL_ROWS = 18, BOARD_EARLY_MAX = 32 };

/* The door's game: a channel between rocks that comes down the screen. */
struct board_door {
	unsigned rows; /* of the field, 0: not played */
	int field, ship; /* its cells in a row; where it is */
	int left[BOARD_CHANNEL_ROWS]; /* where the channel begins, from the top */
	int width; /* of the channel */
	unsigned passed; /* rows */
	uint32_t seed;
	bool aground;
};

struct board;

/* A menu of items, chosen by the arrow keys or by their own. */
struct board_item {
	char key;
	const char *name;
	const char *help; /* below, while it is chosen */
	const char *page; /* it shows, or */
	const struct board_menu *menu; /* it leads to, or */
	void (*run)(struct board *b); /* it does */
};

struct board_menu {
	const char *title;
	const struct board_item *items;
	size_t count;
};

struct board {
	Service *service;
	enum board_stage { BOARD_ASKING, BOARD_MENU, BOARD_DOOR } stage;
	unsigned answers; /* of the terminal, in BOARD_ASKING */
	unsigned rows, columns; /* of the terminal: as it answered, until its window changes */
	struct key early[BOARD_EARLY_MAX]; /* typed before the terminal had answered */
	size_t early_count;
	const struct board_menu *menu;
	size_t chosen, chosen_before; /* in it, and in the main one behind it */
	unsigned frame; /* of the waves */
	struct board_door door;
};

extern const struct board_menu board_main;

/* Asks the terminal what it is, and draws all anew by the answer. */
void board_look_again(struct board *b);

/* Goes back to the menu of the demo. */
void board_leave(struct board *b);

/* Begins the game of the door. */
void board_door_begin(struct board *b);

#endif
