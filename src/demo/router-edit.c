#include "demo/router-edit.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "demo/tint.h"

#include "base/poison.h"

enum {
	CTRL_A = 1,
	CTRL_B,
	CTRL_C,
	CTRL_D,
	CTRL_E,
	CTRL_F,
	BELL = 7,
	BACKSPACE = 8,
	CTRL_K = 11,
	CTRL_L,
	CTRL_N = 14,
	CTRL_P = 16,
	CTRL_R = 18,
	CTRL_U = 21,
	CTRL_W = 23,
	CTRL_Z = 26,
	ESCAPE = 27,
	DELETE = 127
};

void router_edit_init(struct router_edit *e)
{
	*e = (struct router_edit){ .escape = 0 };
	str_init(&e->text);
	str_init(&e->draft);
	for (size_t i = 0; i < ROUTER_EDIT_HISTORY; i++)
		str_init(&e->history[i]);
}

void router_edit_fini(struct router_edit *e)
{
	str_wipe(&e->text);
	str_fini(&e->text);
	str_fini(&e->draft);
	for (size_t i = 0; i < ROUTER_EDIT_HISTORY; i++)
		str_fini(&e->history[i]);
}

static bool is_shown(const struct router_edit *e)
{
	return e->echo && !e->hidden;
}

static void put(const struct router_edit *e, struct buf *out, const char *bytes, size_t n)
{
	if (is_shown(e))
		tint_append_bytes(out, bytes, n);
}

static void put_many(const struct router_edit *e, struct buf *out, char byte, size_t count)
{
	for (size_t i = 0; i < count; i++)
		put(e, out, &byte, 1);
}

static size_t width(const struct router_edit *e, size_t from, size_t to)
{
	return utf8_text_width(e->text.text + from, to - from);
}

/* Writes the text from the cursor on, `blanks` over what was longer before, and goes back. */
static void put_tail(const struct router_edit *e, struct buf *out, size_t blanks)
{
	put(e, out, e->text.text + e->cursor, e->text.length - e->cursor);
	put_many(e, out, ' ', blanks);
	put_many(e, out, '\b', width(e, e->cursor, e->text.length) + blanks);
}

static void move_to(struct router_edit *e, size_t to, struct buf *out)
{
	if (to < e->cursor)
		put_many(e, out, '\b', width(e, to, e->cursor));
	else
		put(e, out, e->text.text + e->cursor, to - e->cursor);
	e->cursor = to;
}

/* Removes the text between the cursor and `to`, on either side of it. */
static void remove_to(struct router_edit *e, size_t to, struct buf *out)
{
	size_t from = to < e->cursor ? to : e->cursor;
	size_t n = to < e->cursor ? e->cursor - to : to - e->cursor;
	size_t cells = width(e, from, from + n);

	if (!n)
		return;
	move_to(e, from, out);
	str_splice(&e->text, from, n, NULL, 0);
	put_tail(e, out, cells);
}

static size_t left_of(const struct router_edit *e)
{
	return e->cursor ? utf8_cluster_before(e->text.text, e->cursor) : 0;
}

static size_t right_of(const struct router_edit *e)
{
	size_t rest = e->text.length - e->cursor;

	return e->cursor + (rest ? utf8_cluster_length(e->text.text + e->cursor, rest) : 0);
}

static size_t word_left_of(const struct router_edit *e)
{
	size_t at = e->cursor;

	while (at && e->text.text[at - 1] == ' ')
		at--;
	while (at && e->text.text[at - 1] != ' ')
		at--;
	return at;
}

void router_edit_insert(struct router_edit *e, const char *bytes, size_t n, struct buf *out)
{
	bool at_end = e->cursor == e->text.length;

	if (n > ROUTER_EDIT_MAX - e->text.length) {
		buf_append_byte(out, BELL);
		return;
	}
	str_splice(&e->text, e->cursor, 0, bytes, n);
	e->cursor += n;
	put(e, out, bytes, n);
	if (!at_end)
		put_tail(e, out, 0);
}

/* Shows line `at` of the history; history_count is the line that was being typed. */
static void show_history(struct router_edit *e, size_t at, struct buf *out)
{
	const struct str *text = at < e->history_count ? &e->history[at] : &e->draft;

	if (e->hidden || at > e->history_count || at == e->history_at) {
		buf_append_byte(out, BELL);
		return;
	}
	if (e->history_at == e->history_count) {
		str_clear(&e->draft);
		str_append(&e->draft, e->text.text, e->text.length);
	}
	move_to(e, 0, out);
	remove_to(e, e->text.length, out);
	router_edit_insert(e, text->text, text->length, out);
	e->history_at = at;
}

static void show_older(struct router_edit *e, struct buf *out)
{
	show_history(e, e->history_at ? e->history_at - 1 : e->history_at, out);
}

/* A letter after CSI or SS3, or a number before `~` (ECMA-48, xterm). */
static void take_cursor_key(struct router_edit *e, unsigned char final, struct buf *out)
{
	static const char tilde[] = { [1] = 'H', [3] = DELETE, [4] = 'F', [7] = 'H', [8] = 'F' };

	if (final == '~')
		final = e->parameter < sizeof tilde ? (unsigned char)tilde[e->parameter] : 0;
	switch (final) {
	case 'A': show_older(e, out); break;
	case 'B': show_history(e, e->history_at + 1, out); break;
	case 'C': move_to(e, right_of(e), out); break;
	case 'D': move_to(e, left_of(e), out); break;
	case DELETE: remove_to(e, right_of(e), out); break;
	case 'H': move_to(e, 0, out); break;
	case 'F': move_to(e, e->text.length, out); break;
	}
}

