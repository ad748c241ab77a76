#include <string.h>

#include "lens/lens-table.h"
#include "lens/place.h"
#include "lens/xml-private.h"
#include "lens/xml-read.h"

#include "base/poison.h"

/*
 * XML 1.0, elements one behind another. An element with all in it is a message; the root of an XMPP
 * stream, which isn't closed before the end, is one by itself, and so is each stanza in it. What
 * stands outside of elements is a message, text up to the end of its line.
 */

/*
 * Words of lens_scan.state behind those of the automaton: elements that are open; whether a name is
 * under way, and a number made of it; whether text outside of elements has come; such numbers of
 * the names of open elements, four a word, to know what an end closes where one is missing.
 */
enum { STATE_DEPTH = XML_SCAN_WORDS, STATE_NAMING, STATE_NAME, STATE_TEXT, STATE_NAMES };
enum { NAMES_MAX = 4 * (PLACE_STATE - STATE_NAMES), NAME_BITS = 16 };
enum { NAMING_NONE, NAMING_OPEN, NAMING_NAME };

/* FNV-1a, 64 bits. */
#define HASH_BEGIN 0xcbf29ce484222325U
#define HASH_FACTOR 0x100000001b3U

static uint64_t hash(uint64_t before, char c)
{
	return (before ^ (unsigned char)c) * HASH_FACTOR;
}

/* Takes the next byte of markup into the name of its tag. */
static void pass_name(struct lens_scan *scan, char c, bool first)
{
	uint64_t *s = scan->state;

	if (first) {
		s[STATE_NAMING] = NAMING_OPEN;
		s[STATE_NAME] = HASH_BEGIN;
	} else if (xml_is_blank(c) || c == '>' || (c == '/' && s[STATE_NAMING] == NAMING_NAME)) {
		s[STATE_NAMING] = NAMING_NONE;
	} else if (s[STATE_NAMING] && c != '/') {
		s[STATE_NAMING] = NAMING_NAME;
		s[STATE_NAME] = hash(s[STATE_NAME], c);
	}
}

/* The root of an XMPP stream. */
static bool is_root(const struct lens_scan *scan)
{
	uint64_t name = HASH_BEGIN;

	for (const char *c = "stream:stream"; *c; c++)
		name = hash(name, *c);
	return scan->state[STATE_NAME] == name;
}

static uint64_t get_name(const struct lens_scan *scan, uint64_t level)
{
	return scan->state[STATE_NAMES + level / 4] >> level % 4 * NAME_BITS & 0xffff;
}

static void set_name(struct lens_scan *scan, uint64_t level)
{
	uint64_t *word = &scan->state[STATE_NAMES + level / 4];
	uint64_t shift = level % 4 * NAME_BITS;

	*word &= ~((uint64_t)0xffff << shift);
	*word |= (scan->state[STATE_NAME] & 0xffff) << shift;
}

/* An element ends: it, and those in it whose ends are missing; none if it isn't open. */
static void close_element(struct lens_scan *scan)
{
	uint64_t *depth = &scan->state[STATE_DEPTH];

	if (*depth > NAMES_MAX) {
		--*depth;
		return;
	}
	for (uint64_t i = 0; i < *depth && i < XML_SOUGHT_MAX; i++) {
		if (get_name(scan, *depth - 1 - i) != (scan->state[STATE_NAME] & 0xffff))
			continue;
		*depth -= i + 1;
		return;
	}
}

/* Takes a token into account; whether the message ends with it. */
static bool account(struct lens_scan *scan, enum xml_token token)
{
	uint64_t *depth = &scan->state[STATE_DEPTH];

	if (token == XML_START && !(is_root(scan) && !*depth)) {
		if (*depth < NAMES_MAX)
			set_name(scan, *depth);
		++*depth;
	}
	if (token == XML_END)
		close_element(scan);
	return !*depth;
}

static size_t end_message(struct lens_scan *scan, size_t n, bool between)
{
	place_end(scan);
	scan->between = between;
	return n;
}

/* Whether text outside of elements ends a message before the byte at `i`, or with it. */
static size_t end_outside(struct lens_scan *scan, const char *bytes, size_t i)
{
	bool blank = xml_is_blank(bytes[i]);

	if (i && !scan->state[STATE_TEXT] && !blank)
		return end_message(scan, i, true); /* blanks before it */
	if (bytes[i] == '<')
		return i ? end_message(scan, i, false) : 0;
	scan->state[STATE_TEXT] |= !blank;
	if (bytes[i] != '\n')
		return 0;
	place_pass(scan, '\n');
	return end_message(scan, i + 1, !scan->state[STATE_TEXT]);
}

static size_t frame(struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
		    const char *bytes, size_t n, bool ended)
{
	uint64_t *s = scan->state;
	size_t length;

	(void)d;
	for (size_t i = scan->at; i < n; i++) {
		enum xml_token token;
		bool first = xml_scan_idle(s);

		if (!s[STATE_DEPTH] && xml_scan_in_text(s) &&
		    (length = end_outside(scan, bytes, i)))
			return length;
		token = xml_scan(s, bytes[i]);
		pass_name(scan, bytes[i], first);
		if (token)
			memset(s, 0, XML_SCAN_WORDS * sizeof(*s));
		if (token == XML_WRONG && !s[STATE_DEPTH])
			return end_message(scan, i, false);
		if (token == XML_TEXT || token == XML_WRONG) {
			xml_scan(s, bytes[i]);
			pass_name(scan, bytes[i], true);
		}
		place_pass(scan, bytes[i]);
		if (token && token < XML_TEXT && account(scan, token))
			return end_message(scan, i + 1, false);
	}
	scan->at = n;
	if (!ended && n < lens_most(o))
		return 0;
	end_message(scan, n, !s[STATE_DEPTH] && !s[STATE_TEXT] && xml_scan_in_text(s));
	return scan->between ? n : 0;
}

/* --- Guessing. */

static unsigned guess(const char *bytes, size_t n)
{
	struct lens_scan scan = { .at = 0 };
	struct xml_reader r;
	size_t open = 0, closed = 0;

	xml_begin(&r, &scan, bytes, n);
	while (xml_next(&r)) {
		if (r.token == XML_INSTRUCTION && slice_begins(r.text, "<?xml"))
			return 98;
		if (r.token == XML_WRONG || (r.token == XML_TEXT && !open && xml_trim(r.text).n) ||
		    (r.token == XML_END && !open))
			return 0;
		open += r.token == XML_START;
		open -= r.token == XML_END;
		closed += r.token == XML_END || r.token == XML_EMPTY;
	}
	return closed ? 80 : 0;
}

const struct lens_row lens_xml = {
	.name = "xml",
	.summary = "XML, indented",
	.framed = true,
	.frame = frame,
	.show = xml_show,
	.tree = xml_tree,
	.guess = guess,
};
