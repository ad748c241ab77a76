/* The text world: the hidden password, prompts with GA, rooms, and what happens by itself. */
#include "unit/unit.h"

#include <string.h>

#include "unit/demo-peer.h"

#define ASK_PASSWORD "Password (anything will do): \xff\xfb\x01\xff\xf9"

static void log_in(struct demo_peer *p)
{
	demo_peer_init(p, 0);
	demo_peer_type(p, "1\r\nAnn\r\n");
	demo_peer_send(p, "\xff\xfd\x01", 3);
	demo_peer_type(p, "pw\r\n");
	demo_peer_send(p, "\xff\xfe\x01", 3);
	demo_peer_forget(p);
}

static void test_the_password_is_hidden(void **state)
{
	struct demo_peer p;

	(void)state;
	demo_peer_init(&p, 0);
	demo_peer_type(&p, "1\r\n");
	demo_peer_expect(&p, "What is your name? ");
	demo_peer_type(&p, "Ann\r\n");
	demo_peer_expect_wire(&p, ASK_PASSWORD, sizeof(ASK_PASSWORD) - 1);
	demo_peer_forget(&p);
	demo_peer_send(&p, "\xff\xfd\x01", 3);
	demo_peer_type(&p, "s\xc3\xa9"
			   "same\r\n");
	assert_memory_equal(p.wire.text, "\xff\xfc\x01\r\n", 5);
	demo_peer_expect(&p, "Welcome, Ann. I saw 6 characters and showed none");
	demo_peer_expect_not(&p, "same");
	demo_peer_fini(&p);
}

static void test_a_silent_client_gets_no_second_offer(void **state)
{
	struct demo_peer p;

	(void)state;
	demo_peer_init_silent(&p);
	demo_peer_wait(&p, 500);
	demo_peer_type(&p, "1\r\n\r\nx\r\nquit\r\n1\r\n\r\nx\r\n");
	demo_peer_expect(&p, "Welcome, stranger. I saw 1 character and");
	for (size_t at = 0, offers = 0; at + 2 < p.wire.length; at++) {
		offers += !memcmp(p.wire.text + at, "\xff\xfb\x01", 3);
		assert_in_range(offers, 0, 1);
		assert_memory_not_equal(p.wire.text + at, "\xff\xfc\x01", 3);
	}
	demo_peer_fini(&p);
}

static void test_a_long_name_is_cut(void **state)
{
	struct demo_peer p;

	(void)state;
	demo_peer_init(&p, 0);
	demo_peer_type(&p, "1\r\n  \033[31mabcdefghijklmnopqrstuvwxyz\r\n\r\n");
	demo_peer_expect(&p, "Welcome, [31mabcdefghijklmnop. I saw 0 characters");
	demo_peer_fini(&p);
}

static void test_prompts_end_in_go_ahead(void **state)
{
	static const char prompt[] = "\033[36m[Harbour] > \033[0m\xff\xf9";
	struct demo_peer p;

	(void)state;
	log_in(&p);
	demo_peer_type(&p, "look\r\n");
	demo_peer_expect_wire(&p, prompt, sizeof(prompt) - 1);
	assert_memory_equal(p.wire.text + p.wire.length - sizeof(prompt) + 1, prompt,
			    sizeof(prompt) - 1);
	demo_peer_forget(&p);
	demo_peer_type(&p, "\r\n");
	assert_int_equal(p.wire.length, sizeof(prompt) - 1);
	demo_peer_fini(&p);
}

static void test_every_room_can_be_walked_to(void **state)
{
	static const struct {
		const char *go;
		const char *room;
	} path[] = {
		{ "north", "[Market] > " },
		{ "w", "[Inn] > " },
		{ "down", "[Cellar] > " },
		{ "s", "[Sea Cave] > " },
		{ "up", "[Pier] > " },
		{ "n", "[Harbour] > " },
		{ "e", "[Lighthouse] > " },
		{ "u", "[Lantern Room] > " },
		{ "d", "[Lighthouse] > " },
		{ "w", "[Harbour] > " },
		{ "s", "[Pier] > " },
		{ "d", "[Sea Cave] > " },
		{ "n", "[Cellar] > " },
		{ "u", "[Inn] > " },
		{ "e", "[Market] > " },
		{ "s", "[Harbour] > " },
		{ "w", "no way west from here" },
	};
	struct demo_peer p;

	(void)state;
	log_in(&p);
	for (size_t i = 0; i < sizeof(path) / sizeof(path[0]); i++) {
		demo_peer_forget(&p);
		demo_peer_type(&p, path[i].go);
		demo_peer_type(&p, "\r\n");
		demo_peer_expect(&p, path[i].room);
	}
	demo_peer_fini(&p);
}

