/* Commands as peers, with real children. */
#include "unit/unit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "net/exec.h"
#include "net/tcp.h"

enum { PATIENCE = 20000 }; /* ms for what must come soon */

static Children *children;

/* What a command said so far. */
struct peer {
	Transport *transport;
	struct buf text;
	bool ended;
};

static struct exec_config config_of(const char *command)
{
	return (struct exec_config){ .command = command,
				     .term = "xterm-256color",
				     .columns = 80,
				     .rows = 22,
				     .children = children };
}

static struct peer start_with(Transport *(*kind)(const struct exec_config *, struct err *),
			      const struct exec_config *config)
{
	struct err e = { 0 };
	struct peer p = { .transport = kind(config, &e) };

	if (!p.transport)
		fail_msg("%s: %s", config->command, e.text);
	buf_init(&p.text);
	return p;
}

static struct peer start_pty(const char *command)
{
	struct exec_config config = config_of(command);

	return start_with(exec_pty, &config);
}

static struct peer start_pair(const char *command)
{
	struct exec_config config = config_of(command);

	return start_with(exec_pair, &config);
}

static void stop(struct peer *p)
{
	transport_free(p->transport);
	buf_fini(&p->text);
}

/* Waits for the transport, then reads what there is. */
static void read_some(struct peer *p, int timeout)
{
	struct pollfd fd = { .fd = transport_fd(p->transport) };
	unsigned wants = transport_wants(p->transport, true, false);
	enum io_status status = IO_OK;
	struct err e;
	size_t done;

	fd.events = transport_poll_events(wants);
	poll(&fd, 1, timeout);
	while (status == IO_OK) {
		status = transport_read(p->transport, buf_reserve(&p->text, 4096), 4096, &done, &e);
		buf_commit(&p->text, done);
	}
	if (status == IO_ERROR)
		fail_msg("reading: %s", e.text);
	p->ended = status == IO_EOF;
}

static bool has_text(const struct peer *p, const char *text)
{
	return buf_length(&p->text) &&
	       memmem(buf_data(&p->text), buf_length(&p->text), text, strlen(text));
}

static void expect(struct peer *p, const char *text)
{
	int64_t end = clock_mono_ms() + PATIENCE;

	while (!has_text(p, text) && !p->ended && clock_mono_ms() < end)
		read_some(p, 1000);
	if (!has_text(p, text))
		fail_msg("expected \"%s\", saw \"%.*s\"%s", text, (int)buf_length(&p->text),
			 buf_length(&p->text) ? buf_data(&p->text) : "",
			 p->ended ? " and the end" : "");
}

static void read_all(struct peer *p)
{
	int64_t end = clock_mono_ms() + PATIENCE;

	while (!p->ended && clock_mono_ms() < end)
		read_some(p, 1000);
	assert_true(p->ended);
}

/* Reads to the end; `text` is all there is. */
static void expect_all(struct peer *p, const char *text)
{
	read_all(p);
	if (buf_length(&p->text) != strlen(text) || (*text && !has_text(p, text)))
		fail_msg("expected \"%s\", saw \"%.*s\"", text, (int)buf_length(&p->text),
			 buf_length(&p->text) ? buf_data(&p->text) : "");
}

static void put(struct peer *p, const char *text)
{
	size_t n = strlen(text), done;
	struct err e;

	assert_int_equal(transport_write(p->transport, text, n, &done, &e), IO_OK);
	assert_int_equal(done, n);
}

static void put_end(struct peer *p)
{
	struct err e = { 0 };

	if (!transport_shutdown(p->transport, &e))
		fail_msg("ending our direction: %s", e.text);
}

/* How the command has ended, as exec_explain says it; waits until it has. */
static void expect_end(struct peer *p, const char *how)
{
	int64_t end = clock_mono_ms() + PATIENCE;
	struct err e;

	do {
		exec_explain(p->transport, &e);
		if (strstr(e.text, how))
			return;
		poll(NULL, 0, 1);
	} while (strstr(e.text, "closed the connection") && clock_mono_ms() < end);
	fail_msg("expected that it %s, saw: %s", how, e.text);
}

/* Whether this process has children, reaped or not. */
static bool has_children(void)
{
	siginfo_t info;

	return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
}

