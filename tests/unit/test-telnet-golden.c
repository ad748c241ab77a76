/*
 * What known servers say and what we answer, byte for byte, in chunks of any size, beginning
 * undecided and beginning as telnet: the same answers, data, order of events and facts.
 */
#include "unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "unit/telnet-record.h"

enum who {
	END,
	S, /* the server sends `bytes`; `answer` is all that we send */
	TYPE, /* the user sends `bytes` as data */
	ENTER, /* the user presses Enter in character mode */
};

struct step {
	enum who who;
	const char *bytes;
	const char *answer;
};

struct golden {
	const char *name;
	const char *data; /* all that is delivered */
	const char *facts; /* in the end */
	unsigned dropped; /* subnegotiations */
	struct step steps[12];
};

static const struct golden goldens[] = {
	{
		"inetutils telnetd",
		"'login: bob' 0d 0a 'Password: ' 0d 0a '$ ' 0d 0a '[Yes]' 0d 0a",
		"telnet echo sga our-binary terminal",
		0,
		{
			{ S, "ff fb 25 ff fb 26 ff fd 18 ff fd 20 ff fd 23 ff fd 27 ff fd 24",
			  "ff fe 25 ff fe 26 ff fb 18 ff fc 20 ff fc 23 ff fc 27 ff fc 24" },
			{ S, "ff fa 18 01 ff f0", "ff fa 18 00 'XTERM-256COLOR' ff f0" },
			{ S, "ff fb 03 ff fd 01 ff fd 22 ff fd 1f ff fb 05 ff fd 21",
			  "ff fd 03 ff fc 01 ff fc 22 ff fb 1f ff fa 1f 00 64 00 28 ff f0 ff fe 05 "
			  "ff fc 21" },
			{ S, "ff fb 01 ff fd 06 ff fd 00 'login: '", "ff fd 01 ff fc 06 ff fb 00" },
			{ TYPE, "'bob'", "'bob'" },
			{ ENTER, "", "0d" },
			{ S, "'bob' 0d 0a 'Password: '", "" },
			{ TYPE, "'sec'", "'sec'" },
			{ ENTER, "", "0d" },
			{ S, "00 0d 0a '$ ' ff f2 0d 0a '[Yes]' 0d 0a", "" },
		},
	},
	{
		"netkit telnetd",
		"'login: '",
		"telnet echo sga terminal",
		0,
		{
			{ S, "ff fd 27", "ff fc 27" },
			{ S, "ff fd 18 ff fd 25", "ff fb 18 ff fc 25" },
			{ S, "ff fb 03 ff fb 01 ff fb 05", "ff fd 03 ff fd 01 ff fe 05" },
			{ S, "ff fa 18 01 ff f0 'login: '", "ff fa 18 00 'XTERM-256COLOR' ff f0" },
		},
	},
	{
		"Cisco IOS",
		"0d 0a 'User Access Verification' 0d 0a 'Username: '",
		"telnet echo sga",
		0,
		{
			{ S,
			  "ff fb 01 ff fb 03 ff fd 18 ff fd 1f 0d 0a 'User Access Verification' 0d "
			  "0a 'Username: '",
			  "ff fd 01 ff fd 03 ff fb 18 ff fb 1f ff fa 1f 00 64 00 28 ff f0" },
			{ S, "ff fa 18 01 ff f0", "ff fa 18 00 'XTERM-256COLOR' ff f0" },
			{ TYPE, "'?'", "'?'" },
			{ ENTER, "", "0d 00" },
		},
	},
	{
		"ser2net with COM-PORT",
		"'a' 0d 00 00 'b' ff",
		"telnet echo sga our-binary peer-binary terminal",
		1,
		{
			{ S, "ff fb 03 ff fd 03 ff fb 01 ff fe 01 ff fd 00 ff fb 00 ff fd 2c",
			  "ff fd 03 ff fb 03 ff fd 01 ff fb 00 ff fd 00 ff fc 2c" },
			{ S, "'a' 0d 00 00 'b' ff ff", "" },
			{ S, "ff fa 2c 6b 00 ff f0", "" },
			{ TYPE, "0d ff 00", "0d ff ff 00" },
			{ ENTER, "", "0d" },
		},
	},
	{
		"QEMU console",
		"'QEMU 7.2'",
		"telnet echo sga our-binary peer-binary terminal",
		0,
		{
			{ S, "ff fb 01 ff fb 03 ff fb 00 ff fd 00 'QEMU 7.2'",
			  "ff fd 01 ff fd 03 ff fd 00 ff fb 00" },
			{ ENTER, "", "0d" },
		},
	},
	{
		"Synchronet",
		"1b '[s' 1b '[6n'",
		"telnet echo sga terminal",
		0,
		{
			{ S,
			  "ff fb 01 ff fb 03 ff fd 18 ff fd 20 ff fd 17 ff fd 1f ff fd 27 1b '[s' "
			  "1b '[6n'",
			  "ff fd 01 ff fd 03 ff fb 18 ff fc 20 ff fc 17 ff fb 1f ff fa 1f 00 64 00 "
			  "28 ff f0 ff fc 27" },
			{ S, "ff fa 18 01 ff f0", "ff fa 18 00 'XTERM-256COLOR' ff f0" },
		},
	},
	{
		"telnetlib3",
		"'Ready.' 0d 0a 'tel:sh> '",
		"telnet echo sga peer-binary terminal",
		1,
		{
			{ S, "ff fd 18", "ff fb 18" },
			{ S,
			  "ff fa 18 01 ff f0 ff fb 03 ff fb 01 ff fb 00 ff fd 27 ff fd 1f ff fd 2a",
			  "ff fa 18 00 'HAIL' ff f0 ff fd 03 ff fd 01 ff fd 00 ff fc 27 "
			  "ff fb 1f ff fa 1f 00 64 00 28 ff f0 ff fc 2a" },
			{ S, "ff fa 18 01 ff f0", "ff fa 18 00 'XTERM-256COLOR' ff f0" },
			{ S, "'Ready.' 0d 0a 'tel:sh> '", "" },
			{ S, "ff fb 2a ff fa 2a 01 20 'UTF-8 UTF-16' ff f0", "ff fe 2a" },
		},
	},
	{
		"tbaMUD",
		"0d 0a 'Attempting to Detect Client, Please Wait...' 0d 0a 0d 0a 1b '[H' 1b '[J' "
		"1b '[7z' "
		"'New character.' 0d 0a 'Give me a password for X: ' 0d 0a 'Please retype "
		"password: ' "
		"0d 0a 'What is your sex (M/F)? '",
		"telnet mud",
		4,
		{
			{ S,
			  "0d 0a 'Attempting to Detect Client, Please Wait...' 0d 0a ff fd 18 0d "
			  "0a 1b '[H' 1b '[J'",
			  "ff fb 18" },
			{ S,
			  "ff fa 18 01 ff f0 ff fd 1f ff fd 2a ff fb 45 ff fb 46 ff fd c8 ff fb 5a "
			  "ff fd 5b",
			  "ff fa 18 00 'HAIL' ff f0 ff fb 1f ff fa 1f 00 64 00 28 ff f0 "
			  "ff fc 2a ff fe 45 ff fe 46 ff fc c8 ff fe 5a ff fc 5b" },
			{ S, "ff fa 18 01 ff f0", "ff fa 18 00 'XTERM-256COLOR' ff f0" },
			{ S, "ff fa 18 01 ff f0", "ff fa 18 00 'MTTS 13' ff f0" },
			{ S,
			  "ff fa 2a 01 20 'UTF-8' ff f0 ff fa 45 01 'SERVER_ID' 02 'tbaMUD' ff f0 "
			  "ff fa 46 01 'NAME' 02 'tbaMUD' ff f0 ff fa 5b ff f0 1b '[7z'",
			  "" },
			{ S, "'New character.' 0d 0a 'Give me a password for X: ' ff fb 01",
			  "ff fd 01" },
			{ TYPE, "'pw' 0d 0a", "'pw' 0d 0a" },
			{ S, "0d 0a 'Please retype password: '", "" },
			{ TYPE, "'pw' 0d 0a", "'pw' 0d 0a" },
			{ S, "ff fc 01 0d 0a 'What is your sex (M/F)? '", "ff fe 01" },
		},
	},
	{
		"telnet-chatd",
		"'Enter name: Enter name: '",
		"telnet echo mud",
		0,
		{
			{ S, "ff fb 56 'Enter name: ' ff fb 01", "ff fe 56 ff fd 01" },
			{ S, "'Enter name: ' ff fb 01", "" },
		},
	},
	{
		"LDMud's password prompt",
		"'Name: Password: ' 0d 0a 'Hello.' 0d 0a '> '",
		"telnet mud marks",
		0,
		{
			{ S, "'Name: ' ff f9", "" },
			{ TYPE, "'bob' 0d 0a", "'bob' 0d 0a" },
			{ S, "'Password: ' ff fb 01 ff fb 03 ff f9", "ff fd 01 ff fd 03" },
			{ TYPE, "'pw' 0d 0a", "'pw' 0d 0a" },
			{ S, "ff fc 01 ff fc 03 0d 0a 'Hello.' 0d 0a '> ' ff f9",
			  "ff fe 01 ff fe 03" },
		},
	},
};

