/*
 * From options to what a session takes.
 */
#ifndef HAIL_LINK_LINK_SETTINGS_H
#define HAIL_LINK_LINK_SETTINGS_H

#include <stdbool.h>

#include "config/options.h"
#include "net/address.h"
#include "net/transport.h"
#include "session/session.h"

/* The settings of a session that a recording is played into: the recording says how bytes are read
 * (in `s` as it was last; NULL: as it begins), `options` how the document is shown. */
struct session_settings link_played_settings(const Options *options, const Session *s,
					     bool true_colours);

/* The settings of a session as `options` say; their strings are borrowed from there. */
struct session_settings link_settings(const Options *options);

/*
 * What the wire to `address` (NULL: a service, which speaks telnet) over the connected `t` begins
 * as, by scheme, port, `raw` and the options (design: telnet or raw). Strings are borrowed.
 */
struct session_wire link_wire(const struct address *address, const Transport *t, bool raw,
			      const Options *options);

#endif
