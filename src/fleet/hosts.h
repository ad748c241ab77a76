/*
 * The hosts of a run: from words of the command line, from files of hosts, from the configuration.
 * Each is there once, in the order in which it was first named.
 */
#ifndef HAIL_FLEET_HOSTS_H
#define HAIL_FLEET_HOSTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "config/options.h"
#include "config/settings.h"
#include "net/address.h"

typedef struct FleetHosts FleetHosts;

struct fleet_host {
	char *name; /* what the user calls it, and its record */
	char *saved; /* its name in the configuration; NULL: none */
	struct address address;
	Options *own; /* what was said beside its name; without a parent */
	char *groups; /* those of an inventory that it is in, a blank around each */
	bool chosen; /* it is one of the run */
};

/* What a file says of a host; borrowed. */
struct fleet_entry {
	const char *name;
	const char *destination; /* NULL: its name is */
	const char *port; /* NULL: none was given */
	const Options *options; /* NULL: none */
	const char *groups; /* as above; NULL: none */
};

enum { FLEET_HOSTS_MAX = 100000 };

/* Makes an empty list. `settings`, which know the saved hosts, are borrowed. */
FleetHosts *fleet_hosts_new(const Settings *settings);
void fleet_hosts_free(FleetHosts *h);

/*
 * Adds a host, not chosen; one of that name that is there already stays as it is. False with `e`
 * set (ERR_USAGE) if it leads nowhere, or elsewhere than the one of its name.
 */
bool fleet_hosts_add(FleetHosts *h, const struct fleet_entry *entry, struct err *e);

/*
 * Chooses what the `count` words of the command line name. A word is a host, which is added; a
 * pattern as fnmatch(3) reads it, of names of hosts that were added or that the configuration has
 * saved; `@GROUP` of an inventory; or `!` before a pattern or a group: without these. Unless a word
 * is a pattern or a group, all that was added before is chosen, too. False with `e` set
 * (ERR_USAGE): a word that leads nowhere, a pattern that matches nothing.
 */
bool fleet_hosts_choose(FleetHosts *h, const char *const *words, size_t count, struct err *e);

/* Keeps of those that are chosen only whom `keep` says. */
void fleet_hosts_filter(FleetHosts *h, bool (*keep)(void *user, const char *name), void *user);

/* How many there are, and each; those not chosen among them. */
size_t fleet_hosts_count(const FleetHosts *h);
const struct fleet_host *fleet_hosts_at(const FleetHosts *h, size_t i);

/* The options of a host: what the configuration says of it, then what was said beside its name,
 * then `line`. To be freed. */
Options *fleet_hosts_options(const FleetHosts *h, const struct fleet_host *host,
			     const Options *line);

#endif
