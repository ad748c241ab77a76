#include "base/str.h"

#include <assert.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/secret.h"
#include "base/utf8.h"
#include "base/poison.h"

/* What an unallocated string points at. Never written to: size 0 makes every writer allocate. */
static char str_empty[1];

void str_init(struct str *s)
{
	*s = (struct str){ .text = str_empty };
}

void str_init_secret(struct str *s)
{
	*s = (struct str){ .text = str_empty, .secret = true };
}

static void give_back(struct str *s)
{
	if (s->secret && s->size)
		secret_free(s->text, s->size);
	else if (s->size)
		free(s->text);
}

void str_fini(struct str *s)
{
	give_back(s);
	*s = (struct str){ .text = str_empty, .secret = s->secret };
}

/*
 * A fresh allocation rather than realloc: str_wipe's promise must hold for earlier copies too, and
 * for what was cut off at their ends.
 */
static void str_grow(struct str *s, size_t length)
{
	size_t size = s->size ? s->size : 32;
	char *text;

	if (length < s->size)
		return;
	assert(length < SIZE_MAX / 4);
	while (size <= length)
		size *= 2;
	text = s->secret ? secret_alloc(size) : mem_resize(NULL, size, 1);
	memcpy(text, s->text, s->length + 1);
	if (s->size)
		mem_wipe(s->text, s->size);
	give_back(s);
	s->text = text;
	s->size = size;
}

void str_clear(struct str *s)
{
	str_truncate(s, 0);
}

char *str_extend(struct str *s, size_t n)
{
	char *at;

	str_grow(s, s->length + n);
	at = s->text + s->length;
	s->length += n;
	s->text[s->length] = '\0';
	return at;
}

void str_append(struct str *s, const char *text, size_t n)
{
	if (n)
		memcpy(str_extend(s, n), text, n);
}

void str_append_string(struct str *s, const char *text)
{
	str_append(s, text, strlen(text));
}

void str_append_char(struct str *s, char c)
{
	str_append(s, &c, 1);
}

void str_append_codepoint(struct str *s, unsigned int cp)
{
	char bytes[UTF8_MAX];

	str_append(s, bytes, utf8_encode(cp, bytes));
}

void str_append_vformat(struct str *s, const char *format, va_list args)
{
	va_list again;
	int n;

	va_copy(again, args);
	n = vsnprintf(NULL, 0, format, again);
	va_end(again);
	assert(n >= 0);
	str_grow(s, s->length + (size_t)n);
	vsnprintf(s->text + s->length, (size_t)n + 1, format, args);
	s->length += (size_t)n;
}

void str_append_any(struct str *s, const char *text, size_t n)
{
	uint32_t cp;

	for (size_t i = 0; i < n;) {
		i += utf8_decode_or_latin1(text + i, n - i, &cp);
		str_append_codepoint(s, cp);
	}
}

void str_append_format(struct str *s, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	str_append_vformat(s, format, args);
	va_end(args);
}

void str_truncate(struct str *s, size_t length)
{
	if (length >= s->length)
		return;
	s->length = length;
	s->text[length] = '\0';
}

void str_splice(struct str *s, size_t at, size_t cut, const char *text, size_t n)
{
	assert(at <= s->length && cut <= s->length - at);
	if (!cut && !n)
		return;
	str_grow(s, s->length - cut + n);
	memmove(s->text + at + n, s->text + at + cut, s->length - at - cut + 1);
	if (n)
		memcpy(s->text + at, text, n);
	s->length = s->length - cut + n;
}

void str_wipe(struct str *s)
{
	if (s->size)
		mem_wipe(s->text, s->size);
	s->length = 0;
}

char *str_take(struct str *s)
{
	char *text = s->size ? s->text : mem_strdup("");

	assert(!s->secret);
	str_init(s);
	return text;
}

char str_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

size_t str_trimmed(const char *text, size_t n)
{
	while (n && (text[n - 1] == ' ' || text[n - 1] == '\t'))
		n--;
	return n;
}

bool str_to_number(const char *text, long long min, long long max, long long *out)
{
	char *end;
	long long value;

	if ((*text < '0' || *text > '9') && *text != '-')
		return false;
	errno = 0;
	value = strtoll(text, &end, 10);
	if (errno || end == text || *end || value < min || value > max)
		return false;
	*out = value;
	return true;
}
