/*
 * Bytes that passed on a connection as packets of TCP over IPv4 in a capture (pcapng, RFC draft
 * ietf-opsawg-pcapng), for programs that dissect those. The addresses are made up, the ports, the
 * numbers and the checksums such that nothing is missing or wrong. Pure: appends to a buffer.
 */
#ifndef HAIL_RECORD_PCAPNG_H
#define HAIL_RECORD_PCAPNG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "session/wire.h"

typedef struct Pcapng Pcapng;

/* Makes one; appends what a file begins with. */
Pcapng *pcapng_new(struct buf *out);
void pcapng_free(Pcapng *p);

/* A connection to `port` begins at `time` (wall-clock ms), with a handshake unless it was `joined`;
 * `name` (UTF-8) is noted at its first packet. */
void pcapng_begin(Pcapng *p, const char *name, unsigned port, bool joined, int64_t time,
		  struct buf *out);

/* Something passed: stars for the bytes of a secret, with a note. */
void pcapng_put(Pcapng *p, const struct wire_piece *piece, struct buf *out);

/* The connection ends, if there is one: in order, or not. */
void pcapng_end(Pcapng *p, bool lost, int64_t time, struct buf *out);

#endif
