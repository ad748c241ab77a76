#include "link/lens-guess.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "lens/lens-table.h"
#include "link/lens-feed.h"
#include "base/poison.h"

enum {
	GUESS_BYTES = 4096, /* of a direction that are looked at */
	GUESS_LIKELY = 50, /* what a row has to say of the application's bytes, */
	GUESS_POSSIBLE = 30, /* and of any */
};

struct LensGuess {
	LensFeed *feed;
	struct buf wire; /* what was received, with telnet, */
	struct buf sides[2]; /* and without, by enum lens_direction */
};

static void gather(struct buf *b, const char *bytes, size_t n)
{
	size_t room = GUESS_BYTES - buf_length(b);

	if (n && room)
		buf_append(b, bytes, n < room ? n : room);
}

static void on_bytes(void *user, enum lens_direction d, const char *bytes, size_t n, int64_t time)
{
	LensGuess *g = user;

	(void)time;
	if (bytes)
		gather(&g->sides[d], bytes, n);
}

LensGuess *lens_guess_new(void)
{
	static const struct lens_feed_events events = { .bytes = on_bytes };
	LensGuess *g = mem_alloc(sizeof(*g));

	buf_init(&g->wire);
	buf_init(&g->sides[LENS_RECEIVED]);
	buf_init(&g->sides[LENS_SENT]);
	g->feed = lens_feed_new(false, &events, g);
	return g;
}

void lens_guess_free(LensGuess *g)
{
	if (!g)
		return;
	lens_feed_free(g->feed);
	buf_fini(&g->wire);
	buf_fini(&g->sides[LENS_RECEIVED]);
	buf_fini(&g->sides[LENS_SENT]);
	free(g);
}

static void begin(LensGuess *g)
{
	lens_feed_end(g->feed);
	buf_clear(&g->wire);
	buf_clear(&g->sides[LENS_RECEIVED]);
	buf_clear(&g->sides[LENS_SENT]);
}

void lens_guess_piece(LensGuess *g, const struct capture_piece *piece)
{
	if (piece->kind == CAPTURE_CONNECTED)
		begin(g);
	if (piece->kind != CAPTURE_BYTES)
		return;
	if (piece->direction == WIRE_RECEIVED)
		gather(&g->wire, piece->bytes, piece->length);
	lens_feed_piece(g->feed, piece);
}

bool lens_guess_has_some(const LensGuess *g)
{
	return buf_length(&g->wire) > 0;
}

bool lens_guess_has_enough(const LensGuess *g)
{
	return buf_length(&g->wire) == GUESS_BYTES;
}

static unsigned ask(const struct lens_row *row, const struct buf *b)
{
	return buf_length(b) ? row->guess(buf_data(b), buf_length(b)) : 0;
}

/* How well a row fits, 0 if not as well as `least`. */
static unsigned fit(const LensGuess *g, const struct lens_row *row, bool wire, unsigned least)
{
	unsigned received, sent;

	if (!row->guess || row->wire != wire)
		return 0;
	received = ask(row, wire ? &g->wire : &g->sides[LENS_RECEIVED]);
	sent = wire ? 0 : ask(row, &g->sides[LENS_SENT]);
	received = received < sent ? sent : received;
	return received < least ? 0 : received;
}

static const struct lens_row *best(const LensGuess *g, bool wire, unsigned least)
{
	const struct lens_row *const *rows, *found = NULL;
	unsigned most = 0;
	size_t count;

	rows = lens_table(&count);
	for (size_t i = 0; i < count; i++) {
		unsigned now = fit(g, rows[i], wire, least);

		if (now > most)
			found = rows[i];
		most = now > most ? now : most;
	}
	return found;
}

/* Whether it can be read: UTF-8 without controls but for those of lines. */
static bool is_text(const struct buf *b)
{
	const char *bytes = buf_data(b);
	size_t n = buf_length(b);

	for (size_t i = 0; i < n; i++) {
		uint8_t c = (uint8_t)bytes[i];

		if (c == 0x7f || (c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f'))
			return false;
	}
	/* The last character may not be whole. */
	for (size_t i = 0; i < UTF8_MAX && i <= n; i++) {
		if (utf8_valid(bytes, n - i))
			return true;
	}
	return false;
}

const struct lens_row *lens_guess_row(const LensGuess *g)
{
	const struct lens_row *row = best(g, false, GUESS_LIKELY);

	row = row ? row : best(g, true, GUESS_POSSIBLE);
	row = row ? row : best(g, false, GUESS_POSSIBLE);
	if (row)
		return row;
	return is_text(&g->sides[LENS_RECEIVED]) ? &lens_text : &lens_hex;
}
