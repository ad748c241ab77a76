/*
 * What is sent while a line of the peer is still arriving: the line stays whole for handlers, the
 * document and the log, and the echo stands behind it.
 */
#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "script-transport.h"
#include "session/effects.h"
#include "session/logging.h"
#include "session/session.h"

#define BYTES(text) text, sizeof(text) - 1

struct fixture {
	Session *session;
	History *history;
	Transport *transport;
	struct buf sent;
	struct str heard; /* the peer's lines, as handlers hear of them */
	char log[32];
	bool answers; /* a handler sends a line for each of the peer's */
	bool notes; /* and notes it */
	int64_t now;
};

static enum terminal_verdict on_line(void *user, const struct terminal_line *line,
				     struct text_line *replacement)
{
	struct fixture *f = user;
	char answer[80];

	(void)replacement;
	if (line->sent || line->notice)
		return TERMINAL_KEEP;
	str_append_format(&f->heard, "%.*s\n", (int)line->length, line->text);
	snprintf(answer, sizeof(answer), "saw %.*s", (int)strcspn(line->text, " "), line->text);
	if (f->answers)
		assert_true(
			session_send(f->session, WIRE_RULE, answer, strlen(answer), 5000, NULL));
	if (f->notes)
		session_notice(f->session, 5000, "noted");
	return TERMINAL_KEEP;
}

static const struct session_events events = { .line = on_line };

static void init(struct fixture *f)
{
	struct session_settings settings = { .charset = "UTF-8",
					     .fallback_charset = "CP1252",
					     .mode = MODE_LINE,
					     .local_echo = TRI_ON,
					     .history_lines = 10000,
					     .history_bytes = 1 << 20 };

	*f = (struct fixture){ .history = history_new(100),
			       .log = "/tmp/hail-log-XXXXXX",
			       .now = 1000 };
	close(mkstemp(f->log));
	str_init(&f->heard);
	f->session = session_new(&settings, 80, 23, f->history, &events, f);
	session_listen(f->session, true);
	assert_true(
		session_log(f->session, &(struct session_log_config){ .name = f->log }, 0, NULL));
}

static void fini(struct fixture *f)
{
	session_free(f->session);
	history_free(f->history);
	buf_fini(&f->sent);
	str_fini(&f->heard);
	unlink(f->log);
}

static void attach(struct fixture *f, const struct script_step *steps, size_t count)
{
	const struct session_wire wire = { .protocol = TELNET_PROTOCOL_TELNET, .term = "xterm" };

	session_attach(f->session, script_transport(steps, count, 1 << 20, &f->sent), &wire, f->now,
		       5000);
}

/* Takes what comes until nothing more does, `ms` after what came before. */
static void pump(struct fixture *f, int64_t ms)
{
	f->now += ms;
	if (session_wants(f->session).deadline >= 0 && session_wants(f->session).deadline <= f->now)
		session_tick(f->session, f->now, 5000);
	do
		session_pump(f->session, f->now, 5000);
	while (session_wants(f->session).again);
}

/* The peer sends each text, 20 ms after the one before. */
static void play(struct fixture *f, const struct script_step *steps, size_t count)
{
	attach(f, steps, count);
	for (size_t i = 0; i < count; i++)
		pump(f, 20);
}

static void send_line(struct fixture *f, const char *text)
{
	assert_true(session_send(f->session, WIRE_TYPED, text, strlen(text), 5000, NULL));
}

static void document(const struct fixture *f, struct str *out)
{
	const Terminal *t = session_terminal(f->session);
	struct str line;

	str_init(&line);
	for (uint64_t i = terminal_first_line(t); i < terminal_end_line(t); i++) {
		terminal_line_text(t, i, &line);
		str_append_format(out, "%s|", line.text);
	}
	str_fini(&line);
}

static void expect_document(const struct fixture *f, const char *expected)
{
	struct str seen;

	str_init(&seen);
	document(f, &seen);
	assert_string_equal(seen.text, expected);
	str_fini(&seen);
}

/* What the log has of each line, direction and text. */
static void read_log(struct fixture *f, struct str *out)
{
	char line[200], *part;
	FILE *file = fopen(f->log, "r");

	while (fgets(line, sizeof(line), file)) {
		part = strpbrk(line, "<>");
		if (part)
			str_append_string(out, part);
	}
	fclose(file);
}

static const char three[] = "Joe is in good shape.\r\nFred is in bad shape.\r\n"
			    "\x1b[1mAnn\x1b[m is in fine shape at 12:30.\r\n";
