/*
 * One format as a lens shows it: where a message ends, its lines, its tree. Pure functions. Adding
 * one is a file and a row of lens/lens-table.c.
 */
#ifndef HAIL_LENS_LENS_ROW_H
#define HAIL_LENS_LENS_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/json.h"
#include "lens/frame-rule.h"
#include "lens/lens-text.h"

enum lens_direction { LENS_RECEIVED, LENS_SENT };

/* What is known of a type of messages beforehand: protobuf's descriptor set (lens/schema.h). */
typedef struct Schema Schema;

/* How a stream is to be read. All zero: nothing is said. */
struct lens_options {
	struct frame_rule frame;
	const Schema *schema; /* borrowed; NULL: none */
	bool gather; /* what a row of the kind `stream` shows is told once it pauses, so that what
			came together stands together; otherwise as soon as it is there */
	size_t most; /* bytes of a message: a longer one is cut; 0: LENS_MESSAGE_MAX */
	void *user; /* of a row that isn't in the table */
};

enum { LENS_MESSAGE_MAX = 1 << 20 };

/* How many bytes a message has at most. */
static inline size_t lens_most(const struct lens_options *o)
{
	return o->most ? o->most : LENS_MESSAGE_MAX;
}

/* What `frame` finds out about the message under way. */
struct lens_scan {
	size_t at; /* bytes that were looked at */
	uint64_t state[40]; /* what the row needs to go on there. Both are 0 where a message begins
			     */
	uint64_t length; /* of the whole message where that is known before all of it has come, else
			    0: the row isn't asked again before, and where it is longer than
			    lens_most, what is behind that is left out */
	bool between; /* what `frame` has found the length of is no message but stands between two,
			 such as a blank line: nobody is told */
	uint64_t offset; /* bytes of this direction before the message; not the row's to set */
	uint64_t kept[4]; /* stays from one message to the next of its direction; 0 at first */
};

struct lens_row {
	const char *name, *summary;
	bool wire; /* reads the wire's bytes, telnet included; otherwise the application's */

	/* A message is whatever whole units are there, one or many of them, and borders mean
	 * nothing: rows of hex, lines, tokens. What `show` makes of two messages is what it makes
	 * of both as one. */
	bool stream;

	/* The option `frame`, where one is set, comes before `frame` below; then `show` and `tree`
	 * get a frame's payload. */
	bool framed;

	/* Shows nothing without the option `frame`. */
	bool needs_frame;

	/*
	 * The length of the first message (`stream`: of all whole units) of the `n` > 0 bytes; 0:
	 * not all of it is there. Looks at bytes from scan->at on, and at the first few, alone, so
	 * that its work is linear however the bytes come, and finds the same end however they do.
	 * `ended`: no more comes; 0 is then taken for `n`. NULL: the option `frame`, or what comes
	 * until the direction turns, nothing comes for LENS_PAUSE_MS, or the stream ends.
	 */
	size_t (*frame)(struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
			const char *bytes, size_t n, bool ended);

	/* `stream`: how many of the `n` > 0 bytes, which are no whole unit, are worth showing when
	 * nothing comes behind them for a while. NULL: none. */
	size_t (*pause)(const char *bytes, size_t n);

	/* Appends the lines of a message of `n` > 0 bytes, whole or, at the end of a stream and
	 * beyond lens_most, cut off. */
	void (*show)(const struct lens_scan *scan, const struct lens_options *o,
		     enum lens_direction d, const char *bytes, size_t n, struct lens_text *out);

	/* The message as a tree, to be freed; NULL where it can't be read as one. `*wrong` is set
	 * where there is a tree though something is wrong with the message. NULL: the format has
	 * none. */
	Json *(*tree)(const struct lens_scan *scan, const struct lens_options *o,
		      enum lens_direction d, const char *bytes, size_t n, bool *wrong);

	/* How likely it is that a stream that begins with these bytes is of this format: 0 to 100.
	 * NULL: it is never guessed. */
	unsigned (*guess)(const char *bytes, size_t n);
};

#endif
