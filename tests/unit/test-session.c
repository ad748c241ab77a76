#include "unit/unit.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/str.h"
#include "script-transport.h"
#include "session/logging.h"
#include "session/session.h"

/* A session whose peer is a script; what it sent and said is kept. */
struct fixture {
	Session *session;
	History *history;
	struct buf sent;
	struct str messages; /* a line each, `!` before what failed */
	struct str prompts;
	unsigned ended;
	int64_t now;
};

static void on_message(void *user, enum message_kind kind, const char *text)
{
	struct fixture *f = user;

	str_append_format(&f->messages, "%s%s\n", kind == MESSAGE_ERROR ? "! " : "", text);
}

static enum terminal_verdict on_prompt(void *user, enum session_prompt how, const char *text,
				       size_t n, struct text_line *replacement)
{
	struct fixture *f = user;

	(void)replacement;
	if (how == SESSION_PROMPT_QUIET)
		return TERMINAL_KEEP;
	str_append_format(&f->prompts, "%.*s|", (int)n, text);
	return TERMINAL_KEEP;
}

static void on_ended(void *user)
{
	struct fixture *f = user;

	f->ended++;
}

static const struct session_events events = { .message = on_message,
					      .prompt = on_prompt,
					      .ended = on_ended };

static struct session_settings default_settings(void)
{
	return (struct session_settings){ .charset = "UTF-8",
					  .fallback_charset = "CP1252",
					  .history_lines = 1000,
					  .history_bytes = 1 << 20 };
}

/* With the default settings where `settings` is NULL. */
static void init_with(struct fixture *f, const struct session_settings *settings,
		      const struct session_events *told, void *user)
{
	struct session_settings usual = default_settings();

	*f = (struct fixture){ .now = 1000 };
	str_init(&f->messages);
	str_init(&f->prompts);
	f->history = history_new(100);
	f->session = session_new(settings ? settings : &usual, 80, 23, f->history, told, user);
}

static void init(struct fixture *f, const struct session_settings *settings)
{
	init_with(f, settings, &events, f);
}

/* The peer takes `room` bytes a write. */
static void attach_wire(struct fixture *f, const struct script_step *steps, size_t count,
			size_t room, struct session_wire wire)
{
	wire.term = "xterm-256color";
	session_attach(f->session, script_transport(steps, count, room, &f->sent), &wire, f->now,
		       5000);
}

static void attach(struct fixture *f, const struct script_step *steps, size_t count,
		   enum telnet_protocol protocol)
{
	attach_wire(f, steps, count, 4096, (struct session_wire){ .protocol = protocol });
}

/* A session with the default settings, and its peer. */
static void begin(struct fixture *f, const struct script_step *steps, size_t count,
		  enum telnet_protocol protocol)
{
	init(f, NULL);
	attach(f, steps, count, protocol);
}

/* The peer goes, and comes again. */
static void attach_again(struct fixture *f, const struct script_step *steps, size_t count)
{
	session_disconnect(f->session, 5000);
	attach(f, steps, count, TELNET_PROTOCOL_TELNET);
}

static void pump(struct fixture *f)
{
	do
		session_pump(f->session, f->now, 5000);
	while (session_wants(f->session).again);
}

static void fini(struct fixture *f)
{
	session_free(f->session);
	history_free(f->history);
	buf_fini(&f->sent);
	str_fini(&f->messages);
	str_fini(&f->prompts);
}

static void type(struct fixture *f, const char *text)
{
	for (; *text; text++) {
		struct key k = { KEYSYM_CHAR, (unsigned char)*text, 0 };

		if (*text == '\n')
			k = (struct key){ .sym = KEYSYM_ENTER };
		if (session_key(f->session, k) == LINE_ACCEPTED)
			session_line(f->session, '\0', 5000, NULL);
	}
}

static void assert_sent(struct fixture *f, const char *expected, size_t n)
{
	size_t length = buf_length(&f->sent);

	if (length != n || (n && memcmp(buf_data(&f->sent), expected, n) != 0)) {
		printf("expected %zu bytes, saw %zu:", n, length);
		for (size_t i = 0; i < length; i++)
			printf(" %02x", (unsigned char)buf_data(&f->sent)[i]);
		puts("");
		fail();
	}
	buf_clear(&f->sent);
}

static void document(struct fixture *f, struct str *out)
{
	const Terminal *t = session_terminal(f->session);

	for (uint64_t i = terminal_first_line(t); i < terminal_end_line(t); i++) {
		struct str line;

		str_init(&line);
		terminal_line_text(t, i, &line);
		str_append_format(out, "%s\n", line.text);
		str_fini(&line);
	}
}

static void assert_document(struct fixture *f, const char *expected)
{
	struct str text;

	str_init(&text);
	document(f, &text);
	assert_string_equal(text.text, expected);
	str_fini(&text);
}

#define DATA(s)                               \
	{                                     \
		SCRIPT_DATA, s, sizeof(s) - 1 \
	}
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define SENT(f, s) assert_sent(f, s, sizeof(s) - 1)

static void test_line_mode(void **state)
{
	static const struct script_step steps[] = { DATA("Name: ") };
	struct fixture f;

	(void)state;
	begin(&f, steps, 1, TELNET_PROTOCOL_UNDECIDED);
	pump(&f);
	type(&f, "bob\n");
	pump(&f);
	SENT(&f, "bob\r\n");
	assert_document(&f, "Name: bob\n\n");
	assert_int_equal(history_count(f.history), 1);
	assert_string_equal(session_mode(f.session).words, "line");
	fini(&f);
}

/* WILL ECHO after the prompt, with characters typed already. */
static void test_password(void **state)
{
	static const struct script_step steps[] = {
		DATA("Name: "),
		{ .action = SCRIPT_AGAIN },
		DATA("Password: \xff\xfb\x01"),
		{ .action = SCRIPT_AGAIN },
		DATA("\xff\xfc\x01\r\nhello\r\n"),
		{ .action = SCRIPT_AGAIN },
	};
	struct fixture f;

	(void)state;
	begin(&f, steps, COUNT(steps), TELNET_PROTOCOL_UNDECIDED);
	pump(&f);
	type(&f, "bob\n");
	type(&f, "draft");
	pump(&f);
	assert_string_equal(session_mode(f.session).words, "hidden (server ECHO)");
	assert_string_equal(line_text(session_editor(f.session)), "");
	assert_true(line_has_aside(session_editor(f.session)));
	type(&f, "sesame\n");
	pump(&f);
	SENT(&f, "bob\r\n\xff\xfd\x01sesame\r\n\xff\xfe\x01");
	assert_string_equal(session_mode(f.session).words, "line");
	assert_string_equal(line_text(session_editor(f.session)), "draft");
	assert_int_equal(history_count(f.history), 1);
	assert_document(&f, "Name: bob\nPassword:\nhello\n\n");
	fini(&f);
}

/* What was typed while hidden and not sent is wiped when hiding ends, and the user is told. */
static void test_unsent_password(void **state)
{
	static const struct script_step steps[] = {
		DATA("\xff\xfb\x01"),
		{ .action = SCRIPT_AGAIN },
		DATA("\xff\xfc\x01"),
	};
	struct fixture f;

	(void)state;
	begin(&f, steps, 3, TELNET_PROTOCOL_TELNET);
	pump(&f);
	type(&f, "half");
	pump(&f);
	assert_string_equal(line_text(session_editor(f.session)), "");
	assert_non_null(strstr(f.messages.text, "! what was "));
	assert_non_null(strstr(f.messages.text, "wiped"));
	fini(&f);
}

/* What the user calls a terminal and answers no Enter may take lines: that is told, once. */
static void test_unanswered_enters(void **state)
{
	static const struct script_step steps[] = {
		DATA("\xff\xfb\x01\xff\xfb\x03"),
		{ .action = SCRIPT_AGAIN },
		DATA("a\r\n"),
		{ .action = SCRIPT_AGAIN },
		DATA("\xff\xf1"),
		{ .action = SCRIPT_AGAIN },
	};
	static const char told[] =
		"the peer answers none of your Enters (CR NUL): if it takes lines, /eol crlf may "
		"be what it waits for\n";

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct session_settings settings = default_settings();
		struct fixture f;

		settings.kind = i == 1 ? TELNET_KIND_AUTO : TELNET_KIND_TERMINAL;
		settings.eol = i == 2 ? TELNET_EOL_LF : TELNET_EOL_AUTO;
		init(&f, &settings);
		attach(&f, steps, 6, TELNET_PROTOCOL_TELNET);
		pump(&f);
		type(&f, "a\nb\n");
		pump(&f);
		type(&f, "a\nb\nc\n");
		assert_string_equal(f.messages.text, "");
		pump(&f); /* options alone are no answer */
		type(&f, "d\ne\n");
		assert_string_equal(f.messages.text, i ? "" : told);
		fini(&f);
	}
}

