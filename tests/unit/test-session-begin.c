/*
 * What a new connection inherits from the last one: the document, the draft and what the owner set,
 * nothing that a peer did. Every member of the session is listed here; one that is added must be
 * too.
 */
#include "unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "script-transport.h"
#include "session/session-internal.h"

enum fate {
	KEPT, /* the owner's, the document's, or of calls under way */
	FOLLOWS, /* what a call has told, or is told, whatever the connection */
	RENEWED, /* owned: made anew, or emptied */
	RESET, /* as in a new session */
};

#define MEMBER(name, fate)                                                                \
	{                                                                                 \
#name, offsetof(struct Session, name), sizeof(((Session *)0)->name), fate \
	}

static const struct member {
	const char *name;
	size_t offset, size;
	enum fate fate;
} members[] = {
	MEMBER(settings, KEPT),
	MEMBER(events, KEPT),
	MEMBER(user, KEPT),
	MEMBER(state, RESET),
	MEMBER(error, RESET),
	MEMBER(columns, KEPT),
	MEMBER(rows, KEPT),
	MEMBER(terminal, KEPT),
	MEMBER(line, KEPT),
	MEMBER(sent_text, KEPT),
	MEMBER(echoes, KEPT),
	MEMBER(log, KEPT),
	MEMBER(log_misses, KEPT),
	MEMBER(log_adding, KEPT),
	MEMBER(log_from, KEPT),
	MEMBER(recorder, KEPT),
	MEMBER(recorder_user, KEPT),
	MEMBER(playing, KEPT),
	MEMBER(played_keys, KEPT),
	MEMBER(played_columns, KEPT),
	MEMBER(played_rows, KEPT),
	MEMBER(listening, KEPT),
	MEMBER(mode.character, RESET), /* its padding may be anything */
	MEMBER(mode.masked, RESET),
	MEMBER(mode.words, RESET),
	MEMBER(mode.why, RESET),
	MEMBER(chosen_over, KEPT),
	MEMBER(transport, RENEWED),
	MEMBER(telnet, RENEWED),
	MEMBER(wire, RENEWED),
	MEMBER(charset, RENEWED),
	MEMBER(in, RENEWED),
	MEMBER(decoded, RENEWED),
	MEMBER(unframed, RENEWED),
	MEMBER(untuned, RENEWED),
	MEMBER(tags, RENEWED),
	MEMBER(mxp, RENEWED),
	MEMBER(replay, RENEWED),
	MEMBER(connection, RENEWED),
	MEMBER(first_line, RENEWED),
	MEMBER(backlog, RENEWED),
	MEMBER(effects, RENEWED),
	MEMBER(later, RENEWED),
	MEMBER(values, RENEWED),
	MEMBER(held, KEPT),
	MEMBER(expansion_allowed, KEPT),
	MEMBER(charged, KEPT),
	MEMBER(heard_piece, KEPT),
	MEMBER(depth, KEPT),
	MEMBER(handling, KEPT),
	MEMBER(redrawing, KEPT),
	MEMBER(settings_due, KEPT),
	MEMBER(charset_due, KEPT),
	MEMBER(fallback_due, KEPT),
	MEMBER(packages_due, KEPT),
	MEMBER(items_due, KEPT),
	MEMBER(size_due, KEPT),
	MEMBER(protocol_due, KEPT),
	MEMBER(disconnect_due, KEPT),
	MEMBER(wide, RENEWED),
	MEMBER(protocol, KEPT),
	MEMBER(told, FOLLOWS),
	MEMBER(settle_at, FOLLOWS),
	MEMBER(now, FOLLOWS),
	MEMBER(wall, FOLLOWS),
	MEMBER(retry_at, RESET),
	MEMBER(pause_at, RESET),
	MEMBER(giving_port_up, RESET),
	MEMBER(port_waited, RESET),
	MEMBER(tls_due_at, RESET),
	MEMBER(pty_at, RESET),
	MEMBER(silence_from, RESET),
	MEMBER(idle_at, RESET),
	MEMBER(show_at, RESET),
	MEMBER(zmodem_at, RESET),
	MEMBER(zmodem, RESET),
	MEMBER(music, RESET),
	MEMBER(msp, RESET),
	MEMBER(tag_replies, RESET),
	MEMBER(guess, RESET),
	MEMBER(guessed, RESET),
	MEMBER(lacks_told, RESET),
	MEMBER(chosen_over_seen, RESET),
	MEMBER(exec, RESET),
	MEMBER(exposed, RESET),
	MEMBER(may_starttls, RESET),
	MEMBER(warned, RESET),
	MEMBER(silence_fresh, RESET),
	MEMBER(silence_told, RESET),
	MEMBER(line_sent_unechoed, RESET),
	MEMBER(prompt_marked, RESET),
	MEMBER(write_failed, RESET),
	MEMBER(broken, RESET),
	MEMBER(expands, RESET),
	MEMBER(starttls, RESET),
	MEMBER(starttls_told, RESET),
	MEMBER(half_close, RESET),
	MEMBER(half_closed, RESET),
	MEMBER(output_held, RESET),
	MEMBER(more, RESET),
	MEMBER(lines_typed, RESET),
	MEMBER(hidden_lines, RESET),
	MEMBER(hidden_at, RESET),
	MEMBER(enters, RESET),
	MEMBER(eol_told, RESET),
	MEMBER(received, RESET),
	MEMBER(write_error, RESET),
	MEMBER(read_error, RESET),
};