static const char three_heard[] =
	"Joe is in good shape.\nFred is in bad shape.\nAnn is in fine shape at 12:30.\n";

/* Whether the peer's lines are whole everywhere, and all answers there, in their order. */
static void expect_whole(struct fixture *f, const char *what, size_t at)
{
	static const char *const lines[] = { "< Joe is in good shape.\n",
					     "< Fred is in bad shape.\n",
					     "< Ann is in fine shape at 12:30.\n" };
	static const char *const answers[] = { "> saw Joe\n", "> saw Fred\n", "> saw Ann\n" };
	struct str seen;
	const char *line, *answer;

	str_init(&seen);
	assert_true(session_log(f->session, NULL, 0, NULL));
	read_log(f, &seen);
	if (strcmp(f->heard.text, three_heard) != 0)
		fail_msg("%s %zu: handlers heard of\n%s", what, at, f->heard.text);
	line = answer = seen.text;
	for (size_t i = 0; i < 3 && line && answer; i++) {
		line = strstr(line, lines[i]);
		answer = strstr(answer, answers[i]);
		if (!line || !answer || answer < line)
			fail_msg("%s %zu: the log has\n%s", what, at, seen.text);
	}
	str_fini(&seen);
}

/* Cut in two at every place, and in three. */
static void test_every_cut(void **state)
{
	(void)state;
	for (size_t i = 1; i < sizeof(three) - 1; i++) {
		const struct script_step steps[] = {
			{ SCRIPT_DATA, three, i },
			{ .action = SCRIPT_AGAIN },
			{ SCRIPT_DATA, three + i, (sizeof(three) - i) / 2 },
			{ .action = SCRIPT_AGAIN },
			{ SCRIPT_DATA, three + i + (sizeof(three) - i) / 2,
			  sizeof(three) - 1 - i - (sizeof(three) - i) / 2 },
		};
		struct fixture f;

		init(&f);
		f.answers = true;
		f.notes = i % 2;
		play(&f, steps, 5);
		expect_whole(&f, "cut at", i);
		fini(&f);
	}
}

static void test_byte_by_byte(void **state)
{
	struct script_step steps[2 * sizeof(three)];
	struct fixture f;
	size_t count = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(three) - 1; i++) {
		steps[count++] = (struct script_step){ SCRIPT_DATA, three + i, 1 };
		steps[count++] = (struct script_step){ .action = SCRIPT_AGAIN };
	}
	init(&f);
	f.answers = true;
	play(&f, steps, count);
	expect_whole(&f, "byte by byte", 0);
	fini(&f);
}

/* The echo stands right behind its line, though more comes with the rest of that. */
static void test_place(void **state)
{
	static const struct script_step steps[] = { { SCRIPT_DATA, BYTES("one ba") },
						    { .action = SCRIPT_AGAIN },
						    { SCRIPT_DATA, BYTES("d\r\ntwo\r\nthr") },
						    { .action = SCRIPT_AGAIN } };
	struct fixture f;

	(void)state;
	init(&f);
	attach(&f, steps, 4);
	pump(&f, 20);
	send_line(&f, "look");
	session_notice(f.session, 5000, "noted");
	send_line(&f, "north");
	/* Sending itself doesn't wait. */
	assert_int_equal(buf_length(&f.sent), 13);
	expect_document(&f, "one ba|");
	pump(&f, 20);
	expect_document(&f, "one bad|look|noted|north|two|thr|");
	fini(&f);
}

