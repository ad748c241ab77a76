/*
 * A scripted peer inside the test process: listens on a free port of 127.0.0.1, takes one
 * connection at a time, sends what it is told and keeps a record of all it received. Nothing
 * blocks: bytes move while the test waits for something (servers/pump.h).
 */
#ifndef HAIL_TESTS_PEER_H
#define HAIL_TESTS_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Peer Peer;

/* Listens on a free port of 127.0.0.1; a connection is taken as soon as it comes. Lives till the
 * case ends. */
Peer *peer_new(void);

/* The port as text, valid as long as the peer. */
const char *peer_port(const Peer *p);

/* Waits until someone is connected. */
void peer_wait_connected(Peer *p);

/* How many connections there were so far. */
unsigned peer_connections(const Peer *p);

/* Waits until there were `n` of them. */
void peer_wait_connections(const Peer *p, unsigned n);

/* Sends `n` bytes, in order, as the connection takes them. */
void peer_send(Peer *p, const void *bytes, size_t n);
void peer_send_text(Peer *p, const char *text);

/* Sends numbered lines ("flood 00000001 ...", 64 bytes each with CR LF) until `n` bytes are out. */
void peer_flood(Peer *p, uint64_t n);

/* Ends that after a whole line once at least `lines` are sent or queued; returns how many are. */
uint64_t peer_end_flood(Peer *p, uint64_t lines);

/* Sends `n` times the same byte. */
void peer_repeat(Peer *p, char byte, uint64_t n);

/* Sends the text `piece`, which stays the caller's and must live that long, over and over. */
void peer_repeat_text(Peer *p, const char *piece);

/* What of all that isn't sent yet, in bytes. */
uint64_t peer_unsent(const Peer *p);

/* Waits until everything is handed to the kernel. */
void peer_flush(Peer *p);

/*
 * Waits until these bytes have been received after those of the last expectation, and takes them
 * and all before them as seen.
 */
void peer_expect(Peer *p, const void *bytes, size_t n);
void peer_expect_text(Peer *p, const char *text);

/* Waits until what was received since the last expectation is these bytes and no others. */
void peer_expect_only(Peer *p, const void *bytes, size_t n);

/* Waits until at least `n` bytes were received in all, for `timeout` ms at most. */
void peer_wait_received(Peer *p, size_t n, int timeout);

/* Everything received so far; `mark` is where the next expectation begins. */
const char *peer_received(const Peer *p, size_t *n);
size_t peer_mark(const Peer *p);

/* Whether these bytes were received at any time. */
bool peer_has_received(const Peer *p, const void *bytes, size_t n);

/* How often what came next was marked as urgent (TCP). */
unsigned peer_marks(const Peer *p);

/* Waits until the other side has ended its direction. */
void peer_expect_end(Peer *p);
bool peer_has_end(const Peer *p);

/* Stops reading (true), so that the other side's queue fills, or reads on. */
void peer_stall(Peer *p, bool stalled);

/* After all is sent: closes; closes with a reset; ends our direction only. */
void peer_close(Peer *p);
void peer_reset(Peer *p);
void peer_half_close(Peer *p);

/* Takes no more connections: the port refuses from now on. */
void peer_stop_listening(Peer *p);

/*
 * A port of 127.0.0.1 that accepts no connection and refuses none, because its backlog is full:
 * connecting to it takes for ever. The text lives until the process ends.
 */
const char *peer_black_hole(void);

/* A port of 127.0.0.1 that refuses. The text lives until the next call. */
const char *peer_refusing_port(void);

#endif
