/*
 * A scripted visitor of the demo service for unit tests: sends bytes in chunks, keeps what comes
 * back on the wire and, beside it, the text without telnet and colours.
 */
#ifndef HAIL_TESTS_DEMO_PEER_H
#define HAIL_TESTS_DEMO_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "demo/area.h"
#include "demo/service.h"
#include "unit/unit.h"

struct demo_peer {
	Service *service;
	int64_t now;
	size_t chunk; /* bytes a call; 0 = all at once; SIZE_MAX = random */
	uint32_t seed;
	unsigned columns, rows; /* of its window; 0 = it has none */
	bool silent; /* answers no option */
	unsigned block; /* cells that its terminal gives a character of three bytes; 0 = no CPR */
	bool at_corner; /* the next CPR is about the far corner */
	size_t answered; /* bytes of wire whose questions are answered */
	struct str wire; /* since the last demo_peer_forget */
	struct str text;
};

/* The length of the escape sequence or telnet command at the beginning of `s`; 0 if none. */
static inline size_t demo_peer_control_length(const char *s, size_t n)
{
	size_t at = 2;

	if (n >= 2 && (unsigned char)s[0] == 0xff) {
		unsigned char command = (unsigned char)s[1];

		if (command == 250)
			return 6;
		return command >= 251 && command < 255 ? 3 : 2;
	}
	if (n < 2 || s[0] != '\033')
		return 0;
	if (s[1] != '[')
		return 3;
	while (at < n && (unsigned char)s[at] < 0x40)
		at++;
	return at + 1;
}

static inline void demo_peer_say(struct demo_peer *p, unsigned char command, unsigned char option)
{
	unsigned char bytes[] = { 0xff, command, option };

	service_receive(p->service, (const char *)bytes, sizeof bytes, p->now);
}

static inline void demo_peer_tell_size(struct demo_peer *p)
{
	unsigned char bytes[] = {
		0xff, 0xfa, 0x1f, 0, (unsigned char)p->columns, 0, (unsigned char)p->rows,
		0xff, 0xf0
	};

	service_receive(p->service, (const char *)bytes, sizeof bytes, p->now);
}

/* Agrees to ECHO and SGA, refuses LFLOW, says nothing of TTYPE, tells its window's size if any. */
static inline void demo_peer_answer(struct demo_peer *p, unsigned char command,
				    unsigned char option)
{
	bool window = option == 0x1f && p->rows;

	if (option == 0x18)
		return;
	switch (command) {
	case 251: demo_peer_say(p, 253, option); break;
	case 252: demo_peer_say(p, 254, option); break;
	case 253: demo_peer_say(p, window ? 251 : 252, option); break;
	}
	if (command == 253 && window)
		demo_peer_tell_size(p);
}

/* CPR (ECMA-48 8.3.14), by turns after a block and in the far corner. */
static inline void demo_peer_report(struct demo_peer *p)
{
	char answer[32];
	int n = snprintf(answer, sizeof answer, "\033[%u;%uR", p->at_corner ? p->rows : 2,
			 p->at_corner ? p->columns : 1 + p->block);

	p->at_corner = !p->at_corner;
	service_receive(p->service, answer, (size_t)n, p->now);
}

/* Answers what was asked since the last time. */
static inline void demo_peer_answer_all(struct demo_peer *p)
{
	while (p->answered < p->wire.length) {
		const char *at = p->wire.text + p->answered;
		size_t control = demo_peer_control_length(at, p->wire.length - p->answered);

		p->answered += control ? control : 1;
		if (control == 4 && !memcmp(at, "\033[6n", 4) && p->block)
			demo_peer_report(p);
		if (control == 3 && (unsigned char)*at == 0xff && !p->silent)
			demo_peer_answer(p, (unsigned char)at[1], (unsigned char)at[2]);
	}
}

static inline void demo_peer_drain(struct demo_peer *p)
{
	struct buf *out = service_output(p->service);

	while (buf_length(out)) {
		str_append(&p->wire, buf_data(out), buf_length(out));
		buf_consume(out, buf_length(out));
		demo_peer_answer_all(p);
		service_tick(p->service, p->now);
	}
	str_clear(&p->text);
	for (size_t at = 0; at < p->wire.length;) {
		size_t control = demo_peer_control_length(p->wire.text + at, p->wire.length - at);

		if (!control && p->wire.text[at])
			str_append_char(&p->text, p->wire.text[at]);
		at += control ? control : 1;
	}
}

