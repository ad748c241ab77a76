#include <string.h>

#include "base/json.h"
#include "lens/json-scan.h"
#include "lens/json-string.h"
#include "lens/lens-table.h"
#include "lens/place.h"

#include "base/poison.h"

/*
 * JSON values one behind another, with or without lines between them. A value is a message; so is
 * each blank line and the blanks before a value, which show nothing, so that the time of a value is
 * that of its own first byte. What is wrong ends its message with its line. If the value had begun
 * on a line before, what is left of it follows: those lines are told as they came, up to one that
 * begins or ends a value in its first column.
 */

/* Words of lens_scan.state behind those of the automaton; of lens_scan.kept. */
enum { STATE_KIND = JSON_SCAN_WORDS };
enum { KEPT_KIND };

enum kind {
	KIND_VALUE,
	KIND_WRONG, /* up to the end of the line */
	KIND_LEFT, /* a line of a value that was wrong before */
	KIND_REST, /* the rest of the line that a message was cut in */
};

enum { RECORD_SEPARATOR = 0x1e }; /* RFC 7464 */

/* Blanks before a value may be as many columns; behind so many, a level has the same as before. */
enum { INDENT = 2, INDENT_TOTAL = 1 << 18, INDENT_MAX = 64 };

/* --- Where a value ends. */

/* Whether the byte at `i` may stand before a value. */
static bool is_blank(const struct lens_scan *scan, size_t i, char c)
{
	static const char mark[] = "\xef\xbb\xbf";
	uint64_t at = scan->offset + i;

	return json_scan_is_blank(c) || c == RECORD_SEPARATOR || (at < 3 && c == mark[at]);
}

/* Ends a message of `n` bytes. */
static size_t end_message(struct lens_scan *scan, size_t n)
{
	place_end(scan);
	return n;
}

/* The same of bytes that stand between values. */
static size_t end_blanks(struct lens_scan *scan, size_t n)
{
	scan->between = true;
	return end_message(scan, n);
}

/* The end of the line that the message ends with, at `i` or behind it; 0 if it hasn't come. */
static size_t end_line(struct lens_scan *scan, const char *bytes, size_t i, size_t n)
{
	bool breaks = place_lines(scan);

	while (i < n && bytes[i] != '\n')
		place_pass(scan, bytes[i++]);
	scan->at = i;
	if (i == n)
		return 0;
	place_pass(scan, '\n');
	if (scan->state[STATE_KIND] == KIND_WRONG && breaks)
		scan->kept[KEPT_KIND] = KIND_LEFT;
	if (scan->state[STATE_KIND] == KIND_REST)
		scan->kept[KEPT_KIND] = KIND_VALUE;
	return end_message(scan, i + 1);
}

/* Of what kind the message is that begins with `c`. */
static void begin_message(struct lens_scan *scan, char c)
{
	enum kind kind = (enum kind)scan->kept[KEPT_KIND];

	if (kind == KIND_LEFT && (c == '{' || c == '[' || json_scan_is_blank(c)))
		kind = c == ' ' || c == '\t' ? KIND_LEFT : KIND_VALUE;
	scan->state[STATE_KIND] = kind;
	scan->kept[KEPT_KIND] = kind == KIND_LEFT && (c == '}' || c == ']') ? KIND_VALUE : kind;
}

static size_t frame_value(struct lens_scan *scan, const char *bytes, size_t n)
{
	for (size_t i = scan->at; i < n; i++) {
		char c = bytes[i];
		bool idle = json_scan_idle(scan->state), blank = idle && is_blank(scan, i, c);
		enum json_event event = JSON_EVENT_NONE;

		if (idle && !blank && i)
			return end_blanks(scan, i);
		if (!blank)
			event = json_scan(scan->state, c);
		if (event == JSON_EVENT_END_BEFORE && json_scan_done(scan->state))
			return end_message(scan, i);
		if (event == JSON_EVENT_END_BEFORE)
			event = json_scan(scan->state, c);
		if (event == JSON_EVENT_WRONG) {
			scan->state[STATE_KIND] = KIND_WRONG;
			return end_line(scan, bytes, i, n);
		}
		place_pass(scan, c);
		if (json_scan_done(scan->state))
			return end_message(scan, i + 1);
		if (blank && c == '\n')
			return end_blanks(scan, i + 1);
	}
	scan->at = n;
	return 0;
}

