#include "lens/json-string.h"
#include "lens/xml-private.h"
#include "lens/xml-read.h"

#include "base/poison.h"

enum { TREE_DEPTH = 512 };

struct builder {
	struct xml_reader r;
	Json *content[TREE_DEPTH + 1]; /* of the elements under way; the first: outside of all */
	struct slice names[TREE_DEPTH + 1];
	size_t depth;
	bool wrong; /* something is, and the tree says so */
};

static void put_named(Json *object, struct slice name, Json *value)
{
	struct str text;

	str_init(&text);
	json_string_name(name.s, name.n, &text);
	json_put(object, text.text, value);
	str_fini(&text);
}

static void add(struct builder *b, Json *value)
{
	json_append(b->content[b->depth], value);
}

static void add_named(struct builder *b, const char *name, struct slice text)
{
	Json *object = json_new_object();

	json_put(object, name, slice_json(text));
	add(b, object);
}

static void add_wrong(struct builder *b, const char *what)
{
	Json *wrong = json_new_object();

	json_put(wrong, "error", json_new_text(what));
	json_put(wrong, "line", json_new_integer((long long)b->r.place.line));
	json_put(wrong, "column", json_new_integer((long long)b->r.place.column));
	json_put(wrong, "text", slice_json(b->r.text));
	add(b, wrong);
	b->wrong = true;
}

static Json *decoded(struct slice text)
{
	struct str out;
	Json *value;

	str_init(&out);
	xml_decode(text, &out);
	value = slice_json((struct slice){ out.length ? out.text : "", out.length });
	str_fini(&out);
	return value;
}

static void build_tag(struct builder *b)
{
	Json *element = json_new_object(), *attributes = json_new_object();
	Json *content = json_new_array();
	struct slice rest = xml_attributes(&b->r), name = xml_name(&b->r);
	struct xml_attribute a;

	json_put(element, "name", slice_json(name));
	while (xml_next_attribute(&rest, &a))
		put_named(attributes, a.name, decoded(a.value));
	json_put(element, "attributes", attributes);
	slice_put(element, "error", rest);
	b->wrong = b->wrong || rest.n;
	json_put(element, "content", content);
	add(b, element);
	if (b->r.token == XML_EMPTY)
		return;
	b->content[++b->depth] = content;
	b->names[b->depth] = name;
}

static void build_end(struct builder *b)
{
	size_t depth = b->depth;

	while (depth && b->depth - depth < XML_SOUGHT_MAX &&
	       !xml_same_name(b->names[depth], xml_name(&b->r)))
		depth--;
	if (depth && xml_same_name(b->names[depth], xml_name(&b->r))) {
		while (b->depth > depth) {
			add_wrong(b, "it isn't closed before this");
			b->depth--;
		}
		b->depth--;
	} else if (slice_is(xml_name(&b->r), "stream:stream"))
		add_named(b, "end", xml_name(&b->r));
	else
		add_wrong(b, "it closes nothing that is open");
}

/* Without so many bytes at the beginning and at the end. */
static struct slice inside(struct slice text, size_t before, size_t behind)
{
	slice_take(&text, before);
	text.n -= text.n < behind ? text.n : behind;
	return text;
}

static void build_text(struct builder *b)
{
	struct slice text = xml_trim(b->r.text);

	if (text.n && b->depth) {
		add(b, decoded(text));
		b->wrong = b->wrong || xml_has_bare_ampersand(text);
	} else if (text.n)
		add_wrong(b, "this stands outside of elements");
}

static void build_token(struct builder *b)
{
	struct slice text = b->r.text;

	switch (b->r.token) {
	case XML_START:
	case XML_EMPTY: build_tag(b); break;
	case XML_END: build_end(b); break;
	case XML_TEXT: build_text(b); break;
	case XML_CDATA: add(b, slice_json(inside(text, sizeof("<![CDATA[") - 1, 3))); break;
	case XML_COMMENT: add_named(b, "comment", xml_trim(inside(text, 4, 3))); break;
	case XML_INSTRUCTION: add_named(b, "instruction", inside(text, 2, 2)); break;
	case XML_DECLARATION: add_named(b, "declaration", inside(text, 2, 1)); break;
	case XML_WRONG:
	case XML_CUT: add_wrong(b, "this markup isn't closed"); break;
	case XML_NONE: break;
	}
}

Json *xml_tree(const struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
	       const char *bytes, size_t n, bool *wrong)
{
	struct builder b = { .depth = 0 };
	Json *only = NULL;
	bool deep = false;

	(void)o;
	(void)d;
	b.content[0] = json_new_array();
	xml_begin(&b.r, scan, bytes, n);
	while (!deep && xml_next(&b.r)) {
		build_token(&b);
		deep = b.depth == TREE_DEPTH;
	}
	/* A stream is closed by its end alone. */
	if (b.depth && !deep && !slice_is(b.names[1], "stream:stream"))
		add_wrong(&b, "it ends within this element");
	*wrong = b.wrong;
	if (json_count(b.content[0]) > 1 && !deep)
		return b.content[0];
	if (json_count(b.content[0]) && !deep)
		only = json_take_item(b.content[0], 0);
	json_free(b.content[0]);
	return only;
}
