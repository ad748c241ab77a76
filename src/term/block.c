#include "term/block.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "term/grid.h"

#include "base/poison.h"

enum { BLOCK_FIRST = 1024 }; /* bytes that a block begins with */

/* The tag that a line's note begins with; then come the length of the text, and what it says. */
enum { NOTE_RUNS = 1, NOTE_FILL = 2, NOTE_FLAGS = 4, NOTE_TIME = 8 };
enum { NOTE_MAX = 1 + 5 + 5 + 4 + 10 + 5 }; /* bytes beside the runs */

void block_fini(struct block *b)
{
	free(b->text);
	free(b->notes);
	free(b->cold);
	memset(b, 0, sizeof(*b));
}

size_t block_bytes(const struct block *b)
{
	return sizeof(*b) + b->text_size + b->notes_size + b->cold_text + b->cold_notes;
}

size_t block_need(const struct packed_line *line)
{
	return line->text_length + 1 + line->runs_length + NOTE_MAX;
}

/* Makes room for `n` bytes more. */
static void reserve(char **bytes, uint32_t length, uint32_t *size, size_t n, size_t limit)
{
	size_t want = *size ? 2 * (size_t)*size : BLOCK_FIRST;

	if (*size - length >= n)
		return;
	if (want > limit)
		want = limit;
	if (want < length + n)
		want = length + n;
	*bytes = mem_resize(*bytes, want, 1);
	*size = (uint32_t)want;
}

/* A difference of times as a number that is small if the difference is. */
static uint64_t fold(uint64_t n)
{
	return n << 1 ^ (n >> 63 ? UINT64_MAX : 0);
}

static uint64_t unfold(uint64_t n)
{
	return n >> 1 ^ (n & 1 ? UINT64_MAX : 0);
}

static char *write_note(const struct block *b, const struct packed_line *line, char *out)
{
	char *tag = out++;

	*tag = 0;
	out = pack_number(out, line->text_length);
	if (line->flags != ROW_CLOSED) {
		*tag |= NOTE_FLAGS;
		out = pack_number(out, line->flags);
	}
	if (line->fill) {
		*tag |= NOTE_FILL;
		memcpy(out, &line->fill, sizeof(line->fill));
		out += sizeof(line->fill);
	}
	if (line->time != b->time) {
		*tag |= NOTE_TIME;
		out = pack_number(out, fold((uint64_t)line->time - (uint64_t)b->time));
	}
	if (line->runs_length) {
		*tag |= NOTE_RUNS;
		out = pack_number(out, line->runs_length);
		memcpy(out, line->runs, line->runs_length);
		out += line->runs_length;
	}
	return out;
}

/* Reads a note of a line whose predecessor's time is `time`; returns where it ends. The text isn't
 * among what it says. */
static const char *read_note(const char *in, int64_t time, struct packed_line *line)
{
	unsigned tag = (unsigned char)*in++;
	uint64_t n;

	*line = (struct packed_line){ .time = time, .flags = ROW_CLOSED };
	in = unpack_number(in, &n);
	line->text_length = (uint32_t)n;
	if (tag & NOTE_FLAGS) {
		in = unpack_number(in, &n);
		line->flags = (unsigned)n;
	}
	if (tag & NOTE_FILL) {
		memcpy(&line->fill, in, sizeof(line->fill));
		in += sizeof(line->fill);
	}
	if (tag & NOTE_TIME) {
		in = unpack_number(in, &n);
		line->time = (int64_t)((uint64_t)time + unfold(n));
	}
	if (tag & NOTE_RUNS) {
		in = unpack_number(in, &n);
		line->runs = in;
		line->runs_length = (uint32_t)n;
		in += n;
	}
	return in;
}

void block_append(struct block *b, const struct packed_line *line, size_t limit)
{
	reserve(&b->text, b->text_length, &b->text_size, (size_t)line->text_length + 1, limit);
	reserve(&b->notes, b->notes_length, &b->notes_size, line->runs_length + NOTE_MAX, limit);
	char *text = b->text + b->text_length, *note = b->notes + b->notes_length;
	memcpy(text, line->text, line->text_length);
	text[line->text_length] = '\n';
	b->text_length += line->text_length + 1;
	b->notes_length += (uint32_t)(write_note(b, line, note) - note);
	b->time = line->time;
	b->count++;
}

