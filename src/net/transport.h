/*
 * A byte stream to the peer, whatever carries it. A transport owns its descriptor; it never
 * blocks, never raises SIGPIPE and knows no loop: its owner polls `fd` as transport_wants says.
 */
#ifndef HAIL_NET_TRANSPORT_H
#define HAIL_NET_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

typedef struct Transport Transport;

enum io_status {
	IO_OK, /* `*done` bytes were moved, at least one */
	IO_AGAIN, /* nothing now: poll as transport_wants says; see transport_retry_ms */
	IO_EOF, /* the peer ended its direction in order */
	IO_ERROR, /* broken: `e` says how (ERR_LOST for a reset or time-out) */
};

enum {
	TRANSPORT_READ = 1, /* wait for readable */
	TRANSPORT_WRITE = 2, /* wait for writable */
};

/* What a kind of transport implements; `self` is its own state. */
struct transport_ops {
	const char *name; /* "tcp", "fd", "script" */
	enum io_status (*read)(void *self, char *to, size_t room, size_t *done, struct err *e);
	enum io_status (*write)(void *self, const char *from, size_t n, size_t *done,
				struct err *e);
	enum io_status (*urgent)(void *self, char byte, struct err *e); /* may be NULL */
	bool (*shutdown)(void *self, struct err *e); /* end our direction (half-close) */
	int (*fd)(const void *self); /* -1 if there is none */
	bool (*may_have_more)(const void *self); /* NULL = never; TLS keeps its own flag */
	unsigned (*wants)(const void *self, bool reading, bool writing); /* NULL = as asked */
	int (*retry_ms)(const void *self); /* NULL = never */
	uint64_t (*work)(const void *self); /* NULL = none */
	void (*free)(void *self);
};

/* Wraps `self` (taken; freed through ops->free). */
Transport *transport_new(const struct transport_ops *ops, void *self);

/* The `self` of a transport whose kind is `ops`, borrowed; NULL if `t` is of another kind. */
void *transport_self(const Transport *t, const struct transport_ops *ops);

/* Closes and frees. */
void transport_free(Transport *t);

/* Reads up to `room` bytes into `to`. A short read doesn't mean empty: read until IO_AGAIN or the
 * budget. */
enum io_status transport_read(Transport *t, char *to, size_t room, size_t *done, struct err *e);

/* Writes up to `n` bytes; *done says how many were taken. */
enum io_status transport_write(Transport *t, const char *from, size_t n, size_t *done,
			       struct err *e);

/* Sends `byte` as urgent data (RFC 854 synch); an ordinary byte where there is no such thing. */
enum io_status transport_urgent(Transport *t, char byte, struct err *e);

/* Half-closes our direction after all written bytes. False with `e` set on failure. */
bool transport_shutdown(Transport *t, struct err *e);

/* The descriptor to poll, or -1. */
int transport_fd(const Transport *t);

/* Whether data may be waiting inside the transport that poll can't see. */
bool transport_may_have_more(const Transport *t);

/* Which TRANSPORT_ bits to poll for when the owner wants to read and/or write. */
unsigned transport_wants(const Transport *t, bool reading, bool writing);

/*
 * After IO_AGAIN: 0, or after how many ms to try again, because the kernel lacks memory and poll
 * would call at once. An owner that only polls tries without a pause; each goes on until it works
 * or, after 10 s, has failed.
 */
int transport_retry_ms(const Transport *t);

/* How many records reading has unpacked since the beginning (TLS): a turn's budget counts them
 * beside the bytes, because a record may bring none. 0 for other kinds. */
uint64_t transport_work(const Transport *t);

/* The poll(2) events for TRANSPORT_ bits. */
short transport_poll_events(unsigned wants);

/* The kind's name. */
const char *transport_name(const Transport *t);

#endif
