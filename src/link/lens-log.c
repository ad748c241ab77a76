#include "link/lens-log.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "link/lens-feed.h"
#include "link/lens-guess.h"
#include "base/poison.h"

enum { FIRST_ENTRIES = 64, INDENT = 2 };

/* A message, or a note. */
struct entry {
	uint64_t start; /* place of its first line */
	bool folded;
};

struct LensLog {
	const struct lens_row *row; /* NULL: as yet */
	struct lens_options options;
	Lens *lens; /* or NULL, with the row */
	LensFeed *feed; /* likewise */
	LensGuess *guess; /* NULL: there was none, or it is done */
	bool guessed;
	struct capture_place place;
	struct capture_place connection; /* where the one that is guessed from began */
	int64_t last; /* when the last piece passed, */
	int64_t told; /* and the last message; 0: none */

	struct lens_text text; /* all lines */
	size_t waiting, wait_at; /* entries at the end that say what is half there, until more
				    comes; where they begin in the text */
	uint64_t first; /* place of its first byte */
	struct entry *entries;
	size_t count, size;
	uint64_t dropped; /* entries */
	bool folds;
	struct lens_text shown; /* the lines of one message */
};

/* --- Lines. */

static uint64_t end_place(const LensLog *l)
{
	return l->first + l->text.text.length;
}

static void add_entry(LensLog *l)
{
	if (l->count == l->size) {
		l->size = l->size ? 2 * l->size : FIRST_ENTRIES;
		l->entries = mem_resize(l->entries, l->size, sizeof(*l->entries));
	}
	l->entries[l->count++] = (struct entry){ end_place(l), l->folds };
}

/* Drops the runs of the first `n` bytes of the text, which begins behind them. */
static void drop_runs(struct lens_text *t, size_t n)
{
	size_t i = 0, kept = 0;

	while (i < t->run_count && t->runs[i].start + t->runs[i].length <= n)
		i++;
	for (; i < t->run_count; i++) {
		struct lens_run run = t->runs[i];

		run.length -= run.start < n ? n - run.start : 0;
		run.start -= run.start < n ? run.start : n;
		t->runs[kept++] = run;
	}
	t->run_count = kept;
}

static void drop_entries(LensLog *l)
{
	size_t i = 0;

	while (i + 1 < l->count && l->entries[i + 1].start <= l->first)
		i++;
	if (!i)
		return;
	l->count -= i;
	l->dropped += i;
	memmove(l->entries, l->entries + i, l->count * sizeof(*l->entries));
}

/* Whole lines go, half of what there is at once. */
static void drop_oldest(LensLog *l)
{
	struct str *text = &l->text.text;
	size_t n = text->length - LENS_LOG_MAX;
	const char *newline = memchr(text->text + n, '\n', text->length - n);

	n = newline ? (size_t)(newline + 1 - text->text) : text->length;
	drop_runs(&l->text, n);
	str_splice(text, 0, n, "", 0);
	l->first += n;
	drop_entries(l);
}

static void note(LensLog *l, int64_t time, const char *what, const char *more, size_t n)
{
	char stamp[CLOCK_STAMP];

	add_entry(l);
	if (time)
		lens_format(&l->text, LENS_DIM, "-- %s %s", clock_stamp(time, stamp), what);
	else
		lens_format(&l->text, LENS_DIM, "-- %s", what);
	if (n)
		lens_put_peer(&l->text, LENS_DIM, more, n);
	lens_newline(&l->text);
	l->told = time;
}

/* `12:00:00.123 +0.004 < 17 bytes` */
static void add_head(LensLog *l, const struct lens_message *m)
{
	const char *sign = m->direction == LENS_SENT ? ">" : "<";
	char stamp[CLOCK_STAMP];
	int64_t delta = l->told && m->time > l->told ? m->time - l->told : 0;
	size_t n = m->secret ? m->secret : m->n;

	lens_format(&l->text, LENS_DIM, "%s +%lld.%03d ",
		    strchr(clock_stamp(m->time, stamp), ' ') + 1, (long long)(delta / 1000),
		    (int)(delta % 1000));
	lens_format(&l->text, m->direction == LENS_SENT ? LENS_WORD : LENS_NAME, "%s %zu byte%s",
		    sign, n, n == 1 ? "" : "s");
	if (m->secret)
		lens_put_string(&l->text, LENS_DIM, " (secret)");
	lens_newline(&l->text);
	l->told = m->time;
}

