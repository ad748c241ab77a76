/*
 * The markup of XML 1.0, a byte at a time: an automaton whose state is words, so that it can rest
 * anywhere. It finds tokens; whether they fit together is its user's to know.
 */
#ifndef HAIL_LENS_XML_SCAN_H
#define HAIL_LENS_XML_SCAN_H

#include <stdbool.h>
#include <stdint.h>

enum { XML_SCAN_WORDS = 4 }; /* all 0 before a token */

enum xml_token {
	XML_NONE, /* the token goes on */
	XML_START, /* <a>, with the byte; so are all up to XML_WRONG */
	XML_EMPTY, /* <a/> */
	XML_END, /* </a> */
	XML_INSTRUCTION, /* <?a?> */
	XML_COMMENT,
	XML_CDATA,
	XML_DECLARATION, /* <!a> */
	XML_TEXT, /* before the byte, which begins markup and has to be given again */
	XML_WRONG, /* before the byte: markup that isn't closed */
	XML_CUT, /* at the end of all: markup that isn't closed */
};

/* Takes the next byte: whether a token ends with it, or before it. Behind a token the words have to
 * be made 0. */
enum xml_token xml_scan(uint64_t s[XML_SCAN_WORDS], char c);

/* The token that ends because nothing comes any more; XML_NONE if none has begun. */
enum xml_token xml_scan_end(const uint64_t s[XML_SCAN_WORDS]);

/* Whether the next byte is the first of a token. */
bool xml_scan_idle(const uint64_t s[XML_SCAN_WORDS]);

/* Whether the next byte is text, or may begin markup behind it. */
bool xml_scan_in_text(const uint64_t s[XML_SCAN_WORDS]);

static inline bool xml_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

#endif
