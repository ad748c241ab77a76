/*
 * Words of a peer (names in certificates, lines of its replies) made fit to be shown in a sentence
 * of ours. Pure functions.
 */
#ifndef HAIL_NET_PEER_TEXT_H
#define HAIL_NET_PEER_TEXT_H

#include <stddef.h>

#include "base/str.h"

/*
 * Appends the `n` bytes at `text` as printable UTF-8: controls and all that can't be seen by
 * its name (base/deceptive.h), what isn't UTF-8 as U+FFFD. What would go beyond `max` bytes is left
 * out and an ellipsis, not counted, stands for it.
 */
void peer_text_append(struct str *out, const char *text, size_t n, size_t max);

#endif
