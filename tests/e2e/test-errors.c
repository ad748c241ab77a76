/*
 * System calls that fail, once and for ever: strace gets in their way. Whatever fails, a typed line
 * is at the peer, in the input row, or said not to be; the program ends when it is told to, or of
 * itself with a status that isn't 0; and the terminal is as it was.
 */
#include "e2e/harness.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "e2e/fixture.h"

enum { SETTLED = 2000, KEY = 300 }; /* ms: for a line to arrive, for a key to end the program */

enum where { ANY, TERMINAL, LOG };

struct fault {
	const char *calls; /* as strace has them */
	enum where where; /* the file whose descriptors fail */
	const char *errors; /* for ever and once, separated by blanks */
	const char *once; /* errors that don't last, beside */
};

/* --- strace. */

static void need_strace(void)
{
	if (access("/usr/bin/strace", X_OK) < 0)
		tap_skip("no strace");
	if (SANITIZED)
		tap_skip("a sanitizer makes system calls of its own");
}

/* One that fails on a call that was never made shows nothing. */
static bool was_injected(const Job *strace)
{
	return strstr(job_errors(strace, NULL), "INJECTED") != NULL;
}

static void format_inject(char out[128], const char *calls, const char *error, bool once)
{
	snprintf(out, 128, "inject=%s:error=%s:when=1%s", calls, error, once ? "" : "+");
}

/* Has calls of the process fail from now on. `path` may be NULL: on any descriptor. */
static Job *attach(pid_t pid, const char *path, const char *inject)
{
	char number[16];
	const char *words[] = { "strace",           "-f", "-p", number, "-e", inject,
				path ? "-P" : NULL, path, NULL };
	Job *j;

	snprintf(number, sizeof(number), "%d", (int)pid);
	j = job_start(words);
	while (!strstr(job_errors(j, NULL), "attached") && !job_has_ended(j))
		pump_once(50);
	if (job_has_ended(j))
		tap_skip("strace may not attach here");
	return j;
}

/* --- In a terminal. */

struct run {
	struct session s;
	const struct fault *fault;
	Job *strace;
	bool once;
};

static bool has_arrived(const struct run *r)
{
	return peer_has_received(r->s.peer, BYTES("first\r\n"));
}

static bool is_settled(const void *user)
{
	const struct run *r = user;

	return tty_has_ended(r->s.tty) || (has_arrived(r) && tty_find(r->s.tty, 0, "news") >= 0);
}

static bool has_ended(const void *user)
{
	return tty_has_ended(user);
}

static void open_run(struct run *r)
{
	struct home home;

	home_init(&home);
	fixture_open_logged(
		&r->s, &(struct tty_setup){ .home = &home, .errors = home_path(&home, "stderr") },
		NULL);
	peer_send_text(r->s.peer, "ready\r\n");
	tty_wait_line(r->s.tty, "ready");
}

static void inject(struct run *r, const char *error)
{
	char link[64], terminal[64] = "", words[128];
	const char *path = NULL;

	snprintf(link, sizeof(link), "/proc/%d/fd/0", (int)tty_pid(r->s.tty));
	CHECK(readlink(link, terminal, sizeof(terminal) - 1) > 0, "no terminal");
	if (r->fault->where == TERMINAL)
		path = terminal;
	if (r->fault->where == LOG)
		path = home_path(&r->s.home, "log");
	format_inject(words, r->fault->calls, error, r->once);
	r->strace = attach(tty_pid(r->s.tty), path, words);
}

/* Who acts first decides which call is the first. */
static void type_and_hear(struct run *r, bool peer_first)
{
	if (peer_first) {
		peer_send_text(r->s.peer, "news\r\n");
		peer_flush(r->s.peer);
		pump_for(50);
	}
	tty_type(r->s.tty, "first");
	tty_keys(r->s.tty, "Enter");
	if (!peer_first)
		peer_send_text(r->s.peer, "news\r\n");
	pump_until(is_settled, r, SETTLED);
}

static void quit(struct run *r)
{
	static const char *const keys[] = { "Ctrl-]", "q", "y" };

	for (size_t i = 0; i < COUNT(keys) && !tty_has_ended(r->s.tty); i++) {
		tty_keys(r->s.tty, keys[i]);
		pump_until(has_ended, r->s.tty, KEY);
	}
	CHECK(pump_until(has_ended, r->s.tty, PUMP_DEADLINE), "it does not end");
}

