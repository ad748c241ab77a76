/* The control socket: `hail ctl`, and what its clients may send it. */
#include "e2e/fixture.h"
#include "e2e/harness.h"
#include "e2e/process.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "servers/telnet-bytes.h"

enum { ANSWER = 1 << 20 };

/* The socket of the program in the home's state folder. */
static const char *socket_path(const struct session *s)
{
	static char path[1200];

	snprintf(path, sizeof(path), "%s/hail/ctl/%d.sock", home_path(&s->home, ".local/state"),
		 (int)tty_pid(s->tty));
	return path;
}

static void open_controlled(struct session *s)
{
	fixture_open_with(s, NULL, WORDS("-o", "control=on"));
	tty_wait_text(s->tty, "other programs of yours may read and send here now");
}

/* `hail ctl WORDS` in the same home. */
static Job *ctl(const struct session *s, const char *const *words)
{
	const char *all[16] = { "hail", "ctl" };
	Job *j;

	for (size_t n = 2; *words; n++)
		all[n] = *words++;
	j = job_start_with(&s->home, NULL, all);
	job_end_input(j);
	return j;
}

/* They end with `status`, print nothing and say `sentence`. */
static void expect_failure(const struct session *s, const char *const *words, int status,
			   const char *sentence)
{
	Job *j = ctl(s, words);

	job_expect(j, status, BYTES(""));
	job_expect_sentence(j, sentence);
}

static void test_verbs(void)
{
	struct session s;
	const char *out;
	Job *j;

	open_controlled(&s);
	peer_send_text(s.peer, "line one\r\nname? ");
	tty_wait_line(s.tty, "name?");
	job_expect(ctl(&s, WORDS("wait", "name\\? $")), 0, BYTES("name?\n"));
	job_expect(ctl(&s, WORDS("send", "joe", "soap")), 0, BYTES(""));
	peer_expect_only(s.peer, BYTES("joe soap\r\n"));
	/* What was there before is read; our echo is not the peer's. */
	j = ctl(&s, WORDS("wait", "name|joe"));
	pump_for(300);
	CHECK(!job_has_ended(j), "expected that it waits");
	peer_send_text(s.peer, "hello joe\r\n> ");
	job_expect(j, 0, BYTES("hello joe\n"));
	job_expect(ctl(&s, WORDS("lines", "3")), 0, BYTES("name? joe soap\nhello joe\n>\n"));
	job_expect(ctl(&s, WORDS("screen")), 0, BYTES("line one\nname? joe soap\nhello joe\n>\n"));
	job_expect(ctl(&s, WORDS("keys", "x", "Up", "Ctrl-c")), 0, BYTES(""));
	peer_expect_only(s.peer, BYTES("x\033[A\003"));
	job_expect(ctl(&s, WORDS("send", "--no-enter", "--", "--no")), 0, BYTES(""));
	peer_expect_only(s.peer, BYTES("--no"));
	job_expect(ctl(&s, WORDS("command", "set", "eol", "lf")), 0, BYTES(""));
	job_expect(ctl(&s, WORDS("1", "send", "y")), 0, BYTES(""));
	peer_expect_only(s.peer, BYTES("y\n"));
	j = ctl(&s, WORDS("--json", "sessions"));
	CHECK_INT(job_wait(j), 0);
	out = job_output(j, NULL);
	CHECK(strstr(out, "{\"ok\":true,\"pid\":") &&
		      strstr(out,
			     "\"sessions\":[{\"number\":1,\"shown\":true,\"name\":\"127.0.0.1") &&
		      strstr(out, "\"state\":\"connected\",\"mode\":\"line"),
	      "saw: %s", out);
	fixture_end(&s);
}

