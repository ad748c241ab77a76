/* The service on a socket, in its own process. */
#include "unit/unit.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"
#include "demo/demo.h"
#include "net/tcp.h"
#include "tls/tls.h"

struct child {
	pid_t pid;
	int fd;
	struct str text;
};

static void spawn(struct child *c)
{
	struct err e;

	str_init(&c->text);
	c->fd = demo_spawn(NULL, NULL, false, &c->pid, &e);
	if (c->fd < 0)
		fail_msg("expected a child, saw: %s", e.text);
	assert_int_equal(fcntl(c->fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
}

static void send_text(struct child *c, const char *text)
{
	size_t n = strlen(text);

	assert_int_equal(send(c->fd, text, n, MSG_NOSIGNAL), n);
}

/* Reads until `text` has come, or to the end if it is NULL. */
static void read_until(struct child *c, const char *text)
{
	char bytes[4096];

	while (!text || !strstr(c->text.text, text)) {
		ssize_t n = read(c->fd, bytes, sizeof bytes);

		if (n < 0)
			fail_msg("expected \"%s\", saw error %d after:\n%s",
				 text ? text : "the end", errno, c->text.text);
		if (!n && text)
			fail_msg("expected \"%s\", saw the end after:\n%s", text, c->text.text);
		if (!n)
			return;
		for (ssize_t i = 0; i < n; i++) {
			if (bytes[i])
				str_append_char(&c->text, bytes[i]);
		}
	}
}

static int wait_for(struct child *c)
{
	int status = -1;

	if (c->fd >= 0)
		close(c->fd);
	assert_int_equal(waitpid(c->pid, &status, 0), c->pid);
	str_fini(&c->text);
	return status;
}

static void test_a_pipe_gets_everything_and_the_end(void **state)
{
	struct child c;

	(void)state;
	spawn(&c);
	send_text(&c, "vq");
	shutdown(c.fd, SHUT_WR);
	read_until(&c, NULL);
	assert_non_null(strstr(c.text.text, "Movements"));
	assert_non_null(strstr(c.text.text, "Fair winds! "));
	assert_int_equal(wait_for(&c), 0);
}

static void test_input_after_quitting_is_no_reset(void **state)
{
	struct child c;

	(void)state;
	spawn(&c);
	send_text(&c, "q\n");
	read_until(&c, "Fair winds");
	send_text(&c, "too late\n");
	read_until(&c, NULL);
	assert_int_equal(wait_for(&c), 0);
}

static void test_a_peer_that_goes_at_once(void **state)
{
	struct child c;

	(void)state;
	spawn(&c);
	assert_int_equal(wait_for(&c), 0);
}

static void test_a_peer_that_goes_in_a_flood(void **state)
{
	struct child c;

	(void)state;
	spawn(&c);
	send_text(&c, "1\nAnn\npw\nflood 10000000\n");
	read_until(&c, "100\033[0m of 10000000: ");
	assert_int_equal(wait_for(&c), 0);
}

static void test_a_whole_flood_arrives(void **state)
{
	struct child c;

	(void)state;
	spawn(&c);
	send_text(&c, "1\nAnn\npw\nflood 20000\nlook\n");
	shutdown(c.fd, SHUT_WR);
	read_until(&c, NULL);
	assert_non_null(strstr(c.text.text, "20000\033[0m of 20000: "));
	assert_non_null(strstr(c.text.text, "ends after 20000 lines"));
	assert_int_equal(wait_for(&c), 0);
}

static void test_the_slow_configuration_by_the_clock(void **state)
{
	struct child c;

	(void)state;
	spawn(&c);
	send_text(&c, "2\n\xff\xfd\x01\xff\xfd\x03"
		      "enable\npw\nconf t\nhostname T\nhostname U\nend\nexit\n");
	read_until(&c, "U#exit");
	read_until(&c, "U#exit\r\n\r\n");
	assert_int_equal(wait_for(&c), 0);
}

/* Shakes hands with a child; returns the key that it shows. */
static struct fingerprint shake_hands(Demo *demo, TlsContext *context)
{
	struct tls_config config = { .context = context,
				     .host = DEMO_NAME,
				     .wall = clock_wall_ms() };
	struct fingerprint key = { { 0 } };
	enum handshake_state state;
	struct child c = { .fd = -1 };
	struct err e;
	Tls *tls;

	str_init(&c.text);
	tls = tls_new(fd_transport(demo_spawn(demo, "tls", true, &c.pid, &e)), &config, 0);
	while ((state = tls_step(tls, 0, &e)) == HANDSHAKE_BUSY) {
		struct pollfd p = { tls_fd(tls), transport_poll_events(tls_wants(tls)), 0 };

		poll(&p, 1, -1);
	}
	if (state != HANDSHAKE_DONE)
		fail_msg("expected TLS, saw: %s", e.text);
	assert_int_equal(tls_report(tls)->chain_length, 1);
	assert_int_equal(tls_report(tls)->problems, TLS_PROBLEM_SELF_SIGNED);
	key = tls_report(tls)->chain[0].spki;
	tls_free(tls);
	assert_int_equal(wait_for(&c), 0);
	return key;
}

/* Nothing is wrong with the certificate but who signed it; a run has one key, another run another.
 */
static void test_tls(void **state)
{
	struct tls_context_config files = { NULL, NULL, NULL, NULL };
	struct err e;
	TlsContext *context = tls_context_new(&files, &e);
	Demo *one = demo_new(), *other = demo_new();
	struct fingerprint keys[3];

	(void)state;
	keys[0] = shake_hands(one, context);
	keys[1] = shake_hands(one, context);
	keys[2] = shake_hands(other, context);
	assert_true(fingerprint_equal(&keys[0], &keys[1]));
	assert_false(fingerprint_equal(&keys[0], &keys[2]));
	demo_free(one);
	demo_free(other);
	tls_context_free(context);
}

static void ignore(int number)
{
	(void)number;
}

/* The child keeps neither the caller's handlers nor its descriptors. */
static void test_the_child_is_clean(void **state)
{
	struct sigaction handler = { .sa_handler = ignore }, before;
	struct child c;
	int ends[2], status;
	char byte;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	sigaction(SIGTERM, &handler, &before);
	spawn(&c);
	sigaction(SIGTERM, &before, NULL);
	read_until(&c, "Your choice");
	close(ends[1]);
	assert_int_equal(read(ends[0], &byte, 1), 0);
	close(ends[0]);
	kill(c.pid, SIGTERM);
	read_until(&c, NULL);
	status = wait_for(&c);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_pipe_gets_everything_and_the_end),
		cmocka_unit_test(test_input_after_quitting_is_no_reset),
		cmocka_unit_test(test_a_peer_that_goes_at_once),
		cmocka_unit_test(test_a_peer_that_goes_in_a_flood),
		cmocka_unit_test(test_a_whole_flood_arrives),
		cmocka_unit_test(test_the_slow_configuration_by_the_clock),
		cmocka_unit_test(test_tls),
		cmocka_unit_test(test_the_child_is_clean),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
