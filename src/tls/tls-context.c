#include "tls/tls-context.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/best-effort.h"
#include "base/mem.h"
#include "tls/tls-engine.h"
#include "tls/tls-x509.h"
#include "base/poison.h"

void tls_context_hold(TlsContext *c)
{
	c->users++;
}

void tls_context_free(TlsContext *c)
{
	if (!c || --c->users)
		return;
	tls_sessions_fini(&c->sessions);
	tls_engine_ctx_free(c->ssl_ctx);
	if (c->keylog >= 0)
		close(c->keylog);
	free(c->key_file);
	free(c);
}

void tls_context_log_key(const TlsContext *c, const char *line)
{
	char text[512];
	int n = snprintf(text, sizeof(text), "%s\n", line);

	/* A log that can't be written costs debugging, not the session. */
	if (c->keylog >= 0 && n > 0 && (size_t)n < sizeof(text))
		best_effort(write(c->keylog, text, (size_t)n));
	mem_wipe(text, sizeof(text));
}

static bool open_keylog(TlsContext *c, const char *path, struct err *e)
{
	if (!path)
		return true;
	c->keylog = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY,
			 0600);
	if (c->keylog < 0)
		return err_set(e, ERR_USAGE, "cannot write the key log %s: %s", path,
			       strerror(errno));
	best_effort(fchmod(c->keylog, 0600));
	return true;
}

static bool load_key(TlsContext *c, const char *path, struct err *e)
{
	switch (tls_x509_use_key(c->ssl_ctx, path, NULL, e)) {
	case TLS_KEY_READY: return true;
	case TLS_KEY_LOCKED: c->key_file = mem_strdup(path); return true;
	case TLS_KEY_FAILED: break;
	}
	return false;
}

static bool load_identity(TlsContext *c, const struct tls_context_config *config, struct err *e)
{
	const char *key = config->key_file ? config->key_file : config->cert_file;

	if (!config->cert_file && config->key_file)
		return err_set(e, ERR_USAGE, "the key %s needs its certificate (--cert)",
			       config->key_file);
	return !config->cert_file ||
	       (tls_x509_use_certificate(c->ssl_ctx, config->cert_file, e) && load_key(c, key, e));
}

TlsContext *tls_context_new(const struct tls_context_config *config, struct err *e)
{
	TlsContext *c = mem_alloc(sizeof(*c));

	c->users = 1;
	c->keylog = -1;
	tls_sessions_init(&c->sessions, tls_engine_session_free);
	c->ssl_ctx = tls_engine_ctx_new(e);
	if (c->ssl_ctx && tls_x509_trust(c->ssl_ctx, config->ca_file, e) &&
	    open_keylog(c, config->keylog_file, e) && load_identity(c, config, e))
		return c;
	tls_context_free(c);
	return NULL;
}

TlsContext *tls_context_new_accepting(const char *host, int64_t wall, struct err *e)
{
	TlsContext *c = mem_alloc(sizeof(*c));

	c->users = 1;
	c->keylog = -1;
	c->accepting = true;
	tls_sessions_init(&c->sessions, tls_engine_session_free);
	c->ssl_ctx = tls_x509_ctx_accepting(host, wall, e);
	if (c->ssl_ctx)
		return c;
	tls_context_free(c);
	return NULL;
}

bool tls_context_needs_passphrase(const TlsContext *c)
{
	return c->key_file != NULL;
}

bool tls_context_unlock(TlsContext *c, const char *passphrase, struct err *e)
{
	enum tls_key_state state;

	if (!c->key_file)
		return true;
	state = tls_x509_use_key(c->ssl_ctx, c->key_file, passphrase, e);
	/* The library decrypts with copies in buffers of its own there. */
	mem_wipe_stack();
	if (state != TLS_KEY_READY)
		return false;
	free(c->key_file);
	c->key_file = NULL;
	return true;
}
