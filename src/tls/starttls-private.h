/*
 * What the files of the dialogue before TLS share.
 */
#ifndef HAIL_TLS_STARTTLS_PRIVATE_H
#define HAIL_TLS_STARTTLS_PRIVATE_H

#include "base/str.h"
#include "tls/starttls.h"

/* How replies look. */
enum starttls_style {
	STARTTLS_CODE, /* three digits; `-` after them: more lines follow */
	STARTTLS_STATUS, /* `+OK` or `-ERR` */
	STARTTLS_TAGGED, /* lines with `*` until one with our tag */
	STARTTLS_NUMERIC, /* IRC: an optional `:prefix`, then a command or three digits */
	STARTTLS_TAGS, /* XML */
};

struct starttls_step {
	const char *send; /* a line without its CR LF; NULL = only listen */
	const char *good; /* what a good reply begins with; alternatives with `|` between */
	const char *unknown; /* how a reply begins that says it isn't known; or NULL */
	const char *offer; /* a word that must come with a good reply; or NULL */
	bool list; /* lines up to a lone dot follow a good reply */
	bool optional; /* without a good reply the dialogue goes on all the same */
};

enum { STARTTLS_STEPS = 3 };

struct starttls_dialogue {
	const char *name; /* `smtp` */
	const char *label; /* `SMTP` */
	enum starttls_style style;
	bool greets; /* the server speaks first: step 0 waits for its greeting */
	struct starttls_step steps[STARTTLS_STEPS];
	size_t step_count;
};

extern const struct starttls_dialogue starttls_dialogues[STARTTLS_COUNT];

struct Starttls {
	const struct starttls_dialogue *dialogue;
	enum starttls_state state;
	struct err error;
	char *host;
	size_t step;
	struct str line; /* of the line, or the tag, so far */
	size_t heard; /* bytes in all */
	size_t dropped;
	bool offered; /* the step's word was there */
	bool listing; /* inside the lines up to a dot */
	char code[4]; /* of a reply in several lines, or "" */
	/* XMPP */
	char quote; /* inside an attribute's value: its quote */
	bool in_tag;
	bool in_features;
	bool asked; /* `<starttls/>` is sent */
};

/* Ends the dialogue: "the SMTP server", what it `did`, and a line of its own to quote (may be
 * NULL). */
void starttls_fail(Starttls *s, const char *did, const char *quote);

/* XMPP's part of starttls_begin, and of starttls_feed for one byte. */
void starttls_xmpp_begin(Starttls *s, bool live, struct buf *out);
void starttls_xmpp_byte(Starttls *s, char c, struct buf *out);

#endif
