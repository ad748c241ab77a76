/*
 * What is sent by handlers of a session's events, and by others at prompts for a password: in
 * order, never from inside, and shown to nobody whom it should be hidden from.
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

struct fixture {
	Session *session;
	History *history;
	struct buf sent;
	struct str traced; /* what the tap saw of what was sent */
	unsigned origins; /* where that came from, a bit each */
	struct str messages;
	char log[32];
	enum terminal_verdict verdict; /* of every handler */
	void (*act)(struct fixture *f); /* called in the first handler of a kind that is on */
	bool at_line, at_sent, at_prompt, at_bell, at_title, at_value;
	const bool *handling; /* the one of them that the test is about, or NULL */
};

static void act(struct fixture *f, bool *on)
{
	if (!*on)
		return;
	*on = false;
	f->act(f);
}

static void on_message(void *user, enum message_kind kind, const char *text)
{
	(void)kind;
	str_append_format(&((struct fixture *)user)->messages, "%s\n", text);
}

static enum terminal_verdict judge(struct fixture *f, struct text_line *replacement)
{
	if (f->verdict == TERMINAL_REPLACE)
		text_line_append(replacement, "low>", 4, (struct cell_style){ 0 });
	return f->verdict;
}

static enum terminal_verdict on_line(void *user, const struct terminal_line *line,
				     struct text_line *replacement)
{
	struct fixture *f = user;

	if (line->sent)
		act(f, &f->at_sent);
	if (line->sent || line->notice)
		return TERMINAL_KEEP;
	act(f, &f->at_line);
	return judge(f, replacement);
}

static enum terminal_verdict on_prompt(void *user, enum session_prompt how, const char *text,
				       size_t n, struct text_line *replacement)
{
	struct fixture *f = user;

	(void)how;
	(void)text;
	(void)n;
	act(f, &f->at_prompt);
	return judge(f, replacement);
}

static void on_bell(void *user)
{
	act(user, &((struct fixture *)user)->at_bell);
}

static void on_title(void *user, const char *title)
{
	(void)title;
	act(user, &((struct fixture *)user)->at_title);
}

static void on_value(void *user, const struct telnet_value *value)
{
	(void)value;
	act(user, &((struct fixture *)user)->at_value);
}

static const struct session_events events = { .message = on_message,
					      .line = on_line,
					      .prompt = on_prompt,
					      .bell = on_bell,
					      .title = on_title,
					      .value = on_value };

static void on_piece(void *user, const struct wire_piece *piece)
{
	struct fixture *f = user;

	if (piece->direction == WIRE_SENT)
		f->origins |= 1u << piece->origin;
	if (piece->direction == WIRE_SENT && piece->bytes)
		str_append(&f->traced, piece->bytes, piece->length);
}

static void init(struct fixture *f, enum mode_choice mode)
{
	struct session_settings settings = { .charset = "UTF-8",
					     .fallback_charset = "CP1252",
					     .mode = mode,
					     .history_lines = 1000,
					     .history_bytes = 1 << 20 };

	*f = (struct fixture){ .history = history_new(100), .log = "/tmp/hail-log-XXXXXX" };
	close(mkstemp(f->log));
	str_init(&f->traced);
	str_init(&f->messages);
	f->session = session_new(&settings, 80, 23, f->history, &events, f);
	session_listen(f->session, true);
	assert_true(
		session_log(f->session, &(struct session_log_config){ .name = f->log }, 0, NULL));
	assert_true(session_tap(f->session, on_piece, f));
}

static void fini(struct fixture *f)
{
	session_free(f->session);
	history_free(f->history);
	buf_fini(&f->sent);
	str_fini(&f->traced);
	str_fini(&f->messages);
	unlink(f->log);
}

static void pump(struct fixture *f)
{
	do
		session_pump(f->session, 1000, 5000);
	while (session_wants(f->session).again);
}

/* A peer that says `bytes`, and 250 ms in which it says no more. */
static void attach(struct fixture *f, enum telnet_protocol protocol, const char *bytes, size_t n)
{
	const struct script_step step = { SCRIPT_DATA, bytes, n };
	const struct session_wire wire = { .protocol = protocol, .term = "xterm" };

	session_attach(f->session, script_transport(&step, 1, 4096, &f->sent), &wire, 1000, 5000);
	pump(f);
	session_tick(f->session, 1250, 5000);
}

