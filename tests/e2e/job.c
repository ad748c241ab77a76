#include "e2e/job.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "e2e/tap.h"
#include "servers/pump.h"

enum { READ_CHUNK = 65536 };

/* One of the three pipes, our end. */
struct channel {
	struct pump_source source;
	struct buf bytes; /* to write, or read so far */
	bool ending; /* close once all is written */
};

struct Job {
	const char *name;
	pid_t pid;
	bool ended;
	int status;
	struct channel in, out, err;
	struct pump_source watch; /* not polled: its tick looks for the end */
};

static void close_channel(struct channel *c)
{
	if (c->source.fd >= 0)
		close(c->source.fd);
	c->source.fd = -1;
	c->source.events = 0;
}

static void on_writable(void *user, short revents)
{
	struct channel *c = user;
	ssize_t n = 0;

	if (buf_length(&c->bytes))
		n = write(c->source.fd, buf_data(&c->bytes), buf_length(&c->bytes));
	if (n > 0)
		buf_consume(&c->bytes, (size_t)n);
	if ((n < 0 && errno == EPIPE) || (revents & POLLERR))
		close_channel(c);
	else if (!buf_length(&c->bytes) && c->ending)
		close_channel(c);
	else
		c->source.events = buf_length(&c->bytes) ? POLLOUT : 0;
}

static void on_readable(void *user, short revents)
{
	struct channel *c = user;
	ssize_t n = read(c->source.fd, buf_reserve(&c->bytes, READ_CHUNK + 1), READ_CHUNK);

	(void)revents;
	if (n > 0)
		buf_commit(&c->bytes, (size_t)n);
	else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		close_channel(c);
}

static void look_for_end(void *user)
{
	Job *j = user;

	if (!j->ended && waitpid(j->pid, &j->status, WNOHANG) == j->pid)
		j->ended = true;
}

static void channel_init(struct channel *c, int fd, short events, void (*ready)(void *, short))
{
	fcntl(fd, F_SETFL, O_NONBLOCK);
	c->source.fd = fd;
	c->source.events = events;
	c->source.ready = ready;
	c->source.user = c;
	buf_init(&c->bytes);
	pump_add(&c->source);
}

static void show_job(const void *user)
{
	const Job *j = user;

	printf("# %s: %s", j->name, j->ended ? "ended" : "still running");
	if (j->ended && WIFEXITED(j->status))
		printf(" with status %d", WEXITSTATUS(j->status));
	else if (j->ended)
		printf(" by signal %d", WTERMSIG(j->status));
	putchar('\n');
	if (buf_length(&j->in.bytes))
		tap_note("%zu bytes of its stdin are not taken", buf_length(&j->in.bytes));
	tap_note_bytes("stdout", buf_data(&j->out.bytes), buf_length(&j->out.bytes));
	tap_note_bytes("stderr", buf_data(&j->err.bytes), buf_length(&j->err.bytes));
}

static _Noreturn void run_words(char **environment, const char *const *words, const int fds[3])
{
	static const struct rlimit no_core = { 0, 0 };
	const char *program = strcmp(words[0], "hail") == 0 ? home_program() : words[0];

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setrlimit(RLIMIT_CORE, &no_core);
	signal(SIGPIPE, SIG_DFL);
	setsid();
	for (int i = 0; i < 3; i++)
		dup2(fds[i], i);
	close_range(3, ~0U, 0);
	execvpe(program, (char *const *)(uintptr_t)words, environment);
	fprintf(stderr, "%s: %s\n", program, strerror(errno));
	_exit(127);
}

Job *job_start_with(const struct home *home, const char *const *extra, const char *const *words)
{
	Job *j = mem_alloc(sizeof(*j));
	struct home own;
	char **environment;
	int in[2], out[2], err[2];

	if (!home)
		home_init(&own);
	environment = home_environment(home ? home : &own, NULL, extra);
	if (pipe2(in, O_CLOEXEC) < 0 || pipe2(out, O_CLOEXEC) < 0 || pipe2(err, O_CLOEXEC) < 0)
		FAIL("pipe: %s", strerror(errno));
	fflush(stdout);
	j->name = mem_strdup(words[0]);
	j->pid = fork();
	CHECK(j->pid >= 0, "fork: %s", strerror(errno));
	if (j->pid == 0)
		run_words(environment, words, (const int[]){ in[0], out[1], err[1] });
	close(in[0]);
	close(out[1]);
	close(err[1]);
	channel_init(&j->in, in[1], 0, on_writable);
	channel_init(&j->out, out[0], POLLIN, on_readable);
	channel_init(&j->err, err[0], POLLIN, on_readable);
	j->watch.fd = -1;
	j->watch.tick = look_for_end;
	j->watch.user = j;
	pump_add(&j->watch);
	tap_show_on_failure(show_job, j);
	return j;
}

