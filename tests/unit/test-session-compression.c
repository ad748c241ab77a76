/*
 * Compression in a session: what a turn may cost, what is waited for while a question waits, and
 * the ends of a connection.
 */
#include "unit/unit.h"

#include <string.h>

#include "compressed.h"
#include "script-transport.h"
#include "session/session.h"

#define START "\xff\xfb\x56\xff\xfa\x56\xff\xf0"

enum { MEGABYTE = 1 << 20, BOMB = 150 * MEGABYTE };

struct fixture {
	Session *session;
	struct buf sent;
	unsigned asked;
	bool nobody; /* can be asked */
	size_t data; /* bytes of a stream */
};

static bool on_expands(void *user)
{
	struct fixture *f = user;

	f->asked++;
	return !f->nobody;
}

static void on_data(void *user, const char *bytes, size_t n)
{
	struct fixture *f = user;

	(void)bytes;
	f->data += n;
}

static void init(struct fixture *f, const struct buf *bytes, enum script_action end, bool stream)
{
	static const struct session_events events = { .expands = on_expands, .data = on_data };
	struct session_settings settings = { .charset = "UTF-8",
					     .fallback_charset = "CP1252",
					     .history_lines = 100,
					     .history_bytes = 100000,
					     .stream = stream };
	struct session_wire wire = { .protocol = TELNET_PROTOCOL_TELNET, .term = "xterm" };
	struct script_step steps[] = {
		{ SCRIPT_DATA, buf_data(bytes), buf_length(bytes) },
		{ end, NULL, 0 },
	};

	*f = (struct fixture){ .asked = 0 };
	buf_init(&f->sent);
	f->session = session_new(&settings, 80, 24, NULL, &events, f);
	session_attach(f->session, script_transport(steps, 2, 1000, &f->sent), &wire, 1, 1);
}

static void fini(struct fixture *f)
{
	session_free(f->session);
	buf_fini(&f->sent);
}

static uint64_t expanded(const struct fixture *f)
{
	struct telnet_compression c;

	telnet_compression(session_telnet(f->session), &c);
	return c.received_plain;
}

/* Pumps as an owner does, until nothing is to be done without waiting. */
static void pump(struct fixture *f)
{
	do {
		uint64_t before = expanded(f);

		session_pump(f->session, 1, 1);
		if (session_state(f->session) != SESSION_CONNECTED)
			return;
		assert_true(expanded(f) - before <= MEGABYTE + 16384);
	} while (session_wants(f->session).again);
}

static void append_bomb(struct buf *bytes)
{
	buf_append(bytes, START, strlen(START));
	compressed_append_letters(bytes, COMPRESSED_ZLIB, BOMB);
	buf_append(bytes, "behind", 6);
}

static void test_turns(void **state)
{
	struct buf bytes = { 0 };
	struct session_wants w;
	struct fixture f;

	(void)state;
	append_bomb(&bytes);
	for (int stream = 0; stream < 2; stream++) {
		init(&f, &bytes, SCRIPT_AGAIN, stream);
		pump(&f);
		assert_int_equal(f.asked, 1);
		w = session_wants(f.session);
		assert_false(w.again);
		assert_false(w.events & TRANSPORT_READ);
		pump(&f);
		assert_int_equal(f.asked, 1);
		session_allow_expansion(f.session, false);
		assert_true(session_wants(f.session).again);
		pump(&f);
		assert_int_equal(f.asked, 2);
		session_allow_expansion(f.session, true);
		pump(&f);
		assert_int_equal(f.asked, 2);
		assert_int_equal(expanded(&f), BOMB);
		assert_true(session_wants(f.session).events & TRANSPORT_READ);
		if (stream)
			assert_int_equal(f.data, BOMB + 6);
		fini(&f);
	}
	buf_fini(&bytes);
}

static void test_nobody_to_ask(void **state)
{
	struct buf bytes = { 0 };
	struct fixture f;

	(void)state;
	append_bomb(&bytes);
	init(&f, &bytes, SCRIPT_AGAIN, true);
	f.nobody = true;
	pump(&f);
	assert_int_equal(session_state(f.session), SESSION_FAILED);
	assert_non_null(strstr(session_error(f.session)->text, "more than 200 times"));
	fini(&f);
	buf_fini(&bytes);
}

