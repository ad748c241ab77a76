#include "link/figures.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/poison.h"

enum {
	SECOND = 1000000, /* in us, as all times here */
	MINUTE = 60 * SECOND,
	IAC = 0xff,
	SB = 0xfa,
	SE = 0xf0,
	WILL = 0xfb, /* WONT, DO, DONT follow */
};

/* The bytes of the last FIGURES_PARTS parts: that of part number n stands at n modulo their number.
 */
struct rates {
	int64_t last; /* the newest part */
	uint64_t bytes[FIGURES_PARTS];
};

/* Where the bytes of a direction stand. */
enum place { PLACE_DATA, PLACE_COMMAND, PLACE_OPTION, PLACE_INSIDE, PLACE_INSIDE_COMMAND };

struct way {
	struct figures_sum sum;
	struct rates rates[2]; /* by enum figures_span */
	enum place place;
	bool after_cr;
};

struct Figures {
	struct way way[2];
	int64_t sent_at; /* what nothing has come after yet; -1: nothing */
	uint64_t answers;
	uint32_t took[FIGURES_ANSWERS]; /* a ring, by `answers` */
	bool connected;
	unsigned connections;
	int64_t begun, before; /* the connection under way; the time of all others */
};

static const int64_t part_length[] = { SECOND, MINUTE };

Figures *figures_new(void)
{
	Figures *f = mem_calloc(1, sizeof(*f));

	f->sent_at = -1;
	return f;
}

void figures_free(Figures *f)
{
	free(f);
}

void figures_begin(Figures *f, int64_t now)
{
	if (f->connected)
		return;
	f->connected = true;
	f->connections++;
	f->begun = now;
	f->answers = 0;
	f->sent_at = -1;
	for (int d = 0; d < 2; d++) {
		f->way[d].place = PLACE_DATA;
		f->way[d].after_cr = false;
	}
}

void figures_end(Figures *f, int64_t now)
{
	if (f->connected)
		f->before += now - f->begun;
	f->connected = false;
	f->sent_at = -1;
}

/* --- Rates. */

static void add_rate(struct rates *r, int64_t part, uint64_t bytes)
{
	if (part >= r->last + FIGURES_PARTS)
		r->last = part - FIGURES_PARTS;
	while (r->last < part)
		r->bytes[++r->last % FIGURES_PARTS] = 0;
	r->bytes[part % FIGURES_PARTS] += bytes;
}

void figures_rates(const Figures *f, enum wire_direction d, enum figures_span span, int64_t now,
		   uint64_t out[FIGURES_PARTS])
{
	const struct rates *r = &f->way[d].rates[span];
	int64_t part = now / part_length[span] - FIGURES_PARTS + 1;

	for (size_t i = 0; i < FIGURES_PARTS; i++, part++) {
		bool kept = part >= 0 && part <= r->last && part > r->last - FIGURES_PARTS;

		out[i] = kept ? r->bytes[part % FIGURES_PARTS] : 0;
	}
}

/* --- Lines. */

/* A line ends with LF, CR or CR LF when it is sent (RFC 854), with LF when it is received. */
static bool ends_line(struct way *w, enum wire_direction d, unsigned char c)
{
	bool after_cr = w->after_cr;

	w->after_cr = c == '\r';
	return (c == '\n' && (d == WIRE_RECEIVED || !after_cr)) || (c == '\r' && d == WIRE_SENT);
}

/* Behind IAC in data. */
static enum place after_command(unsigned char c)
{
	if (c == SB)
		return PLACE_INSIDE;
	return c >= WILL && c != IAC ? PLACE_OPTION : PLACE_DATA;
}

static void count_byte(struct way *w, enum wire_direction d, bool telnet, unsigned char c)
{
	switch (w->place) {
	case PLACE_DATA:
		if (telnet && c == IAC)
			w->place = PLACE_COMMAND;
		else if (ends_line(w, d, c))
			w->sum.lines++;
		break;
	case PLACE_COMMAND: w->place = after_command(c); break;
	case PLACE_OPTION: w->place = PLACE_DATA; break;
	case PLACE_INSIDE:
		if (c == IAC)
			w->place = PLACE_INSIDE_COMMAND;
		break;
	case PLACE_INSIDE_COMMAND: w->place = c == SE ? PLACE_DATA : PLACE_INSIDE; break;
	}
}

/* A flood is mostly text: where no command stands, only newlines are looked for. */
static void count_lines(struct way *w, const struct wire_piece *piece, bool telnet)
{
	bool plain = w->place == PLACE_DATA && piece->direction == WIRE_RECEIVED &&
		     (!telnet || !memchr(piece->bytes, IAC, piece->length));
	uint64_t lines = 0;

	for (size_t i = 0; plain && i < piece->length; i++)
		lines += piece->bytes[i] == '\n';
	w->sum.lines += lines;
	for (size_t i = 0; !plain && i < piece->length; i++)
		count_byte(w, piece->direction, telnet, (unsigned char)piece->bytes[i]);
}

/* --- Answers. */

static void note_time(Figures *f, const struct wire_piece *piece, int64_t now)
{
	if (piece->direction == WIRE_SENT) {
		if (piece->origin == WIRE_TYPED && f->sent_at < 0)
			f->sent_at = now;
		return;
	}
	if (f->sent_at >= 0 && now - f->sent_at <= MINUTE)
		f->took[f->answers++ % FIGURES_ANSWERS] = (uint32_t)(now - f->sent_at);
	f->sent_at = -1;
}

void figures_pass(Figures *f, const struct wire_piece *piece, bool telnet, int64_t now)
{
	struct way *w = &f->way[piece->direction];

	if (!piece->length)
		return;
	w->sum.bytes += piece->length;
	for (int span = 0; span < 2; span++)
		add_rate(&w->rates[span], now / part_length[span], piece->length);
	if (piece->bytes)
		count_lines(w, piece, telnet);
	else if (!piece->command && !piece->more && piece->length > 1)
		w->sum.lines++; /* a secret of more than a key is a line */
	note_time(f, piece, now);
}

struct figures_sum figures_sum(const Figures *f, enum wire_direction d)
{
	return f->way[d].sum;
}

static int by_length(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

struct figures_echo figures_echo(const Figures *f)
{
	size_t n = f->answers < FIGURES_ANSWERS ? (size_t)f->answers : FIGURES_ANSWERS;
	struct figures_echo echo = { .count = f->answers };
	uint32_t sorted[FIGURES_ANSWERS];

	if (!n)
		return echo;
	memcpy(sorted, f->took, n * sizeof(sorted[0]));
	qsort(sorted, n, sizeof(sorted[0]), by_length);
	echo.min = sorted[0];
	echo.median = sorted[n / 2];
	echo.max = sorted[n - 1];
	return echo;
}

struct figures_time figures_time(const Figures *f, int64_t now)
{
	int64_t running = f->connected ? now - f->begun : 0;

	return (struct figures_time){ .connections = f->connections,
				      .this_ms = f->connected ? running / 1000 : -1,
				      .all_ms = (f->before + running) / 1000 };
}