enum { GOLDENS = sizeof goldens / sizeof goldens[0] };

static void play_step(struct record *r, const struct step *step, unsigned chunk)
{
	struct buf bytes;

	buf_clear(&r->sent);
	buf_init(&bytes);
	bytes_append(&bytes, step->bytes);
	switch (step->who) {
	case END: break;
	case S: record_feed_bytes(r, buf_data(&bytes), buf_length(&bytes), chunk); break;
	case TYPE: telnet_send_data(r->telnet, buf_data(&bytes), buf_length(&bytes)); break;
	case ENTER: telnet_send_eol(r->telnet, TELNET_EOL_AUTO, false); break;
	}
	assert_sent(r, step->answer);
	buf_fini(&bytes);
}

/* Returns the log of events, owned by the caller. */
static char *play(const struct golden *g, enum telnet_protocol protocol, unsigned chunk)
{
	struct telnet_config config = record_config();
	struct record r;
	char *log;

	config.protocol = protocol;
	record_init(&r, &config);
	for (const struct step *step = g->steps; step->who != END; step++)
		play_step(&r, step, chunk);
	assert_data(&r, g->data);
	assert_string_equal(record_facts(&r), g->facts);
	assert_int_equal(telnet_counts(r.telnet)->subnegotiations_dropped, g->dropped);
	assert_int_equal(telnet_counts(r.telnet)->replies_dropped, 0);
	telnet_finish(r.telnet);
	assert_data(&r, g->data);
	log = strdup(record_log(&r));
	record_fini(&r);
	return log;
}

static void play_all(void **state)
{
	static const unsigned chunks[] = { 1, 2, 3, 7, 1001, 1002, 1003, 1004 };
	const struct golden *g = *state;

	for (int p = TELNET_PROTOCOL_UNDECIDED; p <= TELNET_PROTOCOL_TELNET; p++) {
		char *whole = play(g, (enum telnet_protocol)p, 0);

		for (size_t c = 0; c < sizeof chunks / sizeof chunks[0]; c++) {
			char *log = play(g, (enum telnet_protocol)p, chunks[c]);

			assert_string_equal(log, whole);
			free(log);
		}
		free(whole);
	}
}

int main(void)
{
	struct CMUnitTest tests[GOLDENS];

	for (size_t i = 0; i < GOLDENS; i++) {
		tests[i] = (struct CMUnitTest){
			.name = goldens[i].name,
			.test_func = play_all,
			.initial_state = (void *)(uintptr_t)&goldens[i],
		};
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
