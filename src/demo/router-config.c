/* What is configured on the router: lines of text, by interface. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "demo/router.h"

#include "base/poison.h"

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
	str_append_string(&r->hostname, "hail-rtr");
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

/* --- Interfaces. */

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

/* Whether it is one that needs no hardware. */
static bool is_virtual(const char *name)
{
	return *name != 'G' && !strpbrk(name, "/.");
}

size_t router_config_find(struct router *r, const char *text, bool make)
{
	char name[ROUTER_NAME_MAX + 1];
	size_t i = 1;

	if (!full_name(text, name))
		return r->section_count;
	while (i < r->section_count && strcmp(r->sections[i].name, name))
		i++;
	if (i == r->section_count && make && i < ROUTER_SECTIONS_MAX && is_virtual(name)) {
		append_section(r, name, "no ip address\n");
		return r->section_count - 1;
	}
	return i;
}

bool router_config_remove(struct router *r, size_t section)
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

/* --- Lines. */

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

/* Where a line belongs by its order. */
static size_t place_of(const struct router_section *s, const char *line)
{
	size_t at = 0;

	while (s->lines.text[at] && strcmp(s->lines.text + at, line) < 0)
		at += strcspn(s->lines.text + at, "\n") + 1;
	return at;
}

bool router_config_replace(struct router *r, size_t section, const char *key, const char *line)
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
	if (line) {
		at = place_of(&r->sections[section], line);
		str_splice(lines, at, 0, line, length);
		r->bytes += length;
	}
	return removed;
}

/* --- Shown. Every number comes from the table: no clock, no chance. */

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

void router_config_say_interfaces(const struct router *r)
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

void router_config_say(const struct router *r)
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