/* Appends a line of `from`, up to `end`, of which the runs from `run` on are; returns the next. */
static size_t add_line(LensLog *l, const struct lens_text *from, size_t at, size_t end, size_t run)
{
	lens_indent(&l->text, INDENT);
	while (at < end) {
		const struct lens_run *r = run < from->run_count ? &from->runs[run] : NULL;
		bool inside = r && r->start <= at;
		size_t to = end;

		if (inside && r->start + r->length < to)
			to = r->start + r->length;
		else if (r && !inside && r->start < to)
			to = r->start;
		lens_put(&l->text, inside ? r->style : LENS_PLAIN, from->text.text + at, to - at);
		run += inside && to == r->start + r->length;
		at = to;
	}
	lens_newline(&l->text);
	return run;
}

static void add_lines(LensLog *l, const struct lens_text *from)
{
	const char *text = from->text.text;
	size_t n = from->text.length, run = 0;

	for (size_t at = 0, end; at < n; at = end + 1) {
		const char *newline = memchr(text + at, '\n', n - at);

		end = newline ? (size_t)(newline - text) : n;
		while (run < from->run_count &&
		       from->runs[run].start + from->runs[run].length <= at)
			run++;
		run = add_line(l, from, at, end, run);
	}
}

/* --- What is half there. */

static bool is_half(const LensLog *l)
{
	uint64_t whole;

	return lens_pending(l->lens, LENS_RECEIVED, &whole) ||
	       lens_pending(l->lens, LENS_SENT, &whole);
}

static void tell_half_of(LensLog *l, enum lens_direction d)
{
	uint64_t whole;
	size_t n = lens_pending(l->lens, d, &whole);

	if (!n)
		return;
	add_entry(l);
	l->waiting++;
	lens_format(&l->text, LENS_DIM, "-- %s %zu ", d == LENS_SENT ? ">" : "<", n);
	if (whole)
		lens_format(&l->text, LENS_DIM, "of %llu ", (unsigned long long)whole);
	lens_put_string(&l->text, LENS_DIM,
			n == 1 && !whole ? "byte waits for the rest of its message" :
					   "bytes wait for the rest of their message");
	lens_newline(&l->text);
}

static void tell_half(LensLog *l)
{
	if (l->waiting)
		return;
	l->wait_at = l->text.text.length;
	tell_half_of(l, LENS_RECEIVED);
	tell_half_of(l, LENS_SENT);
}

static void untell_half(LensLog *l)
{
	if (!l->waiting)
		return;
	lens_text_truncate(&l->text, l->wait_at);
	l->count -= l->waiting;
	l->waiting = 0;
}

static void on_message(void *user, const struct lens_message *m)
{
	LensLog *l = user;

	add_entry(l);
	add_head(l, m);
	if (!m->secret) {
		lens_text_clear(&l->shown);
		lens_show(l->lens, m, &l->shown);
		add_lines(l, &l->shown);
	}
	if (lens_text_is_full(&l->shown)) {
		lens_indent(&l->text, INDENT);
		lens_put_string(&l->text, LENS_ERROR,
				"all that follows is left out: too many lines");
		lens_newline(&l->text);
		lens_text_clear(&l->shown);
	}
	if (l->text.text.length > 2 * LENS_LOG_MAX)
		drop_oldest(l);
}

static void on_bytes(void *user, enum lens_direction d, const char *bytes, size_t n, int64_t time)
{
	LensLog *l = user;

	if (bytes)
		lens_feed(l->lens, d, bytes, n, time);
	else
		lens_secret(l->lens, d, n, time);
}

/* --- Made and freed. */

static void begin(LensLog *l, const struct lens_row *row)
{
	static const struct lens_events events = { .message = on_message };
	static const struct lens_feed_events feed_events = { .bytes = on_bytes };

	l->row = row;
	l->lens = lens_new(row, &l->options, &events, l);
	l->feed = lens_feed_new(row->wire, &feed_events, l);
}

LensLog *lens_log_new(const struct lens_row *row, const struct lens_options *o)
{
	LensLog *l = mem_alloc(sizeof(*l));

	l->options = *o;
	l->options.gather = true;
	lens_text_init(&l->text);
	lens_text_init(&l->shown);
	l->shown.limit = LENS_LOG_MESSAGE;
	l->guessed = !row;
	if (row)
		begin(l, row);
	else
		l->guess = lens_guess_new();
	return l;
}

void lens_log_free(LensLog *l)
{
	if (!l)
		return;
	lens_free(l->lens);
	lens_feed_free(l->feed);
	lens_guess_free(l->guess);
	lens_text_fini(&l->text);
	lens_text_fini(&l->shown);
	free(l->entries);
	free(l);
}

/* --- What passes. */

/* What is half there is told as it is. */
static void end_stream(LensLog *l)
{
	lens_feed_end(l->feed);
	lens_end(l->lens);
}

