/* Values within values as lines, in the notation of RFC 8949, 8: what fits on a line stands on one.
 */
#include <inttypes.h>

#include "base/utf8.h"
#include "lens/hex-rows.h"
#include "lens/item.h"
#include "base/poison.h"

enum { COLUMNS = 80, INDENT = 2 };

struct view {
	const struct item_format *format;
	const char *bytes;
	size_t n, at;
	struct lens_text *out;
	size_t limit; /* bytes of text that a value on the line may end at */
	size_t most; /* what `out` may grow to */
	bool broken; /* it can't be read on */
	bool beyond; /* a value goes beyond the limit */
	size_t too_long; /* the value at this byte is known not to fit on its line; SIZE_MAX: none
			    is */
};

static void show_value(struct view *v, unsigned depth, unsigned indent);

/* What the text ends at if a value is put on the line. */
static size_t line_limit(const struct view *v)
{
	const struct str *text = &v->out->text;
	size_t start = text->length;

	while (start && text->text[start - 1] != '\n' && text->length - start < COLUMNS)
		start--;
	return start + COLUMNS;
}

/* Whether there is no sense in putting more. */
static bool is_over(struct view *v)
{
	v->beyond = v->beyond || v->out->text.length > v->limit;
	return v->broken || v->beyond;
}

static void put(struct view *v, enum lens_style style, const char *words)
{
	lens_put_string(v->out, style, words);
}

static void fail(struct view *v, const char *words)
{
	if (!v->broken)
		lens_format(v->out, LENS_ERROR, "<byte %zu: %s>", v->at + 1, words);
	v->broken = true;
}

/* The next head, behind which `at` is then. */
static bool next(struct view *v, struct item *i)
{
	if (v->at == v->n) {
		fail(v, "cut off");
		return false;
	}
	*i = v->format->read(v->bytes + v->at, v->n - v->at);
	if (i->kind == ITEM_SHORT)
		fail(v, "cut off");
	else if (i->kind == ITEM_WRONG)
		fail(v, i->word);
	v->at += v->broken ? 0 : i->head;
	return !v->broken;
}

/* Whether a break is next; takes it. */
static bool take_break(struct view *v)
{
	struct item i;

	if (v->at == v->n)
		return false;
	i = v->format->read(v->bytes + v->at, v->n - v->at);
	if (i.kind == ITEM_BREAK)
		v->at += i.head;
	return i.kind == ITEM_BREAK;
}

/* --- Values that hold no others. */

static void put_string(struct view *v, const char *bytes, size_t n)
{
	struct str text;

	str_init(&text);
	put(v, LENS_STRING, "\"");
	while (n) {
		size_t good = 0;
		uint32_t cp;

		while (good < n) {
			size_t used = utf8_decode(bytes + good, n - good, &cp);

			if (!used || (used == 1 && cp == UTF8_REPLACEMENT))
				break;
			good += used;
		}
		str_clear(&text);
		json_escape(bytes, good, &text);
		lens_put(v->out, LENS_STRING, text.text, text.length);
		if (good < n)
			lens_put_peer(v->out, LENS_ERROR, bytes + good++, 1);
		bytes += good;
		n -= good;
	}
	put(v, LENS_STRING, "\"");
	str_fini(&text);
}

static void put_hex(struct view *v, const char *bytes, size_t n)
{
	struct str text;

	str_init(&text);
	hex_append(bytes, n, &text);
	put(v, LENS_DIM, "h'");
	lens_put(v->out, LENS_STRING, text.text, text.length);
	put(v, LENS_DIM, "'");
	str_fini(&text);
}

static void put_extension(struct view *v, int type, const char *bytes, size_t n)
{
	struct str text;

	str_init(&text);
	if (v->format->extension(type, bytes, n, &text)) {
		lens_put(v->out, LENS_WORD, text.text, text.length);
	} else {
		lens_format(v->out, LENS_WORD, "ext(%d, ", type);
		put_hex(v, bytes, n);
		put(v, LENS_WORD, ")");
	}
	str_fini(&text);
}

/* Text, bytes, an extension, as far as they are there. */
static void put_payload(struct view *v, const struct item *i)
{
	size_t there = v->n - v->at;
	size_t n = i->number < there ? (size_t)i->number : there;
	const char *bytes = v->bytes + v->at;

	if (v->out->text.length + n > v->limit) {
		v->beyond = true;
		return;
	}
	v->at += n;
	if (i->kind == ITEM_TEXT)
		put_string(v, bytes, n);
	else if (i->kind == ITEM_BYTES || n < i->number)
		put_hex(v, bytes, n);
	else
		put_extension(v, i->type, bytes, n);
	if (n < i->number) {
		lens_format(v->out, LENS_ERROR, "<cut off: %" PRIu64 " more bytes were to come>",
			    i->number - n);
		v->broken = true;
	}
}

