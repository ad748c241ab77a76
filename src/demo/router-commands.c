/* The router's commands: what is configured, what they do, and one row each. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "demo/router.h"

#include "base/poison.h"

enum { HOSTNAME_MAX = 63, LENGTH_MAX = 512 };

/* Lines that begin with `no` say what isn't so. */
static const struct {
	const char *name, *lines;
} delivered[] = {
	{ "", "" },
	{ "GigabitEthernet0/0",
	  "description to the harbour\nip address 192.0.2.1 255.255.255.0\n" },
	{ "GigabitEthernet0/1",
	  "description to the lighthouse\nip address 198.51.100.1 255.255.255.0\n" },
	{ "GigabitEthernet0/2", "no ip address\nshutdown\n" },
	{ "GigabitEthernet0/3", "no ip address\nshutdown\n" },
	{ "Loopback0", "ip address 203.0.113.1 255.255.255.255\n" },
};

enum { DELIVERED = sizeof(delivered) / sizeof(delivered[0]) };

static void append_section(struct router *r, const char *name, const char *lines)
{
	struct router_section *s;

	r->sections = mem_resize(r->sections, r->section_count + 1, sizeof *r->sections);
	s = &r->sections[r->section_count++];
	snprintf(s->name, sizeof s->name, "%s", name);
	str_init(&s->lines);
	str_append_string(&s->lines, lines);
	r->bytes += s->lines.length;
}

void router_config_init(struct router *r)
{
	str_init(&r->hostname);
	str_append_string(&r->hostname, ROUTER_FIRST_NAME);
	for (size_t i = 0; i < DELIVERED; i++)
		append_section(r, delivered[i].name, delivered[i].lines);
}

void router_config_fini(struct router *r)
{
	for (size_t i = 0; i < r->section_count; i++)
		str_fini(&r->sections[i].lines);
	free(r->sections);
	str_fini(&r->hostname);
}

/* The number of an interface: digits with slashes or dots between. */
static bool is_number(const char *text)
{
	size_t digits = strspn(text, "0123456789");

	while (digits && digits <= 4 && (text[digits] == '/' || text[digits] == '.')) {
		text += digits + 1;
		digits = strspn(text, "0123456789");
	}
	return digits && digits <= 4 && !text[digits];
}

/* Writes the form `GigabitEthernet0/1`; false if it is no interface. */
static bool full_name(const char *text, char name[ROUTER_NAME_MAX + 1])
{
	static const char *const kinds[] = { "GigabitEthernet", "Loopback", "Vlan" };
	size_t letters = strcspn(text, " 0123456789");
	const char *number = text + letters + strspn(text + letters, " ");

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		size_t length = strlen(kinds[i]);

		if (letters && letters <= length && !strncasecmp(text, kinds[i], letters) &&
		    is_number(number) && length + strlen(number) <= ROUTER_NAME_MAX) {
			snprintf(name, ROUTER_NAME_MAX + 1, "%s%s", kinds[i], number);
			return true;
		}
	}
	return false;
}

/*
 * The section of an interface, written in any way (`gi 0/1`): made if it can be and `make`.
 * section_count if there is none.
 */
static size_t find_section(struct router *r, const char *text, bool make)
{
	char name[ROUTER_NAME_MAX + 1];
	size_t i = 1;

	if (!full_name(text, name))
		return r->section_count;
	while (i < r->section_count && strcmp(r->sections[i].name, name))
		i++;
	/* No hardware is made. */
	if (i == r->section_count && make && i < ROUTER_SECTIONS_MAX && *name != 'G' &&
	    !strpbrk(name, "/.")) {
		append_section(r, name, "no ip address\n");
		return r->section_count - 1;
	}
	return i;
}

/* Removes the section of an interface that the visitor has made; false if it isn't one. */
static bool remove_section(struct router *r, size_t section)
{
	struct router_section *s = &r->sections[section];

	if (section < DELIVERED || section >= r->section_count)
		return false;
	r->bytes -= s->lines.length;
	str_fini(&s->lines);
	memmove(s, s + 1, (r->section_count - section - 1) * sizeof *s);
	r->section_count--;
	return true;
}

