/*
 * The terminal under bytes, resizes, prompts, echo, notices and views: what must always hold does,
 * and nothing depends on how the bytes are cut.
 */
#undef NDEBUG
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "term/terminal-private.h"
#include "term/view.h"
#include "unit/term-dump.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Operations begin with 0xfe, an operation and two bytes; all else is for the terminal. */
enum { MARK = 0xfe };

static bool is_odd(void *user, Lines *at)
{
	size_t n;

	(void)user;
	lines_text(at, &n);
	return (lines_number(at) + n) & 1;
}

static void look(const Terminal *t, unsigned a, unsigned b)
{
	struct str out;
	struct view_result result;
	const struct view_mark marks[] = {
		{ terminal_end_line(t) - 1, b & 7, a & 31, { .attrs = CELL_REVERSE } },
		{ terminal_first_line(t) + (b & 3), a & 7, b, { .bg = CELL_RGB } },
	};
	struct view_request q = {
		.presentation = a & 1 ? VIEW_SCREEN : VIEW_TRANSCRIPT,
		.width = 1 + (a >> 3),
		.height = 1 + (b & 15),
		.tail = a & 2,
		.exact_cursor = a & 4,
		.anchor = { terminal_first_line(t) + (b >> 4), b & 7 },
		.filter.passes = (a ^ b) & 64 ? is_odd : NULL,
		.marks = marks,
		.mark_count = 2,
	};

	str_init(&out);
	term_dump_request(t, &q, &result, &out);
	if (view_scroll(t, &q, (long)(b & 31) - 16, &q.anchor)) {
		q.tail = false;
		struct view_anchor top = q.anchor;

		term_dump_request(t, &q, &result, &out);
		assert(result.top.line == top.line && result.top.offset == top.offset &&
		       !result.anchor_lost);
	}
	str_fini(&out);
}

static void dump_alternate(const Terminal *t, struct str *out)
{
	str_append_format(out, "%u %u %d\n", t->y, t->x, t->pending);
	term_dump_screen(t, out);
}

/* Resizes; on the alternate screen there and back first, after which it must be as before. */
static void resize(Terminal *t, unsigned width, unsigned height)
{
	unsigned old_width = terminal_width(t), old_height = terminal_height(t);
	struct str before, after;

	str_init(&before);
	str_init(&after);
	if (terminal_modes(t)->alternate) {
		dump_alternate(t, &before);
		terminal_resize(t, width, height);
		terminal_resize(t, old_width, old_height);
		dump_alternate(t, &after);
		assert(!strcmp(before.text, after.text));
	}
	terminal_resize(t, width, height);
	str_fini(&before);
	str_fini(&after);
}

static void operate(struct term_case *c, unsigned op, unsigned a, unsigned b)
{
	struct str out;

	switch (op % 9) {
	case 0: resize(c->t, 1 + a % 80, 1 + b % 40); break;
	case 1: look(c->t, a, b); break;
	case 2: terminal_prompt(c->t, a & 1); break;
	case 3: terminal_echo(c->t, "l\xc3\xb6ng sent\ttext", a % 15, 2000); break;
	case 4: terminal_notice(c->t, "notice \xe6\x97\xa5\nmore", a % 16, 3000); break;
	case 5: terminal_set_line_mode(c->t, a & 1); break;
	case 6: terminal_sent(c->t); break;
	case 7: terminal_finish(c->t); break;
	default:
		str_init(&out);
		terminal_open_line(c->t, &out);
		str_fini(&out);
		break;
	}
	term_check(c->t);
}

/* Runs the input with at most `chunk` bytes a write (0: as they come). */
static void run(struct term_case *c, const uint8_t *data, size_t size, size_t chunk)
{
	size_t at = 0;

	while (at < size) {
		if (data[at] == MARK && size - at > 3) {
			operate(c, data[at + 1], data[at + 2], data[at + 3]);
			at += 4;
			continue;
		}
		size_t n = 1;
		while (at + n < size && data[at + n] != MARK && n != chunk)
			n++;
		terminal_write(c->t, (const char *)data + at, n, 1000);
		at += n;
	}
	term_check(c->t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct term_case whole, bytes;
	struct str a, b;

	if (size < 3 || size > 4096)
		return 0;
	str_init(&a);
	str_init(&b);
	term_case_init(&whole, 1 + data[0] % 60, 1 + data[1] % 20, data[2] & 1, data[2] >> 3);
	term_case_init(&bytes, 1 + data[0] % 60, 1 + data[1] % 20, data[2] & 1, data[2] >> 3);
	whole.gag = bytes.gag = "gag";
	whole.replace = bytes.replace = "rep";
	whole.with = bytes.with = "a replacement of some length";
	whole.mark = bytes.mark = "e";
	run(&whole, data + 3, size - 3, 0);
	run(&bytes, data + 3, size - 3, 1);
	term_dump_all(whole.t, &a);
	term_dump_all(bytes.t, &b);
	assert(a.length == b.length && !memcmp(a.text, b.text, a.length));
	assert(!strcmp(whole.events.text, bytes.events.text));
	term_case_fini(&whole);
	term_case_fini(&bytes);
	str_fini(&a);
	str_fini(&b);
	return 0;
}
