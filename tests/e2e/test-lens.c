/* Lenses in a pipe: of a peer, of standard input; what goes wrong, and the status. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "e2e/harness.h"

static void check_filter(const char *const *words, const void *input, size_t n, int status,
			 const char *expected)
{
	Job *j = job_start(words);

	job_write(j, input, n);
	job_end_input(j);
	job_expect(j, status, expected, strlen(expected));
	if (status == 0)
		CHECK_TEXT(job_errors(j, NULL), "");
}

static void test_standard_input(void)
{
	check_filter(WORDS("hail", "--lens", "hex"), BYTES("a\0\r\n0123456789abcdef"), 0,
		     "00000000: 61 00 0d 0a 30 31 32 33 34 35 36 37 38 39 61 62  a...0123456789ab\n"
		     "00000010: 63 64 65 66                                      cdef\n");
	check_filter(WORDS("hail", "--lens=text"), BYTES("one\r\n\ttwo\033[1m"), 0,
		     "one^M\n\ttwo^[[1m\n");
	check_filter(WORDS("hail", "--lens", "telnet"), BYTES("\xff\xfd\x18hi"), 0,
		     "DO TTYPE [ff fd 18]\n\"hi\"\n");
	check_filter(WORDS("hail", "--lens", "frames", "-o", "frame=u8"), BYTES("\2hi\1!"), 0,
		     "2 bytes: hi\n1 byte: !\n");
	check_filter(WORDS("hail", "--lens", "frames", "--json", "-o", "frame=u8"),
		     BYTES("\2hi\4\xe2\x80\xae!\1\xff"), 0,
		     "{\"length\":2,\"text\":\"hi\"}\n{\"length\":4,\"text\":\"\\u202e!\"}\n"
		     "{\"length\":1,\"hex\":\"ff\"}\n");
	check_filter(WORDS("hail", "--lens", "text"), BYTES(""), 0, "");
}

/* What is there is shown though the rest has not come. */
static void test_as_it_comes(void)
{
	Job *j = job_start(WORDS("hail", "--lens", "text"));

	job_write_text(j, "first\n");
	job_wait_output(j, "first\n");
	job_write_text(j, "second");
	job_end_input(j);
	job_expect(j, 0, BYTES("first\nsecond\n"));
}

/* A file may be one message. */
static void test_large_message(void)
{
	enum { VALUES = 1 << 20 };
	char *text = malloc(2 * VALUES + 2);
	Job *j = job_start(WORDS("hail", "--lens", "json", "--json"));

	for (size_t i = 0; i < VALUES; i++)
		memcpy(text + 2 * i, i ? ",1" : "[1", 2);
	memcpy(text + 2 * VALUES, "]\n", 2);
	job_write(j, text, 2 * VALUES + 2);
	job_end_input(j);
	job_expect(j, 0, text, 2 * VALUES + 2);
	free(text);
}

static void check_refused(const char *const *words, const char *part)
{
	Job *j = job_start(words);

	job_end_input(j);
	job_expect(j, 2, "", 0);
	job_expect_sentence(j, part);
}

static void test_refused(void)
{
	check_refused(WORDS("hail", "--lens", "hax"), "escapes ");
	check_refused(WORDS("hail", "--lens", "hex", "--json"), "tree");
	check_refused(WORDS("hail", "--lens", "frames"), "frame=u16be");
	check_refused(WORDS("hail", "--lens", "frames", "-o", "frame=u64"), "u64");
	check_refused(WORDS("hail", "--lens", "hex", "-o", "frame=fixed:0"), "fixed:0");
	check_refused(WORDS("hail", "--json", "127.0.0.1", "9"), "--lens");
	check_refused(WORDS("hail", "--lens"), "--lens");
	check_refused(WORDS("hail", "--lens", "hax", "127.0.0.1", "9"), "hax");
	check_refused(WORDS("hail", "--lens", "hex", "--expect", "x"), "DESTINATION");
	check_refused(WORDS("hail", "--lens", "protobuf", "--proto", "x"), "two values");
	check_refused(WORDS("hail", "--lens", "hex", "--proto", "x", "y"), "protobuf");
	check_refused(WORDS("hail", "--lens", "protobuf", "--proto", "/nowhere/x", "y"),
		      "/nowhere/x");
	check_refused(WORDS("hail", "--lens", "protobuf", "--proto", "some.desc"), "two values");
	check_refused(WORDS("hail", "--lens", "hex", "--proto", "some.desc", "M"), "--proto");
	check_refused(WORDS("hail", "--lens", "protobuf", "--proto", "nowhere.desc", "M"),
		      "nowhere.desc");
	check_refused(WORDS("hail", "--lens", "protobuf", "--proto", "/dev/null", "M"),
		      "descriptor set");
}