/* What follows `key`, words or a whole line with its LF, in a section; NULL if it isn't there. */
static const char *find_value(const struct router_section *s, const char *key)
{
	size_t length = strlen(key);

	for (const char *line = s->lines.text; *line; line += strcspn(line, "\n") + 1) {
		if (!strncmp(line, key, length) &&
		    (key[length - 1] == '\n' || line[length] == ' ' || line[length] == '\n'))
			return line + length;
	}
	return NULL;
}

/*
 * Removes the lines of a section that begin with the words `key`, or the one that is `key` with its
 * LF, and adds `line` (with LF) unless NULL. Says so if the memory for lines is full. Returns
 * whether any was removed.
 */
static bool replace_lines(struct router *r, size_t section, const char *key, const char *line)
{
	struct str *lines = &r->sections[section].lines;
	size_t length = line ? strlen(line) : 0, at;
	bool removed = false;
	const char *value;

	if (line && r->bytes + length > ROUTER_BYTES_MAX) {
		service_say(r->service, "%% Configuration memory is full\n");
		return false;
	}
	while ((value = find_value(&r->sections[section], key))) {
		at = (size_t)(value - lines->text) - strlen(key);
		r->bytes -= strcspn(lines->text + at, "\n") + 1;
		str_splice(lines, at, strcspn(lines->text + at, "\n") + 1, NULL, 0);
		removed = true;
	}
	for (at = 0; line && lines->text[at] && strcmp(lines->text + at, line) < 0;)
		at += strcspn(lines->text + at, "\n") + 1;
	str_splice(lines, at, 0, line, length);
	r->bytes += length;
	return removed;
}

/* A number that looks measured but only depends on its place. */
static unsigned counter(size_t interface, unsigned which)
{
	unsigned n = (unsigned)interface * 2654435761u + which * 40503u;

	return (n >> 12) % 1000000u;
}

static void say_value(const struct router *r, const char *head, const char *value)
{
	if (value && *value == ' ')
		service_say(r->service, "%s%.*s\n", head, (int)strcspn(value, "\n"), value);
}

static void say_interface(const struct router *r, size_t n)
{
	const struct router_section *i = &r->sections[n];
	unsigned live = find_value(i, "shutdown") ? 0 : 1;
	Service *s = r->service;

	service_say(s, "%s is %s\n", i->name,
		    live ? "up, line protocol is up" :
			   "administratively down, line protocol is down");
	service_say(s, "  Hardware is make-believe, address is 0200.5e00.53%02x\n",
		    (unsigned)(n - 1) & 0xff);
	say_value(r, "  Description:", find_value(i, "description"));
	say_value(r, "  Internet address is", find_value(i, "ip address"));
	service_say(s,
		    "  MTU 1500 bytes, BW 1000000 Kbit/sec, DLY 10 usec,\n"
		    "     reliability 255/255, txload 1/255, rxload 1/255\n"
		    "  Encapsulation ARPA, loopback not set\n"
		    "  Queueing strategy: fifo\n"
		    "  Output queue: 0/40 (size/max), total output drops: %u\n"
		    "  5 minute input rate %u bits/sec, %u packets/sec\n"
		    "     %u packets input, %u bytes, 0 no buffer\n"
		    "     %u packets output, %u bytes, 0 underruns\n"
		    "     0 output errors, 0 collisions, 1 interface resets\n",
		    counter(n, 1) % 9 * live, counter(n, 2) * live, counter(n, 3) % 900 * live,
		    counter(n, 4) * live, counter(n, 5) * 64 * live, counter(n, 6) * live,
		    counter(n, 7) * 64 * live);
}

static void say_interfaces(struct router *r)
{
	for (size_t i = 1; i < r->section_count; i++)
		say_interface(r, i);
}

static void append_lines(struct str *out, const char *indent, const struct router_section *s)
{
	for (const char *line = s->lines.text; *line; line += strcspn(line, "\n") + 1)
		str_append_format(out, "%s%.*s\n", indent, (int)strcspn(line, "\n"), line);
	if (s->lines.length)
		str_append_string(out, "!\n");
}

