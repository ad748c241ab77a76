/*
 * Secrets that must not stand in what is shown: each is `***` there. Embedded in its owner
 * (init/fini).
 */
#ifndef HAIL_BASE_REDACT_H
#define HAIL_BASE_REDACT_H

#include "base/str.h"

struct redact {
	struct str *secrets; /* owned */
	size_t count;
};

void redact_init(struct redact *r);

/* Wipes and frees what `r` holds. */
void redact_fini(struct redact *r);

/* Adds the `n` bytes of UTF-8 at `secret`, without blanks around them; once. Nothing if there is
 * nothing else. */
void redact_add(struct redact *r, const char *secret, size_t n);

/*
 * Replaces each secret in `text` by `***`, the longest first; one of fewer than four bytes only
 * where it is a word of its own, since it stands in too many others.
 */
void redact_text(const struct redact *r, struct str *text);

#endif
