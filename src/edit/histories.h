/*
 * The histories of all places: what was sent to one is offered there alone. Each has a file of its
 * own in a folder. What was typed nowhere has one as well; its lines are offered everywhere, as
 * older ones.
 */
#ifndef HAIL_EDIT_HISTORIES_H
#define HAIL_EDIT_HISTORIES_H

#include "base/err.h"
#include "base/str.h"
#include "edit/history.h"

typedef struct Histories Histories;

/*
 * Makes histories of at most `max` lines in the folder `folder`, which is made if need be, and in
 * the file `general` for what was typed nowhere. Both are copied; NULL: kept in memory only. Lines
 * wait for histories_flush to be written.
 */
Histories *histories_new(const char *folder, const char *general, size_t max);

/* Frees them; nothing is written. NULL is fine. */
void histories_free(Histories *h);

/*
 * The history of `place`, a host's name or any other text; NULL: nowhere. Borrowed until
 * histories_free. `e` is set when its file was opened now and that failed: it works on in memory.
 */
History *histories_of(Histories *h, const char *place, struct err *e);

/* Writes the lines that wait. */
void histories_flush(Histories *h);

/* Rewrites the files as history_save does; one without lines is removed. False with `e` set for the
 * first that can't be. */
bool histories_save(Histories *h, struct err *e);

/*
 * Appends the name of the file of `place`: small letters, digits and `._-` as they are, every other
 * byte as %XX, so that two places never share one; a long one is cut and ends in a hash.
 */
void histories_file_name(const char *place, struct str *out);

#endif
