/*
 * The engine of a link's command line (device/device.h): fed with what its session reads, on its
 * loop. Until somebody asks for it, it costs nothing.
 */
#ifndef HAIL_LINK_LINK_DEVICE_H
#define HAIL_LINK_LINK_DEVICE_H

#include "device/device.h"
#include "link/link.h"

/*
 * The device of `l`, made when it is first asked for; its events go to `events` from now on, each
 * of them as soon as it is known: `output`, `log` and `refused` while a line is read, the others
 * behind what was read, so that what they send goes out at once. It begins anew with each
 * connection, with the pack that the options name then; a pack that can't be read is told. What
 * stands already is told in the loop's next turn. Owned by the link; no handler may free that.
 */
Device *link_device(Link *l, const struct device_events *events, void *user);

/* The pack of `l` now, borrowed; NULL: none. */
const Pack *link_pack(Link *l);

#endif