static void test_char_mode(void **state)
{
	static const struct script_step steps[] = { DATA("\xff\xfb\x01\xff\xfb\x03") };
	struct session_settings settings = default_settings();
	struct fixture f;

	(void)state;
	init(&f, &settings);
	assert_int_equal(terminal_height(session_terminal(f.session)), 22);
	attach(&f, steps, 1, TELNET_PROTOCOL_TELNET);
	type(&f, "draft");
	pump(&f);
	SENT(&f, "\xff\xfd\x01\xff\xfd\x03");
	assert_true(session_mode(f.session).character);
	assert_int_equal(terminal_height(session_terminal(f.session)), 23);
	type(&f, "sh?\n");
	session_key(f.session, (struct key){ .sym = KEYSYM_TAB });
	session_key(f.session, (struct key){ .sym = KEYSYM_UP });
	session_key(f.session, (struct key){ KEYSYM_CHAR, 'c', KEYMOD_CTRL });
	session_key(f.session, (struct key){ KEYSYM_CHAR, 'j', KEYMOD_CTRL });
	pump(&f);
	SENT(&f, "sh?\r\0\t\x1b[A\x03\n");
	assert_string_equal(session_eol_name(f.session), "CR NUL");
	/* Back in line mode the draft is there again. */
	settings.mode = MODE_LINE;
	session_configure(f.session, &settings, NULL);
	assert_string_equal(session_mode(f.session).words, "line (you)");
	assert_string_equal(line_text(session_editor(f.session)), "draft");
	fini(&f);
}

static void test_paste_lines(void **state)
{
	struct fixture f;
	static const char pasted[] = "/quit\r\ntwo\x1b[31m\nrest";

	(void)state;
	begin(&f, NULL, 0, TELNET_PROTOCOL_RAW);
	type(&f, "ab");
	session_key(f.session, (struct key){ .sym = KEYSYM_LEFT });
	assert_true(session_paste(f.session, pasted, sizeof(pasted) - 1, 5000, NULL));
	pump(&f);
	SENT(&f, "a/quit\r\ntwo[31m\r\n");
	assert_string_equal(line_text(session_editor(f.session)), "restb");
	assert_int_equal(history_count(f.history), 0);
	fini(&f);
}

/* A large paste goes out whole and in order though the peer takes little at a time. */
static void test_paste_pressure(void **state)
{
	struct fixture f;
	struct str text, wire;

	(void)state;
	begin(&f, NULL, 0, TELNET_PROTOCOL_RAW);
	str_init(&text);
	str_init(&wire);
	for (int i = 0; i < 60000; i++) {
		str_append_format(&text, "line %d of a large configuration\n", i);
		str_append_format(&wire, "line %d of a large configuration\r\n", i);
	}
	assert_true(session_paste(f.session, text.text, text.length, 5000, NULL));
	type(&f, "typed after\n");
	str_append_string(&wire, "typed after\r\n");
	for (int i = 0; i < 5000 && session_queued(f.session); i++) {
		struct session_wants wants = session_wants(f.session);

		assert_true(wants.again || wants.events & TRANSPORT_WRITE);
		pump(&f);
	}
	assert_int_equal(buf_length(&f.sent), wire.length);
	assert_memory_equal(buf_data(&f.sent), wire.text, wire.length);
	str_fini(&text);
	str_fini(&wire);
	fini(&f);
}

static void test_paste_char_mode(void **state)
{
	static const struct script_step steps[] = { DATA("\xff\xfb\x01\xff\xfb\x03") };
	struct fixture f;

	(void)state;
	begin(&f, steps, 1, TELNET_PROTOCOL_TELNET);
	pump(&f);
	buf_clear(&f.sent);
	assert_true(session_paste(f.session, "a\tb\nc\r\nd", 8, 5000, NULL));
	pump(&f);
	SENT(&f, "a\tb\r\0c\r\0d");
	fini(&f);
}

/* A paste goes out in pieces, none of which ends within a character. */
static void test_paste_in_a_charset(void **state)
{
	static const struct script_step steps[] = { DATA("\xff\xfb\x01\xff\xfb\x03") };
	struct session_settings settings = default_settings();
	struct fixture f;
	struct str text;

	(void)state;
	settings.charset = "ISO-8859-1";
	init(&f, &settings);
	attach(&f, steps, 1, TELNET_PROTOCOL_TELNET);
	pump(&f);
	buf_clear(&f.sent);
	str_init(&text);
	str_append_char(&text, 'a');
	for (int i = 0; i < 10000; i++)
		str_append_string(&text, "\xc3\xa9");
	assert_true(session_paste(f.session, text.text, text.length, 5000, NULL));
	for (int i = 0; i < 100 && session_queued(f.session); i++)
		pump(&f);
	assert_int_equal(buf_length(&f.sent), 10001);
	for (size_t i = 1; i <= 10000; i++)
		assert_int_equal((unsigned char)buf_data(&f.sent)[i], 0xe9);
	str_fini(&text);
	fini(&f);
}

static void test_not_connected(void **state)
{
	struct fixture f;
	struct err e;

	(void)state;
	init(&f, NULL);
	type(&f, "kept");
	assert_false(session_line(f.session, '\0', 5000, &e));
	assert_non_null(strstr(e.text, "not connected"));
	assert_string_equal(line_text(session_editor(f.session)), "kept");
	assert_true(session_paste(f.session, "a\nb\n", 4, 5000, &e));
	assert_string_equal(line_text(session_editor(f.session)), "kepta\nb\n");
	/* What waited goes out line by line when there is a peer. */
	attach(&f, NULL, 0, TELNET_PROTOCOL_RAW);
	assert_true(session_line(f.session, '\0', 5000, &e));
	pump(&f);
	SENT(&f, "kepta\r\nb\r\n\r\n");
	fini(&f);
}

static void test_queue_limit(void **state)
{
	struct fixture f;
	struct err e;
	char *line = malloc(60000);
	bool refused = false;

	(void)state;
	memset(line, 'x', 60000);
	init(&f, NULL);
	attach_wire(&f, NULL, 0, 0, (struct session_wire){ .protocol = TELNET_PROTOCOL_RAW });
	for (int i = 0; i < 40 && !refused; i++)
		refused = !session_send(f.session, WIRE_TYPED, line, 60000, 5000, &e);
	assert_true(refused);
	assert_non_null(strstr(e.text, "queue is full"));
	assert_true(session_queued(f.session) <= WIRE_MAX);
	free(line);
	fini(&f);
}

static void test_ends(void **state)
{
	static const struct script_step good[] = { DATA("bye \xff"), { .action = SCRIPT_EOF } };
	static const struct script_step bad[] = { DATA("bye"), { .action = SCRIPT_ERROR } };
	struct fixture f;

	(void)state;
	init(&f, NULL);
	type(&f, "draft");
	attach(&f, good, 2, TELNET_PROTOCOL_UNDECIDED);
	pump(&f);
	assert_int_equal(session_state(f.session), SESSION_CLOSED);
	assert_int_equal(f.ended, 1);
	assert_document(&f, "bye ÿ\n");
	assert_string_equal(line_text(session_editor(f.session)), "draft");
	/* The next connection begins on a line of its own. */
	attach(&f, bad, 2, TELNET_PROTOCOL_UNDECIDED);
	pump(&f);
	assert_int_equal(session_state(f.session), SESSION_FAILED);
	assert_int_equal(session_error(f.session)->kind, ERR_LOST);
	assert_document(&f, "bye ÿ\nbye\n");
	fini(&f);
}

