#include "demo/edit.h"

#include <string.h>

#include "base/utf8.h"
#include "demo/tint.h"

#include "base/poison.h"

enum { BELL = 7, DELETE = 127 };

#define CTRL(letter) ((letter) - '@')

void edit_init(struct edit *e)
{
	*e = (struct edit){ .cursor = 0 };
	str_init(&e->text);
	str_init(&e->draft);
}

void edit_fini(struct edit *e)
{
	str_wipe(&e->text);
	str_fini(&e->text);
	str_fini(&e->draft);
	for (size_t i = 0; i < e->history_count; i++)
		str_fini(&e->history[i]);
}

/* --- What is seen of it. */

static void put(const struct edit *e, struct buf *out, const char *bytes, size_t n)
{
	if (e->echo && !e->hidden)
		tint_append_bytes(out, bytes, n);
}

static void put_many(const struct edit *e, struct buf *out, char byte, size_t count)
{
	for (size_t i = 0; i < count; i++)
		put(e, out, &byte, 1);
}

static void ring(const struct edit *e, struct buf *out)
{
	if (!e->plain)
		buf_append_byte(out, BELL);
}

static size_t width(const struct edit *e, size_t from, size_t to)
{
	return utf8_text_width(e->text.text + from, to - from);
}

static void move_to(struct edit *e, size_t to, struct buf *out)
{
	if (to < e->cursor)
		put_many(e, out, '\b', width(e, to, e->cursor));
	else
		put(e, out, e->text.text + e->cursor, to - e->cursor);
	e->cursor = to;
}

/* Replaces what lies between two places by `n` bytes, with the cursor behind them. */
static void replace(struct edit *e, size_t from, size_t to, const char *bytes, size_t n,
		    struct buf *out)
{
	size_t cut = width(e, from, to);

	if (from == to && !n)
		return;
	move_to(e, from, out);
	str_splice(&e->text, from, to - from, bytes, n);
	put(e, out, e->text.text + from, e->text.length - from);
	e->cursor = from + n;
	put_many(e, out, ' ', cut);
	put_many(e, out, '\b', width(e, e->cursor, e->text.length) + cut);
}

void edit_insert(struct edit *e, const char *bytes, size_t n, struct buf *out)
{
	if (n <= EDIT_MAX - e->text.length) {
		replace(e, e->cursor, e->cursor, bytes, n, out);
		return;
	}
	e->cut = true;
	ring(e, out);
}

void edit_redraw(const struct edit *e, struct buf *out)
{
	put(e, out, e->text.text, e->text.length);
	put_many(e, out, '\b', width(e, e->cursor, e->text.length));
}

/* --- Keys. */

static size_t left_of(const struct edit *e)
{
	return e->cursor ? utf8_cluster_before(e->text.text, e->cursor) : 0;
}

static size_t right_of(const struct edit *e)
{
	size_t rest = e->text.length - e->cursor;

	return e->cursor + (rest ? utf8_cluster_length(e->text.text + e->cursor, rest) : 0);
}

static size_t word_left_of(const struct edit *e)
{
	size_t at = e->cursor;

	while (at && e->text.text[at - 1] == ' ')
		at--;
	while (at && e->text.text[at - 1] != ' ')
		at--;
	return at;
}

/* Shows line `at` of the history; history_count is the line that was being typed. */
static void show_history(struct edit *e, size_t at, struct buf *out)
{
	const struct str *text = at < e->history_count ? &e->history[at] : &e->draft;

	if (e->hidden || at > e->history_count || at == e->history_at) {
		ring(e, out);
		return;
	}
	if (e->history_at == e->history_count) {
		str_clear(&e->draft);
		str_append(&e->draft, e->text.text, e->text.length);
	}
	replace(e, 0, e->text.length, NULL, 0, out);
	edit_insert(e, text->text, text->length, out);
	e->history_at = at;
}