static void put_number(struct view *v, const struct item *i)
{
	struct str text;

	str_init(&text);
	if (i->kind == ITEM_REAL)
		item_append_real(i->real, &text);
	else
		item_append_integer(i, &text);
	lens_put(v->out, LENS_NUMBER, text.text, text.length);
	str_fini(&text);
}

/* --- Tags. */

/* A number that the bytes behind the tag are. */
static bool put_bignum(struct view *v, uint64_t tag)
{
	const char *bytes = v->bytes + v->at;
	size_t n = v->n - v->at;
	struct item i = n ? v->format->read(bytes, n) : (struct item){ .kind = ITEM_SHORT };
	struct str text;
	bool good;

	if (!v->format->bignum || i.kind != ITEM_BYTES || i.endless || i.number > n - i.head)
		return false;
	str_init(&text);
	good = v->format->bignum(tag, bytes + i.head, (size_t)i.number, &text);
	if (good) {
		lens_put(v->out, LENS_NUMBER, text.text, text.length);
		v->at += i.head + (size_t)i.number;
	}
	str_fini(&text);
	return good;
}

static void put_tag(struct view *v, uint64_t tag, unsigned depth, unsigned indent)
{
	struct str text;

	if (put_bignum(v, tag))
		return;
	lens_format(v->out, LENS_WORD, "%" PRIu64 "(", tag);
	str_init(&text);
	if (v->format->comment(tag, v->bytes + v->at, v->n - v->at, &text)) {
		put(v, LENS_DIM, "/");
		lens_put(v->out, LENS_DIM, text.text, text.length);
		put(v, LENS_DIM, "/ ");
	}
	str_fini(&text);
	show_value(v, depth + 1, indent);
	if (!v->broken)
		put(v, LENS_WORD, ")");
}

/* --- What holds others. */

/* What stands around them. */
struct ends {
	const char *begin, *blank, *end;
};

static struct ends ends_of(const struct item *i)
{
	if (i->kind == ITEM_ARRAY)
		return (struct ends){ i->endless ? "[_" : "[", i->endless ? " " : "", "]" };
	if (i->kind == ITEM_MAP)
		return (struct ends){ i->endless ? "{_" : "{", i->endless ? " " : "", "}" };
	return (struct ends){ "(_", " ", ")" };
}

/* Whether another value follows, the `done`th. */
static bool more(struct view *v, const struct item *i, uint64_t done)
{
	return !is_over(v) && (i->endless ? !take_break(v) : done < i->number);
}

/* Whether a value that stands in `i` can be next; says so if not. */
static bool belongs(struct view *v, const struct item *i, bool key)
{
	struct item next;

	if (v->at == v->n)
		return true;
	next = v->format->read(v->bytes + v->at, v->n - v->at);
	if (next.kind == ITEM_BREAK && i->kind == ITEM_MAP && !key)
		fail(v, "a key without a value");
	else if ((i->kind == ITEM_TEXT || i->kind == ITEM_BYTES) && next.kind != ITEM_SHORT &&
		 (next.kind != i->kind || next.endless))
		fail(v, "a part of another kind");
	return !v->broken;
}

/* A value, or a pair of them. */
static void show_member(struct view *v, const struct item *i, unsigned depth, unsigned indent)
{
	if (!belongs(v, i, true))
		return;
	show_value(v, depth + 1, indent);
	if (i->kind != ITEM_MAP || v->broken || v->beyond)
		return;
	put(v, LENS_DIM, ": ");
	v->too_long = v->too_long == SIZE_MAX ? SIZE_MAX : v->at;
	if (belongs(v, i, false))
		show_value(v, depth + 1, indent);
}

static void put_on_line(struct view *v, const struct item *i, unsigned depth)
{
	struct ends e = ends_of(i);
	uint64_t done = 0;

	put(v, LENS_DIM, e.begin);
	put(v, LENS_DIM, e.blank);
	for (; more(v, i, done); done++) {
		put(v, LENS_DIM, done ? ", " : "");
		show_member(v, i, depth, 0);
	}
	if (!v->broken)
		put(v, LENS_DIM, e.end);
}

/* Goes back to where `at` and the text were. */
static void go_back(struct view *v, size_t at, size_t length)
{
	lens_text_truncate(v->out, length);
	v->at = at;
	v->broken = v->beyond = false;
}

/* Whether a value, a pair of them, stood on what is left of the line; otherwise all is as before.
 */