static void test_disconnect_unmasks(void **state)
{
	static const struct script_step steps[] = { DATA("\xff\xfb\x01") };
	struct fixture f;

	(void)state;
	begin(&f, steps, 1, TELNET_PROTOCOL_TELNET);
	type(&f, "draft");
	pump(&f);
	type(&f, "secret");
	session_disconnect(f.session, 5000);
	assert_string_equal(line_text(session_editor(f.session)), "draft");
	assert_false(line_masked(session_editor(f.session)));
	fini(&f);
}

static void test_charset(void **state)
{
	static const struct script_step steps[] = { DATA("\xc9\xcd\xbb \xe1\r\n") };
	struct session_settings settings = default_settings();
	struct fixture f;

	(void)state;
	settings.charset = "CP437";
	init(&f, &settings);
	attach(&f, steps, 1, TELNET_PROTOCOL_RAW);
	pump(&f);
	session_send(f.session, WIRE_TYPED, "é☃", 5, 5000, NULL);
	pump(&f);
	SENT(&f, "\x82?\r\n");
	/* The echo says what was sent. */
	assert_document(&f, "╔═╗ ß\né?\n\n");
	assert_true(f.messages.length > 0);
	settings.charset = "nosuch";
	struct err e;
	assert_false(session_configure(f.session, &settings, &e));
	assert_string_equal(session_charset_name(f.session), "CP437");
	fini(&f);
}

/* Controls are seen in a session that isn't telnet, until it turns out to be one. */
static void test_controls(void **state)
{
	static const char telnet[] = "\xff\xfd\x18"
				     "c\x03\r\n";
	static const struct script_step steps[] = {
		{ SCRIPT_DATA, "a\0\x01\r\nb\x02\r\n", 9 },
		{ SCRIPT_DATA, telnet, sizeof(telnet) - 1 },
	};
	static const struct {
		enum session_controls choice;
		enum telnet_protocol protocol;
		const char *document;
	} cases[] = {
		{ SESSION_CONTROLS_AUTO, TELNET_PROTOCOL_UNDECIDED, "a^@^A\nb^B\nc\n\n" },
		{ SESSION_CONTROLS_ON, TELNET_PROTOCOL_TELNET, "a^A\nb^B\nc^C\n\n" },
		{ SESSION_CONTROLS_OFF, TELNET_PROTOCOL_UNDECIDED, "a\nb\nc\n\n" },
		{ SESSION_CONTROLS_ALL, TELNET_PROTOCOL_UNDECIDED,
		  "a^@^A^M^J\nb^B^M^J\nc^C^M^J\n\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct session_settings settings = default_settings();
		struct fixture f;

		settings.show_controls = cases[i].choice;
		settings.mode = MODE_LINE;
		init(&f, &settings);
		attach(&f, steps, 2, cases[i].protocol);
		pump(&f);
		assert_document(&f, cases[i].document);
		fini(&f);
	}
}

/* Half a character is not lost with the connection. */
static void test_charset_end(void **state)
{
	static const struct script_step steps[] = { DATA("one\r\ntwo \xa4"),
						    { .action = SCRIPT_EOF } };
	struct session_settings settings = default_settings();
	struct fixture f;

	(void)state;
	settings.charset = "BIG5";
	init(&f, &settings);
	attach(&f, steps, 2, TELNET_PROTOCOL_RAW);
	pump(&f);
	assert_document(&f, "one\ntwo \xef\xbf\xbd\n");
	fini(&f);
}

static void test_prompts(void **state)
{
	static const struct script_step steps[] = {
		DATA("idle> "),
		{ .action = SCRIPT_AGAIN },
		DATA("\r\nmarked> \xff\xf9"),
	};
	struct fixture f;

	(void)state;
	begin(&f, steps, 3, TELNET_PROTOCOL_TELNET);
	pump(&f);
	assert_int_equal(session_wants(f.session).deadline, f.now + 250);
	f.now += 249;
	session_tick(f.session, f.now, 5000);
	assert_string_equal(f.prompts.text, "");
	f.now += 1;
	session_tick(f.session, f.now, 5000);
	assert_string_equal(f.prompts.text, "idle> |");
	assert_int_equal(session_wants(f.session).deadline, -1);
	pump(&f);
	assert_string_equal(f.prompts.text, "idle> |marked> |");
	fini(&f);
}

/* How games mark their prompts, and where what follows stands. */
static const struct {
	const char *bytes, *document, *prompts;
} prompt_shapes[] = {
	/* IRE. */
	{ "A path.\r\n450h ex-\xff\xf9\r\nThe wind blows.\r\n450h ex-\xff\xf9",
	  "A path.\n450h ex-\nThe wind blows.\n450h ex-\n", "450h ex-|450h ex-|" },
	/* IRE with EOR. */
	{ "\xff\xfb\x19 450h ex-\xff\xef\r\nThe wind blows.\r\n450h ex-\xff\xef",
	  " 450h ex-\nThe wind blows.\n450h ex-\n", " 450h ex-|450h ex-|" },
	/* Aardwolf. */
	{ "[83hp]> \xff\xf9\n\rBob says hi.\n\r\n\r[83hp]> \xff\xf9",
	  "[83hp]>\nBob says hi.\n\n[83hp]>\n", "[83hp]> |[83hp]> |" },
	/* Diku, nothing between. */
	{ "20H> \xff\xf9You hit it.\r\n20H> \xff\xf9", "20H>\nYou hit it.\n20H>\n",
	  "20H> |20H> |" },
	/* A mark behind each write. */
	{ "one\r\n\xff\xf9two\r\n\xff\xf9> \xff\xf9", "one\ntwo\n>\n", "> |" },
	/* Attributes behind the mark. */
	{ "\x1b[32m> \xff\xf9\x1b[0mtext\r\n", ">\ntext\n\n", "> |" },
	/* Two marks. */
	{ "> \xff\xf9\xff\xf9text", ">\ntext\n", "> |" },
	/* Both marks. */
	{ "\xff\xfb\x19> \xff\xef\xff\xf9\r\ntext", ">\ntext\n", "> |" },
	/* Values between. */
	{ "\xff\xfb\xc9> \xff\xf9\xff\xfa\xc9"
	  "A 1\xff\xf0text",
	  ">\ntext\n", "> |" },
	/* A mark within a line. */
	{ "one \xff\xf9two\r\n", "one\ntwo\n\n", "one |" },
};

static void test_prompt_shapes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(prompt_shapes) / sizeof(prompt_shapes[0]); i++) {
		const char *bytes = prompt_shapes[i].bytes;
		struct script_step step = { SCRIPT_DATA, bytes, strlen(bytes) };
		struct fixture f;

		begin(&f, &step, 1, TELNET_PROTOCOL_TELNET);
		pump(&f);
		assert_document(&f, prompt_shapes[i].document);
		assert_string_equal(f.prompts.text, prompt_shapes[i].prompts);
		fini(&f);
	}
}

/* What a flood left takes less memory once nothing comes, and then no timer runs. */
static void expect_settling(enum script_action end)
{
	enum { SIZE = 4 << 20 };
	char *text = malloc(SIZE);
	struct script_step steps[2] = { { SCRIPT_DATA, text, SIZE } };
	struct session_settings settings = default_settings();
	struct fixture f;

	assert_non_null(text);
	for (size_t i = 0; i < SIZE; i++)
		text[i] = i % 64 == 63 ? '\n' : (char)('a' + i % 64 % 26);
	settings.history_lines = 100000;
	settings.history_bytes = 64 << 20;
	steps[1].action = end;
	init(&f, &settings);
	attach(&f, steps, 2, TELNET_PROTOCOL_RAW);
	pump(&f);
	size_t before = terminal_history_bytes(session_terminal(f.session));
	for (int i = 0; session_wants(f.session).deadline >= 0; i++) {
		assert_true(i < 1000);
		f.now = session_wants(f.session).deadline;
		session_tick(f.session, f.now, 5000);
	}
	size_t after = terminal_history_bytes(session_terminal(f.session));
	if (after > before / 4)
		fail_msg("%zu bytes before, %zu after", before, after);
	fini(&f);
	free(text);
}

static void test_history_settles(void **state)
{
	(void)state;
	expect_settling(SCRIPT_AGAIN);
	expect_settling(SCRIPT_EOF);
}

