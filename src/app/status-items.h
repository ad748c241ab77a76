/*
 * What the status line says of what a game has told: the values at the paths of the option
 * status-items.
 */
#ifndef HAIL_APP_STATUS_ITEMS_H
#define HAIL_APP_STATUS_ITEMS_H

#include "base/str.h"
#include "session/values.h"

/*
 * Appends a word and a value for each of `items`, blanks between, that has a value: `hp 12` for
 * `gmcp.Char.Vitals.hp`, `HP 12` for `HP=gmcp.Char.Vitals.hp`. Nothing of the peer in it is a
 * control, or a blank outside of quotes, as between the fields of the line.
 */
void status_items_text(const Values *v, const char *items, struct str *out);

/* Appends one item more: its label of `n` bytes and its value, likewise. */
void status_items_append(const char *label, size_t n, const char *value, struct str *out);

#endif
