/*
 * The DEC/ANSI state machine (after Paul Williams' diagram), as a table: bytes in, actions out.
 * Text is UTF-8; C1 controls are not recognised as bytes. Strings (OSC, DCS, APC, PM, SOS, screen's
 * ESC k) are collected up to PARSER_STRING_MAX and handed over whole; the Linux console's ESC ] R
 * and ESC ] P with seven hexadecimal digits have no terminator. Embedded in its owner; no
 * allocation.
 */
#ifndef HAIL_TERM_PARSER_H
#define HAIL_TERM_PARSER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	PARSER_PARAMS = 32, /* parameters and sub-parameters kept; the rest is dropped */
	PARSER_PARAM_MAX = 65535, /* larger values become this */
	PARSER_PARAM_NONE = 0xfffff, /* an empty parameter */
	PARSER_STRING_MAX = 4096, /* bytes of a string; a longer one is ignored to its end */
	/* Where newlines end none (parser_set_lines): bytes after which a string is over all the
	 * same, and what follows is text again: a command (OSC, a title); what may be a picture, a
	 * file or a clipboard. */
	PARSER_COMMAND_LIMIT = 131072,
	PARSER_DATA_LIMIT = 4 << 20,
	PARSER_RAW_MAX = 32, /* bytes of a sequence that are kept as they came */
};

/* A control sequence (ECMA-48 5.4) or an escape sequence (ECMA-35 13). */
struct parser_sequence {
	char final;
	char intermediate; /* 0 if none; more than two are combined as malformed */
	char second; /* another one, in an escape sequence only */
	char marker; /* < = > ? or 0 */
	unsigned count; /* parameters; 0 if none at all */
	uint32_t params[PARSER_PARAMS];
	uint32_t sub; /* bit i: parameter i came after a colon */
};

enum parser_string { PARSER_OSC, PARSER_DCS, PARSER_TITLE, PARSER_OTHER };

struct parser_actions {
	/* `n` > 0 bytes 0x20–0x7e. */
	void (*text)(void *user, const char *bytes, size_t n);
	/* `n` > 0 code points outside ASCII, C1 included. */
	void (*codepoints)(void *user, const uint32_t *cps, size_t n);
	/* A byte 0x80–0xff that is not UTF-8. */
	void (*invalid)(void *user, unsigned char byte);
	/* A C0 control other than ESC, or DEL. */
	void (*control)(void *user, unsigned char byte);
	void (*escape)(void *user, const struct parser_sequence *s);
	void (*csi)(void *user, const struct parser_sequence *s);
	/* A string, once; `complete` is false when it was broken off, or got too long: then its end
	 * has not come yet. */
	void (*string)(void *user, enum parser_string kind, const char *bytes, size_t n,
		       bool complete);
	/* A sequence was malformed or broken off. */
	void (*malformed)(void *user);
};

struct parser {
	const struct parser_actions *actions;
	void *user;
	uint8_t state;
	bool string_held; /* ESC came in a string: the next byte says if it was ST */
	bool string_long;
	bool lines; /* see parser_set_lines */
	bool vt52; /* see parser_set_vt52 */
	bool addressing; /* ESC Y came: a row and a column follow */
	enum parser_string string_kind;
	size_t string_length; /* of what is kept */
	size_t string_bytes; /* what came */
	size_t partial_length; /* of a UTF-8 character that isn't complete */
	char partial[4];
	struct parser_sequence sequence;
	/* The sequence as it came: what earlier calls brought, then from `start` to `end`. */
	char raw[PARSER_RAW_MAX];
	uint64_t raw_length; /* what of it came, also if not kept */
	const char *start, *end;
	char string[PARSER_STRING_MAX];
};

/* Makes `p` ready; `actions` is borrowed for its life, every member must be set. */
void parser_init(struct parser *p, const struct parser_actions *actions, void *user);

/* Whether a newline breaks a string off: a service of lines sends none over several, and one that
 * was never ended would swallow all that follows. Default: no (ECMA-48 5.6, sixel needs it). */
void parser_set_lines(struct parser *p, bool on);

/* Whether the sequences are those of a VT52: ESC and a letter, and ESC Y with a row and a column,
 * which `escape` gets as parameters from 0 on (VT510 manual, chapter 5). Default: no. */
void parser_set_vt52(struct parser *p, bool on);

/* Within the action `control`: whether the byte stood in text, not inside a sequence. */
bool parser_in_text(const struct parser *p);

/* Takes `n` bytes; calls the actions. */
void parser_feed(struct parser *p, const char *bytes, size_t n);

/* An incomplete character will not go on: it is reported byte by byte as invalid. */
void parser_end_character(struct parser *p);

/* The input ends: an incomplete character is reported byte by byte as invalid, a sequence dropped.
 */
void parser_finish(struct parser *p);

/*
 * Within an action, the sequence or string that it is about as it came, ESC included: copies at
 * most `room` (to PARSER_RAW_MAX) of its bytes to `out` and returns how many there were in all.
 */
uint64_t parser_raw(const struct parser *p, char *out, size_t room);

/* Parameter `i` of `s`, or `otherwise` when it is absent, empty or (if `otherwise` isn't 0) zero.
 */
static inline unsigned parser_param(const struct parser_sequence *s, unsigned i, unsigned otherwise)
{
	if (i >= s->count || s->params[i] == PARSER_PARAM_NONE || (!s->params[i] && otherwise))
		return otherwise;
	return s->params[i];
}

#endif
