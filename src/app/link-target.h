/*
 * Where a link leads, in a form that a person can judge: what is shown is what is opened. Pure.
 */
#ifndef HAIL_APP_LINK_TARGET_H
#define HAIL_APP_LINK_TARGET_H

#include <stdbool.h>

#include "base/str.h"

/*
 * Appends `url` in ASCII to `out`, its host as its A-label and what else is outside ASCII by %
 * (RFC 3987, section 3.1), and to `notes` a line for each thing that may deceive: the host where
 * it isn't plain, a name before an `@`, characters that can't be seen, by name.
 */
void link_target(const char *url, struct str *out, struct str *notes);

/*
 * Whether `text`, which shows where the link `url` is, names another host than that one leads to:
 * by an address in it, or because it is a host's name itself. Then the name or address is appended
 * to `named`, in ASCII. A `www.` before one of them makes no other host.
 */
bool link_names_other_host(const char *text, const char *url, struct str *named);

#endif
