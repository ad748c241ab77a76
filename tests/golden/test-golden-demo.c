/*
 * What the demo says to a visitor, without colours, in chunks of any size. Lines of a script:
 *
 *     window COLUMNS ROWS   begins the visit, or changes the window's size
 *     type TEXT             types, with `\r`, `\n` and `\t` as in C, and `\e` for ESC
 *     wait MS               time passes
 *
 * A screen that is cleared is shown as a line of dashes, where the cursor is sent elsewhere as a
 * new line, the end of what has no newline as `|`.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "golden/golden.h"
#include "unit/demo-peer.h"
#include "unit/unit.h"

static const size_t chunks[] = { 0, 1, 3, SIZE_MAX };

struct play {
	struct demo_peer peer;
	size_t chunk;
	bool begun;
};

static void *open_visit(unsigned variant)
{
	struct play *v = mem_alloc(sizeof(*v));

	v->chunk = chunks[variant];
	return v;
}

static void close_visit(void *self)
{
	struct play *v = self;

	if (v->begun)
		demo_peer_fini(&v->peer);
	free(v);
}

static void set_window(struct play *v, const char *size)
{
	unsigned columns, rows;

	if (sscanf(size, "%u %u", &columns, &rows) != 2)
		fail_msg("no window: %s", size);
	if (!v->begun) {
		demo_peer_init_window(&v->peer, v->chunk, columns, rows);
		v->begun = true;
		return;
	}
	v->peer.columns = columns;
	v->peer.rows = rows;
	demo_peer_tell_size(&v->peer);
	demo_peer_drain(&v->peer);
}

static char control_of(char letter)
{
	switch (letter) {
	case 'n': return '\n';
	case 'r': return '\r';
	case 't': return '\t';
	case 'e': return '\033';
	default: return letter;
	}
}

static void type_text(struct play *v, const char *text)
{
	struct str typed;

	str_init(&typed);
	for (; *text; text++) {
		bool escaped = *text == '\\' && text[1];

		text += escaped;
		str_append_char(&typed, escaped ? control_of(*text) : *text);
	}
	demo_peer_send(&v->peer, typed.text, typed.length);
	str_fini(&typed);
}

/* The text without controls; where the screen is cleared, dashes. */
static void say_text(struct play *v, struct str *out)
{
	static const char clear[] = "\033[H\033[2J";
	const struct str *wire = &v->peer.wire;
	struct str line;

	str_init(&line);
	for (size_t at = 0; at < wire->length;) {
		size_t control = demo_peer_control_length(wire->text + at, wire->length - at);

		if (!strncmp(wire->text + at, clear, sizeof(clear) - 1)) {
			golden_say(out, "%s%s", line.text, "--------");
			str_clear(&line);
		} else if (wire->text[at] == '\n' ||
			   (control && wire->text[at + control - 1] == 'H' && line.length)) {
			golden_say(out, "%s", line.text);
			str_clear(&line);
		} else if (!control && (unsigned char)wire->text[at] >= 0x20) {
			str_append_char(&line, wire->text[at]);
		}
		at += control ? control : 1;
	}
	if (line.length)
		golden_say(out, "%s|", line.text);
	str_fini(&line);
}

static void play_line(void *self, const char *line, struct str *out)
{
	struct play *v = self;
	const char *rest = line + strcspn(line, " ");

	rest += *rest == ' ';
	if (v->begun)
		demo_peer_forget(&v->peer);
	if (!strncmp(line, "window ", 7))
		set_window(v, rest);
	else if (!strncmp(line, "type ", 5))
		type_text(v, rest);
	else if (!strncmp(line, "wait ", 5))
		demo_peer_wait(&v->peer, atol(rest));
	else
		fail_msg("no step: %s", line);
	say_text(v, out);
}

int main(void)
{
	static const struct golden_player player = {
		.variants = sizeof(chunks) / sizeof(chunks[0]),
		.open = open_visit,
		.play = play_line,
		.close = close_visit,
	};

	return golden_main("demo", &player);
}