/* What ends the wait. */
static void test_ends(void **state)
{
	static const struct {
		const char *name;
		struct script_step steps[3];
		int64_t ms;
		const char *before, *after;
	} ways[] = {
		{ "quiet", { { SCRIPT_DATA, BYTES("HP 100") } }, 250, "HP 100|", "HP 100look||" },
		{ "a mark",
		  { { SCRIPT_DATA, BYTES("HP 100") },
		    { .action = SCRIPT_AGAIN },
		    { SCRIPT_DATA, BYTES("!\xff\xf9\r\nnext\r\n") } },
		  20,
		  "HP 100|",
		  "HP 100!look||next||" },
		{ "the end",
		  { { SCRIPT_DATA, BYTES("HP 100") },
		    { .action = SCRIPT_AGAIN },
		    { .action = SCRIPT_EOF } },
		  20,
		  "HP 100|",
		  "HP 100|look||" },
		{ "no wait at a question",
		  { { SCRIPT_DATA, BYTES("Who are you? ") } },
		  20,
		  "Who are you? look||",
		  "Who are you? look||" },
		{ "nor at a sign", { { SCRIPT_DATA, BYTES("a>") } }, 20, "a>|look||", "a>|look||" },
		{ "nor at a mark",
		  { { SCRIPT_DATA, BYTES("HP 100\xff\xf9") } },
		  20,
		  "HP 100look||",
		  "HP 100look||" },
		{ "nor in an empty line",
		  { { SCRIPT_DATA, BYTES("a\r\n") } },
		  20,
		  "a|look||",
		  "a|look||" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		struct fixture f;

		print_message("%s\n", ways[i].name);
		init(&f);
		attach(&f, ways[i].steps, 3);
		pump(&f, 20);
		send_line(&f, "look");
		expect_document(&f, ways[i].before);
		pump(&f, ways[i].ms);
		expect_document(&f, ways[i].after);
		fini(&f);
	}
}

/* A line that comes too slowly isn't waited for. */
static void test_slow_line(void **state)
{
	struct script_step steps[40];
	struct fixture f;
	struct str seen;
	int64_t from;

	(void)state;
	for (size_t i = 0; i < 40; i += 2) {
		steps[i] = (struct script_step){ SCRIPT_DATA, BYTES(".") };
		steps[i + 1] = (struct script_step){ .action = SCRIPT_AGAIN };
	}
	init(&f);
	str_init(&seen);
	attach(&f, steps, 40);
	pump(&f, 20);
	send_line(&f, "look");
	for (from = f.now; f.now < from + 3000 && !strstr(seen.text, "look");) {
		pump(&f, 100);
		str_clear(&seen);
		document(&f, &seen);
	}
	assert_int_equal(f.now - from, 1000);
	str_fini(&seen);
	fini(&f);
}

/* However much waits, nothing is lost, and the log has it when the session goes. */
static void test_bound(void **state)
{
	static const struct script_step step = { SCRIPT_DATA, BYTES("half") };
	struct fixture f;
	struct str seen;
	char line[16], expected[16];
	const char *at;

	(void)state;
	init(&f);
	str_init(&seen);
	attach(&f, &step, 1);
	pump(&f, 20);
	for (int i = 0; i < EFFECTS_MAX + 10; i++) {
		snprintf(line, sizeof(line), "n%d", i);
		send_line(&f, line);
		if (i == EFFECTS_MAX - 1)
			expect_document(&f, "half|");
	}
	session_free(f.session);
	f.session = NULL;
	read_log(&f, &seen);
	at = seen.text;
	for (int i = 0; i < EFFECTS_MAX + 10; i++) {
		snprintf(expected, sizeof(expected), "> n%d\n", i);
		at = at ? strstr(at, expected) : NULL;
		if (!at)
			fail_msg("the log has no %s", expected);
	}
	str_fini(&seen);
	fini(&f);
}

/* A session that goes in the meantime leaves nothing out of its log. */
static void test_freed(void **state)
{
	static const struct script_step step = { SCRIPT_DATA, BYTES("half") };
	struct fixture f;
	struct str seen;

	(void)state;
	init(&f);
	str_init(&seen);
	attach(&f, &step, 1);
	pump(&f, 20);
	send_line(&f, "look");
	session_free(f.session);
	f.session = NULL;
	read_log(&f, &seen);
	assert_string_equal(seen.text, "< half\n> look\n");
	str_fini(&seen);
	fini(&f);
}

/* The screen drawn anew has it in the same place. */
static void test_redrawn(void **state)
{
	static const struct script_step steps[] = { { SCRIPT_DATA, BYTES("caf\xe9 ba") },
						    { .action = SCRIPT_AGAIN },
						    { SCRIPT_DATA, BYTES("d\r\ntwo\r\n") } };
	struct session_settings settings;
	struct fixture f;

	(void)state;
	init(&f);
	attach(&f, steps, 3);
	pump(&f, 20);
	send_line(&f, "look");
	pump(&f, 20);
	expect_document(&f, "caf\u00e9 bad|look|two||");
	settings = session_settings(f.session);
	settings.charset = "CP437";
	assert_true(session_configure(f.session, &settings, NULL));
	expect_document(&f, "caf\u0398 bad|look|two||");
	fini(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_cut), cmocka_unit_test(test_byte_by_byte),
		cmocka_unit_test(test_place),     cmocka_unit_test(test_ends),
		cmocka_unit_test(test_slow_line), cmocka_unit_test(test_bound),
		cmocka_unit_test(test_freed),     cmocka_unit_test(test_redrawn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
