#include "link/dialer.h"

#include <errno.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "loop/timer.h"
#include "base/mem.h"
#include "net/tcp.h"
#include "base/poison.h"

struct Dialer {
	Loop *loop;
	Resolver *resolver;
	LoopWatch *watch;
	Children *children;
	SecretStore *secrets;
	Timer *children_timer;
	pid_t *spawned; /* children of dialer_spawn, reaped by pid */
	size_t spawned_count;
	Trust *trust;
	Trust *service_trust;
	bool trust_loaded;
	struct err trust_error;
	Packs *packs;
	Signs *signs;
	TlsContext *tls;
	struct str tls_files; /* what `tls` was made of */
	struct dialer_client **clients;
	size_t count;
};

static void on_answers(void *user, short revents)
{
	Dialer *d = user;

	(void)revents;
	resolver_dispatch(d->resolver);
	/* A client that hears of its answer may leave: the list is looked at anew each time. */
	for (size_t i = d->count; i-- > 0;) {
		if (i < d->count)
			d->clients[i]->resolved(d->clients[i]->user);
	}
}

static void on_children_due(void *user)
{
	dialer_reap(user);
}

static void on_children_changed(void *user)
{
	Dialer *d = user;

	if (d->children_timer)
		timer_set(d->children_timer, children_deadline(d->children));
}

Dialer *dialer_new(Loop *loop, const char *pins_file, struct err *e)
{
	Resolver *resolver = resolver_new();
	Dialer *d;

	if (!resolver) {
		err_set(e, ERR_OTHER, "cannot make a pipe for the resolver: too many open files?");
		return NULL;
	}
	d = mem_alloc(sizeof(*d));
	d->loop = loop;
	d->resolver = resolver;
	d->watch = loop_watch(loop, LOOP_SOCKETS, resolver_fd(d->resolver), POLLIN, on_answers, d);
	d->children_timer = timer_new(loop_timers(loop), on_children_due, d);
	d->children = children_new(on_children_changed, d);
	d->secrets = secret_store_new(loop, d->children);
	d->trust = trust_new(pins_file);
	d->service_trust = trust_new(NULL);
	d->packs = packs_new();
	str_init(&d->tls_files);
	return d;
}

void dialer_free(Dialer *d)
{
	if (!d)
		return;
	while (d->count)
		d->clients[0]->drop(d->clients[0]->user);
	secret_store_free(d->secrets);
	children_free(d->children);
	timer_free(d->children_timer);
	loop_unwatch(d->loop, d->watch);
	resolver_free(d->resolver);
	trust_free(d->trust);
	trust_free(d->service_trust);
	packs_free(d->packs);
	signs_free(d->signs);
	tls_context_free(d->tls);
	str_fini(&d->tls_files);
	free(d->spawned);
	free(d->clients);
	free(d);
}

void dialer_reap(Dialer *d)
{
	size_t kept = 0;

	children_step(d->children, loop_now(d->loop));
	timer_set(d->children_timer, children_deadline(d->children));
	for (size_t i = 0; i < d->spawned_count; i++) {
		if (waitpid(d->spawned[i], NULL, WNOHANG) == 0)
			d->spawned[kept++] = d->spawned[i];
	}
	d->spawned_count = kept;
}

Children *dialer_children(Dialer *d)
{
	return d->children;
}

SecretStore *dialer_secrets(Dialer *d)
{
	return d->secrets;
}

Packs *dialer_packs(Dialer *d)
{
	return d->packs;
}

Signs *dialer_signs(Dialer *d)
{
	if (!d->signs)
		d->signs = signs_new();
	return d->signs;
}

Trust *dialer_trust(Dialer *d)
{
	return d->trust;
}

Trust *dialer_service_trust(Dialer *d)
{
	return d->service_trust;
}

bool dialer_load_trust(Dialer *d, struct err *e)
{
	if (!d->trust_loaded) {
		d->trust_loaded = true;
		trust_load(d->trust, &d->trust_error);
	}
	if (d->trust_error.kind == ERR_NONE)
		return true;
	*e = d->trust_error;
	e->kind = ERR_TLS;
	return false;
}

bool dialer_check_trust(Dialer *d, struct err *e)
{
	return !dialer_load_trust(d, e) || !trust_damaged(d->trust, e);
}

void dialer_join(Dialer *d, struct dialer_client *client)
{
	d->clients = mem_resize(d->clients, d->count + 1, sizeof(*d->clients));
	d->clients[d->count++] = client;
}

void dialer_leave(Dialer *d, struct dialer_client *client)
{
	for (size_t i = 0; i < d->count; i++) {
		if (d->clients[i] == client) {
			d->clients[i] = d->clients[--d->count];
			return;
		}
	}
}

Loop *dialer_loop(const Dialer *d)
{
	return d->loop;
}

Resolver *dialer_resolver(Dialer *d)
{
	return d->resolver;
}

static void append_file(struct str *out, const char *file)
{
	str_append_format(out, "%s\n", file ? file : "");
}

/* One context serves as long as its files are the same: it resumes sessions, and stays unlocked. */
TlsContext *dialer_tls(Dialer *d, const struct route *r, struct err *e)
{
	struct tls_context_config config = { .ca_file = r->ca_file,
					     .cert_file = r->cert_file,
					     .key_file = r->key_file,
					     .keylog_file = r->keylog_file };
	struct str files;

	str_init(&files);
	append_file(&files, r->ca_file);
	append_file(&files, r->cert_file);
	append_file(&files, r->key_file);
	append_file(&files, r->keylog_file);
	if (d->tls && strcmp(files.text, d->tls_files.text) == 0) {
		str_fini(&files);
		return d->tls;
	}
	tls_context_free(d->tls);
	d->tls = tls_context_new(&config, e);
	str_fini(&d->tls_files);
	d->tls_files = files;
	return d->tls;
}

Transport *dialer_spawn(Dialer *d, const struct dialer_service *service, const char *part, bool tls,
			struct err *e)
{
	pid_t child;
	int fd = service->spawn(service->user, part, tls, &child, e);

	if (fd < 0)
		return NULL;
	d->spawned = mem_resize(d->spawned, d->spawned_count + 1, sizeof(*d->spawned));
	d->spawned[d->spawned_count++] = child;
	return fd_transport(fd);
}
