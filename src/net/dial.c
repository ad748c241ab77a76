#include "net/dial.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/deadline.h"
#include "base/mem.h"
#include "net/dial-explain.h"
#include "net/dial-queue.h"
#include "net/idn.h"
#include "base/poison.h"

enum {
	DIAL_QUESTIONS = 2,
	DIAL_FAILURES_MAX = DIAL_QUEUE_FAMILIES * DIAL_QUEUE_MAX,
};

static const int64_t NEVER = INT64_MAX;

struct question {
	Dial *dial;
	int family;
	unsigned ticket; /* 0 = not asked or no more answers will come */
	struct err error;
};

struct attempt {
	int fd;
	struct resolve_address to;
	int64_t give_up_at;
};

struct Dial {
	struct dial_config config; /* the strings are owned */
	char *host;
	char *service;
	struct resolve_address bind;
	enum dial_state state;
	int64_t now; /* of the last step */
	bool answered; /* an answer came since */
	struct question questions[DIAL_QUESTIONS];
	struct dial_queue queue;
	int64_t begin_at; /* no attempt before this */
	int64_t give_up_at;
	struct attempt attempts[DIAL_ATTEMPTS_MAX]; /* in the order begun */
	size_t attempt_count;
	struct dial_failure *failures; /* owned */
	size_t failure_count;
	int fd; /* connected, not taken; -1 */
	struct str peer;
	struct err error;
};

/* The questions. */

static void on_answer(void *user, const struct resolve_answer *answer)
{
	struct question *q = user;

	dial_queue_add(&q->dial->queue, answer->addresses, answer->count);
	if (answer->done) {
		q->ticket = 0;
		q->error = answer->error;
	}
	q->dial->answered = true;
}

static void ask(Dial *d, struct question *q, int family)
{
	q->dial = d;
	q->family = family;
	q->ticket = d->config.resolve->start(d->config.resolver, d->host, d->service, family,
					     on_answer, q);
}

static void cancel_questions(Dial *d)
{
	for (size_t i = 0; i < DIAL_QUESTIONS; i++) {
		if (d->questions[i].ticket)
			d->config.resolve->cancel(d->config.resolver, d->questions[i].ticket);
		d->questions[i].ticket = 0;
	}
}

static bool is_asking(const Dial *d, int family)
{
	for (size_t i = 0; i < DIAL_QUESTIONS; i++)
		if (d->questions[i].ticket &&
		    (family == AF_UNSPEC || d->questions[i].family == family))
			return true;
	return false;
}

/* The attempts. */

static void remove_attempt(Dial *d, size_t i)
{
	d->attempt_count--;
	memmove(&d->attempts[i], &d->attempts[i + 1],
		(d->attempt_count - i) * sizeof(*d->attempts));
}

static void close_attempts(Dial *d)
{
	while (d->attempt_count)
		d->config.sockets->close(d->config.sockets_self,
					 d->attempts[--d->attempt_count].fd);
}

static void note_failure(Dial *d, const struct resolve_address *to, int error)
{
	assert(d->failure_count < DIAL_FAILURES_MAX);
	d->failures = mem_resize(d->failures, d->failure_count + 1, sizeof(*d->failures));
	d->failures[d->failure_count++] = (struct dial_failure){ .to = *to, .error = error };
}

static void connected(Dial *d, size_t i)
{
	d->fd = d->attempts[i].fd;
	dial_explain_address(&d->attempts[i].to, &d->peer);
	remove_attempt(d, i);
	close_attempts(d);
	cancel_questions(d);
	d->state = DIAL_CONNECTED;
}

/* Asks each attempt how it stands: the first to be connected wins, one that failed is replaced. */
static void check_attempts(Dial *d)
{
	for (size_t i = 0; i < d->attempt_count;) {
		struct attempt *a = &d->attempts[i];
		int error = d->config.sockets->finish(d->config.sockets_self, a->fd);

		if (!error) {
			connected(d, i);
			return;
		}
		if (error == EINPROGRESS && d->now >= a->give_up_at)
			error = ETIMEDOUT;
		if (error == EINPROGRESS) {
			i++;
			continue;
		}
		d->config.sockets->close(d->config.sockets_self, a->fd);
		note_failure(d, &a->to, error);
		remove_attempt(d, i);
		d->begin_at = d->now;
	}
}

static void begin_attempt(Dial *d)
{
	struct resolve_address to;
	int fd;

	dial_queue_take(&d->queue, &to);
	d->state = DIAL_CONNECTING;
	fd = d->config.sockets->begin(d->config.sockets_self, &to);
	if (fd < 0) {
		note_failure(d, &to, errno);
		return;
	}
	d->attempts[d->attempt_count++] = (struct attempt){
		.fd = fd,
		.to = to,
		.give_up_at = d->now + d->config.attempt_timeout_ms,
	};
	d->begin_at = d->now + DIAL_ATTEMPT_DELAY_MS;
}

/* RFC 8305 section 3: IPv4 that comes first gives IPv6 a little time to come as well. */
static void wait_for_ipv6(Dial *d)
{
	if (d->state != DIAL_RESOLVING || dial_queue_is_empty(&d->queue))
		return;
	if (dial_queue_had(&d->queue, AF_INET6) || !is_asking(d, AF_INET6))
		d->begin_at = d->now;
	else if (d->begin_at == NEVER)
		d->begin_at = d->now + DIAL_RESOLUTION_DELAY_MS;
}

