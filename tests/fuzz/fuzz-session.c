#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "script-transport.h"
#include "record/player.h"
#include "record/recording-reader.h"
#include "session/session.h"
#include "term/terminal-private.h"
#include "ui/compose.h"

/*
 * A whole session: the input is split into what the peer sends, keys, pastes, resizes and ends;
 * after each step the screen is composed. Beside not crashing it asserts that
 *
 *   - what is typed while hidden is never in the history, the document or a frame;
 *   - a line that was taken is sent, waits, or is given back and that is said;
 *   - what waits is bounded;
 *   - every cell of a frame is one that a terminal can be given, and the widths of a row add up;
 *   - the cursor lies in the frame, and the peer's in the terminal;
 *   - the document has every line from its first to its last.
 *
 * A step of the input is two bytes, what it is and the length of what follows. An input may be a
 * recording instead, which is played.
 */

enum { SECRET_LENGTH = 12 };

/* Typed while hidden: capitals made of a hash of the whole input, so that no input can spell its
 * own. */
static char secret[SECRET_LENGTH + 1];

static void make_secret(const uint8_t *data, size_t size)
{
	uint64_t hash = 0xcbf29ce484222325;

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ data[i]) * 0x100000001b3;
	for (size_t i = 0; i < SECRET_LENGTH; i++, hash /= 26)
		secret[i] = (char)('A' + hash % 26);
}

#define CHECK(condition)                                                                \
	do {                                                                            \
		if (!(condition)) {                                                     \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
			abort();                                                        \
		}                                                                       \
	} while (0)

struct run {
	Session *session;
	History *history;
	struct buf sent;
	size_t gone; /* bytes that the user sent and that the transport has taken */
	unsigned told_unsent; /* messages that say that something was not sent */
};

static void on_message(void *user, enum message_kind kind, const char *text)
{
	struct run *r = user;

	(void)kind;
	CHECK(!strstr(text, secret));
	r->told_unsent += strstr(text, "not sent") != NULL;
}

static void on_piece(void *user, const struct wire_piece *piece)
{
	struct run *r = user;

	if (piece->direction == WIRE_SENT && piece->origin != WIRE_REPLY &&
	    piece->origin != WIRE_REPORT && piece->origin != WIRE_NEGOTIATION)
		r->gone += piece->length;
}

static const struct session_events events = { .message = on_message };

static bool has_secret(const char *bytes, size_t n)
{
	return n && memmem(bytes, n, secret, SECRET_LENGTH);
}

static void check_cells(const struct frame *f)
{
	for (unsigned y = 0; y < f->cells.height; y++) {
		for (unsigned x = 0; x < f->cells.width; x++) {
			const struct cell *c = cells_get(&f->cells, y, x);
			uint32_t cps[CELL_CLUSTER_MAX];
			size_t n = cluster_expand(f->cells.clusters, c->glyph, cps);

			CHECK(c->width <= 2);
			CHECK(!c->width == (x && cells_get(&f->cells, y, x - 1)->width == 2));
			CHECK(c->width < 2 || x + 1 < f->cells.width);
			for (size_t i = 0; i < n; i++)
				CHECK(cps[i] >= 0x20 && cps[i] <= 0x10ffff &&
				      !(cps[i] >= 0x7f && cps[i] < 0xa0) &&
				      !(cps[i] >= 0xd800 && cps[i] < 0xe000));
		}
	}
}

static void check_cursor(const struct run *r, const struct frame *f)
{
	const Terminal *t = session_terminal(r->session);

	CHECK(!f->cursor_shown ||
	      (f->cursor_row < f->cells.height && f->cursor_column < f->cells.width));
	CHECK(t->y < terminal_height(t) && t->x < terminal_width(t));
	CHECK(t->top <= t->bottom && t->bottom < terminal_height(t));
}

static void check_hidden(const struct run *r, const struct frame *f)
{
	const Terminal *t = session_terminal(r->session);
	struct str text;

	str_init(&text);
	for (unsigned y = 0; y < f->cells.height; y++)
		picture_put_row(&f->cells, y, &text);
	CHECK(!has_secret(text.text, text.length));
	for (uint64_t i = terminal_first_line(t); i < terminal_end_line(t); i++) {
		CHECK(terminal_line_text(t, i, &text));
		CHECK(!has_secret(text.text, text.length));
	}
	for (size_t i = 0; i < history_count(r->history); i++)
		CHECK(!strstr(history_get(r->history, i), secret));
	str_fini(&text);
}

static void compose_once(struct run *r, unsigned width, unsigned height, bool scrolled)
{
	Session *s = r->session;
	struct theme theme = theme_for(&(struct theme_abilities){ .attributes = CELL_BOLD });
	struct compose c = { .width = width,
			     .height = height,
			     .theme = &theme,
			     .session = s,
			     .scrolled = scrolled,
			     .anchor = { terminal_first_line(session_terminal(s)), 0 } };
	struct layer_area area;
	struct frame f;

	frame_init(&f);
	compose_frame(&c, &f, &area);
	check_cells(&f);
	check_cursor(r, &f);
	check_hidden(r, &f);
	frame_fini(&f);
}

