#include "link/secret-command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "loop/timer.h"
#include "net/exec.h"
#include "base/poison.h"

enum {
	SECRET_MAX = 1024,
	SECRET_ENDING_MS = 10, /* between two looks at a command that has said all */
};

struct SecretCommand {
	Loop *loop;
	Transport *child;
	LoopWatch *watch;
	Timer *limit;
	Timer *ending; /* its output has ended, and it soon will */
	secret_command_fn *done;
	void *user;
	char secret[SECRET_MAX];
	size_t length;
};

static bool is_full(const SecretCommand *c)
{
	return c->length == sizeof(c->secret) - 1;
}

/* What a command that failed has printed is no password; what it said instead is for the user. */
static void explain_failure(SecretCommand *c)
{
	char text[400];
	struct err e;

	exec_explain(c->child, &e);
	snprintf(text, sizeof(text),
		 is_full(c) ? "printed too much (%.300s)" : "gave no password (%.300s)", e.text);
	c->done(c->user, NULL, 0, text);
}

/* The output alone doesn't say that the command succeeded: its end does. */
static void on_ending(void *user)
{
	SecretCommand *c = user;
	size_t n;

	if (exec_look(c->child) == EXEC_RUNNING && !is_full(c)) {
		timer_set(c->ending, loop_now(c->loop) + SECRET_ENDING_MS);
		return;
	}
	timer_set(c->limit, -1);
	c->secret[c->length] = '\0';
	n = strcspn(c->secret, "\r\n");
	if (!n || is_full(c) || exec_look(c->child) == EXEC_FAILED)
		explain_failure(c);
	else
		c->done(c->user, c->secret, n, NULL);
}

static void on_output(void *user, short revents)
{
	SecretCommand *c = user;
	enum io_status status = IO_OK;
	struct err e;

	(void)revents;
	while (status == IO_OK && !is_full(c)) {
		size_t done = 0;

		status = transport_read(c->child, c->secret + c->length,
					sizeof(c->secret) - 1 - c->length, &done, &e);
		c->length += done;
	}
	if (status == IO_AGAIN)
		return;
	loop_watch_pause(c->watch);
	on_ending(c);
}

static void on_late(void *user)
{
	SecretCommand *c = user;

	loop_watch_pause(c->watch);
	timer_set(c->ending, -1);
	c->done(c->user, NULL, 0, "took too long and was ended");
}

SecretCommand *secret_command_new(Loop *loop, Children *children, const char *command,
				  int64_t limit, secret_command_fn *done, void *user, struct err *e)
{
	struct exec_config config = { .command = command, .children = children };
	Transport *child = exec_pair(&config, e);
	SecretCommand *c;

	if (!child)
		return NULL;
	c = mem_alloc(sizeof(*c));
	mem_lock(c->secret, sizeof(c->secret));
	c->loop = loop;
	c->child = child;
	c->done = done;
	c->user = user;
	c->limit = timer_new(loop_timers(loop), on_late, c);
	c->ending = timer_new(loop_timers(loop), on_ending, c);
	timer_set(c->limit, loop_now(loop) + limit);
	c->watch = loop_watch(loop, LOOP_SOCKETS, transport_fd(child), POLLIN, on_output, c);
	return c;
}

void secret_command_free(SecretCommand *c)
{
	if (!c)
		return;
	loop_unwatch(c->loop, c->watch);
	timer_free(c->limit);
	timer_free(c->ending);
	transport_free(c->child);
	mem_wipe(c->secret, sizeof(c->secret));
	mem_unlock(c->secret, sizeof(c->secret));
	free(c);
}
