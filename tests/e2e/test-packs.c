/* Packs as the user meets them: one is proposed, once, and one is chosen by its name. */
#include "e2e/harness.h"

#include "e2e/fixture.h"

#define IOS "User Access Verification\r\n\r\nUsername: "

static void test_proposal(void)
{
	struct session s;

	fixture_open(&s);
	peer_send(s.peer, BYTES(IOS));
	tty_wait_text(s.tty, "this looks like Cisco IOS: /set pack ios uses its prompts");
	fixture_enter(&s, "/set pack ios");
	tty_wait_no_text(s.tty, "this looks like");
	/* It is said once, and nothing was changed by itself. */
	fixture_enter(&s, "/set pack auto");
	peer_send(s.peer, BYTES("\r\n" IOS "\r\nthe end\r\n"));
	tty_wait_line(s.tty, "the end");
	tty_wait_no_text(s.tty, "this looks like");
}

static void test_no_proposal(void)
{
	static const char *const options[] = { "-o", "pack=none", NULL };
	struct tty_setup setup = { .width = 80, .height = 24 };
	struct session s;

	fixture_open_with(&s, &setup, options);
	peer_send(s.peer, BYTES(IOS "\r\nthe end\r\n"));
	tty_wait_line(s.tty, "the end");
	tty_wait_no_text(s.tty, "this looks like");
}

static void test_names(void)
{
	struct session s;

	fixture_open(&s);
	fixture_enter_wrong(&s, "/set pack=iso", "did you mean \"ios\"?");
	fixture_enter(&s, "/set pack=junos");
	fixture_enter(&s, "/set pack");
	tty_wait_text(s.tty, "pack = junos");
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "a pack is proposed once", test_proposal, 0 },
		{ "pack=none: nothing is proposed", test_no_proposal, 0 },
		{ "packs by their names", test_names, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
