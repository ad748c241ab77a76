/*
 * The peer's character set while a session runs: what stands on the screen is read anew, and
 * nothing else happens.
 */
#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "script-transport.h"
#include "session/replay.h"
#include "session/logging.h"
#include "session/session.h"
#include "unit/term-dump.h"

struct fixture {
	Session *session;
	History *history;
	struct buf sent;
	struct str told; /* events but for messages, a word each */
	struct str messages;
	const char *const *sets; /* what the peer's next marks of prompts switch to, to NULL */
};

static void on_message(void *user, enum message_kind kind, const char *text)
{
	struct fixture *f = user;

	(void)kind;
	str_append_format(&f->messages, "%s\n", text);
}

static void on_bell(void *user)
{
	str_append_string(&((struct fixture *)user)->told, "bell ");
}

static void on_title(void *user, const char *title)
{
	str_append_format(&((struct fixture *)user)->told, "title:%s ", title);
}

static enum terminal_verdict on_line(void *user, const struct terminal_line *line,
				     struct text_line *replacement)
{
	(void)replacement;
	str_append_format(&((struct fixture *)user)->told, "line:%llu ",
			  (unsigned long long)line->number);
	return TERMINAL_KEEP;
}

static enum terminal_verdict on_prompt(void *user, enum session_prompt how, const char *text,
				       size_t n, struct text_line *replacement)
{
	struct fixture *f = user;
	struct err e;

	(void)how, (void)text, (void)n, (void)replacement;
	if (f->sets && *f->sets && !session_switch_charset(f->session, *f->sets++, &e))
		fail_msg("%s", e.text);
	return TERMINAL_KEEP;
}

static const struct session_events events = { .message = on_message,
					      .bell = on_bell,
					      .title = on_title,
					      .line = on_line,
					      .prompt = on_prompt };

static struct session_settings settings_with(const char *charset, enum mode_choice mode)
{
	return (struct session_settings){ .charset = charset,
					  .fallback_charset = "CP1252",
					  .mode = mode,
					  .history_lines = 1000,
					  .history_bytes = 1 << 20 };
}

static void init(struct fixture *f, const char *charset, enum mode_choice mode)
{
	struct session_settings settings = settings_with(charset, mode);

	*f = (struct fixture){ .history = history_new(100) };
	str_init(&f->told);
	str_init(&f->messages);
	f->session = session_new(&settings, 40, 8, f->history, &events, f);
	session_listen(f->session, true);
}

static void fini(struct fixture *f)
{
	session_free(f->session);
	history_free(f->history);
	buf_fini(&f->sent);
	str_fini(&f->told);
	str_fini(&f->messages);
}

static void read_on(struct fixture *f)
{
	do
		session_pump(f->session, 1, 5000);
	while (session_wants(f->session).again);
}

static void attach_steps(struct fixture *f, enum telnet_protocol protocol,
			 const struct script_step *steps, size_t count)
{
	const struct session_wire wire = { .protocol = protocol, .term = "xterm" };

	session_attach(f->session, script_transport(steps, count, 4096, &f->sent), &wire, 1, 5000);
	read_on(f);
}

static void attach_as(struct fixture *f, enum telnet_protocol protocol, const char *bytes, size_t n)
{
	const struct script_step step = { SCRIPT_DATA, bytes, n };

	attach_steps(f, protocol, &step, 1);
}

static void attach(struct fixture *f, const char *bytes, size_t n)
{
	attach_as(f, TELNET_PROTOCOL_RAW, bytes, n);
}

static void set_charset(struct fixture *f, const char *charset, enum mode_choice mode)
{
	struct session_settings settings = settings_with(charset, mode);
	struct err e;

	if (!session_configure(f->session, &settings, &e))
		fail_msg("%s: %s", charset, e.text);
}

/* What the window shows, and where the cursor is. */
static void dump(const struct fixture *f, struct str *out)
{
	const Terminal *t = session_terminal(f->session);
	struct view_request q = { .presentation = VIEW_SCREEN,
				  .width = terminal_width(t),
				  .height = terminal_height(t),
				  .tail = true };
	struct view_result r;

	term_check(t);
	term_dump_request(t, &q, &r, out);
	str_append_format(out, "cursor %u,%u lines to %llu\n", r.cursor_row, r.cursor_column,
			  (unsigned long long)terminal_end_line(t));
}