/* Waits until every released child is reaped, without the time that kills. */
static void expect_reaped(void)
{
	int64_t end = clock_mono_ms() + PATIENCE;

	while (has_children() && clock_mono_ms() < end) {
		children_step(children, 0);
		poll(NULL, 0, 1);
	}
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

/* --- On a terminal. */

static void test_pty_echo(void **state)
{
	struct peer p = start_pty("cat");

	(void)state;
	assert_string_equal(transport_name(p.transport), "pty");
	put(&p, "hello\r");
	expect(&p, "hello\r\nhello\r\n");
	put_end(&p);
	expect_all(&p, "hello\r\nhello\r\n");
	expect_end(&p, "ended");
	stop(&p);
	expect_reaped();
}

/* The end of our direction in the middle of a line loses nothing of it. */
static void test_pty_end_in_line(void **state)
{
	struct peer p = start_pty("sh -c 'stty -echo; echo ready; cat'");

	(void)state;
	expect(&p, "ready\r\n");
	put(&p, "abc");
	put_end(&p);
	expect_all(&p, "ready\r\nabc");
	expect_end(&p, "ended");
	stop(&p);
	expect_reaped();
}

static void test_pty_size(void **state)
{
	struct peer p = start_pty("sh -c 'sleep 100 & p=$!; trap \"stty size; kill $p; exit 3\" "
				  "WINCH; stty size; echo ready; wait'");

	(void)state;
	expect(&p, "22 80\r\nready");
	assert_true(exec_resize(p.transport, 132, 43));
	expect(&p, "43 132\r\n");
	expect_end(&p, "ended with status 3");
	stop(&p);
	expect_reaped();
}

static void test_pty_environment(void **state)
{
	struct peer p;

	(void)state;
	setenv("COLUMNS", "7", 1);
	setenv("TERM", "vt52", 1);
	setenv("HAIL_TEST", "kept", 1);
	p = start_pty(
		"sh -c 'echo $TERM-$COLUMNS-$HAIL_TEST; test -t 0 && : </dev/tty && echo tty'");
	expect_all(&p, "xterm-256color--kept\r\ntty\r\n");
	stop(&p);
	p = start_pair("sh -c 'echo $TERM-$COLUMNS; : </dev/tty'");
	expect_all(&p, "vt52-7\n");
	stop(&p);
	expect_reaped();
}

static void test_status(void **state)
{
	struct peer p = start_pty("sh -c 'exit 7'");

	(void)state;
	expect_all(&p, "");
	expect_end(&p, "ended with status 7");
	stop(&p);
	p = start_pty("sh -c 'kill -9 $$'");
	expect_all(&p, "");
	expect_end(&p, "was ended by signal 9");
	stop(&p);
	expect_reaped();
}

static void test_pty_flood(void **state)
{
	struct peer p = start_pty("head -c 1000000 /dev/zero");

	(void)state;
	read_all(&p);
	assert_int_equal(buf_length(&p.text), 1000000);
	stop(&p);
	expect_reaped();
}

/* --- On a socket. */

static void test_pair(void **state)
{
	struct peer p = start_pair("cat");

	(void)state;
	assert_string_equal(transport_name(p.transport), "exec");
	assert_false(exec_resize(p.transport, 80, 25));
	put(&p, "a\r\n\377\004");
	put_end(&p);
	expect_all(&p, "a\r\n\377\004");
	expect_end(&p, "ended");
	stop(&p);
	expect_reaped();
}

static void expect_explained(struct peer *p, const char *expected)
{
	struct err e;

	exec_explain(p->transport, &e);
	assert_int_equal(e.kind, ERR_OTHER);
	assert_string_equal(e.text, expected);
}

static void test_pair_errors(void **state)
{
	struct peer p = start_pair("sh -c 'echo one >&2; echo \"two\033[m\" >&2; exit 255'");

	(void)state;
	expect_all(&p, "");
	expect_end(&p, "ended with status 255");
	expect_explained(&p, "\"sh\" ended with status 255: two?[m");
	stop(&p);
	p = start_pair("sh -c 'kill -15 $$'");
	expect_all(&p, "");
	expect_end(&p, "was ended by signal 15");
	expect_explained(&p, "\"sh\" was ended by signal 15 (Terminated)");
	stop(&p);
	p = start_pair("true");
	expect_end(&p, "ended");
	expect_explained(&p, "\"true\" ended");
	stop(&p);
	p = start_pair("sh -c 'exec >&- <&-; sleep 100'");
	expect_all(&p, "");
	expect_explained(&p, "\"sh\" closed the connection");
	stop(&p);
	expect_reaped();
}

/* More on stderr than a pipe holds doesn't stop the command. */
static void test_pair_error_flood(void **state)
{
	struct peer p = start_pair("sh -c 'head -c 1000000 /dev/zero >&2; echo done'");

	(void)state;
	expect_all(&p, "done\n");
	stop(&p);
	expect_reaped();
}

/* The same for an owner that only writes. */
static void test_pair_error_flood_while_writing(void **state)
{
	static char much[200000];
	struct peer p = start_pair("sh -c 'head -c 1000000 /dev/zero >&2; wc -c'");
	size_t sent = 0, done;
	struct err e;

	(void)state;
	while (sent < sizeof(much)) {
		unsigned wants = transport_wants(p.transport, false, true);
		struct pollfd fd = { .fd = transport_fd(p.transport),
				     .events = transport_poll_events(wants) };

		assert_int_equal(poll(&fd, 1, PATIENCE), 1);
		if (transport_write(p.transport, much, sizeof(much) - sent, &done, &e) == IO_OK)
			sent += done;
	}
	/* Nothing wanted: what is there doesn't wake. */
	assert_int_equal(transport_wants(p.transport, false, false), 0);
	put_end(&p);
	expect_all(&p, "200000\n");
	stop(&p);
	expect_reaped();
}

static void test_pair_inherited_errors(void **state)
{
	struct exec_config config = config_of("sh -c 'echo told >&2'");
	int own = fcntl(2, F_DUPFD_CLOEXEC, 10), ends[2];
	char told[16] = "";
	struct peer p;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	dup2(ends[1], 2);
	config.inherit_errors = true;
	p = start_with(exec_pair, &config);
	dup2(own, 2);
	close(own);
	close(ends[1]);
	expect_all(&p, "");
	assert_int_equal(read(ends[0], told, sizeof(told) - 1), 5);
	assert_string_equal(told, "told\n");
	close(ends[0]);
	expect_end(&p, "ended");
	expect_explained(&p, "\"sh\" ended");
	stop(&p);
	expect_reaped();
}

/* A command that doesn't read all it is sent ends in order all the same. */
static void test_pair_unread(void **state)
{
	static char much[60000];
	struct peer p = start_pair("sh -c 'read x; echo bye'");
	enum io_status status = IO_OK;
	size_t done;
	struct err e;

	(void)state;
	memset(much, '\n', sizeof(much));
	for (int i = 0; i < 1000 && status == IO_OK; i++)
		status = transport_write(p.transport, much, sizeof(much), &done, &e);
	assert_int_not_equal(status, IO_ERROR);
	expect_all(&p, "bye\n");
	assert_int_equal(transport_write(p.transport, much, sizeof(much), &done, &e), IO_OK);
	put_end(&p);
	expect_end(&p, "ended");
	stop(&p);
	expect_reaped();
}

static void test_expansion(void **state)
{
	struct exec_config config = config_of("printf '<%%s>' %h '%h %p' x%p");
	struct peer p;

	(void)state;
	config.host = "a b;c $(echo d) 'e";
	config.port = "23";
	p = start_with(exec_pair, &config);
	expect_all(&p, "<a b;c $(echo d) 'e><a b;c $(echo d) 'e 23><x23>");
	stop(&p);
	p = start_pair("printf '<%s>' %h");
	expect_all(&p, "<%h>");
	stop(&p);
	expect_reaped();
}

/* --- What can't be run. */

static void expect_failure(const char *command, enum err_kind kind, const char *part)
{
	struct exec_config config = config_of(command);
	struct err e = { 0 };

	if (exec_pty(&config, &e) || e.kind != kind || !strstr(e.text, part))
		fail_msg("%s: expected kind %d \"%s\", saw kind %d \"%s\"", command, kind, part,
			 e.kind, e.text);
	memset(&e, 0, sizeof(e));
	if (exec_pair(&config, &e) || e.kind != kind || !strstr(e.text, part))
		fail_msg("%s: expected kind %d \"%s\", saw kind %d \"%s\"", command, kind, part,
			 e.kind, e.text);
}

static void test_not_run(void **state)
{
	char script[200], quoted[220];
	const char *tmp = getenv("TMPDIR");
	struct exec_config config = config_of("cat");
	struct err e;
	FILE *f;

	(void)state;
	snprintf(script, sizeof(script), "%.100s/hail-script-%ld", tmp ? tmp : "/tmp",
		 (long)getpid());
	f = fopen(script, "w");
	assert_non_null(f);
	fputs("#!/no/such/interpreter\n", f);
	fclose(f);
	expect_failure("hail-no-such-command a b", ERR_OTHER,
		       "there is no such command; check its name");
	expect_failure("/no/such/command", ERR_OTHER, "there is no such command; check the path");
	expect_failure("/", ERR_OTHER, "permission denied");
	snprintf(quoted, sizeof(quoted), "'%s'", script);
	expect_failure(quoted, ERR_OTHER, "permission denied");
	chmod(script, 0755);
	expect_failure(quoted, ERR_OTHER, "interpreter that it names is missing");
	unlink(script);
	expect_failure("cat 'x", ERR_USAGE, "not closed");
	expect_failure("", ERR_USAGE, "missing");
	config.host = "-x";
	config.port = "1";
	assert_null(exec_pair(&config, &e));
	assert_int_equal(e.kind, ERR_USAGE);
	expect_reaped();
}

/* --- What a child is given. */

static void test_descriptors(void **state)
{
	int extra = open("/", O_RDONLY);
	int high = fcntl(extra, F_DUPFD, 100);
	struct peer p = start_pair("ls /proc/self/fd");

	(void)state;
	assert_true(extra >= 0 && high >= 100);
	expect_all(&p, "0\n1\n2\n3\n");
	stop(&p);
	p = start_pty("sh -c 'ls /proc/self/fd | cat'");
	expect_all(&p, "0\r\n1\r\n2\r\n3\r\n");
	stop(&p);
	close(extra);
	close(high);
	expect_reaped();
}

/* With stdin and stdout closed here, the child's own take their numbers. */
static void test_low_descriptors(void **state)
{
	int in = fcntl(0, F_DUPFD_CLOEXEC, 10), out = fcntl(1, F_DUPFD_CLOEXEC, 10);
	struct peer p, q;

	(void)state;
	fflush(stdout);
	close(0);
	close(1);
	p = start_pair("cat");
	q = start_pty("echo ok");
	put(&p, "hello");
	put_end(&p);
	expect_all(&p, "hello");
	expect_all(&q, "ok\r\n");
	stop(&p);
	stop(&q);
	if (in >= 0)
		dup2(in, 0);
	dup2(out, 1);
	close(in);
	close(out);
	expect_reaped();
}

/* The signals in the set that /proc shows after `name`, without two that the C library keeps to
 * itself. */
static unsigned long long signal_set(struct peer *p, const char *name)
{
	const char *at;

	buf_append(&p->text, "", 1);
	at = strstr(buf_data(&p->text), name);
	assert_non_null(at);
	return strtoull(at + strlen(name), NULL, 16) & ~(3ull << 31);
}

static void test_signals(void **state)
{
	sigset_t some, before;
	struct peer p;

	(void)state;
	sigfillset(&some);
	sigprocmask(SIG_SETMASK, &some, &before);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGUSR1, SIG_IGN);
	p = start_pair("grep -E ^Sig(Blk|Ign): /proc/self/status");
	read_all(&p);
	assert_int_equal(signal_set(&p, "SigBlk:"), 0);
	assert_int_equal(signal_set(&p, "SigIgn:"), 0);
	sigprocmask(SIG_SETMASK, &before, NULL);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGUSR1, SIG_DFL);
	stop(&p);
	expect_reaped();
}

