/* The highlights of a pack, at a device in char mode. */
#include "e2e/fixture.h"
#include "e2e/harness.h"

#include "servers/console.h"

#define IOS_RED 1
#define IOS_YELLOW 3
#define IOS_BRIGHT_RED 9

static void open_console(struct session *s, const char *config)
{
	struct tty_setup setup = { .home = &s->home };

	home_init(&s->home);
	home_write_config(&s->home, config);
	fixture_open_logged(s, &setup, WORDS("-o", "pack=ios"));
	console_start(s->peer, &(struct console_setup){ 0 });
	tty_wait_text(s->tty, "core1#");
}

/* The device says `text`, a line of its own. */
static void say(struct session *s, const char *text)
{
	peer_send_text(s->peer, "\r\n");
	peer_send_text(s->peer, text);
	peer_send_text(s->peer, "\r\ncore1#");
	tty_wait_line(s->tty, text);
}

/* What stands in the newest row with `text` is of these colours, where it begins and ends, and
 * what is before it of none. */
static void expect_colour(struct session *s, const char *text, const char *word, int colour)
{
	int row = -1, from = tty_find(s->tty, 0, text), column, end;

	for (; from >= 0; from = tty_find(s->tty, from + 1, text))
		row = from;
	CHECK(row >= 0, "\"%s\" isn't on the screen", text);
	column = (int)(strstr(tty_row(s->tty, row), word) - tty_row(s->tty, row));
	end = column + (int)strlen(word) - 1;
	CHECK_INT(tty_cell(s->tty, row, column).foreground, colour);
	CHECK_INT(tty_cell(s->tty, row, end).foreground, colour);
	if (column)
		CHECK_INT(tty_cell(s->tty, row, column - 1).foreground, -1);
}

static void command(struct session *s, const char *text)
{
	tty_keys(s->tty, "Ctrl-] c");
	tty_type(s->tty, text);
	tty_keys(s->tty, "Enter");
	tty_wait_no_text(s->tty, text);
}

#define DOWN "GigabitEthernet0/1 is up, line protocol is down (notconnect)"

static void test_colours(void)
{
	struct session s;
	char *log;

	open_console(&s, "highlight \"core\" blue\n");
	say(&s, DOWN);
	expect_colour(&s, DOWN, "line protocol is down", IOS_RED);
	expect_colour(&s, DOWN, "notconnect", IOS_YELLOW);
	say(&s, "GigabitEthernet0/2 is down, and so on");
	expect_colour(&s, "GigabitEthernet0/2 is", "is down", IOS_RED);
	say(&s, "Gi0/3 is administratively down, line protocol is down");
	expect_colour(&s, "Gi0/3", "administratively down", IOS_YELLOW);
	expect_colour(&s, "Gi0/3", "line protocol is down", IOS_RED);
	say(&s, "Gi0/4   unassigned   YES unset  administratively down down");
	expect_colour(&s, "Gi0/4", "administratively down", IOS_YELLOW);
	say(&s, "Gi0/5   10.0.0.1   YES manual up                    down");
	expect_colour(&s, "Gi0/5", "up                    down", IOS_RED);
	say(&s, "*Mar  1 00:01: %LINK-3-UPDOWN: Interface Gi0/2, changed state to down");
	expect_colour(&s, "UPDOWN", "changed state to down", IOS_RED);
	expect_colour(&s, "UPDOWN", "%LINK-3-UPDOWN:", IOS_BRIGHT_RED);
	say(&s, "% Invalid input detected at '^' marker.");
	expect_colour(&s, "% Invalid", "% Invalid input detected at '^' marker.", IOS_RED);
	/* What is typed at a prompt, and the prompt itself, are as the device shows them. */
	tty_type(s.tty, "remark line protocol is down\r");
	tty_wait_line(s.tty, "core1#remark line protocol is down");
	say(&s, "done");
	expect_colour(&s, "core1#remark", "core1#", -1);
	expect_colour(&s, "core1#remark", "line protocol is down", -1);
	/* A resize takes the colours along. */
	tty_resize(s.tty, 40, 20);
	tty_wait_line(s.tty, "*Mar  1 00:01: %LINK-3-UPDOWN: Interface");
	expect_colour(&s, "UPDOWN", "%LINK-3-UPDOWN:", IOS_BRIGHT_RED);
	fixture_end(&s);
	log = home_read_file(home_path(&s.home, "log"), NULL);
	CHECK(strstr(log, DOWN), "the log is \"%s\"", log);
	free(log);
}

static void test_switched(void)
{
	struct session s;

	open_console(&s, "");
	command(&s, "rules");
	tty_wait_text(s.tty, "group=pack red");
	tty_wait_text(s.tty, "pack (on)");
	tty_keys(s.tty, "Esc");
	command(&s, "rules off pack");
	say(&s, "Gi0/1: line protocol is down");
	expect_colour(&s, "Gi0/1:", "line protocol is down", -1);
	command(&s, "rules on pack");
	say(&s, "Gi0/2: line protocol is down");
	expect_colour(&s, "Gi0/2:", "line protocol is down", IOS_RED);
	command(&s, "set pack nxos");
	say(&s, "Gi0/3: line protocol is down, linkFlapErr");
	expect_colour(&s, "Gi0/3:", "line protocol", -1);
	expect_colour(&s, "Gi0/3:", "linkFlapErr", IOS_RED);
	command(&s, "set pack none");
	say(&s, "Gi0/4: line protocol is down, linkFlapErr");
	expect_colour(&s, "Gi0/4:", "linkFlapErr", -1);
	fixture_end(&s);
}

/* They may be off from the start, and a rule of the user's goes before. */
static void test_configured(void)
{
	struct session s;

	open_console(&s, "rules off pack\n");
	say(&s, DOWN);
	expect_colour(&s, DOWN, "line protocol is down", -1);
	fixture_end(&s);
}

static void test_before(void)
{
	struct session s;

	open_console(&s, "highlight /protocol is/ green\n");
	say(&s, DOWN);
	expect_colour(&s, DOWN, "line ", IOS_RED);
	CHECK_INT(tty_cell(s.tty, tty_find(s.tty, 0, DOWN), 31).foreground, 2);
	fixture_end(&s);
}

/* What a program draws on the whole screen is its own. */
static void test_screens(void)
{
	struct session s;
	static const char text[] = "line protocol is down\r\nline protocol is down\r\n";

	open_console(&s, "");
	peer_send_text(s.peer, "\033[?1049h\033[2J\033[H");
	peer_send_text(s.peer, text);
	peer_send_text(s.peer, "\033[10;1Hin vi");
	tty_wait_line(s.tty, "in vi");
	expect_colour(&s, "line protocol", "line protocol is down", -1);
	peer_send_text(s.peer, "\033[?1049l\033[2J\033[12;1H");
	peer_send_text(s.peer, text);
	peer_send_text(s.peer, "\033[5;1Hin top");
	tty_wait_line(s.tty, "in top");
	expect_colour(&s, "line protocol", "line protocol is down", -1);
	fixture_end(&s);
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "a pack's colours in char mode", test_colours, 0 },
		{ "they are switched, and follow the pack", test_switched, 0 },
		{ "they are off by the configuration", test_configured, 0 },
		{ "the user's own rules go before", test_before, 0 },
		{ "screens are left alone", test_screens, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