/* A peer that marks prompts leaves one unmarked: what is sent stands behind it all the same. */
static void test_echo_behind_an_unmarked_prompt(void **state)
{
	static const struct script_step steps[] = {
		DATA("HP:99> \xff\xf9"),
		{ .action = SCRIPT_AGAIN },
		DATA("\r\nHP:98>"),
	};
	struct fixture f;

	(void)state;
	begin(&f, steps, 3, TELNET_PROTOCOL_TELNET);
	pump(&f);
	pump(&f);
	f.now += 250;
	session_tick(f.session, f.now, 5000);
	type(&f, "look\n");
	assert_document(&f, "HP:99>\nHP:98>look\n\n");
	assert_string_equal(f.prompts.text, "HP:99> |");
	fini(&f);
}

static void test_log(void **state)
{
	static const struct script_step steps[] = {
		DATA("one\x1b[31m two\r\nev\xe2\x80\xaeil\r\nPassword: \xff\xfb\x01"),
		{ .action = SCRIPT_AGAIN },
		DATA("\r\nopen"),
		{ .action = SCRIPT_EOF },
	};
	struct fixture f;
	char path[] = "/tmp/hail-log-XXXXXX";
	char text[1024];
	struct stat st;
	struct err e;
	FILE *file;
	size_t n;

	(void)state;
	close(mkstemp(path));
	unlink(path);
	init(&f, NULL);
	assert_true(session_log(f.session, &(struct session_log_config){ .name = path }, 0, &e));
	attach(&f, steps, 4, TELNET_PROTOCOL_TELNET);
	type(&f, "typed\n");
	pump(&f);
	type(&f, "sesame\n");
	pump(&f);
	fini(&f);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	file = fopen(path, "r");
	n = fread(text, 1, sizeof(text) - 1, file);
	text[n] = '\0';
	fclose(file);
	unlink(path);
	assert_non_null(strstr(text, " typed\n"));
	assert_non_null(strstr(text, " one two\n"));
	assert_non_null(strstr(text, " ev<U+202E>il\n"));
	assert_non_null(strstr(text, " Password:\n"));
	assert_non_null(strstr(text, " open\n"));
	assert_null(strstr(text, "sesame"));
	assert_null(strchr(text, '\x1b'));
}

/* A line that is open when the connection ends is logged once, also when a new one begins. */
static void test_log_open_line(void **state)
{
	static const struct script_step first[] = { DATA("one\r\nlogin: "),
						    { .action = SCRIPT_EOF } };
	static const struct script_step second[] = { DATA("two\r\nprompt>") };
	struct fixture f;
	char path[] = "/tmp/hail-log-XXXXXX";
	char line[100];
	struct str seen;
	struct err e;
	FILE *file;

	(void)state;
	close(mkstemp(path));
	init(&f, NULL);
	assert_true(session_log(f.session, &(struct session_log_config){ .name = path }, 0, &e));
	attach(&f, first, 2, TELNET_PROTOCOL_TELNET);
	pump(&f);
	attach(&f, second, 1, TELNET_PROTOCOL_TELNET);
	pump(&f);
	fini(&f);
	str_init(&seen);
	file = fopen(path, "r");
	while (fgets(line, sizeof(line), file))
		str_append_string(&seen, line + strlen("2026-11-22 12:00:00.000 "));
	fclose(file);
	unlink(path);
	assert_string_equal(seen.text, "< one\n< login: \n< two\n< prompt>\n");
	str_fini(&seen);
}

/* Pastes more than is taken ahead to a peer that reads nothing, and ends the connection. */
/* More than goes out at once, with a rest behind its last line, to a peer that takes nothing. */
static Transport *paste_much(struct fixture *f, enum tri mask)
{
	struct session_settings settings = default_settings();
	struct session_wire wire = { .protocol = TELNET_PROTOCOL_RAW };
	Transport *transport = script_transport(NULL, 0, 0, &f->sent);
	struct str text;

	settings.mask = mask;
	init(f, &settings);
	session_attach(f->session, transport, &wire, f->now, 5000);
	str_init(&text);
	for (int i = 0; i < 4000; i++)
		str_append_string(&text, "/quit!\n");
	str_append_string(&text, "rest");
	assert_true(session_paste(f->session, text.text, text.length, 5000, NULL));
	str_fini(&text);
	return transport;
}

static void paste_and_end(struct fixture *f, enum tri mask)
{
	paste_much(f, mask);
	session_disconnect(f->session, 5000);
}

/* The rest isn't shown in the input line where hiding has ended before all else was sent. */
static void test_hidden_rest_is_wiped(void **state)
{
	struct session_settings settings = default_settings();
	Transport *transport;
	struct fixture f;

	(void)state;
	transport = paste_much(&f, TRI_ON);
	settings.mask = TRI_OFF;
	assert_true(session_configure(f.session, &settings, NULL));
	script_room(transport, 4096);
	pump(&f);
	assert_string_equal(line_text(session_editor(f.session)), "");
	assert_non_null(strstr(f.messages.text, "! what was pasted while hidden"));
	fini(&f);
}

static void test_paste_returns(void **state)
{
	struct fixture f;

	(void)state;
	paste_and_end(&f, TRI_OFF);
	assert_int_equal(f.messages.text[0], '!');
	assert_non_null(strstr(f.messages.text, "were not sent"));
	assert_true(line_length(session_editor(f.session)) > 1000);
	assert_true(line_is_pasted(session_editor(f.session)));
	line_reset(session_editor(f.session), false);
	assert_false(line_is_pasted(session_editor(f.session)));
	type(&f, "/");
	assert_false(line_is_pasted(session_editor(f.session)));
	fini(&f);
}

static void test_history_limit_changes(void **state)
{
	static const struct script_step steps[] = { DATA("a\r\nb\r\n"), DATA("\x1b[2J") };
	struct session_settings settings = default_settings();
	struct fixture f;

	(void)state;
	init(&f, &settings);
	attach(&f, steps, 2, TELNET_PROTOCOL_TELNET);
	pump(&f);
	assert_int_equal(terminal_first_line(session_terminal(f.session)), 0);
	settings.history_lines = 1;
	assert_true(session_configure(f.session, &settings, NULL));
	assert_int_equal(terminal_first_line(session_terminal(f.session)), 1);
	fini(&f);
}

static void test_send_key_in_line_mode(void **state)
{
	struct key k = { KEYSYM_CHAR, ']', KEYMOD_CTRL };
	struct fixture f;

	(void)state;
	begin(&f, NULL, 0, TELNET_PROTOCOL_RAW);
	type(&f, "draft");
	assert_int_equal(session_send_key(f.session, WIRE_TYPED, k), LINE_CHANGED);
	pump(&f);
	SENT(&f, "\x1d");
	assert_string_equal(line_text(session_editor(f.session)), "draft");
	fini(&f);
}

static void test_hidden_paste_is_wiped(void **state)
{
	struct fixture f;

	(void)state;
	paste_and_end(&f, TRI_ON);
	assert_string_equal(line_text(session_editor(f.session)), "");
	assert_non_null(strstr(f.messages.text, "! what was "));
	assert_non_null(strstr(f.messages.text, "wiped"));
	fini(&f);
}

static void test_log_refused(void **state)
{
	struct fixture f;
	struct err e;

	(void)state;
	init(&f, NULL);
	assert_false(session_log(f.session,
				 &(struct session_log_config){ .name = "/nonexistent/folder/log" },
				 0, &e));
	assert_false(
		session_log(f.session, &(struct session_log_config){ .name = "/dev/null" }, 0, &e));
	assert_non_null(strstr(e.text, "regular"));
	assert_null(session_log_name(f.session));
	fini(&f);
}

static unsigned starttls_asked;

static void on_starttls(void *user)
{
	(void)user;
	starttls_asked++;
}

