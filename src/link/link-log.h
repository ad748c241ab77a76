/*
 * The log of a link's session by its options: where, in which format, and whether from the
 * beginning.
 */
#ifndef HAIL_LINK_LINK_LOG_H
#define HAIL_LINK_LINK_LOG_H

#include "link/link.h"

/* Logs to the file `path` from now on, or with NULL under the name that the option log-file makes.
 * False with `e` set as session_log. */
bool link_log(Link *l, const char *path, struct err *e);

/* Ends the log; false with `e` set if not all of it could be written. */
bool link_log_end(Link *l, struct err *e);

/* The session is connected, and the owner has it logged if the option log says so, from now on. */
void link_log_connected(Link *l);

/* Options have changed: follows the one that says whether to log, where link_log_connected was, and
 * whether secrets are taken out. */
void link_log_configure(Link *l);

/* Appends a pattern of glob(7) for the logs of the link's host, whenever they were written. False
 * with `e` set if there is no home. */
bool link_log_pattern(const Link *l, struct str *out, struct err *e);

#endif
