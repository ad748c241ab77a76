#include "net/resolve-pool.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/best-effort.h"
#include "base/mem.h"
#include "base/str.h"
#include "net/idn.h"
#include "base/poison.h"

struct job {
	unsigned ticket;
	char *host;
	char *service;
	int family;
	struct job *next;
};

/* A place for a thread. One that has ended takes the lock no more and waits to be joined. */
struct worker {
	ResolvePool *pool;
	pthread_t thread;
	enum { WORKER_NONE, WORKER_BUSY, WORKER_ENDED } state;
};

/* Shared with the threads; everything but `lookup` is behind `lock`. */
struct ResolvePool {
	pthread_mutex_t lock;
	resolve_lookup_fn *lookup;
	struct worker workers[RESOLVE_POOL_THREADS];
	unsigned busy; /* each holds the pool; the last frees it once `closed` */
	bool closed;
	int wake[2];
	struct job *jobs;
	struct resolve_result *results;
};

static struct job *job_new(unsigned ticket, const char *host, const char *service, int family)
{
	struct job *job = mem_alloc(sizeof(*job));

	job->ticket = ticket;
	job->host = mem_strdup(host);
	job->service = mem_strdup(service);
	job->family = family;
	return job;
}

static void job_free(struct job *job)
{
	free(job->host);
	free(job->service);
	free(job);
}

void resolve_result_free(struct resolve_result *result)
{
	free(result->addresses);
	free(result);
}

/* `code` is getaddrinfo's, `error` the errno beside EAI_SYSTEM. */
static void explain(const struct job *job, int code, int error, struct err *e)
{
	char shown[IDN_SHOWN];
	const char *host = idn_shown(job->host, shown);

	switch (code) {
	case EAI_NONAME:
		err_set(e, ERR_NAME, "there is no host named \"%s\": check the spelling", host);
		break;
	case EAI_NODATA:
	case EAI_ADDRFAMILY:
		err_set(e, ERR_NAME, "\"%s\" has no %saddress: check the name", host,
			job->family == AF_INET  ? "IPv4 " :
			job->family == AF_INET6 ? "IPv6 " :
						  "");
		break;
	case EAI_AGAIN:
	case EAI_FAIL:
		err_set(e, ERR_NAME,
			"the name \"%s\" could not be looked up, because no name server answered: "
			"check the network, or use an address",
			host);
		break;
	case EAI_SERVICE:
		err_set(e, ERR_USAGE, "unknown service \"%s\": use a port number", job->service);
		break;
	case EAI_SYSTEM:
		err_set(e, ERR_OTHER, "the name \"%s\" could not be looked up: %s", host,
			strerror(error));
		break;
	default:
		err_set(e, ERR_NAME, "the name \"%s\" could not be looked up: %s", host,
			gai_strerror(code));
		break;
	}
}

static void copy_addresses(const struct addrinfo *list, struct resolve_result *result)
{
	size_t count = 0;

	for (const struct addrinfo *a = list; a; a = a->ai_next)
		count++;
	result->addresses = mem_calloc(count, sizeof(*result->addresses));
	for (const struct addrinfo *a = list; a; a = a->ai_next) {
		struct resolve_address *to = &result->addresses[result->count];

		if (!a->ai_addr || a->ai_addrlen > sizeof(to->addr))
			continue;
		memcpy(&to->addr, a->ai_addr, a->ai_addrlen);
		to->length = a->ai_addrlen;
		result->count++;
	}
}

static bool is_number(const char *text)
{
	return text[strspn(text, "0123456789")] == '\0';
}

static struct resolve_result *look_up(resolve_lookup_fn *lookup, const struct job *job, int flags)
{
	struct resolve_result *result = mem_alloc(sizeof(*result));
	struct addrinfo hints = { .ai_family = job->family, .ai_socktype = SOCK_STREAM };
	struct addrinfo *list = NULL;
	int code;

	hints.ai_flags = flags;
	if (is_number(job->service))
		hints.ai_flags |= AI_NUMERICSERV;
	result->ticket = job->ticket;
	errno = 0;
	code = lookup(job->host, job->service, &hints, &list);
	if (code) {
		explain(job, code, errno, &result->error);
		return result;
	}
	copy_addresses(list, result);
	freeaddrinfo(list);
	if (!result->count)
		explain(job, EAI_NODATA, 0, &result->error);
	return result;
}

/* Under the lock. When the pipe is full, the reader wakes up without this byte. */
static void post(ResolvePool *p, struct resolve_result *result)
{
	struct resolve_result **end = &p->results;

	while (*end)
		end = &(*end)->next;
	*end = result;
	best_effort(write(p->wake[1], "", 1));
}

static void destroy(ResolvePool *p)
{
	pthread_mutex_destroy(&p->lock);
	free(p);
}

/* Under the lock: the next job for a thread, or NULL when it is to end. */
static struct job *next_job(ResolvePool *p)
{
	struct job *job = p->jobs;

	if (job)
		p->jobs = job->next;
	return job;
}