static void test_failures(void)
{
	struct session s;
	Job *j;

	open_controlled(&s);
	expect_failure(&s, WORDS("wait", "never", "--timeout", "1"), 8, "did not come within 1 s");
	expect_failure(&s, WORDS("2", "screen"), 1, "there is no session 2");
	expect_failure(&s, WORDS("screen", "2"), 2, "a SESSION stands before it");
	expect_failure(&s, WORDS("send", "--password=s3cret", "x"), 2, "no option --password here");
	expect_failure(&s, WORDS("wait", "a(b"), 2, "pattern");
	expect_failure(&s, WORDS("wait", "--timeout", "1"), 2, "ctl wait needs RE");
	expect_failure(&s, WORDS("send", "--no-enter"), 2, "ctl send needs TEXT");
	expect_failure(&s, WORDS("keys"), 2, "ctl keys needs KEY");
	expect_failure(&s, WORDS("command"), 2, "ctl command needs COMMAND");
	job_expect(ctl(&s, WORDS("send", "")), 0, BYTES(""));
	peer_expect_only(s.peer, BYTES("\r\n"));
	expect_failure(&s, WORDS("keys", "Ctrl-Nonsense"), 2, "Ctrl-Nonsense");
	expect_failure(&s, WORDS("command", "nosuch"), 1, "nosuch");
	tty_wait_no_text(s.tty, "nosuch");
	j = job_start_with(&s.home, NULL,
			   WORDS("sh", "-c", "exec \"$0\" ctl send - < /", getenv("HAIL")));
	job_end_input(j);
	job_expect(j, 1, BYTES(""));
	job_expect_sentence(j, "cannot read standard input");
	job_expect(ctl(&s, WORDS("send", "next")), 0, BYTES(""));
	peer_expect_only(s.peer, BYTES("next\r\n"));
	j = ctl(&s, WORDS("wait", "never"));
	pump_for(200);
	peer_close(s.peer);
	job_expect(j, 8, BYTES(""));
	job_expect_sentence(j, "not connected");
	expect_failure(&s, WORDS("send", "x"), 1, "not connected");
	j = ctl(&s, WORDS("keys", "x"));
	job_expect(j, 1, BYTES(""));
	tty_type(s.tty, "\x1dq");
	tty_expect_exit(s.tty, 0);
	expect_failure(&s, WORDS("sessions"), 4, "no hail of yours");
}

/* The option opens it and removes it; nobody else can reach it. */
static void test_socket(void)
{
	struct session s;
	struct stat st;

	fixture_open_with(&s, NULL, NULL);
	CHECK(stat(socket_path(&s), &st) < 0 && errno == ENOENT, "expected no socket");
	job_expect(ctl(&s, WORDS("sessions")), 4, BYTES(""));
	fixture_enter(&s, "/set -g control on");
	tty_wait_text(s.tty, "other programs of yours");
	CHECK(stat(socket_path(&s), &st) == 0 && S_ISSOCK(st.st_mode), "expected a socket");
	CHECK_INT(st.st_mode & 0777, 0600);
	CHECK(stat(home_path(&s.home, ".local/state/hail/ctl"), &st) == 0, "no folder");
	CHECK_INT(st.st_mode & 0777, 0700);
	CHECK_INT(job_wait(ctl(&s, WORDS("sessions"))), 0);
	/* Also by itself: the socket goes when the answer is given. */
	job_expect(ctl(&s, WORDS("command", "set -g control off")), 0, BYTES(""));
	job_expect(ctl(&s, WORDS("sessions")), 4, BYTES(""));
	CHECK(stat(socket_path(&s), &st) < 0 && errno == ENOENT, "expected no socket");
	fixture_enter(&s, "/set -g control on");
	tty_wait_text(s.tty, "other programs of yours");
	fixture_end(&s);
	CHECK(stat(socket_path(&s), &st) < 0 && errno == ENOENT, "expected no socket at the end");
}