/* The characters of the line: each is a byte at least in the peer's character set. */
static size_t characters(Line *line)
{
	const char *text = line_text(line);
	size_t count = 0;

	for (size_t i = 0; i < line_length(line); i++)
		count += (text[i] & 0xc0) != 0x80;
	return count;
}

/* A line that was taken has gone out, or waits. */
static void send_line(struct run *r)
{
	Session *s = r->session;
	size_t n = line_length(session_editor(s)), count = characters(session_editor(s));
	size_t before = r->gone + session_unsent(s);

	if (session_line(s, '\0', 2, NULL))
		CHECK(r->gone + session_unsent(s) >= before + count);
	else
		CHECK(line_length(session_editor(s)) == n);
}

static void type(struct run *r, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		session_key(r->session,
			    (struct key){ KEYSYM_CHAR, (uint32_t)(bytes[i] & 0x7f) | 0x20, 0 });
	if (session_mode(r->session).masked)
		for (const char *c = secret; *c; c++)
			session_key(r->session, (struct key){ KEYSYM_CHAR, (uint32_t)*c, 0 });
	if (session_key(r->session, (struct key){ .sym = KEYSYM_ENTER }) == LINE_ACCEPTED)
		send_line(r);
}

/* What waits to be sent before a connection may end. */
struct waiting {
	size_t unsent, gone;
	unsigned told;
};

static struct waiting waiting(const struct run *r)
{
	return (struct waiting){ session_unsent(r->session), r->gone, r->told_unsent };
}

/* Whoever ended the connection: what was not sent is told. */
static void check_told(const struct run *r, const struct waiting *before)
{
	size_t gone = r->gone - before->gone;

	CHECK(gone >= before->unsent || r->told_unsent > before->told);
}

static void end(struct run *r)
{
	struct waiting before = waiting(r);

	session_disconnect(r->session, 2);
	check_told(r, &before);
}

/* Keys of all kinds: a byte says which, the next one with which modifiers. */
static void press(struct run *r, const char *bytes, size_t n)
{
	for (size_t i = 0; i + 1 < n; i += 2) {
		unsigned sym = (uint8_t)bytes[i] % KEYSYM_COUNT;
		struct key k = { (enum keysym)sym, 0, (uint8_t)bytes[i + 1] & 7 };

		if (sym == KEYSYM_CHAR)
			k.cp = ' ' + (uint8_t)bytes[i + 1] / 8;
		else if (sym == KEYSYM_BYTE)
			k.cp = 0x80 | (uint8_t)bytes[i + 1];
		if (session_key(r->session, k) == LINE_ACCEPTED)
			send_line(r);
	}
}

/* The input that is left, a step at its front. */
struct input {
	const uint8_t *data;
	size_t size;
};

enum {
	STEP_ATTACH,
	STEP_TYPE,
	STEP_PASTE,
	STEP_RESIZE,
	STEP_SETTINGS,
	STEP_TICK,
	STEP_MORE,
	STEP_PRESS,
	STEPS
};

static uint8_t step_what(const struct input *in)
{
	return in->data[0];
}

static size_t step_length(const struct input *in)
{
	return in->data[1] < in->size - 2 ? in->data[1] : in->size - 2;
}

static const char *step_bytes(const struct input *in)
{
	return (const char *)in->data + 2;
}

static bool step_next(struct input *in)
{
	size_t n = 2 + step_length(in);

	in->data += n;
	in->size -= n;
	return in->size >= 2;
}

/* Reads until the peer falls silent. */
static void pump(struct run *r)
{
	struct waiting before = waiting(r);

	do
		session_pump(r->session, 1, 2);
	while (session_wants(r->session).again);
	if (session_state(r->session) != SESSION_CONNECTED)
		check_told(r, &before);
}

/* What the peer sends at once, and at each STEP_MORE before it ends or another one comes. */
static void attach(struct run *r, struct input in)
{
	enum { SCRIPT_MAX = 64 };
	struct script_step steps[SCRIPT_MAX];
	struct session_wire wire = { .term = "xterm" };
	uint8_t what = step_what(&in);
	size_t count = 0;

	if (session_wants(r->session).fd >= 0 || session_state(r->session) == SESSION_CONNECTED)
		end(r);
	do {
		steps[count++] = (struct script_step){ SCRIPT_DATA, step_bytes(&in),
						       step_length(&in) };
		steps[count++] = (struct script_step){ .action = SCRIPT_AGAIN };
		while (step_next(&in) && step_what(&in) % STEPS != STEP_MORE &&
		       step_what(&in) % STEPS != STEP_ATTACH)
			;
	} while (in.size >= 2 && step_what(&in) % STEPS == STEP_MORE && count + 2 < SCRIPT_MAX);
	if (what & 0x80)
		steps[count - 1].action = SCRIPT_EOF;
	wire.protocol = (enum telnet_protocol)(what / STEPS % 3);
	session_attach(r->session, script_transport(steps, count, what & 0x40 ? 0 : 100, &r->sent),
		       &wire, 1, 2);
	pump(r);
}

