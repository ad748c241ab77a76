/* Cells as text, with SGR sequences, as HTML and SVG. */
#include "unit/unit.h"

#include <stdbool.h>
#include <string.h>

#include "picture/picture.h"
#include "picture/rgb.h"
#include "term/cell.h"

static const struct cell_style plain;

static void put(struct cells *c, unsigned row, unsigned column, const char *text,
		struct cell_style style)
{
	cells_text(c, row, column, c->width - column, text, strlen(text), style);
}

/* Four rows: words, styles, wide characters and a cluster, what is concealed. */
static void make(struct cells *c)
{
	struct cell_style red = { .fg = CELL_INDEXED | 1, .attrs = CELL_BOLD };
	struct cell_style curly = { .attrs = 3 << CELL_UNDERLINE_SHIFT };
	struct cell_style green = { .bg = CELL_RGB | 0x008000 };
	struct cell_style concealed = { .attrs = CELL_CONCEAL };

	cells_init(c);
	cells_reset(c, 20, 4);
	put(c, 0, 0, "a<b>&\"c\"", plain);
	put(c, 0, 10, "two words", red);
	put(c, 1, 0, "curly", curly);
	put(c, 1, 6, "on  ", green);
	put(c, 2, 0, "|\xe6\x97\xa5\xe6\x9c\xac|\xe2\x94\x80\xe2\x94\x80|", plain);
	put(c, 2, 8, "x", plain);
	cells_at(c, 2, 8)->glyph = cluster_join(c->clusters, 'e', 0x301);
	put(c, 3, 0, "pw: ", plain);
	put(c, 3, 4, "geheim", concealed);
}

static void expect(enum picture_format format, const char *expected)
{
	struct cells c;
	struct str out;

	make(&c);
	str_init(&out);
	picture_put(format, &c, "a & b", &out);
	if (!strstr(out.text, expected))
		fail_msg("expected %s\nin %s", expected, out.text);
	assert_null(strstr(out.text, "geheim"));
	str_fini(&out);
	cells_fini(&c);
}

static void test_text(void **state)
{
	(void)state;
	expect(PICTURE_TEXT, "a<b>&\"c\"  two words\n"
			     "curly on\n"
			     "|\xe6\x97\xa5\xe6\x9c\xac|\xe2\x94\x80\xe2\x94\x80"
			     "e\xcc\x81\n"
			     "pw:\n");
}

static void test_ansi(void **state)
{
	(void)state;
	expect(PICTURE_ANSI, "a<b>&\"c\"  \x1b[0;1;31mtwo words\x1b[0m\n"
			     "\x1b[0;4:3mcurly\x1b[0m \x1b[0;48;2;0;128;0mon  \x1b[0m\n");
}

static void test_html(void **state)
{
	(void)state;
	expect(PICTURE_HTML, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
			     "<meta charset=\"utf-8\">\n<title>a &amp; b</title>\n");
	expect(PICTURE_HTML, "\n<pre>\na&lt;b&gt;&amp;&quot;c&quot;  "
			     "<span style=\"color:#cd0000;font-weight:bold;\">two words</span>\n"
			     "<span style=\"text-decoration: underline wavy;\">curly</span> "
			     "<span style=\"background:#008000;\">on  </span>\n"
			     "|<span style=\"width:2ch;\">\xe6\x97\xa5</span>"
			     "<span style=\"width:2ch;\">\xe6\x9c\xac</span>|"
			     "<span style=\"width:2ch;\">\xe2\x94\x80\xe2\x94\x80</span>"
			     "<span style=\"width:1ch;\">e\xcc\x81</span>\n"
			     "pw:\n</pre>\n</body>\n</html>\n");
}

