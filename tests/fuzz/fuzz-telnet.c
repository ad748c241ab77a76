/*
 * The telnet layer whole: data, answers, order of events and counts don't depend on how the bytes
 * are cut, and what is sent stays within bounds. The first byte chooses the configuration, the
 * second the cuts.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "telnet/flood.h"
#include "telnet/telnet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct record {
	Telnet *telnet;
	struct buf log; /* data and events in order, each byte with its kind before it */
	struct buf sent;
};

static void check(int good)
{
	if (!good)
		abort();
}

static void on_data(void *user, const char *bytes, size_t n)
{
	struct record *r = user;

	check(n > 0);
	for (size_t i = 0; i < n; i++) {
		buf_append_byte(&r->log, 'd');
		buf_append(&r->log, bytes + i, 1);
	}
}

static void on_send(void *user, const char *bytes, size_t n)
{
	struct record *r = user;

	check(n > 0);
	buf_append(&r->sent, bytes, n);
}

static void on_send_urgent(void *user, char byte)
{
	on_send(user, &byte, 1);
}

/* A handler that sends and looks around. */
static void on_prompt(void *user)
{
	struct record *r = user;

	buf_append_byte(&r->log, 'p');
	telnet_resize(r->telnet, (unsigned)buf_length(&r->log) % 300, 24, 1000);
	telnet_send_data(r->telnet, "\r\xff", 2);
}

static void on_changed(void *user)
{
	struct record *r = user;
	struct telnet_facts facts;

	telnet_facts(r->telnet, &facts);
	buf_append_byte(&r->log, 'c');
	buf_append_byte(&r->log, (unsigned char)facts.protocol);
	buf_append_byte(&r->log, facts.peer_echo);
	buf_append_byte(&r->log, facts.peer_sga);
}

/* By a letter, so that both words are taken and none is looked up. */
static bool on_charset(void *user, const char *name)
{
	struct record *r = user;

	buf_append_byte(&r->log, 's');
	buf_append(&r->log, name, strlen(name));
	return name[0] == 'C' || name[0] == 'U';
}

/* What is told is JSON. */
static void on_value(void *user, const struct telnet_value *value)
{
	struct record *r = user;
	Json *j = value->json ? json_parse(value->json, value->length, NULL) : NULL;

	check(!value->json || j);
	json_free(j);
	buf_append_byte(&r->log, 'v');
	buf_append_byte(&r->log, (unsigned char)value->source);
	buf_append(&r->log, value->name, strlen(value->name));
	buf_append(&r->log, value->json, value->length);
}

static void on_notice(void *user, const char *text)
{
	struct record *r = user;

	buf_append_byte(&r->log, 'n');
	buf_append(&r->log, text, strlen(text));
}

static void init(struct record *r, unsigned choice)
{
	static const struct telnet_events events = {
		.data = on_data,
		.send = on_send,
		.send_urgent = on_send_urgent,
		.prompt = on_prompt,
		.changed = on_changed,
		.charset = on_charset,
		.value = on_value,
		.notice = on_notice,
	};
	struct telnet_config config = {
		.protocol = choice & 1 ? TELNET_PROTOCOL_TELNET : TELNET_PROTOCOL_UNDECIDED,
		.terminal_port = choice & 2,
		.text_newlines = choice & 4,
		.initiate = choice & 8,
		.columns = choice & 16 ? 0 : 255,
		.rows = 24,
		.term = "xterm-256color",
		.client = "HAIL",
		.version = "1.0",
		.name = choice & 64 ? "alice" : NULL,
		.mtts = 13,
		.charset = { .name = "UTF-8", .wanted = choice & 128 ? "CP437" : NULL },
		.gmcp_packages = "Char 1",
		.permits = TELNET_PERMIT_LINEMODE | TELNET_PERMIT_LFLOW |
			   (choice & 64 ? TELNET_PERMIT_AARD102 : 0),
	};

	buf_init(&r->log);
	buf_init(&r->sent);
	r->telnet = telnet_new(&config, &events, r);
	telnet_start(r->telnet, 0);
	if (choice & 32)
		telnet_tick(r->telnet, 500);
}

static void take(struct record *r, const char *bytes, size_t n)
{
	check(telnet_receive(r->telnet, bytes, n, n, 1000) == n);
}

static void feed(struct record *r, const char *bytes, size_t n, size_t chunk)
{
	struct err e;

	for (size_t i = 0; i < n; i += chunk)
		take(r, bytes + i, n - i < chunk ? n - i : chunk);
	telnet_send_text(r->telnet, "a\r\n\r\xff\n", 6);
	telnet_send_eol(r->telnet, TELNET_EOL_AUTO, false);
	telnet_ask(r->telnet, "com-port break 5", 1000, &e);
	telnet_ask(r->telnet, "com-port baud 9600", 1000, &e);
	/* A size to tell; a BREAK begins, ends, is not answered. */
	for (int i = 0; i < 5 && telnet_deadline(r->telnet) >= 0; i++)
		telnet_tick(r->telnet, telnet_deadline(r->telnet));
	check(telnet_deadline(r->telnet) < 0);
	telnet_finish(r->telnet);
	telnet_send_command(r->telnet, "synch");
}

static void fini(struct record *r)
{
	telnet_free(r->telnet);
	buf_fini(&r->log);
	buf_fini(&r->sent);
}

static bool equal(const struct buf *a, const struct buf *b)
{
	if (buf_length(a) != buf_length(b))
		return false;
	return !buf_length(a) || !memcmp(buf_data(a), buf_data(b), buf_length(a));
}

/* 4 bytes a prompt by the handler above, 200 a reply; first answers and the end of feed besides. */
static void check_bounds(const struct record *r, size_t n)
{
	size_t most = 200 * (FLOOD_REPLIES + 2 * OPTION_COUNT) + 100 + 4 * n;

	check(buf_length(&r->sent) <= most);
	check(telnet_counts(r->telnet)->commands <= n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct record whole, cut;
	size_t n;

	if (size < 3)
		return 0;
	n = size - 2;
	init(&whole, data[0]);
	init(&cut, data[0]);
	feed(&whole, (const char *)data + 2, n, n);
	feed(&cut, (const char *)data + 2, n, data[1] % 16u + 1);
	check(equal(&whole.log, &cut.log));
	check(equal(&whole.sent, &cut.sent));
	check(!memcmp(telnet_counts(whole.telnet), telnet_counts(cut.telnet),
		      sizeof(struct telnet_counts)));
	check_bounds(&whole, n);
	fini(&whole);
	fini(&cut);
	return 0;
}
