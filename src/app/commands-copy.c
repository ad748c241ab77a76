#include "app/commands.h"

#include <stdlib.h>
#include <string.h>

#include "app/copy.h"
#include "app/program.h"
#include "app/scroll-mode.h"
#include "app/sessions.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "config/paths.h"
#include "ui/confirm.h"
#include "base/poison.h"

/* The words of /copy. */
struct copy_request {
	const char *what; /* NULL: what is selected, or else the last output */
	enum markup_format format;
	char *path; /* NULL: to the clipboards */
};

static bool copy_selected(App *app, const Pane *p, struct selection *out, struct err *e)
{
	if (scroll_mode_selection(app_layers(app), p, out))
		return true;
	return err_set(e, ERR_OTHER, "nothing is selected");
}

/* What `what` stands for; false with `e` set. */
static bool find_selection(App *app, const char *what, struct selection *out, struct err *e)
{
	const Pane *p = app_current(app);

	if (!what)
		return scroll_mode_selection(app_layers(app), p, out) ||
		       copy_last_output(p, out, e);
	if (strcmp(what, "selection") == 0)
		return copy_selected(app, p, out, e);
	if (strcmp(what, "screen") == 0)
		return copy_screen(p, out, e);
	if (strcmp(what, "all") == 0)
		return copy_all(p, out, e);
	return copy_last_output(p, out, e);
}

/* Takes a word that is what is to be copied, or a format; false if it is neither. */
static bool take_word(struct copy_request *r, const char *word)
{
	static const char *const whats[] = { "last", "screen", "all", "selection" };
	static const char *const formats[] = { "text", "ansi", "html" };

	for (size_t i = 0; !r->what && i < sizeof(whats) / sizeof(whats[0]); i++) {
		if (strcmp(word, whats[i]) == 0)
			r->what = whats[i];
	}
	if (r->what && strcmp(word, r->what) == 0)
		return true;
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (strcmp(word, formats[i]) != 0)
			continue;
		r->format = (enum markup_format)i;
		return true;
	}
	return false;
}

/* The words before the first that is neither; the rest names the file. */
static void parse(const char *args, struct copy_request *r)
{
	for (int i = 0; i < 2 && *args; i++) {
		const char *rest = args;
		char *word = settings_next_word(&rest);
		bool taken = word && take_word(r, word);

		free(word);
		if (!taken)
			break;
		args = rest + strspn(rest, " \t");
	}
	if (*args)
		r->path = paths_expand(args);
}

bool command_copy(struct command_context *c, const char *args)
{
	struct copy_request r = { .format = MARKUP_TEXT };
	struct selection selection;
	bool done;

	parse(args, &r);
	done = find_selection(app_of(c), r.what, &selection, c->e) &&
	       app_copy(app_of(c), app_current(app_of(c)), &selection, r.format, r.path, c->e);
	free(r.path);
	return done;
}

static bool insert(App *app, struct err *e)
{
	size_t n;
	const char *text = app_copied(app, &n);

	return session_paste(pane_session(app_current(app)), text, n, clock_wall_ms(), e);
}

/* What is asked about: lines for the peer of this connection. */
struct insertion {
	App *app;
	unsigned connection;
};

static unsigned current_connection(App *app)
{
	return session_connection(pane_session(app_current(app)));
}

static void insert_lines(void *user)
{
	const struct insertion *i = user;
	struct err e;

	if (current_connection(i->app) != i->connection)
		app_error(i->app, "the connection that this was asked for has ended: nothing was "
				  "inserted");
	else if (!insert(i->app, &e))
		app_error(i->app, "%s", e.text);
}

/* What was copied is mostly the peer's own text: its lines don't go out unasked. */
bool command_paste(struct command_context *c, const char *args)
{
	App *app = app_of(c);
	size_t n, lines = 0;
	const char *text = app_copied(app, &n);
	struct insertion *insertion;
	struct str question;

	(void)args;
	if (!n)
		return err_set(c->e, ERR_OTHER, "nothing was copied yet");
	for (size_t i = 0; i < n; i++)
		lines += text[i] == '\n';
	if (!lines)
		return insert(app, c->e);
	str_init(&question);
	str_append_format(
		&question,
		"Insert the %zu lines that were copied? Each line end counts as Enter (y)",
		lines + 1);
	insertion = mem_alloc(sizeof(*insertion));
	*insertion = (struct insertion){ app, current_connection(app) };
	confirm_open(app_layers(app), question.text, insert_lines, insertion, free,
		     app_current(app));
	str_fini(&question);
	return true;
}