/* --- The end. */

static void test_hang_up(void **state)
{
	struct peer p = start_pty("sh -c 'echo ready; sleep 100'");
	struct peer q = start_pair("sh -c 'echo ready; sleep 100'");

	(void)state;
	expect(&p, "ready");
	expect(&q, "ready");
	assert_int_equal(children_deadline(children), -1);
	stop(&p);
	stop(&q);
	expect_reaped();
}

static unsigned changes;

static void count_change(void *user)
{
	assert_ptr_equal(user, &changes);
	changes++;
}

/* One that ignores SIGHUP is killed, with all its group, when the grace is over and not before. */
static void test_kill(void **state)
{
	Children *own = children_new(count_change, &changes);
	struct exec_config config = config_of(
		"sh -c 'trap \"\" HUP; echo ready; sleep 100; sleep 100'");
	struct peer p;

	(void)state;
	config.children = own;
	p = start_with(exec_pair, &config);
	expect(&p, "ready");
	changes = 0;
	stop(&p);
	assert_int_equal(changes, 1);
	assert_int_equal(children_deadline(own), 0);
	children_step(own, 5000);
	assert_int_equal(children_deadline(own), 5000 + CHILDREN_GRACE_MS);
	children_step(own, 5000 + CHILDREN_GRACE_MS - 1);
	assert_true(has_children());
	assert_int_equal(children_deadline(own), 5000 + CHILDREN_GRACE_MS);
	for (int i = 0; has_children() && i < PATIENCE; i++) {
		children_step(own, 5000 + CHILDREN_GRACE_MS);
		poll(NULL, 0, 1);
	}
	assert_false(has_children());
	assert_int_equal(children_deadline(own), -1);
	p = start_with(exec_pair, &config);
	expect(&p, "ready");
	stop(&p);
	children_free(own);
	expect_reaped();
	children_free(NULL);
}

