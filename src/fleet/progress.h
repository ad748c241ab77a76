/*
 * The line of progress on a terminal: a bar, counts, and the hosts that take longest. Where nobody
 * looks it does nothing.
 */
#ifndef HAIL_FLEET_PROGRESS_H
#define HAIL_FLEET_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fleet/hosts.h"
#include "fleet/output.h"
#include "loop/loop.h"

typedef struct Progress Progress;

/* For a run of `count` hosts, each told by its place among `hosts` (borrowed). */
Progress *progress_new(Loop *loop, Output *output, const FleetHosts *hosts, size_t count);
void progress_free(Progress *p);

/* A host is begun at `now`; one that was begun before stays where it is. */
void progress_host_begun(Progress *p, size_t host, int64_t now);

/* Its record is there. */
void progress_host_done(Progress *p, size_t host, bool ok);

/* Nothing more comes: takes the line away. */
void progress_end(Progress *p);

#endif
