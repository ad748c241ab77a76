/* The router's console: character mode, one key at a time, and how a line is read. */
#include "demo/router.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/utf8.h"

#include "base/poison.h"

enum {
	ACCEPT_WAIT = 150, /* ms a line of configuration takes */
	PASTE_LINES = 3, /* in a row are a paste, each so soon behind the one before: */
	PASTE_MS = 100,
};

/* What stands between the hostname and the line. */
static const char *prompt_end(const struct router *r)
{
	return r->mode == ROUTER_USER      ? ">" :
	       r->mode == ROUTER_ENABLED   ? "#" :
	       r->mode == ROUTER_CONFIGURE ? "(config)#" :
					     "(config-if)#";
}

/* What a line means: words may be shortened as long as they are unambiguous, in any case. */
struct command_match {
	enum command_result {
		COMMAND_EMPTY,
		COMMAND_OK,
		COMMAND_INVALID,
		COMMAND_AMBIGUOUS,
		COMMAND_INCOMPLETE
	} result;
	const struct command *row; /* of the words understood, NULL if none */
	size_t at; /* where the argument, or the trouble, begins in the line */
	size_t last; /* where the last word begins, which may be empty */
	bool is_word; /* it is none of an argument, and the words before it are right */
	const struct command *parent; /* whose words those are; NULL: there are none */
};

/* The last word of the row if its path is `parent`'s (NULL: none) and one word more, else NULL. */
static const char *child_word(const struct command *row, const struct command *parent,
			      enum router_mode mode)
{
	size_t length = parent ? strlen(parent->path) : 0;
	const char *word;

	if (!(row->modes & mode) || row == parent)
		return NULL;
	if (parent && (strncmp(row->path, parent->path, length) || row->path[length] != ' '))
		return NULL;
	word = row->path + length + (parent != NULL);
	return strchr(word, ' ') ? NULL : word;
}

/* The rows below one row, of which some begin as a text does. */
struct children {
	const struct command *first; /* of those that do; the exact one if there is one */
	size_t count; /* 1 if there is an exact one */
	size_t common; /* bytes that their words have in common */
};

static struct children find_children(enum router_mode mode, const struct command *parent,
				     const char *text, size_t length)
{
	struct children c = { NULL, 0, 0 };
	const char *first = "";

	for (size_t i = 0; i < router_command_count; i++) {
		const char *word = child_word(&router_commands[i], parent, mode);

		if (!word || strncasecmp(word, text, length))
			continue;
		if (strlen(word) == length)
			return (struct children){ &router_commands[i], 1, length };
		if (!c.count++) {
			c.first = &router_commands[i];
			first = word;
			c.common = strlen(word);
		}
		while (strncmp(word, first, c.common))
			c.common--;
	}
	return c;
}

/* How many bytes of a wrong word are right: the caret stands under the first that isn't. */
static size_t right_bytes(enum router_mode mode, const struct command *parent, const char *text,
			  size_t length)
{
	while (length && !find_children(mode, parent, text, length).count)
		length--;
	return length;
}

static bool takes_word(const struct command *row)
{
	return row->argument && !strcmp(row->argument, "WORD");
}

/* The word of `n` bytes at m->at goes no further down the table. */
static void end_words(struct command_match *m, enum router_mode mode, const char *line, size_t n)
{
	size_t after = m->at + n + strspn(line + m->at + n, " ");

	if (!m->row || !m->row->argument) {
		m->result = COMMAND_INVALID;
		m->at += right_bytes(mode, m->row, line + m->at, n);
	} else if (takes_word(m->row) && line[after]) {
		m->result = COMMAND_INVALID;
		m->at = after;
	} else {
		m->result = COMMAND_OK;
	}
}

/* Reads a line in one of the modes. */
static struct command_match parse(enum router_mode mode, const char *line)
{
	const char *blank = strrchr(line, ' ');
	struct command_match m = { .last = blank ? (size_t)(blank - line) + 1 : 0 };

	for (size_t n;; m.at += n) {
		struct children c;

		m.at += strspn(line + m.at, " ");
		n = strcspn(line + m.at, " ");
		if (!m.is_word)
			m.parent = m.row;
		m.is_word |= m.at >= m.last;
		if (!n)
			break;
		c = find_children(mode, m.row, line + m.at, n);
		if (c.count > 1)
			m.result = COMMAND_AMBIGUOUS;
		else if (!c.count)
			end_words(&m, mode, line, n);
		if (c.count != 1)
			return m;
		m.row = c.first;
	}
	if (m.row)
		m.result = m.row->run && !m.row->argument ? COMMAND_OK : COMMAND_INCOMPLETE;
	return m;
}

/*
 * Appends what can follow `line`, a row a line with LF: the help for `?`. False if its end is
 * inside an argument that takes the rest of the line.
 */
