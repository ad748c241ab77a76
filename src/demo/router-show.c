/* What the router's `show` commands say. Every number comes from the table: no clock, no chance. */
#include <string.h>

#include "demo/router.h"

#include "base/poison.h"

/* The rows of a page: by `terminal length`, else by the client's NAWS; 0 = don't stop. */
static unsigned page_length(const struct router *r)
{
	return r->length_set ? r->length : service_rows(r->service);
}

static void begin(struct router *r)
{
	service_page_begin(r->service);
	r->paged = true;
}

static void end(struct router *r)
{
	service_page_show(r->service, page_length(r));
}

void router_show_version(struct router *r)
{
	begin(r);
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
		    r->config.hostname.text, r->config.interface_count);
	end(r);
}

/* A number that looks measured but only depends on its place. */
static unsigned counter(size_t interface, unsigned which)
{
	unsigned n = (unsigned)(interface + 1) * 2654435761u + which * 40503u;

	return (n >> 12) % 1000000u;
}

static void show_interface(Service *s, size_t n, const struct router_interface *i)
{
	const char *state = i->shutdown ? "administratively down, line protocol is down" :
					  "up, line protocol is up";
	unsigned live = i->shutdown ? 0 : 1;

	service_say(s, "%s is %s\n", i->name, state);
	service_say(s, "  Hardware is make-believe, address is 0200.5e00.53%02x\n",
		    (unsigned)n & 0xff);
	if (i->description.length)
		service_say(s, "  Description: %s\n", i->description.text);
	if (i->address.length)
		service_say(s, "  Internet address is %s\n", i->address.text);
	service_say(s, "  MTU 1500 bytes, BW 1000000 Kbit/sec, DLY 10 usec,\n"
		       "     reliability 255/255, txload 1/255, rxload 1/255\n"
		       "  Encapsulation ARPA, loopback not set\n"
		       "  Queueing strategy: fifo\n");
	service_say(s, "  Output queue: 0/40 (size/max), total output drops: %u\n",
		    counter(n, 1) % 9 * live);
	service_say(s, "  5 minute input rate %u bits/sec, %u packets/sec\n", counter(n, 2) * live,
		    counter(n, 3) % 900 * live);
	service_say(s, "     %u packets input, %u bytes, 0 no buffer\n", counter(n, 4) * live,
		    counter(n, 5) * 64 * live);
	service_say(s, "     %u packets output, %u bytes, 0 underruns\n", counter(n, 6) * live,
		    counter(n, 7) * 64 * live);
	service_say(s, "     0 output errors, 0 collisions, 1 interface resets\n");
}

void router_show_interfaces(struct router *r)
{
	begin(r);
	for (size_t i = 0; i < r->config.interface_count; i++)
		show_interface(r->service, i, &r->config.interfaces[i]);
	end(r);
}

void router_show_history(struct router *r)
{
	begin(r);
	for (size_t i = 0; i < r->edit.history_count; i++)
		service_say(r->service, "  %s\n", r->edit.history[i].text);
	end(r);
}

void router_show_terminal(struct router *r)
{
	const struct telnetd_client *c = telnetd_client(service_visit(r->service)->telnet);

	begin(r);
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
	service_say(r->service, "Echo: %s\n", r->edit.echo ? "mine" : "yours");
	end(r);
}

void router_show_configuration(struct router *r)
{
	struct str text;

	str_init(&text);
	router_config_write(&r->config, &text);
	begin(r);
	service_say(r->service, "Building configuration...\n\nCurrent configuration : %zu bytes\n",
		    text.length);
	service_say(r->service, "%s", text.text);
	end(r);
	str_fini(&text);
}
