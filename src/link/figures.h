/*
 * Figures of what passes between us and a peer: bytes and lines, rates over time, how long the peer
 * takes to answer a key or a line. Filled as bytes pass; nothing of it needs a timer. Times are
 * arguments, in monotonic us. Owned by who makes it; not re-entrant.
 */
#ifndef HAIL_LINK_FIGURES_H
#define HAIL_LINK_FIGURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "session/wire.h"

typedef struct Figures Figures;

Figures *figures_new(void);
void figures_free(Figures *f);

/* A connection is there, or goes on as TLS; it has ended. */
void figures_begin(Figures *f, int64_t now);
void figures_end(Figures *f, int64_t now);

/* Something passed, of a peer that speaks telnet or not. */
void figures_pass(Figures *f, const struct wire_piece *piece, bool telnet, int64_t now);

/* What passed since the first connection; telnet's commands are bytes and no lines. */
struct figures_sum {
	uint64_t bytes, lines;
};

struct figures_sum figures_sum(const Figures *f, enum wire_direction d);

enum figures_span { FIGURES_MINUTE, FIGURES_HOUR };

enum { FIGURES_PARTS = 60 }; /* of a span: seconds or minutes */

/* The bytes of each part of the last minute or hour, the oldest first; the last is under way. */
void figures_rates(const Figures *f, enum wire_direction d, enum figures_span span, int64_t now,
		   uint64_t out[FIGURES_PARTS]);

enum { FIGURES_ANSWERS = 256 };

/*
 * From a key or a line, as it is written, to the first bytes that come after it, in us: the number
 * of all answers of this connection, and of the last FIGURES_ANSWERS the shortest, the one in the
 * middle and the longest. What took over a minute was none. All 0: there was none.
 */
struct figures_echo {
	uint64_t count;
	int64_t min, median, max;
};

struct figures_echo figures_echo(const Figures *f);

/* How many connections there were; how long the one that is there lasts (-1: there is none), and
 * all of them, in ms. */
struct figures_time {
	unsigned connections;
	int64_t this_ms, all_ms;
};

struct figures_time figures_time(const Figures *f, int64_t now);

#endif
