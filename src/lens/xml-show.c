#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lens/xml-private.h"
#include "lens/xml-read.h"

#include "base/poison.h"

/* Elements on lines of their own; one that begins with text stays on its line with all in it. */

enum { INDENT = 2, INDENT_MAX = 64, INDENT_TOTAL = 1 << 18 };

struct level {
	struct slice name;
	bool in_line; /* what is in it stays on the line */
	bool used; /* something is in it */
};

struct printer {
	struct xml_reader r;
	struct lens_text *out;
	struct level *levels;
	size_t depth, size;
	bool blank; /* one is due before what comes on the line, but for an end */
	size_t indents;
};

static struct level *top(const struct printer *p)
{
	return p->depth ? &p->levels[p->depth - 1] : NULL;
}

static bool line_is_empty(const struct printer *p)
{
	const struct str *text = &p->out->text;

	return !text->length || text->text[text->length - 1] == '\n';
}

static void end_line(struct printer *p)
{
	if (!line_is_empty(p))
		lens_newline(p->out);
	p->blank = false;
}

/* Goes to the column of what stands so deep, if a line begins here. */
static void indent(struct printer *p, size_t depth)
{
	size_t columns = depth * INDENT;

	if (!line_is_empty(p))
		return;
	if (p->indents > INDENT_TOTAL + 8 * p->r.n && columns > INDENT_MAX)
		columns = INDENT_MAX;
	p->indents += columns;
	lens_indent(p->out, (unsigned)columns);
}

/* Begins what stands in the element under way. */
static void begin_item(struct printer *p)
{
	struct level *l = top(p);

	if (!l || !l->in_line)
		end_line(p);
	else if (p->blank && l->used)
		lens_put_string(p->out, LENS_PLAIN, " ");
	p->blank = false;
	indent(p, p->depth);
	if (l)
		l->used = true;
}

static void begin_wrong(struct printer *p)
{
	end_line(p);
	lens_format(p->out, LENS_ERROR, "error at line %llu, column %llu: ", p->r.place.line,
		    p->r.place.column);
}

static void show_wrong(struct printer *p, const char *what)
{
	begin_wrong(p);
	lens_put_string(p->out, LENS_ERROR, what);
	lens_newline(p->out);
}

static void push(struct printer *p, struct slice name)
{
	bool in_line = p->depth && top(p)->in_line;

	if (p->depth == p->size) {
		p->size = p->size ? 2 * p->size : 16;
		p->levels = mem_resize(p->levels, p->size, sizeof(*p->levels));
	}
	p->levels[p->depth++] = (struct level){ .name = name, .in_line = in_line };
}

static void show_tag(struct printer *p)
{
	struct slice name = xml_name(&p->r), rest = xml_attributes(&p->r);
	struct xml_attribute a;

	begin_item(p);
	lens_put_string(p->out, LENS_DIM, "<");
	slice_show(p->out, LENS_WORD, name);
	while (xml_next_attribute(&rest, &a)) {
		lens_put_string(p->out, LENS_PLAIN, " ");
		slice_show(p->out, LENS_NAME, a.name);
		lens_put_string(p->out, LENS_DIM, "=");
		lens_put(p->out, LENS_STRING, &a.quote, 1);
		slice_show(p->out, LENS_STRING, a.value);
		lens_put(p->out, LENS_STRING, &a.quote, 1);
	}
	if (rest.n)
		lens_put_string(p->out, LENS_PLAIN, " ");
	slice_show(p->out, LENS_ERROR, rest);
	lens_put_string(p->out, LENS_DIM, p->r.token == XML_EMPTY ? "/>" : ">");
	if (rest.n)
		show_wrong(p, "an attribute needs a value in quotes");
	if (p->r.token == XML_START)
		push(p, name);
}