/* What boards send; in CP437 every byte is a cell, so that lines have the same numbers in both. */
static const struct {
	const char *name, *bytes;
	enum mode_choice mode;
	const char *to; /* NULL: CP437 */
} screens[] = {
	{ "lines", "\xc9\xcd\xcd\xbb\r\n\xba\x82\xba\r\n> ", MODE_CHAR, NULL },
	{ "a few screens",
	  "1\xb0\r\n2\xb0\r\n3\xb0\r\n4\xb0\r\n5\xb0\r\n6\xb0\r\n7\xb0\r\n8\xb0\r\n9\xb0\r\n"
	  "10\xb0\r\n11\xb0\r\n12\xb0\r\n13 \xb1\xb2\xdb",
	  MODE_CHAR, NULL },
	{ "drawn", "before\r\n\x1b[2J\x1b[3;5H\x1b[31m\xda\xc4\xc4\x1b[4;5H\xb3 \x01\x0e\x1b[1;1H",
	  MODE_CHAR, NULL },
	{ "alternate", "one\xb0\r\n\x1b[?1049h\x1b[2;2H\xdb\xdb", MODE_CHAR, NULL },
	{ "back from it", "one\xb0\r\n\x1b[?1049h\x1b[2;2H\xdb\xdb\x1b[?1049ltwo\xb1", MODE_CHAR,
	  NULL },
	{ "margins", "\x1b[2;5r\x1b[?6h\x1b[4;1Ha\xb0\r\nb\xb0\r\nc\xb1\x1b[7mz", MODE_CHAR, NULL },
	{ "132 columns", "\x1b[?40h\x1b[?3hone\xb0\r\n\x1b[2;100H\xb1", MODE_CHAR, NULL },
	{ "132 columns for a while", "\x1b[?40h\x1b[?3hone\xb0\x1b[?3ltwo\xb0\r\n\xb1", MODE_CHAR,
	  NULL },
	{ "half a sequence", "\xb0\xb1\xb2\r\n\xdb\x1b[3", MODE_CHAR, NULL },
	{ "wrapped",
	  "\xdb\xdb\xdb\xdb\xdb\xdb\xdb\xdb\xdb\xdb\xdb\xdb\xdb\xdb\xdb\xdb\xdb\xdb\xdb\xdb"
	  "\xdb\xdb\xdb\xdb\xdb\xdb\xdb\xdb\xdb\xdb\xdb\xdb\xdb\xdb\xdb\xdb\xdb\xdb\xdb\xdb"
	  "\xb0\xb0\xb0\xb0\xb0\xb0\r\nend",
	  MODE_CHAR, NULL },
	{ "two bytes a character", "\xa4\xa4\xa4\xe5\r\n\x1b[1m\xa4\x1b[31m\xa4\xa4", MODE_CHAR,
	  "BIG5" },
	{ "half a character", "a\xa4\xa4\xa4", MODE_CHAR, "BIG5" },
	{ "controls of 8 bits",
	  "a\x9b"
	  "31mb\x85"
	  "c",
	  MODE_CHAR, "ISO-8859-1" },
	{ "line mode", "login\xfa:\r\nsay \x82? ", MODE_LINE, NULL },
};

enum { SCREENS = sizeof(screens) / sizeof(screens[0]) };

static void say(struct fixture *f, enum mode_choice mode)
{
	if (mode == MODE_LINE)
		session_send(f->session, WIRE_TYPED, "answer", 6, 5000, NULL);
	session_notice(f->session, 5000, "said by us");
}

/* Lines of a connection before, enough to scroll, or fewer. */
static void fill(struct fixture *f, int lines)
{
	struct str text;

	str_init(&text);
	for (int i = 0; i < lines; i++)
		str_append_format(&text, "before %d\r\n", i);
	attach(f, text.text, text.length);
	session_disconnect(f->session, 5000);
	str_fini(&text);
}

