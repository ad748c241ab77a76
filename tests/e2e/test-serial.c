/*
 * Console servers as a person uses them: the serial port by COM-PORT (RFC 2217), with a scripted
 * server and with ser2net over a pseudo-terminal whose other end says what has become of it.
 */
#include "e2e/harness.h"

#include <fcntl.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include "e2e/fixture.h"
#include "servers/pump.h"
#include "servers/real.h"
#include "servers/telnet-bytes.h"

#define DO_COM_PORT "\377\375\054"
#define WILL_COM_PORT "\377\373\054"
#define PORT(payload) "\377\372\054" payload "\377\360"

/* 9600 8N1 without flow control; DTR and RTS on; all modem lines but RI. */
/* clang-format off */
#define PORT_STATE PORT("\145\0\0\045\200") PORT("\146\010") PORT("\147\001") PORT("\150\001") \
	PORT("\151\001") PORT("\151\016") PORT("\151\006") PORT("\151\010") PORT("\151\013") \
	PORT("\153\260")
/* clang-format on */

static void open_port(struct session *s)
{
	fixture_open(s);
	peer_send(s->peer, BYTES(DO_COM_PORT));
	peer_expect(s->peer, BYTES(WILL_COM_PORT));
	peer_expect(s->peer, BYTES(PORT("\005\012"))); /* RTS, which is asked for last */
	peer_send(s->peer, BYTES(PORT("\144ser2net") PORT_STATE));
	tty_wait_status(s->tty, "9600 8N1");
}

static void test_settings(void)
{
	struct session s;

	open_port(&s);
	fixture_enter_wrong(&s, "/purge", "/purge needs rx, tx or both");
	fixture_enter(&s, "/baud");
	tty_wait_text(s.tty, "the console server says: 9600 baud");
	fixture_enter(&s, "/baud 115200");
	peer_expect_only(s.peer, BYTES(PORT("\001\0\001\302\0")));
	peer_send(s.peer, BYTES(PORT("\145\0\0\341\0")));
	tty_wait_text(s.tty, "Asked for 115200 baud: the console server says: 57600 baud.");
	tty_wait_status(s.tty, "57600 8N1");
	fixture_enter(&s, "/parity even");
	peer_expect_only(s.peer, BYTES(PORT("\003\003")));
	peer_send(s.peer, BYTES(PORT("\147\003")));
	tty_wait_status(s.tty, "57600 8E1");
	fixture_enter(&s, "/stopbits 1.5");
	peer_expect_only(s.peer, BYTES(PORT("\004\003")));
	fixture_enter(&s, "/databits 7");
	peer_expect_only(s.peer, BYTES(PORT("\002\007")));
	fixture_enter(&s, "/flow rtscts");
	peer_expect_only(s.peer, BYTES(PORT("\005\003")));
	fixture_enter(&s, "/flow in xon");
	peer_expect_only(s.peer, BYTES(PORT("\005\017")));
	fixture_enter(&s, "/dtr off");
	peer_expect_only(s.peer, BYTES(PORT("\005\011")));
	fixture_enter(&s, "/rts off");
	peer_expect_only(s.peer, BYTES(PORT("\005\014")));
	fixture_enter(&s, "/purge both");
	peer_expect_only(s.peer, BYTES(PORT("\014\003")));
	fixture_enter_wrong(&s, "/parity strange",
			    "parity can't be \"strange\" (choose from: none odd even mark space)");
}

static void test_states(void)
{
	struct session s;

	open_port(&s);
	peer_send(s.peer, BYTES(PORT("\153\060") PORT("\152\010")));
	tty_wait_status(s.tty, "9600 8N1 -DCD");
	fixture_enter(&s, "/modem");
	tty_wait_line(s.tty, "Serial port (COM-PORT, RFC 2217) of the console server \"ser2net\"");
	tty_wait_line(s.tty, "  flow      none");
	tty_wait_line(s.tty, "  DCD       off      carrier (was on)");
	tty_wait_line(s.tty, "  CTS       on       the device takes data");
	tty_wait_text(s.tty, "1 framing error,");
	tty_keys(s.tty, "q");
	fixture_enter(&s, "/opts");
	tty_wait_text(s.tty, "COM-PORT     ours   on ");
	tty_wait_text(s.tty, "9600 8N1 -DCD");
	tty_keys(s.tty, "q");
	tty_keys(s.tty, "Ctrl-] ?");
	tty_wait_text(s.tty, "The serial port, as the console server says.");
	tty_keys(s.tty, "q");
}

