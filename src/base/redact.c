#include "base/redact.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/poison.h"

enum { REDACT_SHORT = 4 /* bytes; what has fewer is replaced as a word */ };

static const char mask[] = "***";

void redact_init(struct redact *r)
{
	*r = (struct redact){ 0 };
}

void redact_fini(struct redact *r)
{
	for (size_t i = 0; i < r->count; i++)
		str_fini(&r->secrets[i]);
	free(r->secrets);
	redact_init(r);
}

static bool has(const struct redact *r, const char *secret, size_t n)
{
	for (size_t i = 0; i < r->count; i++) {
		if (r->secrets[i].length == n && memcmp(r->secrets[i].text, secret, n) == 0)
			return true;
	}
	return false;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

void redact_add(struct redact *r, const char *secret, size_t n)
{
	size_t at;

	for (; n && is_blank(secret[n - 1]); n--)
		;
	for (; n && is_blank(*secret); n--)
		secret++;
	if (!n || has(r, secret, n))
		return;
	r->secrets = mem_resize(r->secrets, r->count + 1, sizeof(*r->secrets));
	for (at = r->count++; at && r->secrets[at - 1].length < n; at--)
		r->secrets[at] = r->secrets[at - 1];
	str_init_secret(&r->secrets[at]);
	str_append(&r->secrets[at], secret, n);
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

static bool is_to_replace(const struct str *text, size_t at, const struct str *secret)
{
	if (secret->length >= REDACT_SHORT)
		return true;
	return !(at && is_word(text->text[at - 1])) && !is_word(text->text[at + secret->length]);
}

/* In one pass, however often a peer says it. */
static void replace(struct str *text, const struct str *secret)
{
	const char *end = text->text + text->length, *at = text->text, *found = at;
	struct str out;

	str_init(&out);
	while ((found = memmem(found, (size_t)(end - found), secret->text, secret->length))) {
		if (!is_to_replace(text, (size_t)(found - text->text), secret)) {
			found++;
			continue;
		}
		str_append(&out, at, (size_t)(found - at));
		str_append(&out, mask, sizeof(mask) - 1);
		at = found += secret->length;
	}
	if (at > text->text) {
		str_append(&out, at, (size_t)(end - at));
		str_clear(text);
		str_append(text, out.text, out.length);
	}
	str_fini(&out);
}

void redact_text(const struct redact *r, struct str *text)
{
	for (size_t i = 0; i < r->count; i++)
		replace(text, &r->secrets[i]);
}
