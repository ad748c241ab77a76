#include <string.h>

#include "lens/fix-scan.h"
#include "lens/fix-table.h"
#include "lens/lens-table.h"
#include "lens/slice.h"

#include "base/poison.h"

/*
 * FIX (FIX Trading Community, session layer). A message ends with its CheckSum, not where its
 * BodyLength says, so that a wrong one costs nothing; fields whose length another gives may hold
 * any byte. What stands between messages, such as the time in a line of a log, is a message of its
 * own, up to the next `8=FIX` or the end of its line.
 */

enum {
	STATE_KIND,
	STATE_BEFORE,
	STATE_READER
}; /* words of lens_scan.state; STATE_BEFORE: a message
      follows on the line of what is none */
enum kind { KIND_UNKNOWN, KIND_MESSAGE, KIND_OTHER };

enum { NAME_COLUMNS = 20 };
enum {
	TAG_BEGIN_STRING = 8,
	TAG_BODY_LENGTH = 9,
	TAG_CHECK_SUM = 10,
	TAG_SEQUENCE = 34,
	TAG_TYPE = 35,
	TAG_SENDER = 49,
	TAG_TARGET = 56,
	TAG_USER = 5000, /* to 9999: users agree on them */
};

/* --- Where a message ends. */

static size_t frame_other(struct lens_scan *scan, const char *bytes, size_t n, bool ended)
{
	for (size_t i = scan->at; i < n; i++) {
		if (bytes[i] == '\n') {
			scan->between = !i || (i == 1 && *bytes == '\r');
			return i + 1;
		}
		if (!i || bytes[i] != '8' || !fix_begins(bytes + i, n - i))
			continue;
		scan->state[STATE_BEFORE] = n - i >= FIX_BEGIN_LENGTH;
		if (scan->state[STATE_BEFORE])
			return i;
		scan->at = i;
		return ended ? n : 0;
	}
	scan->at = n;
	return 0;
}

static size_t frame_message(struct fix_reader *r, const char *bytes, size_t n)
{
	struct fix_field field;
	enum fix_step step;

	do
		step = fix_next(r, bytes, n, false, &field);
	while (step == FIX_FIELD);
	if (step == FIX_MORE)
		return 0;
	return r->at;
}

static size_t frame(struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
		    const char *bytes, size_t n, bool ended)
{
	struct fix_reader r;
	size_t length;
	bool more = false;

	(void)o;
	(void)d;
	_Static_assert(sizeof(r) <= sizeof(scan->state) - STATE_READER * sizeof(scan->state[0]),
		       "the state has room for a reader");
	memcpy(&r, &scan->state[STATE_READER], sizeof(r));
	if (scan->state[STATE_KIND] == KIND_UNKNOWN && fix_begins(bytes, n)) {
		if (n < FIX_BEGIN_LENGTH)
			return 0;
		if (fix_find_separator(&r, bytes, n, &more))
			scan->state[STATE_KIND] = KIND_MESSAGE;
	}
	if (scan->state[STATE_KIND] == KIND_UNKNOWN && !more)
		scan->state[STATE_KIND] = KIND_OTHER;
	if (scan->state[STATE_KIND] == KIND_OTHER)
		return frame_other(scan, bytes, n, ended);
	length = more ? 0 : frame_message(&r, bytes, n);
	memcpy(&scan->state[STATE_READER], &r, sizeof(r));
	scan->at = more ? 0 : n; /* so little that it may be looked at again, as no message */
	return length;
}

/* --- What a message says. */

struct message {
	struct fix_reader reader;
	struct fix_field field;
	const char *bytes;
	size_t n;
	enum fix_step step;
};

/* Whether the bytes are a message, which is read from its beginning then. */
static bool begin_message(struct message *m, const char *bytes, size_t n)
{
	bool more;

	*m = (struct message){ .bytes = bytes, .n = n, .step = FIX_FIELD };
	return n >= FIX_BEGIN_LENGTH && fix_begins(bytes, n) &&
	       fix_find_separator(&m->reader, bytes, n, &more);
}

static bool next_field(struct message *m)
{
	if (m->step != FIX_FIELD)
		return false;
	m->step = fix_next(&m->reader, m->bytes, m->n, true, &m->field);
	return m->step == FIX_FIELD || m->step == FIX_LAST;
}

