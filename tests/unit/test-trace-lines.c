#include "unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "link/trace-lines.h"
#include "unit/telnet-record.h"

enum { STAMP = 24 }; /* bytes of a time, with the blank behind it */

struct fixture {
	TraceLines *lines;
	enum telnet_protocol protocol;
	struct str text; /* without times */
};

static void fixture_init(struct fixture *f, enum telnet_protocol protocol)
{
	*f = (struct fixture){ .lines = trace_lines_new(), .protocol = protocol };
	str_init(&f->text);
}

static void fixture_fini(struct fixture *f)
{
	trace_lines_free(f->lines);
	str_fini(&f->text);
}

/* Takes lines over; each begins with a time, or is a row. */
static void take(struct fixture *f, const struct str *lines)
{
	for (const char *line = lines->text; *line;) {
		size_t n = strcspn(line, "\n") + 1;
		size_t skip = line[0] == ' ' ? 0 : STAMP;

		assert_int_equal(line[n - 1], '\n');
		assert_true(n > skip);
		str_append(&f->text, line + skip, n - skip);
		line += n;
	}
}

static void piece(struct fixture *f, struct wire_piece p)
{
	struct str lines;

	str_init(&lines);
	p.time = 1769904000123;
	trace_lines_piece(f->lines, &p, f->protocol, &lines);
	take(f, &lines);
	str_fini(&lines);
}

/* Hands over `input` (telnet-record.h) in pieces of `chunk` bytes. */
static void pieces(struct fixture *f, enum wire_direction direction, enum wire_origin origin,
		   const char *input, size_t chunk)
{
	struct buf bytes;

	buf_init(&bytes);
	bytes_append(&bytes, input);
	for (size_t i = 0; i < buf_length(&bytes); i += chunk) {
		size_t left = buf_length(&bytes) - i;
		size_t n = left < chunk ? left : chunk;
		char *copy = mem_strndup(buf_data(&bytes) + i, n);

		piece(f, (struct wire_piece){ .direction = direction,
					      .origin = origin,
					      .bytes = copy,
					      .more = i + n < buf_length(&bytes),
					      .length = n });
		free(copy);
	}
	buf_fini(&bytes);
}

static void receive(struct fixture *f, const char *input)
{
	pieces(f, WIRE_RECEIVED, WIRE_TYPED, input, SIZE_MAX / 2);
}

static void send(struct fixture *f, enum wire_origin origin, const char *input)
{
	pieces(f, WIRE_SENT, origin, input, SIZE_MAX / 2);
}

static void end(struct fixture *f)
{
	struct str lines;

	str_init(&lines);
	trace_lines_end(f->lines, 0, &lines);
	take(f, &lines);
	str_fini(&lines);
}

static void expect(struct fixture *f, const char *expected)
{
	if (strcmp(f->text.text, expected) != 0)
		fail_msg("expected:\n%ssaw:\n%s", expected, f->text.text);
	str_clear(&f->text);
}

static void test_stamp(void **state)
{
	struct str lines;

	(void)state;
	setenv("TZ", "UTC", 1);
	str_init(&lines);
	trace_lines_note(1769904000123, "connected", &lines);
	assert_string_equal(lines.text, "2026-02-01 00:00:00.123 * connected\n");
	str_fini(&lines);
}

/* Before the first command data is data, also an ff that begins nothing. */
static void test_detection(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f, TELNET_PROTOCOL_UNDECIDED);
	receive(&f, "'hi' ff 'x'");
	expect(&f, "< 4 bytes\n"
		   "  000000  68 69 ff 78                                      |hi.x|\n");
	send(&f, WIRE_TYPED, "'a' ff fb 01");
	expect(&f, "> 4 bytes typed\n"
		   "  000000  61 ff fb 01                                      |a...|\n");
	send(&f, WIRE_NEGOTIATION, "ff fd 03");
	expect(&f, "> DO SGA [ff fd 03] telnet\n");
	receive(&f, "'login: ' ff f9 ff fb 01");
	expect(&f, "< 7 bytes\n"
		   "  000000  6c 6f 67 69 6e 3a 20                             |login: |\n"
		   "< GA [ff f9]\n"
		   "< WILL ECHO [ff fb 01]\n");
	send(&f, WIRE_TYPED, "ff f6");
	expect(&f, "> AYT [ff f6] typed\n");
	fixture_fini(&f);
}

