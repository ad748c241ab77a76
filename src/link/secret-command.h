/*
 * A command that prints a secret: run without a shell, its first line read into memory that is
 * wiped, ended when it takes too long.
 */
#ifndef HAIL_LINK_SECRET_COMMAND_H
#define HAIL_LINK_SECRET_COMMAND_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "loop/loop.h"
#include "net/children.h"

typedef struct SecretCommand SecretCommand;

/*
 * Its end: the `n` bytes of the secret, borrowed until the handler returns; or NULL and why there
 * is none, which begins as `gave no password (…)`. The handler may free the command.
 */
typedef void secret_command_fn(void *user, const char *secret, size_t n, const char *why);

/*
 * Runs `command`; `done` comes once, from the loop, unless it is freed before. It is ended after
 * `limit` ms. `children`, who reap it, are borrowed. NULL with `e` set if it can't be run.
 */
SecretCommand *secret_command_new(Loop *loop, Children *children, const char *command,
				  int64_t limit, secret_command_fn *done, void *user,
				  struct err *e);

/* Ends it, wipes and frees. NULL is fine. */
void secret_command_free(SecretCommand *c);

#endif
