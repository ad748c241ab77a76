/* What real servers say beside their standard's word, and is taken for what they mean. */
#include "unit/unit.h"

#include <string.h>

#include "base/utf8.h"
#include "unit/telnet-record.h"

#define TERM_IS "ff fa 18 00 'XTERM-256COLOR' ff f0"
#define SPEED_IS "ff fa 20 00 '38400,38400' ff f0"

struct liberty {
	const char *name;
	const char *in; /* with all options on that a server may switch on */
	const char *out; /* what of it is sent; */
	const char *log; /* and what is told */
};

static const struct liberty liberties[] = {
	{ "GMCP: controls in strings",
	  "ff fa c9 'A {\"t\":\"' 1b '[31mred' 09 0a 0c 07 '\",\"x\":1}' ff f0", "",
	  "{gmcp A {\"t\":\"\\u001b[31mred\\u0009\\u000a\\u000c\\u0007\",\"x\":1}}" },
	{ "GMCP: a NUL at the end", "ff fa c9 'A {\"x\":1}' 00 ff f0 ff fa c9 'B' 00 ff f0", "",
	  "{gmcp A {\"x\":1}}{gmcp B}" },
	{ "GMCP: a byte order mark", "ff fa c9 'A ' ef bb bf '{\"x\":1}' ff f0", "",
	  "{gmcp A {\"x\":1}}" },
	{ "GMCP: halves of pairs",
	  "ff fa c9 'A [\"\\ud83d\",\"\\ude00\",\"\\ud83d\\ude00\"]' ff f0", "",
	  "{gmcp A [\"\\ufffd\",\"\\ufffd\",\"\\ud83d\\ude00\"]}" },
	{ "GMCP: what is no JSON with them", "ff fa c9 'A 39' 0a 'http://x' ff f0", "",
	  "{gmcp A \"39\\nhttp://x\"}" },
	{ "GMCP: blanks around", "ff fa c9 20 0a 'A.lead   {\"x\":1} ' 0d 0a ff f0", "",
	  "{gmcp A.lead {\"x\":1}}" },
	{ "GMCP: no blank behind the name",
	  "ff fa c9 'A{\"x\":1}' ff f0 ff fa c9 'B[1]' ff f0 ff fa c9 'C\"c\"' ff f0", "",
	  "{gmcp A {\"x\":1}}{gmcp B [1]}{gmcp C \"c\"}" },
	{ "GMCP: no name", "ff fa c9 '{\"x\":1}' ff f0 ff fa c9 20 ff f0 ff fa c9 00 ff f0", "",
	  "" },
	{ "TTYPE: bytes behind SEND", "ff fa 18 01 01 ff f0", TERM_IS, "" },
	{ "TTYPE: NUL behind SEND", "ff fa 18 01 00 ff f0", TERM_IS, "" },
	{ "TSPEED: bytes behind SEND", "ff fa 20 01 00 ff f0 ff fa 20 01 01 ff f0",
	  SPEED_IS " " SPEED_IS, "" },
	{ "LINEMODE: a byte behind MODE", "ff fa 22 01 01 00 ff f0", "ff fa 22 01 05 ff f0",
	  "{changed}" },
	{ "CHARSET: nothing but ASCII",
	  "ff fa 2a 01 20 'US-ASCII' ff f0 ff fa 2a 01 ';;ascii' ff f0",
	  "ff fa 2a 02 'US-ASCII' ff f0 ff fa 2a 02 'ascii' ff f0", "" },
	{ "CHARSET: ASCII's other names", "ff fa 2a 01 ' X-NONE ANSI_X3.4-1968' ff f0",
	  "ff fa 2a 02 'ANSI_X3.4-1968' ff f0", "" },
	{ "CHARSET: something better than ASCII", "ff fa 2a 01 ' US-ASCII LATIN1' ff f0",
	  "ff fa 2a 02 'LATIN1' ff f0", "{charset LATIN1}" },
	{ "CHARSET: no list", "ff fa 2a 01 ff f0", "ff fa 2a 03 ff f0", "" },
};

static void start(struct record *r)
{
	struct telnet_config config = record_config();

	config.protocol = TELNET_PROTOCOL_TELNET;
	config.permits |= TELNET_PERMIT_LINEMODE | TELNET_PERMIT_AARD102;
	config.kind = TELNET_KIND_TERMINAL;
	record_init(r, &config);
	record_feed(r, "ff fd 18 ff fd 20 ff fd 22 ff fd 2a ff fb 2a ff fb c9 ff fb 66", 0);
	record_clear(r);
	str_clear(&r->log);
}

static void check(const struct liberty *l, unsigned chunk)
{
	struct record r;

	start(&r);
	record_feed(&r, l->in, chunk);
	assert_sent(&r, l->out);
	assert_string_equal(record_log(&r), l->log);
	record_fini(&r);
}

static void test_liberty(void **state)
{
	const struct liberty *l = *state;

	check(l, 0);
	check(l, 1);
	for (unsigned seed = 1001; seed < 1010; seed++)
		check(l, seed);
}

/* What is no JSON is counted. */
static void test_malformed_values(void **state)
{
	struct record r;

	(void)state;
	start(&r);
	record_feed(&r, "ff fa c9 'A 39 http://x' ff f0 ff fa c9 'B 39' ff f0", 0);
	assert_string_equal(record_log(&r), "{gmcp A \"39 http://x\"}{gmcp B 39}");
	assert_int_equal(telnet_counts(r.telnet)->values_malformed, 1);
	record_fini(&r);
}

/* A name is read like what is told: in the peer's character set, and never cut within a character.
 */
static void test_names(void **state)
{
	struct telnet_config config = record_config();
	struct record r;
	struct buf bytes;

	(void)state;
	buf_init(&bytes);
	config.protocol = TELNET_PROTOCOL_TELNET;
	config.charset.name = "KOI8-R";
	record_init(&r, &config);
	record_feed(&r, "ff fb 45", 0);
	str_clear(&r.log);
	record_feed(&r, "ff fa 45 01 c1 07 c2 02 '1' ff f0", 0);
	assert_string_equal(record_log(&r), "{msdp \xd0\xb0\xd0\xb1 \"1\"}");
	str_clear(&r.log);
	bytes_append(&bytes, "ff fa 45 01 'x'");
	for (int i = 0; i < 100; i++)
		bytes_append(&bytes, "d0 b0");
	bytes_append(&bytes, "02 '1' ff f0");
	record_feed_bytes(&r, buf_data(&bytes), buf_length(&bytes), 0);
	assert_true(utf8_valid(r.log.text, r.log.length));
	assert_non_null(strstr(record_log(&r), "{msdp x\xd0\xb0\xd0\xb0"));
	buf_fini(&bytes);
	record_fini(&r);
}

int main(void)
{
	enum { LIBERTIES = sizeof liberties / sizeof liberties[0] };
	struct CMUnitTest tests[LIBERTIES + 2] = { cmocka_unit_test(test_malformed_values),
						   cmocka_unit_test(test_names) };

	for (size_t i = 0; i < LIBERTIES; i++) {
		tests[i + 2] = (struct CMUnitTest){
			.name = liberties[i].name,
			.test_func = test_liberty,
			.initial_state = (void *)(uintptr_t)&liberties[i],
		};
	}
	return cmocka_run_group_tests_name("liberties", tests, NULL, NULL);
}
