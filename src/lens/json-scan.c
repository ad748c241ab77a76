#include "lens/json-scan.h"

#include <string.h>

#include "base/hex.h"

#include "base/poison.h"

enum { PHASE, DEPTH, LEFT, WORD, NAME, KINDS }; /* words; KINDS: a bit a level, 1 for an object */

enum phase {
	PHASE_VALUE,
	PHASE_FIRST_ITEM, /* behind [ */
	PHASE_FIRST_NAME, /* behind { */
	PHASE_NAME, /* behind a comma in an object */
	PHASE_COLON,
	PHASE_AFTER, /* behind a value in an array or an object */
	PHASE_STRING,
	PHASE_ESCAPE,
	PHASE_HEX,
	PHASE_MINUS,
	PHASE_ZERO,
	PHASE_DIGITS,
	PHASE_DOT,
	PHASE_FRACTION,
	PHASE_E,
	PHASE_E_SIGN,
	PHASE_EXPONENT,
	PHASE_WORD,
	PHASE_DONE,
	PHASE_TOO_DEEP,
	PHASE_RUNS_ON, /* behind a number */
};

static const char *const words[] = { "true", "false", "null" };

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

unsigned json_scan_depth(const uint64_t s[JSON_SCAN_WORDS])
{
	return (unsigned)s[DEPTH];
}

/* Whether the innermost of them is an object. */
static bool is_in_object(const uint64_t *s)
{
	uint64_t level = s[DEPTH] - 1;

	return s[DEPTH] && s[KINDS + level / 64] >> level % 64 & 1;
}

bool json_scan_is_name(const uint64_t s[JSON_SCAN_WORDS])
{
	return s[NAME];
}

bool json_scan_done(const uint64_t s[JSON_SCAN_WORDS])
{
	return s[PHASE] == PHASE_DONE;
}

bool json_scan_idle(const uint64_t s[JSON_SCAN_WORDS])
{
	return s[PHASE] == PHASE_VALUE && !s[DEPTH];
}

const char *json_scan_wrong(const uint64_t s[JSON_SCAN_WORDS])
{
	switch ((enum phase)s[PHASE]) {
	case PHASE_VALUE: return "a value is missing here";
	case PHASE_FIRST_ITEM: return "a value or ] is missing here";
	case PHASE_FIRST_NAME: return "a name in double quotes or } is missing here";
	case PHASE_NAME: return "a name in double quotes is missing here";
	case PHASE_COLON: return "a colon is missing here";
	case PHASE_AFTER:
		return is_in_object(s) ? "a comma or } is missing here" :
					 "a comma or ] is missing here";
	case PHASE_STRING: return "the string isn't closed";
	case PHASE_ESCAPE: return "there is no such escape";
	case PHASE_HEX: return "\\u takes four hexadecimal digits";
	case PHASE_WORD: return "no word but true, false and null may stand here";
	case PHASE_TOO_DEEP: return "it is nested too deep";
	case PHASE_ZERO:
	case PHASE_DIGITS:
	case PHASE_FRACTION:
	case PHASE_EXPONENT:
	case PHASE_RUNS_ON: return "a number doesn't go on like this";
	case PHASE_MINUS:
	case PHASE_DOT:
	case PHASE_E:
	case PHASE_E_SIGN: return "a digit is missing here";
	case PHASE_DONE: break;
	}
	return "nothing may follow here";
}

static enum json_event value_ends(uint64_t *s, enum json_event event)
{
	s[PHASE] = s[DEPTH] ? PHASE_AFTER : PHASE_DONE;
	return event;
}

static enum json_event open_level(uint64_t *s, bool object)
{
	uint64_t bit = (uint64_t)1 << s[DEPTH] % 64;

	if (s[DEPTH] == JSON_SCAN_DEPTH) {
		s[PHASE] = PHASE_TOO_DEEP;
		return JSON_EVENT_WRONG;
	}
	if (object)
		s[KINDS + s[DEPTH] / 64] |= bit;
	else
		s[KINDS + s[DEPTH] / 64] &= ~bit;
	s[DEPTH]++;
	s[PHASE] = object ? PHASE_FIRST_NAME : PHASE_FIRST_ITEM;
	return JSON_EVENT_OPEN;
}

static enum json_event close_level(uint64_t *s)
{
	s[DEPTH]--;
	return value_ends(s, JSON_EVENT_CLOSE);
}

static enum json_event begin(uint64_t *s, enum phase phase)
{
	s[PHASE] = phase;
	s[LEFT] = 0;
	return JSON_EVENT_BEGIN;
}

static enum json_event begin_word(uint64_t *s, char c)
{
	for (uint64_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (words[i][0] != c)
			continue;
		begin(s, PHASE_WORD);
		s[WORD] = i;
		s[LEFT] = 1;
		return JSON_EVENT_BEGIN;
	}
	return JSON_EVENT_WRONG;
}

static enum json_event scan_value(uint64_t *s, char c)
{
	s[NAME] = false;
	switch (c) {
	case '[': return open_level(s, false);
	case '{': return open_level(s, true);
	case ']': return s[PHASE] == PHASE_FIRST_ITEM ? close_level(s) : JSON_EVENT_WRONG;
	case '"': return begin(s, PHASE_STRING);
	case '-': return begin(s, PHASE_MINUS);
	case '0': return begin(s, PHASE_ZERO);
	default: return is_digit(c) ? begin(s, PHASE_DIGITS) : begin_word(s, c);
	}
}

