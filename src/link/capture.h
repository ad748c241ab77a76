/*
 * What passed lately on a link, in both directions, as a tap of its wire sees it: pieces with
 * direction, time and, where they are secret, their length alone. Whoever reads it keeps his place
 * and comes back; what was dropped meanwhile he is told. Bounded; no clock, no loop.
 */
#ifndef HAIL_LINK_CAPTURE_H
#define HAIL_LINK_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "session/wire.h"
#include "telnet/telnet.h"

typedef struct Capture Capture;

enum { CAPTURE_MAX = 256 << 10 }; /* bytes that are kept, pieces with what describes them */

enum capture_kind { CAPTURE_BYTES, CAPTURE_SECRET, CAPTURE_CONNECTED, CAPTURE_ENDED };

struct capture_piece {
	enum capture_kind kind;
	enum wire_direction direction; /* of bytes and secrets, as what follows */
	enum telnet_protocol protocol; /* that the session was known to speak then */
	bool binary; /* the direction was binary by telnet */
	bool command; /* a command of telnet or a part of one, whatever the protocol */
	int64_t time; /* wall-clock ms */
	const char *bytes; /* of CAPTURE_BYTES; why, of CAPTURE_ENDED; borrowed until the capture is
			      touched */
	size_t length;
};

/* A place in it. All zero: the oldest that is there. */
struct capture_place {
	uint64_t piece, byte; /* counted over all that there were */
};

/* Makes an empty capture. */
Capture *capture_new(void);

/* Frees; NULL is fine. */
void capture_free(Capture *c);

/* Adds a piece (copied); the oldest go where there are too many, and the beginning of one that is
 * too long. */
void capture_add(Capture *c, const struct capture_piece *piece);

/*
 * Reads the piece at `place`, which moves on; false if there is none. *lost: bytes that were
 * dropped between the last one that was read and this.
 */
bool capture_read(const Capture *c, struct capture_place *place, struct capture_piece *piece,
		  uint64_t *lost);

#endif