static void check_switch(size_t i, int lines)
{
	const char *to = screens[i].to ? screens[i].to : "CP437";
	struct fixture a, b;
	struct str seen, expected;

	str_init(&seen);
	str_init(&expected);
	init(&a, "UTF-8", screens[i].mode);
	init(&b, to, screens[i].mode);
	fill(&a, lines);
	fill(&b, lines);
	attach(&a, screens[i].bytes, strlen(screens[i].bytes));
	attach(&b, screens[i].bytes, strlen(screens[i].bytes));
	say(&a, screens[i].mode);
	say(&b, screens[i].mode);
	set_charset(&a, to, screens[i].mode);
	dump(&a, &seen);
	dump(&b, &expected);
	if (strcmp(seen.text, expected.text) != 0)
		fail_msg("%s, after %d lines:\n%s\nexpected:\n%s", screens[i].name, lines,
			 seen.text, expected.text);
	str_fini(&seen);
	str_fini(&expected);
	fini(&a);
	fini(&b);
}

/* As if the character set had been that one from the beginning. */
static void test_switch_draws_anew(void **state)
{
	static const int before[] = { 0, 2, 6, 7, 8, 30 };

	(void)state;
	for (size_t i = 0; i < SCREENS; i++) {
		/* What it draws over older lines can't be taken from them again. */
		size_t count = strcmp(screens[i].name, "margins") == 0 ?
				       2 :
				       sizeof(before) / sizeof(before[0]);

		for (size_t j = 0; j < count; j++)
			check_switch(i, before[j]);
	}
}

/* Nothing is sent, rung, told or said again. */
static void test_switch_is_silent(void **state)
{
	static const char bytes[] = "\a\x1b]2;\xb0\a\x1b[6n\x1b[c\xc9\xcd\xbb\r\nnext\r\n";
	struct fixture f;
	size_t sent;

	(void)state;
	init(&f, "UTF-8", MODE_CHAR);
	attach(&f, bytes, sizeof(bytes) - 1);
	sent = buf_length(&f.sent);
	assert_true(sent > 0);
	str_clear(&f.told);
	str_clear(&f.messages);
	for (int i = 0; i < 3; i++) {
		set_charset(&f, i % 2 ? "UTF-8" : "CP437", MODE_CHAR);
		assert_int_equal(buf_length(&f.sent), sent);
		assert_string_equal(f.told.text, "");
		assert_string_equal(f.messages.text, "");
	}
	fini(&f);
}

static void read_file(const char *path, struct str *out)
{
	FILE *file = fopen(path, "r");
	char text[4096];
	size_t n = fread(text, 1, sizeof(text), file);

	str_append(out, text, n);
	fclose(file);
}

/* What is in the log isn't logged again; what wasn't there yet is, as it reads by then. */
static void test_switch_and_log(void **state)
{
	static const char bytes[] = "one\xb0\r\ntwo\xb0\r\nthree\xb0";
	char path[] = "/tmp/hail-test-charset-XXXXXX";
	struct fixture f;
	struct str log;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	str_init(&log);
	init(&f, "UTF-8", MODE_CHAR);
	assert_true(session_log(f.session, &(struct session_log_config){ .name = path }, 0, NULL));
	attach(&f, bytes, sizeof(bytes) - 1);
	set_charset(&f, "CP437", MODE_CHAR);
	set_charset(&f, "KOI8-R", MODE_CHAR);
	set_charset(&f, "CP437", MODE_CHAR);
	session_disconnect(f.session, 5000);
	fini(&f);
	read_file(path, &log);
	unlink(path);
	const char *one = strstr(log.text, "one"), *three = strstr(log.text, "three");
	if (!one || strstr(one + 1, "one") || !three || strstr(three + 1, "three") ||
	    !strstr(log.text, "one\xc2\xb0") || !strstr(log.text, "three░"))
		fail_msg("expected each line once, saw:\n%s", log.text);
	str_fini(&log);
}