enum { MEMBERS = sizeof(members) / sizeof(members[0]) };

struct fixture {
	Session *session;
	History *history;
	struct buf sent;
};

static void init(struct fixture *f, enum mode_choice mode)
{
	static const struct session_events events = { 0 };
	struct session_settings settings = { .mode = mode,
					     .charset = "UTF-8",
					     .fallback_charset = "CP1252",
					     .history_lines = 100,
					     .history_bytes = 1 << 20,
					     .mxp = true,
					     .msp = true };

	*f = (struct fixture){ .history = history_new(10) };
	f->session = session_new(&settings, 20, 5, f->history, &events, NULL);
}

static void attach(struct fixture *f, const char *bytes, size_t room)
{
	struct script_step step = { SCRIPT_DATA, bytes, strlen(bytes) };
	struct session_wire wire = { .protocol = TELNET_PROTOCOL_TELNET, .term = "xterm" };

	session_attach(f->session, script_transport(&step, step.length > 0, room, &f->sent), &wire,
		       1000, 5000);
}

static void fini(struct fixture *f)
{
	session_free(f->session);
	history_free(f->history);
	buf_fini(&f->sent);
}

static bool is_same(const Session *a, const Session *b, const struct member *m)
{
	return !memcmp((const char *)a + m->offset, (const char *)b + m->offset, m->size);
}

/* Between two listed members there is padding at most. */
static void test_every_member_is_listed(void **state)
{
	size_t at = 0;

	(void)state;
	for (size_t i = 0; i < MEMBERS; i++) {
		size_t offset = members[i].offset;

		if (offset < at || offset - at >= sizeof(uint64_t))
			fail_msg("a member before %s isn't listed", members[i].name);
		at = offset + members[i].size;
	}
	if (sizeof(struct Session) - at >= sizeof(uint64_t))
		fail_msg("a member at offset %zu isn't listed", at);
}

/* Whatever the last connection left: each byte of what is set back is another one before. */
static void test_what_is_set_back(void **state)
{
	struct fixture fresh, f;

	(void)state;
	init(&fresh, MODE_AUTO);
	attach(&fresh, "", 4096);
	init(&f, MODE_AUTO);
	attach(&f, "", 4096);
	session_disconnect(f.session, 5000);
	for (size_t i = 0; i < MEMBERS; i++) {
		if (members[i].offset >= SESSION_CONNECTION)
			memset((char *)f.session + members[i].offset, 1, members[i].size);
	}
	f.session->state = SESSION_FAILED;
	f.session->mode = (struct mode){ .character = true, .masked = true };
	f.session->error.kind = ERR_LOST;
	attach(&f, "", 4096);
	for (size_t i = 0; i < MEMBERS; i++) {
		if (members[i].fate == RESET && !is_same(f.session, fresh.session, &members[i]))
			fail_msg("%s is left of the last connection", members[i].name);
		if (members[i].fate != RESET && members[i].offset >= SESSION_CONNECTION)
			fail_msg("%s would not be kept", members[i].name);
	}
	fini(&f);
	fini(&fresh);
}

/* What a peer may do to a session that has a member for it. */
#define WILL(option) "\xff\xfb" option
#define SB(bytes) "\xff\xfa" bytes "\xff\xf0"
static const char doings[] = WILL("\x5b") WILL("\x5a") WILL("\xc9") WILL("\x2a") WILL("\x01")
	SB("\xc9"
	   "Room.Info {\"name\":\"Hall\"}")
		SB("\x2a\x01;IBM437") "\xff\xf9"
				      "a\r\nb\r\n**\x18\x1b[?40h\x1b[?3h\x1b]2;title\a\xb0<b>";