/* The first field of that tag; false if there is none. */
static bool find_field(const char *bytes, size_t n, unsigned long tag, struct fix_field *out)
{
	struct message m;

	if (!begin_message(&m, bytes, n))
		return false;
	while (next_field(&m)) {
		*out = m.field;
		if (out->tag == tag)
			return true;
	}
	return false;
}

/* Whether something is wrong with BodyLength, which stands first: `*counted` bytes is right. */
static bool is_length_wrong(const struct fix_field *f, const char *bytes, size_t n,
			    uint64_t *counted)
{
	struct fix_field sum;

	if (!find_field(bytes, n, TAG_CHECK_SUM, &sum))
		return false;
	*counted = sum.body_counted;
	return fix_number(f->value, f->length) != *counted;
}

static bool is_sum_wrong(const struct fix_field *f)
{
	return f->length != 3 || fix_number(f->value, f->length) != f->sum % 256;
}

/* The rest of a message that doesn't end as it should. */
static const char *missing(const struct message *m)
{
	if (!m->reader.body)
		return "it has no BodyLength";
	return m->field.tag == TAG_CHECK_SUM ? NULL : "it ends without a CheckSum";
}

/* --- Lines. */

static void show_value_of(const char *bytes, size_t n, unsigned long tag, const char *before,
			  struct lens_text *out)
{
	struct fix_field f;

	if (!find_field(bytes, n, tag, &f))
		return;
	lens_put_string(out, LENS_DIM, before);
	lens_put_peer(out, LENS_PLAIN, f.value, f.length);
}

static void show_head(const char *bytes, size_t n, struct lens_text *out)
{
	struct fix_field type;
	bool found = find_field(bytes, n, TAG_TYPE, &type);
	const char *name = found ? fix_value_name(TAG_TYPE, type.value, type.length) : NULL;

	lens_put_string(out, LENS_WORD, name ? name : "message");
	if (!name)
		show_value_of(bytes, n, TAG_TYPE, " of type ", out);
	show_value_of(bytes, n, TAG_BEGIN_STRING, " ", out);
	show_value_of(bytes, n, TAG_SEQUENCE, " #", out);
	show_value_of(bytes, n, TAG_SENDER, " from ", out);
	show_value_of(bytes, n, TAG_TARGET, " to ", out);
	lens_newline(out);
}

/* The message as one writes it, with a bar for each SOH. */
static void show_raw(const char *bytes, size_t n, struct lens_text *out)
{
	struct message m;

	begin_message(&m, bytes, n);
	while (next_field(&m)) {
		if (m.field.tag)
			lens_format(out, LENS_NAME, "%lu", m.field.tag);
		if (m.field.tag)
			lens_put_string(out, LENS_DIM, "=");
		lens_put_peer(out, LENS_PLAIN, m.field.value, m.field.length);
		lens_put_string(out, LENS_DIM, "|");
	}
	lens_newline(out);
}

static void show_field(const struct fix_field *f, struct lens_text *out)
{
	const char *name = fix_tag_name(f->tag);
	const char *meaning = fix_value_name(f->tag, f->value, f->length);

	if (!f->tag) {
		lens_put_string(out, LENS_ERROR, "  error: no tag: ");
		lens_put_peer(out, LENS_ERROR, f->value, f->length);
		return;
	}
	if (!name)
		name = f->tag >= TAG_USER && f->tag < 2 * TAG_USER ? "(user-defined)" : "(unknown)";
	lens_format(out, LENS_NUMBER, "%6lu", f->tag);
	lens_format(out, LENS_NAME, " %-*s ", NAME_COLUMNS, name);
	lens_put_peer(out, LENS_STRING, f->value, f->length);
	if (meaning)
		lens_format(out, LENS_WORD, "  %s", meaning);
}

static void show_check(const struct message *m, struct lens_text *out)
{
	const struct fix_field *f = &m->field;
	uint64_t counted;

	if (f->tag == TAG_CHECK_SUM && is_sum_wrong(f))
		lens_format(out, LENS_ERROR, "  error: the sum is %03u", (unsigned)(f->sum % 256));
	if (f->tag == TAG_BODY_LENGTH && f->end == m->reader.body &&
	    is_length_wrong(f, m->bytes, m->n, &counted))
		lens_format(out, LENS_ERROR, "  error: the body has %llu bytes",
			    (unsigned long long)counted);
}

