#include "net/children.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "base/interrupted.h"
#include "base/mem.h"
#include "base/poison.h"

static const int64_t NEVER = INT64_MAX;
static const int64_t UNKNOWN = -1; /* children_step sets it: it knows the time */

struct child {
	pid_t pid;
	struct child_end end;
	bool released;
	bool free; /* not to be ended */
	int64_t kill_at;
};

struct Children {
	struct child *list;
	size_t count;
	void (*changed)(void *user);
	void *user;
};

Children *children_new(void (*changed)(void *user), void *user)
{
	Children *c = mem_alloc(sizeof(*c));

	c->changed = changed;
	c->user = user;
	return c;
}

void children_add(Children *c, pid_t pid)
{
	assert(pid > 1);
	c->list = mem_resize(c->list, c->count + 1, sizeof(*c->list));
	c->list[c->count++] = (struct child){ .pid = pid, .kill_at = NEVER };
}

void children_add_free(Children *c, pid_t pid)
{
	children_add(c, pid);
	c->list[c->count - 1].released = true;
	c->list[c->count - 1].free = true;
}

static struct child *find(Children *c, pid_t pid)
{
	size_t i = 0;

	while (i < c->count && c->list[i].pid != pid)
		i++;
	assert(i < c->count);
	return &c->list[i];
}

/* Asks the kernel how the child fares. The pid of a reaped child may belong to another process, so
 * it is not used again. */
static void look(struct child *child)
{
	unsigned times = 0;
	pid_t pid;
	int status;

	if (child->end.state != CHILD_RUNNING)
		return;
	do
		pid = waitpid(child->pid, &status, WNOHANG);
	while (pid < 0 && interrupted(errno, &times));
	if (!pid)
		return;
	if (pid < 0)
		child->end = (struct child_end){ CHILD_EXITED, -1 };
	else if (WIFSIGNALED(status))
		child->end = (struct child_end){ CHILD_KILLED, WTERMSIG(status) };
	else
		child->end = (struct child_end){ CHILD_EXITED, WEXITSTATUS(status) };
}

struct child_end children_look(Children *c, pid_t pid)
{
	struct child *child = find(c, pid);

	look(child);
	return child->end;
}

/* `all`: those that run on by themselves are forgotten, too. */
static void remove_ended(Children *c, bool all)
{
	for (size_t i = 0; i < c->count;) {
		const struct child *child = &c->list[i];

		if ((child->released && child->end.state != CHILD_RUNNING) || (all && child->free))
			c->list[i] = c->list[--c->count];
		else
			i++;
	}
}

/* Signals the process group of `pid`, or `pid` alone if it leads no group. */
static void send_signal(pid_t pid, int number)
{
	if (kill(-pid, number) < 0)
		kill(pid, number);
}

void children_release(Children *c, pid_t pid)
{
	struct child *child = find(c, pid);

	child->released = true;
	look(child);
	if (child->end.state == CHILD_RUNNING) {
		send_signal(pid, SIGHUP);
		send_signal(pid, SIGCONT);
		child->kill_at = UNKNOWN;
	}
	remove_ended(c, false);
	if (c->changed)
		c->changed(c->user);
}

/* A child that can't be killed (another user's) ends by itself or not at all. */
static void kill_child(struct child *child)
{
	send_signal(child->pid, SIGKILL);
	child->kill_at = NEVER;
}

void children_step(Children *c, int64_t now)
{
	for (size_t i = 0; i < c->count; i++) {
		struct child *child = &c->list[i];

		look(child);
		if (child->kill_at == UNKNOWN)
			child->kill_at = now + CHILDREN_GRACE_MS;
		if (child->end.state == CHILD_RUNNING && now >= child->kill_at)
			kill_child(child);
	}
	remove_ended(c, false);
	if (c->changed)
		c->changed(c->user);
}

int64_t children_deadline(const Children *c)
{
	int64_t earliest = NEVER;

	for (size_t i = 0; i < c->count; i++)
		if (c->list[i].end.state == CHILD_RUNNING && c->list[i].kill_at < earliest)
			earliest = c->list[i].kill_at;
	if (earliest == UNKNOWN)
		return 0;
	return earliest == NEVER ? -1 : earliest;
}

/* Waits a little for all to end. */
static void wait_for_all(Children *c)
{
	for (int waited = 0, pause = 1; c->count && waited < CHILDREN_LAST_GRACE_MS; pause = 10) {
		poll(NULL, 0, pause);
		waited += pause;
		for (size_t i = 0; i < c->count; i++)
			look(&c->list[i]);
		remove_ended(c, true);
	}
}

void children_free(Children *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->count; i++)
		assert(c->list[i].released);
	remove_ended(c, true);
	wait_for_all(c);
	for (size_t i = 0; i < c->count; i++)
		kill_child(&c->list[i]);
	wait_for_all(c);
	free(c->list);
	free(c);
}
