/*
 * kitty's keyboard protocol: asked for where the terminal has it, given back on each way out.
 */
#include "e2e/harness.h"

#include <signal.h>

#include "e2e/fixture.h"

#define ASK "\033[?u\033[c"
#define PUSH "\033[>5u"
#define POP "\033[<u"

/* A state that the program reaches by what it read before. */
static void wait_raw(Tty *t, const char *bytes)
{
	while (!tty_raw_has(t, bytes, strlen(bytes)))
		pump_for(10);
}

static size_t count_of(Tty *t, const char *bytes)
{
	size_t n, count = 0;
	const char *raw = tty_raw(t, &n);
	const char *end = raw + n;

	while ((raw = memmem(raw, (size_t)(end - raw), bytes, strlen(bytes)))) {
		raw += strlen(bytes);
		count++;
	}
	return count;
}

/* The terminal says that it has the protocol: the program switches it on. */
static void open_with(struct session *s, const struct tty_setup *setup)
{
	fixture_open_with(s, setup, NULL);
	wait_raw(s->tty, ASK);
	tty_type(s->tty, "\033[?0u\033[?62;4c");
	wait_raw(s->tty, PUSH);
}

static void open_kitty(struct session *s)
{
	open_with(s, NULL);
}

static void test_offered(void)
{
	struct session s;

	open_kitty(&s);
	fixture_char_mode(&s);
	/* Esc at once; Super is no modifier that the peer knows. */
	tty_type(s.tty, "\033[27u\033[97;5u\033[105;5u\033[115;9u\033[57441;2ux\033[127;2u");
	peer_expect_only(s.peer, BYTES("\033\001\tx\b"));
	peer_send_text(s.peer, "\033[>1uready");
	tty_wait_text(s.tty, "ready");
	tty_type(s.tty, "\033[27u\033[105;5u\033[115;9u");
	peer_expect_only(s.peer, BYTES("\033[27u\033[105;5u\033[115;9u"));
	fixture_end(&s);
	CHECK(count_of(s.tty, PUSH) == 1 && count_of(s.tty, POP) == 1,
	      "expected the protocol to be switched off once");
	tty_check_restored(s.tty);
}

/* A terminal without it answers the second question only, and late answers are no text. */
static void test_not_offered(void)
{
	struct session s;

	fixture_open(&s);
	wait_raw(s.tty, ASK);
	tty_type(s.tty, "dra\033[?62;4cft\033");
	tty_type(s.tty, "[?1;2c");
	tty_wait_input(s.tty, "draft");
	tty_keys(s.tty, "Enter");
	peer_expect_only(s.peer, BYTES("draft\r\n"));
	fixture_end(&s);
	CHECK(!count_of(s.tty, PUSH) && !count_of(s.tty, POP), "expected a plain keyboard");
}

/* Nothing is asked of a console, nor where the user wants none of it. */
static void test_not_asked(void)
{
	static const char *const plain[] = { "-o", "keyboard=plain", NULL };
	struct tty_setup setup = { .term = "linux" };
	struct session s;

	fixture_open_with(&s, NULL, plain);
	fixture_enter(&s, "one");
	peer_expect_only(s.peer, BYTES("one\r\n"));
	CHECK(!count_of(s.tty, "\033[?u"), "expected no question");
	fixture_open_with(&s, &setup, NULL);
	fixture_enter(&s, "two");
	peer_expect_only(s.peer, BYTES("two\r\n"));
	CHECK(!count_of(s.tty, "\033[?u"), "expected no question");
}

/* By option, without asking; and off again. */
static void test_by_option(void)
{
	static const char *const kitty[] = { "-o", "keyboard=kitty", NULL };
	struct session s;

	fixture_open_with(&s, NULL, kitty);
	wait_raw(s.tty, PUSH);
	CHECK(!count_of(s.tty, "\033[?u"), "expected no question");
	fixture_enter(&s, "/set keyboard plain");
	wait_raw(s.tty, POP);
	fixture_end(&s);
}

/* Suspended, the shell has its own keyboard; back, we have ours. */
static void test_suspended(void)
{
	struct session s;

	open_kitty(&s);
	tty_type(s.tty, "\033[122;5u");
	tty_wait_stopped(s.tty);
	CHECK(count_of(s.tty, POP) == 1, "expected the protocol to be switched off");
	tty_resume(s.tty);
	while (count_of(s.tty, PUSH) < 2)
		pump_for(10);
	fixture_end(&s);
	CHECK(count_of(s.tty, POP) == 2, "expected the protocol to be switched off");
}

/* A crash gives it back on the screen that it was taken on. */
static void test_crash(void)
{
	struct session s;
	size_t n;
	const char *raw, *pop, *leave;

	open_with(&s, &(struct tty_setup){
			      .extra = WORDS("ASAN_OPTIONS=handle_segv=0:detect_leaks=0") });
	tty_signal(s.tty, SIGSEGV);
	tty_expect_signal(s.tty, SIGSEGV);
	raw = tty_raw(s.tty, &n);
	pop = memmem(raw, n, POP, strlen(POP));
	leave = memmem(raw, n, "\033[?1049l", 8);
	CHECK(pop && leave && pop < leave, "expected the protocol off before the screen is left");
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "offered", test_offered, 0 },     { "not offered", test_not_offered, 0 },
		{ "not asked", test_not_asked, 0 }, { "by option", test_by_option, 0 },
		{ "suspended", test_suspended, 0 }, { "a crash", test_crash, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
