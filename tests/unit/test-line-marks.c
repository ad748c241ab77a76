/* Marked lines: set, taken, found in order, forgotten with their lines. */
#include "unit/unit.h"

#include "app/line-marks.h"

static void check_lines(const struct line_marks *m, const uint64_t *lines, size_t count)
{
	assert_int_equal(m->count, count);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(m->line[i], lines[i]);
}

static void test_toggle(void **state)
{
	struct line_marks m = { 0 };

	(void)state;
	assert_true(line_marks_toggle(&m, 9));
	assert_true(line_marks_toggle(&m, 3));
	assert_true(line_marks_toggle(&m, 5));
	check_lines(&m, (const uint64_t[]){ 3, 5, 9 }, 3);
	assert_true(line_marks_toggle(&m, 5));
	check_lines(&m, (const uint64_t[]){ 3, 9 }, 2);
	assert_true(line_marks_between(&m, 3, 4));
	assert_false(line_marks_between(&m, 4, 9));
	assert_true(line_marks_between(&m, 4, 10));
	line_marks_fini(&m);
}

static void test_next(void **state)
{
	struct line_marks m = { 0 };
	uint64_t line;

	(void)state;
	assert_false(line_marks_next(&m, 5, true, &line));
	assert_false(line_marks_next(&m, 5, false, &line));
	for (uint64_t i = 10; i <= 30; i += 10)
		line_marks_toggle(&m, i);
	assert_true(line_marks_next(&m, 10, true, &line));
	assert_int_equal(line, 20);
	assert_true(line_marks_next(&m, 10 - 1, true, &line));
	assert_int_equal(line, 10);
	assert_true(line_marks_next(&m, 30, false, &line));
	assert_int_equal(line, 20);
	assert_false(line_marks_next(&m, 30, true, &line));
	assert_false(line_marks_next(&m, 10, false, &line));
	line_marks_fini(&m);
}

static void test_keep(void **state)
{
	struct line_marks m = { 0 };

	(void)state;
	for (uint64_t i = 0; i < 10; i++)
		line_marks_toggle(&m, i);
	line_marks_keep(&m, 3, 8);
	check_lines(&m, (const uint64_t[]){ 3, 4, 5, 6, 7 }, 5);
	line_marks_keep(&m, 0, UINT64_MAX);
	assert_int_equal(m.count, 5);
	line_marks_keep(&m, 20, 30);
	assert_int_equal(m.count, 0);
	line_marks_keep(&m, 20, 5);
	assert_int_equal(m.count, 0);
	line_marks_fini(&m);
}

static void test_most(void **state)
{
	struct line_marks m = { 0 };

	(void)state;
	for (uint64_t i = LINE_MARKS_MAX; i; i--)
		assert_true(line_marks_toggle(&m, i));
	assert_false(line_marks_toggle(&m, 0));
	assert_true(line_marks_toggle(&m, 7));
	assert_int_equal(m.count, LINE_MARKS_MAX - 1);
	line_marks_fini(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_toggle),
		cmocka_unit_test(test_next),
		cmocka_unit_test(test_keep),
		cmocka_unit_test(test_most),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
