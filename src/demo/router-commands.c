/* The router's commands: one row each, and what they do. */
#include <string.h>

#include "demo/router.h"

#include "base/poison.h"

enum { HOSTNAME_MAX = 63, LENGTH_MAX = 512 };

enum action {
	MORE, /* words */
	CONFIGURE,
	DISABLE,
	ENABLE,
	END,
	EXIT,
	HELP,
	HOSTNAME,
	INTERFACE,
	LINE, /* a line of the configuration, or none such with `no` */
	NO_HOSTNAME,
	NO_INTERFACE,
	RELOAD,
	SHOW_CONFIGURATION,
	SHOW_HISTORY,
	SHOW_INTERFACES,
	SHOW_TERMINAL,
	SHOW_VERSION,
	TERMINAL_LENGTH,
	WRITE,
};

enum {
	ALL = ROUTER_USER | ROUTER_ENABLED,
	ENA = ROUTER_ENABLED,
	CONF = ROUTER_CONFIGURE | ROUTER_INTERFACE,
	INTF = ROUTER_INTERFACE,
};

const struct command router_commands[] = {
	{ CONF, "access-list", "LINE", "Add an entry to an access list", LINE },
	{ ENA, "configure", NULL, "Enter configuration mode", MORE },
	{ ENA, "configure terminal", NULL, "Configure from this terminal", CONFIGURE },
	{ INTF, "description", "LINE", "Describe this interface", LINE },
	{ ENA, "disable", NULL, "Give up privileged commands", DISABLE },
	{ ALL, "enable", NULL, "Turn on privileged commands (any password will do)", ENABLE },
	{ CONF, "end", NULL, "Leave configuration mode", END },
	{ ALL | CONF, "exit", NULL, "Leave this mode, at last the router", EXIT },
	{ ALL, "help", NULL, "How help works", HELP },
	{ CONF, "hostname", "WORD", "Name the router", HOSTNAME },
	{ CONF, "interface", "LINE", "Choose an interface, such as Gi0/1 or Loopback7", INTERFACE },
	{ CONF, "ip", NULL, "Internet Protocol commands", MORE },
	{ INTF, "ip address", "LINE", "Set the address of this interface", LINE },
	{ CONF, "ip route", "LINE", "Add a static route", LINE },
	{ CONF, "logging", "LINE", "Say where messages go", LINE },
	{ ALL, "logout", NULL, "Leave the router", EXIT },
	{ CONF, "no", NULL, "Undo a command or set it to its default", MORE },
	{ CONF, "no access-list", "LINE", "Remove an entry of an access list", LINE },
	{ INTF, "no description", NULL, "Remove the description", LINE },
	{ CONF, "no hostname", NULL, "Give the router its first name back", NO_HOSTNAME },
	{ CONF, "no interface", "LINE", "Remove a Loopback or Vlan interface", NO_INTERFACE },
	{ CONF, "no ip", NULL, "Internet Protocol commands", MORE },
	{ INTF, "no ip address", NULL, "Remove the address", LINE },
	{ CONF, "no ip route", "LINE", "Remove a static route", LINE },
	{ CONF, "no logging", "LINE", "Undo a logging line", LINE },
	{ INTF, "no shutdown", NULL, "Start this interface", LINE },
	{ ENA, "reload", NULL, "Halt and start anew", RELOAD },
	{ ALL, "show", NULL, "Show what the router knows", MORE },
	{ ALL, "show history", NULL, "The commands of this visit", SHOW_HISTORY },
	{ ALL, "show interfaces", NULL, "State and counters of the interfaces (long)",
	  SHOW_INTERFACES },
	{ ENA, "show running-config", NULL, "The configuration as it is now", SHOW_CONFIGURATION },
	{ ALL, "show terminal", NULL, "What your client has told", SHOW_TERMINAL },
	{ ALL, "show version", NULL, "Hardware and software", SHOW_VERSION },
	{ INTF, "shutdown", NULL, "Stop this interface", LINE },
	{ ALL, "terminal", NULL, "Settings of this terminal", MORE },
	{ ALL, "terminal length", "WORD", "Rows of a page, 0 for no pages", TERMINAL_LENGTH },
	{ ENA, "write", NULL, "Keep the configuration", MORE },
	{ ENA, "write memory", NULL, "Keep it, as far as that goes", WRITE },
};

const size_t router_command_count = sizeof(router_commands) / sizeof(router_commands[0]);

/* --- Shown, as pages. */

/* The rows of a page: by `terminal length`, else by the client's NAWS; 0 = don't stop. */
static unsigned page_length(const struct router *r)
{
	return r->length_set ? r->length : service_rows(r->service);
}

static void say_version(const struct router *r)
{
	service_say(r->service,
		    "Hail demo router software (HAIL-RTR), version 1.0\n"
		    "A make-believe router, made so that consoles can be tried without one\n"
		    "\n"
		    "ROM: none, and none is missed\n"
		    "%s uptime is exactly as long as your visit\n"
		    "System image file is \"flash:hail-demo.bin\"\n"
		    "\n"
		    "hail virtual (POSIX) processor with as much memory as it needs\n"
		    "%zu network interfaces, none of them connected to anything\n"
		    "Configuration register is 0x2102\n",
		    r->hostname.text, r->section_count - 1);
}