static void check_end(struct run *r, bool said)
{
	int status = tty_status(r->s.tty);
	char *errors = home_read_file(home_path(&r->s.home, "stderr"), NULL);
	bool shown = r->once || strcmp(r->fault->calls, "write") != 0 || r->fault->where == LOG;

	CHECK(WIFEXITED(status) || WTERMSIG(status) == SIGHUP, "ended by signal %d",
	      WTERMSIG(status));
	CHECK(tty_modes(r->s.tty).line_as_before, "expected the modes of the line as before");
	/* A terminal that takes nothing can't be told. */
	if (shown)
		tty_check_restored(r->s.tty);
	if (!has_arrived(r)) {
		CHECK(status != 0, "a line was lost, and the status is 0");
		CHECK(said || *errors || !shown, "a line was lost, and nothing says so");
	}
	free(errors);
}

static bool try_error(const struct fault *f, const char *error, bool once, bool peer_first)
{
	struct run r = { .fault = f, .once = once };
	bool said;

	tap_note("%s: %s, %s%s", f->calls, error, once ? "once" : "for ever",
		 peer_first ? ", the peer first" : "");
	open_run(&r);
	inject(&r, error);
	type_and_hear(&r, peer_first);
	said = tty_find(r.s.tty, 0, "> first") >= 0 || tty_find(r.s.tty, 0, "not sent") >= 0;
	quit(&r);
	check_end(&r, said);
	return was_injected(r.strace);
}

/* The words of `list`, one after the other, into `word`; false after the last. */
static bool next_word(const char **list, char word[32])
{
	size_t n = strcspn(*list, " ");

	if (!n)
		return false;
	snprintf(word, 32, "%.*s", (int)n, *list);
	*list += n;
	*list += strspn(*list, " ");
	return true;
}

static void try_fault(const struct fault *f)
{
	const char *lasting = f->errors, *passing = f->once;
	unsigned hit = 0;
	char error[32];

	need_strace();
	while (next_word(&lasting, error)) {
		for (int i = 0; i < 4; i++)
			hit += try_error(f, error, i & 1, i & 2);
	}
	while (next_word(&passing, error)) {
		for (int i = 0; i < 2; i++)
			hit += try_error(f, error, true, i);
	}
	CHECK(hit, "no call failed");
}

static void test_read(void)
{
	try_fault(&(struct fault){ "read", ANY, "EIO EINTR", "ECONNRESET ENOMEM EAGAIN" });
	try_fault(&(struct fault){ "read", TERMINAL, "EIO EAGAIN", "EINTR" });
}

/* In its own memory file, ncurses waits for ever for what never ends. */
static void test_write(void)
{
	try_fault(&(struct fault){ "write", ANY, "ENOSPC", "EIO EINTR" });
	try_fault(&(struct fault){ "write", TERMINAL, "EIO EINTR EAGAIN", "" });
	try_fault(&(struct fault){ "write", LOG, "ENOSPC EINTR", "EIO" });
}

static void test_send(void)
{
	try_fault(&(struct fault){ "sendto", ANY, "ECONNRESET EAGAIN", "EPIPE EINTR" });
	try_fault(&(struct fault){ "sendto", ANY, "ENOBUFS EINTR", "ENETUNREACH EPERM" });
}

static void test_poll(void)
{
	try_fault(&(struct fault){ "poll", ANY, "EINTR ENOMEM EINVAL", "EAGAIN" });
}

static void test_files(void)
{
	try_fault(&(struct fault){ "openat", ANY, "EMFILE", "EACCES" });
	try_fault(&(struct fault){ "fsync,fdatasync", ANY, "EIO", "" });
	try_fault(&(struct fault){ "rename,renameat,renameat2", ANY, "EROFS", "" });
	try_fault(&(struct fault){ "flock", ANY, "ENOLCK", "" });
	try_fault(&(struct fault){ "pread64", ANY, "EIO", "EINTR" });
	try_fault(&(struct fault){ "lseek", ANY, "EIO", "" });
}

/* What is written last, when it is too late for a message over the session, is told after it. */
static void test_last_words(void)
{
	static const struct {
		struct fault fault;
		const char *sentence;
	} losses[] = {
		{ { "write", LOG, "ENOSPC", "" }, "cannot write the log" },
		{ { "rename,renameat,renameat2", ANY, "EROFS", "" }, "history" },
		{ { "sendto", ANY, "EAGAIN", "" }, "were not sent" },
	};

	need_strace();
	for (size_t i = 0; i < COUNT(losses); i++) {
		struct run r = { .fault = &losses[i].fault };
		char *errors;

		tap_note("%s", losses[i].sentence);
		open_run(&r);
		if (losses[i].fault.where == ANY)
			inject(&r, losses[i].fault.errors);
		tty_type(r.s.tty, "first");
		tty_keys(r.s.tty, "Enter");
		tty_wait_input(r.s.tty, "");
		/* Only the end of an open line is left for the log to write then. */
		peer_send_text(r.s.peer, "half a line");
		tty_wait_text(r.s.tty, "half a line");
		if (losses[i].fault.where == LOG)
			inject(&r, losses[i].fault.errors);
		quit(&r);
		tty_expect_exit(r.s.tty, 1);
		errors = home_read_file(home_path(&r.s.home, "stderr"), NULL);
		check_sentence(errors, losses[i].sentence);
		free(errors);
	}
}