enum { ESCAPE_NONE, ESCAPE_BEGUN, ESCAPE_CSI, ESCAPE_SS3 };

static void take_escape(struct router_edit *e, unsigned char byte, struct buf *out)
{
	if (e->escape == ESCAPE_BEGUN) {
		e->escape = byte == '[' ? ESCAPE_CSI : byte == 'O' ? ESCAPE_SS3 : ESCAPE_NONE;
		e->parameter = 0;
		return;
	}
	if (e->escape == ESCAPE_CSI && byte >= 0x20 && byte < 0x40) {
		if (byte >= '0' && byte <= '9' && e->parameter < 1000)
			e->parameter = e->parameter * 10 + (unsigned)(byte - '0');
		return;
	}
	e->escape = ESCAPE_NONE;
	if (byte >= 0x40)
		take_cursor_key(e, byte, out);
}

/* Collects a character of more bytes; ill-formed bytes are refused with a bell. */
static void take_text(struct router_edit *e, unsigned char byte, struct buf *out)
{
	uint32_t cp;
	size_t used;

	e->partial[e->partial_length++] = (char)byte;
	used = utf8_decode(e->partial, e->partial_length, &cp);
	if (!used)
		return;
	if ((used == 1 && cp == UTF8_REPLACEMENT) || (cp >= 0x80 && cp < 0xa0)) {
		bool again = e->partial_length > 1 && used == 1;

		e->partial_length = 0;
		buf_append_byte(out, BELL);
		if (again)
			take_text(e, byte, out);
		return;
	}
	e->partial_length = 0;
	router_edit_insert(e, e->partial, used, out);
}

static void take_control(struct router_edit *e, unsigned char byte, struct buf *out)
{
	switch (byte) {
	case CTRL_A: move_to(e, 0, out); break;
	case CTRL_B: move_to(e, left_of(e), out); break;
	case CTRL_D: remove_to(e, right_of(e), out); break;
	case CTRL_E: move_to(e, e->text.length, out); break;
	case CTRL_F: move_to(e, right_of(e), out); break;
	case BACKSPACE:
	case DELETE: remove_to(e, left_of(e), out); break;
	case CTRL_K: remove_to(e, e->text.length, out); break;
	case CTRL_N: show_history(e, e->history_at + 1, out); break;
	case CTRL_P: show_older(e, out); break;
	case CTRL_U:
		move_to(e, e->text.length, out);
		remove_to(e, 0, out);
		break;
	case CTRL_W: remove_to(e, word_left_of(e), out); break;
	case ESCAPE: e->escape = ESCAPE_BEGUN; break;
	}
}

static enum router_key named_key(const struct router_edit *e, unsigned char byte)
{
	switch (byte) {
	case '\r': return ROUTER_KEY_ENTER;
	case '\t': return ROUTER_KEY_TAB;
	case '?': return e->hidden ? ROUTER_KEY_NONE : ROUTER_KEY_HELP;
	case CTRL_C: return ROUTER_KEY_CTRL_C;
	case CTRL_Z: return ROUTER_KEY_CTRL_Z;
	case CTRL_L:
	case CTRL_R: return ROUTER_KEY_REDRAW;
	default: return ROUTER_KEY_NONE;
	}
}

enum router_key router_edit_byte(struct router_edit *e, unsigned char byte, struct buf *out)
{
	enum router_key key = named_key(e, byte);

	if (e->escape && byte >= 0x20) {
		take_escape(e, byte, out);
		return ROUTER_KEY_NONE;
	}
	e->escape = ESCAPE_NONE;
	if (key == ROUTER_KEY_NONE && byte >= 0x20 && byte != DELETE)
		take_text(e, byte, out);
	else if (key == ROUTER_KEY_NONE)
		take_control(e, byte, out);
	return key;
}

void router_edit_redraw(const struct router_edit *e, struct buf *out)
{
	put(e, out, e->text.text, e->text.length);
	put_many(e, out, '\b', width(e, e->cursor, e->text.length));
}

static void remember(struct router_edit *e)
{
	struct str *last = e->history_count ? &e->history[e->history_count - 1] : NULL;

	if (!e->text.length || (last && !strcmp(last->text, e->text.text)))
		return;
	if (e->history_count == ROUTER_EDIT_HISTORY) {
		str_fini(&e->history[0]);
		memmove(e->history, e->history + 1, sizeof(e->history) - sizeof(e->history[0]));
		e->history_count--;
	}
	last = &e->history[e->history_count++];
	str_init(last);
	str_append(last, e->text.text, e->text.length);
}

void router_edit_clear(struct router_edit *e, bool keep)
{
	if (keep && !e->hidden)
		remember(e);
	str_wipe(&e->text);
	str_clear(&e->draft);
	e->cursor = 0;
	e->partial_length = 0;
	e->history_at = e->history_count;
}
