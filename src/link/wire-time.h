/*
 * When something passes on the wire of a session.
 */
#ifndef HAIL_LINK_WIRE_TIME_H
#define HAIL_LINK_WIRE_TIME_H

#include <stdint.h>

#include "base/clock.h"
#include "session/session.h"

/* Wall-clock ms. The session's own clock stands still while keys are sent; that of a recording is
 * its own. */
static inline int64_t wire_time(const Session *s)
{
	return session_is_played(s) ? session_wall(s) : clock_wall_ms();
}

#endif