/* How many elements an end of that name closes; 0: none that is open is looked for so far up. */
static size_t count_closed(const struct printer *p, struct slice name)
{
	for (size_t i = 1; i <= p->depth && i <= XML_SOUGHT_MAX; i++)
		if (xml_same_name(p->levels[p->depth - i].name, name))
			return i;
	return 0;
}

static void show_unclosed(struct printer *p)
{
	begin_wrong(p);
	slice_show(p->out, LENS_ERROR, top(p)->name);
	lens_put_string(p->out, LENS_ERROR, " isn't closed");
	lens_newline(p->out);
	p->depth--;
}

static void show_end(struct printer *p)
{
	struct slice name = xml_name(&p->r);
	size_t closed = count_closed(p, name);
	bool stays;

	for (; closed > 1; closed--)
		show_unclosed(p);
	stays = closed && (top(p)->in_line || !top(p)->used);
	p->depth -= closed;
	if (!stays)
		end_line(p);
	p->blank = false;
	indent(p, p->depth);
	lens_put_string(p->out, LENS_DIM, "</");
	slice_show(p->out, closed ? LENS_WORD : LENS_ERROR, name);
	lens_put_string(p->out, LENS_DIM, ">");
	if (!closed && !slice_is(name, "stream:stream"))
		show_wrong(p, "it closes nothing that is open");
}

/* Several lines, each at the column of what stands in the element. */
static void show_lines(struct printer *p, enum lens_style style, struct slice text)
{
	while (text.n) {
		struct slice line = xml_trim(slice_until(&text, '\n'));

		if (!line.n)
			continue;
		indent(p, p->depth);
		slice_show(p->out, style, line);
		if (text.n)
			end_line(p);
	}
}

/* Text, comments and the like, which may have several lines. */
static void show_block(struct printer *p, enum lens_style style, struct slice text, bool is_text)
{
	struct level *l = top(p);
	bool lines = memchr(text.s, '\n', text.n) != NULL;

	if (l && !l->used && is_text && !lines)
		l->in_line = true;
	begin_item(p);
	show_lines(p, style, text);
}

static void show_text(struct printer *p)
{
	struct slice text = xml_trim(p->r.text);
	struct level *l = top(p);
	bool first = p->r.text.n && xml_is_blank(*p->r.text.s);

	p->blank = p->blank || first;
	if (!text.n)
		return;
	show_block(p, l ? LENS_PLAIN : LENS_ERROR, text, true);
	p->blank = xml_is_blank(p->r.text.s[p->r.text.n - 1]);
	if (!l)
		show_wrong(p, "this stands outside of elements");
	else if (xml_has_bare_ampersand(text))
		show_wrong(p, "an & has to be written as &amp;");
}

static void show_token(struct printer *p)
{
	switch (p->r.token) {
	case XML_START:
	case XML_EMPTY: show_tag(p); break;
	case XML_END: show_end(p); break;
	case XML_TEXT: show_text(p); break;
	case XML_CDATA: show_block(p, LENS_STRING, p->r.text, true); break;
	case XML_INSTRUCTION:
	case XML_COMMENT:
	case XML_DECLARATION: show_block(p, LENS_DIM, p->r.text, false); break;
	case XML_WRONG:
	case XML_CUT:
		show_block(p, LENS_ERROR, xml_trim(p->r.text), false);
		show_wrong(p, "this markup isn't closed");
		break;
	case XML_NONE: break;
	}
}

void xml_show(const struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
	      const char *bytes, size_t n, struct lens_text *out)
{
	struct printer p = { .out = out };

	(void)o;
	(void)d;
	xml_begin(&p.r, scan, bytes, n);
	while (xml_next(&p.r))
		show_token(&p);
	end_line(&p);
	if (p.depth && !slice_is(p.levels[0].name, "stream:stream")) {
		begin_wrong(&p);
		lens_put_string(out, LENS_ERROR, "it ends within ");
		slice_show(out, LENS_ERROR, top(&p)->name);
		lens_newline(out);
	}
	free(p.levels);
}