static void document(const struct fixture *f, struct str *out)
{
	const Terminal *t = session_terminal(f->session);
	struct str line;

	str_init(&line);
	for (uint64_t i = terminal_first_line(t); i < terminal_end_line(t); i++) {
		terminal_line_text(t, i, &line);
		str_append_format(out, "%s\n", line.text);
	}
	str_fini(&line);
}

static void read_log(struct fixture *f, struct str *out)
{
	char line[200];
	FILE *file;

	assert_true(session_log(f->session, NULL, 0, NULL));
	file = fopen(f->log, "r");
	while (fgets(line, sizeof(line), file))
		str_append_string(out, line);
	fclose(file);
}

#define BYTES(text) text, sizeof(text) - 1

/* --- Secrets. */

static void send_as_rule(struct fixture *f)
{
	assert_true(session_send(f->session, WIRE_RULE, "hunter2", 7, 5000, NULL));
}

static void paste_line(struct fixture *f)
{
	assert_true(session_paste(f->session, "hunter2\n", 8, 5000, NULL));
}

static void type_line(struct fixture *f)
{
	line_paste(session_editor(f->session), "hunter2", 7);
	assert_true(session_line(f->session, '\0', 5000, NULL));
}

static void assert_hidden(size_t i, const char *where, const char *text)
{
	if (strstr(text, "hunter2"))
		fail_msg("way %zu: %s has the secret:\n%s", i, where, text);
}

/* Whoever answers a prompt for a password, which the peer doesn't hide, answers with a secret. */
static void test_secrets(void **state)
{
	static const struct {
		const char *bytes;
		size_t length;
		void (*act)(struct fixture *f);
		bool handler;
		enum terminal_verdict verdict;
	} ways[] = {
		{ BYTES("Password: "), send_as_rule, false, TERMINAL_KEEP },
		{ BYTES("Password: "), paste_line, false, TERMINAL_KEEP },
		{ BYTES("Password: "), type_line, false, TERMINAL_KEEP },
		{ BYTES("Password: "), send_as_rule, true, TERMINAL_KEEP },
		{ BYTES("Password: "), send_as_rule, true, TERMINAL_GAG },
		{ BYTES("Password: "), send_as_rule, true, TERMINAL_REPLACE },
		/* The prompt is gone when the handler's line leaves. */
		{ BYTES("Password: \xff\xf9\r\nWelcome.\r\n> "), send_as_rule, true,
		  TERMINAL_KEEP },
		/* It was hidden when the handler spoke. */
		{ BYTES("\xff\xfb\x01 Enable: \xff\xf9\xff\xfc\x01\r\n> "), send_as_rule, true,
		  TERMINAL_KEEP },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		struct fixture f;
		struct str seen;

		init(&f, MODE_AUTO);
		str_init(&seen);
		f.act = ways[i].act;
		f.verdict = ways[i].verdict;
		f.at_prompt = ways[i].handler;
		attach(&f, TELNET_PROTOCOL_TELNET, ways[i].bytes, ways[i].length);
		if (!ways[i].handler)
			ways[i].act(&f);
		pump(&f);
		if (!buf_length(&f.sent) ||
		    !memmem(buf_data(&f.sent), buf_length(&f.sent), "hunter2\r\n", 9))
			fail_msg("way %zu: nothing was sent", i);
		document(&f, &seen);
		assert_hidden(i, "the document", seen.text);
		assert_hidden(i, "the trace", f.traced.text);
		str_clear(&seen);
		read_log(&f, &seen);
		assert_hidden(i, "the log", seen.text);
		str_fini(&seen);
		fini(&f);
	}
}

/* --- From inside. */

