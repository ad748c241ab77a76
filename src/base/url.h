/*
 * Addresses (RFC 3986) of a few schemes, found in text. Pure functions over UTF-8.
 */
#ifndef HAIL_BASE_URL_H
#define HAIL_BASE_URL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/* Finds the first address at or after byte `from` of the `n` bytes of `text`: where it begins and
 * its bytes, without the punctuation of the sentence behind it. */
bool url_find(const char *text, size_t n, size_t from, size_t *start, size_t *length);

/* Appends `n` bytes of `text` in percent-encoding (RFC 3986 2.1): what isn't visible ASCII, and the
 * bytes of `also`. */
void url_encode(const char *text, size_t n, const char *also, struct str *out);

/* Appends what `n` bytes in percent-encoding stand for. */
void url_decode(const char *text, size_t n, struct str *out);

enum url_kind {
	URL_OTHER, /* of no scheme that is known here */
	URL_DOCUMENT, /* for another program to show */
	URL_SESSION, /* for us: telnet, telnets */
};

/* What the address `url` is for, by its scheme. */
enum url_kind url_kind(const char *url);

#endif
