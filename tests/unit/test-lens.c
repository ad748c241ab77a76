/* The engine of lenses: where messages end, when, in which direction, and what is cut. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/json.h"
#include "base/mem.h"
#include "lens/lens-table.h"
#include "lens/lens.h"
#include "unit/unit.h"

/* What was told, a line each: `<12+3 "text" …`, direction, time, offset. */
struct told {
	struct str text;
};

static void on_message(void *user, const struct lens_message *m)
{
	struct told *told = user;
	struct str *out = &told->text;

	str_append_format(out, "%c%lld+%llu", m->direction == LENS_SENT ? '>' : '<',
			  (long long)m->time, (unsigned long long)m->scan->offset);
	if (m->secret)
		str_append_format(out, " secret %zu", m->secret);
	else if (m->n <= 40)
		str_append_format(out, " %.*s", (int)m->n, m->bytes);
	else
		str_append_format(out, " %zu bytes", m->n);
	str_append_string(out, m->cut ? " cut" : "");
	if (m->missing)
		str_append_format(out, " missing %llu", (unsigned long long)m->missing);
	str_append_string(out, m->wrong ? " wrong\n" : "\n");
}

static const struct lens_events events = { .message = on_message };

/* Lines. */
static size_t line_frame(struct lens_scan *scan, const struct lens_options *o,
			 enum lens_direction d, const char *bytes, size_t n, bool ended)
{
	const char *newline = memchr(bytes + scan->at, '\n', n - scan->at);

	(void)o;
	(void)d;
	(void)ended;
	scan->at = n;
	return newline ? (size_t)(newline + 1 - bytes) : 0;
}

/* A byte says how many follow. */
static size_t counted_frame(struct lens_scan *scan, const struct lens_options *o,
			    enum lens_direction d, const char *bytes, size_t n, bool ended)
{
	(void)o;
	(void)d;
	(void)n;
	(void)ended;
	scan->length = 1 + (uint64_t)(bytes[0] - '0') * (bytes[0] == '9' ? 1 << 18 : 1);
	return scan->length <= n ? (size_t)scan->length : 0;
}

static size_t pair_frame(struct lens_scan *scan, const struct lens_options *o,
			 enum lens_direction d, const char *bytes, size_t n, bool ended)
{
	(void)scan;
	(void)o;
	(void)d;
	(void)bytes;
	(void)ended;
	return n - n % 2;
}

static size_t pause_all(const char *bytes, size_t n)
{
	(void)bytes;
	return n;
}

static void show_length(const struct lens_scan *scan, const struct lens_options *o,
			enum lens_direction d, const char *bytes, size_t n, struct lens_text *out)
{
	(void)scan;
	(void)o;
	(void)d;
	(void)bytes;
	lens_format(out, LENS_NUMBER, "%zu", n);
	lens_newline(out);
}

static const struct lens_row lines = { .name = "lines", .frame = line_frame, .show = show_length };
static const struct lens_row framed = {
	.name = "framed", .framed = true, .frame = line_frame, .show = show_length
};
static const struct lens_row counted = { .name = "counted",
					 .frame = counted_frame,
					 .show = show_length };
static const struct lens_row whatever = { .name = "whatever", .show = show_length };
static const struct lens_row pairs = { .name = "pairs",
				       .stream = true,
				       .frame = pair_frame,
				       .pause = pause_all,
				       .show = show_length };

static Lens *start(const struct lens_row *row, const char *rule, bool gather, struct told *told)
{
	struct lens_options o = { .gather = gather };
	struct err e;

	assert_true(frame_rule_parse(rule, &o.frame, &e));
	str_init(&told->text);
	return lens_new(row, &o, &events, told);
}

static void feed(Lens *l, enum lens_direction d, const char *text, int64_t time)
{
	lens_feed(l, d, text, strlen(text), time);
}

static void finish(Lens *l, struct told *told, const char *expected)
{
	assert_string_equal(told->text.text, expected);
	lens_free(l);
	str_fini(&told->text);
}

static void test_messages(void **state)
{
	struct told told;
	Lens *l = start(&lines, "none", false, &told);

	(void)state;
	feed(l, LENS_RECEIVED, "one\ntw", 1);
	feed(l, LENS_SENT, "a\n", 2);
	feed(l, LENS_RECEIVED, "o\nthree\nfo", 3);
	assert_false(lens_waits(l));
	lens_pause(l);
	lens_end(l);
	feed(l, LENS_RECEIVED, "again\n", 4);
	finish(l, &told,
	       "<1+0 one\n\n>2+0 a\n\n<1+4 two\n\n<3+8 three\n\n<3+14 fo\n<4+0 again\n\n");
}

