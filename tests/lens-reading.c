#include "lens-reading.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/deceptive.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/utf8.h"

/* How far back `frame` may look from where it stopped; as far into the message it may always look.
 */
enum { LOOK_BACK = 64 };

/* The lens that is read by, as its `user`. */
struct counted {
	const struct lens_row *row;
	const char *name;
	bool by_bytes;
};

struct reader {
	Lens *lens;
	struct lens_text text;
	struct lens_reading *out;
};

static void check(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "a lens: %s\n", what);
	abort();
}

/* --- Lines. */

static void check_lines(const char *text, size_t n)
{
	check(!n || text[n - 1] == '\n', "the last line has no end");
	while (n) {
		uint32_t cp;
		size_t used = utf8_decode(text, n, &cp);

		check(used > 0 && !(used == 1 && cp == UTF8_REPLACEMENT), "no UTF-8 in a line");
		check(cp == '\n' || cp == '\t' || !(deceptive_class(cp) & DECEPTIVE_PLACE),
		      "a line holds a control or what can't be seen");
		text += used;
		n -= used;
	}
}

static void check_runs(const struct lens_text *t)
{
	size_t end = 0;

	for (size_t i = 0; i < t->run_count; i++) {
		const struct lens_run *run = &t->runs[i];

		check(run->length && run->start >= end, "runs are out of order");
		end = run->start + run->length;
		check(end <= t->text.length, "a run goes beyond the text");
	}
}

void lens_show_checked(const Lens *l, const struct lens_message *m, struct lens_text *out)
{
	size_t before = out->text.length;

	lens_show(l, m, out);
	check(out->text.length > before, "a message is shown as nothing");
	check_lines(out->text.text + before, out->text.length - before);
	check_runs(out);
}

/* --- Where messages end. */

/* What was looked at before is gone, and all that is there is looked at. */
static size_t counted_frame(struct lens_scan *scan, const struct lens_options *o,
			    enum lens_direction d, const char *bytes, size_t n, bool ended)
{
	const struct counted *c = o->user;
	size_t gone = scan->at > 2 * LOOK_BACK ? scan->at - 2 * LOOK_BACK : 0;
	char *copy = mem_alloc(n);
	size_t used;

	memcpy(copy, bytes, n);
	if (c->by_bytes)
		memset(copy + (gone ? LOOK_BACK : 0), '#', gone);
	used = c->row->frame(scan, o, d, copy, n, ended);
	free(copy);
	check(used <= n, "a message is longer than what there is");
	check(used || ended || scan->length > n || scan->at + LOOK_BACK >= n,
	      "bytes will be looked at again");
	return used;
}

static void on_message(void *user, const struct lens_message *m)
{
	struct reader *r = user;
	bool wrong;
	Json *tree = lens_tree(r->lens, m, &wrong);

	lens_text_clear(&r->text);
	lens_show_checked(r->lens, m, &r->text);
	str_append(&r->out->text, r->text.text.text, r->text.text.length);
	if (tree)
		json_print(tree, &r->out->trees);
	else
		str_append_char(&r->out->trees, '-');
	str_append_char(&r->out->trees, '\n');
	json_free(tree);
	r->out->messages++;
}

/* The length of the next piece of the `n` bytes. */
static size_t piece(unsigned cut, uint32_t *state, size_t n)
{
	size_t length;

	if (cut == LENS_WHOLE)
		return n;
	if (cut == LENS_BYTES)
		return 1;
	*state = *state * 1664525 + 1013904223;
	length = *state >> 30 ? (*state >> 24) % 7 + 1 : (*state >> 16) % 400 + 1;
	return length < n ? length : n;
}

static void feed(Lens *l, const char *bytes, size_t n, unsigned cut)
{
	uint32_t state = cut;

	for (size_t at = 0; at < n;) {
		size_t length = piece(cut, &state, n - at);

		lens_feed(l, LENS_RECEIVED, bytes + at, length, 0);
		at += length;
	}
	lens_end(l);
}

void lens_read(const struct lens_row *row, const struct lens_options *o, const char *bytes,
	       size_t n, unsigned cut, struct lens_reading *out)
{
	static const struct lens_events events = { .message = on_message };
	struct counted counted = { .row = row, .by_bytes = cut == LENS_BYTES };
	struct lens_row wrapped = *row;
	struct lens_options options = *o;
	struct reader r = { .out = out };

	*out = (struct lens_reading){ .messages = 0 };
	str_init(&out->text);
	str_init(&out->trees);
	lens_text_init(&r.text);
	if (row->frame)
		wrapped.frame = counted_frame;
	options.user = &counted;
	r.lens = lens_new(&wrapped, &options, &events, &r);
	feed(r.lens, bytes, n, cut);
	lens_free(r.lens);
	lens_text_fini(&r.text);
}

void lens_reading_fini(struct lens_reading *r)
{
	str_fini(&r->text);
	str_fini(&r->trees);
}