/* Telnet's option 46: agreed, and what came in plain text after that is never shown. */
static void test_starttls(void **state)
{
	static const struct script_step steps[] = {
		DATA("before\r\n\xff\xfd\x2e"),
		{ .action = SCRIPT_AGAIN },
		DATA("\xff\xfa\x2e\x01\xff\xf0injected\r\n"),
		{ .action = SCRIPT_AGAIN },
		DATA("injected later\r\n"),
	};
	struct session_wire wire = { .protocol = TELNET_PROTOCOL_TELNET, .starttls = true };
	struct session_events with = events;
	struct fixture f;
	Transport *transport;

	(void)state;
	with.starttls = on_starttls;
	starttls_asked = 0;
	init_with(&f, NULL, &with, &f);
	attach_wire(&f, steps, 5, 4096, wire);
	pump(&f);
	SENT(&f, "\xff\xfb\x2e\xff\xfa\x2e\x01\xff\xf0");
	assert_int_equal(starttls_asked, 0);
	pump(&f);
	assert_int_equal(starttls_asked, 1);
	transport = session_detach(f.session);
	assert_non_null(transport);
	assert_int_equal(session_state(f.session), SESSION_CONNECTING);
	transport_free(transport);
	assert_document(&f, "before\n\n");
	fini(&f);
}

/* A peer that must turn to TLS gets nothing of the user's before it does, and not for ever. */
static void test_starttls_due(void **state)
{
	static const struct script_step steps[] = { DATA("login: ") };
	struct session_wire wire = { .protocol = TELNET_PROTOCOL_TELNET,
				     .starttls = true,
				     .tls_due = true };
	struct fixture f;
	struct err e;

	(void)state;
	init(&f, NULL);
	attach_wire(&f, steps, 1, 4096, wire);
	pump(&f);
	assert_document(&f, "login:\n");
	assert_false(session_send(f.session, WIRE_TYPED, "secret", 6, 5000, &e));
	assert_non_null(strstr(e.text, "waiting for the peer to turn to TLS"));
	assert_false(session_send_secret(f.session, "secret", 6, &e));
	assert_int_equal(session_stream_room(f.session), 0);
	assert_in_range(session_wants(f.session).deadline, f.now, f.now + SESSION_TLS_MS);
	f.now += SESSION_TLS_MS;
	session_tick(f.session, f.now, 5000);
	assert_int_equal(session_state(f.session), SESSION_FAILED);
	assert_int_equal(session_error(f.session)->kind, ERR_TLS);
	assert_non_null(strstr(session_error(f.session)->text, "-o tls=off"));
	assert_int_equal(buf_length(&f.sent), 0);
	/* The next connection, where nothing is due. */
	wire.tls_due = false;
	attach_wire(&f, NULL, 0, 4096, wire);
	assert_true(session_send(f.session, WIRE_TYPED, "line", 4, 5000, &e));
	SENT(&f, "line\r\n");
	fini(&f);
}

/* Who may not turn to TLS refuses, as any option that isn't built. */
static void test_starttls_refused(void **state)
{
	static const struct script_step steps[] = { DATA("\xff\xfd\x2e") };
	struct fixture f;

	(void)state;
	begin(&f, steps, 1, TELNET_PROTOCOL_TELNET);
	pump(&f);
	SENT(&f, "\xff\xfc\x2e");
	fini(&f);
}

/* Ten thousand connections, one after the other, in one session: no more memory than one. */
static void test_many_connections(void **state)
{
	static const struct script_step steps[] = { DATA("hello\r\n"), { .action = SCRIPT_EOF } };
	struct session_settings settings = default_settings();
	struct fixture f;

	(void)state;
	init(&f, &settings);
	for (unsigned i = 0; i < 10000; i++) {
		attach(&f, steps, 2, TELNET_PROTOCOL_UNDECIDED);
		pump(&f);
		assert_int_equal(session_state(f.session), SESSION_CLOSED);
	}
	assert_int_equal(f.ended, 10000);
	assert_true(terminal_history_bytes(session_terminal(f.session)) <= settings.history_bytes);
	fini(&f);
}

/* --- Effects, the wire, one reset. */

struct handler {
	struct fixture f;
	unsigned lines;
	enum terminal_verdict verdict;
	bool send;
};

static enum terminal_verdict on_line(void *user, const struct terminal_line *line,
				     struct text_line *replacement)
{
	struct handler *h = user;

	h->lines++;
	if (line->sent || line->notice)
		return TERMINAL_KEEP;
	if (h->send) {
		assert_true(session_send(h->f.session, WIRE_RULE, "n", 1, 5000, NULL));
		session_notice(h->f.session, 5000, "went north");
	}
	if (h->verdict == TERMINAL_REPLACE)
		text_line_append(replacement, "red", 3,
				 (struct cell_style){ .fg = CELL_INDEXED | 1 });
	return h->verdict;
}

static void init_handler(struct handler *h)
{
	static const struct session_events handlers = { .line = on_line };

	*h = (struct handler){ 0 };
	init_with(&h->f, NULL, &handlers, h);
	session_listen(h->f.session, true);
}

/* Sending and notices from inside a line's handler are done when it has returned, in order. */
static void test_send_from_handler(void **state)
{
	static const struct script_step steps[] = { DATA("exits: north\r\n") };
	struct handler h;

	(void)state;
	init_handler(&h);
	h.send = true;
	attach(&h.f, steps, 1, TELNET_PROTOCOL_RAW);
	pump(&h.f);
	SENT(&h.f, "n\r\n");
	assert_document(&h.f, "exits: north\nn\nwent north\n\n");
	assert_int_equal(h.lines, 3);
	fini(&h.f);
}

static void test_verdicts(void **state)
{
	static const struct script_step steps[] = { DATA("one\r\n") };
	struct handler h;

	(void)state;
	init_handler(&h);
	h.verdict = TERMINAL_GAG;
	attach(&h.f, steps, 1, TELNET_PROTOCOL_RAW);
	pump(&h.f);
	assert_document(&h.f, "\n");
	fini(&h.f);
	init_handler(&h);
	h.verdict = TERMINAL_REPLACE;
	attach(&h.f, steps, 1, TELNET_PROTOCOL_RAW);
	pump(&h.f);
	assert_document(&h.f, "red\n\n");
	fini(&h.f);
}

static enum terminal_verdict judge_prompt(void *user, enum session_prompt how, const char *text,
					  size_t n, struct text_line *replacement)
{
	struct handler *h = user;

	(void)how;
	assert_int_equal(n, 6);
	assert_memory_equal(text, "10hp> ", 6);
	if (h->verdict == TERMINAL_REPLACE)
		text_line_append(replacement, "low>", 4,
				 (struct cell_style){ .fg = CELL_INDEXED | 1 });
	return h->verdict;
}

/* A verdict on a prompt leaves the line below it where it is; the echo follows what it leaves. */
static void test_prompt_verdicts(void **state)
{
	static const struct script_step steps[] = { DATA("one\r\n10hp> \xff\xf9"),
						    { .action = SCRIPT_AGAIN },
						    DATA("two\r\n") };
	static const struct session_events handlers = { .prompt = judge_prompt };
	static const enum terminal_verdict verdicts[] = { TERMINAL_KEEP, TERMINAL_GAG,
							  TERMINAL_REPLACE };
	static const char *const documents[] = { "one\n10hp>\ntwo\n\n", "one\ntwo\n\n",
						 "one\nlow>\ntwo\n\n" };
	static const char *const echoed[] = { "one\n10hp> go\n\n", "one\ngo\n\n",
					      "one\nlow>go\n\n" };

	(void)state;
	for (size_t i = 0; i < 6; i++) {
		bool echo = i >= 3;
		struct handler h = { .verdict = verdicts[i % 3] };

		init_with(&h.f, NULL, &handlers, &h);
		attach(&h.f, steps, echo ? 2 : 3, TELNET_PROTOCOL_TELNET);
		pump(&h.f);
		if (echo)
			type(&h.f, "go\n");
		else
			pump(&h.f);
		assert_document(&h.f, echo ? echoed[i % 3] : documents[i % 3]);
		fini(&h.f);
	}
}

/* The log gets what the verdict leaves. */
static void test_rules_before_log(void **state)
{
	static const struct script_step steps[] = { DATA("secret plan\r\n") };
	static const enum terminal_verdict verdicts[] = { TERMINAL_KEEP, TERMINAL_GAG,
							  TERMINAL_REPLACE };
	static const char *const logged[] = { "< secret plan\n", "", "< red\n" };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		char path[] = "/tmp/hail-log-XXXXXX";
		char line[100] = "";
		struct handler h;
		struct err e;
		FILE *file;

		close(mkstemp(path));
		init_handler(&h);
		h.verdict = verdicts[i];
		assert_true(session_log(h.f.session, &(struct session_log_config){ .name = path },
					0, &e));
		attach(&h.f, steps, 1, TELNET_PROTOCOL_RAW);
		pump(&h.f);
		session_log(h.f.session, NULL, 0, &e);
		file = fopen(path, "r");
		if (fgets(line, sizeof(line), file))
			memmove(line, line + strlen("2026-11-22 12:00:00.000 "),
				strlen(line) + 1 - strlen("2026-11-22 12:00:00.000 "));
		fclose(file);
		unlink(path);
		assert_string_equal(line, logged[i]);
		fini(&h.f);
	}
}

