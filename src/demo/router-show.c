/* What the router's `show` commands say. Every number comes from the table: no clock, no chance. */
#include <string.h>

#include "demo/router.h"

#include "base/poison.h"

void router_show_version(const struct router *r, struct str *out)
{
	str_append_format(out,
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
}

/* A number that looks measured but only depends on its place. */
static unsigned counter(size_t interface, unsigned which)
{
	unsigned n = (unsigned)(interface + 1) * 2654435761u + which * 40503u;

	return (n >> 12) % 1000000u;
}

static void show_interface(size_t n, const struct router_interface *i, struct str *out)
{
	const char *state = i->shutdown ? "administratively down, line protocol is down" :
					  "up, line protocol is up";
	unsigned live = i->shutdown ? 0 : 1;

	str_append_format(out, "%s is %s\n", i->name, state);
	str_append_format(out, "  Hardware is make-believe, address is 0200.5e00.53%02x\n",
			  (unsigned)n & 0xff);
	if (i->description.length)
		str_append_format(out, "  Description: %s\n", i->description.text);
	if (i->address.length)
		str_append_format(out, "  Internet address is %s\n", i->address.text);
	str_append_string(out, "  MTU 1500 bytes, BW 1000000 Kbit/sec, DLY 10 usec,\n"
			       "     reliability 255/255, txload 1/255, rxload 1/255\n"
			       "  Encapsulation ARPA, loopback not set\n"
			       "  Queueing strategy: fifo\n");
	str_append_format(out, "  Output queue: 0/40 (size/max), total output drops: %u\n",
			  counter(n, 1) % 9 * live);
	str_append_format(out, "  5 minute input rate %u bits/sec, %u packets/sec\n",
			  counter(n, 2) * live, counter(n, 3) % 900 * live);
	str_append_format(out, "     %u packets input, %u bytes, 0 no buffer\n",
			  counter(n, 4) * live, counter(n, 5) * 64 * live);
	str_append_format(out, "     %u packets output, %u bytes, 0 underruns\n",
			  counter(n, 6) * live, counter(n, 7) * 64 * live);
	str_append_string(out, "     0 output errors, 0 collisions, 1 interface resets\n");
}

void router_show_interfaces(const struct router *r, struct str *out)
{
	for (size_t i = 0; i < r->config.interface_count; i++)
		show_interface(i, &r->config.interfaces[i], out);
}

void router_show_history(const struct router *r, struct str *out)
{
	for (size_t i = 0; i < r->edit.history_count; i++)
		str_append_format(out, "  %s\n", r->edit.history[i].text);
}

void router_show_terminal(const struct router *r, struct str *out)
{
	const struct telnetd_client *c = telnetd_client(service_telnet(r->service));
	unsigned length = router_page_length(r);

	if (c->columns || c->rows)
		str_append_format(out, "Width: %u columns, height: %u rows (NAWS)\n", c->columns,
				  c->rows);
	else
		str_append_string(out, "Width and height: your client has not told\n");
	for (size_t i = 0; i < c->terminal_count; i++)
		str_append_format(out, "Name: %s\n", c->terminals[i]);
	if (length)
		str_append_format(out, "Pages stop after %u rows\n", length);
	else
		str_append_string(out, "Pages don't stop\n");
	str_append_format(out, "Echo: %s\n", r->edit.echo ? "mine" : "yours");
}
