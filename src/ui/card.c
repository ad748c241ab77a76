#include "ui/card.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "edit/line.h"
#include "ui/compose.h"
#include "ui/wrapped-text.h"
#include "base/poison.h"

enum { CARD_ROWS = 3 }; /* one of the text, the one about keys, the one to type in */

struct open_card {
	Layers *layers;
	struct wrapped_text text;
	char *keys;
	char *prompt; /* the words; NULL: there is none */
	const char *const *words;
	Line *line;
	bool unknown; /* the last word was none of them */
	bool unread; /* the last word came too early */
	size_t head, seen; /* of the text, in bytes that are no blanks: must be seen, has been */
	const struct card_events *events;
	void *user;
};

/* --- Drawing. */

static void draw_keys(const struct open_card *c, const struct layer_area *area, struct frame *out)
{
	struct str text;

	str_init(&text);
	if (area->waits)
		str_append_string(&text, " what you type goes to your line: pause to answer");
	else if (c->unread)
		str_append_string(&text, " PgDn: read on first");
	else
		str_append_format(&text, " %s%s", c->unknown ? "that is no answer: " : "", c->keys);
	if (c->text.count > c->text.rows && !area->waits)
		str_append_format(&text, "  (PgUp/PgDn, %zu lines)", c->text.count);
	compose_row(text.text, THEME_POPUP_TITLE, area->theme, area->floor - 2, 0, out);
	str_fini(&text);
}

static void draw_word(const struct open_card *c, const struct layer_area *area, struct frame *out)
{
	if (c->prompt) {
		compose_line(c->line, c->prompt, THEME_PROMPT, false, area->theme, area->floor - 1,
			     out);
		return;
	}
	compose_row("", THEME_TEXT, area->theme, area->floor - 1, 0, out);
	out->cursor_shown = false;
}

static size_t count_signs(const char *text)
{
	size_t count = 0;

	for (; *text; text++)
		count += *text != ' ' && *text != '\n';
	return count;
}

/* What stands in sight counts as seen if nothing before it was passed over. */
static void note_seen(struct open_card *c)
{
	size_t before = 0, end;

	for (size_t i = 0; i < c->text.top; i++)
		before += count_signs(c->text.lines[i]);
	end = before;
	for (size_t i = c->text.top; i < c->text.count && i < c->text.top + c->text.rows; i++)
		end += count_signs(c->text.lines[i]);
	if (before <= c->seen && end > c->seen)
		c->seen = end;
}

/* The last row is the input line's until the card takes keys. */
static void compose_card(void *self, struct layer_area *area, struct frame *out)
{
	struct open_card *c = self;

	if (area->floor < area->top + CARD_ROWS)
		return;
	area->bottom = area->floor - 2;
	wrapped_text_draw(&c->text, area, area->bottom - area->top, out);
	note_seen(c);
	draw_keys(c, area, out);
	if (!area->waits)
		draw_word(c, area, out);
}

/* --- Keys. */

static void refuse(struct open_card *c)
{
	layers_remove(c->layers, c);
	c->events->refused(c->user);
}

/* The word between blanks. */
static char *take_word(const struct open_card *c)
{
	const char *text = line_text(c->line);
	size_t n;

	text += strspn(text, " ");
	n = strlen(text);
	while (n && text[n - 1] == ' ')
		n--;
	return mem_strndup(text, n);
}

static void accept(struct open_card *c)
{
	char *word = take_word(c);
	size_t which = 0;

	line_reset(c->line, false);
	while (c->words[which] && strcmp(c->words[which], word) != 0)
		which++;
	c->unknown = !c->words[which];
	c->unread = c->words[which] && c->seen < c->head;
	if (!*word) {
		refuse(c);
	} else if (c->words[which] && !c->unread) {
		layers_remove(c->layers, c);
		c->events->accepted(c->user, which);
	}
	free(word);
}

/* Home and End move in the word, when there is one. */
static bool scroll(struct open_card *c, struct key k)
{
	if (line_length(c->line) && (k.sym == KEYSYM_HOME || k.sym == KEYSYM_END))
		return false;
	return wrapped_text_scroll(&c->text, k);
}

static bool card_key(void *self, struct key k)
{
	struct open_card *c = self;

	if (scroll(c, k))
		return true;
	if (k.sym == KEYSYM_ESCAPE || (!c->prompt && k.sym == KEYSYM_ENTER)) {
		refuse(c);
		return true;
	}
	if (!c->prompt)
		return true;
	switch (line_key(c->line, k)) {
	case LINE_ACCEPTED: accept(c); break;
	case LINE_IGNORED:
		if (!line_length(c->line) && (k.mods & KEYMOD_CTRL))
			refuse(c);
		break;
	case LINE_WANT_COMPLETION:
	case LINE_CHANGED: break;
	}
	return true;
}

static bool card_mouse(void *self, const struct mouse_event *m)
{
	struct open_card *c = self;

	wrapped_text_wheel(&c->text, m);
	return true;
}

static void close_card(void *self)
{
	struct open_card *c = self;

	wrapped_text_fini(&c->text);
	line_free(c->line);
	free(c->keys);
	free(c->prompt);
	free(c);
}

const struct layer_ops card_layer = {
	.name = "card",
	.modal = true,
	.waits_ms = LAYERS_WAIT_MS,
	.key = card_key,
	.mouse = card_mouse,
	.compose = compose_card,
	.close = close_card,
};

/* `once/pin: ` */
static char *make_prompt(const char *const *words)
{
	struct str prompt;

	if (!*words)
		return NULL;
	str_init(&prompt);
	for (size_t i = 0; words[i]; i++)
		str_append_format(&prompt, "%s%s", i ? "/" : "", words[i]);
	str_append_string(&prompt, ": ");
	return str_take(&prompt);
}

void card_open(Layers *l, const struct card *what, const void *pane)
{
	struct open_card *c = mem_alloc(sizeof(*c));

	*c = (struct open_card){ .layers = l,
				 .keys = mem_strdup(what->keys),
				 .prompt = make_prompt(what->words),
				 .words = what->words,
				 .line = line_new(NULL),
				 .events = what->events,
				 .user = what->user };
	wrapped_text_init(&c->text, what->text);
	c->head = count_signs(what->head);
	layers_push(l, &card_layer, c, pane);
}
