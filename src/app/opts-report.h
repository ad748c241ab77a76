/*
 * The text of /opts: each telnet option that came up, as it stands on both sides.
 */
#ifndef HAIL_APP_OPTS_REPORT_H
#define HAIL_APP_OPTS_REPORT_H

#include "base/str.h"
#include "session/session.h"

/*
 * Appends a line for each option and side, laid out for `width` columns: state, who began, when,
 * the last words, what its module knows, why it is refused.
 */
void opts_report(const Session *s, unsigned width, struct str *out);

#endif
