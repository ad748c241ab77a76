#include "unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/deceptive.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "telnet/policy.h"
#include "telnet/words.h"
#include "unit/telnet-record.h"

/* Tokens in words, a blank-separated bar between two; data is not joined. */
static bool on_token(void *user, const struct token *token)
{
	struct str *text = user;

	if (token->kind == TOKEN_DATA)
		return true;
	if (text->length)
		str_append_string(text, " / ");
	words_token(token, text);
	return true;
}

static void read_in_chunks(const struct buf *bytes, size_t chunk, struct str *out)
{
	Tokenizer *t = token_new(policy_payload_limit);
	size_t length = buf_length(bytes);

	for (size_t i = 0; i < length; i += chunk) {
		size_t n = length - i < chunk ? length - i : chunk;
		char *copy = mem_strndup(buf_data(bytes) + i, n);

		assert_int_equal(token_feed(t, copy, n, on_token, out), n);
		free(copy);
	}
	token_free(t);
}

static void check(const char *input, const char *expected)
{
	static const size_t chunks[] = { 1, 2, 3, 7, 1 << 20 };
	struct buf bytes;

	buf_init(&bytes);
	bytes_append(&bytes, input);
	for (size_t i = 0; i < sizeof(chunks) / sizeof(chunks[0]); i++) {
		struct str text;

		str_init(&text);
		read_in_chunks(&bytes, chunks[i], &text);
		if (strcmp(text.text, expected) != 0)
			fail_msg("of %s in chunks of %zu\n  expected %s\n  saw      %s", input,
				 chunks[i], expected, text.text);
		str_fini(&text);
	}
	buf_fini(&bytes);
}

struct row {
	const char *input, *words;
};

static void check_rows(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		check(rows[i].input, rows[i].words);
}

#define CHECK_ROWS(rows) check_rows(rows, sizeof(rows) / sizeof((rows)[0]))

static void test_commands(void **state)
{
	static const struct row rows[] = {
		{ "ff f1 ff f9 ff ef 'x' ff f6", "NOP / GA / EOR / AYT" },
		{ "ff fb 01 ff fe 1f ff fd c9 ff fc 63",
		  "WILL ECHO / DONT NAWS / DO GMCP / WONT 99" },
		{ "ff fd 28 ff fd 8c ff fd ff", "DO TN3270E / DO PRAGMA-HEARTBEAT / DO EXOPL" },
		{ "ff 07 ff ec ff ed ff ee ff f0", "IAC 07 / EOF / SUSP / ABORT / SE" },
	};

	(void)state;
	CHECK_ROWS(rows);
}

static void test_login_payloads(void **state)
{
	static const struct row rows[] = {
		{ "ff fa 18 01 ff f0", "SB TTYPE SEND" },
		{ "ff fa 18 00 'XTERM' ff f0", "SB TTYPE IS \"XTERM\"" },
		{ "ff fa 18 00 ff f0", "SB TTYPE IS \"\"" },
		{ "ff fa 18 02 'x' ff f0", "SB TTYPE 02 78" },
		{ "ff fa 18 ff f0", "SB TTYPE" },
		{ "ff fa 1f 00 50 00 18 ff f0", "SB NAWS 80 24" },
		{ "ff fa 1f 00 ff ff 00 64 ff f0", "SB NAWS 255 100" },
		{ "ff fa 1f 00 50 00 ff f0", "SB NAWS 00 50 00" },
		{ "ff fa 20 00 '38400,38400' ff f0", "SB TSPEED IS \"38400,38400\"" },
		{ "ff fa 23 00 'host:0' ff f0", "SB XDISPLOC IS \"host:0\"" },
		{ "ff fa 17 'here' ff f0", "SB SNDLOC \"here\"" },
		{ "ff fa 21 03 ff f0", "SB LFLOW RESTART-XON" },
		{ "ff fa 21 04 ff f0", "SB LFLOW 04" },
		{ "ff fa 2e 01 ff f0", "SB STARTTLS FOLLOWS" },
		{ "ff fa 05 01 ff f0", "SB STATUS SEND" },
		{ "ff fa 05 00 fb 01 fd 1f fa 1f 00 50 00 f0 f0 f0 fc 03 ff f0",
		  "SB STATUS IS WILL ECHO DO NAWS SB NAWS 00 50 00 f0 SE WONT SGA" },
		{ "ff fa 05 00 fb 01 07 ff f0", "SB STATUS IS WILL ECHO 07" },
		{ "ff fa 63 01 02 'a' ff f0", "SB 99 01 02 61" },
		{ "ff fa 58 01 'zstd' ff f0", "SB MCCP4 ACCEPT_ENCODING \"zstd\"" },
	};

	(void)state;
	CHECK_ROWS(rows);
}

