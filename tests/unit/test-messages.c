#include "unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "ui/messages.h"

enum { NOW = 1000 };

static int pane_one, pane_two;

static int set_up(void **state)
{
	*state = messages_new();
	return 0;
}

static int tear_down(void **state)
{
	messages_free(*state);
	return 0;
}

static void assert_shown(Messages *m, const char *text)
{
	struct message message;

	if (!text) {
		assert_false(messages_get(m, &message));
		return;
	}
	assert_true(messages_get(m, &message));
	assert_string_equal(message.text, text);
}

static struct message get(Messages *m)
{
	struct message message = { 0 };

	assert_true(messages_get(m, &message));
	return message;
}

static void test_lifetime(void **state)
{
	Messages *m = *state;
	int64_t end = NOW + MESSAGES_MS + 5 * MESSAGES_CHARACTER_MS;
	char text[1001];

	assert_shown(m, NULL);
	assert_int_equal(messages_deadline(m), -1);
	messages_add(m, NULL, MESSAGE_INFO, "short", NOW);
	assert_shown(m, "short");
	assert_int_equal(messages_deadline(m), end);
	assert_false(messages_tick(m, end - 1));
	assert_shown(m, "short");
	assert_true(messages_tick(m, end));
	assert_shown(m, NULL);
	assert_int_equal(messages_deadline(m), -1);
	/* A longer one has more time, but not for ever. */
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	messages_add(m, NULL, MESSAGE_INFO, text, NOW);
	assert_int_equal(messages_deadline(m), NOW + MESSAGES_MS_MAX);
}

/* Several wait their turn, each for its whole time. */
static void test_turns(void **state)
{
	Messages *m = *state;
	int64_t now = NOW;

	messages_add(m, NULL, MESSAGE_INFO, "one", now);
	messages_add(m, NULL, MESSAGE_INFO, "two", now + 10);
	messages_add(m, NULL, MESSAGE_INFO, "three", now + 20);
	assert_shown(m, "one");
	assert_int_equal(get(m).more, 2);
	now = messages_deadline(m);
	assert_true(messages_tick(m, now));
	assert_shown(m, "two");
	assert_int_equal(get(m).more, 1);
	assert_true(messages_deadline(m) > now + MESSAGES_MS);
	now = messages_deadline(m);
	messages_tick(m, now);
	assert_shown(m, "three");
	assert_int_equal(get(m).more, 0);
}

static void test_key(void **state)
{
	Messages *m = *state;

	assert_false(messages_key(m, NOW));
	messages_add(m, NULL, MESSAGE_INFO, "one", NOW);
	messages_add(m, NULL, MESSAGE_INFO, "two", NOW);
	assert_true(messages_key(m, NOW + MESSAGES_SEEN_MS));
	assert_shown(m, "two");
	/* Typing on doesn't take away what nobody can have read. */
	assert_false(messages_key(m, NOW + MESSAGES_SEEN_MS + 1));
	assert_shown(m, "two");
	assert_int_equal(messages_deadline(m), NOW + 2 * MESSAGES_SEEN_MS);
	assert_true(messages_tick(m, NOW + 2 * MESSAGES_SEEN_MS));
	assert_shown(m, NULL);
}

static void test_errors_stay(void **state)
{
	Messages *m = *state;

	messages_add(m, NULL, MESSAGE_ERROR, "broken", NOW);
	assert_int_equal(messages_deadline(m), -1);
	assert_false(messages_tick(m, NOW + 1000000));
	messages_add(m, NULL, MESSAGE_INFO, "behind it", NOW);
	assert_shown(m, "broken");
	messages_key(m, NOW + 1000000);
	assert_shown(m, "behind it");
	assert_true(messages_deadline(m) >= NOW + 1000000 + MESSAGES_MS);
}

static void test_same_again(void **state)
{
	Messages *m = *state;
	int64_t first;

	messages_add(m, NULL, MESSAGE_INFO, "same", NOW);
	first = messages_deadline(m);
	messages_add(m, NULL, MESSAGE_INFO, "same", NOW + 100);
	messages_add(m, NULL, MESSAGE_INFO, "other", NOW + 100);
	messages_add(m, NULL, MESSAGE_INFO, "same", NOW + 200);
	assert_int_equal(get(m).times, 3);
	assert_int_equal(get(m).more, 1);
	assert_int_equal(messages_deadline(m), first + 200);
	/* An error of the same words is another, and so is that of another pane. */
	messages_add(m, NULL, MESSAGE_ERROR, "same", NOW);
	messages_add(m, &pane_one, MESSAGE_INFO, "same", NOW);
	assert_int_equal(get(m).times, 3);
	assert_int_equal(get(m).more, 2);
}