/* What the session knows counts, whatever the bytes look like. */
static void test_protocol(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f, TELNET_PROTOCOL_RAW);
	receive(&f, "ff fb 01 ff");
	send(&f, WIRE_TYPED, "ff f6");
	expect(&f, "< 4 bytes\n"
		   "  000000  ff fb 01 ff                                      |....|\n"
		   "> 2 bytes typed\n"
		   "  000000  ff f6                                            |..|\n");
	f.protocol = TELNET_PROTOCOL_TELNET;
	receive(&f, "ff fb 01 ff");
	expect(&f, "< WILL ECHO [ff fb 01]\n");
	f.protocol = TELNET_PROTOCOL_RAW;
	receive(&f, "fb 03");
	expect(&f, "< 1 bytes\n"
		   "  000000  ff                                               |.|\n"
		   "< 2 bytes\n"
		   "  000000  fb 03                                            |..|\n");
	fixture_fini(&f);
}

/* A new connection is looked at anew; what the old one cut off is data. */
static void test_connections(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f, TELNET_PROTOCOL_UNDECIDED);
	receive(&f, "ff fb 01 'x' ff fa 18 01");
	end(&f);
	expect(&f, "< WILL ECHO [ff fb 01]\n"
		   "< 1 bytes\n"
		   "  000000  78                                               |x|\n"
		   "< 4 bytes\n"
		   "  000000  ff fa 18 01                                      |....|\n");
	receive(&f, "ff f0 'y' ff");
	end(&f);
	expect(&f, "< 3 bytes\n"
		   "  000000  ff f0 79                                         |..y|\n"
		   "< 1 bytes\n"
		   "  000000  ff                                               |.|\n");
	fixture_fini(&f);
}

/* The bytes are those of the wire: doubled, cut off, not closed. */
static void test_bytes(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f, TELNET_PROTOCOL_TELNET);
	receive(&f, "'a' ff ff 'b'");
	expect(&f, "< 4 bytes\n"
		   "  000000  61 ff ff 62                                      |a..b|\n");
	receive(&f, "ff fa 1f 00 ff ff 00 18 ff f0");
	expect(&f, "< SB NAWS 255 24 [ff fa 1f 00 ff ff 00 18 ff f0]\n");
	receive(&f, "ff fa 18 01 ff fb 01 ff fa 55 fb f0");
	expect(&f, "< SB TTYPE SEND [ff fa 18 01]\n"
		   "< WILL ECHO [ff fb 01]\n"
		   "< SB MCCP1 WILL [ff fa 55 fb f0]\n");
	receive(&f, "ff fa c9 '0123456789012345678901234567890123456789012345678901234567' ff f0");
	expect(&f, "< SB GMCP 0123456789012345678901234567890123456789012345678901234567 "
		   "[ff fa c9 30 31 32 33 34 35 36 37 38 39 30 31 32 33 34 35 36 37 38 39 30 31 "
		   "32 33 34 35 36 37 38 39 30 31 32 33 34 35 36 37 38 39 30 31 32 33 34 35 36 37 "
		   "38 39 30 31 32 33 34 35 36 37 ff f0]\n");
	fixture_fini(&f);
}

static void test_long(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f, TELNET_PROTOCOL_TELNET);
	send(&f, WIRE_NEGOTIATION,
	     "ff fa 18 00 '01234567890123456789012345678901234567890123456789012345678' ff f0");
	expect(&f, "> SB TTYPE IS \"01234567890123456789012345678901234567890123456789012345678\" "
		   "(65 bytes) telnet\n"
		   "  000000  ff fa 18 00 30 31 32 33 34 35 36 37 38 39 30 31  |....012345678901|\n"
		   "  000010  32 33 34 35 36 37 38 39 30 31 32 33 34 35 36 37  |2345678901234567|\n"
		   "  000020  38 39 30 31 32 33 34 35 36 37 38 39 30 31 32 33  |8901234567890123|\n"
		   "  000030  34 35 36 37 38 39 30 31 32 33 34 35 36 37 38 ff  |456789012345678.|\n"
		   "  000040  f0                                               |.|\n");
	fixture_fini(&f);
}