/* --- On the way to the peer. */

static void test_start(void)
{
	static const struct {
		const char *calls, *error;
		int status;
	} starts[] = {
		{ "connect", "ENETUNREACH", 4 }, { "connect", "ECONNREFUSED", 4 },
		{ "connect", "ETIMEDOUT", 5 },   { "connect", "EPERM", 4 },
		{ "socket", "EMFILE", 1 },       { "socket", "EAFNOSUPPORT", 4 },
		{ "pipe2", "EMFILE", 1 },
	};

	need_strace();
	for (size_t i = 0; i < COUNT(starts); i++) {
		Peer *p = peer_new();
		char words[128];
		int status;
		Job *j;

		tap_note("%s: %s", starts[i].calls, starts[i].error);
		format_inject(words, starts[i].calls, starts[i].error, false);
		j = job_start(WORDS("strace", "-f", "-qq", "-o", "/dev/null", "-e", words,
				    home_program(), "--no-config", "127.0.0.1", peer_port(p)));
		job_write_text(j, "first\n");
		job_end_input(j);
		status = job_wait(j);
		if (strstr(job_errors(j, NULL), "PTRACE"))
			tap_skip("strace may not trace here");
		CHECK(WIFEXITED(status), "ended by signal %d", WTERMSIG(status));
		CHECK_INT(WEXITSTATUS(status), starts[i].status);
		job_expect_sentence(j, NULL);
	}
}

/* --- In a pipe. */

static bool has_job_ended(const void *user)
{
	return job_has_ended(user);
}

static void try_pipe(const char *calls, const char *error, bool once)
{
	Peer *p = peer_new();
	Job *j = job_start(WORDS("hail", "--no-config", "--raw", "127.0.0.1", peer_port(p)));
	char words[128];
	int status;

	tap_note("%s: %s, %s", calls, error, once ? "once" : "for ever");
	peer_wait_connected(p);
	peer_send_text(p, "ready\n");
	job_wait_output(j, "ready\n");
	format_inject(words, calls, error, once);
	attach(job_pid(j), NULL, words);
	job_write_text(j, "first\n");
	job_end_input(j);
	for (int waited = 0; waited < SETTLED && !job_has_ended(j) && !peer_has_end(p);
	     waited += 50)
		pump_for(50);
	peer_send_text(p, "news\n");
	peer_close(p);
	CHECK(pump_until(has_job_ended, j, PUMP_DEADLINE), "it does not end");
	status = job_wait(j);
	CHECK(WIFEXITED(status), "ended by signal %d", WTERMSIG(status));
	if (peer_has_received(p, BYTES("first\n")) && strstr(job_output(j, NULL), "news\n"))
		return;
	CHECK(status != 0, "something was lost, and the status is 0");
	if (strcmp(calls, "write") != 0 || once)
		job_expect_sentence(j, NULL);
}

static void test_pipe(void)
{
	static const struct {
		const char *calls, *errors;
	} faults[] = {
		{ "read", "EIO EINTR ECONNRESET" },
		{ "write", "EIO EINTR EAGAIN ENOSPC" },
		{ "sendto", "ECONNRESET EINTR EAGAIN ENOBUFS" },
		{ "poll", "EINTR ENOMEM EINVAL" },
	};

	need_strace();
	for (size_t i = 0; i < COUNT(faults); i++) {
		const char *list = faults[i].errors;
		char error[32];

		while (next_word(&list, error)) {
			try_pipe(faults[i].calls, error, true);
			try_pipe(faults[i].calls, error, false);
		}
	}
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "read fails", test_read, 240 },
		{ "write fails", test_write, 240 },
		{ "send fails", test_send, 240 },
		{ "poll fails", test_poll, 240 },
		{ "calls on files fail", test_files, 240 },
		{ "what is lost at the end", test_last_words, 120 },
		{ "nothing leads to the peer", test_start, 120 },
		{ "a pipe", test_pipe, 240 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
