/*
 * Answering a login: the user's name, and a password that a command prints, each once a
 * connection, when a prompt of the peer asks for it.
 *
 * A password is given only at a prompt (GA, EOR or quiet), under hidden input or in char mode (in
 * a session that isn't telnet, which can't hide input: at a prompt alone), and while the login is
 * not over. It is over when all is answered, at a refusal, at another prompt behind the name, at
 * the first line that the user sends (but for a name that was asked for and isn't configured), and
 * after two minutes.
 */
#ifndef HAIL_LINK_LOGIN_H
#define HAIL_LINK_LOGIN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/prompt.h"
#include "config/options.h"
#include "link/secret-store.h"
#include "loop/loop.h"
#include "session/session.h"

typedef struct Login Login;

struct login_events {
	/* Tells the user a sentence. */
	void (*message)(void *user, const char *text);
	/*
	 * In place of it where no user is: the login doesn't go on, and why; or the peer has
	 * refused an answer, and how it said so. With it a password is answered
	 * whether or not it is hidden, a name up to three times. NULL: there is a user.
	 */
	void (*stuck)(void *user, bool refused, const char *text);
	/* A password is sent now: it must not be told. NULL is fine. */
	void (*secret)(void *user, const char *text, size_t n);
};

/*
 * Makes a login for the connection that `session` has now, with what `options` say (user,
 * password-command; read now); NULL when they say nothing, unless no user is there. `session` and
 * `secrets`, who run the command, are borrowed.
 */
Login *login_new(Loop *loop, SecretStore *secrets, Session *session, const Options *options,
		 const struct login_events *events, void *user);

/* Wipes and frees; a command under way is ended. NULL is fine. */
void login_free(Login *l);

/* Looks at a prompt, the open line in UTF-8. NULL is fine. */
void login_prompt(Login *l, const char *text, size_t n);

/* Looks at a prompt of which the caller knows what it asks for. NULL is fine. */
void login_question(Login *l, enum prompt_kind kind, const char *text, size_t n);

/* Nothing more comes, or is waited for: where nobody is, a line that sounded like a refusal is told
 * as one. NULL is fine. */
void login_give_up(Login *l);

/* An Enter is sent to a console that is silent: it may have answered a question for the name that
 * is under way, and no password belongs behind that. NULL is fine. */
void login_note_wake(Login *l);

/* The login is over: a prompt stands that is none of it. NULL is fine. */
void login_end(Login *l);

/* Looks at a closed line: a refusal ends the login, and another may mean that it went on. NULL is
 * fine. */
void login_line(Login *l, const char *text, size_t n);

/* Looks at what a game tells by GMCP: over TLS its offer to log in by that is taken, which answers
 * name and password both; a refusal ends the login. NULL is fine. */
void login_value(Login *l, const struct telnet_value *value);

/* What was answered last. NULL: nothing. */
enum login_answered { LOGIN_ANSWERED_NOTHING, LOGIN_ANSWERED_NAME, LOGIN_ANSWERED_PASSWORD };
enum login_answered login_answered(const Login *l);

/* Whether the login has something to answer, or to learn from lines. NULL has not. */
bool login_reads_lines(const Login *l);

/*
 * Whether a password was answered, and refused as far as can be told when the connection ends at
 * `now` (as loop_now): the end came within 30 s of the answer, unless the connection was `lost`
 * after another line than a refusal; or a name or a password was asked for again within them. What
 * a game says of it (Char.Login.Result) counts before all that. NULL: no.
 */
bool login_seems_refused(const Login *l, bool lost, int64_t now);

/* Whether `text` says that a login was refused, in the words devices and systems use. */
bool login_is_refusal(const char *text, size_t n);

#endif