static void send_everything(struct fixture *f)
{
	Session *s = f->session;
	size_t queued = session_queued(s), sent = buf_length(&f->sent);

	assert_true(session_send(s, WIRE_RULE, "line", 4, 5000, NULL));
	assert_true(session_command(s, WIRE_RULE, "ayt", 5000, NULL));
	session_send_key(s, WIRE_RULE, (struct key){ KEYSYM_CHAR, 'k', 0 });
	session_send_key(s, WIRE_RULE, (struct key){ .sym = KEYSYM_ENTER });
	session_send_key(s, WIRE_RULE, (struct key){ .sym = KEYSYM_ENTER, .mods = KEYMOD_ALT });
	session_raw_keys(s, "\x1b[99~", 5);
	assert_true(session_send_secret(s, "sesame", 6, NULL));
	assert_true(session_send_credentials(s, "bob", "sesame", 6, NULL));
	assert_true(session_send_value(s, WIRE_RULE, TELNET_SOURCE_GMCP, "Core.Ping", 1000, NULL));
	assert_true(session_paste(s, "pasted\nrest", 11, 5000, NULL));
	if (f->handling && (session_queued(s) != queued || buf_length(&f->sent) != sent))
		fail_msg("%zu bytes were sent from inside a handler",
			 session_queued(s) + buf_length(&f->sent) - queued - sent);
}

static void run(struct fixture *f, enum mode_choice mode, bool *on)
{
	init(f, mode);
	f->act = send_everything;
	f->handling = on;
	if (on)
		*on = true;
	attach(f, TELNET_PROTOCOL_TELNET,
	       BYTES("\xff\xfb\xc9\a\x1b]2;title\x1b\\one\r\ntwo\r\n> \xff\xf9"
		     "\xff\xfa\xc9Room.Info {}\xff\xf0"));
	if (!on)
		send_everything(f);
	else if (*on)
		fail_msg("no handler ran");
	pump(f);
}

/* What handlers of events have sent leaves as if it were sent when they have returned. */
static void test_sending_from_handlers(void **state)
{
	static const enum mode_choice modes[] = { MODE_LINE, MODE_CHAR };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct fixture outside;

		run(&outside, modes[i], NULL);
		assert_null(strstr(outside.traced.text, "sesame"));
		for (int event = 0; event < 5; event++) {
			struct fixture f;
			bool *const handlers[] = { &f.at_line, &f.at_prompt, &f.at_bell,
						   &f.at_title, &f.at_value };

			run(&f, modes[i], handlers[event]);
			if (buf_length(&f.sent) != buf_length(&outside.sent) ||
			    memcmp(buf_data(&f.sent), buf_data(&outside.sent),
				   buf_length(&f.sent)) != 0)
				fail_msg("mode %zu, event %d: expected %.*s, saw %.*s", i, event,
					 (int)buf_length(&outside.sent), buf_data(&outside.sent),
					 (int)buf_length(&f.sent), buf_data(&f.sent));
			assert_string_equal(f.messages.text, outside.messages.text);
			assert_null(strstr(f.traced.text, "sesame"));
			fini(&f);
		}
		fini(&outside);
	}
}

/* --- What handlers cost. */

enum { DEAR_EVENTS = 200 };

struct dear {
	Session *session;
	int64_t ns; /* what each event costs */
	unsigned events;
};

static enum terminal_verdict cost_line(void *user, const struct terminal_line *line,
				       struct text_line *replacement)
{
	struct dear *d = user;

	(void)replacement;
	if (line->sent || line->notice)
		return TERMINAL_KEEP;
	d->events++;
	session_charge(d->session, d->ns);
	return TERMINAL_KEEP;
}

static enum terminal_verdict cost_prompt(void *user, enum session_prompt how, const char *text,
					 size_t n, struct text_line *replacement)
{
	struct dear *d = user;

	(void)how;
	(void)text;
	(void)n;
	(void)replacement;
	d->events++;
	session_charge(d->session, d->ns);
	return TERMINAL_KEEP;
}

static void cost_value(void *user, const struct telnet_value *value)
{
	struct dear *d = user;

	(void)value;
	d->events++;
	session_charge(d->session, d->ns);
}

/* How many turns it takes until handlers have heard of all that `bytes`, so many times, tell;
 * *most of it in one. */
