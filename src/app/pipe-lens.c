#include "app/pipe-lens.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/proto-file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "lens/lens-table.h"
#include "lens/lens.h"
#include "base/poison.h"

/* Of a file a message may be all. */
enum { MESSAGE_MAX = 64 << 20 };

struct PipeLens {
	const struct lens_row *row;
	Lens *lens;
	Schema *schema; /* --proto; NULL: none */
	bool json;
	struct buf *out;
	struct lens_text text;
	uint64_t unread,
		first_unread; /* messages that are no tree, or wrong; where the first begins */
};

static void put_text(PipeLens *p, const struct lens_message *m)
{
	lens_text_clear(&p->text);
	lens_show(p->lens, m, &p->text);
	buf_append(p->out, p->text.text.text, p->text.text.length);
}

static void put_json(PipeLens *p, const struct lens_message *m)
{
	bool wrong;
	Json *tree = lens_tree(p->lens, m, &wrong);
	struct str *line = &p->text.text;

	if (wrong && !p->unread++)
		p->first_unread = m->scan->offset;
	if (!tree)
		return;
	str_clear(line);
	json_print(tree, line);
	str_append_char(line, '\n');
	buf_append(p->out, line->text, line->length);
	json_free(tree);
}

static void on_message(void *user, const struct lens_message *m)
{
	PipeLens *p = user;

	if (p->json)
		put_json(p, m);
	else
		put_text(p, m);
}

/* Which lenses have a tree. */
static void refuse_json(const struct lens_row *row, struct err *e)
{
	const struct lens_row *const *rows;
	struct str names;
	size_t count;

	str_init(&names);
	rows = lens_table(&count);
	for (size_t i = 0; i < count; i++) {
		if (rows[i]->tree)
			str_append_format(&names, " %s", rows[i]->name);
	}
	err_set(e, ERR_USAGE, "--json: what the lens %s shows has no tree; those with one:%s",
		row->name, names.text);
	str_fini(&names);
}

/* Reads what is asked for. */
static bool choose(PipeLens *p, const struct args *args, const Options *options,
		   struct lens_options *o, struct err *e)
{
	p->row = lens_find(args->lens, e);
	if (!p->row || !frame_rule_parse(options_value(options, OPTIONS_FRAME), &o->frame, e) ||
	    !lens_check(p->row, o, e))
		return false;
	if (args->proto_file) {
		p->schema = proto_file_read(args->proto_file, args->proto_type, e);
		o->schema = p->schema;
		if (!p->schema)
			return false;
	}
	p->json = args->json;
	if (p->json && !p->row->tree)
		refuse_json(p->row, e);
	return !p->json || p->row->tree;
}

PipeLens *pipe_lens_new(const struct args *args, const Options *options, struct buf *out,
			struct err *e)
{
	static const struct lens_events events = { .message = on_message };
	struct lens_options o = { .most = MESSAGE_MAX };
	PipeLens *p = mem_alloc(sizeof(*p));

	lens_text_init(&p->text);
	p->out = out;
	if (!choose(p, args, options, &o, e)) {
		pipe_lens_free(p);
		return NULL;
	}
	p->lens = lens_new(p->row, &o, &events, p);
	return p;
}

void pipe_lens_free(PipeLens *p)
{
	if (!p)
		return;
	lens_free(p->lens);
	schema_free(p->schema);
	lens_text_fini(&p->text);
	free(p);
}

bool pipe_lens_needs_exact(const char *name)
{
	struct err e;
	const struct lens_row *row = lens_find(name, &e);

	return row && !row->stream;
}

bool pipe_lens_is_of_wire(const PipeLens *p)
{
	return p->row->wire;
}

void pipe_lens_feed(PipeLens *p, const char *bytes, size_t n)
{
	lens_feed(p->lens, LENS_RECEIVED, bytes, n, 0);
}

bool pipe_lens_waits(const PipeLens *p)
{
	return lens_waits(p->lens);
}

void pipe_lens_pause(PipeLens *p)
{
	lens_pause(p->lens);
}

bool pipe_lens_end(PipeLens *p, struct err *e)
{
	lens_end(p->lens);
	if (!p->unread)
		return true;
	return err_set(e, ERR_OTHER,
		       "%llu of the messages are wrong as %s, the first at byte %llu (without "
		       "--json they are shown, with what is wrong)",
		       (unsigned long long)p->unread, p->row->name,
		       (unsigned long long)p->first_unread + 1);
}
