#include "unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/str.h"
#include "link/link-internal.h"
#include "link/link.h"
#include "link/login.h"
#include "loop/timer.h"

/*
 * A link to a service that the test plays on the other end of a socket pair. The password-command
 * reads a named pipe, so that the test says when it answers.
 */

#define SECRET "s3cr3t-4711"
#define WILL_ECHO "\xff\xfb\x01"
#define WONT_ECHO "\xff\xfc\x01"
#define DO_ECHO "\xff\xfd\x01"
#define DONT_ECHO "\xff\xfe\x01"
#define GA "\xff\xf9"

enum { DEADLINE_MS = 20000 };

struct fixture {
	Loop *loop;
	Dialer *dialer;
	Link *link;
	int peer;
	LoopWatch *watch;
	Timer *deadline, *again;
	bool late;
	struct buf received;
	struct str messages, prompts, lines;
	char folder[40], fifo[60];
	int answer; /* the pipe's other end, once the command reads it; -1 before */
	int end; /* the link's end of the connection */
	struct dialer_service spawner;
	bool (*holds)(struct fixture *f);
	const char *wanted;
	uint64_t until; /* bytes that the link has read then */
};

/* Its descriptor is `user`. */
static int spawn_service(void *user, const char *part, bool tls, pid_t *child, struct err *e)
{
	(void)part;
	(void)tls;
	(void)e;
	*child = 0;
	return *(int *)user;
}

static void on_peer(void *user, short revents)
{
	struct fixture *f = user;
	char bytes[1024];
	ssize_t n = read(f->peer, bytes, sizeof(bytes));

	(void)revents;
	if (n > 0)
		buf_append(&f->received, bytes, (size_t)n);
	else
		loop_watch_pause(f->watch);
}

static void on_message(void *user, enum message_kind kind, const char *text)
{
	struct fixture *f = user;

	assert_int_equal(kind, MESSAGE_ERROR);
	str_append_format(&f->messages, "%s\n", text);
}

static enum terminal_verdict on_prompt(void *user, enum session_prompt how, const char *text,
				       size_t n, struct text_line *replacement)
{
	struct fixture *f = user;

	(void)replacement;
	(void)how;
	str_append_format(&f->prompts, "%.*s|", (int)n, text);
	return TERMINAL_KEEP;
}

static enum terminal_verdict on_line(void *user, const struct terminal_line *line,
				     struct text_line *replacement)
{
	struct fixture *f = user;

	(void)replacement;
	str_append_format(&f->lines, "%s|", line->text);
	return TERMINAL_KEEP;
}

static void on_stuck(void *user, bool refused, const char *text)
{
	struct fixture *f = user;

	str_append_format(&f->messages, "%s %s\n", refused ? "refused:" : "stuck:", text);
}

static void on_secret(void *user, const char *text, size_t n)
{
	struct fixture *f = user;

	str_append_format(&f->messages, "secret: %.*s\n", (int)n, text);
}

static const struct link_events link_handlers = {
	.message = on_message,
	.stuck = on_stuck,
	.secret = on_secret,
	.prompt = on_prompt,
	.line = on_line,
};

static void on_late(void *user)
{
	struct fixture *f = user;

	f->late = true;
	loop_stop(f->loop);
}

static void look_again(void *user)
{
	(void)user; /* the hook at the end of the turn looks */
}

static void look(void *user)
{
	struct fixture *f = user;

	if (f->holds && f->holds(f))
		loop_stop(f->loop);
}

static void wait_for(struct fixture *f, bool (*holds)(struct fixture *f), const char *wanted)
{
	f->holds = holds;
	f->wanted = wanted;
	timer_set(f->deadline, loop_now(f->loop) + DEADLINE_MS);
	loop_run(f->loop);
	f->holds = NULL;
	if (f->late)
		fail_msg("expected \"%s\"; received %zu bytes \"%.*s\", prompts \"%s\", lines "
			 "\"%s\", messages \"%s\"",
			 wanted, buf_length(&f->received), (int)buf_length(&f->received),
			 buf_length(&f->received) ? buf_data(&f->received) : "", f->prompts.text,
			 f->lines.text, f->messages.text);
}

