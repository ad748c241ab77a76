#include "link/link-rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "link/link-internal.h"
#include "link/rule-logs.h"
#include "base/poison.h"

enum { WISH_SHOWN = 80 /* bytes of what isn't done that a sentence quotes */ };

struct link_rules {
	Rules *rules; /* NULL: the book was empty until now */
	Timer *timer;
	bool told; /* of this connection */
	uint64_t received; /* bytes, when that was looked at */
	unsigned sent; /* lines by the user, likewise */
	bool by_time; /* rules act because of the time alone */
	bool withheld; /* a line was withheld then, which the user knows */
	struct rule_logs logs;
	char *typed[LINK_TYPED_MAX]; /* lines that were typed last, a ring; each may be NULL */
	unsigned typed_next;
};

/* --- What rules want done. */

static void tell_unless(Link *l, bool sent, const struct err *e)
{
	if (!sent)
		link_tell(l, MESSAGE_ERROR, e->text);
}

bool link_acts_by_time(const Link *l)
{
	return l->rules && l->rules->by_time;
}

bool link_withholds(Link *l, bool by_time)
{
	struct link_rules *r = l->rules;
	bool withheld = by_time && session_asks_password(l->session);

	if (!r)
		return withheld;

	if (withheld && !r->withheld)
		link_tell(l, MESSAGE_INFO,
			  "a timer's line is withheld: it would answer the prompt for a password");
	r->withheld = withheld;
	return withheld;
}

static void on_send(void *user, const char *text, size_t n)
{
	Link *l = user;
	struct err e;

	if (!link_withholds(l, l->rules->by_time))
		tell_unless(l, session_send(l->session, WIRE_RULE, text, n, clock_wall_ms(), &e),
			    &e);
}

static void warn(Link *l, const char *text)
{
	const struct link_wish w = { LINK_WISH_WARNING, .text = text, .length = strlen(text) };

	if (!l->events.wish || !l->events.wish(l->user, &w))
		link_tell(l, MESSAGE_ERROR, text);
}

/* Tells the owner; if it does nothing of the kind, that is said. */
static void wish(Link *l, const struct link_wish *w)
{
	static const char *const names[] = { "command", "lua", "notify", "route" };
	int shown = w->length < WISH_SHOWN ? (int)w->length : WISH_SHOWN;
	struct str text;

	if ((l->events.wish && l->events.wish(l->user, w)) || w->kind == LINK_WISH_KEEP)
		return;
	str_init(&text);
	str_append_format(&text, "a rule's %s is not done here: %.*s", names[w->kind], shown,
			  w->text);
	warn(l, text.text);
	str_fini(&text);
}

static void on_command(void *user, const char *text, size_t n, bool values)
{
	wish(user, &(struct link_wish){ LINK_WISH_COMMAND, .text = text, .length = n,
					.values = values, .by_time = link_acts_by_time(user) });
}

static void on_notify(void *user, const char *text, size_t n)
{
	wish(user, &(struct link_wish){ LINK_WISH_NOTICE, .text = text, .length = n });
}

/* An object with a string for each capture that took part: by its number, and by its name. */
static Json *captures_of(const struct rules_captures *captures)
{
	Json *object = json_new_object();
	char number[16];

	for (unsigned i = 0; i < captures->count; i++) {
		const struct rules_capture *c = &captures->of[i];

		if (!c->text)
			continue;
		snprintf(number, sizeof(number), "%u", i);
		json_put(object, number, json_new_string(c->text, c->length));
		if (c->name)
			json_put(object, c->name, json_new_string(c->text, c->length));
	}
	return object;
}

static bool on_lua(void *user, const char *code, size_t n, const struct rules_captures *captures)
{
	Json *values = captures_of(captures);
	bool sent = false;

	wish(user, &(struct link_wish){ LINK_WISH_SCRIPT, .text = code, .length = n,
					.captures = values, .rule = captures->id, .sent = &sent });
	json_free(values);
	return sent;
}

static void on_log(void *user, const char *name, const struct text_line *line)
{
	Link *l = user;
	struct err e;

	if (!rule_logs_add(&l->rules->logs, name, line, &e))
		link_tell(l, MESSAGE_ERROR, e.text);
}

static void on_route(void *user, const char *name, const struct text_line *line)
{
	wish(user, &(struct link_wish){ LINK_WISH_ROUTE, .text = name, .length = strlen(name),
					.line = line });
}

