#include "unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "telnet/msp.h"
#include "telnet/mxp.h"

/* --- MXP: what comes out, with links and replies in braces. */

static void on_text(void *user, const char *bytes, size_t n)
{
	str_append(user, bytes, n);
}

enum { LONGEST = 2048 /* bytes of an address that can be */ };

static bool on_link(void *user, const char *address)
{
	if (address && strlen(address) > LONGEST)
		return false;
	str_append_format(user, "{%s}", address ? address : "");
	return true;
}

static void on_reply(void *user, const char *line)
{
	str_append_format(user, "{reply %s}", line);
}

static void on_ignored(void *user, const char *bytes, size_t n)
{
	str_append_string(user, "{ignored ");
	str_append(user, bytes, n);
	str_append_char(user, '}');
}

static void check_in(const char *input, const char *expected, size_t chunk)
{
	static const struct mxp_events events = { on_text, on_link, on_reply, on_ignored };
	struct str out;
	size_t n = strlen(input);
	Mxp *m;

	str_init(&out);
	m = mxp_new(&events, &out, "Hail", "1.0");
	for (size_t i = 0; i < n; i += chunk)
		mxp_receive(m, input + i, n - i < chunk ? n - i : chunk);
	mxp_release(m);
	if (strcmp(out.text, expected) != 0)
		fail_msg("%s\nin chunks of %zu\nexpected %s\nsaw      %s", input, chunk, expected,
			 out.text);
	mxp_free(m);
	str_fini(&out);
}

static void check(const char *input, const char *expected)
{
	static const size_t chunks[] = { 1, 2, 3, 7, 1 << 20 };

	for (size_t i = 0; i < sizeof(chunks) / sizeof(chunks[0]); i++)
		check_in(input, expected, chunks[i]);
}

#define SECURE "\x1b[1z"

static void test_text(void **state)
{
	(void)state;
	check("plain\r\ntext", "plain\r\ntext");
	check("\x1b[1;31mred\x1b[m \x1b[2J", "\x1b[1;31mred\x1b[m \x1b[2J");
	check("1 < 2 && 3 > 2 <3 <- <", "1 < 2 && 3 > 2 <3 <- <");
	check("<hp 20> <grin>", "<hp 20> <grin>");
	check("a <b", "a <b");
	check("a <b\r\nc", "a <b\r\nc");
	check("\x1b]0;<b>&lt;\a<b>x", "\x1b]0;<b>&lt;\a\x1b[1mx");
	check("\x1b]0;<b>\x1b\\y", "\x1b]0;<b>\x1b\\y");
	check("ab\x1b", "ab\x1b");
	check("\x1b[12\x1b[1z", "\x1b[12");
}

static void test_entities(void **state)
{
	(void)state;
	check("&lt;b&gt; &amp; &quot;&apos;", "<b> & \"'");
	check("&#233;&#xe9;&nbsp;.", "é\xc3\xa9\xc2\xa0.");
	check("&#27;&#10;&#155;&#xd800;&#x110000;&#;&#x;",
	      "&#27;&#10;&#155;&#xd800;&#x110000;&#;&#x;");
	check("&unknown; AT&T; a&b", "&unknown; AT&T; a&b");
	check(SECURE "<!ENTITY hp 20><!EN name 'Bob \"B\"'>\n&hp; &NAME;", "\n20 Bob \"B\"");
	check(SECURE "<!ENTITY hp 20><!ENTITY hp DELETE>&hp;", "&hp;");
	check("<!ENTITY hp 20>&hp;", "<!ENTITY hp 20>&hp;");
}

static void test_attributes(void **state)
{
	(void)state;
	check("<b>x</b> <I>y</I> <u>z</U> <s>s</s>",
	      "\x1b[1mx\x1b[22m \x1b[3my\x1b[23m \x1b[4mz\x1b[24m \x1b[9ms\x1b[29m");
	check("<b><i>x</b>y", "\x1b[1m\x1b[3mx\x1b[23m\x1b[22my");
	check("<color red blue>x<c #00ff00>y</c>z</color>.",
	      "\x1b[38;2;255;0;0m\x1b[48;2;0;0;255mx\x1b[38;2;0;255;0my\x1b[38;2;255;0;0mz"
	      "\x1b[39m\x1b[49m.");
	check("<color fore=nosuch>x</color>", "x");
	check("<font color=red>x</font>", "\x1b[38;2;255;0;0mx\x1b[39m");
	check("</b>x", "x");
	check("<b>x\ny", "\x1b[1mx\x1b[22m\ny");
	check(SECURE "<b>x\ny</b>z\n", "\x1b[1mx\ny\x1b[22mz\n");
	check("\x1b[6z<b>x\ny</b>z\n", "\x1b[1mx\ny\x1b[22mz\n");
}

