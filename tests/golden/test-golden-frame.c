/*
 * What is on the screen for what the peer sent and the user does. Lines of a script:
 *
 *     server BYTES             the peer sends, as bytes_append reads them; before `open`
 *     numbered N               the peer sends that many lines; before `open`
 *     open WIDTH HEIGHT MODE   begins with what was sent; MODE is auto, line or char
 *     draft TEXT               types into the input line; `mask` hides it, `clear` empties it
 *     show                     shows a hidden line
 *     hint TEXT                what an empty input row says
 *     message TIMES MORE TEXT  says a sentence TIMES in a row, MORE wait; `message` ends it
 *     scroll LINE              scrolls back to the line of that number
 *     entry PROMPT             opens an entry
 *     popup COUNT              opens a list; `select COUNT` one to select from
 *     count N                  the list has that many rows now
 *     confirm TEXT             asks a question
 *     page TITLE BYTES         opens a text page
 *     type TEXT                presses these keys
 *     key NAME                 presses Down, Up, Home, End or Enter
 *     tab NAME FLAGS TITLE     adds a session; FLAGS of `+!?x`, `*` is shown, `-` is none
 *     current N                the session of that tab is shown
 *     width N                  the window is that wide now
 *     frame                    prints the screen, blanks at a row's end cut, and the cursor
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "golden/golden.h"
#include "ui/confirm.h"
#include "ui/entry.h"
#include "ui/popup.h"
#include "ui/text-page.h"
#include "unit/stage.h"
#include "unit/telnet-record.h"
#include "unit/unit.h"

enum { TABS_MAX = 8 };

struct scene {
	struct stage stage;
	bool open;
	struct buf sent; /* by the peer, before it opens */
	struct str message, hint;
	size_t rows; /* of a list */
	struct tab tabs[TABS_MAX];
	struct str *out; /* of the line that is played */
};

static void *open_scene(unsigned variant)
{
	struct scene *s = mem_calloc(1, sizeof(*s));

	(void)variant;
	buf_init(&s->sent);
	str_init(&s->message);
	str_init(&s->hint);
	return s;
}

static void close_scene(void *self)
{
	struct scene *s = self;

	if (s->open)
		stage_fini(&s->stage);
	for (size_t i = 0; i < s->stage.compose.tab_count; i++) {
		free((char *)(uintptr_t)s->tabs[i].name);
		free((char *)(uintptr_t)s->tabs[i].title);
	}
	buf_fini(&s->sent);
	str_fini(&s->message);
	str_fini(&s->hint);
	free(s);
}

/* --- Before it opens. */

static void do_server(struct scene *s, const char *rest)
{
	bytes_append(&s->sent, rest);
}

static void do_numbered(struct scene *s, const char *rest)
{
	char line[32];

	for (long i = 0; i < strtol(rest, NULL, 10); i++) {
		int n = snprintf(line, sizeof(line), "line %ld\r\n", i);

		buf_append(&s->sent, line, (size_t)n);
	}
}

static void do_open(struct scene *s, const char *rest)
{
	unsigned width, height;
	char mode[8];

	if (sscanf(rest, "%u %u %7s", &width, &height, mode) != 3)
		fail_msg("open WIDTH HEIGHT MODE");
	stage_init(&s->stage, buf_data(&s->sent), buf_length(&s->sent), width, height,
		   strcmp(mode, "char") == 0 ? MODE_CHAR :
		   strcmp(mode, "line") == 0 ? MODE_LINE :
					       MODE_AUTO);
	s->stage.compose.tabs = s->tabs;
	s->open = true;
}

/* --- The input line, and what stands beside it. */

static void do_draft(struct scene *s, const char *rest)
{
	line_insert(session_editor(s->stage.session), rest, strlen(rest));
}

static void do_mask(struct scene *s, const char *rest)
{
	(void)rest;
	line_mask(session_editor(s->stage.session));
}

static void do_clear(struct scene *s, const char *rest)
{
	(void)rest;
	line_reset(session_editor(s->stage.session), false);
}

static void do_show(struct scene *s, const char *rest)
{
	(void)rest;
	s->stage.compose.reveal = true;
}

static void do_hint(struct scene *s, const char *rest)
{
	str_clear(&s->hint);
	str_append(&s->hint, rest, strlen(rest));
	s->stage.compose.hint = s->hint.text;
}

static void do_message(struct scene *s, const char *rest)
{
	struct message *m = &s->stage.message;
	int at = 0;

	str_clear(&s->message);
	*m = (struct message){ 0 };
	if (!*rest)
		return;
	if (sscanf(rest, "%u %zu %n", &m->times, &m->more, &at) != 2)
		fail_msg("message TIMES MORE TEXT");
	str_append(&s->message, rest + at, strlen(rest + at));
	m->text = s->message.text;
}

static void do_scroll(struct scene *s, const char *rest)
{
	s->stage.compose.scrolled = true;
	s->stage.compose.anchor = (struct view_anchor){ strtoull(rest, NULL, 10), 0 };
}

/* --- Layers. */

static size_t count_rows(void *user)
{
	return ((struct scene *)user)->rows;
}

static void describe_row(void *user, size_t i, struct str *key, struct str *text)
{
	(void)user;
	str_append_format(key, "%zu", i);
	str_append_format(text, "row %zu", i);
}

static bool on_row_key(void *user, size_t selected, struct key k)
{
	struct scene *s = user;

	(void)k;
	golden_say(s->out, "closes on row %zu", selected);
	return true;
}