/* Beyond what is kept, the end of a long flow is drawn over what stands. */
static void test_switch_after_much(void **state)
{
	static const char line[] = "\xc9\xcd\xcd\xbb 0123456789\r\n";
	struct str bytes, seen;
	struct fixture f;

	(void)state;
	str_init(&bytes);
	str_init(&seen);
	for (size_t n = 0; n < 3 * REPLAY_BYTES; n += sizeof(line) - 1)
		str_append(&bytes, line, sizeof(line) - 1);
	str_append_string(&bytes, "\x1b[2J\x1b[2;2H\xdb");
	init(&f, "UTF-8", MODE_CHAR);
	attach(&f, bytes.text, bytes.length);
	set_charset(&f, "CP437", MODE_CHAR);
	term_dump_screen(session_terminal(f.session), &seen);
	assert_string_equal(seen.text, "\n █\n");
	str_fini(&bytes);
	str_fini(&seen);
	fini(&f);
}

/* Of many lines that were sent the last ones are drawn again. */
static void test_switch_after_many_lines(void **state)
{
	struct str before, after;
	struct fixture f;
	char text[16];

	(void)state;
	str_init(&before);
	str_init(&after);
	init(&f, "UTF-8", MODE_LINE);
	attach(&f, "", 0);
	for (int i = 0; i < 2 * REPLAY_STEPS + 17; i++) {
		snprintf(text, sizeof(text), "line %d", i);
		session_send(f.session, WIRE_TYPED, text, strlen(text), 5000, NULL);
	}
	term_dump_screen(session_terminal(f.session), &before);
	set_charset(&f, "CP437", MODE_LINE);
	term_dump_screen(session_terminal(f.session), &after);
	assert_string_equal(before.text, after.text);
	str_fini(&before);
	str_fini(&after);
	fini(&f);
}

/* What costs the terminal much is not drawn to the end, and the terminal is as it was. */
static void test_switch_costs_little(void **state)
{
	struct fixture f;
	struct str bytes;
	uint64_t work;

	(void)state;
	str_init(&bytes);
	str_append_string(&bytes, "\x1b[?1h");
	for (int i = 0; i < 30000; i++)
		str_append_string(&bytes, "\x1b#8");
	str_append_string(&bytes, "\x1b[?1l\x1b[3;4H");
	init(&f, "UTF-8", MODE_CHAR);
	const Terminal *t = session_terminal(f.session);
	attach(&f, bytes.text, bytes.length);
	session_resize(f.session, 1000, 1000, 1);
	work = terminal_work(t);
	set_charset(&f, "CP437", MODE_CHAR);
	if (terminal_work(t) - work > 200000000)
		fail_msg("drawing anew cost %llu", (unsigned long long)(terminal_work(t) - work));
	assert_false(terminal_modes(t)->cursor_keys);
	term_check(t);
	str_fini(&bytes);
	fini(&f);
}

/* Attaches to a peer whose GAs in `bytes` switch to `sets`, and checks what shows then. */
static void check_peer_switch(struct fixture *f, const char *const *sets, const char *bytes,
			      const char *expected)
{
	struct str seen;

	str_init(&seen);
	f->sets = sets;
	attach_as(f, TELNET_PROTOCOL_TELNET, bytes, strlen(bytes));
	f->sets = NULL;
	term_dump_screen(session_terminal(f->session), &seen);
	assert_string_equal(seen.text, expected);
	str_fini(&seen);
}

static void check_screen(const struct fixture *f, const char *expected)
{
	struct str seen;

	str_init(&seen);
	term_dump_screen(session_terminal(f->session), &seen);
	assert_string_equal(seen.text, expected);
	str_fini(&seen);
}

