/*
 * The secrets that commands print, for whoever logs in: each command is run when it is asked for.
 * Where many hosts are logged into in one run, a command that they share is run once for all.
 */
#ifndef HAIL_LINK_SECRET_STORE_H
#define HAIL_LINK_SECRET_STORE_H

#include "base/err.h"
#include "link/secret-command.h"
#include "loop/loop.h"
#include "net/children.h"

typedef struct SecretStore SecretStore;
typedef struct SecretRequest SecretRequest;

/* `children`, who reap the commands, are borrowed. */
SecretStore *secret_store_new(Loop *loop, Children *children);

/* Wipes and frees; there is no request any more. */
void secret_store_free(SecretStore *s);

/* From now on what a command has printed, or why it has not, is kept until the store is freed, and
 * answers everybody who asks for the same command. */
void secret_store_keep(SecretStore *s);

/*
 * Asks for what `command` prints; `done` comes once, from the loop, unless the request is freed
 * before, and may free it. The command is ended after `limit` ms. NULL with `e` set if it can't be
 * run.
 */
SecretRequest *secret_store_ask(SecretStore *s, const char *command, int64_t limit,
				secret_command_fn *done, void *user, struct err *e);
void secret_request_free(SecretRequest *r);

#endif
