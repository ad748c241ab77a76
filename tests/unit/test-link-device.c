/* A link's device: fed by the session, its timer, the option `pack`, connections that follow. The
 * other end of the connection is the test. */
#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"
#include "config/packs.h"
#include "link/link-device.h"
#include "loop/timer.h"

enum { DEADLINE_MS = 20000 };

struct fixture {
	Loop *loop;
	Dialer *dialer;
	Link *link;
	int end, peer; /* the link's, and ours */
	struct dialer_service service;
	Timer *deadline;
	struct str said; /* events and messages */
	const char *wanted;
	bool late;
};

static int spawn(void *user, const char *part, bool tls, pid_t *child, struct err *e)
{
	struct fixture *f = user;
	int pair[2];

	(void)part;
	(void)tls;
	(void)e;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
	f->end = pair[0];
	f->peer = pair[1];
	*child = 0;
	return f->end;
}

static void on_message(void *user, enum message_kind kind, const char *text)
{
	struct fixture *f = user;

	(void)kind;
	str_append_format(&f->said, "message %s\n", text);
}

static void on_prompt(void *user, const struct device_prompt *p)
{
	struct fixture *f = user;
	const Pack *pack = link_pack(f->link);

	str_append_format(&f->said, "prompt %.*s%s%s\n", (int)p->length, p->text,
			  p->mode < 0 ? "" : " ",
			  p->mode < 0 ? "" : pack_row(pack, PACK_MODE, (size_t)p->mode)->name);
}

static void on_output(void *user, const char *text, size_t n, bool continued)
{
	struct fixture *f = user;

	(void)continued;
	str_append_format(&f->said, "output %.*s\n", (int)n, text);
}

static void on_done(void *user, const struct device_result *r)
{
	struct fixture *f = user;
	struct err e;

	str_append_format(&f->said, "done %s\n", r->ok ? "ok" : r->failure);
	if (r->ok)
		session_send(link_session(f->link), WIRE_RULE, "bye", 3, clock_wall_ms(), &e);
}

static const struct device_events events = {
	.prompt = on_prompt,
	.output = on_output,
	.done = on_done,
};

static void on_late(void *user)
{
	struct fixture *f = user;

	f->late = true;
	loop_stop(f->loop);
}

static void look(void *user)
{
	struct fixture *f = user;

	if (f->wanted && strstr(f->said.text, f->wanted))
		loop_stop(f->loop);
}

static void wait_for(struct fixture *f, const char *wanted)
{
	f->wanted = wanted;
	timer_set(f->deadline, loop_now(f->loop) + DEADLINE_MS);
	loop_run(f->loop);
	f->wanted = NULL;
	if (f->late)
		fail_msg("expected \"%s\", seen \"%s\"", wanted, f->said.text);
	str_clear(&f->said);
}

static void say(struct fixture *f, const char *bytes)
{
	assert_int_equal(write(f->peer, bytes, strlen(bytes)), strlen(bytes));
}

/* What the client sent, which ends so. */
static void expect_sent(struct fixture *f, const char *text)
{
	char bytes[256];
	ssize_t n = read(f->peer, bytes, sizeof(bytes) - 1);

	assert_true(n > 0);
	bytes[n] = '\0';
	if (!memmem(bytes, (size_t)n, text, strlen(text)))
		fail_msg("expected \"%s\", sent \"%s\"", text, bytes);
}

static int set_up(void **state)
{
	static const struct link_events handlers = { .message = on_message };
	struct fixture *f = calloc(1, sizeof(*f));
	struct link_config config = { .columns = 80,
				      .rows = 24,
				      .raw = true,
				      .proposes = true,
				      .service = &f->service,
				      .name = "box" };
	struct err e;

	str_init(&f->said);
	f->service = (struct dialer_service){ "box", spawn, f };
	f->loop = loop_new(&e);
	f->dialer = dialer_new(f->loop, NULL, &e);
	f->deadline = timer_new(loop_timers(f->loop), on_late, f);
	loop_on_present(f->loop, look, f);
	config.options = options_new(NULL);
	f->link = link_new(f->dialer, &config, &handlers, f);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	link_free(f->link);
	dialer_free(f->dialer);
	timer_free(f->deadline);
	loop_free(f->loop);
	close(f->peer);
	str_fini(&f->said);
	free(f);
	return 0;
}

static void connect_link(struct fixture *f)
{
	struct err e;

	if (!link_connect(f->link, &e))
		fail_msg("%s", e.text);
}

static void set_pack(struct fixture *f, const char *assignment)
{
	struct err e;

	if (!options_assign(link_options(f->link), assignment, &e) || !link_configure(f->link, &e))
		fail_msg("%s", e.text);
}

static void send_command(struct fixture *f, Device *d, const char *command)
{
	struct err e;

	device_begin_command(d, command, strlen(command));
	assert_true(session_send(link_session(f->link), WIRE_RULE, command, strlen(command),
				 clock_wall_ms(), &e));
}

/* A command's output, without echo and pager; what `done` sends leaves at once. */
static void test_command(void **state)
{
	struct fixture *f = *state;
	Device *d;

	set_pack(f, "pack=ios");
	d = link_device(f->link, &events, f);
	connect_link(f);
	say(f, "core1#");
	wait_for(f, "prompt core1# privileged\n");
	send_command(f, d, "show clock");
	expect_sent(f, "show clock");
	say(f, "12:00 UTC\r\n\r\ncore1#");
	wait_for(f, "output 12:00 UTC\ndone ok\n");
	expect_sent(f, "bye");
}

