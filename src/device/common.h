/*
 * Pagers, questions and errors as most platforms have them, for what no pack describes. Pure; texts
 * are without blanks at their ends.
 */
#ifndef HAIL_DEVICE_COMMON_H
#define HAIL_DEVICE_COMMON_H

#include <stdbool.h>
#include <stddef.h>

/* The keys that go on, if the open line `text` is a pager; or NULL. */
const char *common_pager(const char *text, size_t n);

/* The line that agrees, if the open line asks for a confirmation; or NULL. */
const char *common_confirmation(const char *text, size_t n);

/* Whether the open line, a question, is about changes that would be lost. */
bool common_asks_uncommitted(const char *text, size_t n);

/* Whether a line says that the command failed; `marked`: a line with `^` alone was before it. */
bool common_failure(const char *text, size_t n, bool marked);

#endif