static void test_break(void)
{
	struct session s;

	open_port(&s);
	fixture_enter(&s, "/break 50");
	peer_expect(s.peer, BYTES(PORT("\005\005")));
	peer_send(s.peer, BYTES(PORT("\151\005")));
	peer_expect(s.peer, BYTES(PORT("\005\006")));
	peer_send(s.peer, BYTES(PORT("\151\006")));
	tty_wait_text(s.tty, "BREAK was sent (50 ms).");
	fixture_enter(&s, "/break on");
	peer_expect_only(s.peer, BYTES(PORT("\005\005")));
	peer_send(s.peer, BYTES(PORT("\151\005")));
	tty_wait_status(s.tty, "9600 8N1 BREAK");
	tty_keys(s.tty, "Ctrl-] b");
	peer_expect(s.peer, BYTES(PORT("\005\005") PORT("\005\006")));
}

/* A peer without COM-PORT: what can be sent is, the rest says why not. */
static void test_without_port(void)
{
	struct session s;

	fixture_open(&s);
	fixture_enter_wrong(&s, "/break", "the peer does not speak telnet");
	peer_send(s.peer, BYTES(WILL_SGA));
	peer_expect(s.peer, BYTES(DO_SGA));
	fixture_enter(&s, "/break");
	peer_expect_only(s.peer, BYTES("\377\363"));
	tty_wait_text(s.tty, "sent IAC BRK");
	fixture_enter_wrong(&s, "/break long", "\"long\" is no length of a BREAK (1 to 30000 ms)");
	fixture_enter(&s, "/break 500");
	peer_expect_only(s.peer, BYTES("\377\363"));
	tty_wait_text(s.tty, "how long it is the peer decides");
	fixture_enter_wrong(&s, "/modem", "the peer offers no serial port (COM-PORT, RFC 2217)");
	fixture_enter(&s, "/telnet will com-port");
	peer_expect_only(s.peer, BYTES(WILL_COM_PORT));
	tty_wait_text(s.tty, "sent IAC WILL COM-PORT");
	peer_send(s.peer, BYTES("\377\376\054"));
	fixture_enter(&s, "/baud 9600");
	tty_wait_text(s.tty, "the peer offers no serial port");
}

/* While the server holds us back nothing leaves; then all of it, or at the user's word. */
static void test_held(void)
{
	struct session s;
	size_t before, after;

	open_port(&s);
	peer_send(s.peer, BYTES(PORT("\154") "wait\r\n"));
	tty_wait_line(s.tty, "wait");
	tty_wait_status(s.tty, "9600 8N1 held");
	peer_received(s.peer, &before);
	fixture_enter(&s, "hello");
	tty_wait_text(s.tty, "the console server lets nothing be sent for now");
	peer_send_text(s.peer, "still\r\n");
	tty_wait_line(s.tty, "still");
	peer_received(s.peer, &after);
	CHECK_INT(after - before, 0);
	peer_send(s.peer, BYTES(PORT("\155")));
	peer_expect(s.peer, BYTES("hello\r\n"));
	tty_wait_no_status(s.tty, "held");
	peer_send(s.peer, BYTES(PORT("\154")));
	tty_wait_status(s.tty, "held");
	fixture_enter(&s, "more");
	fixture_enter(&s, "/telnet wont com-port");
	peer_expect(s.peer, BYTES("\377\374\054more\r\n"));
	tty_wait_no_status(s.tty, "9600");
	tty_wait_line(s.tty, "What waited (6 bytes) goes: the console server's flow control is "
			     "given up.");
}

/* What waits is not said to be sent, commands as well. */
static void test_held_commands(void)
{
	struct session s;
	size_t before, after;

	open_port(&s);
	peer_send(s.peer, BYTES(PORT("\154")));
	tty_wait_status(s.tty, "9600 8N1 held");
	peer_received(s.peer, &before);
	fixture_enter(&s, "/telnet ayt");
	tty_wait_text(s.tty, "IAC AYT waits: the console server lets nothing be sent for now");
	fixture_enter(&s, "/break 40");
	tty_wait_text(s.tty, "break 40 waits: the console server lets nothing be sent for now");
	fixture_enter(&s, "/telnet do sga");
	tty_wait_text(s.tty, "IAC DO SGA waits: the console server lets nothing be sent for now");
	peer_received(s.peer, &after);
	CHECK_INT(after - before, 0);
	peer_send(s.peer, BYTES(PORT("\155")));
	peer_expect(s.peer, BYTES("\377\366" PORT("\005\005") PORT("\005\006") "\377\375\003"));
	fixture_enter(&s, "/telnet nop");
	tty_wait_text(s.tty, "sent IAC NOP");
}

