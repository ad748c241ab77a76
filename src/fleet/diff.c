#include "fleet/diff.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/poison.h"

enum {
	DIFF_CONTEXT = 3, /* lines around a difference */
	DIFF_COST_MAX = 4096, /* differences that a middle is looked for among */
};

struct line {
	const char *text;
	size_t length;
	uint64_t hash;
	bool differs;
};

struct lines {
	struct line *list;
	size_t count;
};

static struct lines split(const char *text)
{
	struct lines l = { 0 };
	size_t size = 0;

	while (*text) {
		struct line line = { .text = text,
				     .length = strcspn(text, "\n"),
				     .hash = 0xcbf29ce484222325u }; /* FNV-1a */

		for (size_t i = 0; i < line.length; i++)
			line.hash = (line.hash ^ (unsigned char)text[i]) * 0x100000001b3u;
		if (l.count == size) {
			size = size ? size * 2 : 64;
			l.list = mem_resize(l.list, size, sizeof(*l.list));
		}
		l.list[l.count++] = line;
		text += line.length + (text[line.length] == '\n');
	}
	return l;
}

static bool same(const struct line *a, const struct line *b)
{
	return a->hash == b->hash && a->length == b->length &&
	       memcmp(a->text, b->text, a->length) == 0;
}

/* --- Which lines differ. */

/* A box of two stretches that are compared: lines [a, a_end) of one, [b, b_end) of the other. */
struct box {
	size_t a, a_end, b, b_end;
};

struct compared {
	struct line *a, *b;
	ptrdiff_t *forward, *backward; /* furthest places by diagonal, with room on both sides */
};

static void mark(struct line *lines, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		lines[i].differs = true;
}

/* One step of the search from the top left: furthest places after `d` differences. True with the
 * place where the searches meet. */
static bool step_forward(struct compared *c, const struct box *box, ptrdiff_t d, struct box *middle)
{
	ptrdiff_t n = (ptrdiff_t)(box->a_end - box->a), m = (ptrdiff_t)(box->b_end - box->b);
	ptrdiff_t delta = n - m;

	for (ptrdiff_t k = -d; k <= d; k += 2) {
		bool down = k == -d || (k != d && c->forward[k - 1] < c->forward[k + 1]);
		ptrdiff_t x = down ? c->forward[k + 1] : c->forward[k - 1] + 1;

		while (x < n && x - k < m && x - k >= 0 &&
		       same(&c->a[box->a + (size_t)x], &c->b[box->b + (size_t)(x - k)]))
			x++;
		c->forward[k] = x;
		if ((delta & 1) && k >= delta - (d - 1) && k <= delta + (d - 1) &&
		    x + c->backward[delta - k] >= n && x <= n && x - k <= m && x >= k) {
			middle->a = box->a + (size_t)x;
			middle->b = box->b + (size_t)(x - k);
			return true;
		}
	}
	return false;
}

/* The same from the bottom right. */
static bool step_backward(struct compared *c, const struct box *box, ptrdiff_t d,
			  struct box *middle)
{
	ptrdiff_t n = (ptrdiff_t)(box->a_end - box->a), m = (ptrdiff_t)(box->b_end - box->b);
	ptrdiff_t delta = n - m;

	for (ptrdiff_t k = -d; k <= d; k += 2) {
		bool down = k == -d || (k != d && c->backward[k - 1] < c->backward[k + 1]);
		ptrdiff_t x = down ? c->backward[k + 1] : c->backward[k - 1] + 1;

		while (x < n && x - k < m && x - k >= 0 &&
		       same(&c->a[box->a_end - 1 - (size_t)x],
			    &c->b[box->b_end - 1 - (size_t)(x - k)]))
			x++;
		c->backward[k] = x;
		if (!(delta & 1) && k >= delta - d && k <= delta + d &&
		    x + c->forward[delta - k] >= n && x <= n && x - k <= m && x >= k) {
			middle->a = box->a_end - (size_t)x;
			middle->b = box->b_end - (size_t)(x - k);
			return true;
		}
	}
	return false;
}

/* Finds a place that a shortest way passes; false if that is too far. */
static bool find_middle(struct compared *c, const struct box *box, struct box *middle)
{
	size_t both = box->a_end - box->a + box->b_end - box->b;

	c->forward[1] = c->backward[1] = 0;
	for (ptrdiff_t d = 0; d <= (ptrdiff_t)(both + 1) / 2 && d <= DIFF_COST_MAX; d++) {
		if (step_forward(c, box, d, middle) || step_backward(c, box, d, middle))
			return true;
	}
	return false;
}

/* Calls itself for one half, which has half of the differences at most, and goes on with the
 * other: so it is never deeper than the logarithm of their number. */
