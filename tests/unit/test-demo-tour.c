/* The tour: it goes on by what the visitor does. The wire, which answers with the bytes it got. */
#include "unit/unit.h"

#include <string.h>

#include "unit/demo-peer.h"

static void log_in(struct demo_peer *p, unsigned rows)
{
	demo_peer_init_window(p, 0, rows ? 80 : 0, rows);
	demo_peer_type(p, "1");
	demo_peer_wait(p, 1001);
	demo_peer_type(p, "Ann\r\n");
	demo_peer_forget(p);
	demo_peer_type(p, "pw\r\n");
}

static void enter(struct demo_peer *p, const char *key)
{
	demo_peer_init_window(p, 0, 80, 23);
	demo_peer_type(p, key);
	demo_peer_wait(p, 1001);
}

/* What is typed or sent, and what is ticked off for it, once. */
struct act {
	const char *bytes;
	size_t n;
	int64_t wait; /* ms afterwards */
	const char *seen;
};

#define ACT(literal, wait, seen)                           \
	{                                                  \
		literal, sizeof(literal) - 1, (wait), seen \
	}

static void perform(struct demo_peer *p, const struct act *acts, size_t n)
{
	for (size_t i = 0; i < 2 * n; i++) {
		const struct act *act = &acts[i % n];
		size_t ticks;

		demo_peer_forget(p);
		demo_peer_send(p, act->bytes, act->n);
		demo_peer_wait(p, act->wait);
		ticks = demo_peer_count(p, act->seen);
		if (ticks != (i < n))
			fail_msg("act %zu, time %zu: expected \"%s\" %d times, saw:\n%s", i % n,
				 i / n + 1, act->seen, i < n, p->text.text);
	}
}

static void test_the_world(void **state)
{
	static const struct act acts[] = {
		ACT("look\r\nlook\r\n", 0, "✓ The same line twice."),
		ACT("say barnacle\r\n", 0, "✓ A whole barnacle."),
		ACT("flood 5\r\n", 0, "✓ A flood"),
		ACT("/wave\r\n", 0, "✓ A slash came through."),
	};
	struct demo_peer p;

	(void)state;
	log_in(&p, 23);
	demo_peer_expect(&p, "✓ Your password came");
	demo_peer_expect(&p, "Next: Type look.");
	perform(&p, acts, sizeof(acts) / sizeof(acts[0]));
	demo_peer_forget(&p);
	service_receive(p.service, "flood 100000\r\n", 14, p.now);
	demo_peer_send(&p, "\xff\xf4", 2);
	demo_peer_expect(&p, "✓ Ctrl-C came in the middle of the flood");
	demo_peer_type(&p, "sa");
	demo_peer_wait(&p, 4001);
	demo_peer_forget(&p);
	demo_peer_type(&p, "y x\r\n");
	demo_peer_expect(&p, "✓ Something happened in between");
	demo_peer_expect(&p, "That was all to try here. quit goes back");
	demo_peer_type(&p, "quit\r\n");
	demo_peer_expect(&p, "✓ 7/7");
	demo_peer_expect(&p, "Next: press 2");
	demo_peer_fini(&p);
}

static void test_the_router(void **state)
{
	static const struct act acts[] = {
		ACT("?", 0, "✓ The ? came at once"),
		ACT("sh\tver\r", 0, "✓ Tab came through"),
		ACT("show interfaces\r q", 0, "✓ One key was enough."),
		ACT("enable\rpw\r", 0, "✓ A password without an echo."),
		ACT("conf t\rip route 1\rip route 2\rip route 3\rend\r", 700,
		    "✓ Lines came faster"),
		ACT("\xff\xf3", 0, "✓ A BREAK, as consoles want it."),
	};
	struct demo_peer p;

	(void)state;
	enter(&p, "2");
	demo_peer_expect(&p, "Next: Press ? at any place.");
	perform(&p, acts, sizeof(acts) / sizeof(acts[0]));
	demo_peer_fini(&p);
	enter(&p, "2");
	demo_peer_type(&p, "en\rpw\rconf t\rip route 1\r");
	demo_peer_wait(&p, 400);
	demo_peer_type(&p, "ip route 2\r");
	demo_peer_wait(&p, 400);
	demo_peer_type(&p, "ip route 3\r");
	demo_peer_wait(&p, 400);
	demo_peer_expect_not(&p, "✓ Lines came faster");
	demo_peer_fini(&p);
}