void block_cool(struct block *b, struct buf *scratch)
{
	buf_clear(scratch);
	if (b->cold || !b->count)
		return;
	size_t text = compress_bytes(b->text, b->text_length, scratch);
	size_t notes = compress_bytes(b->notes, b->notes_length, scratch);
	if (text + notes < (size_t)b->text_length + b->notes_length) {
		b->cold = mem_resize(NULL, text + notes, 1);
		memcpy(b->cold, buf_data(scratch), text + notes);
		b->cold_text = (uint32_t)text;
		b->cold_notes = (uint32_t)notes;
		free(b->text);
		free(b->notes);
		b->text = b->notes = NULL;
		b->text_size = b->notes_size = 0;
	}
	buf_clear(scratch);
}

/* The block's text or notes in memory of their own; NULL if they can't be read. */
static char *expand(const char *cold, uint32_t n, uint32_t length, Decompressor *d)
{
	char *out = mem_resize(NULL, length, 1);

	if (decompress_bytes(d, cold, n, out, length))
		return out;
	free(out);
	return NULL;
}

bool block_warm(struct block *b, Decompressor *d)
{
	if (!b->cold)
		return true;
	char *text = expand(b->cold, b->cold_text, b->text_length, d);
	char *notes = expand(b->cold + b->cold_text, b->cold_notes, b->notes_length, d);
	if (!text || !notes) {
		free(text);
		free(notes);
		return false;
	}
	free(b->cold);
	b->cold = NULL;
	b->cold_text = b->cold_notes = 0;
	b->text = text;
	b->notes = notes;
	b->text_size = b->text_length;
	b->notes_size = b->notes_length;
	return true;
}

const char *block_text(const struct block *b, Decompressor *d, struct buf *scratch)
{
	if (!b->cold)
		return b->text;
	buf_clear(scratch);
	char *out = buf_reserve(scratch, b->text_length);
	return decompress_bytes(d, b->cold, b->cold_text, out, b->text_length) ? out : NULL;
}

/* --- Reading. */

void block_reading_close(struct block_reading *r)
{
	free(r->text);
	free(r->notes);
	free(r->place);
	memset(r, 0, sizeof(*r));
}

void block_reading_open(struct block_reading *r, const struct block *b, Decompressor *d)
{
	block_reading_close(r);
	r->block = b;
	if (!b->cold)
		return;
	r->text = expand(b->cold, b->cold_text, b->text_length, d);
	r->notes = expand(b->cold + b->cold_text, b->cold_notes, b->notes_length, d);
	r->lost = !r->text || !r->notes;
}

/* Finds the places of lines that came since it was last read. */
static void find_places(struct block_reading *r, const char *notes)
{
	if (r->size <= r->block->count) {
		r->size = r->block->count + r->block->count / 2 + 16;
		r->place = mem_resize(r->place, r->size, sizeof(*r->place));
	}
	if (!r->count)
		r->place[0] = (struct block_place){ 0 };
	for (; r->count < r->block->count; r->count++) {
		struct block_place *at = &r->place[r->count];
		struct packed_line line;
		const char *end = read_note(notes + at->notes, at->time, &line);

		at[1] = (struct block_place){ .text = at->text + line.text_length + 1,
					      .notes = (uint32_t)(end - notes),
					      .time = line.time };
	}
}

void block_reading_line(struct block_reading *r, unsigned i, struct text_line *out)
{
	const char *text = r->text ? r->text : r->block->text;
	const char *notes = r->notes ? r->notes : r->block->notes;
	struct packed_line line;

	text_line_clear(out);
	if (r->lost) {
		text_line_append(out, "(lost)", 6, (struct cell_style){ .attrs = CELL_DIM });
		return;
	}
	find_places(r, notes);
	read_note(notes + r->place[i].notes, r->place[i].time, &line);
	line.text = text + r->place[i].text;
	unpack_text(&line, out);
	out->time = line.time;
	out->fill = line.fill;
	out->flags = line.flags;
}

void block_drop_last(struct block *b, struct block_reading *r)
{
	find_places(r, b->notes);
	const struct block_place *at = &r->place[b->count - 1];
	b->text_length = at->text;
	b->notes_length = at->notes;
	b->time = at->time;
	b->count--;
	r->count = b->count;
}

size_t block_reading_bytes(const struct block_reading *r)
{
	return r->size * sizeof(*r->place) +
	       (r->text ? (size_t)r->block->text_length + r->block->notes_length : 0);
}
