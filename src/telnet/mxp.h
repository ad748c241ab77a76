/*
 * MXP (MUD eXtension Protocol 1.0): text with tags, entities and line modes in, plain text with
 * ECMA-48 attributes out, and links as events. What isn't a tag that may stand there is text and
 * stays to be seen. Nothing is fetched, played or sent by a tag alone. Opaque; no clock.
 */
#ifndef HAIL_TELNET_MXP_H
#define HAIL_TELNET_MXP_H

#include <stdbool.h>
#include <stddef.h>

typedef struct Mxp Mxp;

struct mxp_events {
	/* `n` bytes of UTF-8, borrowed until the call returns. */
	void (*text)(void *user, const char *bytes, size_t n);
	/*
	 * What is written from now on leads to `address`: an address of the web, or `command:` or
	 * `prompt:` and a line for the peer in percent-encoding (RFC 3986 2.1), several with `|`
	 * between; %00 in it stands for the text of the link. NULL: to nothing any more. False if
	 * there can't be such a link: then its tag is text.
	 */
	bool (*link)(void *user, const char *address);
	/* The peer asks who we are and what we know: `line` is the answer, without a line end. */
	void (*reply)(void *user, const char *line);
	/* The `n` bytes of a tag that does nothing here: it was taken and isn't shown. */
	void (*ignored)(void *user, const char *bytes, size_t n);
};

/* Begins in open mode. `events` is copied; `client` and `version` say who we are (borrowed). */
Mxp *mxp_new(const struct mxp_events *events, void *user, const char *client, const char *version);

/* Frees it. NULL is fine. */
void mxp_free(Mxp *m);

/* Takes `n` bytes of UTF-8. */
void mxp_receive(Mxp *m, const char *bytes, size_t n);

/* No more comes for a while: what was held as the beginning of a tag is text. */
void mxp_release(Mxp *m);

/* Gives `m`, in which nothing is defined, what the peer has defined in `from`. */
void mxp_learn(Mxp *m, const Mxp *from);

/* MXP ends: what was held is text, and what tags have begun ends. */
void mxp_finish(Mxp *m);

#endif