/* The peer does all that, and takes nothing of what is sent. */
static void connect_and_lose(struct fixture *f)
{
	Session *s = f->session;
	struct err e;

	attach(f, doings, 0);
	session_pump(s, 1000, 5000);
	assert_true(s->wide == s->mode.character);
	assert_int_equal(s->tags, TAGS_MXP | TAGS_MSP | (s->mode.character ? 0 : TAGS_COMMANDS));
	assert_string_equal(session_charset_name(s), "IBM437");
	assert_true(session_paste(s, "one\ntwo\nthree", 13, 5000, &e));
	assert_true(wire_length(s->wire) + s->backlog.bytes > 0);
	buf_append(&s->in, "x", 1);
	session_disconnect(s, 5000);
}

/* What the peer did is in no member that is kept. */
static void test_what_is_kept(void **state)
{
	static const enum mode_choice choices[] = { MODE_AUTO, MODE_LINE, MODE_CHAR };

	(void)state;
	for (size_t i = 0; i < sizeof(choices) / sizeof(choices[0]); i++) {
		struct fixture f;
		struct Session *before = malloc(sizeof(*before));

		init(&f, choices[i]);
		memcpy(before, f.session, sizeof(*before));
		connect_and_lose(&f);
		attach(&f, "", 4096);
		for (size_t m = 0; m < MEMBERS; m++) {
			if (members[m].fate == KEPT && !is_same(f.session, before, &members[m]))
				fail_msg("%s has changed", members[m].name);
		}
		free(before);
		fini(&f);
	}
}

static bool has_value(const Session *s)
{
	struct str text;
	bool has;

	str_init(&text);
	has = values_read(s->values, "gmcp.Room.Info.name", &text);
	str_fini(&text);
	return has;
}

static void fill_scratch(Session *s)
{
	const struct effect effect = { .kind = EFFECT_NOTICE, .text = (char *)"x", .length = 1 };

	assert_true(effects_push(&s->effects, &effect, NULL));
	buf_append(&s->decoded, "x", 1);
	assert_true(has_value(s));
}

/* What is owned holds nothing of the last connection. */
static void test_what_is_renewed(void **state)
{
	struct fixture f;
	Session *s;

	(void)state;
	init(&f, MODE_CHAR);
	s = f.session;
	connect_and_lose(&f);
	fill_scratch(s);
	attach(&f, "", 4096);
	assert_int_equal(wire_length(s->wire), 0);
	assert_int_equal(s->backlog.bytes, 0);
	assert_int_equal(s->effects.count, 0);
	assert_int_equal(s->later.count, 0);
	assert_int_equal(buf_length(&s->in), 0);
	assert_int_equal(buf_length(&s->decoded), 0);
	assert_int_equal(buf_length(&s->unframed), 0);
	assert_int_equal(buf_length(&s->untuned), 0);
	assert_false(has_value(s));
	assert_int_equal(s->tags, 0);
	assert_null(s->mxp);
	assert_string_equal(session_charset_name(s), "UTF-8");
	assert_true(replay_is_whole(s->replay));
	assert_int_equal(s->first_line, terminal_end_line(s->terminal) - 1);
	assert_false(s->wide);
	assert_int_equal(buf_length(&f.sent), 0);
	fini(&f);
}

/* Whatever the owner does between two connections, nothing waits for the next peer. */
static void test_nothing_waits_between(void **state)
{
	struct session_settings settings;
	struct fixture f;

	(void)state;
	init(&f, MODE_LINE);
	attach(&f, doings, 4096);
	session_pump(f.session, 1000, 5000);
	session_disconnect(f.session, 5000);
	settings = f.session->settings;
	settings.gmcp_packages = "Char 1";
	settings.mxp = settings.msp = false;
	assert_true(session_configure(f.session, &settings, NULL));
	session_resize(f.session, 30, 9, 2000);
	session_tick(f.session, 3000, 6000);
	assert_int_equal(session_queued(f.session), 0);
	buf_clear(&f.sent);
	attach(&f, "", 4096);
	assert_int_equal(buf_length(&f.sent), 0);
	fini(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_member_is_listed),
		cmocka_unit_test(test_what_is_set_back),
		cmocka_unit_test(test_what_is_kept),
		cmocka_unit_test(test_what_is_renewed),
		cmocka_unit_test(test_nothing_waits_between),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
