/*
 * An inventory of Ansible in its INI form: hosts, ranges in their names, groups, groups of groups
 * and variables of each.
 */
#ifndef HAIL_FLEET_INVENTORY_H
#define HAIL_FLEET_INVENTORY_H

#include <stdbool.h>

#include "base/err.h"
#include "fleet/hosts.h"

/* Whether `text` has what only such an inventory has: a section, a variable `ansible_…`. */
bool inventory_is(const char *text);

/*
 * Adds the hosts of the inventory `text`. Of the variables ansible_host, _port, _user and
 * _network_os count, and `hail_NAME`, which sets the option NAME; others are passed over. False
 * with `e` set (ERR_USAGE), and *line, counted from 1, where that is.
 */
bool inventory_read(FleetHosts *h, const char *text, size_t *line, struct err *e);

#endif