/* Begins a visit with a window of that size, 0 = none; the greeting is already in wire and text. */
static inline void demo_peer_init_window(struct demo_peer *p, size_t chunk, unsigned columns,
					 unsigned rows)
{
	*p = (struct demo_peer){
		.now = 1000, .chunk = chunk, .seed = 7, .columns = columns, .rows = rows, .block = 1
	};
	str_init(&p->wire);
	str_init(&p->text);
	p->service = service_new(&menu_area, false, p->now);
	demo_peer_drain(p);
}

/* The same for a client without a window. */
static inline void demo_peer_init(struct demo_peer *p, size_t chunk)
{
	demo_peer_init_window(p, chunk, 0, 0);
}

/* The same for one that answers nothing. */
static inline void demo_peer_init_silent(struct demo_peer *p)
{
	*p = (struct demo_peer){ .now = 1000, .silent = true };
	str_init(&p->wire);
	str_init(&p->text);
	p->service = service_new(&menu_area, false, p->now);
	demo_peer_drain(p);
}

static inline void demo_peer_fini(struct demo_peer *p)
{
	service_free(p->service);
	str_fini(&p->wire);
	str_fini(&p->text);
}

static inline size_t demo_peer_next_chunk(struct demo_peer *p, size_t n)
{
	size_t chunk = p->chunk ? p->chunk : n;

	if (p->chunk == SIZE_MAX) {
		p->seed = p->seed * 1664525u + 1013904223u;
		chunk = 1 + (p->seed >> 16) % 9;
	}
	return chunk < n ? chunk : n;
}

/* Sends `n` bytes, or a string, in chunks. */
static inline void demo_peer_send(struct demo_peer *p, const char *bytes, size_t n)
{
	while (n) {
		size_t chunk = demo_peer_next_chunk(p, n);

		service_receive(p->service, bytes, chunk, p->now);
		bytes += chunk;
		n -= chunk;
	}
	demo_peer_drain(p);
}

static inline void demo_peer_type(struct demo_peer *p, const char *text)
{
	demo_peer_send(p, text, strlen(text));
}

/* Ends the input. */
static inline void demo_peer_finish(struct demo_peer *p)
{
	service_finish(p->service, p->now);
	demo_peer_drain(p);
}

/* Advances the clock, ticking at every deadline on the way. */
static inline void demo_peer_wait(struct demo_peer *p, int64_t ms)
{
	int64_t end = p->now + ms;

	for (;;) {
		int64_t due = service_deadline(p->service);

		if (due < 0 || due > end)
			break;
		p->now = due > p->now ? due : p->now;
		service_tick(p->service, p->now);
		demo_peer_drain(p);
	}
	p->now = end;
}

/* Drops what was received so far. */
static inline void demo_peer_forget(struct demo_peer *p)
{
	str_clear(&p->wire);
	str_clear(&p->text);
	p->answered = 0;
}

/* Fails unless the text received holds (doesn't hold) `text`. */
static inline void demo_peer_expect(const struct demo_peer *p, const char *text)
{
	if (!strstr(p->text.text, text))
		fail_msg("expected \"%s\" in:\n%s", text, p->text.text);
}

static inline void demo_peer_expect_not(const struct demo_peer *p, const char *text)
{
	if (strstr(p->text.text, text))
		fail_msg("expected no \"%s\" in:\n%s", text, p->text.text);
}

static inline void demo_peer_append_hex(struct str *out, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		str_append_format(out, "%02x ", (unsigned)(unsigned char)bytes[i]);
}

/* Fails unless the wire bytes received hold these `n` bytes. */
static inline void demo_peer_expect_wire(const struct demo_peer *p, const char *bytes, size_t n)
{
	struct str want, saw;

	for (size_t at = 0; at + n <= p->wire.length; at++) {
		if (!memcmp(p->wire.text + at, bytes, n))
			return;
	}
	str_init(&want);
	str_init(&saw);
	demo_peer_append_hex(&want, bytes, n);
	demo_peer_append_hex(&saw, p->wire.text, p->wire.length);
	fail_msg("expected %sin: %s", want.text, saw.text);
}

/* How often `text` stands in the text received. */
static inline size_t demo_peer_count(const struct demo_peer *p, const char *text)
{
	size_t count = 0;

	for (const char *at = p->text.text; (at = strstr(at, text)); at += strlen(text))
		count++;
	return count;
}

#endif