/* A change that the peer tells of holds from its byte on, within one read, both ways. */
static void test_peer_switch_at_its_byte(void **state)
{
	static const char *const sets[] = { "CP437", "UTF-8", NULL };
	struct session_settings settings = settings_with("UTF-8", MODE_LINE);
	struct fixture f;

	(void)state;
	init(&f, "UTF-8", MODE_LINE);
	check_peer_switch(&f, sets,
			  "a\xb0\xe2\x96\xff\xf9\xb0\xe9\r\n\xdb\xff\xf9"
			  "\xc3\xa9\xb0",
			  "a°\nâ–░Θ\n█\né°\n");
	/* What is drawn anew for another reason is read as it was. */
	settings.fallback_charset = "KOI8-R";
	assert_true(session_configure(f.session, &settings, NULL));
	check_screen(&f, "a╟\nБ√░Θ\n█\né╟\n");
	/* A set that the user chooses is that of all. */
	set_charset(&f, "CP437", MODE_LINE);
	check_screen(&f, "a░Γû\n░Θ\n█\n├⌐░\n");
	set_charset(&f, "UTF-8", MODE_LINE);
	check_screen(&f, "a°\n▰é\nÛé°\n");
	fini(&f);
}

static void test_peer_switch_to_send(void **state)
{
	static const char *const sets[] = { "CP437", NULL };
	struct session_settings settings = settings_with("UTF-8", MODE_LINE);
	struct fixture f;

	(void)state;
	init(&f, "UTF-8", MODE_LINE);
	check_peer_switch(&f, sets, ">\xff\xf9\xb0", ">\n░\n");
	assert_string_equal(session_charset_name(f.session), "CP437");
	assert_true(session_send(f.session, WIRE_TYPED, "é", 2, 5000, NULL));
	assert_int_equal(buf_length(&f.sent), 3);
	assert_memory_equal(buf_data(&f.sent), "\x82\r\n", 3);
	/* The set of the settings, chosen anew, counts again. */
	settings.charset_by_hand = true;
	assert_true(session_configure(f.session, &settings, NULL));
	assert_string_equal(session_charset_name(f.session), "UTF-8");
	fini(&f);
}

/* It ends with the connection, and doesn't with what is kept of the peer's bytes. */
static void test_peer_switch_lasts(void **state)
{
	static const char *const sets[] = { "UTF-8", NULL };
	struct session_settings settings = settings_with("CP437", MODE_LINE);
	struct fixture f;
	struct str bytes;

	(void)state;
	str_init(&bytes);
	str_append_string(&bytes, ">\xff\xf9");
	while (bytes.length < 3 * REPLAY_BYTES)
		str_append_string(&bytes, "0123456789\r\n");
	str_append_string(&bytes, "\x1b[2J\x1b[2;2H\xc3\xa9\xb0");
	init(&f, "CP437", MODE_LINE);
	check_peer_switch(&f, sets, bytes.text, "\n é°\n");
	settings.fallback_charset = "KOI8-R";
	assert_true(session_configure(f.session, &settings, NULL));
	check_screen(&f, "\n é╟\n");
	session_disconnect(f.session, 5000);
	attach(&f, "\x1b[2J\x1b[H\xb0", 8);
	check_screen(&f, "░\n");
	str_fini(&bytes);
	fini(&f);
}

#define WILL_MXP "\xff\xfb\x5b"
#define WONT_MXP "\xff\xfc\x5b"
#define WILL_MSP "\xff\xfb\x5a"
#define WONT_MSP "\xff\xfc\x5a"
#define LINK(text) "<send href=\"drop all\">" text "</send>"

/* Text of before, of after, and of another line mode of MXP than the last one. */
static const struct {
	const char *name, *bytes;
} tagged[] = {
	{ "MXP begins", "say <b>bold</b>\r\n" WILL_MXP "<b>bold</b>\r\n" },
	{ "MXP ends", WILL_MXP "a <b>bold\r\n" WONT_MXP "<b>bold</b>\r\n" WILL_MXP "<i>x</i>" },
	{ "secure from here on", WILL_MXP LINK("north") "\r\n\x1b[6z" LINK("south") "\r\n> " },
	{ "open again", WILL_MXP "\x1b[6z" LINK("south") "\r\n\x1b[5z" LINK("north") "\r\n> " },
	{ "defined later", WILL_MXP "<em>a</em> &dog;\r\n\x1b[6z<!EL em '<b>'><!EN dog Rex>"
				    "<em>a</em> &dog;\r\n> " },
	{ "MSP begins", "!!SOUND(a.wav)\r\n" WILL_MSP "!!SOUND(b.wav)\r\n" },
	{ "MSP ends", WILL_MSP "!!SOUND(a.wav)\r\n" WONT_MSP "!!SOUND(b.wav)\r\n" },
	{ "a game is seen", "\x1b[4mnorth\x1b[24m\r\n\xff\xf9\x1b[4msouth\x1b[24m\r\n" },
	{ "half a tag", WILL_MXP "a<b" },
};