static void take(LensLog *l, const struct capture_piece *piece)
{
	if (l->last && piece->time - l->last >= LENS_PAUSE_MS)
		lens_pause(l->lens);
	l->last = piece->time;
	switch (piece->kind) {
	case CAPTURE_BYTES:
	case CAPTURE_SECRET: lens_feed_piece(l->feed, piece); break;
	case CAPTURE_CONNECTED:
		end_stream(l);
		note(l, piece->time, "connected", "", 0);
		break;
	case CAPTURE_ENDED:
		end_stream(l);
		note(l, piece->time, piece->length ? "ended: " : "ended", piece->bytes,
		     piece->length);
		break;
	}
}

static void tell_lost(LensLog *l, uint64_t lost)
{
	struct str text;

	end_stream(l);
	str_init(&text);
	str_append_format(&text, "%llu bytes came too fast to be looked at",
			  (unsigned long long)lost);
	note(l, 0, text.text, "", 0);
	str_fini(&text);
}

/* Takes the row that fits; all of the connection is read again. */
static void settle_guess(LensLog *l)
{
	begin(l, lens_guess_row(l->guess));
	lens_guess_free(l->guess);
	l->guess = NULL;
	l->place = l->connection;
	l->last = 0;
}

static void look(LensLog *l, const struct capture_piece *piece)
{
	if (piece->kind == CAPTURE_CONNECTED)
		l->connection = (struct capture_place){ l->place.piece - 1, l->place.byte };
	lens_guess_piece(l->guess, piece);
	if (lens_guess_has_enough(l->guess))
		settle_guess(l);
}

bool lens_log_read(LensLog *l, const Capture *c, int64_t until)
{
	struct capture_piece piece;
	uint64_t lost;

	while (capture_read(c, &l->place, &piece, &lost)) {
		untell_half(l);
		if (lost && l->lens)
			tell_lost(l, lost);
		if (l->lens)
			take(l, &piece);
		else
			look(l, &piece);
		if (clock_mono_ns() > until)
			return false;
	}
	return true;
}

bool lens_log_waits(const LensLog *l)
{
	return l->lens ? !l->waiting && is_half(l) : lens_guess_has_some(l->guess);
}

void lens_log_pause(LensLog *l)
{
	if (l->lens) {
		untell_half(l);
		lens_pause(l->lens);
		tell_half(l);
	} else if (lens_guess_has_some(l->guess)) {
		settle_guess(l);
	}
}

/* --- What there is. */

const struct lens_row *lens_log_row(const LensLog *l)
{
	return l->row;
}

bool lens_log_is_guess(const LensLog *l)
{
	return l->guessed;
}

const struct frame_rule *lens_log_frame(const LensLog *l)
{
	return &l->options.frame;
}

const struct lens_text *lens_log_text(const LensLog *l, uint64_t *first)
{
	*first = l->first;
	return &l->text;
}

uint64_t lens_log_count(const LensLog *l)
{
	return l->dropped + l->count;
}

uint64_t lens_log_first(const LensLog *l)
{
	return l->dropped;
}

static void describe(const LensLog *l, size_t i, struct lens_log_message *out)
{
	const struct entry *e = &l->entries[i];

	*out = (struct lens_log_message){
		.number = l->dropped + i,
		.start = e->start < l->first ? l->first : e->start,
		.end = i + 1 < l->count ? l->entries[i + 1].start : end_place(l),
		.has_head = e->start >= l->first,
		.folded = e->folded && e->start >= l->first,
	};
}

bool lens_log_message(const LensLog *l, uint64_t number, struct lens_log_message *out)
{
	uint64_t i = number > l->dropped ? number - l->dropped : 0;

	if (!l->count)
		return false;
	describe(l, i < l->count ? (size_t)i : l->count - 1, out);
	return true;
}

bool lens_log_message_at(const LensLog *l, uint64_t place, struct lens_log_message *out)
{
	size_t from = 0, to = l->count;

	if (!l->count)
		return false;
	while (to - from > 1) {
		size_t middle = from + (to - from) / 2;

		if (l->entries[middle].start <= place)
			from = middle;
		else
			to = middle;
	}
	describe(l, from, out);
	return true;
}

void lens_log_fold(LensLog *l, uint64_t number, bool folded)
{
	if (number >= l->dropped && number - l->dropped < l->count)
		l->entries[number - l->dropped].folded = folded;
}

void lens_log_fold_all(LensLog *l, bool folded)
{
	l->folds = folded;
	for (size_t i = 0; i < l->count; i++)
		l->entries[i].folded = folded;
}

bool lens_log_folds_all(const LensLog *l)
{
	return l->folds;
}