static unsigned count_turns(const char *bytes, size_t n, int64_t ns, unsigned *most)
{
	static const struct session_events dear_events = { .line = cost_line,
							   .prompt = cost_prompt,
							   .value = cost_value };
	const struct session_settings settings = { .charset = "UTF-8",
						   .fallback_charset = "CP1252",
						   .mode = MODE_LINE,
						   .history_lines = 1000,
						   .history_bytes = 1 << 20 };
	const struct session_wire wire = { .protocol = TELNET_PROTOCOL_TELNET, .term = "xterm" };
	History *history = history_new(100);
	struct dear d = { .ns = ns };
	struct buf all, sent = { 0 };
	struct script_step step;
	unsigned turns = 0;

	buf_init(&all);
	buf_append(&all, "\xff\xfb\xc9", 3);
	for (int i = 0; i < DEAR_EVENTS; i++)
		buf_append(&all, bytes, n);
	step = (struct script_step){ SCRIPT_DATA, buf_data(&all), buf_length(&all) };
	d.session = session_new(&settings, 80, 23, history, &dear_events, &d);
	session_listen(d.session, true);
	session_attach(d.session, script_transport(&step, 1, 65536, &sent), &wire, 1000, 5000);
	*most = 0;
	do {
		unsigned before = d.events;

		session_pump(d.session, 1000, 5000);
		turns++;
		if (d.events - before > *most)
			*most = d.events - before;
	} while (session_wants(d.session).again);
	assert_int_equal(d.events, DEAR_EVENTS);
	session_free(d.session);
	history_free(history);
	buf_fini(&sent);
	buf_fini(&all);
	return turns;
}

/* A turn ends when handlers have cost enough, in the middle of what was read at once. */
static void test_dear_handlers(void **state)
{
	static const struct {
		const char *bytes;
		size_t length;
	} kinds[] = {
		{ BYTES("l\r\n") },
		{ BYTES("\n") },
		{ BYTES("> \xff\xf9\r") },
		{ BYTES("\xff\xfa\xc9"
			"A 1\xff\xf0") },
	};
	unsigned most;

	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const char *bytes = kinds[i].bytes;
		size_t n = kinds[i].length;

		count_turns(bytes, n, 5000000, &most);
		if (most > 2)
			fail_msg("kind %zu: %u events of 5 ms in a turn", i, most);
		count_turns(bytes, n, 100000000, &most);
		if (most > 1)
			fail_msg("kind %zu: %u events of 0.1 s in a turn", i, most);
		/* What costs little is all taken at once. */
		if (count_turns(bytes, n, 1000, &most) > 2)
			fail_msg("kind %zu: cheap events take several turns", i);
	}
}

static void leave(struct fixture *f)
{
	session_disconnect(f->session, 5000);
}

static void narrow(struct fixture *f)
{
	session_resize(f->session, 40, 10, 1000);
}

/* What the handler of a pasted line has changed is done without a byte of the peer: the line leaves
 * behind all that a call does else. */
static void test_changing_in_a_paste(void **state)
{
	static void (*const acts[])(struct fixture * f) = { leave, narrow };

	(void)state;
	for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++) {
		struct fixture f;

		init(&f, MODE_LINE);
		attach(&f, TELNET_PROTOCOL_TELNET, BYTES("> \xff\xf9"));
		f.act = acts[i];
		f.at_sent = true;
		assert_true(session_paste(f.session, "one\ntwo\n", 8, 5000, NULL));
		assert_false(f.at_sent);
		while (session_wants(f.session).again)
			session_tick(f.session, 1300, 5000);
		if (acts[i] == leave)
			assert_int_equal(session_state(f.session), SESSION_CLOSED);
		else
			assert_int_equal(terminal_width(session_terminal(f.session)), 40);
		fini(&f);
	}
}

/* --- Origins and secrets. */

static void send_by(struct fixture *f, enum wire_origin origin)
{
	Session *s = f->session;

	assert_true(session_send(s, origin, "line", 4, 5000, NULL));
	assert_true(session_command(s, origin, "ayt", 5000, NULL));
	session_send_key(s, origin, (struct key){ KEYSYM_CHAR, 'k', 0 });
	session_send_key(s, origin, (struct key){ .sym = KEYSYM_ENTER });
	assert_true(session_send_value(s, origin, TELNET_SOURCE_GMCP, "Core.Ping", 1000, NULL));
}