static void test_panes(void **state)
{
	Messages *m = *state;

	messages_show(m, &pane_one, NOW);
	messages_add(m, &pane_two, MESSAGE_INFO, "of two", NOW);
	assert_shown(m, NULL);
	assert_int_equal(messages_deadline(m), -1);
	messages_add(m, &pane_one, MESSAGE_INFO, "of one", NOW);
	messages_add(m, NULL, MESSAGE_INFO, "of the program", NOW);
	assert_shown(m, "of one");
	assert_int_equal(get(m).more, 1);
	/* Its time begins when it is seen. */
	messages_show(m, &pane_two, NOW + 60000);
	assert_shown(m, "of two");
	assert_true(messages_deadline(m) > NOW + 60000);
	messages_show(m, &pane_one, NOW + 61000);
	assert_shown(m, "of one");
	assert_true(messages_deadline(m) > NOW + 61000);
	messages_forget(m, &pane_one, NOW + 62000);
	assert_shown(m, "of the program");
}

/* By its number, whatever else says the same. */
static void test_taken_back(void **state)
{
	Messages *m = *state;
	unsigned one, two, again;

	one = messages_add(m, &pane_one, MESSAGE_INFO, "again in 2 s", NOW);
	two = messages_add(m, &pane_two, MESSAGE_INFO, "again in 2 s", NOW);
	assert_int_not_equal(one, 0);
	assert_int_not_equal(one, two);
	messages_take_back(m, 0, NOW);
	messages_show(m, &pane_one, NOW);
	assert_shown(m, "again in 2 s");
	messages_take_back(m, one, NOW);
	assert_shown(m, NULL);
	messages_take_back(m, one, NOW);
	messages_show(m, &pane_two, NOW);
	assert_shown(m, "again in 2 s");
	again = messages_add(m, &pane_two, MESSAGE_INFO, "again in 2 s", NOW);
	assert_int_equal(again, two);
	messages_take_back(m, again, NOW);
	assert_shown(m, NULL);
}

/* What is shown stays, the newest are kept, and what had no room is counted. */
static void test_bounded(void **state)
{
	Messages *m = *state;
	char text[16];

	for (int i = 0; i < 100; i++) {
		snprintf(text, sizeof(text), "%d", i);
		messages_add(m, NULL, i == 1 ? MESSAGE_ERROR : MESSAGE_INFO, text, NOW);
	}
	assert_shown(m, "0");
	assert_int_equal(get(m).more, 99);
	messages_tick(m, messages_deadline(m));
	assert_shown(m, "1"); /* errors go last */
	messages_key(m, NOW + 1000000);
	for (int i = 100 - (MESSAGES_MAX - 2); i < 100; i++) {
		snprintf(text, sizeof(text), "%d", i);
		assert_shown(m, text);
		messages_tick(m, messages_deadline(m));
	}
	assert_shown(m, NULL);
	messages_add(m, NULL, MESSAGE_INFO, "anew", NOW);
	assert_int_equal(get(m).more, 0);
}

/* However much a hidden pane has to say, the one that is shown and the program are heard. */
static void test_bounded_by_pane(void **state)
{
	Messages *m = *state;
	char text[16];

	messages_show(m, &pane_one, NOW);
	for (int i = 0; i < 100; i++) {
		snprintf(text, sizeof(text), "%d", i);
		messages_add(m, &pane_two, MESSAGE_ERROR, text, NOW);
	}
	messages_add(m, &pane_one, MESSAGE_ERROR, "of one", NOW);
	messages_add(m, NULL, MESSAGE_ERROR, "of the program", NOW);
	assert_shown(m, "of one");
	assert_int_equal(get(m).more, 1);
	messages_key(m, NOW + 1000);
	assert_shown(m, "of the program");
	messages_show(m, &pane_two, NOW);
	assert_int_equal(get(m).more, 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_lifetime, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_turns, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_key, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_errors_stay, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_same_again, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_panes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_taken_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_bounded, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_bounded_by_pane, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