/* A thread's life: jobs until there are none left. */
static void *work(void *arg)
{
	struct worker *self = arg;
	ResolvePool *p = self->pool;
	struct job *job;
	bool last;

	pthread_mutex_lock(&p->lock);
	while ((job = next_job(p))) {
		struct resolve_result *result;

		pthread_mutex_unlock(&p->lock);
		result = look_up(p->lookup, job, 0);
		job_free(job);
		pthread_mutex_lock(&p->lock);
		if (p->closed)
			resolve_result_free(result);
		else
			post(p, result);
	}
	self->state = WORKER_ENDED;
	last = --p->busy == 0 && p->closed;
	pthread_mutex_unlock(&p->lock);
	if (last)
		destroy(p);
	return NULL;
}

/* Under the lock, as all on workers. Waits for an end that is due, and for no lookup. */
static void join_ended(struct worker *w)
{
	if (w->state == WORKER_ENDED)
		pthread_join(w->thread, NULL);
	w->state = WORKER_NONE;
}

/* Signals belong to the main thread: they are blocked in the new one from its first instruction. */
static int start_worker(struct worker *w)
{
	sigset_t all, before;
	int error;

	join_ended(w);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(&w->thread, NULL, work, w);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (error)
		return error;
	w->state = WORKER_BUSY;
	w->pool->busy++;
	return 0;
}

/* A lookup may hang: its thread is left to itself. */
static void leave_worker(struct worker *w)
{
	if (w->state == WORKER_BUSY)
		pthread_detach(w->thread);
	else
		join_ended(w);
}

ResolvePool *resolve_pool_new(resolve_lookup_fn *lookup)
{
	int wake[2];
	ResolvePool *p;

	if (pipe2(wake, O_CLOEXEC | O_NONBLOCK) < 0)
		return NULL;
	p = mem_alloc(sizeof(*p));
	pthread_mutex_init(&p->lock, NULL);
	p->lookup = lookup;
	for (size_t i = 0; i < RESOLVE_POOL_THREADS; i++)
		p->workers[i].pool = p;
	memcpy(p->wake, wake, sizeof(wake));
	return p;
}

void resolve_pool_free(ResolvePool *p)
{
	struct resolve_result *result;
	struct job *job;
	bool last;

	pthread_mutex_lock(&p->lock);
	p->closed = true;
	while ((job = next_job(p)))
		job_free(job);
	while ((result = p->results)) {
		p->results = result->next;
		resolve_result_free(result);
	}
	close(p->wake[0]);
	close(p->wake[1]);
	for (size_t i = 0; i < RESOLVE_POOL_THREADS; i++)
		leave_worker(&p->workers[i]);
	last = p->busy == 0;
	pthread_mutex_unlock(&p->lock);
	if (last)
		destroy(p);
}

int resolve_pool_fd(const ResolvePool *p)
{
	return p->wake[0];
}

/* Under the lock: no thread will come for what is queued. */
static void fail_jobs(ResolvePool *p, int error)
{
	struct job *job;

	while ((job = next_job(p))) {
		struct resolve_result *result = mem_alloc(sizeof(*result));

		result->ticket = job->ticket;
		explain(job, EAI_SYSTEM, error, &result->error);
		post(p, result);
		job_free(job);
	}
}

void resolve_pool_ask(ResolvePool *p, unsigned ticket, const char *host, const char *service,
		      int family)
{
	struct worker *w = p->workers;
	struct job **end;
	int error;

	pthread_mutex_lock(&p->lock);
	for (end = &p->jobs; *end; end = &(*end)->next)
		;
	*end = job_new(ticket, host, service, family);
	if (p->busy < RESOLVE_POOL_THREADS) {
		while (w->state == WORKER_BUSY)
			w++;
		error = start_worker(w);
		if (error && !p->busy)
			fail_jobs(p, error);
	}
	pthread_mutex_unlock(&p->lock);
}

void resolve_pool_ask_now(ResolvePool *p, unsigned ticket, const char *host, const char *service,
			  int family)
{
	struct job *job = job_new(ticket, host, service, family);
	struct resolve_result *result = look_up(getaddrinfo, job, AI_NUMERICHOST);

	job_free(job);
	pthread_mutex_lock(&p->lock);
	post(p, result);
	pthread_mutex_unlock(&p->lock);
}

void resolve_pool_fail(ResolvePool *p, unsigned ticket, const struct err *error)
{
	struct resolve_result *result = mem_alloc(sizeof(*result));

	result->ticket = ticket;
	result->error = *error;
	pthread_mutex_lock(&p->lock);
	post(p, result);
	pthread_mutex_unlock(&p->lock);
}

void resolve_pool_drop(ResolvePool *p, unsigned ticket)
{
	struct job **at;
	struct job *job;

	pthread_mutex_lock(&p->lock);
	for (at = &p->jobs; *at && (*at)->ticket != ticket; at = &(*at)->next)
		;
	job = *at;
	if (job) {
		*at = job->next;
		job_free(job);
	}
	pthread_mutex_unlock(&p->lock);
}

struct resolve_result *resolve_pool_take(ResolvePool *p)
{
	struct resolve_result *results;
	char drained[64];

	pthread_mutex_lock(&p->lock);
	while (read(p->wake[0], drained, sizeof(drained)) > 0)
		;
	results = p->results;
	p->results = NULL;
	pthread_mutex_unlock(&p->lock);
	return results;
}
