/*
 * Why the peer of a session is trusted, in words: for the status line and for /tls.
 */
#ifndef HAIL_APP_TRUST_TEXT_H
#define HAIL_APP_TRUST_TEXT_H

#include "app/pane.h"
#include "base/str.h"
#include "ui/theme.h"

/* A sign, a word, a sentence. */
struct trust_text {
	const char *word; /* `=verified`: the sign is one character */
	const char *sentence;
	enum theme_part part; /* how the word looks in the status line */
};

/* What stands for `p`'s connection; NULL if it has none, or one on this machine, which nobody else
 * can read. */
const struct trust_text *trust_text(const Pane *p);

/* Appends what is known of the peer's certificate, and why it is trusted. False with `e` set if the
 * connection isn't by TLS. */
bool trust_text_report(const Pane *p, struct str *out, struct err *e);

#endif
