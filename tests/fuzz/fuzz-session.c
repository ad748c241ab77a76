#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "script-transport.h"
#include "session/session.h"
#include "ui/compose.h"

/*
 * A whole session: the input is split into what the peer sends, keys, pastes, resizes and ends;
 * after each step the screen is composed. Beside not crashing it asserts that
 *
 *   - what is typed while hidden is never in the history, the document or a frame;
 *   - a line that was taken is sent, waits, or is given back and that is said;
 *   - what waits is bounded;
 *   - every cell of a frame is one that a terminal can be given.
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
	unsigned told_unsent; /* messages that say that something was not sent */
};

static void on_message(void *user, enum message_kind kind, const char *text)
{
	struct run *r = user;

	(void)kind;
	CHECK(!strstr(text, secret));
	r->told_unsent += strstr(text, "not sent") != NULL;
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
			CHECK(c->width || (x && cells_get(&f->cells, y, x - 1)->width == 2));
			for (size_t i = 0; i < n; i++)
				CHECK(cps[i] >= 0x20 && cps[i] <= 0x10ffff &&
				      !(cps[i] >= 0x7f && cps[i] < 0xa0) &&
				      !(cps[i] >= 0xd800 && cps[i] < 0xe000));
		}
	}
}

static void check_hidden(const struct run *r, const struct frame *f)
{
	const Terminal *t = session_terminal(r->session);
	struct str text;

	str_init(&text);
	for (unsigned y = 0; y < f->cells.height; y++)
		frame_row_text(f, y, &text);
	CHECK(!has_secret(text.text, text.length));
	for (uint64_t i = terminal_first_line(t); i < terminal_end_line(t); i++) {
		if (terminal_line_text(t, i, &text))
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
	check_hidden(r, &f);
	frame_fini(&f);
}

/* A line that was taken has gone out, or waits. */
static void send_line(struct run *r)
{
	Session *s = r->session;
	size_t n = line_length(session_editor(s));
	size_t before = buf_length(&r->sent) + session_queued(s);

	if (session_line(s, 2, NULL))
		CHECK(buf_length(&r->sent) + session_queued(s) >= before + n);
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

/* Whoever ends the connection: what was not sent is told. */
static void end(struct run *r)
{
	bool waits = session_queued(r->session) > 0;
	unsigned told = r->told_unsent;

	session_disconnect(r->session, 2);
	CHECK(!waits || r->told_unsent > told || session_queued(r->session) == 0);
}

static void step(struct run *r, uint8_t what, const char *bytes, size_t n)
{
	Session *s = r->session;
	struct session_settings settings = { .charset = "UTF-8",
					     .fallback_charset = "CP1252",
					     .history_lines = 200,
					     .history_bytes = 100000 };
	struct session_wire wire = { .term = "xterm" };
	struct script_step steps[2] = { { SCRIPT_DATA, bytes, n }, { .action = SCRIPT_AGAIN } };

	switch (what % 6) {
	case 0:
		if (session_wants(s).fd >= 0 || session_state(s) == SESSION_CONNECTED)
			end(r);
		wire.protocol = (enum telnet_protocol)(what / 6 % 3);
		steps[1].action = what & 0x80 ? SCRIPT_EOF : SCRIPT_AGAIN;
		session_attach(s, script_transport(steps, 2, what & 0x40 ? 0 : 100, &r->sent),
			       &wire, 1, 2);
		do
			session_pump(s, 1, 2);
		while (session_wants(s).again);
		break;
	case 1: type(r, bytes, n); break;
	case 2: session_paste(s, bytes, n, 2, NULL); break;
	case 3:
		session_resize(s, n ? (uint8_t)bytes[0] % 130 + 1u : 1,
			       n > 1 ? (uint8_t)bytes[1] % 60 + 1u : 1, 3);
		break;
	case 4:
		settings.mode = (enum mode_choice)(what / 6 % 3);
		settings.view = (enum view_choice)(what / 18 % 3);
		session_configure(s, &settings, NULL);
		break;
	default: session_tick(s, 500, 2);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct session_settings settings = { .charset = "UTF-8",
					     .fallback_charset = "CP1252",
					     .history_lines = 200,
					     .history_bytes = 100000 };
	struct run r = { .history = history_new(50) };

	make_secret(data, size);
	r.session = session_new(&settings, 80, 23, r.history, &events, &r);
	while (size >= 2) {
		size_t n = data[1] < size - 2 ? data[1] : size - 2;

		step(&r, data[0], (const char *)data + 2, n);
		CHECK(session_queued(r.session) <= WIRE_MAX + SESSION_PASTE_MAX);
		compose_once(&r, data[1] % 100 + 1u, data[0] % 40 + 1u, data[0] & 0x40);
		data += 2 + n;
		size -= 2 + n;
	}
	session_free(r.session);
	history_free(r.history);
	buf_fini(&r.sent);
	return 0;
}