static size_t frame(struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
		    const char *bytes, size_t n, bool ended)
{
	size_t length;

	(void)d;
	if (!scan->at)
		begin_message(scan, *bytes);
	length = scan->state[STATE_KIND] == KIND_VALUE ? frame_value(scan, bytes, n) :
							 end_line(scan, bytes, scan->at, n);
	if (!length && n >= lens_most(o))
		scan->kept[KEPT_KIND] = KIND_REST;
	if (length || (!ended && n < lens_most(o)))
		return length;
	if (scan->state[STATE_KIND] == KIND_VALUE && json_scan_idle(scan->state))
		return end_blanks(scan, n);
	end_message(scan, n);
	return 0;
}

/* --- Reading a message again, token by token. */

struct reader {
	uint64_t state[JSON_SCAN_WORDS];
	const struct lens_scan *scan;
	const char *bytes;
	size_t n, at;
	size_t token; /* where the one under way, or the last one, began */
	bool inside; /* one is under way */
	char c; /* the byte that the event was about */
	struct place place; /* of byte `counted` */
	size_t counted;
};

static void begin_reading(struct reader *r, const struct lens_scan *scan, const char *bytes,
			  size_t n)
{
	*r = (struct reader){ .scan = scan, .bytes = bytes, .n = n };
	r->place = place_begin(scan);
}

/* Whether a line or what is left of one has to be told as it came. */
static bool is_raw(const struct lens_scan *scan)
{
	return scan->state[STATE_KIND] == KIND_LEFT || scan->state[STATE_KIND] == KIND_REST;
}

/* The next event; JSON_EVENT_NONE at the end. Behind a whole value the next one begins. */
static enum json_event read_event(struct reader *r)
{
	enum json_event event = JSON_EVENT_NONE;

	if (json_scan_done(r->state))
		memset(r->state, 0, sizeof(r->state));
	while (r->at < r->n && !event) {
		r->c = r->bytes[r->at];
		if (!json_scan_idle(r->state) || !is_blank(r->scan, r->at, r->c))
			event = json_scan(r->state, r->c);
		if (event == JSON_EVENT_BEGIN)
			r->token = r->at;
		r->at += event != JSON_EVENT_END_BEFORE && event != JSON_EVENT_WRONG;
	}
	if (!event)
		event = json_scan_end(r->state);
	if (event != JSON_EVENT_WRONG)
		r->inside = event == JSON_EVENT_BEGIN;
	return event;
}

/* The rest of the line that something is wrong in, from the token in which it is: `*start` and the
 * length, without the end of the line. The reader goes on behind it. */
static size_t skip_line(struct reader *r, const char **start)
{
	size_t from = r->inside ? r->token : r->at;
	const char *end = memchr(r->bytes + r->at, '\n', r->n - r->at);
	size_t to = end ? (size_t)(end - r->bytes) : r->n;

	r->at = to + (end != NULL);
	r->inside = false;
	memset(r->state, 0, sizeof(r->state));
	*start = r->bytes + from;
	return to > from && r->bytes[to - 1] == '\r' ? to - from - 1 : to - from;
}

/* What is wrong where the reader stands, and where that is. */
static const char *read_wrong(struct reader *r)
{
	place_move(&r->place, r->bytes + r->counted, r->at - r->counted);
	r->counted = r->at;
	return r->at == r->n ? "it ends within a value" : json_scan_wrong(r->state);
}

/* --- Lines. */

