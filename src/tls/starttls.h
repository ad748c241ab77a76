/*
 * The dialogue in plain text that ends with "now TLS": SMTP, IMAP, POP3, FTP, NNTP, XMPP, IRC.
 * Sans-I/O: bytes in, bytes out. It ends with STARTTLS_GO, then begins the handshake of TLS on the
 * same connection. Whatever came in plain text after the go-ahead was not protected: it is counted,
 * never given out, and whoever reads the connection drops what it holds itself.
 */
#ifndef HAIL_TLS_STARTTLS_H
#define HAIL_TLS_STARTTLS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

typedef struct Starttls Starttls;

enum starttls_protocol {
	STARTTLS_SMTP, /* RFC 3207 */
	STARTTLS_IMAP, /* RFC 9051 section 6.2.1 */
	STARTTLS_POP3, /* RFC 2595 section 4 */
	STARTTLS_FTP, /* RFC 4217: AUTH TLS */
	STARTTLS_NNTP, /* RFC 4642 */
	STARTTLS_XMPP, /* RFC 6120 section 5 */
	STARTTLS_IRC, /* the STARTTLS command with 670 and 691 */
	STARTTLS_COUNT,
};

enum {
	STARTTLS_LINE_MAX = 4096, /* bytes in a line, or in a tag of XMPP */
	STARTTLS_TALK_MAX = 65536, /* bytes the server may send in all */
};

enum starttls_state { STARTTLS_BUSY, STARTTLS_GO, STARTTLS_FAILED };

/* Finds a protocol by name (`smtp`; case ignored). False with `e` set (ERR_USAGE): it lists them.
 */
bool starttls_parse(const char *name, enum starttls_protocol *out, struct err *e);

/* The name of a protocol as starttls_parse reads it. */
const char *starttls_name(enum starttls_protocol protocol);

/*
 * Makes a dialogue. `live`: the session is under way, its greeting long past; otherwise the
 * connection is new. `host` (read only during the call; A-label) is the name that XMPP asks for.
 */
Starttls *starttls_new(enum starttls_protocol protocol, bool live, const char *host);

/* Frees the dialogue. */
void starttls_free(Starttls *s);

/* Appends to `out` what is said first; nothing where the server begins. Once. */
void starttls_begin(Starttls *s, struct buf *out);

/*
 * Takes all of the `n` bytes the server sent; appends the answer to `out`. STARTTLS_FAILED: `e`
 * (ERR_TLS) holds a sentence; it is said again at further calls.
 */
enum starttls_state starttls_feed(Starttls *s, const char *bytes, size_t n, struct buf *out,
				  struct err *e);

/* The server has closed the connection: fills `e`. */
void starttls_end(const Starttls *s, struct err *e);

/* How many bytes of plain text came after the go-ahead and were dropped. */
size_t starttls_dropped(const Starttls *s);

#endif
