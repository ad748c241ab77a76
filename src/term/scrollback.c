#include "term/scrollback.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "term/pack.h"
#include "term/row-text.h"

#include "base/poison.h"

enum {
	BLOCK_LINES = 64,
	BLOCK_BYTES = 16384, /* a block with more is not added to */
	BLOCK_FIRST = 1024, /* what a block begins with */
};

/* Consecutive lines, packed one after the other. */
struct block {
	uint64_t first;
	unsigned count;
	uint32_t offset[BLOCK_LINES];
	char *data;
	size_t length, size;
	uint64_t revision; /* of the history when lines were last taken from it, or it was begun */
};

struct Scrollback {
	struct block **blocks; /* oldest first, from `head` */
	size_t head, count, size;
	uint64_t first, end; /* numbers of the lines kept */
	size_t max_lines, max_bytes;
	size_t bytes;
	struct text_line open;
	bool is_open;
	struct text_line row; /* scratch */
	uint64_t revision; /* how often lines were taken back */
	struct buf *text; /* scratch of scrollback_text */
	void (*unrecorded)(void *user, const struct text_line *line);
	void *user;
};

Scrollback *scrollback_new(size_t lines, size_t bytes)
{
	Scrollback *h = mem_alloc(sizeof(*h));

	h->max_lines = lines;
	h->max_bytes = bytes;
	text_line_init(&h->open);
	text_line_init(&h->row);
	h->text = mem_alloc(sizeof(*h->text));
	return h;
}

void scrollback_watch(Scrollback *h, void (*unrecorded)(void *user, const struct text_line *line),
		      void *user)
{
	h->unrecorded = unrecorded;
	h->user = user;
}

static void block_free(Scrollback *h, struct block *b)
{
	h->bytes -= sizeof(*b) + b->size;
	free(b->data);
	free(b);
}

void scrollback_free(Scrollback *h)
{
	if (!h)
		return;
	for (size_t i = 0; i < h->count; i++)
		block_free(h, h->blocks[h->head + i]);
	free(h->blocks);
	buf_fini(h->text);
	free(h->text);
	text_line_fini(&h->open);
	text_line_fini(&h->row);
	free(h);
}

uint64_t scrollback_first(const Scrollback *h)
{
	return h->first;
}

uint64_t scrollback_end(const Scrollback *h)
{
	return h->end;
}

size_t scrollback_bytes(const Scrollback *h)
{
	return h->bytes + h->size * sizeof(*h->blocks) + h->open.text.size +
	       h->open.run_size * sizeof(*h->open.runs);
}

static void drop_oldest_block(Scrollback *h)
{
	block_free(h, h->blocks[h->head]);
	h->head++;
	h->count--;
	if (!h->count)
		h->head = 0;
}

static struct block *last_block(const Scrollback *h)
{
	return h->count ? h->blocks[h->head + h->count - 1] : NULL;
}

static void resize_block(Scrollback *h, struct block *b, size_t size)
{
	b->data = mem_resize(b->data, size, 1);
	h->bytes = h->bytes - b->size + size;
	b->size = size;
}

static struct block *new_block(Scrollback *h)
{
	struct block *last = last_block(h), *b = mem_alloc(sizeof(*b));

	if (last)
		resize_block(h, last, last->length);
	if (h->head + h->count == h->size) {
		if (h->head > h->count) {
			memmove(h->blocks, h->blocks + h->head, h->count * sizeof(*h->blocks));
			h->head = 0;
		} else {
			h->size = h->size ? h->size * 2 : 16;
			h->blocks = mem_resize(h->blocks, h->size, sizeof(*h->blocks));
		}
	}
	h->blocks[h->head + h->count++] = b;
	b->first = h->end;
	b->revision = h->revision;
	h->bytes += sizeof(*b);
	resize_block(h, b, BLOCK_FIRST);
	return b;
}

/* Forgets the oldest lines beyond the bounds. Lines go one by one, their memory by blocks. */
static void evict(Scrollback *h)
{
	if (h->end - h->first > h->max_lines)
		h->first = h->end - h->max_lines;
	while (h->count > 1 &&
	       (h->bytes > h->max_bytes || h->blocks[h->head + 1]->first <= h->first)) {
		drop_oldest_block(h);
		if (h->first < h->blocks[h->head]->first)
			h->first = h->blocks[h->head]->first;
	}
}

void scrollback_limit(Scrollback *h, size_t lines, size_t bytes)
{
	h->max_lines = lines;
	h->max_bytes = bytes;
	evict(h);
}

/* The block that the next line goes to, with room for `bound` bytes of it. */
static struct block *block_with_room(Scrollback *h, size_t bound)
{
	struct block *b = last_block(h);

	if (!b || b->count == BLOCK_LINES || b->length > BLOCK_BYTES)
		b = new_block(h);
	if (bound > b->size - b->length) {
		size_t size = b->size * 2;

		resize_block(h, b, size > b->length + bound ? size : b->length + bound);
	}
	return b;
}