static void test_pauses(void **state)
{
	struct told told;
	Lens *l = start(&whatever, "none", false, &told);

	(void)state;
	feed(l, LENS_RECEIVED, "one ", 1);
	feed(l, LENS_RECEIVED, "message", 2);
	feed(l, LENS_SENT, "turns", 3);
	assert_true(lens_waits(l));
	lens_pause(l);
	assert_false(lens_waits(l));
	feed(l, LENS_SENT, "ends", 4);
	lens_end(l);
	finish(l, &told, "<1+0 one message\n>3+0 turns\n>4+5 ends\n");
}

static void test_streams(void **state)
{
	struct told told;
	Lens *l = start(&pairs, "none", false, &told);

	(void)state;
	feed(l, LENS_RECEIVED, "abcde", 1);
	assert_true(lens_waits(l));
	lens_pause(l);
	feed(l, LENS_RECEIVED, "xyz", 2);
	lens_end(l);
	finish(l, &told, "<1+0 abcd\n<1+4 e\n<2+5 xy\n<2+7 z\n");

	l = start(&pairs, "none", true, &told);
	feed(l, LENS_RECEIVED, "abc", 1);
	feed(l, LENS_RECEIVED, "de", 2);
	lens_pause(l);
	feed(l, LENS_RECEIVED, "fg", 3);
	feed(l, LENS_SENT, "h", 4);
	lens_end(l);
	finish(l, &told, "<1+0 abcde\n<3+5 fg\n>4+0 h\n");
}

static void test_secrets(void **state)
{
	struct lens_text text;
	struct lens_scan scan = { .offset = 0 };
	struct lens_message m = { .secret = 7, .scan = &scan };
	struct told told;
	Lens *l = start(&lines, "none", false, &told);

	(void)state;
	feed(l, LENS_SENT, "user\npass ", 1);
	lens_secret(l, LENS_SENT, 7, 2);
	feed(l, LENS_SENT, "\nnext\n", 3);
	lens_text_init(&text);
	lens_show(l, &m, &text);
	assert_string_equal(text.text.text, "7 bytes (secret)\n");
	assert_int_equal(text.runs[0].style, LENS_DIM);
	lens_text_fini(&text);
	finish(l, &told, ">1+0 user\n\n>1+5 pass \n>2+10 secret 7\n>3+17 \n\n>3+18 next\n\n");
}

/* Feeds `n` times x in pieces of `piece` bytes. */
static void feed_many(Lens *l, size_t n, size_t piece)
{
	char *bytes = mem_alloc(piece);

	memset(bytes, 'x', piece);
	for (size_t at = 0; at < n; at += piece)
		lens_feed(l, LENS_RECEIVED, bytes, piece < n - at ? piece : n - at, 1);
	free(bytes);
}

/* A message that is too long is cut at the same place, however it comes. */
static void test_cuts(void **state)
{
	static const size_t pieces[] = { 1000, 65536, 3 << 20 };

	(void)state;
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		struct told told;
		Lens *l = start(&lines, "none", false, &told);

		feed_many(l, LENS_MESSAGE_MAX + 10, pieces[i]);
		feed(l, LENS_RECEIVED, "\nb\n", 1);
		finish(l, &told,
		       "<1+0 1048576 bytes cut\n<1+1048576 xxxxxxxxxx\n\n<1+1048587 b\n\n");

		/* 9 * 256 KiB were announced. */
		l = start(&counted, "none", false, &told);
		feed(l, LENS_RECEIVED, "9", 1);
		feed_many(l, 9 << 18, pieces[i]);
		feed(l, LENS_RECEIVED, "2yz1", 1);
		lens_end(l);
		finish(l, &told,
		       "<1+0 1048576 bytes cut missing 1310721\n<1+2359297 2yz\n<1+2359300 1 "
		       "missing "
		       "1\n");

		l = start(&whatever, "u32be", false, &told);
		lens_feed(l, LENS_RECEIVED, "\0\x20\0", 4, 1);
		feed_many(l, 2 << 20, pieces[i]);
		lens_feed(l, LENS_RECEIVED, "\0\0\0\2ok\0\0\0\3o", 11, 1);
		lens_end(l);
		finish(l, &told,
		       "<1+0 1048572 bytes cut missing 1048580\n<1+2097156 ok\n<1+2097162 o "
		       "missing "
		       "2\n");
	}
}

/* --- The option `frame`. */

