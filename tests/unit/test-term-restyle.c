/* Lines that get another look in char mode: their cells' colours change, and nothing else. */
#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "term/terminal-private.h"
#include "unit/term-fixture.h"

/* What a handler does to each line. */
enum deed { LEAVE, MARK, MARK_ALL, APPEND, GAG };

struct painter {
	Terminal *t;
	enum deed deed;
	uint32_t attrs; /* beside those of `look` */
	unsigned calls;
	struct str replies;
};

static const struct cell_style look = { CELL_INDEXED | 1, CELL_INDEXED | 7,
					CELL_BOLD | CELL_SENT | CELL_NOTICE };
enum { SEEN = CELL_BOLD }; /* of its attributes */

/* Marks the words `down`, or all of the line, by attributes beside the look. */
static void mark(const struct terminal_line *line, bool all, uint32_t attrs,
		 struct text_line *replacement)
{
	for (size_t i = 0; i < line->run_count; i++) {
		const struct terminal_run *run = &line->runs[i];

		for (size_t at = run->start; at < run->start + run->length; at++) {
			size_t back = at < 3 ? at : 3;
			bool marked = all;
			struct cell_style marks = look;

			for (size_t k = 0; k <= back; k++)
				marked |= strncmp(line->text + at - k, "down", 4) == 0;
			marks.attrs |= attrs;
			text_line_append(replacement, line->text + at, 1,
					 marked ? marks : run->style);
		}
	}
}

static enum terminal_verdict paint(void *user, const struct terminal_line *line,
				   struct text_line *replacement)
{
	struct painter *p = user;

	p->calls++;
	if (p->deed == LEAVE || p->deed == GAG)
		return p->deed == GAG ? TERMINAL_GAG : TERMINAL_KEEP;
	mark(line, p->deed == MARK_ALL, p->attrs, replacement);
	if (p->deed == APPEND)
		text_line_append(replacement, "x", 1, look);
	return TERMINAL_REPLACE;
}

static void note_reply(void *user, const char *bytes, size_t n)
{
	struct painter *p = user;

	str_append(&p->replies, bytes, n);
}

static void painter_init(struct painter *p, enum deed deed, unsigned width, unsigned height)
{
	struct terminal_config config = { width, height, false, 100, 1 << 20 };
	struct terminal_events events = { .line = paint, .reply = note_reply };

	/* An id of the grid's is for what keeps the text. */
	*p = (struct painter){ .deed = deed, .attrs = deed == APPEND ? 0 : 3u << CELL_EXTRA_SHIFT };
	str_init(&p->replies);
	p->t = terminal_new(&config, &events, p);
	terminal_listen(p->t, true);
}

static void painter_fini(struct painter *p)
{
	terminal_free(p->t);
	str_fini(&p->replies);
}

static void say(struct painter *p, const char *text)
{
	terminal_write(p->t, text, strlen(text), 1);
	term_check(p->t);
}

static bool is_marked(const struct cell_style *s)
{
	return s->fg == look.fg && s->bg == look.bg;
}

static const struct cell *cell(const struct painter *p, unsigned y, unsigned x)
{
	return &grid_row(p->t->grid, y)->cell[x];
}

/* A row's cells as a text: `#` for a marked one, `.` for another. */
static void expect_marks(const struct painter *p, unsigned y, const char *expected)
{
	char saw[TERM_SIZE_MAX + 1];
	unsigned width = p->t->grid->width;

	for (unsigned x = 0; x < width; x++)
		saw[x] = is_marked(&cell(p, y, x)->style) ? '#' : '.';
	saw[width] = '\0';
	if (strcmp(saw, expected) != 0)
		fail_msg("row %u: expected \"%s\", saw \"%s\"", y, expected, saw);
}

static void test_marks(void **state)
{
	struct painter p;

	(void)state;
	painter_init(&p, MARK, 10, 6);
	say(&p, "\x1b[32mis down.\x1b[4m");
	expect_marks(&p, 0, "..........");
	say(&p, "\r\nnext down");
	expect_marks(&p, 0, "...####...");
	/* The open line is nobody's. */
	expect_marks(&p, 1, "..........");
	assert_int_equal(cell(&p, 0, 0)->style.fg, CELL_INDEXED | 2);
	assert_int_equal(cell(&p, 0, 3)->style.attrs, SEEN);
	/* The peer's pen and place are its own. */
	assert_int_equal(cell(&p, 1, 0)->style.attrs, 1 << CELL_UNDERLINE_SHIFT);
	assert_int_equal(p.t->y, 1);
	assert_int_equal(p.t->x, 9);
	/* What it writes over a line looks as it says. */
	say(&p, "\r\x1b[A\x1b[m   do\r\n");
	expect_marks(&p, 0, ".....##...");
	painter_fini(&p);
}

