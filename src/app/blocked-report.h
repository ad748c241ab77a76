/*
 * The text of /blocked: what of the peer's bytes was not obeyed or shown.
 */
#ifndef HAIL_APP_BLOCKED_REPORT_H
#define HAIL_APP_BLOCKED_REPORT_H

#include "base/str.h"
#include "session/session.h"

/* Appends kinds and counts, with the last examples in hex and as text. */
void blocked_report(const Session *s, struct str *out);

#endif
