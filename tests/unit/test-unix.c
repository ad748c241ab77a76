#include "unit/unit.h"

#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "net/unix.h"

static char folder[64];

static void make_path(char path[200], const char *name)
{
	snprintf(path, 200, "%s/%s", folder, name);
}

/* A listening socket at `path`; `@NAME` is abstract. */
static int listen_at(const char *path, int type, int backlog)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	size_t n = strlen(path);
	int fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0 && n < sizeof(address.sun_path));
	memcpy(address.sun_path, path, n);
	if (*path == '@')
		address.sun_path[0] = '\0';
	assert_int_equal(bind(fd, (struct sockaddr *)&address,
			      (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n)),
			 0);
	if (type == SOCK_STREAM)
		assert_int_equal(listen(fd, backlog), 0);
	return fd;
}

static void expect_failure(const char *path, enum err_kind kind, const char *part)
{
	struct err e = { 0 };
	Transport *t = unix_connect(path, &e);

	if (t || e.kind != kind || !strstr(e.text, part))
		fail_msg("%s: expected kind %d \"%s\", saw kind %d \"%s\"", path, kind, part,
			 e.kind, e.text);
}

static void check_conversation(const char *path)
{
	int listener = listen_at(path, SOCK_STREAM, 4), peer;
	struct err e = { 0 };
	Transport *t = unix_connect(path, &e);
	char bytes[16] = { 0 };
	size_t done;

	if (!t)
		fail_msg("%s: %s", path, e.text);
	assert_int_equal(transport_read(t, bytes, sizeof(bytes), &done, &e), IO_AGAIN);
	peer = accept(listener, NULL, NULL);
	assert_true(peer >= 0);
	assert_int_equal(transport_write(t, "hello", 5, &done, &e), IO_OK);
	assert_int_equal(read(peer, bytes, sizeof(bytes)), 5);
	assert_memory_equal(bytes, "hello", 5);
	assert_true(transport_shutdown(t, &e));
	assert_int_equal(read(peer, bytes, sizeof(bytes)), 0);
	assert_int_equal(write(peer, "bye", 3), 3);
	close(peer);
	assert_int_equal(transport_read(t, bytes, sizeof(bytes), &done, &e), IO_OK);
	assert_int_equal(done, 3);
	assert_int_equal(transport_read(t, bytes, sizeof(bytes), &done, &e), IO_EOF);
	transport_free(t);
	close(listener);
}

static void test_good(void **state)
{
	char path[200];

	(void)state;
	make_path(path, "socket");
	check_conversation(path);
#ifdef __linux__
	snprintf(path, sizeof(path), "@hail-test-%ld", (long)getpid());
	check_conversation(path);
#endif
}

static void test_missing(void **state)
{
	char path[200];
	FILE *f;

	(void)state;
	make_path(path, "nothing");
	expect_failure(path, ERR_REFUSED, "there is no such file");
	make_path(path, "file");
	f = fopen(path, "w");
	assert_non_null(f);
	fclose(f);
	expect_failure(path, ERR_REFUSED, "it is not a socket");
	make_path(path, "file/below");
	expect_failure(path, ERR_REFUSED, "there is no such file");
	expect_failure("@hail-test-nobody", ERR_REFUSED, "nobody listens");
}

static void test_refused(void **state)
{
	char path[200];
	int fd;

	(void)state;
	make_path(path, "dead");
	close(listen_at(path, SOCK_STREAM, 4));
	expect_failure(path, ERR_REFUSED, "nobody listens");
	make_path(path, "datagram");
	fd = listen_at(path, SOCK_DGRAM, 0);
	expect_failure(path, ERR_REFUSED, "another type");
	close(fd);
}

/* A full backlog neither blocks nor is taken for a connection. */
static void test_busy(void **state)
{
	Transport *waiting[8] = { NULL };
	struct err e = { 0 };
	char path[200];
	size_t n = 0;
	int fd;

	(void)state;
	make_path(path, "busy");
	fd = listen_at(path, SOCK_STREAM, 0);
	while (n < 8 && (waiting[n] = unix_connect(path, &e)))
		n++;
	assert_true(n > 0 && n < 8);
	assert_int_equal(e.kind, ERR_REFUSED);
	assert_non_null(strstr(e.text, "too many wait"));
	while (n)
		transport_free(waiting[--n]);
	close(fd);
}

static void test_denied(void **state)
{
	char path[200];
	int fd;

	(void)state;
	make_path(path, "closed");
	fd = listen_at(path, SOCK_STREAM, 4);
	chmod(path, 0);
	if (geteuid() == 0 && seteuid(65534) < 0)
		fail_msg("seteuid: %s", strerror(errno));
	expect_failure(path, ERR_REFUSED, "permission denied");
	if (getuid() == 0 && seteuid(0) < 0)
		fail_msg("seteuid: %s", strerror(errno));
	close(fd);
}

static void test_length(void **state)
{
	char path[200];
	struct err e = { 0 };

	(void)state;
	expect_failure("", ERR_USAGE, "missing");
	expect_failure("@", ERR_USAGE, "missing");
	memset(path, 'a', sizeof(path));
	path[108] = '\0';
	assert_null(unix_connect(path, &e));
	assert_int_equal(e.kind, ERR_USAGE);
	assert_non_null(strstr(e.text, "longer than 107 bytes, this one has 108"));
	path[107] = '\0';
	expect_failure(path, ERR_REFUSED, "no such file");
}

static int make_folder(void **state)
{
	const char *tmp = getenv("TMPDIR");

	(void)state;
	snprintf(folder, sizeof(folder), "%.40s/hail-unix.XXXXXX", tmp ? tmp : "/tmp");
	return mkdtemp(folder) && !chmod(folder, 0755) ? 0 : -1;
}

static int remove_folder(void **state)
{
	static const char *const names[] = {
		"socket", "file", "dead", "datagram", "busy", "closed"
	};
	char path[200];

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		make_path(path, names[i]);
		unlink(path);
	}
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),    cmocka_unit_test(test_missing),
		cmocka_unit_test(test_refused), cmocka_unit_test(test_busy),
		cmocka_unit_test(test_denied),  cmocka_unit_test(test_length),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