static void check_rule(const char *rule, const char *bytes, size_t n, const char *expected)
{
	for (unsigned by = 0; by < 2; by++) {
		struct told told;
		Lens *l = start(&framed, rule, false, &told);

		for (size_t at = 0; at < n; at += by ? 1 : n)
			lens_feed(l, LENS_RECEIVED, bytes + at, by ? 1 : n, 0);
		lens_end(l);
		finish(l, &told, expected);
	}
}

#define CHECK_RULE(rule, bytes, expected) check_rule(rule, bytes, sizeof(bytes) - 1, expected)

static void test_rules(void **state)
{
	(void)state;
	CHECK_RULE("line", "a\r\n\nb\rc\nd", "<0+0 a\n<0+3 \n<0+4 b\rc\n<0+8 d\n");
	CHECK_RULE("u8", "\1a\0\2bc", "<0+0 a\n<0+2 \n<0+3 bc\n");
	CHECK_RULE("u16be", "\0\1a\0\2bc\0", "<0+0 a\n<0+3 bc\n<0+7  wrong\n");
	CHECK_RULE("u16le", "\1\0a\2\0bc", "<0+0 a\n<0+3 bc\n");
	CHECK_RULE("u24be", "\0\0\1a", "<0+0 a\n");
	CHECK_RULE("u24le", "\1\0\0a", "<0+0 a\n");
	CHECK_RULE("u32be", "\0\0\0\1a", "<0+0 a\n");
	CHECK_RULE("u32le+incl", "\5\0\0\0a\4\0\0\0\3\0\0\0\5\0\0\0b",
		   "<0+0 a\n<0+5 \n<0+9  wrong\n<0+13 b\n");
	CHECK_RULE("u8+incl", "\2a\1\3bc", "<0+0 a\n<0+2 \n<0+3 bc\n");
	CHECK_RULE("varint", "\1a\x82\0bc", "<0+0 a\n<0+2 bc\n");
	CHECK_RULE("varint", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\1a",
		   "<0+0  wrong\n<0+10 a\n");
	CHECK_RULE("varint", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\1\1a", "<0+0  wrong\n<0+10 a\n");
	CHECK_RULE("fixed:3", "abcdefg", "<0+0 abc\n<0+3 def\n<0+6 g missing 2\n");
	CHECK_RULE("delimiter:0d0a2e", "a\r\n.b\r\r\n.\r\n", "<0+0 a\n<0+4 b\r\n<0+9 \r\n\n");
}

static void test_wrong_rules(void **state)
{
	static const char *const wrong[] = {
		"",
		"u",
		"u64be",
		"u16",
		"u16be+",
		"u16be+included",
		"fixed:",
		"fixed:0",
		"fixed:x",
		"line+incl",
		"fixed:2097152",
		"delimiter:",
		"delimiter:0",
		"delimiter:0g",
		"delimiter:0102030405060708091011121314151617",
	};
	struct frame_rule r;
	struct err e;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		if (frame_rule_parse(wrong[i], &r, &e))
			fail_msg("\"%s\" is taken for a rule", wrong[i]);
		assert_int_equal(e.kind, ERR_USAGE);
	}
}

/* --- Styled lines. */

static void test_text(void **state)
{
	struct lens_text t;

	(void)state;
	lens_text_init(&t);
	lens_put_string(&t, LENS_NAME, "key");
	lens_put_peer(&t, LENS_NAME, "s\n", 2);
	lens_put_string(&t, LENS_PLAIN, "=");
	lens_indent(&t, 40);
	lens_put_peer(&t, LENS_STRING, "\xc3\xa4\xff\xe2\x80\xae\xe4\xb8", 8);
	lens_newline(&t);
	assert_string_equal(t.text.text,
			    "keys^J=                                        \xc3\xa4\\xff<U+202E>"
			    "\\xe4\\xb8\n");
	assert_int_equal(t.run_count, 2);
	assert_int_equal(t.runs[0].length, 6);
	assert_int_equal(t.runs[1].start, 47);
	assert_int_equal(t.runs[1].length, t.text.length - 48);
	lens_text_fini(&t);
}

/* --- All lenses. */

/* Some bytes and their number. */
#define UNIT(text) text, sizeof(text) - 1

static void show_only(void *user, const struct lens_message *m)
{
	Lens **l = user;
	struct lens_text text;
	bool wrong;

	lens_text_init(&text);
	lens_show(*l, m, &text);
	lens_text_fini(&text);
	json_free(lens_tree(*l, m, &wrong));
}