/* Of more than is kept the length is told. */
static void test_bounded(void **state)
{
	enum { LENGTH = 2 << 20 };
	struct fixture f;
	char *bytes = mem_alloc(LENGTH);

	(void)state;
	fixture_init(&f, TELNET_PROTOCOL_TELNET);
	memset(bytes, 'G', LENGTH);
	receive(&f, "ff fa c9");
	piece(&f, (struct wire_piece){ .bytes = bytes, .length = LENGTH });
	expect(&f, "");
	receive(&f, "ff f0 ff f9");
	assert_non_null(strstr(f.text.text, "< SB GMCP (too long) (2097157 bytes)\n"));
	assert_non_null(strstr(f.text.text, "  … and 2031621 more bytes\n< GA [ff f9]\n"));
	assert_true(f.text.length < 400000);
	free(bytes);
	fixture_fini(&f);
}

/* Of secrets there is the length, also where they stand in a subnegotiation. */
static void test_secrets(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init(&f, TELNET_PROTOCOL_TELNET);
	piece(&f,
	      (struct wire_piece){
		      .direction = WIRE_SENT, .origin = WIRE_LOGIN, .secret = true, .length = 8 });
	expect(&f, "> 8 bytes login (secret)\n");
	send(&f, WIRE_NEGOTIATION,
	     "ff fa c9 'char.login.Credentials {\"password\":\"s3cret\"}' ff f0");
	expect(&f, "> SB GMCP Char.Login (49 bytes) telnet (secret)\n");
	send(&f, WIRE_NEGOTIATION, "ff fa c8 'Char.Login s3' ff f0");
	expect(&f, "> SB ATCP Char.Login (18 bytes) telnet (secret)\n");
	send(&f, WIRE_TYPED, "ff fa c8 'login bob s3' ff f0");
	expect(&f, "> SB ATCP login (17 bytes) typed (secret)\n");
	send(&f, WIRE_TYPED, "ff fa c8 'Auth 4711' ff f0");
	expect(&f, "> SB ATCP auth (14 bytes) typed (secret)\n");
	send(&f, WIRE_NEGOTIATION, "ff fa c9 'Char.Login.Credentials s3'");
	expect(&f, "> unfinished SB GMCP Char.Login (28 bytes) telnet (secret)\n");
	end(&f);
	f.protocol = TELNET_PROTOCOL_TELNET;
	receive(&f, "ff fa c9 'Char.Login.Default {}' ff f0");
	expect(&f,
	       "< SB GMCP Char.Login.Default {} [ff fa c9 43 68 61 72 2e 4c 6f 67 69 6e 2e 44 65 "
	       "66 61 75 6c 74 20 7b 7d ff f0]\n");
	fixture_fini(&f);
}

/* What we send of a command is shown, and what follows is read anew. */
static void test_unfinished(void **state)
{
	static const struct {
		const char *sent, *told;
	} cases[] = {
		{ "ff", "> unfinished IAC [ff] typed\n" },
		{ "ff fa", "> unfinished SB [ff fa] typed\n" },
		{ "ff fb", "> unfinished WILL [ff fb] typed\n" },
		{ "ff fa 18", "> unfinished SB TTYPE [ff fa 18] typed\n" },
		{ "ff fa 18 00 ff", "> unfinished SB TTYPE [ff fa 18 00 ff] typed\n" },
		{ "ff fa ff", "> unfinished SB EXOPL [ff fa ff] typed\n" },
		{ "ff f6 ff fa 18",
		  "> AYT [ff f6] typed\n> unfinished SB TTYPE [ff fa 18] typed\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (int all = 0; all < 2; all++) {
			struct fixture f;

			fixture_init(&f, TELNET_PROTOCOL_TELNET);
			trace_lines_show_all(f.lines, all);
			pieces(&f, WIRE_SENT, WIRE_TYPED, cases[i].sent, 1);
			expect(&f, cases[i].told);
			send(&f, WIRE_NEGOTIATION, "ff fb 18 'x'");
			expect(&f, all ? "> WILL TTYPE [ff fb 18] telnet\n> 1 bytes telnet\n"
					 "  000000  78                                             "
					 "  |x|\n" :
					 "> WILL TTYPE [ff fb 18] telnet\n");
			fixture_fini(&f);
		}
	}
}

