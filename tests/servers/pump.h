/*
 * The one poll loop of an end-to-end test: programs in terminals, programs on pipes and scripted
 * peers all live in it, so that waiting for one of them keeps the others going. Process-wide.
 */
#ifndef HAIL_TESTS_PUMP_H
#define HAIL_TESTS_PUMP_H

#include <stdbool.h>
#include <stdint.h>

#include "e2e/sanitized.h"

/* What is polled. Embedded in its owner; `fd` and `events` may be changed at any time. */
struct pump_source {
	int fd; /* -1: not polled */
	short events; /* POLLIN, POLLOUT */
	void (*ready)(void *user, short revents);
	void (*tick)(void *user); /* after every round, may be NULL */
	void *user;
	struct pump_source *next;
};

/* How long to wait for what must come at once, in ms; more where the build is slow. */
enum { PUMP_DEADLINE = SANITIZED ? 30000 : 15000 };

void pump_add(struct pump_source *source);
void pump_remove(struct pump_source *source);

/* Polls every source once, `timeout` ms at most, and calls those that are ready. */
void pump_once(int timeout);

/* Pumps until `done` says so; false if `timeout` ms passed first. */
bool pump_until(bool (*done)(const void *user), const void *user, int timeout);

/* Pumps for `duration` ms, for windows of measurement only. */
void pump_for(int duration);

/* Milliseconds of a clock that never goes back. */
int64_t pump_now(void);

#endif