static void on_variable(void *user)
{
	wish(user, &(struct link_wish){ LINK_WISH_KEEP, .text = "" });
}

static void on_message(void *user, const char *text, unsigned paused)
{
	struct str sentence;

	str_init(&sentence);
	str_append_string(&sentence, text);
	if (paused)
		str_append_format(&sentence, "; /rules resume %u lets it go on", paused);
	warn(user, sentence.text);
	str_fini(&sentence);
}

static const struct rules_events handlers = {
	.send = on_send,
	.command = on_command,
	.lua = on_lua,
	.notify = on_notify,
	.log = on_log,
	.route = on_route,
	.variable = on_variable,
	.message = on_message,
};

/* --- When. */

/* What is due next, after anything that may have changed it. */
static void settle(Link *l)
{
	struct err e;

	while (!rule_logs_flush(&l->rules->logs, &e))
		link_tell(l, MESSAGE_ERROR, e.text);
	timer_set(l->rules->timer, rules_deadline(l->rules->rules));
}

static bool has_rules(const Link *l)
{
	return l->rules && l->rules->rules;
}

static void on_due(void *user)
{
	Link *l = user;

	l->rules->by_time = true;
	rules_tick(l->rules->rules, loop_now(l->loop));
	l->rules->by_time = false;
	settle(l);
	if (l->events.changed)
		l->events.changed(l->user);
}

static void configure(Link *l)
{
	const char *separator = options_given(l->own, OPTIONS_COMMAND_SEPARATOR);

	rules_set_separator(l->rules->rules, separator ? *separator : '\0',
			    options_speedwalk(l->own));
}

static void make(Link *l)
{
	const struct rules_config config = {
		.name = l->name,
		.host = l->address.host,
		.line_mode = true,
		.connected = l->rules->told,
		.now = loop_now(l->loop),
		.clock_ns = clock_mono_ns,
	};
	struct link_rules *r = l->rules;

	r->rules = rules_new(l->book, &config, &handlers, l);
	r->timer = timer_new(loop_timers(l->loop), on_due, l);
	configure(l);
}

void link_rules_configure(Link *l)
{
	if (!l->rules)
		return;
	if (!l->rules->rules && rulebook_count(l->book))
		make(l);
	if (!l->rules->rules)
		return;
	configure(l);
	settle(l);
}

Rules *link_rules(Link *l)
{
	if (l->rules && !l->rules->rules)
		make(l);
	return l->rules ? l->rules->rules : NULL;
}

void link_rules_begin(Link *l, RuleBook *book)
{
	if (!book || l->stream)
		return;
	l->book = rulebook_keep(book);
	l->rules = mem_alloc(sizeof(*l->rules));
	link_rules_configure(l);
}

void link_rules_free(Link *l)
{
	struct link_rules *r = l->rules;

	for (size_t i = 0; r && i < LINK_TYPED_MAX; i++)
		free(r->typed[i]);
	if (r) {
		rule_logs_fini(&r->logs);
		timer_free(r->timer);
		rules_free(r->rules);
	}
	free(r);
	rulebook_free(l->book);
}

/* --- What is shown to them. */

bool link_rules_read_lines(const Link *l)
{
	return has_rules(l) && rules_want_lines(l->rules->rules);
}

/* Before something that was received is shown to them. */
static void follow(Link *l)
{
	unsigned sent = session_lines_typed(l->session);

	if (sent != l->rules->sent)
		rules_typed(l->rules->rules);
	l->rules->sent = sent;
	rules_set_mode(l->rules->rules, !session_mode(l->session).character);
}

enum terminal_verdict link_rules_line(Link *l, const struct terminal_line *line,
				      struct text_line *replacement)
{
	if (!has_rules(l))
		return TERMINAL_KEEP;
	follow(l);
	return rules_line(l->rules->rules, line, replacement, loop_now(l->loop));
}

enum terminal_verdict link_rules_open_line(Rules *r, const Terminal *t,
					   struct text_line *replacement, int64_t now)
{
	enum terminal_verdict verdict;
	struct terminal_line line;
	struct text_line open;