static void test_lines(void **state)
{
	(void)state;
	check("a<br>b<sbr>c<nobr>\r\nd\r\n", "a\r\nb cd\r\n");
	check("\x1b[6z<p>a\r\nb\r\nc</p>d\r\ne", "abc\r\nd\r\ne");
}

static void test_links(void **state)
{
	(void)state;
	check(SECURE "<send>look</send>", "{command:%00}look{}");
	check(SECURE "<send href=\"buy bread\" hint=x>bread</send>",
	      "{command:buy%20bread}bread{}");
	check(SECURE "<send \"look &text;|get &text;\">it</send>",
	      "{command:look%20%00|get%20%00}it{}");
	check(SECURE "<send 'tell bob ' prompt>bob</send>", "{prompt:tell%20bob%20}bob{}");
	check(SECURE "<send 'a;b&quot;é'>x</send>", "{command:a%3Bb\"%C3%A9}x{}");
	check(SECURE "<a href='https://example.com/a b'>x</a>y", "{https://example.com/a%20b}x{}y");
	check("<send>look</send>", "<send>look</send>");
	check("<a href=x>y</a>", "<a href=x>y</a>");
	check("\x1b[4zx<send>", "x<send>");
	check("\x1b[4z<send>look\nx", "{command:%00}look{}\nx");
	check("\x1b[10z<send>x\x1b[20z<send>\x1b[99z<a href=x>", "<send>x<send><a href=x>");
	check(SECURE "<send>a\x1b[7zlook <b>" SECURE "</send>x", "{command:%00}alook <b>{}x");
	/* A reset isn't a way to secure mode, and ends what is open. */
	check(SECURE "<send>x\x1b[3zy<send>", "{command:%00}x{}\x1b[my<send>");
	check("\x1b[3z<send>x", "\x1b[m<send>x");
	check("\x1b[6z\x1b[3z\n<send>x", "\x1b[m\n<send>x");
	/* What a secure line leaves open, an open line can't close or follow. */
	check(SECURE "<send>x\n</send>y", "{command:%00}x\n</send>y");
}

/* What mode 4 let in ends by its closing tag, which needs no mode, and with the line at last. */
static void test_links_let_in(void **state)
{
	(void)state;
	check("\x1b[4z<send>look</send>", "{command:%00}look{}");
	check("\x1b[4z<send href=\"kill bob\">start</send> x\r\nnext",
	      "{command:kill%20bob}start{} x\r\nnext");
	check("\x1b[4z<send>a\x1b[4z</send>b", "{command:%00}a{}b");
	check("\x1b[4z<send>a</send>b</send>c</a>", "{command:%00}a{}b</send>c</a>");
	check("<b>\x1b[4z<send><i>a</send>b</b>c",
	      "\x1b[1m{command:%00}\x1b[3ma\x1b[23m{}b\x1b[22mc");
	check(SECURE "<!EL it '<send>'>\n\x1b[4z<it>x</it>y", "\n{command:%00}x{}y");
	/* In a locked line only mode 4 can close it again. */
	check("\x1b[2z\x1b[4z<send>a</send>b\x1b[4z</send>c", "{command:%00}a</send>b{}c");
	check("\x1b[2z\x1b[4z<send>a\nb", "{command:%00}a{}\nb");
	check("\x1b[7z\x1b[4z<send>a\nb<b>", "{command:%00}a{}\nb<b>");
	/* It is no way into what a secure line left open. */
	check(SECURE "<send>x\n\x1b[4z<b>y</send>z", "{command:%00}x\n\x1b[1my</send>z");
}

/* A link that can't be is no tag: nothing of it vanishes, and those behind it work. */
static void test_links_refused(void **state)
{
	struct str href, input, expected;

	(void)state;
	str_init(&href);
	str_init(&input);
	str_init(&expected);
	for (int i = 0; i < 450; i++)
		str_append_string(&href, "é");
	str_append_format(&input, SECURE "<send '%s'>a</send><send>b</send>", href.text);
	str_append_format(&expected, "<send '%s'>a{command:%%00}b{}", href.text);
	check(input.text, expected.text);
	str_clear(&input);
	str_clear(&expected);
	str_append_format(&input, SECURE "<!EL it '<b><send &t;>' ATT=t><it %s>a<send>b</send>",
			  href.text);
	str_append_format(&expected, "\x1b[1m\x1b[22m<it %s>a{command:%%00}b{}", href.text);
	check(input.text, expected.text);
	/* Nor is one for which too much is open. */
	str_clear(&input);
	str_clear(&expected);
	str_append_string(&input, SECURE);
	for (int i = 0; i < 32; i++) {
		str_append_string(&input, "<b>");
		str_append_string(&expected, "\x1b[1m");
	}
	str_append_string(&input, "<send>x");
	str_append_string(&expected, "<send>x");
	check(input.text, expected.text);
	str_fini(&href);
	str_fini(&input);
	str_fini(&expected);
}

