/* Telnet servers of the distribution beside inetutils' (test-telnetd): each as its user sees it. */
#include "e2e/harness.h"

#include "servers/real.h"
#include "servers/telnet-bytes.h"

struct visit {
	struct real_server server;
	struct home home;
	Tty *tty;
};

static void open_visit(struct visit *v)
{
	home_init(&v->home);
	v->tty = tty_start(&(struct tty_setup){ .home = &v->home },
			   WORDS("hail", "127.0.0.1", v->server.port));
}

static void enter(struct visit *v, const char *text)
{
	tty_type(v->tty, text);
	tty_keys(v->tty, "Enter");
}

/* netkit's asks for NEW-ENVIRON before anything else, and waits for what it asked. */
static void test_netkit(void)
{
	struct visit v;

	real_netkit_telnetd(&v.server);
	open_visit(&v);
	tty_wait_line(v.tty, "login:");
	tty_wait_status(v.tty, "char (server ECHO+SGA)");
	enter(&v, "bob");
	tty_wait_line(v.tty, "Password:");
	enter(&v, "s3same");
	tty_wait_line(v.tty, "Hello bob, 6 characters are your secret.");
	CHECK(!tty_raw_has(v.tty, BYTES("s3same")), "the password reached the terminal");
	tty_wait_line(v.tty, "ready$");
	enter(&v, "echo $TERM; while :; do stty size; sleep .1; done");
	tty_wait_line(v.tty, "xterm-256color");
	tty_wait_line(v.tty, "23 80");
	tty_resize(v.tty, 60, 20);
	tty_wait_line(v.tty, "19 60");
	tty_keys(v.tty, "Ctrl-C");
	tty_wait_line(v.tty, "ready$");
	tty_keys(v.tty, "Ctrl-] c");
	enter(&v, "telnet ayt");
	tty_wait_text(v.tty, ": yes]");
	enter(&v, "exit");
	tty_wait_status(v.tty, "closed");
}

/* It turns ECHO off and on again behind each line, so that every line is hidden; it compresses. */
static void test_chatd(void)
{
	struct visit v;

	real_chatd(&v.server);
	open_visit(&v);
	tty_wait_line(v.tty, "Enter name:");
	tty_wait_status(v.tty, "hidden (server ECHO)");
	enter(&v, "bob");
	tty_wait_text(v.tty, "bob");
	enter(&v, "hello all");
	tty_wait_text(v.tty, "bob: hello all");
	tty_keys(v.tty, "Ctrl-] c");
	enter(&v, "opts");
	tty_wait_text(v.tty, "MCCP2        theirs on");
	tty_wait_text(v.tty, ", ratio ");
}

static void test_conch(void)
{
	struct visit v;

	real_conch(&v.server, false);
	open_visit(&v);
	tty_wait_line(v.tty, "Username:");
	tty_wait_status(v.tty, "line");
	enter(&v, "bob");
	tty_wait_status(v.tty, "hidden (server ECHO)");
	enter(&v, "secret");
	tty_wait_line(v.tty, "Password: hello");
	tty_wait_status(v.tty, "line");
	CHECK(!tty_raw_has(v.tty, BYTES("secret")), "the password reached the terminal");
	enter(&v, "good day");
	tty_wait_line(v.tty, "you said good day");
	enter(&v, "quit");
	tty_wait_status(v.tty, "closed");
}

/* A terminal of Conch draws each key itself, its arrows work, and it asks us alone for SGA. */
static void test_conch_terminal(void)
{
	struct visit v;

	real_conch(&v.server, true);
	open_visit(&v);
	tty_wait_line(v.tty, ">>>");
	tty_wait_status(v.tty, "char (server ECHO+SGA)");
	tty_type(v.tty, "20 + 2");
	tty_wait_line(v.tty, ">>> 20 + 2");
	tty_keys(v.tty, "Left");
	tty_type(v.tty, "2");
	tty_wait_line(v.tty, ">>> 20 + 22");
	tty_keys(v.tty, "Enter");
	tty_wait_line(v.tty, "42");
	tty_keys(v.tty, "Up");
	tty_wait_line(v.tty, ">>> 20 + 22");
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "netkit's telnetd", test_netkit, 0 },
		{ "telnet-chatd", test_chatd, 0 },
		{ "Twisted Conch: a login", test_conch, 0 },
		{ "Twisted Conch: a terminal", test_conch_terminal, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
