/* A peer that acknowledges nothing: what the kernel says of it is said by the test. */
#include "unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "net/tcp.h"
#include "script-transport.h"
#include "session/session.h"

enum { NOTICE = 5000 };

int64_t __wrap_tcp_unanswered_ms(const Transport *t);

static int64_t unanswered;

int64_t __wrap_tcp_unanswered_ms(const Transport *t)
{
	(void)t;
	return unanswered;
}

struct fixture {
	Session *session;
	struct buf sent;
	char told[200]; /* the messages since the last look */
};

static void on_message(void *user, enum message_kind kind, const char *text)
{
	struct fixture *f = user;
	size_t n = strlen(f->told);

	snprintf(f->told + n, sizeof(f->told) - n, "%c %s\n", kind == MESSAGE_ERROR ? '!' : ' ',
		 text);
}

static void init(struct fixture *f, int64_t notice)
{
	static const struct session_events events = { .message = on_message };
	struct session_settings settings = { .charset = "UTF-8",
					     .fallback_charset = "CP1252",
					     .history_lines = 100,
					     .history_bytes = 100000,
					     .silence_notice = notice };
	struct session_wire wire = { .protocol = TELNET_PROTOCOL_RAW, .term = "xterm" };

	*f = (struct fixture){ .told = "" };
	unanswered = -1;
	buf_init(&f->sent);
	f->session = session_new(&settings, 80, 24, NULL, &events, f);
	session_attach(f->session, script_transport(NULL, 0, 1000, &f->sent), &wire, 1000, 1);
	session_pump(f->session, 1000, 1);
}

static void fini(struct fixture *f)
{
	session_free(f->session);
	buf_fini(&f->sent);
}

static void send_line(struct fixture *f)
{
	struct err e;

	assert_true(session_send(f->session, WIRE_TYPED, "look", 4, 1, &e));
}

/* Waits until the session wants to be called, and calls it; returns the time. */
static int64_t wait_due(struct fixture *f, int64_t now)
{
	int64_t due = session_wants(f->session).deadline;

	assert_true(due >= 0);
	now = due > now ? due : now;
	session_tick(f->session, now, 1);
	return now;
}

static void expect(struct fixture *f, const char *told)
{
	assert_string_equal(f->told, told);
	*f->told = '\0';
}

#define GONE                                                                                     \
	"! the peer has not acknowledged what was sent for 5 s: it may be gone (the connection " \
	"stays)\n"

static void test_told_once(void **state)
{
	struct fixture f;
	int64_t now;

	(void)state;
	init(&f, NOTICE);
	assert_true(session_wants(f.session).deadline < 0);
	unanswered = 0;
	send_line(&f);
	now = wait_due(&f, 1000);
	assert_int_equal(now, 1000);
	expect(&f, "");
	unanswered = NOTICE;
	now = wait_due(&f, now);
	assert_int_equal(now, 1000 + NOTICE);
	expect(&f, GONE);
	unanswered = 2 * NOTICE;
	now = wait_due(&f, now);
	expect(&f, "");
	unanswered = -1;
	wait_due(&f, now);
	expect(&f, "  the peer answers again\n");
	assert_true(session_wants(f.session).deadline < 0);
	fini(&f);
}

/* What was heard meanwhile counts; what is acknowledged wakes nobody any more. */
static void test_heard(void **state)
{
	struct fixture f;
	int64_t now;

	(void)state;
	init(&f, NOTICE);
	unanswered = 0;
	send_line(&f);
	now = wait_due(&f, 1000);
	unanswered = 1000;
	now = wait_due(&f, now);
	expect(&f, "");
	unanswered = -1;
	now = wait_due(&f, now);
	assert_int_equal(now, 1000 + 2 * NOTICE - 1000);
	expect(&f, "");
	assert_true(session_wants(f.session).deadline < 0);
	fini(&f);
}

static void test_off(void **state)
{
	struct fixture f;

	(void)state;
	init(&f, 0);
	unanswered = NOTICE;
	send_line(&f);
	assert_true(session_wants(f.session).deadline < 0);
	session_tick(f.session, 100 * NOTICE, 1);
	expect(&f, "");
	fini(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_told_once),
		cmocka_unit_test(test_heard),
		cmocka_unit_test(test_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