static void take_key(struct edit *e, int key, struct buf *out)
{
	size_t length = e->text.length, at = e->history_at;

	switch (key) {
	case CTRL('A'):
	case KEYS_HOME: move_to(e, 0, out); break;
	case CTRL('B'):
	case KEYS_LEFT: move_to(e, left_of(e), out); break;
	case CTRL('D'):
	case KEYS_DELETE: replace(e, e->cursor, right_of(e), NULL, 0, out); break;
	case CTRL('E'):
	case KEYS_END: move_to(e, length, out); break;
	case CTRL('F'):
	case KEYS_RIGHT: move_to(e, right_of(e), out); break;
	case CTRL('H'):
	case DELETE: replace(e, left_of(e), e->cursor, NULL, 0, out); break;
	case CTRL('K'): replace(e, e->cursor, length, NULL, 0, out); break;
	case CTRL('N'):
	case KEYS_DOWN: show_history(e, at + 1, out); break;
	case CTRL('P'):
	case KEYS_UP: show_history(e, at ? at - 1 : at, out); break;
	case CTRL('U'):
		move_to(e, length, out);
		replace(e, 0, length, NULL, 0, out);
		break;
	case CTRL('W'): replace(e, word_left_of(e), e->cursor, NULL, 0, out); break;
	}
}

/* Collects a character of more bytes; ill-formed bytes are refused with a bell. */
static void take_text(struct edit *e, unsigned char byte, struct buf *out)
{
	size_t n = e->partial_length;
	uint32_t cp;
	size_t used;

	e->partial[n++] = (char)byte;
	e->partial_length = n;
	used = utf8_decode(e->partial, n, &cp);
	if (!used)
		return;
	e->partial_length = 0;
	if ((used > 1 || cp != UTF8_REPLACEMENT) && (cp < 0x80 || cp >= 0xa0)) {
		edit_insert(e, e->partial, used, out);
		return;
	}
	ring(e, out);
	if (n > 1 && used == 1)
		take_text(e, byte, out);
}

static enum edit_key named_key(const struct edit *e, int key)
{
	switch (key) {
	case '\r': return EDIT_ENTER;
	case '\t': return EDIT_TAB;
	case '?': return e->hidden ? EDIT_NONE : EDIT_HELP;
	case CTRL('C'): return EDIT_CTRL_C;
	case CTRL('Z'): return EDIT_CTRL_Z;
	case CTRL('L'):
	case CTRL('R'): return EDIT_REDRAW;
	default: return EDIT_NONE;
	}
}

/* In line mode the line can be erased, by a character or whole. */
static enum edit_key take_plain(struct edit *e, int key, struct buf *out)
{
	if (key == '\r')
		return EDIT_ENTER;
	if (key == CTRL('C'))
		key = CTRL('U');
	if (key == CTRL('U') || key == CTRL('H') || key == DELETE)
		take_key(e, key, out);
	else if (key >= 0x20 && key < 0x100)
		take_text(e, (unsigned char)key, out);
	else if (key == '\t')
		edit_insert(e, " ", 1, out);
	return EDIT_NONE;
}

enum edit_key edit_byte(struct edit *e, unsigned char byte, struct buf *out)
{
	int key = e->plain ? byte : keys_byte(&e->keys, byte);
	enum edit_key named = named_key(e, key);

	if (e->plain)
		return take_plain(e, key, out);
	if (named == EDIT_NONE && key >= 0x20 && key < 0x100 && key != DELETE)
		take_text(e, (unsigned char)key, out);
	else if (named == EDIT_NONE)
		take_key(e, key, out);
	return named;
}

static void remember(struct edit *e)
{
	struct str *last = e->history_count ? &e->history[e->history_count - 1] : NULL;

	if (!e->text.length || (last && !strcmp(last->text, e->text.text)))
		return;
	if (e->history_count == EDIT_HISTORY) {
		str_fini(&e->history[0]);
		memmove(e->history, e->history + 1, sizeof(e->history) - sizeof(e->history[0]));
		e->history_count--;
	}
	last = &e->history[e->history_count++];
	str_init(last);
	str_append(last, e->text.text, e->text.length);
}

void edit_clear(struct edit *e, bool keep)
{
	if (keep && !e->hidden && !e->plain)
		remember(e);
	str_wipe(&e->text);
	str_clear(&e->draft);
	e->cursor = e->partial_length = 0;
	e->cut = false;
	e->history_at = e->history_count;
}