Job *job_start(const char *const *words)
{
	return job_start_with(NULL, NULL, words);
}

/* --- Its stdin. */

void job_write(Job *j, const void *bytes, size_t n)
{
	CHECK(!j->in.ending, "nothing can follow the end of the input");
	buf_append(&j->in.bytes, bytes, n);
	if (j->in.source.fd >= 0)
		j->in.source.events = POLLOUT;
}

void job_write_text(Job *j, const char *text)
{
	job_write(j, text, strlen(text));
}

void job_end_input(Job *j)
{
	j->in.ending = true;
	if (!buf_length(&j->in.bytes))
		close_channel(&j->in);
}

/* --- Its output and its end. */

void job_close_output(Job *j)
{
	close_channel(&j->out);
}

void job_stall(Job *j, bool stalled)
{
	j->out.source.events = stalled || j->out.source.fd < 0 ? 0 : POLLIN;
}

struct output_wait {
	const Job *job;
	const char *text;
};

static bool has_output(const void *user)
{
	const struct output_wait *w = user;
	const struct buf *out = &w->job->out.bytes;

	return buf_length(out) && memmem(buf_data(out), buf_length(out), w->text, strlen(w->text));
}

void job_wait_output(Job *j, const char *text)
{
	struct output_wait w = { j, text };

	CHECK(pump_until(has_output, &w, PUMP_DEADLINE), "expected \"%s\" on stdout", text);
}

static bool has_ended_and_read(const void *user)
{
	const Job *j = user;

	return j->ended && j->out.source.fd < 0 && j->err.source.fd < 0;
}

int job_wait(Job *j)
{
	CHECK(pump_until(has_ended_and_read, j, 2 * PUMP_DEADLINE), "expected %s to end", j->name);
	return j->status;
}

void job_expect(Job *j, int exit_status, const void *out, size_t n)
{
	int status = job_wait(j);
	const char *saw;
	size_t saw_length;

	CHECK(WIFEXITED(status), "expected exit status %d, saw signal %d", exit_status,
	      WTERMSIG(status));
	CHECK(WEXITSTATUS(status) == exit_status, "expected exit status %d, saw %d", exit_status,
	      WEXITSTATUS(status));
	saw = job_output(j, &saw_length);
	CHECK_BYTES(saw, saw_length, out, n);
}

void check_sentence(const char *text, const char *part)
{
	size_t n = strlen(text);

	CHECK(n > 10, "expected a sentence on stderr, saw \"%s\"", text);
	CHECK(text[n - 1] == '\n', "the sentence ends in a newline");
	CHECK(strchr(text, '\n') == text + n - 1, "expected one line on stderr, saw more");
	for (size_t i = 0; i + 1 < n; i++)
		CHECK((unsigned char)text[i] >= 0x20 && text[i] != 0x7f,
		      "a control character (%02x) in the sentence", (unsigned char)text[i]);
	CHECK(!part || strcasestr(text, part), "expected \"%s\" in the sentence \"%s\"", part,
	      text);
}

void job_expect_sentence(Job *j, const char *part)
{
	size_t n;
	const char *text = job_errors(j, &n);

	CHECK(strlen(text) == n, "a NUL on stderr");
	check_sentence(text, part);
}

bool job_has_ended(const Job *j)
{
	return j->ended;
}

pid_t job_pid(const Job *j)
{
	return j->pid;
}

/* NUL-terminated without counting: on_readable always leaves room for one byte more. */
static const char *text_of(const struct channel *c, size_t *n)
{
	size_t length = buf_length(&c->bytes);

	if (n)
		*n = length;
	if (!length)
		return "";
	c->bytes.bytes[c->bytes.end] = '\0';
	return buf_data(&c->bytes);
}

const char *job_output(const Job *j, size_t *n)
{
	return text_of(&j->out, n);
}

const char *job_errors(const Job *j, size_t *n)
{
	return text_of(&j->err, n);
}