static bool has_received(const struct fixture *f, const char *text)
{
	return buf_length(&f->received) &&
	       memmem(buf_data(&f->received), buf_length(&f->received), text, strlen(text));
}

static bool is_received(struct fixture *f)
{
	return has_received(f, f->wanted);
}

static bool is_prompted(struct fixture *f)
{
	return strstr(f->prompts.text, f->wanted);
}

static bool is_read(struct fixture *f)
{
	return session_received(link_session(f->link)) >= f->until;
}

static bool is_told(struct fixture *f)
{
	return strstr(f->messages.text, f->wanted);
}

/* A named pipe can be opened to write without waiting once somebody reads it. */
static bool command_reads(struct fixture *f)
{
	f->answer = open(f->fifo, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
	if (f->answer < 0)
		timer_set(f->again, loop_now(f->loop) + 5);
	return f->answer >= 0;
}

/* A command that has answered may take a moment to end; one that waits for an answer never ends. */
static bool nobody_reads(struct fixture *f)
{
	int fd = open(f->fifo, O_WRONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd >= 0)
		timer_set(f->again, loop_now(f->loop) + 5);
	if (fd >= 0)
		close(fd);
	return fd < 0 && errno == ENXIO;
}

/* A command is a child from when it is started, which is some time before it reads. */
static bool no_command_runs(void)
{
	siginfo_t info;

	return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) < 0 && errno == ECHILD;
}

static void send_to_client(struct fixture *f, const char *bytes)
{
	assert_int_equal(write(f->peer, bytes, strlen(bytes)), strlen(bytes));
}

