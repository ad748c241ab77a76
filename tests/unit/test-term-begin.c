/*
 * What a new connection inherits from the last one: the document and what the owner set, nothing
 * that a peer did. Every member of the terminal is listed here; one that is added must be too.
 */
#include "unit/unit.h"

#include <stddef.h>
#include <string.h>

#include "term/terminal-private.h"
#include "unit/term-dump.h"

enum fate {
	KEPT, /* the owner's, or the document's */
	RESET, /* as in a new terminal */
	PLACED, /* the cursor: in a row of its own after the document */
};

#define MEMBER(name, fate)                                                                  \
	{                                                                                   \
#name, offsetof(struct Terminal, name), sizeof(((Terminal *)0)->name), fate \
	}

static const struct member {
	const char *name;
	size_t offset, size;
	enum fate fate;
} members[] = {
	MEMBER(events, KEPT),
	MEMBER(user, KEPT),
	MEMBER(parser, RESET),
	MEMBER(primary, KEPT),
	MEMBER(alternate, RESET),
	MEMBER(uncropped, RESET),
	MEMBER(grid, KEPT),
	MEMBER(history, KEPT),
	MEMBER(clusters, KEPT),
	MEMBER(cluster_limit, KEPT),
	MEMBER(extras, KEPT),
	MEMBER(work, KEPT),
	MEMBER(fed, KEPT),
	MEMBER(chunk, KEPT),
	MEMBER(repeat_place, KEPT),
	MEMBER(repeat_credit, KEPT),
	MEMBER(now, KEPT),
	MEMBER(blocked, KEPT),
	MEMBER(told, RESET),
	MEMBER(replies, RESET),
	MEMBER(questions, RESET),
	MEMBER(replies_at, KEPT),
	MEMBER(titles, RESET),
	MEMBER(first_own, KEPT),
	MEMBER(fallback, KEPT),
	MEMBER(line, KEPT),
	MEMBER(own_width, KEPT),
	MEMBER(line_mode, KEPT),
	MEMBER(listening, KEPT),
	MEMBER(recording, KEPT),
	MEMBER(controls, KEPT),
	MEMBER(pictures, KEPT),
	MEMBER(backspace_bs, KEPT),
	MEMBER(allow_commands, KEPT),
	MEMBER(busy, KEPT),
	MEMBER(modes, RESET),
	MEMBER(x, RESET),
	MEMBER(y, PLACED),
	MEMBER(pending, RESET),
	MEMBER(top, RESET),
	MEMBER(bottom, RESET),
	MEMBER(left, RESET),
	MEMBER(right, RESET),
	MEMBER(pen, RESET),
	MEMBER(underline, RESET),
	MEMBER(link, RESET),
	MEMBER(link_underlined, RESET),
	MEMBER(announced, RESET),
	MEMBER(announced_none, RESET),
	MEMBER(palette, RESET),
	MEMBER(tabs, RESET),
	MEMBER(charset, RESET),
	MEMBER(shift, RESET),
	MEMBER(single, RESET),
	MEMBER(last, RESET),
	MEMBER(context, RESET),
	MEMBER(ansi, RESET),
	MEMBER(ansi_charset, RESET),
	MEMBER(ansi_shift, RESET),
	MEMBER(origin, RESET),
	MEMBER(autowrap, RESET),
	MEMBER(insert, RESET),
	MEMBER(column_margins, RESET),
	MEMBER(reverse_wrap, RESET),
	MEMBER(reverse_wrap_all, RESET),
	MEMBER(tab_wraps, RESET),
	MEMBER(allow_columns, RESET),
	MEMBER(eight_bit, RESET),
	MEMBER(national, RESET),
	MEMBER(rectangle, RESET),
	MEMBER(accepted, RESET),
	MEMBER(kept, RESET),
	MEMBER(protection, RESET),
	MEMBER(level, RESET),
	MEMBER(checksum, RESET),
	MEMBER(returned, RESET),
	MEMBER(homed, RESET),
	MEMBER(prompt, RESET),
	MEMBER(prompt_break, RESET),
	MEMBER(titled, RESET),
	MEMBER(keyboard, RESET),
	MEMBER(saved, RESET),
};

enum { MEMBERS = sizeof(members) / sizeof(members[0]) };

#define BYTES_50 "01234567890123456789012345678901234567890123456789"
#define BYTES_500 \
	BYTES_50 BYTES_50 BYTES_50 BYTES_50 BYTES_50 BYTES_50 BYTES_50 BYTES_50 BYTES_50 BYTES_50