/* A peer that asks without end and reads nothing: what waits for it is bounded. */
static void test_replies_are_bounded(void **state)
{
	enum { BURSTS = 300 };
	static const char ask[] = "\xff\xfa\x18\x01\xff\xf0";
	struct script_step steps[2 * BURSTS];
	struct str asks;
	struct fixture f;

	(void)state;
	str_init(&asks);
	str_append(&asks, "\xff\xfd\x18", 3);
	for (int i = 0; i < 200; i++)
		str_append(&asks, ask, sizeof(ask) - 1);
	for (int i = 0; i < BURSTS; i++) {
		steps[2 * i] = (struct script_step){ SCRIPT_DATA, asks.text, asks.length };
		steps[2 * i + 1] = (struct script_step){ .action = SCRIPT_AGAIN };
	}
	init(&f, NULL);
	attach_wire(&f, steps, COUNT(steps), 0,
		    (struct session_wire){ .protocol = TELNET_PROTOCOL_TELNET });
	for (int i = 0; i < BURSTS; i++) {
		f.now += 1000;
		pump(&f);
		if (session_queued(f.session) > WIRE_REPLIES_MAX)
			fail_msg("%zu bytes wait after %d s", session_queued(f.session), i);
	}
	assert_true(session_queued(f.session) > WIRE_REPLIES_MAX / 2);
	assert_true(session_send(f.session, WIRE_TYPED, "look", 4, 5000, NULL));
	str_fini(&asks);
	fini(&f);
}

/* A line that a broken connection kept from being sent comes back into the input line. */
static void test_unsent_line_comes_back(void **state)
{
	static const struct script_step steps[] = { { .action = SCRIPT_AGAIN },
						    { .action = SCRIPT_ERROR } };
	struct fixture f;

	(void)state;
	init(&f, NULL);
	/* A peer that takes nothing. */
	attach_wire(&f, steps, 2, 0, (struct session_wire){ .protocol = TELNET_PROTOCOL_RAW });
	type(&f, "sell all\n");
	type(&f, "look\n");
	assert_int_equal(line_length(session_editor(f.session)), 0);
	session_pump(f.session, f.now, 5000);
	session_pump(f.session, f.now, 5000);
	assert_int_equal(session_state(f.session), SESSION_FAILED);
	assert_string_equal(line_text(session_editor(f.session)), "sell all\nlook");
	assert_true(line_is_pasted(session_editor(f.session)));
	assert_int_equal(f.messages.text[0], '!');
	assert_non_null(strstr(f.messages.text, "were not sent"));
	fini(&f);
}

/* The peer ends in order, but it did not wait for what the user sent: that is a loss. */
static void test_end_before_all_is_sent(void **state)
{
	static const struct script_step steps[] = { DATA("bye\r\n"), { .action = SCRIPT_EOF } };
	struct fixture f;

	(void)state;
	init(&f, NULL);
	attach_wire(&f, steps, 2, 0, (struct session_wire){ .protocol = TELNET_PROTOCOL_RAW });
	type(&f, "look\n");
	pump(&f);
	assert_int_equal(session_state(f.session), SESSION_FAILED);
	assert_int_equal(session_error(f.session)->kind, ERR_LOST);
	assert_document(&f, "look\nbye\n\n");
	fini(&f);
}

/* Nobody meant to send what the peer asked to be told of the focus and the mouse. */
static void test_end_before_reports_are_sent(void **state)
{
	static const struct script_step steps[] = { DATA("\x1b[?1004h\x1b[?1003h"),
						    { .action = SCRIPT_AGAIN },
						    { .action = SCRIPT_EOF } };
	const struct mouse_event press = { .kind = MOUSE_PRESS, .row = 4, .column = 3 };
	struct session_settings settings = default_settings();
	struct fixture f;

	(void)state;
	settings.mode = MODE_CHAR;
	init(&f, &settings);
	attach_wire(&f, steps, 3, 0, (struct session_wire){ .protocol = TELNET_PROTOCOL_RAW });
	session_pump(f.session, f.now, 5000);
	session_send_focus(f.session, true);
	session_send_mouse(f.session, &press);
	assert_true(session_queued(f.session) > 3);
	assert_int_equal(session_unsent(f.session), 0);
	assert_int_equal(session_lines_typed(f.session), 0);
	pump(&f);
	if (session_state(f.session) != SESSION_CLOSED)
		fail_msg("the session ended with: %s", session_error(f.session)->text);
	assert_string_equal(f.messages.text, "");
	fini(&f);
}

/* A multibyte character set's shift state ends with the connection; a setting keeps half a
 * character. */
static void test_charset_state(void **state)
{
	static const struct script_step first[] = { DATA("\x1b$B"), { .action = SCRIPT_EOF } };
	static const struct script_step second[] = { DATA("login:"),
						     { .action = SCRIPT_AGAIN },
						     DATA("\r\n\x1b$B$"),
						     { .action = SCRIPT_AGAIN },
						     DATA("\"\x1b(B\r\n") };
	struct session_settings settings = default_settings();
	struct fixture f;
	struct err e;

	(void)state;
	settings.charset = "ISO-2022-JP";
	init(&f, &settings);
	attach(&f, first, 2, TELNET_PROTOCOL_RAW);
	pump(&f);
	attach(&f, second, 5, TELNET_PROTOCOL_RAW);
	pump(&f);
	assert_document(&f, "login:\n");
	pump(&f);
	settings.local_echo = TRI_OFF;
	assert_true(session_configure(f.session, &settings, &e));
	pump(&f);
	assert_document(&f, "login:\n\xe3\x81\x82\n\n");
	fini(&f);
}

/* What the last peer set is not there for the next. */
static void test_reset(void **state)
{
	static const struct script_step first[] = {
		DATA("\x1b[?2004h\x1b[20h\x1b[?1h\x1b=\x1b[5g\x1b[4h\x1b(0\x0e\x1b[31m\x1b[2;"
		     "4r\x1b[?6h"),
		{ .action = SCRIPT_EOF }
	};
	static const struct script_step second[] = { DATA("login: qqq") };
	struct session_settings settings = default_settings();
	const struct terminal_modes *modes;
	struct fixture f;

	(void)state;
	settings.mode = MODE_CHAR;
	init(&f, &settings);
	attach(&f, first, 2, TELNET_PROTOCOL_TELNET);
	pump(&f);
	attach(&f, second, 1, TELNET_PROTOCOL_TELNET);
	pump(&f);
	modes = terminal_modes(session_terminal(f.session));
	assert_false(modes->bracketed_paste || modes->newline || modes->cursor_keys ||
		     modes->keypad);
	assert_true(session_paste(f.session, "x", 1, 5000, NULL));
	SENT(&f, "x");
	assert_document(&f, "\nlogin: qqq\n");
	fini(&f);
}

