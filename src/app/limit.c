#include "app/limit.h"

#include <stdlib.h>
#include <string.h>

#include "app/hunt.h"
#include "app/program.h"
#include "app/scroll-mode.h"
#include "app/search-mode.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "config/settings.h"
#include "ui/typed-rest.h"
#include "base/poison.h"

enum {
	LIMIT_CONTEXT_MAX = 1000, /* lines before and after */
	LIMIT_SHOWN = 20, /* cells of the pattern in the status line */
};

struct limit {
	App *app;
	Pane *pane;
	char *text;
	Hunt *hunt;
	struct search_limit lines;
};

static void end(struct limit *m)
{
	pane_set_filter(m->pane, (struct lines_filter){ 0 });
	layers_remove(app_layers(m->app), m);
}

/*
 * Whether it has the keys: in char mode the prompt that they are for doesn't show, so none goes to
 * the peer. Scroll mode has its own.
 */
static bool has_keys(const struct limit *m)
{
	return session_mode(pane_session(m->pane)).character &&
	       !scroll_mode_state(app_layers(m->app), m->pane).on;
}

/* Nothing of what is typed in one go is sent, as in scroll mode. */
static void refuse(const struct limit *m)
{
	display_say(app_display(m->app), m->pane, MESSAGE_INFO,
		    "the view is limited, so keys don't go to the session: q or Esc ends that");
	typed_rest_keep(app_layers(m->app));
}

/* Moves the view; false if it is no key for that. */
static bool scroll(const struct limit *m, struct key k)
{
	switch (k.sym) {
	case KEYSYM_UP: pane_scroll(m->pane, -1); break;
	case KEYSYM_DOWN: pane_scroll(m->pane, 1); break;
	case KEYSYM_PAGE_UP: pane_scroll_pages(m->pane, -1); break;
	case KEYSYM_PAGE_DOWN: pane_scroll_pages(m->pane, 1); break;
	case KEYSYM_HOME: pane_scroll_top(m->pane); break;
	case KEYSYM_END: pane_scroll_tail(m->pane); break;
	default: return false;
	}
	scroll_mode_begin(m->app, m->pane);
	return true;
}

static bool on_key(void *self, struct key k)
{
	struct limit *m = self;
	uint32_t typed = key_text(k);
	bool has = has_keys(m);

	if (k.sym == KEYSYM_ESCAPE || (has && typed == 'q'))
		end(m);
	else if (!has)
		return false;
	else if (typed == '/' || typed == '?')
		search_mode_open(m->app, m->pane, typed == '/');
	else if (typed == 'y')
		scroll_mode_point(m->app, m->pane, NULL);
	else if (!scroll(m, k))
		refuse(m);
	return true;
}

static bool on_bytes(void *self, const char *bytes, size_t n)
{
	const struct limit *m = self;

	(void)bytes;
	(void)n;
	if (has_keys(m))
		refuse(m);
	return has_keys(m);
}

/* The wheel would be arrow keys for a program whose screen doesn't show. */
static bool on_mouse(void *self, const struct mouse_event *event)
{
	const struct limit *m = self;
	bool up = event->button == MOUSE_WHEEL_UP;

	if (!has_keys(m) || event->kind != MOUSE_WHEEL ||
	    (!up && event->button != MOUSE_WHEEL_DOWN))
		return false;
	pane_scroll(m->pane, up ? -MOUSE_WHEEL_ROWS : MOUSE_WHEEL_ROWS);
	scroll_mode_begin(m->app, m->pane);
	return true;
}

static void close_limit(void *self)
{
	struct limit *m = self;

	hunt_free(m->hunt);
	free(m->text);
	free(m);
}

static const struct layer_ops limit_layer = {
	.name = "limit",
	.key = on_key,
	.unknown = on_bytes,
	.paste = on_bytes,
	.mouse = on_mouse,
	.close = close_limit,
};

static void on_progress(void *user)
{
	const struct limit *m = user;

	display_touch(app_display(m->app));
}

/* --- The arguments. */

