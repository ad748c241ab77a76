/* The router's console: character mode, one key at a time. */
#include "demo/router.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "demo/service.h"

#include "base/poison.h"

enum {
	ACCEPT_WAIT = 150, /* ms a line of configuration takes */
	PASTE_LINES = 3, /* that came faster than that are a paste */
};

static const struct key ctrl_c = { KEYSYM_CHAR, 'c', KEYMOD_CTRL };

static bool is_configuring(const struct router *r)
{
	return r->mode == ROUTER_CONFIGURE || r->mode == ROUTER_INTERFACE;
}

/* What stands between the hostname and the line. */
static const char *prompt_end(const struct router *r)
{
	return r->mode == ROUTER_USER      ? ">" :
	       r->mode == ROUTER_ENABLED   ? "#" :
	       r->mode == ROUTER_CONFIGURE ? "(config)#" :
					     "(config-if)#";
}

/* --- The line as it is echoed. */

static void move_cursor(struct router *r, const char *text, size_t from, size_t to)
{
	if (to > from)
		service_say(r->service, "%.*s", (int)(to - from), text + from);
	for (size_t i = to < from ? utf8_text_width(text + to, from - to) : 0; i; i--)
		service_say(r->service, "\b");
}

/* Makes of the text that is seen, with the cursor at `cursor`, the text of the line. */
static void draw_change(struct router *r, const char *seen, size_t cursor)
{
	const char *text = line_text(r->line);
	size_t length = line_length(r->line), same = 0, before, after;

	if (!service_echoes(r->service))
		return;
	while (same < length && seen[same] == text[same])
		same++;
	if (same == length && !seen[same]) {
		move_cursor(r, text, cursor, line_cursor(r->line));
		return;
	}
	same = utf8_cut(text, length, same);
	move_cursor(r, seen, cursor, same);
	before = utf8_text_width(seen + same, strlen(seen + same));
	after = utf8_text_width(text + same, length - same);
	service_say(r->service, "%s", text + same);
	for (size_t i = after; i < before; i++)
		service_say(r->service, " ");
	for (size_t i = after; i < before; i++)
		service_say(r->service, "\b");
	move_cursor(r, text, length, line_cursor(r->line));
}

static void router_prompt(void *state)
{
	struct router *r = state;

	if (line_masked(r->line)) {
		service_say(r->service, "Password: ");
		return;
	}
	tour_tell(r->service);
	service_say(r->service, "%s%s", r->hostname.text, prompt_end(r));
	draw_change(r, "", 0);
}

/* The keys of hail's own input line, but for some that a console has no use for. */
static void edit(struct router *r, struct key k)
{
	bool full = key_text(k) && line_length(r->line) >= ROUTER_LINE_MAX;
	bool useless = k.sym == KEYSYM_BYTE || (k.mods && (k.cp == 's' || k.cp == 'v'));
	size_t cursor = line_cursor(r->line);
	struct str seen;

	str_init(&seen);
	str_append_string(&seen, line_text(r->line));
	if (!full && !useless)
		line_key(r->line, k);
	if (cursor == line_cursor(r->line) && !strcmp(seen.text, line_text(r->line)))
		service_say(r->service, "\a");
	else
		draw_change(r, seen.text, cursor);
	str_fini(&seen);
}

static void router_enter(void *state)
{
	struct router *r = state;

	r->mode = ROUTER_USER;
	router_config_init(r);
	r->history = history_new(ROUTER_HISTORY);
	r->line = line_new(r->history);
	str_init(&r->accepted);
	service_tell(r->service, "{T}hail-rtr{0}, a make-believe router. This is {b}character "
				 "mode{0}: every key comes here at once, and what you see I have "
				 "echoed. {K}?{0} helps at any place, {K}exit{0} goes back.\n\n");
	router_prompt(r);
}

static void router_leave(void *state)
{
	struct router *r = state;

	router_config_fini(r);
	line_free(r->line);
	history_free(r->history);
	str_fini(&r->accepted);
}

/* --- Lines */

/* The caret under the first wrong byte, with the prompt's width before it. */
static void say_caret(struct router *r, const char *line, size_t at)
{
	size_t cells = utf8_text_width(r->hostname.text, r->hostname.length) +
		       strlen(prompt_end(r)) + utf8_text_width(line, at);

	service_say(r->service, "%*s^\n%% Invalid input detected at '^' marker.\n\n", (int)cells,
		    "");
}

