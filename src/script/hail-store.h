/*
 * What scripts keep for hosts (hail.store): a JSON object a host, each in a file of its own (0600)
 * in one folder. Several runs of the program may have a host's: what has changed in one of them is
 * put into the file, name by name, and the rest taken from there. Read when it is asked for first,
 * written when the owner says so.
 */
#ifndef HAIL_SCRIPT_HAIL_STORE_H
#define HAIL_SCRIPT_HAIL_STORE_H

#include <stdbool.h>

#include "base/err.h"
#include "base/json.h"

typedef struct HailStore HailStore;

/* Makes a store in the folder, which is copied; NULL: in memory only. */
HailStore *hail_store_new(const char *folder);

/* Frees it; nothing is written. NULL is fine. */
void hail_store_free(HailStore *s);

/*
 * What is kept for `host`, any text; borrowed until hail_store_free. `e` is set when its file was
 * to be read now and can't be: then it works on in memory, and the file stays as it is.
 */
Json *hail_store_of(HailStore *s, const char *host, struct err *e);

/* It has changed. */
void hail_store_change(HailStore *s, const char *host);

/* Whether something has changed since it was saved. */
bool hail_store_is_changed(const HailStore *s);

/* Writes what has changed. False with `e` set for the first that can't be, which isn't tried again
 * before it changes. */
bool hail_store_save(HailStore *s, struct err *e);

#endif