/* A mode chosen by hand ends when the peer's negotiation changes what auto would say. */
static void test_mode_by_hand(void **state)
{
	static const struct script_step steps[] = {
		DATA("\xff\xfb\x01\xff\xfb\x03$ "),
		{ .action = SCRIPT_AGAIN },
		DATA("more\r\n"),
		{ .action = SCRIPT_AGAIN },
		DATA("\xff\xfc\x01"),
		{ .action = SCRIPT_AGAIN },
	};
	static const struct script_step again[] = {
		DATA("\xff\xfb\x01\xff\xfb\x03$ "),
		{ .action = SCRIPT_AGAIN },
		DATA("\xff\xfc\x01"),
		{ .action = SCRIPT_AGAIN },
	};
	struct session_settings settings = default_settings();
	struct fixture f;
	struct err e;

	(void)state;
	init(&f, &settings);
	attach(&f, steps, 6, TELNET_PROTOCOL_TELNET);
	pump(&f);
	assert_string_equal(session_mode(f.session).words, "char (server ECHO+SGA)");
	settings.mode = MODE_LINE;
	settings.mode_by_hand = true;
	assert_true(session_configure(f.session, &settings, &e));
	assert_string_equal(session_mode(f.session).words, "line (you)");
	/* A new connection begins with another automatic mode: that is no change of its. */
	attach_again(&f, again, 4);
	pump(&f);
	assert_string_equal(session_mode(f.session).words, "line (you)");
	assert_string_equal(f.messages.text, "");
	pump(&f);
	assert_string_equal(session_mode(f.session).words, "line");
	assert_int_not_equal(f.messages.text[0], '!');
	assert_non_null(strstr(f.messages.text, "chosen by hand"));
	fini(&f);
	/* One that is saved for the host stays. */
	init(&f, &settings);
	settings.mode_by_hand = false;
	assert_true(session_configure(f.session, &settings, &e));
	attach(&f, steps, 6, TELNET_PROTOCOL_TELNET);
	pump(&f);
	pump(&f);
	pump(&f);
	assert_string_equal(session_mode(f.session).words, "line (you)");
	assert_string_equal(f.messages.text, "");
	fini(&f);
}

/* A GA counts until the peer turns SGA on: what comes behind it is another program. */
static void test_prompt_evidence_ends(void **state)
{
	static const struct script_step steps[] = {
		DATA("\xff\xfb\x01> \xff\xf9"),
		{ .action = SCRIPT_AGAIN },
		DATA("\xff\xfb\x03\r\nrouter> "),
		{ .action = SCRIPT_AGAIN },
		DATA("\xff\xf9"),
		{ .action = SCRIPT_AGAIN },
		DATA("\xff\xfb\x45\xff\xfc\x03\xff\xfb\x03"),
	};
	struct fixture f;

	(void)state;
	begin(&f, steps, 7, TELNET_PROTOCOL_TELNET);
	pump(&f);
	assert_string_equal(session_mode(f.session).words, "hidden (server ECHO)");
	pump(&f);
	assert_string_equal(session_mode(f.session).words, "char (server ECHO+SGA)");
	pump(&f);
	assert_string_equal(session_mode(f.session).words, "hidden (server ECHO)");
	/* Evidence by options stays, whatever SGA does. */
	pump(&f);
	assert_string_equal(session_mode(f.session).words, "hidden (server ECHO)");
	fini(&f);
}

/* What a person types, pastes or sends goes nowhere while the connection is not open to it. */
static void test_ways_in(void **state)
{
	enum { DUE_TLS, HALF_CLOSED, NOT_CONNECTED, STATES };

	(void)state;
	for (int closed = 0; closed < STATES; closed++) {
		for (int character = 0; character < 2; character++) {
			struct session_settings settings = default_settings();
			struct session_wire wire = { .protocol = TELNET_PROTOCOL_RAW,
						     .tls_due = closed == DUE_TLS };
			struct fixture f;
			struct err e;

			settings.mode = character ? MODE_CHAR : MODE_LINE;
			init(&f, &settings);
			if (closed != NOT_CONNECTED)
				attach_wire(&f, NULL, 0, 4096, wire);
			if (closed == HALF_CLOSED)
				assert_true(session_half_close(f.session, &e));
			session_paste(f.session, "root\nsecret\n", 12, 5000, &e);
			type(&f, "secret\n");
			session_raw_keys(f.session, "secret", 6);
			session_send_key(f.session, WIRE_TYPED,
					 (struct key){ KEYSYM_CHAR, 's', 0 });
			assert_false(session_send(f.session, WIRE_TYPED, "secret", 6, 5000, &e));
			assert_false(session_send_secret(f.session, "secret", 6, &e));
			assert_false(session_command(f.session, WIRE_TYPED, "ayt", 5000, &e));
			assert_int_equal(session_stream_room(f.session), 0);
			pump(&f);
			if (buf_length(&f.sent))
				fail_msg("state %d, char %d: %zu bytes went out", closed, character,
					 buf_length(&f.sent));
			assert_int_equal(session_queued(f.session), 0);
			fini(&f);
		}
	}
}

/* Behind a paste a hidden line stays hidden, although input is no longer hidden when it goes out.
 */
static void test_secret_behind_paste(void **state)
{
	static const struct script_step steps[] = { DATA("\xff\xfb\x01Password: "),
						    { .action = SCRIPT_AGAIN },
						    DATA("\xff\xfc\x01\r\n") };
	struct str text, seen;
	struct fixture f;

	(void)state;
	str_init(&text);
	str_init(&seen);
	for (int i = 0; i < 4000; i++)
		str_append_string(&text, "a line of the paste\n");
	init(&f, NULL);
	attach_wire(&f, steps, 3, 0, (struct session_wire){ .protocol = TELNET_PROTOCOL_TELNET });
	assert_true(session_paste(f.session, text.text, text.length, 5000, NULL));
	/* One turn at a time: a further turn reads on to where input is no longer hidden. */
	session_pump(f.session, f.now, 5000);
	assert_true(session_mode(f.session).masked);
	type(&f, "hunter2\n");
	pump(&f);
	assert_false(session_mode(f.session).masked);
	script_room(session_transport(f.session), 100000);
	for (int i = 0; i < 5000 && session_queued(f.session); i++)
		pump(&f);
	assert_non_null(memmem(buf_data(&f.sent), buf_length(&f.sent), "hunter2\r\n", 9));
	document(&f, &seen);
	assert_null(strstr(seen.text, "hunter2"));
	str_fini(&seen);
	str_fini(&text);
	fini(&f);
}

/* What answers a prompt for a password is secret where the peer hides nothing, too, and by-hand
 * line mode hides it where the peer would echo keys. */
static void test_password_prompts(void **state)
{
	static const struct script_step steps[] = { DATA("\xff\xfb\x01\xff\xfb\x03login: "),
						    { .action = SCRIPT_AGAIN },
						    DATA("\r\nNew password: "),
						    { .action = SCRIPT_AGAIN },
						    DATA("\r\n# ") };
	static const struct script_step raw[] = { DATA("Password: ") };
	struct session_settings settings = default_settings();
	struct str seen;
	struct fixture f;

	(void)state;
	settings.mode = MODE_LINE;
	init(&f, &settings);
	attach(&f, steps, 5, TELNET_PROTOCOL_TELNET);
	session_pump(f.session, f.now, 5000);
	assert_string_equal(session_mode(f.session).words, "line (you)");
	type(&f, "bob\n");
	session_pump(f.session, f.now, 5000);
	assert_string_equal(session_mode(f.session).words, "hidden (prompt)");
	type(&f, "hunter2\n");
	pump(&f);
	assert_string_equal(session_mode(f.session).words, "line (you)");
	assert_int_equal(history_count(f.history), 1);
	fini(&f);
	settings.mode = MODE_AUTO;
	init(&f, &settings);
	attach(&f, raw, 1, TELNET_PROTOCOL_RAW);
	pump(&f);
	type(&f, "hunter2\n");
	pump(&f);
	assert_non_null(memmem(buf_data(&f.sent), buf_length(&f.sent), "hunter2", 7));
	assert_int_equal(history_count(f.history), 0);
	str_init(&seen);
	document(&f, &seen);
	assert_null(strstr(seen.text, "hunter2"));
	str_fini(&seen);
	fini(&f);
}

/* Handlers may change what would change the terminal: it is changed when they have returned. */
static enum terminal_verdict change_all(void *user, const struct terminal_line *line,
					struct text_line *replacement)
{
	struct session_settings settings = default_settings();
	struct handler *h = user;

	(void)replacement;
	if (line->notice)
		return TERMINAL_KEEP;
	h->lines++;
	settings.mode = MODE_CHAR;
	settings.charset = "ISO-8859-1";
	settings.history_lines = 100;
	assert_true(session_configure(h->f.session, &settings, NULL));
	session_resize(h->f.session, 40, 10, 1000);
	session_set_protocol(h->f.session, TELNET_PROTOCOL_TELNET);
	session_notice(h->f.session, 5000, "changed");
	if (h->send)
		session_disconnect(h->f.session, 5000);
	return TERMINAL_KEEP;
}