/* One that was killed leaves its socket; the next one takes it away, and two are told apart. */
static void test_processes(void)
{
	struct tty_setup setup = { 0 };
	struct session s, other;
	char left[1200], pid[32];
	struct stat st;

	open_controlled(&s);
	snprintf(left, sizeof(left), "%s", socket_path(&s));
	tty_signal(s.tty, SIGKILL);
	tty_wait_end(s.tty);
	CHECK(stat(left, &st) == 0, "expected that it is left");
	setup.home = &s.home;
	fixture_open_with(&other, &setup, WORDS("-o", "control=on"));
	tty_wait_text(other.tty, "other programs of yours");
	CHECK(stat(left, &st) < 0 && errno == ENOENT, "expected that it is taken away");
	job_expect(ctl(&other, WORDS("command", "set timestamps off")), 0, BYTES(""));
	fixture_open_with(&s, &setup, WORDS("-o", "control=on"));
	tty_wait_text(s.tty, "other programs of yours");
	expect_failure(&s, WORDS("screen"), 2, "--pid");
	snprintf(pid, sizeof(pid), "%d", (int)tty_pid(s.tty));
	job_expect(ctl(&s, WORDS("--pid", pid, "send", "one")), 0, BYTES(""));
	peer_expect_only(s.peer, BYTES("one\r\n"));
	job_expect(ctl(&s, WORDS("--socket", socket_path(&other), "send", "two")), 0, BYTES(""));
	peer_expect_only(other.peer, BYTES("two\r\n"));
	fixture_end(&s);
	fixture_end(&other);
}

/* A folder that others can reach into is not used. */
static void test_runtime_folder(void)
{
	struct tty_setup setup = { 0 };
	char variable[600], path[700];
	struct session s;
	struct stat st;

	home_init(&s.home);
	snprintf(variable, sizeof(variable), "XDG_RUNTIME_DIR=%s", s.home.path);
	setup.home = &s.home;
	setup.extra = WORDS(variable);
	fixture_open_with(&s, &setup, WORDS("-o", "control=on"));
	tty_wait_text(s.tty, "other programs of yours");
	snprintf(path, sizeof(path), "%s/hail/%d.sock", s.home.path, (int)tty_pid(s.tty));
	CHECK(stat(path, &st) == 0 && S_ISSOCK(st.st_mode), "expected a socket at %s", path);
	fixture_end(&s);
	CHECK(chmod(home_path(&s.home, "hail"), 0755) == 0, "chmod");
	fixture_open_with(&s, &setup, WORDS("-o", "control=on"));
	tty_wait_text(s.tty, "other programs of yours");
	CHECK(stat(socket_path(&s), &st) == 0 && S_ISSOCK(st.st_mode), "expected the other place");
	fixture_end(&s);
}

/* What a key couldn't do: see what is hidden, answer a question. */
static void test_secrets(void)
{
	struct session s;
	char text[ANSWER];
	const char *out;
	size_t n;
	Job *j;

	fixture_open_logged(&s, NULL, WORDS("-o", "control=on"));
	peer_send(s.peer, BYTES("Password: " WILL_ECHO));
	tty_wait_status(s.tty, "hidden");
	tty_type(s.tty, "mine");
	tty_wait_text(s.tty, "\u2022\u2022\u2022\u2022");
	j = ctl(&s, WORDS("--json", "screen"));
	CHECK_INT(job_wait(j), 0);
	out = job_output(j, &n);
	CHECK(!strstr(out, "mine") && strstr(out, "\"hidden\":true"), "saw: %s", out);
	peer_expect(s.peer, BYTES(DO_ECHO));
	job_expect(ctl(&s, WORDS("send", "theirs-7Q")), 0, BYTES(""));
	peer_expect_only(s.peer, BYTES("theirs-7Q\r\n"));
	peer_send_text(s.peer, "\r\nok\r\n");
	tty_wait_line(s.tty, "ok");
	CHECK(!process_memory_has(tty_pid(s.tty), "theirs-7Q"), "a secret is in memory");
	snprintf(text, sizeof(text), "%s", s.home.path);
	fixture_end(&s);
	CHECK(!home_contains(&s.home, "theirs-7Q", NULL), "a secret was kept");
}