/* What peers leave behind; with `prompt`, a marked prompt ends it. */
static const struct {
	const char *input;
	bool prompt;
} legacies[] = {
	{ "\x1b[31;4mtext", false },
	{ "\x1b[2;3r\x1b[?6h\x1b[2;5Hab", false },
	{ "\x1b[?7l\x1b[4h\x1b[20h\x1b[?1h\x1b=\x1b[?25l\x1b[?2004h", false },
	{ "\x1b[3g\x1b[5G\x1bH", false },
	{ "\x1b(0\x1b)0\x0e\x1bO", false },
	{ "0123456789", false },
	{ "text\x1b[H", false },
	{ "> ", true },
	{ "\x1b]2;title\x07", false },
	{ "\x1b[6n\x1b[5n\x1b[c", false },
	{ "\x1b[2;2H\x1b[1m\x1b"
	  "7\x1b[?1049hfull screen",
	  false },
	{ "\x1b[?47h\x1b[3;3H\x1b"
	  "7picture",
	  false },
	{ "half a character \xe2\x82", false },
	{ "\x1b[12;3", false },
	{ "\x1b]2;an unfinished title", false },
	{ "\x1bP", false },
	{ "text\r", false },
	{ "\x1b[?67h\x1b[>4;2m\x1b[>1u\x1b[?1003h\x1b[?1004h\x1b[?1006h", false },
	{ "\x1b[?2027h\xf0\x9f\x91\xa9\xe2\x80\x8d", false },
	{ "\x1b[?69h\x1b[3;5s\x1b[?6hab", false },
	{ "\x1b[?45h\x1b[?1045h\x1b[?41h\x1b[?40h\x1b[?3h\x1b[?95h\x1b[?42h\x1b[2*x", false },
	{ "\x1b[2h\x1b[?18h\x1b[1\"q\x1b[?1h\x1b[?1s\x1b[62\"p\x1bV\x1b[7#y", false },
	{ "\x1b[?2026h\x1b[?5h\x1b[5 q\x1b G", false },
	{ "\x1b[58;5;9m\x1b]8;;http://x/\x07\x1b]4;1;#123456\x07\x1b]11;#fff\x07", false },
	{ "\x1b[4mlook", false },
	{ "\x1b)0\x0e\x1b[?2l\x1b"
	  "F\x1bY!",
	  false },
	{ "\x1b]68;1;SEND;look\a", false },
	{ "\x1b]68;1;SEND;" BYTES_500 BYTES_500 BYTES_500 BYTES_500 BYTES_500 "\a", false },
};

enum { LEGACIES = sizeof(legacies) / sizeof(legacies[0]) };

static void leave(struct term_case *c, size_t i)
{
	term_case_init(c, 10, 4, false, 100);
	terminal_show_controls(c->t, TERMINAL_CONTROLS_ALL);
	terminal_allow_commands(c->t, true);
	if (legacies[i].input)
		term_case_write(c, legacies[i].input);
	if (legacies[i].prompt)
		terminal_prompt(c->t, true);
}

static bool same(const Terminal *a, const Terminal *b, const struct member *m)
{
	return !memcmp((const char *)a + m->offset, (const char *)b + m->offset, m->size);
}

/* Bytes that belong to no listed member must be padding: few, and zero whatever a peer does. */
static void check_gap(const Terminal *t, size_t from, size_t to)
{
	if (to < from || to - from >= sizeof(uint64_t))
		fail_msg("a member at offset %zu isn't listed", from);
	for (size_t i = from; i < to; i++) {
		if (((const char *)t)[i])
			fail_msg("a member at offset %zu isn't listed", i);
	}
}

static void check_all_listed(const Terminal *t)
{
	size_t at = 0;

	for (size_t i = 0; i < MEMBERS; i++) {
		check_gap(t, at, members[i].offset);
		at = members[i].offset + members[i].size;
	}
	check_gap(t, at, sizeof(*t));
}

static void test_every_member_is_listed(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEGACIES; i++) {
		struct term_case c;

		leave(&c, i);
		check_all_listed(c.t);
		terminal_begin(c.t, 1);
		check_all_listed(c.t);
		term_case_fini(&c);
	}
}

