#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "lens/resp-private.h"
#include "lens/resp-scan.h"

#include "base/poison.h"

/* Replies as redis-cli shows them to people, but for UTF-8, which stays text; commands as one types
 * them. */

enum { INDENT_TOTAL = 1 << 18, INDENT_MAX = 64 };

struct printer {
	struct resp_reader r;
	struct lens_text *out;
	bool line; /* the next element but the value of a member begins a line */
	size_t indents;
};

/* Appends bytes as redis-cli quotes them; UTF-8 stays text. */
static void show_quoted(struct lens_text *out, enum lens_style style, const char *s, size_t n)
{
	static const char controls[] = "\a\b\n\r\t", letters[] = "abnrt";
	size_t run = 0;

	lens_put_string(out, style, "\"");
	for (size_t i = 0; i < n; i++) {
		const char *control = s[i] ? strchr(controls, s[i]) : NULL;

		if ((unsigned char)s[i] >= ' ' && s[i] != 0x7f && s[i] != '"' && s[i] != '\\')
			continue;
		lens_put_peer(out, style, s + run, i - run);
		run = i + 1;
		if (control)
			lens_format(out, style, "\\%c", letters[control - controls]);
		else if (s[i] == '"' || s[i] == '\\')
			lens_format(out, style, "\\%c", s[i]);
		else
			lens_format(out, style, "\\x%02x", (unsigned char)s[i]);
	}
	lens_put_peer(out, style, s + run, n - run);
	lens_put_string(out, style, "\"");
}

/* A text of several lines, as it is. */
static void show_verbatim(struct lens_text *out, const char *s, size_t n)
{
	if (n >= 4 && s[3] == ':') { /* its format: txt or mkd */
		s += 4;
		n -= 4;
	}
	while (n) {
		const char *end = memchr(s, '\n', n);
		size_t line = end ? (size_t)(end - s) : n, skip = line + (end != NULL);

		lens_put_peer(out, LENS_STRING, s, line && s[line - 1] == '\r' ? line - 1 : line);
		s += skip;
		n -= skip;
		if (n)
			lens_newline(out);
	}
}

static void show_bulk(struct lens_text *out, const struct resp_element *e)
{
	if (e->type == '=') {
		show_verbatim(out, e->text, e->length);
	} else if (e->type == '!') {
		lens_put_string(out, LENS_ERROR, "(error) ");
		lens_put_peer(out, LENS_ERROR, e->text, e->length);
	} else {
		show_quoted(out, LENS_STRING, e->text, e->length);
	}
	if (e->torn)
		lens_put_string(out, LENS_ERROR, "  error: no CR LF stands behind its bytes");
}

static void show_line(struct lens_text *out, const struct resp_element *e)
{
	static const struct {
		char type;
		enum lens_style style;
		const char *before;
	} lines[] = {
		{ '+', LENS_WORD, "" },
		{ '-', LENS_ERROR, "(error) " },
		{ ':', LENS_NUMBER, "(integer) " },
		{ ',', LENS_NUMBER, "(double) " },
		{ '(', LENS_NUMBER, "(big number) " },
	};

	if (e->type == '_')
		lens_put_string(out, LENS_WORD, "(nil)");
	if (e->type == '#')
		lens_put_string(out, LENS_WORD, *e->text == 't' ? "(true)" : "(false)");
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		if (lines[i].type != e->type)
			continue;
		lens_put_string(out, lines[i].style, lines[i].before);
		lens_put_peer(out, lines[i].style, e->text, e->length);
	}
}

static const char *empty_name(char type)
{
	return type == '%' ? "(empty hash)" :
	       type == '~' ? "(empty set)" :
	       type == '>' ? "(empty push)" :
			     "(empty array)";
}

/* Begins a line where one is due, at the column of the elements of `l`. */
static void begin_line(struct printer *p, const struct resp_level *l)
{
	unsigned columns = l ? l->columns : 0;

	if (p->indents > INDENT_TOTAL + 8 * p->r.n && columns > INDENT_MAX)
		columns = INDENT_MAX;
	if (p->line) {
		lens_newline(p->out);
		lens_indent(p->out, columns);
		p->indents += columns;
	}
	p->line = false;
}

/* What stands before an element: its number. */
static void show_number(struct printer *p)
{
	struct resp_level *l = resp_top(&p->r);

	if (l && resp_is_map(l) && l->index % 2) {
		lens_put_string(p->out, LENS_DIM, " => ");
		p->line = false;
		return;
	}
	begin_line(p, l);
	if (!l || l->type == '$' || p->r.e.type == '|')
		return;
	lens_format(p->out, LENS_DIM, "%*llu%c ", (int)l->digits,
		    (unsigned long long)(resp_is_map(l) ? l->index / 2 : l->index) + 1,
		    l->type == '%'                   ? '#' :
		    l->type == '|' || l->type == '~' ? l->type :
						       ')');
}

