/*
 * What a script asks of one session (script/hail-api.h), for all who own links.
 */
#ifndef HAIL_LINK_LINK_SCRIPT_H
#define HAIL_LINK_LINK_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/json.h"
#include "base/str.h"
#include "link/link.h"

/* Sends a line as it is. False with `e` set. */
bool link_script_send(Link *l, const char *text, size_t n, struct err *e);

/* Appends what the session's `what` is: "name", "host", "port", "state" or "mode"; nothing if it
 * has none. */
void link_script_get(const Link *l, const char *what, struct str *out);

/* Sends a message of GMCP with its value (or NULL), a variable of MSDP. False with `e` set. */
bool link_script_gmcp(Link *l, const char *name, const Json *value, struct err *e);
bool link_script_msdp(Link *l, const char *name, const Json *value, struct err *e);

/* What the session's game has told by `gmcp` or `msdp` (`name`) at `path`, to be freed; NULL if
 * there is nothing. */
Json *link_script_tree(const Link *l, const char *name, const char *path);

/* What the event of a value is, and what functions get of it (an array, to be freed); NULL: scripts
 * hear of no such value. */
Json *link_script_value(const struct telnet_value *value, const char **event);

/* Likewise of the end of a connection: why it has ended. */
Json *link_script_end(const Link *l);

#endif
