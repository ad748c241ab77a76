#include "unit/telnet-record.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/charset.h"
#include "telnet/comport.h"
#include "unit/unit.h"

static int digit(char c)
{
	const char *digits = "0123456789abcdef";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

void bytes_append(struct buf *out, const char *text)
{
	while (*text) {
		if (*text == ' ') {
			text++;
		} else if (*text == '\'') {
			const char *end = strchr(++text, '\'');

			assert_non_null(end);
			buf_append(out, text, (size_t)(end - text));
			text = end + 1;
		} else {
			int high = digit(text[0]);
			int low = high < 0 ? -1 : digit(text[1]);

			if (low < 0)
				fail_msg("not bytes: %s", text);
			buf_append_byte(out, (unsigned char)(high * 16 + low));
			text += 2;
		}
	}
}

void bytes_show(struct str *out, const char *bytes, size_t n)
{
	bool quoted = false;

	for (size_t i = 0; i < n; i++) {
		bool plain = isprint((unsigned char)bytes[i]) && bytes[i] != '\'';

		if (quoted && !plain)
			str_append_char(out, '\'');
		if (out->length && !(quoted && plain))
			str_append_char(out, ' ');
		if (plain && !quoted)
			str_append_char(out, '\'');
		if (plain)
			str_append_char(out, bytes[i]);
		else
			str_append_format(out, "%02x", (unsigned char)bytes[i]);
		quoted = plain;
	}
	if (quoted)
		str_append_char(out, '\'');
}

void assert_bytes(const char *what, const char *expected, const char *bytes, size_t n)
{
	struct buf wanted;
	struct str saw;

	buf_init(&wanted);
	str_init(&saw);
	bytes_append(&wanted, expected);
	if (buf_length(&wanted) != n || (n && memcmp(buf_data(&wanted), bytes, n) != 0)) {
		bytes_show(&saw, bytes, n);
		fail_msg("%s\n  expected %s\n  saw      %s", what, expected, saw.text);
	}
	str_fini(&saw);
	buf_fini(&wanted);
}

static void log_data(struct record *r)
{
	size_t n = buf_length(&r->data);

	if (r->run)
		bytes_show(&r->log, buf_data(&r->data) + n - r->run, r->run);
	r->run = 0;
}

static void log_event(struct record *r, const char *name)
{
	log_data(r);
	str_append_format(&r->log, "{%s}", name);
}

static void on_data(void *user, const char *bytes, size_t n)
{
	struct record *r = user;

	assert_true(n > 0);
	buf_append(&r->data, bytes, n);
	r->run += n;
}

static void let_go(struct record *r, size_t n)
{
	buf_append(&r->sent, buf_data(&r->waiting), n);
	buf_consume(&r->waiting, n);
}

/* Sends what may be. */
static void settle(struct record *r)
{
	if (telnet_is_held(r->telnet) || r->pause_until >= 0)
		return;
	if (!r->pause_ms) {
		let_go(r, buf_length(&r->waiting));
		return;
	}
	let_go(r, r->pause_behind);
	r->pause_until = r->now + r->pause_ms;
	r->pause_ms = 0;
}

static void on_send(void *user, const char *bytes, size_t n)
{
	struct record *r = user;

	assert_true(n > 0);
	buf_append(&r->waiting, bytes, n);
	settle(r);
}

static void on_pause(void *user, unsigned ms)
{
	struct record *r = user;

	r->pause_behind = buf_length(&r->waiting);
	r->pause_ms = ms;
	settle(r);
}

/* What waits is kept here. */
static bool on_port_given_up(void *user)
{
	struct record *r = user;
	bool waited = r->pause_ms > 0;

	r->pause_until = -1;
	r->pause_ms = 0;
	let_go(r, buf_length(&r->waiting));
	return waited;
}

static void on_send_urgent(void *user, char byte)
{
	struct record *r = user;

	buf_append(&r->sent, "!", 1);
	buf_append(&r->sent, &byte, 1);
}

static void on_prompt(void *user)
{
	struct record *r = user;

	r->prompts++;
	log_event(r, "prompt");
	if (r->on_prompt)
		r->on_prompt(r);
}

static void on_changed(void *user)
{
	struct record *r = user;

	r->changes++;
	log_event(r, "changed");
	if (r->on_changed)
		r->on_changed(r);
}

static bool on_charset(void *user, const char *name)
{
	struct record *r = user;
	Charset *charset = charset_is_utf8(name) ? NULL : charset_new(name, NULL);
	bool works = charset || charset_is_utf8(name);

	charset_free(charset);
	if (works) {
		log_data(r);
		str_append_format(&r->log, "{charset %s}", name);
	}
	return works;
}

static void on_value(void *user, const struct telnet_value *value)
{
	static const char *const sources[TELNET_SOURCES] = {
		[TELNET_SOURCE_AARD102] = "aard102", [TELNET_SOURCE_ATCP] = "atcp",
		[TELNET_SOURCE_COMPORT] = "comport", [TELNET_SOURCE_GMCP] = "gmcp",
		[TELNET_SOURCE_MSDP] = "msdp",       [TELNET_SOURCE_MSSP] = "mssp",
		[TELNET_SOURCE_ZMP] = "zmp",
	};
	struct record *r = user;

	assert_int_equal(value->json ? 0 : value->length, 0);
	log_data(r);
	str_append_format(&r->log, "{%s %s%s", sources[value->source], value->name,
			  value->json ? " " : "");
	for (size_t i = 0; i < value->length; i++) {
		char c = value->json[i];

		str_append_format(&r->log, iscntrl((unsigned char)c) ? "<%02x>" : "%c", c);
	}
	str_append_char(&r->log, '}');
}

static void on_notice(void *user, const char *text)
{
	struct record *r = user;

	assert_non_null(strchr(text, '.'));
	r->notices++;
	snprintf(r->notice, sizeof(r->notice), "%s", text);
	log_event(r, "notice");
}

static void on_received(void *user, const char *bytes, size_t n)
{
	struct record *r = user;

	buf_append(&r->received, bytes, n);
}

/* What is sent behind it is shown as it is. */
static bool on_begin_deflate(void *user, const char *bytes, size_t n)
{
	struct record *r = user;

	buf_append(&r->sent, bytes, n);
	log_event(r, "deflate");
	return true;
}

static void on_end_deflate(void *user)
{
	log_event(user, "plain");
}

static void on_broken(void *user, const char *text)
{
	struct record *r = user;

	assert_non_null(text);
	log_event(r, "broken");
}

static void on_expands(void *user)
{
	log_event(user, "expands");
}

struct telnet_config record_config(void)
{
	return (struct telnet_config){
		.protocol = TELNET_PROTOCOL_UNDECIDED,
		.term = "xterm-256color",
		.client = "HAIL",
		.version = "1.0",
		.gmcp_packages = "Char 1, Room 1",
		.mtts = 13,
		.charset = { .name = "UTF-8" },
		.permits = TELNET_PERMIT_INFLATE | TELNET_PERMIT_DEFLATE,
		.columns = 100,
		.rows = 40,
	};
}

void record_init(struct record *r, const struct telnet_config *config)
{
	static const struct telnet_events events = {
		.data = on_data,
		.send = on_send,
		.send_urgent = on_send_urgent,
		.pause = on_pause,
		.port_given_up = on_port_given_up,
		.prompt = on_prompt,
		.changed = on_changed,
		.charset = on_charset,
		.value = on_value,
		.notice = on_notice,
		.received = on_received,
		.begin_deflate = on_begin_deflate,
		.end_deflate = on_end_deflate,
		.broken = on_broken,
		.expands = on_expands,
	};

	*r = (struct record){ .now = 1000000, .pause_until = -1 };
	buf_init(&r->data);
	buf_init(&r->sent);
	buf_init(&r->waiting);
	buf_init(&r->received);
	str_init(&r->log);
	r->telnet = telnet_new(config, &events, r);
	telnet_start(r->telnet, r->now);
}

void record_fini(struct record *r)
{
	telnet_free(r->telnet);
	buf_fini(&r->data);
	buf_fini(&r->sent);
	buf_fini(&r->waiting);
	buf_fini(&r->received);
	str_fini(&r->log);
}

unsigned record_random(unsigned *seed)
{
	*seed = *seed * 1103515245u + 12345u;
	return (*seed >> 16) & 0x7fff;
}

/* The budget is small, so that what is compressed comes in pieces. */
static void take(struct record *r, const char *bytes, size_t n)
{
	size_t used = 0;

	while ((used < n || telnet_has_more(r->telnet)) && !telnet_waits(r->telnet))
		used += telnet_receive(r->telnet, bytes + used, n - used, 50, r->now);
	settle(r);
}

void record_pass_time(struct record *r, int64_t ms)
{
	int64_t due = telnet_deadline(r->telnet);

	r->now += ms;
	if (due >= 0 && due <= r->now)
		telnet_tick(r->telnet, r->now);
	if (r->pause_until < 0 || r->pause_until > r->now)
		return;
	r->pause_until = -1;
	comport_break_over(r->telnet, r->now);
	settle(r);
}

void record_feed_bytes(struct record *r, const char *bytes, size_t n, unsigned chunk)
{
	unsigned seed = chunk;

	for (size_t i = 0; i < n;) {
		size_t size = chunk > 1000 ? record_random(&seed) % 9 + 1 : chunk;
		char *copy;

		if (!size || size > n - i)
			size = n - i;
		copy = malloc(size); /* its own allocation: reading past the end is seen */
		assert_non_null(copy);
		memcpy(copy, bytes + i, size);
		take(r, copy, size);
		free(copy);
		i += size;
	}
}

void record_feed(struct record *r, const char *text, unsigned chunk)
{
	struct buf bytes;

	buf_init(&bytes);
	bytes_append(&bytes, text);
	record_feed_bytes(r, buf_data(&bytes), buf_length(&bytes), chunk);
	buf_fini(&bytes);
}

void record_clear(struct record *r)
{
	buf_clear(&r->data);
	buf_clear(&r->sent);
	buf_clear(&r->received);
	str_clear(&r->log);
	r->run = 0;
}

const char *record_log(struct record *r)
{
	log_data(r);
	return r->log.text;
}

const char *record_facts(struct record *r)
{
	static const char *const protocols[] = { "undecided", "telnet", "raw" };
	static char text[160];
	struct telnet_facts f;

	telnet_facts(r->telnet, &f);
	snprintf(text, sizeof text, "%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s", protocols[f.protocol],
		 f.peer_echo ? " echo" : "", f.peer_sga ? " sga" : "",
		 f.our_binary ? " our-binary" : "", f.peer_binary ? " peer-binary" : "",
		 f.mud_evidence ? " mud" : "", f.terminal_evidence ? " terminal" : "",
		 f.prompt_marks ? " marks" : "", f.links_told ? " links" : "",
		 f.linemode ? " linemode" : "", f.edit ? " edit" : "",
		 f.trap_signals ? " trapsig" : "", f.literal_echo ? " lit-echo" : "",
		 f.flow_control ? " flow" : "", f.restart_any ? " any" : "");
	return text;
}

void assert_sent(struct record *r, const char *expected)
{
	assert_bytes("sent", expected, buf_data(&r->sent), buf_length(&r->sent));
}

void assert_data(struct record *r, const char *expected)
{
	assert_bytes("data", expected, buf_data(&r->data), buf_length(&r->data));
}
