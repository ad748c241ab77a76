/* The board: what it finds out of the terminal, its menus, the door. */
#include "unit/unit.h"

#include <string.h>

#include "unit/demo-peer.h"

/* Enters the board with a terminal where a character of three bytes takes `block` cells. */
static void enter_board(struct demo_peer *p, size_t chunk, unsigned rows, unsigned block)
{
	demo_peer_init_window(p, chunk, rows ? 80 : 0, rows);
	p->block = block;
	demo_peer_wait(p, 1001); /* Enter isn't that of the choice any more */
	demo_peer_forget(p);
	demo_peer_type(p, "4");
}

static void test_utf8_is_found(void **state)
{
	struct demo_peer p;

	(void)state;
	enter_board(&p, 0, 24, 1);
	demo_peer_expect_wire(&p, "\033[6n\033[255;255H\033[6n", 18);
	demo_peer_expect(&p, "\u2554\u2550\u2550[ Main menu ]");
	demo_peer_fini(&p);
}

static void test_cp437_is_found(void **state)
{
	struct demo_peer p;

	(void)state;
	enter_board(&p, 0, 24, 3);
	demo_peer_expect(&p, "\xc9\xcd\xcd[ Main menu ]");
	demo_peer_expect(&p, "\xfb A byte a cell: this is CP437.");
	demo_peer_expect_not(&p, "\u2550");
	demo_peer_type(&p, "w");
	demo_peer_expect(&p, "reads CP437");
	p.block = 1; /* the visitor changes it */
	demo_peer_type(&p, "qr");
	demo_peer_forget(&p);
	demo_peer_type(&p, "m");
	demo_peer_expect(&p, "\u2554\u2550\u2550[ Messages ]");
	demo_peer_fini(&p);
}

/* It waits a second; what is typed meanwhile is not lost. */
static void test_a_terminal_that_does_not_answer(void **state)
{
	struct demo_peer p;

	(void)state;
	enter_board(&p, 0, 24, 0);
	demo_peer_type(&p, "b");
	demo_peer_wait(&p, 999);
	demo_peer_expect_not(&p, "[");
	demo_peer_wait(&p, 1);
	demo_peer_expect(&p, "[ Bulletins ]");
	demo_peer_fini(&p);
}

static void test_a_client_without_a_window(void **state)
{
	struct demo_peer p;

	(void)state;
	enter_board(&p, 0, 0, 0);
	demo_peer_expect(&p, "  D Door: Harbour Pilot");
	demo_peer_type(&p, "d");
	demo_peer_expect(&p, "A game needs room.");
	demo_peer_type(&p, "b1");
	demo_peer_expect(&p, "Be kind in the message area.");
	demo_peer_type(&p, "qq");
	demo_peer_expect(&p, "Who are you today?");
	demo_peer_fini(&p);
}

static void test_arrow_keys(void **state)
{
	struct demo_peer p;

	(void)state;
	enter_board(&p, 1, 24, 1);
	demo_peer_forget(&p);
	demo_peer_type(&p, "\033[B");
	demo_peer_expect(&p, "\u00bb M  Messages");
	demo_peer_expect(&p, " What callers before you wrote");
	demo_peer_type(&p, "\033OA\033OA");
	demo_peer_expect(&p, "\u00bb G  Good-bye");
	demo_peer_type(&p, "\033[1~\r");
	demo_peer_expect(&p, "[ Bulletins ]");
	demo_peer_expect(&p, "The arrow keys came");
	demo_peer_forget(&p);
	demo_peer_type(&p, "\033[D");
	demo_peer_expect(&p, "[ Main menu ]");
	demo_peer_forget(&p);
	demo_peer_type(&p, "z");
	assert_string_equal(p.wire.text, "\a");
	demo_peer_fini(&p);
}

/* Esc is one by time alone; what begins a sequence is none, however late the rest comes. */
static void test_escape(void **state)
{
	struct demo_peer p;

	(void)state;
	enter_board(&p, 1, 24, 1);
	demo_peer_type(&p, "m");
	demo_peer_forget(&p);
	demo_peer_type(&p, "\033");
	assert_string_equal(p.wire.text, "");
	demo_peer_wait(&p, 1000);
	demo_peer_expect(&p, "[ Main menu ]");
	demo_peer_type(&p, "\033[");
	demo_peer_wait(&p, 20);
	demo_peer_forget(&p);
	demo_peer_type(&p, "F");
	demo_peer_expect(&p, "\u00bb G  Good-bye");
	demo_peer_type(&p, "\033");
	demo_peer_wait(&p, 1000);
	demo_peer_expect(&p, "Who are you today?");
	demo_peer_fini(&p);
}

/* Where the items don't fit they scroll, and none is wider than the window. */
static void test_a_small_window(void **state)
{
	struct demo_peer p;

	(void)state;
	enter_board(&p, 0, 24, 1);
	p.columns = 20;
	p.rows = 5;
	demo_peer_forget(&p);
	demo_peer_tell_size(&p);
	demo_peer_drain(&p);
	demo_peer_expect(&p, "   D  Door: Harbour");
	demo_peer_expect_not(&p, "Door: Harbour P");
	demo_peer_expect_not(&p, "Redraw");
	demo_peer_forget(&p);
	demo_peer_type(&p, "\033[F");
	demo_peer_expect(&p, "   T  Test pictures");
	demo_peer_expect(&p, " \u00bb G  Good-bye");
	demo_peer_expect_not(&p, "Bulletins");
	demo_peer_forget(&p);
	demo_peer_type(&p, "d");
	demo_peer_expect(&p, "A game needs room.");
	demo_peer_fini(&p);
}

/* Nobody steers: it runs aground by itself, a key leads back; steered off the channel, at once. */
static void test_the_door(void **state)
{
	struct demo_peer p;

	(void)state;
	enter_board(&p, 0, 24, 1);
	demo_peer_type(&p, "d");
	demo_peer_expect(&p, "Harbour Pilot");
	demo_peer_wait(&p, 60000);
	demo_peer_expect(&p, "and aground.");
	demo_peer_forget(&p);
	demo_peer_type(&p, "x");
	demo_peer_expect(&p, "[ Main menu ]");
	demo_peer_expect(&p, "No key was late.");
	demo_peer_type(&p, "d\033[C\033[C\033[C\033[C\033[C\033[C\033[C\033[C\033[C");
	demo_peer_forget(&p);
	demo_peer_wait(&p, 120);
	demo_peer_expect(&p, "1 cables and aground.");
	demo_peer_type(&p, " ");
	demo_peer_forget(&p);
	demo_peer_wait(&p, 120);
	demo_peer_expect(&p, "1 cables ");
	demo_peer_expect_not(&p, "aground");
	demo_peer_type(&p, "q");
	demo_peer_expect(&p, "[ Main menu ]");
	demo_peer_fini(&p);
}

/* A session that nobody touches has a calm sea, and costs nothing. */
static void test_the_waves_rest(void **state)
{
	struct demo_peer p;

	(void)state;
	enter_board(&p, 0, 24, 1);
	demo_peer_wait(&p, 60000);
	assert_int_equal(service_deadline(p.service), -1);
	demo_peer_fini(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_utf8_is_found),
		cmocka_unit_test(test_cp437_is_found),
		cmocka_unit_test(test_a_terminal_that_does_not_answer),
		cmocka_unit_test(test_a_client_without_a_window),
		cmocka_unit_test(test_arrow_keys),
		cmocka_unit_test(test_escape),
		cmocka_unit_test(test_a_small_window),
		cmocka_unit_test(test_the_door),
		cmocka_unit_test(test_the_waves_rest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