static void say_configuration(struct router *r)
{
	struct str text;

	str_init(&text);
	str_append_format(&text, "!\nversion 1.0\n!\nhostname %s\n!\n", r->hostname.text);
	for (size_t i = 1; i < r->section_count; i++) {
		str_append_format(&text, "interface %s\n", r->sections[i].name);
		append_lines(&text, " ", &r->sections[i]);
	}
	append_lines(&text, "", &r->sections[0]);
	str_append_string(&text, "end\n");
	service_say(r->service,
		    "Building configuration...\n\nCurrent configuration : %zu bytes\n%s",
		    text.length, text.text);
	str_fini(&text);
}

/* The rows of a page: by `terminal length`, else by the client's NAWS; 0 = don't stop. */
static unsigned page_length(const struct router *r)
{
	return r->length_set ? r->length : service_rows(r->service);
}

static void say_version(struct router *r)
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

static void say_terminal(struct router *r)
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

static void say_history(struct router *r)
{
	for (size_t i = 0; i < history_count(r->history); i++)
		service_say(r->service, "  %s\n", history_get(r->history, i));
}

/* Does no more than its row says. */
static void say_text(struct router *r)
{
	service_say(r->service, "%s", r->command->text ? r->command->text : "");
	if (r->command->mode)
		r->mode = r->command->mode;
}

/* Goes up by one mode, at last out. */
static void leave_mode(struct router *r)
{
	if (r->mode == ROUTER_INTERFACE || r->mode == ROUTER_CONFIGURE)
		r->mode = r->mode == ROUTER_INTERFACE ? ROUTER_CONFIGURE : ROUTER_ENABLED;
	else
		service_go(r->service, NULL);
}

static void enable(struct router *r)
{
	if (r->mode == ROUTER_USER)
		line_mask(r->line);
}

static void set_length(struct router *r)
{
	long long length = r->length;
	bool valid = str_to_number(r->argument, 0, LENGTH_MAX, &length);

	r->length_set |= valid;
	r->length = (unsigned)length;
	if (!valid)
		service_say(r->service, "%% The length is a number from 0 (no pages) to %d\n",
			    LENGTH_MAX);
}

static void set_hostname(struct router *r)
{
	if (strlen(r->argument) > HOSTNAME_MAX) {
		service_say(r->service, "%% A hostname has %d characters at most\n", HOSTNAME_MAX);
		return;
	}
	str_clear(&r->hostname);
	str_append_string(&r->hostname, *r->argument ? r->argument : ROUTER_FIRST_NAME);
}

static void choose_interface(struct router *r)
{
	size_t section = find_section(r, r->argument, true);

	if (section == r->section_count) {
		service_say(r->service, "%% Invalid interface type and number\n");
		return;
	}
	r->section = section;
	r->mode = ROUTER_INTERFACE;
}

/* Leaves the interface that was being configured: its place in the list may be another's now. */
static void remove_interface(struct router *r)
{
	if (remove_section(r, find_section(r, r->argument, false)))
		r->mode = ROUTER_CONFIGURE;
	else
		service_say(r->service,
			    "%% Only Loopback and Vlan interfaces that exist can be removed\n");
}

/*
 * Sets or removes a line, whose first words are the command's: of an interface the one of its kind,
 * else beside others like it.
 */
static void configure(struct router *r)
{
	bool no = !strncmp(r->command->path, "no ", 3);
	const char *key = r->command->path + (no ? 3 : 0);
	struct str line;

	str_init(&line);
	str_append_format(&line, "%s%s%s\n", key, *r->argument ? " " : "", r->argument);
	if (r->command->modes == ROUTER_INTERFACE)
		replace_lines(r, r->section, key, no ? NULL : line.text);
	else if (!replace_lines(r, 0, line.text, no ? NULL : line.text) && no)
		service_say(r->service, "%% There is no such line: %s", line.text);
	if (!strcmp(key, "ip address"))
		replace_lines(r, r->section, "no ip address", no ? "no ip address\n" : NULL);
	str_fini(&line);
}

enum {
	ALL = ROUTER_USER | ROUTER_ENABLED,
	ENA = ROUTER_ENABLED,
	CONF = ROUTER_CONFIGURE | ROUTER_INTERFACE,
	INTF = ROUTER_INTERFACE,
	PAGED = ROUTER_PAGED,
};

