/* The router's console: character mode, one key at a time. */
#include "demo/router.h"

#include <string.h>

#include "base/utf8.h"
#include "demo/service.h"

#include "base/poison.h"

enum {
	ACCEPT_WAIT = 150, /* ms a line of configuration takes */
	PASTE_LINES = 3, /* that came faster than that are a paste */
};

static bool is_configuring(const struct router *r)
{
	return r->mode == ROUTER_CONFIGURE || r->mode == ROUTER_INTERFACE;
}

/* What stands before the line; the caret of an error counts its width. */
static void prompt_text(const struct router *r, struct str *out)
{
	const char *end = r->mode == ROUTER_USER      ? ">" :
			  r->mode == ROUTER_ENABLED   ? "#" :
			  r->mode == ROUTER_CONFIGURE ? "(config)#" :
							"(config-if)#";

	str_append_format(out, "%s%s", r->hostname.text, end);
}

static void say_prompt(struct router *r)
{
	struct str text;

	tour_tell(r->service);
	str_init(&text);
	prompt_text(r, &text);
	service_say(r->service, "%s", text.text);
	str_fini(&text);
}

static void router_prompt(void *state)
{
	struct router *r = state;

	r->paged = false;
	if (service_visit(r->service)->busy)
		return;
	if (r->asks_password) {
		service_say(r->service, "Password: ");
		return;
	}
	say_prompt(r);
	edit_redraw(&r->edit, service_output(r->service));
}

static void router_enter(void *state)
{
	struct router *r = state;

	r->mode = ROUTER_USER;
	router_config_init(r);
	edit_init(&r->edit);
	str_init(&r->accepted);
	service_tell(r->service,
		     "{T}hail-rtr{0}, a make-believe router. This is {b}character mode{0}: every "
		     "key comes here at once, and what you see I have echoed. {K}?{0} helps at "
		     "any place, {K}exit{0} goes back.\n\n");
	say_prompt(r);
}

static void router_leave(void *state)
{
	struct router *r = state;

	router_config_fini(r);
	edit_fini(&r->edit);
	str_fini(&r->accepted);
}

/* --- Lines */

/* The caret under the first wrong byte, with the prompt's width before it. */
static void say_caret(struct router *r, const char *line, size_t at)
{
	struct str prompt;
	size_t cells;

	str_init(&prompt);
	prompt_text(r, &prompt);
	cells = utf8_text_width(prompt.text, prompt.length) + utf8_text_width(line, at);
	str_fini(&prompt);
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
	m = commands_parse(&router_commands, r->mode, line);
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
	if (!r->asks_password && !r->paged && !service_is_leaving(r->service))
		say_prompt(r);
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
	const char *line = r->edit.text.text;
	struct visit *v = service_visit(r->service);

	v->busy = is_configuring(r) && line[strspn(line, " ")];
	r->end_after = end_after && is_configuring(r);
	str_append_string(&r->accepted, line);
	edit_clear(&r->edit, true);
	if (v->busy)
		v->due = v->now + ACCEPT_WAIT;
	else
		execute(r);
}

static void say_newline(struct router *r)
{
	if (r->edit.echo)
		service_say(r->service, "\n");
}

static void take_password(struct router *r, bool given)
{
	edit_clear(&r->edit, false);
	r->edit.hidden = r->asks_password = false;
	if (given) {
		r->mode = ROUTER_ENABLED;
		tour_did(r->service, TOUR_ENABLE);
	}
	say_newline(r);
	say_prompt(r);
}

static void complete_word(struct router *r)
{
	struct edit *e = &r->edit;
	struct str rest;

	str_init(&rest);
	if (e->cursor == e->text.length &&
	    commands_complete(&router_commands, r->mode, e->text.text, &rest)) {
		edit_insert(e, rest.text, rest.length, service_output(r->service));
		tour_did(r->service, TOUR_TAB);
	} else {
		service_say(r->service, "\a");
	}
	str_fini(&rest);
}

/* `?` helps at once, but within free text it is a character like others. */
static void show_help(struct router *r)
{
	struct str line, help;

	str_init(&line);
	str_init(&help);
	str_append(&line, r->edit.text.text, r->edit.cursor);
	if (commands_is_free(&router_commands, r->mode, line.text)) {
		edit_insert(&r->edit, "?", 1, service_output(r->service));
	} else {
		commands_help(&router_commands, r->mode, line.text, &help);
		service_say(r->service, "%s%s\n", r->edit.echo ? "?\n" : "", help.text);
		tour_did(r->service, TOUR_HELP);
		router_prompt(r);
	}
	str_fini(&help);
	str_fini(&line);
}

static void take_key(struct router *r, enum edit_key key)
{
	switch (key) {
	case EDIT_ENTER:
		say_newline(r);
		take_line(r, false);
		break;
	case EDIT_TAB: complete_word(r); break;
	case EDIT_HELP: show_help(r); break;
	case EDIT_CTRL_C:
		edit_clear(&r->edit, false);
		service_say(r->service, "^C\n");
		say_prompt(r);
		break;
	case EDIT_CTRL_Z:
		service_say(r->service, "^Z\n");
		take_line(r, true);
		break;
	case EDIT_REDRAW:
		service_say(r->service, "\n");
		router_prompt(r);
		break;
	case EDIT_NONE: break;
	}
}

static void router_byte(void *state, unsigned char byte)
{
	struct router *r = state;
	enum edit_key key;

	r->edit.echo = service_echoes(r->service);
	key = edit_byte(&r->edit, byte, service_output(r->service));
	if (!r->asks_password)
		take_key(r, key);
	else if (key == EDIT_ENTER || key == EDIT_CTRL_C)
		take_password(r, key == EDIT_ENTER);
}

static void router_finish(void *state)
{
	struct router *r = state;

	if (r->edit.text.length)
		router_byte(r, '\r');
}

const struct area router_area = {
	.place = TOUR_ROUTER,
	.size = sizeof(struct router),
	.enter = router_enter,
	.leave = router_leave,
	.byte = router_byte,
	.prompt = router_prompt,
	.finish = router_finish,
	.tick = router_tick,
};
