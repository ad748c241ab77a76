#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fleet/diff.h"

static const struct {
	const char *before, *after, *diff;
} rows[] = {
	{ "", "", "" },
	{ "a\nb\n", "a\nb\n", "" },
	{ "", "a\n", "--- x\n+++ y\n@@ -0,0 +1 @@\n+a\n" },
	{ "a\n", "", "--- x\n+++ y\n@@ -1 +0,0 @@\n-a\n" },
	{ "a\nb\nc\n", "a\nx\nc\n", "--- x\n+++ y\n@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n" },
	{ "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n",
	  "--- x\n+++ y\n@@ -7,3 +7,4 @@\n 7\n 8\n 9\n+10\n" },
	/* Two that are near share a hunk, two that are far don't. */
	{ "a\n1\n2\n3\n4\n5\n6\nb\n", "A\n1\n2\n3\n4\n5\n6\nB\n",
	  "--- x\n+++ y\n@@ -1,8 +1,8 @@\n-a\n+A\n 1\n 2\n 3\n 4\n 5\n 6\n-b\n+B\n" },
	{ "a\n1\n2\n3\n4\n5\n6\n7\nb\n", "A\n1\n2\n3\n4\n5\n6\n7\nB\n",
	  "--- x\n+++ y\n@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-b\n"
	  "+B\n" },
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str out;

		str_init(&out);
		assert_int_equal(diff_unified("x", rows[i].before, "y", rows[i].after, &out),
				 *rows[i].diff != '\0');
		assert_string_equal(out.text, rows[i].diff);
		str_fini(&out);
	}
}

/* --- Random texts: what the diff says makes the one of the other. */

static void make_text(struct str *out, unsigned *seed, unsigned lines, unsigned letters)
{
	for (unsigned i = 0; i < lines; i++) {
		*seed = *seed * 1103515245 + 12345;
		str_append_format(out, "%c\n", 'a' + (*seed >> 16) % letters);
	}
}

/* Applies hunks to `before`; only what they keep and add is taken. */
static void apply(const char *before, const char *diff, struct str *out)
{
	size_t line = 1, first;

	diff = strstr(diff, "@@ -");
	while (diff && sscanf(diff, "@@ -%zu", &first) == 1) {
		bool none = strncmp(diff + strcspn(diff + 4, ", ") + 4, ",0 ", 3) == 0;

		for (; line < first + none; line++) {
			size_t n = strcspn(before, "\n") + 1;

			str_append(out, before, n);
			before += n;
		}
		for (diff = strchr(diff, '\n') + 1; *diff && *diff != '@';
		     diff = strchr(diff, '\n') + 1) {
			size_t n = strcspn(diff, "\n");

			if (*diff != '-')
				str_append(out, diff + 1, n);
			if (*diff != '+') {
				assert_memory_equal(before, diff + 1, n);
				before += n;
				line++;
			}
		}
		if (!*diff)
			break;
	}
	str_append_string(out, before);
}

static void test_random(void **state)
{
	unsigned seed = 7;

	(void)state;
	for (unsigned round = 0; round < 2000; round++) {
		struct str before, after, diff, applied;

		str_init(&before);
		str_init(&after);
		str_init(&diff);
		str_init(&applied);
		make_text(&before, &seed, round % 37, 2 + round % 5);
		make_text(&after, &seed, round % 29, 2 + round % 5);
		diff_unified("x", before.text, "y", after.text, &diff);
		apply(before.text, diff.text, &applied);
		assert_string_equal(applied.text, after.text);
		str_fini(&before);
		str_fini(&after);
		str_fini(&diff);
		str_fini(&applied);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
