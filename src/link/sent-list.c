#include "link/sent-list.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/poison.h"

enum {
	IAC = 0xff,
	KEY_MAX = 16, /* bytes that one key sends at most */
};

struct entry {
	int64_t time;
	bool line;
	bool is_long; /* beyond SENT_LIST_ENTRY: it isn't kept */
	struct buf bytes;
};

struct SentList {
	struct entry entries[SENT_LIST_MAX]; /* a ring */
	size_t first, count;
	bool open; /* more belongs to the newest; */
	bool keys; /* keys, until `last` and SENT_LIST_KEYS_MS */
	int64_t last;
	unsigned char before; /* the last byte that was added, as it stood on the wire */
};

SentList *sent_list_new(void)
{
	return mem_alloc(sizeof(SentList));
}

void sent_list_free(SentList *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < SENT_LIST_MAX; i++)
		buf_fini(&l->entries[i].bytes);
	free(l);
}

static struct entry *newest(SentList *l)
{
	return &l->entries[(l->first + l->count - 1) % SENT_LIST_MAX];
}

static void begin(SentList *l, int64_t time)
{
	if (l->count == SENT_LIST_MAX)
		l->first = (l->first + 1) % SENT_LIST_MAX;
	else
		l->count++;
	buf_fini(&newest(l)->bytes);
	*newest(l) = (struct entry){ .time = time };
	l->before = 0;
}

/* What is empty (Enter alone) or too long is no use. */
static void end(SentList *l)
{
	struct entry *e = newest(l);

	l->open = l->keys = false;
	if (buf_length(&e->bytes) && !e->is_long)
		return;
	buf_fini(&e->bytes);
	l->count--;
}

/* Telnet's encoding undone: the second IAC of two, and the NUL behind a CR. */
static void add(SentList *l, const char *bytes, size_t n, bool telnet)
{
	struct entry *e = newest(l);

	for (size_t i = 0; i < n && !e->is_long; i++) {
		unsigned char byte = (unsigned char)bytes[i];
		bool doubled = telnet && byte == IAC && l->before == IAC;

		if (!doubled && !(telnet && !byte && l->before == '\r'))
			buf_append_byte(&e->bytes, byte);
		l->before = doubled ? 0 : byte;
		e->is_long = buf_length(&e->bytes) > SENT_LIST_ENTRY;
	}
}

/* Takes the end of a line off the newest; whether there was one. */
static bool take_line_end(SentList *l)
{
	struct buf *b = &newest(l)->bytes;
	size_t before = buf_length(b);

	if (buf_length(b) && buf_data(b)[buf_length(b) - 1] == '\n')
		b->end--;
	if (buf_length(b) && buf_data(b)[buf_length(b) - 1] == '\r')
		b->end--;
	newest(l)->line |= buf_length(b) < before;
	return buf_length(b) < before;
}

static bool is_of_user(const struct wire_piece *piece)
{
	return piece->direction == WIRE_SENT &&
	       (piece->origin == WIRE_TYPED || piece->origin == WIRE_PASTED);
}

void sent_list_piece(SentList *l, const struct wire_piece *piece, bool telnet, bool keys)
{
	bool key = keys && piece->length <= KEY_MAX;

	if (!is_of_user(piece) || piece->command)
		return;
	if (l->open &&
	    (piece->secret || (l->keys && (!key || piece->time - l->last > SENT_LIST_KEYS_MS))))
		end(l);
	if (piece->secret)
		return;
	if (!l->open)
		begin(l, piece->time);
	l->open = true;
	l->keys = key;
	l->last = piece->time;
	add(l, piece->bytes, piece->length, telnet);
	if (!piece->more && (take_line_end(l) || !key))
		end(l);
}

size_t sent_list_count(const SentList *l)
{
	return l->count;
}

struct sent_entry sent_list_get(const SentList *l, size_t i)
{
	const struct entry *e = &l->entries[(l->first + l->count - 1 - i) % SENT_LIST_MAX];

	return (struct sent_entry){ e->time, e->line, buf_data(&e->bytes), buf_length(&e->bytes) };
}
