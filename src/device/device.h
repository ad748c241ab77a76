/*
 * The engine of a device's command line: it is told the lines of one connection and what stands in
 * the open one, and tells where the prompt, a pager or a question stands, what is a command's
 * output, and how it went. It sends nothing. Times are in ms of one monotonic clock.
 *
 * What the pack describes counts at once, and a prompt that the peer marks: a device that stops in
 * the middle of a line, right behind its own prompt that it quotes there, is misread. Without a
 * pack, and for what it doesn't describe, a line that looks like a prompt is one when it has stood
 * for a quarter of a second; the second time it counts at once. In a command, an open line like no
 * prompt of the connection that asks something is a question for a confirmation without an answer.
 */
#ifndef HAIL_DEVICE_DEVICE_H
#define HAIL_DEVICE_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "device/pack.h"
#include "term/terminal.h"

typedef struct Device Device;

/* A prompt that stands. Borrowed until the handler returns. */
struct device_prompt {
	const char *text; /* without the blanks at its end */
	size_t length;
	int mode; /* of the pack; -1: none that it describes */
};

enum device_asks {
	DEVICE_ASKS_NAME, /* the user's */
	DEVICE_ASKS_PASSWORD, /* `secret` answers it */
	DEVICE_ASKS_CONFIRMATION, /* the line `answer`, if one is known, agrees */
	/* What becomes of changes that don't hold yet; the line `answer`, if there is one, leaves
	 * them as they are. */
	DEVICE_ASKS_UNCOMMITTED,
};

struct device_question {
	enum device_asks kind;
	enum pack_secret secret; /* NONE: nobody knows whose */
	const char *text; /* the open line */
	size_t length;
	const char *answer; /* or NULL */
};

struct device_result {
	bool ok;
	const char *failure; /* the line that says why not; NULL: none */
	bool garbled; /* `failure` says how the echo differs from the command */
	struct device_prompt prompt; /* that stands now */
};

/* Handlers may call device_begin_command; else they must not change the device. Members may be
 * NULL. */
struct device_events {
	/* A prompt stands and no command is under way; once each time. */
	void (*prompt)(void *user, const struct device_prompt *prompt);
	/* A pager stands, which goes on by the keys `answer`. */
	void (*pager)(void *user, const char *text, size_t n, const char *answer);
	void (*question)(void *user, const struct device_question *question);
	/* The device says that the login, or a secret on the way to another mode, was refused. */
	void (*refused)(void *user, const char *text, size_t n);
	/* A line that the device says by itself, in a command's output or outside. */
	void (*log)(void *user, const char *text, size_t n);
	/* A line of a command's output; `continued`: more of the same follows. Empty ones at the
	 * beginning and the end are left out. */
	void (*output)(void *user, const char *text, size_t n, bool continued);
	/* The command is done: a prompt stands. The event `prompt` isn't told then. */
	void (*done)(void *user, const struct device_result *result);
};

/* Makes the engine of a connection that begins. `pack` (borrowed) may be NULL. */
Device *device_new(const Pack *pack, const struct device_events *events, void *user);
void device_free(Device *d);

/* Tells events to somebody else from now on. */
void device_set_events(Device *d, const struct device_events *events, void *user);

/* The pack it goes by; NULL: none. */
const Pack *device_pack(const Device *d);

/* The connection begins anew: all is forgotten but the pack, which `pack` replaces. */
void device_begin(Device *d, const Pack *pack);

/* Takes a closed line, in the order of the document. */
void device_line(Device *d, const struct terminal_line *line);

/*
 * The same for a line that is shown as the `n` bytes at `shown`, or not at all (NULL): as output it
 * is told so if it is all of a line of that. What it means is known by what was received.
 */
void device_line_as(Device *d, const struct terminal_line *line, const char *shown, size_t n);

/* Says that the peer has marked the open line as a prompt (GA, EOR), before device_open. */
void device_mark(Device *d);

/* Says that the `n` bytes of UTF-8 at `text` stand in the open line, after what came was read. */
void device_open(Device *d, const char *text, size_t n, int64_t now);

/* When device_tick is due; -1: not. */
int64_t device_deadline(const Device *d);
void device_tick(Device *d, int64_t now);

/*
 * Says that the `n` bytes of `command`, one line without its end, are sent now; what comes is its
 * echo and its output until a prompt stands. A command that was under way is forgotten.
 */
void device_begin_command(Device *d, const char *command, size_t n);

/* Tells what stands once more, if it does. */
void device_tell_again(Device *d, int64_t now);

/*
 * Says that the command under way is broken off, while the `n` bytes of UTF-8 at `text` stand in
 * the open line: what has come of its output is told.
 */
void device_break_off(Device *d, const char *text, size_t n);

/* The mode of the last prompt that was told; -1: none. */
int device_mode(const Device *d);

/* Whether `row`, of commands that are for some prompts only, is for that one. */
bool device_is_for_prompt(const Device *d, const struct pack_row *row);

#endif