static void open_popup(struct scene *s, const char *rest, bool selects)
{
	static const struct popup_events events = { count_rows, describe_row, on_row_key, NULL };

	s->rows = strtoul(rest, NULL, 10);
	popup_open(s->stage.layers,
		   &(struct popup){ .title = "here",
				    .selects = selects,
				    .selected = selects ? 3 : 0,
				    .events = &events,
				    .user = s },
		   NULL);
}

static void do_popup(struct scene *s, const char *rest)
{
	open_popup(s, rest, false);
}

static void do_select(struct scene *s, const char *rest)
{
	open_popup(s, rest, true);
}

static void do_count(struct scene *s, const char *rest)
{
	s->rows = strtoul(rest, NULL, 10);
}

static void on_yes(void *user)
{
	golden_say(((struct scene *)user)->out, "is confirmed");
}

static void do_confirm(struct scene *s, const char *rest)
{
	confirm_open(s->stage.layers, rest, on_yes, s, NULL, NULL);
}

static void do_entry(struct scene *s, const char *rest)
{
	static const struct entry_events events = { 0 };

	entry_open(s->stage.layers, rest, false, NULL, &events, NULL, NULL);
}

static void do_page(struct scene *s, const char *rest)
{
	char title[32] = "";
	struct buf text;

	snprintf(title, sizeof(title), "%.*s", (int)strcspn(rest, " "), rest);
	buf_init(&text);
	bytes_append(&text, rest + strlen(title));
	buf_append(&text, "", 1);
	text_page_open(s->stage.layers, title, buf_data(&text), NULL);
	buf_fini(&text);
}

static void press(struct scene *s, struct key k)
{
	layers_key(s->stage.layers, k);
}

static void do_type(struct scene *s, const char *rest)
{
	for (; *rest; rest++)
		press(s, (struct key){ .sym = KEYSYM_CHAR, .cp = (uint32_t)*rest });
}

static void do_key(struct scene *s, const char *rest)
{
	static const struct {
		const char *name;
		enum keysym sym;
	} keys[] = {
		{ "Down", KEYSYM_DOWN }, { "Up", KEYSYM_UP },       { "Home", KEYSYM_HOME },
		{ "End", KEYSYM_END },   { "Enter", KEYSYM_ENTER },
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (strcmp(keys[i].name, rest) == 0) {
			press(s, (struct key){ .sym = keys[i].sym });
			return;
		}
	}
	fail_msg("no key \"%s\"", rest);
}

/* --- The window. */

static void do_tab(struct scene *s, const char *rest)
{
	struct compose *c = &s->stage.compose;
	char name[32], flags[8];
	int at = 0;

	if (c->tab_count == TABS_MAX || sscanf(rest, "%31s %7s%n", name, flags, &at) != 2)
		fail_msg("tab NAME FLAGS TITLE");
	rest += at;
	rest += strspn(rest, " ");
	for (char *blank = name; (blank = strchr(blank, '_'));)
		*blank = ' ';
	s->tabs[c->tab_count++] = (struct tab){
		.name = mem_strdup(name),
		.title = mem_strdup(rest),
		.current = strchr(flags, '*'),
		.output = strchr(flags, '+'),
		.bell = strchr(flags, '!'),
		.asks = strchr(flags, '?'),
		.lost = strchr(flags, 'x'),
	};
	session_resize(s->stage.session, c->width, compose_session_rows(c->height, c->tab_count),
		       0);
}

static void do_current(struct scene *s, const char *rest)
{
	for (size_t i = 0; i < s->stage.compose.tab_count; i++)
		s->tabs[i].current = i + 1 == strtoul(rest, NULL, 10);
}

static void do_width(struct scene *s, const char *rest)
{
	s->stage.compose.width = (unsigned)strtoul(rest, NULL, 10);
}

static void do_frame(struct scene *s, const char *rest)
{
	struct frame frame;
	struct str text;

	(void)rest;
	frame_init(&frame);
	str_init(&text);
	stage_draw(&s->stage, &frame);
	for (unsigned row = 0; row < frame.cells.height; row++) {
		picture_put_row(&frame.cells, row, &text);
		golden_say(s->out, "|%s", text.text);
		str_clear(&text);
	}
	if (frame.cursor_shown)
		golden_say(s->out, "cursor in row %u, column %u", frame.cursor_row,
			   frame.cursor_column);
	frame_fini(&frame);
	str_fini(&text);
}

static const struct {
	const char *word;
	void (*run)(struct scene *s, const char *rest);
} steps[] = {
	{ "server", do_server }, { "numbered", do_numbered }, { "open", do_open },
	{ "draft", do_draft },   { "mask", do_mask },         { "clear", do_clear },
	{ "show", do_show },     { "hint", do_hint },         { "message", do_message },
	{ "scroll", do_scroll }, { "popup", do_popup },       { "select", do_select },
	{ "count", do_count },   { "confirm", do_confirm },   { "entry", do_entry },
	{ "page", do_page },     { "type", do_type },         { "key", do_key },
	{ "tab", do_tab },       { "current", do_current },   { "width", do_width },
	{ "frame", do_frame },
};

static void play_line(void *self, const char *line, struct str *out)
{
	struct scene *s = self;
	size_t n = strcspn(line, " ");

	s->out = out;
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		if (strlen(steps[i].word) == n && strncmp(line, steps[i].word, n) == 0) {
			steps[i].run(s, line + n + (line[n] == ' '));
			return;
		}
	}
	fail_msg("no step \"%s\"", line);
}

int main(void)
{
	static const struct golden_player player = {
		.variants = 1,
		.open = open_scene,
		.play = play_line,
		.close = close_scene,
	};

	return golden_main("frame", &player);
}
