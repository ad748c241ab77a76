#include "demo/router-config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "base/poison.h"

static const struct {
	const char *name;
	const char *address;
	const char *description;
	bool shutdown;
} delivered[] = {
	{ "GigabitEthernet0/0", "192.0.2.1 255.255.255.0", "to the harbour", false },
	{ "GigabitEthernet0/1", "198.51.100.1 255.255.255.0", "to the lighthouse", false },
	{ "GigabitEthernet0/2", "", "", true },
	{ "GigabitEthernet0/3", "", "", true },
	{ "Loopback0", "203.0.113.1 255.255.255.255", "", false },
};

static const struct {
	const char *name;
	bool is_virtual;
} kinds[] = {
	{ "GigabitEthernet", false },
	{ "Loopback", true },
	{ "Vlan", true },
};

static struct router_interface *append_interface(struct router_config *c, const char *name,
						 bool is_virtual)
{
	struct router_interface *i;

	c->interfaces = mem_resize(c->interfaces, c->interface_count + 1, sizeof *c->interfaces);
	i = &c->interfaces[c->interface_count++];
	*i = (struct router_interface){ .is_virtual = is_virtual };
	memcpy(i->name, name, strnlen(name, ROUTER_CONFIG_NAME_MAX));
	str_init(&i->description);
	str_init(&i->address);
	return i;
}

void router_config_init(struct router_config *c)
{
	*c = (struct router_config){ .bytes = 0 };
	str_init(&c->hostname);
	str_init(&c->lines);
	router_config_set(c, &c->hostname, "hail-rtr");
	for (size_t n = 0; n < sizeof(delivered) / sizeof(delivered[0]); n++) {
		struct router_interface *i = append_interface(c, delivered[n].name, false);

		router_config_set(c, &i->address, delivered[n].address);
		router_config_set(c, &i->description, delivered[n].description);
		i->shutdown = delivered[n].shutdown;
	}
}

static void fini_interface(struct router_interface *i)
{
	str_fini(&i->description);
	str_fini(&i->address);
}

void router_config_fini(struct router_config *c)
{
	for (size_t i = 0; i < c->interface_count; i++)
		fini_interface(&c->interfaces[i]);
	free(c->interfaces);
	str_fini(&c->hostname);
	str_fini(&c->lines);
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

bool router_config_interface_name(const char *text, char name[ROUTER_CONFIG_NAME_MAX + 1])
{
	size_t letters = strcspn(text, " 0123456789");
	const char *number = text + letters + strspn(text + letters, " ");

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		size_t length = strlen(kinds[i].name), digits = strlen(number);

		if (!letters || strncasecmp(text, kinds[i].name, letters) || letters > length ||
		    !is_number(number) || length + digits > ROUTER_CONFIG_NAME_MAX)
			continue;
		memcpy(name, kinds[i].name, length);
		memcpy(name + length, number, digits + 1);
		return true;
	}
	return false;
}

static bool can_be_made(const char *name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (kinds[i].is_virtual && !strncmp(name, kinds[i].name, strlen(kinds[i].name)))
			return !strpbrk(name, "/.");
	}
	return false;
}

static size_t find_interface(const struct router_config *c, const char *name)
{
	size_t i = 0;

	while (i < c->interface_count && strcmp(c->interfaces[i].name, name))
		i++;
	return i;
}

size_t router_config_interface(struct router_config *c, const char *name)
{
	size_t i = find_interface(c, name);

	if (i == c->interface_count && i < ROUTER_CONFIG_INTERFACES_MAX && can_be_made(name)) {
		append_interface(c, name, true);
		return i;
	}
	return i;
}

bool router_config_remove_interface(struct router_config *c, const char *name)
{
	size_t i = find_interface(c, name);

	if (i == c->interface_count || !c->interfaces[i].is_virtual)
		return false;
	router_config_set(c, &c->interfaces[i].description, "");
	router_config_set(c, &c->interfaces[i].address, "");
	fini_interface(&c->interfaces[i]);
	memmove(&c->interfaces[i], &c->interfaces[i + 1],
		(c->interface_count - i - 1) * sizeof *c->interfaces);
	c->interface_count--;
	return true;
}

bool router_config_set(struct router_config *c, struct str *text, const char *value)
{
	size_t bytes = c->bytes - text->length + strlen(value);

	if (bytes > ROUTER_CONFIG_BYTES_MAX && strlen(value) > text->length)
		return false;
	c->bytes = bytes;
	str_clear(text);
	str_append_string(text, value);
	return true;
}

/* Where `line` begins in the kept lines, or their length. */
static size_t find_line(const struct router_config *c, const char *line)
{
	size_t length = strlen(line), at = 0;

	while (at < c->lines.length) {
		size_t run = strcspn(c->lines.text + at, "\n");

		if (run == length && !memcmp(c->lines.text + at, line, run))
			return at;
		at += run + 1;
	}
	return c->lines.length;
}

bool router_config_add_line(struct router_config *c, const char *line)
{
	size_t length = strlen(line);

	if (find_line(c, line) < c->lines.length)
		return true;
	if (c->bytes + length + 1 > ROUTER_CONFIG_BYTES_MAX)
		return false;
	c->bytes += length + 1;
	str_append(&c->lines, line, length);
	str_append_char(&c->lines, '\n');
	return true;
}

bool router_config_remove_line(struct router_config *c, const char *line)
{
	size_t at = find_line(c, line), length = strlen(line) + 1;

	if (at == c->lines.length)
		return false;
	str_splice(&c->lines, at, length, NULL, 0);
	c->bytes -= length;
	return true;
}

void router_config_write(const struct router_config *c, struct str *out)
{
	str_append_format(out, "!\nversion 1.0\n!\nhostname %s\n!\n", c->hostname.text);
	for (size_t n = 0; n < c->interface_count; n++) {
		const struct router_interface *i = &c->interfaces[n];

		str_append_format(out, "interface %s\n", i->name);
		if (i->description.length)
			str_append_format(out, " description %s\n", i->description.text);
		if (i->address.length)
			str_append_format(out, " ip address %s\n", i->address.text);
		else
			str_append_string(out, " no ip address\n");
		if (i->shutdown)
			str_append_string(out, " shutdown\n");
		str_append_string(out, "!\n");
	}
	if (c->lines.length) {
		str_append(out, c->lines.text, c->lines.length);
		str_append_string(out, "!\n");
	}
	str_append_string(out, "end\n");
}