static void test_things(void **state)
{
	struct demo_peer p;

	(void)state;
	log_in(&p);
	demo_peer_type(&p, "i\r\n");
	demo_peer_expect(&p, "Your hands are empty.");
	demo_peer_type(
		&p, "take rope\r\ntake rope\r\ni\r\nn\r\nget fish\r\ni\r\ndrop rope \r\nlook\r\n");
	demo_peer_expect(&p, "There is no \"rope\" to take here.");
	demo_peer_expect(&p, "You carry a rope.");
	demo_peer_expect(&p, "You carry a rope and a fish.");
	demo_peer_expect(&p, "You put the rope down.");
	demo_peer_expect(&p, "You see a rope here.");
	demo_peer_type(&p, "drop anchor\r\nx fish\r\nlook cloud\r\ntake\r\n");
	demo_peer_expect(&p, "You don't carry a \"anchor\".");
	demo_peer_expect(&p, "A mackerel");
	demo_peer_expect(&p, "You see no \"cloud\" here.");
	demo_peer_expect(&p, "take THING");
	demo_peer_fini(&p);
}

static void test_commands_can_be_shortened_and_wrong(void **state)
{
	struct demo_peer p;

	(void)state;
	log_in(&p);
	demo_peer_type(&p, "inv\r\nxyzzy {r}\r\nsay {r}%d\r\nring\r\nhelp\r\nflood\r\nflood "
			   "0\r\nflood 99999999\r\n");
	demo_peer_expect(&p, "Your hands are empty.");
	demo_peer_expect(&p, "I don't know how to \"xyzzy\"");
	demo_peer_expect(&p, "You say: \"{r}%d\"");
	demo_peer_expect(&p, "There is no bell here.");
	demo_peer_expect(&p, "inventory  look THING");
	assert_int_equal(demo_peer_count(&p, "Say how many lines"), 2);
	demo_peer_type(&p, "quit\r\n");
	demo_peer_expect(&p, "Your choice: ");
	demo_peer_fini(&p);
}

static void test_a_flood_counts(void **state)
{
	struct demo_peer p;

	(void)state;
	log_in(&p);
	demo_peer_type(&p, "flood 5000\r\nlook\r\n");
	demo_peer_expect(&p, "       1 of 5000: lantern, herring\r\n       2 of 5000: ");
	demo_peer_expect(&p, "\n    5000 of 5000: ");
	assert_int_equal(demo_peer_count(&p, " of 5000: "), 5000);
	assert_non_null(strstr(strstr(p.text.text, "ends after 5000"), "Masts creak"));
	demo_peer_fini(&p);
}

static void test_ip_stops_a_flood(void **state)
{
	struct demo_peer p;

	(void)state;
	log_in(&p);
	service_receive(p.service, "flood 1000000\r\n", 15, p.now);
	demo_peer_send(&p, "\xff\xf4", 2);
	demo_peer_expect(&p, "You stop the flood after ");
	assert_in_range(demo_peer_count(&p, " of 1000000: "), 100, 10000);
	assert_int_equal(demo_peer_count(&p, "[Harbour] > "), 1);
	demo_peer_fini(&p);
}

static void test_things_happen_while_one_types(void **state)
{
	struct demo_peer p;

	(void)state;
	log_in(&p);
	demo_peer_type(&p, "lo");
	assert_int_equal(p.wire.length, 0);
	demo_peer_wait(&p, 3999);
	assert_int_equal(p.wire.length, 0);
	demo_peer_wait(&p, 2);
	assert_memory_equal(p.wire.text, "\r\033[K", 4);
	demo_peer_expect_not(&p, "\r\n\r\n");
	demo_peer_expect(&p, ".\r\n[Harbour] > ");
	assert_memory_equal(p.wire.text + p.wire.length - 2, "\xff\xf9", 2);
	demo_peer_forget(&p);
	demo_peer_type(&p, "ok\r\n");
	demo_peer_expect(&p, "Masts creak");
	demo_peer_fini(&p);
}

static void test_it_becomes_quiet(void **state)
{
	struct demo_peer p, q;

	(void)state;
	log_in(&p);
	log_in(&q);
	demo_peer_wait(&p, 3600000);
	demo_peer_wait(&q, 3600000);
	assert_string_equal(p.text.text, q.text.text);
	assert_int_equal(demo_peer_count(&p, "[Harbour] > "), 40);
	demo_peer_expect(&p, "The harbour goes quiet");
	demo_peer_expect(&p, "tide bell");
	demo_peer_expect(&p, "ship's horn");
	demo_peer_expect(&p, "grey cat");
	demo_peer_expect_not(&p, "your fish");
	assert_int_equal(service_deadline(p.service), -1);
	demo_peer_type(&p, "look\r\n");
	assert_int_equal(service_deadline(p.service), p.now + 4000);
	demo_peer_fini(&p);
	demo_peer_fini(&q);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_password_is_hidden),
		cmocka_unit_test(test_a_silent_client_gets_no_second_offer),
		cmocka_unit_test(test_a_long_name_is_cut),
		cmocka_unit_test(test_prompts_end_in_go_ahead),
		cmocka_unit_test(test_every_room_can_be_walked_to),
		cmocka_unit_test(test_things),
		cmocka_unit_test(test_commands_can_be_shortened_and_wrong),
		cmocka_unit_test(test_a_flood_counts),
		cmocka_unit_test(test_ip_stops_a_flood),
		cmocka_unit_test(test_things_happen_while_one_types),
		cmocka_unit_test(test_it_becomes_quiet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
