#include "link/network-watch.h"

#include <ifaddrs.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/poison.h"

enum { NETWORK_WATCH_SLEEP_MS = 2000 }; /* less is no sleep, but clocks read one after the other */

struct NetworkWatch {
	Loop *loop;
	int fd; /* netlink; -1 = can't be had */
	LoopWatch *watch;
	void (*changed)(void *user);
	void *user;
	int64_t asleep; /* ms the machine has slept since it started */
};

/* The time spent asleep: one clock counts it and the other doesn't (clock_gettime(2)). */
static int64_t time_asleep(void)
{
	struct timespec with, without;

	if (clock_gettime(CLOCK_BOOTTIME, &with) < 0 ||
	    clock_gettime(CLOCK_MONOTONIC, &without) < 0)
		return 0;
	return (int64_t)(with.tv_sec - without.tv_sec) * 1000 +
	       (with.tv_nsec - without.tv_nsec) / 1000000;
}

static void on_netlink(void *user, short revents)
{
	NetworkWatch *w = user;
	union {
		struct nlmsghdr header;
		char bytes[8192];
	} message;
	bool gone = false;
	ssize_t n;

	(void)revents;
	while ((n = recv(w->fd, &message, sizeof(message), MSG_DONTWAIT)) > 0) {
		unsigned left = (unsigned)n;

		for (struct nlmsghdr *h = &message.header; NLMSG_OK(h, left);
		     h = NLMSG_NEXT(h, left))
			gone |= h->nlmsg_type == RTM_DELADDR;
	}
	if (gone)
		w->changed(w->user);
}

static int open_netlink(void)
{
	struct sockaddr_nl address = { .nl_family = AF_NETLINK,
				       .nl_groups = RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);

	if (fd >= 0 && bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

NetworkWatch *network_watch_new(Loop *loop, void (*changed)(void *user), void *user)
{
	NetworkWatch *w = mem_alloc(sizeof(*w));

	w->loop = loop;
	w->changed = changed;
	w->user = user;
	w->asleep = time_asleep();
	w->fd = open_netlink();
	if (w->fd >= 0)
		w->watch = loop_watch(loop, LOOP_SOCKETS, w->fd, POLLIN, on_netlink, w);
	return w;
}

void network_watch_free(NetworkWatch *w)
{
	if (!w)
		return;
	loop_unwatch(w->loop, w->watch);
	if (w->fd >= 0)
		close(w->fd);
	free(w);
}

int64_t network_watch_slept(NetworkWatch *w)
{
	int64_t before = w->asleep;

	w->asleep = time_asleep();
	return w->asleep - before >= NETWORK_WATCH_SLEEP_MS ? w->asleep - before : 0;
}

static bool same_host(const struct sockaddr *a, const struct sockaddr_storage *b)
{
	if (!a || a->sa_family != b->ss_family)
		return false;
	if (a->sa_family == AF_INET)
		return memcmp(&((const struct sockaddr_in *)(const void *)a)->sin_addr,
			      &((const struct sockaddr_in *)(const void *)b)->sin_addr,
			      sizeof(struct in_addr)) == 0;
	return memcmp(&((const struct sockaddr_in6 *)(const void *)a)->sin6_addr,
		      &((const struct sockaddr_in6 *)(const void *)b)->sin6_addr,
		      sizeof(struct in6_addr)) == 0;
}

bool network_watch_has_address(int fd)
{
	struct sockaddr_storage local = { .ss_family = AF_UNSPEC };
	socklen_t length = sizeof(local);
	struct ifaddrs *list;
	bool found = false;

	if (getsockname(fd, (struct sockaddr *)&local, &length) < 0 ||
	    (local.ss_family != AF_INET && local.ss_family != AF_INET6) || getifaddrs(&list) < 0)
		return true;
	for (struct ifaddrs *i = list; i && !found; i = i->ifa_next)
		found = same_host(i->ifa_addr, &local);
	freeifaddrs(list);
	/* All of 127.0.0.0/8 is ours, though only one address of it is listed. */
	return found ||
	       (local.ss_family == AF_INET &&
		ntohl(((struct sockaddr_in *)(void *)&local)->sin_addr.s_addr) >> 24 == 127);
}