/* Does what the accepted line says. */
static void execute(struct router *r)
{
	struct command_match m;
	char *line = r->accepted.text;

	for (size_t n = r->accepted.length; n && line[n - 1] == ' ';)
		line[--n] = '\0';
	m = router_parse(r->mode, line);
	switch (m.result) {
	case COMMAND_OK: router_execute(r, m.row, line + m.at); break;
	case COMMAND_EMPTY: break;
	case COMMAND_INVALID: say_caret(r, line, m.at); break;
	case COMMAND_AMBIGUOUS:
		service_say(r->service, "%% Ambiguous command:  \"%s\"\n", line);
		break;
	case COMMAND_INCOMPLETE: service_say(r->service, "%% Incomplete command.\n"); break;
	}
	str_clear(&r->accepted);
	if (r->end_after)
		r->mode = ROUTER_ENABLED;
	r->end_after = false;
	service_prompt(r->service);
}

/* The line that was being accepted counts now. */
static void router_tick(void *state)
{
	struct router *r = state;
	struct visit *v = service_visit(r->service);

	v->busy = false;
	v->due = -1;
	r->waited = v->waiting ? r->waited + 1 : 0;
	if (r->waited + 1 == PASTE_LINES)
		tour_did(r->service, TOUR_PASTE);
	execute(r);
}

/* Enter, or Ctrl-Z: configuration takes its time, all else is done at once. */
static void take_line(struct router *r, bool end_after)
{
	const char *line = line_text(r->line);
	struct visit *v = service_visit(r->service);

	v->busy = is_configuring(r) && line[strspn(line, " ")];
	r->end_after = end_after && is_configuring(r);
	str_append_string(&r->accepted, line);
	line_reset(r->line, true);
	if (v->busy)
		v->due = v->now + ACCEPT_WAIT;
	else
		execute(r);
}

static void say_newline(struct router *r)
{
	if (service_echoes(r->service))
		service_say(r->service, "\n");
}

static void take_password(struct router *r, bool given)
{
	line_unmask(r->line);
	if (given) {
		r->mode = ROUTER_ENABLED;
		tour_did(r->service, TOUR_ENABLE);
	}
	say_newline(r);
	router_prompt(r);
}

static void complete_word(struct router *r)
{
	size_t length = line_length(r->line);
	struct str rest;

	str_init(&rest);
	if (line_cursor(r->line) == length && router_complete(r->mode, line_text(r->line), &rest)) {
		line_insert(r->line, rest.text, rest.length);
		service_say(r->service, "%s", service_echoes(r->service) ? rest.text : "");
		tour_did(r->service, TOUR_TAB);
	} else {
		service_say(r->service, "\a");
	}
	str_fini(&rest);
}

/* `?` helps at once, but within free text it is a character like others. */
static void show_help(struct router *r, struct key k)
{
	char *line = mem_strndup(line_text(r->line), line_cursor(r->line));
	struct str help;

	str_init(&help);
	if (router_help(r->mode, line, &help)) {
		service_say(r->service, "%s%s\n", service_echoes(r->service) ? "?\n" : "",
			    help.text);
		tour_did(r->service, TOUR_HELP);
		router_prompt(r);
	} else {
		edit(r, k);
	}
	str_fini(&help);
	free(line);
}

static void take_control(struct router *r, struct key k)
{
	switch (k.mods == KEYMOD_CTRL ? k.cp : 0) {
	case 'c':
		line_reset(r->line, false);
		service_say(r->service, "^C\n");
		router_prompt(r);
		break;
	case 'z':
		service_say(r->service, "^Z\n");
		take_line(r, true);
		break;
	case 'l':
	case 'r':
		service_say(r->service, "\n");
		router_prompt(r);
		break;
	default: edit(r, k); break;
	}
}

static void router_key(void *state, struct key k)
{
	struct router *r = state;

	if (line_masked(r->line)) {
		if (k.sym == KEYSYM_ENTER || key_equal(k, ctrl_c))
			take_password(r, k.sym == KEYSYM_ENTER);
		else
			line_key(r->line, k);
	} else if (k.sym == KEYSYM_ENTER) {
		say_newline(r);
		take_line(r, false);
	} else if (k.sym == KEYSYM_TAB) {
		complete_word(r);
	} else if (key_text(k) == '?') {
		show_help(r, k);
	} else {
		take_control(r, k);
	}
}

static void router_finish(void *state)
{
	struct router *r = state;

	if (line_length(r->line))
		router_key(r, (struct key){ .sym = KEYSYM_ENTER });
}

const struct area router_area = {
	.place = TOUR_ROUTER,
	.size = sizeof(struct router),
	.enter = router_enter,
	.leave = router_leave,
	.key = router_key,
	.prompt = router_prompt,
	.finish = router_finish,
	.tick = router_tick,
};