static void test_changes_from_handler(void **state)
{
	static const struct script_step steps[] = { DATA("one\r\ntwo\r\n") };
	static const struct session_events handlers = { .line = change_all };

	(void)state;
	for (int disconnects = 0; disconnects < 2; disconnects++) {
		struct handler h = { .send = disconnects };

		init_with(&h.f, NULL, &handlers, &h);
		session_listen(h.f.session, true);
		attach(&h.f, steps, 1, TELNET_PROTOCOL_UNDECIDED);
		pump(&h.f);
		assert_int_equal(terminal_width(session_terminal(h.f.session)), 40);
		if (disconnects) {
			assert_int_equal(session_state(h.f.session), SESSION_CLOSED);
		} else {
			assert_string_equal(session_mode(h.f.session).words, "char (you)");
			assert_string_equal(session_charset_name(h.f.session), "ISO-8859-1");
			assert_int_equal(session_protocol(h.f.session), TELNET_PROTOCOL_TELNET);
		}
		fini(&h.f);
	}
}

/* After the end nothing is due any more, and the end is told once. */
static void test_one_end(void **state)
{
	static const struct script_step steps[] = { DATA("login: "), { .action = SCRIPT_EOF } };
	struct session_wire wire = { .protocol = TELNET_PROTOCOL_TELNET, .tls_due = true };
	struct fixture f;

	(void)state;
	init(&f, NULL);
	attach_wire(&f, steps, 2, 0, wire);
	pump(&f);
	assert_int_equal(f.ended, 1);
	assert_int_equal(session_wants(f.session).deadline, -1);
	session_tick(f.session, f.now + 100000, 5000);
	session_pump(f.session, f.now + 100000, 5000);
	assert_int_equal(f.ended, 1);
	fini(&f);
}

/* --- TLS by telnet's option. */

static void note_starttls(void *user)
{
	struct handler *h = user;

	h->lines++;
}

/* The go-ahead is told when our answer has left, whatever call wrote it. */
static void test_starttls_told_when_written(void **state)
{
	static const struct script_step steps[] = { DATA("\xff\xfd\x2e\xff\xfa\x2e\x01\xff\xf0"),
						    { .action = SCRIPT_AGAIN } };
	static const struct session_events handlers = { .starttls = note_starttls };
	struct session_wire wire = { .protocol = TELNET_PROTOCOL_TELNET, .starttls = true };
	struct handler h = { 0 };

	(void)state;
	init_with(&h.f, NULL, &handlers, &h);
	/* It takes nothing yet: the pump leaves the answer in the queue. */
	attach_wire(&h.f, steps, 2, 0, wire);
	pump(&h.f);
	assert_int_equal(h.lines, 0);
	script_room(session_transport(h.f.session), 4096);
	session_tick(h.f.session, h.f.now, 5000);
	assert_int_equal(h.lines, 1);
	session_tick(h.f.session, h.f.now, 5000);
	assert_int_equal(h.lines, 1);
	fini(&h.f);
}

/* The answer to our ping tells how long it took, from when it was sent. */
static void test_ping(void **state)
{
	static const struct script_step steps[] = {
		DATA("\xff\xfb\xc9"),
		{ .action = SCRIPT_AGAIN },
		DATA("\xff\xfa\xc9"
		     "Core.Ping\xff\xf0"),
	};
	struct fixture f;
	struct str took;
	struct err e;

	(void)state;
	begin(&f, steps, COUNT(steps), TELNET_PROTOCOL_TELNET);
	pump(&f);
	f.now += 5000;
	assert_true(session_send_value(f.session, WIRE_TYPED, TELNET_SOURCE_GMCP, "Core.Ping",
				       f.now, &e));
	f.now += 7;
	pump(&f);
	str_init(&took);
	assert_true(values_read(session_values(f.session), "gmcp.Core.Ping", &took));
	assert_string_equal(took.text, "7");
	str_fini(&took);
	fini(&f);
}

/* What MTTS says follows what the screen shows and what the connection is. */
static void check_mtts(bool true_colours, bool tls, const char *wanted)
{
	static const struct script_step step = { SCRIPT_DATA,
						 "\xff\xfd\x18\xff\xfa\x18\x01\xff\xf0\xff\xfa\x18"
						 "\x01\xff\xf0\xff\xfa\x18\x01\xff\xf0",
						 21 };
	struct session_settings settings = default_settings();
	struct fixture f;

	settings.true_colours = true_colours;
	init(&f, &settings);
	attach_wire(&f, &step, 1, 4096,
		    (struct session_wire){ .protocol = TELNET_PROTOCOL_TELNET, .tls = tls });
	session_pump(f.session, f.now, 5000);
	if (!memmem(buf_data(&f.sent), buf_length(&f.sent), wanted, strlen(wanted)))
		fail_msg("%s was not told", wanted);
	fini(&f);
}

static void test_mtts(void **state)
{
	(void)state;
	check_mtts(false, false, "MTTS 1583\xff");
	check_mtts(true, false, "MTTS 1839\xff");
	check_mtts(true, true, "MTTS 3887\xff");
}

static void count_wants(void *user)
{
	++*(unsigned *)user;
}

/* A timer that has run waits for nothing: after a tick the deadline is told, be it the same. */
static void test_deadline_told_again(void **state)
{
	static const struct script_step steps[] = { DATA("idle> ") };
	static const struct session_events told = { .wants = count_wants };
	struct fixture f;
	unsigned count = 0, before;

	(void)state;
	init_with(&f, NULL, &told, &count);
	attach(&f, steps, 1, TELNET_PROTOCOL_TELNET);
	pump(&f);
	before = count;
	session_tick(f.session, f.now + 1, 5000);
	assert_int_equal(session_wants(f.session).deadline, f.now + 250);
	assert_int_equal(count, before + 1);
	fini(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ping),
		cmocka_unit_test(test_mtts),
		cmocka_unit_test(test_starttls),
		cmocka_unit_test(test_starttls_refused),
		cmocka_unit_test(test_starttls_due),
		cmocka_unit_test(test_many_connections),
		cmocka_unit_test(test_line_mode),
		cmocka_unit_test(test_password),
		cmocka_unit_test(test_unsent_password),
		cmocka_unit_test(test_unanswered_enters),
		cmocka_unit_test(test_char_mode),
		cmocka_unit_test(test_paste_lines),
		cmocka_unit_test(test_paste_pressure),
		cmocka_unit_test(test_paste_char_mode),
		cmocka_unit_test(test_paste_in_a_charset),
		cmocka_unit_test(test_not_connected),
		cmocka_unit_test(test_queue_limit),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_disconnect_unmasks),
		cmocka_unit_test(test_charset),
		cmocka_unit_test(test_charset_end),
		cmocka_unit_test(test_controls),
		cmocka_unit_test(test_prompts),
		cmocka_unit_test(test_prompt_shapes),
		cmocka_unit_test(test_echo_behind_an_unmarked_prompt),
		cmocka_unit_test(test_log),
		cmocka_unit_test(test_paste_returns),
		cmocka_unit_test(test_hidden_paste_is_wiped),
		cmocka_unit_test(test_hidden_rest_is_wiped),
		cmocka_unit_test(test_history_limit_changes),
		cmocka_unit_test(test_send_key_in_line_mode),
		cmocka_unit_test(test_log_open_line),
		cmocka_unit_test(test_log_refused),
		cmocka_unit_test(test_send_from_handler),
		cmocka_unit_test(test_verdicts),
		cmocka_unit_test(test_rules_before_log),
		cmocka_unit_test(test_replies_are_bounded),
		cmocka_unit_test(test_unsent_line_comes_back),
		cmocka_unit_test(test_end_before_all_is_sent),
		cmocka_unit_test(test_end_before_reports_are_sent),
		cmocka_unit_test(test_charset_state),
		cmocka_unit_test(test_reset),
		cmocka_unit_test(test_starttls_told_when_written),
		cmocka_unit_test(test_ways_in),
		cmocka_unit_test(test_secret_behind_paste),
		cmocka_unit_test(test_changes_from_handler),
		cmocka_unit_test(test_history_settles),
		cmocka_unit_test(test_one_end),
		cmocka_unit_test(test_prompt_verdicts),
		cmocka_unit_test(test_password_prompts),
		cmocka_unit_test(test_mode_by_hand),
		cmocka_unit_test(test_prompt_evidence_ends),
		cmocka_unit_test(test_deadline_told_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
