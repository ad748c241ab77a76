/*
 * Private to the world: its state and its map.
 */
#ifndef HAIL_DEMO_WORLD_H
#define HAIL_DEMO_WORLD_H

#include "base/str.h"
#include "demo/area.h"

enum { WORLD_NAME_CELLS = 20, WORLD_ITEMS = 6, WORLD_FLOOD_MAX = 10000000 };

enum world_direction {
	WORLD_NORTH,
	WORLD_EAST,
	WORLD_SOUTH,
	WORLD_WEST,
	WORLD_UP,
	WORLD_DOWN,
	WORLD_DIRECTIONS
};

enum { WORLD_CARRIED = -1 }; /* a place of an item beside the rooms */

struct world {
	Service *service;
	enum { WORLD_NAME, WORLD_PASSWORD, WORLD_PLAYING } stage;
	struct str name;
	int room; /* of world_rooms */
	int places[WORLD_ITEMS]; /* where each item is: a room or WORLD_CARRIED */
	uint32_t seed; /* of what happens by itself */
	unsigned events_left; /* until it is quiet, so that an idle session stays small */
	uint32_t flood_done, flood_count;
	bool event_came; /* since the last line */
	struct str last; /* the last line */
};

/* --- world-map.c */

/* Puts everything in its place. */
void world_map_reset(struct world *w);

struct world_room {
	const char *name, *text;
	signed char exits[WORLD_DIRECTIONS]; /* north east south west up down */
	bool outside; /* under the open sky */
};
extern const struct world_room world_rooms[];

/* Whether the visitor carries the item `name`. */
bool world_carries(const struct world *w, const char *name);

/* Shows the room: its text, what lies there, its exits. */
void world_look(struct world *w);

/* Does what a line says. */
void world_command(struct world *w, char *line);

#endif