/* Someone else's waitpid(-1) took the status: it is unknown, and nobody is killed for it. */
static void test_stolen(void **state)
{
	struct peer p = start_pair("sh -c 'exit 3'");

	(void)state;
	assert_true(waitpid(-1, NULL, 0) > 0);
	expect_explained(&p, "\"sh\" ended");
	stop(&p);
	expect_reaped();
}

static size_t count_descriptors(void)
{
	DIR *d = opendir("/proc/self/fd");
	size_t n = 0;

	while (d && readdir(d))
		n++;
	if (d)
		closedir(d);
	return n;
}

static void test_no_leaks(void **state)
{
	static const char *const commands[] = { "true", "cat", "hail-no-such-command", "echo x" };
	size_t before = count_descriptors();

	(void)state;
	for (int i = 0; i < 200; i++) {
		struct exec_config config = config_of(commands[i % 4]);
		Transport *t = i / 4 % 2 ? exec_pty(&config, NULL) : exec_pair(&config, NULL);

		assert_int_equal(t != NULL, i % 4 != 2);
		transport_free(t);
		children_step(children, 0);
	}
	expect_reaped();
	assert_int_equal(count_descriptors(), before);
}

/* Other transports have no command. */
static void test_others(void **state)
{
	int ends[2];
	Transport *t;
	struct err e;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	t = fd_transport(ends[0]);
	assert_false(exec_resize(t, 80, 25));
	exec_explain(t, &e);
	assert_int_equal(e.kind, ERR_NONE);
	transport_free(t);
	close(ends[1]);
}

static int set_up(void **state)
{
	(void)state;
	children = children_new(NULL, NULL);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	children_free(children);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pty_echo),
		cmocka_unit_test(test_pty_end_in_line),
		cmocka_unit_test(test_pty_size),
		cmocka_unit_test(test_pty_environment),
		cmocka_unit_test(test_status),
		cmocka_unit_test(test_pty_flood),
		cmocka_unit_test(test_pair),
		cmocka_unit_test(test_pair_errors),
		cmocka_unit_test(test_pair_error_flood),
		cmocka_unit_test(test_pair_error_flood_while_writing),
		cmocka_unit_test(test_pair_inherited_errors),
		cmocka_unit_test(test_pair_unread),
		cmocka_unit_test(test_expansion),
		cmocka_unit_test(test_not_run),
		cmocka_unit_test(test_descriptors),
		cmocka_unit_test(test_low_descriptors),
		cmocka_unit_test(test_signals),
		cmocka_unit_test(test_hang_up),
		cmocka_unit_test(test_kill),
		cmocka_unit_test(test_stolen),
		cmocka_unit_test(test_no_leaks),
		cmocka_unit_test(test_others),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