static struct session_settings settings_with_tags(const char *charset)
{
	struct session_settings settings = settings_with(charset, MODE_LINE);

	settings.mxp = settings.msp = true;
	return settings;
}

/* The peer says `bytes`, and `more` when it is read from again. */
static void init_tagged(struct fixture *f, const char *bytes, const char *more)
{
	const struct script_step steps[] = { { SCRIPT_DATA, bytes, strlen(bytes) },
					     { SCRIPT_AGAIN, NULL, 0 },
					     { SCRIPT_DATA, more, strlen(more) } };
	struct session_settings settings = settings_with_tags("UTF-8");

	init(f, "UTF-8", MODE_LINE);
	assert_true(session_configure(f->session, &settings, NULL));
	attach_steps(f, TELNET_PROTOCOL_TELNET, steps, 3);
}

/* All is read in another set, in which it says the same. */
static void draw_tagged_anew(struct fixture *f)
{
	struct session_settings settings = settings_with_tags("ISO-8859-1");

	assert_true(session_configure(f->session, &settings, NULL));
}

/* All but the flags of rows, since what is drawn anew is no row of an earlier connection. */
static void dump_all(const struct fixture *f, struct str *out)
{
	struct str all;

	str_init(&all);
	term_dump_all(session_terminal(f->session), &all);
	for (const char *line = all.text; *line; line += strcspn(line, "\n") + 1) {
		const char *flags = strstr(line, " f");
		const char *end = line + strcspn(line, "\n");

		if (flags && flags < end && flags - line < 3) {
			str_append(out, line, (size_t)(flags - line));
			line = flags + 2 + strcspn(flags + 2, " \n");
		}
		str_append(out, line, (size_t)(end - line) + 1);
	}
	str_fini(&all);
}

/* Text is read by the tags that were agreed on when it came. */
static void test_tags_of_their_time(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(tagged) / sizeof(tagged[0]); i++) {
		struct str before, after;
		struct fixture f;

		str_init(&before);
		str_init(&after);
		init_tagged(&f, tagged[i].bytes, "");
		dump_all(&f, &before);
		draw_tagged_anew(&f);
		dump_all(&f, &after);
		if (strcmp(before.text, after.text) != 0)
			fail_msg("%s: drawn anew:\n%s\nexpected:\n%s", tagged[i].name, after.text,
				 before.text);
		str_fini(&before);
		str_fini(&after);
		fini(&f);
	}
}

/* MXP in secure mode, an element, and more text than is kept. */
static void begin_long_ago(struct str *bytes)
{
	str_append_string(bytes, WILL_MXP "\x1b[6z<!EL em '<b>'>");
	while (bytes->length < 3 * REPLAY_BYTES)
		str_append_string(bytes, "0123456789\r\n");
	str_append_string(bytes, "\x1b[2J\x1b[H");
}

/* What is no longer kept of the peer has said how to read the rest, and what comes. */
static void test_tags_after_much(void **state)
{
	static const char next[] = "<em>6</em>";
	static const char *const screen = "<em>1</em>\n2\n<send href=\"drop all\">3</send>\n4";
	struct fixture f;
	struct str bytes, seen;

	(void)state;
	str_init(&bytes);
	str_init(&seen);
	begin_long_ago(&bytes);
	str_append_string(&bytes, "\x1b[7z<em>1</em>\r\n\x1b[6z<em>2</em>\r\n");
	str_append_string(&bytes, "\x1b[5z" LINK("3") "\r\n\x1b[6z<em>4</em>");
	init_tagged(&f, bytes.text, LINK("5") "\r\n");
	str_append_format(&seen, "%s\n", screen);
	check_screen(&f, seen.text);
	draw_tagged_anew(&f);
	check_screen(&f, seen.text);
	read_on(&f);
	str_clear(&seen);
	str_append_format(&seen, "%s5\n", screen);
	check_screen(&f, seen.text);
	session_disconnect(f.session, 5000);
	/* The next connection has agreed on nothing. */
	attach_as(&f, TELNET_PROTOCOL_TELNET, next, sizeof(next) - 1);
	draw_tagged_anew(&f);
	str_append_format(&seen, "%s\n", next);
	check_screen(&f, seen.text);
	str_fini(&bytes);
	str_fini(&seen);
	fini(&f);
}

