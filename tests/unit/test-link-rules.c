/* A link's rules: what they see, send and want of the owner. The other end of the connection is the
 * test. */
#include "unit/unit.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/str.h"
#include "link/link-rules.h"
#include "loop/timer.h"

enum { DEADLINE_MS = 20000 };

struct fixture {
	Loop *loop;
	Dialer *dialer;
	RuleBook *book;
	Link *link;
	int end, peer; /* the link's, and ours */
	struct dialer_service service;
	Timer *deadline;
	struct str said, sent;
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
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair),
			 0);
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

static bool on_wish(void *user, const struct link_wish *wish)
{
	static const char *const names[] = { "command", "script", "notice", "route", "warning" };
	struct fixture *f = user;

	str_append_format(&f->said, "%s %.*s", names[wish->kind], (int)wish->length, wish->text);
	if (wish->captures) {
		str_append_char(&f->said, ' ');
		json_print(wish->captures, &f->said);
	}
	if (wish->line)
		str_append_format(&f->said, ": %.*s", (int)buf_length(&wish->line->text),
				  buf_data(&wish->line->text));
	str_append_char(&f->said, '\n');
	return wish->kind != LINK_WISH_COMMAND;
}

static enum terminal_verdict on_line(void *user, const struct terminal_line *line,
				     struct text_line *replacement)
{
	struct fixture *f = user;
	struct cell_style style = { 0 };

	str_append_format(&f->said, "line %s\n", line->text);
	text_line_append(replacement, "owner", 5, style);
	if (strncmp(line->text, "hide", 4) == 0)
		return TERMINAL_GAG;
	return strcmp(line->text, "mine") == 0 ? TERMINAL_REPLACE : TERMINAL_KEEP;
}

static void on_late(void *user)
{
	struct fixture *f = user;

	f->late = true;
	loop_stop(f->loop);
}

static void look(void *user)
{
	struct fixture *f = user;
	char bytes[1024];
	ssize_t n = f->peer >= 0 ? read(f->peer, bytes, sizeof(bytes)) : 0;

	if (n > 0)
		str_append(&f->sent, bytes, (size_t)n);
	if (f->wanted && (strstr(f->said.text, f->wanted) || strstr(f->sent.text, f->wanted)))
		loop_stop(f->loop);
}

/* Until `wanted` was said or sent. */
static void wait_for(struct fixture *f, const char *wanted)
{
	f->wanted = wanted;
	look(f);
	timer_set(f->deadline, loop_now(f->loop) + DEADLINE_MS);
	if (!strstr(f->said.text, wanted) && !strstr(f->sent.text, wanted))
		loop_run(f->loop);
	f->wanted = NULL;
	if (f->late)
		fail_msg("expected \"%s\", said \"%s\", sent \"%s\"", wanted, f->said.text,
			 f->sent.text);
}

static void say(struct fixture *f, const char *bytes)
{
	assert_int_equal(write(f->peer, bytes, strlen(bytes)), strlen(bytes));
}

static void define(struct fixture *f, const char *rule)
{
	struct err e;

	if (!rulebook_add_line(f->book, rule, NULL, &e) || !link_configure(f->link, &e))
		fail_msg("%s", e.text);
}

static void make_link(struct fixture *f, const struct link_events *events)
{
	struct link_config config = { .columns = 80,
				      .rows = 24,
				      .raw = true,
				      .service = &f->service,
				      .rules = f->book,
				      .name = "box" };

	config.options = options_new(NULL);
	f->link = link_new(f->dialer, &config, events, f);
}