/* Where a turn that has read enough ends behind a quoted prompt, no prompt stands: each 16 KiB end
 * there, and so does what a turn reads. */
static void test_quoted_in_flood(void **state)
{
	struct fixture *f = *state;
	struct str flood;
	Device *d;

	set_pack(f, "pack=ios");
	d = link_device(f->link, &events, f);
	connect_link(f);
	say(f, "core1#");
	wait_for(f, "prompt core1# privileged\n");
	send_command(f, d, "show clock");
	str_init(&flood);
	str_append_string(&flood, "show clock\r\nxxxxxxxxxxxx\r\n");
	while (flood.length < (80 << 10))
		str_append_string(&flood, "core1# quoted.\r\n");
	str_append_string(&flood, "end\r\ncore1#");
	say(f, flood.text);
	str_fini(&flood);
	wait_for(f, "output end\ndone ok\n");
}

/* Likewise a pager that is quoted there isn't answered. */
static void test_pager_in_flood(void **state)
{
	struct fixture *f = *state;
	struct str flood;
	char bytes[64];
	ssize_t n;

	set_pack(f, "pack=ios");
	set_pack(f, "pager=on");
	link_device(f->link, &events, f);
	connect_link(f);
	say(f, "core1#");
	wait_for(f, "prompt core1# privileged\n");
	str_init(&flood);
	str_append_string(&flood, "xxxxxx\r\n");
	while (flood.length < (80 << 10))
		str_append_string(&flood, "--More-- quot.\r\n");
	str_append_string(&flood, "end\r\ncore1>");
	say(f, flood.text);
	str_fini(&flood);
	wait_for(f, "prompt core1> user\n");
	n = recv(f->peer, bytes, sizeof(bytes), MSG_DONTWAIT);
	if (n > 0)
		fail_msg("expected nothing to be sent, saw \"%.*s\"", (int)n, bytes);
}

/* Asked for when the prompt stands already, without a pack: the timer says when it counts; a pack
 * that is set then counts at once. */
static void test_late(void **state)
{
	struct fixture *f = *state;

	connect_link(f);
	say(f, "core1#");
	while (!terminal_cursor_line(session_terminal(link_session(f->link))) &&
	       session_received(link_session(f->link)) < 6) {
		timer_set(f->deadline, loop_now(f->loop) + 1);
		loop_run(f->loop);
	}
	f->late = false;
	link_device(f->link, &events, f);
	wait_for(f, "prompt core1#\n");
	set_pack(f, "pack=ios");
	wait_for(f, "prompt core1# privileged\n");
}

/* Each connection begins anew. */
static void test_again(void **state)
{
	struct fixture *f = *state;
	Device *d;

	set_pack(f, "pack=ios");
	d = link_device(f->link, &events, f);
	connect_link(f);
	say(f, "core1#");
	wait_for(f, "prompt core1# privileged\n");
	send_command(f, d, "show clock");
	link_disconnect(f->link);
	close(f->peer);
	connect_link(f);
	assert_int_equal(device_mode(d), -1);
	say(f, "hello\r\nother>");
	wait_for(f, "prompt other> user\n");
}

/* The user's own pack goes before that of the program; one with an error is refused. */
static void test_own_pack(void **state)
{
	struct fixture *f = *state;
	char folder[] = "/tmp/hail-packs-XXXXXX", path[100];
	Packs *packs = packs_new();
	struct err e;
	FILE *file;

	assert_non_null(mkdtemp(folder));
	setenv("XDG_CONFIG_HOME", folder, 1);
	snprintf(path, sizeof(path), "%s/hail", folder);
	assert_int_equal(mkdir(path, 0700), 0);
	snprintf(path, sizeof(path), "%s/hail/packs", folder);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_string_equal(pack_title(packs_get(packs, "ios", &e)), "Cisco IOS");
	packs_free(packs);
	packs = packs_new();
	snprintf(path, sizeof(path), "%s/hail/packs/ios.pack", folder);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs("title \"Mine\"\nmode me /^me>$/\n", file);
	fflush(file);
	assert_string_equal(pack_title(packs_get(packs, "ios", &e)), "Mine");
	assert_ptr_equal(packs_get(packs, "ios", &e), packs_get(packs, "ios", &e));
	fputs("wrong\n", file);
	fclose(file);
	assert_false(options_assign(link_options(f->link), "pack=ios", &e));
	assert_non_null(strstr(e.text, "/hail/packs/ios.pack:3:1: "));
	unlink(path);
	assert_true(options_assign(link_options(f->link), "pack=ios", &e));
	*strrchr(path, '/') = '\0';
	rmdir(path);
	*strrchr(path, '/') = '\0';
	rmdir(path);
	rmdir(folder);
	packs_free(packs);
}

static void test_names(void **state)
{
	static const struct {
		const char *name, *part;
	} wrong[] = {
		{ "iso", "did you mean \"ios\"?" },
		{ "../ios", "choose from: auto none bbs " },
		{ "IOS", "small letters" },
	};
	struct err e;

	(void)state;
	assert_true(packs_check("Auto", &e) && packs_check("none", &e) && packs_check("bbs", &e));
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_false(packs_check(wrong[i].name, &e));
		if (!strstr(e.text, wrong[i].part))
			fail_msg("%s: expected \"%s\", said \"%s\"", wrong[i].name, wrong[i].part,
				 e.text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_command, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_quoted_in_flood, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_pager_in_flood, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_late, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_again, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_own_pack, set_up, tear_down),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
