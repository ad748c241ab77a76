/*
 * Descriptors 0, 1 and 2, which a parent may have closed (`hail >&-`).
 */
#ifndef HAIL_BASE_STANDARD_FDS_H
#define HAIL_BASE_STANDARD_FDS_H

#include <stdbool.h>

#include "base/err.h"

/*
 * Opens each of the descriptors 0 to 2 that isn't open on /dev/null, for reading and writing. To be
 * called before anything else is opened: a socket or a file would take such a number, and what is
 * meant for stdout would go there. False with `e` set if /dev/null can't be opened.
 */
bool standard_fds_open(struct err *e);

#endif
