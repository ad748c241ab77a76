/*
 * A session at a real inetutils telnetd, logged in: a shell with the prompt LOGIN_PROMPT. A case
 * without telnetd is skipped.
 */
#ifndef HAIL_TESTS_LOGIN_H
#define HAIL_TESTS_LOGIN_H

#include "e2e/home.h"
#include "e2e/tty.h"
#include "servers/real.h"

#define LOGIN_PROMPT "ready$"

struct login {
	struct real_server server;
	struct home home;
	Tty *tty;
};

/* Starts both, the program in a terminal of that size, and comes as far as the name. */
void login_connect(struct login *l, unsigned width, unsigned height);

/* The same with an option (`-o`). */
void login_connect_with(struct login *l, unsigned width, unsigned height, const char *option);

/* Answers for bob with the password "s3same". */
void login_answer(struct login *l);

/* The same, and logs in as bob with the password "s3same". */
void login_start(struct login *l, unsigned width, unsigned height);

/* Types a line and Enter. */
void login_command(struct login *l, const char *text);

#endif