/* Whatever is sent, the tap hears by whom, and the user's lines are those that the user sent. */
static void test_origins(void **state)
{
	static const enum wire_origin origins[] = { WIRE_TYPED, WIRE_RULE, WIRE_SCRIPT };

	(void)state;
	for (size_t i = 0; i < sizeof(origins) / sizeof(origins[0]); i++) {
		struct fixture f;

		init(&f, MODE_CHAR);
		attach(&f, TELNET_PROTOCOL_TELNET, BYTES("\xff\xfb\xc9"));
		f.origins = 0;
		send_by(&f, origins[i]);
		assert_int_equal(f.origins, 1u << origins[i]);
		assert_int_equal(session_lines_typed(f.session), origins[i] == WIRE_TYPED ? 2 : 0);
		fini(&f);
	}
}

/* A password in a message of GMCP is one whoever has put it there. */
static void test_typed_credentials(void **state)
{
	struct fixture f;

	(void)state;
	init(&f, MODE_LINE);
	attach(&f, TELNET_PROTOCOL_TELNET, BYTES("\xff\xfb\xc9"));
	str_clear(&f.traced);
	assert_true(session_send_value(f.session, WIRE_TYPED, TELNET_SOURCE_GMCP,
				       "char.login.credentials {\"password\":\"sesame\"}", 1000,
				       NULL));
	assert_string_equal(f.traced.text, "");
	assert_non_null(memmem(buf_data(&f.sent), buf_length(&f.sent), "sesame", 6));
	fini(&f);
}

/* A key that telnet gives a meaning has it whoever passes keys on (RFC 1184, Ctrl-C as IP). */
static void test_special_keys(void **state)
{
	struct session_settings settings = { .charset = "UTF-8",
					     .fallback_charset = "CP1252",
					     .linemode = true,
					     .history_lines = 1000,
					     .history_bytes = 1 << 20 };
	struct fixture f;

	(void)state;
	init(&f, MODE_AUTO);
	assert_true(session_configure(f.session, &settings, NULL));
	attach(&f, TELNET_PROTOCOL_TELNET, BYTES("\xff\xfd\x22\xff\xfa\x22\x01\x03\xff\xf0"));
	buf_clear(&f.sent);
	session_key(f.session, (struct key){ KEYSYM_CHAR, 'x', 0 });
	session_key(f.session, (struct key){ KEYSYM_CHAR, 'c', KEYMOD_CTRL });
	assert_int_equal(line_length(session_editor(f.session)), 0);
	assert_true(buf_length(&f.sent) >= 2);
	assert_memory_equal(buf_data(&f.sent), "\xff\xf4", 2);
	fini(&f);
}

static void send_what_fails(struct fixture *f)
{
	char *text = calloc(EFFECTS_BYTES_MAX + 1, 1);
	struct err e;

	memset(text, 'x', EFFECTS_BYTES_MAX + 1);
	assert_false(session_paste(f->session, text, EFFECTS_BYTES_MAX + 1, 5000, &e));
	assert_true(session_command(f->session, WIRE_RULE, "nonsense", 5000, &e));
	free(text);
}

/* What can't be queued is refused, what turns out to fail when its turn comes is said. */
static void test_failing_from_a_handler(void **state)
{
	struct fixture f;

	(void)state;
	init(&f, MODE_LINE);
	f.act = send_what_fails;
	f.at_line = true;
	attach(&f, TELNET_PROTOCOL_TELNET, BYTES("one\r\n> "));
	assert_non_null(strstr(f.messages.text, "unknown telnet command \"nonsense\""));
	assert_int_equal(buf_length(&f.sent), 0);
	fini(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_secrets),
		cmocka_unit_test(test_changing_in_a_paste),
		cmocka_unit_test(test_sending_from_handlers),
		cmocka_unit_test(test_dear_handlers),
		cmocka_unit_test(test_origins),
		cmocka_unit_test(test_typed_credentials),
		cmocka_unit_test(test_special_keys),
		cmocka_unit_test(test_failing_from_a_handler),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