/* Each word at its column, so that any font aligns. */
static void test_svg(void **state)
{
	(void)state;
	expect(PICTURE_SVG, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"198\" "
			    "height=\"86\" viewBox=\"0 0 198 86\">\n<title>a &amp; b</title>\n");
	expect(PICTURE_SVG, "<text x=\"9\" y=\"22\" textLength=\"72\" "
			    "lengthAdjust=\"spacingAndGlyphs\">a&lt;b&gt;&amp;&quot;c&quot;"
			    "</text>\n");
	expect(PICTURE_SVG, "<text x=\"135\" y=\"22\" textLength=\"45\" "
			    "lengthAdjust=\"spacingAndGlyphs\" fill=\"#cd0000\" "
			    "font-weight=\"bold\">words</text>\n");
	expect(PICTURE_SVG, "<rect x=\"63\" y=\"26\" width=\"36\" height=\"17\" "
			    "fill=\"#008000\"/>\n");
	expect(PICTURE_SVG, "<text x=\"18\" y=\"56\" textLength=\"18\" "
			    "lengthAdjust=\"spacingAndGlyphs\">\xe6\x97\xa5</text>\n");
}

/* No mark of direction acts on what stands around it, and XML can hold all that is written. */
static void test_code_points(void **state)
{
	static const struct {
		uint32_t cp;
		const char *expected;
	} cases[] = {
		{ 0x202e, "<U+202E>\n" },     { 0x9b, "<9b>\n" },
		{ 0xffff, "\xef\xbf\xbd\n" }, { 0x1fffe, "\xef\xbf\xbd\n" },
		{ 0xfdd0, "\xef\xbf\xbd\n" }, { 0x1f600, "\xf0\x9f\x98\x80\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct cells c;
		struct str out;

		cells_init(&c);
		cells_reset(&c, 4, 1);
		put(&c, 0, 0, "x", plain);
		cells_at(&c, 0, 0)->glyph = cases[i].cp;
		str_init(&out);
		picture_put(PICTURE_TEXT, &c, "", &out);
		assert_string_equal(out.text, cases[i].expected);
		str_fini(&out);
		cells_fini(&c);
	}
}

static void test_colours(void **state)
{
	struct cell_style style = { .fg = CELL_INDEXED | 9, .bg = CELL_RGB | 0x102030 };
	struct rgb_pair pair = rgb_of_style(&style);

	(void)state;
	assert_int_equal(pair.fg, 0xff0000);
	assert_int_equal(pair.bg, 0x102030);
	assert_true(pair.filled);
	style.attrs = CELL_REVERSE;
	assert_int_equal(rgb_of_style(&style).bg, 0xff0000);
	style = (struct cell_style){ .attrs = CELL_DIM };
	assert_int_equal(rgb_of_style(&style).fg, 0x818181);
	assert_false(rgb_of_style(&style).filled);
}

static void test_endings(void **state)
{
	static const struct {
		const char *path;
		enum picture_format format;
		bool known;
	} cases[] = {
		{ "frame", PICTURE_TEXT, true },       { "a.b/frame", PICTURE_TEXT, true },
		{ ".frame", PICTURE_TEXT, true },      { "x.txt", PICTURE_TEXT, true },
		{ "/a/x.ansi", PICTURE_ANSI, true },   { "x.y.html", PICTURE_HTML, true },
		{ "x.SVG", PICTURE_SVG, true },        { "x.png", PICTURE_TEXT, false },
		{ "x.html.bak", PICTURE_TEXT, false }, { "x.", PICTURE_TEXT, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		enum picture_format format;
		struct err e = { 0 };
		bool known = picture_format_of(cases[i].path, &format, &e);

		if (known != cases[i].known || (known && format != cases[i].format))
			fail_msg("%s: saw %d, %d", cases[i].path, known, (int)format);
		if (!known)
			assert_non_null(strstr(e.text, ".txt, .ansi, .html or .svg"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),        cmocka_unit_test(test_ansi),
		cmocka_unit_test(test_html),        cmocka_unit_test(test_svg),
		cmocka_unit_test(test_code_points), cmocka_unit_test(test_colours),
		cmocka_unit_test(test_endings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
