/*
 * The inside of a device, shared by device.c (the open line, commands), device-find.c (what stands
 * there) and device-line.c (closed lines). Nobody else includes this.
 */
#ifndef HAIL_DEVICE_DEVICE_INTERNAL_H
#define HAIL_DEVICE_DEVICE_INTERNAL_H

#include "base/str.h"
#include "base/tri.h"
#include "device/device.h"
#include "device/echo.h"

enum {
	DEVICE_PROMPT_MAX = 256, /* bytes; what is longer is no prompt */
	DEVICE_ECHOED_MAX = 8192, /* bytes of an echo */
	DEVICE_PROMPTS_KNOWN = 8, /* that no pack describes */
};

struct Device {
	const Pack *pack;
	struct device_events events;
	void *user;

	uint64_t closed; /* lines so far */
	const char *received; /* the line being read, if it is shown otherwise; or NULL; */
	size_t received_length;
	const char *shown; /* so; NULL: not at all */
	size_t shown_length;
	struct str open; /* the open line, without blanks at its end; */
	uint64_t open_after; /* the lines before it; */
	int64_t since, due; /* it stands from then on; it counts then, or -1 */
	bool told; /* what it is */
	uint64_t marked_after; /* the lines before the one that the peer has marked as a prompt */

	bool prompted; /* a prompt was told */
	struct str stood; /* the last one, or what stood when the command began; */
	struct str start; /* the whole open line then */
	int mode; /* its mode */
	struct str host; /* the host's name in it, if the pack says where */
	struct str known[DEVICE_PROMPTS_KNOWN];
	size_t known_next;
	enum tri echoes; /* commands come back; AUTO: nobody knows yet */

	bool under_way; /* a command; with it: */
	uint64_t begun_after; /* the lines before it */
	struct echo echo;
	struct echo again; /* the peer's own, where ours came first */
	bool local_echo; /* our own echo closed its line */
	struct str echoed; /* the rows that came back as its echo; */
	bool differs; /* they aren't what was sent; */
	bool disturbed; /* something else came between them */
	size_t outputs; /* lines told */
	bool marked; /* the last one was a mark alone */
	struct str failure; /* the line that says that it failed, */
	size_t failure_at; /* and its number */
	struct str held; /* lines that may belong to the prompt, each ended by a newline */
	struct str held_prompt; /* one of them was a prompt; */
	bool logged_behind; /* a line of the device's own ended it, and no newline of output */

	struct str reply; /* the last line, if output ends with such ones; */
	bool reply_quiet; /* it may go on as well */
	struct str asked; /* the pager or question that was told, while it stands; */
	struct str above; /* the last line that may belong to a prompt below, if no other came */
	struct str cut; /* no output: the pager or question for a secret that stood */
	bool goes_on; /* the next line is more of the last */
	bool goes_on_output; /* and that was told as output */
};

/* --- device-find.c: what stands in the open line. Pure. */

enum device_found { DEVICE_NOTHING, DEVICE_PROMPT, DEVICE_PAGER, DEVICE_QUESTION };

struct device_finding {
	enum device_found what;
	const char *text;
	size_t length;
	int64_t wait; /* ms that it must have stood for */
	size_t output; /* bytes of output before the prompt, where no newline ended them */
	struct device_prompt prompt;
	const struct pack_row *row; /* the prompt's mode; NULL: not described */
	struct device_question question;
	const char *answer; /* to a pager */
};

struct device_finding device_find(const Device *d);

/* Whether `text` is the prompt that the command was sent from, or another of the same host. */
bool device_is_prompt(const Device *d, const char *text, size_t n);

/* Whether `text` is the last prompt, or ends with it. */
bool device_ends_with_prompt(const Device *d, const char *text, size_t n);

/* Cuts what stood when the command began away from the beginning of its line: the prompt, perhaps
 * drawn several times, and blanks. False if it isn't there. */
bool device_cut_prompt(const Device *d, const char **text, size_t *n);

/* Writes the host's name in the prompt `text` of the mode `row`. */
void device_host_of(const struct pack_row *row, const char *text, size_t n, struct str *host);

/* The way to another mode that the command under way goes, if it asks something there; or NULL. */
const struct pack_row *device_way(const Device *d);

/* Whether the open line `text` is the beginning of the command's echo. */
bool device_is_echo(const Device *d, const char *text, size_t n);

/* --- device-line.c */

/* Forgets the command that was under way. */
void device_reset_command(Device *d);

/* Tells a line of output that no newline ended. */
void device_tell_last(Device *d, const char *text, size_t n);

/* The line that says that the command failed, which led to `mode`; NULL if there is none. */
const char *device_failure(const Device *d, int mode);

#endif