static int set_up(void **state)
{
	static const struct link_events handlers = { .message = on_message, .wish = on_wish };
	struct fixture *f = calloc(1, sizeof(*f));
	struct err e;

	str_init(&f->said);
	str_init(&f->sent);
	f->peer = -1;
	f->service = (struct dialer_service){ "box", spawn, f };
	f->loop = loop_new(&e);
	f->dialer = dialer_new(f->loop, NULL, &e);
	f->deadline = timer_new(loop_timers(f->loop), on_late, f);
	f->book = rulebook_new();
	loop_on_present(f->loop, look, f);
	make_link(f, &handlers);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	link_free(f->link);
	dialer_free(f->dialer);
	timer_free(f->deadline);
	rulebook_free(f->book);
	loop_free(f->loop);
	close(f->peer);
	str_fini(&f->said);
	str_fini(&f->sent);
	free(f);
	return 0;
}

static void connect_link(struct fixture *f)
{
	struct err e;

	if (!link_connect(f->link, &e))
		fail_msg("%s", e.text);
}

/* Rules that are defined while the connection stands count from then on. */
static void test_defined_later(void **state)
{
	struct fixture *f = *state;

	connect_link(f);
	say(f, "ping\r\n");
	define(f, "on connect send \"connected\"");
	define(f, "timer 0.1 once send \"tick\"");
	define(f, "trigger \"ping\" send \"pong\"");
	say(f, "ping\r\n");
	wait_for(f, "pong\r\n");
	wait_for(f, "tick\r\n");
	assert_null(strstr(f->sent.text, "connected"));
}

static void test_wishes(void **state)
{
	struct fixture *f = *state;

	define(f, "trigger /(?<who>\\w+) says (\\w+)( loudly)?/ lua \"f(m)\" notify \"%who: %2\"");
	define(f, "trigger \"run\" command \"log x\"");
	define(f, "trigger \"chat\" route talk");
	connect_link(f);
	say(f, "Bob says hi\r\nrun\r\nchat!\r\n");
	wait_for(f, "route talk: chat!\n");
	assert_non_null(strstr(f->said.text, "script f(m) {\"0\":\"Bob says hi\",\"1\":\"Bob\","
					     "\"who\":\"Bob\",\"2\":\"hi\"}\nnotice Bob: hi\n"));
	/* The owner did nothing of the kind. */
	assert_non_null(strstr(f->said.text, "warning a rule's command is not done here: log x\n"));
}

/* The document's line `number` from its end. */
static void assert_line(const struct fixture *f, uint64_t back, const char *expected)
{
	const Terminal *t = session_terminal(link_session(f->link));
	struct str text;

	str_init(&text);
	assert_true(terminal_line_text(t, terminal_end_line(t) - 1 - back, &text));
	assert_string_equal(text.text, expected);
	str_fini(&text);
}

/* The rules' verdict counts before the owner's, who hears of each line as it was received. */
static void test_verdicts(void **state)
{
	static const struct link_events handlers = { .message = on_message,
						     .wish = on_wish,
						     .line = on_line };
	struct fixture *f = *state;

	link_free(f->link);
	make_link(f, &handlers);
	define(f, "substitute /^a+$/ \"bbb\"");
	define(f, "gag \"spam\"");
	define(f, "highlight \"red\" red");
	connect_link(f);
	say(f, "mine\r\nspam\r\nhide red\r\naaa\r\n");
	wait_for(f, "line aaa\n");
	assert_non_null(strstr(f->said.text, "line spam\n"));
	assert_line(f, 2, "owner");
	assert_line(f, 1, "bbb");
}

/* A prompt is drawn anew where it stands. */
static void test_prompt(void **state)
{
	struct fixture *f = *state;

	define(f, "prompt /^HP:(\\d+)/ substitute \"Health %1\" send \"at %1\"");
	define(f, "on prompt notify \"prompt %0\"");
	connect_link(f);
	say(f, "hello\r\nHP:12> ");
	wait_for(f, "at 12\r\n");
	wait_for(f, "notice prompt HP:12>");
	assert_line(f, 1, "Health 12> at 12");
}

