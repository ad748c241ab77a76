/* Known servers from the greeting to the first lines: each is right at once, with no setting. */
#include "e2e/harness.h"

#include "e2e/fixture.h"
#include "servers/greeting.h"
#include "servers/telnet-bytes.h"

static void greet(struct session *s, enum greeting greeting, const char *question)
{
	fixture_open(s);
	greeting_play(s->peer, greeting);
	tty_wait_line(s->tty, question);
}

/* A name, and a password that the server hides by ECHO; `with` comes beside it. */
static void log_in(struct session *s, const char *prompt, const char *with, size_t n)
{
	tty_wait_status(s->tty, "line");
	tty_type(s->tty, "bob");
	tty_wait_input(s->tty, "bob");
	tty_keys(s->tty, "Enter");
	peer_expect_text(s->peer, "bob\r\n");
	peer_send_text(s->peer, prompt);
	peer_send(s->peer, with, n);
	tty_wait_status(s->tty, "hidden (server ECHO)");
	tty_type(s->tty, "s3same");
	tty_keys(s->tty, "Enter");
	peer_expect_text(s->peer, "s3same\r\n");
	peer_send(s->peer, BYTES(WONT_ECHO));
	tty_wait_status(s->tty, "line");
	CHECK(!tty_raw_has(s->tty, BYTES("s3same")), "the password reached the terminal");
	fixture_enter(s, "look");
	peer_expect_text(s->peer, "look\r\n");
}

static void test_tbamud(void)
{
	struct session s;

	greet(&s, GREETING_TBAMUD, "By what name do you wish to be known?");
	log_in(&s, "Password: ", BYTES(WILL_ECHO));
}

/* LDMud hides by both, and marks its prompts. */
static void test_ldmud(void)
{
	struct session s;

	greet(&s, GREETING_LDMUD, "What is your name:");
	log_in(&s, "Password: ", BYTES(WILL_ECHO WILL_SGA "\377\371"));
}

static void test_fluffos(void)
{
	struct session s;

	greet(&s, GREETING_FLUFFOS, "Your name:");
	log_in(&s, "Your password: ", BYTES(WILL_ECHO));
}

/* Evennia never hides: name and password stand in one line. */
static void test_evennia(void)
{
	struct session s;

	greet(&s, GREETING_EVENNIA, " connect <username> <password>");
	tty_wait_status(s.tty, "line");
	fixture_enter(&s, "look");
	peer_expect_text(s.peer, "look\r\n");
}

static void test_ire(void)
{
	struct session s;

	greet(&s, GREETING_IRE, "Enter an option or your character's name.");
	log_in(&s, "What is your password? ", BYTES(WILL_ECHO "\377\357"));
}

static void test_aardwolf(void)
{
	struct session s;

	greet(&s, GREETING_AARDWOLF, "What be thy name, adventurer?");
	log_in(&s, "Password: ", BYTES(WILL_ECHO));
}

/* A router has every key at once, and Enter as CR NUL. */
static void test_cisco_ios(void)
{
	struct session s;

	greet(&s, GREETING_CISCO_IOS, "Username:");
	tty_wait_status(s.tty, "char (server ECHO+SGA)");
	peer_expect(s.peer, BYTES("\377\372\030\0XTERM-256COLOR\377\360"));
	tty_keys(s.tty, "?");
	peer_expect_only(s.peer, BYTES("?"));
	tty_keys(s.tty, "Tab Enter Ctrl-Z");
	peer_expect_only(s.peer, BYTES("\t\r\0\032"));
}

/* A board finds out by the cursor's place how large the screen is. */
static void test_synchronet(void)
{
	struct session s;

	greet(&s, GREETING_SYNCHRONET, "login:");
	tty_wait_status(s.tty, "char (server ECHO+SGA)");
	peer_expect_text(s.peer, "\033[23;80R");
	peer_expect_text(s.peer, "R");
	tty_keys(s.tty, "g");
	peer_expect_text(s.peer, "g");
}

/* --- All options. */

enum { OPTIONS = 256, MCCP3 = 87, ATCP = 200 };

/* Counts the commands about each option in what was received; payloads are passed over. */
static void count_answers(const unsigned char *bytes, size_t n, unsigned counts[2][OPTIONS])
{
	for (size_t i = 0; i + 2 < n; i++) {
		if (bytes[i] != 0xff)
			continue;
		if (bytes[i + 1] == 0xfa) {
			for (i += 3; i + 1 < n && (bytes[i] != 0xff || bytes[i + 1] != 0xf0);)
				i += bytes[i] == 0xff ? 2 : 1;
			i++;
		} else if (bytes[i + 1] >= 0xfb) {
			counts[bytes[i + 1] >= 0xfd][bytes[i + 2]]++;
			i += 2;
		} else {
			i++;
		}
	}
}

struct scan {
	const Peer *peer;
	unsigned counts[2][OPTIONS];
};

static bool all_answered(const void *user)
{
	struct scan *scan = (struct scan *)user;
	size_t n;
	const char *bytes = peer_received(scan->peer, &n);

	memset(scan->counts, 0, sizeof(scan->counts));
	count_answers((const unsigned char *)bytes, n, scan->counts);
	for (unsigned i = 0; i < OPTIONS; i++) {
		if (!scan->counts[0][i] || !scan->counts[1][i])
			return false;
	}
	return true;
}

static void ask_for(Peer *p, unsigned option)
{
	const char both[] = { '\377', '\375', (char)option, '\377', '\373', (char)option };

	peer_send(p, both, sizeof(both));
}

/* A server that asks for every option there is, both ways, has one answer to each. */
static void test_all_options(void)
{
	struct session s;
	struct scan scan;

	fixture_open_with(&s, NULL, WORDS("-o", "protocol=telnet"));
	for (unsigned i = 0; i < OPTIONS; i++) {
		if (i != MCCP3)
			ask_for(s.peer, i);
	}
	ask_for(s.peer, MCCP3); /* what follows its answer is compressed */
	scan.peer = s.peer;
	pump_until(all_answered, &scan, PUMP_DEADLINE);
	peer_send_text(s.peer, "all asked\r\n");
	tty_wait_line(s.tty, "all asked");
	CHECK(all_answered(&scan), "an option has no answer");
	/* ATCP, agreed on first, is given up for GMCP. */
	for (unsigned i = 0; i < OPTIONS; i++)
		CHECK(scan.counts[0][i] == 1 + (i == ATCP) && scan.counts[1][i] == 1 + (i == ATCP),
		      "option %u: %u WILL or WONT, %u DO or DONT", i, scan.counts[0][i],
		      scan.counts[1][i]);
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "tbaMUD", test_tbamud, 0 },
		{ "LDMud", test_ldmud, 0 },
		{ "FluffOS", test_fluffos, 0 },
		{ "Evennia", test_evennia, 0 },
		{ "an IRE game", test_ire, 0 },
		{ "Aardwolf", test_aardwolf, 0 },
		{ "Cisco IOS", test_cisco_ios, 0 },
		{ "Synchronet", test_synchronet, 0 },
		{ "all 256 options", test_all_options, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
