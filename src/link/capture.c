#include "link/capture.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/poison.h"

enum { FIRST_PIECES = 64 };

struct Capture {
	struct capture_piece *pieces; /* a ring; their `bytes` stand in the queue below, in order */
	size_t size, start, count;
	struct buf bytes;
	struct capture_place first; /* the oldest piece and byte that are there */
};

Capture *capture_new(void)
{
	Capture *c = mem_alloc(sizeof(*c));

	buf_init(&c->bytes);
	return c;
}

void capture_free(Capture *c)
{
	if (!c)
		return;
	buf_fini(&c->bytes);
	free(c->pieces);
	free(c);
}

static struct capture_piece *piece_at(const Capture *c, size_t i)
{
	return &c->pieces[(c->start + i) % c->size];
}

/* How many bytes of the queue a piece has. */
static size_t stored(const struct capture_piece *piece)
{
	return piece->kind == CAPTURE_SECRET ? 0 : piece->length;
}

static size_t used(const Capture *c)
{
	return buf_length(&c->bytes) + c->count * sizeof(*c->pieces);
}

static void drop_oldest(Capture *c)
{
	size_t n = stored(piece_at(c, 0));

	buf_consume(&c->bytes, n);
	c->first.byte += n;
	c->first.piece++;
	c->start = (c->start + 1) % c->size;
	c->count--;
}

/* Makes room for one more in the ring. */
static void grow(Capture *c)
{
	size_t size = c->size ? 2 * c->size : FIRST_PIECES;
	struct capture_piece *pieces;

	if (c->count < c->size)
		return;
	pieces = mem_calloc(size, sizeof(*pieces));
	for (size_t i = 0; i < c->count; i++)
		pieces[i] = *piece_at(c, i);
	free(c->pieces);
	c->pieces = pieces;
	c->size = size;
	c->start = 0;
}

void capture_add(Capture *c, const struct capture_piece *piece)
{
	struct capture_piece added = *piece;
	size_t n = stored(piece), most = CAPTURE_MAX - sizeof(added),
	       skip = n > most ? n - most : 0;

	while (c->count && used(c) + sizeof(added) + n - skip > CAPTURE_MAX)
		drop_oldest(c);
	/* All that came before is gone, too: whoever reads is told of both. */
	c->first.byte += skip;
	grow(c);
	added.bytes = NULL;
	added.length -= skip;
	*piece_at(c, c->count++) = added;
	if (n)
		buf_append(&c->bytes, piece->bytes + skip, n - skip);
}

/* Where the bytes of the piece at `place` begin in the queue. */
static size_t offset_of(const Capture *c, const struct capture_place *place)
{
	return (size_t)(place->byte - c->first.byte);
}

bool capture_read(const Capture *c, struct capture_place *place, struct capture_piece *piece,
		  uint64_t *lost)
{
	*lost = 0;
	if (place->piece < c->first.piece || place->byte < c->first.byte) {
		*lost = place->piece || place->byte ? c->first.byte - place->byte : 0;
		*place = c->first;
	}
	if (place->piece - c->first.piece == c->count)
		return false;
	*piece = *piece_at(c, (size_t)(place->piece - c->first.piece));
	piece->bytes = stored(piece) ? buf_data(&c->bytes) + offset_of(c, place) : NULL;
	place->piece++;
	place->byte += stored(piece);
	return true;
}