/* The processor time of `n` bytes of a text that is repeated, as one piece; clock(3). */
static clock_t cost(const struct lens_row *row, const char *unit, size_t length, size_t n)
{
	static const struct lens_events only = { .message = show_only };
	struct lens_options o = { .gather = false };
	char *bytes = mem_alloc(n);
	clock_t begin;
	struct err e;
	Lens *l;

	for (size_t i = 0; i < n; i++)
		bytes[i] = unit[i % length];
	if (row->needs_frame)
		assert_true(frame_rule_parse("u8", &o.frame, &e));
	begin = clock();
	l = lens_new(row, &o, &only, &l);
	lens_feed(l, LENS_RECEIVED, bytes, n, 0);
	lens_end(l);
	lens_free(l);
	free(bytes);
	return clock() - begin;
}

/* Sixteen times as many bytes cost about sixteen times as much, whatever they are: what goes by the
 * square of their number would cost 256 times as much. */
static void test_linear(void **state)
{
	static const struct {
		const char *bytes;
		size_t n;
	} units[] = {
		{ UNIT("[") },           { UNIT("{\"a\":") },  { UNIT("\"\\") },
		{ UNIT("<a>") },         { UNIT("<!--") },     { UNIT("<a b='&lt;'>") },
		{ UNIT("8=FIX.4.4\1") }, { UNIT("*1\r\n") },   { UNIT("$-1\r\n") },
		{ UNIT("%1\r\n") },      { UNIT("\x91") },     { UNIT("\xdf") },
		{ UNIT("\x9f") },        { UNIT("\x0b") },     { UNIT("\x0a\x7f") },
		{ UNIT("\n") },          { UNIT(" ") },        { UNIT("a") },
		{ UNIT("a=\"") },        { UNIT("0") },        { UNIT("\0") },
		{ UNIT("\x80") },        { UNIT("\x1b[") },    { UNIT("\x1b]") },
		{ UNIT("\xff") },        { UNIT("\xff\xfa") }, { UNIT("a: b\r\n") },
		{ UNIT("$GP,") },        { UNIT("<1>") },      { UNIT("\xff\xf9") },
	};
	enum { FEW = 2 << 10, MANY = 32 << 10 };
	const struct lens_row *const *rows;
	size_t count;

	(void)state;
	rows = lens_table(&count);
	for (size_t r = 0; r < count; r++) {
		for (size_t u = 0; u < sizeof(units) / sizeof(units[0]); u++) {
			clock_t few = cost(rows[r], units[u].bytes, units[u].n, FEW);
			clock_t many = cost(rows[r], units[u].bytes, units[u].n, MANY);

			if (many > few * 48 + CLOCKS_PER_SEC / 20)
				fail_msg("%s: %d bytes like \"%s\" (%zu) take %ld us, %d take %ld",
					 rows[r]->name, FEW, units[u].bytes, u, (long)few, MANY,
					 (long)many);
		}
	}
}

/* The most likely row for a stream, and how likely it is. */
static const char *guessed(const char *bytes, size_t n, unsigned *most)
{
	const struct lens_row *const *rows;
	const char *best = NULL;
	size_t count;

	*most = 0;
	rows = lens_table(&count);
	for (size_t r = 0; r < count; r++) {
		unsigned sure = rows[r]->guess ? rows[r]->guess(bytes, n) : 0;

		best = sure > *most ? rows[r]->name : best;
		*most = sure > *most ? sure : *most;
	}
	return best;
}