struct printer {
	struct lens_text *out;
	bool empty; /* of the array or object under way nothing was shown */
	size_t indents; /* columns before all lines together */
	size_t indents_max;
};

static void break_line(struct printer *p, unsigned depth)
{
	unsigned columns = depth * INDENT;

	if (p->indents > p->indents_max && columns > INDENT_MAX)
		columns = INDENT_MAX;
	p->indents += columns;
	lens_newline(p->out);
	lens_indent(p->out, columns);
}

static void show_token(struct printer *p, const struct reader *r)
{
	const char *s = r->bytes + r->token;
	size_t n = r->at - r->token;
	bool word = (*s | 32) >= 'a' && (*s | 32) <= 'z';

	if (*s == '"')
		json_string_show(p->out, json_scan_is_name(r->state) ? LENS_NAME : LENS_STRING,
				 s + 1, n - 2);
	else
		lens_put(p->out, word ? LENS_WORD : LENS_NUMBER, s, n);
}

/* Whether the line under way has more than blanks. */
static bool has_begun(const struct str *text)
{
	size_t n = text->length;

	while (n && text->text[n - 1] == ' ')
		n--;
	return n && text->text[n - 1] != '\n';
}

static void show_wrong(struct printer *p, struct reader *r)
{
	const char *what = read_wrong(r), *rest;
	size_t n;

	if (has_begun(&p->out->text))
		lens_newline(p->out);
	lens_format(p->out, LENS_ERROR, "error at line %llu, column %llu: %s", r->place.line,
		    r->place.column, what);
	lens_newline(p->out);
	n = skip_line(r, &rest);
	if (n) {
		lens_put_peer(p->out, LENS_ERROR, rest, n);
		lens_newline(p->out);
	}
	p->empty = false;
}

static void show_event(struct printer *p, struct reader *r, enum json_event event)
{
	unsigned depth = json_scan_depth(r->state);

	if (p->empty && (event == JSON_EVENT_BEGIN || event == JSON_EVENT_OPEN))
		break_line(p, depth - (event == JSON_EVENT_OPEN));
	if (event == JSON_EVENT_CLOSE && !p->empty)
		break_line(p, depth);
	switch (event) {
	case JSON_EVENT_OPEN:
	case JSON_EVENT_CLOSE:
	case JSON_EVENT_COMMA: lens_put(p->out, LENS_PLAIN, &r->c, 1); break;
	case JSON_EVENT_COLON: lens_put_string(p->out, LENS_PLAIN, ": "); break;
	case JSON_EVENT_END:
	case JSON_EVENT_END_BEFORE: show_token(p, r); break;
	case JSON_EVENT_WRONG: show_wrong(p, r); return;
	case JSON_EVENT_BEGIN:
	case JSON_EVENT_NONE: break;
	}
	if (event == JSON_EVENT_COMMA)
		break_line(p, depth);
	p->empty = event == JSON_EVENT_OPEN;
	if (json_scan_done(r->state))
		lens_newline(p->out);
}

static void show(const struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
		 const char *bytes, size_t n, struct lens_text *out)
{
	struct printer p = { .out = out, .indents_max = INDENT_TOTAL + 8 * n };
	struct reader r;
	enum json_event event;
	const char *line;

	(void)o;
	(void)d;
	begin_reading(&r, scan, bytes, n);
	if (is_raw(scan)) {
		n = skip_line(&r, &line);
		lens_put_peer(out, LENS_ERROR, line, n);
		lens_newline(out);
		return;
	}
	while ((event = read_event(&r)))
		show_event(&p, &r, event);
}

/* --- The tree. */

struct builder {
	Json *values; /* those outside of all */
	Json *open[JSON_SCAN_DEPTH + 1]; /* the values, the arrays and objects under way */
	unsigned depth;
	struct str name, text;
};

