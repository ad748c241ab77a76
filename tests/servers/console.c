#include "servers/console.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "e2e/tap.h"
#include "servers/pump.h"

enum { BUFFER = 256, PAGE_LINES = 20 };

struct Console {
	struct pump_source source;
	struct console_setup setup;
	Peer *peer;
	unsigned connection;
	size_t seen; /* of what the peer has received */
	enum { TEXT, COMMAND, OPTION, PAYLOAD, PAYLOAD_COMMAND } state; /* of telnet */
	struct str buffer, line, taken;
	size_t lines, lost;
	const char *prompt;
	bool secret; /* a password is asked for */
	unsigned pages; /* to come of what is shown */
	int64_t busy_until;
	bool late; /* the prompt comes then */
};

static void say(Console *c, const char *text)
{
	peer_send_text(c->peer, text);
}

static void greet(Console *c)
{
	c->connection = peer_connections(c->peer);
	c->seen = peer_mark(c->peer);
	peer_received(c->peer, &c->seen);
	str_clear(&c->buffer);
	str_clear(&c->line);
	c->prompt = "core1#";
	c->secret = false;
	if (!c->setup.lines)
		say(c, "\377\373\001\377\373\003");
	if (!c->setup.silent)
		say(c, "\r\ncore1#");
}

/* Telnet's commands aside, and what follows the CR of Enter. */
static bool is_text(Console *c, unsigned char byte)
{
	switch (c->state) {
	case TEXT:
		if (byte == 0xff)
			c->state = COMMAND;
		return byte != 0xff && byte && (c->setup.lines || byte != '\n');
	case COMMAND: c->state = byte == 0xfa ? PAYLOAD : byte >= 0xfb ? OPTION : TEXT; break;
	case OPTION: c->state = TEXT; break;
	case PAYLOAD: c->state = byte == 0xff ? PAYLOAD_COMMAND : PAYLOAD; break;
	case PAYLOAD_COMMAND: c->state = byte == 0xf0 ? TEXT : PAYLOAD; break;
	}
	return false;
}

static void take_in(Console *c)
{
	size_t n;
	const char *bytes = peer_received(c->peer, &n);

	for (; c->seen < n; c->seen++) {
		if (!is_text(c, (unsigned char)bytes[c->seen]))
			continue;
		if (c->buffer.length < BUFFER)
			str_append_char(&c->buffer, bytes[c->seen]);
		else
			c->lost++;
	}
}

static void show_page(Console *c)
{
	for (int i = 0; i < PAGE_LINES; i++)
		say(c, "a line of what is shown\r\n");
	say(c, --c->pages ? " --More-- " : c->prompt);
}

static void answer(Console *c, const char *line)
{
	if (c->setup.slow_ms && !c->late && strcmp(line, "slow") == 0) {
		say(c, "\r\n");
		c->late = true;
		return;
	}
	bool asked = c->secret;

	c->secret = strcmp(line, "enable") == 0;
	if (strncmp(line, "conf", 4) == 0)
		c->prompt = "core1(config)#";
	else if (strncmp(line, "interface", 9) == 0)
		c->prompt = "core1(config-if)#";
	else if (strcmp(line, "end") == 0)
		c->prompt = "core1#";
	if (!c->setup.lines)
		say(c, "\r\n");
	if (!asked && c->setup.refuses && strcmp(line, c->setup.refuses) == 0)
		say(c, "          ^\r\n% Invalid input detected at '^' marker.\r\n\r\n");
	if (c->setup.silent)
		return;
	if (c->setup.pages && strcmp(line, "show") == 0) {
		c->pages = c->setup.pages;
		show_page(c);
		return;
	}
	if (!asked && strcmp(line, "erase") == 0)
		say(c, "Erase everything? [yes]");
	else
		say(c, c->secret ? "Password: " : c->prompt);
}

static void take_line(Console *c)
{
	const char *line = c->line.text + strspn(c->line.text, " ");

	str_append_format(&c->taken, "%s\n", line);
	c->lines++;
	if (c->lines == c->setup.closes_after)
		peer_close(c->peer);
	else
		answer(c, line);
	str_clear(&c->line);
	c->busy_until = pump_now() + (c->late ? c->setup.slow_ms : c->setup.line_ms);
}

static void take_key(Console *c, char key)
{
	if (c->pages) {
		say(c, c->setup.leaves_pager ? "\r\n" : "\b\b\b\b\b\b\b\b\b\b          \r");
		show_page(c);
		return;
	}
	if (key == (c->setup.lines ? '\n' : '\r')) {
		take_line(c);
	} else if (key != '\r' && key != '~') {
		str_append_char(&c->line, key);
		if (!c->setup.lines && !c->secret)
			peer_send(c->peer, &key, 1);
	}
}

static void on_tick(void *user)
{
	Console *c = user;

	if (peer_connections(c->peer) != c->connection)
		greet(c);
	take_in(c);
	if (c->late && pump_now() >= c->busy_until) {
		c->late = false;
		say(c, c->prompt);
	}
	while (c->buffer.length && pump_now() >= c->busy_until) {
		char key = c->buffer.text[0];

		str_splice(&c->buffer, 0, 1, "", 0);
		take_key(c, key);
	}
}

Console *console_start(Peer *p, const struct console_setup *setup)
{
	Console *c = mem_alloc(sizeof(*c));

	c->setup = *setup;
	c->peer = p;
	str_init(&c->buffer);
	str_init(&c->line);
	str_init(&c->taken);
	c->source.fd = -1;
	c->source.tick = on_tick;
	c->source.user = c;
	greet(c);
	pump_add(&c->source);
	return c;
}

const char *console_taken(const Console *c)
{
	return c->taken.text;
}

size_t console_lost(const Console *c)
{
	return c->lost;
}

struct expected {
	const Console *console;
	size_t length, lines;
};

static bool has_length(const void *user)
{
	const struct expected *e = user;

	return e->console->taken.length >= e->length && e->console->lines >= e->lines;
}

void console_wait_lines(Console *c, size_t count)
{
	const struct expected e = { c, 0, count };

	if (!pump_until(has_length, &e, 2 * PUMP_DEADLINE))
		FAIL("expected %zu lines, saw %zu: ...%s", count, c->lines,
		     c->taken.text + (c->taken.length > 200 ? c->taken.length - 200 : 0));
}

void console_expect(Console *c, const char *text)
{
	const struct expected e = { c, strlen(text), 0 };

	pump_until(has_length, &e, 2 * PUMP_DEADLINE);
	CHECK_BYTES(c->taken.text, c->taken.length, text, strlen(text));
}
