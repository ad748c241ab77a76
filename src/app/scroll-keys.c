#include "app/scroll-mode-internal.h"

#include <string.h>

#include "app/choose.h"
#include "app/links.h"
#include "app/mark-list.h"
#include "app/program.h"
#include "app/rules-report.h"
#include "app/search-mode.h"
#include "ui/typed-rest.h"
#include "base/poison.h"

enum { PROMPT_LINES = 20000 }; /* that are looked through at a key */

static void leave(struct scroll_mode *m, unsigned which)
{
	(void)which;
	pointer_end(&m->pointer);
	pane_scroll_tail(m->pane);
}

/*
 * Who types something wants the peer to have it: the way back is said, and nothing of it is sent,
 * also not what follows a q in it.
 */
static void explain(struct scroll_mode *m)
{
	display_say(app_display(m->app), m->pane, MESSAGE_INFO,
		    "the keys scroll now: q, Esc or End returns to the session, F1 lists the keys");
	typed_rest_keep(app_layers(m->app));
}

/* --- Moving: the view, or the cursor when there is one. */

static void move_row(struct scroll_mode *m, unsigned which)
{
	long rows = which ? 1 : -1;

	if (m->pointer.on)
		pointer_move_rows(&m->pointer, rows);
	else
		pane_scroll(m->pane, rows);
}

static void move_page(struct scroll_mode *m, unsigned which)
{
	static const signed char pages[] = { 1, -1, 1, -1, 1 };

	if (m->pointer.on)
		pointer_move_pages(&m->pointer, pages[which]);
	else
		pane_scroll_pages(m->pane, pages[which]);
}

static void move_half_page(struct scroll_mode *m, unsigned which)
{
	pointer_begin(&m->pointer);
	pointer_move_pages(&m->pointer, which ? -0.5 : 0.5);
}

static void move_to_end(struct scroll_mode *m, unsigned which)
{
	if (m->pointer.on)
		pointer_move_to_end(&m->pointer, which);
	else if (which)
		leave(m, 0);
	else
		pane_scroll_top(m->pane);
}

static void go_home(struct scroll_mode *m, unsigned which)
{
	(void)which;
	if (m->pointer.on && m->pointer.selecting)
		pointer_move(&m->pointer, SELECT_LINE_START);
	else
		pane_scroll_top(m->pane);
}

static void end(struct scroll_mode *m, unsigned which)
{
	bool selecting = m->pointer.on && m->pointer.selecting;

	if (!selecting)
		leave(m, 0);
	else if (which)
		pointer_move(&m->pointer, SELECT_LINE_END);
	else
		pointer_deselect(&m->pointer);
}

/* --- The cursor. */

static void point_rows(struct scroll_mode *m, unsigned which)
{
	pointer_begin(&m->pointer);
	pointer_move_rows(&m->pointer, which ? -1 : 1);
}

static void point_text(struct scroll_mode *m, unsigned which)
{
	static const enum select_motion motions[] = { SELECT_LEFT, SELECT_RIGHT, SELECT_LEFT,
						      SELECT_RIGHT };

	pointer_begin(&m->pointer);
	pointer_move(&m->pointer, motions[which]);
}

static void point_words(struct scroll_mode *m, unsigned which)
{
	static const enum select_motion motions[] = { SELECT_WORD,      SELECT_WORD_BACK,
						      SELECT_WORD_END,  SELECT_LINE_START,
						      SELECT_LINE_TEXT, SELECT_LINE_END };

	pointer_begin(&m->pointer);
	pointer_move(&m->pointer, motions[which]);
}

static void point_in_view(struct scroll_mode *m, unsigned which)
{
	pointer_begin(&m->pointer);
	pointer_move_in_view(&m->pointer, which / 2.0);
}

static void select_text(struct scroll_mode *m, unsigned which)
{
	static const enum select_kind kinds[] = { SELECT_CHARACTERS, SELECT_LINES, SELECT_BLOCK };

	pointer_begin(&m->pointer);
	pointer_select(&m->pointer, kinds[which]);
}

static void swap_ends(struct scroll_mode *m, unsigned which)
{
	(void)which;
	if (m->pointer.on)
		pointer_swap(&m->pointer);
	else
		explain(m);
}

static void copy(struct scroll_mode *m, unsigned which)
{
	if (!m->pointer.selecting && !which)
		app_message(m->app, "nothing is selected: v, V or Ctrl-V selects");
	else if (m->pointer.selecting && pointer_copy(&m->pointer, m->app))
		pointer_end(&m->pointer);
}

/* --- What looks for something: hits, links, prompts, marks. */

static void open_search(struct scroll_mode *m, unsigned which)
{
	search_mode_open(m->app, m->pane, !which);
}

/* Looks for what was searched for last. */
static bool look_again(struct scroll_mode *m, Finder *f)
{
	History *searches = app_searches(m->app);
	size_t count = history_count(searches);
	const char *last = count ? history_get(searches, count - 1) : "";
	struct err e;

	pointer_begin(&m->pointer);
	finder_set_origin(f, m->pointer.at);
	if (finder_look_for(f, last, strlen(last), *app_search_manner(m->app), &e))
		return true;
	app_error(m->app, "%s", e.text);
	return false;
}

static void find_next(struct scroll_mode *m, unsigned which)
{
	Finder *f = scroll_mode_own_finder(m);

	if (!finder_is_on(f) && !look_again(m, f))
		return;
	if (!finder_next(f, which ? !m->newer : m->newer))
		app_message(m->app, "nothing was searched for yet: / searches");
	else if (!finder_has_hit(f))
		app_message(m->app, "no line has it");
}