/* Counts `n` bytes, written to the end of `b`, as a line. */
static void commit_line(Scrollback *h, struct block *b, size_t n)
{
	b->offset[b->count++] = (uint32_t)b->length;
	b->length += n;
	h->end++;
	evict(h);
}

void scrollback_push(Scrollback *h, const struct text_line *line)
{
	struct block *b = block_with_room(h, pack_bound(line));

	commit_line(h, b, pack_line(line, b->data + b->length));
}

static void push_packed(Scrollback *h, const char *bytes, size_t n)
{
	struct block *b = block_with_room(h, n);

	memcpy(b->data + b->length, bytes, n);
	commit_line(h, b, n);
}

/* Appends a line that leaves the screen. */
static void keep(Scrollback *h, struct text_line *line)
{
	if (!(line->flags & ROW_CONTINUED))
		text_line_trim(line, true);
	if (line->flags & ROW_UNRECORDED && h->unrecorded)
		h->unrecorded(h->user, line);
	line->flags &= ~(unsigned)ROW_UNRECORDED;
	scrollback_push(h, line);
}

static struct block *find_block(const Scrollback *h, uint64_t number)
{
	size_t low = 0, high = h->count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (h->blocks[h->head + middle]->first <= number)
			low = middle;
		else
			high = middle;
	}
	return h->blocks[h->head + low];
}

bool scrollback_get(const Scrollback *h, uint64_t number, struct text_line *out)
{
	if (number < h->first || number >= h->end)
		return false;
	const struct block *b = find_block(h, number);
	unpack_line(b->data + b->offset[number - b->first], out);
	return true;
}

bool scrollback_text(const Scrollback *h, uint64_t number, struct scrollback_text *out)
{
	if (number < h->first || number >= h->end)
		return false;
	const struct block *b = find_block(h, number);
	struct text_line line;

	text_line_init(&line);
	buf_clear(h->text);
	for (unsigned i = 0; i < b->count; i++) {
		unpack_line(b->data + b->offset[i], &line);
		buf_append(h->text, buf_data(&line.text), buf_length(&line.text));
		buf_append(h->text, "\n", 1);
	}
	text_line_fini(&line);
	*out = (struct scrollback_text){ b->first, b->count, buf_data(h->text),
					 buf_length(h->text) };
	return true;
}

uint64_t scrollback_revision(const Scrollback *h)
{
	return h->revision;
}

uint64_t scrollback_kept_since(const Scrollback *h, uint64_t revision)
{
	uint64_t kept = h->end;

	for (size_t i = h->count; i && h->blocks[h->head + i - 1]->revision > revision; i--)
		kept = h->blocks[h->head + i - 1]->first;
	return kept;
}

bool scrollback_pop(Scrollback *h, struct text_line *out)
{
	if (h->end == h->first)
		return false;
	struct block *b = last_block(h);
	scrollback_get(h, h->end - 1, out);
	b->revision = ++h->revision;
	b->length = b->offset[--b->count];
	h->end--;
	if (!b->count) {
		block_free(h, b);
		h->count--;
	}
	/* What is left may be lines that were forgotten already. */
	if (h->end == h->first) {
		while (h->count)
			drop_oldest_block(h);
	}
	return true;
}

const struct text_line *scrollback_open(const Scrollback *h)
{
	return h->is_open ? &h->open : NULL;
}

bool scrollback_open_recorded(Scrollback *h)
{
	bool unrecorded = h->is_open && h->open.flags & ROW_UNRECORDED;

	h->open.flags &= ~(unsigned)ROW_UNRECORDED;
	return unrecorded;
}

void scrollback_close_open(Scrollback *h)
{
	if (!h->is_open)
		return;
	h->is_open = false;
	keep(h, &h->open);
	text_line_clear(&h->open);
}

void scrollback_drop_open(Scrollback *h)
{
	h->is_open = false;
	text_line_clear(&h->open);
}

void scrollback_add_row(Scrollback *h, const struct row *row, unsigned width,
			const ClusterTable *clusters)
{
	bool soft = row->flags & ROW_SOFT;

	if (!soft && !h->is_open && row->packed_length) {
		push_packed(h, row->packed, row->packed_length);
		return;
	}
	if (!soft && !h->is_open) {
		text_line_clear(&h->row);
		row_text_append(&h->row, row, width, clusters);
		keep(h, &h->row);
		return;
	}
	h->is_open = true;
	row_text_append(&h->open, row, width, clusters);
	/* The screen breaks lines at the limit; this bounds what rewriting of wrapped rows adds. */
	bool full = buf_length(&h->open.text) >= 2 * TEXT_LINE_LIMIT;
	if (soft && full)
		h->open.flags |= ROW_CONTINUED;
	if (!soft || full)
		scrollback_close_open(h);
}