static void test_nothing_of_a_peer_is_left(void **state)
{
	struct term_case fresh, c;
	bool changed[MEMBERS] = { false };

	(void)state;
	term_case_init(&fresh, 10, 4, false, 100);
	terminal_allow_commands(fresh.t, true);
	for (size_t i = 0; i < LEGACIES; i++) {
		leave(&c, i);
		/* The parser knows whose it is. */
		c.t->parser.user = fresh.t->parser.user;
		for (size_t m = 0; m < MEMBERS; m++)
			changed[m] |= !same(c.t, fresh.t, &members[m]);
		c.t->parser.user = c.t;
		terminal_begin(c.t, 1);
		c.t->parser.user = fresh.t->parser.user;
		for (size_t m = 0; m < MEMBERS; m++) {
			if (members[m].fate == RESET && !same(c.t, fresh.t, &members[m]))
				fail_msg("legacy %zu: %s is left", i, members[m].name);
		}
		c.t->parser.user = c.t;
		assert_ptr_equal(c.t->grid, &c.t->primary);
		term_check(c.t);
		term_case_fini(&c);
	}
	for (size_t m = 0; m < MEMBERS; m++) {
		if (members[m].fate == RESET && !changed[m] &&
		    strcmp(members[m].name, "uncropped") != 0)
			fail_msg("no legacy changes %s", members[m].name);
	}
	term_case_fini(&fresh);
}

/* RIS takes back the same state, but not what bounds a flood. */
static void test_ris_takes_back_what_a_peer_set(void **state)
{
	struct term_case fresh, c;

	(void)state;
	term_case_init(&fresh, 10, 4, false, 100);
	for (size_t i = 0; i < LEGACIES; i++) {
		leave(&c, i);
		term_case_write(&c, "\x18\x1b"
				    "c");
		if (memcmp((const char *)c.t + TERM_PEER_STATE,
			   (const char *)fresh.t + TERM_PEER_STATE, sizeof(*c.t) - TERM_PEER_STATE))
			fail_msg("legacy %zu: something is left", i);
		term_case_fini(&c);
	}
	leave(&c, 9);
	unsigned replies = c.t->replies;
	assert_true(replies < TERM_REPLIES);
	term_case_write(&c, "\x1b"
			    "c");
	assert_int_equal(c.t->replies, replies);
	term_case_fini(&c);
	term_case_fini(&fresh);
}

/* What stands in the terminal at 10x4, then the events of a new connection and the document. */
static const struct {
	const char *input, *events, *lines;
} places[] = {
	{ "", "", "0 next\n" },
	{ "one\r\n", "line 0: one\n", "0 one\n1 next\n" },
	{ "one\r\nopen", "line 0: one\nline 1: open\n", "0 one\n1 open\n2 next\n" },
	{ "one\r\n\r\n\r\n", "line 0: one\nline 1: \nline 2: \n", "0 one\n1 \n2 \n3 next\n" },
	{ "one\r\ntwo\x1b[A", "line 0: one\nline 1: two\n", "0 one\n1 two\n2 next\n" },
	{ "0123456789012345678901234567890123456789abc",
	  "line 0: 0123456789012345678901234567890123456789abc\n",
	  "0 0123456789012345678901234567890123456789abc\n1 next\n" },
	{ "a\r\nb\r\nc\r\nd\r\ne", "line 0: a\nline 1: b\nline 2: c\nline 3: d\nline 4: e\n",
	  "0 a\n1 b\n2 c\n3 d\n4 e\n5 next\n" },
	{ "a\r\n\x1b[?1049h\x1b[2Jmenu", "line 0: a\nmodes alternate\nmodes\n", "0 a\n1 next\n" },
	{ "a\r\n\x1b[4;1Hmenu\x1b[2;1H", "line 0: a\nmodes addressing\nmodes\n",
	  "0 a\n1 \n2 \n3 menu\n4 next\n" },
	{ "\x1b]0;t\x07", "title t\ntitle \n", "0 next\n" },
	{ "\x1b[?2004h", "modes paste\nmodes\n", "0 next\n" },
};

static void test_where_a_new_connection_begins(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		struct term_case c;
		struct str lines;

		str_init(&lines);
		term_case_init(&c, 10, 4, true, 100);
		term_case_write(&c, places[i].input);
		terminal_begin(c.t, 1);
		if (strcmp(c.events.text, places[i].events) != 0)
			fail_msg("place %zu: expected events\n%s\nsaw\n%s", i, places[i].events,
				 c.events.text);
		term_case_write(&c, "next");
		term_dump_lines(c.t, &lines);
		if (strcmp(lines.text, places[i].lines) != 0)
			fail_msg("place %zu: expected\n%s\nsaw\n%s", i, places[i].lines,
				 lines.text);
		term_check(c.t);
		str_fini(&lines);
		term_case_fini(&c);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_member_is_listed),
		cmocka_unit_test(test_nothing_of_a_peer_is_left),
		cmocka_unit_test(test_ris_takes_back_what_a_peer_set),
		cmocka_unit_test(test_where_a_new_connection_begins),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