/* Names come from a descriptor set. */
static void test_descriptors(void)
{
	const char *top = getenv("HAIL_SRCDIR");
	char path[1024];

	snprintf(path, sizeof(path), "%s/tests/golden/lens/protobuf.old.desc", top ? top : ".");
	check_filter(WORDS("hail", "--lens", "protobuf"), BYTES("\10\7\22\1n"), 0,
		     "1: 7\n2: \"n\"\n");
	check_filter(WORDS("hail", "--lens", "protobuf", "--proto", path, "old.M"),
		     BYTES("\10\7\22\1n"), 0, "id: 7\nname: \"n\"\n");
	check_filter(WORDS("hail", "--lens", "protobuf", "--json", "--proto", path, "old.M"),
		     BYTES("\10\7\22\1n"), 0, "{\"id\":7,\"name\":\"n\"}\n");
	check_refused(WORDS("hail", "--lens", "protobuf", "--proto", path, "old.X"), "old.Holder");
}

/* What can't be told as JSON is counted, and the rest is told. */
static void test_unread(void)
{
	Job *j = job_start(WORDS("hail", "--lens", "frames", "--json", "-o", "frame=u8"));

	job_write(j, BYTES("\1a\5b"));
	job_end_input(j);
	job_expect(j, 1, BYTES("{\"length\":1,\"text\":\"a\"}\n"));
	job_expect_sentence(j, "byte 3");
}

/* The status of what is told as trees though something is wrong with it. */
static void test_wrong(void)
{
	static const struct {
		const char *lens, *text, *part;
		int status;
	} messages[] = {
		{ "fix", "8=FIX.4.2|9=5|35=0|10=161|", "\"Heartbeat\"", 0 },
		{ "fix", "12:00 8=FIX.4.2|9=5|35=0|10=161|\n", "\"text\":\"12:00 \"", 0 },
		{ "fix", "8=FIX.4.2|9=5|35=0|10=162|", "the sum is 161", 1 },
		{ "fix", "8=FIX.4.2|9=5|35=0|5", "no tag: 5", 1 },
		{ "fix", "garbage\n", "\"error\":\"no message\"", 1 },
		{ "http", "GET / HTTP/1.1\r\nA: b\r\n\r\n", "\"target\":\"/\"", 0 },
		{ "http", "GET / HTTP/1.1\r\nno field\r\n\r\n", "\"error\":\"no field\"", 1 },
		{ "nmea", "$GPGLL,1*76\r\n", "the sum is ", 1 },
		{ "syslog", "<13>Oct  1 12:00:00 h a: b\n", "\"app\":\"a\"", 0 },
		{ "syslog", "<192>Oct  1 12:00:00 h a: b\n", "\"priority\":192", 1 },
		{ "logfmt", "a=b c=\"d\"\n", "\"c\":\"d\"", 0 },
		{ "logfmt", "a=b c=\"d\n", "\"c\":\"d\"", 1 },
		{ "resp", "*1\r\n-ERR no\r\n", "ERR no", 0 },
		{ "resp", "*2\r\n+a\r\n", "[\"a\"]", 1 },
		{ "resp", "*1\r\nx\r\n", "{\"unreadable\":\"x\"}", 1 },
		{ "resp", "$3\r\nabcdef\r\n", "\"abc\"", 1 },
		{ "xml", "<a>b</a>", "\"b\"", 0 },
		{ "xml", "<a q='&quot;'>1 &lt; 2 &#233;&#x1F600; &amp;lt; &lol; &#0;</a>",
		  "\"q\":\"\\\"\"},\"content\":[\"1 < 2 \303\251\360\237\230\200 &lt; &lol; "
		  "&#0;\"]",
		  0 },
		{ "xml", "<a><b></a>", "isn't closed", 1 },
		{ "xml", "<a><b>", "it ends within", 1 },
		{ "xml", "<a b></a>", "\"error\":\"b\"", 1 },
		{ "json", "[1,", "", 1 },
	};

	for (size_t i = 0; i < sizeof(messages) / sizeof(messages[0]); i++) {
		Job *j = job_start(WORDS("hail", "--lens", messages[i].lens, "--json"));
		const char *out;
		int status;
		size_t n;

		job_write_text(j, messages[i].text);
		job_end_input(j);
		status = job_wait(j) >> 8;
		out = job_output(j, &n);
		CHECK(status == messages[i].status && strstr(out, messages[i].part),
		      "%s by %s: status %d, output %s", messages[i].text, messages[i].lens, status,
		      out);
	}
}