	text_line_init(&open);
	terminal_open_text(t, &open);
	line = (struct terminal_line){
		.number = terminal_cursor_line(t),
		.text = buf_data(&open.text),
		.length = buf_length(&open.text),
		.runs = open.runs,
		.run_count = open.run_count,
		.sent_start = buf_length(&open.text),
		.time = open.time,
	};
	verdict = rules_prompt(r, &line, replacement, now);
	text_line_fini(&open);
	return verdict;
}

enum terminal_verdict link_rules_prompt(Link *l, struct text_line *replacement)
{
	if (!has_rules(l))
		return TERMINAL_KEEP;
	follow(l);
	return link_rules_open_line(l->rules->rules, session_terminal(l->session), replacement,
				    loop_now(l->loop));
}

void link_rules_tell(Link *l, enum rules_event event)
{
	if (!l->rules)
		return;
	l->rules->told = event == RULES_CONNECT || (l->rules->told && event != RULES_DISCONNECT);
	if (event == RULES_CONNECT)
		l->rules->received = 0;
	if (!has_rules(l))
		return;
	rules_event(l->rules->rules, event, NULL, NULL, 0, loop_now(l->loop));
	settle(l);
}

bool link_rules_told(const Link *l)
{
	return l->rules && l->rules->told;
}

void link_rules_value(Link *l, const struct telnet_value *value)
{
	enum rules_event event = value->source == TELNET_SOURCE_MSDP ? RULES_MSDP : RULES_GMCP;

	if (!has_rules(l) ||
	    (value->source != TELNET_SOURCE_GMCP && value->source != TELNET_SOURCE_MSDP))
		return;
	follow(l);
	rules_value(l->rules->rules, event, value->name, value->json, value->length,
		    loop_now(l->loop));
}

void link_rules_look(Link *l)
{
	uint64_t received;

	if (!has_rules(l))
		return;
	received = session_received(l->session);
	if (received != l->rules->received && session_state(l->session) == SESSION_CONNECTED)
		rules_received(l->rules->rules, loop_now(l->loop));
	l->rules->received = received;
	settle(l);
}

/* --- What the user types. */

/* The pieces of a line. */
struct pieces {
	Link *link;
	const char *text;
	size_t length;
	bool whole; /* it is one piece as it stands, which its owner sends if nobody takes it */
	bool taken;
};

static void look_at_piece(void *user, const char *text, size_t n)
{
	struct pieces *p = user;

	p->whole |= n == p->length && memcmp(text, p->text, n) == 0;
}

static void take_piece(void *user, const char *text, size_t n)
{
	struct pieces *p = user;
	bool taken = rules_input(p->link->rules->rules, text, n, loop_now(p->link->loop));
	struct err e;

	p->taken |= taken;
	if (!taken && !p->whole)
		tell_unless(p->link,
			    session_send_typed(p->link->session, text, n, clock_wall_ms(), &e), &e);
}

static void remember_typed(struct link_rules *r, const char *text, size_t n)
{
	char **place = &r->typed[r->typed_next++ % LINK_TYPED_MAX];

	free(*place);
	*place = mem_strndup(text, n);
}

const char *link_typed_line(const Link *l, unsigned back)
{
	const struct link_rules *r = l->rules;

	if (!r || back >= LINK_TYPED_MAX || back >= r->typed_next)
		return NULL;
	return r->typed[(r->typed_next - 1 - back) % LINK_TYPED_MAX];
}

bool link_has_rules(const Link *l)
{
	return has_rules(l);
}

bool link_take_input(Link *l, const char *text, size_t n)
{
	struct pieces pieces = { .link = l, .text = text, .length = n };
	bool splits = options_given(l->own, OPTIONS_COMMAND_SEPARATOR) || options_speedwalk(l->own);

	if (splits)
		link_rules(l);
	if (l->rules && n && !memchr(text, '\n', n))
		remember_typed(l->rules, text, n);
	/* Several lines were pasted. */
	if (!has_rules(l) || memchr(text, '\n', n))
		return false;
	rules_split(l->rules->rules, text, n, look_at_piece, &pieces);
	rules_split(l->rules->rules, text, n, take_piece, &pieces);
	settle(l);
	return pieces.taken || !pieces.whole;
}

bool link_take_key(Link *l, struct key key)
{
	bool taken = has_rules(l) && rules_key(l->rules->rules, key, loop_now(l->loop));

	if (taken)
		settle(l);
	return taken;
}