/* A line mode that isn't known any more is taken for the open one; what comes is read as before. */
static void test_tag_mode_of_long_ago(void **state)
{
	struct fixture f;
	struct str bytes;

	(void)state;
	str_init(&bytes);
	begin_long_ago(&bytes);
	str_append_string(&bytes, LINK("1") "\r\n");
	init_tagged(&f, bytes.text, LINK("2"));
	check_screen(&f, "1\n");
	draw_tagged_anew(&f);
	check_screen(&f, "<send href=\"drop all\">1</send>\n");
	read_on(&f);
	check_screen(&f, "<send href=\"drop all\">1</send>\n2\n");
	str_fini(&bytes);
	fini(&f);
}

static void test_peer_switch_to_nonsense(void **state)
{
	static const char *const names[] = { "",          "no-such-set",
					     "../UTF-16", "CP437//TRANSLIT",
					     "UTF-16",    "CP 437" };
	struct fixture f;
	struct err e;

	(void)state;
	init(&f, "UTF-8", MODE_LINE);
	attach(&f, "a\xb0", 2);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (session_switch_charset(f.session, names[i], &e))
			fail_msg("\"%s\" was taken", names[i]);
		assert_int_equal(e.kind, ERR_USAGE);
	}
	assert_string_equal(session_charset_name(f.session), "UTF-8");
	fini(&f);
}

/* Telnet's option CHARSET: agreed on at its byte, said once; a set chosen by hand is the only one.
 */
static void test_agreed(void **state)
{
	static const char bytes[] =
		"\xff\xfb\x2a\xc3\xa9\xff\xfa\x2a\x01;UTF-16;ISO-2022-JP;IBM437\xff\xf0"
		"\xb0\xff\xfa\x2a\x01;IBM437\xff\xf0";
	static const char again[] = "\xff\xfb\x2a\xff\xfa\x2a\x01 UTF-8 LATIN1\xff\xf0\xb0"
				    "\xff\xfa\x2a\x01 UTF-8 CP437\xff\xf0\xb0";
	static const char answers[] = "\xff\xfd\x2a\xff\xfa\x2a\x02IBM437\xff\xf0"
				      "\xff\xfa\x2a\x02IBM437\xff\xf0";
	static const char refused[] = "\xff\xfd\x2a\xff\xfa\x2a\x03\xff\xf0"
				      "\xff\xfa\x2a\x02"
				      "CP437\xff\xf0";
	struct session_settings settings = settings_with("IBM437", MODE_LINE);
	struct fixture f;

	(void)state;
	init(&f, "UTF-8", MODE_LINE);
	attach_as(&f, TELNET_PROTOCOL_TELNET, bytes, sizeof(bytes) - 1);
	check_screen(&f, "é░\n");
	assert_int_equal(buf_length(&f.sent), sizeof(answers) - 1);
	assert_memory_equal(buf_data(&f.sent), answers, sizeof(answers) - 1);
	assert_string_equal(f.messages.text, "the peer's text is in IBM437 from here on (telnet's "
					     "option CHARSET)\n");
	assert_string_equal(session_charset_name(f.session), "IBM437");
	settings.charset_by_hand = true;
	assert_true(session_configure(f.session, &settings, NULL));
	session_disconnect(f.session, 5000);
	buf_clear(&f.sent);
	attach_as(&f, TELNET_PROTOCOL_TELNET, again, sizeof(again) - 1);
	assert_memory_equal(buf_data(&f.sent), refused, sizeof(refused) - 1);
	assert_string_equal(session_charset_name(f.session), "IBM437");
	fini(&f);
}

