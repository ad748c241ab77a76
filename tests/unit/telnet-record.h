/*
 * For the tests of the telnet layer: bytes written as text, and a telnet layer that records what
 * it does.
 */
#ifndef HAIL_TESTS_TELNET_RECORD_H
#define HAIL_TESTS_TELNET_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"
#include "telnet/telnet.h"

/* Appends the bytes that `text` names: pairs of hex digits and 'quoted text'; blanks ignored. */
void bytes_append(struct buf *out, const char *text);

/* Appends `n` bytes as bytes_append reads them. */
void bytes_show(struct str *out, const char *bytes, size_t n);

/* Fails, showing both, unless the `n` bytes are those that `expected` names. */
void assert_bytes(const char *what, const char *expected, const char *bytes, size_t n);

/* A telnet layer whose events are recorded. */
struct record {
	Telnet *telnet;
	int64_t now;
	struct buf data; /* what was delivered */
	struct buf sent;
	struct buf waiting; /* to be sent: the peer's port is held, or a BREAK is under way */
	size_t pause_behind; /* so many bytes of it there is a pause, */
	unsigned pause_ms; /* so long; 0: none */
	int64_t pause_until; /* -1: none is under way */
	struct buf received; /* as telnet, without compression */
	struct str log; /* data shown, and {prompt} {changed} {notice} {broken} {expands} {deflate}
			   {plain} {SOURCE NAME JSON}, in order */
	size_t run; /* data bytes not yet in the log */
	unsigned notices, changes, prompts;
	char notice[256]; /* the last one */
	void (*on_changed)(struct record *r); /* may be NULL */
	void (*on_prompt)(struct record *r); /* may be NULL */
};

/* 100x40, xterm-256color, HAIL 1.0, MTTS 13, two packages of GMCP, undecided, compression. */
struct telnet_config record_config(void);

void record_init(struct record *r, const struct telnet_config *config);
void record_fini(struct record *r);

/* Feeds bytes in chunks of `chunk`; 0 = all at once; over 1000: random sizes with that seed. */
void record_feed_bytes(struct record *r, const char *bytes, size_t n, unsigned chunk);

/* The same for bytes written as text. */
void record_feed(struct record *r, const char *text, unsigned chunk);

/* So much time passes. */
void record_pass_time(struct record *r, int64_t ms);

/* Forgets what was sent and delivered. */
void record_clear(struct record *r);

/* The log with all data in it. */
const char *record_log(struct record *r);

/* The facts as words: protocol, then those that hold. Valid until the next call. */
const char *record_facts(struct record *r);

/* Fail unless what was sent, or delivered, since the last record_clear is `expected`. */
void assert_sent(struct record *r, const char *expected);
void assert_data(struct record *r, const char *expected);

/* The next number of a simple generator, for random chunks. */
unsigned record_random(unsigned *seed);

#endif
