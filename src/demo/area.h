/*
 * What an area of the demo (menu, world, router, wire, board) is, and what the service offers it.
 * An area's functions run inside the service's calls; switching and quitting happen when they
 * return.
 */
#ifndef HAIL_DEMO_AREA_H
#define HAIL_DEMO_AREA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/key.h"
#include "telnet/telnetd.h"

typedef struct Service Service;

/* --- The tour: what can be tried in the demo, and what the visitor has done of it. The service
 * sees it come, and ticks it off. A client without a window (a pipe) hears nothing of it. */

/* Where a step is done. */
enum tour_place { TOUR_WORLD, TOUR_ROUTER, TOUR_WIRE, TOUR_BOARD, TOUR_MENU };

/* One row each in tour.c, ordered by place, and there in the order to try them. */
enum tour_step {
	TOUR_HIDDEN,
	TOUR_AGAIN,
	TOUR_HALF,
	TOUR_WORD,
	TOUR_FLOOD,
	TOUR_STOP,
	TOUR_SLASH,
	TOUR_HELP,
	TOUR_TAB,
	TOUR_MORE,
	TOUR_ENABLE,
	TOUR_PASTE,
	TOUR_BREAK,
	TOUR_LINE_END,
	TOUR_ODD,
	TOUR_AYT,
	TOUR_ARROWS,
	TOUR_DOOR,
	TOUR_CP437,
	TOUR_SCREENS,
	TOUR_TLS,
	TOUR_WINDOW,
	TOUR_STEPS
};

struct tour {
	bool done[TOUR_STEPS];
	bool news[TOUR_STEPS]; /* done, and not yet told */
	bool entered; /* the place is new, and its first step not yet told */
};

/* --- Areas. */

/* What an area hears of; what it doesn't answer is up to the service. */
enum area_event {
	AREA_ENTER, /* begin the state; greet and prompt, if there is no greeting */
	AREA_LEAVE, /* free what the state holds */
	AREA_PROMPT, /* show the prompt, with what was typed in character mode: see service_prompt
		      */
	AREA_RESIZED, /* the window has another size */
	AREA_TICK, /* visit.due has come, and must be moved */
	AREA_INTERRUPT, /* IP came: unanswered, if there is nothing to stop, it counts as Ctrl-C */
	AREA_FINISH, /* the input is worked off: a partial line of `key` or `raw` is whole now */
};

/* An area has one of `line`, `key` and `raw`, which decides the input mode it asks for. */
struct area {
	enum tour_place place;
	size_t size; /* of its state, which begins with the Service, else zeroed */
	const char *greeting; /* told when it has been entered, the prompt after it; or NULL */
	/* Hears of an event; false if it doesn't answer that. */
	bool (*hear)(void *state, enum area_event event);
	/* Line mode: a whole line, controls removed, NUL-terminated, wiped afterwards. */
	void (*line)(void *state, char *line);
	/* Character mode: a key. */
	void (*key)(void *state, struct key k);
	/* Character mode: where the terminal's cursor is (CPR), from 0; may be NULL. */
	void (*cursor)(void *state, unsigned row, unsigned column);
	/* Line mode: each byte of data as it came. */
	void (*raw)(void *state, unsigned char byte);
};

extern const struct area menu_area;
extern const struct area world_area;
extern const struct area router_area;
extern const struct area wire_area;
extern const struct area board_area;

/* Shows screens of what a terminal can do, as pages; the area's prompt comes afterwards. */
void screens_show(Service *s);

/* --- Saying something. In a format `{c}` begins cyan and `{0}` ends it: these tints
 * are a table in service-say.c. LF is CR LF on the wire. */

/* Says formatted text, its lines as they are. */
void service_say(Service *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Says formatted text, broken at words into lines that fit the client's window. */
void service_tell(Service *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same for a text of a table, `head` before it: tints as above, `%` is a plain character. */
void service_tell_text(Service *s, const char *head, const char *text);

/* Has the rest be said in the character set `name` (NULL: UTF-8), whatever it lacks as `?`. */
void service_set_charset(Service *s, const char *name);

/* Said first, empties the line that the cursor is in: a prompt that something comes before. */
#define SERVICE_ERASE_LINE "\r\033[K"

/* Empties the screen; a newline for a client that has told of none. */
void service_clear_screen(Service *s);

/* What is said from now on belongs to a page, which service_page_show shows from its top. */
void service_page_begin(Service *s);

/* The same for a page that begins with an empty screen, and waits for a key at its end. */
void service_screen_begin(Service *s);
void service_screen_show(Service *s);

/* Shows a text of a table so. */
void service_screen(Service *s, const char *text);

/*
 * Shows the page, `rows` at a time (0 = no end), with --More-- between; a form feed in it begins a
 * new screen. The area gets no input meanwhile; its prompt is called at the end.
 */
void service_page_show(Service *s, unsigned rows);

/* Has the area prompt, unless a page is shown, or it is busy or being left. */
void service_prompt(Service *s);

/* --- What is known. */

/* What is known of the visit, kept up to date by the service; the area sets `due` and `busy`. */
struct visit {
	Telnetd *telnet; /* for options and GA */
	enum tour_place place; /* where the visitor is */
	struct tour tour; /* what the visitor has tried */
	int64_t now; /* of this call, ms */
	int64_t due; /* ms: when the area's tick comes; -1 = never */
	bool waiting; /* at the tick: more input waits to be taken */
	bool busy; /* the area takes no input until then; what comes meanwhile is kept */
	bool sealed; /* the visitor has come by TLS */
	bool ended; /* no more input comes: nobody waits, so delays and pages are left out */
	bool has_charset; /* it is said in another character set than UTF-8 */
};
struct visit *service_visit(Service *s);

/* Has the area's tick come in `ms`; -1: not at all. */
void service_wake(Service *s, int64_t ms);

/* The client's window in cells, 0 = not told. */
unsigned service_columns(Service *s);
unsigned service_rows(Service *s);

/* Whether the client leaves the echo of what is typed to the service. */
bool service_echoes(const Service *s);

/* The next number below 65536 of a linear congruential generator (Numerical Recipes): the same
 * visit has the same ones. */
uint32_t service_random(uint32_t *seed);

/* --- The tour. */

/* Notes that the visitor did a step; the next tour_tell says so, the first time. */
void tour_did(Service *s, enum tour_step step);

/* Says what was done since the last time, and what to try next. For the place before a prompt. */
void tour_tell(Service *s);

/* Leaves what was done since the last time untold: it shows otherwise. */
void tour_pass_over(Service *s);

/* How many steps of a place are done, and of how many (*all). */
unsigned tour_done(Service *s, enum tour_place place, unsigned *all);

/* The sign of what is done, with its colour: for service_tell_text. */
const char *tour_tick(Service *s);

/* Shows all steps, each with its tick, as a page. */
void tour_list(Service *s);

/* --- Going elsewhere. */

/* Leaves for another area (NULL: the one that it began with) when the current call returns. */
void service_go(Service *s, const struct area *area);

/* Ends the service when the current call returns. */
void service_quit(Service *s);

#endif
