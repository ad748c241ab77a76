/*
 * The demo service whole, without a descriptor or a clock: bytes of the wire in, bytes of the wire
 * out, one deadline. Times are monotonic milliseconds from the caller. Not re-entrant.
 */
#ifndef HAIL_DEMO_SERVICE_H
#define HAIL_DEMO_SERVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

typedef struct Service Service;

enum {
	SERVICE_LINE_MAX = 4096, /* bytes of a line of line mode */
	SERVICE_TYPED_MAX = 256 * 1024, /* type-ahead that is kept before input has to wait */
	SERVICE_OUTPUT_HIGH = 64 * 1024, /* output at which work pauses; at twice as much, input */
};

struct area;

/*
 * Makes the service, which begins in the area `home` (demo/area.h: menu_area); its greeting is in
 * the output at once. If it is `sealed`, reached by TLS, the client answers late, for somebody has
 * to let it first.
 */
Service *service_new(const struct area *home, bool sealed, int64_t now);
void service_free(Service *s);

/* Takes `n` bytes of the wire; all of them, also when service_wants_input said no. */
void service_receive(Service *s, const char *bytes, size_t n, int64_t now);

/* Says that no more input comes: what is there is worked off without delays, then it is done. */
void service_finish(Service *s, int64_t now);

/* Does what is due, and goes on with work that waited for the output to drain. */
void service_tick(Service *s, int64_t now);

/* When service_tick is due though nothing comes; -1 = never. */
int64_t service_deadline(const Service *s);

/* Whether more input should be read now: not while type-ahead or output is full, nor at the end. */
bool service_wants_input(const Service *s);

/* The output queue (borrowed): the owner writes it out and consumes what was written. */
struct buf *service_output(Service *s);

/* Whether everything is said and the output queue empty: nothing more will come. */
bool service_is_done(const Service *s);

#endif
