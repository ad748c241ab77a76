/*
 * The grammar of JSON (RFC 8259), a byte at a time: an automaton whose state is words, so that it
 * can rest anywhere, and which never recurses.
 */
#ifndef HAIL_LENS_JSON_SCAN_H
#define HAIL_LENS_JSON_SCAN_H

#include <stdbool.h>
#include <stdint.h>

enum {
	JSON_SCAN_DEPTH = 1024, /* arrays and objects within each other */
	JSON_SCAN_WORDS = 5 + JSON_SCAN_DEPTH / 64, /* of state; all 0 before a value */
};

enum json_event {
	JSON_EVENT_NONE,
	JSON_EVENT_BEGIN, /* the byte is the first of a string, a number or a word */
	JSON_EVENT_END, /* the byte is the last of a string or a word */
	JSON_EVENT_END_BEFORE, /* a number ended before the byte, which has to be given again */
	JSON_EVENT_OPEN, /* [ or { */
	JSON_EVENT_CLOSE,
	JSON_EVENT_COMMA,
	JSON_EVENT_COLON,
	JSON_EVENT_WRONG, /* the byte can't stand there; json_scan_wrong says what could */
};

/* Takes the next byte. Behind JSON_EVENT_WRONG and a whole value the words have to be made 0. */
enum json_event json_scan(uint64_t s[JSON_SCAN_WORDS], char c);

/* Whether a value is whole. */
bool json_scan_done(const uint64_t s[JSON_SCAN_WORDS]);

/* Whether nothing of a value has come. */
bool json_scan_idle(const uint64_t s[JSON_SCAN_WORDS]);

/* Nothing comes any more: JSON_EVENT_END_BEFORE if that makes a value whole, JSON_EVENT_WRONG if
 * it cuts one off, else JSON_EVENT_NONE. */
enum json_event json_scan_end(uint64_t s[JSON_SCAN_WORDS]);

/* How many arrays and objects the next byte stands in. */
unsigned json_scan_depth(const uint64_t s[JSON_SCAN_WORDS]);

/* Whether the string that has begun or ended last is the name of a member. */
bool json_scan_is_name(const uint64_t s[JSON_SCAN_WORDS]);

/* What is wrong with the byte at which the words stand, behind JSON_EVENT_WRONG or at the end. */
const char *json_scan_wrong(const uint64_t s[JSON_SCAN_WORDS]);

/* Whether `c` may stand between values. */
static inline bool json_scan_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

#endif
