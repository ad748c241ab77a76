/*
 * The network virtual terminal's rules for CR, NUL and IAC in data (RFC 854, RFC 5198; with BINARY
 * on, RFC 856), in both directions. Plain values, no allocation while decoding.
 */
#ifndef HAIL_TELNET_NVT_H
#define HAIL_TELNET_NVT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* What decoding does; none = bytes pass as they are. */
enum {
	NVT_CR_NUL = 1, /* CR NUL becomes CR */
	NVT_DROP_NUL = 2, /* a NUL elsewhere is dropped */
	NVT_NEWLINES = 4, /* CR LF becomes LF, with NVT_CR_NUL also LF CR, as old games end lines */
};

/* What encoding does. */
enum {
	NVT_DOUBLE_IAC = 1,
	NVT_STUFF_CR = 2, /* CR without LF becomes CR NUL */
};

/* Zero-initialised. */
struct nvt_decoder {
	bool cr; /* a CR came last and is held until it is known what follows */
	bool lf; /* a LF came before that; known where LF CR is a newline */
};

/* Decodes `n` bytes by `rules` (NVT_CR_NUL …), in pieces, in order. */
void nvt_decode(struct nvt_decoder *d, unsigned rules, const char *bytes, size_t n,
		void (*each)(void *user, const char *bytes, size_t n), void *user);

/* Delivers a held CR. */
void nvt_flush(struct nvt_decoder *d, void (*each)(void *user, const char *bytes, size_t n),
	       void *user);

/* Whether encoding `n` bytes by `rules` (NVT_DOUBLE_IAC …) would change them. */
bool nvt_needs_encoding(unsigned rules, const char *bytes, size_t n);

/* Appends `n` bytes encoded by `rules`. A CR at the end counts as one without LF. */
void nvt_encode(unsigned rules, const char *bytes, size_t n, struct buf *out);

/*
 * Appends `n` bytes of text, LF and CR LF as CR LF, else encoded by `rules`. *cr (false at first)
 * keeps from call to call that a CR came last: it is out already, what it needs comes with the
 * next byte.
 */
void nvt_encode_text(bool *cr, unsigned rules, const char *bytes, size_t n, struct buf *out);

#endif