static bool fits(struct view *v, const struct item *i, unsigned depth)
{
	size_t at = v->at, length = v->out->text.length, before = v->limit;
	bool good;

	v->limit = line_limit(v);
	show_member(v, i, depth, 0);
	good = !is_over(v) || (v->broken && !v->beyond);
	v->limit = before;
	if (!good)
		go_back(v, at, length);
	return good;
}

static void begin_line(struct view *v, unsigned indent)
{
	lens_newline(v->out);
	lens_indent(v->out, indent);
}

/* Values one behind another as long as there is room; pairs a line each. */
static void put_over_lines(struct view *v, const struct item *i, unsigned depth, unsigned indent)
{
	struct ends e = ends_of(i);
	bool filling = false;
	uint64_t done = 0;

	put(v, LENS_DIM, e.begin);
	for (; !v->broken && v->out->text.length < v->most && more(v, i, done); done++) {
		size_t at = v->at, length;

		put(v, LENS_DIM, done ? "," : "");
		length = v->out->text.length;
		if (filling && i->kind != ITEM_MAP) {
			put(v, LENS_DIM, " ");
			if (fits(v, i, depth))
				continue;
			go_back(v, at, length);
		}
		begin_line(v, indent + INDENT);
		filling = fits(v, i, depth);
		v->too_long = filling ? SIZE_MAX : v->at;
		if (!filling)
			show_member(v, i, depth, indent + INDENT);
		v->too_long = SIZE_MAX;
	}
	if (v->broken)
		return;
	begin_line(v, indent);
	put(v, LENS_DIM, e.end);
}

/* Goes over all that is in a value too deep, `i`. */
static void skip(struct view *v, const struct item *first)
{
	struct lens_scan scan = { .at = 0 };
	size_t before = v->at - first->head;
	size_t used = item_frame(v->format, &scan, v->bytes + before, v->n - before);

	v->at = used ? before + used : v->n;
	lens_format(v->out, LENS_ERROR, "<%zu bytes, nested deeper than %d>", v->at - before,
		    ITEM_DEPTH_MAX);
}

static void show_container(struct view *v, const struct item *i, unsigned depth, unsigned indent)
{
	size_t at = v->at, length = v->out->text.length, before = v->limit;
	bool on_line = before != SIZE_MAX;

	if (depth >= ITEM_DEPTH_MAX) {
		skip(v, i);
		return;
	}
	if (i->endless && (i->kind == ITEM_TEXT || i->kind == ITEM_BYTES) && take_break(v)) {
		put(v, LENS_STRING, i->kind == ITEM_TEXT ? "\"\"_" : "''_");
		return;
	}
	if (!on_line && v->too_long == at - i->head) {
		put_over_lines(v, i, depth, indent);
		return;
	}
	if (!on_line)
		v->limit = line_limit(v);
	put_on_line(v, i, depth);
	if (on_line)
		return;
	is_over(v);
	v->limit = before;
	if (!v->beyond)
		return;
	go_back(v, at, length);
	put_over_lines(v, i, depth, indent);
}

static void show_value(struct view *v, unsigned depth, unsigned indent)
{
	struct item i;

	if (!next(v, &i))
		return;
	switch (i.kind) {
	case ITEM_TEXT:
	case ITEM_BYTES:
	case ITEM_EXTENSION:
		if (i.endless)
			show_container(v, &i, depth, indent);
		else
			put_payload(v, &i);
		break;
	case ITEM_ARRAY:
	case ITEM_MAP: show_container(v, &i, depth, indent); break;
	case ITEM_TAG:
		if (depth >= ITEM_DEPTH_MAX)
			skip(v, &i);
		else
			put_tag(v, i.number, depth, indent);
		break;
	case ITEM_WORD: put(v, LENS_WORD, i.word); break;
	case ITEM_SIMPLE: lens_format(v->out, LENS_WORD, "simple(%" PRIu64 ")", i.number); break;
	case ITEM_BREAK:
		v->at -= i.head;
		fail(v, "a break that ends nothing");
		break;
	default: put_number(v, &i); break;
	}
}

void item_show(const struct item_format *f, const char *bytes, size_t n, struct lens_text *out)
{
	struct view v = { .format = f,
			  .bytes = bytes,
			  .n = n,
			  .out = out,
			  .limit = SIZE_MAX,
			  .too_long = SIZE_MAX };

	v.most = out->text.length + ITEM_OUTPUT_MAX;
	while (v.at < n && !v.broken && out->text.length < v.most) {
		show_value(&v, 0, 0);
		lens_newline(out);
	}
	if (v.broken && n - v.at > 1)
		hex_rows(bytes + v.at, n - v.at, v.at, 0, out);
	if (out->text.length < v.most)
		return;
	put(&v, LENS_ERROR, "longer than 16 MiB as text: the rest is left out");
	lens_newline(out);
}