static enum json_event scan_name(uint64_t *s, char c)
{
	if (c == '}' && s[PHASE] == PHASE_FIRST_NAME)
		return close_level(s);
	if (c != '"')
		return JSON_EVENT_WRONG;
	s[NAME] = true;
	return begin(s, PHASE_STRING);
}

static enum json_event scan_after(uint64_t *s, char c)
{
	bool object = is_in_object(s);

	if (c == (object ? '}' : ']'))
		return close_level(s);
	if (c != ',')
		return JSON_EVENT_WRONG;
	s[PHASE] = object ? PHASE_NAME : PHASE_VALUE;
	return JSON_EVENT_COMMA;
}

static enum json_event scan_string(uint64_t *s, char c)
{
	if (c == '\n' || c == '\r')
		return JSON_EVENT_WRONG;
	if (c == '\\')
		s[PHASE] = PHASE_ESCAPE;
	if (c != '"')
		return JSON_EVENT_NONE;
	if (!s[NAME])
		return value_ends(s, JSON_EVENT_END);
	s[PHASE] = PHASE_COLON;
	return JSON_EVENT_END;
}

static enum json_event scan_escape(uint64_t *s, char c)
{
	if (s[PHASE] == PHASE_HEX) {
		if (hex_value(c) < 0)
			return JSON_EVENT_WRONG;
		s[PHASE] = --s[LEFT] ? PHASE_HEX : PHASE_STRING;
		return JSON_EVENT_NONE;
	}
	if (!c || !strchr("\"\\/bfnrtu", c))
		return JSON_EVENT_WRONG;
	s[LEFT] = 4;
	s[PHASE] = c == 'u' ? PHASE_HEX : PHASE_STRING;
	return JSON_EVENT_NONE;
}

static enum json_event scan_word(uint64_t *s, char c)
{
	const char *word = words[s[WORD]];

	if (c != word[s[LEFT]])
		return JSON_EVENT_WRONG;
	return word[++s[LEFT]] ? JSON_EVENT_NONE : value_ends(s, JSON_EVENT_END);
}

/* What phase a number is in behind `c`; the same that it was in if that is no part of it. */
static enum phase number_next(enum phase phase, char c)
{
	bool digit = is_digit(c), e = c == 'e' || c == 'E';

	switch (phase) {
	case PHASE_MINUS: return c == '0' ? PHASE_ZERO : digit ? PHASE_DIGITS : phase;
	case PHASE_ZERO:
	case PHASE_DIGITS: return c == '.' ? PHASE_DOT : e ? PHASE_E : phase;
	case PHASE_DOT: return digit ? PHASE_FRACTION : phase;
	case PHASE_FRACTION: return e ? PHASE_E : phase;
	case PHASE_E: return c == '+' || c == '-' ? PHASE_E_SIGN : digit ? PHASE_EXPONENT : phase;
	case PHASE_E_SIGN: return digit ? PHASE_EXPONENT : phase;
	default: return phase;
	}
}

static bool runs_on(char c)
{
	return is_digit(c) || ((c | 32) >= 'a' && (c | 32) <= 'z') || (c && strchr("+-.:_", c));
}

static bool is_in_digits(const uint64_t *s)
{
	return s[PHASE] == PHASE_DIGITS || s[PHASE] == PHASE_FRACTION || s[PHASE] == PHASE_EXPONENT;
}

static enum json_event scan_number(uint64_t *s, char c)
{
	enum phase phase = (enum phase)s[PHASE], next = number_next(phase, c);
	bool digits = is_in_digits(s);

	if (next != phase || (digits && is_digit(c))) {
		s[PHASE] = next;
		return JSON_EVENT_NONE;
	}
	if (!digits && phase != PHASE_ZERO)
		return JSON_EVENT_WRONG;
	if (runs_on(c)) {
		s[PHASE] = PHASE_RUNS_ON;
		return JSON_EVENT_WRONG;
	}
	return value_ends(s, JSON_EVENT_END_BEFORE);
}

enum json_event json_scan(uint64_t s[JSON_SCAN_WORDS], char c)
{
	switch ((enum phase)s[PHASE]) {
	case PHASE_STRING: return scan_string(s, c);
	case PHASE_ESCAPE:
	case PHASE_HEX: return scan_escape(s, c);
	case PHASE_WORD: return scan_word(s, c);
	default: break;
	}
	if (s[PHASE] >= PHASE_MINUS && s[PHASE] <= PHASE_EXPONENT)
		return scan_number(s, c);
	if (json_scan_is_blank(c))
		return JSON_EVENT_NONE;
	switch ((enum phase)s[PHASE]) {
	case PHASE_VALUE:
	case PHASE_FIRST_ITEM: return scan_value(s, c);
	case PHASE_FIRST_NAME:
	case PHASE_NAME: return scan_name(s, c);
	case PHASE_AFTER: return scan_after(s, c);
	default: break;
	}
	if (s[PHASE] != PHASE_COLON || c != ':')
		return JSON_EVENT_WRONG;
	s[PHASE] = PHASE_VALUE;
	return JSON_EVENT_COLON;
}

enum json_event json_scan_end(uint64_t s[JSON_SCAN_WORDS])
{
	if (json_scan_idle(s) || json_scan_done(s))
		return JSON_EVENT_NONE;
	if (!s[DEPTH] && (s[PHASE] == PHASE_ZERO || is_in_digits(s)))
		return value_ends(s, JSON_EVENT_END_BEFORE);
	return JSON_EVENT_WRONG;
}
