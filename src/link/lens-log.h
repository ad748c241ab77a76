/*
 * What a lens has found in what passes on a link, as lines to be looked at: each message with a
 * head line (time, time since the message before, direction, length) and its own lines, indented,
 * so that none of them looks like a head. Bounded; no clock, no loop: whoever has them lets it read
 * from a capture, and tells it of pauses.
 */
#ifndef HAIL_LINK_LENS_LOG_H
#define HAIL_LINK_LENS_LOG_H

#include "lens/lens.h"
#include "link/capture.h"

typedef struct LensLog LensLog;

enum {
	LENS_LOG_MAX = 1 << 20, /* bytes of the newest lines that are kept at least */
	LENS_LOG_MESSAGE = 1 << 20, /* bytes of one message's lines that are made at most */
};

/* Makes a log by `row`, or with NULL by what is guessed from what it reads first. `o` as lens_new
 * has it. */
LensLog *lens_log_new(const struct lens_row *row, const struct lens_options *o);

/* Frees; NULL is fine. */
void lens_log_free(LensLog *l);

/* Reads what there is to read, but no longer than up to `until` (clock_mono_ns): false if there is
 * more. */
bool lens_log_read(LensLog *l, const Capture *c, int64_t until);

/* Whether it shows more, or guesses, if nothing comes for LENS_PAUSE_MS; tells it that nothing has:
 * then it may have to read again. What is half there then is told by its length, until more comes.
 */
bool lens_log_waits(const LensLog *l);
void lens_log_pause(LensLog *l);

/* The row; NULL: it isn't guessed yet. Whether it was guessed. */
const struct lens_row *lens_log_row(const LensLog *l);
bool lens_log_is_guess(const LensLog *l);

/* The option `frame` that it reads by. */
const struct frame_rule *lens_log_frame(const LensLog *l);

/*
 * The lines that are kept, borrowed until it reads again. *first is the number of the first byte,
 * counted over all that were ever kept: a place in the text that stays the same.
 */
const struct lens_text *lens_log_text(const LensLog *l, uint64_t *first);

/* --- Messages, and notes between them, which are messages of one line. */

struct lens_log_message {
	uint64_t number; /* counted over all */
	uint64_t start, end; /* its lines, as places */
	bool has_head; /* its first line is still there */
	bool folded; /* only that is to be shown */
};

/* How many were told; the number of the first one that is kept. */
uint64_t lens_log_count(const LensLog *l);
uint64_t lens_log_first(const LensLog *l);

/* The message whose number it is, or among whose lines `place` is, or the nearest one; false if
 * there is none at all. */
bool lens_log_message(const LensLog *l, uint64_t number, struct lens_log_message *out);
bool lens_log_message_at(const LensLog *l, uint64_t place, struct lens_log_message *out);

/* Folds one to its head line, or unfolds it; all of them, and those to come. */
void lens_log_fold(LensLog *l, uint64_t number, bool folded);
void lens_log_fold_all(LensLog *l, bool folded);
bool lens_log_folds_all(const LensLog *l);

#endif
