#include "app/commands.h"

#include <stdlib.h>
#include <string.h>

#include "app/copy.h"
#include "app/program.h"
#include "app/scroll-mode.h"
#include "app/sessions.h"
#include "base/mem.h"
#include "base/str.h"
#include "config/paths.h"
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
