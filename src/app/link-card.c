#include "app/link-card.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/copy.h"
#include "app/link-command.h"
#include "app/link-target.h"
#include "app/program.h"
#include "app/sessions.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/url.h"
#include "net/exec-spawn.h"
#include "net/exec-words.h"
#include "net/peer-text.h"
#include "ui/compose.h"
#include "ui/wrapped-text.h"
#include "base/poison.h"

extern char **environ;

struct link_card {
	App *app;
	Pane *pane;
	unsigned connection; /* that the link came in */
	char *target; /* ASCII */
	bool commands; /* it says something to the peer: `command` is what */
	struct link_command command;
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

/* False if nothing here opens such an address. */
static bool open_target(App *app, const char *target)
{
	struct err e;

	switch (url_kind(target)) {
	case URL_DOCUMENT: open_document(app, target); return true;
	case URL_SESSION:
		if (!app_connect(app, target, NULL, false, &e))
			app_error(app, "%s", e.text);
		return true;
	case URL_OTHER: break;
	}
	app_message(app, "this is no kind of address that is opened from here; y copies");
	return false;
}

/* --- Saying something to the peer. */

/* Why the line can't be said now; NULL if it can. */
static const char *why_not_now(const struct link_card *c)
{
	Session *s = pane_session(c->pane);

	if (c->command.why)
		return c->command.why;
	if (session_connection(s) != c->connection)
		return "The connection that this link came in has ended.";
	if (session_line_is_secret(s))
		return "What is sent now is hidden: a link has no place in it.";
	if (c->command.prompts && session_mode(s).character)
		return "There is no input line in char mode.";
	if (c->command.prompts && line_length(session_editor(s)))
		return "The input line holds a text already.";
	return NULL;
}

/* What is typed for the user counts as pasted: it is never a command of ours. */
static void say_line(struct link_card *c, const char *line)
{
	Session *s = pane_session(c->pane);
	size_t n = strlen(line);
	struct err e;
	bool done;

	if (c->command.prompts)
		done = session_paste(s, line, n, clock_wall_ms(), &e);
	else
		done = session_send(s, WIRE_TYPED, line, n, clock_wall_ms(), &e);
	if (!done)
		app_error(c->app, "%s", e.text);
}

static bool is_number(uint32_t typed)
{
	return typed >= '1' && typed <= '9';
}

/* Whether a key chose one of the lines, which is said. */
static bool chooses_line(struct link_card *c, uint32_t typed)
{
	size_t i = is_number(typed) ? typed - '1' : 0;
	bool chosen = typed == 'o' ? c->command.count == 1 : is_number(typed);
	const char *why;

	if (!chosen || i >= c->command.count)
		return false;
	why = why_not_now(c);
	if (why) {
		app_error(c->app, "%s Nothing was sent; y copies it.", why);
		return false;
	}
	say_line(c, c->command.lines[i]);
	return true;
}

static void copy_target(struct link_card *c)
{
	const char *text = c->commands ? c->command.lines[0] : c->target;

	app_copy_text(c->app, text, strlen(text), 1);
}

/* --- The layer. */

static const char *keys_of(const struct link_card *c)
{
	if (!c->commands)
		return "o opens, y copies";
	if (why_not_now(c))
		return "y copies";
	if (c->command.count > 1)
		return "a number chooses";
	return c->command.prompts ? "o types it, y copies" : "o sends it, y copies";
}

/* Where the rest is that was not in sight yet. */
static const char *more_of(const struct link_card *c)
{
	if (wrapped_text_was_seen(&c->text))
		return "";
	return wrapped_text_at_end(&c->text) ? "Home: more, " : "Down: more, ";
}

/* Nothing is opened or said of which the end was not in sight. */
static bool has_read(struct link_card *c, uint32_t typed)
{
	bool acts = typed == 'o' || (c->commands && is_number(typed));

	if (!acts || wrapped_text_was_seen(&c->text))
		return true;
	app_message(c->app,
		    wrapped_text_at_end(&c->text) ?
			    "a part of it was passed over: Home, then PgDn shows all" :
			    "there is more of it: Down shows its end, then that key counts");
	return false;
}

/* What the link says to the peer, as it would be sent, and why it can't be now; each line has its
 * number if there are more. */
static void describe_commands(const struct link_card *c, struct str *out)
{
	const struct link_command *command = &c->command;
	const char *why = why_not_now(c);

	str_append_format(out, "%s%sThis link %s %s\n\n", why ? why : "", why ? "\n\n" : "",
			  command->prompts ? "types" : "sends",
			  command->count > 1 ? "one of the lines" : "the line");
	for (size_t i = 0; i < command->count; i++) {
		if (command->count > 1)
			str_append_format(out, "%zu  ", i + 1);
		peer_text_append(out, command->lines[i], strlen(command->lines[i]), SIZE_MAX);
		str_append_char(out, '\n');
	}
}

/* Whether the line can be said may have changed since the card was last drawn. */
static void update_text(struct link_card *c)
{
	struct str text;

	if (!c->commands)
		return;
	str_init(&text);
	describe_commands(c, &text);
	wrapped_text_set(&c->text, text.text);
	str_fini(&text);
}

static void compose_card(void *self, struct layer_area *area, struct frame *out)
{
	struct link_card *c = self;
	struct str keys;

	if (area->floor <= area->top + 1)
		return;
	update_text(c);
	area->bottom = area->floor - 1;
	wrapped_text_draw(&c->text, area, area->bottom - area->top, out);
	str_init(&keys);
	str_append_format(&keys, " link (%sEsc leaves, %s)", more_of(c), keys_of(c));
	compose_row(keys.text, THEME_POPUP_TITLE, area->theme, area->bottom, 0, out);
	str_fini(&keys);
	out->cursor_shown = false;
}

static bool on_key(void *self, struct key k)
{
	struct link_card *c = self;
	uint32_t typed = key_text(k);
	bool done = typed == 'y' || typed == 'q' || k.sym == KEYSYM_ESCAPE;

	if (wrapped_text_scroll(&c->text, k) || !has_read(c, typed))
		return true;
	if (c->commands)
		done |= chooses_line(c, typed);
	else if (typed == 'o')
		done |= open_target(c->app, c->target);
	if (typed == 'y')
		copy_target(c);
	if (done)
		layers_remove(app_layers(c->app), c);
	return true;
}

static void close_card(void *self)
{
	struct link_card *c = self;

	wrapped_text_fini(&c->text);
	link_command_fini(&c->command);
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
static void describe_address(struct link_card *c, const char *label, const char *target,
			     struct str *out)
{
	struct str ascii, notes, named;

	str_init(&ascii);
	str_init(&notes);
	str_init(&named);
	link_target(target, &ascii, &notes);
	if (link_names_other_host(label, target, &named))
		str_append_format(out, "Its text says %s: another host\n", named.text);
	str_append_format(out, "%s%sThis link leads to\n\n%s", notes.text,
			  out->length || notes.length ? "\n" : "", ascii.text);
	c->target = str_take(&ascii);
	str_fini(&notes);
	str_fini(&named);
}

/* In the input line it would look like one of the user's own. */
static const char *why_not_typed(const struct link_command *command, char command_char)
{
	for (size_t i = 0; command->prompts && i < command->count; i++) {
		if (command->lines[i][0] == command_char)
			return "No link may type a command of yours.";
	}
	return command->why;
}

void link_card_open(App *app, Pane *p, unsigned connection, const char *label, const char *target)
{
	struct link_card *c = mem_alloc(sizeof(*c));
	struct str text;

	c->app = app;
	c->pane = p;
	c->connection = connection;
	c->commands = link_command_read(target, &c->command);
	if (c->commands)
		c->command.why = why_not_typed(&c->command, app_command_char(app));
	str_init(&text);
	if (c->commands)
		describe_commands(c, &text);
	else
		describe_address(c, label, target, &text);
	wrapped_text_init(&c->text, text.text);
	str_fini(&text);
	layers_push(app_layers(app), &link_card_layer, c, p);
}
