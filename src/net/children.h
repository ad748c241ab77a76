/*
 * The processes started for transports: told to end when their transport is freed, killed if they
 * don't, and always reaped, without waiting for them. Owned by whoever owns the loop, who calls
 * children_step on SIGCHLD and when children_deadline is due. Only processes added here are waited
 * for, so that other children of the program are left alone.
 */
#ifndef HAIL_NET_CHILDREN_H
#define HAIL_NET_CHILDREN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

typedef struct Children Children;

enum {
	CHILDREN_GRACE_MS = 2000, /* between SIGHUP and SIGKILL */
	CHILDREN_LAST_GRACE_MS = 300, /* the same when the program ends */
};

enum child_state { CHILD_RUNNING, CHILD_EXITED, CHILD_KILLED };

struct child_end {
	enum child_state state;
	int code; /* CHILD_EXITED: the exit status, -1 = unknown; CHILD_KILLED: the signal */
};

/* Makes an empty one. `changed` (may be NULL) is called when the deadline may have changed. */
Children *children_new(void (*changed)(void *user), void *user);

/*
 * Ends and reaps what is left, which may take up to twice CHILDREN_LAST_GRACE_MS, and frees. Every
 * transport with a child is freed before.
 */
void children_free(Children *c);

/* Takes charge of `pid`, a child of this process. */
void children_add(Children *c, pid_t pid);

/* The same for one that runs on by itself whatever becomes of us: it is reaped, but not ended. */
void children_add_free(Children *c, pid_t pid);

/* How `pid`, added and not released, fares now. */
struct child_end children_look(Children *c, pid_t pid);

/* Nobody needs `pid` any more: it and its process group get SIGHUP, later SIGKILL if need be. */
void children_release(Children *c, pid_t pid);

/* Reaps those that have ended, kills those whose time is up. `now` in monotonic ms. */
void children_step(Children *c, int64_t now);

/* When children_step is due without a SIGCHLD, in monotonic ms; 0 = at once, -1 = never. */
int64_t children_deadline(const Children *c);

#endif