static void test_wraps_and_widths(void **state)
{
	struct painter p;

	(void)state;
	painter_init(&p, MARK, 5, 6);
	/* The wide character doesn't fit at the edge; one has a mark of its own. */
	say(&p, "日本語down\r\nu\xcc\x88"
		"downx\r\n");
	expect_marks(&p, 0, ".....");
	expect_marks(&p, 1, "..###");
	expect_marks(&p, 2, "#....");
	expect_marks(&p, 3, ".####");
	expect_marks(&p, 4, ".....");
	p.deed = MARK_ALL;
	say(&p, "本a語e\xcc\x81\r\n");
	term_expect_lines(&(struct term_case){ .t = p.t }, "0 日本語down\n1 u\xcc\x88"
							   "downx\n2 本a語e\xcc\x81\n3 \n");
	expect_marks(&p, 3, "#####");
	expect_marks(&p, 4, "#....");
	painter_fini(&p);
}

/* The beginning of a line has left the screen when its end comes. */
static void test_history(void **state)
{
	struct painter p;
	struct text_line line;

	(void)state;
	painter_init(&p, MARK, 6, 2);
	say(&p, "\x1b[33m12345down89\x1b[m, it is down\r\n");
	text_line_init(&line);
	assert_non_null(scrollback_open(p.t->history));
	expect_marks(&p, 0, ".####.");
	say(&p, "2\r\n3\r\n");
	assert_true(scrollback_get(p.t->history, 0, &line));
	assert_int_equal(line.run_count, 5);
	assert_int_equal(line.runs[0].style.fg, CELL_INDEXED | 3);
	assert_int_equal(line.runs[0].length, 5);
	assert_true(is_marked(&line.runs[1].style));
	assert_int_equal(line.runs[1].length, 4);
	assert_int_equal(line.runs[2].style.fg, CELL_INDEXED | 3);
	assert_int_equal(line.runs[3].style.fg, CELL_DEFAULT);
	assert_true(is_marked(&line.runs[4].style));
	/* A line of one row was packed before it was shown to the handler. */
	text_line_clear(&line);
	say(&p, "down\r\n\n\n");
	assert_true(scrollback_get(p.t->history, 3, &line));
	assert_int_equal(line.run_count, 1);
	assert_true(is_marked(&line.runs[0].style));
	text_line_fini(&line);
	painter_fini(&p);
}

/* A resize takes the looks along, as it does with the peer's own. */
static void test_resize(void **state)
{
	struct painter p;

	(void)state;
	painter_init(&p, MARK, 10, 5);
	say(&p, "link is down, yes\r\n");
	expect_marks(&p, 0, "........##");
	expect_marks(&p, 1, "##........");
	terminal_resize(p.t, 20, 5);
	term_check(p.t);
	expect_marks(&p, 0, "........####........");
	terminal_resize(p.t, 4, 2);
	terminal_resize(p.t, 9, 5);
	term_check(p.t);
	expect_marks(&p, 0, "........#");
	expect_marks(&p, 1, "###......");
	painter_fini(&p);
}

/* Only the very text of a line can get another look, and only where no rows are addressed. */
static void test_left_alone(void **state)
{
	struct painter p;

	(void)state;
	painter_init(&p, APPEND, 10, 4);
	say(&p, "down\r\n");
	p.deed = GAG;
	say(&p, "down\r\n");
	p.deed = LEAVE;
	say(&p, "down\r\n");
	term_expect_lines(&(struct term_case){ .t = p.t }, "0 down\n1 down\n2 down\n3 \n");
	for (unsigned y = 0; y < 4; y++)
		expect_marks(&p, y, "..........");
	assert_int_equal(p.calls, 3);
	p.deed = MARK_ALL;
	say(&p, "\x1b[?1049h\x1b[Hdown\r\ndown\r\n\x1b[?1049l");
	say(&p, "\x1b[2J\x1b[3;3Hdown\x1b[2;1Hdown\r\ndown\r\n");
	for (unsigned y = 0; y < 4; y++)
		expect_marks(&p, y, "..........");
	terminal_notice(p.t, "down", 4, 1);
	terminal_echo(p.t, "down", 4, 1);
	for (unsigned y = 0; y < 4; y++)
		expect_marks(&p, y, "..........");
	painter_fini(&p);
}