static void say_terminal(const struct router *r)
{
	const struct telnetd_client *c = telnetd_client(service_visit(r->service)->telnet);

	if (c->columns || c->rows)
		service_say(r->service, "Width: %u columns, height: %u rows (NAWS)\n", c->columns,
			    c->rows);
	else
		service_say(r->service, "Width and height: your client has not told\n");
	for (size_t i = 0; i < c->terminal_count; i++)
		service_say(r->service, "Name: %s\n", c->terminals[i]);
	if (page_length(r))
		service_say(r->service, "Pages stop after %u rows\n", page_length(r));
	else
		service_say(r->service, "Pages don't stop\n");
	service_say(r->service, "Echo: %s\n", service_echoes(r->service) ? "mine" : "yours");
}

static void say_history(const struct router *r)
{
	for (size_t i = 0; i < history_count(r->history); i++)
		service_say(r->service, "  %s\n", history_get(r->history, i));
}

static void show(struct router *r, void (*say)(const struct router *r))
{
	service_page_begin(r->service);
	say(r);
	service_page_show(r->service, page_length(r));
}

/* --- Done. */

/* `exit` goes up by one mode, at last out. */
static void leave_mode(struct router *r)
{
	if (r->mode == ROUTER_INTERFACE)
		r->mode = ROUTER_CONFIGURE;
	else if (r->mode == ROUTER_CONFIGURE)
		r->mode = ROUTER_ENABLED;
	else
		service_go(r->service, NULL);
}

static void set_length(struct router *r, const char *argument)
{
	long long length;

	r->length_set |= str_to_number(argument, 0, LENGTH_MAX, &length);
	if (str_to_number(argument, 0, LENGTH_MAX, &length))
		r->length = (unsigned)length;
	else
		service_say(r->service, "%% The length is a number from 0 (no pages) to %d\n",
			    LENGTH_MAX);
}

static void set_hostname(struct router *r, const char *name)
{
	if (strlen(name) > HOSTNAME_MAX) {
		service_say(r->service, "%% A hostname has %d characters at most\n", HOSTNAME_MAX);
		return;
	}
	str_clear(&r->hostname);
	str_append_string(&r->hostname, name);
}

static void choose_interface(struct router *r, const char *name)
{
	size_t section = router_config_find(r, name, true);

	if (section == r->section_count) {
		service_say(r->service, "%% Invalid interface type and number\n");
		return;
	}
	r->section = section;
	r->mode = ROUTER_INTERFACE;
}

/* Leaves the interface that was being configured: its place in the list may be another's now. */
static void remove_interface(struct router *r, const char *name)
{
	if (router_config_remove(r, router_config_find(r, name, false)))
		r->mode = ROUTER_CONFIGURE;
	else
		service_say(r->service,
			    "%% Only Loopback and Vlan interfaces that exist can be removed\n");
}

/*
 * Sets or removes a line, whose first words are the command's: of an interface the one of its kind,
 * else beside others like it.
 */
static void configure(struct router *r, const struct command *c, const char *argument)
{
	bool no = !strncmp(c->path, "no ", 3);
	const char *key = c->path + (no ? 3 : 0);
	struct str line;

	str_init(&line);
	str_append_format(&line, "%s%s%s\n", key, *argument ? " " : "", argument);
	if (c->modes == INTF)
		router_config_replace(r, r->section, key, no ? NULL : line.text);
	else if (!router_config_replace(r, 0, line.text, no ? NULL : line.text) && no)
		service_say(r->service, "%% There is no such line: %s", line.text);
	if (!strcmp(key, "ip address"))
		router_config_replace(r, r->section, "no ip address",
				      no ? "no ip address\n" : NULL);
	str_fini(&line);
}

void router_execute(struct router *r, const struct command *c, const char *argument)
{
	Service *s = r->service;

	switch ((enum action)c->action) {
	case MORE: break;
	case CONFIGURE:
		service_say(s, "Enter configuration commands, one per line.  End with CNTL/Z.\n");
		r->mode = ROUTER_CONFIGURE;
		break;
	case DISABLE: r->mode = ROUTER_USER; break;
	case ENABLE:
		if (r->mode == ROUTER_USER)
			line_mask(r->line);
		break;
	case END: r->mode = ROUTER_ENABLED; break;
	case EXIT: leave_mode(r); break;
	case HELP:
		service_say(s, "Press ? at any place to see what can follow:\n"
			       "  ?          all commands of this mode\n"
			       "  sh?        the commands that begin so\n"
			       "  show ?     the words that can follow\n"
			       "TAB completes a word. Words may be shortened: sh ver.\n");
		break;
	case HOSTNAME: set_hostname(r, argument); break;
	case INTERFACE: choose_interface(r, argument); break;
	case LINE: configure(r, c, argument); break;
	case NO_HOSTNAME: set_hostname(r, "hail-rtr"); break;
	case NO_INTERFACE: remove_interface(r, argument); break;
	case RELOAD:
		service_say(s,
			    "%% I would rather not: this router only exists while you look at it,\n"
			    "%% and you would have to wait for it. Type exit to leave.\n");
		break;
	case SHOW_CONFIGURATION: show(r, router_config_say); break;
	case SHOW_HISTORY: show(r, say_history); break;
	case SHOW_INTERFACES: show(r, router_config_say_interfaces); break;
	case SHOW_TERMINAL: show(r, say_terminal); break;
	case SHOW_VERSION: show(r, say_version); break;
	case TERMINAL_LENGTH: set_length(r, argument); break;
	case WRITE: service_say(s, "Building configuration...\n[OK], until you leave\n"); break;
	}
}