/* Puts `value` where it belongs. */
static void place(struct builder *b, Json *value)
{
	Json *parent = b->open[b->depth];

	if (json_kind(parent) == JSON_KIND_OBJECT)
		json_put(parent, b->name.text, value);
	else
		json_append(parent, value);
}

/* The name whose `n` bytes within quotes are at `s`; a NUL in it stays the escape. */
static void read_name(struct builder *b, const char *s, size_t n)
{
	str_clear(&b->text);
	str_clear(&b->name);
	json_string_decode(s, n, &b->text);
	json_string_name(b->text.text, b->text.length, &b->name);
}

static void build_token(struct builder *b, const struct reader *r)
{
	const char *s = r->bytes + r->token;
	size_t n = r->at - r->token;

	if (*s == '"' && json_scan_is_name(r->state)) {
		read_name(b, s + 1, n - 2);
	} else if (*s == '"') {
		str_clear(&b->text);
		json_string_decode(s + 1, n - 2, &b->text);
		place(b, json_new_string(b->text.text, b->text.length));
	} else if (*s == 'n') {
		place(b, json_new_null());
	} else if (*s == 't' || *s == 'f') {
		place(b, json_new_boolean(*s == 't'));
	} else {
		place(b, json_new_number(s, n));
	}
}

static void build_open(struct builder *b, char c)
{
	Json *value = c == '{' ? json_new_object() : json_new_array();

	place(b, value);
	b->open[++b->depth] = value;
}

static void build_event(struct builder *b, struct reader *r, enum json_event event)
{
	switch (event) {
	case JSON_EVENT_OPEN: build_open(b, r->c); break;
	case JSON_EVENT_CLOSE: b->depth--; break;
	case JSON_EVENT_END:
	case JSON_EVENT_END_BEFORE: build_token(b, r); break;
	case JSON_EVENT_WRONG:
	case JSON_EVENT_NONE:
	case JSON_EVENT_BEGIN:
	case JSON_EVENT_COMMA:
	case JSON_EVENT_COLON: break;
	}
}

static Json *tree(const struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
		  const char *bytes, size_t n, bool *wrong)
{
	struct builder b = { .values = json_new_array() };
	struct reader r;
	enum json_event event;
	Json *only = NULL;

	(void)wrong;
	(void)o;
	(void)d;
	b.open[0] = b.values;
	str_init(&b.name);
	str_init(&b.text);
	begin_reading(&r, scan, bytes, n);
	do {
		event = is_raw(scan) ? JSON_EVENT_WRONG : read_event(&r);
		build_event(&b, &r, event);
	} while (event != JSON_EVENT_NONE && event != JSON_EVENT_WRONG);
	str_fini(&b.text);
	str_fini(&b.name);
	if (json_count(b.values) > 1 && event != JSON_EVENT_WRONG)
		return b.values;
	if (json_count(b.values) && event != JSON_EVENT_WRONG)
		only = json_take_item(b.values, 0);
	json_free(b.values);
	return only;
}

/* --- Guessing. */

static unsigned guess(const char *bytes, size_t n)
{
	struct lens_scan scan = { .at = 0 };
	struct reader r;
	enum json_event event;
	size_t whole = 0, tokens = 0;

	begin_reading(&r, &scan, bytes, n);
	while ((event = read_event(&r)) && event != JSON_EVENT_WRONG) {
		if (!json_scan_depth(r.state) && event == JSON_EVENT_BEGIN)
			break; /* a text of words and numbers can look like this */
		tokens += event == JSON_EVENT_END;
		whole += json_scan_done(r.state);
	}
	if (whole)
		return event == JSON_EVENT_WRONG && r.at < n ? 60 : 95;
	return tokens && event == JSON_EVENT_WRONG && r.at == n ? 85 : 0;
}

const struct lens_row lens_json = {
	.name = "json",
	.summary = "JSON values, one behind another or on lines of their own",
	.framed = true,
	.frame = frame,
	.show = show,
	.tree = tree,
	.guess = guess,
};
