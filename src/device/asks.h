/*
 * Whether an open line is a question, in whatever words: for a device whose prompt is known. Pure.
 */
#ifndef HAIL_DEVICE_ASKS_H
#define HAIL_DEVICE_ASKS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Whether the `n` bytes of the open line `text`, without the blanks at its end, ask something: a
 * question mark at the end or before an answer in brackets, answers to choose from there, or words
 * that questions begin with.
 */
bool asks_question(const char *text, size_t n);

/* Whether they end as a prompt for commands does, and are more likely a sentence or progress. */
bool asks_no_commands(const char *text, size_t n);

#endif