/* A BREAK stands where it was asked for, and what was typed behind it is sent when it is over. */
static void test_break_in_place(void)
{
	struct session s;

	open_port(&s);
	fixture_enter(&s, "/break 2500");
	fixture_enter(&s, "b");
	fixture_enter_wrong(&s, "/break 300", "a BREAK is under way");
	fixture_enter(&s, "/telnet ayt");
	tty_wait_text(s.tty, "IAC AYT waits: a BREAK is under way");
	peer_expect_only(s.peer, BYTES(PORT("\005\005") PORT("\005\006") "b\r\n\377\366"));
	peer_send(s.peer, BYTES(PORT("\151\005") PORT("\151\006")));
	tty_wait_text(s.tty, "BREAK was sent (2500 ms).");
	peer_send(s.peer, BYTES(PORT("\154")));
	tty_wait_status(s.tty, "held");
	fixture_enter(&s, "a");
	fixture_enter(&s, "/break 40");
	tty_wait_text(s.tty, "break 40 waits: the console server lets nothing be sent for now");
	fixture_enter(&s, "b");
	peer_send(s.peer, BYTES(PORT("\155")));
	peer_expect_only(s.peer, BYTES("a\r\n" PORT("\005\005") PORT("\005\006") "b\r\n"));
}

/* What waits for the port is void without it, which is said; a BREAK is telnet's own then. */
static void test_given_up(void)
{
	struct session s;

	open_port(&s);
	peer_send(s.peer, BYTES(PORT("\154")));
	tty_wait_status(s.tty, "held");
	fixture_enter(&s, "a");
	fixture_enter(&s, "/break 40");
	fixture_enter(&s, "/baud 9600");
	fixture_enter(&s, "b");
	fixture_enter(&s, "/parity even");
	fixture_enter(&s, "/telnet wont com-port");
	peer_expect_only(s.peer, BYTES("\377\374\054"
				       "a\r\n\377\363"
				       "b\r\n"));
	tty_resize(s.tty, 140, 40);
	tty_wait_text(s.tty,
		      "The serial port is given up. Not answered before that: 9600 baud, parity "
		      "even. The BREAK that waited goes as telnet's own (IAC BRK).");
	tty_wait_text(s.tty,
		      "What waited (8 bytes) goes: the console server's flow control is given up.");
}

static void test_given_up_in_break(void)
{
	struct session s;

	open_port(&s);
	fixture_enter(&s, "/break 30000");
	peer_expect_only(s.peer, BYTES(PORT("\005\005")));
	fixture_enter(&s, "b");
	fixture_enter(&s, "/telnet dont com-port");
	fixture_enter(&s, "/telnet wont com-port");
	peer_expect_only(s.peer, BYTES(PORT("\005\006") "b\r\n\377\374\054"));
}

/* A BREAK that never left is among what was not sent. */
static void test_closed_while_held(void)
{
	struct session s;

	open_port(&s);
	peer_send(s.peer, BYTES(PORT("\154")));
	tty_wait_status(s.tty, "held");
	fixture_enter(&s, "/break 40");
	fixture_enter(&s, "/disconnect");
	tty_wait_text(s.tty, "14 bytes were not sent");
}

/* Whatever the server leaves unanswered, the user's word ends a suspension, once for all. */
static void test_held_by_both(void)
{
	static const char *const words[] = { "/telnet wont com-port", "/telnet dont com-port" };
	static const char *const sent[] = { "\377\374\054x\r\n", "\377\376\054x\r\n" };

	for (int i = 0; i < 2; i++) {
		struct session s;

		fixture_open(&s);
		peer_send(s.peer, BYTES("\377\373\054\377\375\054" PORT("\154")));
		tty_wait_status(s.tty, "held");
		fixture_enter(&s, "x");
		tty_wait_text(s.tty, "/telnet wont com-port ends that");
		fixture_enter(&s, words[i]);
		peer_expect(s.peer, sent[i], 6);
		tty_wait_no_status(s.tty, "held");
		peer_send(s.peer, BYTES(PORT("\154") "still here\r\n"));
		tty_wait_line(s.tty, "still here");
		fixture_enter(&s, "y");
		peer_expect_only(s.peer, BYTES("y\r\n"));
	}
}

