#include "term/scrollback.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "term/block-reader.h"
#include "term/block.h"
#include "term/pack.h"
#include "term/row-text.h"

#include "base/poison.h"

enum {
	BLOCK_BYTES_MAX = 128 << 10, /* of text, or of what is beside it */
	BLOCK_BYTES_MIN = 2 << 10,
	BLOCKS_MIN = 16, /* that the bound of bytes has room for */
	/* A block is compressed when this many bytes are newer. Where all lines that are to be kept
	 * take no more than the second, that waits until nothing is being written. */
	WARM_BYTES = 256 << 10,
	WARM_BYTES_ALL = 32 << 20,
	WORK_COOL = 2, /* bytes compressed for one of work */
};

struct Scrollback {
	struct block **blocks; /* oldest first, from `head` */
	size_t head, count, size;
	size_t cool; /* the oldest blocks that were compressed, or can't be */
	uint64_t first, end; /* numbers of the lines kept */
	size_t max_lines, max_bytes;
	size_t bytes; /* held by blocks */
	size_t warm_bytes; /* by those that weren't compressed */
	size_t plain_bytes; /* that all lines would take without compression */
	struct text_line open;
	bool is_open;
	struct text_line row; /* scratch */
	struct buf packed, compressed; /* scratch */
	uint64_t revision; /* how often lines were taken back */
	uint64_t work; /* scrollback_work */
	BlockReader *reader;
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
	buf_init(&h->packed);
	buf_init(&h->compressed);
	h->reader = block_reader_new();
	return h;
}

void scrollback_watch(Scrollback *h, void (*unrecorded)(void *user, const struct text_line *line),
		      void *user)
{
	h->unrecorded = unrecorded;
	h->user = user;
}

/* --- Blocks. */

static struct block *block_at(const Scrollback *h, size_t i)
{
	return h->blocks[h->head + i];
}

static void count_block(Scrollback *h, const struct block *b, bool in)
{
	size_t bytes = block_bytes(b), plain = (size_t)b->text_length + b->notes_length;

	h->bytes += in ? bytes : 0 - bytes;
	h->plain_bytes += in ? plain : 0 - plain;
	if (!b->cold)
		h->warm_bytes += in ? bytes : 0 - bytes;
}

static void free_block(Scrollback *h, struct block *b)
{
	count_block(h, b, false);
	block_reader_forget(h->reader, b);
	block_fini(b);
	free(b);
}

void scrollback_free(Scrollback *h)
{
	if (!h)
		return;
	for (size_t i = 0; i < h->count; i++)
		free_block(h, block_at(h, i));
	free(h->blocks);
	block_reader_free(h->reader);
	buf_fini(&h->packed);
	buf_fini(&h->compressed);
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
	       h->open.run_size * sizeof(*h->open.runs) + block_reader_bytes(h->reader);
}

uint64_t scrollback_work(const Scrollback *h)
{
	return h->work;
}

static void drop_oldest_block(Scrollback *h)
{
	free_block(h, block_at(h, 0));
	h->head++;
	h->count--;
	h->cool -= h->cool > 0;
	if (!h->count)
		h->head = 0;
}

static struct block *last_block(const Scrollback *h)
{
	return h->count ? block_at(h, h->count - 1) : NULL;
}

static struct block *new_block(Scrollback *h)
{
	struct block *b = mem_alloc(sizeof(*b));

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
	count_block(h, b, true);
	return b;
}

/* --- Compression and bounds. */

/* Compresses the oldest block that wasn't, but for the newest. Returns whether there was one. */
static bool cool_oldest(Scrollback *h)
{
	if (h->cool + 1 >= h->count)
		return false;
	struct block *b = block_at(h, h->cool++);
	count_block(h, b, false);
	block_reader_forget(h->reader, b);
	h->work += ((size_t)b->text_length + b->notes_length) / WORK_COOL;
	block_cool(b, &h->compressed);
	count_block(h, b, true);
	return true;
}

/* Bytes that may wait to be compressed. */
static size_t warm_limit(const Scrollback *h)
{
	uint64_t bytes_a_line = h->plain_bytes / (h->end - h->first + 1);

	if (h->max_bytes < 2 * (size_t)WARM_BYTES_ALL || h->max_lines > WARM_BYTES_ALL)
		return WARM_BYTES;
	return bytes_a_line * h->max_lines < WARM_BYTES_ALL ? WARM_BYTES_ALL : WARM_BYTES;
}

/* Forgets the oldest lines beyond the bounds. Lines go one by one, their memory by blocks. */
static void evict(Scrollback *h)
{
	if (h->end - h->first > h->max_lines)
		h->first = h->end - h->max_lines;
	while (h->count > 1 && (h->bytes > h->max_bytes || block_at(h, 1)->first <= h->first)) {
		if (block_at(h, 1)->first > h->first && cool_oldest(h))
			continue;
		drop_oldest_block(h);
		if (h->first < block_at(h, 0)->first)
			h->first = block_at(h, 0)->first;
	}
}