static void test_elements(void **state)
{
	(void)state;
	check(SECURE "<!ELEMENT ex '<!ENTITY hp 20>'><ex>n</ex>&hp;", "n&hp;");
	check(SECURE "<!ELEMENT ex '<b><send href=\"go &text;\">'><ex>n</ex>.",
	      "\x1b[1m{command:go%20%00}n{}\x1b[22m.");
	check(SECURE "<!EL it \"<color &col;><send 'get &id;'>\" ATT='id col=red'>"
		     "<it 12>a</it><it id=7 col=#000001>b</it>",
	      "\x1b[38;2;255;0;0m{command:get%2012}a{}\x1b[39m"
	      "\x1b[38;2;0;0;1m{command:get%207}b{}\x1b[39m");
	check(SECURE "<!EL it '<send>' OPEN>\n<it>x</it>\n", "\n{command:%00}x{}\n");
	check(SECURE "<!EL it '<send>'>\n<it>x</it>\n", "\n<it>x</it>\n");
	check(SECURE "<!EL hp '<b>' EMPTY><hp>x", "\x1b[1mx");
	check(SECURE "<!EL a1 '<b>'><!EL a1 DELETE><a1>", "<a1>");
	check(SECURE "<!EL a1 '<send \"&x;\">' ATT=x><a1 '\"><a href=evil>'>y",
	      "{command:a%20href=evil}y");
}

static void test_asked(void **state)
{
	(void)state;
	check(SECURE "<version>",
	      "{reply " SECURE "<VERSION MXP=\"1.0\" CLIENT=\"Hail\" VERSION=\"1.0\">}");
	check(SECURE "<support send color.fore gauge evil&quot;>",
	      "{reply " SECURE "<SUPPORTS +send +color -gauge>}");
	check("<version><support>", "<version><support>");
	check(SECURE "<sound 'thunder.wav' V=50><image cat.png>",
	      "[sound thunder.wav][image cat.png]");
	check(SECURE "<gauge hp max=20><relocate evil 23><user>",
	      "{ignored <gauge hp max=20}{ignored <relocate evil 23}{ignored <user}");
}

/* What a peer can define and open is bounded, and an element that calls itself ends. */
static void test_bounds(void **state)
{
	struct str text, expected;

	(void)state;
	str_init(&text);
	str_init(&expected);
	for (int i = 0; i < 100; i++)
		str_append_string(&text, "<b>");
	for (int i = 0; i < 32; i++)
		str_append_string(&expected, "\x1b[1m");
	check(text.text, expected.text);
	check(SECURE "<!EL x '<x><x>' EMPTY><x>.", ".");
	str_clear(&text);
	str_append_char(&text, '<');
	for (int i = 0; i < 2000; i++)
		str_append_char(&text, 'b');
	str_append_char(&text, '>');
	check(text.text, text.text);
	str_fini(&text);
	str_fini(&expected);
}

/* --- MSP. */

static void check_msp(const char *input, const char *expected)
{
	for (size_t chunk = 1; chunk < 9; chunk++) {
		struct msp m = { .length = 0 };
		struct str out;
		size_t n = strlen(input);

		str_init(&out);
		for (size_t i = 0; i < n; i += chunk)
			msp_filter(&m, input + i, n - i < chunk ? n - i : chunk, &out);
		msp_release(&m, &out);
		assert_string_equal(out.text, expected);
		str_fini(&out);
	}
}

static void test_msp(void **state)
{
	(void)state;
	check_msp("!!SOUND(thunder.wav V=100 L=1)\r\n", "[sound thunder.wav]\r\n");
	check_msp("x\r\n!!MUSIC(Off)y", "x\r\n[music Off]y");
	check_msp("Bob says !!SOUND(evil)", "Bob says !!SOUND(evil)");
	check_msp("!!SOUNDS(x)\n!!", "!!SOUNDS(x)\n!!");
	check_msp("!!SOUND(a\nb)", "!!SOUND(a\nb)");
	check_msp("!!SOUND(\x1b[2J)", "!!SOUND(\x1b[2J)");
	check_msp("!!SOUND()", "[sound ]");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),          cmocka_unit_test(test_entities),
		cmocka_unit_test(test_attributes),    cmocka_unit_test(test_lines),
		cmocka_unit_test(test_links),         cmocka_unit_test(test_links_let_in),
		cmocka_unit_test(test_links_refused), cmocka_unit_test(test_elements),
		cmocka_unit_test(test_asked),         cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_msp),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
