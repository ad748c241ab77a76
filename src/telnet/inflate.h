/*
 * What the peer compresses (MCCP2, MCCP4), taken back in pieces: bytes of the wire in, plain bytes
 * out, never more than there is room for. One stream, made when it begins and freed at its end. No
 * knowledge of telnet.
 */
#ifndef HAIL_TELNET_INFLATE_H
#define HAIL_TELNET_INFLATE_H

#include <stdbool.h>
#include <stddef.h>

typedef struct Inflate Inflate;

enum inflate_encoding {
	/* RFC 1950; by its first two bytes also RFC 1952 (gzip) and bare RFC 1951, which some
	 * servers send in its place. */
	INFLATE_DEFLATE,
	INFLATE_ZSTD, /* RFC 8878, one frame, a window of 8 MiB at most */
};

enum inflate_status {
	INFLATE_GOES_ON,
	INFLATE_ENDED, /* what follows the used bytes is plain */
	INFLATE_BROKEN, /* damaged, or not compressed so */
};

/* Makes a stream that has not begun. */
Inflate *inflate_new(enum inflate_encoding encoding);

/* Frees it. NULL is fine. */
void inflate_free(Inflate *z);

/*
 * Takes `*used` of the `n` bytes at `bytes`, and writes the `*made` bytes that they stand for to
 * `out`, at most `room`. Not after the end.
 */
enum inflate_status inflate_take(Inflate *z, const char *bytes, size_t n, size_t *used, char *out,
				 size_t room, size_t *made);

/* Whether there may be more to get without another byte: the last call used all its room. */
bool inflate_has_more(const Inflate *z);

/* Whether all that was taken has been given: nothing is lost if no more comes. */
bool inflate_is_settled(const Inflate *z);

#endif