static void test_linemode(void **state)
{
	static const struct row rows[] = {
		{ "ff fa 22 01 03 ff f0", "SB LINEMODE MODE EDIT|TRAPSIG" },
		{ "ff fa 22 01 47 ff f0", "SB LINEMODE MODE EDIT|TRAPSIG|MODE_ACK|0x40" },
		{ "ff fa 22 01 00 ff f0", "SB LINEMODE MODE 0" },
		{ "ff fa 22 fd 02 00 80 ff f0", "SB LINEMODE DO FORWARDMASK 00 80" },
		{ "ff fa 22 fc 02 ff f0", "SB LINEMODE WONT FORWARDMASK" },
		{ "ff fa 22 03 03 62 03 0a 02 7f 08 00 'a' 20 83 09 ff f0",
		  "SB LINEMODE SLC IP VALUE FLUSHOUT|FLUSHIN ^C EC VALUE ^? EOF NOSUPPORT \"a\" 32 "
		  "DEFAULT ACK ^I" },
		{ "ff fa 22 03 03 62 ff f0", "SB LINEMODE SLC 03 62" },
	};

	(void)state;
	CHECK_ROWS(rows);
}

static void test_environ(void **state)
{
	static const struct row rows[] = {
		{ "ff fa 27 00 00 'USER' 01 'alice' ff f0",
		  "SB NEW-ENVIRON IS VAR \"USER\" VALUE \"alice\"" },
		{ "ff fa 27 01 ff f0", "SB NEW-ENVIRON SEND" },
		{ "ff fa 27 01 00 'LANG' 00 03 ff f0",
		  "SB NEW-ENVIRON SEND VAR \"LANG\" VAR USERVAR" },
		{ "ff fa 27 02 03 'X' 01 ff f0", "SB NEW-ENVIRON INFO USERVAR \"X\" VALUE \"\"" },
		{ "ff fa 27 00 00 'a' 02 01 'b' ff ff 01 02 02 02 ff f0",
		  "SB NEW-ENVIRON IS VAR \"a\\x01b\\xff\" VALUE \"\\x02\\x02\"" },
		{ "ff fa 27 00 'x' ff f0", "SB NEW-ENVIRON IS 78" },
		{ "ff fa 24 00 00 'TERM' 01 'vt100' ff f0",
		  "SB OLD-ENVIRON IS VAR \"TERM\" VALUE \"vt100\"" },
	};

	(void)state;
	CHECK_ROWS(rows);
}

static void test_security(void **state)
{
	static const struct row rows[] = {
		{ "ff fa 25 01 02 02 00 00 ff f0",
		  "SB AUTH SEND KERBEROS_V5 CLIENT MUTUAL NULL CLIENT ONE-WAY" },
		{ "ff fa 25 00 06 0d 01 ff f0",
		  "SB AUTH IS RSA SERVER ONE-WAY ENCRYPT INI-CRED-FWD 01" },
		{ "ff fa 25 03 'bob' ff f0", "SB AUTH NAME \"bob\"" },
		{ "ff fa 26 01 01 02 ff f0", "SB ENCRYPT SUPPORT DES_CFB64 DES_OFB64" },
		{ "ff fa 26 03 00 ff f0", "SB ENCRYPT START 00" },
	};

	(void)state;
	CHECK_ROWS(rows);
}