static void test_the_window(void **state)
{
	struct demo_peer p;

	(void)state;
	enter(&p, "2");
	demo_peer_forget(&p);
	p.rows = 22;
	demo_peer_tell_size(&p);
	demo_peer_type(&p, "x\r");
	demo_peer_expect_not(&p, "✓ Your window changed");
	demo_peer_type(&p, "show");
	demo_peer_forget(&p);
	p.rows = 40;
	demo_peer_tell_size(&p);
	demo_peer_drain(&p);
	demo_peer_expect(&p, "\r✓ Your window changed");
	demo_peer_expect(&p, "\nhail-rtr>show");
	demo_peer_fini(&p);
}

static void test_a_pipe_hears_nothing_of_it(void **state)
{
	struct demo_peer p;

	(void)state;
	log_in(&p, 0);
	demo_peer_type(&p, "look\r\nlook\r\nquit\r\n");
	demo_peer_expect_not(&p, "✓");
	demo_peer_expect_not(&p, "Next: Type");
	demo_peer_fini(&p);
}

static void test_the_list(void **state)
{
	struct demo_peer p;

	(void)state;
	enter(&p, "3");
	demo_peer_type(&p, "x\r\nquit\r\n");
	demo_peer_forget(&p);
	demo_peer_type(&p, "t   ");
	assert_int_equal(demo_peer_count(&p, "✓ "), 1);
	assert_int_equal(demo_peer_count(&p, "\n· "), TOUR_STEPS - 2);
	demo_peer_fini(&p);
}

static void test_the_wire_shows_every_byte(void **state)
{
	static const struct {
		const char *bytes;
		size_t n;
		const char *answer;
	} lines[] = {
		{ "hi\r\n", 4, "\"bytes\":4,\"seen\":\"hi␍␊\",\"hex\":\"68 69 0d 0a\"" },
		{ "hi\n", 3, "\"bytes\":3,\"seen\":\"hi␊\",\"hex\":\"68 69 0a\"" },
		{ "hi\r\0", 4, "\"bytes\":4,\"seen\":\"hi␍␀\",\"hex\":\"68 69 0d 00\"" },
		{ "hi\rx\n", 5, "\"bytes\":3,\"seen\":\"hi␍\",\"hex\":\"68 69 0d\"" },
		{ "\n", 1, "\"bytes\":1,\"seen\":\"␊\",\"hex\":\"0a\"" },
		{ "\0\x7f\t\n", 4, "\"seen\":\"␀␡␉␊\"" },
		{ "{\"a\\\":1}\n", 9, "\"seen\":\"{\\\"a\\\\\\\":1}␊\"" },
		{ "caf\xe9 caf\xc3\xa9\n", 11, "\"seen\":\"caf\xef\xbf\xbd caf\xc3\xa9␊\"" },
		{ "\xff\xff\n", 3, "\"hex\":\"ff 0a\"" },
		{ "%s{r}\n", 6, "\"seen\":\"%s{r}␊\"" },
	};
	static const size_t chunks[] = { 0, 1, 3 };

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]) * 3; i++) {
		struct demo_peer p;

		enter(&p, "3");
		p.chunk = chunks[i % 3];
		demo_peer_send(&p, lines[i / 3].bytes, lines[i / 3].n);
		demo_peer_expect(&p, lines[i / 3].answer);
		demo_peer_fini(&p);
	}
}

static void test_the_wire_is_bounded(void **state)
{
	struct demo_peer p;

	(void)state;
	enter(&p, "3");
	for (int i = 0; i < 600; i++)
		demo_peer_type(&p, "x");
	assert_int_equal(demo_peer_count(&p, "\"bytes\":256,"), 2);
	demo_peer_fini(&p);
}

static void test_the_wire_can_be_slow_and_odd(void **state)
{
	static const char odd[] = "caf\xe9\r\n";
	struct demo_peer p;

	(void)state;
	enter(&p, "3");
	demo_peer_forget(&p);
	demo_peer_type(&p, "slow\r\nodd\r\n");
	demo_peer_wait(&p, 299);
	demo_peer_expect(&p, "{\"slow\":[1,");
	demo_peer_expect_not(&p, "2,");
	demo_peer_wait(&p, 1500);
	demo_peer_expect(&p, "{\"slow\":[1,2,3,4,5,6]}\r\n");
	demo_peer_expect_wire(&p, odd, sizeof(odd) - 1);
	demo_peer_expect(&p, "✓ Odd bytes went out");
	demo_peer_send(&p, "quit\r", 6); /* with its NUL */
	demo_peer_expect(&p, "Your choice: ");
	demo_peer_fini(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_world),
		cmocka_unit_test(test_the_router),
		cmocka_unit_test(test_the_window),
		cmocka_unit_test(test_a_pipe_hears_nothing_of_it),
		cmocka_unit_test(test_the_list),
		cmocka_unit_test(test_the_wire_shows_every_byte),
		cmocka_unit_test(test_the_wire_is_bounded),
		cmocka_unit_test(test_the_wire_can_be_slow_and_odd),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
