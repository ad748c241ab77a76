#include "lens/proto-text.h"

#include <string.h>
#include <stdlib.h>

#include "base/mem.h"
#include "lens/proto-number.h"
#include "lens/proto-raw.h"
#include "base/poison.h"

/* Where lines go. */
struct writer {
	struct lens_text *out;
	size_t most;
	unsigned indent, depth;
};

static bool is_full(const struct writer *w)
{
	return w->out->text.length >= w->most;
}

static void put_name(const struct writer *w, const struct schema_field *f)
{
	const char *name = f->kind == SCHEMA_GROUP ? f->message->name : f->name;
	const char *dot = f->kind == SCHEMA_GROUP ? strrchr(name, '.') : NULL;

	if (dot)
		name = dot + 1;
	lens_indent(w->out, w->indent);
	lens_put_string(w->out, LENS_DIM, f->extension ? "[" : "");
	lens_put_peer(w->out, LENS_NAME, name, strlen(name));
	lens_put_string(w->out, LENS_DIM, f->extension ? "]" : "");
}

static void put_number(const struct writer *w, const struct schema_field *f, uint64_t value)
{
	const char *name = proto_value_name(f, value);
	struct str text;

	if (name) {
		lens_put_peer(w->out, LENS_WORD, name, strlen(name));
		return;
	}
	str_init(&text);
	proto_number_append(f->kind, value, &text);
	lens_put(w->out, f->kind == SCHEMA_BOOL ? LENS_WORD : LENS_NUMBER, text.text, text.length);
	str_fini(&text);
}

/* A line of a field that is no message. */
static void show_scalar(const struct writer *w, const struct schema_field *f,
			const struct wire_field *wire)
{
	put_name(w, f);
	lens_put_string(w->out, LENS_DIM, ": ");
	if (proto_is_number(f->kind))
		put_number(w, f, wire->value);
	else
		proto_put_bytes(wire->bytes, wire->n, w->out);
	lens_newline(w->out);
}

static void begin_message(const struct writer *w, const struct schema_field *f)
{
	put_name(w, f);
	lens_put_string(w->out, LENS_DIM, " {");
	lens_newline(w->out);
}

static void end_message(const struct writer *w)
{
	lens_indent(w->out, w->indent);
	lens_put_string(w->out, LENS_DIM, "}");
	lens_newline(w->out);
}

static void show_message(const struct writer *w, const struct schema_field *f,
			 const struct proto_value *parts, size_t count)
{
	begin_message(w, f);
	proto_text_show(f->message, parts, count, w->indent + PROTO_INDENT, w->depth + 1, w->most,
			w->out);
	end_message(w);
}

static void show_unknown(const struct writer *w, const struct proto_message *m)
{
	for (size_t i = m->known; i < m->count && !is_full(w); i++)
		proto_raw_show(&m->values[i].wire, w->indent, PROTO_RAW_DEPTH, w->most, w->out);
}

/* A map's entry has both parts, even where they aren't on the wire. */
static void show_entry(const struct writer *w, const struct schema_field *f,
		       const struct proto_entry *e)
{
	struct writer in = *w;
	struct wire_field key = e->key.wire, value = e->value.wire;

	in.indent += PROTO_INDENT;
	in.depth++;
	begin_message(w, f);
	show_scalar(&in, e->key.field, &key);
	if (!e->value_count)
		value.value = proto_default(e->value.field);
	if (proto_is_message(e->value.field->kind))
		show_message(&in, e->value.field, e->values, e->value_count);
	else
		show_scalar(&in, e->value.field, &value);
	show_unknown(&in, &e->message);
	end_message(w);
}

static void show_map(const struct writer *w, const struct proto_value *values, size_t count)
{
	struct proto_entry *entries = mem_calloc(count, sizeof(*entries));
	size_t good = 0;

	while (good < count && proto_entry_read(&values[good], &entries[good]))
		good++;
	if (good == count)
		proto_entries_sort(entries, count);
	for (size_t i = 0; i < count && !is_full(w); i++) {
		if (good == count)
			show_entry(w, values->field, &entries[i]);
		else
			show_message(w, values->field, &values[i], 1);
	}
	for (size_t i = 0; i < count; i++)
		proto_entry_fini(&entries[i]);
	free(entries);
}

static void show_repeated(const struct writer *w, const struct proto_value *v)
{
	struct wire_field wire = v->wire;
	size_t at = 0;

	if (proto_is_message(v->field->kind)) {
		show_message(w, v->field, v, 1);
	} else if (!proto_is_number(v->field->kind)) {
		show_scalar(w, v->field, &v->wire);
	} else {
		while (!is_full(w) && proto_next_number(v, &at, &wire.value))
			show_scalar(w, v->field, &wire);
	}
}

/* All values of a field. */
static void show_field(const struct writer *w, const struct proto_value *values, size_t count)
{
	const struct schema_field *f = values->field;

	if (proto_is_message(f->kind) && f->repeated && f->message->map_entry) {
		show_map(w, values, count);
	} else if (proto_is_message(f->kind) && !f->repeated) {
		show_message(w, f, values, count);
	} else {
		for (size_t i = 0; i < count && !is_full(w); i++)
			show_repeated(w, &values[i]);
	}
}

void proto_text_show(const struct schema_type *t, const struct proto_value *parts, size_t count,
		     unsigned indent, unsigned depth, size_t most, struct lens_text *out)
{
	const struct writer w = { .out = out, .most = most, .indent = indent, .depth = depth };
	struct proto_message m;
	size_t run;

	if (depth > WIRE_DEPTH_MAX) {
		lens_indent(out, indent);
		lens_format(out, LENS_ERROR, "messages nested deeper than %d", WIRE_DEPTH_MAX);
		lens_newline(out);
		return;
	}
	proto_message_read(t, parts, count, &m);
	for (size_t i = 0; i < m.known && !is_full(&w); i += run) {
		run = proto_message_run(&m, i);
		show_field(&w, &m.values[i], run);
	}
	show_unknown(&w, &m);
	if (m.wrong.wrong && !is_full(&w))
		proto_show_wrong(&m.wrong, indent, out);
	proto_message_fini(&m);
}