/* The number that stands behind an option, or in the next word. */
static bool take_number(const char *option, const char **args, uint64_t *out, struct err *e)
{
	char *next = option[2] ? NULL : settings_next_word(args);
	const char *text = option[2] ? option + 2 : next;
	long long number;
	bool good = text && str_to_number(text, 0, LIMIT_CONTEXT_MAX, &number);

	if (good)
		*out = (uint64_t)number;
	else
		err_set(e, ERR_USAGE, "%.2s needs a number of lines, at most %d", option,
			LIMIT_CONTEXT_MAX);
	free(next);
	return good;
}

/* Reads `-A N -B N -C N -v --` up to the pattern. */
static bool take_options(const char **args, struct search_limit *out, struct err *e)
{
	bool good = true, more = true;

	while (good && more && **args == '-') {
		const char *before = *args;
		char *word = settings_next_word(args);
		size_t n = word ? strlen(word) : 0;

		if (n >= 2 && strchr("ABC", word[1])) {
			uint64_t lines = 0;

			good = take_number(word, args, &lines, e);
			out->before = word[1] == 'A' ? out->before : lines;
			out->after = word[1] == 'B' ? out->after : lines;
		} else if (n == 2 && word[1] == 'v') {
			out->invert = true;
		} else {
			more = false;
			*args = n == 2 && word[1] == '-' ? *args : before;
		}
		*args += strspn(*args, " \t");
		free(word);
	}
	return good;
}

static void replace(struct limit *m)
{
	struct limit *old = layers_find_in(app_layers(m->app), &limit_layer, m->pane);

	if (old)
		end(old);
	pane_set_filter(m->pane, search_limit_filter(&m->lines));
	layers_push(app_layers(m->app), &limit_layer, m, m->pane);
}

bool limit_begin(App *app, Pane *p, const char *args, struct err *e)
{
	struct limit *m = layers_find_in(app_layers(app), &limit_layer, p);
	struct search_limit lines = { 0 };
	Pattern *pattern;

	if (!*args && !m)
		return err_set(e, ERR_USAGE, "the view isn't limited (/limit PATTERN)");
	if (!*args) {
		end(m);
		return true;
	}
	if (!take_options(&args, &lines, e))
		return false;
	if (!*args)
		return err_set(e, ERR_USAGE, "a pattern is missing");
	pattern = pattern_new(args, strlen(args), PATTERN_REGEX, PATTERN_CASE_SMART, e);
	if (!pattern)
		return false;
	m = mem_alloc(sizeof(*m));
	*m = (struct limit){ .app = app, .pane = p, .text = mem_strdup(args), .lines = lines };
	m->hunt = hunt_new(app_loop(app), p, pattern,
			   terminal_end_line(session_terminal(pane_session(p))), on_progress, m);
	m->lines.search = hunt_search(m->hunt);
	replace(m);
	return true;
}

/* --- What is shown of it. */

void limit_follow(const Layers *l, const Pane *p)
{
	const struct limit *m = layers_find_in(l, &limit_layer, p);

	if (m)
		hunt_refresh(m->hunt);
}

bool limit_hint(const Layers *l, const Pane *p, bool narrow, struct str *out)
{
	const struct limit *m = layers_find_in(l, &limit_layer, p);
	const Terminal *t = session_terminal(pane_session(p));
	struct search_count count;
	uint64_t lines;

	if (!m)
		return false;
	if (narrow) {
		str_append_string(out, has_keys(m) ? "q ends limit" : "limit, Esc ends");
		return true;
	}
	count = search_count(m->lines.search);
	lines = terminal_end_line(t) - terminal_first_line(t);
	str_append_format(out, "limit: %s%.*s  %llu%s of %llu", m->lines.invert ? "not " : "",
			  (int)utf8_fit(m->text, strlen(m->text), LIMIT_SHOWN), m->text,
			  (unsigned long long)(m->lines.invert ? lines - count.lines : count.lines),
			  count.complete ? "" : "...", (unsigned long long)lines);
	return true;
}