const struct command router_commands[] = {
	{ CONF, "access-list", "LINE", "Add an entry to an access list", .run = configure },
	{ ENA, "configure", NULL, "Enter configuration mode", .run = NULL },
	{ ENA, "configure terminal", NULL, "Configure from this terminal", say_text,
	  .text = "Enter configuration commands, one per line.  End with CNTL/Z.\n",
	  .mode = ROUTER_CONFIGURE },
	{ INTF, "description", "LINE", "Describe this interface", .run = configure },
	{ ENA, "disable", NULL, "Give up privileged commands", say_text, .mode = ROUTER_USER },
	{ ALL, "enable", NULL, "Turn on privileged commands (any password will do)",
	  .run = enable },
	{ CONF, "end", NULL, "Leave configuration mode", say_text, .mode = ROUTER_ENABLED },
	{ ALL | CONF, "exit", NULL, "Leave this mode, at last the router", .run = leave_mode },
	{ ALL, "help", NULL, "How help works", say_text,
	  .text = "Press ? at any place to see what can follow:\n"
		  "  ?          all commands of this mode\n"
		  "  sh?        the commands that begin so\n"
		  "  show ?     the words that can follow\n"
		  "TAB completes a word. Words may be shortened: sh ver.\n" },
	{ CONF, "hostname", "WORD", "Name the router", .run = set_hostname },
	{ CONF, "interface", "LINE", "Choose an interface, such as Gi0/1 or Loopback7",
	  .run = choose_interface },
	{ CONF, "ip", NULL, "Internet Protocol commands", .run = NULL },
	{ INTF, "ip address", "LINE", "Set the address of this interface", .run = configure },
	{ CONF, "ip route", "LINE", "Add a static route", .run = configure },
	{ CONF, "logging", "LINE", "Say where messages go", .run = configure },
	{ ALL, "logout", NULL, "Leave the router", .run = leave_mode },
	{ CONF, "no", NULL, "Undo a command or set it to its default", .run = NULL },
	{ CONF, "no access-list", "LINE", "Remove an entry of an access list", .run = configure },
	{ INTF, "no description", NULL, "Remove the description", .run = configure },
	{ CONF, "no hostname", NULL, "Give the router its first name back", .run = set_hostname },
	{ CONF, "no interface", "LINE", "Remove a Loopback or Vlan interface",
	  .run = remove_interface },
	{ CONF, "no ip", NULL, "Internet Protocol commands", .run = NULL },
	{ INTF, "no ip address", NULL, "Remove the address", .run = configure },
	{ CONF, "no ip route", "LINE", "Remove a static route", .run = configure },
	{ CONF, "no logging", "LINE", "Undo a logging line", .run = configure },
	{ INTF, "no shutdown", NULL, "Start this interface", .run = configure },
	{ ENA, "reload", NULL, "Halt and start anew", say_text,
	  .text = "% I would rather not: this router only exists while you look at it,\n"
		  "% and you would have to wait for it. Type exit to leave.\n" },
	{ ALL, "show", NULL, "Show what the router knows", .run = NULL },
	{ ALL | PAGED, "show history", NULL, "The commands of this visit", .run = say_history },
	{ ALL | PAGED, "show interfaces", NULL, "State and counters of the interfaces (long)",
	  .run = say_interfaces },
	{ ENA | PAGED, "show running-config", NULL, "The configuration as it is now",
	  .run = say_configuration },
	{ ALL | PAGED, "show terminal", NULL, "What your client has told", .run = say_terminal },
	{ ALL | PAGED, "show version", NULL, "Hardware and software", .run = say_version },
	{ INTF, "shutdown", NULL, "Stop this interface", .run = configure },
	{ ALL, "terminal", NULL, "Settings of this terminal", .run = NULL },
	{ ALL, "terminal length", "WORD", "Rows of a page, 0 for no pages", .run = set_length },
	{ ENA, "write", NULL, "Keep the configuration", .run = NULL },
	{ ENA, "write memory", NULL, "Keep it, as far as that goes", say_text,
	  .text = "Building configuration...\n[OK], until you leave\n" },
};

const size_t router_command_count = sizeof(router_commands) / sizeof(router_commands[0]);

void router_execute(struct router *r, const struct command *c, const char *argument)
{
	r->command = c;
	r->argument = argument;
	if (c->modes & PAGED)
		service_page_begin(r->service);
	c->run(r);
	if (c->modes & PAGED)
		service_page_show(r->service, page_length(r));
}