static void find_prompt(struct scroll_mode *m, unsigned which)
{
	uint64_t line;

	pointer_begin(&m->pointer);
	if (terminal_find_prompt(session_terminal(pane_session(m->pane)), m->pointer.at.line, which,
				 PROMPT_LINES, &line))
		pointer_begin_at(&m->pointer, (struct view_anchor){ line, 0 });
	else
		app_message(m->app, "no prompt in the %d lines %s this one", PROMPT_LINES,
			    which ? "behind" : "before");
}

static void open_links(struct scroll_mode *m, unsigned which)
{
	(void)which;
	links_open(m->app, m->pane);
}

/* The line of the cursor, or the first that shows. */
static uint64_t pointed_line(struct scroll_mode *m)
{
	if (!m->pointer.on) {
		pointer_begin(&m->pointer);
		pointer_move_in_view(&m->pointer, 0);
	}
	return m->pointer.at.line;
}

static void mark_line(struct scroll_mode *m, unsigned which)
{
	(void)which;
	mark_list_toggle(m->app, m->pane, pointed_line(m));
}

static void find_mark(struct scroll_mode *m, unsigned which)
{
	uint64_t line;

	if (!pane_marks(m->pane)->count)
		app_message(m->app, "no line is marked: m marks the one at the cursor");
	else if (!line_marks_next(pane_marks(m->pane), pointed_line(m), which, &line))
		app_message(m->app, "no mark %s this line", which ? "behind" : "before");
	else
		pointer_begin_at(&m->pointer, (struct view_anchor){ line, 0 });
}

static void list_marks(struct scroll_mode *m, unsigned which)
{
	(void)which;
	mark_list_open(m->app, m->pane, scroll_mode_point);
}

static void show_rules(struct scroll_mode *m, unsigned which)
{
	struct str text;

	if (m->pointer.on && m->pointer.selecting) {
		point_words(m, which);
		return;
	}
	str_init(&text);
	rules_report_why(pane_link(m->pane), pointed_line(m), &text);
	app_show_text(m->app, "rules", text.text);
	str_fini(&text);
}

static void toggle_times(struct scroll_mode *m, unsigned which)
{
	bool on = session_shows_times(pane_session(m->pane));
	struct err e;

	(void)which;
	if (!app_choose(m->app, OPTIONS_TIMESTAMPS, on ? "off" : "on", &e))
		app_error(m->app, "%s", e.text);
	else if (pane_why_no_times(m->pane))
		app_message(m->app, "%s", pane_why_no_times(m->pane));
}

/* Shown by whoever hands the keys on (scroll_mode_wants_help). */
static void show_help(struct scroll_mode *m, unsigned which)
{
	(void)which;
	(void)m;
}

/* --- The table. */

/* Keys that do the same in several ways: `which` of them it was says how. */
static const struct key_row {
	const char *keys;
	void (*act)(struct scroll_mode *m, unsigned which);
	const char *summary;
} rows[] = {
	{ "Up Down", move_row, "a row up or down" },
	{ "Space PgUp PgDn Ctrl-B Ctrl-F", move_page, "a page" },
	{ "g G", move_to_end, "to the oldest line, to the newest" },
	{ "Home", go_home, "to the oldest line; to the line's start where something is selected" },
	{ "h l Left Right", point_text, "show a cursor and move it, as the arrows do then" },
	{ "j k", point_rows, "the same, down and up" },
	{ "W b e 0 ^ $", point_words, "by words, and to the line's start, text, end" },
	{ "H M L", point_in_view, "to the top, the middle, the end of what is shown" },
	{ "Ctrl-D Ctrl-U", move_half_page, "half a page down, up" },
	{ "[ ]", find_prompt, "to the prompt before, to the next one" },
	{ "m", mark_line, "mark the line at the cursor (or the first shown), or take its mark" },
	{ "{ }", find_mark, "to the mark before, to the next one" },
	{ "'", list_marks, "the list of marks" },
	{ "w", show_rules, "which rules matched this line; by words where something is selected" },
	{ "t", toggle_times, "when each line came, or not" },
	{ "v V Ctrl-V", select_text, "select characters, lines, columns" },
	{ "o", swap_ends, "to the other end of what is selected" },
	{ "y Enter", copy, "copy it" },
	{ "/ ?", open_search, "search towards newer lines, towards older ones" },
	{ "n N", find_next, "the next hit, the one before" },
	{ "u", open_links, "links on the screen" },
	{ SCROLL_MODE_HELP, show_help, "these keys" },
	{ "q", leave, "return" },
	{ "Esc End", end, "the same; where something is selected: no more, to the line's end" },
};

void scroll_mode_help(void (*row)(void *user, const char *keys, const char *summary), void *user)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		row(user, rows[i].keys, rows[i].summary);
}

/* Whether `k` is the key of that name. Only what has a name for it asks for modifiers. */
static bool is_named(struct key k, const char *name)
{
	struct key named;

	if (!key_parse(name, &named))
		return false;
	if (named.sym == KEYSYM_CHAR && !named.mods)
		return key_text(k) == named.cp;
	return named.sym == KEYSYM_CHAR ? key_equal(named, k) : named.sym == k.sym;
}

/* Whether `keys` has `k`, and which of them that is, from 0. */
static bool has_key(const char *keys, struct key k, unsigned *which)
{
	char name[KEY_NAME_MAX];

	*which = 0;
	for (const char *at = keys; *at; ++*which) {
		size_t n = strcspn(at, " ");

		memcpy(name, at, n);
		name[n] = '\0';
		if (is_named(k, name))
			return true;
		at += n + (at[n] == ' ');
	}
	return false;
}

void scroll_keys_act(struct scroll_mode *m, struct key k)
{
	unsigned which;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (has_key(rows[i].keys, k, &which)) {
			rows[i].act(m, which);
			return;
		}
	}
	if (key_text(k))
		explain(m);
}
