/*
 * A growing, always NUL-terminated string. Embedded in its owner (init/fini). Not thread-safe.
 */
#ifndef HAIL_BASE_STR_H
#define HAIL_BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct str {
	char *text; /* never NULL after str_init; `length` bytes and a NUL */
	size_t length;
	size_t size; /* allocated; 0 while text is the shared empty string */
	bool secret; /* in memory of base/secret.h */
};

/* Makes `s` the empty string without allocating. */
void str_init(struct str *s);

/* The same for a string that may hold a password: its memory is that of base/secret.h. */
void str_init_secret(struct str *s);

/* Frees what `s` holds and makes it empty again. */
void str_fini(struct str *s);

/* Makes `s` empty; keeps the allocation. */
void str_clear(struct str *s);

/* Appends `n` bytes; `text` must not point into `s`. */
void str_append(struct str *s, const char *text, size_t n);

/* Appends `n` bytes that the caller writes before anything else is done to `s`: returns where. */
char *str_extend(struct str *s, size_t n);

/* Appends a NUL-terminated string. */
void str_append_string(struct str *s, const char *text);

/* Appends one byte. */
void str_append_char(struct str *s, char c);

/* Appends the UTF-8 form of code point `cp`. */
void str_append_codepoint(struct str *s, unsigned int cp);

/* Appends text of an unknown kind as UTF-8: a byte that is none is read as Latin-1. */
void str_append_any(struct str *s, const char *text, size_t n);

/* Appends formatted text. */
void str_append_format(struct str *s, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Appends formatted text from a va_list. */
void str_append_vformat(struct str *s, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

/* Cuts `s` to its first `length` bytes (no more than it has). */
void str_truncate(struct str *s, size_t length);

/* Replaces `cut` bytes at `at` by the `n` bytes of `text` (not inside `s`). */
void str_splice(struct str *s, size_t at, size_t cut, const char *text, size_t n);

/* Overwrites the text with zeros, then makes `s` empty. */
void str_wipe(struct str *s);

/* Gives up the text: returns it, owned by the caller (free()), and makes `s` empty. */
char *str_take(struct str *s);

/* The small letter of a capital of ASCII; another byte as it is. */
char str_lower(char c);

/* The length of the `n` bytes at `text` without blanks and tabs at their end. */
size_t str_trimmed(const char *text, size_t n);

/* Parses `text` as a decimal number in [min, max] with nothing after it; false leaves *out alone.
 */
bool str_to_number(const char *text, long long min, long long max, long long *out);

#endif