/* Runs `hail --lens hex`, by a shell, with a redirection that it fails by. */
static void check_failure(const char *redirection, const char *part)
{
	char command[256];
	Job *j;

	snprintf(command, sizeof(command), "exec \"$0\" --lens hex %s", redirection);
	j = job_start(WORDS("sh", "-c", command, getenv("HAIL")));
	job_write_text(j, "something to read");
	job_end_input(j);
	job_expect(j, 1, "", 0);
	job_expect_sentence(j, part);
}

static void test_output_fails(void)
{
	Job *j;

	check_failure(">/dev/full", "standard output");
	check_failure("</", "standard input");
	j = job_start(WORDS("hail", "--lens", "hex"));
	job_close_output(j);
	job_write_text(j, "nobody reads this line");
	job_end_input(j);
	CHECK_INT(job_wait(j), 0);
	CHECK_TEXT(job_errors(j, NULL), "");
}

static Job *start(Peer **p, const char *const *words)
{
	const char *all[16];
	size_t n = 0;

	*p = peer_new();
	for (; words[n]; n++)
		all[n] = words[n];
	all[n++] = "127.0.0.1";
	all[n++] = peer_port(*p);
	all[n] = NULL;
	return job_start(all);
}

/* Whole rows come at once, the rest when the peer is silent for a while. */
static void test_peer(void)
{
	Peer *p;
	Job *j = start(&p, WORDS("hail", "--raw", "--lens", "hex"));

	peer_wait_connected(p);
	peer_send_text(p, "0123456789abcdefxyz");
	job_wait_output(j, "xyz\n");
	peer_send_text(p, "!");
	peer_close(p);
	job_expect(j, 0,
		   BYTES("00000000: 30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  "
			 "0123456789abcdef\n"
			 "00000010: 78 79 7a                                         xyz\n"
			 "00000013: 21                                               !\n"));
}

/* Some lenses read the wire, others what telnet leaves of it. */
static void test_telnet(void)
{
	static const unsigned char wire[] = "\xff\xfb\x03one\r\n\xff\xf9";
	Peer *p;
	Job *j = start(&p, WORDS("hail", "-o", "protocol=telnet", "--lens", "telnet"));

	peer_send(p, wire, sizeof(wire) - 1);
	peer_expect(p, BYTES("\xff\xfd\x03"));
	peer_close(p);
	job_expect(j, 0, BYTES("WILL SGA [ff fb 03]\n\"one\\r\\n\"\nGA [ff f9]\n"));

	j = start(&p, WORDS("hail", "-o", "protocol=telnet", "--lens", "text"));
	peer_send(p, wire, sizeof(wire) - 1);
	peer_expect(p, BYTES("\xff\xfd\x03"));
	peer_close(p);
	job_expect(j, 0, BYTES("one\n"));
}

/* What is no text keeps the ends of its lines, telnet's own rules aside. */
static void test_ends_of_lines(void)
{
	static const unsigned char wire[] = "\xff\xf9$3\r\na\r\0b\r\n+OK\r\n";
	Peer *p;
	Job *j = start(&p, WORDS("hail", "--lens", "resp"));

	peer_send_text(p, "$4\r\na\r\nb\r\n*1\r\n:1\r\n");
	peer_close(p);
	job_expect(j, 0, BYTES("\"a\\r\\nb\"\n1) (integer) 1\n"));

	j = start(&p, WORDS("hail", "-o", "protocol=telnet", "--lens", "resp"));
	peer_send(p, wire, sizeof(wire) - 1);
	peer_close(p);
	job_expect(j, 0, BYTES("\"a\\rb\"\nOK\n"));
}

/* Steps see what the peer said, not what the lens shows. */
static void test_steps(void)
{
	Peer *p;
	Job *j = start(
		&p, WORDS("hail", "--raw", "--lens", "hex", "--expect", "login: ", "--send", "me"));

	peer_send_text(p, "login: ");
	peer_expect_text(p, "me\r\n");
	peer_close(p);
	job_end_input(j);
	CHECK_INT(job_wait(j), 0);
}

int main(int argc, char **argv)
{
	static const struct tap_case cases[] = {
		{ "standard input, by each lens", test_standard_input, 0 },
		{ "standard input, as it comes", test_as_it_comes, 0 },
		{ "a message of 2 MiB", test_large_message, 0 },
		{ "what can't be asked for", test_refused, 0 },
		{ "protobuf by a descriptor set", test_descriptors, 0 },
		{ "what can't be told as JSON", test_unread, 0 },
		{ "what is told as JSON though it is wrong", test_wrong, 0 },
		{ "an output that fails, an input that fails, a closed output", test_output_fails,
		  0 },
		{ "a peer", test_peer, 0 },
		{ "a telnet server", test_telnet, 0 },
		{ "ends of lines in what is no text", test_ends_of_lines, 0 },
		{ "--expect and --send", test_steps, 0 },
	};

	return tap_main(argc, argv, cases, COUNT(cases));
}