/* What a board draws is told from letters, whatever the chunks, and that is said once. */
static void test_hint(void **state)
{
	static const struct {
		const char *bytes;
		bool hint;
	} texts[] = {
		{ "\xc9\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xbb\r\n", true },
		{ "\xb0\xb0\xb0\xb0\xb0\xb1\xb1\xb1\xb1\xb2\xb2\xb2\xb2\xb2 caf\x82", true },
		{ "gr\xfc\xdf Gott, M\xfcnchner Stra\xdf"
		  "e",
		  false },
		{ "\xd0\xb0\xd0\xb0\xd0\xb0\xd0\xb0\xd0\xb0\xd0\xb0\xd0\xb0\xd0\xb0", false },
		{ "人人人人人人人人人人人人 ─────── ░░░░░░░ ████████", false },
		{ "\x1b[31m\xdb\x1b[32m\xdb\x1b[33m\xdb\xdb\xdb\xdb\x1b[0;"
		  "1m\xdb\xdb\xdb\xdb\xdb\xdb\xdb",
		  true },
		{ "\x1b[1;1H\xba\x1b[2;1H\xba\x1b[3;1H\xba\x1b[4;1H\xba\x1b[5;1H\xba\x1b[6;1H\xba"
		  "\x1b[7;1H\xc8\xcd\xcd\xcd\xcd\xcd",
		  true },
		/* KOI8-R and CP1251. */
		{ "\xf7\xd3\xd4\xc1\xce\xcf\xd7\xcb\xc1 \xd7\xd9\xd0\xcf\xcc\xce\xc5\xce\xc1",
		  false },
		{ "\xc2\xf1\xf2\xe0\xed\xee\xe2\xea\xe0 \xe2\xfb\xef\xee\xeb\xed\xe5\xed\xe0",
		  false },
		/* GBK. */
		{ "\xc4\xe3\xba\xc3\xca\xc0\xbd\xe7\xa3\xac\xbb\xb6\xd3\xad\xc4\xe3", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct fixture f;

		init(&f, "UTF-8", MODE_CHAR);
		attach(&f, texts[i].bytes, strlen(texts[i].bytes));
		if ((strstr(f.messages.text, "CP437") != NULL) != texts[i].hint)
			fail_msg("text %zu: %s", i, f.messages.text);
		fini(&f);
	}
}

static void test_sample(void **state)
{
	static const char bytes[] = "plain\r\n\x1b[31m\x82t\x82\x1b[0m\r\n\x1b[5;5H\xc9\x1b[3C\xbb"
				    "\x1b[6;5Hword\x1b]2;t\a\r\n";
	struct fixture f;
	struct str text;
	struct err e;

	(void)state;
	init(&f, "UTF-8", MODE_CHAR);
	attach(&f, bytes, sizeof(bytes) - 1);
	str_init(&text);
	assert_true(session_charset_sample(f.session, "CP437", 5, &text, &e));
	assert_string_equal(text.text, "été\n╔   ╗\n");
	str_clear(&text);
	assert_true(session_charset_sample(f.session, "UTF-8", 1, &text, &e));
	assert_string_equal(text.text, "É   »\n");
	assert_false(session_charset_sample(f.session, "nothing", 1, &text, &e));
	str_fini(&text);
	fini(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_switch_draws_anew),
		cmocka_unit_test(test_switch_is_silent),
		cmocka_unit_test(test_switch_and_log),
		cmocka_unit_test(test_switch_after_much),
		cmocka_unit_test(test_switch_costs_little),
		cmocka_unit_test(test_peer_switch_at_its_byte),
		cmocka_unit_test(test_peer_switch_to_send),
		cmocka_unit_test(test_peer_switch_lasts),
		cmocka_unit_test(test_peer_switch_to_nonsense),
		cmocka_unit_test(test_tags_of_their_time),
		cmocka_unit_test(test_tags_after_much),
		cmocka_unit_test(test_tag_mode_of_long_ago),
		cmocka_unit_test(test_agreed),
		cmocka_unit_test(test_hint),
		cmocka_unit_test(test_switch_after_many_lines),
		cmocka_unit_test(test_sample),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
