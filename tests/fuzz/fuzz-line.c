/*
 * Keys, pastes and masking in any order on an input line. Each byte of the input is an operation;
 * some take the bytes after them.
 */
#undef NDEBUG
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edit/complete.h"
#include "edit/line.h"
#include "line-check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { INPUT_MAX = 600 }; /* each operation is checked by walks over the whole text */

struct input {
	const uint8_t *data;
	size_t left;
};

static unsigned next(struct input *in)
{
	if (!in->left)
		return 0;
	in->left--;
	return *in->data++;
}

static void paste(struct input *in, Line *l)
{
	size_t n = next(in);

	n = n < in->left ? n : in->left;
	if (n % 2)
		assert(line_paste(l, (const char *)in->data, n));
	else
		assert(line_insert(l, (const char *)in->data, n) ==
		       utf8_valid((const char *)in->data, n));
	in->data += n;
	in->left -= n;
}

static void complete(Line *l, Completion *c)
{
	static const char words[] = "look get-sword 'kill' caf\xc3\xa9 rat, Get";

	if (!completion_active(c)) {
		completion_begin(c, l, completion_word_start(line_text(l), line_cursor(l)));
		completion_add_words(c, words, sizeof(words) - 1);
	}
	completion_apply(c, l);
	assert(completion_current(c) < (long)completion_count(c));
}

static void any_key(struct input *in, Line *l)
{
	struct key k = { .sym = (enum keysym)(next(in) % KEYSYM_COUNT), .mods = next(in) % 8 };

	if (k.sym == KEYSYM_CHAR)
		k.cp = next(in) << 8 | next(in);
	line_key(l, k);
}

static void leave_empty(Line *l, bool remember, const History *h)
{
	size_t count = history_count(h);

	line_reset(l, remember);
	assert(line_length(l) == 0 && line_cursor(l) == 0);
	assert(!line_masked(l) || history_count(h) == count);
}

static void operate(unsigned op, struct input *in, Line *l, Completion *c, const History *h)
{
	size_t rows;
	const struct line_key *row = line_keys(&rows);
	bool tab = false;

	if (op < 0x80) {
		line_key(l, (struct key){ KEYSYM_CHAR, op, 0 });
	} else if (op - 0x80 < rows) {
		tab = line_do(l, row[op - 0x80].action) == LINE_WANT_COMPLETION;
	} else if (op == 0xfa) {
		paste(in, l);
	} else if (op == 0xfb) {
		any_key(in, l);
	} else if (op == 0xfc) {
		leave_empty(l, next(in) & 1, h);
	} else if (op == 0xfd) {
		line_mask(l);
		assert(line_masked(l));
	} else if (op == 0xfe) {
		line_unmask(l);
		assert(!line_masked(l));
	} else {
		line_set(l, "one two", 7);
	}
	if (tab)
		complete(l, c);
	else
		completion_reset(c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size < INPUT_MAX ? size : INPUT_MAX };
	History *h = history_new(20);
	Line *l = line_new(h);
	Completion *c = completion_new();

	history_add(h, "look", 4);
	history_add(h, "get caf\xc3\xa9", 9);
	history_add(h, "e\xcc\x81", 3);
	while (in.left) {
		const char *broken;

		operate(next(&in), &in, l, c, h);
		broken = line_length(l) < 4096 ? line_check(l) : NULL;
		if (broken) {
			fprintf(stderr, "%s\n", broken);
			abort();
		}
	}
	line_unmask(l);
	line_do(l, LINE_LEFT);
	for (unsigned i = 0; i < 2 * INPUT_MAX; i++)
		line_do(l, LINE_UNDO);
	completion_free(c);
	line_free(l);
	history_free(h);
	return 0;
}
