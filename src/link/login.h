/*
 * Answering a login: the user's name, and a password that a command prints, each once a
 * connection, when the peer's prompt asks for it.
 */
#ifndef HAIL_LINK_LOGIN_H
#define HAIL_LINK_LOGIN_H

#include <stddef.h>

#include "loop/loop.h"
#include "config/options.h"
#include "net/children.h"
#include "session/session.h"

typedef struct Login Login;

/*
 * Makes a login for `session` with what `options` say (user, password-command; read now); NULL when
 * they say nothing. `session` and `children`, who reap the command, are borrowed. `message` tells
 * the user a sentence.
 */
Login *login_new(Loop *loop, Children *children, Session *session, const Options *options,
		 void (*message)(void *user, const char *text), void *user);

/* Wipes and frees; a command under way is ended. NULL is fine. */
void login_free(Login *l);

/* Looks at the open line (UTF-8): a prompt for a name or a password is answered. NULL is fine. */
void login_prompt(Login *l, const char *text, size_t n);

/* Looks at a closed line: a refusal ends the answering. NULL is fine. */
void login_line(Login *l, const char *text, size_t n);

/* Whether `text` says that a login was refused, in the words devices and systems use. */
bool login_is_refusal(const char *text, size_t n);

/* What a prompt asks for. */
enum login_prompt { LOGIN_NO_PROMPT, LOGIN_ASKS_NAME, LOGIN_ASKS_PASSWORD };
enum login_prompt login_classify(const char *text, size_t n);

#endif
