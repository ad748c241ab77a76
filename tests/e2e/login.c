#include "e2e/login.h"

#include "e2e/harness.h"

void login_connect(struct login *l, unsigned width, unsigned height)
{
	login_connect_with(l, width, height, "term=xterm-256color");
}

void login_connect_with(struct login *l, unsigned width, unsigned height, const char *option)
{
	real_telnetd(&l->server);
	home_init(&l->home);
	l->tty = tty_start(
		&(struct tty_setup){ .home = &l->home, .width = width, .height = height },
		WORDS("hail", "-o", option, "127.0.0.1", l->server.port));
	tty_wait_text(l->tty, "login:");
}

void login_start(struct login *l, unsigned width, unsigned height)
{
	login_connect(l, width, height);
	login_answer(l);
}

void login_answer(struct login *l)
{
	tty_type(l->tty, "bob");
	tty_keys(l->tty, "Enter");
	tty_wait_text(l->tty, "Password:");
	tty_type(l->tty, "s3same");
	tty_keys(l->tty, "Enter");
	tty_wait_text(l->tty, "Hello bob, 6 characters are your secret.");
	tty_wait_line(l->tty, LOGIN_PROMPT);
}

void login_command(struct login *l, const char *text)
{
	tty_type(l->tty, text);
	tty_keys(l->tty, "Enter");
}
