#include "edit/history.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "edit/history-private.h"
#include "base/poison.h"

History *history_new(size_t max)
{
	History *h = mem_alloc(sizeof(*h));

	h->max = max;
	h->bucket_count = 64;
	while (h->bucket_count < max && h->bucket_count < 65536)
		h->bucket_count *= 2;
	h->bucket = mem_calloc(h->bucket_count, sizeof(struct history_entry *));
	return h;
}

void history_free(History *h)
{
	if (!h)
		return;
	for (size_t i = 0; i < h->count; i++)
		free(h->entry[i]);
	free(h->entry);
	free(h->bucket);
	free(h->path);
	free(h);
}

/* FNV-1a. */
static uint64_t hash_text(const char *text, size_t n)
{
	uint64_t hash = 0xcbf29ce484222325u;

	for (size_t i = 0; i < n; i++)
		hash = (hash ^ (unsigned char)text[i]) * 0x100000001b3u;
	return hash;
}

/* Where the pointer to the entry with this text is, or where it would go. */
static struct history_entry **find(History *h, const char *text, size_t n, uint64_t hash)
{
	struct history_entry **place = &h->bucket[(hash ^ hash >> 32) & (h->bucket_count - 1)];

	while (*place && ((*place)->hash != hash || (*place)->length != n ||
			  memcmp((*place)->text, text, n) != 0))
		place = &(*place)->next;
	return place;
}

static void remove_at(History *h, size_t index)
{
	struct history_entry *entry = h->entry[index];

	*find(h, entry->text, entry->length, entry->hash) = entry->next;
	free(entry);
	h->count--;
	memmove(h->entry + index, h->entry + index + 1, (h->count - index) * sizeof(*h->entry));
}

static size_t index_of(const History *h, const struct history_entry *entry)
{
	size_t index = h->count;

	while (h->entry[--index] != entry)
		;
	return index;
}

/* Adds at the end of the array a line that is not there yet. */
static struct history_entry *append(History *h, const char *text, size_t n, uint64_t hash)
{
	struct history_entry *entry = mem_alloc(sizeof(*entry) + n + 1);

	entry->hash = hash;
	entry->length = n;
	memcpy(entry->text, text, n);
	*find(h, text, n, hash) = entry;
	if (h->count == h->size) {
		h->size = h->size ? h->size * 2 : 64;
		h->entry = mem_resize(h->entry, h->size, sizeof(*h->entry));
	}
	h->entry[h->count++] = entry;
	return entry;
}

bool history_keeps(const char *text, size_t n)
{
	return n > 0 && n <= HISTORY_LINE_MAX && text[0] != ' ' && !memchr(text, '\0', n) &&
	       utf8_valid(text, n);
}

struct history_entry *history_push(History *h, const char *text, size_t n)
{
	uint64_t hash = hash_text(text, n);
	struct history_entry *old = *find(h, text, n, hash);
	struct history_entry *entry;

	if (old && old == h->entry[h->count - 1])
		return old;
	if (old)
		remove_at(h, index_of(h, old));
	entry = append(h, text, n, hash);
	if (h->count > h->max)
		remove_at(h, 0);
	return entry;
}

void history_push_oldest(History *h, const char *text, size_t n)
{
	uint64_t hash = hash_text(text, n);

	if (h->count < h->max && !*find(h, text, n, hash))
		append(h, text, n, hash);
}

void history_reverse(History *h)
{
	for (size_t i = 0; i < h->count / 2; i++) {
		struct history_entry *entry = h->entry[i];

		h->entry[i] = h->entry[h->count - 1 - i];
		h->entry[h->count - 1 - i] = entry;
	}
}

void history_swap_lines(History *a, History *b)
{
	History old = *a;

	a->entry = b->entry;
	a->count = b->count;
	a->size = b->size;
	a->bucket = b->bucket;
	a->bucket_count = b->bucket_count;
	b->entry = old.entry;
	b->count = old.count;
	b->size = old.size;
	b->bucket = old.bucket;
	b->bucket_count = old.bucket_count;
}

void history_add(History *h, const char *text, size_t n)
{
	struct history_entry *entry = h->count ? h->entry[h->count - 1] : NULL;

	if (!h->max || !history_keeps(text, n))
		return;
	if (entry && !entry->unwritten && entry->length == n && memcmp(entry->text, text, n) == 0)
		return;
	entry = history_push(h, text, n);
	entry->unwritten = true;
	h->waiting++;
	if (!h->deferred)
		history_flush(h);
}

void history_defer(History *h, bool on)
{
	h->deferred = on;
}

size_t history_count(const History *h)
{
	return h->count;
}

const char *history_get(const History *h, size_t index)
{
	return h->entry[index]->text;
}

long history_search(const History *h, const char *pattern, size_t index)
{
	for (size_t i = index < h->count ? index : h->count; i > 0; i--) {
		if (strstr(h->entry[i - 1]->text, pattern))
			return (long)i - 1;
	}
	return -1;
}
