#include "session/backlog.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/poison.h"

void backlog_clear(struct backlog *b)
{
	for (size_t i = 0; i < b->count; i++)
		buf_fini(&b->pieces[b->first + i].text);
	b->first = b->count = b->bytes = 0;
}

void backlog_fini(struct backlog *b)
{
	backlog_clear(b);
	free(b->pieces);
	*b = (struct backlog){ 0 };
}

bool backlog_has_room(const struct backlog *b, size_t n)
{
	return n <= BACKLOG_MAX - b->bytes && b->count < BACKLOG_PIECES_MAX;
}

static struct backlog_piece *newest(const struct backlog *b)
{
	return b->count ? &b->pieces[b->first + b->count - 1] : NULL;
}

static bool is_alike(const struct backlog_piece *a, const struct backlog_piece *b)
{
	return a->origin == b->origin && a->secret == b->secret && a->keys == b->keys &&
	       a->bytes == b->bytes && a->escapes == b->escapes && !a->draft && !b->draft;
}

static struct backlog_piece *add_piece(struct backlog *b)
{
	if (b->first + b->count == b->size && b->first) {
		memmove(b->pieces, b->pieces + b->first, b->count * sizeof(*b->pieces));
		b->first = 0;
	}
	if (b->count == b->size) {
		b->size = b->size ? b->size * 2 : 4;
		b->pieces = mem_resize(b->pieces, b->size, sizeof(*b->pieces));
	}
	return &b->pieces[b->first + b->count++];
}

void backlog_add(struct backlog *b, const struct backlog_piece *kind, const char *text, size_t n)
{
	struct backlog_piece *last = newest(b);

	if (!n)
		return;
	if (!last || !is_alike(last, kind)) {
		last = add_piece(b);
		*last = *kind;
		last->text = (struct buf){ .secret = true };
	}
	buf_append(&last->text, text, n);
	b->bytes += n;
}

struct backlog_piece *backlog_first(struct backlog *b)
{
	return b->count ? &b->pieces[b->first] : NULL;
}

void backlog_take(struct backlog *b, size_t n)
{
	struct backlog_piece *p = &b->pieces[b->first];

	buf_consume(&p->text, n);
	b->bytes -= n;
	if (buf_length(&p->text))
		return;
	buf_fini(&p->text);
	b->first++;
	b->count--;
	if (!b->count)
		b->first = 0;
}

void backlog_text(const struct backlog *b, struct str *out)
{
	for (size_t i = 0; i < b->count; i++) {
		const struct backlog_piece *p = &b->pieces[b->first + i];

		if (!p->secret && !p->bytes &&
		    (p->origin == WIRE_TYPED || p->origin == WIRE_PASTED))
			str_append(out, buf_data(&p->text), buf_length(&p->text));
	}
}

bool backlog_has_secret(const struct backlog *b)
{
	for (size_t i = 0; i < b->count; i++) {
		if (b->pieces[b->first + i].secret)
			return true;
	}
	return false;
}