/* A secret that is a command is told of like any, also where data is left out. */
static void test_secret_commands(void **state)
{
	static const struct wire_piece login = { .direction = WIRE_SENT,
						 .origin = WIRE_LOGIN,
						 .secret = true,
						 .command = "SB GMCP Char.Login",
						 .length = 70 };

	(void)state;
	for (int all = 0; all < 2; all++) {
		struct fixture f;

		fixture_init(&f, TELNET_PROTOCOL_TELNET);
		trace_lines_show_all(f.lines, all);
		piece(&f, login);
		expect(&f, "> SB GMCP Char.Login (70 bytes) login (secret)\n");
		fixture_fini(&f);
	}
}

/* The lines of commands don't depend on how the bytes are cut. */
static void test_chunks(void **state)
{
	static const size_t chunks[] = { 1, 2, 3, 7 };
	static const char input[] =
		"ff fb 01 ff fa 18 01 ff f0 ff fd 1f ff fa 27 01 00 'USER' ff f0 "
		"ff f9 ff fa 1f 00 ff ff 00 ff ff ff f0 ff fa 18 01 ff f9";
	struct fixture whole;

	(void)state;
	fixture_init(&whole, TELNET_PROTOCOL_UNDECIDED);
	receive(&whole, input);
	for (size_t i = 0; i < sizeof(chunks) / sizeof(chunks[0]); i++) {
		struct fixture f;

		fixture_init(&f, TELNET_PROTOCOL_UNDECIDED);
		pieces(&f, WIRE_RECEIVED, WIRE_TYPED, input, chunks[i]);
		assert_string_equal(f.text.text, whole.text.text);
		fixture_fini(&f);
		fixture_init(&f, TELNET_PROTOCOL_UNDECIDED);
		pieces(&f, WIRE_SENT, WIRE_NEGOTIATION, input, chunks[i]);
		assert_non_null(strstr(f.text.text, "> SB NEW-ENVIRON SEND VAR \"USER\" ["));
		fixture_fini(&f);
	}
	fixture_fini(&whole);
}

static bool ends_with(const struct fixture *f, const char *end)
{
	size_t n = strlen(end);

	return f->text.length >= n && strcmp(f->text.text + f->text.length - n, end) == 0;
}

/* In brief data is left out, and what comes behind so many commands, until a connection ends. */
static void test_brief(void **state)
{
	struct str lines;
	struct fixture f;

	(void)state;
	str_init(&lines);
	for (size_t chunk = 1; chunk < 8; chunk++) {
		fixture_init(&f, TELNET_PROTOCOL_TELNET);
		trace_lines_show_all(f.lines, false);
		pieces(&f, WIRE_RECEIVED, WIRE_TYPED, "'secret' ff f9 'more'", chunk);
		pieces(&f, WIRE_SENT, WIRE_TYPED, "'typed' ff f6", chunk);
		assert_string_equal(f.text.text, "< GA [ff f9]\n> AYT [ff f6] typed\n");
		for (int i = 2; i < TRACE_LINES_BRIEF + 5; i++)
			receive(&f, "ff f9 'x'");
		assert_true(ends_with(&f,
				      "< GA [ff f9]\n* what follows is kept only while the trace "
				      "is on\n"));
		trace_lines_end(f.lines, 0, &lines);
		assert_int_equal(lines.length, 0);
		receive(&f, "ff f1 'x'");
		assert_true(ends_with(&f, "is on\n< NOP [ff f1]\n"));
		trace_lines_show_all(f.lines, true);
		receive(&f, "'x'");
		assert_true(ends_with(&f, "|x|\n"));
		fixture_fini(&f);
	}
	str_fini(&lines);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stamp),           cmocka_unit_test(test_detection),
		cmocka_unit_test(test_protocol),        cmocka_unit_test(test_connections),
		cmocka_unit_test(test_bytes),           cmocka_unit_test(test_long),
		cmocka_unit_test(test_bounded),         cmocka_unit_test(test_secrets),
		cmocka_unit_test(test_secret_commands), cmocka_unit_test(test_unfinished),
		cmocka_unit_test(test_chunks),          cmocka_unit_test(test_brief),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
