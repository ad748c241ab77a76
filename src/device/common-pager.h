/*
 * Pagers as most platforms show them, for what no pack describes. Pure.
 */
#ifndef HAIL_DEVICE_COMMON_PAGER_H
#define HAIL_DEVICE_COMMON_PAGER_H

#include <stddef.h>

/* The keys that go on, if the open line `text`, without blanks at its end, is a pager; or NULL. */
const char *common_pager(const char *text, size_t n);

#endif
