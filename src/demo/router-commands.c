/* The router's commands: one row each, and what they do. */
#include <string.h>

#include "demo/router.h"

#include "base/poison.h"

enum { HOSTNAME_MAX = 63, LENGTH_MAX = 512 };

static void say_full(struct router *r)
{
	service_say(r->service, "%% Configuration memory is full\n");
}

static void do_enable(struct router *r, const struct router_row *row, const char *argument)
{
	(void)row;
	(void)argument;
	if (r->mode != ROUTER_USER)
		return;
	service_say(r->service, "Password: ");
	r->edit.hidden = true;
	r->state = ROUTER_PASSWORD;
}

static void do_disable(struct router *r, const struct router_row *row, const char *argument)
{
	(void)row;
	(void)argument;
	r->mode = ROUTER_USER;
}

static void do_configure(struct router *r, const struct router_row *row, const char *argument)
{
	(void)row;
	(void)argument;
	service_say(r->service, "Enter configuration commands, one per line.  End with CNTL/Z.\n");
	r->mode = ROUTER_CONFIGURE;
}

static void do_end(struct router *r, const struct router_row *row, const char *argument)
{
	(void)row;
	(void)argument;
	r->mode = ROUTER_ENABLED;
}

static void do_exit(struct router *r, const struct router_row *row, const char *argument)
{
	(void)row;
	(void)argument;
	if (r->mode == ROUTER_INTERFACE) {
		r->mode = ROUTER_CONFIGURE;
	} else if (r->mode == ROUTER_CONFIGURE) {
		r->mode = ROUTER_ENABLED;
	} else {
		service_go_home(r->service);
	}
}

static void do_help(struct router *r, const struct router_row *row, const char *argument)
{
	(void)row;
	(void)argument;
	service_say(r->service, "Press ? at any place to see what can follow:\n"
				"  ?          all commands of this mode\n"
				"  sh?        the commands that begin so\n"
				"  show ?     the words that can follow\n"
				"TAB completes a word. Words may be shortened: sh ver.\n");
}

static void do_reload(struct router *r, const struct router_row *row, const char *argument)
{
	(void)row;
	(void)argument;
	service_say(r->service,
		    "%% I would rather not: this router only exists while you look at it,\n"
		    "%% and you would have to wait for it. Type exit to leave.\n");
}

static void do_write(struct router *r, const struct router_row *row, const char *argument)
{
	(void)row;
	(void)argument;
	service_say(r->service, "Building configuration...\n[OK], until you leave\n");
}

static void do_show(struct router *r, const struct router_row *row, const char *argument)
{
	static const struct {
		const char *path;
		void (*show)(struct router *r);
	} shows[] = {
		{ "show history", router_show_history },
		{ "show interfaces", router_show_interfaces },
		{ "show running-config", router_show_configuration },
		{ "show terminal", router_show_terminal },
		{ "show version", router_show_version },
	};

	(void)argument;
	for (size_t i = 0; i < sizeof(shows) / sizeof(shows[0]); i++) {
		if (!strcmp(row->path, shows[i].path))
			shows[i].show(r);
	}
}

static void do_terminal_length(struct router *r, const struct router_row *row, const char *argument)
{
	long long length;

	(void)row;
	if (!str_to_number(argument, 0, LENGTH_MAX, &length)) {
		service_say(r->service, "%% The length is a number from 0 (no pages) to %d\n",
			    LENGTH_MAX);
		return;
	}
	r->length = (unsigned)length;
	r->length_set = true;
}

static void do_hostname(struct router *r, const struct router_row *row, const char *argument)
{
	(void)row;
	if (strlen(argument) > HOSTNAME_MAX)
		service_say(r->service, "%% A hostname has %d characters at most\n", HOSTNAME_MAX);
	else if (!router_config_set(&r->config, &r->config.hostname, argument))
		say_full(r);
}

static void do_no_hostname(struct router *r, const struct router_row *row, const char *argument)
{
	(void)argument;
	do_hostname(r, row, "hail-rtr");
}

static void do_interface(struct router *r, const struct router_row *row, const char *argument)
{
	char name[ROUTER_CONFIG_NAME_MAX + 1];
	size_t index = r->config.interface_count;

	(void)row;
	if (router_config_interface_name(argument, name))
		index = router_config_interface(&r->config, name);
	if (index == r->config.interface_count) {
		service_say(r->service, "%% Invalid interface type and number\n");
		return;
	}
	r->interface = index;
	r->mode = ROUTER_INTERFACE;
}

/* Leaves the interface that was being configured: its place in the list may be another's now. */
static void do_no_interface(struct router *r, const struct router_row *row, const char *argument)
{
	char name[ROUTER_CONFIG_NAME_MAX + 1];

	(void)row;
	if (!router_config_interface_name(argument, name) ||
	    !router_config_remove_interface(&r->config, name)) {
		service_say(r->service,
			    "%% Only Loopback and Vlan interfaces that exist can be removed\n");
		return;
	}
	r->mode = ROUTER_CONFIGURE;
}

static struct router_interface *current_interface(struct router *r)
{
	return &r->config.interfaces[r->interface];
}

