#include "unit/unit.h"

#include "ui/pace.h"

enum { START = 1000 };

/* Paints as soon as it is due from `now` on; returns when that was. */
static int64_t paint(struct pace *p, int64_t now, bool more)
{
	int64_t due = pace_due(p, now, more);

	pace_painted(p, due);
	return due;
}

static void init(struct pace *p)
{
	pace_init(p, START);
	assert_int_equal(paint(p, START, true), START); /* the first screen, whatever waits */
}

/* What comes now and then is shown as it comes. */
static void test_at_once(void **state)
{
	struct pace p;

	(void)state;
	init(&p);
	for (int64_t now = START + 17; now < START + 10000; now += 17)
		assert_int_equal(paint(&p, now, false), now);
}

/* Several paints in a row, then 16 ms apart. */
static void test_credit(void **state)
{
	struct pace p;
	int64_t now = START + 1000;

	(void)state;
	init(&p);
	for (int i = 0; i < PACE_PAINTS; i++)
		assert_int_equal(paint(&p, now, false), now);
	assert_int_equal(paint(&p, now, false), now + PACE_MS);
	assert_int_equal(paint(&p, now + PACE_MS, false), now + 2 * PACE_MS);
	/* It comes back at 60 a second, to four at most. */
	now += 10000;
	for (int i = 0; i < PACE_PAINTS; i++)
		assert_int_equal(paint(&p, now, false), now);
	assert_int_equal(paint(&p, now, false), now + PACE_MS);
}

/* A key shows what it changed even in a flood, and its echo has a paint of its own. */
static void test_keys(void **state)
{
	struct pace p;
	int64_t now = START + 1000;

	(void)state;
	init(&p);
	while (paint(&p, now, false) == now)
		;
	now += 1000;
	while (paint(&p, now, false) == now)
		;
	for (int i = 0; i < 100; i++) {
		pace_key(&p, now + i);
		/* First the turn that reads what is there, which may be the echo. */
		assert_true(pace_due(&p, now + i, true) > now + i);
		assert_int_equal(paint(&p, now + i, true), now + i);
		assert_int_equal(paint(&p, now + i, false), now + i);
	}
	/* What a burst of keys allows is bounded. */
	for (int i = 0; i < 100; i++)
		pace_key(&p, now + 100);
	for (int i = 0; i < PACE_PAINTS_MAX; i++)
		assert_int_equal(paint(&p, now + 100, false), now + 100);
	assert_int_equal(paint(&p, now + 100, false), now + 100 + PACE_MS);
}

static void test_flood(void **state)
{
	struct pace p;
	int64_t now = START + 1000;

	(void)state;
	init(&p);
	assert_int_equal(paint(&p, now, true), now);
	/* A burst, then a flood. */
	assert_int_equal(pace_due(&p, now + 1, true), now + PACE_MS);
	assert_int_equal(pace_due(&p, now + 50, true), now + 50);
	assert_int_equal(pace_due(&p, now + PACE_FLOOD_AFTER_MS, true), now + PACE_FLOOD_AFTER_MS);
	pace_painted(&p, now + PACE_FLOOD_AFTER_MS);
	now += PACE_FLOOD_AFTER_MS;
	assert_int_equal(pace_due(&p, now + 1, true), now + PACE_FLOOD_MS);
	/* Its end is shown at once. */
	assert_int_equal(pace_due(&p, now + 2, false), now + 2);
	pace_painted(&p, now + 2);
	/* The next begins as a burst. */
	assert_int_equal(pace_due(&p, now + 3, true), now + 2 + PACE_MS);
}

static void test_hurry(void **state)
{
	struct pace p;
	int64_t now = START;

	(void)state;
	init(&p);
	while (paint(&p, now, false) == now)
		;
	now += PACE_MS;
	assert_int_equal(pace_due(&p, now + 1, true), now + PACE_MS);
	pace_hurry(&p);
	assert_int_equal(pace_due(&p, now + 1, true), now + 2);
	assert_int_equal(paint(&p, now + 1, true), now + 1);
	assert_int_equal(pace_due(&p, now + 2, true), now + 1 + PACE_MS);
}

/* A line and its answer are one paint, if the answer comes at once. */
static void test_answer(void **state)
{
	struct pace p;
	int64_t now = START + 1000;

	(void)state;
	init(&p);
	pace_key(&p, now);
	pace_expect(&p);
	assert_int_equal(pace_due(&p, now, false), now + PACE_ANSWER_MS);
	assert_int_equal(paint(&p, now, false), now); /* it has come */
	pace_key(&p, now);
	assert_int_equal(paint(&p, now, false), now);
}

/* Half a picture is held back, but not for long. */
static void test_half_pictures(void **state)
{
	struct pace p;
	int64_t now = START + 1000;

	(void)state;
	init(&p);
	pace_hold(&p, now, true);
	pace_hurry(&p);
	assert_int_equal(pace_due(&p, now, false), now + PACE_HOLD_MS);
	pace_hold(&p, now + 10, true);
	assert_int_equal(pace_due(&p, now + 10, false), now + PACE_HOLD_MS);
	pace_hold(&p, now + 20, false);
	assert_int_equal(paint(&p, now + 20, false), now + 20);
	assert_false(pace_hold(&p, now + 30, true));
	assert_int_equal(paint(&p, now + 30, false), now + 30 + PACE_HOLD_MS);
	assert_false(pace_hold(&p, now + 29 + PACE_HOLD_MS, true));
	assert_true(pace_hold(&p, now + 30 + PACE_HOLD_MS, true));
	assert_int_equal(paint(&p, now + 30 + PACE_HOLD_MS, false), now + 30 + PACE_HOLD_MS);
	/* The next one waits for as long. */
	assert_false(pace_hold(&p, now + 40 + PACE_HOLD_MS, true));
	assert_int_equal(pace_due(&p, now + 40 + PACE_HOLD_MS, false), now + 40 + 2 * PACE_HOLD_MS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_at_once),       cmocka_unit_test(test_credit),
		cmocka_unit_test(test_keys),          cmocka_unit_test(test_flood),
		cmocka_unit_test(test_half_pictures), cmocka_unit_test(test_hurry),
		cmocka_unit_test(test_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
