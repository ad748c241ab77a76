#include "term/parser.h"

#include <string.h>

#include "base/hex.h"
#include "base/utf8.h"
#include "term/parser-table.h"

#include "base/poison.h"

enum { CODEPOINTS = 64 }; /* that are taken at once */
enum { PALETTE_LENGTH = 8 }; /* P and seven digits: which colour, and the colour */

static const char no_bytes[1]; /* where `start` and `end` point between calls */

void parser_init(struct parser *p, const struct parser_actions *actions, void *user)
{
	memset(p, 0, sizeof(*p));
	p->actions = actions;
	p->user = user;
	p->start = p->end = no_bytes;
}

void parser_set_lines(struct parser *p, bool on)
{
	p->lines = on;
}

void parser_set_vt52(struct parser *p, bool on)
{
	p->vt52 = on;
}

bool parser_in_text(const struct parser *p)
{
	return p->state == GROUND;
}

static void string_close(struct parser *p, bool complete)
{
	p->string_held = false;
	if (!p->string_long)
		p->actions->string(p->user, p->string_kind, p->string, p->string_length, complete);
}

/* A sequence or a string under way is given up. The last `spare` bytes are no part of it. */
static void break_off(struct parser *p, size_t spare)
{
	p->end -= spare;
	if (p->string_held || p->state == STRING)
		string_close(p, false);
	else if (p->state != GROUND)
		p->actions->malformed(p->user);
	p->end += spare;
}

static void clear_sequence(struct parser_sequence *s)
{
	s->intermediate = 0;
	s->second = 0;
	s->marker = 0;
	s->count = 0;
	s->sub = 0;
}

/* A sequence begins with the ESC at `at`. */
static void begin_at(struct parser *p, const char *at)
{
	clear_sequence(&p->sequence);
	p->addressing = false;
	p->raw_length = 0;
	p->start = at;
}

static void begin(struct parser *p)
{
	if (p->state == STRING) {
		p->string_held = true;
		clear_sequence(&p->sequence);
		return;
	}
	break_off(p, 1);
	begin_at(p, p->end - 1);
}

static void string_open(struct parser *p, unsigned char byte)
{
	p->string_kind = byte == ']' ? PARSER_OSC :
			 byte == 'P' ? PARSER_DCS :
			 byte == 'k' ? PARSER_TITLE :
				       PARSER_OTHER;
	p->string_length = p->string_bytes = 0;
	p->string_long = false;
}

static void string_put(struct parser *p, unsigned char byte)
{
	p->string_bytes++;
	if (p->string_length < PARSER_STRING_MAX) {
		p->string[p->string_length++] = (char)byte;
	} else if (!p->string_long) {
		/* Told now: what has no end would be swallowed unseen. */
		p->actions->string(p->user, p->string_kind, p->string, p->string_length, false);
		p->string_long = true;
	}
}

/* Whether so much of a string came that it can't be meant for one. */
static bool string_is_over(const struct parser *p)
{
	bool data = p->string_kind == PARSER_DCS || p->string_kind == PARSER_OTHER ||
		    (p->string_kind == PARSER_OSC &&
		     (memcmp(p->string, "52;", 3) == 0 || memcmp(p->string, "1337;", 5) == 0));

	return p->string_bytes >= (data ? PARSER_DATA_LIMIT : PARSER_COMMAND_LIMIT);
}

/*
 * A byte of a string that may be its end though it is no terminator: the Linux console's ESC ] R
 * and ESC ] P nrrggbb have none, a control is in no title, a newline in none of a service of lines,
 * and what came so far without an end may never have one.
 * Returns what to do with it.
 */
static struct step string_byte(struct parser *p, unsigned char byte)
{
	bool osc = p->string_kind == PARSER_OSC;
	bool palette = osc && p->string_length && p->string[0] == 'P';

	if ((palette && hex_value((char)byte) < 0) ||
	    (p->string_kind == PARSER_TITLE && byte < 0x20) ||
	    (p->lines ? byte == '\n' :
			p->string_bytes >= PARSER_COMMAND_LIMIT && string_is_over(p))) {
		break_off(p, 1);
		return (struct step){ AGAIN, GROUND };
	}
	string_put(p, byte);
	if ((palette && p->string_length == PALETTE_LENGTH) ||
	    (osc && p->string_length == 1 && byte == 'R')) {
		string_close(p, true);
		return (struct step){ NONE, GROUND };
	}
	return (struct step){ PUT, STRING };
}

/* A parameter ends and another begins. */
static void separate(struct parser_sequence *s, char byte)
{
	if (s->count < PARSER_PARAMS) {
		s->params[s->count] = PARSER_PARAM_NONE;
		if (byte == ':')
			s->sub |= (uint32_t)1 << s->count;
	}
	if (s->count <= PARSER_PARAMS)
		s->count++;
}