/* What the peer means by a cell is not for the eye alone. */
static void test_meaning_stays(void **state)
{
	struct painter p;
	uint64_t line;

	(void)state;
	painter_init(&p, MARK_ALL, 20, 4);
	say(&p, "\x1b[1\"qsafe\x1b[0\"q \x1b]8;;http://a.example/\x1b\\link\x1b]8;;\x1b\\ "
		"\x1b[4;58:5:2mline\x1b[m\r\n");
	expect_marks(&p, 0, "##############......");
	assert_int_equal(cell(&p, 0, 0)->style.attrs, SEEN | CELL_PROTECTED);
	line = terminal_cursor_line(p.t) - 1;
	assert_string_equal(terminal_link(p.t, &cell(&p, 0, 5)->style, line), "http://a.example/");
	assert_null(terminal_link(p.t, &cell(&p, 0, 0)->style, line));
	assert_int_not_equal(cell(&p, 0, 10)->style.attrs >> CELL_EXTRA_SHIFT, 0);
	/* Protected cells stay when the rest is erased. */
	say(&p, "\x1b[A\x1b[?2K");
	term_expect_lines(&(struct term_case){ .t = p.t }, "0 safe\n");
	painter_fini(&p);
}

/* What a peer asks for may not depend on what rules did: sums of cells (DECRQCRA), before and
 * behind what it does to them. */
static const char *const sums[] = {
	"is \x1b[1mdown\x1b[m down\x1b[4:3m down\x1b[m \x1b[7;5mdown\x1b[m\r\n",
	"日本 down\r\ndown\r\n\x1b[1;6;1;7;7$r",
	"down down\r\n\x1b[1;1;1;9;0$t\x1b[1;1;1;4;1;4$t",
	"down down\r\n\x1b[1;1;1;9;1$r\x1b[1;1;1;4;22$r",
	"down down\r\n\x1b[1;1;1;9;1;2;3;1$v\x1b[H\x1b[3@\x1b[2P\x1b[1mx",
	"down\r\n\x1b[A\x1b[1mdown\x1b[m\r\ndown\r\n\x1b[?69h\x1b[2;6s\x1b[2;2H\x1b[L",
};

static void test_sums(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(sums) / sizeof(sums[0]); i++) {
		struct painter a, b;

		painter_init(&a, LEAVE, 20, 4);
		painter_init(&b, MARK_ALL, 20, 4);
		b.attrs |= CELL_BLINK | CELL_REVERSE | 2 << CELL_UNDERLINE_SHIFT;
		say(&a, sums[i]);
		say(&b, sums[i]);
		for (int column = 1; column <= 20; column++) {
			char ask[40];

			snprintf(ask, sizeof(ask), "\x1b[1;1;1;%d;4;%d*y", column, column);
			say(&a, ask);
			say(&b, ask);
		}
		if (!a.replies.length || strcmp(a.replies.text, b.replies.text) != 0)
			fail_msg("%zu: expected %s, saw %s", i, a.replies.text, b.replies.text);
		painter_fini(&a);
		painter_fini(&b);
	}
}

/* Another text that a line was given is none of the peer's. */
static void test_sum_of_another_text(void **state)
{
	struct painter p;

	(void)state;
	painter_init(&p, APPEND, 6, 4);
	terminal_set_line_mode(p.t, true);
	say(&p, "down, down\r\n");
	terminal_set_line_mode(p.t, false);
	term_expect_lines(&(struct term_case){ .t = p.t }, "0 down, downx\n1 \n");
	say(&p, "\x1b[1;1;1;1;2;6*y");
	assert_string_equal(p.replies.text, "\x1bP1!~FFE0\x1b\\");
	painter_fini(&p);
}