static void check_end(const struct buf *bytes, enum session_state state, const char *part)
{
	struct fixture f;

	init(&f, bytes, SCRIPT_EOF, true);
	pump(&f);
	assert_int_equal(session_state(f.session), state);
	if (part)
		assert_non_null(strstr(session_error(f.session)->text, part));
	fini(&f);
}

static void test_ends(void **state)
{
	static const char text[] = "the quick brown fox jumps over the lazy dog";
	struct buf bytes = { 0 };

	(void)state;
	buf_append(&bytes, START, strlen(START));
	compressed_append(&bytes, COMPRESSED_ZLIB, text, strlen(text), false);
	check_end(&bytes, SESSION_CLOSED, NULL);
	bytes.end -= 6;
	check_end(&bytes, SESSION_FAILED, "in the middle of compressed data");
	buf_clear(&bytes);
	buf_append(&bytes, START "no such thing", strlen(START) + 13);
	check_end(&bytes, SESSION_FAILED, "is damaged: the connection was closed");
	buf_fini(&bytes);
}

/* A line that was deflated but never left goes back to where it was typed. */
static void test_unsent_line(void **state)
{
	static const char will[] = "\xff\xfb\x57";
	struct buf bytes = { 0 };
	struct fixture f;

	(void)state;
	buf_append(&bytes, will, strlen(will));
	init(&f, &bytes, SCRIPT_AGAIN, false);
	pump(&f);
	assert_memory_equal(buf_data(&f.sent), "\xff\xfd\x57\xff\xfa\x57\xff\xf0", 8);
	script_room(session_transport(f.session), 0);
	for (const char *c = "look"; *c; c++)
		session_key(f.session, (struct key){ KEYSYM_CHAR, (uint32_t)*c, 0 });
	assert_true(session_line(f.session, '\0', 1, NULL));
	assert_int_equal(session_unsent(f.session), 6);
	session_disconnect(f.session, 1);
	assert_string_equal(line_text(session_editor(f.session)), "look");
	fini(&f);
	buf_fini(&bytes);
}

/* Urgent data is no part of a stream: while we deflate, the mark of a Synch goes in line. */
static void test_urgent(void **state)
{
	static const char head[] = "\xff\xfd\x57\xff\xfa\x57\xff\xf0";
	struct buf bytes = { 0 }, back = { 0 };
	struct fixture f;
	bool ended;
	size_t n;

	(void)state;
	buf_append(&bytes, "\xff\xfb\x57", 3);
	init(&f, &bytes, SCRIPT_AGAIN, false);
	pump(&f);
	assert_true(session_command(f.session, WIRE_TYPED, "synch", 1, NULL));
	assert_memory_equal(buf_data(&f.sent), head, 8);
	n = buf_length(&f.sent) - 8;
	assert_int_equal(compressed_read(&back, buf_data(&f.sent) + 8, n, &ended), n);
	assert_int_equal(buf_length(&back), 2);
	assert_memory_equal(buf_data(&back), "\xff\xf2", 2);
	fini(&f);
	buf_fini(&back);
	buf_fini(&bytes);
}

/* What was read and not taken when the user held the session is taken when it goes on. */
static void test_held(void **state)
{
	struct buf bytes = { 0 };
	struct fixture f;
	uint64_t before;

	(void)state;
	buf_append(&bytes, START, strlen(START));
	compressed_append_letters(&bytes, COMPRESSED_ZLIB, 3 * MEGABYTE);
	init(&f, &bytes, SCRIPT_AGAIN, true);
	session_allow_expansion(f.session, true);
	session_pump(f.session, 1, 1);
	assert_true(session_wants(f.session).again);
	before = expanded(&f);
	session_hold(f.session, true);
	session_pump(f.session, 1, 1);
	assert_false(session_wants(f.session).again);
	assert_int_equal(expanded(&f), before);
	session_hold(f.session, false);
	assert_true(session_wants(f.session).again);
	pump(&f);
	assert_int_equal(expanded(&f), 3 * MEGABYTE);
	fini(&f);
	buf_fini(&bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_turns),  cmocka_unit_test(test_nobody_to_ask),
		cmocka_unit_test(test_ends),   cmocka_unit_test(test_unsent_line),
		cmocka_unit_test(test_urgent), cmocka_unit_test(test_held),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
