#include "ui/entry.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "ui/compose.h"
#include "base/poison.h"

struct entry {
	Layers *layers;
	Line *line;
	char *prompt;
	const struct entry_events *events;
	void *user;
};

/* The row above the input row: keys still go there. */
static void compose_waiting(const struct entry *entry, struct layer_area *area, struct frame *out)
{
	struct str text;

	str_init(&text);
	str_append_format(&text, "pause to answer: %s", entry->prompt);
	compose_row(text.text, THEME_PROMPT, area->theme, --area->bottom, 0, out);
	str_fini(&text);
}

static void compose_entry(void *self, struct layer_area *area, struct frame *out)
{
	const struct entry *entry = self;

	if (area->bottom <= area->top)
		return;
	if (area->waits) {
		compose_waiting(entry, area, out);
		return;
	}
	/* The input row, or in char mode the row above the status line. */
	compose_line(entry->line, entry->prompt, THEME_PROMPT, false, area->theme, area->floor - 1,
		     out);
	if (area->bottom == area->floor)
		area->bottom--;
}

/* Outside of a layer's own call it is gone once removed. */
static void cancel(struct entry *entry)
{
	const struct entry_events *events = entry->events;
	void *user = entry->user;

	layers_remove(entry->layers, entry);
	if (events->cancelled)
		events->cancelled(user);
}

static void accept(struct entry *entry)
{
	struct str text;

	str_init_secret(&text);
	str_append(&text, line_text(entry->line), line_length(entry->line));
	/* `accepted` may open other layers and close the program; the entry lives until this call
	 * returns. */
	if (entry->events->accepted(entry->user, text.text))
		layers_remove(entry->layers, entry);
	str_fini(&text);
}

static void tell_refusal(const struct entry *entry)
{
	const char *refusal = line_refusal(entry->line);

	if (refusal)
		entry->events->refused(entry->user, refusal);
}

static bool entry_key(void *self, struct key k)
{
	struct entry *entry = self;

	if (k.sym == KEYSYM_ESCAPE && !line_search_pattern(entry->line)) {
		cancel(entry);
		return true;
	}
	switch (line_key(entry->line, k)) {
	case LINE_ACCEPTED: accept(entry); return true;
	case LINE_WANT_COMPLETION:
		if (entry->events->complete)
			entry->events->complete(entry->user, entry->line);
		tell_refusal(entry);
		return true;
	case LINE_IGNORED:
		if (!line_length(entry->line) && (k.mods & KEYMOD_CTRL))
			cancel(entry);
		return true;
	case LINE_CHANGED: tell_refusal(entry); break;
	}
	if (entry->events->typed)
		entry->events->typed(entry->user, entry->line);
	return true;
}

/* One line only: what follows the first line end is no part of it. */
static bool entry_paste(void *self, const char *bytes, size_t n)
{
	struct entry *entry = self;
	size_t length = 0;

	while (length < n && (unsigned char)bytes[length] >= ' ' && bytes[length] != 0x7f)
		length++;
	if (!line_insert(entry->line, bytes, length))
		entry->events->refused(entry->user,
				       "nothing was pasted: it is no text, or too long");
	else if (length < n)
		entry->events->refused(
			entry->user,
			"only the text before the first line end or control was pasted");
	if (entry->events->typed)
		entry->events->typed(entry->user, entry->line);
	return true;
}

static void close_entry(void *self)
{
	struct entry *entry = self;

	line_free(entry->line);
	free(entry->prompt);
	free(entry);
}

const struct layer_ops entry_layer = {
	.name = "entry",
	.modal = true,
	.key = entry_key,
	.paste = entry_paste,
	.compose = compose_entry,
	.close = close_entry,
};

const struct layer_ops entry_masked_layer = {
	.name = "passphrase",
	.modal = true,
	.waits_ms = LAYERS_WAIT_MS,
	.key = entry_key,
	.paste = entry_paste,
	.compose = compose_entry,
	.close = close_entry,
};

void entry_open(Layers *l, const char *prompt, bool masked, History *history,
		const struct entry_events *events, void *user, const void *pane)
{
	struct entry *entry = mem_alloc(sizeof(*entry));

	*entry = (struct entry){ .layers = l,
				 .line = line_new(history),
				 .prompt = mem_strdup(prompt),
				 .events = events,
				 .user = user };
	if (masked)
		line_mask(entry->line);
	layers_push(l, masked ? &entry_masked_layer : &entry_layer, entry, pane);
}

void entry_insert(Layers *l, const char *text)
{
	struct entry *entry = layers_find_in(l, &entry_layer, NULL);

	if (entry)
		line_insert(entry->line, text, strlen(text));
}

void entry_give_way(Layers *l)
{
	struct entry *entry = layers_find_in(l, &entry_layer, NULL);

	if (!entry)
		return;
	line_reset(entry->line, true);
	cancel(entry);
}