static void test_charset(void **state)
{
	static const struct row rows[] = {
		{ "ff fa 2a 01 ' UTF-8' ff f0", "SB CHARSET REQUEST \"UTF-8\"" },
		{ "ff fa 2a 01 ';UTF-8;LATIN1' ff f0", "SB CHARSET REQUEST \"UTF-8\" \"LATIN1\"" },
		{ "ff fa 2a 01 '[TTABLE]' 01 ';KOI8-R' ff f0",
		  "SB CHARSET REQUEST [TTABLE] 1 \"KOI8-R\"" },
		{ "ff fa 2a 02 'UTF-8' ff f0", "SB CHARSET ACCEPTED \"UTF-8\"" },
		{ "ff fa 2a 03 ff f0", "SB CHARSET REJECTED" },
		{ "ff fa 2a 04 01 ff f0", "SB CHARSET TTABLE-IS 01" },
		{ "ff fa 2a 01 ff f0", "SB CHARSET REQUEST" },
	};

	(void)state;
	CHECK_ROWS(rows);
}

static void test_comport(void **state)
{
	static const struct row rows[] = {
		{ "ff fa 2c 00 'HAIL' ff f0", "SB COM-PORT SIGNATURE \"HAIL\"" },
		{ "ff fa 2c 01 00 00 25 80 ff f0", "SB COM-PORT SET-BAUDRATE 9600" },
		{ "ff fa 2c 65 00 01 c2 00 ff f0", "SB COM-PORT SERVER SET-BAUDRATE 115200" },
		{ "ff fa 2c 01 25 80 ff f0", "SB COM-PORT SET-BAUDRATE 25 80" },
		{ "ff fa 2c 02 08 ff fa 2c 03 03 ff f0",
		  "SB COM-PORT SET-DATASIZE 8 / SB COM-PORT SET-PARITY EVEN" },
		{ "ff fa 2c 04 03 ff f0", "SB COM-PORT SET-STOPSIZE 1.5" },
		{ "ff fa 2c 05 05 ff f0", "SB COM-PORT SET-CONTROL BREAK-ON" },
		{ "ff fa 2c 69 06 ff f0", "SB COM-PORT SERVER SET-CONTROL BREAK-OFF" },
		{ "ff fa 2c 05 63 ff f0", "SB COM-PORT SET-CONTROL 99" },
		{ "ff fa 2c 6b 90 ff f0", "SB COM-PORT SERVER NOTIFY-MODEMSTATE CTS|DCD" },
		{ "ff fa 2c 6a 00 ff f0", "SB COM-PORT SERVER NOTIFY-LINESTATE 0" },
		{ "ff fa 2c 0b ff ff ff f0",
		  "SB COM-PORT SET-MODEMSTATE-MASK "
		  "DELTA-CTS|DELTA-DSR|TRAILING-RI|DELTA-DCD|CTS|DSR|RI|DCD" },
		{ "ff fa 2c 0c 03 ff f0", "SB COM-PORT PURGE-DATA BOTH" },
		{ "ff fa 2c 6c ff f0", "SB COM-PORT SERVER FLOWCONTROL-SUSPEND" },
		{ "ff fa 2c 0d 01 ff f0", "SB COM-PORT 0d 01" },
	};

	(void)state;
	CHECK_ROWS(rows);
}