static void do_description(struct router *r, const struct router_row *row, const char *argument)
{
	(void)row;
	if (!router_config_set(&r->config, &current_interface(r)->description, argument))
		say_full(r);
}

static void do_no_description(struct router *r, const struct router_row *row, const char *argument)
{
	(void)argument;
	do_description(r, row, "");
}

static void do_address(struct router *r, const struct router_row *row, const char *argument)
{
	(void)row;
	if (!router_config_set(&r->config, &current_interface(r)->address, argument))
		say_full(r);
}

static void do_no_address(struct router *r, const struct router_row *row, const char *argument)
{
	(void)argument;
	do_address(r, row, "");
}

static void do_shutdown(struct router *r, const struct router_row *row, const char *argument)
{
	(void)row;
	(void)argument;
	current_interface(r)->shutdown = true;
}

static void do_no_shutdown(struct router *r, const struct router_row *row, const char *argument)
{
	(void)row;
	(void)argument;
	current_interface(r)->shutdown = false;
}

/* A line that the router only keeps. */
static void do_keep(struct router *r, const struct router_row *row, const char *argument)
{
	struct str line;

	str_init(&line);
	str_append_format(&line, "%s %s", row->path, argument);
	if (!router_config_add_line(&r->config, line.text))
		say_full(r);
	str_fini(&line);
}

static void do_no_keep(struct router *r, const struct router_row *row, const char *argument)
{
	struct str line;

	str_init(&line);
	str_append_format(&line, "%s %s", row->path + strlen("no "), argument);
	if (!router_config_remove_line(&r->config, line.text))
		service_say(r->service, "%% There is no such line: %s\n", line.text);
	str_fini(&line);
}

enum {
	ALL = ROUTER_USER | ROUTER_ENABLED,
	ENA = ROUTER_ENABLED,
	CONF = ROUTER_CONFIGURE | ROUTER_INTERFACE,
	INTF = ROUTER_INTERFACE,
};

const struct router_row router_rows[] = {
	{ CONF, "access-list", "LINE", "Add an entry to an access list", do_keep },
	{ ENA, "configure", NULL, "Enter configuration mode", NULL },
	{ ENA, "configure terminal", NULL, "Configure from this terminal", do_configure },
	{ INTF, "description", "LINE", "Describe this interface", do_description },
	{ ENA, "disable", NULL, "Give up privileged commands", do_disable },
	{ ALL, "enable", NULL, "Turn on privileged commands (any password will do)", do_enable },
	{ CONF, "end", NULL, "Leave configuration mode", do_end },
	{ ALL | CONF, "exit", NULL, "Leave this mode, at last the router", do_exit },
	{ ALL, "help", NULL, "How help works", do_help },
	{ CONF, "hostname", "WORD", "Name the router", do_hostname },
	{ CONF, "interface", "LINE", "Choose an interface, such as Gi0/1 or Loopback7",
	  do_interface },
	{ CONF, "ip", NULL, "Internet Protocol commands", NULL },
	{ INTF, "ip address", "LINE", "Set the address of this interface", do_address },
	{ CONF, "ip route", "LINE", "Add a static route", do_keep },
	{ CONF, "logging", "LINE", "Say where messages go", do_keep },
	{ ALL, "logout", NULL, "Leave the router", do_exit },
	{ CONF, "no", NULL, "Undo a command or set it to its default", NULL },
	{ CONF, "no access-list", "LINE", "Remove an entry of an access list", do_no_keep },
	{ INTF, "no description", NULL, "Remove the description", do_no_description },
	{ CONF, "no hostname", NULL, "Give the router its first name back", do_no_hostname },
	{ CONF, "no interface", "LINE", "Remove a Loopback or Vlan interface", do_no_interface },
	{ CONF, "no ip", NULL, "Internet Protocol commands", NULL },
	{ INTF, "no ip address", NULL, "Remove the address", do_no_address },
	{ CONF, "no ip route", "LINE", "Remove a static route", do_no_keep },
	{ CONF, "no logging", "LINE", "Undo a logging line", do_no_keep },
	{ INTF, "no shutdown", NULL, "Start this interface", do_no_shutdown },
	{ ENA, "reload", NULL, "Halt and start anew", do_reload },
	{ ALL, "show", NULL, "Show what the router knows", NULL },
	{ ALL, "show history", NULL, "The commands of this visit", do_show },
	{ ALL, "show interfaces", NULL, "State and counters of the interfaces (long)", do_show },
	{ ENA, "show running-config", NULL, "The configuration as it is now", do_show },
	{ ALL, "show terminal", NULL, "What your client has told", do_show },
	{ ALL, "show version", NULL, "Hardware and software", do_show },
	{ INTF, "shutdown", NULL, "Stop this interface", do_shutdown },
	{ ALL, "terminal", NULL, "Settings of this terminal", NULL },
	{ ALL, "terminal length", "WORD", "Rows of a page, 0 for no pages", do_terminal_length },
	{ ENA, "write", NULL, "Keep the configuration", NULL },
	{ ENA, "write memory", NULL, "Keep it, as far as that goes", do_write },
};

const size_t router_row_count = sizeof(router_rows) / sizeof(router_rows[0]);
