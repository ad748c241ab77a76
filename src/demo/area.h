/*
 * What an area of the demo (menu, world, router) is, and what the service offers to it. An area's
 * functions run inside the service's calls; switching and quitting happen when they return.
 */
#ifndef HAIL_DEMO_AREA_H
#define HAIL_DEMO_AREA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "demo/telnetd.h"

typedef struct Service Service;

struct area {
	/* Enters the area: greets, prompts; returns its state. */
	void *(*enter)(Service *s);
	/* Frees the state. */
	void (*leave)(void *state);
	/* Line mode: a whole line, controls removed, NUL-terminated, wiped afterwards. */
	void (*line)(void *state, char *line);
	/* Character mode, instead of `line`: one byte; Enter in any form is CR. */
	void (*byte)(void *state, unsigned char byte);
	/* Shows the prompt again, with what was typed in character mode. */
	void (*prompt)(void *state);

	/* The rest may be NULL. */

	/* IP came: true if there was something to stop, else it counts as Ctrl-C. */
	bool (*interrupt)(void *state);
	/* Whether it takes input now; what comes meanwhile is kept. */
	bool (*is_ready)(void *state);
	/* Does a slice of output that is under way; false if there is none. */
	bool (*work)(void *state);
	/* The input ended and is worked off: a partial line in character mode is Enter now. */
	void (*finish)(void *state);
	/* When tick is due, -1 = never. tick must move or clear it. */
	int64_t (*deadline)(const void *state);
	void (*tick)(void *state);
};

extern const struct area menu_area;
extern const struct area world_area;
extern const struct area router_area;

/* Says formatted text with tints (tint.h); LF is CR LF on the wire. */
void service_say(Service *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Says a text of a table: tints and newlines as above, `%` is a plain character. */
void service_tell(Service *s, const char *text);

/* The telnet layer, for options and GA. */
Telnetd *service_telnet(Service *s);

/* The time of this call, in ms. */
int64_t service_now(const Service *s);

/* Whether the input has ended: nobody waits, so delays and pages are left out. */
bool service_input_ended(const Service *s);

/* Whether the visitor has just come: long greetings are for then. */
bool service_is_new(const Service *s);

/* Leaves for another area when the current call returns. */
void service_go(Service *s, const struct area *area);

/* Leaves for the area that the service began with, in the same way. */
void service_go_home(Service *s);

/* Ends the service when the current call returns. */
void service_quit(Service *s);

/* Whether one of the two above was called: a prompt would be out of place. */
bool service_is_leaving(const Service *s);

/* Shows the page of colours and characters. */
void page_show(Service *s);

#endif