static void test_held_unanswered(void)
{
	struct session s;

	fixture_open(&s);
	peer_send(s.peer, BYTES("\377\373\054" PORT("\154")));
	tty_wait_status(s.tty, "held");
	fixture_enter(&s, "x");
	fixture_enter(&s, "/telnet wont com-port");
	tty_wait_text(s.tty, "it waits until the peer has answered what was asked before");
	peer_expect(s.peer, BYTES("x\r\n"));
	tty_wait_no_status(s.tty, "held");
}

/* --- ser2net. */

struct line {
	struct session session;
	struct real_server server;
	int master;
};

static void open_line(struct line *l)
{
	l->master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
	CHECK(l->master >= 0 && grantpt(l->master) == 0 && unlockpt(l->master) == 0,
	      "no pseudo-terminal");
	real_ser2net(&l->server, ptsname(l->master));
	home_init(&l->session.home);
	l->session.tty = tty_start(&(struct tty_setup){ .home = &l->session.home },
				   WORDS("hail", "127.0.0.1", l->server.port));
	tty_wait_status(l->session.tty, "9600 8N1");
}

static void command(struct line *l, const char *text)
{
	tty_keys(l->session.tty, "Ctrl-] c");
	tty_wait_input(l->session.tty, "/");
	tty_type(l->session.tty, text);
	tty_keys(l->session.tty, "Enter");
}

static struct termios line_modes(const struct line *l)
{
	struct termios modes;

	CHECK(tcgetattr(l->master, &modes) == 0, "no modes of the line");
	return modes;
}

struct heard {
	int fd;
	size_t n;
	char text[64];
};

static bool has_heard(const void *user)
{
	struct heard *h = (struct heard *)user;
	ssize_t n = read(h->fd, h->text + h->n, sizeof(h->text) - h->n);

	h->n += n > 0 ? (size_t)n : 0;
	return memchr(h->text, '\r', h->n) != NULL;
}

static void read_line(struct line *l, const char *expected)
{
	struct heard heard = { .fd = l->master };

	pump_until(has_heard, &heard, PUMP_DEADLINE);
	CHECK_BYTES(heard.text, heard.n, expected, strlen(expected));
}

static void test_ser2net(void)
{
	struct termios modes;
	struct line l;
	Tty *t;

	open_line(&l);
	t = l.session.tty;
	tty_wait_status(t, "char (server ECHO+SGA)");
	command(&l, "baud 2400");
	tty_wait_text(t, "The console server says: 2400 baud.");
	tty_wait_status(t, "2400 8N1");
	modes = line_modes(&l);
	CHECK_INT(cfgetospeed(&modes), B2400);
	command(&l, "stopbits 2");
	tty_wait_status(t, "2400 8N2");
	CHECK(line_modes(&l).c_cflag & CSTOPB, "the line has one stop bit");
	command(&l, "flow xon");
	tty_wait_text(t, "flow control xon");
	CHECK(line_modes(&l).c_iflag & IXON, "the line has no flow control");
	command(&l, "parity odd");
	tty_wait_status(t, "2400 8O2");
	command(&l, "break 20");
	tty_wait_text(t, "BREAK was sent (20 ms)");
	command(&l, "modem");
	tty_wait_text(t, "of the console server \"ser2net\"");
	tty_keys(t, "q");
	tty_wait_no_text(t, "of the console server");
	tty_type(t, "show\r");
	CHECK(write(l.master, "router>", 7) == 7, "cannot write to the line");
	tty_wait_line(t, "router>");
	read_line(&l, "show\r");
	command(&l, "telnet wont com-port");
	tty_wait_no_status(t, "2400");
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "settings", test_settings, 0 },
		{ "modem lines and errors", test_states, 0 },
		{ "BREAK", test_break, 0 },
		{ "no serial port", test_without_port, 0 },
		{ "flow control of the console server", test_held, 0 },
		{ "commands while it holds us back", test_held_commands, 0 },
		{ "a BREAK among what waits", test_break_in_place, 0 },
		{ "given up with requests that wait", test_given_up, 0 },
		{ "given up while a BREAK is under way", test_given_up_in_break, 0 },
		{ "disconnected with a BREAK that waits", test_closed_while_held, 0 },
		{ "given up where both sides agreed", test_held_by_both, 0 },
		{ "given up while a request is open", test_held_unanswered, 0 },
		{ "ser2net", test_ser2net, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
