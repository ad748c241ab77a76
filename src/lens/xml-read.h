/*
 * XML in memory, token by token: names, attributes, and what is wrong with them. No entity of a
 * document is expanded, nothing is loaded. Pure functions.
 */
#ifndef HAIL_LENS_XML_READ_H
#define HAIL_LENS_XML_READ_H

#include "base/str.h"
#include "lens/place.h"
#include "lens/slice.h"
#include "lens/xml-scan.h"

enum { XML_SOUGHT_MAX = 16 }; /* so many open elements up, an end is looked for what it closes */

struct xml_reader {
	const char *bytes;
	size_t n, at;
	struct place place; /* of the token's first byte, behind xml_next */
	size_t counted;
	enum xml_token token;
	struct slice text; /* the token's bytes */
};

void xml_begin(struct xml_reader *r, const struct lens_scan *scan, const char *bytes, size_t n);

/* Reads the next token; false at the end. Text of blanks alone is one, too. */
bool xml_next(struct xml_reader *r);

/* The name of a tag that was read. */
struct slice xml_name(const struct xml_reader *r);

/* What stands behind the name in a start tag. */
struct slice xml_attributes(const struct xml_reader *r);

struct xml_attribute {
	struct slice name, value; /* without its quotes */
	char quote;
};

/* Takes the next attribute; false at the end, and with `rest` not empty where it can't be read. */
bool xml_next_attribute(struct slice *rest, struct xml_attribute *out);

/* A text without the blanks around it. */
struct slice xml_trim(struct slice text);

/* Whether an & stands in it that begins no reference. */
bool xml_has_bare_ampersand(struct slice text);

/* Appends a text with its references to characters, and to the five names that XML itself has, in
 * place; others stay as they are. */
void xml_decode(struct slice text, struct str *out);

/* Whether two names are the same. */
bool xml_same_name(struct slice a, struct slice b);

#endif
