#include "link/secret-store.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "loop/deferred.h"
#include "base/poison.h"

/* A command, and what came of it. */
struct entry {
	SecretStore *store;
	char *command;
	SecretCommand *running; /* NULL: it is done */
	struct str secret; /* if `why` is NULL */
	char *why;
	SecretRequest *requests;
	struct entry *next;
};

struct SecretRequest {
	struct entry *entry;
	SecretRequest *next; /* of the same entry */
	struct deferred call;
	secret_command_fn *done;
	void *user;
};

struct SecretStore {
	Loop *loop;
	Children *children;
	bool keeps;
	struct entry *entries;
};

SecretStore *secret_store_new(Loop *loop, Children *children)
{
	SecretStore *s = mem_alloc(sizeof(*s));

	s->loop = loop;
	s->children = children;
	return s;
}

static void entry_free(struct entry *entry)
{
	struct entry **at = &entry->store->entries;

	while (*at != entry)
		at = &(*at)->next;
	*at = entry->next;
	secret_command_free(entry->running);
	str_fini(&entry->secret);
	mem_wipe(entry->command, strlen(entry->command));
	free(entry->command);
	free(entry->why);
	free(entry);
}

void secret_store_free(SecretStore *s)
{
	if (!s)
		return;
	while (s->entries)
		entry_free(s->entries);
	free(s);
}

void secret_store_keep(SecretStore *s)
{
	s->keeps = true;
}

static void deliver(void *user)
{
	SecretRequest *r = user;
	const struct entry *entry = r->entry;

	r->done(r->user, entry->why ? NULL : entry->secret.text, entry->secret.length, entry->why);
}

static void deliver_soon(SecretRequest *r)
{
	loop_defer(r->entry->store->loop, &r->call, deliver, r);
}

static void on_done(void *user, const char *secret, size_t n, const char *why)
{
	struct entry *entry = user;

	if (secret)
		str_append(&entry->secret, secret, n);
	else
		entry->why = mem_strdup(why);
	secret_command_free(entry->running);
	entry->running = NULL;
	for (SecretRequest *r = entry->requests; r; r = r->next)
		deliver_soon(r);
}

static struct entry *find(const SecretStore *s, const char *command)
{
	struct entry *entry = s->keeps ? s->entries : NULL;

	while (entry && strcmp(entry->command, command) != 0)
		entry = entry->next;
	return entry;
}

static struct entry *begin(SecretStore *s, const char *command, int64_t limit, struct err *e)
{
	struct entry *entry = mem_alloc(sizeof(*entry));

	entry->running = secret_command_new(s->loop, s->children, command, limit, on_done, entry,
					    e);
	if (!entry->running) {
		free(entry);
		return NULL;
	}
	entry->store = s;
	entry->command = mem_strdup(command);
	str_init_secret(&entry->secret);
	entry->next = s->entries;
	s->entries = entry;
	return entry;
}

SecretRequest *secret_store_ask(SecretStore *s, const char *command, int64_t limit,
				secret_command_fn *done, void *user, struct err *e)
{
	struct entry *entry = find(s, command);
	SecretRequest *r;

	if (!entry && !(entry = begin(s, command, limit, e)))
		return NULL;
	r = mem_alloc(sizeof(*r));
	r->entry = entry;
	r->done = done;
	r->user = user;
	r->next = entry->requests;
	entry->requests = r;
	if (!entry->running)
		deliver_soon(r);
	return r;
}

void secret_request_free(SecretRequest *r)
{
	SecretRequest **at;

	if (!r)
		return;
	at = &r->entry->requests;
	while (*at != r)
		at = &(*at)->next;
	*at = r->next;
	deferred_cancel(&r->call);
	if (!r->entry->store->keeps)
		entry_free(r->entry);
	free(r);
}