/* A card about a certificate waits for the user, whatever the socket sends. */
static void test_questions(void)
{
	struct tty_setup setup = { 0 };
	struct session s;
	Job *j;

	home_init(&s.home);
	setup.home = &s.home;
	s.tty = tty_start(&setup, WORDS("hail", "demo", "tls", "-o", "control=on"));
	tty_wait_text(s.tty, "once");
	job_expect(ctl(&s, WORDS("keys", "o", "n", "c", "e", "Enter")), 1, BYTES(""));
	job_expect(ctl(&s, WORDS("send", "once")), 1, BYTES(""));
	expect_failure(&s, WORDS("command", "send once"), 1, "not connected");
	j = ctl(&s, WORDS("sessions"));
	CHECK_INT(job_wait(j), 0);
	CHECK(strstr(job_output(j, NULL), "1\tconnecting\t"), "saw: %s", job_output(j, NULL));
	CHECK(tty_find(s.tty, 0, "once") >= 0, "expected that the card still asks");
	job_expect(ctl(&s, WORDS("command", "quit!")), 0, BYTES(""));
	tty_wait_end(s.tty);
}

/* --- Clients that do as they like. */

static int connect_to(const struct session *s)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	CHECK(strlen(socket_path(s)) < sizeof(address.sun_path), "too long: %s", socket_path(s));
	memcpy(address.sun_path, socket_path(s), strlen(socket_path(s)) + 1);
	CHECK(fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0,
	      "cannot connect: %s", strerror(errno));
	return fd;
}

static void say(int fd, const char *bytes, size_t n)
{
	while (n) {
		ssize_t done = send(fd, bytes, n, MSG_NOSIGNAL);

		CHECK(done > 0 || errno == EAGAIN, "cannot write: %s", strerror(errno));
		pump_once(done > 0 ? 0 : 1);
		bytes += done > 0 ? done : 0;
		n -= done > 0 ? (size_t)done : 0;
	}
}

/* Reads the next line, or "" at the end. */
static const char *hear(int fd)
{
	static char line[ANSWER];
	int64_t until = pump_now() + PUMP_DEADLINE;
	size_t n = 0;

	while (pump_now() < until && n + 1 < sizeof(line)) {
		ssize_t got = read(fd, line + n, 1);

		if (got == 0)
			break;
		if (got < 0)
			pump_once(1);
		else if (line[n++] == '\n')
			break;
	}
	line[n] = '\0';
	return line;
}

static void expect_answer(int fd, const char *want)
{
	const char *line = hear(fd);

	CHECK(strstr(line, want), "expected %s, saw: %s", want, line);
}

static void test_hostile(void)
{
	static const char *const bad[][2] = {
		{ "", "no JSON" },
		{ "{", "ok\":false" },
		{ "[]", "a request is a JSON object" },
		{ "{\"verb\":\"rm\"}", "\\\"verb\\\" must be" },
		{ "{\"verb\":7,\"id\":[1]}", "{\"id\":[1],\"ok\":false" },
		{ "{\"verb\":\"send\"}", "needs \\\"text\\\"" },
		{ "{\"verb\":\"send\",\"text\":\"a\\u0000b\"}", "without NUL" },
		{ "{\"verb\":\"send\",\"text\":\"a\",\"txt\":1}", "takes no \\\"txt\\\"" },
		{ "{\"verb\":\"keys\",\"keys\":[\"x\",7]}", "must be a string" },
		{ "{\"verb\":\"wait\",\"pattern\":\"a(b\"}", "the pattern is wrong" },
		{ "{\"verb\":\"wait\",\"pattern\":\"a\",\"timeout\":-1}", "from 0 to 86400" },
		{ "{\"verb\":\"lines\",\"count\":1e9}", "from 1 to 2000" },
		{ "{\"verb\":\"screen\",\"session\":\"\\u001b[2J\"}", "there is no session" },
	};
	static char much[400000];
	struct session s;
	int fd;

	open_controlled(&s);
	fd = connect_to(&s);
	for (size_t i = 0; i < COUNT(bad); i++) {
		tap_note("%s", bad[i][0]);
		say(fd, bad[i][0], strlen(bad[i][0]));
		say(fd, "\n", 1);
		expect_answer(fd, bad[i][1]);
	}
	/* Byte by byte, and two in one go; the last needs no newline. */
	for (const char *p = "{\"verb\":\"sessions\",\"id\":\"a\"}\n"; *p; p++)
		say(fd, p, 1);
	expect_answer(fd, "{\"id\":\"a\",\"ok\":true");
	say(fd, BYTES("{\"verb\":\"sessions\",\"id\":1}\n{\"verb\":\"sessions\",\"id\":2}"));
	shutdown(fd, SHUT_WR);
	expect_answer(fd, "{\"id\":1,");
	expect_answer(fd, "{\"id\":2,");
	CHECK_TEXT(hear(fd), "");
	close(fd);
	/* A line without an end. */
	fd = connect_to(&s);
	memset(much, 'x', sizeof(much));
	say(fd, much, 270000);
	expect_answer(fd, "at most 262144 bytes");
	CHECK_TEXT(hear(fd), "");
	close(fd);
	fixture_enter(&s, "still here");
	peer_expect_only(s.peer, BYTES("still here\r\n"));
	fixture_end(&s);
}

