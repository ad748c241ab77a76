#include "servers/pump.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { SOURCES_MAX = 512, ROUND_MAX = 20, ROUND_COUNTED_MAX = 100 };

static struct pump_source *sources;

void pump_add(struct pump_source *source)
{
	source->next = sources;
	sources = source;
}

void pump_remove(struct pump_source *source)
{
	for (struct pump_source **at = &sources; *at; at = &(*at)->next) {
		if (*at == source) {
			*at = source->next;
			return;
		}
	}
}

int64_t pump_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool is_source(const struct pump_source *source)
{
	for (const struct pump_source *s = sources; s; s = s->next)
		if (s == source)
			return true;
	return false;
}

static nfds_t collect(struct pollfd *polled, struct pump_source **owners)
{
	nfds_t count = 0;

	for (struct pump_source *s = sources; s; s = s->next) {
		if (count == SOURCES_MAX) {
			fputs("too many sources to poll\n", stderr);
			abort();
		}
		polled[count].fd = s->events ? s->fd : -1;
		polled[count].events = s->events;
		polled[count].revents = 0;
		owners[count++] = s;
	}
	return count;
}

void pump_once(int timeout)
{
	struct pollfd polled[SOURCES_MAX];
	struct pump_source *owners[SOURCES_MAX];
	nfds_t count = collect(polled, owners);

	if (poll(polled, count, timeout) < 0 && errno != EINTR) {
		perror("poll");
		abort();
	}
	for (nfds_t i = 0; i < count; i++)
		if (polled[i].revents && is_source(owners[i]) && owners[i]->fd == polled[i].fd)
			owners[i]->ready(owners[i]->user, polled[i].revents);
	for (nfds_t i = 0; i < count; i++)
		if (is_source(owners[i]) && owners[i]->tick)
			owners[i]->tick(owners[i]->user);
}

bool pump_until(bool (*done)(const void *user), const void *user, int timeout)
{
	int64_t left = timeout;

	while (!done(user)) {
		int64_t start = pump_now(), took;

		if (left <= 0)
			return false;
		/* A child's end wakes no descriptor: the ticks look for it now and then. */
		pump_once(left < ROUND_MAX ? (int)left : ROUND_MAX);
		/* While the whole machine stands still nobody is late. */
		took = pump_now() - start;
		left -= took < ROUND_COUNTED_MAX ? took : ROUND_COUNTED_MAX;
	}
	return true;
}

static bool never(const void *user)
{
	(void)user;
	return false;
}

void pump_for(int duration)
{
	pump_until(never, NULL, duration);
}
