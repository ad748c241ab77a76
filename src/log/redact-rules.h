/*
 * What must not be written where it is kept: secrets in the configurations of devices, tokens,
 * heads of authorization, passwords in URLs, private keys. The rules are shipped (redact-table.h).
 * A RedactRules belongs to one stream of lines, since a private key goes over several; owned by who
 * makes it, not re-entrant. For bytes that are cut anywhere there is log/redact-stream.h.
 */
#ifndef HAIL_LOG_REDACT_RULES_H
#define HAIL_LOG_REDACT_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/* What stands in the place of a secret. */
#define REDACT_MARK "[redacted]"

typedef struct RedactRules RedactRules;

/* Bytes of a line that are a secret. */
struct redact_span {
	size_t start, length;
};

/* Makes what knows of no line yet. Expressions are compiled when the first line may match them. */
RedactRules *redact_rules_new(void);
void redact_rules_free(RedactRules *r);

/* The next line is none behind those before: no private key goes on in it. */
void redact_rules_restart(RedactRules *r);

/* Passes quickly over text that follows, whole lines: the first place such that no line before the
 * one that holds it has a secret; `n` if none has. */
size_t redact_rules_candidate(const RedactRules *r, const char *text, size_t n);

/*
 * Finds the secrets in the next line, `n` bytes of UTF-8 without its end: *count spans in order,
 * none over another, valid until the next call.
 */
const struct redact_span *redact_rules_find(RedactRules *r, const char *line, size_t n,
					    size_t *count);

/*
 * Finds those in a line that isn't whole yet, and where that begins which may become a secret when
 * more of it comes: what stands from *open on is not to be written yet; `n` if there is nothing.
 * The line isn't taken for the next one.
 */
const struct redact_span *redact_rules_peek(RedactRules *r, const char *line, size_t n,
					    size_t *count, size_t *open);

/* Sorts `count` spans and makes one of those that touch; returns how many are left. */
size_t redact_spans_join(struct redact_span *spans, size_t count);

/* Appends the next line to `out`, REDACT_MARK in the place of each secret. Whether there was one.
 */
bool redact_rules_line(RedactRules *r, const char *line, size_t n, struct str *out);

#endif
