#include "unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "session/mode.h"

/* A telnet peer as it stands at the moment the mode is decided; tests/golden/telnet has servers by
 * name. */
struct row {
	const char *what;
	bool echo, sga, our_sga, mud, terminal, said, sent_line;
	enum mode_choice choice;
	enum tri mask;
	bool raw, exec;
	bool linemode, edit; /* LINEMODE */
	const char *words;
	bool character, masked;
	const char *why; /* is in the sentence */
};

static const struct row rows[] = {
	{ .what = "nothing negotiated", .words = "line", .why = "ECHO is off" },
	{ .what = "raw", .raw = true, .words = "line (raw)" },
	{ .what = "exec", .exec = true, .words = "char (exec)", .character = true },
	{ .what = "a terminal's host",
	  .echo = true,
	  .sga = true,
	  .terminal = true,
	  .words = "char (server ECHO+SGA)",
	  .character = true,
	  .why = "terminal service" },
	{ .what = "a host of which nothing else is known",
	  .echo = true,
	  .sga = true,
	  .words = "char (server ECHO+SGA)",
	  .character = true },
	{ .what = "a game's password",
	  .echo = true,
	  .mud = true,
	  .sent_line = true,
	  .words = "hidden (server ECHO)",
	  .masked = true,
	  .why = "is a game" },
	{ .what = "a game after it", .mud = true, .sent_line = true, .words = "line" },
	{ .what = "a game's password before any line",
	  .echo = true,
	  .mud = true,
	  .words = "hidden (server ECHO)",
	  .masked = true },
	{ .what = "LDMud's kludge",
	  .echo = true,
	  .sga = true,
	  .sent_line = true,
	  .words = "hidden (server ECHO)",
	  .masked = true,
	  .why = "took a line without" },
	{ .what = "LDMud's kludge before any line",
	  .echo = true,
	  .sga = true,
	  .mud = true,
	  .words = "hidden (server ECHO)",
	  .masked = true },
	{ .what = "ECHO without SGA on a terminal port",
	  .echo = true,
	  .terminal = true,
	  .words = "hidden (server ECHO)",
	  .masked = true,
	  .why = "without SGA" },
	{ .what = "ECHO without SGA of what the user calls a terminal",
	  .echo = true,
	  .terminal = true,
	  .said = true,
	  .sent_line = true,
	  .words = "char (server ECHO)",
	  .character = true,
	  .why = "/set peer terminal" },
	{ .what = "ECHO off, of what the user calls a terminal",
	  .terminal = true,
	  .said = true,
	  .words = "line" },
	{ .what = "a terminal that asks us alone for SGA",
	  .echo = true,
	  .our_sga = true,
	  .terminal = true,
	  .words = "char (server ECHO+SGA)",
	  .character = true },
	{ .what = "what asks us alone for SGA, without evidence",
	  .echo = true,
	  .our_sga = true,
	  .words = "hidden (server ECHO)",
	  .masked = true },
	{ .what = "terminal evidence beats a line sent",
	  .echo = true,
	  .sga = true,
	  .terminal = true,
	  .sent_line = true,
	  .words = "char (server ECHO+SGA)",
	  .character = true },
	{ .what = "LINEMODE with EDIT",
	  .sga = true,
	  .terminal = true,
	  .linemode = true,
	  .edit = true,
	  .words = "line (LINEMODE)",
	  .why = "has us edit lines" },
	{ .what = "LINEMODE with EDIT at a password",
	  .echo = true,
	  .sga = true,
	  .terminal = true,
	  .linemode = true,
	  .edit = true,
	  .words = "hidden (server ECHO)",
	  .masked = true,
	  .why = "LINEMODE" },
	{ .what = "LINEMODE without EDIT",
	  .terminal = true,
	  .linemode = true,
	  .words = "char (LINEMODE)",
	  .character = true,
	  .why = "edits lines itself" },
	{ .what = "LINEMODE without EDIT, of a game that echoes",
	  .echo = true,
	  .mud = true,
	  .linemode = true,
	  .words = "char (LINEMODE)",
	  .character = true },
	{ .what = "the user's line over LINEMODE",
	  .linemode = true,
	  .choice = MODE_LINE,
	  .words = "line (you)" },
	{ .what = "the user's char over LINEMODE",
	  .linemode = true,
	  .edit = true,
	  .choice = MODE_CHAR,
	  .words = "char (you)",
	  .character = true },
	{ .what = "mask off under LINEMODE",
	  .echo = true,
	  .linemode = true,
	  .edit = true,
	  .mask = TRI_OFF,
	  .words = "line",
	  .why = "/set mask off" },
	{ .what = "the user's char",
	  .choice = MODE_CHAR,
	  .words = "char (you)",
	  .character = true,
	  .why = "/mode auto" },
	{ .what = "the user's char at a password",
	  .echo = true,
	  .mud = true,
	  .choice = MODE_CHAR,
	  .words = "char (you)",
	  .character = true },
	{ .what = "the user's line",
	  .echo = true,
	  .sga = true,
	  .terminal = true,
	  .choice = MODE_LINE,
	  .words = "line (you)",
	  .why = "/mode auto" },
	{ .what = "the user's line at a password",
	  .echo = true,
	  .mud = true,
	  .choice = MODE_LINE,
	  .words = "hidden (server ECHO)",
	  .masked = true,
	  .why = "is a game" },
	{ .what = "mask on",
	  .mask = TRI_ON,
	  .words = "hidden (you)",
	  .masked = true,
	  .why = "/set mask on" },
	{ .what = "mask on, raw",
	  .raw = true,
	  .mask = TRI_ON,
	  .words = "hidden (you)",
	  .masked = true },
	{ .what = "mask off at a password",
	  .echo = true,
	  .mud = true,
	  .mask = TRI_OFF,
	  .words = "line",
	  .why = "/set mask off" },
	{ .what = "mask on in char mode",
	  .echo = true,
	  .sga = true,
	  .terminal = true,
	  .mask = TRI_ON,
	  .words = "char (server ECHO+SGA)",
	  .character = true },
};

static void test_rule(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *r = &rows[i];
		struct mode_facts facts = {
			.telnet = { .protocol = r->raw ? TELNET_PROTOCOL_RAW :
							 TELNET_PROTOCOL_TELNET,
				    .peer_echo = r->echo,
				    .peer_sga = r->sga,
				    .our_sga = r->our_sga,
				    .mud_evidence = r->mud,
				    .terminal_evidence = r->terminal,
				    .terminal_said = r->said,
				    .linemode = r->linemode,
				    .edit = r->edit },
			.choice = r->choice,
			.mask = r->mask,
			.exec = r->exec,
			.line_sent_unechoed = r->sent_line,
		};
		struct mode mode = mode_decide(&facts);

		if (strcmp(mode.words, r->words) || mode.character != r->character ||
		    mode.masked != r->masked) {
			printf("%s: expected %s (char %d, masked %d), saw %s (%d, %d)\n", r->what,
			       r->words, r->character, r->masked, mode.words, mode.character,
			       mode.masked);
			fail();
		}
		if (!mode.why || !strstr(mode.why, r->why ? r->why : "")) {
			printf("%s: expected to hear of \"%s\", saw \"%s\"\n", r->what,
			       r->why ? r->why : "", mode.why ? mode.why : "nothing");
			fail();
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_rule) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
