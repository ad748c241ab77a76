/*
 * What the kernel tells of a running process.
 */
#ifndef HAIL_TESTS_PROCESS_H
#define HAIL_TESTS_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

/* How often all threads of `pid` have gone to sleep of themselves: each is a wake-up. */
long process_sleeps(pid_t pid);

/* What of it is in memory, in KiB. */
long process_resident(pid_t pid);

/* Whether its writable memory holds `bytes`, a string; skips the case where that can't be read. */
bool process_memory_has(pid_t pid, const char *bytes);

#endif
