#include "app/link-card.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/copy.h"
#include "app/link-target.h"
#include "app/program.h"
#include "app/sessions.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/url.h"
#include "net/exec-spawn.h"
#include "net/exec-words.h"
#include "ui/compose.h"
#include "ui/wrapped-text.h"
#include "base/poison.h"

extern char **environ;

struct link_card {
	App *app;
	char *target; /* ASCII */
	struct wrapped_text text;
};

/* --- Opening. */

/* Starts the program with the target as its last word; it outlives us. */
static bool start(App *app, struct exec_words *words, const char *target, struct err *e)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	struct exec_spawn spawn = { .environment = environ, .fds = { null, null, null } };
	pid_t pid;
	bool done;

	words->words = mem_resize(words->words, words->count + 2, sizeof(*words->words));
	words->words[words->count++] = mem_strdup(target);
	words->words[words->count] = NULL;
	spawn.words = words->words;
	done = exec_spawn(&spawn, &pid, e);
	if (done)
		children_add_free(dialer_children(app_dialer(app)), pid);
	close(null);
	return done;
}

static void open_document(App *app, const char *target)
{
	const Options *options = settings_global(app_settings(app));
	struct exec_words words = { 0 };
	struct err e;

	if (exec_words_split(options_value(options, OPTIONS_OPEN_COMMAND), &words, &e) &&
	    start(app, &words, target, &e))
		app_message(app, "opened by %s: %s", words.words[0], target);
	else
		app_error(app, "%s", e.text);
	exec_words_fini(&words);
}

static void open_target(App *app, const char *target)
{
	struct err e;

	switch (url_kind(target)) {
	case URL_DOCUMENT: open_document(app, target); break;
	case URL_SESSION:
		if (!app_connect(app, target, NULL, false, &e))
			app_error(app, "%s", e.text);
		break;
	case URL_OTHER:
		app_message(app, "this is no kind of address that is opened from here; y copies");
		break;
	}
}

/* --- The layer. */

static void compose_card(void *self, struct layer_area *area, struct frame *out)
{
	struct link_card *c = self;
	const char *keys = " link (Esc leaves, o opens, y copies)";

	if (area->floor <= area->top + 1)
		return;
	area->bottom = area->floor - 1;
	wrapped_text_draw(&c->text, area, area->bottom - area->top, out);
	compose_row(keys, THEME_POPUP_TITLE, area->theme, area->bottom, 0, out);
	out->cursor_shown = false;
}

static bool on_key(void *self, struct key k)
{
	struct link_card *c = self;
	uint32_t typed = key_text(k);
	bool known = url_kind(c->target) != URL_OTHER;

	if (wrapped_text_scroll(&c->text, k))
		return true;
	if (typed == 'o')
		open_target(c->app, c->target);
	if (typed == 'y')
		app_copy_text(c->app, c->target, strlen(c->target), 1);
	if ((typed == 'o' && known) || typed == 'y' || typed == 'q' || k.sym == KEYSYM_ESCAPE)
		layers_remove(app_layers(c->app), c);
	return true;
}

static void close_card(void *self)
{
	struct link_card *c = self;

	wrapped_text_fini(&c->text);
	free(c->target);
	free(c);
}

static const struct layer_ops link_card_layer = {
	.name = "link",
	.modal = true,
	.key = on_key,
	.compose = compose_card,
	.close = close_card,
};

/* What may deceive comes first: an address may be longer than the screen is high. */
void link_card_open(App *app, Pane *p, const char *label, const char *target)
{
	struct link_card *c = mem_alloc(sizeof(*c));
	struct str ascii, notes, text, named;

	str_init(&ascii);
	str_init(&notes);
	str_init(&text);
	str_init(&named);
	link_target(target, &ascii, &notes);
	if (link_names_other_host(label, target, &named))
		str_append_format(&text, "Its text says %s: another host\n", named.text);
	str_append_format(&text, "%s%sThis link leads to\n\n%s", notes.text,
			  text.length || notes.length ? "\n" : "", ascii.text);
	c->app = app;
	c->target = str_take(&ascii);
	wrapped_text_init(&c->text, text.text);
	str_fini(&notes);
	str_fini(&text);
	str_fini(&named);
	layers_push(app_layers(app), &link_card_layer, c, p);
}