/* Several wait for the same, and one that is cancelled takes nothing from who comes later. */
static void test_waits(void)
{
	struct session s;
	int fd, other;

	open_controlled(&s);
	fd = connect_to(&s);
	other = connect_to(&s);
	say(fd, BYTES("{\"id\":1,\"verb\":\"wait\",\"pattern\":\"hall\"}\n"));
	say(fd, BYTES("{\"id\":\"b\",\"verb\":\"wait\",\"pattern\":\"hall\"}\n"));
	say(other, BYTES("{\"id\":1,\"verb\":\"wait\",\"pattern\":\"the\"}\n"));
	say(fd, BYTES("{\"id\":2,\"verb\":\"cancel\",\"of\":1}\n"));
	expect_answer(fd, "{\"id\":1,\"ok\":false,\"error\":\"cancelled\",\"came\":false}");
	expect_answer(fd, "{\"id\":2,\"ok\":true}");
	say(other, BYTES("{\"id\":3,\"verb\":\"sessions\"}\n"));
	expect_answer(other, "{\"id\":3,\"ok\":true");
	peer_send_text(s.peer, "the hall\r\n");
	expect_answer(fd, "{\"id\":\"b\",\"ok\":true,\"line\":\"the hall\"}");
	expect_answer(other, "{\"id\":1,\"ok\":true,\"line\":\"the hall\"}");
	close(fd);
	close(other);
	fixture_end(&s);
}

/* Many clients, many waits, and one that asks and never reads. */
static void test_bounds(void)
{
	static const char ask[] = "{\"verb\":\"lines\",\"count\":2000}\n";
	struct session s;
	int fds[16], more;
	char wait[80];
	size_t asked = 0;

	open_controlled(&s);
	peer_flood(s.peer, 1 << 18);
	peer_flush(s.peer);
	for (size_t i = 0; i < COUNT(fds); i++) {
		fds[i] = connect_to(&s);
		say(fds[i], BYTES("{\"verb\":\"sessions\"}\n"));
		expect_answer(fds[i], "\"ok\":true");
	}
	more = connect_to(&s);
	expect_answer(more, "too many clients");
	close(more);
	for (int i = 0; i < 33; i++) {
		snprintf(wait, sizeof(wait),
			 "{\"id\":%d,\"verb\":\"wait\",\"pattern\":\"never\"}\n", i);
		say(fds[0], wait, strlen(wait));
	}
	expect_answer(fds[0], "{\"id\":32,\"ok\":false,\"error\":\"too much is waited for");
	close(fds[0]);
	for (ssize_t done = 1; done > 0 || asked < 1000; pump_once(1)) {
		done = send(fds[1], ask, sizeof(ask) - 1, MSG_NOSIGNAL);
		if (done > 0)
			asked++;
		if (asked > 20000 || (done < 0 && asked > 100))
			break;
	}
	fixture_enter(&s, "still here");
	peer_expect(s.peer, BYTES("still here\r\n"));
	for (int i = 0; i < 50; i++)
		expect_answer(fds[1], "\"lines\":[");
	for (size_t i = 1; i < COUNT(fds); i++)
		close(fds[i]);
	/* Their places are free again. */
	more = connect_to(&s);
	say(more, BYTES("{\"verb\":\"sessions\"}\n"));
	expect_answer(more, "\"ok\":true");
	close(more);
	fixture_end(&s);
}