static bool help(enum router_mode mode, const char *line, struct str *out)
{
	struct command_match m = parse(mode, line);
	const char *last = line + m.last;
	size_t before = out->length;

	if (m.result == COMMAND_OK && m.row->argument && !takes_word(m.row))
		return false;
	for (size_t i = 0; m.is_word && i < router_command_count; i++) {
		const char *word = child_word(&router_commands[i], m.parent, mode);

		if (word && !strncasecmp(word, last, strlen(last)))
			str_append_format(out, "  %-18s%s\n", word, router_commands[i].help);
	}
	if (m.is_word && m.parent && m.parent->argument)
		str_append_format(out, "  %-18s%s\n", m.parent->argument, m.parent->help);
	else if (m.result == COMMAND_OK && !*last)
		str_append_string(out, "  <cr>\n");
	if (out->length == before)
		str_append_string(out, "% Unrecognized command\n");
	return true;
}

/* Appends what completes the last word of `line`, with a blank if it is whole; false if nothing. */
static bool complete(enum router_mode mode, const char *line, struct str *out)
{
	struct command_match m = parse(mode, line);
	size_t length = strlen(line + m.last);
	struct children c;

	if (!m.is_word || !length)
		return false;
	c = find_children(mode, m.parent, line + m.last, length);
	if (!c.count)
		return false;
	str_append(out, child_word(c.first, m.parent, mode) + length, c.common - length);
	if (c.count == 1)
		str_append_char(out, ' ');
	return c.count == 1 || c.common > length;
}

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

static void router_prompt(struct router *r)
{
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
	m = parse(r->mode, line);
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
static void router_tick(struct router *r)
{
	struct visit *v = service_visit(r->service);

	v->busy = false;
	service_wake(r->service, -1);
	r->taken_at = v->now;
	if (r->quick + 1 == PASTE_LINES)
		tour_did(r->service, TOUR_PASTE);
	execute(r);
}

/* Enter, or Ctrl-Z: configuration takes its time, all else is done at once. */
static void take_line(struct router *r, bool end_after)
{
	const char *line = line_text(r->line);
	struct visit *v = service_visit(r->service);
	bool configuring = r->mode == ROUTER_CONFIGURE || r->mode == ROUTER_INTERFACE;

	v->busy = configuring && line[strspn(line, " ")];
	r->quick = v->busy && v->now - r->taken_at < PASTE_MS ? r->quick + 1 : 0;
	r->end_after = end_after && configuring;
	str_append_string(&r->accepted, line);
	line_reset(r->line, true);
	if (v->busy)
		service_wake(r->service, ACCEPT_WAIT);
	else
		execute(r);
}

static void take_password(struct router *r, bool given)
{
	line_unmask(r->line);
	if (given) {
		r->mode = ROUTER_ENABLED;
		tour_did(r->service, TOUR_ENABLE);
	}
	service_say(r->service, service_echoes(r->service) ? "\n" : "");
	router_prompt(r);
}

static void complete_word(struct router *r)
{
	size_t length = line_length(r->line);
	struct str rest;

	str_init(&rest);
	if (line_cursor(r->line) == length && complete(r->mode, line_text(r->line), &rest)) {
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
	struct str text;

	str_init(&text);
	if (help(r->mode, line, &text)) {
		service_say(r->service, "%s%s\n", service_echoes(r->service) ? "?\n" : "",
			    text.text);
		tour_did(r->service, TOUR_HELP);
		router_prompt(r);
	} else {
		edit(r, k);
	}
	str_fini(&text);
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
		if (k.sym == KEYSYM_ENTER ||
		    key_equal(k, (struct key){ KEYSYM_CHAR, 'c', KEYMOD_CTRL }))
			take_password(r, k.sym == KEYSYM_ENTER);
		else
			line_key(r->line, k);
	} else if (k.sym == KEYSYM_ENTER) {
		service_say(r->service, service_echoes(r->service) ? "\n" : "");
		take_line(r, false);
	} else if (k.sym == KEYSYM_TAB) {
		complete_word(r);
	} else if (key_text(k) == '?') {
		show_help(r, k);
	} else {
		take_control(r, k);
	}
}

static bool router_hear(void *state, enum area_event event)
{
	struct router *r = state;

	switch (event) {
	case AREA_ENTER:
		r->mode = ROUTER_USER;
		router_config_init(r);
		r->history = history_new(ROUTER_HISTORY);
		r->line = line_new(r->history);
		str_init(&r->accepted);
		return true;
	case AREA_LEAVE:
		router_config_fini(r);
		line_free(r->line);
		history_free(r->history);
		str_fini(&r->accepted);
		return true;
	case AREA_PROMPT: router_prompt(r); return true;
	case AREA_TICK: router_tick(r); return true;
	case AREA_FINISH:
		if (line_length(r->line))
			router_key(r, (struct key){ .sym = KEYSYM_ENTER });
		return true;
	default: return false;
	}
}

const struct area router_area = {
	.place = TOUR_ROUTER,
	.size = sizeof(struct router),
	.greeting = "{T}hail-rtr{0}, a make-believe router. This is {b}character mode{0}: every "
		    "key comes here at once, and what you see I have echoed. {K}?{0} helps at any "
		    "place, {K}exit{0} goes back.\n\n",
	.hear = router_hear,
	.key = router_key,
};
