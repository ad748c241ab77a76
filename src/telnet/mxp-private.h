/*
 * The inside of MXP, for mxp.c (the stream), mxp-tags.c (what tags do) and mxp-define.c (elements
 * and entities of the peer).
 */
#ifndef HAIL_TELNET_MXP_PRIVATE_H
#define HAIL_TELNET_MXP_PRIVATE_H

#include <stdbool.h>

#include "base/str.h"
#include "telnet/mxp-tag.h"
#include "telnet/mxp.h"

enum {
	MXP_OPEN_TAGS = 32, /* tags that can be open at once */
	MXP_NAME_MAX = 32, /* bytes of an element's or entity's name */
	MXP_DEFINED = 128, /* elements, and entities, that a peer may define */
	MXP_VALUE_MAX = 1024, /* bytes of an entity */
	MXP_EXPANDED = 64, /* tags that one tag may stand for */
	MXP_TEXT_MARK = 1, /* stands for a link's text in what a tag says */
};

/* Which tags may stand in a line. */
enum mxp_mode { MXP_OPEN, MXP_SECURE, MXP_LOCKED };

/* A tag that is built in. */
struct mxp_row {
	const char *name;
	bool open; /* may stand in open mode */
	bool empty; /* nothing closes it */
	const char *on, *off; /* SGR parameters, or NULL */
	void (*begin)(Mxp *m, const struct mxp_tag *tag); /* or NULL */
	void (*end)(Mxp *m); /* or NULL */
};

struct mxp_open_tag {
	char name[MXP_NAME_MAX + 1];
	const struct mxp_row *row; /* NULL: an element of the peer */
	bool ends_with_line; /* it was not opened in secure mode */
	char fore[24], back[24]; /* SGR parameters of the colours that it sets, or empty */
};

struct mxp_element {
	char *name, *definition, *attributes;
	bool open, empty;
};

struct mxp_entity {
	char *name, *value;
};

enum mxp_state { MXP_TEXT, MXP_ESCAPE, MXP_STRING, MXP_TAG, MXP_ENTITY };

struct Mxp {
	struct mxp_events events;
	void *user;
	const char *client, *version;
	enum mxp_state state;
	struct str held; /* of a sequence, tag or entity that may come to be whole */
	char quote; /* the tag that is held is within this quote; 0 = in none */
	struct str out;
	enum mxp_mode mode, line_mode; /* now; of lines to come */
	bool once; /* the next tag is secure (mode 4) */
	bool linked;
	bool refused; /* a link of the tag that came can't be */
	bool joins; /* the next newline is left out (NOBR) */
	unsigned paragraphs; /* P that are open: newlines are left out */
	struct mxp_open_tag open[MXP_OPEN_TAGS];
	size_t depth;
	unsigned expanded; /* tags obeyed for the one that came */
	struct mxp_element *elements;
	size_t element_count;
	struct mxp_entity *entities;
	size_t entity_count;
};

/* --- mxp.c */

/* Hands what is written to the owner. */
void mxp_flush(Mxp *m);

/* --- mxp-tags.c */

/* Obeys a tag; `secure`: any may stand here. False if it is none: then it is text. */
bool mxp_obey(Mxp *m, const struct mxp_tag *tag, bool secure);

/* Closes what is open, down to `depth` tags. */
void mxp_close_to(Mxp *m, size_t depth);

/* Closes what ends with the line, and what stands above it. */
void mxp_close_line(Mxp *m);

/* --- mxp-define.c */

/* <!ELEMENT>, <!ATTLIST>, <!ENTITY>. False if it is none of them. */
bool mxp_define(Mxp *m, const struct mxp_tag *tag);

/* The element `name`, or NULL. */
const struct mxp_element *mxp_element(const Mxp *m, const char *name);

/* Appends what the element stands for, with what `tag` gives its attributes. */
void mxp_expand(const struct mxp_element *element, const struct mxp_tag *tag, struct str *out);

/* Appends the character or text that `&name;` stands for. False if it stands for nothing. */
bool mxp_entity(const Mxp *m, const char *name, size_t n, struct str *out);

/* Appends `text` with its entities replaced; `&text;` becomes MXP_TEXT_MARK. */
void mxp_replace_entities(const Mxp *m, const char *text, struct str *out);

/* Forgets what the peer has defined. */
void mxp_undefine(Mxp *m);

#endif
