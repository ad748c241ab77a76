/*
 * Base64 (RFC 4648, section 4). Pure functions.
 */
#ifndef HAIL_BASE_BASE64_H
#define HAIL_BASE_BASE64_H

#include <stddef.h>

/* The digits, by value. */
extern const char base64_digits[65];

/* How many characters `n` bytes become, padding included. */
#define BASE64_LENGTH(n) (((n) + 2) / 3 * 4)

/* Writes the BASE64_LENGTH(n) characters of `n` bytes to `out`, without a NUL. */
void base64_encode(const void *bytes, size_t n, char *out);

#endif
