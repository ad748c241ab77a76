/*
 * The texts that local echo wrote, by their hashes: a peer moves and cuts what stands on the
 * screen, and what it made of a sent line by that isn't what was sent. Owned by who makes it, no
 * clock.
 */
#ifndef HAIL_SESSION_SENT_TEXT_H
#define HAIL_SESSION_SENT_TEXT_H

#include <stdbool.h>
#include <stddef.h>

typedef struct SentText SentText;

SentText *sent_text_new(void);
void sent_text_free(SentText *t);

/* Keeps `n` bytes of text; of many texts the oldest are forgotten. */
void sent_text_add(SentText *t, const char *text, size_t n);

/* Whether the very text was kept, but for blanks at its end. */
bool sent_text_has(const SentText *t, const char *text, size_t n);

#endif
