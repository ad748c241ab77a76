/*
 * A transport in memory that follows a plan: short reads, IO_AGAIN, end of file and errors where
 * a test wants them.
 */
#ifndef TESTS_SCRIPT_TRANSPORT_H
#define TESTS_SCRIPT_TRANSPORT_H

#include "base/buf.h"
#include "net/transport.h"

enum script_action { SCRIPT_DATA, SCRIPT_AGAIN, SCRIPT_EOF, SCRIPT_ERROR };

struct script_step {
	enum script_action action;
	const char *bytes; /* SCRIPT_DATA: borrowed; given in one read or more */
	size_t length;
};

/*
 * Makes a transport whose reads follow `steps` (copied) and then say IO_AGAIN for ever; an EOF or
 * an ERROR (ERR_LOST) is said again at every further read, as a socket does. Writes are
 * taken at most `write_room` bytes a call (0 = IO_AGAIN) and appended to `written` (borrowed).
 */
Transport *script_transport(const struct script_step *steps, size_t count, size_t write_room,
			    struct buf *written);

/* Changes how much a write takes from now on. */
void script_room(const Transport *t, size_t write_room);

#endif