static void show_message(const char *bytes, size_t n, struct lens_text *out)
{
	struct message m;
	const char *wrong;

	show_head(bytes, n, out);
	show_raw(bytes, n, out);
	begin_message(&m, bytes, n);
	while (next_field(&m)) {
		show_field(&m.field, out);
		show_check(&m, out);
		lens_newline(out);
	}
	wrong = missing(&m);
	if (!wrong)
		return;
	lens_format(out, LENS_ERROR, "  error: %s", wrong);
	lens_newline(out);
}

static void show(const struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
		 const char *bytes, size_t n, struct lens_text *out)
{
	struct message m;

	(void)scan;
	(void)o;
	(void)d;
	if (begin_message(&m, bytes, n)) {
		show_message(bytes, n, out);
		return;
	}
	slice_show(out, LENS_DIM, slice_line(bytes, n));
	lens_newline(out);
}

/* --- The tree. */

static void put_value(Json *object, const char *name, const struct fix_field *f)
{
	json_put(object, name, json_new_string(f->value, f->length));
}

static Json *field_tree(const struct fix_field *f)
{
	Json *field = json_new_object();
	const char *name = fix_tag_name(f->tag);
	const char *meaning = fix_value_name(f->tag, f->value, f->length);

	json_put(field, "tag", json_new_integer((long long)f->tag));
	if (name)
		json_put(field, "name", json_new_text(name));
	put_value(field, "value", f);
	if (meaning)
		json_put(field, "meaning", json_new_text(meaning));
	return field;
}

static void add_error(Json *errors, const struct lens_text *text)
{
	if (text->text.length)
		json_append(errors, json_new_text(text->text.text + strlen("  error: ")));
}

static void add_errors(const struct message *m, Json *errors)
{
	struct lens_text text;

	lens_text_init(&text);
	if (!m->field.tag)
		show_field(&m->field, &text);
	else
		show_check(m, &text);
	add_error(errors, &text);
	lens_text_fini(&text);
}

/* What is no message, such as the time before one. */
static Json *other_tree(const struct lens_scan *scan, const char *bytes, size_t n, bool *wrong)
{
	Json *other = json_new_object();

	slice_put(other, "text", slice_line(bytes, n));
	if (scan->state[STATE_BEFORE])
		return other;
	json_put(other, "error", json_new_text("no message"));
	*wrong = true;
	return other;
}

static Json *tree(const struct lens_scan *scan, const struct lens_options *o, enum lens_direction d,
		  const char *bytes, size_t n, bool *wrong)
{
	Json *message, *fields, *errors;
	struct fix_field type;
	struct message m;
	const char *name = NULL;

	(void)o;
	(void)d;
	if (!begin_message(&m, bytes, n))
		return other_tree(scan, bytes, n, wrong);
	message = json_new_object();
	fields = json_new_array();
	errors = json_new_array();
	if (find_field(bytes, n, TAG_TYPE, &type))
		name = fix_value_name(TAG_TYPE, type.value, type.length);
	if (name)
		json_put(message, "message", json_new_text(name));
	while (next_field(&m)) {
		json_append(fields, field_tree(&m.field));
		add_errors(&m, errors);
	}
	if (missing(&m))
		json_append(errors, json_new_text(missing(&m)));
	*wrong = json_count(errors) > 0;
	json_put(message, "fields", fields);
	json_put(message, "errors", errors);
	return message;
}

static unsigned guess(const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct message m;

		if (bytes[i] != '8' || !begin_message(&m, bytes + i, n - i))
			continue;
		return next_field(&m) && next_field(&m) && m.field.tag == TAG_BODY_LENGTH ?
			       i ? 90 : 98 :
			       0;
	}
	return 0;
}

const struct lens_row lens_fix = {
	.name = "fix",
	.summary = "FIX, from the wire or with | or ^A for SOH",
	.framed = true,
	.frame = frame,
	.show = show,
	.tree = tree,
	.guess = guess,
};
