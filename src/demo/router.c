/* The router's console: character mode, one key at a time. */
#include "demo/router.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "demo/service.h"
#include "demo/tint.h"
#include "telnet/option.h"

#include "base/poison.h"

enum {
	ACCEPT_WAIT = 150, /* ms a line of configuration takes */
	PASTE_LINES = 3, /* that came faster than that are a paste */
};

static struct buf *output(struct router *r)
{
	return service_output(r->service);
}

/* What stands before the line; the caret of an error counts its width. */
static void prompt_text(const struct router *r, struct str *out)
{
	const char *end = r->mode == ROUTER_USER      ? ">" :
			  r->mode == ROUTER_ENABLED   ? "#" :
			  r->mode == ROUTER_CONFIGURE ? "(config)#" :
							"(config-if)#";

	str_append_format(out, "%s%s", r->config.hostname.text, end);
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

static void say_newline(struct router *r)
{
	if (r->edit.echo)
		service_say(r->service, "\n");
}

static void router_prompt(void *state)
{
	struct router *r = state;

	r->paged = false;
	switch (r->state) {
	case ROUTER_TYPING:
		say_prompt(r);
		router_edit_redraw(&r->edit, output(r));
		break;
	case ROUTER_PASSWORD: service_say(r->service, "Password: "); break;
	case ROUTER_BUSY: break;
	}
}

static void *router_enter(Service *s)
{
	struct router *r = mem_alloc(sizeof *r);

	r->service = s;
	r->mode = ROUTER_USER;
	router_config_init(&r->config);
	router_edit_init(&r->edit);
	str_init(&r->line);
	service_tell(s,
		     "{T}hail-rtr{0}, a make-believe router. This is {b}character mode{0}: every "
		     "key comes here at once, and what you see I have echoed. {K}?{0} helps at "
		     "any place, {K}exit{0} goes back.\n\n");
	say_prompt(r);
	return r;
}

static void router_leave(void *state)
{
	struct router *r = state;

	router_config_fini(&r->config);
	router_edit_fini(&r->edit);
	str_fini(&r->line);
	free(r);
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

static void execute(struct router *r, char *line)
{
	struct router_match m;

	for (size_t n = strlen(line); n && line[n - 1] == ' ';)
		line[--n] = '\0';
	m = router_parse(r->mode, line);
	switch (m.result) {
	case ROUTER_OK: m.row->run(r, m.row, line + m.at); break;
	case ROUTER_EMPTY: break;
	case ROUTER_INVALID: say_caret(r, line, m.at); break;
	case ROUTER_AMBIGUOUS:
		service_say(r->service, "%% Ambiguous command:  \"%s\"\n", line);
		break;
	case ROUTER_INCOMPLETE: service_say(r->service, "%% Incomplete command.\n"); break;
	}
}

/* The line that was being accepted counts now. */
static void accept_line(struct router *r)
{
	r->state = ROUTER_TYPING;
	r->waited = service_has_typed(r->service) ? r->waited + 1 : 0;
	if (r->waited + 1 == PASTE_LINES)
		tour_did(r->service, TOUR_PASTE);
	execute(r, r->line.text);
	str_clear(&r->line);
	if (r->end_after)
		r->mode = ROUTER_ENABLED;
	r->end_after = false;
	say_prompt(r);
}

static bool is_blank(const char *line)
{
	return !line[strspn(line, " ")];
}

/* Enter, or Ctrl-Z with `end_after`: configuration takes its time, all else is done at once. */
static void take_line(struct router *r, bool end_after)
{
	bool slow = (r->mode == ROUTER_CONFIGURE || r->mode == ROUTER_INTERFACE) &&
		    !is_blank(r->edit.text.text);

	str_clear(&r->line);
	str_append(&r->line, r->edit.text.text, r->edit.text.length);
	router_edit_clear(&r->edit, true);
	r->end_after = end_after;
	if (slow) {
		r->state = ROUTER_BUSY;
		r->until = service_visit(r->service)->now + ACCEPT_WAIT;
		return;
	}
	execute(r, r->line.text);
	str_clear(&r->line);
	if (end_after)
		r->mode = ROUTER_ENABLED;
	r->end_after = false;
	if (r->state == ROUTER_TYPING && !r->paged && !service_is_leaving(r->service))
		say_prompt(r);
}

static void take_password(struct router *r, bool given)
{
	router_edit_clear(&r->edit, false);
	r->edit.hidden = false;
	r->state = ROUTER_TYPING;
	if (given) {
		r->mode = ROUTER_ENABLED;
		tour_did(r->service, TOUR_ENABLE);
	}
	say_newline(r);
	say_prompt(r);
}

static void complete(struct router *r, const struct str *rest)
{
	router_edit_insert(&r->edit, rest->text, rest->length, output(r));
	tour_did(r->service, TOUR_TAB);
}

static void complete_word(struct router *r)
{
	struct str rest;

	str_init(&rest);
	if (r->edit.cursor == r->edit.text.length &&
	    router_parse_complete(r->mode, r->edit.text.text, &rest))
		complete(r, &rest);
	else
		service_say(r->service, "\a");
	str_fini(&rest);
}

/* `?` helps at once, but within free text it is a character like others. */
static void show_help(struct router *r)
{
	struct str line, help;

	str_init(&line);
	str_init(&help);
	str_append(&line, r->edit.text.text, r->edit.cursor);
	if (router_parse_is_free(r->mode, line.text)) {
		router_edit_insert(&r->edit, "?", 1, output(r));
	} else {
		router_parse_help(r->mode, line.text, &help);
		if (r->edit.echo)
			service_say(r->service, "?\n");
		service_say(r->service, "%s\n", help.text);
		tour_did(r->service, TOUR_HELP);
		router_prompt(r);
	}
	str_fini(&help);
	str_fini(&line);
}

static void take_key(struct router *r, enum router_key key)
{
	switch (key) {
	case ROUTER_KEY_ENTER:
		say_newline(r);
		take_line(r, false);
		break;
	case ROUTER_KEY_TAB: complete_word(r); break;
	case ROUTER_KEY_HELP: show_help(r); break;
	case ROUTER_KEY_CTRL_C:
		router_edit_clear(&r->edit, false);
		service_say(r->service, "^C\n");
		say_prompt(r);
		break;
	case ROUTER_KEY_CTRL_Z:
		service_say(r->service, "^Z\n");
		take_line(r, r->mode == ROUTER_CONFIGURE || r->mode == ROUTER_INTERFACE);
		break;
	case ROUTER_KEY_REDRAW:
		service_say(r->service, "\n");
		router_prompt(r);
		break;
	case ROUTER_KEY_NONE: break;
	}
}

static void router_byte(void *state, unsigned char byte)
{
	struct router *r = state;
	enum router_key key;

	r->edit.echo = service_echoes(r->service);
	key = router_edit_byte(&r->edit, byte, output(r));
	if (r->state == ROUTER_TYPING)
		take_key(r, key);
	else if (key == ROUTER_KEY_ENTER || key == ROUTER_KEY_CTRL_C)
		take_password(r, key == ROUTER_KEY_ENTER);
}

/* --- What happens without a key */

static bool router_work(void *state)
{
	struct router *r = state;

	if (r->state != ROUTER_BUSY || !service_visit(r->service)->ended)
		return false;
	accept_line(r);
	return true;
}

static bool router_is_ready(void *state)
{
	const struct router *r = state;

	return r->state != ROUTER_BUSY;
}

static void router_finish(void *state)
{
	struct router *r = state;

	if (r->edit.text.length)
		router_byte(r, '\r');
}

static int64_t router_deadline(const void *state)
{
	const struct router *r = state;

	return r->state == ROUTER_BUSY ? r->until : -1;
}

static void router_tick(void *state)
{
	accept_line(state);
}

const struct area router_area = {
	.place = TOUR_ROUTER,
	.enter = router_enter,
	.leave = router_leave,
	.byte = router_byte,
	.prompt = router_prompt,
	.is_ready = router_is_ready,
	.work = router_work,
	.finish = router_finish,
	.deadline = router_deadline,
	.tick = router_tick,
};