static void compare(struct compared *c, struct box box)
{
	for (;;) {
		struct box middle = { 0 };

		while (box.a < box.a_end && box.b < box.b_end && same(&c->a[box.a], &c->b[box.b])) {
			box.a++;
			box.b++;
		}
		while (box.a < box.a_end && box.b < box.b_end &&
		       same(&c->a[box.a_end - 1], &c->b[box.b_end - 1])) {
			box.a_end--;
			box.b_end--;
		}
		if (box.a == box.a_end || box.b == box.b_end || !find_middle(c, &box, &middle) ||
		    (middle.a == box.a && middle.b == box.b) ||
		    (middle.a == box.a_end && middle.b == box.b_end)) {
			mark(c->a, box.a, box.a_end);
			mark(c->b, box.b, box.b_end);
			return;
		}
		compare(c, (struct box){ box.a, middle.a, box.b, middle.b });
		box.a = middle.a;
		box.b = middle.b;
	}
}

static void find_differences(struct lines *a, struct lines *b)
{
	size_t reach = a->count + b->count + 3;
	ptrdiff_t *places = mem_calloc(4 * reach, sizeof(*places));
	struct compared c = { .a = a->list,
			      .b = b->list,
			      .forward = places + reach,
			      .backward = places + 3 * reach };

	compare(&c, (struct box){ 0, a->count, 0, b->count });
	free(places);
}

/* --- The diff. */

struct writer {
	const struct lines *a, *b;
	struct str *out;
};

static void write_line(struct writer *w, char sign, const struct line *line)
{
	str_append_char(w->out, sign);
	str_append(w->out, line->text, line->length);
	str_append_char(w->out, '\n');
}

static void write_range(struct writer *w, char sign, size_t first, size_t count)
{
	/* A range without a line is told by the line before it. */
	str_append_format(w->out, "%c%zu", sign, count ? first + 1 : first);
	if (count != 1)
		str_append_format(w->out, ",%zu", count);
}

/* Where the next difference begins, from (i, j) on, lines that are the same passed. */
static bool next_difference(const struct writer *w, size_t *i, size_t *j)
{
	while (*i < w->a->count && *j < w->b->count && !w->a->list[*i].differs &&
	       !w->b->list[*j].differs) {
		++*i;
		++*j;
	}
	return *i < w->a->count || *j < w->b->count;
}

static void pass_difference(const struct writer *w, size_t *i, size_t *j)
{
	while (*i < w->a->count && w->a->list[*i].differs)
		++*i;
	while (*j < w->b->count && w->b->list[*j].differs)
		++*j;
}

/* Writes the differences from (i, j) on that are so near to each other that their contexts meet. */
static void write_hunk(struct writer *w, size_t *i, size_t *j)
{
	size_t before = *i < *j ? *i : *j, a, b, a_end = *i, b_end = *j, next_a, next_b, after;

	before = before < DIFF_CONTEXT ? before : DIFF_CONTEXT;
	a = *i - before;
	b = *j - before;
	do {
		pass_difference(w, &a_end, &b_end);
		next_a = a_end;
		next_b = b_end;
		if (!next_difference(w, &next_a, &next_b) || next_a - a_end > 2 * DIFF_CONTEXT)
			break;
		a_end = next_a;
		b_end = next_b;
	} while (true);
	after = w->a->count - a_end < DIFF_CONTEXT ? w->a->count - a_end : DIFF_CONTEXT;
	*i = a_end;
	*j = b_end;
	str_append_string(w->out, "@@ ");
	write_range(w, '-', a, a_end + after - a);
	str_append_char(w->out, ' ');
	write_range(w, '+', b, b_end + after - b);
	str_append_string(w->out, " @@\n");
	while (a < a_end + after || b < b_end + after) {
		if (a < a_end && w->a->list[a].differs) {
			write_line(w, '-', &w->a->list[a++]);
		} else if (b < b_end && w->b->list[b].differs) {
			write_line(w, '+', &w->b->list[b++]);
		} else {
			write_line(w, ' ', &w->a->list[a++]);
			b++;
		}
	}
}

bool diff_unified(const char *from, const char *before, const char *to, const char *after,
		  struct str *out)
{
	struct lines a = split(before), b = split(after);
	struct writer w = { .a = &a, .b = &b, .out = out };
	size_t i = 0, j = 0;
	bool differ = false;

	find_differences(&a, &b);
	while (next_difference(&w, &i, &j)) {
		if (!differ)
			str_append_format(out, "--- %s\n+++ %s\n", from, to);
		differ = true;
		write_hunk(&w, &i, &j);
	}
	free(a.list);
	free(b.list);
	return differ;
}