static void init_as(struct fixture *f, const char *const *assignments, bool unattended)
{
	struct link_config config = { .columns = 80,
				      .rows = 24,
				      .unattended = unattended,
				      .service = &f->spawner,
				      .name = "service" };
	int pair[2];
	struct str option;
	struct err e;

	*f = (struct fixture){ .answer = -1 };
	str_init(&f->messages);
	str_init(&f->prompts);
	str_init(&f->lines);
	strcpy(f->folder, "/tmp/hail-login-XXXXXX");
	assert_non_null(mkdtemp(f->folder));
	snprintf(f->fifo, sizeof(f->fifo), "%s/pipe", f->folder);
	assert_int_equal(mkfifo(f->fifo, 0600), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
	f->end = pair[0];
	f->spawner = (struct dialer_service){ "service", spawn_service, &f->end };
	f->peer = pair[1];
	f->loop = loop_new(&e);
	f->dialer = dialer_new(f->loop, NULL, &e);
	f->deadline = timer_new(loop_timers(f->loop), on_late, f);
	f->again = timer_new(loop_timers(f->loop), look_again, f);
	f->watch = loop_watch(f->loop, LOOP_SOCKETS, f->peer, POLLIN, on_peer, f);
	loop_on_present(f->loop, look, f);
	config.options = options_new(NULL);
	str_init(&option);
	str_append_format(&option, "password-command=cat %s", f->fifo);
	assert_true(options_assign(config.options, option.text, &e));
	str_fini(&option);
	for (; assignments && *assignments; assignments++)
		assert_true(options_assign(config.options, *assignments, &e));
	f->link = link_new(f->dialer, &config, &link_handlers, f);
	assert_true(link_connect(f->link, &e));
}

static void init(struct fixture *f, const char *const *assignments)
{
	init_as(f, assignments, false);
}

static void fini(struct fixture *f)
{
	link_free(f->link);
	dialer_free(f->dialer);
	timer_free(f->deadline);
	timer_free(f->again);
	loop_free(f->loop);
	if (f->answer >= 0)
		close(f->answer);
	close(f->peer);
	unlink(f->fifo);
	rmdir(f->folder);
	buf_fini(&f->received);
	str_fini(&f->messages);
	str_fini(&f->prompts);
	str_fini(&f->lines);
}

static void answer(struct fixture *f)
{
	assert_int_equal(write(f->answer, SECRET "\n", strlen(SECRET) + 1), strlen(SECRET) + 1);
	close(f->answer);
	f->answer = -1;
}

static void ask_hidden(struct fixture *f)
{
	send_to_client(f, "Password: " WILL_ECHO);
	wait_for(f, command_reads, "the command to read");
}

/* The password leaves when the command prints it, not with the next key or byte. */
static void test_slow_command(void **state)
{
	struct fixture f;

	(void)state;
	init(&f, NULL);
	send_to_client(&f, WILL_ECHO "Password: " GA);
	wait_for(&f, is_prompted, "Password: |");
	assert_false(no_command_runs());
	wait_for(&f, command_reads, "the command to read");
	assert_false(has_received(&f, SECRET));
	answer(&f);
	wait_for(&f, is_received, SECRET "\r\n");
	assert_string_equal(f.messages.text, "");
	fini(&f);
}

/* What the command prints is for the prompt that asked, and only while it is hidden. */
static void test_prompt_gone(void **state)
{
	static const char *const changes[] = {
		WONT_ECHO "\r\nconnection to lobby\r\n> ",
		WONT_ECHO,
		"\r\nTimed out.\r\nPassword: ",
		"\r\nlogin: ",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		struct fixture f;

		init(&f, NULL);
		ask_hidden(&f);
		send_to_client(&f, changes[i]);
		/* The third prompt reads the same but stands in another line: that is the user's.
		 */
		send_to_client(&f, "\xff\xfd\x06");
		wait_for(&f, is_received, "\xff\xfc\x06");
		answer(&f);
		wait_for(&f, is_told, "its password was not sent");
		assert_false(has_received(&f, SECRET));
		fini(&f);
	}
}

/* With the peer's ECHO off what would be sent shows: whoever asks, nothing is answered. */
static void test_not_hidden(void **state)
{
	struct fixture f;

	(void)state;
	init(&f, NULL);
	send_to_client(&f, "\xff\xfb\x03");
	send_to_client(&f, "Mallory wants your password:");
	wait_for(&f, is_prompted, "Mallory wants your password:|");
	assert_true(no_command_runs());
	fini(&f);
}

/* Behind the name a shell's prompt ends a login that needs no password. */
static void test_no_password(void **state)
{
	struct fixture f;

	(void)state;
	init(&f, NULL);
	send_to_client(&f, "login: ");
	wait_for(&f, is_prompted, "login: |");
	send_to_client(&f, "bob");
	wait_for(&f, is_prompted, "login: bob|");
	send_to_client(&f, "\r\nbob@host:~$ ");
	wait_for(&f, is_prompted, "$ |");
	send_to_client(&f, WILL_ECHO "\r\nBroadcast from eve\r\nPassword: " GA);
	wait_for(&f, is_prompted, "Password: |");
	assert_true(no_command_runs());
	fini(&f);
}

/* A line that a segment cut is no prompt. */
static void test_cut_line(void **state)
{
	struct fixture f;

	(void)state;
	init(&f, NULL);
	send_to_client(&f, WILL_ECHO "forgot the password:");
	wait_for(&f, is_received, DO_ECHO);
	send_to_client(&f, " call 555\r\nready> " GA);
	wait_for(&f, is_prompted, "ready> |");
	assert_true(no_command_runs());
	fini(&f);
}

/* Once the user has sent a line, the login is over: a later prompt is not the login's. */
static void test_after_login(void **state)
{
	struct fixture f;
	struct err e;

	(void)state;
	init(&f, NULL);
	send_to_client(&f, "router> " GA);
	wait_for(&f, is_prompted, "router> |");
	assert_true(session_send(link_session(f.link), WIRE_TYPED, "enable", 6, 0, &e));
	wait_for(&f, is_received, "enable\r\n");
	send_to_client(&f, "\r\n" WILL_ECHO "enable password: " GA);
	wait_for(&f, is_prompted, "enable password: |");
	assert_true(no_command_runs());
	fini(&f);
}

/* A name that isn't configured is typed: that alone doesn't end the login. */
static void test_name_by_hand(void **state)
{
	struct fixture f;
	struct err e;

	(void)state;
	init(&f, NULL);
	send_to_client(&f, "login: " GA);
	wait_for(&f, is_prompted, "login: |");
	assert_true(session_send(link_session(f.link), WIRE_TYPED, "bob", 3, 0, &e));
	ask_hidden(&f);
	answer(&f);
	wait_for(&f, is_received, SECRET "\r\n");
	fini(&f);
}

/* Each is answered once a connection. */
static void test_once(void **state)
{
	static const char *const options[] = { "user=bob", NULL };
	struct fixture f;

	(void)state;
	init(&f, options);
	send_to_client(&f, "login: " GA);
	wait_for(&f, is_received, "bob\r\n");
	ask_hidden(&f);
	answer(&f);
	wait_for(&f, is_received, SECRET "\r\n");
	buf_clear(&f.received);
	send_to_client(&f, "\r\nPassword again: " GA);
	wait_for(&f, is_prompted, "Password again: |");
	wait_for(&f, nobody_reads, "no command to read");
	send_to_client(&f, "\r\nready> " GA);
	wait_for(&f, is_prompted, "ready> |");
	/* A second command would have read nothing, and that would be told. */
	assert_string_equal(f.messages.text, "");
	assert_false(has_received(&f, SECRET));
	fini(&f);
}

/* Whether the answer would be taken for refused if the connection was lost, or ended, after `ms`.
 */
static void check_refused(struct fixture *f, int64_t ms, bool lost, bool ended)
{
	int64_t now = loop_now(f->loop) + ms;

	assert_int_equal(login_seems_refused(f->link->login, true, now), lost);
	assert_int_equal(login_seems_refused(f->link->login, false, now), ended);
}

static void begin_answered(struct fixture *f)
{
	init(f, NULL);
	ask_hidden(f);
	check_refused(f, 0, false, false);
	answer(f);
	wait_for(f, is_received, SECRET "\r\n");
	str_clear(&f->prompts);
	check_refused(f, 20000, true, true);
	check_refused(f, 31000, false, false);
	str_clear(&f->prompts);
}

static void test_refused(void **state)
{
	static const char *const again[] = { "\r\nlogin: " GA, "\r\nNope.\r\nPassword: " GA };
	struct fixture f;

	(void)state;
	assert_false(login_seems_refused(NULL, true, 0));
	for (size_t i = 0; i < sizeof(again) / sizeof(again[0]); i++) {
		begin_answered(&f);
		send_to_client(&f, again[i]);
		wait_for(&f, is_prompted, i ? "Password: |" : "login: |");
		check_refused(&f, 0, true, true);
		check_refused(&f, 100000, true, true);
		fini(&f);
	}
	begin_answered(&f);
	send_to_client(&f, "\r\n \r\nLogin incorrect\r\nbye> " GA);
	wait_for(&f, is_prompted, "bye> |");
	check_refused(&f, 20000, true, true);
	check_refused(&f, 31000, false, false);
	fini(&f);
	begin_answered(&f);
	send_to_client(&f, "\r\nWelcome\r\n> " GA);
	wait_for(&f, is_prompted, "> |");
	check_refused(&f, 20000, false, true);
	check_refused(&f, 31000, false, false);
	fini(&f);
}

#define GMCP(text) "\xff\xfa\xc9" text "\xff\xf0"
#define SUCCESS GMCP("Char.Login.Result {\"success\":true}")
#define FAILURE GMCP("Char.Login.Result {\"success\":false}")

/* What a game says of the login counts, the first time: not what else it may look like. */
static void test_game_result(void **state)
{
	static const struct {
		const char *told;
		bool refused;
	} games[] = {
		{ SUCCESS, false },
		{ SUCCESS "\r\nlogin: " GA, false },
		{ "\r\nlogin: " GA SUCCESS, false },
		{ SUCCESS FAILURE, false },
		{ FAILURE, true },
		{ FAILURE SUCCESS "\r\nWelcome\r\n", true },
		{ GMCP("Char.Login.Result {\"success\":\"yes\"}"), true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(games) / sizeof(games[0]); i++) {
		struct fixture f;

		begin_answered(&f);
		send_to_client(&f, "\xff\xfb\xc9");
		send_to_client(&f, games[i].told);
		send_to_client(&f, "\r\nbye> " GA);
		wait_for(&f, is_prompted, "bye> |");
		check_refused(&f, 20000, games[i].refused, games[i].refused);
		fini(&f);
	}
}

/* What a command prints that fails, or that says more than a password, is none. */
static void test_command_fails(void **state)
{
	static const char *const commands[] = {
		"password-command=sh -c 'echo vault is locked; exit 1'",
		"password-command=sh -c 'echo partly; kill -9 $$'",
		"password-command=sh -c 'head -c 5000 /dev/zero | tr \\0 x'",
		"password-command=true",
		"password-command=false",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		const char *const options[] = { commands[i], NULL };
		struct fixture f;

		init(&f, options);
		send_to_client(&f, "Password: " WILL_ECHO);
		wait_for(&f, is_told, "the password-command");
		send_to_client(&f, "\xff\xfd\x06");
		wait_for(&f, is_received, "\xff\xfc\x06");
		assert_false(has_received(&f, "vault") || has_received(&f, "partly") ||
			     has_received(&f, "xxx"));
		fini(&f);
	}
}

static void test_command_times_out(void **state)
{
	static const char *const options[] = { "password-timeout=1", NULL };
	struct fixture f;

	(void)state;
	init(&f, options);
	ask_hidden(&f);
	wait_for(&f, is_told, "took too long");
	assert_false(has_received(&f, SECRET));
	fini(&f);
}

/* --- Where nobody is. */

enum act {
	SAYS, /* the peer */
	SENDS, /* the client */
	TELLS, /* the link */
	WAKES,
	HOLDS,
	GOES_ON,
	ANSWERS, /* the owner, by itself */
	ASKS_NAME, /* so the owner says of what stands */
	ENDS,
	GIVES_UP,
	CLOSES, /* the peer */
};

enum { ACTS_MAX = 16 };

static const char *const named[] = { "user=bob", "password-command=echo sesame", NULL };
static const char *const nameless[] = { "password-command=echo sesame", NULL };
static const char *const no_password[] = { "user=bob", "password-command=none", NULL };
static const char *const failing[] = { "password-command=false", NULL };

/* `sent` and `told` are all that was, once the last act is done. */
static const struct {
	const char *const *options;
	struct {
		enum act act;
		const char *text;
	} acts[ACTS_MAX];
	const char *sent, *told;
} unattended[] = {
	/* Hidden or not, and each once. */
	{ named,
	  { { SAYS, "login: " GA },
	    { SENDS, "bob\r\n" },
	    { SAYS, "\r\nPassword: " GA },
	    { SENDS, "sesame\r\n" } },
	  "bob\r\nsesame\r\n",
	  "secret: sesame\n" },
	/* A name is answered up to three times. */
	{ named,
	  { { SAYS, "login: " GA },
	    { SENDS, "bob\r\n" },
	    { SAYS, "\r\nlogin: " GA },
	    { SENDS, "bob\r\nbob\r\n" },
	    { SAYS, "\r\nlogin: " GA },
	    { SENDS, "bob\r\nbob\r\nbob\r\n" },
	    { SAYS, "\r\nlogin: " GA },
	    { TELLS, "stuck: " } },
	  "bob\r\nbob\r\nbob\r\n",
	  "stuck: the name is asked for again and again\n" },
	/* Not twice while the peer has not read it. */
	{ named,
	  { { SAYS, "login: " GA }, { SENDS, "bob\r\n" }, { SAYS, GA }, { SAYS, GA } },
	  "bob\r\n",
	  "" },
	/* What isn't configured. */
	{ nameless,
	  { { SAYS, "login: " GA }, { TELLS, "stuck: " } },
	  "",
	  "stuck: a name is asked for, and the option user doesn't say one\n" },
	{ no_password,
	  { { SAYS, "Password: " GA }, { TELLS, "stuck: " } },
	  "",
	  "stuck: a password is asked for, and the option password-command isn't set\n" },
	{ failing,
	  { { SAYS, "Password: " GA }, { TELLS, "stuck: the password-command gave no" } },
	  "",
	  NULL },
	/* Refused: by asking again, with the words before, which wait for what comes next. */
	{ nameless,
	  { { SAYS, "Password: " GA }, { SENDS, "sesame\r\n" }, { SAYS, "\r\nlogin: " GA } },
	  "sesame\r\n",
	  "secret: sesame\nrefused: it asks again\n" },
	{ nameless,
	  { { SAYS, "Password: " GA },
	    { SENDS, "sesame\r\n" },
	    { SAYS, "\r\n% Login invalid\r\nPassword: " GA } },
	  "sesame\r\n",
	  "secret: sesame\nrefused: % Login invalid\n" },
	{ nameless,
	  { { SAYS, "Password: " GA },
	    { SENDS, "sesame\r\n" },
	    { SAYS, "\r\nLast login failed: never\r\nbox# " GA },
	    { ENDS, NULL },
	    { GIVES_UP, NULL } },
	  "sesame\r\n",
	  "secret: sesame\n" },
	{ nameless,
	  { { SAYS, "Password: " GA },
	    { SENDS, "sesame\r\n" },
	    { SAYS, "\r\nLogin incorrect\r\nbye" },
	    { GIVES_UP, NULL } },
	  "sesame\r\n",
	  "secret: sesame\nrefused: Login incorrect\n" },
	{ nameless,
	  { { SAYS, "Password: " GA },
	    { SENDS, "sesame\r\n" },
	    { SAYS, "\r\nLogin incorrect\r\n" },
	    { CLOSES, NULL },
	    { TELLS, "refused: " } },
	  "sesame\r\n",
	  "secret: sesame\nrefused: Login incorrect\n" },
	/* Before anything was answered it is a warning. */
	{ named,
	  { { SAYS, "access denied to all others\r\nlogin: " GA },
	    { SENDS, "bob\r\n" },
	    { GIVES_UP, NULL } },
	  "bob\r\n",
	  "" },
	/* The Enter that woke it has answered a question for the name: no password follows. */
	{ named,
	  { { SAYS, "\r\n" },
	    { WAKES, NULL },
	    { SAYS, "login: \r\nPassword: " GA },
	    { SAYS, "\r\nlogin: " GA },
	    { SENDS, "bob\r\n" },
	    { SAYS, "\r\nPassword: " GA },
	    { SENDS, "sesame\r\n" } },
	  "bob\r\nsesame\r\n",
	  "secret: sesame\n" },
	/* The owner logs in itself, and lets go; what it has answered isn't answered once more. */
	{ named,
	  { { HOLDS, NULL }, { SAYS, "login: " GA }, { GOES_ON, NULL }, { SENDS, "bob\r\n" } },
	  "bob\r\n",
	  "" },
	{ named,
	  { { HOLDS, NULL },
	    { SAYS, "login: " GA },
	    { ANSWERS, "eve" },
	    { GOES_ON, NULL },
	    { SAYS, GA },
	    { SAYS, "\r\nPassword: " GA },
	    { SENDS, "sesame\r\n" } },
	  "eve\r\nsesame\r\n",
	  "secret: sesame\n" },
	/* In words that only the owner knows. */
	{ named,
	  { { SAYS, "Who is there? " GA }, { ASKS_NAME, NULL }, { SENDS, "bob\r\n" } },
	  "bob\r\n",
	  "" },
	/* Once it is over, nothing is answered; a command that runs is ended. */
	{ named, { { SAYS, "box# " GA }, { ENDS, NULL }, { SAYS, "\r\nPassword: " GA } }, "", "" },
	{ NULL,
	  { { SAYS, "Password: " GA }, { ENDS, NULL }, { TELLS, "stuck: " } },
	  "",
	  "stuck: the login is over: the password-command was ended\n" },
};

/* The peer has said `text`, and the client has read it. */
static void say(struct fixture *f, const char *text)
{
	f->until = session_received(link_session(f->link)) + strlen(text);
	send_to_client(f, text);
	wait_for(f, is_read, text);
}

/* What came, without the commands of telnet. */
static void expect_received(struct fixture *f, const char *text)
{
	const char *at = buf_length(&f->received) ? buf_data(&f->received) : "";
	const char *end = at + buf_length(&f->received);
	struct str seen;

	str_init(&seen);
	while (at < end) {
		if (*at == '\xff')
			at += 3;
		else
			str_append_char(&seen, *at++);
	}
	assert_string_equal(seen.text, text);
	str_fini(&seen);
}

static void act(struct fixture *f, enum act act, const char *text)
{
	struct err e;

	switch (act) {
	case SAYS: say(f, text); break;
	case SENDS: wait_for(f, is_received, text); break;
	case TELLS: wait_for(f, is_told, text); break;
	case WAKES: link_note_wake(f->link); break;
	case HOLDS: link_hold_login(f->link, true); break;
	case GOES_ON: link_hold_login(f->link, false); break;
	case ANSWERS:
		link_note_answer(f->link);
		assert_true(session_send(link_session(f->link), WIRE_SCRIPT, text, strlen(text), 0,
					 &e));
		break;
	case ASKS_NAME: link_answer_login(f->link, PROMPT_NAME); break;
	case ENDS: link_end_login(f->link); break;
	case GIVES_UP: link_give_up_login(f->link); break;
	case CLOSES: shutdown(f->peer, SHUT_WR); break;
	}
}

static void test_unattended(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(unattended) / sizeof(unattended[0]); i++) {
		struct fixture f;
		bool open = true;

		init_as(&f, unattended[i].options, true);
		for (size_t k = 0; k < ACTS_MAX && (unattended[i].acts[k].text ||
						    unattended[i].acts[k].act != SAYS);
		     k++) {
			act(&f, unattended[i].acts[k].act, unattended[i].acts[k].text);
			open &= unattended[i].acts[k].act != CLOSES;
		}
		if (open) {
			send_to_client(&f, "\xff\xfd\x06");
			wait_for(&f, is_received, "\xff\xfc\x06");
		}
		expect_received(&f, unattended[i].sent);
		if (unattended[i].told)
			assert_string_equal(f.messages.text, unattended[i].told);
		fini(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_slow_command),  cmocka_unit_test(test_prompt_gone),
		cmocka_unit_test(test_not_hidden),    cmocka_unit_test(test_no_password),
		cmocka_unit_test(test_cut_line),      cmocka_unit_test(test_after_login),
		cmocka_unit_test(test_name_by_hand),  cmocka_unit_test(test_once),
		cmocka_unit_test(test_refused),       cmocka_unit_test(test_command_times_out),
		cmocka_unit_test(test_command_fails), cmocka_unit_test(test_game_result),
		cmocka_unit_test(test_unattended),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