/* An element is done; so are those that it was the last of. */
static void end_element(struct printer *p)
{
	struct resp_level *l = resp_top(&p->r);
	char type;

	p->line = true;
	while (l) {
		l->index++;
		l->left--;
		if (l->left)
			return;
		type = l->type;
		p->r.depth--;
		if (type == '|')
			return;
		l = resp_top(&p->r);
	}
}

/* Whether the group under way, of `count` elements or members, takes more than one line. One in
 * one in one … is looked at so deep only. */
static bool takes_lines(const struct resp_reader *at, uint64_t count)
{
	struct resp_reader r = *at;
	bool map = r.e.type == '%';

	for (unsigned i = 0; i < 16 && count == 1; i++) {
		if (map && !resp_next(&r))
			return false;
		if (!resp_next(&r) || r.e.kind != RESP_GROUP)
			return false;
		map = r.e.type == '%';
		count = map ? r.e.count / 2 : r.e.count;
	}
	return count > 1;
}

static void show_group(struct printer *p)
{
	const struct resp_level *parent = resp_top(&p->r);
	unsigned columns = parent ? parent->columns : 0;
	uint64_t count = p->r.e.type == '%' || p->r.e.type == '|' ? p->r.e.count / 2 : p->r.e.count;
	struct resp_level *l;

	if (p->r.e.kind == RESP_GROUP && !p->r.e.count) {
		lens_put_string(p->out, LENS_DIM, empty_name(p->r.e.type));
		end_element(p);
		return;
	}
	if (parent && p->r.e.type != '|')
		columns += parent->digits + 2;
	p->line = parent && resp_is_map(parent) && parent->index % 2 && takes_lines(&p->r, count);
	l = resp_push(&p->r);
	l->columns = columns;
	do
		l->digits++;
	while (count /= 10);
}

/* A stream of elements or pieces ends. */
static void end_stream(struct printer *p)
{
	struct resp_level *l = resp_top(&p->r);

	if (!l)
		return;
	if (!l->index)
		lens_put_string(p->out, LENS_DIM, l->type == '$' ? "\"\"" : empty_name(l->type));
	p->r.depth--;
	end_element(p);
}

static void show_element(struct printer *p)
{
	const struct resp_element *e = &p->r.e;

	if (e->kind == RESP_END) {
		end_stream(p);
		return;
	}
	show_number(p);
	switch (e->kind) {
	case RESP_GROUP:
	case RESP_STREAM: show_group(p); return;
	case RESP_LINE: show_line(p->out, e); break;
	case RESP_NIL: lens_put_string(p->out, LENS_WORD, "(nil)"); break;
	case RESP_BULK: show_bulk(p->out, e); break;
	case RESP_WRONG:
		lens_put_string(p->out, LENS_ERROR, "error: no element of RESP: ");
		lens_put_peer(p->out, LENS_ERROR, e->text, e->length);
		break;
	case RESP_INLINE: lens_put_peer(p->out, LENS_PLAIN, e->text, e->length); break;
	case RESP_END: break;
	}
	end_element(p);
}

static bool needs_quotes(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)s[i] <= ' ' || s[i] == 0x7f || s[i] == '"' || s[i] == '\\' ||
		    s[i] == '\'')
			return true;
	return !n || !utf8_valid(s, n);
}

/* Shows a command as one types it; false if it is none: an array of strings. */
static bool show_command(const char *bytes, size_t n, struct lens_text *out)
{
	struct resp_reader r = { .bytes = bytes, .n = n };
	uint64_t count = 0;

	if (!resp_next(&r) || r.e.type != '*' || r.e.kind != RESP_GROUP)
		return false;
	while (resp_next(&r) && r.e.kind == RESP_BULK && r.e.type == '$' && !r.e.torn)
		count++;
	if (!count || r.e.kind != RESP_BULK || r.at < n)
		return false;
	r = (struct resp_reader){ .bytes = bytes, .n = n };
	resp_next(&r);
	for (uint64_t i = 0; resp_next(&r); i++) {
		enum lens_style style = i ? LENS_STRING : LENS_WORD;

		if (i)
			lens_put_string(out, LENS_PLAIN, " ");
		if (needs_quotes(r.e.text, r.e.length))
			show_quoted(out, style, r.e.text, r.e.length);
		else
			lens_put_peer(out, style, r.e.text, r.e.length);
	}
	lens_newline(out);
	return true;
}

void resp_show(const struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
	       const char *bytes, size_t n, struct lens_text *out)
{
	struct printer p = { .r = { .bytes = bytes, .n = n }, .out = out };
	bool cut;

	(void)scan;
	(void)o;
	if (d == LENS_SENT && show_command(bytes, n, out))
		return;
	while (resp_next(&p.r)) {
		if (p.r.e.kind != RESP_INLINE || p.r.e.length)
			show_element(&p);
	}
	cut = p.r.depth > 0;
	free(p.r.levels);
	if (p.line || cut)
		lens_newline(out);
	if (cut && p.r.e.kind != RESP_WRONG) {
		lens_put_string(out, LENS_ERROR, "error: it ends within an element");
		lens_newline(out);
	}
}
