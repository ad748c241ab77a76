/*
 * What is configured on the router: its name, its interfaces, and lines that are kept as they
 * came. Embedded in its owner (init/fini). Bounded.
 */
#ifndef HAIL_DEMO_ROUTER_CONFIG_H
#define HAIL_DEMO_ROUTER_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

enum {
	ROUTER_CONFIG_NAME_MAX = 32,
	ROUTER_CONFIG_INTERFACES_MAX = 4096,
	ROUTER_CONFIG_BYTES_MAX = 1024 * 1024,
};

struct router_interface {
	char name[ROUTER_CONFIG_NAME_MAX + 1];
	struct str description;
	struct str address;
	bool is_virtual; /* made by the visitor, and can be removed */
	bool shutdown;
};

struct router_config {
	struct str hostname;
	struct router_interface *interfaces;
	size_t interface_count;
	struct str lines; /* whole lines, each with its LF */
	size_t bytes; /* of all texts */
};

/* Makes the configuration as delivered. */
void router_config_init(struct router_config *c);
void router_config_fini(struct router_config *c);

/* The form `GigabitEthernet0/1` of any way to write it (`gi 0/1`); false if it is no interface. */
bool router_config_interface_name(const char *text, char name[ROUTER_CONFIG_NAME_MAX + 1]);

/* The index of the interface `name`, made if it can be; interface_count if it can't. */
size_t router_config_interface(struct router_config *c, const char *name);

/* Removes a virtual interface; false if there is none of that name. */
bool router_config_remove_interface(struct router_config *c, const char *name);

/* Sets one of the texts above; false (unchanged) if the memory for texts is full. */
bool router_config_set(struct router_config *c, struct str *text, const char *value);

/* Keeps a line; the same line twice counts once. False if the memory is full. */
bool router_config_add_line(struct router_config *c, const char *line);

/* Removes a line; false if it isn't there. */
bool router_config_remove_line(struct router_config *c, const char *line);

/* Appends the whole configuration as text, lines ending in LF. */
void router_config_write(const struct router_config *c, struct str *out);

#endif
