/* Lines that the handler of the line event replaces. */
#include "unit/unit.h"

#include <string.h>

#include "term/terminal-private.h"
#include "unit/term-fixture.h"

static void test_replace(void **state)
{
	struct term_case c;
	struct text_line line;

	(void)state;
	term_case_init(&c, 10, 4, true, 100);
	c.replace = "old";
	c.with = "\x1b[new\x07 日本語 wrapped";
	term_case_write(&c, "\x1b[31mold text\x1b[m of some length\r\nnext\r\n");
	term_expect_lines(&c, "0 ^[[new^G 日本語 wrapped\n1 next\n2 \n");
	text_line_init(&line);
	row_text_append(&line, grid_row(c.t->grid, 0), 10, c.t->clusters);
	assert_int_equal(line.runs[0].style.fg, CELL_INDEXED | 1);
	text_line_fini(&line);
	c.with = "";
	term_case_write(&c, "old\r\nlast");
	term_expect_lines(&c, "0 ^[[new^G 日本語 wrapped\n1 next\n2 \n3 last\n");
	/* The new text obeys no mode of the peer, and isn't told of again. */
	str_clear(&c.events);
	c.with = "#123456789qqq";
	term_case_write(&c, "\x1b[?7l\x1b(A\x1b[4h\r\x1b[Kold\r\n\x1b[4l\x1b[?7h");
	term_expect_lines(&c, "0 ^[[new^G 日本語 wrapped\n1 next\n2 \n3 #123456789qqq\n4 \n");
	term_expect_events(&c, "line 3: old\n");
	term_case_fini(&c);
}

static void test_a_replacement_is_cut_at_the_limit(void **state)
{
	struct term_case c;
	struct str with, line;

	(void)state;
	str_init(&with);
	str_init(&line);
	str_append_char(&with, 'x');
	for (unsigned i = 0; i < 50000; i++)
		str_append_string(&with, "é");
	term_case_init(&c, 10, 4, true, 100);
	c.replace = "old";
	c.with = with.text;
	term_case_write(&c, "old\r\nnext");
	assert_int_equal(terminal_end_line(c.t), 2);
	terminal_line_text(c.t, 0, &line);
	assert_int_equal(line.length, 65525);
	assert_memory_equal(line.text, with.text, line.length);
	str_clear(&line);
	terminal_notice(c.t, with.text, with.length, 1);
	terminal_line_text(c.t, 1, &line);
	assert_int_equal(line.length, TEXT_LINE_LIMIT - 1);
	term_check(c.t);
	str_fini(&with);
	str_fini(&line);
	term_case_fini(&c);
}

/* A handler that gives every received line a text in three styles. */
struct painter {
	Terminal *t;
	unsigned calls;
	const char *parts[3];
};

static const struct cell_style styles[3] = {
	{ CELL_INDEXED | 2, 0, CELL_BOLD },
	{ CELL_RGB | 0x123456, CELL_INDEXED | 4, 0 },
	{ 0, 0, CELL_SENT | CELL_NOTICE | CELL_ITALIC },
};

static enum terminal_verdict paint(void *user, const struct terminal_line *line,
				   struct text_line *replacement)
{
	struct painter *p = user;

	(void)line;
	p->calls++;
	for (size_t i = 0; i < 3; i++)
		text_line_append(replacement, p->parts[i], strlen(p->parts[i]), styles[i]);
	return TERMINAL_REPLACE;
}

static void painter_init(struct painter *p, const char *a, const char *b, const char *c)
{
	struct terminal_config config = { 10, 5, true, 100, 1 << 20 };
	struct terminal_events events = { .line = paint };

	*p = (struct painter){ .parts = { a, b, c } };
	p->t = terminal_new(&config, &events, p);
	terminal_listen(p->t, true);
}

static const struct cell *cell(const struct painter *p, unsigned y, unsigned x)
{
	return &grid_row(p->t->grid, y)->cell[x];
}

static void expect_style(const struct painter *p, unsigned y, unsigned x, struct cell_style s)
{
	const struct cell_style *saw = &cell(p, y, x)->style;

	if (!style_equal(saw, &s))
		fail_msg("row %u column %u: expected %x %x %x, saw %x %x %x", y, x, s.fg, s.bg,
			 s.attrs, saw->fg, saw->bg, saw->attrs);
}

/* Styles stay with their characters over a wrap, beside wide characters and in shown controls. */
static void test_styles(void **state)
{
	struct painter p;
	struct str line;

	(void)state;
	painter_init(&p, "ok \x1b[", "日本語 text", "\nend");
	str_init(&line);
	terminal_write(p.t, "\x1b[35mx\r\ny", 9, 1);
	terminal_line_text(p.t, 0, &line);
	assert_string_equal(line.text, "ok ^[[日本語 text^Jend");
	expect_style(&p, 0, 0, styles[0]);
	expect_style(&p, 0, 4, styles[0]);
	expect_style(&p, 0, 6, styles[1]);
	assert_int_equal(cell(&p, 0, 6)->width, 2);
	expect_style(&p, 1, 0, styles[1]);
	/* What says that the client speaks is not for received text. */
	expect_style(&p, 2, 0, (struct cell_style){ .attrs = CELL_ITALIC });
	/* The peer's pen is as it was. */
	expect_style(&p, 3, 0, (struct cell_style){ .fg = CELL_INDEXED | 5 });
	term_check(p.t);
	str_fini(&line);
	terminal_free(p.t);
}

static void test_an_empty_replacement(void **state)
{
	struct painter p;

	(void)state;
	painter_init(&p, "", "", "");
	terminal_write(p.t, "one\r\ntwo two two\r\n3", 19, 1);
	assert_int_equal(terminal_end_line(p.t), 3);
	assert_int_equal(cell(&p, 0, 0)->glyph, 0);
	assert_int_equal(cell(&p, 1, 0)->glyph, 0);
	assert_int_equal(cell(&p, 2, 0)->glyph, '3');
	term_check(p.t);
	terminal_free(p.t);
}

/* Nobody listens: no line is told of, none replaced. */
static void test_nobody_listens(void **state)
{
	struct painter p;

	(void)state;
	painter_init(&p, "a", "b", "c");
	terminal_listen(p.t, false);
	terminal_write(p.t, "one\r\n", 5, 1);
	terminal_notice(p.t, "notice", 6, 1);
	terminal_echo(p.t, "sent", 4, 1);
	assert_int_equal(p.calls, 0);
	terminal_listen(p.t, true);
	terminal_write(p.t, "two\r\n", 5, 1);
	assert_int_equal(p.calls, 1);
	terminal_free(p.t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_replace),
		cmocka_unit_test(test_a_replacement_is_cut_at_the_limit),
		cmocka_unit_test(test_styles),
		cmocka_unit_test(test_an_empty_replacement),
		cmocka_unit_test(test_nobody_listens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