static bool can_begin(const Dial *d)
{
	return !dial_queue_is_empty(&d->queue) && d->attempt_count < DIAL_ATTEMPTS_MAX;
}

/* The end. */

/* When both questions failed, IPv4's error is told: many hosts have no IPv6. */
static void explain_names(Dial *d)
{
	char shown[IDN_SHOWN];

	for (size_t i = 0; i < DIAL_QUESTIONS; i++)
		if (d->questions[i].error.kind != ERR_NONE &&
		    (d->error.kind == ERR_NONE || d->questions[i].family == AF_INET))
			d->error = d->questions[i].error;
	if (d->error.kind == ERR_NONE)
		err_set(&d->error, ERR_NAME, "\"%s\" has no address to connect to",
			idn_shown(d->host, shown));
}

static void fail(Dial *d)
{
	bool unanswered = is_asking(d, AF_UNSPEC);

	cancel_questions(d);
	for (size_t i = 0; i < d->attempt_count; i++)
		note_failure(d, &d->attempts[i].to, ETIMEDOUT);
	close_attempts(d);
	d->state = DIAL_FAILED;
	if (d->failure_count)
		dial_explain_failures(d->host, d->service, d->failures, d->failure_count,
				      &d->error);
	else if (unanswered)
		dial_explain_no_answer(d->host, d->config.total_timeout_ms, &d->error);
	else
		explain_names(d);
}

enum dial_state dial_step(Dial *d, int64_t now)
{
	if (d->state == DIAL_CONNECTED || d->state == DIAL_FAILED)
		return d->state;
	d->now = now;
	d->answered = false;
	check_attempts(d);
	if (d->state == DIAL_CONNECTED)
		return d->state;
	if (d->now >= d->give_up_at) {
		fail(d);
		return d->state;
	}
	wait_for_ipv6(d);
	while (can_begin(d) && d->now >= d->begin_at)
		begin_attempt(d);
	if (!d->attempt_count && dial_queue_is_empty(&d->queue) && !is_asking(d, AF_UNSPEC))
		fail(d);
	return d->state;
}

/* The interface. */

static void set_sockets(Dial *d)
{
	if (d->config.bind_address) {
		d->bind = *d->config.bind_address;
		d->config.bind_address = &d->bind;
		d->config.family = d->bind.addr.ss_family;
	}
	if (d->config.sockets)
		return;
	d->config.sockets = &dial_real_sockets;
	d->config.sockets_self = d->config.bind_address ? &d->bind : NULL;
}

Dial *dial_new(const struct dial_config *config, int64_t now)
{
	Dial *d = mem_alloc(sizeof(*d));

	d->config = *config;
	set_sockets(d);
	d->host = mem_strdup(config->host);
	d->service = mem_strdup(config->service);
	d->config.host = d->host;
	d->config.service = d->service;
	d->state = DIAL_RESOLVING;
	d->now = now;
	d->begin_at = NEVER;
	d->give_up_at = now + config->total_timeout_ms;
	d->fd = -1;
	str_init(&d->peer);
	dial_queue_init(&d->queue);
	if (d->config.family != AF_INET)
		ask(d, &d->questions[0], AF_INET6);
	if (d->config.family != AF_INET6)
		ask(d, &d->questions[1], AF_INET);
	return d;
}

void dial_free(Dial *d)
{
	if (!d)
		return;
	cancel_questions(d);
	close_attempts(d);
	if (d->fd >= 0)
		d->config.sockets->close(d->config.sockets_self, d->fd);
	str_fini(&d->peer);
	dial_queue_fini(&d->queue);
	free(d->failures);
	free(d->host);
	free(d->service);
	free(d);
}

enum dial_state dial_state(const Dial *d)
{
	return d->state;
}

size_t dial_poll(const Dial *d, struct pollfd *fds, size_t max)
{
	size_t n = d->attempt_count < max ? d->attempt_count : max;

	for (size_t i = 0; i < n; i++)
		fds[i] = (struct pollfd){ .fd = d->attempts[i].fd, .events = POLLOUT };
	return n;
}

int64_t dial_deadline(const Dial *d)
{
	int64_t due = d->give_up_at;

	if (d->state == DIAL_CONNECTED || d->state == DIAL_FAILED)
		return -1;
	if (d->answered)
		return d->now;
	if (can_begin(d))
		due = deadline_earlier(due, d->begin_at);
	for (size_t i = 0; i < d->attempt_count; i++)
		due = deadline_earlier(due, d->attempts[i].give_up_at);
	return due;
}

int dial_take_fd(Dial *d)
{
	int fd = d->fd;

	assert(d->state == DIAL_CONNECTED);
	d->fd = -1;
	return fd;
}

const char *dial_peer(const Dial *d)
{
	assert(d->state == DIAL_CONNECTED);
	return d->peer.text;
}

const struct err *dial_error(const Dial *d)
{
	assert(d->state == DIAL_FAILED);
	return &d->error;
}