/* Drawn anew, a line is as it was received. */
static void test_redraw(void **state)
{
	struct painter p;
	TerminalRedraw *r;

	(void)state;
	painter_init(&p, MARK, 10, 4);
	say(&p, "down\r\n");
	expect_marks(&p, 0, "####......");
	r = terminal_redraw_begin(p.t, 0);
	say(&p, "down\r\n");
	terminal_redraw_end(p.t, r, true);
	expect_marks(&p, 0, "..........");
	assert_int_equal(p.calls, 1);
	painter_fini(&p);
}

static const char *const inputs[] = {
	"one down\r\ntwo\ndown\r\x1b[Kdownx\r\n\r\n  down  \r\n",
	"日本語down日本 down 本本本本本本本本本本\r\nu\xcc\x88"
	"down\xcc\x88\r\n",
	"\x1b[?2027h👩‍👩‍👧down👍🏽 down\r\n\x1b[?2027l1\xf0\x9f\x8f\xbd"
	"down\r\n",
	"a line that is down and goes on and on until it has left the screen, down\r\nnext\r\n",
	"\x1b[44mdown\x1b[K\r\n\x1b[m\x1b[7mdown   \r\n\x1b[m\x1b[4hdo\bx\x1b[4l\r\n",
	"down\tdown\tdown\r\n\x1b[?7lno wrap here and down at the end\r\n\x1b[?7h",
	"\x1b[2;4rdown\r\ndown\r\ndown\r\n\x1b[r\x1b[5;5Hdown\r\n\x1b[2Jdown\r\n",
	"down\x0b"
	"down\x0c"
	"down\x1b"
	"Ddown\x1b"
	"Edown\r\n\x1b[Mdown\r\n",
};

/* Appends what may not depend on looks: cells but for their styles, cursor, lines. */
static void dump_shape(const Terminal *t, struct str *out)
{
	str_append_format(out, "%u %u %d %u %u\n", t->y, t->x, t->pending, t->pen.fg, t->pen.attrs);
	for (unsigned y = 0; y < t->grid->height; y++) {
		const struct row *row = grid_row(t->grid, y);

		str_append_format(out, "%u %x:", row->used, row->flags);
		for (unsigned x = 0; x < t->grid->width; x++)
			str_append_format(out, " %x/%u/%u", (unsigned)row->cell[x].glyph,
					  row->cell[x].width, row->cell[x].joined);
		str_append_char(out, '\n');
	}
	term_dump_lines(t, out);
}

static void write_in_pieces(struct painter *p, const char *input, size_t chunk)
{
	size_t n = strlen(input);

	for (size_t at = 0; at < n; at += chunk)
		terminal_write(p->t, input + at, n - at < chunk ? n - at : chunk, 1);
	term_check(p->t);
}

/* But for the looks all is as without a handler, however the input is cut; so are the looks. */
static void test_nothing_else_changes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(inputs) / sizeof(inputs[0]); i++) {
		struct str plain, shape, whole, pieces;
		struct painter a, b;

		str_init(&plain);
		str_init(&whole);
		painter_init(&a, LEAVE, 13, 5);
		painter_init(&b, MARK, 13, 5);
		say(&a, inputs[i]);
		say(&b, inputs[i]);
		dump_shape(a.t, &plain);
		term_dump_all(b.t, &whole);
		painter_fini(&b);
		for (size_t chunk = 1; chunk < 8; chunk++) {
			str_init(&shape);
			str_init(&pieces);
			painter_init(&b, MARK, 13, 5);
			write_in_pieces(&b, inputs[i], chunk);
			dump_shape(b.t, &shape);
			term_dump_all(b.t, &pieces);
			assert_int_equal(a.calls, b.calls);
			assert_string_equal(shape.text, plain.text);
			assert_string_equal(pieces.text, whole.text);
			painter_fini(&b);
			str_fini(&shape);
			str_fini(&pieces);
		}
		painter_fini(&a);
		str_fini(&plain);
		str_fini(&whole);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_marks),      cmocka_unit_test(test_wraps_and_widths),
		cmocka_unit_test(test_history),    cmocka_unit_test(test_resize),
		cmocka_unit_test(test_left_alone), cmocka_unit_test(test_meaning_stays),
		cmocka_unit_test(test_sums),       cmocka_unit_test(test_sum_of_another_text),
		cmocka_unit_test(test_redraw),     cmocka_unit_test(test_nothing_else_changes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