/* Digits, colons and semicolons at `bytes`; returns how many. */
static size_t feed_params(struct parser_sequence *s, const char *bytes, size_t n)
{
	size_t i = 0;

	if (!s->count) {
		s->count = 1;
		s->params[0] = PARSER_PARAM_NONE;
	}
	while (i < n && bytes[i] >= '0' && bytes[i] <= ';') {
		if (bytes[i] > '9') {
			separate(s, bytes[i++]);
			continue;
		}
		unsigned kept = s->count > PARSER_PARAMS ? 0 : s->params[s->count - 1];
		unsigned value = kept == PARSER_PARAM_NONE ? 0 : kept;
		for (; i < n && bytes[i] >= '0' && bytes[i] <= '9'; i++)
			value = value >= PARSER_PARAM_MAX ? value :
							    value * 10 + (unsigned)(bytes[i] - '0');
		if (s->count <= PARSER_PARAMS)
			s->params[s->count - 1] = value > PARSER_PARAM_MAX ? PARSER_PARAM_MAX :
									     value;
	}
	return i;
}

static void done(struct parser *p, unsigned char byte, bool csi)
{
	struct parser_sequence *s = &p->sequence;

	s->final = (char)byte;
	if (s->count > PARSER_PARAMS)
		s->count = PARSER_PARAMS;
	if (csi)
		p->actions->csi(p->user, s);
	else
		p->actions->escape(p->user, s);
}

/* The byte after an ESC that came in a string: ST ends it, all else breaks it off. Returns whether
 * ST. */
static bool string_after_escape(struct parser *p, unsigned char byte)
{
	if (byte < 0x20 && byte != 0x18 && byte != 0x1a && byte != 0x1b)
		return false;
	string_close(p, byte == '\\');
	if (byte != '\\') {
		/* What began with that ESC. */
		p->raw[0] = '\x1b';
		p->raw_length = 1;
		p->start = p->end - 1;
		return false;
	}
	p->state = GROUND;
	return true;
}

static void collect(struct parser *p, unsigned char byte)
{
	struct parser_sequence *s = &p->sequence;

	/* No sequence with three intermediates means anything here; that byte matches none. */
	if (s->second)
		s->intermediate = '\x7f';
	else if (s->intermediate)
		s->second = (char)byte;
	else
		s->intermediate = (char)byte;
}

/* A printable byte of a VT52's sequence. */
static void vt52_byte(struct parser *p, unsigned char byte)
{
	struct parser_sequence *s = &p->sequence;

	if (p->addressing)
		s->params[s->count++] = byte - 0x20U;
	else
		p->addressing = byte == 'Y';
	if (p->addressing && s->count < 2)
		return;
	p->state = GROUND;
	done(p, p->addressing ? 'Y' : byte, false);
}

/* Everything but text. Returns false if the byte must be taken again as text. */
static bool act(struct parser *p, unsigned char byte)
{
	if (p->string_held && string_after_escape(p, byte))
		return true;
	if (p->vt52 && p->state == ESCAPE && byte >= 0x20 && byte < 0x7f) {
		vt52_byte(p, byte);
		return true;
	}
	struct step step = parser_table[p->state][byte < 0x80 ? parser_classes[byte] : HIGH];

	switch (step.action) {
	case CONTROL: p->actions->control(p->user, byte); break;
	case BEGIN: begin(p); break;
	case CANCEL: break_off(p, 0); break;
	case AGAIN: break_off(p, 1); break;
	case COLLECT: collect(p, byte); break;
	case MARKER: p->sequence.marker = (char)byte; break;
	case PARAM: feed_params(&p->sequence, (const char *)&byte, 1); break;
	case STRING_OPEN: string_open(p, byte); break;
	case PUT: step = string_byte(p, byte); break;
	case BELL:
		if (p->string_kind == PARSER_OSC || p->string_kind == PARSER_TITLE) {
			string_close(p, true);
			step.next = GROUND;
		} else {
			string_put(p, byte);
		}
		break;
	case ESC_DONE: done(p, byte, false); break;
	case CSI_DONE: done(p, byte, true); break;
	case BAD: p->actions->malformed(p->user); break;
	default: break;
	}
	p->state = step.next;
	return step.action != AGAIN;
}

/* One byte of a UTF-8 character that spans calls, or begins one. Shows what is complete or wrong.
 */
static void partial_byte(struct parser *p, char byte)
{
	p->partial[p->partial_length++] = byte;
	while (p->partial_length) {
		uint32_t cp;
		size_t used = utf8_decode(p->partial, p->partial_length, &cp);

		if (!used)
			return;
		if (used > 1)
			p->actions->codepoints(p->user, &cp, 1);
		else if ((unsigned char)p->partial[0] >= 0x80)
			p->actions->invalid(p->user, (unsigned char)p->partial[0]);
		else if (p->partial[0] >= 0x20 && p->partial[0] < 0x7f)
			p->actions->text(p->user, p->partial, 1);
		else
			act(p, (unsigned char)p->partial[0]);
		p->partial_length -= used;
		memmove(p->partial, p->partial + used, p->partial_length);
	}
}

