#include "unit/unit.h"

#include <stdbool.h>
#include <stdlib.h>

#include "loop/timer.h"

enum { COUNT = 200 };

struct probe {
	struct timers *set;
	Timer *timer;
	int64_t at;
	int64_t *last;
	unsigned runs;
	bool again;
};

static void on_due(void *user)
{
	struct probe *p = user;

	assert_true(p->at >= *p->last);
	*p->last = p->at;
	p->runs++;
	if (p->again)
		timer_set(p->timer, p->at);
}

/* Set, moved and unset at random: they run in the order of their times, once each. */
static void test_order(void **state)
{
	struct timers set = { 0 };
	struct probe probes[COUNT];
	int64_t last = 0;
	unsigned expected = 0;
	unsigned runs = 0;

	(void)state;
	srand(7);
	for (size_t i = 0; i < COUNT; i++) {
		probes[i] = (struct probe){ .set = &set, .last = &last };
		probes[i].timer = timer_new(&set, on_due, &probes[i]);
	}
	for (size_t step = 0; step < 2000; step++) {
		struct probe *p = &probes[rand() % COUNT];

		p->at = rand() % 10 ? rand() % 1000 : -1;
		timer_set(p->timer, p->at);
	}
	for (size_t i = 0; i < COUNT; i++)
		expected += probes[i].at >= 0;
	for (int64_t now = 0; now <= 1000; now += 10)
		timers_run(&set, now);
	for (size_t i = 0; i < COUNT; i++) {
		runs += probes[i].runs;
		timer_free(probes[i].timer);
	}
	assert_int_equal(runs, expected);
	assert_int_equal(timers_next(&set), -1);
	timers_fini(&set);
}

static void test_set_again_waits(void **state)
{
	struct timers set = { 0 };
	int64_t last = 0;
	struct probe p = { .set = &set, .last = &last, .at = 5, .again = true };

	(void)state;
	p.timer = timer_new(&set, on_due, &p);
	timer_set(p.timer, 5);
	timers_run(&set, 5);
	assert_int_equal(p.runs, 1);
	assert_int_equal(timers_next(&set), 5);
	timer_free(p.timer);
	timers_fini(&set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_set_again_waits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
