#include "session/sent-text.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/poison.h"

enum { SENT_TEXT_MAX = 65536, SENT_TEXT_FIRST = 64 };

struct SentText {
	uint64_t *hashes;
	size_t count, size;
	size_t next; /* the one that is forgotten next, when there are as many as may be */
};

SentText *sent_text_new(void)
{
	return mem_calloc(1, sizeof(SentText));
}

void sent_text_free(SentText *t)
{
	if (!t)
		return;
	free(t->hashes);
	free(t);
}

/* FNV-1a, without blanks at the end. */
static uint64_t hash(const char *text, size_t n)
{
	uint64_t h = 0xcbf29ce484222325u;

	while (n && text[n - 1] == ' ')
		n--;
	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)text[i]) * 0x100000001b3u;
	return h;
}

static bool has(const SentText *t, uint64_t h)
{
	for (size_t i = t->count; i; i--) {
		if (t->hashes[i - 1] == h)
			return true;
	}
	return false;
}

void sent_text_add(SentText *t, const char *text, size_t n)
{
	uint64_t h = hash(text, n);

	if (has(t, h))
		return;
	if (t->count == SENT_TEXT_MAX) {
		t->hashes[t->next] = h;
		t->next = (t->next + 1) % SENT_TEXT_MAX;
		return;
	}
	if (t->count == t->size) {
		t->size = t->size ? 2 * t->size : SENT_TEXT_FIRST;
		t->hashes = mem_resize(t->hashes, t->size, sizeof(*t->hashes));
	}
	t->hashes[t->count++] = h;
}

bool sent_text_has(const SentText *t, const char *text, size_t n)
{
	return has(t, hash(text, n));
}