static bool is_ascii_text(char c)
{
	return (unsigned char)(c - 0x20) < 0x5f;
}

/* How many of the `n` bytes at `s` are 0x20–0x7e, looking at eight at a time. */
static size_t text_run(const char *s, size_t n)
{
	const uint64_t ones = UINT64_MAX / 0xff, highs = ones * 0x80;
	size_t run = 0;

	for (; n - run >= sizeof(uint64_t); run += sizeof(uint64_t)) {
		uint64_t bytes;

		memcpy(&bytes, s + run, sizeof(bytes));
		/* A high bit shows where a byte is 0x80 or more, below 0x20, or 0x7f. */
		if ((bytes | (bytes - ones * 0x20) | (bytes + ones)) & highs)
			break;
	}
	while (run < n && is_ascii_text(s[run]))
		run++;
	return run;
}

/* The whole characters outside ASCII at `s`, as many as are taken at once; returns their bytes. */
static size_t feed_codepoints(struct parser *p, const char *s, size_t n)
{
	uint32_t cps[CODEPOINTS];
	size_t count = 0, at = 0;

	while (count < CODEPOINTS && at < n && (unsigned char)s[at] >= 0x80) {
		size_t used = utf8_decode(s + at, n - at, &cps[count]);

		if (used < 2)
			break;
		at += used;
		count++;
	}
	if (count)
		p->actions->codepoints(p->user, cps, count);
	return at;
}

/* Text in the ground state; returns the bytes taken. */
static size_t feed_text(struct parser *p, const char *s, size_t n)
{
	size_t run = text_run(s, n);
	uint32_t cp;

	if (run) {
		p->actions->text(p->user, s, run);
		return run;
	}
	run = feed_codepoints(p, s, n);
	if (run)
		return run;
	if (!utf8_decode(s, n, &cp)) {
		memcpy(p->partial, s, n);
		p->partial_length = n;
		return n;
	}
	p->actions->invalid(p->user, (unsigned char)s[0]);
	return 1;
}

static bool is_text(char c)
{
	unsigned char byte = (unsigned char)c;

	return byte >= 0x20 && byte != 0x7f;
}

uint64_t parser_raw(const struct parser *p, char *out, size_t room)
{
	size_t fresh = (size_t)(p->end - p->start);
	size_t kept = p->raw_length < PARSER_RAW_MAX ? (size_t)p->raw_length : PARSER_RAW_MAX;

	if (kept > room)
		kept = room;
	memcpy(out, p->raw, kept);
	memcpy(out + kept, p->start, fresh < room - kept ? fresh : room - kept);
	return p->raw_length + fresh;
}

/* Keeps the bytes, up to `end`, of a sequence that the next call goes on with. */
static void keep_raw(struct parser *p, const char *end)
{
	size_t fresh = (size_t)(end - p->start), kept = (size_t)p->raw_length;

	if (p->state != GROUND && kept < PARSER_RAW_MAX)
		memcpy(p->raw + kept, p->start,
		       fresh < PARSER_RAW_MAX - kept ? fresh : PARSER_RAW_MAX - kept);
	p->raw_length += fresh;
	p->start = p->end = no_bytes;
}

void parser_feed(struct parser *p, const char *bytes, size_t n)
{
	size_t i = 0;

	if (!n)
		return;
	p->start = bytes;
	while (i < n) {
		if (p->partial_length) {
			p->end = bytes + i + 1;
			partial_byte(p, bytes[i++]);
		} else if (p->state == GROUND && is_text(bytes[i])) {
			i += feed_text(p, bytes + i, n - i);
		} else if (p->state == CSI_PARAM && bytes[i] >= '0' && bytes[i] <= ';') {
			i += feed_params(&p->sequence, bytes + i, n - i);
		} else if (p->state == GROUND && !p->vt52 && n - i > 2 && bytes[i] == '\x1b' &&
			   bytes[i + 1] == '[' && bytes[i + 2] >= '0' && bytes[i + 2] <= ';') {
			/* What the table would do in three steps. */
			begin_at(p, bytes + i);
			p->state = CSI_PARAM;
			i += 2;
		} else {
			p->end = bytes + i + 1;
			i += act(p, (unsigned char)bytes[i]);
		}
	}
	keep_raw(p, bytes + n);
}

void parser_end_character(struct parser *p)
{
	for (size_t i = 0; i < p->partial_length; i++)
		p->actions->invalid(p->user, (unsigned char)p->partial[i]);
	p->partial_length = 0;
}

void parser_finish(struct parser *p)
{
	parser_end_character(p);
	break_off(p, 0);
	p->state = GROUND;
}