/* Changing between them draws the screen anew. */
static const char *const charsets[] = { "UTF-8", "CP437", "KOI8-R", "BIG5", "ISO-8859-1", "CP866" };

enum { CHARSETS = sizeof(charsets) / sizeof(charsets[0]) };

/* What concerns boards, by the first bytes. */
static void choose_board(struct session_settings *settings, const char *bytes, size_t n)
{
	unsigned what = n ? (uint8_t)bytes[0] : 0;

	settings->charset = charsets[what % CHARSETS];
	settings->blink = (enum session_blink)(what / CHARSETS % 3);
	settings->music = (enum session_music)(what / CHARSETS / 3 % 3);
	settings->place = (enum session_place)(what / 128);
	if (n > 2) {
		settings->fixed_width = (uint8_t)bytes[1] + 1u;
		settings->fixed_height = (uint8_t)bytes[2] / 4 + 1u;
	}
}

static void step(struct run *r, const struct input *in)
{
	Session *s = r->session;
	uint8_t what = step_what(in);
	const char *bytes = step_bytes(in);
	size_t n = step_length(in);
	struct session_settings settings = { .charset = "UTF-8",
					     .fallback_charset = "CP1252",
					     .linemode = true,
					     .flow_control = true,
					     .mxp = true,
					     .msp = true,
					     .history_lines = 200,
					     .history_bytes = 100000 };

	switch (what % STEPS) {
	case STEP_ATTACH: attach(r, *in); break;
	case STEP_TYPE: type(r, bytes, n); break;
	case STEP_PASTE: session_paste(s, bytes, n, 2, NULL); break;
	case STEP_RESIZE:
		session_resize(s, n ? (uint8_t)bytes[0] % 130 + 1u : 1,
			       n > 1 ? (uint8_t)bytes[1] % 60 + 1u : 1, 3);
		break;
	case STEP_SETTINGS:
		settings.mode = (enum mode_choice)(what / STEPS % 3);
		settings.view = (enum view_choice)(what / STEPS / 3 % 3);
		choose_board(&settings, bytes, n);
		session_configure(s, &settings, NULL);
		break;
	case STEP_MORE: pump(r); break;
	case STEP_PRESS: press(r, bytes, n); break;
	default: session_tick(s, 500, 2);
	}
}

/* --- A recording is played: an input that begins with RECORDING, then records as their type, the
 * length of their payload, which is less than 256, and that. */

enum { RECORDING = 0xf1 };

static int write_recording(const uint8_t *data, size_t size)
{
	struct buf bytes;
	int fd = memfd_create("recording", 0);
	int64_t time = 0;

	buf_init(&bytes);
	buf_append(&bytes, RECORDING_MAGIC, strlen(RECORDING_MAGIC));
	while (size >= 2) {
		size_t n = data[1] < size - 2 ? data[1] : size - 2;
		struct recording_record record = { .type = (enum recording_type)data[0],
						   .time = time++,
						   .payload = (const char *)data + 2,
						   .length = n };

		recording_encode(&record, &bytes);
		data += 2 + n;
		size -= 2 + n;
	}
	/* What is no record ends it. */
	buf_append(&bytes, data, size);
	CHECK(write(fd, buf_data(&bytes), buf_length(&bytes)) == (ssize_t)buf_length(&bytes));
	buf_fini(&bytes);
	return fd;
}

static void play_recording(struct run *r, const uint8_t *data, size_t size)
{
	struct session_settings settings;
	struct err e;
	char path[64];
	int fd = write_recording(data, size);
	RecordingReader *reader;
	Player *player;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	reader = recording_reader_open(path, &e);
	CHECK(reader);
	player_settings(&settings);
	settings.history_lines = 200;
	settings.history_bytes = 100000;
	r->session = session_new(&settings, 80, 23, r->history, &events, r);
	player = player_new(reader, r->session);
	while (player_step(player, NULL))
		compose_once(r, 80, 24, false);
	CHECK(!buf_length(&r->sent));
	player_free(player);
	recording_reader_free(reader);
	close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct session_settings settings = { .charset = "UTF-8",
					     .fallback_charset = "CP1252",
					     .linemode = true,
					     .flow_control = true,
					     .mxp = true,
					     .msp = true,
					     .history_lines = 200,
					     .history_bytes = 100000 };
	struct run r = { .history = history_new(50) };
	struct input in = { data, size };

	make_secret(data, size);
	if (size && data[0] == RECORDING) {
		play_recording(&r, data + 1, size - 1);
		session_free(r.session);
		history_free(r.history);
		return 0;
	}
	r.session = session_new(&settings, 80, 23, r.history, &events, &r);
	session_tap(r.session, on_piece, &r);
	while (in.size >= 2) {
		uint8_t what = step_what(&in);
		size_t n = step_length(&in);

		step(&r, &in);
		CHECK(session_queued(r.session) <= WIRE_MAX + SESSION_PASTE_MAX);
		compose_once(&r, (unsigned)n % 100 + 1, what % 40 + 1u, what & 0x40);
		step_next(&in);
	}
	session_free(r.session);
	history_free(r.history);
	buf_fini(&r.sent);
	return 0;
}