/* A timer answers no prompt for a password; what is asked by that does. */
static void test_password_prompt(void **state)
{
	struct fixture *f = *state;

	define(f, "timer 0.1 send \"tick\" notify \"due\"");
	connect_link(f);
	wait_for(f, "tick\r\n");
	say(f, "Password: ");
	wait_for(f, "message a timer's line is withheld");
	str_clear(&f->sent);
	for (int i = 0; i < 3; i++) {
		str_clear(&f->said);
		wait_for(f, "notice due\n");
		/* It is said once. */
		assert_null(strstr(f->said.text, "withheld"));
	}
	define(f, "prompt /^Password/ send \"answer\"");
	assert_string_equal(f->sent.text, "");
	say(f, "\r\nPassword: ");
	wait_for(f, "answer\r\n");
	say(f, "\r\n> ");
	wait_for(f, "tick\r\n");
}

static void test_input(void **state)
{
	struct fixture *f = *state;
	struct key key;

	define(f, "alias /^kk (.*)/ send \"kill %1\"");
	define(f, "bind F5 send \"north\"");
	connect_link(f);
	assert_true(link_take_input(f->link, "kk rat", 6));
	wait_for(f, "kill rat\r\n");
	assert_false(link_take_input(f->link, "look", 4));
	assert_false(link_take_input(f->link, "kk a\nb", 6));
	key_parse("F5", &key);
	assert_true(link_take_key(f->link, key));
	wait_for(f, "north\r\n");
	key_parse("F6", &key);
	assert_false(link_take_key(f->link, key));
	assert_string_equal(f->sent.text, "kill rat\r\nnorth\r\n");
}

static void test_disconnect(void **state)
{
	struct fixture *f = *state;

	define(f, "on disconnect notify \"gone\"");
	define(f, "on connect notify \"there\"");
	connect_link(f);
	wait_for(f, "notice there\n");
	shutdown(f->peer, SHUT_WR);
	wait_for(f, "notice gone\n");
}

static void set_pack(Link *l, const char *pack)
{
	struct err e;

	if (!options_set(link_options(l), OPTIONS_PACK, pack, &e) || !link_configure(l, &e))
		fail_msg("%s", e.text);
}

static void ignore(void *user, const struct rules_match *match)
{
	(void)user;
	(void)match;
}

/* What a pack highlights is in the book once, however many links it is for. */
static void test_pack(void **state)
{
	struct fixture *f = *state;
	struct link_config config = { .columns = 80, .rows = 24, .rules = f->book };
	const struct link_events events = { 0 };
	Link *other, *unattended;
	size_t count;

	config.options = options_new(NULL);
	other = link_new(f->dialer, &config, &events, NULL);
	config.options = options_new(NULL);
	config.unattended = true;
	unattended = link_new(f->dialer, &config, &events, NULL);
	/* What nobody looks at is not coloured. */
	set_pack(unattended, "ios");
	assert_int_equal(rulebook_count(f->book), 0);
	set_pack(f->link, "ios");
	count = rulebook_count(f->book);
	assert_int_not_equal(count, 0);
	set_pack(other, "ios");
	set_pack(other, "auto");
	assert_int_equal(rulebook_count(f->book), count);
	connect_link(f);
	say(f, "Gi0/1 is up, line protocol is down\r\n");
	define(f, "trigger \"end\" notify \"end\"");
	say(f, "end\r\n");
	wait_for(f, "notice end\n");
	assert_int_equal(rules_why(link_rules(f->link), 0, ignore, NULL), 1);
	set_pack(f->link, "none");
	say(f, "Gi0/2 is up, line protocol is down\r\nend again\r\n");
	str_clear(&f->said);
	wait_for(f, "notice end\n");
	assert_int_equal(rules_why(link_rules(f->link), 2, ignore, NULL), 0);
	link_free(other);
	link_free(unattended);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_defined_later, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_wishes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_verdicts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_prompt, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_password_prompt, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_input, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_disconnect, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_pack, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