/* The same for formats of bytes, and nothing foreign is taken for one. */
static void test_guesses_of_bytes(void **state)
{
	static const struct {
		const char *bytes;
		size_t n;
		const char *name; /* NULL: none */
	} streams[] = {
		{ UNIT("\x82\xa1"
		       "a\x01\xa1"
		       "b\xc3"),
		  "msgpack" },
		{ UNIT("\x93\xa5"
		       "hello\xcd\x01\x00\x02"),
		  "msgpack" },
		{ UNIT("\xa2\x61"
		       "a\x01\x61"
		       "b\xf5"),
		  "cbor" },
		{ UNIT("\xd9\xd9\xf7\x01"), "cbor" },
		{ UNIT("\x10\x0c\0\4MQTT\4\2\0\x3c\0\0"), "mqtt" },
		{ UNIT("\x20\2\0\0"), "mqtt" },
		{ UNIT("\0\1\0\0\0\6\1\3\0\x6b\0\3"), "modbus" },
		{ UNIT("\0\1\0\0\0\3\1\x83\2"), "modbus" },
		{ UNIT("\0\0\0\0\0\0\0\0\0\0\0\0"), NULL },
		{ UNIT("\x9fhello world, how are you today\r\n"), NULL },
		{ UNIT("\xa4hello world, how are you today\r\n"), NULL },
		{ UNIT("\x80\x81 abc"), NULL },
		{ UNIT("\xc9\xcd\xcd\xbb Welcome \xba\r\n"), NULL },
		{ UNIT("\xb0\xb1\xb2\xdb\xdb board\r\n\xb0\xb1"), NULL },
		{ UNIT("\xff\xfd\x18\xff\xfd\x20"), "telnet" },
		{ UNIT("\xff\xfb\x01login: "), "telnet" },
		{ UNIT("\x16\x03\x01\x02\x00\x01\x00\x01"), NULL },
		{ UNIT("\xe4\xbd\xa0\xe5\xa5\xbd\n"), NULL },
		{ UNIT(" 20 items\r\n"), NULL },
	};
	unsigned most;

	(void)state;
	for (size_t i = 0; i < sizeof(streams) / sizeof(streams[0]); i++) {
		const char *best = guessed(streams[i].bytes, streams[i].n, &most);

		if (streams[i].name ? !best || strcmp(best, streams[i].name) != 0 : most > 0)
			fail_msg("stream %zu is taken for %s (%u), not for %s", i,
				 best ? best : "nothing", most,
				 streams[i].name ? streams[i].name : "nothing");
	}
}

/* What a stream is taken for by its first bytes; nothing foreign is taken for a format of text. */
static void test_guesses(void **state)
{
	static const struct {
		const char *bytes, *name; /* NULL: none */
	} streams[] = {
		{ "{\"a\": [1, 2]}\n", "json" },
		{ "[1, {\"a\":", "json" },
		{ "[INFO] started\n", NULL },
		{ "{ this is none\n", NULL },
		{ "12:30 [x]\n", NULL },
		{ "*2\r\n$4\r\nLLEN\r\n", "resp" },
		{ "$5\r\nhello\r\n", "resp" },
		{ "+PONG\r\n", "resp" },
		{ "+OK POP3 server ready\r\n", NULL },
		{ "*** Welcome ***\r\n> ", NULL },
		{ ":irc.example.net 001 nick :Welcome\r\n", NULL },
		{ "8=FIX.4.4\0019=5\00135=0\00110=161\001", "fix" },
		{ "12:00 out 8=FIX.4.2|9=5|35=0|10=159|\n", "fix" },
		{ "HTTP/1.1 200 OK\r\nServer: x\r\n", "http" },
		{ "GET / HTTP/1.0\r\n", "http" },
		{ "220 mail.example.com ESMTP\r\n", NULL },
		{ "SSH-2.0-OpenSSH_9.6\r\n", NULL },
		{ "time=12:00 level=info msg=\"a b\"\n", "logfmt" },
		{ "uptime is 3 days, load=0.1\r\n", NULL },
		{ "x = 1\ny = 2\n", NULL },
		{ "<34>1 2003-10-11T22:14:15Z host su - - - text\n", "syslog" },
		{ "80 <35>1 - - hail 4711 - - text", "syslog" },
		{ "Jan  2 03:04:05 host sshd[1]: text\n", "syslog" },
		{ "<?xml version='1.0'?>", "xml" },
		{ "<a><b/>text</a>\n", "xml" },
		{ "<b>bold</b> says hi\r\n", NULL },
		{ "<bold chat\r\n", NULL },
		{ "$GPGLL,4916.45,N,12311.12,W,225444,A*31\r\n", "nmea" },
		{ "!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0*5C\r\n", "nmea" },
		{ "$ ls\r\n", NULL },
		{ "router1>show version\r\n", NULL },
	};
	unsigned most;

	(void)state;
	for (size_t i = 0; i < sizeof(streams) / sizeof(streams[0]); i++) {
		const char *best = guessed(streams[i].bytes, strlen(streams[i].bytes), &most);

		if (streams[i].name ? !best || strcmp(best, streams[i].name) != 0 : most > 0)
			fail_msg("\"%s\" is taken for %s (%u), not for %s", streams[i].bytes,
				 best ? best : "nothing", most,
				 streams[i].name ? streams[i].name : "nothing");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_messages),
		cmocka_unit_test(test_pauses),
		cmocka_unit_test(test_streams),
		cmocka_unit_test(test_secrets),
		cmocka_unit_test(test_cuts),
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_wrong_rules),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_linear),
		cmocka_unit_test(test_guesses),
		cmocka_unit_test(test_guesses_of_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