void scrollback_limit(Scrollback *h, size_t lines, size_t bytes)
{
	h->max_lines = lines;
	h->max_bytes = bytes;
	evict(h);
}

bool scrollback_unsettled(const Scrollback *h)
{
	return h->warm_bytes > WARM_BYTES && h->cool + 1 < h->count;
}

void scrollback_settle(Scrollback *h)
{
	if (scrollback_unsettled(h))
		cool_oldest(h);
}

/* Bytes of text that make a block full. */
static size_t block_limit(const Scrollback *h)
{
	size_t part = h->max_bytes / BLOCKS_MIN;

	return part < BLOCK_BYTES_MIN ? BLOCK_BYTES_MIN :
	       part > BLOCK_BYTES_MAX ? BLOCK_BYTES_MAX :
					part;
}

/* The newest block, so that it can be written to; NULL if there is none, or it can't be read. */
static struct block *warm_last(Scrollback *h)
{
	struct block *b = last_block(h);

	if (!b || !b->cold)
		return b;
	count_block(h, b, false);
	bool warm = block_reader_warm(h->reader, b);
	count_block(h, b, true);
	if (warm && h->cool == h->count)
		h->cool--;
	return warm ? b : NULL;
}

/* The block that the next line goes to, with room for it. */
static struct block *block_for(Scrollback *h, const struct packed_line *line)
{
	struct block *b = warm_last(h);
	size_t limit = block_limit(h), need = block_need(line);

	if (b && (!b->count || (b->text_length + need <= limit && b->notes_length + need <= limit)))
		return b;
	for (int i = 0; i < 2 && h->warm_bytes > warm_limit(h); i++)
		cool_oldest(h);
	return new_block(h);
}

static void push_packed(Scrollback *h, const char *bytes)
{
	struct packed_line line = unpack_line(bytes);
	struct block *b = block_for(h, &line);

	count_block(h, b, false);
	block_append(b, &line, block_limit(h));
	count_block(h, b, true);
	h->end++;
	evict(h);
}

void scrollback_push(Scrollback *h, const struct text_line *line)
{
	buf_clear(&h->packed);
	pack_line(line, buf_reserve(&h->packed, pack_bound(line)));
	push_packed(h, h->packed.bytes);
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

		if (block_at(h, middle)->first <= number)
			low = middle;
		else
			high = middle;
	}
	return block_at(h, low);
}

bool scrollback_get(const Scrollback *h, uint64_t number, struct text_line *out)
{
	if (number < h->first || number >= h->end)
		return false;
	const struct block *b = find_block(h, number);
	block_reading_line(block_reader_open(h->reader, b), (unsigned)(number - b->first), out);
	return true;
}

bool scrollback_text(const Scrollback *h, uint64_t number, struct scrollback_text *out)
{
	if (number < h->first || number >= h->end)
		return false;
	const struct block *b = find_block(h, number);
	const char *text = block_reader_text(h->reader, b);
	*out = (struct scrollback_text){ b->first, b->count, text, text ? b->text_length : 0 };
	return true;
}

uint64_t scrollback_revision(const Scrollback *h)
{
	return h->revision;
}

uint64_t scrollback_kept_since(const Scrollback *h, uint64_t revision)
{
	uint64_t kept = h->end;

	for (size_t i = h->count; i && block_at(h, i - 1)->revision > revision; i--)
		kept = block_at(h, i - 1)->first;
	return kept;
}

bool scrollback_pop(Scrollback *h, struct text_line *out)
{
	struct block *b = warm_last(h);

	if (h->end == h->first || !b)
		return false;
	struct block_reading *reading = block_reader_open(h->reader, b);
	block_reading_line(reading, b->count - 1, out);
	b->revision = ++h->revision;
	count_block(h, b, false);
	block_drop_last(b, reading);
	count_block(h, b, true);
	h->end--;
	if (!b->count) {
		free_block(h, b);
		h->count--;
		h->cool -= h->cool > h->count;
		/* Lines may be added to the one before it. */
		if (h->count)
			last_block(h)->revision = h->revision;
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

void scrollback_restyle_open(Scrollback *h, const struct text_line *line)
{
	text_line_restyle(&h->open, line);
}

void scrollback_disown_open(Scrollback *h)
{
	text_line_disown(&h->open);
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
		push_packed(h, row->packed);
		return;
	}
	if (!soft && !h->is_open) {
		text_line_clear(&h->row);
		row_text_append(&h->row, row, width, clusters);
		keep(h, &h->row);
		return;
	}
	h->is_open = true;
	if (!(row->flags & ROW_OWN))
		text_line_disown(&h->open);
	row_text_append(&h->open, row, width, clusters);
	/* The screen breaks lines at the limit; this bounds what rewriting of wrapped rows adds. */
	bool full = buf_length(&h->open.text) >= 2 * TEXT_LINE_LIMIT;
	if (soft && full)
		h->open.flags |= ROW_CONTINUED;
	if (!soft || full)
		scrollback_close_open(h);
}
