/*
 * What a session is called in the names of files.
 */
#ifndef HAIL_APP_PLACE_H
#define HAIL_APP_PLACE_H

#include "base/str.h"
#include "net/address.h"

/*
 * Appends the host of `address`, whatever the port; for exec: the program without its arguments,
 * which may hold secrets; for anything else the text of the address.
 */
void place_append(const struct address *address, struct str *out);

#endif
