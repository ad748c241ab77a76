#include <stdint.h>
#include <string.h>

#include "script-transport.h"
#include "session/session.h"
#include "ui/compose.h"

/*
 * A whole session: the input is split into what the peer sends, keys, pastes, resizes and ends;
 * after each step the screen is composed.
 */

static const struct session_events events = { 0 };

static void compose_once(Session *s, unsigned width, unsigned height, bool scrolled)
{
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
	frame_fini(&f);
}

static void step(Session *s, uint8_t what, const char *bytes, size_t n, struct buf *sent)
{
	struct session_settings settings = { .charset = "UTF-8",
					     .fallback_charset = "CP1252",
					     .history_lines = 200,
					     .history_bytes = 100000 };
	struct session_wire wire = { .term = "xterm" };
	struct script_step steps[2] = { { SCRIPT_DATA, bytes, n }, { .action = SCRIPT_AGAIN } };

	switch (what % 6) {
	case 0:
		if (session_wants(s).fd >= 0 || session_state(s) == SESSION_CONNECTED)
			session_disconnect(s, 2);
		wire.protocol = (enum telnet_protocol)(what / 6 % 3);
		steps[1].action = what & 0x80 ? SCRIPT_EOF : SCRIPT_AGAIN;
		session_attach(s, script_transport(steps, 2, 100, sent), &wire, 1, 2);
		do
			session_pump(s, 1, 2);
		while (session_wants(s).again);
		break;
	case 1:
		for (size_t i = 0; i < n; i++)
			session_key(s, (struct key){ KEYSYM_CHAR,
						     (uint32_t)(bytes[i] & 0x7f) | 0x20, 0 });
		if (session_key(s, (struct key){ .sym = KEYSYM_ENTER }) == LINE_ACCEPTED)
			session_line(s, 2, NULL);
		break;
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
	History *history = history_new(50);
	Session *s = session_new(&settings, 80, 23, history, &events, NULL);
	struct buf sent = { 0 };

	while (size >= 2) {
		size_t n = data[1] < size - 2 ? data[1] : size - 2;

		step(s, data[0], (const char *)data + 2, n, &sent);
		compose_once(s, data[1] % 100 + 1u, data[0] % 40 + 1u, data[0] & 0x40);
		data += 2 + n;
		size -= 2 + n;
	}
	session_free(s);
	history_free(history);
	buf_fini(&sent);
	return 0;
}
