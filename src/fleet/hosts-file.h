/*
 * Files of hosts: one a line with its options, JSON lines, or an inventory of Ansible (INI). Which
 * of them a file is, it says itself.
 */
#ifndef HAIL_FLEET_HOSTS_FILE_H
#define HAIL_FLEET_HOSTS_FILE_H

#include <stdbool.h>

#include "base/err.h"
#include "fleet/hosts.h"

/*
 * Adds the hosts of the file `path` (`-`: standard input) to `h`. False with `e` set (ERR_USAGE):
 * `path:line: what`.
 */
bool hosts_file_read(FleetHosts *h, const char *path, struct err *e);

/* Reads all of `path`, or of standard input if it is `-`, into `out`; `what` names it in the
 * sentence that `e` gets. False if that fails, or it is longer than 64 MiB. */
bool hosts_file_load(const char *path, const char *what, struct str *out, struct err *e);

/* Appends to `groups`, which begins as a blank, a group and a blank. */
void hosts_file_add_group(struct str *groups, const char *group);

/* Sets the option called `name`, in which `_` may stand for `-`, to `value`. False with `e`. */
bool hosts_file_set(Options *o, const char *name, const char *value, struct err *e);

#endif
