/*
 * Whom we trust beside the authorities: the keys the user has pinned to a place (host and port),
 * and which places have spoken TLS before. Kept in a file of lines that people can read and edit:
 *
 *	switch.example:992 sha256//BASE64= 2026-11-22	a pin: the SHA-256 of the key, since when
 *	switch.example:992 tls 2026-11-22		it has spoken TLS, from the first byte
 *	mail.example:25 starttls:smtp 2026-11-22	it has turned to TLS, as its protocol says
 *
 * Lines that make no sense are kept as they are. `service` is the port in digits, so that a name
 * and its number are one place. Not thread-safe.
 */
#ifndef HAIL_TLS_TRUST_H
#define HAIL_TLS_TRUST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "tls/fingerprint.h"
#include "tls/tls-report.h"

typedef struct Trust Trust;

enum {
	TRUST_DATE = 11, /* room for 2026-11-22 */
	TRUST_HOW = 24, /* room for how TLS began */
};

enum trust_match {
	TRUST_NONE, /* no key is pinned */
	TRUST_MATCH, /* this key is pinned */
	TRUST_MISMATCH, /* another is, or a pin that can't be read */
};

struct trust_pin {
	struct fingerprint key;
	char date[TRUST_DATE]; /* since when, or "" */
	bool damaged; /* its line can't be read: key and date mean nothing */
	unsigned line; /* in the file, from 1 */
};

/* Makes an empty memory that will live in the file `path` (copied); NULL = in memory only. */
Trust *trust_new(const char *path);

/* Frees the memory. */
void trust_free(Trust *t);

/*
 * Reads the file; none is fine. False with `e` set if it can't be read: then nobody knows what
 * is pinned, and nothing must be trusted without a question.
 */
bool trust_load(Trust *t, struct err *e);

/* The same from `n` bytes, in place of what is known. */
void trust_parse(Trust *t, const char *bytes, size_t n);

/* Appends the content as it would be written. */
void trust_format(const Trust *t, struct buf *out);

/*
 * How many lines could not be read when the file was last read. If any, `e` (may be NULL) gets a
 * sentence with their numbers.
 */
size_t trust_damaged(const Trust *t, struct err *e);

/*
 * Looks `key` up. Several keys may be pinned to a place: any of them will do. On TRUST_MATCH *found
 * (may be NULL) is that pin, on TRUST_MISMATCH the latest other one.
 */
enum trust_match trust_lookup(const Trust *t, const char *host, const char *service,
			      const struct fingerprint *key, struct trust_pin *found);

/*
 * Each of these reads the file anew under a lock, makes its change and writes it. False with `e`
 * set: the file is as it was, and the change holds for this run only.
 */

/* Pins `key` beside others, from the day `wall` (ms) on. */
bool trust_add(Trust *t, const char *host, const char *service, const struct fingerprint *key,
	       int64_t wall, struct err *e);

/*
 * Remembers that TLS began at a place as `how` says: "tls", or "starttls:" and the protocol's name.
 * Writes nothing if that is known, and takes the place of another note.
 */
bool trust_note_tls(Trust *t, const char *host, const char *service, const char *how, int64_t wall,
		    struct err *e);

/* Forgets that, and the pins. */
bool trust_forget(Trust *t, const char *host, const char *service, struct err *e);

/*
 * How TLS began at a place the last time, as trust_note_tls says; "tls" if only a pin or a damaged
 * line tells of it; NULL if it never did. It must not silently be plain then. Borrowed until the
 * memory changes.
 */
const char *trust_how_tls(const Trust *t, const char *host, const char *service);

enum trust_verdict {
	TRUST_ACCEPT, /* verified or pinned */
	TRUST_ASK, /* not verified, nothing pinned: the user decides; without one it is refused */
	TRUST_STOP, /* not the key that was pinned: never go on */
};

struct trust_decision {
	enum trust_verdict verdict;
	bool pinned; /* accepted because of a pin */
	struct trust_pin old; /* on TRUST_STOP what was pinned, unless `wanted` was given */
	struct err why; /* ERR_TLS with a sentence, unless accepted */
};

/*
 * Decides on the report of a handshake. `wanted` (may be NULL) is the one key the user asked for on
 * the command line: it alone counts then. A pin outweighs the authorities, whether it matches or
 * not.
 */
void trust_decide(const Trust *t, const char *host, const char *service,
		  const struct tls_report *report, const struct fingerprint *wanted,
		  struct trust_decision *out);

#endif
