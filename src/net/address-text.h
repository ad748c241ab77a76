/*
 * The characters of an address: what may stand in a host, a port, a user. Pure functions over text,
 * for address.c.
 */
#ifndef HAIL_NET_ADDRESS_TEXT_H
#define HAIL_NET_ADDRESS_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

/* Whether `c` is an ASCII letter. */
bool address_text_is_alpha(char c);

/* Whether `c` is an ASCII digit. */
bool address_text_is_digit(char c);

/* Whether `c` is an ASCII letter or digit. */
bool address_text_is_alnum(char c);

/* The length of a scheme (RFC 3986 section 3.1) before "://" in `text`; 0 = there is none. */
size_t address_text_scheme_length(const char *text);

/* Whether there is a C0 control or DEL in `text`. */
bool address_text_has_control(const char *text);

/*
 * Checks that `text` is at most 1024 bytes of UTF-8 without controls, spaces and invisible
 * characters. False with a sentence (ERR_USAGE) that names `what` and doesn't repeat the text.
 */
bool address_text_check(const char *what, const char *text, struct err *e);

/* Whether `text` is an IPv6 literal with or without %zone (RFC 4291 2.2, RFC 4007 section 11). */
bool address_text_is_ipv6(const char *text);

/* `text` itself if it is short enough to be quoted in a sentence, else an ellipsis. */
const char *address_text_shown(const char *text);

/*
 * Undoes %XX (RFC 3986 section 2.1) in the `n` bytes at `text`: an owned string, or NULL if an
 * escape is malformed or stands for NUL. Leaves no copy behind then: it may be a password.
 */
char *address_text_decode(const char *text, size_t n);

/* Appends `text` with every byte but letters, digits and -._~ as %XX. */
void address_text_encode(const char *text, struct str *out);

#endif
