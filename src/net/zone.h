/*
 * The zone of an IPv6 address (RFC 4007 section 11): the interface by which it is reached, as in
 * fe80::1%eth0.
 */
#ifndef HAIL_NET_ZONE_H
#define HAIL_NET_ZONE_H

#include <stdbool.h>

#include "base/err.h"

enum { ZONE_HOST = 64 }; /* room for an IPv6 literal and its zone */

/*
 * Copies `host` to `out` as getaddrinfo(3) takes it: it knows zones of link-local addresses only,
 * so that ::1%lo becomes ::1. `out` is `host` cut off if that isn't an IPv6 literal. False with `e`
 * set (ERR_NAME) if the zone is no interface of this machine.
 */
bool zone_resolve(const char *host, char out[ZONE_HOST], struct err *e);

#endif