/* CPU time of the program so far, in clock ticks. */
static unsigned long ticks(const struct session *s)
{
	char path[64], text[1024] = "", *at;
	unsigned long user = 0, system = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)tty_pid(s->tty));
	file = fopen(path, "r");
	CHECK(file && fgets(text, sizeof(text), file), "cannot read %s", path);
	fclose(file);
	at = strrchr(text, ')');
	CHECK(at && sscanf(at, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user,
			   &system) == 2,
	      "expected CPU times in %s", text);
	return user + system;
}

/* What much text costs the program, in ticks. */
static unsigned long cost_of_text(struct session *s, const char *end)
{
	unsigned long before = ticks(s);

	for (int i = 0; i < 20; i++) {
		peer_flood(s->peer, 1 << 17);
		peer_flush(s->peer);
	}
	peer_send_text(s->peer, end);
	tty_wait_text(s->tty, end);
	return ticks(s) - before;
}

/* What is waited for and doesn't come is looked for in new text alone. */
static void test_long_waits(void)
{
	unsigned long alone, with;
	struct session s;
	char wait[80];
	int fd;

	open_controlled(&s);
	alone = cost_of_text(&s, "end one");
	fd = connect_to(&s);
	for (int i = 0; i < 30; i++) {
		snprintf(wait, sizeof(wait),
			 "{\"id\":%d,\"verb\":\"wait\",\"pattern\":\"never\"}\n", i);
		say(fd, wait, strlen(wait));
	}
	say(fd, BYTES("{\"id\":99,\"verb\":\"sessions\"}\n"));
	expect_answer(fd, "{\"id\":99,");
	with = cost_of_text(&s, "end two");
	tap_note("%lu ticks alone, %lu with waits", alone, with);
	CHECK(with <= 5 * (alone + 10), "expected about %lu ticks of CPU time, saw %lu", alone,
	      with);
	close(fd);
	fixture_end(&s);
}

/* A session that is closed ends what is waited for in it; commands are for the one shown. */
static void test_sessions(void)
{
	struct session s;
	Peer *second = peer_new();
	Job *waits;

	open_controlled(&s);
	fixture_connect(&s, "/open", second);
	expect_failure(&s, WORDS("1", "command", "help"), 1, "number 2");
	job_expect(ctl(&s, WORDS("1", "send", "to one")), 0, BYTES(""));
	peer_expect_only(s.peer, BYTES("to one\r\n"));
	waits = ctl(&s, WORDS("2", "wait", "never"));
	pump_for(200);
	job_expect(ctl(&s, WORDS("2", "command", "close!")), 0, BYTES(""));
	job_expect(waits, 8, BYTES(""));
	job_expect_sentence(waits, "the session was closed");
	fixture_end(&s);
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "what hail ctl can do", test_verbs, 0 },
		{ "what it can't, and its exit status", test_failures, 0 },
		{ "the socket comes and goes with the option", test_socket, 0 },
		{ "sockets of several processes", test_processes, 0 },
		{ "the folder of sockets", test_runtime_folder, 0 },
		{ "hidden input stays hidden", test_secrets, 0 },
		{ "questions stay the user's", test_questions, 0 },
		{ "requests that are none", test_hostile, 0 },
		{ "as many clients and waits as there may be", test_bounds, 0 },
		{ "who waits for the same", test_waits, 0 },
		{ "waits for what doesn't come", test_long_waits, 0 },
		{ "several sessions", test_sessions, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