static void test_games(void **state)
{
	static const struct row rows[] = {
		{ "ff fa 45 01 'LIST' 02 'COMMANDS' ff f0",
		  "SB MSDP VAR \"LIST\" VAL \"COMMANDS\"" },
		{ "ff fa 45 01 'C' 02 05 02 'A' 02 'B' 06 ff f0",
		  "SB MSDP VAR \"C\" VAL [ VAL \"A\" VAL \"B\" ]" },
		{ "ff fa 45 01 'R' 02 03 01 'N' 02 '7' 04 ff f0",
		  "SB MSDP VAR \"R\" VAL { VAR \"N\" VAL \"7\" }" },
		{ "ff fa 46 01 'NAME' 02 'x' 01 'PORT' 02 '1' 02 '2' ff f0",
		  "SB MSSP VAR \"NAME\" VAL \"x\" VAR \"PORT\" VAL \"1\" VAL \"2\"" },
		{ "ff fa 5d 'zmp.ping' 00 ff f0", "SB ZMP \"zmp.ping\"" },
		{ "ff fa 5d 'zmp.check' 00 'a.' 00 ff f0", "SB ZMP \"zmp.check\" \"a.\"" },
		{ "ff fa c9 'Core.Hello { \"client\": \"HAIL\" }' ff f0",
		  "SB GMCP Core.Hello { \"client\": \"HAIL\" }" },
		{ "ff fa c8 'Char.Vitals a' 0a 'b' ff f0", "SB ATCP Char.Vitals a\\nb" },
		{ "ff fa 66 05 01 ff f0", "SB AARD102 5 ON" },
		{ "ff fa 56 ff f0", "SB MCCP2" },
		{ "ff fa 55 fb f0", "SB MCCP1 WILL" },
		{ "ff fa 58 02 'zstd' ff f0", "SB MCCP4 BEGIN_ENCODING \"zstd\"" },
	};

	(void)state;
	CHECK_ROWS(rows);
}

/* No byte of a peer is obeyed by whoever shows the words. */
static void test_inert(void **state)
{
	static const struct row rows[] = {
		{ "ff fa 18 00 1b '[2J\"' 5c 0d 0a 09 00 7f ff f0",
		  "SB TTYPE IS \"\\x1b[2J\\\"\\\\\\r\\n\\t\\x00\\x7f\"" },
		{ "ff fa c9 'A ' e2 80 ae 'b' c2 9b '31m' ff f0",
		  "SB GMCP A \\u{202e}b\\u{9b}31m" },
		{ "ff fa c9 c3 a4 e2 82 ff f0", "SB GMCP ä\\xe2\\x82" },
	};

	(void)state;
	CHECK_ROWS(rows);
}

/* Of long ones the beginning is shown, and how long they are. */
static void test_bounded(void **state)
{
	enum { LENGTH = 20000 };
	char *bytes = mem_alloc(LENGTH);
	struct token token = { .kind = TOKEN_SUBNEGOTIATION, .bytes = bytes, .length = LENGTH };
	struct str text;

	(void)state;
	str_init(&text);
	for (unsigned fill = 0; fill < 256; fill += 5) {
		memset(bytes, (int)fill, LENGTH);
		for (unsigned option = 0; option < 256; option++) {
			str_clear(&text);
			token.option = (uint8_t)option;
			words_token(&token, &text);
			assert_true(text.length <= WORDS_MAX);
			assert_true(utf8_valid(text.text, text.length));
		}
	}
	assert_non_null(strstr(text.text, " … (20000 bytes)"));
	str_clear(&text);
	words_text(bytes, LENGTH, &text);
	assert_true(text.length <= WORDS_MAX);
	token.truncated = true;
	token.length = 0;
	token.option = 201;
	str_clear(&text);
	words_token(&token, &text);
	assert_string_equal(text.text, "SB GMCP (too long)");
	str_fini(&text);
	free(bytes);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_commands), cmocka_unit_test(test_login_payloads),
		cmocka_unit_test(test_linemode), cmocka_unit_test(test_environ),
		cmocka_unit_test(test_security), cmocka_unit_test(test_charset),
		cmocka_unit_test(test_comport),  cmocka_unit_test(test_games),
		cmocka_unit_test(test_inert),    cmocka_unit_test(test_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
