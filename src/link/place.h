/*
 * What a session is called in the names of files.
 */
#ifndef HAIL_LINK_PLACE_H
#define HAIL_LINK_PLACE_H

#include <stdbool.h>

#include "base/str.h"
#include "link/link.h"
#include "net/address.h"

/*
 * Appends the host of `address`, whatever the port; for exec: the program without its arguments,
 * which may hold secrets; for anything else the text of the address.
 */
void place_append(const struct address *address, struct str *out);

/* Appends the name under which things are kept for a link; false if it has no host yet. */
bool place_of_link(const Link *l, struct str *out);

#endif
